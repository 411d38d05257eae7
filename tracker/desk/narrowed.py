"""What a view holds of one phase, made once for all dates. It computes no figures: a page about one phase asks less."""

import numpy as np
import pandas as pd

from tracker.desk.kept import Kept
from tracker.desk.view import View
from tracker.model.dues import age_dues, list_dues
from tracker.model.histories import newest_standing
from tracker.model.history import Grid, lay_out
from tracker.model.movements import name_movements
from tracker.model.one_phase import OnePhase, keep_phase
from tracker.model.parts import find_parts
from tracker.model.phase_parts import Parts, look_up_parts, prepare_parts
from tracker.model.standings import find_standings, look_up_standings, prepare_standings

_PHASES: Kept[OnePhase] = Kept(16)
_GRIDS: Kept[Grid] = Kept(16)
_PARTS: Kept[Parts] = Kept(16)
_PREPARED: Kept[pd.DataFrame] = Kept(48)


def narrow(view: View, phase: str) -> OnePhase:
    """The view's tables, histories and movements of one phase; of a key that is none, empty ones."""
    key = (phase, *view.moved_key)
    return _PHASES.get(key, lambda: keep_phase(view.tables, view.histories, view.movements, phase))


def daily_grid(view: View, phase: str) -> Grid:
    """A phase's movements laid out by day."""
    return _GRIDS.get((phase, *view.moved_key), lambda: lay_out(narrow(view, phase).movements, "D"))


def named_movements(view: View, phase: str) -> pd.DataFrame:
    """A phase's movements of any day with what their rows say; the columns of `model.movements.name_movements`."""

    def prepare() -> pd.DataFrame:
        own = narrow(view, phase)
        return name_movements(own.movements, own.tables)

    return _PREPARED.get(("movements", phase, *view.moved_key), prepare)


def phase_parts(view: View, phase: str) -> pd.DataFrame:
    """The phase's rows of `model.gaps.find_parts` on the as-of date, and some of other phases."""
    own = narrow(view, phase)
    if view.rates_at == "as_of":
        return find_parts(*own, view.at, currency=view.currency, rates_at=view.rates_at)
    prepared = _PARTS.get((phase, *view.moved_key), lambda: prepare_parts(*own, view.currency))
    return look_up_parts(prepared, own.histories, view.at)


def phase_standings(view: View, phase: str) -> pd.DataFrame:
    """The phase's rows of `model.standings.find_standings` on the as-of date, and some of other phases."""
    own = narrow(view, phase)
    if view.rates_at == "as_of":
        return find_standings(*own, view.at, view.rates_at)
    key = ("standings", phase, *view.moved_key)
    prepared = _PREPARED.get(key, lambda: prepare_standings(own.tables, own.histories))
    return look_up_standings(prepared, *own, view.at)


def phase_dues(view: View, phase: str) -> pd.DataFrame:
    """The phase's rows of `model.dues.find_dues` on the as-of date, and some of other phases."""
    own = narrow(view, phase)
    key = ("dues", phase, *view.moved_key)
    listed = _PREPARED.get(key, lambda: list_dues(own.tables, own.histories, own.histories.states))
    now = newest_standing(own.histories, view.at, settled=True).index
    return age_dues(listed[np.isin(listed["promise"].to_numpy(), now.to_numpy())], view.at)
