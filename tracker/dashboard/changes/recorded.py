"""The same view as it was recorded then, beside today's: what differs, and which changesets made it so."""

from typing import Any

import pandas as pd
import streamlit as st

from tracker import desk, terms
from tracker.briefing.changes import write_comparison
from tracker.briefing.headline import choose_target
from tracker.briefing.names import donor_names
from tracker.briefing.words import UNKNOWN, amount_words, date_words, day_words, list_words
from tracker.dashboard.changes.log import open_changeset
from tracker.dashboard.changes.pages import choose_page
from tracker.dashboard.changes.records import choose_record
from tracker.dashboard.figure_table import Cell, Head, Row, show_table
from tracker.dashboard.page import go_to, plain_marks, show_foot, show_head
from tracker.dashboard.paint import marks
from tracker.dashboard.session import Chosen
from tracker.desk import Comparison
from tracker.tables import TABLES

_PAGE = 50
_NO_RECORD = (
    "There is no earlier record to compare with.",
    "As soon as something more is recorded, an earlier record can be chosen here and seen beside today's.",
)
_WORDS = {
    "rung": "standing", "component": "earmark", "amount": "amount", "low": "range", "high": "range",
    "approximate": "whether it is exact", "due_on": "payment date", "later": "further instalments",
    "last_word": "last word", "condition": "condition",
}  # fmt: skip
_MARKS = {"added": "+ added", "changed": "≠ changed", "gone": "− gone", "same": ""}


def show_recorded(chosen: Chosen, phase: str) -> None:
    """Draw a phase as of one date, as two records have it."""
    head = st.container()
    known_at = _choose(chosen)
    view = chosen.view
    if known_at is None:
        with head:
            show_head(chosen, _NO_RECORD)
        show_foot(chosen, plain_marks(view))
        return
    found = desk.compare_records(view, known_at, phase)
    record = found.then.record
    number = record.number if record else 0
    currency = str(found.gaps["currency"].iloc[0]) if len(found.gaps) else ""
    sources = desk.standings(found.now, phase)["source"]
    foot = f"{marks(found.now, currency, sorted(set(filter(None, sources))))}, beside record {number}"
    now = desk.gaps(found.now, None, phase)
    on = record.at.date().isoformat() if record else ""
    sentences = write_comparison(
        found.gaps, found.standings, choose_target(now, view.as_of), number, on, view.as_of
    )  # fmt: skip
    with head:
        show_head(chosen, sentences, marks=foot)
    then = f"record {number}, {day_words(record.at.date())}" if record else "before the first record"
    current = f"record {found.now.record.number}" if found.now.record else "now"
    asked = _show_gaps(found, currency, then, current)
    asked = _show_standings(found, currency, then, current, is_presenting=chosen.is_presenting) or asked
    if not chosen.is_presenting:
        asked = _show_rows(found) or asked
        if st.button(f"Open the whole dashboard as recorded then, at changeset {number}", key="changes-then"):
            go_to(chosen, "overview", known_at=str(number))
    show_foot(chosen, foot)
    if asked:
        st.session_state["changes-part-next"] = "log"
        open_changeset(int(asked["changeset"]))
        st.rerun()


def _choose(chosen: Chosen) -> str | None:
    """The record to compare with: as chosen, else that of the last briefing, else the one before the newest."""
    ledger, view = chosen.view.ledger, chosen.view
    newest = desk.read_log(ledger, chosen.reader, size=1).count
    if newest < 2:
        return None
    kept = st.session_state.get("changes-record-kept")
    if kept is None:
        number = view.record.number if view.record else 0
        briefing = desk.record_number(ledger, desk.quarter_before(view.as_of).isoformat())
        kept = str(number if number < newest else briefing or newest - 1)
    if chosen.is_presenting:
        return str(kept)
    known_at = choose_record(chosen, "changes-record", "As recorded at", str(kept), width=620)
    st.session_state["changes-record-kept"] = known_at or kept
    return known_at or str(kept)


def _show_gaps(found: Comparison, currency: str, then: str, now: str) -> dict[str, Any] | None:
    money, missing = Head(f"Money, {currency}", "center", span=2), Head("Missing", "center", span=2)
    upper = [Head(""), Head(""), money, missing, Head(""), Head("")]
    short = [_upper(then.partition(",")[0]), _upper(now)]
    lower = [Head("Of"), Head("Counting"), *(Head(text, "right") for text in [*short, *short]), Head("Difference"),
             Head("Recorded in")]  # fmt: skip
    rows, last = [], None
    for row in found.gaps.itertuples():
        title = "Full requirement" if row.target == terms.REQUIREMENT else str(row.title)
        rung = terms.RUNG[str(row.counting)]
        is_first, last = row.target != last, row.target
        cells = [
            Cell(title if is_first else "", aside=_needed(row) if is_first else ""),
            Cell(rung.label if rung.code == terms.RECEIVED else f"+ {rung.label}", rung=rung.code),
            _amount(row.counted_then, row.approximate_then), _amount(row.counted_now, row.approximate_now),
            _amount(row.gap_then, row.approximate_then), _amount(row.gap_now, row.approximate_now),
            Cell(_gap_difference(row)),
        ]  # fmt: skip
        is_headline = row.is_headline_now is True or (pd.isna(row.is_headline_now) and row.is_headline_then is True)
        style = "headline" if is_headline else "" if row.difference == "same" else "missing"
        rows.append(Row([*cells, _causes(row.causes)], style))
    return show_table("changes-gaps", [upper, lower], rows, f"What is missing, by {then} and by {now}")


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _needed(row: Any) -> str:
    then, now = (
        UNKNOWN if pd.isna(value) else amount_words(int(value)) for value in (row.required_then, row.required_now)
    )
    return f"needed: {now}" if then == now else f"needed: {then}, now {now}"


def _amount(value: Any, is_vague: Any) -> Cell:
    if pd.isna(value):
        return Cell(UNKNOWN)
    return Cell(amount_words(int(value), approximate=is_vague is True and int(value) > 0))


def _gap_difference(row: Any) -> str:
    if row.difference != "changed":
        return _MARKS[str(row.difference)]
    if pd.isna(row.gap_then) or pd.isna(row.gap_now) or row.gap_then == row.gap_now:
        return "≠ changed, the gap is the same" if not pd.isna(row.gap_now) else "≠ changed"
    change = int(row.gap_now) - int(row.gap_then)
    return f"≠ {amount_words(abs(change))} {'more' if change > 0 else 'less'} is missing"


def _causes(causes: tuple[int, ...]) -> Cell:
    """The changesets behind a difference; one of them opens in the log."""
    if not causes:
        return Cell("")
    listed = [str(number) for number in causes[-3:]]
    more = f" and {len(causes) - 3} more" if len(causes) > 3 else ""
    return Cell(f"{list_words(listed) if not more else ', '.join(listed)}{more}", ask={"changeset": causes[-1]})


def _show_standings(
    found: Comparison, currency: str, then: str, now: str, *, is_presenting: bool
) -> dict[str, Any] | None:
    frame = found.standings
    is_all = not is_presenting and st.toggle("Also what stands the same", key="changes-same")
    shown = frame if is_all else frame[(frame["difference"] != "same").to_numpy()]
    start = choose_page("changes-standings-page", len(shown), _PAGE) if not is_presenting else 0
    names = donor_names(found.then.tables["donors"]) | donor_names(found.now.tables["donors"])
    upper = [
        Head(""),
        Head(_upper(then), "center", span=2),
        Head(_upper(now), "center", span=2),
        Head(""),
        Head(""),
    ]
    lower = [Head("Donor"), Head("Standing"), Head(f"Amount, {currency}", "right"), Head("Standing"),
             Head(f"Amount, {currency}", "right"), Head("Difference"), Head("Recorded in")]  # fmt: skip
    rows = [
        Row([
            Cell(names.get(str(row.donor), str(row.donor)), aside=str(row.pledge)),
            *_standing(row, "then"), *_standing(row, "now"), Cell(_difference(row)), _causes(row.causes),
        ])
        for row in shown.iloc[start : start + _PAGE].itertuples()
    ]  # fmt: skip
    blank = Row([Cell("Everybody stands the same"), *(Cell("") for _ in lower[1:])])
    return show_table("changes-standings", [upper, lower], rows or [blank], "Who stands where")


def _standing(row: Any, side: str) -> tuple[Cell, Cell]:
    rung = getattr(row, f"rung_{side}")
    if pd.isna(rung):
        return Cell(UNKNOWN), Cell(UNKNOWN)
    due = str(getattr(row, f"due_on_{side}"))
    asides = [f"pays {date_words(due, short=True)}" if due else "", str(getattr(row, f"component_{side}"))]
    asides.append("under a condition" if getattr(row, f"condition_{side}") else "")
    amount = amount_words(int(getattr(row, f"amount_{side}")), approximate=getattr(row, f"approximate_{side}") is True)
    label = terms.RUNG[str(rung)].label
    return Cell(label, rung=str(rung), aside="\n".join(filter(None, asides))), Cell(amount)


def _difference(row: Any) -> str:
    if row.difference != "changed":
        return _MARKS[str(row.difference)]
    return f"≠ {list_words(list(dict.fromkeys(_WORDS[name] for name in row.differing)))}"


def _show_rows(found: Comparison) -> dict[str, Any] | None:
    """The rows behind the differences, and where they were written."""
    frame = found.rows
    if frame.empty:
        return None
    start = choose_page("changes-rows-page", len(frame), _PAGE)
    rows = [
        Row([
            Cell(str(row.key), aside=f"row {row.row}"), Cell(TABLES[str(row.table)].title),
            Cell(_MARKS[str(row.difference)]), _causes(row.causes),
        ])
        for row in frame.iloc[start : start + _PAGE].itertuples()
    ]  # fmt: skip
    heads = [Head("Row"), Head("Table"), Head("Difference"), Head("Recorded in")]
    return show_table("changes-rows", [heads], rows, f"Rows behind it: {len(frame):,}")
