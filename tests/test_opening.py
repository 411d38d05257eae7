"""What can be wrong with the place of a ledger: each ends in a message with a remedy, and the ledger is as it was."""

import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from tests import databases
from tests.databases import new_place, remove_place
from tests.ledgers import NOON, add, commit, donors, names, rename
from tests.processes import become_nobody, limit_files, open_folder
from tests.processes import run as command
from tracker import desk
from tracker.ledger import Changes, Ledger, LedgerError, back_up, create_ledger, open_ledger, restore
from tracker.ledger import engine as engines
from tracker.ledger.changesets import find_newest
from tracker.ledger.store import Standing

ROOT = Path(__file__).parent.parent
STRANGE = ("an office.db", "what?.db", "50%.db", "100%41.db", "a#b.db", "übrige Пакт.db", "file:x?mode=ro", "it's.db")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A ledger with one donor, in a file."""
    with create_ledger(f"sqlite:///{tmp_path}/tracker.db") as ledger:
        add(ledger, "AAA")
    return tmp_path / "tracker.db"


def make_open(folder: Path) -> Path:
    """A ledger with figures that everybody may write, in a folder that everybody may write."""
    desk.start_ledger(f"sqlite:///{folder}/tracker.db", desk.data_folder(), author="Ada", now=NOON)
    for path in folder.iterdir():
        path.chmod(0o666)
    return folder / "tracker.db"


def refused(told: tuple[int, str], *words: str) -> None:
    """A command was refused in these words, and in no others that only a programmer reads."""
    status, said = told
    assert status == 1, said
    for word in words:
        assert word in said
    assert "Traceback" not in said
    assert "refused: " in said


@pytest.mark.parametrize("name", STRANGE)
def test_a_path_may_have_any_characters(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`tracker --ledger 'what?.db'` was read as a URL, and made the ledger `what`."""
    monkeypatch.chdir(tmp_path)
    assert command("--ledger", name, "init")[0] == 0
    assert {path.name for path in tmp_path.iterdir()} == {name, f"{name}-queue"}
    assert command("--ledger", str(tmp_path / name), "verify")[0] == 0
    assert command("--ledger", name, "backup", f"copy of {name}")[0] == 0
    assert (tmp_path / f"copy of {name}").is_file()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite:///x.db?timeout=abc", "timeout cannot be set"),
        ("sqlite:///file:x.db?timeout=abc&uri=true", "cannot be used"),
        ("sqlite:///file:x.db?mode=wrong&uri=true", "no such access mode"),
        ("sqlite://", "names no file"),
        ("", "names no file"),
        ("mysql://office/funding", "kept in SQLite or PostgreSQL"),
        ("postgresql+psycopg://office:port/funding", "is not the URL of a ledger"),
        ("postgresql+psycopg://office", "names no database"),
        ("postgresql+psycopg://ada:secret@localhost:1/funding", "check that the server is running"),
        ("nowhere/x.db", "there is no ledger at nowhere/x.db"),
        (".", "unable to open"),
    ],
)
def test_a_place_that_is_none_is_told(url: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = command("--ledger", url, "log")
    refused(told, message)
    assert "secret" not in told[1]
    assert list(tmp_path.iterdir()) == []


def make_foreign(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE meta (name TEXT)")


FOREIGN = {
    "text": (lambda path: path.write_text("Dear aunt,\n" * 500), "not a database"),
    "a letter": (lambda path: path.write_text("x"), "is empty; make a ledger of it"),
    "empty": (lambda path: path.write_bytes(b""), "is empty; make a ledger of it"),
    "another program's": (make_foreign, "is a database, but not a ledger"),
    "header destroyed": (lambda path: path.write_bytes(bytes(100) + path.read_bytes()[100:]), "restore a backup"),
    "truncated": (lambda path: os.truncate(path, 10_000), "restore a backup"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_that_is_no_ledger_is_told_and_left(kind: str, file: Path) -> None:
    spoil, message = FOREIGN[kind]
    if kind in ("another program's",):
        file.unlink()
    spoil(file)
    before = file.read_bytes()
    for words in (["log"], ["verify"], ["import", str(ROOT / "data" / "paris-pact")], ["backup", str(file) + ".copy"]):
        refused(command("--ledger", str(file), *words), message)
    refused(command("--ledger", str(file) + ".new", "restore", str(file)), message)
    assert file.read_bytes() == before
    assert sorted(path.name for path in file.parent.iterdir()) in (["tracker.db", "tracker.db-queue"], ["tracker.db"])


def test_a_damaged_file_never_ends_in_a_traceback(tmp_path: Path) -> None:
    """SQLite quotes what it cannot read in its messages, which are then no UTF-8: that was a UnicodeDecodeError."""
    origin = tmp_path / "origin.db"
    ledger, _ = desk.start_ledger(f"sqlite:///{origin}", desk.data_folder(), author="Ada", now=NOON)
    commit(ledger, Changes(changed={"pledges": ledger.read()["pledges"].assign(note="x")}))
    sound, chance = origin.read_bytes(), random.Random(1)
    file, url = tmp_path / "tracker.db", f"sqlite:///{tmp_path}/tracker.db"
    told: list[str] = []
    for number in range(int(os.environ.get("TRACKER_DAMAGES", "10"))):
        damaged = bytearray(sound)
        # The first page holds the header and the schema.
        for _ in range(chance.choice((1, 3, 20))):
            damaged[chance.randrange(chance.choice((100, 4096, len(sound))))] = chance.randrange(256)
        file.write_bytes(damaged)
        for act in (
            lambda: desk.show_rows(open_ledger(url), 2),
            lambda: open_ledger(url).verify(),
            lambda: desk.look(open_ledger(url), today=NOON.date()),
            lambda: back_up(url, tmp_path / f"backup{number}.db"),  # noqa: B023
            lambda: restore(url, f"sqlite:///{tmp_path}/restored{number}.db", now=NOON),  # noqa: B023
            lambda: add(open_ledger(url), "AAA"),
        ):
            try:
                act()
            except LedgerError as error:
                told.append(str(error))
    assert told
    assert [one for one in told if str(file) not in one and "`tracker verify`" not in one] == []


def test_a_file_that_only_may_be_read_is_read_and_not_written() -> None:
    with open_folder() as folder:
        file = make_open(folder)
        file.chmod(0o444)
        before = file.read_bytes()
        assert command("--ledger", str(file), "verify", before=become_nobody)[0] == 0
        example = shutil.copytree(ROOT / "data" / "example", folder / "example")  # the checkout may be closed to nobody
        told = command("--ledger", str(file), "import", str(example), before=become_nobody)
        refused(told, "readonly", "make the file and its folder writable")
        assert file.read_bytes() == before


def test_a_folder_that_only_may_be_read_is_told() -> None:
    with open_folder() as folder:
        file = make_open(folder)
        example = shutil.copytree(ROOT / "data" / "example", folder / "example")
        before = file.read_bytes()
        folder.chmod(0o555)
        assert command("--ledger", str(file), "verify", before=become_nobody)[0] == 0
        refused(command("--ledger", str(file), "import", str(example), before=become_nobody), "its folder writable")
        backup = str(folder / "backup.db")
        refused(command("--ledger", str(file), "backup", backup, before=become_nobody), "that you may write to it")
        new = str(folder / "new.db")
        made = command("--ledger", new, "init", "--from", str(example), before=become_nobody)
        refused(made, "that you may read and write there")
        refused(command("--ledger", new, "restore", str(file), before=become_nobody), "that you may write to it")
        assert file.read_bytes() == before
        assert sorted(path.name for path in folder.iterdir()) == ["example", "tracker.db", "tracker.db-queue"]


def test_a_file_that_may_not_be_read_is_told() -> None:
    with open_folder() as folder:
        file = make_open(folder)
        file.chmod(0)
        refused(command("--ledger", str(file), "log", before=become_nobody), "unable to open", "that you may read")


def interrupt(file: Path) -> None:
    """A writer that is killed when it has written into the file, with the journal beside it."""
    code = (
        "import os, signal, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('PRAGMA cache_size = 1'); c.execute('BEGIN IMMEDIATE');"
        "c.execute('CREATE TABLE x (y)'); c.executemany('INSERT INTO x VALUES (?)', [('z' * 1000,)] * 2000);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code, file], check=False).returncode == -signal.SIGKILL


def test_a_killed_writer_s_journal_is_rolled_back(file: Path) -> None:
    size = file.stat().st_size
    interrupt(file)
    assert Path(f"{file}-journal").stat().st_size > 0
    assert file.stat().st_size > size
    with open_ledger(f"sqlite:///{file}") as ledger:
        assert ledger.verify() == []
        assert names(ledger) == {1: "AAA"}
    assert not Path(f"{file}-journal").exists()


def test_a_journal_that_may_not_be_read_is_told_and_kept() -> None:
    with open_folder() as folder:
        file = make_open(folder)
        interrupt(file)
        before = file.read_bytes()
        journal = Path(f"{file}-journal")
        journal.chmod(0)
        for words in (["log"], ["verify"], ["backup", str(folder / "backup.db")]):
            refused(command("--ledger", str(file), *words, before=become_nobody), str(file), "that you may read")
        assert file.read_bytes() == before
        journal.chmod(0o666)
        assert command("--ledger", str(file), "verify", before=become_nobody)[0] == 0


def write_much(folder: Path) -> Path:
    """A folder of figures that needs more space than there is."""
    tables = open_ledger(f"sqlite:///{make_open(folder)}").read()
    many = pd.concat([tables["pledges"].iloc[[0]]] * 3000, ignore_index=True)
    many["pledge"] = [f"K{number}" for number in range(len(many))]
    desk_folder = folder / "much"
    from tracker.exchange.files import write_folder

    write_folder(desk_folder, {**tables, "pledges": many})
    return desk_folder


def test_a_full_disk_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    """Here a file that may not grow: for SQLite it fails as a quota does."""
    much = write_much(tmp_path)
    file = tmp_path / "tracker.db"
    before = file.read_bytes()
    limit = limit_files(len(before) + 50_000)
    refused(command("--ledger", str(file), "import", str(much), before=limit), "disk", "check the disk")
    assert file.read_bytes() == before or open_ledger(f"sqlite:///{file}").verify() == []
    assert len(open_ledger(f"sqlite:///{file}").changesets()) == 1
    limit = limit_files(len(before) // 2)
    refused(command("--ledger", str(file), "backup", str(tmp_path / "b.db"), before=limit), "cannot be written")
    refused(command("--ledger", str(tmp_path / "n.db"), "restore", str(file), before=limit), "cannot be written")
    refused(command("--ledger", str(tmp_path / "n.db"), "init", before=limit), "disk")
    assert not (tmp_path / "b.db").exists()
    assert not list(tmp_path.glob(".*"))
    assert command("--ledger", str(file), "verify")[0] == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 600 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", place]
    if shutil.which("mount") is None or subprocess.run(mounting, check=False, capture_output=True).returncode:
        pytest.skip("this user may not mount a file system; the limit on files above stands for it")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_disk_that_is_really_full_is_told(small_disk: Path, tmp_path: Path) -> None:
    much = write_much(tmp_path)
    file = small_disk / "tracker.db"
    assert command("--ledger", str(file), "init")[0] == 0
    refused(command("--ledger", str(file), "import", str(much)), "full", "free some space on the disk")
    assert command("--ledger", str(file), "verify")[0] == 0
    (small_disk / "rest").write_bytes(bytes(450_000))
    refused(command("--ledger", str(file), "backup", str(small_disk / "b.db")), "full", "free some space")
    assert sorted(path.name for path in small_disk.iterdir()) == ["rest", "tracker.db", "tracker.db-queue"]
    assert len(open_ledger(f"sqlite:///{file}").changesets()) == 1


def test_a_clock_that_went_back_is_told_and_dates_nothing_earlier(file: Path) -> None:
    with open_ledger(f"sqlite:///{file}") as ledger:
        future = datetime.now(UTC) + timedelta(days=400)
        commit(ledger, Changes(added={"donors": donors("BBB")}), now=future)
        written = commit(ledger, Changes(added={"donors": donors("CCC")}), now=datetime.now(UTC))
        assert written is not None
        assert written.at == future
        assert ledger.verify() == []
    status, told = command("--ledger", str(file), "log")
    assert (status, f"Changeset 3 is dated {future:%Y-%m-%d %H:%M}" in told) == (0, True)
    assert "check the clock" in told


@pytest.fixture
def server_place(tmp_path: Path) -> Iterator[str]:
    """A place in PostgreSQL."""
    place = new_place("postgresql", tmp_path)
    yield place
    remove_place(place)


def end(connection: sa.Connection) -> None:
    """End a connection at the server, as a restart of it does."""
    databases.run(f"SELECT pg_terminate_backend({connection.exec_driver_sql('SELECT pg_backend_pid()').scalar()})")


def test_a_connection_that_is_lost_while_reading_is_told(server_place: str) -> None:
    with create_ledger(server_place) as ledger:
        add(ledger, "AAA")

        def read() -> None:
            with engines.reading(ledger._engine) as connection:
                end(connection)
                find_newest(connection)

        with pytest.raises(LedgerError, match="the connection was lost; try again"):
            read()
        assert names(ledger) == {1: "AAA"}


def test_a_write_whose_connection_is_lost_is_made_again_and_once(server_place: str) -> None:
    with create_ledger(server_place) as ledger:
        lost: list[int] = []

        def make(standing: Standing) -> Changes:
            if not lost:
                lost.append(1)
                end(standing.connection)
            return Changes(added={"donors": donors("AAA")})

        ledger.amend(make, author="Ada", message="A change", now=NOON)
        assert names(ledger) == {1: "AAA"}
        assert len(ledger.changesets()) == 1


def test_a_connection_that_is_lost_again_and_again_is_told(server_place: str) -> None:
    with create_ledger(server_place) as ledger:
        add(ledger, "AAA")

        def make(standing: Standing) -> Changes:
            end(standing.connection)
            return Changes(added={"donors": donors("BBB")})

        with pytest.raises(LedgerError, match="the connection was lost; try again: what was recorded is not recorded"):
            ledger.amend(make, author="Ada", message="A change", now=NOON)
        assert names(ledger) == {1: "AAA"}


def test_a_backup_whose_connection_is_lost_leaves_no_file(
    server_place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.ledger import copying

    with create_ledger(server_place) as ledger:
        add(ledger, "AAA")
    pieces = copying._pieces

    def lose(connection: sa.Connection):
        for number, piece in enumerate(pieces(connection)):
            if number == 1:
                end(connection)
            yield piece

    monkeypatch.setattr(copying, "_pieces", lose)
    with pytest.raises(LedgerError, match="the connection was lost; try again"):
        back_up(server_place, tmp_path / "backup.db")
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_was_stopped_is_told() -> None:
    databases.server()  # or skipped
    folder = tempfile.mkdtemp(prefix="tracker-pg-", dir=None if os.name == "nt" else "/tmp")
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.databases", folder, "5432"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    assert keeper.stdout.readline().strip() == "ready"
    url = f"postgresql+psycopg://postgres@/postgres?host={folder}"
    with create_ledger(url) as ledger:
        add(ledger, "AAA")
        keeper.stdin.close()
        assert keeper.wait(60) == 0
        for act in (lambda: names(ledger), lambda: add(ledger, "BBB"), lambda: open_ledger(url)):
            with pytest.raises(LedgerError, match=r"cannot be used.*(check that the server|the connection was lost)"):
                act()
    refused(command("--ledger", url, "gaps"), "check that the server is running and can be reached")


@pytest.fixture
def powerless(server_place: str) -> Iterator[str]:
    """The same place for a role that may read what is there, and nothing more."""
    role = f"reader{os.getpid()}"
    schema = str(sa.make_url(server_place).query["options"]).removeprefix("-csearch_path=")
    databases.run(f"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {schema} TO {role}")
    databases.run(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO {role}")
    yield sa.make_url(server_place).set(username=role).render_as_string(hide_password=False)
    databases.run(f"DROP OWNED BY {role}; DROP ROLE {role}")


def test_a_role_that_may_make_no_tables_is_told(powerless: str, file: Path) -> None:
    refused(command("--ledger", powerless, "init"), "permission denied", "ask for the right")
    refused(command("--ledger", powerless, "restore", str(file)), "permission denied", "ask for the right")


def test_a_role_that_may_only_read_reads(server_place: str, powerless: str, tmp_path: Path) -> None:
    with create_ledger(server_place) as ledger:
        add(ledger, "AAA")
    with open_ledger(powerless) as reader:
        assert names(reader) == {1: "AAA"}
        assert reader.verify() == []
        for act in (lambda: add(reader, "BBB"), lambda: rename(reader, 1, "x")):
            with pytest.raises(LedgerError, match=r"permission denied.*ask for the right"):
                act()
    assert back_up(powerless, tmp_path / "backup.db").faults == ()


def test_a_schema_or_a_database_that_is_not_there_is_told(server_place: str) -> None:
    address = sa.make_url(server_place)
    nowhere = address.difference_update_query(["options"]).update_query_dict({"options": "-csearch_path=nowhere"})
    refused(command("--ledger", nowhere.render_as_string(hide_password=False), "init"), "search_path")
    gone = address.set(database="nowhere").render_as_string(hide_password=False)
    refused(command("--ledger", gone, "log"), "does not exist", "createdb")


def test_a_ledger_that_lost_a_table_is_told(ledger: Ledger, place: str) -> None:
    add(ledger, "AAA")
    with databases.tampering(place) as connection:
        connection.exec_driver_sql("DROP TABLE events")
    with pytest.raises(LedgerError, match="lacks its tables events; restore a backup"):
        open_ledger(place)
    with pytest.raises(LedgerError, match=r"restore a backup|no such table"):
        ledger.read()


def test_a_port_that_nobody_serves_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"postgresql+psycopg://ada:secret@127.0.0.1:{free.getsockname()[1]}/funding"
        told = command("--ledger", url, "log")
    refused(told, "check that the server is running")
    assert "secret" not in told[1]


def test_the_program_itself_ends_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("Dear aunt")
    done = subprocess.run(
        [sys.executable, "-c", "from tracker.cli import main; main()", "--ledger", str(tmp_path / "x.db"), "log"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("refused: ")
    assert "Traceback" not in done.stderr
