"""The workbook's Outlook: the figures of the export, in an internal workbook only, and no obstacle on the way back."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from tracker import desk
from tracker.exchange.workbook import write_workbook
from tracker.exchange.workbook.outlook import OUTLOOK
from tracker.ledger import Ledger

NOW = datetime(2009, 12, 4, tzinfo=UTC)


@pytest.fixture
def paris(tmp_path: Path) -> Iterator[Ledger]:
    ledger, _ = desk.start_ledger(f"sqlite:///{tmp_path / 'a.db'}", desk.data_folder(), author="test", now=NOW)
    with ledger:
        yield ledger


def book(ledger: Ledger, audience: str) -> openpyxl.Workbook:
    view = desk.look(ledger, today=date(2009, 12, 4), audience=audience)
    stream = io.BytesIO()
    write_workbook(stream, desk.gather(view, now=NOW))
    return openpyxl.load_workbook(stream)


def test_an_internal_workbook_tells_what_is_missing_and_what_it_hinges_on(paris: Ledger) -> None:
    rows = [[cell for cell in row if cell is not None] for row in book(paris, "internal")[OUTLOOK].values]
    assert ["PPI-3", "Start", "2010-06", "USD", 700000, 0, 700000, 500000, 200000, 3, 0] in rows
    assert ["PPI-3", "PPI-3-START", "USD", "FRA", "FRA-PPI-3", "Anticipated", 200000, 200000, 200000, 400000] in rows
    assert ["PPI-3", "Received", "USD", 0, 0, 0, 0] in rows


def test_a_workbook_for_partners_has_no_such_sheet(paris: Ledger) -> None:
    made = book(paris, "partners")
    assert OUTLOOK not in made.sheetnames
    guide = " ".join(str(cell) for row in made["Guide"].values for cell in row if cell)
    assert "how likely" not in guide


def test_the_sheet_is_not_taken_for_a_table_on_the_way_back(paris: Ledger, tmp_path: Path) -> None:
    view = desk.look(paris, today=date(2009, 12, 4))
    desk.export_path(view, tmp_path / "b.xlsx", now=NOW)
    reading = desk.read_path(tmp_path / "b.xlsx", paris.read())
    receipt = desk.import_reading(paris, reading, origin="", author="test", message="", now=NOW)
    assert receipt.status == "nothing to do"
    assert not [remark for remark in reading.remarks if OUTLOOK in remark]
