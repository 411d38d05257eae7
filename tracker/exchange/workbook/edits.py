"""What a table sheet held when it was written, in three numbers, and formulas that work them out again."""

import math
from dataclasses import dataclass, replace

from tracker.exchange.reading import column_letters
from tracker.exchange.workbook.cells import ROW, Cell
from tracker.tables import Table

READ_ROWS = 1_500
"""Tables up to this length are compared letter by letter; longer ones by their rows, cells and totals.

A formula looks at every letter again after every edit: for a hundred thousand rows of twenty columns at thirty million.
"""
_READ_LETTERS = 16
_PRIME = 9973
_LAST = 1_048_576


@dataclass(frozen=True)
class Print:
    """A number, and the formula that gives it again while nothing is edited."""

    value: float
    formula: str
    is_array: bool = False


@dataclass(frozen=True)
class Prints:
    """All that is remembered of one table."""

    rows: Print
    filled: Print
    total: Print
    letters: Print | None

    def plus(self, further: "Prints") -> "Prints":
        """The same with further rows of a table that is too long to be read letter by letter."""
        pairs = ((self.rows, further.rows), (self.filled, further.filled), (self.total, further.total))
        rows, filled, total = (replace(one, value=one.value + other.value) for one, other in pairs)
        return Prints(rows, filled, total, None)


def find_prints(table: Table, cells: dict[str, list[Cell]]) -> Prints:
    """What a table sheet's cells come to."""
    return Prints(count_rows(table, cells), count_cells(table, cells), add_up(table, cells), read_letters(table, cells))


def count_rows(table: Table, cells: dict[str, list[Cell]]) -> Print:
    """How many rows there are, by the first column of the key."""
    column = table.key[0]
    area = f"'{table.title}'!${_letter(table, column)}$2:${_letter(table, column)}${_LAST}"
    return Print(sum(cell is not None for cell in cells[column]), f"COUNTA({area})")


def count_cells(table: Table, cells: dict[str, list[Cell]]) -> Print:
    """How many cells are filled."""
    filled = sum(cell is not None for name in table.names for cell in cells[name])
    area = f"'{table.title}'!$A$2:${column_letters(len(table.columns) - 1)}${_LAST}"
    return Print(filled, f"COUNTA({area})")


def add_up(table: Table, cells: dict[str, list[Cell]]) -> Print:
    """The control total: all amounts and numbers of a table, whatever their currency."""
    names = [column.name for column in table.columns if column.kind in ("money", "number")]
    if not names:
        return Print(0, "0")
    areas = ",".join(f"'{table.title}'!${_letter(table, name)}$2:${_letter(table, name)}${_LAST}" for name in names)
    value = math.fsum(cell for name in names for cell in cells[name] if isinstance(cell, float))
    return Print(value, f"SUM({areas})")


def read_letters(table: Table, cells: dict[str, list[Cell]]) -> Print | None:
    """The first letters of every text, the days, and the amounts, weighed by column and by the row's number.

    It notices what counts and totals do not: another word of the same length, two amounts swapped. Sorting leaves it
    as it is. None where the table is too long, or where a letter is one that spreadsheets cut in two.
    """
    rows = cells[ROW]
    texts = [cell for name in table.names for cell in cells[name] if isinstance(cell, str)]
    if not rows or len(rows) > READ_ROWS or any(ord(max(text)) > 0xFFFF for text in texts):
        return None
    numbers = _area(table, len(table.columns), len(rows))
    value, parts = 0, []
    places = ",".join(str(place) for place in range(1, _READ_LETTERS + 1))
    for position, column in enumerate(table.columns):
        area = _area(table, position, len(rows))
        if column.kind == "money":
            found = [round(cell * 100) % _PRIME if isinstance(cell, float) else 0 for cell in cells[column.name]]
            part = f"IF(ISNUMBER({area}),MOD(ROUND({area}*100,0),{_PRIME}),0)*{numbers}"
        elif column.kind == "number":
            continue
        else:
            found = [_weigh(cell) for cell in cells[column.name]]
            part = f"_xlfn.UNICODE(MID({area},{{{places}}},1))*{{{places}}}*{numbers}"
        value += (position + 1) * sum(weight * int(row or 0) for weight, row in zip(found, rows, strict=True))
        parts.append(f"{position + 1}*SUM(IFERROR({part},0))")
    return Print(value, "+".join(parts), is_array=True)


def _weigh(cell: Cell) -> int:
    if cell is None:
        return 0
    text = cell if isinstance(cell, str) else str(int(cell))
    return sum(place * ord(letter) for place, letter in enumerate(text[:_READ_LETTERS], 1))


def _letter(table: Table, column: str) -> str:
    return column_letters(table.names.index(column))


def _area(table: Table, position: int, rows: int) -> str:
    letter = column_letters(position)
    return f"'{table.title}'!${letter}$2:${letter}${rows + 1}"
