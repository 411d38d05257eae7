"""Files dropped on the page: seen, mended, mapped, recorded as one changeset or not at all."""

import hashlib
import re
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import ISSUER, _log_in, cells_of, parts_of
from tracker import desk
from tracker.dashboard import jobs
from tracker.dashboard.record.bringing import record
from tracker.ledger import Ledger, open_ledger

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SCRIPT = """
from types import MappingProxyType
from tracker import desk
from tracker.dashboard.address import Address
from tracker.dashboard.frame import _refusals
from tracker.dashboard.record.files import show_files
from tracker.dashboard.session import Chosen, find_reader, look_at
from tracker.web.ledger import served_ledger

with _refusals():
    reader = find_reader()
    view = look_at(served_ledger(), reader, Address.read())
    role = desk.role_of(served_ledger(), reader)
    show_files(Chosen(view, "PPI", "PPI-3", reader, role, False, MappingProxyType({}), "record", {}))
"""
OWN = b"""Country,Amount announced
France,"1 500,50"
Russie,2000
Total,"3 500,50"
"""
ANNOUNCED = b"""pledge,status_on,status,phase,donor,amount,currency
FRA-PPI-3,2010-01-15,pledged,PPI-3,FRA,200000,USD
"""
Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger as it was begun, and its exports for both audiences."""
    folder = tmp_path_factory.mktemp("first")
    ledger = desk.start_ledger(f"sqlite:///{folder / 'a.db'}", desk.data_folder(), author="test", now=NOW)[0]
    for audience in ("internal", "partners"):
        view = desk.look(ledger, today=NOW.date(), audience=audience)
        desk.export_path(view, folder / f"{audience}.xlsx", now=NOW)
    return folder


@pytest.fixture
def ledger(first: Path, tmp_path: Path) -> Ledger:
    shutil.copy(first / "a.db", tmp_path / "a.db")
    return open_ledger(f"sqlite:///{tmp_path / 'a.db'}")


@pytest.fixture
def open_files(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    def run(role: str | None = None) -> AppTest:
        url = f"sqlite:///{tmp_path / 'a.db'}"
        monkeypatch.setenv("TRACKER_LEDGER", url)
        page = AppTest.from_string(SCRIPT, default_timeout=30)
        if role is not None:
            _log_in(page, url, role, monkeypatch)
        return page.run()

    return run


def settle(page: AppTest) -> AppTest:
    """Draw the page until nothing is under way."""
    until = time.monotonic() + 60
    while (job := page.session_state["record-files"].job) is not None:
        while not job.is_over:
            assert time.monotonic() < until, job.progress.step
            time.sleep(0.01)
        page.run()
    assert not page.exception
    return page


def drop(page: AppTest, name: str, content: bytes) -> AppTest:
    page.file_uploader(key="record-files-dropped").set_value((name, content, "")).run()
    return settle(page)


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click().run()
    return settle(page)


def table_of(page: AppTest, ending: str) -> list[list[str]]:
    return cells_of(page, next(key for key in parts_of(page) if key.endswith(ending)))


def edit(first: Path, pledge: str, *edits: dict[str, object]) -> list[bytes]:
    """The export, edited in several ways as an office program would; `{row}` in a cell's address is the pledge's row."""
    books = []
    for cells in edits:
        book = openpyxl.load_workbook(first / "internal.xlsx")
        row = next(cell.row for cell in book["Pledges"]["A"] if cell.value == pledge)
        for place, value in cells.items():
            sheet, cell = place.format(row=row).split("!")
            book[sheet][cell] = value
        saved = BytesIO()
        book.save(saved)
        books.append(saved.getvalue())
    return books


def test_three_errors_record_nothing_and_the_mended_file_is_one_changeset(
    open_files: Open, ledger: Ledger, first: Path
) -> None:
    errors: dict[str, object] = {"Pledges!C{row}": "promised", "Pledges!F2": "#REF!", "Donors!D2": "kingdom"}
    wrong, mended = edit(first, "FRA-PPI-3", errors, {"Pledges!C{row}": "pledged"})
    page = drop(open_files(), "mine.xlsx", wrong)
    assert page.error[0].value.startswith("3 problems keep the file out.")
    said = {(line[0].partition(",")[0].rstrip("0123456789"), line[1]) for line in table_of(page, "problems")}
    assert said == {("Pledges!C", "promised"), ("Pledges!F", "#REF!"), ("Donors!D", "kingdom")}
    assert not [button for button in page.button if button.label == "Record"]
    assert len(ledger.changesets()) == 1

    page = drop(page, "mine.xlsx", mended)
    assert ["PPI-3", "Announced", "200,000", "400,000", "+200,000"] in table_of(page, "totals")
    assert ["Anticipated", "Announced"] in [line[2:] for line in table_of(page, "cells")]
    page.text_input[-1].set_value("  ")
    page = press(page, "Record")
    assert "message is blank" in page.error[0].value
    assert len(ledger.changesets()) == 1
    page.text_input[-1].set_value("France announced")
    page = press(page, "Record")
    assert "changeset 2" in page.success[0].value
    newest = ledger.changesets()[-1]
    assert (newest.number, newest.message) == (2, "France announced")
    assert newest.origin == f"mine.xlsx sha256:{hashlib.sha256(mended).hexdigest()}"

    page = drop(page, "mine.xlsx", mended)
    assert "says all of this already" in page.info[0].value
    assert len(ledger.changesets()) == 2


def test_a_partners_workbook_is_refused(open_files: Open, first: Path) -> None:
    page = drop(open_files(), "a.xlsx", (first / "partners.xlsx").read_bytes())
    assert page.error
    assert "made for partners" in table_of(page, "problems")[0][2]


def test_what_both_changed_is_shown_side_by_side_and_taken_only_when_asked_for(
    open_files: Open, ledger: Ledger, first: Path
) -> None:
    ours, theirs = edit(first, "RUS-PPI-3", {"Pledges!F{row}": 210_000}, {"Pledges!F{row}": 250_000})
    page = drop(open_files(), "ours.xlsx", ours)
    page = press(page, "Record")
    page = drop(page, "theirs.xlsx", theirs)
    assert "says all of this already" in page.info[0].value
    (take,) = page.checkbox
    assert "one row" in take.label
    take.check().run()
    page = settle(page)
    assert ["amount", "210,000", "250,000"] in [line[1:] for line in table_of(page, "conflicts")]
    page = press(page, "Record")
    assert 25_000_000 in ledger.read()["pledges"]["amount"].tolist()


def test_rows_that_the_file_lacks_stay_unless_they_are_to_be_retracted(open_files: Open, ledger: Ledger) -> None:
    kept = ledger.read()["events"].iloc[0]
    heading = "event,on,title,phase,kind,source,note"
    line = ",".join(f'"{kept[name]}"' for name in heading.split(","))
    page = drop(open_files(), "events (1).csv", f"{heading}\n{line}\n".encode())
    others = len(ledger.read()["events"]) - 1
    assert page.checkbox[0].label == f"Retract the {others} rows that the file does not have"
    assert "says all of this already" in page.info[0].value
    page.checkbox[0].check().run()
    page = press(settle(page), "Record")
    assert len(ledger.read()["events"]) == 1
    assert ledger.changesets()[-1].origin.startswith("events (1).csv sha256:")


def test_what_others_record_meanwhile_is_compared_anew(open_files: Open, ledger: Ledger) -> None:
    page = drop(open_files(), "pledges.csv", ANNOUNCED)
    event = ledger.read()["events"].iloc[[0]].assign(title="Another title")
    desk.record_edits(ledger, desk.Edits(1, {"events": event}), author="b", message="m", now=NOW)
    page = press(page, "Record")
    assert "compared anew" in page.warning[0].value
    assert len(ledger.changesets()) == 2
    page = press(page, "Record")
    assert ledger.changesets()[-1].message == "Import of pledges.csv"
    page = press(page, "Undo changeset 3")
    assert "as before changeset 3" in page.success[0].value
    assert ledger.read()["pledges"].index.tolist() == ledger.read(1)["pledges"].index.tolist()


def test_a_role_that_is_taken_meanwhile_keeps_the_file_out(open_files: Open, ledger: Ledger) -> None:
    page = drop(open_files("editor"), "pledges.csv", ANNOUNCED)
    compared = page.session_state["record-files"].compared
    desk.take_role(ledger, ISSUER, "editor", author="b", now=NOW)
    number = len(ledger.changesets())
    with pytest.raises(desk.AccessError):
        record(ledger, page.session_state["record-files"].reader, compared, "m", NOW)
    assert len(ledger.changesets()) == number


def test_ones_own_sheet_comes_in_by_a_mapping(open_files: Open, ledger: Ledger) -> None:
    page = drop(open_files(), "own.csv", OWN)
    page = choose(page, "Goes into the table", "pledges")
    columns = [box for box in page.selectbox if box.label.startswith("What column")]
    assert [box.value for box in columns] == ["donor", "amount"]
    for label, value in (("status", "pledged"), ("phase", "PPI-3")):
        page = choose(page, f"{label} (needed)", value)
    page = choose(page, "Numbers and dates are written", "fr")
    for label, value in (("pledge", "N-{donor}"), ("status on", "2010-01-15"), ("currency", "USD")):
        next(box for box in page.text_input if box.label == f"{label} (needed)").set_value(value)
    page.run()
    assert [line[1] for line in table_of(page, "first")] == ["N-FRA", "N-RUS"]
    page = press(page, "Compare with the ledger")
    assert ["PPI-3", "Announced", "200,000", "203,500.50", "+3,500.50"] in table_of(page, "totals")
    press(page, "Record")
    assert {"N-FRA", "N-RUS"} <= set(ledger.read()["pledges"]["pledge"])


def choose(page: AppTest, label: str, value: str) -> AppTest:
    next(box for box in page.selectbox if box.label == label).set_value(value).run()
    return settle(page)


def test_a_saved_mapping_fills_the_form(open_files: Open) -> None:
    saved = b'table = "shares"\nheader_rows = [1]\n[columns]\nCountry = "donor"\n"Amount announced" = "share"\n[constants]\nkey = "K"\n'
    page = drop(open_files(), "own.csv", OWN)
    uploader = next(one for one in page.file_uploader if one.label == "A saved mapping")
    uploader.set_value(("m.toml", saved, "")).run()
    page = settle(page)
    assert [box.value for box in page.selectbox if box.label.startswith("What column")] == ["donor", "share"]
    assert next(box for box in page.text_input if box.label == "key (needed)").value == "K"
    uploader = next(one for one in page.file_uploader if one.label == "A saved mapping")
    uploader.set_value(("n.toml", b"no mapping", "")).run()
    assert page.error[0].value == "This is not a mapping."
    assert "tracker-" not in page.text[-1].value


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"\0\1\2 garbage \3" * 99, "not an .xlsx workbook"),
        ("a.xlsx", b"", "it is empty"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "save it as .xlsx"),
        ("a.zip", b"PK\3\4 broken", "a.zip"),
    ],
)
def test_what_is_no_table_is_refused_in_words(open_files: Open, name: str, content: bytes, said: str) -> None:
    page = drop(open_files(), name, content)
    assert page.error[0].value.startswith("This could not be done.")
    assert said in page.text[0].value


HOSTILE = "![x](http://evil.example)<img src=x onerror=alert(1)>"


def test_hostile_names_and_cells_stay_text(open_files: Open, ledger: Ledger) -> None:
    text = f'=cmd|"/c calc"!A1 {HOSTILE}'.replace('"', '""')
    own = f'Country,"{HOSTILE}"\n"{text}",5\n'.encode()
    page = drop(open_files(), f"../../{HOSTILE}.csv", own)
    said = [element.value for element in [*page.markdown, *page.caption, *page.error, *page.info, *page.subheader]]
    said += [widget.label for widget in [*page.selectbox, *page.text_input, *page.checkbox, *page.button]]
    said += [box.label for box in page.expander]
    for text in said:
        assert not re.search(r"(?<!\\)(?:!\[|\[x|<img)", text), text
    assert any("img src=x" in text.value for text in page.text)


def test_only_editors_reach_it(open_files: Open) -> None:
    for role in ("viewer", "partner"):
        page = open_files(role)
        assert page.error[0].value == "You may not see this."
        assert not page.file_uploader
    assert open_files("editor").file_uploader


def test_a_file_that_is_taken_away_stops_what_was_begun(open_files: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def linger(path: Path) -> str:
        time.sleep(1)
        return f"{path.name} sha256:0"

    monkeypatch.setattr("tracker.dashboard.record.bringing.desk.file_origin", linger)
    page = open_files()
    page.file_uploader[0].set_value(("pledges.csv", ANNOUNCED, "")).run()
    job = page.session_state["record-files"].job
    assert [button.label for button in page.button] == ["Cancel"]
    page.file_uploader[0].clear().run()
    assert job.state == jobs.STOPPED
    assert "record-files" not in page.session_state


def test_a_cancelled_file_can_be_begun_again(open_files: Open, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    lingering = [1.0]

    def linger(path: Path) -> str:
        time.sleep(lingering[0])
        return f"{path.name} sha256:0"

    monkeypatch.setattr("tracker.dashboard.record.bringing.desk.file_origin", linger)
    page = open_files()
    page.file_uploader[0].set_value(("pledges.csv", ANNOUNCED, "")).run()
    page = press(page, "Cancel")
    assert page.info[0].value == "Stopped. Nothing was recorded."
    lingering[0] = 0.0
    page = press(page, "Begin again")
    assert "Record" in [button.label for button in page.button]
    assert len(ledger.changesets()) == 1
