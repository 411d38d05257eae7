"""A changeset is undone by a new one, where nothing later stands on it."""

import pytest

from tests.ledgers import NOON, add, commit, donors, names, rename, retract
from tracker.ledger import Changes, LedgerError
from tracker.tables import TABLES


def undo(ledger, number: int) -> int:
    """Undo a changeset; the number of the one that does."""
    written = ledger.amend(
        lambda standing: ledger.undoing(number, standing), author="Ada", message=f"Undo {number}", now=NOON
    )
    assert ledger.verify() == []
    return written.number


def test_what_was_added_goes(ledger):
    add(ledger, "FRA")
    add(ledger, "RUS", "USA")
    undo(ledger, 2)
    assert names(ledger) == {1: "FRA"}
    assert [(one.row, one.action) for one in ledger.show(3)] == [(2, "retracted"), (3, "retracted")]


def test_what_was_changed_is_as_it_was(ledger):
    add(ledger, "FRA", "RUS")
    rename(ledger, 1, "France")
    undo(ledger, 2)
    assert names(ledger) == {1: "FRA", 2: "RUS"}
    assert [(one.row, one.action, one.fields) for one in ledger.show(3)] == [
        (1, "changed", {"name": ("France", "FRA")})
    ]


def test_what_was_retracted_comes_back_under_its_number(ledger):
    add(ledger, "FRA", "RUS")
    rename(ledger, 1, "France")
    retract(ledger, 1)
    undo(ledger, 3)
    assert names(ledger) == {1: "France", 2: "RUS"}
    assert [(one.row, one.action) for one in ledger.show(4)] == [(1, "restored")]


def test_what_was_restored_goes_again(ledger):
    add(ledger, "FRA")
    retract(ledger, 1)
    undo(ledger, 2)
    undo(ledger, 3)
    assert names(ledger) == {}
    assert [one.action for one in ledger.row_history("donors", 1)] == ["added", "retracted", "restored", "retracted"]


def test_an_undo_can_be_undone(ledger):
    """Each undo undoes the one before it: the last state is the first or the second, by turns."""
    add(ledger, "FRA", "RUS")
    mixed = Changes(
        added={"donors": donors("USA")},
        changed={"donors": ledger.read()["donors"].loc[[1]].assign(name="France")},
        retracted={"donors": [2]},
    )
    commit(ledger, mixed)
    states = [names(ledger, number) for number in (1, 2)]
    assert states == [{1: "FRA", 2: "RUS"}, {1: "France", 3: "USA"}]
    for number in range(2, 8):
        undo(ledger, number)
        assert names(ledger) == states[number % 2]


def test_every_table_is_undone_at_once(ledger, example):
    commit(ledger, Changes(added=example))
    undo(ledger, 1)
    assert all(frame.empty for frame in ledger.read().values())
    undo(ledger, 2)
    for name in TABLES:
        assert ledger.read()[name].equals(ledger.read(1)[name])


def test_every_past_stays_as_it_was(ledger):
    add(ledger, "FRA")
    rename(ledger, 1, "France")
    undo(ledger, 2)
    assert [names(ledger, number) for number in (1, 2, 3)] == [{1: "FRA"}, {1: "France"}, {1: "FRA"}]


def test_rows_that_were_written_again_later_are_named(ledger):
    add(ledger, "FRA", "RUS", "USA")
    rename(ledger, 1, "France")
    retract(ledger, 3)
    before = ledger.changesets()
    message = (
        r"changeset 1 cannot be undone, for later ones stand on it: donors row 1 \(FRA\) was written again in "
        r"changeset 2; donors row 3 \(USA\) was written again in changeset 3; undo those first, the newest before"
    )
    for act in (lambda: undo(ledger, 1), lambda: ledger.undoing(1)):
        with pytest.raises(LedgerError, match=message):
            act()
    assert ledger.changesets() == before
    for number in (3, 2):
        undo(ledger, number)
    with pytest.raises(LedgerError, match="written again in changeset 2"):
        undo(ledger, 1)


def test_only_the_first_of_many_rows_are_named(ledger):
    add(ledger, *"ABCDEFG")
    retract(ledger, *range(1, 8))
    with pytest.raises(LedgerError, match=r"row 5 \(E\) was written again in changeset 2 and 2 more; undo"):
        undo(ledger, 1)


def test_later_changes_to_other_rows_stay(ledger):
    add(ledger, "FRA")
    add(ledger, "RUS")
    add(ledger, "USA")
    undo(ledger, 2)
    assert names(ledger) == {1: "FRA", 3: "USA"}


@pytest.mark.parametrize("number", [0, -1, 2, 99])
def test_an_unknown_changeset_is_refused(ledger, number):
    with pytest.raises(LedgerError, match=f"there is no changeset {number}: nothing has been recorded yet"):
        ledger.undoing(number)
    add(ledger, "FRA")
    with pytest.raises(LedgerError, match=f"there is no changeset {number}; name one from 1 to 1"):
        ledger.undoing(number)


def test_a_row_that_stands_cannot_be_restored(ledger):
    add(ledger, "FRA", "RUS")
    retract(ledger, 2)
    fallen = ledger.read(1)["donors"]
    for rows, fault in (
        ([1], "donors row 1 was not retracted"),
        ([1, 2], "row 1 was not"),
        ([2, 2], "row 2 is named twice"),
    ):
        with pytest.raises(LedgerError, match=fault):
            commit(ledger, Changes(restored={"donors": fallen.loc[rows]}))
    commit(ledger, Changes(restored={"donors": fallen.loc[[2]]}))
    assert names(ledger) == {1: "FRA", 2: "RUS"}
    assert ledger.verify() == []
