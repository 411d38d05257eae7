"""What is recorded: nothing is overwritten, every past is kept, and a request is written once."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from tests.databases import STORES, new_place, tampering
from tests.ledgers import NOON, add, commit, donors, names, rename, retract
from tracker.checks import check
from tracker.ledger import Changes, LedgerError, StaleError, create_ledger, difference, open_ledger, revisions
from tracker.tables import TABLES

# Reading what was recorded


def test_what_was_recorded_is_read_back_in_the_same_columns_and_dtypes(ledger, example):
    commit(ledger, Changes(added=example))
    read = ledger.read()
    assert list(read) == list(TABLES)
    for name, frame in example.items():
        assert_frame_equal(read[name].reset_index(drop=True), frame.reset_index(drop=True))
        assert read[name].index.name == "row"
        assert read[name].index.dtype == "int64"


def test_rows_of_all_tables_share_one_sequence(ledger, example):
    commit(ledger, Changes(added=example))
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


def test_before_the_first_changeset_tables_are_empty_and_typed(ledger, example):
    for name, frame in ledger.read().items():
        assert frame.empty
        assert dict(frame.dtypes) == dict(example[name].dtypes)


def test_a_correction_overwrites_nothing(ledger, place):
    add(ledger, "FRA")
    written = "SELECT row, from_changeset, name, digest FROM donors ORDER BY from_changeset"
    with tampering(place) as raw:
        before = raw.exec_driver_sql(written).all()
    rename(ledger, 1, "France")
    retract(ledger, 1)
    with tampering(place) as raw:
        after = raw.exec_driver_sql(written).all()
        course = raw.exec_driver_sql(
            "SELECT name, until_changeset, is_retracted FROM donors ORDER BY from_changeset"
        ).all()
    assert set(before) < set(after)
    assert course == [("FRA", 2, 0), ("France", 3, 0), ("France", None, 1)]


def test_a_row_keeps_its_number_through_a_corrected_key(ledger):
    commit(ledger, Changes(added={"donors": donors("FRN")}))
    commit(ledger, Changes(changed={"donors": ledger.read()["donors"].assign(donor="FRA")}))
    assert ledger.read()["donors"]["donor"].to_dict() == {1: "FRA"}


def test_reading_and_committing_leave_the_frames_given_as_they_are(ledger, example):
    copies = {name: frame.copy() for name, frame in example.items()}
    commit(ledger, Changes(added=example))
    difference(ledger.read(), example, by="key")
    for name, frame in example.items():
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


def test_the_same_content_in_another_ledger_has_another_digest(store, tmp_path):
    digests = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with create_ledger(new_place(store, tmp_path / name), name) as ledger:
            digests.add(record(ledger, "the same request").digest)
    assert len(digests) == 2


def test_the_same_content_has_the_same_digest_in_every_store(tmp_path):
    digests = set()
    for store in STORES:
        with create_ledger(new_place(store, tmp_path), "f" * 32) as ledger:
            digests.add(record(ledger, "the same request").digest)
    assert len(digests) == 1


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


def test_a_commit_that_fails_in_the_middle_leaves_nothing(ledger, monkeypatch):
    """The header and a table are written when the next table fails."""
    write = revisions.write_revisions

    def fail(connection, table, rows):
        if table == "sources":
            raise RuntimeError("a bug")
        write(connection, table, rows)

    sources = check({"sources": pd.DataFrame({"source": ["S"], "title": ["T"]})}).tables["sources"]
    with monkeypatch.context() as broken:
        broken.setattr(revisions, "write_revisions", fail)
        with pytest.raises(RuntimeError, match="a bug"):
            commit(ledger, Changes(added={"donors": donors("FRA"), "sources": sources}))
    assert ledger.head() is None
    assert all(frame.empty for frame in ledger.read().values())
    assert add(ledger, "FRA") == 1
    assert names(ledger) == {1: "FRA"}


def test_a_text_that_is_missing_instead_of_blank_is_a_programs_mistake(ledger):
    """PostgreSQL took it for the text "NaN"."""
    frame = donors("FRA")
    frame.loc[:, "name"] = pd.Series([None], dtype="str")
    with pytest.raises(TypeError, match="donors: the frame is not checked; name holds a missing text"):
        commit(ledger, Changes(added={"donors": frame}))
    assert ledger.head() is None


def test_a_frame_that_was_not_checked_is_a_programs_mistake(ledger):
    with pytest.raises(TypeError, match="donors: the frame is not checked"):
        commit(ledger, Changes(added={"donors": donors("FRA")[["name"]]}))
    with pytest.raises(KeyError, match="donor"):
        Changes(added={"donor": donors("FRA")})


@pytest.mark.parametrize("word", ["author", "message", "origin", "actor", "request"])
def test_a_text_that_no_database_can_hold_is_refused(ledger, word):
    texts = {"author": "Ada", "message": "", word: "Ad\udcffa"}
    with pytest.raises(LedgerError, match=f"the {word} holds a character"):
        ledger.commit(Changes(added={"donors": donors("FRA")}), now=NOON, **texts)
    assert ledger.head() is None


# Amending, while nobody else may write


def record(ledger, request="", *, name="FRA", **more):
    """Add one donor for a request."""
    changes = Changes(added={"donors": donors(name)})
    return ledger.commit(changes, author="Ada", message="", now=NOON, request=request, **more)


def test_what_is_made_while_nobody_else_may_write_sees_the_newest_state(ledger):
    add(ledger, "FRA")
    with ThreadPoolExecutor(4) as pool:
        rounds = list(pool.map(lambda _: ledger.amend(count_up, author="Ada", message="", now=NOON), range(8)))
    assert sorted(changeset.number for changeset in rounds) == list(range(2, 10))
    assert names(ledger) == {1: "FRA ++++++++"}


def count_up(standing) -> Changes:
    """One more plus at the end of the only donor's name, or two."""
    donor = standing.read()["donors"]
    old = donor["name"].iloc[0]
    new = f"{old}+" if "+" in old else f"{old} +"
    return Changes(changed={"donors": donor.assign(name=new)})


def test_a_maker_is_told_the_newest_changeset_and_may_read_any_past(ledger):
    seen = []

    def make(standing):
        past = [standing.read(number)["donors"]["name"].tolist() for number in range(standing.number + 1)]
        seen.append((standing.number, standing.newest, past))
        return Changes(added={"donors": donors("RUS")})

    first = ledger.amend(make, author="Ada", message="", now=NOON)
    ledger.amend(make, author="Ada", message="", now=NOON)
    assert seen == [(0, None, [[]]), (1, first, [[], ["RUS"]])]


def test_a_maker_that_finds_nothing_to_change_writes_nothing(ledger):
    assert ledger.amend(lambda standing: Changes(), author="Ada", message="", now=NOON, request="r") is None
    assert ledger.head() is None


def test_a_maker_that_raises_leaves_nothing_and_keeps_nobody_waiting(ledger):
    add(ledger, "FRA")
    before = ledger.changesets()

    def fail(standing):
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        ledger.amend(fail, author="Ada", message="", now=NOON, request="r")
    assert ledger.changesets() == before
    assert record(ledger, "r", name="RUS").number == 2
    assert ledger.verify() == []


def test_a_change_made_on_an_older_changeset_is_refused(ledger):
    for name in ("FRA", "RUS"):
        add(ledger, name)
    with pytest.raises(StaleError, match="made on changeset 1, and the ledger is at 2; read it again"):
        record(ledger, head=1, name="USA")
    with pytest.raises(StaleError, match="made on changeset 9, and the ledger is at 2"):
        record(ledger, head=9, name="USA")
    assert record(ledger, head=2, name="USA").number == 3
    assert names(ledger) == {1: "FRA", 2: "RUS", 3: "USA"}


def test_the_first_change_can_be_made_on_an_empty_ledger_only(ledger):
    assert record(ledger, head=0).number == 1
    with pytest.raises(StaleError, match="made on changeset 0"):
        record(ledger, head=0)


def test_of_two_that_change_the_same_state_one_is_written_and_one_is_told(ledger):
    add(ledger, "FRA")
    start = threading.Barrier(2)

    def change(name: str) -> str:
        start.wait()
        try:
            record(ledger, head=1, name=name)
        except StaleError:
            return "stale"
        return "written"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(change, ("RUS", "USA"))) == ["stale", "written"]
    assert len(names(ledger)) == 2


# Requests


def test_a_request_is_written_once(ledger):
    first = record(ledger, "a1")
    assert record(ledger, "a1") == first
    assert record(ledger, "a1", name="something else") == first
    assert names(ledger) == {1: "FRA"}
    assert record(ledger, "a2", name="RUS").number == 2
    assert record(ledger, name="USA").number == 3
    assert record(ledger, name="DEU").number == 4
    assert record(ledger, "a1") == first
    assert ledger.verify() == []


def test_a_request_that_was_written_is_not_refused_as_stale(ledger):
    """The retry of an answer that was lost names the state before the first try."""
    first = record(ledger, "a1", head=0)
    assert record(ledger, "a1", head=0) == first


def test_a_request_made_twice_at_once_is_written_once(ledger, place):
    start = threading.Barrier(4)

    def retry(_: int) -> int:
        with open_ledger(place) as mine:
            start.wait()
            return record(mine, "a1").number

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(retry, range(4))) == {1}
    assert names(ledger) == {1: "FRA"}


def test_a_changeset_keeps_who_was_logged_in_and_the_request(ledger):
    written = record(ledger, "a1", actor="https://login.example 17")
    assert (written.actor, written.request) == ("https://login.example 17", "a1")
    assert ledger.changesets() == [written]


# Size


def test_many_thousands_of_pledges_are_recorded_read_and_verified(ledger, example, store):
    """Fewer on a server, which takes twice as long to write them; `TRACKER_ROWS=100000` for the long run."""
    rows = int(os.environ.get("TRACKER_ROWS", "30000"))
    pledges, count = example["pledges"], {"sqlite": rows, "postgresql": rows // 3}[store]
    many = pledges.take([i % len(pledges) for i in range(count)]).reset_index(drop=True)
    many["pledge"] = pd.Series(range(len(many))).astype("str")
    commit(ledger, Changes(added={"pledges": many}))
    read = ledger.read()["pledges"]
    assert_frame_equal(read.reset_index(drop=True), many)
    changed = read.assign(note="Looked at again.").iloc[::2]
    commit(ledger, Changes(changed={"pledges": changed}, retracted={"pledges": read.index[1::2].tolist()}))
    assert_frame_equal(ledger.read()["pledges"], changed)
    assert_frame_equal(ledger.read(1)["pledges"], read)
    assert ledger.verify() == []
