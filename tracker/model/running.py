"""Running sums by group and day, so that what stood on any date is a look-up. It knows no rule about money."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from tracker import terms
from tracker.model.codes import Codes, group_rows, sort_order
from tracker.money import Ints


class Layer(NamedTuple):
    """Rows in the order of groups and days: `keys` (group × span + day) and the running sums of some measures.

    Sums have one entry more than keys: what they were before the first row. `begins`: where each group's rows begin.
    """

    keys: np.ndarray
    begins: Ints
    sums: dict[str, Ints]


class Running(NamedTuple):
    """Running sums of movements: `groups` says what the groups are, one row each; `first` is day 0 of `span` days.

    Most money is exact: what low and high differ from the amount, and `vague`, have a layer of their own with few rows.
    `open` are the movements whose money has no rate; `is_money` tells groups of money from those of requirements.
    `columns` are those of `groups` as arrays: to take them from the frame costs a date a tenth of its time.
    """

    groups: pd.DataFrame
    columns: dict[str, ExtensionArray]
    first: np.datetime64
    span: int
    layers: tuple[Layer, ...]
    open: pd.DataFrame
    is_money: np.ndarray

    def open_until(self, as_of: np.datetime64) -> pd.DataFrame:
        """Movements of money without a rate up to a date."""
        return self.open[(self.open["day"] <= as_of).to_numpy()] if len(self.open) else self.open


def run_up(movements: pd.DataFrame, by: list[str]) -> Running:
    """Running sums of movements by some columns, the rung among them.

    In: movements in the order of days. Costs as much as to put them in the order of groups; a look-up afterwards costs
    groups × log(movements).
    """
    codes, groups = group_rows(movements, by)
    amount, low, high, vague = (movements[name].to_numpy() for name in ("amount", "low", "high", "vague"))
    at = np.flatnonzero((low != amount) | (high != amount) | (vague != 0))
    rest = {"low": low[at] - amount[at], "high": high[at] - amount[at], "vague": vague[at]}
    whole, first, span = number_days(movements["day"].to_numpy())
    size = len(groups)
    layers = (add_up(codes, size, whole, span, {"amount": amount}), add_up(codes[at], size, whole[at], span, rest))
    is_money = (groups["rung"] != terms.REQUIREMENT).to_numpy()
    columns = {str(name): groups[name].array for name in groups}
    return Running(
        groups, columns, first, span, layers, movements[(movements["unconverted"] != 0).to_numpy()], is_money
    )


def number_days(day: np.ndarray) -> tuple[Ints, np.datetime64, int]:
    """Days as numbers from 0, the first of them, and how many days there are from it to the last."""
    if not len(day):
        return np.zeros(0, dtype=np.int64), np.datetime64(0, "s"), 1
    first = day.min()
    numbers = ((day - first) // np.timedelta64(1, "D")).astype(np.int64)
    return numbers, first, int(numbers.max()) + 1


def add_up(codes: Codes, groups: int, days: Ints, span: int, measures: dict[str, np.ndarray]) -> Layer:
    """A layer of rows that are in the order of days; `codes` says of which of so many groups each is."""
    order = sort_order(codes)
    starts = np.arange(groups, dtype=np.int64) * span
    # Half as large where that suffices: what is searched in lies more often in the processor's own memory.
    kind = np.dtype(np.int32 if groups * span <= np.iinfo(np.int32).max else np.int64)
    keys = (codes[order] * np.int64(span) + days[order]).astype(kind)
    begins = np.searchsorted(keys, starts.astype(kind))
    return Layer(keys, begins, {name: np.append(0, np.cumsum(values[order])) for name, values in measures.items()})


def stand(running: Running, as_of: np.datetime64) -> dict[str, Ints]:
    """What each group holds at the end of a day: amount, low, high, vague."""
    sums: dict[str, Ints] = {}
    for layer in running.layers:
        sums |= sum_until(layer, running.first, running.span, as_of)
    return sums | {name: sums["amount"] + sums[name] for name in ("low", "high")}


def sum_until(layer: Layer, first: np.datetime64, span: int, as_of: np.datetime64) -> dict[str, Ints]:
    """The sums of each group's rows up to a day."""
    day = int((as_of - first) // np.timedelta64(1, "D"))
    last = np.arange(len(layer.begins), dtype=np.int64) * span + min(day, span - 1)
    end = np.searchsorted(layer.keys, last.astype(layer.keys.dtype), side="right") if day >= 0 else layer.begins
    return {name: values[end] - values[layer.begins] for name, values in layer.sums.items()}
