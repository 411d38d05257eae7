"""What readers are likely to ask for next, made while nobody waits for a page. Pages say what that is.

Who goes from day to day, or from phase to phase, finds the next one made. One thread does it, a part at a time between
readers' turns; what a reader leaves behind by going on is dropped. Only a server does it.
"""

import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from contextvars import Context, copy_context
from threading import Lock, Thread

from tracker.dashboard.turns import spare_turn
from tracker.ledger import LedgerError
from tracker.problems import RefusedError

Part = Callable[[], object]
_LOG = logging.getLogger(__name__)
_MOST = 8
"""So many readers are worked for; of more, those who clicked last."""


class Beforehand:
    """Parts that are still to be made, by reader; those of who clicked last come first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._plans: OrderedDict[str, tuple[Context, deque[Part]]] = OrderedDict()
        self._is_running = False

    def plan(self, reader: str, parts: Iterable[Part]) -> None:
        """Make these parts, in the reader's language, in place of what was still to be made for the same reader."""
        with self._lock:
            self._plans[reader] = copy_context(), deque(parts)
            self._plans.move_to_end(reader)
            while len(self._plans) > _MOST:
                self._plans.popitem(last=False)
            if not self._is_running:
                self._is_running = True
                Thread(target=self._run, name="beforehand", daemon=True).start()

    def _run(self) -> None:
        while self._has_more():
            with spare_turn():
                self._make_next()

    def _has_more(self) -> bool:
        with self._lock:
            self._is_running = bool(self._plans)
            return self._is_running

    def _make_next(self) -> None:
        with self._lock:
            if not self._plans:
                return
            reader, (context, parts) = next(reversed(self._plans.items()))
            part = parts.popleft() if parts else None
            if not parts:
                del self._plans[reader]
        try:
            if part is not None:
                context.run(part)
        except (RefusedError, LedgerError):
            pass  # Whoever asks for it is told.
        except Exception:
            _LOG.exception("What was to be made beforehand failed.")


_SERVING: list[Beforehand] = []


def begin() -> None:
    """From now on in this process: it is a server, whose readers click on."""
    _SERVING[:] = [Beforehand()]


def make_beforehand(reader: str, parts: Iterable[Part]) -> None:
    """See `Beforehand.plan`; nothing where this process is no server."""
    for beforehand in _SERVING:
        beforehand.plan(reader, parts)
