"""The Status of contributions: one row for each promise, and for each donor's cash that pays none."""

from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.worksheet import Worksheet

from tracker import terms
from tracker.exchange.workbook.blocks import Ground
from tracker.exchange.workbook.cells import CHUNK, Cell, clean_text
from tracker.exchange.workbook.figures import Figures
from tracker.exchange.workbook.formulas import AS_OF_SAID, AUDIENCE, BY_NOW, IN_FORCE, SEEN
from tracker.exchange.workbook.lines import write_rows
from tracker.exchange.workbook.sheets import set_page, write_note
from tracker.exchange.workbook.styles import ALERT_COLOUR, LINE_COLOUR, SPARSE_MONEY, Styles

STATEMENT = "Status of contributions"
_HEADINGS = (
    ("Phase", 13, ""), ("Donor", 30, ""), ("Promise", 18, "Blank: cash that pays no promise."), ("Agreement", 14, ""),
    ("Status", 12, "The rung it stands on; blank: nothing of it was known by the as-of date."), ("Form", 8, ""),
    ("Currency", 9, "The promise's own; so are all amounts but the last."),
    ("Not announced", 0, "The whole promise, where it is anticipated or possible."),
    ("Announced", 0, "The whole promise, where it is announced, or signed under a condition."),
    ("Signed", 0, "The whole promise, where it is signed."),
    ("Received", 0, "What payments and reversals have fulfilled; refunds reopen nothing."),
    ("Balance", 0, "What is still outstanding."),
    ("Due", 0, "Parts due by the as-of date, paid or not; of announced and signed promises."),
    ("Overdue", 0, "What of these is not paid."),
    ("Balance, reported", 17, "The balance in the reporting currency, at the rate of the day of the step in force."),
)  # fmt: skip
FIRST = 5
_FROZEN = "As exported: there are too many promises for formulas, so this sheet does not follow the Summary's cells."
_PHASE_N, _PLEDGE_N, _DONOR_N = "Q", "R", "S"


def write_statement(sheet: Worksheet, ground: Ground, figures: Figures, styles: Styles) -> int:
    """Write the sheet row by row; out: its last row (counted from 1)."""
    amount = ground.amount_width(decimals=2, least=13)
    for position, (_, width, _) in enumerate(_HEADINGS):
        sheet.set_column(position, position, width or amount)
    sheet.set_column(len(_HEADINGS), len(_HEADINGS) + 3, 8, None, {"hidden": True})
    loose = _loose_cash(ground)
    set_page(sheet, FIRST - 1 + len(ground.pledges) + len(loose), len(_HEADINGS) - 1, STATEMENT, heading=3)
    for position, (_, _, meaning) in enumerate(_HEADINGS):
        if meaning:
            write_note(sheet, 3, position, meaning)
    sheet.set_row(0, 22)
    sheet.write_string(0, 0, STATEMENT, styles.title)
    sheet.write_string(1, 0, "As of", styles.get(bold=True))
    shown = f"{ground.contents.as_of.isoformat()} · {ground.contents.audience}"
    sheet.write_formula(1, 1, f'={AS_OF_SAID}&" · "&{AUDIENCE}', styles.get(), shown)
    if ground.is_large:
        sheet.write_string(2, 0, _FROZEN, styles.get(bold=True, font_color=ALERT_COLOUR))
    for position, (heading, _, _) in enumerate(_HEADINGS):
        sheet.write_string(3, position, heading, styles.heading(heading))
    sheet.freeze_panes(4, 3)
    _dress(sheet, FIRST - 2 + len(ground.pledges) + len(loose), styles)
    ordered = ground.promises.drop_duplicates("pledge", keep="last").sort_values(
        ["phase", "donor", "pledge"], kind="stable"
    )
    row = FIRST
    names = dict(zip(ground.contents.tables["donors"]["donor"], ground.contents.tables["donors"]["name"], strict=True))
    pledge_n = {key: number for number, key in enumerate(ground.pledges, 1)}
    phase_n = {key: number for number, key in enumerate(ground.phases, 1)}
    donor_n = {key: number for number, key in enumerate(ground.donors, 1)}
    text, money = styles.get(), styles.get(num_format=SPARSE_MONEY, align="right")
    write = _Row(sheet, text, money)
    if ground.is_large:
        row = _write_values(sheet, figures, names, text, money)
        loose = loose.iloc[:0]
    now = {} if ground.is_large else {promise.pledge: promise for promise in figures.promises.itertuples()}
    for promise in ordered.itertuples() if not ground.is_large else ():
        _write_promise(
            write, row, ground, figures, promise, now.get(promise.pledge), names, pledge_n[promise.pledge], phase_n
        )
        row += 1
    for place in loose.itertuples():
        _write_loose(write, row, ground, figures, place, names, phase_n[place.phase], donor_n[place.donor])
        row += 1
    return max(row - 1, FIRST)


def _dress(sheet: Worksheet, last: int, styles: Styles) -> None:
    """What is overdue stands out, a line parts the phases, and the rows can be filtered.

    The filter takes in the hidden columns: sorting must move the numbers that a row's formulas look at with the row.
    """
    if last < FIRST - 1:
        return
    sheet.autofilter(FIRST - 2, 0, last, len(_HEADINGS) + 3)
    late = styles.overlay(font_color=ALERT_COLOUR, bold=True)
    overdue = [heading for heading, _, _ in _HEADINGS].index("Overdue")
    sheet.conditional_format(
        FIRST - 1, overdue, last, overdue, {"type": "cell", "criteria": ">", "value": 0, "format": late}
    )
    line = styles.overlay(top=1, top_color=LINE_COLOUR)
    rule = {"type": "formula", "criteria": f"=$A{FIRST}<>$A{FIRST - 1}", "format": line}
    sheet.conditional_format(FIRST - 1, 0, last, len(_HEADINGS) - 1, rule)


def _write_values(sheet: Worksheet, figures: Figures, names: dict[str, str], text: Any, money: Any) -> int:
    """The rows as values, where there are too many for formulas; out: the row after the last."""
    held = figures.promises.sort_values(["phase", "donor", "pledge"], kind="stable")
    looks = [text] * 7 + [money] * 8
    for start in range(0, len(held), CHUNK):
        columns = _values_of(held.iloc[start : start + CHUNK], figures, names)
        write_rows(sheet, FIRST - 1 + start, columns, looks)
    row = FIRST + len(held)
    for (phase, donor, currency, form), amount in sorted(figures.loose.items()):
        cells = [phase, str(names.get(donor, donor)), None, None, terms.RUNG[terms.RECEIVED].label, form, currency]
        for position, cell in enumerate(cells):
            if cell:
                sheet.write_string(row - 1, position, clean_text(cell), text)
        sheet.write_number(f"K{row}", amount / 100, money)
        row += 1
    return row


def _values_of(held: pd.DataFrame, figures: Figures, names: dict[str, str]) -> list[list[Cell]]:
    rung = held["rung"].to_numpy(dtype=object)
    label = {**{code: one.label for code, one in terms.RUNG.items()}, "": "Withdrawn"}

    def major(values: pd.Series | np.ndarray) -> list[Cell]:
        return [value / 100 if value else None for value in values.tolist()]

    def on(*rungs: str) -> list[Cell]:
        return major(np.where(np.isin(rung, rungs), held["promised"].to_numpy(), 0))

    def texts(name: str) -> list[Cell]:
        return [clean_text(value) or None for value in held[name].tolist()]

    soft = terms.RUNGS[terms.RANK[terms.PLEDGED] + 1 :]
    donors: list[Cell] = [clean_text(str(names.get(donor, donor))) for donor in held["donor"]]
    return [
        texts("phase"), donors, texts("pledge"), texts("agreement"), [label[code] for code in rung], texts("form"),
        texts("currency"), on(*soft), on("pledged"), on("committed"), major(held["fulfilled"]),
        major(held["outstanding"]), major(held["pledge"].map(figures.due).fillna(0)),
        major(held["pledge"].map(figures.overdue).fillna(0)), major(held["value"]),
    ]  # fmt: skip


class _Row:
    """Writes cells of a row by their letters."""

    def __init__(self, sheet: Worksheet, text: Any, money: Any) -> None:
        self.sheet, self.looks = sheet, {"text": text, "money": money}

    def text(self, cell: str, value: str) -> None:
        if value:
            self.sheet.write_string(cell, clean_text(value), self.looks["text"])

    def number(self, cell: str, value: int) -> None:
        self.sheet.write_number(cell, value)

    def formula(self, cell: str, formula: str, value: object, look: str = "money") -> None:
        self.sheet.write_formula(cell, "=" + formula, self.looks[look], value)


def _write_promise(
    write: _Row, row: int, ground: Ground, figures: Figures, promise: Any, now: Any, names: dict[str, str], number: int,
    phase_n: dict[str, int],
) -> None:  # fmt: skip
    pr, du = ground["pr"], ground["du"]
    stretch, of_due = ground.of_promise.get(promise.pledge), ground.of_due.get(promise.pledge, (0, 1))
    mine = {"pledge_n": f"$R{row}", **IN_FORCE}
    state = f"$S{row}"
    at = 0 if now is None else int(now.Index) + 1
    write.formula(f"A{row}", f'IF({state}=0,"",{pr.pick("phase", state)})', "" if now is None else now.phase, "text")
    write.text(f"B{row}", str(names.get(promise.donor, promise.donor)))
    write.text(f"C{row}", promise.pledge)
    known = "" if now is None else now.agreement
    write.formula(f"D{row}", f'IF({state}=0,"",{pr.pick("agreement", state)}&"")', known, "text")
    status = "" if now is None else terms.RUNG[now.rung].label if now.rung else "Withdrawn"
    write.formula(f"E{row}", f'IF({state}=0,"",{pr.pick("status", state)})', status, "text")
    write.text(f"F{row}", promise.form)
    write.text(f"G{row}", promise.currency)
    for column, tests, rungs in (
        ("H", {"rank": f'">{terms.RANK["pledged"]}"'}, terms.RUNGS[terms.RANK["pledged"] + 1 :]),
        ("I", {"rank": str(terms.RANK["pledged"])}, ("pledged",)),
        ("J", {"rank": str(terms.RANK["committed"])}, ("committed",)),
    ):  # fmt: skip
        value = now.promised / 100 if now is not None and now.rung in rungs else 0
        write.formula(f"{column}{row}", pr.total("promised", {**mine, **tests}, stretch), value)
    for column, name in (("K", "fulfilled"), ("L", "outstanding"), ("O", "value")):
        value = 0 if now is None else getattr(now, name) / 100
        write.formula(f"{column}{row}", pr.total(name, mine, stretch), value)
    for column, name, found in (("M", "amount", figures.due), ("N", "unpaid", figures.overdue)):
        tests = {**mine, "due": BY_NOW}
        write.formula(f"{column}{row}", du.total(name, tests, of_due), found.get(promise.pledge, 0) / 100)
    shown = 0 if now is None else phase_n[now.phase]
    write.formula(f"Q{row}", f"IF({state}=0,0,{pr.pick('phase_n', state)})", shown, "text")
    write.number(f"R{row}", number)
    write.formula(f"S{row}", pr.total("number", mine, stretch), at, "text")


def _loose_cash(ground: Ground) -> pd.DataFrame:
    moved = ground.movements
    loose = moved[
        ((moved["rung"] == terms.RECEIVED) & (moved["pledge"] == "") & (moved["original_amount"] != 0)).to_numpy()
    ]
    places = ["phase", "donor", "original_currency", "form"]
    return loose[places].drop_duplicates().sort_values(places, kind="stable")


def _write_loose(
    write: _Row,
    row: int,
    ground: Ground,
    figures: Figures,
    place: Any,
    names: dict[str, str],
    phase_n: int,
    donor_n: int,
) -> None:
    write.text(f"A{row}", place.phase)
    write.text(f"B{row}", str(names.get(place.donor, place.donor)))
    write.text(f"E{row}", terms.RUNG[terms.RECEIVED].label)
    write.text(f"F{row}", place.form)
    write.text(f"G{row}", place.original_currency)
    tests = {
        "on": BY_NOW, "seen": SEEN, "phase_n": f"$Q{row}", "donor_n": f"$S{row}", "has_pledge": "0", "rank": "0",
        "original_currency": f'"{place.original_currency}"', "form": f'"{place.form}"',
    }  # fmt: skip
    key = (place.phase, place.donor, place.original_currency, place.form)
    text = ground["m"].total("original_amount", tests, ground.of_place.get((place.phase, place.donor)))
    write.formula(f"K{row}", text, figures.loose.get(key, 0) / 100)
    write.number(f"Q{row}", phase_n)
    write.number(f"S{row}", donor_n)
