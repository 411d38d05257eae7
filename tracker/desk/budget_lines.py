"""A phase's budget line by line beside the money for it, where the budget has lines."""

import pandas as pd

from tracker.desk.figures import choose
from tracker.desk.kept import Kept
from tracker.desk.view import View
from tracker.model.budget_lines import PERIOD, find_components, find_periods

_FOUND: Kept[pd.DataFrame] = Kept(64)


def components(view: View, phase: str) -> pd.DataFrame:
    """The columns of `model.budget_lines.find_components`; no rows where the phase's budget names no component."""
    view.permit()
    frame = _FOUND.get(
        ("components", *view.key),
        lambda: find_components(view.tables, view.movements, view.at, currency=view.currency, rungs=view.rungs),
    )
    own = choose(view, frame, None, phase)
    is_named = ((own["component"] != "") & own["required"].notna()).any()
    return own if is_named else own.iloc[:0]


def periods(view: View, phase: str) -> pd.DataFrame:
    """The columns of `model.budget_lines.find_periods`; no rows where the phase's budget states no period."""
    view.permit()
    frame = _FOUND.get(
        ("periods", *view.key),
        lambda: find_periods(view.tables, view.movements, view.at, currency=view.currency),
    )
    own = choose(view, frame, None, phase)
    return own if (own["line"] == PERIOD).any() else own.iloc[:0]
