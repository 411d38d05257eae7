"""Who stands where, promise by promise: with how much, when it pays, since when that is known, and on what source."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.model.codes import as_texts
from tracker.model.histories import WORLDS, Histories, newest_standing, take, value_at
from tracker.model.position import order_rows
from tracker.model.schedule import schedule_promises
from tracker.tables import Tables

STANDINGS_KEY = ["phase", "rung", "donor", "pledge", "component", "form"]


def find_standings(
    tables: Tables, histories: Histories, movements: pd.DataFrame, as_of: np.datetime64, rates_at: str = "step"
) -> pd.DataFrame:
    """Every promise that stands on a date, and each donor's cash.

    Out, in the order of phase, ladder, donor and pledge: phase, rung, donor, pledge ("" for cash), component, form,
    currency, amount, low, high (int64 hundredths), approximate, unconverted (hundredths of original_currency), due_on
    (the earliest date on which anything unpaid is due, "" where none is stated), later (how many further dates),
    last_word (text: the newest date at or before as_of on which the step was taken or confirmed, or the cash came),
    condition, source, row (of the step in force, or of the newest contribution).
    """
    promises = _promises(tables, histories, as_of, rates_at)
    return order_rows(pd.concat([_cash(tables, movements, as_of), promises], ignore_index=True), STANDINGS_KEY)


def _promises(tables: Tables, histories: Histories, as_of: np.datetime64, rates_at: str) -> pd.DataFrame:
    standing = newest_standing(histories, as_of)
    pieces = schedule_promises(standing, histories, tables["instalments"])
    open_pieces = pieces[(pieces["unpaid_amount"] > 0).to_numpy() & (pieces["due_on"] != "").to_numpy()]
    dated = open_pieces.groupby("promise")["due_on"].agg(["first", "nunique"]).reindex(standing.index)
    if rates_at == "as_of":
        standing = value_at(histories, standing, np.full(len(standing), as_of, dtype="datetime64[s]"))
    step = standing["step"].to_numpy()
    texts = ("phase", "rung", "donor", "pledge", "component", "form", "source")
    row = take(histories.steps, "row", step)
    of_row = tables["pledges"].loc[row]
    confirmed = of_row["confirmed_on"].to_numpy(dtype=object)
    is_confirmed = (days(of_row["confirmed_on"], "last") <= as_of).to_numpy()
    on = take(histories.steps, "on", step)
    later = days(pd.Series(confirmed, dtype="str"), "last").to_numpy() > take(histories.steps, "day", step)
    return pd.DataFrame(
        {
            **{name: pd.Series(take(histories.steps, name, step), dtype="str") for name in texts},
            "currency": pd.Series(take(histories.steps, "report", step), dtype="str"),
            **{world: standing[f"value_{world}"].to_numpy() for world in WORLDS},
            "approximate": standing["vague"].to_numpy() > 0,
            "unconverted": standing["unconverted"].to_numpy(),
            "original_currency": pd.Series(take(histories.steps, "currency", step), dtype="str"),
            "due_on": pd.Series(dated["first"].fillna("").to_numpy(), dtype="str"),
            "later": (dated["nunique"].fillna(1).to_numpy(dtype="int64") - 1).clip(min=0),
            "last_word": pd.Series(np.where(is_confirmed & later, confirmed, on), dtype="str"),
            "condition": of_row["condition"].array,
            "row": row,
        }
    )


def _cash(tables: Tables, movements: pd.DataFrame, as_of: np.datetime64) -> pd.DataFrame:
    is_received = (movements["rung"] == terms.RECEIVED) & (movements["day"] <= as_of)
    received = movements[is_received.to_numpy()].sort_values("day", kind="stable")
    by = ["phase", "rung", "donor", "component", "form", "currency"]
    frame = received.groupby(by, as_index=False).agg(
        {**dict.fromkeys((*WORLDS, "unconverted"), "sum"), "on": "last", "row": "last", "original_currency": "last"}
    )  # fmt: skip
    frame = as_texts(frame[((frame["amount"] != 0) | (frame["unconverted"] != 0)).to_numpy()])
    frame["source"] = tables["contributions"]["source"].loc[frame["row"]].array
    frame = frame.rename(columns={"on": "last_word"})
    return frame.assign(pledge="", approximate=False, due_on="", later=0, condition="")
