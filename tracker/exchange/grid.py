"""Somebody's own sheet as rows of cells, and its headings. It knows neither tables nor values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tracker.exchange.amounts import Cell
from tracker.exchange.csv_in import read_bytes
from tracker.exchange.delimited import read_records
from tracker.exchange.numerals import read_unit
from tracker.problems import RefusedError


class GridCell(Protocol):
    """A cell as a reader gives it: its value, how it is shown, where it stands (from 1), and whether it is hidden.

    A cell may also have a `kind`: `error`, `uncached` (a formula that was never computed), `broken` (the value says
    why). A grid may have `remarks`, a `state` (visible, hidden or veryHidden) and an `epoch_1904`.
    """

    @property
    def value(self) -> Cell:
        """What it holds."""

    @property
    def number_format(self) -> str:
        """How it is shown."""

    @property
    def row(self) -> int:
        """Its row."""

    @property
    def column(self) -> int:
        """Its column."""

    @property
    def is_hidden(self) -> bool:
        """Whether its row or column is hidden."""


Grid = Sequence[Sequence[GridCell]]


@dataclass(frozen=True)
class TextCell:
    """A cell of a text file, or of any other source without formats."""

    value: Cell
    row: int
    column: int
    number_format: str = ""
    is_hidden: bool = False


def read_csv_grid(path: Path) -> tuple[list[list[TextCell]], list[str]]:
    """A CSV file of any shape as rows of cells, with remarks; a RefusedError where it cannot be read."""
    records = read_records(read_bytes(path))
    if records.faults:
        message, remedy, row = records.faults[0]
        raise RefusedError(f"{path.name}{f' row {row}' if row else ''}: {message}; {remedy}")
    rows = [
        [TextCell(text, row, column) for column, text in enumerate(cells, 1) if text.strip()]
        for row, cells in zip(records.rows, records.cells, strict=True)
    ]
    return rows, [f"{path.name}: {remark}" for remark in records.remarks]


def is_blank(cell: GridCell) -> bool:
    """Whether nothing is written in a cell."""
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())


def tidy(heading: object) -> str:
    """A heading on one line."""
    return " ".join(str(heading).split())


def rows_by_number(grid: Grid) -> dict[int, dict[int, GridCell]]:
    """The cells that hold something, by row and column; rows without any are left out."""
    found: dict[int, dict[int, GridCell]] = {}
    for row in grid:
        for cell in row:
            if not is_blank(cell):
                found.setdefault(cell.row, {})[cell.column] = cell
    return found


def read_headings(rows: dict[int, dict[int, GridCell]], header_rows: Sequence[int]) -> dict[int, str]:
    """The heading of each column. Of two lines the upper one spreads to the right over the lower one's cells, as merged
    cells do, and both are joined by ` / `.
    """
    lines = [{column: tidy(cell.value) for column, cell in rows.get(row, {}).items()} for row in header_rows]
    if len(lines) < 2:
        return lines[0] if lines else {}
    upper, lower = lines[0], lines[-1]
    spread, last = dict(upper), ""
    for column in range(1, max([*upper, *lower, 0]) + 1):
        if column in upper:
            last = upper[column]
        elif column in lower and last:
            spread[column] = last
        else:
            last = ""
    columns = sorted({*spread, *lower})
    return {
        column: " / ".join(dict.fromkeys(line[column] for line in (spread, lower) if column in line))
        for column in columns
    }


_WORDS = re.compile("[^\\W\\d_]+|(?<![0-9.,])['’]?000s?(?![0-9])")
_SHORT = re.compile(
    "[($€£¥ ](?:US ?\\$|[$€£¥]|USD|EUR|CHF|GBP) ?([kKmM])\\b|\\b([kKmMT])(?:€|EUR|USD|\\$|£)|\\(([kKmM])\\)"
)


def heading_unit(heading: str) -> int:
    """The unit that a heading states, such as `(US$ thousands)` or `Mio. EUR`; 1 where none, 0 where several."""
    units = {read_unit(word) for word in _WORDS.findall(heading) if len(word) > 2 or word.lower() in ("bn", "mn")}
    for match in _SHORT.finditer(f" {heading} "):
        letter = match[1] or match[2] or match[3]
        units.add(1000 if letter in "kKT" else 1_000_000)
    units.discard(1)
    return 0 if len(units) > 1 else units.pop() if units else 1
