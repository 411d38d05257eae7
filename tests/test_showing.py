"""What a changeset did to each row, and what was done to one row."""

import pandas as pd
import pytest

from tests.ledgers import add, commit, donors, rename, retract
from tracker.checks import check
from tracker.ledger import Changes, LedgerError, Revision


def test_a_changeset_is_shown_row_by_row_in_major_units(ledger, example):
    commit(ledger, Changes(added=example))
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
    assert shown[2] == Revision("shares", shown[2].row, "K, FRA", "added", added, 2)
    assert russia not in [one.row for one in shown]


def test_an_unknown_changeset_is_refused_with_the_remedy(ledger):
    with pytest.raises(LedgerError, match="there is no changeset 1: nothing has been recorded yet"):
        ledger.show(1)
    commit(ledger, Changes(added={"donors": donors("FRA")}))
    with pytest.raises(LedgerError, match="there is no changeset 0; name one from 1 to 1"):
        ledger.show(0)


def test_a_row_keeps_all_that_was_done_to_it(ledger):
    """Row 1 is added, renamed, retracted and brought back; row 2 is another's."""
    add(ledger, "FRA", "RUS")
    rename(ledger, 1, "France")
    retract(ledger, 1)
    add(ledger, "USA")
    commit(ledger, ledger.undoing(3))
    kind = ("", "government")
    assert ledger.row_history("donors", 1) == [
        Revision("donors", 1, "FRA", "added", {"donor": ("", "FRA"), "name": ("", "FRA"), "kind": kind}, 1),
        Revision("donors", 1, "FRA", "changed", {"name": ("FRA", "France")}, 2),
        Revision(
            "donors", 1, "FRA", "retracted",
            {"donor": ("FRA", ""), "name": ("France", ""), "kind": ("government", "")}, 3,
        ),
        Revision(
            "donors", 1, "FRA", "restored",
            {"donor": ("", "FRA"), "name": ("", "France"), "kind": ("", "government")}, 5,
        ),
    ]  # fmt: skip
    assert [one.changeset for one in ledger.row_history("donors", 2)] == [1]
    for number in (1, 2, 3, 5):
        assert [one for one in ledger.show(number) if one.row == 1] == [
            one for one in ledger.row_history("donors", 1) if one.changeset == number
        ]


def test_a_row_that_never_was_has_no_history(ledger):
    add(ledger, "FRA")
    for table, row in (("donors", 2), ("donors", 0), ("pledges", 1)):
        with pytest.raises(LedgerError, match=f"{table} has no row {row}; `tracker history {table}` lists its rows"):
            ledger.row_history(table, row)


def test_every_key_that_a_row_ever_had_is_listed(ledger):
    add(ledger, "FRN", "RUS")
    commit(ledger, Changes(changed={"donors": ledger.read()["donors"].loc[[1]].assign(donor="FRA")}))
    retract(ledger, 2)
    rename(ledger, 1, "France")
    assert sorted(ledger.row_keys("donors")) == [(1, ("FRA",)), (1, ("FRN",)), (2, ("RUS",))]
    assert ledger.row_keys("pledges") == []


def test_the_changeset_that_last_wrote_each_standing_row_is_known(ledger):
    add(ledger, "FRA", "RUS", "USA")
    rename(ledger, 1, "France")
    retract(ledger, 2)
    assert ledger.revisions()["donors"].to_dict() == {1: 2, 3: 1}
    assert ledger.revisions(1)["donors"].to_dict() == {1: 1, 2: 1, 3: 1}
    assert ledger.revisions()["pledges"].empty
