"""What stood on each rung of one phase, day by day, for a picture of it. It computes nothing of other phases."""

import pandas as pd

from tracker.desk.figures import choose
from tracker.desk.kept import Kept
from tracker.desk.narrowed import daily_grid
from tracker.desk.view import View
from tracker.model.history import read_timeline

_FOUND: Kept[pd.DataFrame] = Kept(64)


def daily_timeline(view: View, phase: str) -> pd.DataFrame:
    """The columns of `model.history.find_timeline`, by day, the requirement included; `desk.timeline` is of all phases.

    Of a hundred thousand promises in twenty phases, one phase takes a twentieth of the time.
    """
    view.permit()
    found = _FOUND.get((phase, *view.key), lambda: read_timeline(daily_grid(view, phase), view.at, "day"))
    return choose(view, found.copy(deep=False), None, phase)
