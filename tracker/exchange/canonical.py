"""Columns of a file made canonical text, cell by cell, with what was wrong and what was given up. It knows no files."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from tracker.dates import parse_date
from tracker.exchange.amounts import PLACES, Amount, Cell, cell_text, find_conflict, is_error, read_amount
from tracker.exchange.currencies import SHARED
from tracker.tables import Column, Table

READY_AMOUNT = "(?:-?[0-9]{1,15}(?:[.][0-9]{1,2})?)?"
"""An amount that is canonical already, or none."""
_READY_AMOUNT = re.compile(READY_AMOUNT)
_READY_NUMBER = re.compile("-?[0-9]{1,12}(?:[.][0-9]{1,10})?")
_GROUPED = re.compile("-?[1-9][0-9]{0,2}[.][0-9]{3}")
"""In a column of our own files a rate of 1.234; where others of the column have commas, that or 1234."""


Result = TypeVar("Result")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell; `position` counts the rows that were handed over from 0."""

    position: int
    column: str
    value: str
    message: str
    remedy: str
    severity: str = "error"


@dataclass(frozen=True)
class Canonical:
    """Canonical texts by column, "" where a cell could not be read.

    `exact` holds for columns of money and numbers what each cell said before it was rounded as declared.
    """

    texts: dict[str, list[str]]
    faults: list[Fault] = field(default_factory=list)
    exact: dict[str, list[Decimal | None]] = field(default_factory=dict)
    rounded: dict[str, int] = field(default_factory=dict)


def make_canonical(
    table: Table,
    cells: Mapping[str, Sequence[Cell]],
    formats: Mapping[str, Sequence[str]] | None = None,
    *,
    locale: str | None = None,
    epoch_1904: bool = False,
    units: Mapping[str, int] | None = None,
    rounding: str = "",
    currencies: Mapping[str, str] | None = None,
) -> Canonical:
    """Read the cells of a table's columns.

    `cells` and `formats` hold one entry a row; without formats the cells are texts of a CSV. `units` says by what a
    column's amounts are multiplied, `currencies` what a column's heading says. Where an amount names a currency and its
    row names another, that is a fault; where the row names none, it is taken.
    """
    made = Canonical({})
    found: dict[str, list[str]] = {}
    for name, values in cells.items():
        column, unit = table[name], (units or {}).get(name, 1)
        shown = (formats or {}).get(name) or [""] * len(values)
        if column.kind in PLACES:
            amounts = _read_amounts(column, values, shown, made, locale, unit, rounding, is_csv=formats is None)
            if column.kind == "money":
                said = (currencies or {}).get(name, "")
                found[name] = [amount.currency or said if amount.text else "" for amount in amounts]
        else:
            _read_texts(column, values, shown, made, locale, epoch_1904)
    _join_currencies(table, found, made, cells)
    return made


def _read_amounts(
    column: Column,
    values: Sequence[Cell],
    shown: Sequence[str],
    made: Canonical,
    locale: str | None,
    unit: int,
    rounding: str,
    *,
    is_csv: bool,
) -> list[Amount]:
    has_commas = any(isinstance(value, str) and "," in value for value in values)

    def is_ready(text: str) -> bool:
        if column.kind == "money":
            return bool(_READY_AMOUNT.fullmatch(text))
        is_ours = is_csv and locale is None and not (has_commas and _GROUPED.fullmatch(text))
        return is_ours and bool(_READY_NUMBER.fullmatch(text))

    def read(value: Cell, number_format: str) -> Amount:
        if is_error(value):
            return Amount(fault=f"the cell holds the error {value}", remedy="mend the formula, or write its value")
        if isinstance(value, str) and unit == 1 and is_ready(value.strip()):
            return Amount(text=value.strip(), exact=Decimal(value.strip()))
        return read_amount(value, number_format, kind=column.kind, locale=locale, unit=unit, rounding=rounding)

    amounts = _each(values, shown, read)
    texts, exact = [], []
    for position, (amount, value) in enumerate(zip(amounts, values, strict=True)):
        if amount.fault is not None:
            made.faults.append(Fault(position, column.name, _said(value), amount.fault, amount.remedy or ""))
        texts.append(("~" if amount.is_approximate else "") + amount.text)
        exact.append(amount.exact if amount.text else None)
    made.texts[column.name], made.exact[column.name] = texts, exact
    made.rounded[column.name] = sum(amount.is_rounded for amount in amounts)
    return amounts


def _read_texts(
    column: Column, values: Sequence[Cell], shown: Sequence[str], made: Canonical, locale: str | None, epoch_1904: bool
) -> None:
    def read(value: Cell, number_format: str) -> tuple[str, str | None, str | None]:
        if isinstance(value, str) and column.kind == "date" and parse_date(value):
            return value.strip(), None, None
        return cell_text(value, number_format, column.kind, epoch_1904=epoch_1904, locale=locale)

    texts = []
    for position, (value, (text, fault, remedy)) in enumerate(zip(values, _each(values, shown, read), strict=True)):
        if fault is not None:
            made.faults.append(Fault(position, column.name, _said(value), fault, remedy or ""))
        texts.append(text)
    made.texts[column.name] = texts


def _each(values: Sequence[Cell], shown: Sequence[str], read: Callable[[Cell, str], Result]) -> list[Result]:
    """What is read from each cell; equal cells are read once."""
    known: dict[tuple[type, Cell, str], Result] = {}
    results = []
    for value, number_format in zip(values, shown, strict=True):
        key = (type(value), value, number_format)
        if key not in known:
            known[key] = read(value, number_format)
        results.append(known[key])
    return results


def _join_currencies(
    table: Table, found: Mapping[str, list[str]], made: Canonical, cells: Mapping[str, Sequence[Cell]]
) -> None:
    """Compare the currencies that amounts name with those of their rows, and fill in what a row leaves blank."""
    if not any(any(codes) for codes in found.values()):
        return
    has_currency = "currency" in table.names
    count = len(next(iter(found.values())))
    rows = made.texts.get("currency") or [""] * count
    filled = list(rows)
    for name, codes in found.items():
        for position, code in enumerate(codes):
            if not code:
                continue
            value = _said(cells[name][position])
            if not has_currency:
                message, remedy = (
                    f"the amount names {code}, and {table.name} takes another row's currency",
                    "check that they agree",
                )
                made.faults.append(Fault(position, name, value, message, remedy, "warning"))
                continue
            conflict = find_conflict(Amount(currency=code), filled[position])
            if conflict:
                made.faults.append(Fault(position, name, value, *conflict))
            elif not filled[position] and code in SHARED:
                message = f"'{code}' is the sign of several currencies, and the row names none"
                made.faults.append(
                    Fault(position, name, value, message, "write the code of the one that is meant in currency")
                )
            elif not filled[position]:
                filled[position] = code
    if has_currency and filled != rows:
        made.texts["currency"] = filled


def _said(value: Cell) -> str:
    return "" if value is None else str(value).strip()
