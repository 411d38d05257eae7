"""What is due, what of it is fulfilled, and for how long the rest has been overdue."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import is_partial
from tracker.model.histories import Histories, newest_standing, take
from tracker.model.schedule import schedule_promises
from tracker.tables import Tables

DUES_KEY = ["phase", "donor", "pledge", "due_on"]


def find_dues(tables: Tables, histories: Histories, as_of: np.datetime64) -> pd.DataFrame:
    """When promises are due, and what of them is overdue on a date.

    Only announced and signed promises can be due: nobody owes what was never announced. Out, in the order of phase,
    donor, pledge and date: initiative, phase, donor, pledge, due_on (text, "" for undated), amount (int64 hundredths
    of `currency`, the pledge's own), currency, fulfilled, overdue, days_overdue (Int64; 0 where nothing is overdue,
    NA where it is and the date is known to the month or year only), rung, form.
    """
    promises = newest_standing(histories, as_of, settled=True)
    return age_dues(list_dues(tables, histories, promises), as_of)


def list_dues(tables: Tables, histories: Histories, promises: pd.DataFrame) -> pd.DataFrame:
    """When promises are due as some states of theirs have it, whatever the date.

    In: rows of `histories.states` with a step. Out, in the order of dues: their columns without overdue and
    days_overdue; due_day, and promise (the label of the state).
    """
    rung = take(histories.steps, "rung", promises["step"].to_numpy())
    promises = promises[np.isin(rung, [code for code in terms.PROMISES if code in terms.PUBLISHED])]
    pieces = schedule_promises(promises, histories, tables["instalments"])
    step = promises["step"].loc[pieces["promise"]].to_numpy()
    names = ("phase", "donor", "pledge", "currency", "rung", "form")
    frame = pd.DataFrame(
        {
            **{name: pd.Series(take(histories.steps, name, step), dtype="str") for name in names},
            "due_on": pieces["due_on"],
            "amount": pieces["piece_amount"],
            "fulfilled": pieces["piece_amount"] - pieces["unpaid_amount"],
            "due_day": pieces["due_day"],
            "promise": pieces["promise"],
        }
    )
    by = [*DUES_KEY, "currency", "rung", "form", "promise"]
    frame = frame.groupby(by, sort=False, as_index=False).agg({"amount": "sum", "fulfilled": "sum", "due_day": "first"})
    frame = frame[(frame["amount"] != 0).to_numpy()]
    initiative = tables["phases"].set_index("phase")["initiative"]
    frame["initiative"] = frame["phase"].map(initiative).astype("str")
    return frame.sort_values(DUES_KEY, kind="stable", ignore_index=True)


def age_dues(listed: pd.DataFrame, as_of: np.datetime64) -> pd.DataFrame:
    """The `find_dues` of a date.

    In: rows of `list_dues` of the states that are in force on it.
    """
    unpaid = listed["amount"] - listed["fulfilled"]
    overdue = unpaid.where((listed["due_day"] <= as_of).to_numpy(), 0)
    age = (pd.Timestamp(as_of) - listed["due_day"]).dt.days.astype("Int64")
    is_vague = listed["due_on"].map(is_partial).astype(bool)
    days_overdue = age.mask(is_vague).where(overdue > 0, 0)
    ordered = ["initiative", *DUES_KEY, "amount", "currency", "fulfilled", "overdue", "days_overdue", "rung", "form"]
    return listed.assign(overdue=overdue, days_overdue=days_overdue)[ordered].reset_index(drop=True)
