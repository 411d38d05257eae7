"""A phase's budget line by line beside the money for it, where the budget has lines. It computes no other phase's."""

from collections.abc import Callable

import pandas as pd

from tracker.desk.figures import choose
from tracker.desk.kept import Kept
from tracker.desk.narrowed import narrow
from tracker.desk.view import View
from tracker.model.budget_lines import PERIOD, find_components, find_periods
from tracker.tables import Tables

_FOUND: Kept[pd.DataFrame] = Kept(64)


def components(view: View, phase: str) -> pd.DataFrame:
    """The columns of `model.budget_lines.find_components`; no rows where the phase's budget names no component."""

    def find(tables: Tables, movements: pd.DataFrame) -> pd.DataFrame:
        return find_components(tables, movements, view.at, currency=view.currency, rungs=view.rungs)

    own = _of_phase(view, "component", phase, find)
    is_named = ((own["component"] != "") & own["required"].notna()).any()
    return own if is_named else own.iloc[:0]


def periods(view: View, phase: str) -> pd.DataFrame:
    """The columns of `model.budget_lines.find_periods`; no rows where the phase's budget states no period."""

    def find(tables: Tables, movements: pd.DataFrame) -> pd.DataFrame:
        return find_periods(tables, movements, view.at, currency=view.currency)

    own = _of_phase(view, "period_start", phase, find)
    return own if (own["line"] == PERIOD).any() else own.iloc[:0]


def _of_phase(
    view: View, column: str, phase: str, find: Callable[[Tables, pd.DataFrame], pd.DataFrame]
) -> pd.DataFrame:
    """What is found of one phase; no rows, and nothing computed, where its budgets are blank in a column."""
    view.permit()
    budgets = view.tables["budgets"]
    budgets = budgets[(budgets["phase"] == phase).to_numpy()]
    if not (budgets[column] != "").any():
        none = {**view.tables, "budgets": budgets[:0]}
        return choose(view, _FOUND.get(column, lambda: find(none, view.movements[:0])), None, phase)

    def make() -> pd.DataFrame:
        own = narrow(view, phase)
        return find(own.tables, own.movements)

    return choose(view, _FOUND.get((column, phase, *view.key), make), None, phase)
