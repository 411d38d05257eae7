"""What of a promise is due after a day, or on no stated day: by sums, without its pieces. It values nothing."""

import numpy as np
import pandas as pd

from tracker.model.histories import WORLDS, Histories, take
from tracker.money import Ints


def find_late(histories: Histories, states: pd.DataFrame, target: np.ndarray) -> dict[str, Ints]:
    """What is outstanding and does not come by a day, of each of some states.

    In: rows of `histories.states` with a step; a day (datetime64) for each. Out: late_amount, late_low, late_high (due
    after the day), undated (of the amount; due on no stated day), int64 hundredths of the pledge's currency.

    Instalments fill the promise up in the order of their days, what they leave is due on the step's own date, and
    payments fulfil what is due first (see `schedule`, which lists the pieces). So of A, with R paid, B due by the day
    and U undated, min(U, outstanding) is undated and what is neither that nor left of B is late.
    """
    promise, step = states["promise"].to_numpy().astype(np.int64), states["step"].to_numpy()
    paid = np.maximum(states["fulfilled"].to_numpy(), 0)
    whole, by_day = histories.plans.of(promise), histories.plans.of(promise, target)
    due = take(histories.steps, "due_day", step)
    is_undated, is_by_day = np.isnat(due), due <= target
    found: dict[str, Ints] = {}
    for world in WORLDS:
        amount, outstanding = take(histories.steps, world, step), states[f"outstanding_{world}"].to_numpy()
        rest = amount - np.minimum(whole, amount)
        undated = np.minimum(np.where(is_undated, rest, 0), outstanding)
        in_time = np.minimum(by_day, amount) + np.where(is_by_day, rest, 0)
        found[f"late_{world}"] = outstanding - undated - np.maximum(in_time - paid, 0)
        if world == "amount":
            found["undated"] = undated
    return found
