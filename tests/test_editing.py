"""Edits: made on what somebody saw, recorded whole or not at all, and never over what others wrote meanwhile."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.databases import STORES, new_place
from tracker import desk
from tracker.desk.receipts import Receipt
from tracker.exchange.reading import Reading
from tracker.ledger import Ledger, LedgerError, open_ledger
from tracker.ledger.grants import change_grant
from tracker.problems import RefusedError

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(params=STORES)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Ledger:
    return desk.start_ledger(new_place(request.param, tmp_path), desk.data_folder(), author="a", now=NOW)[0]


def pledge(ledger: Ledger, key: str, **fields: object) -> pd.DataFrame:
    """The one step of a pledge as it stands, with some fields as somebody types them."""
    pledges = ledger.read()["pledges"]
    row = pledges[(pledges["pledge"] == key).to_numpy()].copy()
    for name, value in fields.items():
        row[name] = pd.Series(value, index=row.index, dtype="str" if isinstance(value, str) else row[name].dtype)
    return row


def record(ledger: Ledger, based_on: int, row: pd.DataFrame, **how: object) -> Receipt:
    edits = desk.Edits(based_on, {"pledges": row})
    return desk.record_edits(ledger, edits, author="b", message="m", now=NOW, **how)  # type: ignore[arg-type]


def amount_of(ledger: Ledger, key: str) -> int:
    return int(pledge(ledger, key)["amount"].iloc[0])


def test_an_edit_is_recorded_with_what_was_and_what_is(ledger: Ledger) -> None:
    ada = desk.Actor("Ada", "https://id", "7")
    ledger.grant("https://id", "7", "editor", author="a", now=NOW)
    receipt = record(ledger, 1, pledge(ledger, "RUS-PPI-3", amount="250,000.00"), actor=ada)
    assert (receipt.status, receipt.counts["changed"]) == ("committed", 1)
    assert receipt.lines[0]["fields"] == [
        {"cell": None, "column": "amount", "before": "200000.00", "after": "250000.00"}
    ]
    assert amount_of(ledger, "RUS-PPI-3") == 25_000_000
    assert ledger.changesets()[2].actor == "https://id 7"


@pytest.mark.parametrize("role", [None, "partner", "viewer"])
def test_only_editors_write_and_only_internal_readers_see_the_history(ledger: Ledger, role: str | None) -> None:
    ada = desk.Actor("Ada", "https://id", "7")
    if role:
        ledger.grant("https://id", "7", role, author="a", now=NOW)
    count = len(ledger.changesets())
    row = pledge(ledger, "RUS-PPI-3", amount="250000")
    frames = {"pledges": row.set_axis([2]).astype("str")}
    how: dict[str, Any] = {"author": "b", "message": "m", "now": NOW, "actor": ada}
    for write in (
        lambda: desk.record_edits(ledger, desk.Edits(1, {"pledges": row}), **how),
        lambda: desk.record_edits(ledger, desk.Edits(1, {"pledges": row}), dry_run=True, **how),
        lambda: desk.import_reading(ledger, Reading(frames), origin="f", **how),
        lambda: desk.undo(ledger, 1, **how),
    ):
        with pytest.raises(desk.AccessError):
            write()
    for read in (
        lambda: desk.log_rows(ledger, ada), lambda: desk.show_rows(ledger, 1, ada), lambda: desk.verify(ledger, actor=ada),
        lambda: desk.history_rows(ledger, "pledges", "RUS-PPI-3", ada),
    ):  # fmt: skip
        if role == "viewer":
            read()
        else:
            with pytest.raises(desk.AccessError):
                read()
    assert len(ledger.changesets()) == count


def test_a_role_that_is_taken_while_an_edit_waits_is_gone(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = desk.Actor("Ada", "https://id", "7")
    ledger.grant("https://id", "7", "editor", author="a", now=NOW)
    row, amend = pledge(ledger, "RUS-PPI-3", amount="250000"), Ledger.amend

    def late(self: Ledger, make: Any, **how: Any) -> Any:
        amend(
            self,
            lambda standing: change_grant(standing.connection, "https://id", "7", None, ""),
            author="a",
            message="m",
            now=NOW,
        )
        return amend(self, make, **how)

    monkeypatch.setattr(Ledger, "amend", late)
    with pytest.raises(desk.AccessError):
        record(ledger, 1, row, actor=ada)
    assert amount_of(ledger, "RUS-PPI-3") == 20_000_000


def test_checked_cells_and_typed_cells_mean_the_same_money(ledger: Ledger) -> None:
    """Checked amounts are hundredths: set beside rows written as texts they were once read as units, times 100."""
    record(ledger, 1, pledge(ledger, "RUS-PPI-3", note="checked"))
    assert amount_of(ledger, "RUS-PPI-3") == 20_000_000
    record(ledger, 2, pledge(ledger, "RUS-PPI-3", amount=30_000_000))
    assert amount_of(ledger, "RUS-PPI-3") == 30_000_000


def test_a_row_that_somebody_else_changed_meanwhile_is_a_conflict_with_both_values(ledger: Ledger) -> None:
    mine = pledge(ledger, "RUS-PPI-3", amount="250000")
    record(ledger, 1, pledge(ledger, "RUS-PPI-3", amount="210000"))
    receipt = record(ledger, 1, mine)
    assert (receipt.status, receipt.changeset) == ("conflict", None)
    (line,) = receipt.conflicts
    assert line["fields"] == [{"cell": None, "column": "amount", "before": "210000.00", "after": "250000.00"}]
    assert amount_of(ledger, "RUS-PPI-3") == 21_000_000
    assert len(ledger.changesets()) == 2


def test_a_conflict_in_one_row_keeps_the_others_out(ledger: Ledger) -> None:
    both = pd.concat([pledge(ledger, "RUS-PPI-3", amount="250000"), pledge(ledger, "FRA-PPI-3", amount="250000")])
    record(ledger, 1, pledge(ledger, "RUS-PPI-3", amount="210000"))
    assert record(ledger, 1, both).status == "conflict"
    assert amount_of(ledger, "FRA-PPI-3") == 20_000_000


def test_edits_of_other_rows_do_not_stand_in_the_way(ledger: Ledger) -> None:
    mine = pledge(ledger, "FRA-PPI-3", amount="250000")
    record(ledger, 1, pledge(ledger, "RUS-PPI-3", amount="210000"))
    assert record(ledger, 1, mine).status == "committed"
    assert (amount_of(ledger, "RUS-PPI-3"), amount_of(ledger, "FRA-PPI-3")) == (21_000_000, 25_000_000)


def test_the_same_edit_by_two_people_is_nothing_to_do_for_the_second(ledger: Ledger) -> None:
    mine = pledge(ledger, "RUS-PPI-3", amount="250000")
    record(ledger, 1, mine)
    assert record(ledger, 1, mine).status == "nothing to do"


def test_a_retry_of_a_request_writes_once(ledger: Ledger) -> None:
    mine = pledge(ledger, "RUS-PPI-3", note="seen")
    first = record(ledger, 1, mine, request="form 1")
    record(ledger, 2, pledge(ledger, "RUS-PPI-3", note="later"))
    again = record(ledger, 1, mine, request="form 1")
    assert first.changeset is not None
    assert (again.status, again.changeset) == ("committed", first.changeset)
    assert [c.number for c in ledger.changesets()] == [1, 2, 3]


def test_two_who_add_the_same_key_do_not_both(ledger: Ledger) -> None:
    new = pledge(ledger, "RUS-PPI-3", status_on="2010-02-01", status="committed").set_axis([-1])
    assert record(ledger, 1, new).status == "committed"
    again = record(ledger, 1, new.assign(note="mine"))
    assert (again.status, len(again.conflicts)) == ("conflict", 1)
    assert len(ledger.read()["pledges"]) == 4


def test_an_edit_that_was_sound_alone_is_refused_on_what_stands_now(ledger: Ledger) -> None:
    """A donor is retracted while somebody gives it a pledge: each is sound alone, both together are not."""
    donors = pd.DataFrame({"donor": ["DEU"], "name": ["Germany"], "country": ["DEU"], "kind": ["government"]}, [-1])
    for name in ("aliases", "source", "note"):
        donors[name] = ""
    added = desk.record_edits(ledger, desk.Edits(1, {"donors": donors}), author="a", message="m", now=NOW)
    assert added.status == "committed"
    row = int(ledger.read()["donors"].index[-1])
    theirs = pledge(ledger, "RUS-PPI-3", pledge="DEU-PPI-3", donor="DEU").set_axis([-1])
    assert record(ledger, 2, theirs).status == "committed"
    gone = desk.record_edits(ledger, desk.Edits(2, {}, {"donors": [row]}), author="a", message="m", now=NOW)
    assert gone.status == "refused"
    assert "DEU" in str(gone.problems[0])


def test_a_row_to_be_taken_out_that_was_written_again_is_a_conflict(ledger: Ledger) -> None:
    row = int(pledge(ledger, "RUS-PPI-3").index[0])
    record(ledger, 1, pledge(ledger, "RUS-PPI-3", amount="210000"))
    edits = desk.Edits(1, {}, {"pledges": [row]})
    receipt = desk.record_edits(ledger, edits, author="a", message="m", now=NOW)
    assert receipt.status == "conflict"
    assert receipt.conflicts[0]["fields"] == [
        {"cell": None, "column": "amount", "before": "210000.00", "after": "200000.00"}
    ]
    gone = desk.record_edits(ledger, desk.Edits(2, {}, {"pledges": [row]}), author="a", message="m", now=NOW)
    assert (gone.status, gone.counts["retracted"]) == ("committed", 1)
    assert desk.record_edits(ledger, edits, author="a", message="m", now=NOW).status == "conflict"


def test_a_dry_run_of_an_edit_writes_nothing(ledger: Ledger) -> None:
    receipt = record(ledger, 1, pledge(ledger, "RUS-PPI-3", amount="250000"), dry_run=True)
    assert (receipt.status, len(ledger.changesets())) == ("dry run", 1)
    assert ("PPI-3, announced, USD", "200000.00", "250000.00") in desk.total_lines(receipt)


def test_what_others_record_between_plan_and_commit_is_planned_again(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = pledge(ledger, "RUS-PPI-3", amount="250000")
    other = (
        open_ledger(ledger._engine.url.render_as_string(hide_password=False))
        if ledger.place.endswith(".db")
        else ledger
    )
    amend, raced = Ledger.amend, []

    def late(self: Ledger, make, **how: object):
        if not raced:
            raced.append(True)
            record(other, 1, pledge(other, "RUS-PPI-3", amount="210000"))
        return amend(self, make, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Ledger, "amend", late)
    receipt = record(ledger, 1, mine)
    assert (receipt.status, amount_of(ledger, "RUS-PPI-3")) == ("conflict", 21_000_000)


def test_an_import_is_undone_by_a_new_changeset(ledger: Ledger) -> None:
    before = desk.verify(ledger)["digest"]
    record(ledger, 1, pledge(ledger, "RUS-PPI-3", amount="250000"))
    made = desk.undo(ledger, 2, author="c", message="Recorded twice", now=NOW)
    assert (made.number, amount_of(ledger, "RUS-PPI-3")) == (3, 20_000_000)
    assert desk.verify(ledger, expect=f"1:{before}")["status"] == "sound"
    desk.undo(ledger, 3, author="c", message="No, it was right", now=NOW)
    assert amount_of(ledger, "RUS-PPI-3") == 25_000_000


def test_an_undo_on_which_later_changes_stand_is_refused_with_the_rows(ledger: Ledger) -> None:
    record(ledger, 1, pledge(ledger, "RUS-PPI-3", amount="250000"))
    record(ledger, 2, pledge(ledger, "RUS-PPI-3", amount="260000"))
    with pytest.raises(LedgerError, match=r"pledges row 11 \(RUS-PPI-3, 2009-11-27\) was written again in changeset 3"):
        desk.undo(ledger, 2, author="c", message="m", now=NOW)
    assert len(ledger.changesets()) == 3


def test_an_undo_that_would_leave_rows_without_what_they_name_is_refused(ledger: Ledger) -> None:
    donors = ledger.read()["donors"].iloc[[0]].assign(donor="DEU", name="Germany", country="DEU", aliases="")
    desk.record_edits(ledger, desk.Edits(1, {"donors": donors.set_axis([-1])}), author="a", message="m", now=NOW)
    record(ledger, 2, pledge(ledger, "RUS-PPI-3", pledge="DEU-PPI-3", donor="DEU").set_axis([-1]))
    with pytest.raises(RefusedError, match="changeset 2 cannot be undone") as refused:
        desk.undo(ledger, 2, author="c", message="m", now=NOW)
    assert "DEU" in str(refused.value.problems[0])


def test_the_history_of_a_row_is_told_by_its_key(ledger: Ledger) -> None:
    record(ledger, 1, pledge(ledger, "RUS-PPI-3", amount="250000"))
    rows = [row for row in desk.history_rows(ledger, "pledges", "RUS-PPI-3") if row["field"] == "amount"]
    assert [(row["changeset"], row["author"], row["action"], row["before"], row["after"]) for row in rows] == [
        (1, "a", "added", None, "200000.00"),
        (2, "b", "changed", "200000.00", "250000.00"),
    ]
    assert desk.history_rows(ledger, "pledges", "11") == desk.history_rows(ledger, "pledges", "RUS-PPI-3 2009-11-27")
    with pytest.raises(RefusedError, match="there are RUS-PPI-3"):
        desk.history_rows(ledger, "pledges", "RUS-PPI")
    with pytest.raises(RefusedError, match="no table 'pledge'"):
        desk.history_rows(ledger, "pledge", "RUS-PPI")


def test_a_cut_tail_and_a_chain_made_anew_are_caught_by_an_expected_digest(ledger: Ledger) -> None:
    record(ledger, 1, pledge(ledger, "RUS-PPI-3", amount="250000"))
    first, second = (c.digest for c in ledger.changesets())
    assert desk.verify(ledger, f"2:{second}")["status"] == "sound"
    assert desk.verify(ledger, f"1 · {first[:4].upper()}")["status"] == "sound"
    assert desk.verify(ledger, "3:abcd")["faults"] == [
        {"changeset": 3, "table": None, "row": None,
         "message": "it is expected, and the ledger ends at 2: its tail is lost or cut off"}
    ]  # fmt: skip
    (fault,) = desk.verify(ledger, f"1:{second}")["faults"]  # type: ignore[misc]
    assert fault["changeset"] == 1
    with pytest.raises(RefusedError, match="write 14:7f3a"):
        desk.verify(ledger, "14")
