"""Who stands where, promise by promise: with how much, when it pays, since when that is known, and on what source."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.model.codes import as_text, group_rows, sum_groups
from tracker.model.histories import WORLDS, Histories, newest_standing, take, value_at
from tracker.model.position import order_rows
from tracker.model.schedule import schedule_promises
from tracker.tables import Tables

STANDINGS_KEY = ["phase", "rung", "donor", "pledge", "component", "form"]
COLUMNS = [
    "phase", "rung", "donor", "pledge", "component", "form", "source", "currency", *WORLDS, "approximate",
    "unconverted", "original_currency", "due_on", "later", "last_word", "condition", "row",
]  # fmt: skip


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
    standing = newest_standing(histories, as_of)
    on = np.full(len(standing), as_of, dtype="datetime64[s]")
    valued = value_at(histories, standing, on) if rates_at == "as_of" else standing
    told = tell_promises(tables, histories, standing, valued)
    return order_rows(
        pd.concat([_cash(tables, movements, as_of), say_last(told, as_of)], ignore_index=True), STANDINGS_KEY
    )


def prepare_standings(tables: Tables, histories: Histories) -> pd.DataFrame:
    """What is told of every promise in every state in which it ever stood, at the rates of its steps, in key order."""
    standing = histories.states[(histories.states["outstanding_high"] > 0).to_numpy()]
    return order_rows(tell_promises(tables, histories, standing, standing), STANDINGS_KEY)


def look_up_standings(
    prepared: pd.DataFrame, tables: Tables, histories: Histories, movements: pd.DataFrame, as_of: np.datetime64
) -> pd.DataFrame:
    """The `find_standings` of one phase on a date, at the rates of the steps.

    In: what `prepare_standings` gives; what `keep_phase` leaves.
    """
    is_now = np.zeros(len(histories.states), dtype=bool)
    is_now[newest_standing(histories, as_of).index] = True
    told = say_last(prepared[is_now[prepared["state"].to_numpy()]], as_of)
    cash = order_rows(_cash(tables, movements, as_of), STANDINGS_KEY)
    return pd.concat([cash, told], ignore_index=True)  # cash stands on the first rung, and promises on no other's


def tell_promises(tables: Tables, histories: Histories, standing: pd.DataFrame, valued: pd.DataFrame) -> pd.DataFrame:
    """What is told of promises in some states, whatever the date.

    In: rows of `histories.states` in which something stands, and the same as they are valued. Out: the columns of
    `find_standings` without last_word; state (its label), on (the step's date as written), step_day, confirmed_on,
    confirmed_day.
    """
    pieces = schedule_promises(standing, histories, tables["instalments"])
    open_pieces = pieces[(pieces["unpaid_amount"] > 0).to_numpy() & (pieces["due_on"] != "").to_numpy()]
    dated = open_pieces.groupby("promise")["due_on"].agg(["first", "nunique"]).reindex(standing.index)
    step = standing["step"].to_numpy()
    texts = ("phase", "rung", "donor", "pledge", "component", "form", "on")
    row = take(histories.steps, "row", step)
    of_row = tables["pledges"].loc[row]
    return pd.DataFrame(
        {
            **{name: pd.Series(take(histories.steps, name, step), dtype="str") for name in texts},
            "currency": pd.Series(take(histories.steps, "report", step), dtype="str"),
            **{world: valued[f"value_{world}"].to_numpy() for world in WORLDS},
            "approximate": valued["vague"].to_numpy() > 0,
            "unconverted": valued["unconverted"].to_numpy(),
            "original_currency": pd.Series(take(histories.steps, "currency", step), dtype="str"),
            "due_on": pd.Series(dated["first"].fillna("").to_numpy(), dtype="str"),
            "later": (dated["nunique"].fillna(1).to_numpy(dtype="int64") - 1).clip(min=0),
            "condition": of_row["condition"].array,
            "source": of_row["source"].array,
            "row": row,
            "state": standing.index,
            "step_day": take(histories.steps, "day", step),
            "confirmed_on": of_row["confirmed_on"].array,
            "confirmed_day": days(of_row["confirmed_on"], "last").to_numpy(),
        }
    )


def say_last(told: pd.DataFrame, as_of: np.datetime64) -> pd.DataFrame:
    """What is told of promises, with their last word on a date: their confirmation where it is newer than the step."""
    confirmed = told["confirmed_day"]
    is_newer = ((confirmed <= as_of) & (confirmed > told["step_day"])).to_numpy()
    last_word = told["on"].mask(is_newer, told["confirmed_on"])
    return told.assign(last_word=last_word)[COLUMNS]


def _cash(tables: Tables, movements: pd.DataFrame, as_of: np.datetime64) -> pd.DataFrame:
    at = np.flatnonzero((movements["rung"] == terms.RECEIVED).to_numpy() & (movements["day"] <= as_of).to_numpy())
    received = movements.iloc[at[np.argsort(movements["day"].to_numpy()[at], kind="stable")]]
    codes, groups = group_rows(received, ["phase", "rung", "donor", "component", "form", "currency"])
    sums = {name: sum_groups(codes, len(groups), received[name].to_numpy()) for name in (*WORLDS, "unconverted")}
    stands = np.flatnonzero((sums["amount"] != 0) | (sums["unconverted"] != 0))
    newest = np.zeros(len(groups), dtype=np.int64)
    newest[codes] = np.arange(len(codes))  # of several the one assigned last stays
    last = received[["on", "row", "original_currency"]].iloc[newest[stands]].rename(columns={"on": "last_word"})
    frame = groups.iloc[stands].reset_index(drop=True).assign(
        **{name: values[stands] for name, values in sums.items()},
        **{str(name): as_text(last[name]).array for name in last},
        source=tables["contributions"]["source"].loc[last["row"]].array,
    )  # fmt: skip
    return frame.assign(pledge="", approximate=False, due_on="", later=0, condition="")
