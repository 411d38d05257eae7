"""When promised money is due, piece by piece, and what of it payments have fulfilled."""

import numpy as np
import pandas as pd

from tracker.dates import days
from tracker.model.histories import WORLDS, Histories, first_of_each, take


def schedule_promises(promises: pd.DataFrame, histories: Histories, instalments: pd.DataFrame) -> pd.DataFrame:
    """The pieces in which promises fall due.

    In: rows of `states` (one a promise), checked instalments. Out, in the order of promises and days, undated last:
    promise (the index label in `promises`), due_on (text, "" for undated), due_day, and in each of the worlds
    amount, low and high, piece_ and unpaid_ (int64 hundredths of the pledge's currency).

    Instalments fill the promise up in the order of their days; what they leave is due on the pledge's own due_on, or
    undated. Payments fulfil the earliest piece first, so unpaid adds up to outstanding.
    """
    step = promises["step"].to_numpy()
    rest = pd.DataFrame(
        {"promise": promises.index, "due_on": take(histories.steps, "due_on", step), "is_rest": True, "planned": 0}
    )
    own = pd.DataFrame({"promise": promises.index, "pledge": take(histories.steps, "pledge", step)})
    planned = own.merge(
        instalments[["pledge", "due_on", "amount"]].rename(columns={"amount": "planned"}), on="pledge"
    ).assign(is_rest=False)
    pieces = pd.concat([planned[["promise", "due_on", "is_rest", "planned"]], rest], ignore_index=True)
    pieces["due_on"] = pieces["due_on"].astype("str")
    pieces["due_day"] = days(pieces["due_on"], "last")
    pieces = pieces.sort_values(["promise", "due_day", "due_on", "is_rest"], kind="stable", ignore_index=True)

    codes = pieces["promise"].to_numpy()
    start = first_of_each(codes)
    last = np.r_[start[1:] != start[:-1], True].nonzero()[0] if len(codes) else start
    steps = pd.Series(step, index=promises.index).loc[codes].to_numpy()
    paid = np.maximum(promises["fulfilled"].loc[codes].to_numpy(), 0)
    is_rest = pieces["is_rest"].to_numpy(dtype=bool)
    size = np.diff(np.r_[-1, last])
    for world in WORLDS:
        whole = take(histories.steps, world, steps)
        end = np.minimum(_running(pieces["planned"].to_numpy(), start), whole)
        before = np.where(np.arange(len(end)) == start, 0, np.r_[0, end[:-1]])
        left = np.repeat(whole[last] - end[last], size)
        piece = np.where(is_rest, left, end - before)
        end = _running(piece, start)
        pieces[f"piece_{world}"] = piece
        pieces[f"unpaid_{world}"] = np.maximum(end - np.maximum(paid, end - piece), 0)
    is_something = (pieces["piece_amount"] != 0) | (pieces["piece_high"] != 0)
    return pieces[is_something.to_numpy()].drop(columns=["planned"]).reset_index(drop=True)


def _running(values: np.ndarray, start: np.ndarray) -> np.ndarray:
    total = np.cumsum(values)
    return total - (total[start] - values[start]) if len(values) else total
