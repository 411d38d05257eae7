"""A sheet with a row of headings, in a CSV file or a workbook: headings folded, rows by number. It knows no table."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from tracker.exchange.delimited import read_records
from tracker.exchange.grid import Grid, GridCell, TextCell, read_csv_grid, rows_by_number
from tracker.exchange.workbook_in import read_cells
from tracker.problems import RefusedError

_TEXTS = (".csv", ".tsv", ".txt")
_DEEPEST = 15
"""So many rows of titles may stand above the headings."""


@dataclass(frozen=True)
class Headed:
    """The first rows of a sheet, or all of them: `headings` gives the columns of a row by folded heading."""

    name: str
    rows: dict[int, dict[int, GridCell]] = field(repr=False)
    remarks: tuple[str, ...] = ()
    epoch_1904: bool = False

    def headings(self, row: int) -> dict[str, int]:
        """The column of each heading, letters and digits only and small; of equal ones the first."""
        found: dict[str, int] = {}
        for column, cell in sorted(self.rows[row].items()):
            found.setdefault(fold_heading(cell.value), column)
        return found

    @property
    def top(self) -> list[int]:
        """The rows that may hold the headings."""
        return list(self.rows)[:_DEEPEST]

    def below(self, row: int) -> list[tuple[int, dict[int, GridCell]]]:
        """The rows under the headings, without those that tag them (HXL)."""
        return [
            (number, cells)
            for number, cells in self.rows.items()
            if number > row and not any(str(cell.value).startswith("#") and len(cells) > 1 for cell in cells.values())
        ]


def fold_heading(heading: object) -> str:
    """A heading without case, spaces and signs."""
    return re.sub("[^a-z0-9]", "", str(heading).casefold())


def open_headed(path: Path) -> Headed:
    """A whole CSV file, or the first visible sheet of a workbook; a RefusedError where it cannot be read."""
    stat = path.stat()
    return _open(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=1)
def _open(path: Path, modified: int, size: int) -> Headed:  # noqa: ARG001
    """What kind of file it is and what it says is asked one after the other: it is opened once for both."""
    if path.suffix.lower() in _TEXTS:
        rows, remarks = read_csv_grid(path)
        return Headed(path.name, rows_by_number(rows), tuple(remarks))
    cells = read_cells(path)
    return Headed(path.name, rows_by_number(cells), (), cells.epoch_1904)


def head_of_text(name: str, start: bytes) -> Headed:
    """The first rows of a CSV file, from its first bytes: the last line may be cut, and is left out."""
    records = read_records(start[: start.rfind(b"\n") + 1] or start)
    grid: Grid = [
        [TextCell(text, row, column) for column, text in enumerate(cells, 1) if text.strip()]
        for row, cells in zip(records.rows[:40], records.cells[:40], strict=True)
    ]
    return Headed(name, rows_by_number(grid))


def head_of_text_file(path: Path, start: bytes) -> Headed | None:
    """The same, None where its bytes are no text that can be parted into cells."""
    try:
        return head_of_text(path.name, start)
    except (RefusedError, ValueError):
        return None
