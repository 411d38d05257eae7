"""The table of all rungs: what the money from each floor on comes to, and what is missing of each target."""

from dataclasses import replace
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.words import UNKNOWN, amount_words, date_words, money_words, percent_words
from tracker.dashboard.figure_table import Cell, Head, Row
from tracker.dashboard.made import Sheet
from tracker.dashboard.overview.bars import order_targets
from tracker.desk import View


def make_rungs(view: View, gaps: pd.DataFrame, *, is_brief: bool) -> Sheet:
    """A row for each rung that the reader sees, a group of columns for each target; in brief without asides."""
    targets = order_targets(gaps)
    by_target = {target: gaps[gaps["target"] == target].set_index("counting") for target in targets}
    whole = by_target[terms.REQUIREMENT]
    upper, lower = [Head("")], [Head("Counting")]
    upper.append(Head(""))
    lower.append(Head(f"Money, {whole['currency'].iloc[0]}", "right"))
    for target, rows in by_target.items():
        first = rows.iloc[0]
        title = "Full requirement" if target == terms.REQUIREMENT else str(first["title"])
        needed = UNKNOWN if pd.isna(first["required"]) else amount_words(int(first["required"]))
        due = f", {date_words(first['due_on'], short=True)}" if first["due_on"] else ""
        upper.append(Head(f"{title}: {needed}{due}", "right", span=3 if _differs(rows, whole) else 2))
        if _differs(rows, whole):
            lower.append(Head("Counts", "right", "What of the money may count, and comes in time."))
        lower.extend([Head("Missing", "right"), Head("Coverage", "right")])
    table: list[Row] = []
    for code in view.rungs:
        row = whole.loc[code]
        rungs = list(view.rungs[: view.rungs.index(code) + 1])
        label = terms.RUNG[code].label
        text = amount_words(row["counted"], approximate=bool(row["approximate"]))
        ask = {"rungs": rungs, "title": f"Money counting from {label.lower()}: {text}"}
        cells = [
            Cell(label if code == terms.RECEIVED else f"+ {label}", rung=code),
            Cell(text, ask=ask, aside=_aside(row)),
        ]
        for target, rows in by_target.items():
            cells.extend(_target_cells(rows.loc[code], rungs, target, is_apart=_differs(rows, whole)))
        cells = [replace(cell, aside="") for cell in cells] if is_brief else cells
        table.append(Row(cells, "headline" if row["is_headline"] else ""))
    return Sheet([upper, lower], table, "What is missing, counting from each rung")


def _differs(rows: pd.DataFrame, whole: pd.DataFrame) -> bool:
    """Whether a target counts other money than the phase has: some comes late, or may not count."""
    return bool((rows["counted"] != whole["counted"]).any())


def _aside(row: pd.Series) -> str:
    said = []
    if row["low"] != row["counted"] or row["high"] != row["counted"]:
        said.append(f"{amount_words(row['low'])} to {amount_words(row['high'])}")
    said.extend(f"{money_words(amount, code)} left out: no rate" for code, amount in row["unconverted"])
    return "\n".join(said)


def _target_cells(row: pd.Series, rungs: list[str], target: str, *, is_apart: bool) -> list[Cell]:
    coverage = Cell(percent_words(row["coverage"]))
    if pd.isna(row["gap"]):
        return [*([Cell(amount_words(row["counted"]))] if is_apart else []), Cell(UNKNOWN), coverage]
    counted = amount_words(row["counted"], approximate=bool(row["approximate"]))
    asides = []
    if row["late"]:
        asides.append(f"due too late: {amount_words(row['late'])}")
    if row["excluded"]:
        asides.append(f"earmarked otherwise: {amount_words(row['excluded'])}")
    gap = amount_words(int(row["gap"]), approximate=bool(row["approximate"]) and row["gap"] > 0)
    surplus = int(row["surplus"])
    ask = ask_missing(row, rungs, target, f"Missing, counting from {terms.RUNG[rungs[-1]].label.lower()}")
    cells = [Cell(gap, ask=ask, aside=f"{amount_words(surplus)} over" if surplus else ""), coverage]
    if is_apart:
        cells.insert(0, Cell(counted, aside="\n".join(asides)))
    return cells


def ask_missing(row: pd.Series, rungs: list[str], target: str, what: str) -> dict[str, Any]:
    """What is asked by pressing what is missing of a target: its money, and the steps from there to the figure."""
    vague = bool(row["approximate"])
    steps = [("Not counted, due too late", amount_words(-int(row["late"])))] if row["late"] else []
    steps.append(("Needed", amount_words(int(row["required"]))))
    gap = amount_words(int(row["gap"]), approximate=vague and row["gap"] > 0)
    steps.append(("Missing", gap))
    if row["surplus"]:
        steps.append(("More than needed", amount_words(int(row["surplus"]), approximate=vague)))
    own = {"rungs": [*rungs, target]} if target == terms.REQUIREMENT else {"rungs": rungs, "target": target}
    return {**own, "title": f"{what}: {gap}", "steps": steps}
