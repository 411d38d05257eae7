"""The ledger's rules: nothing is overwritten, every past is kept, and whatever is altered is named."""

import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy.exc import IntegrityError

from tracker.checks import check
from tracker.exchange.folder import read_folder
from tracker.ledger import Changes, Ledger, LedgerError, Revision, create_ledger, difference, open_ledger
from tracker.ledger.engine import reading
from tracker.ledger.schema import CHANGESETS, HISTORY
from tracker.tables import TABLES, Column, Table

DATA = Path(__file__).parent.parent / "data" / "paris-pact"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    checked = check(read_folder(DATA).frames)
    assert checked.is_sound
    return dict(checked.tables)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with create_ledger(f"sqlite:///{tmp_path}/tracker.db") as ledger:
        yield ledger


def commit(ledger: Ledger, changes: Changes, now: datetime = NOON):
    return ledger.commit(changes, author="Ada", message="A change", now=now, origin="pledges.csv 12ab")


def donors(*names: str) -> pd.DataFrame:
    """Checked donors whose code and name are the same."""
    raw = pd.DataFrame({"donor": names, "name": names, "kind": "government"}, dtype="str")
    return check({"donors": raw}).tables["donors"]


def raw(ledger_or_path: Ledger | Path) -> closing[sqlite3.Connection]:
    """The bare file, as somebody with another tool has it."""
    path = ledger_or_path if isinstance(ledger_or_path, Path) else ledger_or_path._engine.url.database
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    return closing(connection)


# Reading what was recorded


def test_what_was_recorded_is_read_back_in_the_same_columns_and_dtypes(ledger, tables):
    commit(ledger, Changes(added=tables))
    read = ledger.read()
    assert list(read) == list(TABLES)
    for name, frame in tables.items():
        assert_frame_equal(read[name].reset_index(drop=True), frame.reset_index(drop=True))
        assert read[name].index.name == "row"
        assert read[name].index.dtype == "int64"


def test_rows_of_all_tables_share_one_sequence(ledger, tables):
    commit(ledger, Changes(added=tables))
    commit(ledger, Changes(added={"donors": donors("DEU")}))
    rows = [row for frame in ledger.read().values() for row in frame.index]
    assert sorted(rows) == list(range(1, len(rows) + 1))
    assert ledger.read()["donors"].index[-1] == len(rows)


def test_odd_texts_and_the_largest_amounts_are_kept_exactly(ledger):
    frame = donors("NA", "None", "NULL", "00123", "O'Neill; DROP TABLE donors", "Ünïcode 🇫🇷 ¶10", "=cmd|x")
    budgets = check({"budgets": pd.DataFrame({"amount": ["92233720368547758.07"], "currency": ["USD"]})})
    commit(ledger, Changes(added={"donors": frame, "budgets": budgets.tables["budgets"]}))
    assert ledger.read()["donors"]["name"].tolist() == frame["name"].tolist()
    assert ledger.read()["budgets"]["amount"].tolist() == [2**63 - 1]


def test_an_earlier_changeset_gives_the_tables_as_they_stood_then(ledger):
    commit(ledger, Changes(added={"donors": donors("FRA", "RUS")}))
    corrected = ledger.read()["donors"].loc[[1]].assign(name="France")
    commit(ledger, Changes(changed={"donors": corrected}))
    commit(ledger, Changes(added={"donors": donors("USA")}, retracted={"donors": [2]}))
    names = [ledger.read(number)["donors"]["name"].tolist() for number in (-1, 0, 1, 2, 3, 4)]
    assert names == [[], [], ["FRA", "RUS"], ["France", "RUS"], ["France", "USA"], ["France", "USA"]]
    assert ledger.read()["donors"].index.tolist() == [1, 3]


def test_before_the_first_changeset_tables_are_empty_and_typed(ledger, tables):
    for name, frame in ledger.read().items():
        assert frame.empty
        assert dict(frame.dtypes) == dict(tables[name].dtypes)


def test_a_correction_overwrites_nothing(ledger):
    commit(ledger, Changes(added={"donors": donors("FRA")}))
    with raw(ledger) as file:
        before = file.execute("SELECT row, from_changeset, name, digest FROM donors").fetchall()
    commit(ledger, Changes(changed={"donors": ledger.read()["donors"].assign(name="France")}))
    commit(ledger, Changes(retracted={"donors": [1]}))
    with raw(ledger) as file:
        after = file.execute("SELECT row, from_changeset, name, digest FROM donors").fetchall()
        course = file.execute("SELECT name, until_changeset, is_retracted FROM donors").fetchall()
    assert set(before) < set(after)
    assert course == [("FRA", 2, 0), ("France", 3, 0), ("France", None, 1)]


def test_a_row_keeps_its_number_through_a_corrected_key(ledger):
    commit(ledger, Changes(added={"donors": donors("FRN")}))
    commit(ledger, Changes(changed={"donors": ledger.read()["donors"].assign(donor="FRA")}))
    assert ledger.read()["donors"]["donor"].to_dict() == {1: "FRA"}


def test_reading_and_committing_leave_the_frames_given_as_they_are(ledger, tables):
    copies = {name: frame.copy() for name, frame in tables.items()}
    commit(ledger, Changes(added=tables))
    difference(ledger.read(), tables, by="key")
    for name, frame in tables.items():
        assert_frame_equal(frame, copies[name])


# Changesets


def test_changesets_are_numbered_from_one_and_kept_with_their_headers(ledger):
    assert ledger.head() is None
    first = commit(ledger, Changes(added={"donors": donors("FRA")}))
    second = commit(ledger, Changes(added={"donors": donors("RUS")}))
    assert ledger.changesets() == [first, second]
    assert ledger.head() == second
    assert (second.number, second.at, second.author, second.message) == (2, NOON, "Ada", "A change")
    assert second.origin == "pledges.csv 12ab"
    assert len({first.digest, second.digest}) == 2


def test_times_never_go_backwards(ledger):
    """A clock set back must not make a later changeset look earlier than the one it builds on."""
    clock = [NOON, NOON - timedelta(hours=3), NOON + timedelta(microseconds=1)]
    times = [commit(ledger, Changes(added={"donors": donors(f"D{i}")}), now).at for i, now in enumerate(clock)]
    assert times == [NOON, NOON, NOON + timedelta(microseconds=1)]


def test_the_number_at_a_moment_is_the_newest_changeset_until_then(ledger):
    for hours in (0, 1, 1, 2):
        commit(ledger, Changes(added={"donors": donors("X")}), NOON + timedelta(hours=hours))
    moments = [timedelta(seconds=-1), timedelta(0), timedelta(hours=1), timedelta(days=9)]
    assert [ledger.number_at(NOON + moment) for moment in moments] == [0, 1, 3, 4]
    assert ledger.number_at(NOON.astimezone(timezone(timedelta(hours=-5)))) == 1


def test_a_moment_without_a_time_zone_is_a_programs_mistake(ledger):
    with pytest.raises(ValueError, match="no time zone"):
        ledger.number_at(datetime(2026, 3, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="no time zone"):
        commit(ledger, Changes(added={"donors": donors("FRA")}), datetime(2026, 3, 1))  # noqa: DTZ001


def test_nothing_to_change_writes_nothing(ledger):
    commit(ledger, Changes(added={"donors": donors("FRA")}))
    assert commit(ledger, Changes()) is None
    assert commit(ledger, Changes(added={"donors": donors()})) is None
    assert commit(ledger, Changes(changed={"donors": ledger.read()["donors"]})) is None
    assert ledger.head().number == 1


def test_the_same_content_in_another_ledger_has_another_digest(tmp_path):
    made = [create_ledger(f"sqlite:///{tmp_path}/{name}.db", name) for name in ("one", "two")]
    digests = {commit(ledger, Changes(added={"donors": donors("FRA")})).digest for ledger in made}
    assert len(digests) == 2


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_change_to_a_row_that_does_not_stand_leaves_nothing(ledger, lost):
    """Row 1 was retracted, 2 stands in another table, 3 was never given; the rest of the change is sound."""
    commit(ledger, Changes(added={"donors": donors("FRA"), "events": check({}).tables["events"]}))
    sources = check({"sources": pd.DataFrame({"source": ["S"], "title": ["T"]})}).tables["sources"]
    commit(ledger, Changes(added={"sources": sources}, retracted={"donors": [1]}))
    before = ledger.changesets()
    changed = donors("GBR").set_axis([lost])
    for changes in (
        Changes(added={"sources": sources}, changed={"donors": changed}),
        Changes(added={"sources": sources}, retracted={"donors": [lost]}),
    ):
        with pytest.raises(LedgerError, match=f"donors row {lost} does not stand"):
            commit(ledger, changes)
    assert ledger.changesets() == before
    assert len(ledger.read()["sources"]) == 1
    assert ledger.verify() == []


def test_a_row_named_twice_in_one_change_is_refused(ledger):
    commit(ledger, Changes(added={"donors": donors("FRA")}))
    changed = ledger.read()["donors"].assign(name="France")
    with pytest.raises(LedgerError, match="donors row 1 is named twice"):
        commit(ledger, Changes(changed={"donors": changed}, retracted={"donors": [1]}))


def test_a_commit_that_fails_in_the_middle_leaves_nothing(ledger):
    """The header and 2 tables are written when the last table's blank is refused."""
    bad = check({"sources": pd.DataFrame({"source": ["S"], "title": ["T"]})}).tables["sources"]
    bad.loc[:, "publisher"] = pd.Series([None], dtype="str")
    with pytest.raises(IntegrityError):
        commit(ledger, Changes(added={"donors": donors("FRA"), "sources": bad}))
    assert ledger.head() is None
    assert all(frame.empty for frame in ledger.read().values())
    assert commit(ledger, Changes(added={"donors": donors("FRA")})).number == 1
    assert ledger.read()["donors"].index.tolist() == [1]


def test_a_frame_that_was_not_checked_is_a_programs_mistake(ledger):
    with pytest.raises(TypeError, match="donors: the frame is not checked"):
        commit(ledger, Changes(added={"donors": donors("FRA")[["name"]]}))
    with pytest.raises(KeyError, match="donor"):
        Changes(added={"donor": donors("FRA")})


def test_an_author_that_no_database_can_hold_is_refused(ledger):
    with pytest.raises(LedgerError, match="the author holds a character"):
        ledger.commit(Changes(), author="Ad\udcffa", message="", now=NOON)


def test_writers_at_the_same_time_wait_for_one_another(ledger, tmp_path):
    def write(i: int) -> None:
        with open_ledger(f"sqlite:///{tmp_path}/tracker.db") as mine:
            for j in range(5):
                commit(mine, Changes(added={"donors": donors(f"D{i}-{j}")}))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert [changeset.number for changeset in ledger.changesets()] == list(range(1, 21))
    assert ledger.read()["donors"].index.tolist() == list(range(1, 21))
    assert ledger.verify() == []


# Differences


def test_tables_just_exported_differ_in_nothing(ledger, tables):
    commit(ledger, Changes(added=tables))
    old = ledger.read()
    assert difference(old, old, by="row") == Changes()
    assert difference(old, tables, by="key") == Changes()


def test_by_key_a_row_is_added_changed_or_missing(ledger):
    commit(ledger, Changes(added={"donors": donors("FRA", "RUS", "USA")}))
    new = donors("USA", "DEU", "RUS").assign(name=["USA", "DEU", "Russia"])
    found = difference(ledger.read(), {"donors": new}, by="key")
    assert found.added["donors"]["donor"].tolist() == ["DEU"]
    assert found.changed["donors"]["name"].to_dict() == {2: "Russia"}
    assert found.missing == {"donors": [1]}
    assert not found.retracted


def test_missing_rows_stay_unless_they_are_retracted(ledger):
    commit(ledger, Changes(added={"donors": donors("FRA", "RUS")}))
    found = difference(ledger.read(), {"donors": donors("RUS")}, by="key")
    assert commit(ledger, found) is None
    commit(ledger, found.retract_missing())
    assert ledger.read()["donors"]["donor"].tolist() == ["RUS"]


def test_by_row_a_corrected_key_is_a_change(ledger):
    commit(ledger, Changes(added={"donors": donors("FRN", "RUS")}))
    new = ledger.read()["donors"].replace({"donor": {"FRN": "FRA"}})
    found = difference(ledger.read(), {"donors": new}, by="row")
    assert found.changed["donors"]["donor"].to_dict() == {1: "FRA"}
    assert (found.added, found.missing) == ({}, {})


def test_by_row_a_row_without_a_number_is_matched_by_its_key_else_added(ledger):
    commit(ledger, Changes(added={"donors": donors("FRA", "RUS", "USA")}))
    new = donors("FRA", "RUS", "DEU").assign(name=["FRA", "Russia", "DEU"])
    new.index = pd.Index(pd.array([1, None, None], dtype="Int64"))
    found = difference(ledger.read(), {"donors": new}, by="row")
    assert found.changed["donors"]["name"].to_dict() == {2: "Russia"}
    assert found.added["donors"]["donor"].tolist() == ["DEU"]
    assert found.missing == {"donors": [3]}


def test_a_row_number_of_another_ledger_or_given_twice_is_refused(ledger):
    commit(ledger, Changes(added={"donors": donors("FRA", "RUS")}))
    with pytest.raises(LedgerError, match=r"donors row 77 does not stand.*donors row 1 is given twice"):
        difference(ledger.read(), {"donors": donors("A", "B", "C").set_axis([77, 1, 1])}, by="row")


def test_a_table_that_was_not_given_is_left_alone(ledger, tables):
    commit(ledger, Changes(added=tables))
    found = difference(ledger.read(), {"donors": tables["donors"]}, by="key")
    assert found == Changes()


def test_blank_and_zero_differ_and_blank_equals_blank(ledger, tables):
    commit(ledger, Changes(added=tables))
    new = tables["pledges"].copy()
    assert new["low"].isna().tolist() == [True, True, False]
    new["low"] = pd.array([0, None, None], dtype="Int64")
    found = difference(ledger.read(), {"pledges": new}, by="key")
    assert found.changed["pledges"]["pledge"].tolist() == ["FRA-PPI-3", "USA-PPI-3"]


# Showing a changeset


def test_a_changeset_is_shown_row_by_row_in_major_units(ledger, tables):
    commit(ledger, Changes(added=tables))
    pledges = ledger.read()["pledges"]
    france = pledges[pledges["donor"] == "FRA"].assign(status="pledged", approximate=True)
    france["amount"] = pd.array([25_000_050], dtype="Int64")
    russia, usa = (int(pledges.index[pledges["donor"] == donor][0]) for donor in ("RUS", "USA"))
    shares = check({"shares": pd.DataFrame({"key": ["K"], "donor": ["FRA"], "share": ["0.25"]})}).tables["shares"]
    changes = Changes({"shares": shares}, {"pledges": france}, {"pledges": [usa]})
    shown = ledger.show(commit(ledger, changes).number)
    assert [(one.table, one.key, one.action) for one in shown] == [
        ("pledges", "FRA-PPI-3, 2009-11-27", "changed"),
        ("pledges", "USA-PPI-3, 2009-11-27", "retracted"),
        ("shares", "K, FRA", "added"),
    ]
    changed = {
        "status": ("expected", "pledged"),
        "amount": ("200000.00", "250000.50"),
        "approximate": ("", "yes"),
    }
    assert shown[0].fields == changed
    assert shown[1].fields["amount"] == ("100000.00", "")
    added = {"key": ("", "K"), "donor": ("", "FRA"), "share": ("", "0.25")}
    assert shown[2] == Revision("shares", shown[2].row, "K, FRA", "added", added)
    assert russia not in [one.row for one in shown]


def test_an_unknown_changeset_is_refused_with_the_remedy(ledger):
    with pytest.raises(LedgerError, match="there is no changeset 1: nothing has been recorded yet"):
        ledger.show(1)
    commit(ledger, Changes(added={"donors": donors("FRA")}))
    with pytest.raises(LedgerError, match="there is no changeset 0; name one from 1 to 1"):
        ledger.show(0)


# Verifying


def sample(table: Table, text: str, number: int) -> pd.DataFrame:
    """Two rows in which every field of a table is filled."""
    values = {"str": text, "bool": True}
    columns = {c.name: pd.Series([values.get(c.dtype, number)] * 2, dtype=c.dtype) for c in table.columns}
    return pd.DataFrame(columns)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four changesets: 1 adds two rows to each table, 2 changes the first, 3 retracts it, 4 adds a donor."""
    path = tmp_path_factory.mktemp("sound") / "tracker.db"
    with create_ledger(f"sqlite:///{path}") as ledger:
        commit(ledger, Changes(added={name: sample(table, "a", 7) for name, table in TABLES.items()}))
        first = {name: frame.index[:1] for name, frame in ledger.read().items()}
        changed = {name: sample(TABLES[name], "b", 8).iloc[:1].set_axis(row) for name, row in first.items()}
        commit(ledger, Changes(changed=changed))
        commit(ledger, Changes(retracted={name: row.tolist() for name, row in first.items()}))
        commit(ledger, Changes(added={"donors": donors("FRA")}))
        assert ledger.verify() == []
    return path


@pytest.fixture(scope="module")
def bare(sound: Path) -> Path:
    """The sound ledger without the triggers that guard it."""
    path = Path(shutil.copy(sound, sound.with_name("bare.db")))
    with raw(path) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f'DROP TRIGGER "{name}"')
    return path


@pytest.fixture
def altered(bare: Path, tmp_path: Path) -> Path:
    """A ledger to be altered."""
    return Path(shutil.copy(bare, tmp_path / "altered.db"))


def faults(path: Path) -> set[tuple[int, str | None, int | None]]:
    with open_ledger(f"sqlite:///{path}") as ledger:
        return {(fault.changeset, fault.table, fault.row) for fault in ledger.verify()}


def alter(column: Column) -> list[str]:
    """SQL for every way in which a declared column's field can become another."""
    if column.dtype == "str":
        return [f"\"{column.name}\" || 'x'", "''"]
    if column.kind == "flag":
        return [f'1 - "{column.name}"']
    return [f'"{column.name}" + 1', "0", *(["NULL"] if column.is_nullable else [])]


FIELDS = [
    *((table.name, field.name, way) for table in TABLES.values() for field in table.columns for way in alter(field)),
    *((name, "is_retracted", "1 - is_retracted") for name in TABLES),
    *((name, "digest", "'0' || substr(digest, 2) || '0'") for name in TABLES),
    *((name, "until_changeset", way) for name in TABLES for way in ("NULL", "4", "99")),
]


@pytest.mark.parametrize(("table", "column", "way"), FIELDS)
def test_verify_names_changeset_and_row_of_every_altered_field(altered, table, column, way):
    """Each revision in turn: one replaced, one retracted, the retraction itself, and one that stands."""
    with raw(altered) as file:
        revisions = file.execute(f'SELECT row, from_changeset, until_changeset FROM "{table}"').fetchall()
    assert [revision[1:] for revision in revisions][:4] == [(1, 2), (2, 3), (3, None), (1, None)]
    for row, changeset, until in revisions[:4]:
        if column == "until_changeset" and way == "NULL" and until is None:
            continue
        with raw(altered) as file:
            here = f"row = {row} AND from_changeset = {changeset}"
            (before,) = file.execute(f'SELECT "{column}" FROM "{table}" WHERE {here}').fetchone()
            file.execute(f'UPDATE "{table}" SET "{column}" = {way} WHERE {here}')
        assert faults(altered) == {(changeset, table, row)}
        with raw(altered) as file:
            file.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE {here}', [before])
    assert faults(altered) == set()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("column", "way"), [("row", "row + 1000"), ("from_changeset", "4"), ("from_changeset", "99")])
def test_verify_names_the_changeset_whose_row_was_renumbered(altered, table, column, way):
    with raw(altered) as file:
        (row,) = file.execute(f'SELECT max(row) FROM "{table}" WHERE from_changeset = 1').fetchone()
        file.execute(f'UPDATE "{table}" SET {column} = {way} WHERE row = {row}')
    found = faults(altered)
    assert 1 in {fault[0] for fault in found}
    assert table in {fault[1] for fault in found}


def test_every_stored_column_is_among_those_altered_here():
    tried = {(table, column) for table, column, _ in FIELDS}
    for name, history in HISTORY.items():
        stored = set(history.c.keys()) - {"row", "from_changeset"}
        assert {column for table, column in tried if table == name} == stored


@pytest.mark.parametrize("number", [1, 3, 4])
@pytest.mark.parametrize("column", [name for name in CHANGESETS.c.keys() if name != "number"])  # noqa: SIM118
def test_verify_names_the_changeset_of_an_altered_header(altered, number, column):
    with raw(altered) as file:
        file.execute(f'UPDATE changesets SET "{column}" = "{column}" || \'0\' WHERE number = {number}')
    assert faults(altered) == {(number, None, None)}


def test_verify_names_a_header_whose_number_was_altered(altered):
    with raw(altered) as file:
        file.execute("UPDATE changesets SET number = 1000000000000 WHERE number = 2")
    assert {(2, None, None), (1000000000000, None, None)} <= faults(altered)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_verify_names_a_deleted_header(altered, number):
    with raw(altered) as file:
        file.execute(f"DELETE FROM changesets WHERE number = {number}")
    assert (number, None, None) in faults(altered)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_verify_names_the_changeset_of_a_deleted_row(altered, table, number):
    with raw(altered) as file:
        row = file.execute(f'SELECT max(row) FROM "{table}" WHERE from_changeset = {number}').fetchone()[0]
        file.execute(f'DELETE FROM "{table}" WHERE from_changeset = {number} AND row = {row}')
    assert (number, None, None) in faults(altered)


def test_verify_names_the_changeset_of_an_added_row(altered):
    with raw(altered) as file:
        file.execute("CREATE TEMP TABLE extra AS SELECT * FROM donors WHERE donor = 'FRA'")
        file.execute("UPDATE extra SET row = 900, from_changeset = 3")
        file.execute("INSERT INTO donors SELECT * FROM extra")
    assert faults(altered) == {(3, "donors", 900), (3, None, None)}


def test_verify_names_the_changeset_of_a_row_forged_with_its_digest(altered, tmp_path):
    """The row comes with its sound digest from a ledger whose changeset 4 says something else."""
    with create_ledger(f"sqlite:///{tmp_path}/other.db") as other:
        for name in "abc":
            commit(other, Changes(added={"donors": donors(name)}))
        commit(other, Changes(added={"donors": donors("DEU")}))
    with raw(altered) as file:
        file.execute(f"ATTACH '{tmp_path}/other.db' AS other")
        file.execute("INSERT INTO donors SELECT * FROM other.donors WHERE donor = 'DEU'")
    assert faults(altered) == {(4, None, None)}


def test_verify_names_a_row_of_a_changeset_that_does_not_exist(altered):
    with raw(altered) as file:
        file.execute("INSERT INTO donors (row, from_changeset, is_retracted, digest) VALUES (900, 7, 0, 'x')")
    assert faults(altered) == {(7, "donors", 900), (7, None, None)}


def test_verify_names_a_text_that_is_no_text(altered):
    with raw(altered) as file:
        file.execute("UPDATE donors SET name = CAST(x'ff' AS TEXT) WHERE donor = 'FRA'")
        row = file.execute("SELECT row FROM donors WHERE donor = 'FRA'").fetchone()[0]
    assert faults(altered) == {(4, "donors", row)}
    with open_ledger(f"sqlite:///{altered}") as ledger, pytest.raises(LedgerError, match="tracker verify"):
        ledger.read()


def test_verify_names_all_changesets_where_the_ledger_was_given_another_id(altered):
    with raw(altered) as file:
        file.execute("UPDATE meta SET ledger = 'another'")
    assert {(number, None, None) for number in (1, 2, 3, 4)} <= faults(altered)


def test_a_tail_that_was_cut_off_cannot_be_seen_from_within(altered):
    """What remains is a sound, shorter ledger: only a record printed earlier tells that there was more.

    The tail must be cut with care, though: what it had ended has to stand again.
    """
    with raw(altered) as file:
        file.execute("DELETE FROM changesets WHERE number > 2")
        for name in TABLES:
            file.execute(f'DELETE FROM "{name}" WHERE from_changeset > 2')
    assert {fault[0] for fault in faults(altered)} == {2}
    with raw(altered) as file:
        for name in TABLES:
            file.execute(f'UPDATE "{name}" SET until_changeset = NULL WHERE until_changeset > 2')
    assert faults(altered) == set()


# The guards of the database


@pytest.mark.parametrize("table", [*TABLES, "changesets"])
def test_the_database_refuses_to_update_and_to_delete(sound, tmp_path, table):
    path = Path(shutil.copy(sound, tmp_path / "copy.db"))
    columns = (CHANGESETS if table == "changesets" else HISTORY[table]).c.keys()
    statements = [f'UPDATE "{table}" SET "{column}" = "{column}"' for column in columns if column != "until_changeset"]
    statements += [f'DELETE FROM "{table}"', f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"']
    if table != "changesets":
        statements += [f'UPDATE "{table}" SET until_changeset = {until}' for until in ("NULL", "1", "9")]
    with raw(path) as file:
        file.execute("PRAGMA recursive_triggers = ON")
        for statement in statements:
            with pytest.raises(sqlite3.IntegrityError, match="never changed or deleted"):
                file.execute(statement)
    assert faults(path) == set()


def test_the_ledgers_own_connections_are_set_up_for_safety(ledger):
    with reading(ledger._engine) as connection:
        names = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "recursive_triggers")
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    assert settings == ["delete", 2, 30_000, 1, 1]


def test_a_ledger_that_another_tool_put_into_wal_mode_is_taken_out_of_it(ledger):
    """SQLite before 3.51.3 can lose or corrupt a file in WAL mode."""
    with raw(ledger) as file:
        assert file.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    ledger.head()
    with raw(ledger) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_reading_sees_one_state_and_a_writer_waits_for_its_end(ledger):
    """Otherwise two tables of one reading could stand at two changesets."""
    commit(ledger, Changes(added={"donors": donors("FRA")}))
    with ThreadPoolExecutor(1) as pool:
        with reading(ledger._engine) as reader:
            assert reader.exec_driver_sql("SELECT count(*) FROM donors").scalar() == 1
            written = pool.submit(commit, ledger, Changes(added={"donors": donors("RUS")}))
            with pytest.raises(TimeoutError):
                written.result(timeout=0.3)
            assert reader.exec_driver_sql("SELECT count(*) FROM donors").scalar() == 1
        assert written.result().number == 2


def test_a_ledger_that_stays_busy_is_named(ledger, monkeypatch):
    monkeypatch.setattr("tracker.ledger.engine._SETTINGS", ("busy_timeout = 1",))
    with raw(ledger) as file:
        file.execute("BEGIN EXCLUSIVE")
        for act in (ledger.read, lambda: commit(ledger, Changes(added={"donors": donors("FRA")}))):
            with pytest.raises(LedgerError, match=r"cannot be used .*locked.*; another program is using it"):
                act()


# Places that hold no ledger


def test_a_ledger_is_opened_again_with_its_id(tmp_path):
    url = f"sqlite:///{tmp_path}/tracker.db"
    with create_ledger(url) as made:
        commit(made, Changes(added={"donors": donors("FRA")}))
    with open_ledger(url) as opened:
        assert opened.id == made.id
        assert opened.head().number == 1
    assert len(made.id) == 32


def test_a_ledger_can_be_given_its_id(tmp_path):
    with create_ledger(f"sqlite:///{tmp_path}/tracker.db", "f" * 32) as ledger:
        assert ledger.id == "f" * 32


def test_the_file_says_what_it_is(ledger):
    with raw(ledger) as file:
        assert file.execute("PRAGMA application_id").fetchone()[0].to_bytes(4) == b"FTrk"
        assert file.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_ledger_is_never_made_over_another(ledger, tmp_path):
    with pytest.raises(LedgerError, match=r"there is a ledger at .*tracker\.db already; open it"):
        create_ledger(f"sqlite:///{tmp_path}/tracker.db")


def test_opening_makes_no_file(tmp_path):
    with pytest.raises(LedgerError, match=r"no ledger at .*none\.db; make one with `tracker init`"):
        open_ledger(f"sqlite:///{tmp_path}/none.db")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(LedgerError, match=r"none/x\.db cannot be used.*check that its folder exists"):
        create_ledger(f"sqlite:///{tmp_path}/none/x.db")


def test_an_empty_file_is_not_a_ledger_but_can_become_one(tmp_path):
    (tmp_path / "x.db").touch()
    with pytest.raises(LedgerError, match=r"x\.db is empty; make a ledger of it"):
        open_ledger(f"sqlite:///{tmp_path}/x.db")
    create_ledger(f"sqlite:///{tmp_path}/x.db").close()


@pytest.mark.parametrize("statement", ["CREATE TABLE films (title TEXT)", "CREATE TABLE meta (k TEXT, v TEXT)"])
def test_a_database_of_something_else_is_neither_opened_nor_written(tmp_path, statement):
    path = tmp_path / "films.db"
    with raw(path) as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute(statement)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match=r"films\.db is a database, but not a ledger; name another file"):
        open_ledger(f"sqlite:///{path}")
    with pytest.raises(LedgerError, match="name another file"):
        create_ledger(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "x.db").write_text("pledge,amount\n" * 200)
    for reach in (open_ledger, create_ledger):
        with pytest.raises(LedgerError, match=r"x\.db cannot be used \(file is not a database\); name another file"):
            reach(f"sqlite:///{tmp_path}/x.db")


def test_a_damaged_ledger_is_named(ledger, tmp_path):
    commit(ledger, Changes(added={"donors": donors(*(f"D{i}" for i in range(999)))}))
    content = bytearray((tmp_path / "tracker.db").read_bytes())
    content[4096:] = b"\xaa" * (len(content) - 4096)
    (tmp_path / "tracker.db").write_bytes(content)
    for act in (ledger.read, ledger.verify):
        with pytest.raises(LedgerError, match=r"tracker\.db cannot be used .*; restore a backup"):
            act()


def test_a_ledger_of_a_newer_schema_is_named(ledger, tmp_path):
    with raw(ledger) as file:
        file.execute("UPDATE meta SET schema_version = 2")
    with pytest.raises(LedgerError, match="is of schema 2, and this program knows up to 1; update the program"):
        open_ledger(f"sqlite:///{tmp_path}/tracker.db")


def test_a_ledger_that_lacks_a_table_is_named(ledger, tmp_path):
    with raw(ledger) as file:
        file.execute("DROP TABLE shares")
    with pytest.raises(LedgerError, match="lacks its tables shares; restore a backup"):
        open_ledger(f"sqlite:///{tmp_path}/tracker.db")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("tracker.db", "'tracker.db' is not the URL of a ledger; write it like sqlite:///tracker.db"),
        ("", "'' is not the URL of a ledger"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite://tracker.db", "three slashes"),
        (
            "postgresql://ada:secret@host/ledger",
            r"postgresql://ada:\*\*\*@host/ledger: ledgers are kept in SQLite",
        ),
        ("nosuch://host/ledger", "nosuch://host/ledger: ledgers are kept in SQLite only"),
    ],
)
def test_a_url_that_names_no_place_is_refused_with_the_remedy(url, message):
    for reach in (open_ledger, create_ledger):
        with pytest.raises(LedgerError, match=message):
            reach(url)


# Size


def test_a_hundred_thousand_pledges_are_recorded_read_and_verified(ledger, tables):
    pledges = tables["pledges"]
    many = pledges.take([i % len(pledges) for i in range(100_000)]).reset_index(drop=True)
    many["pledge"] = pd.Series(range(len(many))).astype("str")
    commit(ledger, Changes(added={"pledges": many}))
    read = ledger.read()["pledges"]
    assert_frame_equal(read.reset_index(drop=True), many)
    changed = read.assign(note="Looked at again.").iloc[::2]
    commit(ledger, Changes(changed={"pledges": changed}, retracted={"pledges": read.index[1::2].tolist()}))
    assert_frame_equal(ledger.read()["pledges"], changed)
    assert_frame_equal(ledger.read(1)["pledges"], read)
    assert ledger.verify() == []
