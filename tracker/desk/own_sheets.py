"""Somebody's own file looked at before it is mapped: its sheets, its first rows, and what they would be read as."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tracker.exchange.amounts import Cell
from tracker.exchange.bringing import apply_mapping
from tracker.exchange.container import inspect
from tracker.exchange.field_files import field_kind
from tracker.exchange.files import TEXTS
from tracker.exchange.grid import Grid, is_blank, read_csv_grid, read_headings, rows_by_number
from tracker.exchange.mapping import Mapping
from tracker.exchange.progress import READING, tell
from tracker.exchange.reading import Reading, column_letters
from tracker.exchange.suggesting import suggest_mapping
from tracker.exchange.workbook_in import find_table, read_cells
from tracker.tables import TABLES

HEAD = 60
"""So many rows are enough to see what a sheet holds."""
_FEW, _MORE = 8, 25
"""So many are enough to tell which table it is, and what its columns are."""
_GROUNDS = {"exact": 4, "alias": 3, "part of the heading": 2, "type": 1}


@dataclass(frozen=True)
class HeadCell:
    """A cell of a sheet's first rows, without the rest of the sheet behind it."""

    value: Cell
    row: int
    column: int
    number_format: str
    is_hidden: bool
    kind: str


class Head(list[list[HeadCell]]):
    """The first rows of a sheet that hold something; `length` is how many do in all."""

    sheet: str = ""
    state: str = "visible"
    epoch_1904: bool = False
    length: int = 0


@dataclass(frozen=True)
class Opened:
    """A file that was looked at: the names of its sheets, and the first rows of one of them."""

    sheets: tuple[str, ...]
    head: Head


def is_ours(path: Path) -> bool:
    """Whether a file is read without a mapping: by the names of its sheets or files, or as one of the field's.

    Garbage is a RefusedError.
    """
    if field_kind(path):
        return True
    if path.suffix.lower() in TEXTS:
        return path.stem.lower() in TABLES
    container = inspect(path)
    if container.kind == "zip":
        return True
    container.need_workbook()
    return any(find_table(sheet.name) for sheet in container.sheets)


def open_sheet(path: Path, sheet: str = "") -> Opened:
    """Look at a file and the first rows of one of its sheets, by default the first that is visible."""
    head = Head()
    if path.suffix.lower() in TEXTS:
        rows, _ = read_csv_grid(path)
        _fill(head, rows[:HEAD], len(rows))
        return Opened((), head)
    container = inspect(path)
    container.need_workbook()
    cells = read_cells(path, sheet or None, data=container.data)
    head.sheet, head.state, head.epoch_1904 = cells.sheet, cells.state, cells.epoch_1904
    _fill(head, cells[:HEAD], len(cells))
    return Opened(tuple(one.name for one in container.sheets), head)


def _fill(head: Head, rows: Grid, length: int) -> None:
    head.length = length
    for row in rows:
        kept = [cell for cell in row if not is_blank(cell)]
        head.append([
            HeadCell(cell.value, cell.row, cell.column, cell.number_format, cell.is_hidden, getattr(cell, "kind", ""))
            for cell in kept
        ])  # fmt: skip


def suggest_table(head: Head) -> str:
    """The table that a sheet's headings fit best."""

    def score(name: str) -> tuple[int, int]:
        tell(READING)  # many columns of long texts take seconds for each table
        grounds = suggest_mapping(head[:_FEW], name).confidence.values()
        return sum(_GROUNDS[ground] for ground in grounds), -len(TABLES[name].columns)

    return max(TABLES, key=score)


def suggest(head: Head, table: str) -> Mapping:
    """A mapping to start from; where no heading is found, the first row is taken for it."""
    return suggest_mapping(head[:_MORE], table, head.sheet)


def headings_of(head: Head, header_rows: tuple[int, ...]) -> dict[str, tuple[str, list[str]]]:
    """A sheet's columns by letter: the heading, and the first three values below it as text."""
    rows = rows_by_number(head)
    headings = read_headings(rows, header_rows)
    below = [cells for row, cells in rows.items() if row > header_rows[-1]]
    columns = sorted({*headings, *(column for cells in below for column in cells)})
    return {
        column_letters(column - 1): (
            headings.get(column, ""),
            [str(cells[column].value) for cells in below if column in cells][:3],
        )
        for column in columns
    }


def preview_mapping(head: Head, mapping: Mapping, donors: pd.DataFrame) -> Reading:
    """A sheet's first rows as a mapping would read them, with the problems that are in these."""
    return apply_mapping(head, mapping, donors)
