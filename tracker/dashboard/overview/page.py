"""Overview of a phase: whether the money in sight covers what is needed, who stands where, and on what evidence."""

from typing import Any

import pandas as pd
import streamlit as st

from tracker import desk, terms
from tracker.briefing.calendar import find_dates
from tracker.briefing.headline import next_chance, write_headline, write_next_chance
from tracker.briefing.names import donor_names
from tracker.briefing.unknowns import find_unknowns
from tracker.briefing.words import UNKNOWN, amount_words, date_words, money_words, percent_words
from tracker.dashboard.evidence import show_evidence
from tracker.dashboard.figure_table import Cell, Head, Row, show_table
from tracker.dashboard.overview.bars import draw_bars, order_targets
from tracker.dashboard.overview.timeline import draw_timeline
from tracker.dashboard.page import show_foot, show_head
from tracker.dashboard.paint import marks, palette
from tracker.dashboard.pictures import show_picture
from tracker.dashboard.session import Chosen
from tracker.desk import View


def show_overview(chosen: Chosen) -> None:
    """Draw the page."""
    if chosen.phase is None:
        st.info("Nothing is recorded yet. Start with `tracker init --from FOLDER`, or look at a later date.")
        return
    view, phase = chosen.view, chosen.phase
    gaps = desk.gaps(view, None, phase)
    standings = desk.standings(view, phase)
    dues = desk.dues(view, None, phase)
    sources = sorted({text for text in standings["source"] if text})
    foot = marks(view, str(gaps["currency"].iloc[0]), sources)
    headline = write_headline(gaps, view.as_of)
    chance = next_chance(view.tables["events"], phase, view.as_of)
    room = show_head(
        chosen, headline.sentences, standing=headline.standing,
        chance="" if chance is None else write_next_chance(chance), marks=foot,
    )  # fmt: skip
    show_picture(
        view, "bars", (phase, foot, room),
        lambda: draw_bars(view, gaps, desk.parts(view, phase), palette(), foot, room), headline.text,
        save=not chosen.is_presenting,
    )  # fmt: skip
    asked = _show_rungs(view, gaps)
    left, right = st.container(key="beside").columns([2.1, 1], gap="large")
    with left:
        asked = _show_standings(view, gaps, standings) or asked
        asked = _show_changes(view, phase) or asked
    with right:
        _show_dates(view, gaps, dues, phase)
        _show_unknowns(view, standings, gaps, phase)
    _show_timeline(view, gaps, phase, foot, room)
    _show_sources(view, phase)
    show_foot(chosen, foot)
    if asked:
        show_evidence(view, phase, asked)


def _show_rungs(view: View, gaps: pd.DataFrame) -> dict[str, Any] | None:
    """The table of all rungs: what each floor counts, and what is missing of each target."""
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
        table.append(Row(cells, "headline" if row["is_headline"] else ""))
    return show_table("rungs", [upper, lower], table, "What is missing, counting from each rung")


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
    ask = _ask_missing(row, rungs, target, f"Missing, counting from {terms.RUNG[rungs[-1]].label.lower()}")
    cells = [Cell(gap, ask=ask, aside=f"{amount_words(surplus)} over" if surplus else ""), coverage]
    if is_apart:
        cells.insert(0, Cell(counted, aside="\n".join(asides)))
    return cells


def _ask_missing(row: pd.Series, rungs: list[str], target: str, what: str) -> dict[str, Any]:
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


def _show_standings(view: View, gaps: pd.DataFrame, standings: pd.DataFrame) -> dict[str, Any] | None:
    """Who stands where: a row each, and one for nobody yet."""
    names = donor_names(view.tables["donors"])
    currency = str(gaps["currency"].iloc[0])
    head = [
        [
            Head("Donor"),
            Head("Standing"),
            Head(f"Amount, {currency}", "right"),
            Head("Pays", "tight"),
            Head("Last word", "tight"),
            Head("Source"),
        ]
    ]
    rows = []
    for row in standings.itertuples():
        donor = names.get(str(row.donor), str(row.donor))
        label = terms.RUNG[str(row.rung)].label
        asides = [str(row.component), "in kind" if row.form == "in_kind" else ""]
        asides.append("under a condition" if row.condition else "")
        amount = amount_words(int(row.amount), approximate=bool(row.approximate))
        ask = {
            "rungs": [row.rung], "donor": row.donor, "pledge": row.pledge, "form": row.form,
            "title": f"{donor}, {label.lower()}: {amount}",
        }  # fmt: skip
        vague = f"{amount_words(int(row.low))} to {amount_words(int(row.high))}" if row.low != row.high else ""
        if row.unconverted:
            vague = f"{money_words(int(row.unconverted), str(row.original_currency))}, no rate"
        rows.append(
            Row(
                [
                    Cell(donor, aside=" · ".join(text for text in asides if text)),
                    Cell(label, rung=str(row.rung)),
                    Cell(amount, ask=ask, aside=vague),
                    Cell(_when(row)),
                    Cell(date_words(str(row.last_word), short=True)),
                    Cell(str(row.source) or "unsourced"),
                ]
            )
        )
    rows.extend(_nobody_yet(gaps))
    blank = Row([Cell("Nobody so far"), *(Cell("") for _ in head[0][1:])])
    return show_table("standings", head, rows or [blank], "Who stands where")


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
        ask = _ask_missing(
            row, list(gaps["counting"].unique()), target, f"Missing {what}, counting everything in sight"
        )
        cells = [Cell(f"Nobody yet, {what}"), Cell("Missing", rung="missing"), Cell(gap, ask=ask)]
        rows.append(Row([*cells, Cell(date_words(row["due_on"], short=True)), Cell(""), Cell("")], "missing"))
    return rows


def _show_dates(view: View, gaps: pd.DataFrame, dues: pd.DataFrame, phase: str) -> None:
    entries = find_dates(view.tables, gaps, dues, phase, view.as_of)
    rows = [Row([Cell(entry.shown, aside=entry.away), Cell(entry.what)]) for entry in entries[:10]]
    if rows:
        more = f" (the first 10 of {len(entries)})" if len(entries) > 10 else ""
        show_table("dates", [[Head("When", "tight"), Head("What")]], rows, f"Dates ahead{more}")


def _show_unknowns(view: View, standings: pd.DataFrame, gaps: pd.DataFrame, phase: str) -> None:
    unknown = find_unknowns(view.tables, standings, gaps, phase)
    if unknown:
        show_table("unknowns", [[Head("What is not known")]], [Row([Cell(text)]) for text in unknown])


def _show_timeline(view: View, gaps: pd.DataFrame, phase: str, foot: str, room: int) -> None:
    timeline = desk.timeline(view, "day", None, phase, requirement=True)
    if len(timeline):
        show_picture(
            view, "timeline", (phase, foot, room),
            lambda: draw_timeline(view, timeline, gaps, palette(), foot, room),
            f"Money on each rung over time, up to {view.as_of.isoformat()}",
        )  # fmt: skip


def _show_changes(view: View, phase: str) -> dict[str, Any] | None:
    """What changed since the end of the quarter before."""
    since = desk.quarter_before(view.as_of)
    changes = desk.bridge(view, since, view.as_of, None, None, phase)
    changes = changes[~changes["kind"].isin([terms.OPENING, terms.CLOSING]).to_numpy() & (changes["amount"] != 0)]
    caption = f"Changed since {date_words(since.isoformat())}"
    rows = []
    for row in changes.itertuples():
        rung = Cell(terms.RUNG[row.rung].label, rung=row.rung) if row.rung in terms.RUNG else Cell("Requirement")
        amount = amount_words(int(row.amount), signed=True)
        ask = {
            "rungs": [row.rung], "form": row.form, "kind": row.kind, "since": since.isoformat(),
            "title": f"{caption}, {row.kind}, {rung.text.lower()}: {amount}",
        }  # fmt: skip
        cells = [Cell(str(row.kind).capitalize(), aside=terms.MOVEMENT_KINDS[str(row.kind)]), rung]
        rows.append(Row([*cells, Cell(amount, ask=ask, aside="in kind" if row.form == "in_kind" else "")]))
    heads = [Head("What", help="The kind of movement."), Head("Rung"), Head("Amount", "right")]
    return show_table("changes", [heads], rows or [Row([Cell("Nothing"), Cell(""), Cell("")])], caption)


def _show_sources(view: View, phase: str) -> None:
    found = desk.evidence(view, phase, [*terms.RUNGS, terms.REQUIREMENT])
    rows = [
        Row([Cell(str(source.source), url=str(source.url)), Cell(str(source.title), aside=str(source.publisher)),
             Cell(date_words(str(source.dated), short=True))])
        for source in found.sources.itertuples()
    ]  # fmt: skip
    if rows:
        show_table("sources", [[Head("Source"), Head("What it is"), Head("Dated")]], rows, "Sources of this page")
