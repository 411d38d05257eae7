"""Checked columns as cells of a sheet: text, numbers, days. It decides what a spreadsheet can hold without loss."""

from datetime import date

import numpy as np
import pandas as pd

from tracker.dates import FIRST_YEAR
from tracker.money import NUMBER_ONE, format_amount, format_number
from tracker.tables import Column

Cell = str | float | None
ROW, REVISION = "row", "revision"
"""Two hidden columns: the ledger's number of a row, and the changeset in which it was last written."""
CHUNK = 10_000
"""How many rows are turned into cells at a time."""
EPOCH = date(1899, 12, 30)
FOREVER = (date(9999, 12, 31) - EPOCH).days
LARGEST = 10**15
"""Spreadsheets keep fifteen digits when they save; a longer amount is written as text."""
_SAFE_DAY = 61
"""1 March 1900. Spreadsheets disagree about the two months before; such a day stays text."""


def column_cells(values: pd.Series, column: Column) -> list[Cell]:
    """The cells of a checked column.

    Amounts and numbers of up to fifteen digits are numbers, longer ones text; whole days are days, months and years
    known no better are text; flags are `yes` or blank. Blank cells are None.
    """
    match column.kind:
        case "money":
            return _numbers(values, 100, format_amount)
        case "number":
            return _numbers(values, NUMBER_ONE, format_number)
        case "flag":
            return [("yes" if flag else None) for flag in values.tolist()]
        case "date":
            codes, texts = pd.factorize(values.to_numpy(dtype=object))
            return _spread(codes, [_day_cell(text) for text in texts])
        case _:
            return [clean_text(text) if text else None for text in values.tolist()]


def _spread(codes: np.ndarray, cells: list[Cell]) -> list[Cell]:
    return [cells[code] for code in codes.tolist()]


def _numbers(values: pd.Series, one: int, write: object) -> list[Cell]:
    cells: list[Cell] = []
    for count in values.astype("Int64").to_numpy(dtype=object, na_value=None).tolist():
        if count is None:
            cells.append(None)
        elif -LARGEST < count < LARGEST or (abs(count) < LARGEST * one and _digits(count) < 16):
            cells.append(count / one)
        else:
            cells.append(write(count))  # type: ignore[operator]
    return cells


def _digits(count: int) -> int:
    return len(str(abs(count)).rstrip("0"))


def _day_cell(text: str) -> Cell:
    if len(text) != 10:
        return text or None
    serial = day_serial(date.fromisoformat(text))
    return serial if serial >= _SAFE_DAY or int(text[:4]) > FIRST_YEAR else text


def day_serial(when: date) -> int:
    """The number that a spreadsheet has for a day."""
    return (when - EPOCH).days


def serials(days: pd.Series) -> np.ndarray:
    """Days as a spreadsheet's numbers; unknown days are `FOREVER`."""
    filled = days.to_numpy().astype("datetime64[D]")
    numbers = (filled - np.datetime64(EPOCH)).astype(np.int64)
    return np.where(np.isnat(filled), FOREVER, numbers)


def clean_text(text: str) -> str:
    """Text that survives the container: what XlsxWriter takes for markup, or XML forbids, is made harmless."""
    if text.startswith("<r>") and text.endswith("</r>"):
        return text + " "
    if "\ufffe" in text or "\uffff" in text:
        return text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    return text
