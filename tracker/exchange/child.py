"""Runs a function in a child process with limits of memory and time, so that a parser's death is only a refusal.

The child is a fresh interpreter that imports only what the function needs; its limits are set before it imports that.
Memory is limited by RLIMIT_AS, which Linux keeps to; macOS accepts it without effect and Windows has none, so there the
container's limits and the time are what holds. What comes back is unpickled with plain types and those of `SAFE` only.
"""

import contextlib
import gc
import importlib
import io
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

from tracker.exchange.progress import StoppedError, followed
from tracker.problems import RefusedError

MEMORY = 512 << 20
SECONDS = 60.0
_SAVE_ANEW = "open it in Excel or LibreOffice, save the sheet alone as a new .xlsx, and try that"
_LARGEST_ANSWER = 400 << 20
_ROOT = str(Path(__file__).resolve().parents[2])
_PROGRAM = """\
import sys
sys.path.insert(0, sys.argv[1])
from tracker.exchange.child import serve
serve(int(sys.argv[2]), sys.argv[3])
"""
SAFE = {
    ("tracker.exchange.cells", "RawSheet"),
    ("tracker.exchange.bulk", "BulkColumns"),
    ("tracker.exchange.parsing", "Parsed"),
    ("tracker.problems", "RefusedError"),
    ("tracker.problems", "Problem"),
    ("builtins", "set"),
}
"""The types, other than plain ones, that a child may answer with."""


class Child:
    """A child process that waits to be called once; starting it early lets it import while its caller prepares."""

    def __init__(self, module: str, *, memory: int | None = MEMORY, remedy: str = _SAVE_ANEW) -> None:
        self._module, self._remedy = module, remedy
        command = [sys.executable, "-I", "-c", _PROGRAM, _ROOT, str(memory or 0), module]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._progress = followed()
        if self._progress:
            self._progress.add_child(self._process)

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
        if self._progress:
            self._progress.drop_child(self._process)

    def call(
        self, function: str, *arguments: object, name: str, seconds: float = SECONDS, **named: object
    ) -> Any:  # fmt: skip
        """Call a function of the module in the child and return its result.

        `name` is the file that is read. A child that is killed, runs out of memory or time, or fails, is a RefusedError
        with a remedy; a RefusedError in the child is raised here as it is. A StoppedError where the work was stopped.
        """
        try:
            answer, _ = self._process.communicate(pickle.dumps((function, arguments, named), 5), timeout=seconds)
        except subprocess.TimeoutExpired:
            raise self._refusal(name, f"reading it took longer than {seconds:g} seconds") from None
        finally:
            self.__exit__()
        if self._progress and self._progress.is_stopped:
            raise StoppedError
        if self._process.returncode or not answer or len(answer) > _LARGEST_ANSWER:
            raise self._refusal(name, "the reader broke down over it")
        stream = io.BytesIO(answer)
        del answer
        try:
            state, result = _Unpickler(stream).load()
        except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, IndexError):
            raise self._refusal(name, "the reader broke down over it") from None
        if state == "refused":
            raise result
        if state == "memory":
            raise self._refusal(name, "reading it needs more memory than it may take")
        if state == "failed":
            raise self._refusal(name, f"it cannot be read ({result})")
        return result

    def _refusal(self, name: str, message: str) -> RefusedError:
        from tracker.exchange.archive import refusal

        return refusal(name, message, self._remedy)


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        if (module, name) not in SAFE:
            raise pickle.UnpicklingError(f"{module}.{name} is not expected")
        return super().find_class(module, name)


def serve(memory: int, module: str) -> None:
    """The child's side: import the module, read the call from standard input, answer on standard output."""
    if memory:
        with contextlib.suppress(ImportError, ValueError, OSError):
            import resource

            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    result: tuple[str, object]
    gc.disable()
    try:
        imported = importlib.import_module(module)
        function, arguments, named = pickle.load(sys.stdin.buffer)
        result = ("done", getattr(imported, function)(*arguments, **named))
        answer = pickle.dumps(result, 5)
    except MemoryError:
        answer = pickle.dumps(("memory", None))
    except RefusedError as error:
        answer = pickle.dumps(("refused", error))
    except BaseException as error:  # a panic of Rust's is no Exception
        answer = pickle.dumps(("failed", f"{type(error).__name__}: {str(error)[:200]}"))
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)  # taking millions of cells apart would cost a tenth of a second
