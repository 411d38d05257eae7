"""The table of who stands where: a row for each promise and each donor's cash, and one for nobody yet."""

from dataclasses import replace
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.names import donor_names
from tracker.briefing.words import UNKNOWN, amount_words, date_words, money_words
from tracker.dashboard.figure_table import Cell, Head, Row
from tracker.dashboard.made import Sheet
from tracker.dashboard.overview.bars import order_targets
from tracker.dashboard.overview.rungs import ask_missing
from tracker.desk import View

MOST, FEW = 150, 8
"""How many standings a page shows, and the presentation view: the largest, and the rest as one row."""
_BRIEF = 4
"""How many of the columns the presentation view has room for."""


def make_standings(view: View, gaps: pd.DataFrame, standings: pd.DataFrame, *, is_brief: bool) -> Sheet:
    """In: the phase's gaps, and its standings with their freshness (see `model.attention.mark_stale`).

    In brief there are few rows, without the last word and the source.
    """
    names = donor_names(view.tables["donors"])
    amount = Head(f"Amount, {gaps['currency'].iloc[0]}", "right")
    heads = [Head("Donor"), Head("Standing"), amount, Head("Pays", "tight"), Head("Last word", "tight"), Head("Source")]
    size = standings["high"].abs() + standings["unconverted"].abs()
    largest = size.sort_values(ascending=False, kind="stable").index[: FEW if is_brief else MOST]
    is_shown = standings.index.isin(largest)
    rows = [_row(row, names, is_brief=is_brief) for row in standings[is_shown].itertuples()]
    rows.extend(_rest(standings[~is_shown], len(heads), is_brief=is_brief))
    rows.extend(_nobody_yet(gaps))
    blank = Row([Cell("Nobody so far"), *(Cell("") for _ in heads[1:])])
    if is_brief:
        heads = heads[:_BRIEF]
        rows = [
            Row([row.cells[0], *(replace(cell, aside="") for cell in row.cells[1:_BRIEF])], row.style) for row in rows
        ]
    return Sheet([heads], rows or [Row(blank.cells[: len(heads)])], "Who stands where")


def _row(row: Any, names: dict[str, str], *, is_brief: bool) -> Row:
    donor = names.get(str(row.donor), str(row.donor))
    label = terms.RUNG[str(row.rung)].label
    asides = ["in kind" if row.form == "in_kind" else ""]
    if not is_brief:
        asides = [str(row.component), *asides, "under a condition" if row.condition else ""]
    amount = amount_words(int(row.amount), approximate=bool(row.approximate))
    ask = {
        "rungs": [row.rung], "donor": row.donor, "pledge": row.pledge, "form": row.form,
        "title": f"{donor}, {label.lower()}: {amount}",
    }  # fmt: skip
    vague = f"{amount_words(int(row.low))} to {amount_words(int(row.high))}" if row.low != row.high else ""
    if row.unconverted:
        vague = f"{money_words(int(row.unconverted), str(row.original_currency))}, no rate"
    return Row(
        [
            Cell(donor, aside=" · ".join(text for text in asides if text)),
            Cell(label, rung=str(row.rung)),
            Cell(amount, ask=ask, aside=vague),
            Cell(_when(row)),
            Cell(date_words(str(row.last_word), short=True), aside=_stale(row)),
            Cell(str(row.source) or "unsourced"),
        ]
    )


def _stale(row: Any) -> str:
    if not row.is_stale:
        return ""
    return "not confirmed since" if pd.isna(row.silent_days) else f"not confirmed for {int(row.silent_days)} days"


def _rest(rest: pd.DataFrame, columns: int, *, is_brief: bool) -> list[Row]:
    """What is not shown one by one: a row for each form, for in kind is never added to cash."""
    rows = []
    for form, part in rest.groupby("form", sort=True):
        what = f"{len(part):,} more{', in kind' if form == 'in_kind' else ''}"
        amount = amount_words(int(part["amount"].sum()), approximate=bool(part["approximate"].any()))
        hidden = int((part["unconverted"] != 0).sum())
        cells = [
            Cell(what, aside="" if is_brief else "the smaller ones"),
            Cell(""),
            Cell(amount, aside=f"{hidden} without a rate" if hidden else ""),
        ]
        rows.append(Row([*cells, *(Cell("") for _ in range(columns - 3))]))
    return rows


def _when(row: Any) -> str:
    if row.rung == terms.RECEIVED:
        return "paid"
    if not row.due_on:
        return "not stated"
    return date_words(row.due_on, short=True) + (f" and {row.later} later" if row.later else "")


def _nobody_yet(gaps: pd.DataFrame) -> list[Row]:
    """What is missing even if everything in sight comes: of the next target, and in full."""
    rows = []
    for target in order_targets(gaps):
        row = gaps[gaps["target"] == target].iloc[-1]
        if pd.isna(row["gap"]) or row["gap"] == 0:
            continue
        what = "in full" if target == terms.REQUIREMENT else f"for “{row['title']}”"
        gap = amount_words(int(row["gap"]), approximate=bool(row["approximate"]))
        ask = ask_missing(row, list(gaps["counting"].unique()), target, f"Missing {what}, counting everything in sight")
        cells = [Cell(f"Nobody yet, {what}"), Cell("Missing", rung="missing"), Cell(gap, ask=ask)]
        due = date_words(row["due_on"], short=True) if row["due_on"] else UNKNOWN
        rows.append(Row([*cells, Cell(due), Cell(""), Cell("")], "missing"))
    return rows
