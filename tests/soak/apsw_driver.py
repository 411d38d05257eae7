"""APSW's SQLite under the interface of Python's `sqlite3`, so that SQLAlchemy runs on a VFS that Python wrote.

As much of the interface as SQLAlchemy's dialect for `sqlite3` uses. A `Driver` stands where that module would.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import apsw

_ERRORS: tuple[tuple[tuple[type[apsw.Error], ...], type[sqlite3.Error]], ...] = (
    ((apsw.ConstraintError, apsw.MismatchError), sqlite3.IntegrityError),
    ((apsw.CorruptError, apsw.NotADBError), sqlite3.DatabaseError),
    ((apsw.MisuseError, apsw.RangeError, apsw.BindingsError, apsw.ConnectionClosedError), sqlite3.ProgrammingError),
    ((apsw.TooBigError,), sqlite3.DataError),
    ((apsw.InternalError, apsw.NotFoundError), sqlite3.InternalError),
)


class Driver:
    """What SQLAlchemy expects of the module `sqlite3`, with every database opened on one VFS."""

    apilevel, paramstyle, threadsafety = "2.0", "qmark", 1
    sqlite_version = apsw.sqlite_lib_version()
    sqlite_version_info = tuple(map(int, sqlite_version.split(".")))
    Binary = memoryview
    Warning = sqlite3.Warning
    Error = sqlite3.Error
    InterfaceError = sqlite3.InterfaceError
    DatabaseError = sqlite3.DatabaseError
    DataError = sqlite3.DataError
    OperationalError = sqlite3.OperationalError
    IntegrityError = sqlite3.IntegrityError
    InternalError = sqlite3.InternalError
    ProgrammingError = sqlite3.ProgrammingError
    NotSupportedError = sqlite3.NotSupportedError

    def __init__(self, vfs: str) -> None:
        self._vfs = vfs

    def connect(self, database: str, **options: object) -> "Connection":
        with _translated():
            return Connection(apsw.Connection(database, vfs=self._vfs))


class Connection:
    """A connection that begins no transaction by itself, as `sqlite3` does with `isolation_level = None`."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self.isolation_level: str | None = ""
        self.text_factory: Callable[[bytes], object] | type[str] = str

    def cursor(self) -> "Cursor":
        return Cursor(self._connection)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "Cursor":
        return self.cursor().execute(sql, parameters)

    def commit(self) -> None:
        if self._connection.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self._connection.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        with _translated():
            self._connection.close()

    def create_function(
        self, name: str, count: int, function: Callable[..., Any], *, deterministic: bool = False
    ) -> None:
        with _translated():
            self._connection.create_scalar_function(name, function, count, deterministic=deterministic)


class Cursor:
    """A cursor that reads all rows at once."""

    arraysize = 1

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._rows: Iterator[tuple[Any, ...]] = iter(())
        self.description: list[tuple[Any, ...]] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "Cursor":
        self.description = None
        cursor = self._connection.cursor()
        cursor.exec_trace = self._describe
        with _translated():
            before = self._connection.total_changes()
            self._rows = iter(list(cursor.execute(sql, tuple(parameters))))
            is_change = self.description is None and self._connection.total_changes() > before
            self.rowcount = self._connection.changes() if is_change else -1 if self.description else 0
            self.lastrowid = self._connection.last_insert_rowid()
        return self

    def executemany(self, sql: str, many: Sequence[Sequence[Any]]) -> "Cursor":
        count = 0
        for parameters in many:
            count += self.execute(sql, parameters).rowcount
        self.rowcount = count
        return self

    def _describe(self, cursor: apsw.Cursor, sql: str, bindings: object) -> bool:
        # Before its first step: afterwards a query that found nothing no longer tells its columns.
        self.description = [(column[0], *[None] * 6) for column in cursor.get_description()] or None
        return True

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(self._rows, None)

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        return [row for row, _ in zip(self._rows, range(size or self.arraysize), strict=False)]

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self._rows)

    def close(self) -> None:
        self._rows = iter(())


@contextmanager
def _translated() -> Iterator[None]:
    """Turn APSW's errors into those that `sqlite3` would raise."""
    try:
        yield
    except apsw.Error as error:
        kind = next((ours for theirs, ours in _ERRORS if isinstance(error, theirs)), sqlite3.OperationalError)
        raise kind(str(error)) from error
