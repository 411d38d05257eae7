"""A dropped file of a session: the job that is under way, and what came of those before it. It draws nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tracker import desk
from tracker.dashboard import jobs
from tracker.dashboard.record.bringing import (
    Compared,
    Looked,
    Upload,
    Wish,
    compare,
    compare_reading,
    look_into,
    open_upload,
    record,
)
from tracker.dashboard.record.compared import Recorded
from tracker.dashboard.session import Chosen
from tracker.exchange.mapping import Mapping
from tracker.exchange.progress import ADDING, CHECKING, COMPARING, READING, WRITING

_READING = (READING, CHECKING, COMPARING, ADDING)
LOOKING = (READING,)
_WRITING = (CHECKING, COMPARING, WRITING)


@dataclass
class Dropped:
    """One dropped file of a session: the job that is under way, and what came of those before it."""

    upload_id: str
    upload: Upload
    reader: desk.Actor
    key: str
    job: jobs.Job[Any] | None = None
    steps: tuple[str, ...] = _READING
    take: Callable[[Any], None] | None = None
    again: Callable[[], None] | None = None
    refusal: str = ""
    is_stopped: bool = False
    looked: Looked | None = None
    start: Mapping | None = None
    saved_id: str = ""
    compared: Compared | None = None
    options: tuple[int, int] = (0, 0)
    message: str = ""
    done: Recorded | None = None


def _begin(
    dropped: Dropped, work: Callable[[], Any], take: Callable[[Any], None], steps: tuple[str, ...] = _READING
) -> None:
    if dropped.job is not None:
        dropped.job.stop()
    dropped.refusal, dropped.is_stopped = "", False
    dropped.take, dropped.steps = take, steps
    dropped.again = lambda: _begin(dropped, work, take, steps)
    dropped.job = jobs.start(work)


def open_dropped(chosen: Chosen, dropped: Dropped) -> None:
    """Begin to compare a file that is one of ours; of another, to look how it might map."""
    ledger, reader, upload, wish = chosen.view.ledger, chosen.reader, dropped.upload, Wish(chosen.view.as_of)

    def take(answer: Looked | Compared) -> None:
        if isinstance(answer, Looked):
            dropped.looked, dropped.start = answer, answer.mapping
        else:
            _take_compared(dropped, answer)

    _begin(dropped, lambda: open_upload(ledger, reader, upload, wish), take)


def look_again(dropped: Dropped, sheet: str = "", table: str = "", *, start: Mapping | None = None) -> None:
    """Begin to look at a sheet that is to be mapped to a table: by `start`, else by a suggestion."""
    upload = dropped.upload
    # The form's choices come anew, so that they begin with what is suggested for another sheet or table.
    first, _, count = dropped.key.partition("+")
    dropped.key = f"{first}+{int(count or 0) + 1}"

    def take(looked: Looked) -> None:
        dropped.looked, dropped.start, dropped.compared = looked, start or looked.mapping, None

    _begin(dropped, lambda: look_into(upload, sheet=sheet, table=table, is_own=True), take, LOOKING)


def compare_dropped(chosen: Chosen, dropped: Dropped, wish: Wish) -> None:
    """Compare as wished; what was read already is not read again."""
    ledger, reader, upload, last = chosen.view.ledger, chosen.reader, dropped.upload, dropped.compared

    def work() -> Compared:
        if last is not None and last.wish.reads == wish.reads:
            return compare_reading(ledger, reader, last.reading, last.origin, wish)
        return compare(ledger, reader, upload, wish)

    _begin(dropped, work, lambda compared: _take_compared(dropped, compared))


def _take_compared(dropped: Dropped, compared: Compared) -> None:
    dropped.compared = compared
    if compared.receipt.status != "refused":
        dropped.options = (compared.conflicts, compared.missing)


def record_dropped(chosen: Chosen, dropped: Dropped, compared: Compared, message: str) -> None:
    """Begin to record what was compared."""
    ledger, reader, now = chosen.view.ledger, chosen.reader, datetime.now(UTC)

    def take(answer: tuple[Compared, desk.Receipt | None]) -> None:
        anew, receipt = answer
        _take_compared(dropped, anew)
        if receipt is not None:
            dropped.done = Recorded(anew, receipt)

    _begin(dropped, lambda: record(ledger, reader, compared, message, now), take, _WRITING)


def take_answer(dropped: Dropped) -> None:
    """What came of the job that has ended."""
    job, dropped.job = dropped.job, None
    if job is None:
        return
    dropped.is_stopped = job.state == jobs.STOPPED
    dropped.refusal = job.refusal
    if job.state == jobs.DONE and dropped.take is not None:
        dropped.take(job.answer)
    dropped.take = None
