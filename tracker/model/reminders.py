"""What donors may be reminded of: announced and signed money that is overdue or due soon. Never softer money."""

import numpy as np
import pandas as pd

from tracker.dates import days
from tracker.tables import Tables

HORIZONS = (0, 30, 60, 90)
"""The days ahead that a list of reminders may look; 0 is what is overdue only."""
OVERDUE, SOON, UNDATED = "overdue", "due soon", "no date"


def find_reminders(
    tables: Tables,
    promises: pd.DataFrame,
    ageing: pd.DataFrame,
    as_of: np.datetime64,
    within: int = 90,
    *,
    with_undated: bool = False,
) -> pd.DataFrame:
    """What to remind donors of on a date.

    In: checked tables; the `find_promises` and `find_ageing` of the same date; how many days ahead to look (0: at what
    is overdue only), and whether to ask when undated money is to come. Out, in the order of donor and phase, what is
    due longest first, undated last: donor, initiative, phase, pledge, agreement, rung, form, state (`overdue`,
    `due soon`, `no date`), due_on (text), part, parts, amount, fulfilled, unpaid (int64 hundredths of `currency`),
    currency, approximate, days_overdue (Int64: as in `find_dues`), days_ahead (Int64), last_word (text: the newest
    date at or before as_of on which the step was taken or confirmed), trigger (of the instalment).

    Only announced and signed promises are ever due, so that nobody is reminded of what they never announced.
    """
    is_overdue = (ageing["overdue"] > 0).to_numpy()
    due = ageing["due_day"]
    is_soon = ~is_overdue & (due <= pd.Timestamp(as_of) + pd.Timedelta(days=within)).to_numpy() & (within > 0)
    is_undated = due.isna().to_numpy() & with_undated
    state = np.select([is_overdue, is_soon, is_undated], [OVERDUE, SOON, UNDATED], "")
    lines = ageing.assign(state=pd.Series(state, dtype="str"))[state != ""]
    own = promises[["pledge", "agreement", "row"]]
    lines = lines.merge(own, on="pledge", how="left", validate="many_to_one")
    lines["last_word"] = _last_words(tables, lines["row"].to_numpy(), as_of)
    triggers = tables["instalments"][["pledge", "due_on", "trigger"]]
    lines = lines.merge(triggers, on=["pledge", "due_on"], how="left", validate="many_to_one")
    lines["trigger"] = lines["trigger"].fillna("").astype("str")
    rank = {OVERDUE: 0, SOON: 0, UNDATED: 1}
    lines = lines.assign(place=lines["state"].map(rank))
    lines = lines.sort_values(["donor", "phase", "place", "due_day", "pledge"], kind="stable", ignore_index=True)
    return lines[
        ["donor", "initiative", "phase", "pledge", "agreement", "rung", "form", "state", "due_on", "part", "parts",
         "amount", "fulfilled", "unpaid", "currency", "approximate", "days_overdue", "days_ahead", "last_word",
         "trigger"]
    ]  # fmt: skip


def _last_words(tables: Tables, row: np.ndarray, as_of: np.datetime64) -> "pd.Series[str]":
    of_row = tables["pledges"].loc[row]
    said, confirmed = days(of_row["status_on"], "last"), days(of_row["confirmed_on"], "last")
    is_newer = ((confirmed <= as_of) & (confirmed > said)).to_numpy()
    words = np.where(
        is_newer, of_row["confirmed_on"].to_numpy(dtype=object), of_row["status_on"].to_numpy(dtype=object)
    )
    return pd.Series(words, dtype="str")
