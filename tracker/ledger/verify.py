"""Recomputes everything that a ledger's digests cover and names what does not agree. It mends nothing."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from tracker.ledger.digests import Header, digest_changeset, digest_rows
from tracker.ledger.engine import product
from tracker.ledger.schema import CHANGESETS, HISTORY, KEPT
from tracker.tables import Table


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was written. `table` and `row` are None where a header is at fault."""

    changeset: int
    table: str | None
    row: int | None
    message: str

    def __str__(self) -> str:
        place = "" if self.table is None else f", {self.table} row {self.row}"
        return f"changeset {self.changeset}{place}: {self.message}"


@dataclass
class _Written:
    """The digests of the rows that a changeset wrote: as they are stored, and as they should be."""

    stored: list[str] = field(default_factory=list)
    computed: list[str] = field(default_factory=list)


def find_faults(connection: sa.Connection, ledger: str) -> list[Fault]:
    """Every fault, in the order of changesets; none in a sound ledger.

    What was altered together with all later digests cannot be seen from within, nor can a tail that was cut
    off: the number and digest printed on a briefing tell those.
    """
    product(connection).read_any_text(connection)
    written: defaultdict[int, _Written] = defaultdict(_Written)
    faults: list[Fault] = []
    for table in KEPT.values():
        faults += _check_rows(connection, table, written)
    faults += _check_headers(connection, ledger, written)
    return sorted(faults, key=lambda fault: (fault.changeset, fault.table or "", fault.row or 0))


def _check_rows(connection: sa.Connection, table: Table, written: defaultdict[int, _Written]) -> Iterator[Fault]:
    history = HISTORY[table.name]
    hashed = ["row", "from_changeset", "is_retracted", *table.names]
    columns = [history.c[name] for name in (*hashed, "until_changeset", "digest")]
    rows = [tuple(row) for row in connection.execute(sa.select(*columns).order_by(*columns[:2]))]
    digests = digest_rows(table, (row[:-2] for row in rows))
    after: list[Any] = [*rows, (None,)][1:]
    for (row, changeset, *_, until, stored), computed, later in zip(rows, digests, after, strict=True):
        written[changeset].stored.append(stored)
        written[changeset].computed.append(computed)
        if stored != computed:
            yield Fault(changeset, table.name, row, "a field or the digest of this row was altered")
        ends = later[1] if later[0] == row else None
        if until != ends:
            held = f"until changeset {until}" if until else "still"
            follows = f"follows in changeset {ends}" if ends else "does not follow"
            yield Fault(changeset, table.name, row, f"it is said to hold {held}, but the next revision {follows}")


def _check_headers(connection: sa.Connection, ledger: str, written: defaultdict[int, _Written]) -> Iterator[Fault]:
    stored = connection.execute(sa.select(CHANGESETS).order_by(CHANGESETS.c.number)).all()
    numbers = [row.number for row in stored]
    for before, number in pairwise([0, *numbers]):
        if number != before + 1:
            what = f"changesets {before + 1} to {number - 1} are" if number > before + 2 else "it is"
            yield Fault(before + 1, None, None, f"{what} missing from the sequence")
    for number in sorted(set(written) - set(numbers)):
        yield Fault(number, None, None, f"{len(written[number].stored)} rows name it, but it does not exist")
    previous = {""}
    for row in stored:
        header = Header(row.number, row.at, row.author, row.message, row.origin, row.actor, row.request)
        wrote = written[row.number]
        # Either may follow: an altered digest, of a row or of the changeset before, is told at its own place.
        computed = {
            digest_changeset(ledger, before, header, digests)
            for before in previous
            for digests in (wrote.stored, wrote.computed)
        }
        if row.digest not in computed:
            yield Fault(row.number, None, None, "its header was altered, or a row of it was added or removed")
        previous = {row.digest, *computed}
