"""Overview of a phase: whether the money in sight covers what is needed, who stands where, and on what evidence."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from tracker import desk
from tracker.briefing.calendar import Entry, find_dates
from tracker.briefing.headline import Headline, next_chance, write_headline, write_next_chance
from tracker.briefing.names import donor_names
from tracker.briefing.words import date_words
from tracker.dashboard.evidence import show_evidence
from tracker.dashboard.made import Sheet, made
from tracker.dashboard.overview import budget, facts
from tracker.dashboard.overview.bars import draw_bars
from tracker.dashboard.overview.rungs import make_rungs
from tracker.dashboard.overview.standings import make_standings
from tracker.dashboard.overview.strip import draw_strip
from tracker.dashboard.overview.timeline import draw_timeline
from tracker.dashboard.page import show_foot, show_head
from tracker.dashboard.paint import marks, palette
from tracker.dashboard.pictures import show_sketch
from tracker.dashboard.points import show_points
from tracker.dashboard.session import FIRST_DAY, Chosen
from tracker.desk import View
from tracker.desk.attention import marked_standings
from tracker.desk.budget_lines import components, periods
from tracker.desk.daily import daily_timeline
from tracker.desk.points import points

_DONORS = 200
"""For so many donors, the largest, talking points are offered by name."""


@dataclass(frozen=True)
class _Overview:
    """All that the page says of a phase as it stands."""

    title: str
    gaps: pd.DataFrame
    headline: Headline
    chance: str
    marks: str
    entries: list[Entry]
    donors: dict[str, str]
    has_timeline: bool
    rungs: Sheet
    standings: Sheet
    dates: Sheet
    unknowns: Sheet
    components: Sheet
    periods: Sheet
    sources: Sheet


def show_overview(chosen: Chosen) -> None:
    """Draw the page."""
    if chosen.phase is None:
        st.info("Nothing is recorded yet. Bring in a file on the page Record, or look at a later date.")
        return
    view, phase, is_brief = chosen.view, chosen.phase, chosen.is_presenting
    page = made(view, "overview", (phase, is_brief), lambda: _make(view, phase, is_brief=is_brief))
    foot = page.marks
    room = show_head(
        chosen, page.headline.sentences, standing=page.headline.standing, chance=page.chance, marks=foot
    )  # fmt: skip
    show_sketch(
        view, "bars", (phase, foot, room),
        lambda: draw_bars(view, page.gaps, desk.parts(view, phase), palette(), foot, room), page.headline.text,
        save=not chosen.is_presenting,
    )  # fmt: skip
    if chosen.is_presenting:
        left, right = st.columns([1.15, 1], gap="large")
        with left:
            asked = page.rungs.show("rungs")
        with right:
            asked = page.standings.show("standings") or asked
    else:
        asked = page.rungs.show("rungs")
        asked = _show_rest(view, phase, page, room) or asked
    show_foot(chosen, foot)
    if asked:
        show_evidence(view, phase, asked)


def _make(view: View, phase: str, *, is_brief: bool) -> _Overview:
    gaps = desk.gaps(view, None, phase)
    standings = marked_standings(view, phase)
    chance = next_chance(view.tables["events"], phase, view.as_of)
    entries = find_dates(view.tables, gaps, desk.dues(view, None, phase), phase, view.as_of)
    sources = sorted({text for text in standings["source"] if text})
    return _Overview(
        title=str(view.tables["phases"].set_index("phase")["title"].get(phase, "")),
        gaps=gaps,
        headline=write_headline(gaps, view.as_of),
        chance="" if chance is None else write_next_chance(chance),
        marks=marks(view, str(gaps["currency"].iloc[0]), sources),
        entries=entries,
        donors=_donors(view, standings),
        has_timeline=len(daily_timeline(view, phase)) > 0,
        rungs=make_rungs(view, gaps, is_brief=is_brief),
        standings=make_standings(view, gaps, standings, is_brief=is_brief),
        dates=facts.make_dates(entries),
        unknowns=facts.make_unknowns(view, standings, gaps, phase),
        components=budget.make_components(view, components(view, phase)),
        periods=budget.make_periods(periods(view, phase)),
        sources=facts.make_sources(view, phase),
    )


def _donors(view: View, standings: pd.DataFrame) -> dict[str, str]:
    """Those who stand anywhere, by name; of very many the largest."""
    names = donor_names(view.tables["donors"])
    size = standings.groupby("donor")["high"].sum().sort_values(ascending=False, kind="stable")
    return dict(sorted(((str(key), names.get(str(key), str(key))) for key in size.index[:_DONORS]), key=lambda p: p[1]))


def _show_rest(view: View, phase: str, page: _Overview, room: int) -> dict[str, Any] | None:
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
    if page.entries:
        show_sketch(
            view, "strip", (phase, page.marks, room),
            lambda: draw_strip(
                f"{page.title}: dates on one line", page.entries, view.as_of, palette(), page.marks, room
            ),
            f"Dates on one line, from {date_words(view.as_of.isoformat())} on; the table of dates says the same.",
        )  # fmt: skip
    if page.has_timeline:
        show_sketch(
            view, "timeline", (phase, page.marks, room),
            lambda: draw_timeline(
                view, daily_timeline(view, phase), page.gaps, palette(), page.marks, room
            ),
            f"Money on each rung over time, up to {date_words(view.as_of.isoformat())}",
        )  # fmt: skip
    page.sources.show("sources")
    return asked


def _show_changes(view: View, phase: str) -> dict[str, Any] | None:
    """What changed since the end of the quarter before, or since any date."""
    usual = max(min(desk.quarter_before(view.as_of), view.as_of), FIRST_DAY)
    since: date = st.date_input(
        "Changes since", usual, min_value=FIRST_DAY, max_value=view.as_of, format="YYYY-MM-DD", width=190,
        key=f"overview-since-{usual.isoformat()}", help="What changed after this day; the last briefing's, say.",
    )  # fmt: skip
    return made(
        view, "overview-changes", (phase, since), lambda: facts.make_changes(view, phase, since)
    ).show("changes")  # fmt: skip


def _show_points(view: View, phase: str, donors: dict[str, str]) -> None:
    """Three talking points: for everybody, or for one donor."""
    donor = st.selectbox(
        "Talking points", ["", *donors], format_func=lambda key: donors.get(key, "Overall"),
        key=f"overview-points-{phase}", help="Overall, or what may be said to one donor.",
    )  # fmt: skip
    show_points(
        made(view, "overview-points", (phase, donor), lambda: points(view, phase, donor or None)), "points"
    )  # fmt: skip
