"""Ledgers' files made aside and put into place whole, or not at all. It knows no tables."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa

from tracker.ledger.errors import LedgerError
from tracker.ledger.sqlite import SQLite

COMPANIONS = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a file while it is in use; beside another file of that name they would destroy it."""


def ledger_url(path: Path | str) -> str:
    """The URL of a ledger in a file, whatever characters its name has; a URL is one already."""
    name = str(path)
    if "://" in name:
        return name
    # SQLite would read options out of such a name.
    name = f"./{name}" if name.startswith("file:") or name == ":memory:" else name
    return sa.URL.create("sqlite", database=name).render_as_string(hide_password=False)


@contextmanager
def staged(file: Path) -> Iterator[Path]:
    """A path for a file to be made, in a closed folder beside its place, which is gone afterwards."""
    with explained(file):
        folder = Path(tempfile.mkdtemp(prefix=f".{file.name[:100]}-", dir=file.parent))
    try:
        with explained(file):
            yield folder / "copy.db"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def explained(file: Path) -> Iterator[None]:
    """Turn a file that cannot be written into a LedgerError that names the place and the remedy."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        remedy = next((remedy for word, remedy in SQLite.remedies if word in str(error)), "check the disk")
        raise LedgerError(f"{file} cannot be written ({error}); {remedy}") from error
    except OSError as error:
        remedy = "check that its folder is there, that you may write to it, and that its disk has space"
        raise LedgerError(f"{file} cannot be written ({error.strerror or error}); {remedy}") from error


def copy_pages(connection: sa.Connection, path: Path) -> None:
    """Copy the SQLite file behind a reading connection, as it is in this transaction; what is damaged stays so."""
    # From here on the connection holds the lock for reading, for which the copying itself would wait for ever.
    connection.exec_driver_sql("SELECT 1 FROM sqlite_master")
    with closing(sqlite3.connect(path)) as target:
        connection.connection.driver_connection.backup(target)  # type: ignore[union-attr]
        with suppress(sqlite3.DatabaseError):
            target.execute("PRAGMA journal_mode = DELETE")


def put_in_place(path: Path, file: Path, *, like: Path | None = None, is_replacing: bool = False) -> None:
    """Give a finished file its name, once it is on the disk; a file of that name is a LedgerError, or replaced.

    Who may read `like` may read the file, and nobody else.
    """
    for companion in COMPANIONS:
        if os.path.lexists(f"{file}{companion}"):
            raise LedgerError(f"{file}{companion} is left of another ledger, and would destroy this one; move it away")
    with explained(file):
        if like is not None:
            shutil.copymode(like, path)
        _sync(path)
        if is_replacing:
            os.replace(path, file)
        else:
            _link(path, file)
        _sync(file.parent)


def set_aside(file: Path, name: Path) -> None:
    """Give a ledger's file a second name, and to what SQLite left beside it that name alone."""
    with explained(name):
        _link(file, name)
        for companion in COMPANIONS:
            with suppress(FileNotFoundError):
                os.replace(f"{file}{companion}", f"{name}{companion}")
        _sync(file.parent)


def free_name(file: Path) -> Path:
    """A name that nothing has yet: the one wished for, or that with a number."""
    names = (file if number == 1 else file.with_name(f"{file.name}-{number}") for number in range(1, 10_000))
    return next(name for name in names if not os.path.lexists(name))


def _link(path: Path, file: Path) -> None:
    taken = f"there is a file at {file} already; name another"
    try:
        os.link(path, file)
    except FileExistsError as error:
        raise LedgerError(taken) from error
    except OSError as error:  # a file system without links
        if os.path.lexists(file):
            raise LedgerError(taken) from error
        os.rename(path, file)


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk; some systems cannot do so for folders."""
    is_folder = path.is_dir()
    try:
        number = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
    except OSError:
        if is_folder:
            return
        raise
    try:
        os.fsync(number)
    except OSError:
        if not is_folder:
            raise
    finally:
        os.close(number)
