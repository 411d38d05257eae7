"""The one place that knows a database product's own ways, SQLite's so far. It knows no rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from tracker.ledger.errors import LedgerError
from tracker.ledger.schema import CHANGESETS, HISTORY, SCHEMA_VERSION

APPLICATION_ID = int.from_bytes(b"FTrk")
_SETTINGS = (
    "busy_timeout = 30000",
    "synchronous = FULL",
    "foreign_keys = ON",
    # Without it, INSERT OR REPLACE deletes rows past the triggers.
    "recursive_triggers = ON",
)
_REMEDIES = (
    ("locked", "another program is using it; try again when that has finished"),
    ("readonly", "make the file and its folder writable"),
    ("unable to open", "check that its folder exists and that you may read and write there"),
    ("not a database", "name another file, or restore a backup"),
    ("malformed", "restore a backup"),
    ("decode", "run `tracker verify`, and restore a backup"),
    ("full", "free some space on the disk"),
)


def open_engine(url: str) -> sa.Engine:
    """An engine with the ledger's settings, not yet connected; a URL it cannot serve is a LedgerError."""
    try:
        engine = sa.create_engine(_read_url(url), poolclass=sa.NullPool)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        message = f"{url}: there is no driver for it ({error}); write it like sqlite:///tracker.db"
        raise LedgerError(message) from error

    @event.listens_for(engine, "connect")
    def _set_up(connection: SQLiteConnection, _record: object) -> None:
        # Python's sqlite3 opens no transaction of its own accord, so that `_begin` can.
        connection.isolation_level = None
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        # A new file has the rollback journal, which lost nothing in simulated power cuts; WAL did. A ledger
        # that was put into WAL mode is taken out of it; somebody else's database is left as it is.
        if connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,):
            connection.execute("PRAGMA journal_mode = DELETE")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        is_writing = connection.get_execution_options().get("is_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    return engine


def _read_url(url: str) -> sa.URL:
    try:
        address = sa.make_url(url)
    except ArgumentError as error:
        raise LedgerError(f"'{url}' is not the URL of a ledger; write it like sqlite:///tracker.db") from error
    if address.drivername not in ("sqlite", "sqlite+pysqlite"):
        where = address.render_as_string(hide_password=True)
        raise LedgerError(f"{where}: ledgers are kept in SQLite only; write it like sqlite:///tracker.db")
    if address.host or not address.database or address.database == ":memory:":
        raise LedgerError(f"'{url}' names no file; write it with three slashes, like sqlite:///tracker.db")
    return address


def place(engine: sa.Engine) -> str:
    """Where the ledger is, as messages name it."""
    return engine.url.database or engine.url.render_as_string(hide_password=True)


def is_present(engine: sa.Engine) -> bool:
    """Whether there is a database, without making one."""
    return place(engine).startswith("file:") or Path(place(engine)).exists()


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection on which all reads see one state; a database that fails is a LedgerError."""
    with _explained(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that alone may write, all or nothing; a database that fails is a LedgerError."""
    engine = engine.execution_options(is_writing=True)
    with _explained(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def _explained(engine: sa.Engine) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        # A broken constraint or a wrong statement is this program's mistake and stays what it is.
        if not (isinstance(error, OperationalError) or type(error) is DatabaseError):
            raise
        cause = str(error.orig)
        remedy = next((remedy for word, remedy in _REMEDIES if word in cause), "check the file and its disk")
        raise LedgerError(f"{place(engine)} cannot be used ({cause}); {remedy}") from error


def guard(connection: sa.Connection) -> None:
    """Mark the database as a ledger, and let triggers refuse what would rewrite its past."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    for table in (CHANGESETS, *HISTORY.values()):
        fixed = ", ".join(f'"{column.name}"' for column in table.c if column.name != "until_changeset")
        _refuse(connection, table, "fixed", f"UPDATE OF {fixed}", "TRUE")
        _refuse(connection, table, "kept", "DELETE", "TRUE")
    for table in HISTORY.values():
        is_wrong = "OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE)"
        _refuse(connection, table, "ended_once", "UPDATE OF until_changeset", is_wrong)


def _refuse(connection: sa.Connection, table: sa.Table, name: str, action: str, condition: str) -> None:
    connection.exec_driver_sql(
        f'CREATE TRIGGER "{table.name}_{name}" BEFORE {action} ON "{table.name}" WHEN {condition} '
        f"BEGIN SELECT RAISE(ABORT, 'what {table.name} recorded is never changed or deleted'); END"
    )


def read_any_text(connection: sa.Connection) -> None:
    """Let this connection read texts that are not UTF-8, so that they can be named instead of failing it."""
    driver: Any = connection.connection.driver_connection
    driver.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
