"""What differs between the ledger's tables and given ones."""

import pandas as pd
import pytest

from tests.ledgers import commit, donors
from tracker.ledger import Changes, LedgerError, difference


def test_tables_just_exported_differ_in_nothing(ledger, example):
    commit(ledger, Changes(added=example))
    old = ledger.read()
    assert difference(old, old, by="row") == Changes()
    assert difference(old, example, by="key") == Changes()


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


def test_a_table_that_was_not_given_is_left_alone(ledger, example):
    commit(ledger, Changes(added=example))
    found = difference(ledger.read(), {"donors": example["donors"]}, by="key")
    assert found == Changes()


def test_blank_and_zero_differ_and_blank_equals_blank(ledger, example):
    commit(ledger, Changes(added=example))
    new = example["pledges"].copy()
    assert new["low"].isna().tolist() == [True, True, False]
    new["low"] = pd.array([0, None, None], dtype="Int64")
    found = difference(ledger.read(), {"pledges": new}, by="key")
    assert found.changed["pledges"]["pledge"].tolist() == ["FRA-PPI-3", "USA-PPI-3"]
