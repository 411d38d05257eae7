"""A file against a ledger that may have moved on: what is added, changed, missing, and what is a conflict."""

import numpy as np
import pandas as pd
import pytest

from tracker.ledger.merging import Merge, apply_changes, merge_tables
from tracker.tables import TABLES, empty


def donors(**names: str) -> pd.DataFrame:
    """Donors by key, `number_KEY="name"`: `r2_FRA="France"` is row 2 of the ledger."""
    rows = [(int(label.split("_")[0][1:]), label.split("_")[1], name) for label, name in names.items()]
    frame = pd.DataFrame(
        {"donor": [key for _, key, _ in rows], "name": [name for *_, name in rows], "kind": "government"},
        index=[number for number, *_ in rows], dtype="str",
    )  # fmt: skip
    return frame.reindex(columns=TABLES["donors"].names, fill_value="").astype("str")


def tables(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {name: frame if name == "donors" else empty(table) for name, table in TABLES.items()}


def merge(base: pd.DataFrame, ours: pd.DataFrame, theirs: pd.DataFrame, numbers: list[int], **how: bool) -> Merge:
    given = {"donors": np.array(numbers, dtype=np.int64)}
    return merge_tables(tables(base), tables(ours), {"donors": theirs}, given, **how)


BASE = donors(r1_FRA="France", r2_RUS="Russia")


def test_a_file_that_says_what_the_ledger_says_changes_nothing() -> None:
    found = merge(BASE, BASE, donors(r2_RUS="Russia", r3_FRA="France"), [2, 1])
    assert found.changes.is_empty
    assert found.unchanged == 2
    assert found.edits == []


def test_without_numbers_rows_match_by_key() -> None:
    found = merge(BASE, BASE, donors(r7_FRA="French Republic", r8_USA="United States"), [0, 0])
    assert {edit.at: (edit.action, edit.row) for edit in found.edits} == {7: ("changed", 1), 8: ("added", None)}
    assert found.edits[0].fields == {"name": ("France", "French Republic")}
    assert found.changes.missing == {"donors": [2]}


def test_a_corrected_key_is_the_same_row_where_it_carries_its_number() -> None:
    found = merge(BASE, BASE, donors(r2_FRA="France", r3_RU="Russia"), [1, 2])
    assert [(edit.row, edit.fields) for edit in found.edits] == [(2, {"donor": ("RUS", "RU")})]
    assert "missing" not in found.changes.missing


def test_what_only_the_ledger_changed_stays() -> None:
    ours = donors(r1_FRA="French Republic", r2_RUS="Russia")
    found = merge(BASE, ours, BASE, [1, 2])
    assert found.changes.is_empty
    assert found.unchanged == 2


def test_what_both_changed_alike_is_no_conflict() -> None:
    ours = donors(r1_FRA="French Republic", r2_RUS="Russia")
    assert merge(BASE, ours, ours, [1, 2]).edits == []


@pytest.mark.parametrize(("take_file", "written"), [(False, {}), (True, {1: "République française"})])
def test_what_both_changed_otherwise_is_a_conflict_that_shows_both(take_file: bool, written: dict[int, str]) -> None:
    ours = donors(r1_FRA="French Republic", r2_RUS="Russia")
    theirs = donors(r1_FRA="République française", r2_RUS="Russia")
    found = merge(BASE, ours, theirs, [1, 2], take_file=take_file)
    assert [(edit.action, edit.fields) for edit in found.edits] == [
        ("conflict", {"name": ("French Republic", "République française")})
    ]
    changed = found.changes.changed.get("donors")
    assert ({} if changed is None else changed["name"].to_dict()) == written


def test_an_edit_of_a_row_that_the_ledger_has_retracted_is_a_conflict_and_is_never_written() -> None:
    theirs = donors(r1_FRA="French Republic", r2_RUS="Russia")
    found = merge(BASE, BASE.loc[[2]], theirs, [1, 2], take_file=True)
    assert [edit.action for edit in found.edits] == ["conflict"]
    assert found.changes.is_empty


def test_a_row_added_to_the_ledger_since_is_not_missing_from_the_file() -> None:
    ours = donors(r1_FRA="France", r2_RUS="Russia", r3_USA="United States")
    assert merge(BASE, ours, BASE, [1, 2]).changes.missing == {}


def test_a_row_that_both_added_is_one_row() -> None:
    ours = donors(r1_FRA="France", r2_RUS="Russia", r3_USA="United States")
    theirs = donors(r1_FRA="France", r2_RUS="Russia", r9_USA="United States")
    found = merge(BASE, ours, theirs, [1, 2, 0])
    assert found.changes.is_empty
    assert found.unchanged == 3


def test_a_number_that_the_ledger_never_gave_is_a_stranger() -> None:
    assert merge(BASE, BASE, donors(r5_FRA="France"), [99]).strangers == {"donors": [5]}


def test_applied_changes_are_the_tables_as_they_would_stand() -> None:
    found = merge(BASE, BASE, donors(r2_FRA="French Republic", r3_USA="United States"), [1, 0])
    after = apply_changes(tables(BASE), found.changes.retract_missing())["donors"]
    assert after["name"].to_dict() == {1: "French Republic", -1: "United States"}


def test_merging_touches_nothing_it_was_given() -> None:
    theirs = donors(r2_FRA="French Republic")
    copies = BASE.copy(deep=True), theirs.copy(deep=True)
    merge(BASE, BASE, theirs, [1])
    pd.testing.assert_frame_equal(BASE, copies[0])
    pd.testing.assert_frame_equal(theirs, copies[1])
