"""Record: what happened goes into the ledger by forms, tables or files; and files come out. It plans nothing."""

from collections.abc import Callable
from importlib import import_module

import streamlit as st

from tracker.briefing.words import day_words
from tracker.dashboard.page import plain_marks, show_foot, show_head
from tracker.dashboard.record.forms import show_forms
from tracker.dashboard.session import Chosen

_READERS = ("Tables", "Downloads")
_SECTIONS: dict[str, tuple[str, str]] = {
    "Tables": ("grid", "show_grid"),
    "Files": ("files", "show_files"),
    "Downloads": ("downloads", "show_downloads"),
}


def show_record(chosen: Chosen) -> None:
    """Draw the page: one section at a time, as far as its reader may record."""
    reason = why_not(chosen)
    show_head(chosen, _sentences(chosen, is_recording=not reason), of_phase=True)
    if chosen.is_presenting:
        _show_section(chosen, "Tables")
        return
    if reason:
        st.caption(reason)
    sections = _READERS if reason else ("Forms", *_SECTIONS)
    if st.session_state.get("record-section") not in sections:
        st.session_state.pop("record-section", None)
    label = "What do you want to see?" if reason else "What do you want to do?"
    section = st.segmented_control(
        label, sections, default=sections[0], key="record-section", required=True,
        help=None if reason else "Record in a short form, in the tables themselves or from a file; or take a file out.",
    ) or sections[0]  # fmt: skip
    if section == "Forms":
        show_forms(chosen)
    else:
        _show_section(chosen, section)
    show_foot(chosen, plain_marks(chosen.view))


def why_not(chosen: Chosen) -> str:
    """Why nothing can be recorded here, in a sentence; "" where it can."""
    if chosen.role != "editor":
        return "Recording is for editors; whoever keeps the ledger gives that role."
    if "known_at" in chosen.address:
        number = chosen.view.record.number if chosen.view.record else 0
        return (
            f"You see the ledger as it was known at changeset {number}. Recording happens on what stands now: "
            "go back to that first, above."
        )
    if chosen.view.audience != "internal":
        return "Recording shows what partners may not see: choose the internal audience above."
    return ""


def _sentences(chosen: Chosen, *, is_recording: bool) -> tuple[str, ...]:
    lead = "Record what happened." if is_recording else "What is recorded."
    record = chosen.view.record
    if record is None:
        return lead, "Nothing is recorded yet."
    if chosen.view.audience != "internal":
        return (lead,)
    who = f" by {record.author}" if record.author else ""
    return lead, f"Changeset {record.number}, of {day_words(record.at.date())}{who}: {record.message}"


def _show_section(chosen: Chosen, section: str) -> None:
    """A section that is imported when it is first drawn."""
    name, function = _SECTIONS[section]
    show: Callable[[Chosen], None] = getattr(import_module(f"tracker.dashboard.record.{name}"), function)
    show(chosen)
