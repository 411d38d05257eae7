"""How far long work has come, told to whoever waits for it and may stop it. It does none of the work itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from subprocess import Popen
from threading import Lock

READING = "Reading the file"
CHECKING = "Checking every cell"
COMPARING = "Comparing with the ledger"
ADDING = "Adding up before and after"
WRITING = "Writing"


class StoppedError(Exception):
    """Somebody stopped the work; nothing was written."""


class Progress:
    """The step that work has reached; `stop` ends it at its next step, and its child processes at once.

    Once it writes it cannot be stopped any more: what is half written would be lost, what is written stands.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._children: set[Popen[bytes]] = set()
        self._is_stopped = False
        self._is_writing = False
        self.step = ""

    @property
    def is_stopped(self) -> bool:
        """Whether somebody stopped it."""
        return self._is_stopped

    @property
    def is_writing(self) -> bool:
        """Whether it is too late to stop it."""
        return self._is_writing

    def stop(self) -> bool:
        """Stop the work; False where it writes already, and goes on."""
        with self._lock:
            if self._is_writing:
                return False
            self._is_stopped = True
            for child in self._children:
                child.kill()
            return True

    def reach(self, step: str) -> None:
        """Go on to a step, or a StoppedError."""
        with self._lock:
            if self._is_stopped:
                raise StoppedError
            self.step = step
            self._is_writing = step == WRITING

    def add_child(self, child: "Popen[bytes]") -> None:
        """Take note of a child process that ends where the work is stopped."""
        with self._lock:
            self._children.add(child)
            if self._is_stopped:
                child.kill()

    def drop_child(self, child: "Popen[bytes]") -> None:
        """Forget a child process that has ended."""
        with self._lock:
            self._children.discard(child)


_FOLLOWED: ContextVar[Progress | None] = ContextVar("followed", default=None)


@contextmanager
def following(progress: Progress) -> Iterator[None]:
    """Whatever is done inside tells its steps to `progress`, and stops where that is stopped."""
    token = _FOLLOWED.set(progress)
    try:
        yield
    finally:
        _FOLLOWED.reset(token)


def followed() -> Progress | None:
    """Who follows the work that goes on here, None where nobody does."""
    return _FOLLOWED.get()


def tell(step: str) -> None:
    """Tell that a step begins; a StoppedError where whoever follows has stopped the work."""
    progress = _FOLLOWED.get()
    if progress is not None:
        progress.reach(step)
