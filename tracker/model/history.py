"""How figures came to be: running sums by period, and what changed between two dates. It knows movements only."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.model.position import order_rows

PERIODS = {"day": "D", "month": "M", "quarter": "Q", "year": "Y"}
TIMELINE_KEY = ["phase", "period_end", "rung", "form"]
BRIDGE_KEY = ["phase", "kind", "rung", "form"]


def find_timeline(movements: pd.DataFrame, as_of: np.datetime64, by: str = "quarter") -> pd.DataFrame:
    """What stood on each rung at the end of every period, from the first movement's to the as-of date's.

    In: movements, and `day`, `month`, `quarter` or `year`. Out: phase, period_end (datetime64), rung, form, amount,
    low, high (int64 hundredths), ordered by phase, period and ladder; a line for every period once a phase has
    anything on a rung. The last period holds what stands on the as-of date. Requirements are a rung of their own.
    """
    known = movements[(movements["day"] <= as_of).to_numpy()]
    worlds = ["amount", "low", "high"]
    names = ["phase", "rung", "form"]
    if not len(known):
        return known.assign(period_end=known["day"])[[*TIMELINE_KEY, *worlds]]
    period = known["day"].dt.to_period(PERIODS[by])
    sums = known.assign(period=period).groupby([*names, "period"])[worlds].sum()
    every = pd.period_range(period.min(), pd.Period(pd.Timestamp(as_of), PERIODS[by]), freq=PERIODS[by])
    groups = sums.index.droplevel("period").unique()
    index = pd.MultiIndex.from_tuples([(*group, end) for group in groups for end in every], names=[*names, "period"])
    running = sums.reindex(index, fill_value=0).groupby(level=names, sort=False).cumsum().reset_index()
    running["period_end"] = running["period"].dt.to_timestamp(how="end").dt.normalize().astype("datetime64[s]")
    some = running[running[worlds].ne(0).any(axis=1)]
    begins = some.groupby("phase")["period_end"].min().reindex(running["phase"]).to_numpy()
    is_begun = running["period_end"].to_numpy() >= begins
    return order_rows(running[is_begun][[*TIMELINE_KEY, *worlds]], TIMELINE_KEY)


def find_bridge(
    movements: pd.DataFrame,
    start: np.datetime64,
    end: np.datetime64,
    reported: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What changed from the end of one day to the end of another: opening + Σ movements by kind = closing.

    In: movements; `reported`: movements as they were known when the opening was printed, if it was. Out: phase, kind
    (opening, late entries, the kinds of movements, closing), rung (with requirement), form, amount, low, high (int64
    hundredths), in that order. Opening and closing stand for every rung that anything is said of.
    """
    by = ["phase", "rung", "form"]
    worlds = ["amount", "low", "high"]

    def stood(rows: pd.DataFrame, on: np.datetime64) -> pd.DataFrame:
        return rows[(rows["day"] <= on).to_numpy()].groupby(by)[worlds].sum()

    closing = stood(movements, end)
    actual = stood(movements, start)
    opening = actual if reported is None else stood(reported, start)
    late = actual.sub(opening, fill_value=0).astype("int64")
    late = late[(late != 0).any(axis=1)]
    is_between = (movements["day"] > start) & (movements["day"] <= end)
    changes = movements[is_between.to_numpy()].groupby([*by, "kind"], as_index=False)[worlds].sum()
    changes = changes[(changes[worlds] != 0).any(axis=1).to_numpy()]
    places = closing.index.union(opening.index).union(actual.index)
    parts = [
        opening.reindex(places, fill_value=0).reset_index().assign(kind=terms.OPENING),
        late.reset_index().assign(kind=terms.LATE_ENTRIES),
        changes,
        closing.reindex(places, fill_value=0).reset_index().assign(kind=terms.CLOSING),
    ]
    frame = pd.concat(parts, ignore_index=True)
    is_something = (frame[worlds] != 0).any(axis=1)
    whole = is_something.groupby([frame[name] for name in by]).transform("any")
    return order_rows(frame[whole.to_numpy()][[*BRIDGE_KEY, *worlds]], BRIDGE_KEY)
