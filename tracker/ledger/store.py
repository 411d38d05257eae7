"""A ledger: what was recorded, when and by whom, as known at any changeset. It knows no figures."""

from datetime import datetime
from types import TracebackType
from uuid import uuid4

import pandas as pd
import sqlalchemy as sa

from tracker.ledger import engine as engines
from tracker.ledger.changes import Changes
from tracker.ledger.changesets import Changeset, find_newest, find_number_at, read_changesets
from tracker.ledger.errors import LedgerError
from tracker.ledger.history import Revision, read_revisions
from tracker.ledger.revisions import is_standing, read_rows, read_written
from tracker.ledger.schema import HISTORY, META, METADATA, SCHEMA_VERSION
from tracker.ledger.verify import Fault, find_faults
from tracker.ledger.writing import write_changeset
from tracker.tables import TABLES


class Ledger:
    """An open ledger. Rows are never overwritten: a change adds a revision, and ends the one before it."""

    def __init__(self, engine: sa.Engine, ledger_id: str) -> None:
        self._engine = engine
        self.id = ledger_id

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def head(self) -> Changeset | None:
        """The newest changeset, None where nothing has been recorded."""
        with engines.reading(self._engine) as connection:
            return find_newest(connection)

    def changesets(self) -> list[Changeset]:
        """All changesets, oldest first."""
        with engines.reading(self._engine) as connection:
            return read_changesets(connection)

    def number_at(self, moment: datetime) -> int:
        """The number of the newest changeset at or before a moment (with a time zone); 0 before the first."""
        with engines.reading(self._engine) as connection:
            return find_number_at(connection, moment)

    def read(self, known_at: int | None = None) -> dict[str, pd.DataFrame]:
        """All tables as they stood after a changeset (None: the newest), all read in one state of the ledger.

        Out: checked frames (see `tables.Column`), indexed by the ledger's row number `row`, in its order.
        """
        with engines.reading(self._engine) as connection:
            return {
                name: read_rows(connection, table, is_standing(HISTORY[name], known_at))
                for name, table in TABLES.items()
            }

    def revisions(self, known_at: int | None = None) -> dict[str, "pd.Series[int]"]:
        """For each table, the changeset in which each standing row was last written, by row number."""
        with engines.reading(self._engine) as connection:
            return {name: read_written(connection, HISTORY[name], known_at) for name in TABLES}

    def commit(
        self, changes: Changes, *, author: str, message: str, now: datetime, origin: str = ""
    ) -> Changeset | None:
        """Record changes as one changeset, all or nothing; None, and nothing recorded, where nothing changes.

        Its time is `now`, or its predecessor's where that is later. A row that does not stand is a
        LedgerError.
        """
        for name, text in (("author", author), ("message", message), ("origin", origin)):
            _refuse_unstorable(name, text)
        if changes.is_empty:
            return None
        with engines.writing(self._engine) as connection:
            return write_changeset(connection, self.id, changes, author, message, origin, now)

    def show(self, number: int) -> list[Revision]:
        """What a changeset did to each row; an unknown number is a LedgerError."""
        with engines.reading(self._engine) as connection:
            return read_revisions(connection, number)

    def verify(self) -> list[Fault]:
        """Everything that is not as it was written; none in a sound ledger."""
        with engines.reading(self._engine) as connection:
            return find_faults(connection, self.id)


def create_ledger(url: str, ledger_id: str | None = None) -> Ledger:
    """Make a ledger in a new or empty database; one that holds anything is a LedgerError."""
    engine = engines.open_engine(url)
    ledger = ledger_id or uuid4().hex
    with engines.writing(engine) as connection:
        tables = sa.inspect(connection).get_table_names()
        if META.name in tables:
            raise LedgerError(f"there is a ledger at {engines.place(engine)} already; open it, or name another file")
        if tables:
            raise LedgerError(f"{engines.place(engine)} holds other tables ({', '.join(tables)}); name another file")
        METADATA.create_all(connection)
        engines.guard(connection)
        connection.execute(sa.insert(META), {"ledger": ledger, "schema_version": SCHEMA_VERSION})
    return Ledger(engine, ledger)


def ledger_exists(url: str) -> bool:
    """Whether there is any database at the URL; nothing is made."""
    return engines.is_present(engines.open_engine(url))


def open_ledger(url: str) -> Ledger:
    """Open the ledger that is there; a place without one, or with a newer one, is a LedgerError."""
    engine = engines.open_engine(url)
    where = engines.place(engine)
    if not engines.is_present(engine):
        raise LedgerError(f"there is no ledger at {where}; make one with `tracker init`, or name another file")
    with engines.reading(engine) as connection:
        found = sa.inspect(connection)
        tables = set(found.get_table_names())
        if not tables:
            raise LedgerError(f"{where} is empty; make a ledger of it with `tracker init`, or name another file")
        is_ours = META.name in tables and {column["name"] for column in found.get_columns(META.name)} >= set(
            META.c.keys()
        )
        meta = connection.execute(sa.select(META)).first() if is_ours else None
        if meta is None:
            raise LedgerError(f"{where} is a database, but not a ledger; name another file")
        if meta.schema_version > SCHEMA_VERSION:
            raise LedgerError(
                f"the ledger at {where} is of schema {meta.schema_version}, and this program knows up to "
                f"{SCHEMA_VERSION}; update the program"
            )
        lacking = sorted(set(METADATA.tables) - tables)
        if lacking:
            raise LedgerError(f"the ledger at {where} lacks its tables {', '.join(lacking)}; restore a backup")
    return Ledger(engine, meta.ledger)


def _refuse_unstorable(name: str, text: str) -> None:
    """A command line can hand over characters that no database can hold."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise LedgerError(f"the {name} holds a character that cannot be stored: {text!a}; type it anew")
