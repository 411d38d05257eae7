"""A week of the people who use it, in a real browser: from the gap to the source, from a form to the log and back."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import icalendar
import pytest
from docx import Document
from lxml import etree
from openpyxl import load_workbook
from playwright.sync_api import Browser, Download, expect
from pypdf import PdfReader

from tests.browser import Visit, launch, serve, visit
from tests.require import require
from tracker import desk
from tracker.ledger import open_ledger


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An office's folder, with the Paris Pact's ledger in it."""
    desk.start_ledger(f"sqlite:///{tmp_path / 'tracker.db'}", desk.data_folder(), author="test", now=datetime.now(UTC))
    return tmp_path


def turn_to(seen: Visit, page: str) -> None:
    """Press a page's name in the navigation."""
    seen.page.get_by_role("link", name=page, exact=True).first.click()
    seen.page.wait_for_url(f"**/{page.lower()}?**" if page != "Overview" else "**/?**")
    seen.settle()


def press(seen: Visit, name: str) -> None:
    seen.page.get_by_role("button", name=name, exact=True).first.click()
    seen.settle()


def choose(seen: Visit, name: str) -> None:
    """One of the choices that stand beside each other."""
    seen.page.get_by_role("radio", name=name, exact=True).click()
    seen.settle()


def pick(seen: Visit, label: str, option: str) -> None:
    """One of a list: type what it is called, and take it."""
    field = seen.page.get_by_role("combobox", name=label).first
    field.click()
    field.fill(option)
    seen.page.get_by_role("option", name=option).first.click()
    seen.settle()


def save(seen: Visit, name: str, folder: Path) -> Path:
    """Press a button that saves a file; where it lies."""
    seen.settle()
    with seen.page.expect_download() as waiting:
        seen.page.get_by_role("button", name=name).first.click()
    return _kept(waiting.value, folder)


def drop(seen: Visit, path: Path) -> None:
    """Choose a file by the button of the field for files."""
    with seen.page.expect_file_chooser() as asked:
        seen.page.get_by_test_id("stFileUploader").get_by_role("button").last.click()
    asked.value.set_files(path)


def _kept(download: Download, folder: Path) -> Path:
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def rungs(seen: Visit) -> dict[str, tuple[str, str]]:
    """The money counted from each rung on, and what is missing of the start."""
    rows = seen.rows("What is missing, counting from each rung")
    return {row[0].strip("+ "): (row[1].split("\n")[0], row[2].split("\n")[0]) for row in rows}


def test_an_announcement_moves_its_money_and_can_be_followed_undone_and_looked_back_on(
    browser: Browser, folder: Path
) -> None:
    with serve(folder) as url, visit(browser, url) as seen:
        # Before a meeting: the gap, and the source of a figure.
        seen.open(as_of="2009-12-04")
        assert seen.page.locator("h1").inner_text() == "The start is not yet covered."
        assert rungs(seen)["Announced"] == ("200,000", "500,000")
        assert rungs(seen)["Anticipated"] == ("400,000", "300,000")
        seen.page.get_by_role("button", name="400,000", exact=True).first.click()
        expect(seen.page.get_by_role("dialog")).to_be_visible()
        seen.settle()
        assert [row[1] for row in seen.rows("Rows of pledges")] == ["FRA-PPI-3", "RUS-PPI-3"]
        assert seen.rows("Sources")[0][0] == "09UNVIEVIENNA548"
        number = seen.rows("Rows of pledges")[0][0]
        seen.page.locator("[class*=st-key-evidence-pledges]").get_by_role("button", name=number, exact=True).click()
        seen.settle()
        assert ["status", "", "expected"] in [row[-3:] for row in _plain(seen.rows(f"History of row {number}"))]
        seen.page.keyboard.press("Escape")
        expect(seen.page.get_by_role("dialog")).to_have_count(0)

        # France announces.
        turn_to(seen, "Record")
        pick(seen, "Promise", "France")
        choose(seen, "Announced")
        seen.page.get_by_label("From", exact=True).fill("2009-12-03")
        press(seen, "Preview")
        seen.page.get_by_text("This would change.").wait_for(timeout=30_000)
        seen.settle()
        totals = _plain(seen.rows("Totals, all dates together"))
        moved = [row[-3:] for row in totals]
        assert ["200,000", "400,000", "+200,000"] in moved
        assert ["200,000", "0", "-200,000"] in moved
        assert any("500,000" in " ".join(row) and "300,000" in " ".join(row) for row in seen.rows("Gaps on"))
        press(seen, "Record")
        expect(seen.page.get_by_text("Recorded as changeset 2.")).to_be_visible()
        turn_to(seen, "Overview")
        assert rungs(seen)["Announced"] == ("400,000", "300,000")
        assert rungs(seen)["Anticipated"] == ("400,000", "300,000")
        assert "$400,000 is announced of the $700,000" in seen.page.locator("p.rest").inner_text()

        # What was known before, and the undo.
        turn_to(seen, "Changes")
        choose(seen, "As recorded on")
        pick(seen, "Record", "1 ")
        marked = " ".join(" ".join(row) for row in seen.rows("What is missing, by"))
        assert "500,000" in marked
        assert "300,000" in marked
        choose(seen, "The log")
        assert seen.rows("Changesets, newest first")[0][0].strip() == "2"
        seen.page.get_by_role("button", name="2", exact=True).first.click()
        seen.settle()
        press(seen, "Undo…")
        seen.page.get_by_text("This would change.").wait_for(timeout=30_000)
        seen.settle()
        press(seen, "Record")
        expect(seen.page.get_by_text("Recorded as changeset 3.")).to_be_visible()
        turn_to(seen, "Overview")
        assert rungs(seen)["Announced"] == ("200,000", "500,000")
        assert seen.complaints == []
    with open_ledger(f"sqlite:///{folder / 'tracker.db'}") as ledger:
        assert desk.verify(ledger)["status"] == "sound"


def _plain(rows: list[list[str]]) -> list[list[str]]:
    return [[cell.split("\n")[0].strip() for cell in row] for row in rows]


def test_a_workbook_with_three_errors_is_refused_mended_and_recorded(browser: Browser, folder: Path) -> None:
    with serve(folder) as url, visit(browser, url) as seen:
        seen.open("record", as_of="2009-12-04")
        choose(seen, "Downloads")
        press(seen, "Make the file")
        book = save(seen, "Save, ", folder)
        _edit(book, {2: "promised", 3: "200,000 or so", 4: "NOBODY"})
        choose(seen, "Files")
        drop(seen, book)
        seen.page.get_by_text("To be mended").first.wait_for(timeout=30_000)
        seen.settle()
        found = [" ".join(row) for row in seen.rows("To be mended")]
        assert len(found) == 3
        for wrong in ("promised", "200,000 or so", "NOBODY"):
            assert any(wrong in row for row in found), wrong
        _edit(book, {2: "pledged", 3: "250000", 4: "USA"})
        drop(seen, book)
        seen.page.get_by_role("button", name="Record", exact=True).wait_for(timeout=30_000)
        seen.settle()
        assert any("250,000" in " ".join(row) for row in seen.rows("Totals, all dates together"))
        press(seen, "Record")
        seen.page.get_by_text("Recorded as changeset 2.").wait_for(timeout=30_000)
        turn_to(seen, "Overview")
        assert rungs(seen)["Announced"] == ("450,000", "250,000")
        assert seen.complaints == []
    with open_ledger(f"sqlite:///{folder / 'tracker.db'}") as ledger:
        assert book.name in desk.log_rows(ledger)[-1]["origin"]  # type: ignore[operator]


def _edit(path: Path, written: dict[int, Any]) -> None:
    """Write France's status, Russia's amount and the United States' code as an office would, in a spreadsheet."""
    book = load_workbook(path)
    sheet = book["Pledges"]
    heads = {str(cell.value): cell.column for row in sheet.iter_rows(1, 6) for cell in row if cell.value}
    rows = {str(cell.value): cell.row for cell in sheet[_letter(heads["pledge"])] if cell.value}
    sheet.cell(rows["FRA-PPI-3"], heads["status"]).value = written[2]
    sheet.cell(rows["RUS-PPI-3"], heads["amount"]).value = written[3] if "," in written[3] else int(written[3])
    sheet.cell(rows["USA-PPI-3"], heads["donor"]).value = written[4]
    book.save(path)


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def test_every_file_that_is_offered_can_be_opened(browser: Browser, tmp_path: Path) -> None:
    desk.start_ledger(
        f"sqlite:///{tmp_path / 'tracker.db'}", desk.data_folder("example"), author="test", now=datetime.now(UTC)
    )
    saved = tmp_path / "saved"
    saved.mkdir()
    with serve(tmp_path) as url, visit(browser, url) as seen:
        seen.open("record", phase="BLO-2")
        choose(seen, "Downloads")
        lines = seen.page.locator("[class*=st-key-record-downloads-line-]")
        for line in range(lines.count()):
            lines.nth(line).get_by_role("button", name="Make the file").click()
            button = lines.nth(line).get_by_role("button", name="Save, ")
            button.wait_for(timeout=30_000)
            with seen.page.expect_download() as waiting:
                button.click()
            _kept(waiting.value, saved)
            seen.settle()
        turn_to(seen, "Donors")
        press(seen, "Write: All letters (ZIP)")
        for name in ("List as CSV", "All letters (ZIP)", "Letter to this donor (DOCX)"):
            save(seen, name, saved)
        for name in ("Save this picture as PNG", "Save this picture as SVG"):
            save(seen, name, saved)
        assert seen.complaints == []
    kinds = {path.suffix for path in saved.iterdir()}
    assert kinds >= {".xlsx", ".zip", ".csv", ".ics", ".docx", ".svg", ".png", ".xml"}
    for path in saved.iterdir():
        _open(path)


def _open(path: Path) -> None:
    """Read a file as what opens it would; it has to hold something."""
    data = path.read_bytes()
    if path.suffix == ".xlsx":
        assert load_workbook(path).sheetnames
    elif path.suffix == ".zip":
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    elif path.suffix == ".csv":
        assert len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))) > 1
    elif path.suffix == ".ics":
        assert len(icalendar.Calendar.from_ical(data).events) > 5
    elif path.suffix == ".docx":
        assert Document(str(path)).tables
    elif path.suffix == ".xml":
        assert etree.parse(str(path)).getroot().tag == "iati-activities"
    elif path.suffix == ".svg":
        assert b"<svg" in data[:200]
    else:
        assert data.startswith(b"\x89PNG")


def test_the_quarters_pack_is_looked_at_taken_away_issued_and_made_again(browser: Browser, folder: Path) -> None:
    with serve(folder) as url, visit(browser, url) as seen:
        seen.open("briefing", phase="PPI-3", as_of="2009-12-31")
        assert seen.page.locator("h1").inner_text() == "2009Q4 · The start is not yet covered."
        picture = seen.page.locator(".st-key-briefing-preview img")
        assert "The start is not yet covered" in str(picture.get_attribute("alt"))
        assert picture.evaluate("one => one.complete && one.naturalWidth") > 1600, "as it is in the file"
        line = seen.page.locator(".st-key-briefing-form-pdf")
        line.get_by_role("button", name="Make the file").click()
        line.get_by_role("button", name="Save, ").wait_for(timeout=30_000)
        with seen.page.expect_download() as waiting:
            line.get_by_role("button", name="Save, ").click()
        page = PdfReader(_kept(waiting.value, folder)).pages[0].extract_text()
        assert "not yet covered" in page
        assert "700,000" in page

        require(find_spec("tracker.briefing.pack.slides"), "the writer of slides")
        press(seen, "Make the pack")
        seen.page.get_by_role("button", name="Save the pack (ZIP), ").wait_for(timeout=60_000)
        pack = save(seen, "Save the pack (ZIP), ", folder)
        with zipfile.ZipFile(pack) as archive:
            assert archive.testzip() is None
            assert sorted(Path(name).suffix for name in archive.namelist()) == [
                ".pdf", ".png", ".pptx", ".txt", ".xlsx"
            ]  # fmt: skip
        press(seen, "Issue…")
        press(seen, "Yes, it goes out")
        expect(seen.page.get_by_text("Issued in changeset 2.")).to_be_visible()
        seen.settle()
        assert [row[0].strip() for row in _plain(seen.rows("Newest first"))] == ["2009Q4"]
        seen.page.locator("[class*=st-key-briefing-issued]").get_by_role("button", name="2009Q4").click()
        expect(seen.page.get_by_role("dialog")).to_be_visible()
        press(seen, "Make it again")
        seen.page.get_by_text("Every file is the one that went out, to the byte.").wait_for(timeout=60_000)
        sent = pack.read_bytes()
        with seen.page.expect_download() as waiting:
            seen.page.get_by_role("dialog").get_by_role("button", name="Save the pack (ZIP), ").click()
        assert _kept(waiting.value, folder).read_bytes() == sent
        assert seen.complaints == []
    with open_ledger(f"sqlite:///{folder / 'tracker.db'}") as ledger:
        assert [pack.quarter for pack in ledger.packs()] == ["2009Q4"]
        assert desk.verify(ledger)["status"] == "sound"
