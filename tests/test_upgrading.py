"""Ledgers of an older schema brought forward: backed up first, nothing of theirs altered, once."""

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.databases import new_place, remove_place, run
from tests.ledgers import add, names, pack
from tests.processes import become_nobody, open_folder
from tests.processes import run as command
from tracker.ledger import LedgerError, back_up, create_ledger, open_ledger, restore, upgrading
from tracker.ledger import engine as engines
from tracker.ledger import upgrade_ledger as upgrade
from tracker.ledger.schema import CHANGESETS, METADATA, SCHEMA_VERSION

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
OLD = {
    1: (3, "9d72f9b0814862098e89f510c2d9d2929c6f26d2fae111d5bbaf4f6a503f071c"),
    2: (4, "3183dbd2b52d4470f1bacfe659c1c3b3ad882b2988f3b6aba2db302e5b37428a"),
}
"""Number and digest of the newest changeset of each `ledger_schema….sql`, as the program said that made it."""


def make_old(folder: Path, schema: int = 1) -> str:
    """The URL of a ledger that an older program wrote: the first figures, a change, and a retraction; in 2 a role too."""
    folder.mkdir(exist_ok=True)
    with sqlite3.connect(folder / "tracker.db") as file:
        file.executescript((Path(__file__).parent / f"ledger_schema{schema}.sql").read_text(encoding="utf-8"))
    file.close()
    return f"sqlite:///{folder}/tracker.db"


def dump(file: Path) -> list[str]:
    with sqlite3.connect(file) as connection:
        marks = [str(connection.execute(f"PRAGMA {name}").fetchone()) for name in ("application_id", "user_version")]
        return [*marks, *connection.iterdump()]


def backups(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if "queue" not in path.name and path.name != "tracker.db")


@pytest.mark.parametrize("schema", OLD)
def test_an_older_ledger_is_brought_forward_with_the_digests_it_had(schema: int, tmp_path: Path) -> None:
    number, digest = OLD[schema]
    with open_ledger(make_old(tmp_path, schema)) as ledger:
        assert [changeset.number for changeset in ledger.changesets()] == list(range(1, number + 1))
        head = ledger.head()
        assert head is not None
        assert (head.digest, head.actor, head.request == "") == (digest, "", schema == 1)
        assert ledger.verify() == []
        assert ledger.packs() == []
        assert [grant.subject for grant in ledger.grants()] == ["17"] * (schema == 2)
        add(ledger, "ZZZ")
        ledger.grant("https://id.example", "ada", "viewer", author="Ada", now=NOW)
        went_out = pack(ledger, phase="PPI-3")
        ledger.issue_pack(went_out, author="Ada", now=NOW)
        assert ledger.packs() == [went_out]
        assert ledger.verify() == []


def test_the_ledger_as_it_was_lies_beside_under_its_schema_and_time(tmp_path: Path) -> None:
    url = make_old(tmp_path)
    before = dump(tmp_path / "tracker.db")
    with open_ledger(url) as ledger:
        backup = tmp_path / "tracker.db-schema1-20091204T204500Z"
        assert ledger.notes == (
            f"Brought {tmp_path}/tracker.db forward from schema 1 to {SCHEMA_VERSION}; as it was, it is in {backup}.",
        )
    assert dump(backup) == before
    assert backups(tmp_path) == [backup.name]
    assert open_ledger(url).notes == ()
    assert backups(tmp_path) == [backup.name]


@pytest.mark.parametrize("schema", OLD)
def test_what_was_brought_forward_is_as_a_new_ledger_is(schema: int, tmp_path: Path) -> None:
    open_ledger(make_old(tmp_path, schema)).close()
    create_ledger(f"sqlite:///{tmp_path}/new.db").close()
    shapes = []
    for name in ("tracker.db", "new.db"):
        with sqlite3.connect(tmp_path / name) as file:
            marks = [file.execute(f"PRAGMA {mark}").fetchone() for mark in ("application_id", "user_version")]
            found = file.execute("SELECT type, name FROM sqlite_master").fetchall()
            triggers = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            columns = {
                table: {row[1:] for row in file.execute(f'PRAGMA table_info("{table}")')} for table in METADATA.tables
            }
            shapes.append((marks, sorted(found), sorted(triggers), columns))
    assert shapes[0] == shapes[1]


def test_what_a_later_schema_adds_needs_no_code_of_its_own(tmp_path: Path) -> None:
    """Columns of each kind, a table and an index are taken away, as though a later program had brought them."""
    url = f"sqlite:///{tmp_path}/tracker.db"
    lacking = {"donors": {"note"}, "pledges": {"approximate", "low"}, "budgets": {"source"}, "changesets": {"request"}}
    older = sa.MetaData()
    for table in METADATA.sorted_tables:
        if table.name != "packs":
            columns = [column._copy() for column in table.c if column.name not in lacking.get(table.name, set())]
            options = {} if table.name in ("meta", "changesets") else {"sqlite_with_rowid": False}
            sa.Table(table.name, older, *columns, sqlite_strict=True, **options)
    engine = engines.open_engine(url)

    def create(connection: sa.Connection) -> None:
        older.create_all(connection)
        connection.execute(sa.insert(older.tables["meta"]), {"ledger": "one", "schema_version": SCHEMA_VERSION - 1})

    engines.write(engine, create)
    with open_ledger(url) as ledger:
        assert len(ledger.notes) == 1
        add(ledger, "AAA")
        assert ledger.verify() == []
        assert names(ledger) == {1: "AAA"}
    with engines.reading(engine) as connection:
        there = upgrading.find_columns(connection)
        assert there == {table.name: list(table.columns.keys()) for table in METADATA.sorted_tables}
        assert {index["name"] for index in sa.inspect(connection).get_indexes("changesets")} == {"changesets_request"}
        assert "CHECK (approximate IN (0, 1))" in str(
            connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'pledges'").scalar()
        )


def test_a_ledger_that_cannot_be_brought_forward_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = make_old(tmp_path)
    before = (tmp_path / "tracker.db").read_bytes()
    add_column = upgrading._add

    def spoil(connection: sa.Connection, table: sa.Table, column: sa.Column) -> None:
        add_column(connection, table, column)
        connection.exec_driver_sql("UPDATE changesets SET author = 'Eve' WHERE number = 1")

    monkeypatch.setattr(upgrading, "_add", spoil)
    with pytest.raises(LedgerError, match=r"is of schema 1.*is as it was.*without altering it"):
        open_ledger(url)
    assert (tmp_path / "tracker.db").read_bytes() == before
    monkeypatch.undo()
    assert open_ledger(url).verify() == []
    # The backup of the attempt that failed is not written over.
    assert len(backups(tmp_path)) == 2


def test_faults_that_an_older_ledger_has_are_told_and_not_hidden(tmp_path: Path) -> None:
    url = make_old(tmp_path)
    with sqlite3.connect(tmp_path / "tracker.db") as file:
        file.execute('DROP TRIGGER "changesets_fixed"')
        file.execute("UPDATE changesets SET author = 'Eve' WHERE number = 1")
    file.close()
    with open_ledger(url) as ledger:
        assert "faults, which are older than that; see `tracker verify`" in ledger.notes[1]
        assert ledger.verify()[0].changeset == 1


def test_two_programs_that_open_it_at_once_bring_it_forward_once(tmp_path: Path) -> None:
    url = make_old(tmp_path)
    code = "import sys; from tracker.ledger import open_ledger; sys.stdin.read(1); print(len(open_ledger(sys.argv[1]).notes))"
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", code, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=Path(__file__).parent.parent,
        )
        for _ in range(4)
    ]  # fmt: skip
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("x")
        program.stdin.flush()
    assert sorted(program.communicate(timeout=60)[0].strip() for program in programs) == ["0", "0", "0", "1"]
    assert len(backups(tmp_path)) == 1
    assert open_ledger(url).verify() == []


def test_a_newer_ledger_is_refused(place: str) -> None:
    create_ledger(place).close()
    engine = engines.open_engine(place)
    engines.write(engine, lambda connection: connection.execute(sa.text("UPDATE meta SET schema_version = 99")))
    for attempt in (
        lambda: open_ledger(place),
        lambda: back_up(place, Path("nowhere/x.db")),
        lambda: restore(place, "sqlite:///nowhere/x.db", now=NOW),
    ):
        with pytest.raises(LedgerError, match="is of schema 99, and this program knows up to"):
            attempt()


@pytest.mark.parametrize("closed", ["the file", "its folder"])
def test_an_older_ledger_that_only_may_be_read_is_told_and_left(closed: str) -> None:
    with open_folder() as folder:
        url = make_old(folder)
        file = folder / "tracker.db"
        file.chmod(0o444 if closed == "the file" else 0o666)
        folder.chmod(0o555 if closed == "its folder" else 0o777)
        before = file.read_bytes()
        status, told = command("--ledger", url, "log", before=become_nobody)
        assert status == 1
        assert f"the ledger at {file} is of schema 1" in told
        assert "is as it was" in told
        assert "writable" in told or "that you may write to it" in told
        assert "Traceback" not in told
        assert file.read_bytes() == before
        assert backups(folder) == []


def test_the_command_says_that_a_ledger_was_brought_forward(tmp_path: Path) -> None:
    url = make_old(tmp_path)
    status, told = command("--ledger", url, "log")
    assert (status, "forward from schema 1 to" in told) == (0, True)
    assert "forward" not in command("--ledger", url, "log")[1]


@pytest.mark.parametrize("schema", OLD)
def test_an_older_backup_is_restored_brought_forward(schema: int, place: str, tmp_path: Path) -> None:
    old = make_old(tmp_path / "old", schema)
    before = (tmp_path / "old" / "tracker.db").read_bytes()
    assert restore(old, place, now=NOW).digest == OLD[schema][1]
    with open_ledger(place) as ledger:
        assert ledger.notes == ()
        assert ledger.verify() == []
        add(ledger, "ZZZ")
        assert ledger.verify() == []
    assert (tmp_path / "old" / "tracker.db").read_bytes() == before


def make_old_server(folder: Path, schema: int = 1) -> str:
    """An older ledger in PostgreSQL, which the program of schema 1 did not know."""
    place = new_place("postgresql", folder)
    restore(make_old(folder / "old", schema), place, now=NOW)
    lacking = "DROP TABLE packs"
    if schema == 1:
        lacking += "; DROP TABLE grants; ALTER TABLE changesets DROP COLUMN actor CASCADE, DROP COLUMN request CASCADE"
    path = str(sa.make_url(place).query["options"]).removeprefix("-csearch_path=")
    run(f"SET search_path = {path}; {lacking}; UPDATE meta SET schema_version = {schema}")
    return place


@pytest.mark.parametrize("schema", OLD)
def test_an_older_ledger_on_a_server_is_brought_forward_when_asked(schema: int, tmp_path: Path) -> None:
    place = make_old_server(tmp_path, schema)
    with pytest.raises(LedgerError, match="bring it forward with `tracker upgrade FILE`, which makes a backup first"):
        open_ledger(place)
    status, told = command("--ledger", place, "upgrade", str(tmp_path / "before.db"))
    said = f"from schema {schema} to {SCHEMA_VERSION}; as it was, it is in {tmp_path}/before.db"
    assert (status, said in told) == (0, True)
    for url in (place, f"sqlite:///{tmp_path}/before.db"):
        with open_ledger(url) as ledger:
            assert ledger.verify() == []
            head = ledger.head()
            assert head is not None
            assert head.digest == OLD[schema][1]
            add(ledger, "ZZZ")
            ledger.issue_pack(pack(ledger, phase="PPI-3"), author="Ada", now=NOW)
            assert ledger.verify() == []
    with pytest.raises(sa.exc.IntegrityError, match="never changed"), sa.create_engine(place).begin() as connection:
        connection.execute(sa.update(CHANGESETS).values(request="x"))
    assert upgrade(place, tmp_path / "again.db") == ()
    remove_place(place)


def test_without_its_backup_a_ledger_on_a_server_is_left(tmp_path: Path) -> None:
    place = make_old_server(tmp_path)
    (tmp_path / "before.db").write_text("taken")
    with pytest.raises(LedgerError, match="already"):
        upgrade(place, tmp_path / "before.db")
    with pytest.raises(LedgerError, match="is of schema 1"):
        open_ledger(place)
    remove_place(place)
