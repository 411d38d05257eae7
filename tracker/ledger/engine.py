"""Opens databases and runs transactions on them, on whichever product the URL names. It knows no rows."""

import random
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any, Protocol, TypeVar

import pyarrow as pa  # type: ignore[import-untyped]
import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import DatabaseError as SomeDatabaseError

from tracker.ledger.addresses import read_address, show_address
from tracker.ledger.errors import LedgerError
from tracker.ledger.sqlite import SQLite

ATTEMPTS = 6
"""So often a transaction is tried that the database itself asks to be run again."""
OUTSIDE = {"42501", "3F000", "25006", "42P01"}
"""SQLSTATEs of what psycopg takes for a wrong statement: no right to it, no such schema, a server that only reads, a
table that was dropped."""
T = TypeVar("T")


class Product(Protocol):
    """What differs between database products."""

    drivers: tuple[str, ...]
    remedies: tuple[tuple[str, str], ...]

    def connect(self, address: sa.URL) -> sa.Engine:
        """An engine with the ledger's settings, not yet connected; a place that cannot be one is a LedgerError."""
        ...

    def place(self, engine: sa.Engine) -> str:
        """Where the ledger is, as messages name it."""
        ...

    def is_present(self, engine: sa.Engine) -> bool:
        """Whether there is a database that can hold a ledger, without making one."""
        ...

    def queue(self, engine: sa.Engine) -> AbstractContextManager[None]:
        """Wait for one's turn to write."""
        ...

    def begin(self, connection: sa.Connection, *, is_writing: bool, is_new: bool) -> None:
        """Begin a transaction; a writing one excludes every other, also where the tables are yet to be made."""
        ...

    def is_passing(self, error: DBAPIError) -> bool:
        """Whether the same transaction, run again, may well succeed."""
        ...

    def guard(self, connection: sa.Connection) -> None:
        """Mark the database as a ledger, and let triggers refuse what would rewrite its past."""
        ...

    def unguard(self, connection: sa.Connection) -> None:
        """Take the triggers away, for a change of the schema."""
        ...

    def copy_out(self, connection: sa.Connection, query: sa.Select[Any], texts: Collection[str]) -> pa.Table | None:
        """The rows of a query by the product's way for many of them, None where it has none."""
        ...

    def read_any_text(self, connection: sa.Connection) -> None:
        """Let this connection read texts that are badly encoded, so that they can be named instead of failing it."""
        ...


@cache
def _find_product(name: str) -> Product | None:
    if name == "sqlite":
        return SQLite()
    if name == "postgresql":
        # It takes a tenth of the time in which a command answers from a file, which needs nothing of it.
        from tracker.ledger.postgresql import PostgreSQL

        return PostgreSQL()
    return None


def open_engine(url: str) -> sa.Engine:
    """An engine with the ledger's settings, not yet connected; a URL it cannot serve is a LedgerError."""
    address = read_address(url)
    known = _find_product(address.get_backend_name())
    if known is None or address.drivername not in known.drivers:
        where = show_address(address)
        remedy = "write it like sqlite:///tracker.db or postgresql+psycopg://user@host/database"
        raise LedgerError(f"{where}: ledgers are kept in SQLite or PostgreSQL; {remedy}")
    try:
        engine = known.connect(address)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError, TypeError) as error:
        where = show_address(address)
        raise LedgerError(f"{where} cannot be used ({error}); write it like sqlite:///tracker.db") from error

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        known.begin(connection, is_writing=options.get("is_writing", False), is_new=options.get("is_new", False))

    return engine


def product(engine: sa.Engine | sa.Connection) -> Product:
    """The ways of the database product behind an engine or a connection."""
    known = _find_product(engine.dialect.name)
    assert known is not None, "an engine is opened here, and only of what is known"
    return known


def place(engine: sa.Engine) -> str:
    """Where the ledger is, as messages name it."""
    return product(engine).place(engine)


def is_present(engine: sa.Engine) -> bool:
    """Whether there is a database, without making one."""
    with explained(engine):
        return product(engine).is_present(engine)


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection on which all reads see one state; a database that fails is a LedgerError."""
    with explained(engine), engine.connect() as connection, connection.begin():
        yield connection


def write(
    engine: sa.Engine, action: Callable[[sa.Connection], T], *, is_repeatable: bool = False, is_new: bool = False
) -> T:
    """Run an action in a transaction that alone may write, all or nothing; a database that fails is a LedgerError.

    Where the database asks for it, the whole is run again, a few times. An `is_repeatable` action finds out by itself
    what it has written already: it is run again also where the connection was lost, and nobody knows when. `is_new`
    says that the ledger's tables are not there yet.
    """
    writer = engine.execution_options(is_writing=True, is_new=is_new)
    with explained(engine), product(engine).queue(engine):
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with writer.connect() as connection, connection.begin():
                    return action(connection)
            except (SomeDatabaseError, InterfaceError) as error:
                is_lost = error.connection_invalidated and is_repeatable and attempt < 3
                if attempt == ATTEMPTS or not (is_lost or product(engine).is_passing(error)):
                    raise
                time.sleep(random.uniform(0, 0.02 * 2**attempt))
    raise AssertionError("the last attempt returns or raises")


@contextmanager
def explained(engine: sa.Engine) -> Iterator[None]:
    """Turn a database that fails into a LedgerError that names the place and the remedy."""
    try:
        yield
    except (SomeDatabaseError, InterfaceError) as error:
        # A broken constraint or a wrong statement is this program's mistake and stays what it is.
        is_outside = isinstance(error, OperationalError | InterfaceError) or type(error) is SomeDatabaseError
        if not is_outside and getattr(error.orig, "sqlstate", None) not in OUTSIDE:
            raise
        cause = " ".join(str(error.orig).split())
        remedy = next((remedy for word, remedy in product(engine).remedies if word in cause), None)
        remedy = remedy or "check that it is there and may be used"
        raise LedgerError(f"{place(engine)} cannot be used ({cause}); {remedy}") from error
    except UnicodeDecodeError as error:  # SQLite names what it cannot read in a damaged file, as it finds it there
        raise LedgerError(f"{place(engine)} cannot be used ({error.reason}); restore a backup") from error
