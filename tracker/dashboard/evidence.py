"""Where a figure comes from: its movements, the rows that caused them, and their sources, in a dialog."""

from typing import Any

import pandas as pd
import streamlit as st

from tracker import desk, terms
from tracker.briefing.names import donor_names
from tracker.briefing.words import UNKNOWN, amount_words, date_words, moment_words, speak_to
from tracker.dashboard.figure_table import Cell, Head, Row, show_table
from tracker.desk import Evidence, View
from tracker.desk.rows import history_of
from tracker.exchange.rows import FIGURES, figure_rows, write_csv
from tracker.tables import TABLES
from tracker.values import write_column

_MOST = 200
_ALIGN = {"money": "right", "key": "tight", "date": "tight", "choice": "tight"}


@st.dialog("Where this figure comes from", width="large")
def show_evidence(view: View, phase: str | None, asked: dict[str, Any]) -> None:
    """Open a figure: `asked` names its rungs and what narrows it (see `desk.evidence`), and says what it is."""
    speak_to(st.context.locale)  # what is pressed in a dialog runs without the page around it
    narrowed = {name: asked[name] for name in ("donor", "pledge", "target", "form", "kind", "since") if asked.get(name)}
    found = desk.evidence(view, phase, asked["rungs"], **narrowed)
    st.text(asked["title"])
    _show_movements(view, found, asked)
    history = _show_rows(view, found)
    if history:
        _show_history(view, history)
    _show_sources(found)
    if len(found.movements):
        st.download_button(
            "Movements as CSV", write_csv(FIGURES["movements"], figure_rows("movements", found.movements)),
            file_name=f"movements-{phase or 'all'}-{view.as_of.isoformat()}.csv", mime="text/csv", on_click="ignore",
        )  # fmt: skip


def _show_movements(view: View, found: Evidence, asked: dict[str, Any]) -> None:
    names = donor_names(view.tables["donors"])
    if found.movements.empty:
        st.text("No movement has touched it: nothing was recorded.")
        for text, amount in asked.get("steps", []):
            st.text(f"{text}: {amount}")
        return
    currencies = list(found.sums)
    head = [
        [
            Head("On", "tight"),
            Head("What"),
            Head("Who"),
            Head("Rung"),
            Head("Amount" if len(currencies) > 1 else f"Amount, {currencies[0]}", "right"),
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
                Cell(
                    (f"{move.currency} " if len(currencies) > 1 else "")
                    + amount_words(int(move.amount), approximate=bool(move.approximate)),
                    aside=_original(move),
                ),
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
    sums = (found.sums_of_money or dict.fromkeys(currencies, 0)) if is_apart else found.sums
    parts = [(total if len(sums) <= 1 else f"{total}, {code}", amount_words(amount)) for code, amount in sums.items()]
    for text, amount in [*parts, *asked.get("steps", [])]:
        rows.append(Row([Cell(text), Cell(""), Cell(""), Cell(""), Cell(amount), Cell("")], "total"))
    show_table("evidence-movements", head, rows, "Movements")


def _rung_cell(code: str) -> Cell:
    return Cell(terms.RUNG[code].label, rung=code) if code in terms.RUNG else Cell("Requirement")


def _original(move: Any) -> str:
    if move.original_currency == move.currency or not move.original_amount:
        return ""
    original = f"{move.original_currency} {amount_words(int(move.original_amount))}"
    return f"{original}, no rate of exchange" if move.unconverted else original


def _show_rows(view: View, found: Evidence) -> dict[str, Any] | None:
    """The rows as they stand; pressing a row's number asks for its history, where the reader may see it."""
    asked = None
    for name, frame in found.rows.items():
        table = TABLES[name]
        texts = pd.DataFrame({column.name: write_column(frame[column.name], column) for column in table.columns})
        shown = texts.loc[:, (texts != "").any()]
        heads = [Head("Row", "right", "Press a number for what was ever recorded in that row.")] + [
            Head(column.replace("_", " "), _ALIGN.get(table[column].kind, ""), table[column].meaning)
            for column in shown.columns
        ]
        is_open = view.audience == "internal"
        rows = [
            Row([Cell(str(number), ask={"table": name, "row": str(number)} if is_open else None),
                 *(Cell(str(text)) for text in values)])
            for number, *values in shown.head(_MOST).itertuples()
        ]  # fmt: skip
        more = f" (the first {_MOST} of {len(shown):,})" if len(shown) > _MOST else ""
        asked = show_table(f"evidence-{name}", [heads], rows, f"Rows of {table.title.lower()}{more}") or asked
    return asked


def _show_history(view: View, asked: dict[str, Any]) -> None:
    """What was recorded in a row, as far as the view knows, newest first: when, by whom, why, what it said before."""
    heads = [Head("Record", "right"), Head("When", "tight"), Head("Who"), Head("Why"), Head("What"), Head("Before"),
             Head("After")]  # fmt: skip
    found = history_of(view, asked["table"], int(asked["row"]), view.actor)
    rows = [
        Row([Cell(str(line["changeset"])), Cell(moment_words(str(line["at"]))), Cell(str(line["author"])),
             Cell(str(line["message"])), Cell(str(line["field"]).replace("_", " "), aside=str(line["action"])),
             Cell(str(line["before"] or "")), Cell(str(line["after"] or ""))])
        for line in found[:_MOST]
    ]  # fmt: skip
    show_table("evidence-history", [heads], rows, f"History of row {asked['row']} of {asked['table']}")


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
