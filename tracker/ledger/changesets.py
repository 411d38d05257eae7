"""The headers of changesets: who wrote what when. It knows nothing of the rows they wrote."""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from tracker.ledger.errors import LedgerError
from tracker.ledger.schema import CHANGESETS


@dataclass(frozen=True)
class Changeset:
    """One change of the ledger; `at` is in UTC, `origin` the file it came from, where it came from one.

    `actor` is the issuer and subject of who was logged in, blank without login; `request` the caller's own mark.
    """

    number: int
    at: datetime
    author: str
    message: str
    origin: str
    digest: str
    actor: str = ""
    request: str = ""


def read_changesets(connection: sa.Connection) -> list[Changeset]:
    """All changesets, oldest first."""
    return [_changeset(row) for row in connection.execute(sa.select(CHANGESETS).order_by(CHANGESETS.c.number))]


def find_newest(connection: sa.Connection) -> Changeset | None:
    """The newest changeset, None in an empty ledger."""
    row = connection.execute(sa.select(CHANGESETS).order_by(CHANGESETS.c.number.desc()).limit(1)).first()
    return None if row is None else _changeset(row)


def find_changeset(connection: sa.Connection, number: int) -> Changeset:
    """A changeset by its number; one that is not there is a LedgerError."""
    need_number(connection, number)
    return _changeset(connection.execute(sa.select(CHANGESETS).where(CHANGESETS.c.number == number)).one())


def need_number(connection: sa.Connection, number: int) -> None:
    """The number of a changeset that is not there is a LedgerError."""
    newest = find_newest(connection)
    if newest is None:
        raise LedgerError(f"there is no changeset {number}: nothing has been recorded yet")
    if not 1 <= number <= newest.number:
        raise LedgerError(f"there is no changeset {number}; name one from 1 to {newest.number}")


def find_request(connection: sa.Connection, request: str) -> Changeset | None:
    """The changeset that was written for a request, None where none was."""
    row = connection.execute(sa.select(CHANGESETS).where(CHANGESETS.c.request == request)).first()
    return None if row is None or not request else _changeset(row)


def find_number_at(connection: sa.Connection, moment: datetime) -> int:
    """The number of the newest changeset at or before a moment; 0 before the first."""
    newest = sa.select(sa.func.max(CHANGESETS.c.number)).where(CHANGESETS.c.at <= write_moment(moment))
    return connection.execute(newest).scalar() or 0


def write_moment(moment: datetime) -> str:
    """A moment as the ledger stores it: ISO in UTC with microseconds, so that texts sort as moments do."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone; pass a moment that has one")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _changeset(row: sa.Row) -> Changeset:
    fields = row._asdict()
    try:
        return Changeset(**{**fields, "at": datetime.fromisoformat(row.at)})
    except ValueError as error:
        message = f"changeset {row.number} has an unreadable time, '{row.at}'; run `tracker verify`"
        raise LedgerError(message) from error
