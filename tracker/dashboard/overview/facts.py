"""The smaller tables of the Overview: dates ahead, what is not known, what changed, and the sources."""

from datetime import date
from typing import Any

import pandas as pd

from tracker import desk, terms
from tracker.briefing.calendar import Entry
from tracker.briefing.unknowns import find_unknowns
from tracker.briefing.words import amount_words, date_words
from tracker.dashboard.figure_table import Cell, Head, Row
from tracker.dashboard.made import Sheet
from tracker.desk import View

_DATES = 10


def make_dates(entries: list[Entry]) -> Sheet:
    """The next dates, what is overdue first."""
    rows = [Row([Cell(entry.shown, aside=entry.away), Cell(entry.what)]) for entry in entries[:_DATES]]
    more = f" (the first {_DATES} of {len(entries):,})" if len(entries) > _DATES else ""
    return Sheet([[Head("When", "tight"), Head("What")]], rows, f"Dates ahead{more}")


def make_unknowns(view: View, standings: pd.DataFrame, gaps: pd.DataFrame, phase: str) -> Sheet:
    """What nobody has said of the phase."""
    unknown = find_unknowns(view.tables, standings, gaps, phase)
    return Sheet([[Head("What is not known")]], [Row([Cell(text)]) for text in unknown])


def make_changes(view: View, phase: str, since: date) -> Sheet:
    """What changed after a day: the bridge without its ends."""
    changes = desk.bridge(view, since, view.as_of, None, None, phase)
    changes = changes[~changes["kind"].isin([terms.OPENING, terms.CLOSING]).to_numpy() & (changes["amount"] != 0)]
    caption = f"Changed since {date_words(since.isoformat())}"
    rows = [_change(row, since, caption) for row in changes.itertuples()]
    heads = [Head("What", help="The kind of movement."), Head("Rung"), Head("Amount", "right")]
    return Sheet([heads], rows or [Row([Cell("Nothing"), Cell(""), Cell("")])], caption)


def _change(row: Any, since: date, caption: str) -> Row:
    rung = Cell(terms.RUNG[row.rung].label, rung=row.rung) if row.rung in terms.RUNG else Cell("Requirement")
    amount = amount_words(int(row.amount), signed=True)
    ask = {
        "rungs": [row.rung], "form": row.form, "kind": row.kind, "since": since.isoformat(),
        "title": f"{caption}, {row.kind}, {rung.text.lower()}: {amount}",
    }  # fmt: skip
    cells = [Cell(str(row.kind).capitalize(), aside=terms.MOVEMENT_KINDS[str(row.kind)]), rung]
    return Row([*cells, Cell(amount, ask=ask, aside="in kind" if row.form == "in_kind" else "")])


def make_sources(view: View, phase: str) -> Sheet:
    """The documents that the phase's figures rest on."""
    found = desk.evidence(view, phase, [*terms.RUNGS, terms.REQUIREMENT])
    rows = [
        Row([Cell(str(source.source), url=str(source.url)), Cell(str(source.title), aside=str(source.publisher)),
             Cell(date_words(str(source.dated), short=True))])
        for source in found.sources.itertuples()
    ]  # fmt: skip
    return Sheet([[Head("Source"), Head("What it is"), Head("Dated")]], rows, "Sources of this page")
