"""Readers' pages are drawn one after the other, in the order in which they asked. It knows nothing of what is drawn."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Semaphore

_TURN = Semaphore()
_PAUSE = 0.3
"""Seconds without any reader's page before work that nobody waits for may go on: whoever clicks on goes first."""


class _Readers:
    """How many wait or have their turn, and when the last one's ended, by the clock that only goes forward."""

    lock = Lock()
    count, ended_at = 0, 0.0


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one's turn to draw.

    Python runs one page's code at a time anyway: fifty that run at once all end late, and compute beside each other
    what the first of them would have left for the others.
    """
    with _Readers.lock:
        _Readers.count += 1
    try:
        with _TURN:
            yield
    finally:
        with _Readers.lock:
            _Readers.count -= 1
            _Readers.ended_at = time.monotonic()


@contextmanager
def spare_turn() -> Iterator[None]:
    """Wait until no reader's page has been drawn for a moment; a reader who comes now waits until this turn ends."""
    while True:
        with _TURN:
            left = _PAUSE if _Readers.count else _Readers.ended_at + _PAUSE - time.monotonic()
            if left <= 0:
                yield
                return
        time.sleep(left)
