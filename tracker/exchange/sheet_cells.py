"""A sheet as somebody laid it out: every cell with its value, format and place. It knows no tables."""

from collections.abc import Sequence
from functools import cached_property
from typing import overload

from tracker.exchange.cells import RawSheet, Value
from tracker.exchange.scan import letters_of

ByRow = dict[int, dict[int, tuple[str, Value, int]]]


class Cell:
    """One cell. `kind` is blank, text, number, boolean, error, uncached or broken (see `cells.RawSheet`).

    `value` of a number is an int or float, dates included: `number_format` tells them. `is_merged` where it
    belongs to merged cells, of which only the first holds a value; `formula` computed it, `comment` is the note on it.
    """

    __slots__ = ("_sheet", "column", "kind", "number_format", "row", "value")

    def __init__(self, sheet: "SheetCells", row: int, column: int) -> None:
        self._sheet, self.row, self.column = sheet, row, column
        self.kind, self.value, style = sheet.by_row.get(row, {}).get(column, ("blank", None, -1))
        self.number_format = format_of(sheet.raw, style)

    @property
    def address(self) -> str:
        """Where it stands, such as `B7`."""
        return f"{letters_of(self.column)}{self.row}"

    @property
    def is_hidden(self) -> bool:
        """Whether its row or column is hidden."""
        raw = self._sheet.raw
        return self.row in raw.hidden_rows or self.column in raw.hidden_columns

    @property
    def is_merged(self) -> bool:
        """Whether it is a part of merged cells."""
        return any(
            top <= self.row <= bottom and left <= self.column <= right
            for top, left, bottom, right in self._sheet.raw.merges
        )

    @property
    def comment(self) -> str:
        """The note on it."""
        return self._sheet.raw.notes.get(self.address, "")

    @property
    def formula(self) -> str:
        """What computed its value, "" where it was typed."""
        return self._sheet.raw.formulas.get((self.row, self.column), "")

    def __repr__(self) -> str:
        return f"Cell({self.address}, {self.kind}, {self.value!r}, {self.number_format!r})"


class SheetCells(Sequence[list[Cell]]):
    """The rows of a sheet that hold something, each up to the sheet's last column; rows and columns count from 1.

    `state` is visible, hidden or veryHidden; merges in `raw` are first row, first column, last row, last column.
    """

    def __init__(self, sheet: str, state: str, raw: RawSheet, remarks: list[str], *, epoch_1904: bool) -> None:
        self.sheet, self.state, self.raw, self.remarks, self.epoch_1904 = sheet, state, raw, remarks, epoch_1904

    @cached_property
    def by_row(self) -> ByRow:
        """Kind, value and style of each filled cell, by row and column."""
        return by_row(self.raw)

    @cached_property
    def rows(self) -> list[int]:
        """The numbers of the rows that hold something."""
        return list(self.by_row)

    @cached_property
    def last_column(self) -> int:
        """The last column that holds something, 0 where none does."""
        return max((max(cells) for cells in self.by_row.values()), default=0)

    def at(self, row: int, column: int) -> Cell:
        """The cell in a place; a blank one where nothing stands."""
        return Cell(self, row, column)

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, position: int) -> list[Cell]: ...
    @overload
    def __getitem__(self, position: slice) -> list[list[Cell]]: ...
    def __getitem__(self, position: int | slice) -> list[Cell] | list[list[Cell]]:
        if isinstance(position, slice):
            return [self[at] for at in range(*position.indices(len(self)))]
        return [self.at(self.rows[position], column) for column in range(1, self.last_column + 1)]


def by_row(raw: RawSheet) -> ByRow:
    """Kind, value and style of each filled cell, by row and column, in the order of rows."""
    rows: ByRow = {}
    for row, column, kind, value, style in raw.cells:
        rows.setdefault(row, {})[column] = (kind, value, style)
    return dict(sorted(rows.items()))


def format_of(raw: RawSheet, style: int) -> str:
    """The number format of a style."""
    return raw.formats[style] if 0 <= style < len(raw.formats) else "General"
