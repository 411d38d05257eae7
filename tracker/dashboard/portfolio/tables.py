"""The tables of a portfolio: every phase under its initiative, and what needs attention. They compute nothing."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.calendar import Entry
from tracker.briefing.words import UNKNOWN, amount_words, date_words, percent_words, until_words
from tracker.dashboard.figure_table import Cell, Head, Row
from tracker.dashboard.made import Sheet, Way
from tracker.desk import View
from tracker.model.attention import KINDS

_OPEN = "Open its Overview"
_YEAR = 4
"""Quarters of a trend."""
_MOST = 6
"""How many lines of one kind are written out."""
_HEADINGS = {
    "missed": "Thresholds missed", "at risk": "Thresholds at risk", "overdue": "Overdue", "no rate": "Rates missing",
    "no requirement": "Requirement not known", "stale": "Not confirmed lately",
}  # fmt: skip
_MARKS = {
    "missed": "missed", "at risk": "at risk", "overdue": "overdue", "no rate": "rate missing",
    "no requirement": "requirement not known", "stale": "not confirmed",
}  # fmt: skip


def make_phases(
    view: View,
    gaps: pd.DataFrame,
    totals: pd.DataFrame,
    trend: pd.DataFrame,
    totals_trend: pd.DataFrame,
    attention: pd.DataFrame,
    next_dates: Mapping[str, Entry | None],
    open_phases: list[str],
    *,
    is_wide: bool,
) -> Sheet:
    """A line for each initiative with its sums, and below it one for each of its phases, open ones first.

    In: gaps of every phase; `find_portfolio` by initiative; the trends of both; what needs attention; each phase's
    next date; the phases that are open. Where the screen is not wide there are fewer columns.
    """
    initiatives = view.tables["initiatives"].set_index("initiative")["title"]
    phases = view.tables["phases"].set_index("phase")
    whole = gaps[(gaps["target"] == terms.REQUIREMENT).to_numpy()]
    by_phase = {str(key): rows.set_index("counting") for key, rows in whole.groupby("phase", sort=False)}
    by_initiative = {str(key): rows.set_index("counting") for key, rows in totals.groupby("initiative", sort=False)}
    went = {str(key): rows for key, rows in trend.groupby("phase", sort=False)}
    went_together = {str(key): rows for key, rows in totals_trend.groupby("initiative", sort=False)}
    marks = _marks(attention)
    floor = terms.DEFAULT_COUNTS
    rungs = list(view.rungs) if is_wide else list(dict.fromkeys([terms.RECEIVED, floor, view.rungs[-1]]))
    labels = [terms.RUNG[code].label for code in rungs]
    heads = [Head("Phase"), Head("Needed", "right")]
    heads.extend(Head(label if place == 0 else f"+ {label}", "right", "Coverage, counting from this rung.")
                 for place, label in enumerate(labels))  # fmt: skip
    heads.extend([
        Head("Missing", "right", f"Counting money {terms.RUNG[floor].label.lower()} or firmer."),
        Head("Next date", "tight"), Head("In a year", "right", "Coverage against what it was four quarters ago."),
        Head("Marks"),
    ])  # fmt: skip
    rows: list[Row] = []
    for initiative in sorted(initiatives.index, key=lambda key: str(initiatives[key])):
        own = [str(phase) for phase in phases.index[phases["initiative"] == initiative]]
        own.sort(key=lambda phase: (phase not in open_phases, _later_first(str(phases.loc[phase, "starts_on"])), phase))
        if str(initiative) in by_initiative:
            sums, line = by_initiative[str(initiative)], went_together.get(str(initiative))
            rows.append(_total(str(initiatives[initiative]), sums, line, rungs))
        for phase in own:
            if phase not in by_phase:
                continue
            has_ended = phase not in open_phases
            rows.append(_phase(
                phase, str(initiative), str(phases.loc[phase, "title"]), by_phase[phase], went.get(phase),
                next_dates.get(phase), marks.get(phase, ""), rungs, has_ended=has_ended,
            ))  # fmt: skip
    if not is_wide:
        place = len(heads) - 2
        heads = [*heads[:place], *heads[place + 1 :]]
        rows = [Row([*row.cells[:place], *row.cells[place + 1 :]], row.style) for row in rows]
    return Sheet([heads], rows, "Coverage counting from each rung; a surplus of one phase covers no other")


def _later_first(text: str) -> tuple[int, ...]:
    return tuple(-int(part) for part in text.split("-")) if text else (1,)


def _total(title: str, sums: pd.DataFrame, trend: pd.DataFrame | None, rungs: list[str]) -> Row:
    row = sums.loc[terms.DEFAULT_COUNTS]
    is_known = int(row["phases"]) > 0
    unknown = int(row["unknown"])
    currency = str(row["currency"])
    aside = f"{unknown} of {unknown + int(row['phases'])} unknown" if unknown and is_known else ""
    needed = f"{amount_words(int(row['required']))} {currency}" if is_known else UNKNOWN
    cells = [Cell(_broad(title)), Cell(needed, aside=aside)]
    cells.extend(_coverage(sums.loc[code]) for code in rungs)
    gap = (
        amount_words(int(row["gap"]), approximate=bool(row["approximate"]) and row["gap"] > 0) if is_known else UNKNOWN
    )
    return Row([*cells, Cell(gap), Cell(""), _trend_cell(trend), Cell("")], "headline")


def _broad(title: str) -> str:
    """A title whose first words stay on one line, so that a table full of figures leaves it a column."""
    head = title[:22].rsplit(" ", 1)[0] if len(title) > 22 else title
    return head.replace(" ", "\N{NO-BREAK SPACE}") + title[len(head) :]


def _phase(
    phase: str, initiative: str, title: str, rows: pd.DataFrame, trend: pd.DataFrame | None, entry: Entry | None,
    marks: str, rungs: list[str], *, has_ended: bool,
) -> Row:  # fmt: skip
    row = rows[rows["is_headline"].to_numpy()].iloc[0]
    is_known = not pd.isna(row["required"])
    way = Way(title, ask={"phase": phase, "initiative": initiative}, aside="ended" if has_ended else "", hint=_OPEN)
    cells: list[Cell] = [way, Cell(amount_words(int(row["required"])) if is_known else UNKNOWN)]
    cells.extend(_coverage(rows.loc[code]) for code in rungs)
    vague = bool(row["approximate"])
    gap = UNKNOWN if pd.isna(row["gap"]) else amount_words(int(row["gap"]), approximate=vague and row["gap"] > 0)
    if not is_known and (row["counted"] or vague):
        over = f"{amount_words(int(row['counted']), approximate=vague)} in sight"
    else:
        over = f"{amount_words(int(row['surplus']))} over" if not pd.isna(row["surplus"]) and row["surplus"] else ""
    when = Cell(entry.shown, aside=_short(entry.what)) if entry and not has_ended else Cell("")
    return Row([*cells, Cell(gap, aside=over), when, Cell("") if has_ended else _trend_cell(trend), Cell(marks)])


def _coverage(row: pd.Series) -> Cell:
    vague = "~" if row["approximate"] and not pd.isna(row["coverage"]) else ""
    return Cell(f"{vague}{percent_words(row['coverage'])}")


def _short(text: str) -> str:
    return text if len(text) <= 34 else text[:33].rstrip() + "…"


def _trend_cell(trend: pd.DataFrame | None) -> Cell:
    """By how many points coverage rose or fell in the last four quarters, and what it was."""
    if trend is None or len(trend) < _YEAR + 1:
        return Cell(UNKNOWN)
    before, now = trend["coverage"].iloc[-_YEAR - 1], trend["coverage"].iloc[-1]
    if pd.isna(now):
        return Cell(UNKNOWN)
    if pd.isna(before):
        return Cell("new")
    points = round((now - before) * 1000)
    if points == 0:
        return Cell("unchanged")
    sign = "+" if points > 0 else "\N{MINUS SIGN}"
    return Cell(f"{sign}{point_words(abs(points))} points", aside=f"from {percent_words(before)}")


def point_words(tenths: int) -> str:
    """Percentage points from a count of tenths: `17.3`, as the reader writes decimals."""
    return percent_words(tenths / 1000).rstrip("%").strip() if tenths % 10 else amount_words(tenths * 10)


def _marks(attention: pd.DataFrame) -> dict[str, str]:
    counts = attention.groupby(["phase", "kind"]).size()
    found: dict[str, list[str]] = {}
    for kind in KINDS:
        for (phase, own), count in counts.items():
            if own == kind:
                number = "" if kind == "no requirement" else f"{count} "
                found.setdefault(str(phase), []).append(f"{number}{_MARKS[kind]}")
    return {phase: " · ".join(said) for phase, said in found.items()}


def make_attention(view: View, attention: pd.DataFrame, names: Mapping[str, str], donors: Mapping[str, str]) -> Sheet:
    """Lines by kind, the weightiest first; each opens the phase it is about."""
    titles = view.tables["thresholds"].drop_duplicates("threshold", keep="last").set_index("threshold")["title"]
    heads = [Head("What", "tight"), Head("Phase"), Head("About"), Head("Amount", "right"), Head("Since or by", "tight")]
    rows: list[Row] = []
    for kind in KINDS:
        own = attention[(attention["kind"] == kind).to_numpy()]
        for place, row in enumerate(own.head(_MOST).itertuples()):
            about = _about(row, titles, donors)
            way = Way(names[str(row.phase)], ask={"phase": row.phase, "initiative": row.initiative}, hint=_OPEN)
            what = Cell(_HEADINGS[kind], aside="" if place else _count(own))
            rows.append(Row([what, way, about, _amount(row), _when(row, view)]))
        if len(own) > _MOST:
            rows.append(
                Row([Cell(_HEADINGS[kind]), Cell(f"and {len(own) - _MOST:,} more"), Cell(""), Cell(""), Cell("")])
            )
    return Sheet([heads], rows, "What needs attention")


def _count(own: pd.DataFrame) -> str:
    return f"{len(own):,} in all" if len(own) > 1 else ""


def _about(row: Any, titles: pd.Series, donors: Mapping[str, str]) -> Cell:
    if row.kind in ("missed", "at risk"):
        return Cell(str(titles.get(row.about, row.about)))
    if row.kind in ("overdue", "stale"):
        return Cell(donors.get(str(row.about), str(row.about)), aside="in kind" if row.form == "in_kind" else "")
    if row.kind == "no rate":
        return Cell(f"{row.about} has no rate of exchange", aside="in no total")
    return Cell("Its coverage cannot be told")


def _amount(row: Any) -> Cell:
    if row.kind == "no requirement" and not row.amount:
        return Cell("")
    what = {"missed": "missing", "at risk": "missing", "no requirement": "in sight"}.get(row.kind, "")
    return Cell(f"{amount_words(int(row.amount))} {row.currency}", aside=what)


def _when(row: Any, view: View) -> Cell:
    if not row.on:
        return Cell("")
    if row.kind in ("overdue", "stale") and not pd.isna(row.days):
        return Cell(date_words(row.on, short=True), aside=f"{-int(row.days):,} days")
    return Cell(date_words(row.on, short=True), aside=until_words(row.on, view.as_of))
