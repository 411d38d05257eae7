"""The Outlook: what is missing in cash, with what is announced and with all in sight, how likely, and until when."""

from collections.abc import Sequence

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracker import terms
from tracker.exchange.workbook.cells import clean_text
from tracker.exchange.workbook.contents import Contents
from tracker.exchange.workbook.sheets import set_page
from tracker.exchange.workbook.styles import SHARE, SPARSE_MONEY, Styles
from tracker.money import NUMBER_ONE

OUTLOOK = "Outlook"
FIRST = 6
MOST_PROMISES = 1_000
"""So many promises are listed, the largest."""
_NOTE = (
    "As exported: this sheet does not follow the Summary's cells. Likelihoods are those stated on rows of Pledges, and "
    "no others; promises are taken to be independent. Blank: nobody stated any."
)
_TARGETS = {
    "phase": "Phase", "title": "Target", "due_on": "Needed by", "currency": "Currency", "required": "Required",
    "in_cash": "In cash", "missing_in_cash": "Missing in cash",
    "missing_if_announced": "Missing if all announced comes",
    "missing_if_everything": "Missing if everything comes", "promises": "Promises", "stated": "With a likelihood",
    "likelihood_from": "Likelihood, at least", "likelihood_to": "at most",
}  # fmt: skip
_PROMISES = {
    "phase": "Phase", "target": "Target", "due_on": "Due", "currency": "Currency", "donor": "Donor",
    "pledge": "Promise",
    "rung": "Status", "amount": "Amount", "low": "Least", "high": "Most", "likelihood": "Likelihood",
    "gap_without": "Missing without it", "basis": "Rests on",
}  # fmt: skip
_RUNWAY = {
    "phase": "Phase", "counting": "Counting from", "basis": "Need by", "currency": "Currency",
    "monthly_need": "Needed a month", "at_hand": "At hand", "scheduled": "Due to come", "overdue": "Overdue",
    "undated": "Without a date", "covered_until": "Covered until", "months": "Months ahead", "short_in": "Short in",
    "short_by": "Short by",
}  # fmt: skip
_MONEY = frozenset(
    {"required", "in_cash", "missing_in_cash", "missing_if_announced", "missing_if_everything", "amount", "low", "high",
     "gap_without", "monthly_need", "at_hand", "scheduled", "overdue", "undated", "short_by"}
)  # fmt: skip
_SHARES = frozenset({"likelihood", "likelihood_from", "likelihood_to"})
_BASES = {"row": "its row", "periods": "budget periods", "phase": "budget, evenly", "stated": "assumed"}
_WIDTHS = (12, 26, 16, 10, *([15] * 9))


def write_outlook(sheet: Worksheet, contents: Contents, styles: Styles) -> None:
    """Write the sheet: a block of targets, one of promises, one of how long money lasts; values, not formulas."""
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    sheet.set_row(0, 22)
    sheet.write_string(0, 0, OUTLOOK, styles.title)
    sheet.write_string(1, 0, "As of", styles.get(bold=True))
    sheet.write_string(1, 1, f"{contents.as_of.isoformat()} · {contents.audience} · {contents.record}", styles.get())
    sheet.write_string(2, 0, _NOTE, styles.quiet)
    targets, promises = contents.outlook["targets"], contents.outlook["promises"]
    if len(promises) > MOST_PROMISES:
        promises = promises.nlargest(MOST_PROMISES, "amount").sort_index()
    row = FIRST - 2
    for title, columns, frame in (
        ("Targets", _TARGETS, targets[(targets["world"] == "amount").to_numpy()]),
        ("The promises they hinge on", _PROMISES, promises),
        ("How long the money lasts", _RUNWAY, contents.outlook["runway"]),
    ):
        row = _write_block(sheet, row, title, columns, frame, styles)
    set_page(sheet, row, len(_WIDTHS) - 1, OUTLOOK, heading=0)


def _write_block(
    sheet: Worksheet, row: int, title: str, columns: dict[str, str], frame: pd.DataFrame, styles: Styles
) -> int:
    """Write one block from a row on; out: the row after it and a blank one."""
    sheet.write_string(row, 0, title, styles.section)
    for position, (name, heading) in enumerate(columns.items()):
        is_number = name in _MONEY or name in _SHARES or name in ("promises", "stated", "months")
        sheet.write_string(row + 1, position, heading, styles.head_right if is_number else styles.head)
    looks = {name: _look(name, styles) for name in columns}
    values: list[Sequence[object]] = [frame[name].tolist() for name in columns]
    for at, line in enumerate(zip(*values, strict=True), start=row + 2):
        for position, (name, value) in enumerate(zip(columns, line, strict=True)):
            _write_cell(sheet, at, position, name, value, looks[name])
    return row + 3 + len(frame)


def _look(name: str, styles: Styles) -> Format:
    if name in _MONEY:
        return styles.get(num_format=SPARSE_MONEY, align="right")
    return styles.get(num_format=SHARE, align="right") if name in _SHARES else styles.get()


def _write_cell(sheet: Worksheet, row: int, column: int, name: str, value: object, look: Format) -> None:
    if pd.isna(value) or value == "":
        return
    if name in _MONEY:
        sheet.write_number(row, column, int(value) / 100, look)  # type: ignore[call-overload]
    elif name in _SHARES:
        share = int(value) / NUMBER_ONE if name == "likelihood" else value  # type: ignore[call-overload]
        sheet.write_number(row, column, share, look)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, look)
    else:
        text = str(value)
        if name in ("rung", "counting"):
            text = terms.RUNG[text].label
        sheet.write_string(row, column, clean_text(_BASES.get(text, text) if name == "basis" else text), look)
