"""The log as a reader pages through it: changesets newest first, and what each wrote. It changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.desk.access import LOCAL, Actor, allow
from tracker.desk.kept import Kept
from tracker.desk.ledgers import history_rows, show_rows
from tracker.desk.view import known_number
from tracker.ledger import Changeset, Ledger
from tracker.problems import RefusedError
from tracker.tables import TABLES

_HEADERS: Kept[tuple[Changeset, ...]] = Kept(4)
"""Reading a hundred thousand of them takes half a second, and every page of the log needs them."""
_WRITTEN: Kept[list[dict[str, object]]] = Kept(8)


@dataclass(frozen=True)
class LogPage:
    """Some changesets, newest first; how many there are, and the first one's place among all, from 0."""

    changesets: Sequence[Changeset]
    count: int
    start: int


def read_log(ledger: Ledger, actor: Actor = LOCAL, *, start: int = 0, size: int = 25) -> LogPage:
    """A page of the log; for readers of what is internal, as all of the history."""
    changesets = _headers(ledger, actor)
    start = max(0, min(start, (len(changesets) - 1) // size * size))
    newest_first = changesets[::-1][start : start + size]
    return LogPage(newest_first, len(changesets), start)


def find_changeset(ledger: Ledger, number: int, actor: Actor = LOCAL) -> Changeset:
    """The header of a changeset; one that is not there is a RefusedError."""
    changesets = _headers(ledger, actor)
    if not 1 <= number <= len(changesets):
        raise RefusedError(f"there is no changeset {number}; the newest is {len(changesets)}")
    return changesets[number - 1]


def count_written(ledger: Ledger, number: int, actor: Actor = LOCAL) -> dict[str, int]:
    """How many rows of each table that stand after a changeset were written by it; not those that it took out."""
    changeset = find_changeset(ledger, number, actor)
    counts = {name: int((rows == number).sum()) for name, rows in ledger.revisions(changeset.number).items()}
    return {name: count for name, count in counts.items() if count}


def written_fields(ledger: Ledger, number: int, actor: Actor = LOCAL) -> list[dict[str, object]]:
    """Every field that a changeset wrote (see `show_rows`); the last few answers are kept."""
    changeset = find_changeset(ledger, number, actor)
    return _WRITTEN.get((ledger, number, changeset.digest), lambda: show_rows(ledger, number, actor))


def row_fields(ledger: Ledger, table: str, row: int, actor: Actor = LOCAL) -> list[dict[str, object]]:
    """Every field that was ever written of one row, oldest first (see `history_rows`)."""
    if table not in TABLES:
        allow(ledger, actor, "read")
        return []  # neither a role nor a pack that went out is a row of a sheet; the log tells of them
    return [line for line in history_rows(ledger, table, str(row), actor) if line["row"] == row]


def _headers(ledger: Ledger, actor: Actor) -> tuple[Changeset, ...]:
    allow(ledger, actor, "read")
    return headers(ledger)


def headers(ledger: Ledger) -> tuple[Changeset, ...]:
    """All changesets' headers, oldest first; whoever asks sees to it that their reader may know."""
    head = ledger.head()
    if head is None:
        return ()
    return _HEADERS.get((ledger, head.number, head.digest), lambda: tuple(ledger.changesets()))


def record_number(ledger: Ledger, known_at: str) -> int:
    """The changeset that a number, a date or a moment means, 0 before the first; any other text is a RefusedError."""
    return known_number(ledger, ledger.head(), known_at)[0]
