"""Long work beside the pages: a few jobs at a time, each stopped when nobody waits for it. It knows no work itself.

A page's run takes its turn among all readers' runs, so that nothing long may happen in it. A job runs in a thread of
its own; the page asks now and then how far it is. What a session that went away had begun is stopped once nobody has
asked for `PATIENCE`: a browser lets a page that is out of sight ask only once a minute.
"""

import logging
import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

from tracker.exchange.progress import Progress, StoppedError, following
from tracker.ledger import LedgerError
from tracker.problems import RefusedError

MOST_AT_ONCE = 2
PATIENCE = 150.0
"""Seconds after which a job that nobody asks about is stopped."""
WAITING, RUNNING, DONE, STOPPED, REFUSED = "waiting", "running", "done", "stopped", "refused"
_LOG = logging.getLogger(__name__)
_ROUND = 1.0
Answer = TypeVar("Answer")


class Job(Generic[Answer]):
    """Work that goes on while its page is drawn again and again.

    `state` is waiting, running, done (`answer` has what came of it), stopped, or refused (`refusal` says why).
    """

    def __init__(self, work: Callable[[], Answer]) -> None:
        self.progress = Progress()
        self.state = WAITING
        self.answer: Answer | None = None
        self.refusal = ""
        self._work: Callable[[], Answer] | None = work
        self._begun_at = self._asked_at = time.monotonic()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in (WAITING, RUNNING)

    @property
    def seconds(self) -> float:
        """How long ago it was asked for."""
        return time.monotonic() - self._begun_at

    def ask(self) -> str:
        """Its state; whoever asks still waits for it."""
        self._asked_at = time.monotonic()
        return self.state

    def stop(self) -> bool:
        """Stop it, for whoever waits at once; False where it writes already, and goes on."""
        with _JOBS.lock:
            if self.is_over:
                return True
            if not self.progress.stop():
                return False
            self.state = STOPPED
            if self in _JOBS.waiting:
                _JOBS.waiting.remove(self)
                self._work = None
            return True

    def is_forgotten(self) -> bool:
        """Whether nobody has asked for it for long."""
        return time.monotonic() - self._asked_at > PATIENCE

    def run(self) -> None:
        """Do the work, in the thread that is its own."""
        state, answer, refusal = STOPPED, None, ""
        try:
            if self._work is not None:
                with following(self.progress):
                    answer = self._work()
                state = DONE
        except StoppedError:
            pass
        except (RefusedError, LedgerError) as error:
            state, refusal = REFUSED, "\n".join([str(error), *map(str, getattr(error, "problems", []))])
        except MemoryError:
            state, refusal = REFUSED, "it needs more memory than there is; split the file"
        except Exception:
            _LOG.exception("A job failed.")
            state, refusal = REFUSED, "Something went wrong; the dashboard's log says what."
        self._work = None  # and with it the file's content
        with _JOBS.lock:
            if self.state != STOPPED:
                self.answer, self.refusal, self.state = answer, refusal, state


class _Jobs:
    """All jobs of this process: those that run, and those that wait in the order in which they came."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.running: list[Job[Any]] = []
        self.waiting: list[Job[Any]] = []
        self.is_watched = False

    def add(self, job: Job[Any]) -> None:
        with self.lock:
            self.waiting.append(job)
            self._fill()
            if not self.is_watched:
                self.is_watched = True
                Thread(target=self._watch, name="jobs", daemon=True).start()

    def _fill(self) -> None:
        while self.waiting and len(self.running) < MOST_AT_ONCE:
            job = self.waiting.pop(0)
            job.state = RUNNING
            self.running.append(job)
            Thread(target=self._run, args=(job,), name="job", daemon=True).start()

    def _run(self, job: Job[Any]) -> None:
        try:
            job.run()
        finally:
            with self.lock:
                self.running.remove(job)
                self._fill()

    def _watch(self) -> None:
        while True:
            time.sleep(_ROUND)
            with self.lock:
                jobs = [*self.running, *self.waiting]
                if not jobs:
                    self.is_watched = False
                    return
            for job in jobs:
                if job.is_forgotten():
                    job.stop()


_JOBS = _Jobs()


def start(work: Callable[[], Answer]) -> Job[Answer]:
    """Begin work, or let it wait until others have ended; it tells its steps by `progress.tell`."""
    job = Job(work)
    _JOBS.add(job)
    return job


def ahead_of(job: Job[Answer]) -> int:
    """How many jobs have to end, or begin, before a waiting one does."""
    with _JOBS.lock:
        return len(_JOBS.running) + _JOBS.waiting.index(job) if job in _JOBS.waiting else 0
