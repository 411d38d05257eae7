"""What stood on each rung of one phase, day by day, for a picture of it. It computes nothing of other phases."""

import pandas as pd

from tracker.desk.figures import choose
from tracker.desk.kept import Kept
from tracker.desk.view import View
from tracker.model.history import find_timeline

_FOUND: Kept[pd.DataFrame] = Kept(32)


def daily_timeline(view: View, phase: str) -> pd.DataFrame:
    """The columns of `model.history.find_timeline`, by day, the requirement included; `desk.timeline` is of all phases.

    Of a hundred thousand promises in twenty phases, one phase takes a twentieth of the time.
    """
    view.permit()

    def find() -> pd.DataFrame:
        own = view.movements[(view.movements["phase"] == phase).to_numpy()]
        return find_timeline(own, view.at, "day")

    return choose(view, _FOUND.get((phase, *view.key), find).copy(deep=False), None, phase)
