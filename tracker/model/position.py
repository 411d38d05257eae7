"""Who stands where on a date: running sums of movements. It knows movements only."""

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from tracker import terms
from tracker.model.codes import as_texts, group_rows, sum_groups
from tracker.model.running import Running, stand
from tracker.model.writer import MEASURES
from tracker.money import Ints

POSITION_KEY = ["initiative", "phase", "donor", "rung", "form", "component", "currency"]


def find_position(movements: pd.DataFrame, as_of: object, by: list[str] | None = None) -> pd.DataFrame:
    """The money that stands on each rung on a date.

    In: movements, a date (inclusive), and columns to sum by (default: initiative, phase, donor, rung, form, component,
    currency). Out: those columns, then amount, low, high (int64 hundredths), approximate (bool), unconverted (a
    tuple of (currency, hundredths) pairs), ordered by the columns, rungs in the ladder's order. What adds up to nothing
    is left out; money without a rate stays, with amount 0.
    """
    by = by or POSITION_KEY
    stands = np.flatnonzero(((movements["day"] <= as_of) & (movements["rung"] != terms.REQUIREMENT)).to_numpy())
    names = dict.fromkeys([*by, *MEASURES, "original_currency"])
    return sum_by(movements[list(names)].take(stands), by)


def look_up_position(running: Running, as_of: np.datetime64, stands: dict[str, Ints] | None = None) -> pd.DataFrame:
    """The same from running sums by those columns; `stands`: their `stand` on the date, if at hand."""
    sums = stand(running, as_of) if stands is None else stands
    hidden = unconverted_by(running.open_until(as_of), list(running.columns)) if len(running.open) else {}
    return _tell(running.columns, sums, hidden, running.is_money)


def sum_by(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Sums of movements by some columns, in the form of `find_position`."""
    codes, groups = group_rows(rows, by)
    sums = {name: sum_groups(codes, len(groups), rows[name].to_numpy()) for name in MEASURES}
    keys = {str(name): groups[name].array for name in groups}
    return order_rows(_tell(keys, sums, unconverted_by(rows, by), np.ones(len(groups), dtype=bool)), by)


def _tell(
    keys: dict[str, ExtensionArray],
    sums: dict[str, np.ndarray],
    hidden: dict[tuple[object, ...], tuple[tuple[str, int], ...]],
    is_asked: np.ndarray,
) -> pd.DataFrame:
    """The groups that are asked for and hold anything, with their sums."""
    unconverted = np.empty(len(is_asked), dtype=object)
    unconverted.fill(())
    is_something = np.logical_or.reduce([sums[name] != 0 for name in ("amount", "low", "high")])
    if hidden:
        unconverted[:] = [hidden.get(key, ()) for key in zip(*keys.values(), strict=True)]
        is_something |= unconverted.astype(bool)
    at = np.flatnonzero(is_something & is_asked)
    values = {name: sums[name][at] for name in ("amount", "low", "high")}
    return pd.DataFrame(
        {**{name: key.take(at) for name, key in keys.items()}, **values,
         "approximate": sums["vague"][at] > 0, "unconverted": unconverted[at]},
        copy=False,
    )  # fmt: skip


def unconverted_by(rows: pd.DataFrame, by: list[str]) -> dict[tuple[object, ...], tuple[tuple[str, int], ...]]:
    """What stands without a rate: for each group, its (original currency, hundredths) pairs."""
    is_open = (rows["unconverted"] != 0).to_numpy()
    if not is_open.any():
        return {}
    open_rows = as_texts(rows[is_open])
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
