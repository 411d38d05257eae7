"""Whole ledgers copied to another place, every stored row as it is: backups, and their restoring."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, DataError

from tracker.ledger import engine as engines
from tracker.ledger.errors import LedgerError
from tracker.ledger.opening import create_ledger, make_tables, need_meta
from tracker.ledger.placing import copy_pages, explained, free_name, ledger_url, put_in_place, set_aside, staged
from tracker.ledger.schema import CHANGESETS, META, METADATA, SCHEMA_VERSION
from tracker.ledger.sqlite import PATIENCE
from tracker.ledger.upgrading import bring_forward, find_columns, upgrade_ledger
from tracker.ledger.verify import find_faults

_AT_ONCE = 5_000
"""Rows that are held in memory while they are copied."""


@dataclass(frozen=True)
class Copy:
    """A ledger that was copied: where to, its newest changeset (0: none) with its digest, and what is wrong with it.

    `set_aside` names what was at the place before, where there was anything.
    """

    place: str
    number: int
    digest: str
    faults: tuple[str, ...] = ()
    set_aside: str = ""


def back_up(url: str, file: Path | str, *, is_replacing: bool = False) -> Copy:
    """Copy a ledger, as it is at one moment, into a new SQLite ledger; others may go on using it meanwhile.

    The copy is verified before it gets its name. One with faults is made all the same, and they are told, but it takes
    the place of no earlier backup. Anything at the place is a LedgerError, unless it is to be replaced.
    """
    engine = engines.open_engine(url)
    meta = need_meta(engine)
    original = _file(engine) if engine.dialect.name == "sqlite" else None
    if "://" in str(file):
        raise LedgerError(f"a backup is a file, and {file} is a URL; a ledger gets there by `tracker restore`")
    file = Path(file).resolve()
    is_there = _check_place(file, original, "" if is_replacing else "replace it with --force")
    with staged(file) as path:
        copy = _stage(engine, meta, path)
        if copy.faults and is_there:
            raise LedgerError(
                f"{engines.place(engine)} has faults ({copy.faults[0]}), and their copy takes the place of no other; "
                f"{file} is as it was: name another file"
            )
        put_in_place(path, file, like=original, is_replacing=is_there)
    return Copy(str(file), copy.number, copy.digest, copy.faults)


def restore(source: str, url: str, *, now: datetime, is_replacing: bool = False) -> Copy:
    """Make a ledger of a backup, or of any other ledger, all or nothing; one with faults is a LedgerError.

    A ledger that is there already is a LedgerError too. Where it is to be replaced, and is a file, it stays beside the
    new one under a name with the time `now`.
    """
    origin, target = engines.open_engine(source), engines.open_engine(url)
    meta = need_meta(origin)
    if target.dialect.name != "sqlite":
        if is_replacing:
            remedy = "make an empty database, or rename the schema that the ledger is in, and restore into that"
            raise LedgerError(f"{engines.place(target)} is on a server, where no ledger is replaced; {remedy}")
        return _restore_to_server(origin, meta, target)
    if engines.place(target).startswith("file:"):
        raise LedgerError(f"'{engines.place(target)}' has options; name the file without them")
    file = Path(engines.place(target)).resolve()
    original = _file(origin) if origin.dialect.name == "sqlite" else None
    is_there = _check_place(file, original, "" if is_replacing else "put it aside with --replace")
    with staged(file) as path:
        copy = _sound(origin, _stage(origin, meta, path))
        aside = ""
        if is_there:
            aside = str(free_name(file.with_name(f"{file.name}-replaced-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")))
            with engines.product(target).queue(target), _kept_still(file):
                set_aside(file, Path(aside))
                put_in_place(path, file, like=Path(aside), is_replacing=True)
        else:
            put_in_place(path, file)
    return Copy(str(file), copy.number, copy.digest, set_aside=aside)


def upgrade(url: str, file: Path | str) -> tuple[str, ...]:
    """Bring an older ledger forward, on a server too, after a backup into a new file; what a reader has to know."""
    engine = engines.open_engine(url)
    meta = need_meta(engine)
    if meta.schema_version == SCHEMA_VERSION:
        return ()
    return upgrade_ledger(engine, meta.ledger, lambda _: back_up(url, file).place)


def _check_place(file: Path, original: Path | None, remedy: str) -> bool:
    """Whether there is a file, which may be replaced where there is no remedy to name."""
    if not file.parent.is_dir():
        raise LedgerError(f"there is no folder {file.parent}; make it, or name another place")
    if not os.path.lexists(file):
        return False
    if original is not None and file.samefile(original):
        raise LedgerError(f"{file} is the ledger itself; name another file")
    if not file.is_file():
        raise LedgerError(f"{file} is not a file; name another")
    if remedy:
        raise LedgerError(f"there is a file at {file} already; name another, or {remedy}")
    return True


def _stage(engine: sa.Engine, meta: sa.Row, path: Path) -> Copy:
    """A verified copy in a file, of today's schema."""
    with engines.reading(engine) as connection:
        if engine.dialect.name == "sqlite":
            copy_pages(connection, path)
        else:
            _copy_rows_to_file(connection, meta.ledger, path)
        head = None
        with suppress(DatabaseError):  # a damaged file; its copy is damaged in the same way, and will say so
            head = _head(connection)
    copied = engines.open_engine(ledger_url(path))
    faults: list[str] = []
    try:
        with engines.reading(copied) as connection:
            pages = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            faults += [str(page) for page in pages if page != "ok"]
        engines.write(copied, bring_forward if meta.schema_version < SCHEMA_VERSION else _guard)
        with engines.reading(copied) as connection:
            faults += [str(fault) for fault in find_faults(connection, meta.ledger)]
            number, digest = _head(connection)
    except LedgerError as error:
        # It names the copy's passing place.
        faults.append(str(error).replace(str(path), engines.place(engine)))
        number, digest = head or (0, "")
    if head is not None and head != (number, digest):
        raise LedgerError(f"the copy of {engines.place(engine)} does not end like it; try again, and check the disk")
    return Copy(str(path), number, digest, tuple(faults))


def _guard(connection: sa.Connection) -> None:
    engines.product(connection).unguard(connection)
    engines.product(connection).guard(connection)


def _sound(engine: sa.Engine, copy: Copy) -> Copy:
    if copy.faults:
        where, count = engines.place(engine), len(copy.faults)
        more = f", and {count - 1} more" if count > 1 else ""
        remedy = "nothing was restored: take an earlier backup, or look into this one as it is with `--ledger`"
        raise LedgerError(f"{where} is not as it was written ({copy.faults[0]}{more}); {remedy}")
    return copy


def _restore_to_server(origin: sa.Engine, meta: sa.Row, target: sa.Engine) -> Copy:
    where = engines.place(target)
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        staging = Path(folder) / "copy.db"
        with explained(staging):
            copy = _sound(origin, _stage(origin, meta, staging))
        staged_engine = engines.open_engine(ledger_url(staging))

        def fill(connection: sa.Connection) -> None:
            make_tables(connection, meta.ledger)
            with engines.reading(staged_engine) as reader:
                _copy_rows_to_server(reader, connection)
            if find_faults(connection, meta.ledger) or _head(connection) != (copy.number, copy.digest):
                raise LedgerError(f"what arrived at {where} is not what was sent; nothing was restored: try again")

        try:
            engines.write(target, fill, is_new=True)
        except DataError as error:
            message = f"{where} cannot hold a value of the backup ({error.orig}); nothing was restored"
            raise LedgerError(message) from error
    return Copy(where, copy.number, copy.digest)


def _head(connection: sa.Connection) -> tuple[int, str]:
    newest = sa.select(CHANGESETS.c.number, CHANGESETS.c.digest).order_by(CHANGESETS.c.number.desc()).limit(1)
    row = connection.execute(newest).first()
    return (0, "") if row is None else (row.number, row.digest)


def _pieces(connection: sa.Connection) -> Iterator[tuple[sa.Table, list[str], list[tuple[Any, ...]]]]:
    """All rows of all tables but `meta`, piece by piece, with the names of their columns."""
    for name, names in find_columns(connection).items():
        if name != META.name:
            table = METADATA.tables[name]
            wanted = sa.select(*(table.columns[column] for column in names)).order_by(*table.primary_key)
            for part in connection.execute(wanted.execution_options(yield_per=_AT_ONCE)).partitions():
                yield table, names, [tuple(row) for row in part]


def _copy_rows_to_file(connection: sa.Connection, ledger: str, path: Path) -> None:
    create_ledger(ledger_url(path), ledger).close()
    # On this connection SQLite holds no rule: what breaks one is copied too, and then told.
    with closing(sqlite3.connect(path)) as target:
        target.execute("PRAGMA ignore_check_constraints = ON")
        for table, names, rows in _pieces(connection):
            marks = ", ".join("?" * len(names))
            target.executemany(f'INSERT INTO "{table.name}" ({_quoted(names)}) VALUES ({marks})', rows)
        target.commit()


def _copy_rows_to_server(reader: sa.Connection, connection: sa.Connection) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        for table, names, rows in _pieces(reader):
            with cursor.copy(f'COPY "{table.name}" ({_quoted(names)}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _file(engine: sa.Engine) -> Path:
    """The file of an SQLite ledger, whatever its URL says beside it."""
    with engines.reading(engine) as connection:
        return Path(connection.exec_driver_sql("PRAGMA database_list").one().file)


@contextmanager
def _kept_still(file: Path) -> Iterator[None]:
    """Nobody reads or writes this ledger meanwhile; one so damaged that it cannot be locked is let be."""
    with closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise LedgerError(f"{file} is being used by others; try again when they have finished") from error
        yield
