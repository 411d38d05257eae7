"""The command line in a process of its own that has less than this one: no rights, or no space. It asserts nothing."""

import os
import resource
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tracker.cli import main
from tracker.desk import data_folder

NOBODY = 65534


def run(*words: str, before: Callable[[], None] = lambda: None) -> tuple[int, str]:
    """Run a command, after `before`, in a child of this process: its status, and all that it said."""
    # A program started afresh as nobody could not even read Python, where that belongs to root.
    if before is become_nobody and os.geteuid() == 0:
        _import_all()
    with tempfile.TemporaryFile("w+") as told:
        child = os.fork()
        if child == 0:
            status = 99
            try:
                os.dup2(told.fileno(), 1)
                os.dup2(told.fileno(), 2)
                sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
                before()
                status = _call([*words])
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        told.seek(0)
        return status, " ".join(told.read().split())


def _call(words: list[str]) -> int:
    sys.argv = ["tracker", *words]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def become_nobody() -> None:
    """Give up root's right to read and write everything; others have no such right."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


@cache
def _import_all() -> None:
    """Use what imports late while it may still be read: nobody may not look into a checkout in a closed folder.

    Once, in the process whose children become nobody.
    """
    words_before, out, error = sys.argv, sys.stdout, sys.stderr
    with tempfile.TemporaryDirectory() as name, open(os.devnull, "w") as nothing:
        sys.stdout = sys.stderr = nothing
        for words in (["init"], ["log"], ["verify"], ["import", str(data_folder())], ["backup", f"{name}/b.db"],
                      ["restore", f"{name}/none.db"], ["gaps"], ["undo", "9"]):  # fmt: skip
            _call(["--ledger", f"{name}/a.db", *words])
        sys.argv, sys.stdout, sys.stderr = words_before, out, error


def limit_files(size: int) -> Callable[[], None]:
    """No file may grow beyond this size."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that everybody can reach, unlike pytest's."""
    with tempfile.TemporaryDirectory(prefix="tracker-open-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder
        folder.chmod(0o777)
