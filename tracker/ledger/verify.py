"""Recomputes everything that a ledger's digests cover and names what does not agree. It mends nothing."""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from tracker.ledger.digests import Header, digest_changeset, digest_rows
from tracker.ledger.engine import product
from tracker.ledger.schema import CHANGESETS, HISTORY, KEPT
from tracker.tables import Table

_AT_ONCE = 20_000
T = TypeVar("T")


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
    # Rows hold no circles, and looking for some in millions of values takes a quarter of the time.
    was_on = gc.isenabled()
    gc.disable()
    try:
        faults = list(_find_faults(connection, ledger))
    finally:
        if was_on:
            gc.enable()
    return sorted(faults, key=lambda fault: (fault.changeset, fault.table or "", fault.row or 0))


def _find_faults(connection: sa.Connection, ledger: str) -> Iterator[Fault]:
    written: defaultdict[int, _Written] = defaultdict(_Written)
    for table in KEPT.values():
        found, digests = _whatever_the_text(connection, partial(_check_rows, connection, table))
        yield from found
        for changeset, stored, computed in digests:
            written[changeset].stored.append(stored)
            written[changeset].computed.append(computed)
    yield from _check_headers(connection, ledger, written)


def _check_rows(connection: sa.Connection, table: Table) -> tuple[list[Fault], list[tuple[int, str, str]]]:
    """The faults of a table's rows, and of each revision its changeset, its digest, and what that should be."""
    history = HISTORY[table.name]
    hashed = ["row", "from_changeset", "is_retracted", *table.names]
    columns = [history.c[name] for name in (*hashed, "until_changeset", "digest")]
    faults: list[Fault] = []
    written: list[tuple[int, str, str]] = []
    before: tuple[Any, ...] = (None, None, None)
    found = connection.execute(sa.select(*columns).order_by(*columns[:2]))
    for part in found.partitions(_AT_ONCE):
        *values, untils, stored = zip(*part, strict=True)
        digests = digest_rows(table, values)
        written += zip(values[1], stored, digests, strict=True)
        for row, changeset, until, digest, computed in zip(*values[:2], untils, stored, digests, strict=True):
            if digest != computed:
                message = "a field or the digest of this row was altered"
                faults.append(Fault(changeset, table.name, row, message))
            faults += _check_end(table.name, before, changeset if row == before[0] else None)
            before = (row, changeset, until)
    return [*faults, *_check_end(table.name, before, None)], written


def _check_end(table: str, revision: tuple[Any, ...], ends: int | None) -> list[Fault]:
    row, changeset, until = revision
    if until == ends:
        return []
    held = f"until changeset {until}" if until else "still"
    follows = f"follows in changeset {ends}" if ends else "does not follow"
    return [Fault(changeset, table, row, f"it is said to hold {held}, but the next revision {follows}")]


def _whatever_the_text(connection: sa.Connection, read: Callable[[], T]) -> T:
    """Read; where a text is badly encoded, again with its bytes made visible, which takes twice as long."""
    try:
        return read()
    except OperationalError as error:
        if "decode" not in str(error.orig):
            raise
        product(connection).read_any_text(connection)
        return read()


def _check_headers(connection: sa.Connection, ledger: str, written: defaultdict[int, _Written]) -> Iterator[Fault]:
    query = sa.select(CHANGESETS).order_by(CHANGESETS.c.number)
    stored = _whatever_the_text(connection, lambda: connection.execute(query).all())
    numbers = [row.number for row in stored]
    for before, number in pairwise([0, *numbers]):
        if number != before + 1:
            what = f"changesets {before + 1} to {number - 1} are" if number > before + 2 else "it is"
            yield Fault(before + 1, None, None, f"{what} missing from the sequence")
    for number in sorted(set(written) - set(numbers)):
        yield Fault(number, None, None, f"{len(written[number].stored)} rows name it, but it does not exist")
    chains = _Chains("", "", "")
    for row in stored:
        header = Header(row.number, row.at, row.author, row.message, row.origin, row.actor, row.request)
        is_sound, chains = _follow(chains, ledger, header, row.digest, written[row.number])
        if not is_sound:
            yield Fault(row.number, None, None, "its header was altered, or a row of it was added or removed")


class _Chains(NamedTuple):
    """The digest of a changeset: as it is stored; as it should be over its rows' stored digests; over what those
    should be. Where it is sound, they are one."""

    stored: str
    over_stored: str
    over_computed: str


def _follow(before: _Chains, ledger: str, header: Header, digest: str, wrote: _Written) -> tuple[bool, _Chains]:
    """Whether a changeset follows the one before it in any of these ways, and what the next one may follow.

    An altered digest, of a row or of the changeset before, is told at its own place. There are no more ways than
    three, for each one that is tried further makes as many of the next, and a long ledger would never be done.
    """
    if digest_changeset(ledger, before.stored, header, wrote.stored) == digest:
        return True, _Chains(digest, digest, digest)
    pairs = [[digest_changeset(ledger, one, header, rows) for one in before] for rows in (wrote.stored, wrote.computed)]
    if digest in (*pairs[0], *pairs[1]):
        return True, _Chains(digest, digest, digest)
    return False, _Chains(digest, pairs[0][1], pairs[1][2])
