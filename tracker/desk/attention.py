"""What needs attention over a ledger's phases, how their coverage went, and which promises nobody confirmed lately."""

from collections.abc import Callable, Hashable

import pandas as pd

from tracker.desk.figures import choose, dues, gaps
from tracker.desk.figures import standings as plain_standings
from tracker.desk.kept import Kept
from tracker.desk.view import View
from tracker.model.attention import find_attention, mark_stale
from tracker.model.gaps import find_portfolio
from tracker.model.standings import find_standings
from tracker.model.trend import find_trend, quarter_ends, sum_trend

_FOUND: Kept[pd.DataFrame] = Kept(64)


def _once(view: View, name: Hashable, find: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    return _FOUND.get((name, *view.key), find).copy(deep=False)


def attention(view: View, initiative: str | None = None, phase: str | None = None) -> pd.DataFrame:
    """The columns of `model.attention.find_attention`."""
    view.permit()

    def find() -> pd.DataFrame:
        standings = find_standings(view.tables, view.histories, view.movements, view.at, view.rates_at)
        return find_attention(view.tables, gaps(view), dues(view), standings, view.at)

    return choose(view, _once(view, "attention", find), initiative, phase)


def trend(view: View, initiative: str | None = None, phase: str | None = None) -> pd.DataFrame:
    """The columns of `model.trend.find_trend`, at the last eight quarters' ends and the as-of date itself."""
    view.permit()

    def find() -> pd.DataFrame:
        return find_trend(view.tables, view.movements, quarter_ends(view.at), currency=view.currency)

    return choose(view, _once(view, "trend", find), initiative, phase)


def marked_standings(view: View, phase: str) -> pd.DataFrame:
    """The columns of `model.standings.find_standings`, and which promises nobody confirmed lately."""
    return mark_stale(plain_standings(view, phase), view.at)


def open_sums(view: View, phases: list[str]) -> pd.DataFrame:
    """The columns of `model.gaps.find_portfolio` over some phases, by currency: currencies are never added."""
    rows = gaps(view)
    rows = rows[rows["phase"].isin(phases).to_numpy()].assign(of="phases")
    return find_portfolio(rows, ["of"])


def summed_trend(view: View) -> pd.DataFrame:
    """The columns of `model.trend.sum_trend`, by initiative."""
    return sum_trend(trend(view))
