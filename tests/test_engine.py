"""Transactions: all or nothing, writers one after another, readers of one state; on every store."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.databases import tampering
from tests.ledgers import add, names
from tracker.ledger import LedgerError, open_ledger
from tracker.ledger.engine import reading, write


def test_writers_at_the_same_time_wait_for_one_another(ledger, place):
    def work(i: int) -> None:
        with open_ledger(place) as mine:
            for j in range(5):
                add(mine, f"D{i}-{j}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert [changeset.number for changeset in ledger.changesets()] == list(range(1, 21))
    assert list(names(ledger)) == list(range(1, 21))
    assert ledger.verify() == []


def test_a_reading_sees_one_state_while_others_write(ledger, store):
    """Otherwise two tables of one reading could stand at two changesets. A file's writer waits for the reader's end."""
    add(ledger, "FRA")
    count = "SELECT count(*) FROM donors"
    with ThreadPoolExecutor(1) as pool:
        with reading(ledger._engine) as reader:
            assert reader.exec_driver_sql(count).scalar() == 1
            written = pool.submit(add, ledger, "RUS")
            if store == "sqlite":
                with pytest.raises(TimeoutError):
                    written.result(timeout=0.3)
            else:
                assert written.result(timeout=20) == 2
            assert reader.exec_driver_sql(count).scalar() == 1
        assert written.result(timeout=20) == 2
    assert len(names(ledger)) == 2


def test_a_reader_is_not_kept_waiting_by_a_writer(ledger):
    """Until the moment at which a file is written: what it shows is the state before."""
    add(ledger, "FRA")
    begun, done = threading.Event(), threading.Event()

    def linger(connection: sa.Connection) -> None:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('other', 2)")
        begun.set()
        done.wait(20)
        raise RuntimeError("nothing is to be written")

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write, ledger._engine, linger)
        assert begun.wait(20)
        assert names(ledger) == {1: "FRA"}
        done.set()
        with pytest.raises(RuntimeError, match="nothing is to be"):
            writer.result()


def test_an_action_that_raises_writes_nothing(ledger, place):
    def fail(connection: sa.Connection) -> None:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('other', 2)")
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        write(ledger._engine, fail)
    with tampering(place) as raw:
        assert raw.exec_driver_sql("SELECT count(*) FROM meta").scalar() == 1


def test_a_broken_constraint_is_a_programs_mistake(ledger):
    """It is not told as a place that cannot be used, nor tried again."""
    tries = []

    def insert_twice(connection: sa.Connection) -> None:
        tries.append(1)
        for _ in range(2):
            connection.exec_driver_sql("INSERT INTO meta VALUES ('other', 2)")

    with pytest.raises(IntegrityError):
        write(ledger._engine, insert_twice, is_repeatable=True)
    assert len(tries) == 1


def test_a_ledger_whose_table_was_dropped_is_named(ledger, place):
    add(ledger, "FRA")
    with tampering(place) as raw:
        raw.exec_driver_sql("DROP TABLE donors")
    for act in (ledger.read, ledger.verify, lambda: add(ledger, "RUS")):
        with pytest.raises(LedgerError, match="cannot be used"):
            act()
