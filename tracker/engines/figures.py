"""The figures of tables that live elsewhere: an engine makes sums, and the model figures of the sums."""

from collections.abc import Sequence
from datetime import date

import ibis
import numpy as np
import pandas as pd
from ibis.expr import types as ir

from tracker import terms
from tracker.engines.exact import last_day, sums, whole
from tracker.engines.movements import ORDER, all_states, find_movements
from tracker.engines.places import Place
from tracker.engines.question import Question
from tracker.engines.states import WORLDS
from tracker.engines.targets import find_parts, find_targets
from tracker.model.gaps import cover_targets
from tracker.model.history import find_bridge, find_timeline
from tracker.model.position import POSITION_KEY, find_position
from tracker.model.writer import COLUMNS, MEASURES

Phases = Sequence[str] | None
"""The phases that are asked for; None for all."""
_NAMED = (*COLUMNS, "pledge", "contribution", "source")
_PLACES = {"day": 1, "month": 100, "year": 10_000}


def ask_movements(place: Place, as_of: date, currency: str | None = None, phases: Phases = None) -> pd.DataFrame:
    """The movements up to a day that move money or its bounds: the columns and the order of `model.name_movements`."""
    question = place.ask()
    moved = _moved(question, as_of, currency, phases)
    moves = (moved["amount"] != 0) | (moved["low"] != 0) | (moved["high"] != 0) | (moved["unconverted"] != 0)
    ordered = moved.filter(moves).order_by(list(ORDER))
    frame = _with_initiative(place, place.fetch(ordered[[name for name in _NAMED if name != "initiative"]], question))
    return frame.assign(day=_dates(frame["day"]), vague=frame["vague"].astype("int8"))[list(_NAMED)]


def ask_position(place: Place, as_of: date, currency: str | None = None, phases: Phases = None) -> pd.DataFrame:
    """Who stands where on a day: `model.position.find_position`."""
    question = place.ask()
    moved = _moved(question, as_of, currency, phases)
    by = [name for name in POSITION_KEY if name != "initiative"]
    found = sums(moved.filter(moved["rung"] != terms.REQUIREMENT), [*by, "original_currency"], MEASURES)
    frame = _with_initiative(place, place.fetch(found, question))
    return find_position(frame.assign(day=_at(as_of)), _at(as_of))


def ask_timeline(
    place: Place, as_of: date, by: str = "quarter", currency: str | None = None, phases: Phases = None
) -> pd.DataFrame:
    """What stood on each rung of the ladder at the end of every period: `model.history.find_timeline`."""
    question = place.ask()
    moved = _moved(question, as_of, currency, phases)
    day = moved["day"]
    period = day // 10_000 * 10 + (day // 100 % 100 - 1) // 3 if by == "quarter" else day // _PLACES[by]
    moved = moved.filter(moved["rung"] != terms.REQUIREMENT).mutate(period=period)
    found = moved.group_by(["phase", "rung", "form", "period"]).agg(
        some_day=moved["day"].max(), **{world: whole(moved[world].sum()) for world in WORLDS}
    )
    frame = place.fetch(found, question)
    return find_timeline(_in_order(frame.assign(kind="new"), "some_day"), _at(as_of), by)


def ask_bridge(
    place: Place, start: date, end: date, printed: Place | None = None, currency: str | None = None,
    phases: Phases = None,
) -> pd.DataFrame:  # fmt: skip
    """What changed between two days: `model.history.find_bridge`; `printed` is the place as the opening was printed."""
    moved = _sum_between(place, start, end, currency, phases)
    reported = None if printed is None else _sum_between(printed, start, start, currency, phases)
    return find_bridge(moved, _at(start), _at(end), reported)


def _sum_between(place: Place, start: date, end: date, currency: str | None, phases: Phases) -> pd.DataFrame:
    """Movements summed to those until the one day, and those after it until the other."""
    question = place.ask()
    moved = _moved(question, end, currency, phases)
    moved = moved.mutate(on=ibis.ifelse(moved["day"] <= _number(start), _number(start), _number(end)).cast("int64"))
    frame = place.fetch(sums(moved, ["phase", "rung", "form", "kind", "on"], WORLDS), question)
    return _in_order(frame, "on")


def ask_gaps(
    place: Place, as_of: date, currency: str | None = None, phases: Phases = None,
    rungs: tuple[str, ...] = terms.RUNGS,
) -> pd.DataFrame:  # fmt: skip
    """Coverage and gap of every target on a day: `model.gaps.find_gaps`."""
    until, question = _number(as_of), place.ask()
    states = all_states(question, currency, until)
    moved = find_movements(question, states, currency, until, of_steps=False)
    targets = find_targets(question, moved, currency, until)
    if phases is not None:
        targets = targets.filter(targets["phase"].isin(list(phases)))
    parts = place.fetch(find_parts(question, states, moved, targets), question)
    frame = _with_initiative(place, place.fetch(targets, question)).astype({"required": "Int64"})
    at = {key: label for label, key in enumerate(zip(frame["phase"], frame["target"], strict=True))}
    labels = [at[key] for key in zip(parts["phase"], parts["target"], strict=True)]
    return cover_targets(frame, parts.assign(target_at=np.array(labels, dtype="int64")), rungs)


def newest_day(place: Place, facts: Sequence[tuple[str, str]]) -> date | None:
    """The newest day in some columns of dates, None where they hold none."""
    days = [place.tables[table].select(day=last_day(place.tables[table][column])) for table, column in facts]
    newest = place.fetch(ibis.union(*days).agg(day=ibis._["day"].max()))["day"].iloc[0]
    return None if pd.isna(newest) else _dates(pd.Series([newest], dtype="int64"))[0].date()


def _moved(question: Question, until: date, currency: str | None, phases: Phases) -> ir.Table:
    day = _number(until)
    moved = find_movements(question, all_states(question, currency, day), currency, day)
    return moved if phases is None else moved.filter(moved["phase"].isin(list(phases)))


def _with_initiative(place: Place, frame: pd.DataFrame) -> pd.DataFrame:
    initiative = place.read("phases").set_index("phase")["initiative"]
    return frame.assign(initiative=frame["phase"].map(initiative).astype("str").fillna(""))


def _in_order(frame: pd.DataFrame, numbers: str) -> pd.DataFrame:
    """Sums in the order of days, as the model wants movements."""
    return frame.assign(day=_dates(frame[numbers])).sort_values("day", kind="stable", ignore_index=True)


def _number(on: date) -> int:
    return on.year * 10_000 + on.month * 100 + on.day


def _dates(numbers: pd.Series) -> pd.Series:
    return pd.to_datetime(numbers.astype("str"), format="%Y%m%d").astype("datetime64[s]")


def _at(on: date) -> np.datetime64:
    return np.datetime64(on, "s")
