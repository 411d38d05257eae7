"""A ledger: what was recorded, when and by whom, as known at any changeset. It knows no figures."""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from uuid import uuid4

import pandas as pd
import sqlalchemy as sa

from tracker import terms
from tracker.ledger import engine as engines
from tracker.ledger import grants, history, packs
from tracker.ledger.changes import Changes
from tracker.ledger.changesets import Changeset, find_newest, find_number_at, find_request, read_changesets
from tracker.ledger.digests import Header
from tracker.ledger.errors import LedgerError, StaleError
from tracker.ledger.grants import Grant
from tracker.ledger.history import Revision
from tracker.ledger.packs import Pack
from tracker.ledger.revisions import find_last_written, is_standing, read_rows, read_written
from tracker.ledger.schema import HISTORY, META
from tracker.ledger.undoing import find_undo
from tracker.ledger.verify import Fault, find_faults
from tracker.ledger.writing import write_changeset
from tracker.tables import TABLES


class Standing:
    """The ledger as it stands, while nobody else may write."""

    def __init__(self, ledger: "Ledger", connection: sa.Connection, newest: Changeset | None) -> None:
        self._ledger, self.connection, self.newest = ledger, connection, newest

    @property
    def number(self) -> int:
        """The newest changeset's, 0 before the first."""
        return self.newest.number if self.newest else 0

    def read(self, known_at: int | None = None) -> dict[str, pd.DataFrame]:
        """All tables as they stand (or stood), as `Ledger.read` gives them; read once where they were read before."""
        known, tables = self._ledger._latest
        if self.newest is not None and known == self.newest and known_at in (None, self.number):
            return dict(tables)
        tables = _read(self.connection, known_at)
        if known_at in (None, self.number):
            self._ledger._latest = (self.newest, tables)
        return dict(tables)


class Ledger:
    """An open ledger. Rows are never overwritten: a change adds a revision, and ends the one before it."""

    def __init__(self, engine: sa.Engine, ledger_id: str) -> None:
        self._engine = engine
        self.id = ledger_id
        self.notes: tuple[str, ...] = ()
        self._latest: tuple[Changeset | None, dict[str, pd.DataFrame]] = (None, {})

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @property
    def place(self) -> str:
        """Where it is, as messages name it; without a password."""
        return engines.place(self._engine)

    def head(self) -> Changeset | None:
        """The newest changeset, None where nothing has been recorded."""
        with engines.reading(self._engine) as connection:
            return find_newest(connection)

    def changesets(self) -> list[Changeset]:
        """All changesets, oldest first."""
        with engines.reading(self._engine) as connection:
            return read_changesets(connection)

    def find_request(self, request: str) -> Changeset | None:
        """The changeset that was written for a request, None where none was."""
        with engines.reading(self._engine) as connection:
            return find_request(connection, request)

    def number_at(self, moment: datetime) -> int:
        """The number of the newest changeset at or before a moment (with a time zone); 0 before the first."""
        with engines.reading(self._engine) as connection:
            return find_number_at(connection, moment)

    def read(self, known_at: int | None = None) -> dict[str, pd.DataFrame]:
        """All tables as they stood after a changeset (None: the newest), all read in one state of the ledger.

        Out: checked frames (see `tables.Column`), indexed by the ledger's row number `row`, in its order.
        """
        with engines.reading(self._engine) as connection:
            newest = find_newest(connection)
            number = newest.number if newest else 0
            tables = _read(connection, known_at)
        if known_at is None or known_at == number:
            self._latest = (newest, tables)
        return dict(tables)

    def revisions(self, known_at: int | None = None) -> dict[str, "pd.Series[int]"]:
        """For each table, the changeset in which each standing row was last written, by row number."""
        with engines.reading(self._engine) as connection:
            return {name: read_written(connection, HISTORY[name], known_at) for name in TABLES}

    def amend(
        self,
        make: Callable[[Standing], Changes],
        *,
        author: str,
        message: str,
        now: datetime,
        origin: str = "",
        actor: str = "",
        request: str = "",
    ) -> Changeset | None:
        """Record, as one changeset or none, the changes that `make` finds while nobody else may write.

        Out: the changeset, None where nothing changes. `make` may be called again where the database asks for it. Where
        a changeset was written for this `request` already, that one is returned, and nothing is written. The time is
        `now`, or the predecessor's where that is later. A row that does not stand is a LedgerError.
        """
        for name, text in (
            ("author", author), ("message", message), ("origin", origin), ("actor", actor), ("request", request),
        ):  # fmt: skip
            _refuse_unstorable(name, text)
        # Without a mark of the caller's own, nobody could tell whether a commit that was cut off had been made.
        header = Header(0, "", author, message, origin, actor, request or uuid4().hex)

        def record(connection: sa.Connection) -> Changeset | None:
            if connection.execute(sa.select(META.c.ledger)).scalar() != self.id:
                raise LedgerError(f"{self.place} holds another ledger now; open it again")
            written = find_request(connection, header.request)
            if written is not None:
                return written
            newest = find_newest(connection)
            changes = make(Standing(self, connection, newest))
            if changes.is_empty:
                return None
            return write_changeset(connection, self.id, newest, changes, header, now)

        return engines.write(self._engine, record, is_repeatable=True)

    def commit(
        self,
        changes: Changes,
        *,
        author: str,
        message: str,
        now: datetime,
        origin: str = "",
        actor: str = "",
        request: str = "",
        head: int | None = None,
    ) -> Changeset | None:
        """Record changes as one changeset, all or nothing, as `amend` does.

        Changes that were made on changeset `head` are a StaleError where the ledger has moved on since.
        """

        def make(standing: Standing) -> Changes:
            if head is not None and standing.number != head:
                message = f"the change was made on changeset {head}, and the ledger is at {standing.number}"
                raise StaleError(f"{message}; read it again, and repeat the change on what stands now")
            return changes

        if changes.is_empty:
            return None
        return self.amend(make, author=author, message=message, now=now, origin=origin, actor=actor, request=request)

    def undoing(self, number: int, standing: Standing | None = None) -> Changes:
        """What has to be written to undo a changeset; later changes that stand on it are a LedgerError."""
        if standing is not None:
            return find_undo(standing.connection, number)
        with engines.reading(self._engine) as connection:
            return find_undo(connection, number)

    def show(self, number: int) -> list[Revision]:
        """What a changeset did to each row; an unknown number is a LedgerError."""
        with engines.reading(self._engine) as connection:
            return history.read_revisions(connection, number)

    def row_history(self, table: str, row: int) -> list[Revision]:
        """All that was done to one row, oldest first; a row that never was is a LedgerError."""
        with engines.reading(self._engine) as connection:
            return history.read_row(connection, table, row)

    def row_keys(self, table: str) -> list[tuple[int, tuple[str, ...]]]:
        """The number of every row that ever was in a table, with each key it had."""
        with engines.reading(self._engine) as connection:
            return history.read_keys(connection, table)

    def grants(self) -> list[Grant]:
        """Who may do what now."""
        with engines.reading(self._engine) as connection:
            return grants.read_grants(connection)

    def find_grant(self, issuer: str, subject: str) -> Grant | None:
        """What one identity may do now, None where it may do nothing."""
        with engines.reading(self._engine) as connection:
            return grants.find_role(connection, issuer, subject)

    def grant(
        self, issuer: str, subject: str, role: str | None, *, name: str = "", author: str, now: datetime
    ) -> Changeset | None:
        """Give an identity a role of `terms.ROLES`, or take it away (None); None where that changes nothing."""
        if role is not None and role not in terms.ROLES:
            raise LedgerError(f"'{role}' is not a role; use {', '.join(terms.ROLES)}")
        who = name or f"{issuer} {subject}"
        message = f"{who} is {role} now" if role else f"{who} may do nothing any more"
        for word, text in (("issuer", issuer), ("subject", subject), ("name", name)):
            _refuse_unstorable(word, text)
        return self.amend(
            lambda standing: grants.change_grant(standing.connection, issuer, subject, role, name),
            author=author, message=message, now=now,
        )  # fmt: skip

    def packs(self, known_at: int | None = None) -> list[Pack]:
        """Which briefing packs had gone out as recorded up to a changeset (None: the newest), in their order."""
        with engines.reading(self._engine) as connection:
            return packs.read_packs(connection, known_at)

    def issue_pack(
        self, pack: Pack, *, author: str, now: datetime, actor: str = "", request: str = "",
        check: Callable[[], None] | None = None,
    ) -> Changeset:  # fmt: skip
        """Record that a pack went out; one that is recorded already writes nothing.

        Out: the changeset that recorded it, now or then. A pack that was not made from this ledger is a LedgerError.
        `check` is called while nobody else may write, and what it raises (a role that was taken) stops it all.
        """
        packs.check_pack(pack)
        texts = {"initiative": pack.initiative, "phase": pack.phase, "marking": pack.marking}
        for name, text in (*texts.items(), *(("file's name", name) for name in pack.files)):
            _refuse_unstorable(name, text)

        known: list[Changeset] = []

        def record(standing: Standing) -> Changes:
            if check is not None:
                check()
            known[:] = packs.find_issues(standing.connection, pack)
            return Changes() if known else packs.record_pack(standing.connection, pack)

        message = f"Issued the briefing of {pack.subject} for {pack.quarter}, {pack.audience}, {pack.language}"
        written = self.amend(record, author=author, message=message, now=now, actor=actor, request=request)
        return written or known[0]

    def last_of_tables(self, known_at: int | None = None) -> int:
        """The newest changeset up to one (None: of all) that wrote a row of the tables, 0 where none did.

        Roles that are given and packs that go out are changesets too, but no figure can differ for them.
        """
        with engines.reading(self._engine) as connection:
            return find_last_written(connection, TABLES, known_at)

    def verify(self) -> list[Fault]:
        """Everything that is not as it was written; none in a sound ledger."""
        with engines.reading(self._engine) as connection:
            return find_faults(connection, self.id)


def _read(connection: sa.Connection, known_at: int | None) -> dict[str, pd.DataFrame]:
    return {name: read_rows(connection, table, is_standing(HISTORY[name], known_at)) for name, table in TABLES.items()}


def _refuse_unstorable(name: str, text: str) -> None:
    """A command line can hand over characters that no database can hold."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise LedgerError(f"the {name} holds a character that cannot be stored: {text!a}; type it anew")
