"""Whatever is altered behind the ledger's back is found, and its place is named."""

import json
from collections.abc import Iterator
from hashlib import sha256

import pytest
import sqlalchemy as sa

from tests.databases import STORES, new_place, remove_place, tampering
from tests.ledgers import Places, add, commit, donors, fill
from tracker.ledger import Changes, LedgerError, create_ledger, open_ledger
from tracker.ledger.digests import Header, digest_changeset, digest_rows
from tracker.ledger.schema import CHANGESETS, HISTORY, KEPT
from tracker.ledger.verify import Fault, find_faults
from tracker.tables import Column

LEDGER = "f" * 32


@pytest.fixture(scope="module", params=STORES)
def sound(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Four changesets: 1 adds two rows to each table, 2 changes the first, 3 retracts it, 4 adds a donor."""
    place = new_place(request.param, tmp_path_factory.mktemp("sound"))
    with create_ledger(place, LEDGER) as ledger:
        rows = {name: range(first, first + 2) for first, name in zip(range(1, 99, 2), KEPT, strict=False)}
        commit(ledger, Changes(added={name: fill(table, "a", 7) for name, table in KEPT.items()}))
        changed = {name: fill(KEPT[name], "b", 8).iloc[:1].set_axis(row[:1]) for name, row in rows.items()}
        commit(ledger, Changes(changed=changed))
        commit(ledger, Changes(retracted={name: [row[0]] for name, row in rows.items()}))
        add(ledger, "FRA")
        assert ledger.verify() == []
    yield place
    remove_place(place)


@pytest.fixture
def altered(sound: str) -> Iterator[sa.Connection]:
    """A connection to the sound ledger, past its guards; what is done on it is undone."""
    with tampering(sound, is_kept=False) as connection:
        yield connection


def find(connection: sa.Connection) -> Places:
    """Where `verify` finds fault."""
    return {(fault.changeset, fault.table, fault.row) for fault in find_faults(connection, LEDGER)}


def find_after(connection: sa.Connection, statement: str) -> Places:
    """Where `verify` finds fault after a statement, which is undone."""
    with connection.begin_nested() as nested:
        assert connection.exec_driver_sql(statement).rowcount > 0
        found = find(connection)
        nested.rollback()
    return found


def ways_to_alter(column: Column) -> list[str]:
    """SQL for every way in which a declared column's field can become another."""
    if column.dtype == "str":
        return [f"\"{column.name}\" || 'x'", "''"]
    if column.kind == "flag":
        return [f'1 - "{column.name}"']
    return [f'"{column.name}" + 1', "0", *(["NULL"] if column.is_nullable else [])]


OF_EVERY_ROW = {
    "is_retracted": ["1 - is_retracted"],
    "digest": ["'0' || substr(digest, 2) || '0'"],
    "until_changeset": ["NULL", "4", "99"],
}


@pytest.mark.parametrize("table", KEPT)
def test_verify_names_changeset_and_row_of_every_altered_field(altered, table):
    """Each revision in turn: one replaced, one retracted, the retraction itself, and one that stands."""
    fields = {**OF_EVERY_ROW, **{column.name: ways_to_alter(column) for column in KEPT[table].columns}}
    assert set(fields) == set(HISTORY[table].c.keys()) - {"row", "from_changeset"}
    revisions = altered.exec_driver_sql(
        f'SELECT row, from_changeset, until_changeset FROM "{table}" ORDER BY row, from_changeset'
    ).all()[:4]
    assert [revision[1:] for revision in revisions] == [(1, 2), (2, 3), (3, None), (1, None)]
    for row, changeset, until in revisions:
        for column, ways in fields.items():
            for way in ways:
                if (column, way, until) == ("until_changeset", "NULL", None):
                    continue
                here = f"row = {row} AND from_changeset = {changeset}"
                found = find_after(altered, f'UPDATE "{table}" SET "{column}" = {way} WHERE {here}')
                assert found == {(changeset, table, row)}, (column, way)
    assert find(altered) == set()


@pytest.mark.parametrize("table", KEPT)
def test_verify_names_the_changeset_whose_row_was_renumbered(altered, table):
    (row,) = altered.exec_driver_sql(f'SELECT max(row) FROM "{table}" WHERE from_changeset = 1').one()
    for change in ("row = row + 1000", "from_changeset = 4", "from_changeset = 99"):
        found = find_after(altered, f'UPDATE "{table}" SET {change} WHERE row = {row}')
        assert 1 in {fault[0] for fault in found}
        assert table in {fault[1] for fault in found}


@pytest.mark.parametrize("number", [1, 3, 4])
def test_verify_names_the_changeset_of_an_altered_header(altered, number):
    columns = [name for name in CHANGESETS.c.keys() if name != "number"]  # noqa: SIM118
    for column in columns:
        found = find_after(altered, f'UPDATE changesets SET "{column}" = "{column}" || \'0\' WHERE number = {number}')
        assert found == {(number, None, None)}, column


def test_verify_names_a_header_whose_number_was_altered(altered):
    found = find_after(altered, "UPDATE changesets SET number = 1000000000000 WHERE number = 2")
    assert {(2, None, None), (1000000000000, None, None)} <= found


@pytest.mark.parametrize("number", [1, 2, 3])
def test_verify_names_a_deleted_header(altered, number):
    assert (number, None, None) in find_after(altered, f"DELETE FROM changesets WHERE number = {number}")


@pytest.mark.parametrize("table", KEPT)
def test_verify_names_the_changeset_of_a_deleted_row(altered, table):
    for number in (1, 2, 3):
        (row,) = altered.exec_driver_sql(f'SELECT max(row) FROM "{table}" WHERE from_changeset = {number}').one()
        found = find_after(altered, f'DELETE FROM "{table}" WHERE from_changeset = {number} AND row = {row}')
        assert (number, None, None) in found


def test_verify_names_both_of_two_revisions_that_changed_places(altered):
    """Their contents alone, and with their digests."""
    history = HISTORY["donors"]
    rows = altered.execute(sa.select(history).order_by(history.c.row, history.c.from_changeset).limit(2))
    first, second = (dict(row._mapping) for row in rows)
    for fields in ({"name", "donor"}, {"name", "donor", "digest"}):
        with altered.begin_nested() as nested:
            for here, there in ((first, second), (second, first)):
                is_here = (history.c.row == here["row"]) & (history.c.from_changeset == here["from_changeset"])
                altered.execute(sa.update(history).where(is_here).values({name: there[name] for name in fields}))
            assert {(each["from_changeset"], "donors", each["row"]) for each in (first, second)} <= find(altered)
            nested.rollback()


def test_verify_names_the_changeset_of_an_added_row(altered):
    altered.exec_driver_sql("CREATE TEMP TABLE extra AS SELECT * FROM donors WHERE donor = 'FRA'")
    altered.exec_driver_sql("UPDATE extra SET row = 900, from_changeset = 3")
    altered.exec_driver_sql("INSERT INTO donors SELECT * FROM extra")
    assert find(altered) == {(3, "donors", 900), (3, None, None)}


def test_verify_names_the_changeset_of_a_row_forged_with_its_digest(altered):
    """The row comes with its sound digest, as of a ledger whose changeset 4 says something else."""
    fields = donors("DEU").iloc[0].to_dict()
    (digest,) = digest_rows(KEPT["donors"], [[value] for value in (900, 4, 0, *fields.values())])
    forged = {"row": 900, "from_changeset": 4, "is_retracted": 0, "digest": digest, **fields}
    altered.execute(sa.insert(HISTORY["donors"]), forged)
    assert find(altered) == {(4, None, None)}


def test_verify_names_a_row_of_a_changeset_that_does_not_exist(altered):
    statement = "INSERT INTO donors (row, from_changeset, is_retracted, digest) VALUES (900, 7, 0, 'x')"
    assert find_after(altered, statement) == {(7, "donors", 900), (7, None, None)}


def test_verify_names_all_changesets_where_the_ledger_was_given_another_id(altered):
    found = {fault.changeset for fault in find_faults(altered, "another")}
    assert found == {1, 2, 3, 4}


def test_many_faults_in_a_row_do_not_take_for_ever(altered):
    """Each changeset was compared with all that the one before it could have been: for 24 of them, with millions."""
    header = altered.execute(sa.select(CHANGESETS).where(CHANGESETS.c.number == 4)).one()._asdict()
    fields = donors("DEU").iloc[0].to_dict()
    for number in range(5, 105):
        altered.execute(sa.insert(CHANGESETS), header | {"number": number, "request": "", "digest": f"{number:064x}"})
        forged = {"row": 900, "from_changeset": number, "is_retracted": 0, "digest": f"{number:064x}", **fields}
        altered.execute(sa.insert(HISTORY["donors"]), forged)
    found = find(altered)
    assert {(number, None, None) for number in range(5, 105)} <= found
    assert min(number for number, _, _ in found) == 5


@pytest.mark.parametrize("column", ["at", "digest"])
def test_altered_headers_in_a_row_are_named_and_no_other(altered, column):
    statement = f'UPDATE changesets SET "{column}" = "{column}" || \'0\' WHERE number IN (1, 2, 3)'
    assert find_after(altered, statement) == {(number, None, None) for number in (1, 2, 3)}


def test_a_tail_that_was_cut_off_cannot_be_seen_from_within(altered):
    """What remains is a sound, shorter ledger: only a record printed earlier tells that there was more.

    The tail must be cut with care, though: what it had ended has to stand again.
    """
    altered.exec_driver_sql("DELETE FROM changesets WHERE number > 2")
    for name in KEPT:
        altered.exec_driver_sql(f'DELETE FROM "{name}" WHERE from_changeset > 2')
    assert {fault[0] for fault in find(altered)} == {2}
    for name in KEPT:
        altered.exec_driver_sql(f'UPDATE "{name}" SET until_changeset = NULL WHERE until_changeset > 2')
    assert find(altered) == set()


def test_a_fault_says_where_it_is():
    assert str(Fault(3, None, None, "gone")) == "changeset 3: gone"
    assert str(Fault(3, "donors", 7, "altered")) == "changeset 3, donors row 7: altered"


def test_a_text_that_is_no_text_is_named_in_a_file_and_cannot_be_in_postgresql(ledger, place):
    add(ledger, "FRA")
    if place.startswith("postgresql"):
        with pytest.raises(sa.exc.DataError), tampering(place) as raw:
            raw.exec_driver_sql("UPDATE donors SET name = convert_from('\\xff', 'UTF8')")
        assert ledger.verify() == []
        return
    with tampering(place) as raw:
        raw.exec_driver_sql("UPDATE donors SET name = CAST(x'ff' AS TEXT)")
    with open_ledger(place) as opened:
        assert [(fault.changeset, fault.table, fault.row) for fault in opened.verify()] == [(1, "donors", 1)]
        with pytest.raises(LedgerError, match="tracker verify"):
            opened.read()


# What is hashed


def test_a_header_without_actor_and_request_is_hashed_as_in_schema_1():
    """Schema 1 knew neither; a ledger of its time keeps its digests."""
    content = ["led", "", [1, "2026-03-01T12:00:00.000000+00:00", "Ada", "A change", "p.csv"], ["aa", "bb"]]
    by_hand = sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()
    header = Header(1, "2026-03-01T12:00:00.000000+00:00", "Ada", "A change", "p.csv")
    assert digest_changeset("led", "", header, ["bb", "aa"]) == by_hand
    assert by_hand == "eb3425e7ecd3bec3078fcfb9e8d55ab89c3abe96a826009529f59722293f1d12"


def test_actor_and_request_are_hashed():
    header = Header(1, "t", "Ada", "m", "o")
    others = [Header(1, "t", "Ada", "m", "o", "x", ""), Header(1, "t", "Ada", "m", "o", "", "x")]
    assert len({digest_changeset("led", "", each, []) for each in (header, *others)}) == 3


def test_a_ledger_whose_changesets_have_neither_is_sound(ledger, place):
    """As schema 1 wrote them: the request is taken out, and the digest is the one of that time."""
    written = add(ledger, "FRA")
    assert written == 1
    with tampering(place) as raw:
        row = raw.execute(sa.select(CHANGESETS)).one()
        header = Header(row.number, row.at, row.author, row.message, row.origin)
        rows = raw.exec_driver_sql("SELECT digest FROM donors").scalars().all()
        digest = digest_changeset(ledger.id, "", header, rows)
        raw.execute(sa.update(CHANGESETS).values(request="", digest=digest))
    assert ledger.verify() == []
    add(ledger, "RUS")
    assert ledger.verify() == []


def test_a_blank_field_is_not_hashed_so_that_columns_can_be_added():
    table = KEPT["donors"]
    blank = dict.fromkeys(table.names, "") | {"donor": "FRA"}
    by_hand = sha256(b'["donors",1,1,0,{"donor":"FRA"}]').hexdigest()
    assert digest_rows(table, [[value] for value in (1, 1, 0, *blank.values())]) == [by_hand]
