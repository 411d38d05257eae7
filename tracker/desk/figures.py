"""The figures of a view: each asks the model once, and chooses rows. It computes nothing itself."""

from collections.abc import Callable, Hashable, Iterable
from datetime import date, timedelta

import pandas as pd

from tracker import terms
from tracker.briefing.caveats import write_caveats
from tracker.dates import day
from tracker.desk.kept import Kept
from tracker.desk.narrowed import daily_grid, named_movements, phase_dues, phase_parts, phase_standings
from tracker.desk.view import View, compute, find_record, known_number
from tracker.model.counting import Counting, look_up_gaps, prepare_counting
from tracker.model.dues import find_dues
from tracker.model.gaps import find_gaps, find_portfolio
from tracker.model.history import Grid, lay_out, read_bridge, read_timeline
from tracker.model.movements import name_movements
from tracker.model.position import POSITION_KEY, look_up_position
from tracker.model.running import Running, run_up
from tracker.problems import RefusedError
from tracker.tables import Tables

caveats = write_caveats

_FIGURES: Kept[pd.DataFrame] = Kept(512)
"""Whole figures, before rows are chosen: an office looks at the same few dates."""
_RUNNING: Kept[Running] = Kept(4)
_COUNTING: Kept[Counting | None] = Kept(4)
_GRIDS: Kept[Grid] = Kept(4)
"""What any date is looked up in, of the last few states of ledgers."""


def _once(view: View, name: Hashable, find: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """A figure of a view, computed where nobody asked for it lately."""
    return _FIGURES.get((name, *view.key), find).copy(deep=False)


def _settled(view: View, name: Hashable, find: Callable[[], pd.DataFrame], *on: date) -> pd.DataFrame:
    """The same for a figure that changes only where a date in the tables has come: most dates share one with another.

    `on` are the dates that it follows from, by default the as-of date.
    """
    dates = [view.settled(one) for one in on or (view.as_of,)]
    return _FIGURES.get((name, *view.settled_key, *dates), find).copy(deep=False)


def _grid(view: View, unit: str = "M") -> Grid:
    """The view's movements laid out by month, or by day."""
    return _GRIDS.get((unit, *view.moved_key), lambda: lay_out(view.movements, unit))


def gaps(view: View, initiative: str | None = None, phase: str | None = None) -> pd.DataFrame:
    """The columns of `model.gaps.find_gaps`, and `ends_on` of each phase, for the headline."""
    frame = _settled(view, "gaps", lambda: _find_gaps(view))
    return choose(view, add_ends(frame, view.tables), initiative, phase)


def add_ends(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Gaps with `ends_on` of each phase."""
    ends_on = tables["phases"].set_index("phase")["ends_on"]
    return frame.assign(ends_on=frame["phase"].map(ends_on).astype("str"))


def _find_gaps(view: View) -> pd.DataFrame:
    """Looked up where that tells all, else found for the date."""
    counting = None if view.rates_at == "as_of" else _counting(view)
    if counting is not None:
        return look_up_gaps(counting, view.at, view.rungs)
    given = (view.tables, view.histories, view.movements, view.at)
    return find_gaps(*given, currency=view.currency, rungs=view.rungs, rates_at=view.rates_at)


def _counting(view: View) -> Counting | None:
    def prepare() -> Counting | None:
        return prepare_counting(view.tables, view.histories, view.movements, view.currency)

    return _COUNTING.get(view.moved_key, prepare)


def position(view: View, initiative: str | None = None, phase: str | None = None) -> pd.DataFrame:
    """The columns of `model.position.find_position`."""
    frame = _settled(view, "position", lambda: look_up_position(_running(view), view.at))
    return choose(view, frame, initiative, phase)


def _running(view: View) -> Running:
    return _RUNNING.get(view.moved_key, lambda: run_up(view.movements, POSITION_KEY))


def parts(view: View, phase: str) -> pd.DataFrame:
    """The columns of `model.parts.find_parts`."""
    frame = _settled(view, ("parts", phase), lambda: phase_parts(view, phase))
    return choose(view, frame, None, phase)


def standings(view: View, phase: str) -> pd.DataFrame:
    """The columns of `model.standings.find_standings`."""
    frame = _settled(view, ("standings", phase), lambda: phase_standings(view, phase))
    return choose(view, frame, None, phase)


def portfolio(view: View, by: list[str] | None = None) -> pd.DataFrame:
    """The columns of `model.gaps.find_portfolio`."""
    return find_portfolio(gaps(view), by)


def timeline(
    view: View,
    by: str = "quarter",
    initiative: str | None = None,
    phase: str | None = None,
    *,
    requirement: bool = False,
) -> pd.DataFrame:
    """The columns of `model.history.find_timeline`: the ladder's rungs, and the `requirement` where it is asked for."""
    name = ("timeline", by, requirement)
    month = (view.as_of.year, view.as_of.month)  # the last period ends with the as-of date's own

    def found() -> pd.DataFrame:
        return read_timeline(_grid(view, "D" if by == "day" else "M"), view.at, by, requirement=requirement)

    frame = _once(view, name, found) if by == "day" else _settled(view, (*name, month), found)
    return choose(view, frame, initiative, phase)


def bridge(
    view: View,
    start: date,
    end: date,
    reported: str | None = None,
    initiative: str | None = None,
    phase: str | None = None,
) -> pd.DataFrame:
    """The columns of `model.history.find_bridge`; `reported` names the changeset that the opening was printed from."""
    refuse_backwards(start, end)
    printed = None
    if reported is not None:
        number, _ = known_number(view.ledger, view.ledger.head(), reported)
        record = find_record(view.ledger, view.ledger.head(), number)
        printed = compute(view.ledger, record, view.audience, view.currency)[1]
    if printed is not None:
        frame = read_bridge(_grid(view), day(start), day(end), lay_out(printed))
        return choose(view, frame, initiative, phase)

    def found() -> pd.DataFrame:
        return read_bridge(_grid(view) if phase is None else daily_grid(view, phase), day(start), day(end))

    frame = _settled(view, ("bridge", phase), found, start, end)
    return choose(view, frame, initiative, phase)


def refuse_backwards(start: date, end: date) -> None:
    """A RefusedError where a bridge ends before it starts."""
    if end < start:
        raise RefusedError(f"the bridge ends on {end}, before it starts on {start}; swap the two dates")


def dues(view: View, initiative: str | None = None, phase: str | None = None) -> pd.DataFrame:
    """The columns of `model.dues.find_dues`."""

    def found() -> pd.DataFrame:
        if phase is None:
            return find_dues(view.tables, view.histories, view.at)
        return phase_dues(view, phase)

    frame = _once(view, ("dues", phase), found)
    return choose(view, frame, initiative, phase)


def movements(view: View, initiative: str | None = None, phase: str | None = None) -> pd.DataFrame:
    """The movements up to the as-of date that move money; the columns of `model.movements.name_movements`."""
    own = view.movements if phase is None else named_movements(view, phase)
    frame = own[(own["day"] <= view.at).to_numpy()]
    names = ["amount", "low", "high", "unconverted"]
    chosen = choose(view, frame[(frame[names] != 0).any(axis=1).to_numpy()], initiative, phase)
    return name_movements(chosen, view.tables)


def choose(view: View, frame: pd.DataFrame, initiative: str | None, phase: str | None) -> pd.DataFrame:
    """A figure's rows for one initiative or phase; an unknown key is a RefusedError, unless nothing is recorded.

    Every figure comes through here, so that each asks anew whether its reader may see it.
    """
    view.permit()
    chosen = choose_phases(view.tables, initiative, phase)
    if chosen is not None:
        frame = frame[frame["phase"].isin(chosen).to_numpy()]
    return frame.reset_index(drop=True)


def choose_phases(tables: Tables, initiative: str | None, phase: str | None) -> list[str] | None:
    """The phases that are asked for, None for all; an unknown key is a RefusedError, unless nothing is recorded."""
    phases = tables["phases"]
    if len(phases):
        _require("initiative", initiative, tables["initiatives"]["initiative"])
        _require("phase", phase, phases["phase"])
    if initiative is None:
        return None if phase is None else [phase]
    own = phases.loc[(phases["initiative"] == initiative).to_numpy(), "phase"]
    if len(own) and phase is not None:
        _require("phase", phase, own, f" of {initiative}")
    return [key for key in own if phase in (None, key)]


def _require(name: str, key: str | None, known: Iterable[str], where: str = "") -> None:
    if key is not None and key not in set(known):
        keys = sorted(set(known))
        there = f"there {'is' if len(keys) == 1 else 'are'} {', '.join(keys)}"
        raise RefusedError(f"there is no {name} '{key}'{where}; {there}")


def quarter_before(when: date) -> date:
    """The last day of the quarter before a date's own."""
    return date(when.year, (when.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)


def default_phase(view: View, initiative: str) -> str | None:
    """The phase of an initiative that a page opens on: the latest to begin, of those whose requirement is known."""
    phases = view.tables["phases"]
    phases = phases[(phases["initiative"] == initiative).to_numpy()]
    known = set(view.movements["phase"][(view.movements["rung"] == terms.REQUIREMENT).to_numpy()])
    ranked = sorted(
        (phase in known, str(starts_on), phase)
        for phase, starts_on in zip(phases["phase"], phases["starts_on"], strict=True)
    )
    return ranked[-1][2] if ranked else None
