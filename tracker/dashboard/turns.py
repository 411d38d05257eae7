"""Readers' pages are drawn one after the other, in the order in which they asked. It knows nothing of what is drawn."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Semaphore


class Turns:
    """One turn at a time; spare ones while no reader has waited or drawn for `pause` seconds."""

    def __init__(self, pause: float) -> None:
        self._turn, self._lock = Semaphore(), Lock()
        self._pause = pause
        self._readers, self._ended_at = 0, 0.0

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for one's turn to draw.

        Python runs one page's code at a time anyway: fifty that run at once all end late, and compute beside each other
        what the first of them would have left for the others.
        """
        with self._lock:
            self._readers += 1
        try:
            with self._turn:
                yield
        finally:
            with self._lock:
                self._readers -= 1
                self._ended_at = time.monotonic()

    @contextmanager
    def spare(self) -> Iterator[None]:
        """Wait for a spare turn; a reader who comes while it lasts waits until it ends, and no longer."""
        self._wait()
        try:
            yield
        finally:
            self._turn.release()

    def _wait(self) -> None:
        while True:
            if self._left() <= 0 and self._turn.acquire(blocking=False):
                if self._left() <= 0:
                    return
                self._turn.release()
            time.sleep(max(self._left(), 0.01))

    def _left(self) -> float:
        """Seconds until nobody has waited or drawn for long enough."""
        return self._pause if self._readers else self._ended_at + self._pause - time.monotonic()


TURNS = Turns(pause=0.3)
"""Those of this process."""
