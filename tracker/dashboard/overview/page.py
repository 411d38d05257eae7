"""Overview of a phase: whether the money in sight covers what is needed, who stands where, and on what evidence."""

from datetime import date
from typing import Any

import streamlit as st

from tracker.briefing.words import date_words
from tracker.dashboard.beforehand import make_beforehand
from tracker.dashboard.evidence import show_evidence
from tracker.dashboard.overview.content import (
    Content,
    changes,
    content,
    parts_beside,
    pictures,
    talking_points,
    usual_since,
)
from tracker.dashboard.page import show_foot, show_head
from tracker.dashboard.paint import palette
from tracker.dashboard.pictures import show_sketch
from tracker.dashboard.points import show_points
from tracker.dashboard.session import FIRST_DAY, LAST_DAY, Chosen, session
from tracker.desk import View
from tracker.desk.stops import stops


def show_overview(chosen: Chosen) -> None:
    """Draw the page."""
    if chosen.phase is None:
        st.info("Nothing is recorded yet. Bring in a file on the page Record, or look at a later date.")
        return
    view, phase, is_brief = chosen.view, chosen.phase, chosen.is_presenting
    page = content(view, phase, is_brief=is_brief)
    foot = page.marks
    room = show_head(
        chosen, page.headline.sentences, standing=page.headline.standing, chance=page.chance, marks=foot
    )  # fmt: skip
    draws = pictures(view, phase, page, palette(), room)
    show_sketch(view, "bars", (phase, foot, room), draws["bars"], page.headline.text, save=not is_brief)
    if is_brief:
        left, right = st.columns([1.15, 1], gap="large")
        with left:
            asked = page.rungs.show("rungs")
        with right:
            asked = page.standings.show("standings") or asked
    else:
        asked = page.rungs.show("rungs")
        asked = _show_rest(view, phase, page, room) or asked
        _go_ahead(chosen, room)
    show_foot(chosen, foot)
    if asked:
        show_evidence(view, phase, asked)


def _go_ahead(chosen: Chosen, room: int) -> None:
    """Let the pages be made that are a click away: another day of the slider, another phase of the initiative."""
    view, phases = chosen.view, chosen.view.tables["phases"]
    of = zip(phases["phase"], phases["initiative"], strict=True)
    beside = sorted(key for key, initiative in of if initiative == chosen.initiative)
    days = stops(view, FIRST_DAY, LAST_DAY)
    parts = parts_beside(view, str(chosen.phase), days, beside, palette(), room)
    make_beforehand(session(), parts)


def _show_rest(view: View, phase: str, page: Content, room: int) -> dict[str, Any] | None:
    """All that stands below the rungs on an ordinary screen."""
    left, right = st.container(key="beside").columns([2.1, 1], gap="large")
    with left:
        asked = page.standings.show("standings")
        page.unknowns.show("unknowns")
        asked = _show_changes(view, phase) or asked
        page.components.show("components")
    with right:
        _show_points(view, phase, page.donors)
        page.dates.show("dates")
        page.periods.show("periods")
    until = date_words(view.as_of.isoformat())
    said = {
        "strip": f"Dates on one line, from {until} on; the table of dates says the same.",
        "timeline": f"Money on each rung over time, up to {until}",
    }
    draws = pictures(view, phase, page, palette(), room)
    for name, alt in said.items():
        if name in draws:
            show_sketch(view, name, (phase, page.marks, room), draws[name], alt)
    page.sources.show("sources")
    return asked


def _show_changes(view: View, phase: str) -> dict[str, Any] | None:
    """What changed since the end of the quarter before, or since any date."""
    usual = usual_since(view.as_of)
    since: date = st.date_input(
        "Changes since", usual, min_value=FIRST_DAY, max_value=view.as_of, format="YYYY-MM-DD", width=190,
        key=f"overview-since-{usual.isoformat()}", help="What changed after this day; the last briefing's, say.",
    )  # fmt: skip
    return changes(view, phase, since).show("changes")


def _show_points(view: View, phase: str, donors: dict[str, str]) -> None:
    """Three talking points: for everybody, or for one donor."""
    donor = st.selectbox(
        "Talking points", ["", *donors], format_func=lambda key: donors.get(key, "Overall"),
        key=f"overview-points-{phase}", help="Overall, or what may be said to one donor.",
    )  # fmt: skip
    show_points(talking_points(view, phase, donor), "points")
