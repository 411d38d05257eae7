"""A ledger on a server: what it asks to be run again is, what was lost is written once, and what is amiss is named."""

import builtins
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DataError

from tests.databases import SEALED, new_place, run, server
from tests.ledgers import NOON, add, commit, donors, names
from tracker.ledger import Changes, LedgerError, create_ledger, ledger_exists, open_ledger
from tracker.ledger.engine import ATTEMPTS, reading, write


@pytest.fixture
def store() -> str:
    return "postgresql"


# Transactions


def test_a_reader_has_one_state_and_may_not_write(ledger):
    with reading(ledger._engine) as connection:
        shown = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in SETTINGS]
    assert shown == ["repeatable read", "on", "on", "30s"]
    with pytest.raises(LedgerError, match="read-only transaction"), reading(ledger._engine) as connection:
        connection.exec_driver_sql("DELETE FROM meta")


SETTINGS = ("transaction_isolation", "transaction_read_only", "synchronous_commit", "lock_timeout")


def test_a_writer_is_serializable(ledger):
    def show(connection: sa.Connection) -> list[str]:
        return [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in SETTINGS]

    assert write(ledger._engine, show) == ["serializable", "off", "on", "30s"]


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_what_the_server_asks_for_is_run_again_and_written_once(ledger, state):
    """A serialization failure, and a deadlock."""
    tries = []

    def make(standing):
        tries.append(standing.number)
        if len(tries) < 3:
            fail(standing.connection, state)
        return Changes(added={"donors": donors("FRA")})

    assert ledger.amend(make, author="Ada", message="", now=NOON).number == 1
    assert tries == [0, 0, 0]
    assert names(ledger) == {1: "FRA"}
    assert ledger.verify() == []


def fail(connection: sa.Connection, state: str) -> None:
    """Let the server answer with an SQLSTATE."""
    connection.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$")


def test_what_the_server_asks_for_for_ever_ends_in_a_message(ledger):
    tries = []

    def make(standing):
        tries.append(1)
        fail(standing.connection, "40001")

    with pytest.raises(LedgerError, match="cannot be used"):
        ledger.amend(make, author="Ada", message="", now=NOON)
    assert len(tries) == ATTEMPTS
    assert ledger.head() is None


def test_a_programs_mistake_is_not_run_again(ledger):
    tries = []

    def make(standing):
        tries.append(1)
        standing.connection.exec_driver_sql("SELECT 1 / 0")

    with pytest.raises(DataError):
        ledger.amend(make, author="Ada", message="", now=NOON)
    assert len(tries) == 1


def test_a_writer_that_waits_too_long_is_told(ledger, place):
    impatient = open_ledger(f"{place}%20-clock_timeout%3D50ms")

    def make(standing):
        with pytest.raises(LedgerError, match="others are writing; try again when they have finished"):
            add(impatient, "RUS")
        return Changes(added={"donors": donors("FRA")})

    assert ledger.amend(make, author="Ada", message="", now=NOON).number == 1
    assert add(impatient, "RUS") == 2


# Lost connections


def end_connection(connection: sa.Connection) -> None:
    """Let the server end another's connection, as a restart does."""
    pid = connection.connection.driver_connection.info.backend_pid
    run(f"SELECT pg_terminate_backend({pid}, 5000)")


def test_a_connection_that_is_lost_while_nothing_is_going_on_is_not_noticed(ledger):
    add(ledger, "FRA")
    run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'funding-tracker'")
    assert names(ledger) == {1: "FRA"}
    assert add(ledger, "RUS") == 2


def test_a_connection_that_is_lost_before_anything_was_written_is_taken_up_again(ledger):
    tries = []

    def make(standing):
        tries.append(1)
        if len(tries) == 1:
            end_connection(standing.connection)
            standing.read()
            standing.connection.exec_driver_sql("SELECT 1")
        return Changes(added={"donors": donors("FRA")})

    assert ledger.amend(make, author="Ada", message="", now=NOON).number == 1
    assert len(tries) == 2
    assert names(ledger) == {1: "FRA"}


@pytest.fixture
def commits(ledger) -> Iterator[list[str]]:
    """What is to happen at the next commits: `before`, the connection is lost before it; `after`, its answer is."""
    dialect, plan = ledger._engine.dialect, []
    do_commit = dialect.do_commit

    def answer(connection) -> None:
        happens = plan.pop(0) if plan else ""
        driver = getattr(connection, "driver_connection", connection)
        if happens == "before":
            run(f"SELECT pg_terminate_backend({driver.info.backend_pid}, 5000)")
        do_commit(connection)
        if happens == "after":
            driver.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")

    dialect.do_commit = answer
    yield plan
    dialect.do_commit = do_commit


@pytest.mark.parametrize("happens", ["before", "after"])
@pytest.mark.parametrize("request_mark", ["a1", ""])
def test_a_commit_whose_answer_was_lost_is_written_once(ledger, commits, happens, request_mark):
    """Nobody can tell from outside whether it was made; the ledger can, by the request."""
    tries = []

    def make(standing):
        tries.append(standing.number)
        commits[:] = [happens] if len(tries) == 1 else []
        return Changes(added={"donors": donors("FRA")})

    written = ledger.amend(make, author="Ada", message="", now=NOON, request=request_mark)
    assert written.number == 1
    assert tries == ([0, 0] if happens == "before" else [0])
    assert ledger.changesets() == [written]
    assert names(ledger) == {1: "FRA"}
    assert ledger.verify() == []


def test_a_commit_that_is_lost_again_and_again_is_told_and_its_retry_is_written_once(ledger, commits):
    commits[:] = ["before"] * 9
    changes = Changes(added={"donors": donors("FRA")})
    told = "the connection was lost; try again: what was recorded is not recorded twice"
    with pytest.raises(LedgerError, match=told) as refused:
        ledger.commit(changes, author="Ada", message="", now=NOON, request="a1")
    assert "FRA" not in str(refused.value)
    commits.clear()
    assert ledger.head() is None
    assert ledger.commit(changes, author="Ada", message="", now=NOON, request="a1").number == 1


def test_a_commit_that_was_made_before_the_server_was_lost_for_good_is_not_made_again(ledger, commits):
    commits[:] = ["after", "before", "before"]
    changes = Changes(added={"donors": donors("FRA")})
    with pytest.raises(LedgerError, match="what was recorded is not recorded twice"):
        ledger.commit(changes, author="Ada", message="", now=NOON, request="a1")
    assert commits == []
    written = ledger.head()
    assert written.request == "a1"
    assert ledger.commit(changes, author="Ada", message="", now=NOON, request="a1") == written
    assert names(ledger) == {1: "FRA"}


# Places that are amiss


def refusal(place: str | sa.URL) -> str:
    """What is told of a place, whichever way one goes there; never a password."""
    url = place.render_as_string(hide_password=False) if isinstance(place, sa.URL) else place
    told = set()
    for reach in (open_ledger, create_ledger, ledger_exists):
        with pytest.raises(LedgerError) as refused:
            reach(url)
        told.add(str(refused.value).split("; ")[-1])
        assert "hush" not in str(refused.value)
        assert "\n" not in str(refused.value)
    return told.pop() if len(told) == 1 else repr(sorted(told))


def with_password(address: sa.URL, **more: object) -> sa.URL:
    return address.set(password="hush", drivername="postgresql+psycopg", **more)


def test_a_server_that_is_not_there_is_named(tmp_path):
    nowhere = with_password(server()).update_query_dict({"host": str(tmp_path)})
    assert refusal(nowhere) == "check that the server is running and can be reached"
    assert (
        refusal("postgresql+psycopg://ada:hush@127.0.0.1:1/ledger")
        == "check that the server is running and can be reached"
    )


def test_a_database_and_a_role_that_are_not_there_are_named():
    remedy = "check the name, and make the database or the role with `createdb` or `createuser`"
    assert refusal(with_password(server("nosuch"))) == remedy
    assert refusal(with_password(server(), username="nobody")) == remedy


def test_a_wrong_password_is_named_and_never_shown():
    run(f"DROP ROLE IF EXISTS {SEALED}")
    run(f"CREATE ROLE {SEALED} LOGIN PASSWORD 'another'")
    assert refusal(with_password(server(), username=SEALED)) == "check the user and the password"
    without = with_password(server(), username=SEALED)._replace(password=None)
    assert refusal(without) == "check the user and the password"
    assert refusal(without.update_query_dict({"password": "hush"})) == "check the user and the password"


def test_a_password_is_not_shown_as_a_ledgers_place(place):
    with create_ledger(place.replace("postgres@", "postgres:hush@") + "&password=hush") as ledger:
        assert "hush" not in ledger.place
        assert "postgres" in ledger.place


def test_a_schema_that_is_not_there_is_named():
    nowhere = server().update_query_dict({"options": "-csearch_path=nosuch"})
    with pytest.raises(LedgerError, match=r"no schema .*; make the schema that the connection's search_path names"):
        create_ledger(nowhere.render_as_string(hide_password=False))


def test_who_has_no_right_there_is_told(place):
    run("DROP ROLE IF EXISTS guest")
    run("CREATE ROLE guest LOGIN")
    theirs = place.replace("postgres@", "guest@")
    # Without a right to the schema, it is not even searched.
    with pytest.raises(LedgerError, match=r"no schema|permission denied"):
        create_ledger(theirs)
    with create_ledger(place) as ledger:
        add(ledger, "FRA")
    schema = sa.make_url(place).query["options"].removeprefix("-csearch_path=")
    run(f"GRANT USAGE ON SCHEMA {schema} TO guest")
    with pytest.raises(LedgerError, match=r"permission denied for .*; ask for the right to read and write there"):
        open_ledger(theirs)
    run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO guest")
    with open_ledger(theirs) as reader:
        assert names(reader) == {1: "FRA"}
        assert reader.verify() == []
        with pytest.raises(LedgerError, match=r"permission denied for .*; ask for the right"):
            add(reader, "RUS")
    run(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM guest")
    run(f"REVOKE ALL ON SCHEMA {schema} FROM guest")


def test_a_database_that_cannot_hold_every_text_is_refused():
    run("DROP DATABASE IF EXISTS ascii")
    run("CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0")
    url = server("ascii").render_as_string(hide_password=False)
    with pytest.raises(LedgerError, match="encoding is SQL_ASCII; make one with `createdb --encoding UTF8`"):
        create_ledger(url)
    assert not ledger_exists(url)


def test_two_ledgers_stand_in_two_schemas_of_one_database(ledger, tmp_path):
    with create_ledger(new_place("postgresql", tmp_path)) as other:
        add(ledger, "FRA")
        add(other, "RUS")
        assert (names(ledger), names(other)) == ({1: "FRA"}, {1: "RUS"})
        assert ledger.id != other.id


def test_without_psycopg_the_message_names_the_command(monkeypatch):
    given = builtins.__import__

    def lack(name, *rest):
        if name == "psycopg":
            raise ImportError("No module named 'psycopg'")
        return given(name, *rest)

    monkeypatch.setattr(builtins, "__import__", lack)
    told = refusal("postgresql+psycopg://ada:hush@host/ledger")
    assert told == "install it with `pip install 'funding-tracker[postgresql]'`"


def test_texts_that_only_a_server_could_misread_are_kept(ledger):
    texts = [
        "\\x41",
        "%s %(a)s %%",
        ":name",
        "a\tb\r\nc",
        "\u2028",
        "🇫🇷",
        "'; --",
        "{1,2}",
        "\\N",
        "NaN",
        "true",
        "e\u0301",
    ]
    frame = donors(*(f"D{i}" for i in range(len(texts)))).assign(name=texts)
    frame["name"] = frame["name"].astype("str")
    commit(ledger, Changes(added={"donors": frame}))
    assert list(names(ledger).values()) == texts
    assert ledger.verify() == []
