"""Backups and their restoring: every stored row as it is, whole or not at all, from and into either store."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from tests.databases import STORES, new_place, remove_place, tampering
from tests.ledgers import add, commit, donors, names, pack, rename, retract
from tests.processes import run
from tracker.ledger import Changes, Ledger, LedgerError, back_up, copying, create_ledger, open_ledger, restore
from tracker.ledger import engine as engines
from tracker.ledger.upgrading import find_columns, fingerprint

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


@pytest.fixture
def written(ledger: Ledger, example: dict[str, pd.DataFrame]) -> Ledger:
    """The example, a grant, a pack that went out, and donors that were renamed and retracted."""
    commit(ledger, Changes(added=example))
    ledger.grant("https://id.example", "ada", "editor", name="Ada", author="Ada", now=NOW)
    ledger.issue_pack(pack(ledger, phase="PPI-3", marking="For “official” use\n"), author="Ada", now=NOW)
    add(ledger, "AAA", "BBB")
    first, second = list(ledger.read()["donors"].index)[-2:]
    rename(ledger, first, "Älter “&” sons' \N{SNOWMAN} \\N\t\n; --")
    retract(ledger, second)
    return ledger


@pytest.fixture(params=STORES)
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A second place, in either store."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    place = new_place(request.param, folder)
    yield place
    remove_place(place)


def stored(place: str) -> str:
    """One digest of everything that is stored."""
    with engines.reading(engines.open_engine(place)) as connection:
        return fingerprint(connection, find_columns(connection))


def left(folder: Path) -> list[str]:
    """What lies in a folder, but for the ledger and the file by which its writers queue."""
    return sorted(path.name for path in folder.iterdir() if path.name not in ("tracker.db", "tracker.db-queue"))


def test_a_backup_holds_every_stored_row_and_the_same_digests(written: Ledger, place: str, tmp_path: Path) -> None:
    copy = back_up(place, tmp_path / "backup.db")
    head = written.head()
    assert head is not None
    assert (copy.number, copy.digest, copy.faults) == (head.number, head.digest, ())
    assert left(tmp_path) == ["backup.db"]
    url = f"sqlite:///{tmp_path}/backup.db"
    assert stored(url) == stored(place)
    with open_ledger(url) as backup:
        assert backup.id == written.id
        assert backup.changesets() == written.changesets()
        assert backup.grants() == written.grants()
        assert backup.packs() == written.packs() != []
        assert backup.verify() == []
        for number in range(head.number + 1):
            for name, frame in written.read(number).items():
                pd.testing.assert_frame_equal(backup.read(number)[name], frame)


def test_a_backup_is_a_ledger_with_its_guards_that_can_be_written(written: Ledger, place: str, tmp_path: Path) -> None:
    with tampering(place, is_kept=True) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("CREATE TRIGGER own AFTER INSERT ON donors BEGIN DELETE FROM donors; END")
    back_up(place, tmp_path / "backup.db")
    with sqlite3.connect(tmp_path / "backup.db") as file:
        assert file.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"FTrk"),)
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            file.execute("UPDATE donors SET name = 'x'")
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            file.execute("DELETE FROM changesets")
    with open_ledger(f"sqlite:///{tmp_path}/backup.db") as backup:
        add(backup, "CCC")
        assert backup.verify() == []


def test_an_empty_ledger_is_copied_too(ledger: Ledger, place: str, elsewhere: str, tmp_path: Path) -> None:
    assert back_up(place, tmp_path / "backup.db").number == 0
    assert restore(f"sqlite:///{tmp_path}/backup.db", elsewhere, now=NOW).digest == ""
    assert open_ledger(elsewhere).id == ledger.id


def test_what_is_restored_is_the_ledger_that_was(written: Ledger, place: str, elsewhere: str) -> None:
    copy = restore(place, elsewhere, now=NOW)
    head = written.head()
    assert head is not None
    assert (copy.number, copy.digest) == (head.number, head.digest)
    assert stored(elsewhere) == stored(place)
    with open_ledger(elsewhere) as ledger:
        assert names(ledger) == names(written)
        add(ledger, "CCC")
        assert ledger.verify() == []
        with (
            pytest.raises((sa.exc.DBAPIError, LedgerError), match="never changed"),
            tampering_without_lifting(elsewhere) as connection,
        ):
            connection.exec_driver_sql("DELETE FROM donors")


def tampering_without_lifting(place: str):
    return sa.create_engine(place, poolclass=sa.NullPool).begin()


def test_a_ledger_in_use_is_backed_up_as_it_is_at_one_moment(ledger: Ledger, place: str, tmp_path: Path) -> None:
    stop = threading.Event()
    failures: list[BaseException] = []

    def work() -> None:
        try:
            number = 0
            while not stop.is_set():
                number += 1
                add(ledger, *(f"D{number}X{i}" for i in range(20)))
        except BaseException as error:
            failures.append(error)

    writer = threading.Thread(target=work)
    writer.start()
    try:
        for number in range(6):
            copy = back_up(place, tmp_path / f"{number}.db")
            assert copy.faults == ()
            with open_ledger(f"sqlite:///{tmp_path}/{number}.db") as backup:
                assert len(names(backup)) == 20 * copy.number
    finally:
        stop.set()
        writer.join()
    assert failures == []


def test_a_backup_never_takes_the_place_of_a_file_unless_asked(written: Ledger, place: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    file.write_text("letters to my aunt")
    with pytest.raises(LedgerError, match="already; name another, or replace it with --force"):
        back_up(place, file)
    assert file.read_text() == "letters to my aunt"
    assert back_up(place, file, is_replacing=True).faults == ()
    assert stored(f"sqlite:///{file}") == stored(place)


def test_a_backup_does_not_replace_the_ledger_itself(tmp_path: Path) -> None:
    create_ledger(f"sqlite:///{tmp_path}/tracker.db").close()
    (tmp_path / "link.db").symlink_to("tracker.db")
    os.link(tmp_path / "tracker.db", tmp_path / "other.db")
    for name in ("tracker.db", "link.db", "other.db"):
        with pytest.raises(LedgerError, match="the ledger itself"):
            back_up(f"sqlite:///{tmp_path}/tracker.db", tmp_path / name, is_replacing=True)


@pytest.mark.parametrize(
    ("file", "message"),
    [("nowhere/backup.db", "no folder"), (".", "not a file"), ("postgresql+psycopg://x/y", "by `tracker restore`")],
)
def test_a_place_that_cannot_take_a_backup_is_told(file: str, message: str, tmp_path: Path) -> None:
    create_ledger(f"sqlite:///{tmp_path}/tracker.db").close()
    with pytest.raises(LedgerError, match=message):
        back_up(f"sqlite:///{tmp_path}/tracker.db", file if "://" in file else tmp_path / file)
    assert left(tmp_path) == []


def test_a_journal_that_would_be_played_into_the_copy_is_told(tmp_path: Path) -> None:
    """SQLite plays a journal back into whatever file has its name, and destroys it if it is another."""
    create_ledger(f"sqlite:///{tmp_path}/tracker.db").close()
    (tmp_path / "backup.db-journal").write_bytes(b"old")
    with pytest.raises(LedgerError, match="left of another ledger"):
        back_up(f"sqlite:///{tmp_path}/tracker.db", tmp_path / "backup.db")
    assert left(tmp_path) == ["backup.db-journal"]


def test_a_ledger_with_faults_is_copied_and_the_faults_are_told(written: Ledger, place: str, tmp_path: Path) -> None:
    with tampering(place) as connection:
        connection.exec_driver_sql("UPDATE donors SET name = 'Atlantis' WHERE name = 'AAA' OR name = 'BBB'")
    copy = back_up(place, tmp_path / "backup.db")
    assert copy.faults == tuple(map(str, written.verify()))
    assert len(copy.faults) > 1
    with open_ledger(f"sqlite:///{tmp_path}/backup.db") as backup:
        assert tuple(map(str, backup.verify())) == copy.faults


def test_a_copy_with_faults_takes_the_place_of_no_earlier_one(written: Ledger, place: str, tmp_path: Path) -> None:
    back_up(place, tmp_path / "backup.db")
    before = (tmp_path / "backup.db").read_bytes()
    with tampering(place) as connection:
        connection.exec_driver_sql("UPDATE donors SET name = 'Atlantis' WHERE name = 'AAA'")
    with pytest.raises(LedgerError, match="takes the place of no other"):
        back_up(place, tmp_path / "backup.db", is_replacing=True)
    assert (tmp_path / "backup.db").read_bytes() == before


def test_a_row_that_breaks_the_rules_is_copied_and_told(written: Ledger, place: str, tmp_path: Path) -> None:
    """A changeset that was deleted leaves rows that name it; a copy that held the rules would fail on them."""
    with tampering(place) as connection:
        connection.exec_driver_sql("DELETE FROM changesets WHERE number = 3")
    copy = back_up(place, tmp_path / "backup.db")
    assert any("changeset 3" in fault for fault in copy.faults)


def test_a_ledger_with_faults_is_not_restored(written: Ledger, place: str, elsewhere: str) -> None:
    with tampering(place) as connection:
        connection.exec_driver_sql("UPDATE donors SET name = 'Atlantis' WHERE name = 'AAA'")
    with pytest.raises(LedgerError, match=r"not as it was written.*nothing was restored"):
        restore(place, elsewhere, now=NOW)
    with pytest.raises(LedgerError, match="no ledger"):
        open_ledger(elsewhere)


def test_nothing_is_restored_over_a_ledger(written: Ledger, place: str, elsewhere: str) -> None:
    with create_ledger(elsewhere) as there:
        add(there, "AAA")
    before = stored(elsewhere)
    with pytest.raises(LedgerError, match="already"):
        restore(place, elsewhere, now=NOW)
    assert stored(elsewhere) == before


def test_what_is_replaced_stays_beside_under_a_name_with_the_time(written: Ledger, place: str, tmp_path: Path) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    url = f"sqlite:///{folder}/tracker.db"
    with create_ledger(url) as there:
        add(there, "OLD")
        aside = [restore(place, url, now=NOW, is_replacing=True).set_aside for _ in range(2)]
        assert aside == [f"{folder}/tracker.db-replaced-20260302T083000Z{end}" for end in ("", "-2")]
        assert stored(url) == stored(place)
    assert left(folder) == [Path(name).name for name in aside]
    with open_ledger(f"sqlite:///{aside[0]}") as old:
        assert list(names(old).values()) == ["OLD"]


def test_a_damaged_ledger_can_be_replaced_by_its_backup(tmp_path: Path) -> None:
    with create_ledger(f"sqlite:///{tmp_path}/tracker.db") as ledger:
        add(ledger, "AAA")
    url = f"sqlite:///{tmp_path}/tracker.db"
    back_up(url, tmp_path / "backup.db")
    (tmp_path / "tracker.db").write_bytes(b"not a database at all" * 100)
    (tmp_path / "tracker.db-journal").write_bytes(b"of the damaged one")
    copy = restore(f"sqlite:///{tmp_path}/backup.db", url, now=NOW, is_replacing=True)
    assert not (tmp_path / "tracker.db-journal").exists()
    assert open_ledger(url).verify() == []
    assert Path(copy.set_aside).read_bytes().startswith(b"not a database")


def test_a_ledger_on_a_server_is_not_replaced(tmp_path: Path) -> None:
    create_ledger(f"sqlite:///{tmp_path}/tracker.db").close()
    place = new_place("postgresql", tmp_path)
    with pytest.raises(LedgerError, match="on a server, where no ledger is replaced; make an empty database"):
        restore(f"sqlite:///{tmp_path}/tracker.db", place, now=NOW, is_replacing=True)
    remove_place(place)


def test_a_copy_that_fails_midway_leaves_nothing(
    written: Ledger, place: str, elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copying, "find_faults", fail)
    with pytest.raises(LedgerError, match="No space left"):
        back_up(place, tmp_path / "backup.db")
    with pytest.raises(LedgerError, match="No space left"):
        restore(place, elsewhere, now=NOW)
    assert left(tmp_path) == ["elsewhere"]
    assert left(tmp_path / "elsewhere") == []
    with pytest.raises(LedgerError, match="no ledger"):
        open_ledger(elsewhere)


def test_what_arrives_on_a_server_is_compared_before_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with create_ledger(f"sqlite:///{tmp_path}/tracker.db") as ledger:
        add(ledger, "AAA")
    place = new_place("postgresql", tmp_path)
    pieces = copying._pieces

    def lose(connection: sa.Connection):
        for table, columns, rows in pieces(connection):
            yield table, columns, rows if table.name == "changesets" else rows[1:]

    monkeypatch.setattr(copying, "_pieces", lose)
    with pytest.raises(LedgerError, match="is not what was sent; nothing was restored"):
        restore(f"sqlite:///{tmp_path}/tracker.db", place, now=NOW)
    monkeypatch.undo()
    restore(f"sqlite:///{tmp_path}/tracker.db", place, now=NOW)
    assert open_ledger(place).verify() == []
    remove_place(place)


def test_a_copy_is_made_in_pieces(written: Ledger, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "_AT_ONCE", 2)
    with engines.reading(engines.open_engine(place)) as connection:
        assert max(len(rows) for _, _, rows in copying._pieces(connection)) == 2
    back_up(place, tmp_path / "backup.db")
    assert stored(f"sqlite:///{tmp_path}/backup.db") == stored(place)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_a_backup_may_be_read_by_whom_the_ledger_may_be_read(tmp_path: Path) -> None:
    create_ledger(f"sqlite:///{tmp_path}/tracker.db").close()
    (tmp_path / "tracker.db").chmod(0o640)
    back_up(f"sqlite:///{tmp_path}/tracker.db", tmp_path / "backup.db")
    assert (tmp_path / "backup.db").stat().st_mode & 0o777 == 0o640


def test_the_commands_back_up_and_restore(written: Ledger, place: str, tmp_path: Path) -> None:
    head = written.head()
    assert head is not None
    backup, office = tmp_path / "of “today”?.db", tmp_path / "an office.db"
    status, told = run("--ledger", place, "backup", str(backup))
    assert (status, told) == (0, f"sound: {backup}: {head.number} changesets, digest {head.digest}")
    assert run("--ledger", place, "backup", str(backup))[0] == 1
    assert run("--ledger", place, "backup", "--force", str(backup))[0] == 0
    assert run("--ledger", str(office), "restore", str(backup))[0] == 0
    status, told = run("--ledger", str(office), "restore", "--replace", str(backup), "--format", "json")
    assert (status, f'"digest": "{head.digest}"' in told) == (0, True)
    assert f"The ledger that was there is {office}-replaced-20" in told
    assert run("--ledger", str(office), "verify")[0] == 0


def test_the_command_says_the_faults_of_what_it_copied(written: Ledger, place: str, tmp_path: Path) -> None:
    with tampering(place) as connection:
        connection.exec_driver_sql("UPDATE donors SET name = 'Atlantis' WHERE name = 'AAA'")
    status, told = run("--ledger", place, "backup", str(tmp_path / "backup.db"))
    assert status == 1
    assert "a field or the digest of this row was altered" in told
    assert "so has its copy" in told
    assert (tmp_path / "backup.db").is_file()
    status, told = run("--ledger", str(tmp_path / "new.db"), "restore", str(tmp_path / "backup.db"))
    assert (status, "nothing was restored" in told) == (1, True)


def test_there_is_no_backup_of_a_ledger_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other commands make the default ledger; a backup of what was never recorded would be of no use."""
    monkeypatch.chdir(tmp_path)
    status, told = run("backup", "backup.db")
    assert (status, "there is no ledger at tracker.db" in told) == (1, True)
    assert left(tmp_path) == []


def test_what_was_retracted_is_in_the_copy(ledger: Ledger, place: str, tmp_path: Path) -> None:
    commit(ledger, Changes(added={"donors": donors("AAA")}))
    retract(ledger, 1)
    back_up(place, tmp_path / "backup.db")
    assert len(open_ledger(f"sqlite:///{tmp_path}/backup.db").row_history("donors", 1)) == 2
