"""Readers' pages are drawn one after the other, in the order in which they asked. It knows nothing of what is drawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore

_TURN = Semaphore()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one's turn to draw.

    Python runs one page's code at a time anyway: fifty that run at once all end late, and compute beside each other
    what the first of them would have left for the others.
    """
    with _TURN:
        yield
