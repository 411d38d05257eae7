"""All that the Overview shows of a phase on a date, made once for all who look at the same. A page puts it in place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import pandas as pd

from tracker import desk
from tracker.briefing.calendar import Entry, find_dates
from tracker.briefing.headline import Headline, next_chance, write_headline, write_next_chance
from tracker.briefing.names import donor_names
from tracker.briefing.points import Points
from tracker.dashboard.drawing import Drawing
from tracker.dashboard.made import Sheet, made
from tracker.dashboard.overview import budget, facts
from tracker.dashboard.overview.bars import draw_bars
from tracker.dashboard.overview.rungs import make_rungs
from tracker.dashboard.overview.standings import make_standings
from tracker.dashboard.overview.strip import draw_strip
from tracker.dashboard.overview.timeline import draw_timeline
from tracker.dashboard.paint import Palette, marks
from tracker.dashboard.pictures import draw_sketch
from tracker.dashboard.session import FIRST_DAY
from tracker.desk import View
from tracker.desk.attention import marked_standings
from tracker.desk.budget_lines import components, periods
from tracker.desk.daily import daily_timeline
from tracker.desk.narrowed import narrow
from tracker.desk.points import points

T = TypeVar("T", date, str)
_DONORS = 200
"""For so many donors, the largest, talking points are offered by name."""


@dataclass(frozen=True)
class Content:
    """What the page says of a phase as it stands; its pictures, changes and talking points are made for themselves."""

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


def content(view: View, phase: str, *, is_brief: bool) -> Content:
    """Everything but what is asked for on the page itself."""
    return made(view, "overview", (phase, is_brief), lambda: _make(view, phase, is_brief=is_brief))


def _make(view: View, phase: str, *, is_brief: bool) -> Content:
    gaps = desk.gaps(view, None, phase)
    standings = marked_standings(view, phase)
    chance = next_chance(view.tables["events"], phase, view.as_of)
    entries = find_dates(view.tables, gaps, desk.dues(view, None, phase), phase, view.as_of)
    sources = sorted({text for text in standings["source"] if text})
    return Content(
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


def pictures(view: View, phase: str, page: Content, colours: Palette, room: int) -> dict[str, Callable[[], Drawing]]:
    """How each of the page's pictures is drawn, by its name; bars, and what there is to show of strip and timeline."""
    foot = page.marks
    found: dict[str, Callable[[], Drawing]] = {
        "bars": lambda: draw_bars(view, page.gaps, desk.parts(view, phase), colours, foot, room)
    }
    if page.entries:
        title = f"{page.title}: dates on one line"
        found["strip"] = lambda: draw_strip(title, page.entries, view.as_of, colours, foot, room)
    if page.has_timeline:
        found["timeline"] = lambda: draw_timeline(view, daily_timeline(view, phase), page.gaps, colours, foot, room)
    return found


def usual_since(as_of: date) -> date:
    """The day after which changes are shown unless another is asked for: the end of the quarter before."""
    return max(min(desk.quarter_before(as_of), as_of), FIRST_DAY)


def changes(view: View, phase: str, since: date) -> Sheet:
    """What changed after a day."""
    return made(view, "overview-changes", (phase, since), lambda: facts.make_changes(view, phase, since))


def talking_points(view: View, phase: str, donor: str) -> Points:
    """What may be said to a donor, or with a blank to everybody."""
    return made(view, "overview-points", (phase, donor), lambda: points(view, phase, donor or None))


def parts_of(view: View, phase: str, colours: Palette, room: int) -> Iterator[Callable[[], object]]:
    """Every part of a page, to be made one after the other, so that nothing is left to make when it is asked for."""
    yield lambda: narrow(view, phase)
    yield lambda: desk.gaps(view, None, phase)
    yield lambda: desk.parts(view, phase)
    yield lambda: marked_standings(view, phase)
    yield lambda: desk.dues(view, None, phase)
    yield lambda: daily_timeline(view, phase)
    yield lambda: (components(view, phase), periods(view, phase))
    yield lambda: content(view, phase, is_brief=False)

    def draw(name: str) -> None:
        page = content(view, phase, is_brief=False)
        found = pictures(view, phase, page, colours, room)
        if name in found:
            draw_sketch(view, name, (phase, page.marks, room), colours, found[name])

    yield lambda: draw("bars")
    yield lambda: changes(view, phase, usual_since(view.as_of))
    yield lambda: talking_points(view, phase, "")
    yield lambda: draw("strip")
    yield lambda: draw("timeline")


def parts_beside(
    view: View, phase: str, days: Sequence[date], phases: Sequence[str], colours: Palette, room: int
) -> Iterator[Callable[[], object]]:
    """The parts of the pages next to this one: the days after and before it, then the phases."""
    for day in _beside(days, view.as_of):
        yield from parts_of(desk.at_day(view, day), phase, colours, room)
    for other in _beside(phases, phase):
        yield from parts_of(view, other, colours, room)


def _beside(choices: Sequence[T], at: T) -> list[T]:
    """The next of some choices in order, and the one before."""
    later = [one for one in choices if one > at]
    earlier = [one for one in choices if one < at]
    return later[:1] + earlier[-1:]
