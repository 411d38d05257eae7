"""Downloads: every file opens and holds what the view shows, is named after it, and is made when it is asked for."""

import csv
import io
import sys
import tempfile
import zipfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from icalendar import Calendar
from streamlit.testing.v1 import AppTest

from tests.ledgers import DATA
from tests.pages import NOW, Opener, opener, said_by
from tracker import desk
from tracker.dashboard.record.downloads import show_downloads
from tracker.desk import files
from tracker.exchange.rows import FIGURES
from tracker.ledger import Ledger, create_ledger, open_ledger
from tracker.problems import RefusedError
from tracker.tables import TABLES

KINDS = ("workbook", "zip", "table", "figure", "calendar", "template")


@pytest.fixture
def open_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opener:
    """The Record page with nothing on it but the downloads."""
    monkeypatch.setitem(sys.modules, "tracker.dashboard.record.page", SimpleNamespace(show_record=show_downloads))
    return opener(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def paris(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    url = f"sqlite:///{tmp_path_factory.mktemp('paris') / 'a.db'}"
    return desk.start_ledger(url, DATA, author="test", now=NOW)[0]


def seen(ledger: Ledger, audience: str = "internal") -> desk.View:
    return desk.look(ledger, today=date(2009, 12, 4), as_of="2009-12-04", audience=audience)


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def button(page: AppTest, kind: str, does: str) -> Any:
    return next((one for one in page.main if getattr(one, "key", None) == f"record-downloads-{kind}-{does}"), None)


def made(page: AppTest) -> files.File:
    file = page.session_state["record-downloads-made"].file
    assert isinstance(file, files.File)
    return file


def test_a_files_name_says_of_what_from_when_for_whom_and_from_which_record(paris: Ledger) -> None:
    view = seen(paris)
    assert files.make_figure(view, "gaps", "PPI", "PPI-3").name == "PPI-3-gaps-2009-12-04-internal-record-1.csv"
    assert files.file_name(view, "dues", "csv", "PPI", "Three") == "PPI-Three-dues-2009-12-04-internal-record-1.csv"
    assert files.make_table(seen(paris, "partners"), "pledges").name == "pledges-2009-12-04-partners-record-1.csv"
    assert files.file_name(view, "gaps", "csv", None, "../a b:c") == "___a_b_c-gaps-2009-12-04-internal-record-1.csv"


def test_the_workbook_the_zip_and_the_template_open_and_leave_nothing_behind(
    paris: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    view = seen(paris)
    book = openpyxl.load_workbook(io.BytesIO(files.make_workbook(view, now=NOW).data))
    assert {table.title for table in TABLES.values()} <= set(book.sheetnames)
    with zipfile.ZipFile(io.BytesIO(files.make_zip(view, now=NOW).data)) as archive:
        assert sorted(archive.namelist()) == sorted(f"{name}.csv" for name in TABLES)
    template = openpyxl.load_workbook(io.BytesIO(files.make_template().data))
    assert {table.title for table in TABLES.values()} <= set(template.sheetnames)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_made_leaves_nothing_behind_either(
    paris: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(path: Path) -> None:
        path.write_text("half")
        raise RefusedError("no")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(RefusedError):
        files.through_path("xlsx", write)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", files.FIGURES_OUT)
def test_a_figure_has_the_columns_of_the_command_line(paris: Ledger, name: str) -> None:
    data = files.make_figure(seen(paris), name, None, None).data
    assert data.decode().splitlines()[0] == ",".join(FIGURES[name])


def test_the_gaps_as_a_file_are_those_of_the_cable(paris: Ledger) -> None:
    rows = rows_of(files.make_figure(seen(paris), "gaps", "PPI", "PPI-3").data)
    found = {(row["target"], row["counting"]): row["gap"] for row in rows}
    assert found["PPI-3-START", "pledged"] == "500000.00"
    assert found["requirement", "prospective"] == "2400000.00"


def test_one_table_comes_as_files_have_it(paris: Ledger) -> None:
    rows = rows_of(files.make_table(seen(paris), "pledges").data)
    assert list(rows[0]) == TABLES["pledges"].names
    assert [(row["pledge"], row["amount"]) for row in rows] == [
        ("FRA-PPI-3", "200000.00"), ("RUS-PPI-3", "200000.00"), ("USA-PPI-3", "100000.00"),
    ]  # fmt: skip


def test_partners_files_hold_nothing_softer_than_announced(paris: Ledger) -> None:
    view = seen(paris, "partners")
    texts = [files.make_table(view, name).data.decode() for name in TABLES]
    texts += [files.make_figure(view, name, None, None).data.decode() for name in files.FIGURES_OUT]
    texts.append(files.make_calendar(view, None, None, now=NOW).data.decode().replace("\r\n ", ""))
    with zipfile.ZipFile(io.BytesIO(files.make_zip(view, now=NOW).data)) as archive:
        texts += [archive.read(name).decode() for name in archive.namelist()]
    for secret in ("FRA-PPI-3", "USA-PPI-3", "Inferred", "expected", "prospective"):
        assert [text[:40] for text in texts if secret in text] == []


def test_nothing_is_made_before_it_is_asked_for_and_one_file_is_kept_at_a_time(open_page: Opener) -> None:
    page = open_page(DATA, "record", as_of="2009-12-04")
    assert not page.exception
    assert all(button(page, kind, "make") and not button(page, kind, "save") for kind in KINDS)
    assert "record-downloads-made" not in page.session_state
    button(page, "calendar", "make").click().run()
    assert button(page, "calendar", "save") is not None
    assert made(page).name == "PPI-3-dates-2009-12-04-internal-record-1.ics"
    assert len(Calendar.from_ical(made(page).data).walk("VEVENT")) == 7
    button(page, "figure", "make").click().run()
    assert button(page, "calendar", "save") is None
    assert made(page).name == "PPI-3-gaps-2009-12-04-internal-record-1.csv"


def test_another_view_or_choice_asks_for_another_file(open_page: Opener) -> None:
    page = open_page(DATA, "record", as_of="2009-12-04")
    button(page, "figure", "make").click().run()
    assert button(page, "figure", "save") is not None
    page.selectbox(key="record-downloads-figure-which").set_value("position").run()
    assert button(page, "figure", "save") is None
    button(page, "figure", "make").click().run()
    assert made(page).name.startswith("PPI-3-position-")
    page.button_group(key="audience").set_value("partners").run()
    assert button(page, "figure", "save") is None


@pytest.mark.parametrize("role", ["partner", "viewer", "editor"])
def test_every_reader_takes_away_what_they_may_see(open_page: Opener, role: str) -> None:
    page = open_page(DATA, "record", role=role, as_of="2009-12-04")
    assert not page.exception
    button(page, "table", "make").click().run()
    pledges = {row["pledge"] for row in rows_of(made(page).data)}
    assert pledges == ({"RUS-PPI-3"} if role == "partner" else {"FRA-PPI-3", "RUS-PPI-3", "USA-PPI-3"})
    assert role != "partner" or "FRA-PPI-3" not in said_by(page)


def test_an_empty_ledger_has_files_too(open_page: Opener, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    create_ledger(url).close()
    page = open_page(url, "record")
    assert not page.exception
    for kind in KINDS:
        button(page, kind, "make").click().run()
        assert not page.exception
        assert made(page).data


def test_a_formula_in_a_name_is_no_formula_in_any_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'h.db'}"
    desk.start_ledger(url, DATA, author="test", now=NOW)[0].close()
    with open_ledger(url) as ledger:
        view = seen(ledger)
        donors = view.tables["donors"].iloc[[0]].assign(name="=cmd|'/c calc'!A1")
        desk.record_edits(ledger, desk.Edits(1, {"donors": donors}), author="a", message="m", now=NOW)
        text = files.make_table(seen(ledger), "donors").data.decode()
    assert "'=cmd|'/c calc'!A1" in text
    assert ",=cmd" not in text
