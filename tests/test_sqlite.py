"""A ledger in a file: set up for safety, written by turns, and whatever else lies there is named."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.databases import tampering
from tests.ledgers import add, names
from tests.require import require
from tracker.ledger import Ledger, LedgerError, create_ledger, open_ledger, sqlite
from tracker.ledger.engine import reading
from tracker.ledger.schema import SCHEMA_VERSION

fcntl = pytest.importorskip("fcntl", reason="without it there is no queue, and SQLite alone decides")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tracker.db"


@pytest.fixture
def place(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.fixture
def store() -> str:
    return "sqlite"


# The file


def test_the_ledgers_own_connections_are_set_up_for_safety(ledger):
    with reading(ledger._engine) as connection:
        settings = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "recursive_triggers")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in settings]
    assert found == ["delete", 3, 30_000, 1, 1]


def test_a_ledger_that_another_tool_put_into_wal_mode_is_taken_out_of_it(ledger, file):
    """SQLite before 3.51.3 can lose or corrupt a file in WAL mode."""
    assert pragma(file, "journal_mode = WAL") == "wal"
    ledger.head()
    assert pragma(file, "journal_mode") == "delete"


def test_somebody_elses_database_is_left_in_its_mode(file, place):
    pragma(file, "journal_mode = WAL")
    with tampering(place) as raw:
        raw.exec_driver_sql("CREATE TABLE films (title TEXT)")
    before = file.read_bytes()
    for reach in (open_ledger, create_ledger):
        with pytest.raises(LedgerError, match=r"tracker\.db .*films?|not a ledger.*name another place"):
            reach(place)
    assert file.read_bytes() == before


def pragma(file: Path, text: str) -> object:
    """A setting of the bare file."""
    import sqlite3

    connection = sqlite3.connect(file)
    try:
        return connection.execute(f"PRAGMA {text}").fetchone()[0]
    finally:
        connection.close()


def test_the_file_says_what_it_is(ledger, file):
    assert pragma(file, "application_id").to_bytes(4) == b"FTrk"
    assert pragma(file, "user_version") == SCHEMA_VERSION


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(LedgerError, match=r"none/x\.db cannot be used.*check that its folder exists"):
        create_ledger(f"sqlite:///{tmp_path}/none/x.db")


def test_an_empty_file_is_not_a_ledger_but_can_become_one(file, place):
    file.touch()
    with pytest.raises(LedgerError, match=r"tracker\.db is empty; make a ledger of it"):
        open_ledger(place)
    create_ledger(place).close()
    open_ledger(place).close()


def test_a_file_that_is_no_database_is_named(file, place):
    file.write_text("pledge,amount\n" * 200)
    before = file.read_bytes()
    for reach in (open_ledger, create_ledger):
        with pytest.raises(
            LedgerError, match=r"tracker\.db cannot be used \(file is not a database\); name another file"
        ):
            reach(place)
    assert file.read_bytes() == before


def test_a_damaged_ledger_is_named(ledger, file):
    add(ledger, *(f"D{i}" for i in range(999)))
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xaa" * (len(content) - 4096)
    file.write_bytes(content)
    for act in (ledger.read, ledger.verify):
        with pytest.raises(LedgerError, match=r"tracker\.db cannot be used .*; restore a backup"):
            act()


# Who must wait, and who waits too long


@contextmanager
def turn(file: Path) -> Iterator[None]:
    """Hold the turn to write, as another writer does."""
    queue = os.open(f"{file}-queue", os.O_RDONLY)
    fcntl.flock(queue, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(queue)


def count_waiting(file: Path) -> int:
    """How many wait for a turn, as Linux tells it."""
    inode = Path(f"{file}-queue").stat().st_ino
    return sum("->" in line and f":{inode} " in line for line in Path("/proc/locks").read_text().splitlines())


def wait_until(is_so, what: str) -> None:
    for _ in range(1000):
        if is_so():
            return
        time.sleep(0.02)
    pytest.fail(f"20 seconds, and not yet {what}")


def test_writers_are_served_in_the_order_in_which_they_came(ledger, file, place):
    require(Path("/proc/locks").exists(), "/proc/locks")

    def work(name: str) -> int:
        with open_ledger(place) as mine:
            return add(mine, name)

    with ThreadPoolExecutor(6) as pool, turn(file):
        for waiting, name in enumerate("FBDACE", start=1):
            pool.submit(work, name)
            wait_until(lambda waiting=waiting: count_waiting(file) == waiting, f"{waiting} waiting")
        assert names(ledger) == {}
    assert "".join(names(ledger).values()) == "FBDACE"


WRITE_FOR_EVER = """
import sys, time
from datetime import UTC, datetime
from tracker.ledger import open_ledger

def make(standing):
    print("writing", flush=True)
    time.sleep(600)

open_ledger(sys.argv[1]).amend(make, author="Ada", message="", now=datetime.now(UTC))
"""


def test_a_writer_that_is_killed_in_its_turn_keeps_nobody_waiting(ledger, place):
    process = subprocess.Popen([sys.executable, "-c", WRITE_FOR_EVER, place], stdout=subprocess.PIPE, text=True)
    with process, ThreadPoolExecutor(1) as pool:
        assert process.stdout.readline() == "writing\n"
        written = pool.submit(add, ledger, "FRA")
        with pytest.raises(TimeoutError):
            written.result(timeout=0.3)
        process.send_signal(signal.SIGKILL)
        assert written.result(timeout=20) == 1
    assert ledger.verify() == []


def test_a_writer_that_waits_too_long_is_told_and_leaves_no_lock_behind(ledger, file, monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE", 0.3)
    with turn(file):
        with pytest.raises(LedgerError, match=r"tracker\.db is being written by others for 0 seconds; try again when"):
            add(ledger, "FRA")
        assert names(ledger) == {}

    def is_free() -> bool:
        queue = os.open(f"{file}-queue", os.O_RDWR)
        try:
            fcntl.flock(queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(queue)
        return True

    wait_until(is_free, "free")
    assert add(ledger, "FRA") == 1


def test_a_writer_that_failed_leaves_the_turn_to_the_next(ledger, place):
    def fail(standing):
        raise RuntimeError("a bug")

    for _ in range(3):
        with pytest.raises(RuntimeError, match="a bug"):
            ledger.amend(fail, author="Ada", message="", now=None)
    with open_ledger(place) as other:
        assert add(other, "FRA") == 1


def test_a_ledger_that_another_program_keeps_busy_is_named(ledger, place, monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE", 0.1)
    with tampering(place) as raw:
        raw.exec_driver_sql("COMMIT")
        raw.exec_driver_sql("BEGIN EXCLUSIVE")
        for act in (ledger.read, lambda: add(ledger, "FRA")):
            with pytest.raises(LedgerError, match=r"cannot be used .*locked.*; another program is using it"):
                act()


def test_the_queues_file_stays_empty(ledger, file, tmp_path):
    for name in "ABC":
        add(ledger, name)
    assert Path(f"{file}-queue").stat().st_size == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tracker.db", "tracker.db-queue"]


# Folders and files that may not be written


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that another user can reach."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def no_rights() -> Iterator[None]:
    """As somebody who is not root, whom nothing can be forbidden."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def one_donor(folder: Path) -> Ledger:
    ledger = create_ledger(f"sqlite:///{folder}/tracker.db")
    add(ledger, "FRA")
    return ledger


def test_in_a_folder_that_may_not_be_written_a_ledger_can_be_read(shared):
    ledger = one_donor(shared)
    (shared / "tracker.db").chmod(0o444)
    shared.chmod(0o555)
    with no_rights():
        assert names(ledger) == {1: "FRA"}
        assert ledger.verify() == []
        with pytest.raises(
            LedgerError, match=r"cannot be used \(.*readonly.*\); make the file and its folder writable"
        ):
            add(ledger, "RUS")
        with pytest.raises(LedgerError, match="check that its folder exists and that you may read and write there"):
            create_ledger(f"sqlite:///{shared}/other.db")
    shared.chmod(0o755)
    assert names(ledger) == {1: "FRA"}


def test_a_file_that_may_be_written_in_a_folder_that_may_not_is_named(shared):
    """SQLite keeps a journal beside the file."""
    ledger = one_donor(shared)
    (shared / "tracker.db").chmod(0o666)
    shared.chmod(0o555)
    with no_rights(), pytest.raises(LedgerError, match=r"cannot be used .*(read and write there|folder writable)"):
        add(ledger, "RUS")
    shared.chmod(0o755)
    assert names(ledger) == {1: "FRA"}
    assert ledger.verify() == []


def test_without_a_queue_sqlite_alone_decides(ledger, place, monkeypatch):
    """Where the queue's file cannot be opened, writers still wait for one another."""
    monkeypatch.setattr(sqlite, "_open_queue", lambda database: None)

    def work(name: str) -> int:
        with open_ledger(place) as mine:
            return add(mine, name)

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(work, "ABC")) == [1, 2, 3]
    assert ledger.verify() == []


def test_another_users_queue_is_waited_in_too(shared):
    """The first writer's file may be one that others may only read."""
    ledger = one_donor(shared)
    file = shared / "tracker.db"
    file.chmod(0o666)
    shared.chmod(0o777)
    Path(f"{file}-queue").chmod(0o644)
    with ThreadPoolExecutor(1) as pool, no_rights():
        with turn(file):
            written = pool.submit(add, ledger, "RUS")
            wait_until(lambda: count_waiting(file) == 1, "waiting")
        assert written.result(timeout=20) == 2
