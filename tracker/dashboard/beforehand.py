"""What readers are likely to ask for next, made while nobody waits for a page. Pages say what that is.

Who goes from day to day, or from phase to phase, finds the next one made. One thread does it, a part at a time between
readers' turns; what a reader leaves behind by going on is dropped. Only a server does it.
"""

import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from contextvars import Context, copy_context
from threading import Lock, Thread
from typing import NamedTuple

from tracker.dashboard.turns import TURNS, Turns
from tracker.ledger import LedgerError
from tracker.problems import RefusedError

Part = Callable[[], object]
_LOG = logging.getLogger(__name__)
_MOST = 4
"""So many readers are worked for, those who clicked last: for more the desk does not keep what phases need."""
_LONG = 60.0
"""Seconds after which nobody is expected to go on from there; a plan holds on to the record that it was made of."""


class _Plan(NamedTuple):
    context: Context
    parts: deque[Part]
    made_at: float


class Beforehand:
    """Parts that are still to be made, by reader; those of who clicked last come first."""

    def __init__(self, turns: Turns) -> None:
        self._turns, self._lock = turns, Lock()
        self._plans: OrderedDict[str, _Plan] = OrderedDict()
        self._is_running = False

    def plan(self, reader: str, parts: Iterable[Part]) -> None:
        """Make these parts, in the reader's language, in place of what was still to be made for the same reader."""
        plan = _Plan(copy_context(), deque(parts), time.monotonic())
        with self._lock:
            self._plans[reader] = plan
            self._plans.move_to_end(reader)
            while len(self._plans) > _MOST:
                self._plans.popitem(last=False)
            if not self._is_running:
                Thread(target=self._run, name="beforehand", daemon=True).start()
                self._is_running = True

    def drop(self, reader: str) -> None:
        """Make nothing more for a reader."""
        with self._lock:
            self._plans.pop(reader, None)

    def _run(self) -> None:
        try:
            while self._has_more():
                with self._turns.spare():
                    self._make_next()
        except BaseException:
            with self._lock:
                self._is_running = False
            raise

    def _has_more(self) -> bool:
        with self._lock:
            self._is_running = bool(self._plans)
            return self._is_running

    def _make_next(self) -> None:
        with self._lock:
            for reader in [key for key, plan in self._plans.items() if time.monotonic() - plan.made_at > _LONG]:
                del self._plans[reader]
            if not self._plans:
                return
            reader, plan = next(reversed(self._plans.items()))
            part = plan.parts.popleft() if plan.parts else None
            if not plan.parts:
                del self._plans[reader]
        try:
            if part is not None:
                plan.context.run(part)
        except (RefusedError, LedgerError):
            pass  # Whoever asks for it is told.
        except Exception:
            _LOG.exception("What was to be made beforehand failed.")


_SERVING: list[Beforehand] = []


def begin() -> None:
    """From now on in this process: it is a server, whose readers click on."""
    _SERVING[:] = [Beforehand(TURNS)]


def make_beforehand(reader: str, parts: Iterable[Part]) -> None:
    """See `Beforehand.plan`; nothing where this process is no server."""
    for beforehand in _SERVING:
        beforehand.plan(reader, parts)


def leave_behind(reader: str) -> None:
    """See `Beforehand.drop`."""
    for beforehand in _SERVING:
        beforehand.drop(reader)
