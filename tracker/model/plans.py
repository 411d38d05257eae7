"""The instalments in which promises are to be paid. It knows nothing of what was paid."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from tracker.dates import days
from tracker.model.codes import Codes, count_days, sort_order
from tracker.money import Ints


class Plans(NamedTuple):
    """Instalments in the order of promises and days: `keys` (promise × span + day from `first`), and running sums,
    one entry more than keys."""

    keys: Ints
    first: np.datetime64
    span: int
    sums: Ints

    def of(self, promise: Ints, until: np.ndarray | None = None) -> Ints:
        """What is planned of some promises in all, or up to a day for each."""
        begin = promise * self.span
        if until is None:
            end = begin + self.span - 1
        else:
            day = (until - self.first).astype("timedelta64[D]").astype(np.int64)
            end = begin + np.clip(day, -1, self.span - 1)
        first, last = np.searchsorted(self.keys, begin), np.searchsorted(self.keys, end, side="right")
        return np.asarray(self.sums[last] - self.sums[first], dtype=np.int64)


def order_plans(instalments: pd.DataFrame, promise: Codes) -> Plans:
    """Checked instalments, and the promise of each."""
    day = days(instalments["due_on"], "last").to_numpy()
    order = sort_order(count_days(day))
    order = order[sort_order(promise[order])]
    first = day.min() if len(day) else np.datetime64(0, "s")
    numbers = count_days(day)
    span = int(numbers.max(initial=0)) + 1
    planned = instalments["amount"].to_numpy(dtype=np.int64)[order]
    return Plans(promise[order].astype(np.int64) * span + numbers[order], first, span, np.append(0, np.cumsum(planned)))
