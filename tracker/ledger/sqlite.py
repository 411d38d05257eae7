"""SQLite's own ways: settings under which a power cut loses nothing, writers in a queue, triggers. It knows no rows.

The rollback journal (DELETE) with synchronous=EXTRA: FULL does not sync the folder after the journal was deleted, so
that a power cut can bring the journal back, and with it roll back what was acknowledged (137 of 2,000 simulated cuts;
with EXTRA none: `tests/soak/test_power_cuts.py`). WAL with NORMAL loses commits too, and SQLite before 3.51.3 can
corrupt a WAL database.
"""

import os
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from tracker.ledger.errors import LedgerError
from tracker.ledger.schema import CHANGESETS, HISTORY, SCHEMA_VERSION

APPLICATION_ID = int.from_bytes(b"FTrk")
PATIENCE = 30.0
"""Seconds that a writer waits for its turn."""
_SETTINGS = (
    "synchronous = EXTRA",
    "foreign_keys = ON",
    # Without it, INSERT OR REPLACE deletes rows past the triggers.
    "recursive_triggers = ON",
)


class SQLite:
    """A ledger in a file."""

    drivers: tuple[str, ...] = ("sqlite", "sqlite+pysqlite")
    remedies: tuple[tuple[str, str], ...] = (
        ("locked", "another program is using it; try again when that has finished"),
        ("readonly", "make the file and its folder writable"),
        ("unable to open", "check that its folder exists and that you may read and write there"),
        ("not a database", "name another file, or restore a backup"),
        ("malformed", "restore a backup"),
        ("decode", "run `tracker verify`, and restore a backup"),
        ("full", "free some space on the disk"),
        ("disk I/O error", "check the disk and whether it is full; the ledger is as it was"),
    )

    def connect(self, address: sa.URL) -> sa.Engine:
        """An engine with the ledger's settings, not yet connected."""
        if address.host or not address.database or address.database == ":memory:":
            where = address.render_as_string(hide_password=True)
            raise LedgerError(f"'{where}' names no file; write it with three slashes, like sqlite:///tracker.db")
        if address.query and not address.database.startswith("file:"):
            asked = ", ".join(address.query)
            raise LedgerError(f"'{address.database}': {asked} cannot be set; leave out what follows the question mark")
        engine = sa.create_engine(address, poolclass=sa.NullPool)
        sa.event.listen(engine, "connect", _set_up)
        return engine

    def place(self, engine: sa.Engine) -> str:
        """The file."""
        return engine.url.database or ""

    def is_present(self, engine: sa.Engine) -> bool:
        """Whether the file is there."""
        return self.place(engine).startswith("file:") or Path(self.place(engine)).exists()

    @contextmanager
    def queue(self, engine: sa.Engine) -> Iterator[None]:
        """Wait for one's turn by a lock on an empty file beside the ledger; without one, SQLite alone decides.

        SQLite lets waiting writers try again now and then, so that under load one of them may never find the file
        free; the operating system's lock wakes them in order.
        """
        file = _open_queue(self.place(engine))
        if file is None:
            yield
            return
        try:
            _take_turn(file, self.place(engine))
            yield
        finally:
            os.close(file)

    def begin(self, connection: sa.Connection, *, is_writing: bool, is_new: bool) -> None:  # noqa: ARG002
        """A writing transaction takes the lock at once: one that takes it later may have read what is old."""
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    def is_passing(self, error: DBAPIError) -> bool:  # noqa: ARG002
        """Never: SQLite waits by itself."""
        return False

    def guard(self, connection: sa.Connection) -> None:
        """Mark the file as a ledger, and let triggers refuse what would rewrite its past."""
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
        for table in (CHANGESETS, *HISTORY.values()):
            fixed = ", ".join(f'"{column.name}"' for column in table.c if column.name != "until_changeset")
            _refuse(connection, table, "fixed", f"UPDATE OF {fixed}", "TRUE")
            _refuse(connection, table, "kept", "DELETE", "TRUE")
        for table in HISTORY.values():
            is_wrong = "OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE)"
            _refuse(connection, table, "ended_once", "UPDATE OF until_changeset", is_wrong)

    def unguard(self, connection: sa.Connection) -> None:
        """Take the triggers away."""
        for name in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')

    def copy_out(self, connection: sa.Connection, query: sa.Select[Any], texts: Collection[str]) -> None:
        """SQLite has no other way than rows one by one, and no need: they come from the same process."""

    def read_any_text(self, connection: sa.Connection) -> None:
        """Let this connection read texts that are not UTF-8."""
        driver: Any = connection.connection.driver_connection
        driver.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")


def _set_up(connection: SQLiteConnection, _record: object) -> None:
    # Python's sqlite3 opens no transaction of its own accord, so that `begin` can.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    # A new file has the rollback journal. A ledger that was put into WAL mode is taken out of it; somebody else's
    # database is left as it is.
    if connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,):
        connection.execute("PRAGMA journal_mode = DELETE")


def _open_queue(database: str) -> int | None:
    if database.startswith("file:"):
        return None
    # Another user's file may be one that may only be read; that is enough to wait in it.
    for mode in (os.O_RDWR | os.O_CREAT, os.O_RDONLY):
        with suppress(OSError):
            return os.open(f"{database}-queue", mode | getattr(os, "O_CLOEXEC", 0), 0o666)
    return None


def _take_turn(file: int, database: str) -> None:
    try:
        import fcntl
    except ImportError:  # Windows, where SQLite alone decides
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pass
    except OSError:  # a file system without such locks
        return
    else:
        return
    # A blocking lock is what keeps the order, and cannot be given a time limit; a thread that waits can.
    turn = threading.Thread(target=_wait, args=(os.dup(file),), daemon=True)
    began = time.monotonic()
    turn.start()
    turn.join(PATIENCE)
    if turn.is_alive():
        waited = f"{time.monotonic() - began:.0f} seconds"
        raise LedgerError(f"{database} is being written by others for {waited}; try again when they have finished")


def _wait(file: int) -> None:
    import fcntl

    with suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_EX)
    # The lock belongs to the open file, which the waiting writer holds too, unless it gave up.
    os.close(file)


def _refuse(connection: sa.Connection, table: sa.Table, name: str, action: str, condition: str) -> None:
    connection.exec_driver_sql(
        f'CREATE TRIGGER "{table.name}_{name}" BEFORE {action} ON "{table.name}" WHEN {condition} '
        f"BEGIN SELECT RAISE(ABORT, 'what {table.name} recorded is never changed or deleted'); END"
    )
