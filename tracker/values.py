"""How a cell's text becomes a column's value, and back. It reads one column at a time, and only what is certain."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker.dates import parse_date
from tracker.money import NUMBER_PLACES, ValueFault, format_amount, format_number, parse_amount
from tracker.tables import Column

_YES, _NO = {"true", "yes", "y", "1", "x"}, {"", "false", "no", "n", "0"}
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a\u202b\u202d\u202e\u2066-\u2068\ud800-\udfff]")
"""Control characters, those that turn the reading direction, and lone surrogates: what a reader cannot see."""
LONGEST_TEXT = 32_767
"""As many characters as a spreadsheet's cell can hold."""


@dataclass(frozen=True)
class Fault:
    """Why the cells at some positions of a column could not be read."""

    positions: np.ndarray
    message: str
    remedy: str


@dataclass(frozen=True)
class Reading:
    """A column that was read: its values, what was wrong, and where an amount was typed as approximate."""

    values: pd.Series
    faults: list[Fault]
    approximate: np.ndarray


def read_column(cells: pd.Series, column: Column) -> Reading:
    """Read a column of texts.

    In: text, missing values standing for blank. Out: the column's dtype (see `tables.Column`), the same index.
    A cell that cannot be read becomes blank (0 where the column cannot be blank) and is a Fault. Each distinct text
    is read once.
    """
    codes, distinct = pd.factorize(cells.fillna("").to_numpy(dtype=object))
    texts = [str(text).strip() for text in distinct]
    blank: object = {"money": 0, "number": 0, "flag": False}.get(column.kind, "")
    values: list[object] = [blank] * len(texts)
    is_missing = np.zeros(len(texts), dtype=bool)
    is_vague = np.zeros(len(texts), dtype=bool)
    faults: list[Fault] = []
    for i, text in enumerate(texts):
        if text == "":
            is_missing[i] = True
            continue
        try:
            values[i], is_vague[i] = _read_cell(text, column)
        except ValueFault as error:
            is_missing[i] = True
            faults.append(Fault(np.flatnonzero(codes == i), str(error), error.remedy))
    return Reading(_as_series(values, is_missing, codes, cells.index, column), faults, is_vague[codes])


def _as_series(
    values: list[object], is_missing: np.ndarray, codes: np.ndarray, index: pd.Index, column: Column
) -> pd.Series:
    if column.dtype == "Int64":
        numbers = np.array(values, dtype=np.int64)[codes]
        return pd.Series(pd.arrays.IntegerArray(numbers, is_missing[codes]), index=index)
    if column.dtype == "str":
        distinct = pd.array(values, dtype="str")
        return pd.Series(distinct.take(codes), index=index)
    return pd.Series(np.array(values, dtype=column.dtype)[codes], index=index)


def _read_cell(text: str, column: Column) -> tuple[object, bool]:
    match column.kind:
        case "money":
            return parse_amount(text)
        case "number":
            count, is_vague = parse_amount(text, NUMBER_PLACES)
            if is_vague:
                raise ValueFault(f"'{text}' cannot be approximate", "write the number without ~")
            return count, False
        case "date":
            day = parse_date(text)
            if day is None:
                raise ValueFault(f"'{text}' is not a date", "write it as 2010-06-01, or 2010-06, or 2010")
            return day, False
        case "flag":
            return _read_flag(text), False
        case "choice":
            return _read_choice(text, column), False
        case "currency":
            return text.upper(), False
        case "list":
            return "; ".join(part.strip() for part in _plain(text).split(";") if part.strip()), False
        case _:
            return _plain(text), False


def _read_flag(text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise ValueFault(f"'{text}' is neither yes nor no", "write yes, or leave it blank")
    return word in _YES


def _read_choice(text: str, column: Column) -> str:
    word = text.casefold().replace(" ", "_").replace("-", "_")
    if word in column.choices:
        return word
    if column.name == "status" and word == "received":
        raise ValueFault(
            "'received' is not a status that a pledge can be given", "record the payment as a row of contributions"
        )
    article = "an" if column.name[0] in "aeiou" else "a"
    remedy = "use " + _alternatives(column.choices)
    if column.name == "status":
        remedy = "use pledged or committed, or else " + _alternatives(
            tuple(choice for choice in column.choices if choice not in ("pledged", "committed"))
        )
    raise ValueFault(f"'{text}' is not {article} {column.name}", remedy)


def _alternatives(choices: tuple[str, ...]) -> str:
    return choices[0] if len(choices) == 1 else ", ".join(choices[:-1]) + " or " + choices[-1]


def _plain(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueFault(f"text of {len(text):,} characters", f"shorten it to {LONGEST_TEXT:,}")
    hidden = _HIDDEN.search(text)
    if hidden:
        raise ValueFault(f"a hidden control character, U+{ord(hidden[0]):04X}, in the text", "type the text anew")
    return text


def write_column(values: pd.Series, column: Column) -> pd.Series:
    """A checked column as texts, as a file shows it; `read_column` gives the same column back."""
    if column.kind in ("money", "number"):
        write = format_amount if column.kind == "money" else format_number
        codes, distinct = pd.factorize(values.to_numpy(dtype=object, na_value=None), use_na_sentinel=False)
        texts = np.array(["" if value is None or pd.isna(value) else write(int(value)) for value in distinct] + [""])
        return pd.Series(texts[codes], index=values.index, dtype="str")
    if column.kind == "flag":
        return pd.Series(np.where(values.to_numpy(dtype=bool), "yes", ""), index=values.index, dtype="str")
    return values.astype("str")
