"""Where a figure comes from: its movements, the rows that caused them, and their sources, in a dialog."""

from typing import Any

import pandas as pd
import streamlit as st

from tracker import desk, terms
from tracker.briefing.names import donor_names
from tracker.briefing.words import UNKNOWN, amount_words, date_words
from tracker.dashboard.figure_table import Cell, Head, Row, show_table
from tracker.desk import Evidence, View
from tracker.exchange.rows import FIGURES, figure_rows, write_csv
from tracker.tables import TABLES
from tracker.values import write_column

_MOST = 200
_ALIGN = {"money": "right", "key": "tight", "date": "tight", "choice": "tight"}


@st.dialog("Where this figure comes from", width="large")
def show_evidence(view: View, phase: str, asked: dict[str, Any]) -> None:
    """Open a figure: `asked` names its rungs and what narrows it (see `desk.evidence`), and says what it is."""
    narrowed = {name: asked[name] for name in ("donor", "pledge", "target", "form", "kind", "since") if asked.get(name)}
    found = desk.evidence(view, phase, asked["rungs"], **narrowed)
    st.text(asked["title"])
    _show_movements(view, found, asked)
    _show_rows(found)
    _show_sources(found)
    if len(found.movements):
        st.download_button(
            "Movements as CSV", write_csv(FIGURES["movements"], figure_rows("movements", found.movements)),
            file_name=f"movements-{phase}-{view.as_of.isoformat()}.csv", mime="text/csv", on_click="ignore",
        )  # fmt: skip


def _show_movements(view: View, found: Evidence, asked: dict[str, Any]) -> None:
    names = donor_names(view.tables["donors"])
    if found.movements.empty:
        st.text("No movement has touched it: nothing was recorded.")
        for text, amount in asked.get("steps", []):
            st.text(f"{text}: {amount}")
        return
    head = [
        [
            Head("On", "tight"),
            Head("What"),
            Head("Who"),
            Head("Rung"),
            Head("Amount", "right"),
            Head("Source"),
        ]
    ]
    rows = [
        Row(
            [
                Cell(date_words(str(move.on), short=True)),
                Cell(str(move.kind).capitalize(), aside=terms.MOVEMENT_KINDS[str(move.kind)]),
                Cell(
                    names.get(move.donor, str(move.donor)) or UNKNOWN,
                    aside=str(move.contribution or move.pledge),
                ),
                _rung_cell(str(move.rung)),
                Cell(amount_words(int(move.amount), approximate=bool(move.approximate)), aside=_original(move)),
                Cell(str(move.source) or "unsourced"),
            ]
        )
        for move in found.movements.head(_MOST).itertuples()
    ]
    more = len(found.movements) - _MOST
    is_needed = (found.movements["rung"] == terms.REQUIREMENT).to_numpy()
    is_apart = is_needed.any() and asked["rungs"] != [terms.REQUIREMENT]
    what = "Sum of money" if is_apart else "Sum"
    total = what if more <= 0 else f"{what}, with {more:,} more movements (in the CSV)"
    money = int(found.movements["amount"][~is_needed].sum()) if is_apart else found.total
    for text, amount in [(total, amount_words(money)), *asked.get("steps", [])]:
        rows.append(Row([Cell(text), Cell(""), Cell(""), Cell(""), Cell(amount), Cell("")], "total"))
    show_table("evidence-movements", head, rows, "Movements")


def _rung_cell(code: str) -> Cell:
    return Cell(terms.RUNG[code].label, rung=code) if code in terms.RUNG else Cell("Requirement")


def _original(move: Any) -> str:
    if move.original_currency == move.currency or not move.original_amount:
        return ""
    original = f"{move.original_currency} {amount_words(int(move.original_amount))}"
    return f"{original}, no rate of exchange" if move.unconverted else original


def _show_rows(found: Evidence) -> None:
    for name, frame in found.rows.items():
        table = TABLES[name]
        texts = pd.DataFrame({column.name: write_column(frame[column.name], column) for column in table.columns})
        shown = texts.loc[:, (texts != "").any()]
        heads = [Head("Row", "right")] + [
            Head(column.replace("_", " "), _ALIGN.get(table[column].kind, ""), table[column].meaning)
            for column in shown.columns
        ]
        rows = [
            Row([Cell(str(number)), *(Cell(str(text)) for text in values)])
            for number, *values in shown.head(_MOST).itertuples()
        ]
        show_table(f"evidence-{name}", [heads], rows, f"Rows of {table.title.lower()}")


def _show_sources(found: Evidence) -> None:
    rows = [
        Row(
            [
                Cell(str(source.source), url=str(source.url)),
                Cell(str(source.title), aside=str(source.publisher)),
                Cell(date_words(str(source.dated))),
                Cell(str(source.marking) or UNKNOWN),
            ]
        )
        for source in found.sources.itertuples()
    ]
    if rows:
        show_table(
            "evidence-sources",
            [[Head("Source"), Head("What it is"), Head("Dated"), Head("Marking")]],
            rows,
            "Sources",
        )
