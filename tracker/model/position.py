"""Who stands where on a date: running sums of movements. It knows movements only."""

import pandas as pd

from tracker import terms
from tracker.model.movements import MEASURES

POSITION_KEY = ["initiative", "phase", "donor", "rung", "form", "component", "currency"]


def find_position(movements: pd.DataFrame, as_of: object, by: list[str] | None = None) -> pd.DataFrame:
    """The money that stands on each rung on a date.

    In: movements, a date (inclusive), and columns to sum by (default: initiative, phase, donor, rung, form, component,
    currency). Out: those columns, then amount, low, high (int64 hundredths), approximate (bool), unconverted (a
    tuple of (currency, hundredths) pairs), ordered by the columns, rungs in the ladder's order. What adds up to nothing
    is left out; money without a rate stays, with amount 0.
    """
    by = by or POSITION_KEY
    stands = movements[((movements["day"] <= as_of) & (movements["rung"] != terms.REQUIREMENT)).to_numpy()]
    return sum_by(stands, by)


def sum_by(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Sums of movements by some columns, in the form of `find_position`."""
    sums = rows.groupby(by, sort=False, as_index=False)[list(MEASURES)].sum()
    hidden = unconverted_by(rows, by)
    sums["unconverted"] = [hidden.get(key, ()) for key in sums[by].itertuples(index=False, name=None)]
    is_something = (sums[["amount", "low", "high"]] != 0).any(axis=1) | sums["unconverted"].astype(bool)
    sums = sums[is_something.to_numpy()]
    sums = sums.assign(approximate=sums["vague"] > 0).drop(columns="vague")
    return order_rows(sums[[*by, "amount", "low", "high", "approximate", "unconverted"]], by)


def unconverted_by(rows: pd.DataFrame, by: list[str]) -> dict[tuple[object, ...], tuple[tuple[str, int], ...]]:
    """What stands without a rate: for each group, its (original currency, hundredths) pairs."""
    open_rows = rows[(rows["unconverted"] != 0).to_numpy()]
    sums = open_rows.groupby([*by, "original_currency"], sort=True)["unconverted"].sum()
    found: dict[tuple[object, ...], tuple[tuple[str, int], ...]] = {}
    for key, amount in sums[sums != 0].items():
        *group, currency = key
        found[tuple(group)] = (*found.get(tuple(group), ()), (currency, int(amount)))
    return found


def order_rows(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Rows in key order: texts by their letters, rungs and kinds of movement in the vocabulary's order."""
    orders = {"rung": {**terms.RANK, terms.REQUIREMENT: len(terms.RUNGS)}, "counting": terms.RANK}
    orders["kind"] = {kind: order for order, kind in enumerate(terms.BRIDGE_KINDS)}

    def key(column: pd.Series) -> pd.Series:
        return column.map(orders[str(column.name)]) if column.name in orders else column

    return frame.sort_values(by, key=key, kind="stable", ignore_index=True)
