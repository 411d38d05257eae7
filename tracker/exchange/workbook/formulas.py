"""Formulas over blocks of rows that have names: sums under conditions, as Excel 2016 and LibreOffice know them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracker.exchange.reading import column_letters
from tracker.exchange.workbook.cells import CHUNK, Cell
from tracker.exchange.workbook.lines import write_rows

AS_OF, AUDIENCE, PHASE, PHASE_NUMBER = "as_of", "audience", "chosen_phase", "phase_number"
"""The cells that can be changed, and the chosen phase's place in the list of phases."""
SEEN = "seen_test"
"""The condition that a row's `seen` meets for the chosen audience."""
LARGE = 20_000
"""Above so many rows a formula looks at its own stretch of a block only; the block must then keep its order."""

AS_OF_SAID = '&"-"&'.join(
    f'TEXT({name}({AS_OF}),"{zeros}")' for name, zeros in (("YEAR", "0000"), ("MONTH", "00"), ("DAY", "00"))
)
"""The as-of date as text; TEXT's own formats of dates are other letters in other languages."""
BY_NOW = f'"<="&{AS_OF}'
IN_FORCE: Mapping[str, str] = {"since": BY_NOW, "until": f'">"&{AS_OF}', "seen": SEEN}
"""The conditions under which a spell holds on the as-of date for the audience."""


def of_chosen(column: str, otherwise: str = '""') -> str:
    """What the list of phases says of the chosen one; INDEX at 0 would be the whole list, and so any phase."""
    return f"IF({PHASE_NUMBER}=0,{otherwise},INDEX(ls_{column},{PHASE_NUMBER}))"


@dataclass(frozen=True)
class Block:
    """Rows on a sheet, below a heading in its first row, whose columns have the names `prefix_column`."""

    sheet: str
    prefix: str
    letters: Mapping[str, str]
    rows: int

    @property
    def is_large(self) -> bool:
        """Whether formulas look at stretches of it."""
        return self.rows > LARGE

    def column(self, name: str, stretch: tuple[int, int] | None = None) -> str:
        """A column, or of a large block the rows from one position up to and without another."""
        if stretch is None or not self.is_large:
            return f"{self.prefix}_{name}"
        first, end = stretch
        letter = self.letters[name]
        return f"'{self.sheet}'!${letter}${first + 2}:${letter}${max(end, first + 1) + 1}"

    def total(self, name: str, tests: Mapping[str, str], stretch: tuple[int, int] | None = None) -> str:
        """The sum of a column over the rows that meet every test, to the cent."""
        pairs = ",".join(f"{self.column(column, stretch)},{test}" for column, test in tests.items())
        return f"ROUND(SUMIFS({self.column(name, stretch)},{pairs}),2)"

    def pick(self, name: str, position: str) -> str:
        """The cell of a column at a position that another cell holds (1 is the first row)."""
        return f"INDEX({self.prefix}_{name},{position})"


def write_block(
    book: Workbook,
    sheet: Worksheet,
    prefix: str,
    rows: int,
    cells_of: Callable[[int, int], dict[str, list[Cell]]],
    formats: Mapping[str, Format | None],
) -> Block:
    """Write the rows of a block and name its columns; the heading must have been written.

    `cells_of` gives the cells of the rows from one position up to and without another, by column: long blocks are never
    wholly in memory as cells.
    """
    names = list(cells_of(0, 0))
    for start in range(0, rows, CHUNK):
        columns = cells_of(start, min(start + CHUNK, rows))
        write_rows(sheet, 1 + start, list(columns.values()), [formats.get(name) for name in names])
    letters = {name: column_letters(position) for position, name in enumerate(names)}
    for name, letter in letters.items():
        book.define_name(f"{prefix}_{name}", f"='{sheet.get_name()}'!${letter}$2:${letter}${max(rows, 1) + 1}")
    return Block(sheet.get_name(), prefix, letters, rows)


def stretches(frame: pd.DataFrame, by: list[str]) -> dict[object, tuple[int, int]]:
    """For rows in order of some columns, from which position each key's rows reach up to which.

    A key is a text where there is one column, and a tuple of texts where there are more.
    """
    keys = frame[by]
    firsts = np.flatnonzero((keys != keys.shift()).any(axis=1).to_numpy())
    places = zip(firsts.tolist(), [*firsts[1:].tolist(), len(frame)], strict=True)
    found = keys.iloc[firsts].itertuples(index=False, name=None)
    return {key if len(by) > 1 else key[0]: place for key, place in zip(found, places, strict=True)}
