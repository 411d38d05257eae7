"""Tables in a grid: what was typed is kept and checked at once, recorded whole or not at all, and shown as far as allowed."""

import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.ledgers import DATA
from tests.pages import NOW, Opener, cells_of, folder_of, opener, parts_of, pledges_of, said_by
from tracker import desk
from tracker.checks import check
from tracker.dashboard.record.draft import Draft, Shown, take_over
from tracker.dashboard.record.grid import show_grid
from tracker.desk.rows import PAGE, check_rows, history_of, row_texts, sheet
from tracker.ledger import Changes, Ledger, create_ledger, open_ledger
from tracker.tables import TABLES, Column
from tracker.values import Reading, read_column

ROWS = int(os.environ.get("TRACKER_ROWS", "10000"))
"""So many pledges are many; 100,000 in the long run."""
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def open_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opener:
    """The Record page with nothing on it but the grid."""
    monkeypatch.setitem(sys.modules, "tracker.dashboard.record.page", SimpleNamespace(show_record=show_grid))
    return opener(tmp_path, monkeypatch)


def editor(page: AppTest) -> Any:
    return next((element for element in page.main if element.type == "dataframe"), None)


def type_in(
    page: AppTest, edited: Mapping[int, Mapping[str, Any]] | None = None, *, added: Any = (), gone: Any = ()
) -> AppTest:
    """Run the page as after typing: AppTest itself types into no grid."""
    states = page._tree.get_widget_states()
    state = states.widgets.add()
    state.id = editor(page).proto.id
    cells = {str(place): fields for place, fields in (edited or {}).items()}
    state.string_value = json.dumps({"edited_rows": cells, "added_rows": list(added), "deleted_rows": list(gone)})
    return page._run(states)


def texts_of(page: AppTest) -> list[str]:
    return [element.value for element in page.text]


def draft_of(page: AppTest) -> Draft:
    draft = page.session_state["record-grid"].draft
    assert isinstance(draft, Draft)
    return draft


def shown(table: str = "donors", rows: int = 3, draft: Draft | None = None) -> Shown:
    names = TABLES[table].names
    texts = pd.DataFrame(
        {name: [f"{name}{row}" for row in range(1, rows + 1)] for name in names}, index=range(1, rows + 1), dtype="str"
    )
    return Shown(table, texts, draft or Draft(1))


def typed(edited: Any = (), added: Any = (), gone: Any = ()) -> dict[str, Any]:
    return {"edited_rows": dict(edited), "added_rows": list(added), "deleted_rows": list(gone)}


def test_a_cell_that_is_typed_is_an_edit_and_typed_back_is_none() -> None:
    draft = take_over(shown(), typed({0: {"name": "A"}, 2: {"note": None}}))
    assert draft.cells["donors"] == {1: {"name": "A"}, 3: {"note": ""}}
    assert draft.words == "2 cells changed, 0 rows added, 0 retracted"
    assert take_over(shown(draft=draft), typed({0: {"name": "name1"}})).cells["donors"] == {3: {"note": ""}}


def test_new_rows_are_numbered_apart_and_those_without_a_text_are_none() -> None:
    draft = take_over(shown(), typed(added=[{"donor": "X"}, {}, {"name": "Y", "row": None}]))
    assert draft.added["donors"] == {-1: {"donor": "X"}, -3: {"name": "Y"}}
    again = shown(draft=draft)
    assert again.frame()["row"].tolist() == ["1", "2", "3", "new 1", "new 2"]
    more = take_over(again, typed({3: {"name": "Z"}}, added=[{"donor": "W"}]))
    assert more.added["donors"] == {-1: {"donor": "X", "name": "Z"}, -3: {"name": "Y"}, -4: {"donor": "W"}}


def test_a_row_that_is_taken_out_takes_its_edits_with_it_and_a_new_one_never_was() -> None:
    draft = take_over(shown(), typed({1: {"name": "A"}}, added=[{"donor": "X"}]))
    left = take_over(shown(draft=draft), typed(gone=[1, 3]))
    assert (left.cells["donors"], left.added["donors"], left.retracted["donors"]) == ({}, {}, {2})
    assert shown(draft=left).numbers == [1, 3]
    assert left.words == "0 cells changed, 0 rows added, 1 retracted"


def test_what_was_typed_into_one_table_stays_when_another_is_typed_into() -> None:
    draft = take_over(shown("donors"), typed({0: {"name": "A"}}))
    both = take_over(shown("phases", draft=draft), typed({1: {"title": "B"}}))
    assert both.tables == ["phases", "donors"]
    assert both.mark != draft.mark
    assert take_over(shown("phases", draft=draft), typed()).mark == draft.mark


def ledger_of(folder: Path) -> tuple[Ledger, desk.View]:
    ledger = desk.start_ledger(f"sqlite:///{folder / 'l.db'}", DATA, author="test", now=NOW)[0]
    return ledger, desk.look(ledger, today=date(2009, 12, 4))


@pytest.fixture(scope="module")
def paris(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ledger, desk.View]:
    """The Paris Pact's ledger, for tests that write nothing."""
    return ledger_of(tmp_path_factory.mktemp("paris"))


def edited(view: desk.View, table: str, **fields: str) -> desk.Edits:
    """The first row of a table with some fields as typed."""
    row = int(view.tables[table].index[0])
    return Draft(1, {table: {row: fields}}).edits(view.tables)


CASES: list[tuple[str, dict[str, str]]] = [
    ("pledges", {"amount": "a lot"}), ("pledges", {"amount": ""}), ("pledges", {"status": "promised"}),
    ("pledges", {"donor": "ITA"}), ("pledges", {"status_on": "yesterday"}), ("pledges", {"currency": "XXY"}),
    ("pledges", {"low": "900000"}), ("pledges", {"phase": "", "donor": ""}), ("donors", {"donor": "XYZ"}),
    ("phases", {"initiative": "NONE"}), ("thresholds", {"amount": "~700000"}), ("events", {"on": ""}),
    ("sources", {"source": "OTHER"}), ("budgets", {"support_cost_rate": "13 %"}), ("pledges", {"likelihood": "2"}),
    ("pledges", {"amount": "~250,000"}), ("pledges", {"approximate": "maybe"}),
]  # fmt: skip


@pytest.mark.parametrize(("table", "fields"), CASES, ids=lambda value: str(value)[:40])
def test_what_is_said_while_one_types_is_what_would_be_said_on_recording(
    paris: tuple[Ledger, desk.View], table: str, fields: dict[str, str]
) -> None:
    ledger, view = paris
    edits = edited(view, table, **fields)
    receipt = desk.record_edits(ledger, edits, author="a", message="", now=NOW, dry_run=True)
    row = int(edits.rows[table].index[0])
    quick = {(one.table, one.column, one.message, one.remedy) for one in check_rows(view, edits.rows, edits.retracted)}
    assert quick == {(one.table, one.column, one.message, one.remedy) for one in receipt.problems}
    own = [one for one in check_rows(view, edits.rows, edits.retracted) if one.table == table and one.is_error]
    assert all(one.row == row for one in own)


def test_new_rows_are_checked_under_their_own_numbers(paris: tuple[Ledger, desk.View]) -> None:
    _, view = paris
    twin = {"donor": "RUS", "name": "Russia again", "kind": "government"}
    draft = Draft(
        1,
        added={"donors": {-1: twin, -2: {"donor": "NEW"}, -3: {**twin, "donor": "ITA"}, -4: {**twin, "donor": "ITA"}}},
    )
    edits = draft.edits(view.tables)
    found = [
        (one.row, one.column, one.message) for one in check_rows(view, edits.rows, edits.retracted) if one.is_error
    ]
    known = view.tables["donors"].index[(view.tables["donors"]["donor"] == "RUS").to_numpy()][0]
    assert found == [
        (-1, "donor", f"the key RUS stands in row {known} already"),
        (-2, "name", "name is blank"), (-2, "kind", "kind is blank"),
        (-4, "donor", "the key ITA stands in another new row already"),
    ]  # fmt: skip


def test_a_row_that_others_refer_to_cannot_go_alone(paris: tuple[Ledger, desk.View]) -> None:
    _, view = paris
    donors = view.tables["donors"]
    row = int(donors.index[(donors["donor"] == "FRA").to_numpy()][0])
    found = check_rows(view, {}, {"donors": [row]})
    assert [(one.table, one.column, one.value) for one in found if one.is_error] == [("pledges", "donor", "FRA")]


def test_a_donor_and_a_pledge_typed_together_know_each_other(paris: tuple[Ledger, desk.View]) -> None:
    _, view = paris
    pledge = {
        "pledge": "P",
        "status_on": "2009-12-01",
        "status": "pledged",
        "phase": "PPI-3",
        "donor": "ITA",
        "amount": "10",
        "currency": "USD",
    }
    donor = {"donor": "ITA", "name": "Italy", "kind": "government"}
    alone = Draft(1, added={"pledges": {-1: pledge}}).edits(view.tables)
    both = Draft(1, added={"pledges": {-1: pledge}, "donors": {-1: donor}}).edits(view.tables)
    assert [one.column for one in check_rows(view, alone.rows, {}) if one.is_error] == ["donor"]
    assert [one for one in check_rows(view, both.rows, {}) if one.is_error] == []


def test_a_page_holds_so_many_rows_and_a_text_is_found_in_any_column_whatever_its_case(
    paris: tuple[Ledger, desk.View],
) -> None:
    _, view = paris
    assert [sheet(view, "pledges", text).found for text in ("", "rus", "EXPECTED", "200000.00", "nothing like it")] == [
        3,
        1,
        1,
        2,
        0,
    ]
    assert sheet(view, "pledges", "", 99).page == 1
    assert sheet(view, "pledges").rows.loc[:, ["amount", "approximate"]].to_numpy().tolist() == [
        ["200000.00", ""], ["200000.00", ""], ["100000.00", "yes"],
    ]  # fmt: skip
    assert [sheet(view, "events", text).found for text in ("(tentative)", "(")] == [1, 3]  # a text, not a pattern


def test_the_grid_shows_a_table_and_says_what_is_wrong_as_soon_as_it_is_typed(open_page: Opener) -> None:
    page = open_page(DATA, "record")
    frame = editor(page).value
    assert frame.columns.tolist() == ["row", *TABLES["pledges"].names]
    assert frame["amount"].tolist() == ["200000.00", "200000.00", "100000.00"]
    type_in(page, {1: {"amount": "two hundred"}})
    (problem,) = cells_of(page, "record-grid-problems")
    assert problem[:4] == [f"pledges, {frame['row'][1]}", "amount", "two hundred", "'two hundred' is not an amount"]
    assert not [button for button in page.button if button.label == "Preview and record"]
    type_in(page, {1: {"amount": "250000"}})
    assert "record-grid-problems" not in parts_of(page)
    assert "1 cell changed, 0 rows added, 0 retracted; in pledges." in texts_of(page)


def test_what_was_typed_is_recorded_with_its_message_and_the_grid_begins_anew(
    open_page: Opener, tmp_path: Path
) -> None:
    page = open_page(DATA, "record")
    change = {1: {"amount": "250000"}}
    type_in(page, change)
    page.button(key="record-grid-preview").click()
    type_in(page, change)
    (record,) = [button for button in page.button if button.label == "Record"]
    record.click()
    type_in(page, change)
    assert draft_of(page).is_empty
    assert draft_of(page).based_on == 2
    assert editor(page).value["amount"].tolist() == ["200000.00", "250000.00", "100000.00"]
    with open_ledger(f"sqlite:///{tmp_path / 'a.db'}") as ledger:
        assert [one.number for one in ledger.changesets()] == [1, 2]
        assert int(ledger.read()["pledges"]["amount"].iloc[1]) == 25_000_000


def test_what_was_typed_stays_while_other_rows_are_looked_at_until_it_is_discarded(open_page: Opener) -> None:
    page = open_page(DATA, "record")
    type_in(page, {0: {"note": "A"}}, added=[{"pledge": "NEW"}])
    page.selectbox(key="record-grid-table").set_value("donors").run()
    type_in(page, {0: {"note": "B"}})
    assert "2 cells changed, 1 row added, 0 retracted; in donors, pledges." in texts_of(page)
    page.selectbox(key="record-grid-table").set_value("pledges").run()
    frame = editor(page).value
    assert frame["note"][0] == "A"
    assert frame["row"].tolist()[-1] == "new 1"
    assert frame["pledge"].tolist()[-1] == "NEW"
    page.button(key="record-grid-discard").click().run()
    assert draft_of(page).is_empty
    assert "A" not in editor(page).value["note"].tolist()


def test_what_somebody_else_recorded_meanwhile_moves_no_row_and_is_a_conflict_where_it_is_the_same(
    open_page: Opener, tmp_path: Path
) -> None:
    page = open_page(DATA, "record")
    change = {1: {"amount": "250000"}}
    type_in(page, change)
    with open_ledger(f"sqlite:///{tmp_path / 'a.db'}") as ledger:
        view = desk.look(ledger, today=date(2009, 12, 4))
        row = int(view.tables["pledges"].index[1])
        theirs = Draft(1, {"pledges": {row: {"amount": "300000"}}}).edits(view.tables)
        assert desk.record_edits(ledger, theirs, author="b", message="b", now=NOW).status == "committed"
    type_in(page, change)
    assert editor(page).value["amount"][1] == "200000.00"
    page.button(key="record-grid-preview").click()
    type_in(page, change)
    (conflict,) = [rows["rows"] for name, rows in parts_of(page).items() if "conflicts" in name]
    amounts = [cell["text"].replace(",", "").removesuffix(".00") for cell in conflict[0]["cells"]]
    assert amounts[-2:] == ["300000", "250000"]
    assert draft_of(page).cells["pledges"] == {row: {"amount": "250000"}}


@pytest.mark.parametrize(("role", "asked"), [("viewer", {}), ("partner", {}), (None, {"audience": "partners"})])
def test_only_editors_of_what_is_internal_type(open_page: Opener, role: str | None, asked: dict[str, str]) -> None:
    page = open_page(DATA, "record", role=role, **asked)
    assert not page.exception
    assert editor(page) is None
    rows = cells_of(page, "record-rows-pledges")
    assert len(rows) == (3 if role == "viewer" else 1)
    has_history = [one for one in page.selectbox if one.key == "record-history-pledges"]
    assert bool(has_history) == (role == "viewer")


def test_partners_find_nothing_softer_than_announced_in_any_table(open_page: Opener) -> None:
    page = open_page(DATA, "record", audience="partners")
    for name in TABLES:
        page.selectbox(key="record-grid-table").set_value(name).run()
        told = said_by(page)
        for secret in ("FRA-PPI-3", "USA-PPI-3", "Inferred", "Anticipated by the secretariat"):
            assert secret not in told, (name, secret)


def test_an_earlier_record_is_read_only(open_page: Opener, tmp_path: Path) -> None:
    open_page(DATA, "record")
    with open_ledger(f"sqlite:///{tmp_path / 'a.db'}") as ledger:
        view = desk.look(ledger, today=date(2009, 12, 4))
        edits = edited(view, "pledges", amount="300000")
        desk.record_edits(ledger, edits, author="b", message="b", now=NOW)
    assert editor(open_page(DATA, "record", known_at="1")) is None
    assert editor(open_page(DATA, "record")) is not None


def test_a_presentation_shows_the_table_and_nothing_to_press(open_page: Opener) -> None:
    page = open_page(DATA, "record", present="1")
    assert not page.exception
    assert len(cells_of(page, "record-rows-pledges")) == 3
    assert editor(page) is None
    assert [one for one in [*page.selectbox, *page.text_input, *page.button] if str(one.key).startswith("record")] == []


def test_an_empty_ledger_takes_its_first_rows_here(open_page: Opener, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    create_ledger(url).close()
    page = open_page(url, "record")
    assert not page.exception
    page.selectbox(key="record-grid-table").set_value("donors").run()
    type_in(page, added=[{"donor": "FRA", "name": HOSTILE, "kind": "government"}])
    assert "0 cells changed, 1 row added, 0 retracted; in donors." in texts_of(page)
    assert "record-grid-problems" not in parts_of(page)


def test_hostile_texts_are_cells(open_page: Opener, tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path / "t", initiatives=["I,An initiative,,USD,,,"], phases=["F,I,A phase,,,,"], donors=[f"X,{HOSTILE},,other,,,"],
        pledges=pledges_of("P,2021-05-01,pledged,F,X,100,USD"),
    )  # fmt: skip
    page = open_page(folder, "record")
    page.selectbox(key="record-grid-table").set_value("donors").run()
    assert editor(page).value["name"].tolist() == [HOSTILE]
    type_in(page, {0: {"kind": HOSTILE}})
    assert cells_of(page, "record-grid-problems")[0][2] == HOSTILE
    assert all(HOSTILE not in one.value for one in [*page.markdown, *page.caption])


def test_the_history_of_a_row_says_who_wrote_what_and_when_newest_first(tmp_path: Path) -> None:
    ledger, view = ledger_of(tmp_path)
    row = int(view.tables["pledges"].index[0])
    edits = edited(view, "pledges", amount="300000")
    desk.record_edits(ledger, edits, author="Ada", message="More", now=datetime(2026, 11, 23, tzinfo=UTC))
    later = desk.look(ledger, today=date(2009, 12, 4))
    first, *rest = history_of(later, "pledges", row, desk.LOCAL)
    assert (first["author"], first["message"], first["field"], first["before"], first["after"]) == (
        "Ada", "More", "amount", "200000.00", "300000.00",
    )  # fmt: skip
    assert {line["changeset"] for line in rest} == {1}
    assert {line["changeset"] for line in history_of(view, "pledges", row, desk.LOCAL)} == {1}
    partners = desk.look(ledger, today=date(2009, 12, 4), audience="partners")
    with pytest.raises(desk.AccessError):
        history_of(partners, "pledges", row, desk.LOCAL)


def test_a_row_s_history_opens_below_the_grid(open_page: Opener) -> None:
    page = open_page(DATA, "record", role="viewer")
    (choice,) = [one for one in page.selectbox if one.key == "record-history-pledges"]
    assert choice.options[0].endswith("FRA-PPI-3, 2009-11-27")
    choice.select_index(0).run()
    rows = cells_of(page, "record-history-pledges-rows")
    assert rows[0][:4] == ["1", "2026-11-22 00:00", "test", "added"]
    assert ["amount", "—", "200000.00"] in [row[4:7] for row in rows]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger of many pledges."""
    raw = {
        "initiatives": {"initiative": ["I"], "title": ["An initiative"], "currency": ["USD"]},
        "phases": {"phase": ["F"], "initiative": ["I"], "title": ["A phase"]},
        "donors": {"donor": ["X"], "name": ["A donor"], "kind": ["other"]},
        "pledges": {
            "pledge": [f"P{number}" for number in range(ROWS)], "status_on": "2025-03-01", "status": "pledged",
            "phase": "F", "donor": "X", "amount": [str(1000 + number % 977) for number in range(ROWS)],
            "currency": "USD",
        },
    }  # fmt: skip
    checked = check({name: pd.DataFrame(columns, dtype="str") for name, columns in raw.items()})
    url = f"sqlite:///{tmp_path_factory.mktemp('large') / 'a.db'}"
    with create_ledger(url) as ledger:
        ledger.commit(Changes(added=dict(checked.tables), changed={}, retracted={}), author="a", message="m", now=NOW)
    return url


def test_of_many_rows_a_page_is_sent_at_a_time(open_page: Opener, large: str) -> None:
    page = open_page(large, "record")
    assert len(editor(page).value) == PAGE
    page.number_input(key="record-grid-page-pledges").set_value(ROWS // PAGE).run()
    assert editor(page).value["pledge"].tolist()[-1] == f"P{ROWS - 1}"


def test_of_many_rows_only_those_typed_are_read_anew(large: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def watch(cells: pd.Series, column: Column) -> Reading:
        if column.kind == "money" and cells.dtype == "str":
            read.append(len(cells))
        return read_column(cells, column)

    with open_ledger(large) as ledger:
        view = desk.look(ledger, today=date(2026, 1, 1))
        draft = Draft(1, {"pledges": {int(view.tables["pledges"].index[500]): {"amount": "abc"}}})
        edits = draft.edits(view.tables)
        monkeypatch.setattr("tracker.checks.read_column", watch)
        (problem,) = check_rows(view, edits.rows, {})
    assert (problem.row, problem.value) == (view.tables["pledges"].index[500], "abc")
    assert read == [1, 1, 1]  # amount, low and high of the one row


def test_a_row_s_texts_are_those_of_files() -> None:
    raw = {"rates": pd.DataFrame({"currency": ["EUR"], "on": ["2020-01"], "per_usd": ["0.90"]}, dtype="str")}
    assert row_texts(TABLES["rates"], check(raw).tables["rates"]).iloc[0].tolist() == ["EUR", "2020-01", "0.9", "", ""]
