"""The log: who recorded what, when and why; a changeset field by field; and its undo, previewed first."""

from datetime import UTC, datetime
from typing import Any

import streamlit as st

from tracker import desk
from tracker.briefing.changes import write_log
from tracker.briefing.words import UNKNOWN, list_words, moment_words, speak_to
from tracker.dashboard.changes.pages import choose_page
from tracker.dashboard.figure_table import Cell, Head, Row, show_table
from tracker.dashboard.page import go_to, show_foot, show_head
from tracker.dashboard.record.preview import begin_preview, show_preview
from tracker.dashboard.session import Chosen
from tracker.ledger import Changeset
from tracker.tables import TABLES

_PAGE, _FIELDS = 25, 100
_LARGE = 2_000
"""Rows from which a changeset is read field by field only where somebody asks for it."""
_OPEN = "changes-log-open"
_HEADS = [
    Head("Changeset", "tight"), Head("When", "tight"), Head("Who"), Head("What and why"), Head("From"),
    Head("Digest", "tight", "The head of its digest, as briefings and exports print it."),
]  # fmt: skip


def show_log(chosen: Chosen) -> None:
    """Draw the log, or the changeset that is open."""
    ledger = chosen.view.ledger
    newest = next(iter(desk.read_log(ledger, chosen.reader, size=1).changesets), None)
    number = st.session_state.get(_OPEN)
    if number is not None and newest is not None and 1 <= int(number) <= newest.number:
        _show_changeset(chosen, int(number))
        return
    who, on = (newest.author, newest.at.date().isoformat()) if newest else ("", "")
    show_head(chosen, write_log(newest.number if newest else 0, who, on), of_phase=False)
    if newest is None:
        st.info("Nothing is recorded yet. Bring in a file on the page Record.")
        return
    start = choose_page("changes-log-page", newest.number, _PAGE)
    page = desk.read_log(ledger, chosen.reader, start=start, size=_PAGE)
    asked = show_table("changes-log", [_HEADS], [_line(one) for one in page.changesets],
                       "Changesets, newest first; times are UTC")  # fmt: skip
    if not chosen.is_presenting:
        _show_go_to(newest.number)
    show_foot(chosen, f"Record {newest.number} · {newest.digest[:4]}")
    if asked:
        open_changeset(int(asked["changeset"]))
        st.rerun()


def _line(changeset: Changeset) -> Row:
    origin, _, digest = changeset.origin.partition(" sha256:")
    return Row([
        Cell(str(changeset.number), ask={"changeset": changeset.number}), Cell(moment_words(changeset.at.isoformat())),
        Cell(changeset.author, aside=changeset.actor), Cell(changeset.message or UNKNOWN),
        Cell(origin, aside=digest[:12]), Cell(changeset.digest[:8]),
    ])  # fmt: skip


def _show_go_to(newest: int) -> None:
    if newest <= _PAGE:
        return
    with st.form("changes-log-goto", border=False):
        left, right = st.columns([1, 5], vertical_alignment="bottom")
        left.number_input("Open changeset", 1, newest, newest, key="changes-log-number")
        right.form_submit_button("Open", on_click=lambda: open_changeset(int(st.session_state["changes-log-number"])))


def open_changeset(number: int | None) -> None:
    """Open a changeset, or (None) go back to the log; whatever undo was previewed is forgotten."""
    st.session_state[_OPEN] = number
    for name in ("changes-undo", "changes-fields", "changes-fields-page"):
        st.session_state.pop(name, None)
    begin_preview("changes-undo")


def _show_changeset(chosen: Chosen, number: int) -> None:
    ledger = chosen.view.ledger
    changeset = desk.find_changeset(ledger, number, chosen.reader)
    counts = desk.count_written(ledger, number, chosen.reader)
    moment = moment_words(changeset.at.isoformat())
    show_head(
        chosen, (f"Changeset {number}: {changeset.message or 'no message'}", f"By {changeset.author}, {moment} UTC."),
        of_phase=False,
    )  # fmt: skip
    if not chosen.is_presenting:
        _show_ways(chosen, number)
        if st.session_state.get("changes-undo") and chosen.role == "editor":
            _show_undo(chosen, number)
    facts = [f"Digest {changeset.digest}"]
    facts += [f"From {changeset.origin}"] if changeset.origin else []
    facts += [f"Logged in as {changeset.actor}"] if changeset.actor else []
    st.text("\n".join(facts))
    asked = _show_fields(chosen, number, counts)
    show_foot(chosen, f"Record {number} · {changeset.digest[:4]}")
    if asked:
        _show_row(chosen, str(asked["table"]), int(asked["row"]), str(asked["key"]))


def _show_ways(chosen: Chosen, number: int) -> None:
    """The ways from a changeset: back to the log, to the dashboard of then, and to its undo."""
    with st.container(horizontal=True, vertical_alignment="center", key="changes-of-changeset"):
        st.button("Back to the log", key="changes-log-back", on_click=open_changeset, args=(None,))
        if st.button("The dashboard as recorded then", key="changes-log-then"):
            go_to(chosen, "overview", known_at=str(number))
        if number > 1 and st.button("The dashboard as recorded before it", key="changes-log-before"):
            go_to(chosen, "overview", known_at=str(number - 1))
        if chosen.role == "editor":
            st.button("Undo…", key="changes-undo-open", on_click=_begin_undo, help="Shows first what it would change.")


def _show_fields(chosen: Chosen, number: int, counts: dict[str, int]) -> dict[str, Any] | None:
    """Each field that a changeset wrote, before and after."""
    total = sum(counts.values())
    if total > _LARGE and not st.session_state.get("changes-fields"):
        wrote = [f"{count:,} rows of {TABLES[name].title.lower()}" for name, count in counts.items()]
        st.text(f"It wrote {list_words(wrote)}.")
        st.button("Show every field", key="changes-fields-open", on_click=_ask_fields, help="That many take a while.")
        return None
    fields = desk.written_fields(chosen.view.ledger, number, chosen.reader)
    start = choose_page("changes-fields-page", len(fields), _FIELDS)
    rows, last = [], None
    for line in fields[start : start + _FIELDS]:
        place = (line["table"], line["row"])
        is_first, last = place != last, place
        table = str(line["table"])
        ask = {"table": table, "row": line["row"], "key": line["key"]} if table in TABLES else None
        title = TABLES[table].title if table in TABLES else table.capitalize()
        rows.append(Row([
            Cell(str(line["key"]) if is_first else "", ask=ask if is_first else None,
                 aside=f"{title}, {line['action']}" if is_first else ""),
            Cell(str(line["field"]).replace("_", " ")), Cell(str(line["before"] or UNKNOWN)),
            Cell(str(line["after"] or UNKNOWN)),
        ]))  # fmt: skip
    what = "Press a row for all that was ever written of it."
    heads = [Head("Row", help=what), Head("Field", "tight"), Head("Before"), Head("After")]
    blank = Row([Cell("Nothing"), *(Cell("") for _ in heads[1:])])
    return show_table("changes-fields-table", [heads], rows or [blank], f"What it wrote: {len(fields):,} fields")


def _ask_fields() -> None:
    st.session_state["changes-fields"] = True


@st.dialog("All that was ever written of this row", width="large")
def _show_row(chosen: Chosen, table: str, row: int, key: str) -> None:
    speak_to(st.context.locale)  # what is pressed in a dialog runs without the page around it
    fields = desk.row_fields(chosen.view.ledger, table, row, chosen.reader)
    st.text(f"{TABLES[table].title}: {key} (row {row} of the ledger)")
    lines, last = [], None
    for line in fields:
        is_first, last = line["changeset"] != last, line["changeset"]
        lines.append(Row([
            Cell(str(line["changeset"]) if is_first else ""),
            Cell(moment_words(str(line["at"])) if is_first else "", aside=str(line["author"]) if is_first else ""),
            Cell(str(line["field"]).replace("_", " "), aside=str(line["action"]) if is_first else ""),
            Cell(str(line["before"] or UNKNOWN)), Cell(str(line["after"] or UNKNOWN)),
        ]))  # fmt: skip
    heads = [Head("Changeset", "tight"), Head("When", "tight"), Head("Field", "tight"), Head("Before"), Head("After")]
    show_table("changes-row-history", [heads], lines, "Oldest first; times are UTC")


def _begin_undo() -> None:
    begin_preview("changes-undo")
    st.session_state["changes-undo"] = True


def _show_undo(chosen: Chosen, number: int) -> None:
    """What the undo would change; then its message, and the button that records it."""

    def plan(dry_run: bool, message: str, request: str) -> desk.Receipt:
        return desk.undo_with_receipt(
            chosen.view.ledger, number, author=chosen.reader.name, message=message, now=datetime.now(UTC),
            dry_run=dry_run, actor=chosen.reader, request=request,
        )  # fmt: skip

    with st.container(border=True, key="changes-undo-preview"):
        show_preview(chosen, "changes-undo", plan, message=f"Undo of changeset {number}")
