"""How a cell's text becomes a column's value, and back. It reads one column at a time, and only what is certain."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import parse_date
from tracker.money import CellError, format_amount, format_number, parse_amount, parse_number
from tracker.tables import Column

_YES, _NO = {"true", "yes", "y", "1", "x"}, {"", "false", "no", "n", "0"}
HIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a\u202b\u202d\u202e\u2066-\u2068\ufffd-\uffff]"
"""What a reader cannot see: control characters, those that turn the direction, what was not decoded or is none."""
HIDDEN_IN_KEY = "[\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufffd-\uffff]"
"""In a key also what makes two of them differ that look the same; in other texts, some scripts need it."""
ERROR = re.compile(
    "#(?:REF!|N/A|DIV/0!|VALUE!|NAME[?]|NUM!|NULL!|SPILL!|CALC!|FIELD!|GETTING_DATA|BLOCKED!|CONNECT!)|Err:[0-9]+"
)
"""What a spreadsheet shows where a formula failed: no text that somebody meant."""
_SURROGATES = re.compile("[\ud800-\udfff]")
_CODES = {rung.label.casefold(): rung.code for rung in terms.LADDER}
"""What each rung is called in tables, by what it is called on screen."""
_PLAIN_AMOUNT = "-?[0-9]{1,15}(?:[.][0-9]{2})?"
LONGEST_TEXT = 32_767
"""As many characters as a spreadsheet's cell can hold."""


@dataclass(frozen=True)
class Reading:
    """A column that was read.

    `texts` is what stood in the cells (None where they held values already), `faults` the texts that could not be
    read; the masks tell which cells are blank, hold such a text, or hold an amount typed as approximate.
    """

    column: pd.Series
    texts: pd.Series | None
    faults: Mapping[str, CellError]
    is_blank: np.ndarray
    is_unread: np.ndarray
    is_approximate: np.ndarray


def read_column(cells: pd.Series, column: Column) -> Reading:
    """Read a column of texts.

    In: text, or what has a text, missing values standing for blank; or the column's checked dtype already (so that
    int64 is a count, and floats are refused: nobody knows of what). Out: the column's dtype (see `tables.Column`), the
    same index. A cell that cannot be read becomes blank (0 where the column cannot be blank). What is not plain is read
    once for each text.
    """
    is_number = column.kind in ("money", "number")
    if (is_number and pd.api.types.is_signed_integer_dtype(cells.dtype)) or cells.dtype == bool == column.dtype:
        nowhere, is_blank = np.zeros(len(cells), dtype=bool), cells.isna().to_numpy()
        values = (cells if column.dtype == "Int64" else cells.fillna(0)).astype(column.dtype)
        return Reading(values, None, {}, is_blank, nowhere, nowhere)
    texts = as_texts(cells)
    read = _refuse_float if is_number and pd.api.types.is_numeric_dtype(cells.dtype) else _read_cell
    is_blank = (texts == "").to_numpy()
    if is_blank.all():
        return read_blank(texts, column)
    is_plain, values = _read_plain(texts, column)
    rest = np.flatnonzero(~(is_blank | is_plain))
    codes, distinct = pd.factorize(texts.array[rest])
    written = distinct.to_numpy(dtype=object).tolist()
    found: list[object] = list(written)
    faults: dict[str, CellError] = {}
    is_vague, nothing = np.zeros(len(written), dtype=bool), "" if column.dtype == "str" else 0
    for i, text in enumerate(written):
        try:
            found[i], is_vague[i] = read(text, column)
        except CellError as fault:
            faults[text] = fault
            found[i] = nothing
    is_unread, is_approximate = np.zeros(len(texts), dtype=bool), np.zeros(len(texts), dtype=bool)
    is_unread[rest] = np.array([text in faults for text in written], dtype=bool)[codes]
    is_approximate[rest] = is_vague[codes]
    if found != written:
        values = values.copy()
        values[rest] = pd.array(found, dtype=values.dtype)[codes]
    if column.dtype == "Int64":
        values = pd.arrays.IntegerArray(values, is_blank | is_unread)
    series = pd.Series(values, index=cells.index, dtype=column.dtype)
    return Reading(series, texts, faults, is_blank, is_unread, is_approximate)


def read_blank(texts: pd.Series, column: Column) -> Reading:
    """Read a column that nobody filled in, which most columns of most tables are: `texts` are all empty."""
    is_blank, nowhere = np.ones(len(texts), dtype=bool), np.zeros(len(texts), dtype=bool)
    values: Any = texts.array.copy() if column.dtype == "str" else np.zeros(len(texts), dtype=column.dtype.lower())
    if column.dtype == "Int64":
        values = pd.arrays.IntegerArray(values, is_blank.copy())
    series = pd.Series(values, index=texts.index, dtype=column.dtype)
    return Reading(series, texts, {}, is_blank, nowhere, nowhere)


def as_texts(cells: pd.Series) -> pd.Series:
    """The text of each cell, whatever it holds; "" where it is blank."""
    try:
        texts = cells.astype("str")
    except UnicodeError:
        texts = cells.map(lambda cell: _SURROGATES.sub("\ufffd", str(cell)), na_action="ignore").astype("str")
    return texts.fillna("").str.strip()


def _read_plain(texts: pd.Series, column: Column) -> tuple[np.ndarray, Any]:
    """Where a column can be read without looking at each text by itself, and the values there."""
    if column.kind == "money":
        is_plain = texts.str.fullmatch(_PLAIN_AMOUNT).to_numpy(dtype=bool)
        digits = texts.where(is_plain, "0")
        counts = digits.str.replace(".", "", regex=False).astype("Int64").to_numpy(dtype=np.int64)
        return is_plain, np.where(digits.str.contains(".", regex=False), counts, 100 * counts)
    if column.kind in ("key", "text", "list"):
        is_odd = texts.str.contains(HIDDEN_IN_KEY if column.kind == "key" else HIDDEN + "|\r") | (
            texts.str.len() > LONGEST_TEXT
        )
        is_odd |= texts.str.startswith(("#", "Err:"))
        if column.kind == "list":
            is_odd |= texts.str.contains(";", regex=False)
        return ~is_odd.to_numpy(dtype=bool), texts.array
    nowhere = np.zeros(len(texts), dtype=bool)
    return nowhere, texts.array if column.dtype == "str" else np.zeros(len(texts), dtype=column.dtype.lower())


def _refuse_float(text: str, column: Column) -> tuple[object, bool]:
    raise CellError(f"'{text}' comes as a float, which is not exact", f"hand {column.name} over as text in major units")


def _read_cell(text: str, column: Column) -> tuple[object, bool]:
    if len(text) > LONGEST_TEXT:
        raise CellError(f"text of {len(text):,} characters", f"shorten it to {LONGEST_TEXT:,}")
    match column.kind:
        case "money":
            return parse_amount(text)
        case "number":
            return parse_number(text), False
        case "date":
            day = parse_date(text)
            if day is None:
                raise CellError(f"'{text}' is not a date", "write it as 2010-06-01, or 2010-06, or 2010")
            return day, False
        case "flag":
            return _read_flag(text), False
        case "choice":
            return _read_choice(text, column), False
        case "currency":
            return text.upper(), False
        case "list":
            return "; ".join(part.strip() for part in _read_text(text, HIDDEN).split(";") if part.strip()), False
        case _:
            return _read_text(text, HIDDEN_IN_KEY if column.kind == "key" else HIDDEN), False


def _read_flag(text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise CellError(f"'{text}' is neither yes nor no", "write yes, or leave it blank")
    return word in _YES


def _read_choice(text: str, column: Column) -> str:
    word = text.casefold().replace(" ", "_").replace("-", "_")
    if word in column.choices:
        return word
    if column.name == "status" and word == terms.RECEIVED:
        raise CellError(
            "'received' is not a status that a pledge can be given", "record the payment as a row of contributions"
        )
    article = "an" if column.name[0] in "aeiou" else "a"
    remedy = "use " + _alternatives(column.choices)
    if _CODES.get(word) in column.choices:
        remedy = f"in tables that is written {_CODES[word]}"
    elif column.name == "status":
        remedy = "use pledged or committed, or else " + _alternatives(
            tuple(choice for choice in column.choices if choice not in ("pledged", "committed"))
        )
    raise CellError(f"'{text}' is not {article} {column.name}", remedy)


def _alternatives(choices: tuple[str, ...]) -> str:
    return choices[0] if len(choices) == 1 else ", ".join(choices[:-1]) + " or " + choices[-1]


def _read_text(text: str, hidden: str) -> str:
    """The text with its line breaks as spreadsheets keep them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    unseen = re.search(hidden, text)
    if unseen:
        raise CellError(f"a hidden character, U+{ord(unseen[0]):04X}, in the text", "type the text anew")
    if ERROR.fullmatch(text):
        raise CellError(f"the cell holds the error {text}", "mend the formula, or write its value")
    return text


def write_column(values: pd.Series, column: Column) -> pd.Series:
    """A checked column as texts, as a file shows it; `read_column` gives the same column back."""
    if column.kind in ("money", "number"):
        write = format_amount if column.kind == "money" else format_number
        codes, distinct = pd.factorize(values.array)
        texts = [write(int(value)) for value in distinct]
        return pd.Series(pd.array([*texts, ""], dtype="str")[codes], index=values.index)
    if column.kind == "flag":
        return pd.Series(np.where(values.to_numpy(dtype=bool), "yes", ""), index=values.index, dtype="str")
    return values.astype("str")
