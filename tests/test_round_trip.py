"""What goes out comes back: a workbook or folder of any ledger changes nothing, and makes the same ledger elsewhere."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.histories import random_tables
from tracker import desk
from tracker.checks import check
from tracker.ledger import Changes, Ledger, create_ledger
from tracker.tables import TABLES, Tables

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NASTY = ["=cmd|'/c calc'!A1", "+1", "-", "@SUM(A1)", "'quoted", "''", "a;b", 'say "so"', "line\nline", "NA", "None", "00123",
         "1e5", "TRUE", "é ß ж 中 ﷼ 🙂", "x" * 5000]  # fmt: skip


def ledger_of(tables: Tables, folder: Path, name: str) -> Ledger:
    ledger = create_ledger(f"sqlite:///{folder / name}.db")
    ledger.commit(Changes(added=dict(tables)), author="a", message="m", now=NOW)
    return ledger


def view_of(ledger: Ledger) -> desk.View:
    return desk.look(ledger, today=NOW.date(), as_of="2010-12-31")


def bring(ledger: Ledger, path: Path) -> desk.Receipt:
    reading = desk.read_path(path, ledger.read())
    return desk.import_reading(ledger, reading, origin="o", author="a", message="m", now=NOW)


def assert_round_trip(tables: Tables, folder: Path, suffix: str) -> None:
    """Export, import into the same ledger: nothing to do. Import into a new one: the same tables, row for row."""
    ledger = ledger_of(tables, folder, "one")
    desk.export_path(view_of(ledger), folder / f"out{suffix}", now=NOW)
    receipt = bring(ledger, folder / f"out{suffix}")
    assert receipt.status == "nothing to do", (receipt.lines[:3], [str(problem) for problem in receipt.problems][:5])
    other = create_ledger(f"sqlite:///{folder / 'other'}.db")
    if any(len(frame) for frame in tables.values()):
        receipt = bring(other, folder / f"out{suffix}")
        assert receipt.status == "committed", [str(problem) for problem in receipt.problems][:5]
    for name, frame in other.read().items():
        ours = tables[name].reset_index(drop=True)
        pd.testing.assert_frame_equal(frame.reset_index(drop=True), ours, check_index_type=False)


@pytest.mark.parametrize("suffix", [".xlsx", ".zip", ""])
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10**6), notes=st.lists(st.sampled_from(NASTY), min_size=1, max_size=4))
def test_any_ledger_comes_back_as_it_went_out(suffix: str, seed: int, notes: list[str]) -> None:
    raw = random_tables(Random(seed))
    for frame in raw.values():
        frame["note"] = [notes[i % len(notes)] for i in range(len(frame))]
    checked = check(raw)
    assert checked.is_sound
    with tempfile.TemporaryDirectory() as folder:
        assert_round_trip(checked.tables, Path(folder), suffix)


@pytest.mark.parametrize("suffix", [".xlsx", ".zip", ""])
@pytest.mark.parametrize("name", ["paris-pact", "example"])
def test_both_data_sets_come_back_as_they_went_out(name: str, suffix: str, tmp_path: Path) -> None:
    assert_round_trip(desk.check_path(desk.data_folder(name)).tables, tmp_path, suffix)


def test_amounts_of_any_size_come_back_to_the_cent(tmp_path: Path) -> None:
    raw = {name: frame.copy() for name, frame in desk.check_path(desk.data_folder()).tables.items()}
    sizes = [1, 99, 2**53 // 100 * 100 + 1, 4 * 10**17 + 7]
    pledges = pd.concat([raw["pledges"].iloc[[0]]] * len(sizes), ignore_index=True)
    raw["pledges"] = pledges.assign(pledge=[f"P{i}" for i in range(len(sizes))], amount=pd.array(sizes, dtype="Int64"))
    checked = check(raw)
    assert checked.is_sound, [str(problem) for problem in checked.problems]
    assert_round_trip(checked.tables, tmp_path, ".xlsx")


def test_a_second_export_from_the_copy_is_equal_cell_for_cell(tmp_path: Path) -> None:
    """But for the record and the row numbers, which belong to each ledger."""
    tables = desk.check_path(desk.data_folder("example")).tables
    books = []
    first = ledger_of(tables, tmp_path, "one")
    desk.export_path(view_of(first), tmp_path / "one.xlsx", now=NOW)
    second = create_ledger(f"sqlite:///{tmp_path / 'two'}.db")
    bring(second, tmp_path / "one.xlsx")
    desk.export_path(view_of(second), tmp_path / "two.xlsx", now=NOW)
    for name in ("one", "two"):
        book = openpyxl.load_workbook(tmp_path / f"{name}.xlsx")
        titles = [table.title for table in TABLES.values()]
        books.append({(sheet, cell.coordinate): cell.value for sheet in titles for row in book[sheet] for cell in row
                      if book[sheet].cell(1, cell.column).value not in ("row", "revision")})  # fmt: skip
    assert books[0] == books[1]
