"""The budget line by line: by component with the money earmarked to each, by period with the cash of each."""

from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.words import UNKNOWN, amount_words, date_words, money_words
from tracker.dashboard.figure_table import Cell, Head, Row
from tracker.dashboard.made import Sheet
from tracker.desk import View
from tracker.model.budget_lines import OUTSIDE, UNDIVIDED


def make_components(view: View, components: pd.DataFrame) -> Sheet:
    """A row for each component; unearmarked money, which may go to any, apart at the end."""
    if components.empty:
        return Sheet([], [])
    labels = [terms.RUNG[code].label for code in view.rungs]
    firm = [code for code in view.rungs if code in terms.PUBLISHED]
    currency = str(components["currency"].iloc[0])
    heads = [Head("Component"), Head(f"Needed, {currency}", "right")]
    heads.extend(
        Head(label if place == 0 else f"+ {label}", "right") for place, label in enumerate(labels[: len(firm)])
    )
    if len(labels) > len(firm):
        heads.append(Head("In sight", "right", "With what is anticipated or possible."))
    heads.append(Head("Missing", "right", f"Counting money {terms.RUNG[firm[-1]].label.lower()} or firmer."))
    shown = [*firm, *([view.rungs[-1]] if len(labels) > len(firm) else [])]
    by_component = {str(key): rows.set_index("counting") for key, rows in components.groupby("component", sort=True)}
    ordered = [key for key in by_component if key] + [key for key in by_component if not key]
    rows = [_component(key, by_component[key], shown, firm[-1]) for key in ordered]
    return Sheet([heads], rows, "By component: what is earmarked to each")


def _component(component: str, rows: pd.DataFrame, shown: list[str], floor: str) -> Row:
    row = rows.loc[floor]
    required = None if pd.isna(row["required"]) else int(row["required"])
    name = component or ("Not by component" if required is not None else "Unearmarked")
    aside = "may go to any component" if not component else "" if required is not None else "not in the budget"
    cells = [Cell(name, aside=aside), Cell(amount_words(required))]
    cells.extend(_money_cell(rows.loc[code]) for code in shown)
    gap = None if pd.isna(row["gap"]) else int(row["gap"])
    vague = bool(row["approximate"]) and bool(gap)
    return Row([*cells, Cell(amount_words(gap, approximate=vague))])


def _money_cell(row: pd.Series) -> Cell:
    hidden = "\n".join(f"{money_words(amount, code)}: no rate" for code, amount in row["unconverted"])
    return Cell(amount_words(int(row["counted"]), approximate=bool(row["approximate"])), aside=hidden)


def make_periods(periods: pd.DataFrame) -> Sheet:
    """A row for each period as the budget states it: what is needed in it, and the cash that came in it."""
    if periods.empty:
        return Sheet([], [])
    currency = str(periods["currency"].iloc[0])
    heads = [Head("Period"), Head(f"Needed, {currency}", "right"),
             Head("Received", "right", "Cash by the day it came, whenever it was promised.")]  # fmt: skip
    rows = [_period(row) for row in periods.itertuples() if _is_said(row)]
    is_shared = bool(periods["is_overlapping"].any())
    aside = "; periods share days, and so their cash" if is_shared else ""
    return Sheet([heads], rows, f"By period: the requirement beside the cash of the time{aside}")


def _is_said(row: Any) -> bool:
    return bool(row.line != OUTSIDE or row.received or row.unconverted)


def _period(row: Any) -> Row:
    names = {UNDIVIDED: "Not by period", OUTSIDE: "Received at other times"}
    name = names.get(row.line) or period_words(row.period_start, row.period_end)
    aside = (
        "lies ahead" if row.is_ahead else "its end is not stated" if row.line == "period" and not row.period_end else ""
    )
    required = UNKNOWN if pd.isna(row.required) else amount_words(int(row.required))
    received = UNKNOWN if pd.isna(row.received) else amount_words(int(row.received))
    hidden = "\n".join(f"{money_words(amount, code)}: no rate" for code, amount in row.unconverted)
    return Row([Cell(name, aside=aside), Cell("" if row.line == OUTSIDE else required), Cell(received, aside=hidden)])


def period_words(start: str, end: str) -> str:
    """A period as stated: `2027`, `April 2027 to March 2029`, `from 2027`."""
    if not end:
        return f"from {date_words(start, short=True)}"
    return (
        date_words(start, short=True)
        if start == end
        else f"{date_words(start, short=True)} to {date_words(end, short=True)}"
    )
