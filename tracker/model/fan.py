"""How money for a target may come in over time: what is sure, likely and possible by each date on which any is due."""

import numpy as np
import pandas as pd

from tracker.dates import days
from tracker.model.histories import Histories, take
from tracker.model.likelihood import GRID, find_distribution
from tracker.model.outlook import PERCENTILES, shares_of
from tracker.model.schedule import schedule_promises
from tracker.money import NUMBER_ONE
from tracker.tables import Tables

FAN_COLUMNS = ["on", "least", *PERCENTILES, "most", "announced", "is_stated"]


def find_fan(
    tables: Tables,
    histories: Histories,
    target: pd.Series,
    chances: pd.DataFrame,
    as_of: np.datetime64,
    *,
    rates_at: str = "step",
    grid: int = GRID,
) -> pd.DataFrame:
    """The money that may have come towards one target by each date ahead on which any of it is due.

    In: a target and its rows of `find_chances`. Out, by day: on (datetime64), least (nothing more comes: the cash),
    p10, p50, p90 (Int64, NA where not every promise that is due by then has a likelihood), most (everything comes),
    announced (everything announced or signed comes), all int64 hundredths, and is_stated. The first row is the as-of
    date. A promise is paid as it is due or not at all. What has no date ahead, because none is stated or it is overdue,
    is placed on the target's own date where that is ahead, and else left out.
    """
    cash = int(target["received_amount"])
    due = days(pd.Series([target["due_on"]], dtype="str"), "first").iloc[0]
    dated, is_ahead = _pieces(tables, histories, chances, as_of, due)
    moments = np.unique(np.append(dated["day"].to_numpy()[is_ahead], as_of))
    shares = {unstated: shares_of(chances, unstated) for unstated in (0, NUMBER_ONE)}
    is_firm = chances["rung"].isin(("committed", "pledged")).to_numpy()
    is_stated = chances["likelihood"].notna().to_numpy()
    rows = []
    for moment in moments:
        by_then = is_ahead & (dated["day"].to_numpy() <= moment)
        amounts = _value(histories, chances, dated[by_then], as_of, rates_at)
        known = bool(is_stated[amounts > 0].all())
        row: dict[str, object] = {
            "on": moment, "least": cash, **dict.fromkeys(PERCENTILES, pd.NA), "most": cash + sum(amounts.tolist()),
            "announced": cash + sum(amounts[is_firm].tolist()), "is_stated": known,
        }  # fmt: skip
        if known:
            found = find_distribution(amounts, shares[0], grid).lower
            row |= {name: cash + found.percentile(share) for name, share in PERCENTILES.items()}
        rows.append(row)
    frame = pd.DataFrame(rows, columns=FAN_COLUMNS)
    return frame.astype({"on": "datetime64[s]", **dict.fromkeys(PERCENTILES, "Int64"), "is_stated": bool})


def _pieces(
    tables: Tables, histories: Histories, chances: pd.DataFrame, as_of: np.datetime64, due: pd.Timestamp
) -> tuple[pd.DataFrame, np.ndarray]:
    """Each unpaid part of the promises with the day it is placed on, and whether that is ahead and in time."""
    promises = histories.states.loc[chances["promise"]]
    pieces = schedule_promises(promises, histories, tables["instalments"])
    pieces = pieces[(pieces["unpaid_amount"] > 0).to_numpy()]
    is_open = pieces["due_day"].isna() | (pieces["due_day"] <= as_of)
    day = pieces["due_day"].mask(is_open, due)
    is_ahead = (day > as_of) & (is_open | pd.isna(due) | (day <= due))
    return pieces.assign(day=day), is_ahead.to_numpy()


def _value(
    histories: Histories, chances: pd.DataFrame, pieces: pd.DataFrame, as_of: np.datetime64, rates_at: str
) -> np.ndarray:
    """What some pieces are worth in the target's currency, for each promise in the order of chances."""
    sums = pieces.groupby("promise")["unpaid_amount"].sum()
    amounts = chances["promise"].map(sums).fillna(0).to_numpy(dtype=np.int64)
    step = histories.states["step"].loc[chances["promise"]].to_numpy()
    on = take(histories.steps, "day", step)
    on = np.full(len(step), as_of, dtype="datetime64[s]") if rates_at == "as_of" else on
    currency, into = take(histories.steps, "currency", step), chances["currency"].to_numpy(dtype=object)
    return histories.rates.convert(amounts, currency, into, on)[0]
