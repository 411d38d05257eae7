"""Where in somebody's own sheet a mapping's columns stand, in what units and currency. It reads no values."""

from collections.abc import Sequence

from tracker.exchange.amounts import PLACES, Cell
from tracker.exchange.canonical import Canonical, make_canonical
from tracker.exchange.currencies import SHARED, find_currency
from tracker.exchange.grid import Grid, GridCell, heading_unit, read_headings, rows_by_number, tidy
from tracker.exchange.mapping import UNITS, Mapping
from tracker.exchange.reading import Reading, column_letters
from tracker.problems import Problem
from tracker.tables import TABLES

UNREAD = ("error", "uncached", "broken")
"""The kinds of cells whose value is not to be had."""


class Layout:
    """A sheet seen through a mapping; `fields` has the number of the column of each field.

    `reading` grows while the sheet is read: its problems and remarks begin with those of the headings.
    """

    def __init__(self, grid: Grid, mapping: Mapping) -> None:
        self.mapping, self.table = mapping, TABLES[mapping.table]
        self.epoch_1904 = bool(getattr(grid, "epoch_1904", False))
        self.rows = rows_by_number(grid)
        self.name = mapping.sheet or str(getattr(grid, "sheet", "sheet"))
        self.headings = read_headings(self.rows, mapping.header_rows)
        self.fields: dict[str, int] = {}
        self.units: dict[str, int] = {}
        self.currencies: dict[str, str] = {}
        self.reading = Reading({}, remarks=list(getattr(grid, "remarks", ())))
        if getattr(grid, "state", "visible") != "visible":
            self.remark("the sheet is hidden, and was read")
        self._find_columns()
        if not self.reading.problems:
            for name in [name for name in self.fields if self.table[name].kind == "money"]:
                self._find_unit(name)
                self._find_currency(name)
            self._say_columns()

    @property
    def body(self) -> list[int]:
        """The rows below the heading that hold something."""
        return sorted(row for row in self.rows if row > self.mapping.header_rows[-1])

    @property
    def amounts(self) -> list[str]:
        """The fields that hold money or numbers."""
        return [name for name in self.fields if self.table[name].kind in PLACES]

    def report(self, message: str, remedy: str, row: int | None = None, column: str | None = None, **more: str) -> None:
        """Add a problem, with the cell's address where there is one."""
        at = self.fields.get(column or "")
        cell = f"{column_letters(at - 1)}{row}" if at and row is not None else None
        found = Problem(self.table.name, message, remedy, row=row, column=column, sheet=self.name, cell=cell, **more)
        self.reading.problems.append(found)

    def remark(self, text: str) -> None:
        """Say something that is not wrong."""
        self.reading.remarks.append(f"{self.name}: {text}")

    def read(self, names: Sequence[str], rows: Sequence[int], rounding: str, *, is_whole: bool) -> Canonical:
        """Some fields of some rows as canonical texts; of whole rows also the constants, and what headings say."""
        cells: dict[str, list[Cell]] = {}
        formats: dict[str, list[str]] = {}
        for name in names:
            found = [self.rows[row].get(self.fields[name]) for row in rows]
            is_text = self.table[name].kind in ("text", "list")
            cells[name] = [_value(cell, is_text) for cell in found]
            formats[name] = [cell.number_format if cell else "" for cell in found]
        for name, text in self.mapping.constants.items() if is_whole else ():
            if "{" not in text:
                cells[name], formats[name] = [text] * len(rows), [""] * len(rows)
        return make_canonical(
            self.table,
            cells,
            formats,
            locale=self.mapping.locale,
            epoch_1904=self.epoch_1904,
            units=self.units,
            rounding=rounding,
            currencies=self.currencies if is_whole else {},
        )

    def _find_columns(self) -> None:
        folded: dict[str, list[int]] = {}
        for column, heading in self.headings.items():
            folded.setdefault(heading.casefold(), []).append(column)
        letters = {column_letters(column - 1): column for row in self.rows.values() for column in row}
        header = self.mapping.header_rows[-1]
        for heading, name in self.mapping.columns.items():
            columns = folded.get(tidy(heading).casefold(), [])
            if not columns and heading.upper() in letters:
                columns = [letters[heading.upper()]]
            if len(columns) == 1:
                self.fields[name] = columns[0]
            elif columns:
                where = " and ".join(column_letters(column - 1) for column in columns)
                message = f"the heading '{tidy(heading)}' stands in columns {where}"
                self.report(message, "name the column by its letter", header)
            else:
                known = ", ".join(f"'{one}'" for one in self.headings.values()) or "none"
                message = f"no column is headed '{tidy(heading)}'"
                self.report(message, f"the headings in row {header} are {known}", header)

    def _find_unit(self, name: str) -> None:
        heading, declared = self.headings.get(self.fields[name], ""), self.mapping.units.get(name)
        unit = UNITS[declared] if declared else heading_unit(heading)
        if unit == 0 or (unit == 1 and not declared and self._unit_above() != 1):
            said = (
                f"the heading '{heading}' names several units" if unit == 0 else "a text above the heading names a unit"
            )
            self.report(f"{said}, and {name} has none declared", "declare its units: " + ", ".join(UNITS), None, name)
            return
        self.units[name] = unit
        if unit > 1:
            why = "as declared" if declared else f"as '{heading}' says"
            self.remark(f"{name} was multiplied by {unit:,}, {why}")

    def _unit_above(self) -> int:
        above = [cell.value for row, cells in self.rows.items() for cell in cells.values() if self._is_above(row)]
        units = {heading_unit(text) for text in above if isinstance(text, str)} - {1}
        return units.pop() if len(units) == 1 else 0 if units else 1

    def _is_above(self, row: int) -> bool:
        return row < self.mapping.header_rows[0]

    def _find_currency(self, name: str) -> None:
        code = find_currency(self.headings.get(self.fields[name], ""))
        has_own = "currency" in self.fields or "currency" in self.mapping.constants
        if code and "currency" in self.table.names and (has_own or code not in SHARED):
            self.currencies[name] = code

    def _say_columns(self) -> None:
        left = [heading for column, heading in self.headings.items() if column not in self.fields.values()]
        if left:
            self.remark("columns left out: " + ", ".join(f"'{heading}'" for heading in left))
        hidden = [row for row in self.body if all(cell.is_hidden for cell in self.rows[row].values())]
        if hidden:
            self.remark("hidden rows were read all the same: " + ", ".join(map(str, hidden)))
        for name, column in self.fields.items():
            cells = [self.rows[row][column] for row in self.body if column in self.rows[row]]
            if cells and all(cell.is_hidden for cell in cells) and len(hidden) < len(self.body):
                self.remark(f"column {column_letters(column - 1)} ({name}) is hidden and was read all the same")


def _value(cell: GridCell | None, is_text: bool) -> Cell:
    if cell is None or getattr(cell, "kind", "") in UNREAD:
        return None
    return tidy(cell.value) if isinstance(cell.value, str) and not is_text else cell.value
