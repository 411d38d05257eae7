"""The life of every promise: its state after each of its steps and payments. It knows nothing of dates asked about."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.money import Ints
from tracker.rates import Rates, reporting_currency
from tracker.tables import Tables

WORLDS = ("amount", "low", "high")
"""A vague promise is followed three times over: as stated, at its least, and at its most."""


class Histories(NamedTuple):
    """Steps and cash in the order of promises and days, and the states they lead to.

    `steps`: pledge, donor, phase, component, form, rung ("" once withdrawn), currency, report (the reporting
    currency), day, on, approximate, amount, low, high, due_on, row, source. `cash`: contribution, pledge, account
    (what its payments cancel out in), donor, phase, component, form, kind, currency, report, day, on, amount, value
    (int64 hundredths of `report`), unconverted, promised_in (the pledge's currency), paid (int64 hundredths of that),
    row, source. `states`: one row for each of both, ordered by pledge and day: promise (a code; equal for one
    pledge), step and cash (positions in the two frames, -1 where there is none), is_step, day, fulfilled, and for
    each of amount, low and high the outstanding_ (the pledge's currency) and value_ (reporting currency); vague,
    unconverted.
    """

    steps: pd.DataFrame
    cash: pd.DataFrame
    states: pd.DataFrame
    rates: Rates


def find_histories(tables: Tables, currency: str | None = None) -> Histories:
    """Follow every promise through its events (design, section 4, States).

    In: checked tables; `currency` reports everything in one currency instead of each initiative's own. Money whose
    rate is missing is valued 0 and stands in `unconverted`. Sums beyond int64 are an OverflowError.
    """
    rates = Rates(tables["rates"])
    steps = _order_steps(tables, currency)
    cash = _order_cash(tables, steps, rates, currency)
    return Histories(steps, cash, _find_states(steps, cash, rates), rates)


def _order_steps(tables: Tables, currency: str | None) -> pd.DataFrame:
    pledges = tables["pledges"]
    status = pledges["status"]
    is_conditional = (pledges["condition"] != "") & (status == "committed")
    amount = pledges["amount"].fillna(0).astype("int64")
    low = pledges["low"].fillna(amount).astype("int64")
    high = pledges["high"].fillna(amount).astype("int64")
    steps = pd.DataFrame(
        {
            **{name: pledges[name] for name in ("pledge", "donor", "phase", "component", "currency")},
            **{name: pledges[name] for name in ("due_on", "source")},
            "form": pledges["form"].replace("", "cash"),
            "rung": status.mask(is_conditional, terms.PLEDGED).mask(status == terms.WITHDRAWN, ""),
            "report": _report(tables, pledges["phase"], currency),
            "day": days(pledges["status_on"], "last"),
            "on": pledges["status_on"],
            "approximate": pledges["approximate"] | (low != amount) | (high != amount),
            "amount": amount,
            "low": low,
            "high": high,
            "row": pledges.index,
        }
    )
    return steps.sort_values(["pledge", "day", "on"], kind="stable", ignore_index=True)


def _order_cash(tables: Tables, steps: pd.DataFrame, rates: Rates, currency: str | None) -> pd.DataFrame:
    contributions = tables["contributions"]
    names = ("contribution", "pledge", "donor", "phase", "component", "kind", "currency", "amount", "source")
    kinds = {kind: order for order, kind in enumerate(terms.CONTRIBUTION_KINDS)}
    first = steps.drop_duplicates("pledge").set_index("pledge")["currency"]
    cash = pd.DataFrame(
        {
            **{name: contributions[name] for name in names},
            "account": contributions.get("account", contributions["pledge"]),
            "form": contributions["form"].replace("", "cash"),
            "report": _report(tables, contributions["phase"], currency),
            "day": days(contributions["received_on"], "last"),
            "on": contributions["received_on"],
            "order": contributions["kind"].map(kinds),
            "promised_in": contributions["pledge"].map(first).astype("str").fillna(""),
            "row": contributions.index,
        }
    )
    by = ["pledge", "day", "order", "contribution"]
    cash = cash.sort_values(by, kind="stable", ignore_index=True).drop(columns="order")
    amount, own, day = cash["amount"].to_numpy(), cash["currency"].to_numpy(dtype=object), cash["day"].to_numpy()
    value, is_known = rates.convert(amount, own, cash["report"].to_numpy(dtype=object), day)
    paid, _ = rates.convert(amount, own, cash["promised_in"].to_numpy(dtype=object), day)
    cash["value"] = value
    cash["unconverted"] = np.where(is_known, 0, amount)
    cash["paid"] = np.where(cash["kind"] == "refund", 0, paid)
    return cash


def _report(tables: Tables, phase: pd.Series, currency: str | None) -> pd.Series:
    if currency is None:
        return reporting_currency(tables, phase)
    return pd.Series(currency, index=phase.index, dtype="str")


def _find_states(steps: pd.DataFrame, cash: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    pledge = np.concatenate([steps["pledge"].to_numpy(dtype=object), cash["pledge"].to_numpy(dtype=object)])
    promise = pd.factorize(pledge, sort=True)[0]
    day = np.concatenate([steps["day"].to_numpy(), cash["day"].to_numpy()])
    is_step = np.arange(len(pledge)) < len(steps)
    place = np.concatenate([np.arange(len(steps)), np.arange(len(cash))])
    order = np.lexsort((place, ~is_step, day, promise))
    promise, day, is_step, place = promise[order], day[order], is_step[order], place[order]

    paid = np.zeros(len(order), dtype=np.int64)
    paid[~is_step] = cash["paid"].to_numpy()[place[~is_step]]
    start = first_of_each(promise)
    position = np.arange(len(order))
    newest = np.maximum.accumulate(np.where(is_step, position, -1)) if len(order) else position
    step = np.where(newest >= start, place[newest], -1)
    running = np.cumsum(paid)
    fulfilled = running - (running[start] - paid[start])

    frame = pd.DataFrame(
        {"promise": promise, "day": day, "is_step": is_step, "step": step, "cash": np.where(is_step, -1, place),
         "fulfilled": fulfilled}
    )  # fmt: skip
    return frame.assign(**_value(frame, steps, rates, take(steps, "day", step)))


def _value(states: pd.DataFrame, steps: pd.DataFrame, rates: Rates, on: np.ndarray) -> dict[str, np.ndarray]:
    """What is outstanding in each world, and its value at the rates of given days."""
    step = states["step"].to_numpy()
    is_standing = (step >= 0) & (take(steps, "rung", step) != "")
    paid = np.maximum(states["fulfilled"].to_numpy(), 0)
    currency, report = take(steps, "currency", step), take(steps, "report", step)
    columns: dict[str, np.ndarray] = {}
    is_known = np.ones(len(states), dtype=bool)
    for world in WORLDS:
        left = np.where(is_standing, np.maximum(take(steps, world, step) - paid, 0), 0)
        columns[f"outstanding_{world}"] = left
        columns[f"value_{world}"], is_known = rates.convert(left, currency, report, on)
    left = columns["outstanding_amount"]
    is_vague = is_standing & take(steps, "approximate", step) & (columns["outstanding_high"] > 0)
    columns["vague"] = is_vague.astype(np.int64)
    columns["unconverted"] = np.where(is_known, 0, left)
    return columns


def value_at(histories: Histories, states: pd.DataFrame, on: np.ndarray) -> pd.DataFrame:
    """The same states, with what is outstanding valued at the rates of other days."""
    return states.assign(**_value(states, histories.steps, histories.rates, on))


def newest_standing(histories: Histories, as_of: np.datetime64, *, settled: bool = False) -> pd.DataFrame:
    """The state in force of each promise that stands on a date, as rows of `states`.

    A promise stands while something is outstanding in any world; `settled` gives those paid in full too.
    """
    states = histories.states
    known = states[(states["day"] <= as_of).to_numpy()]
    newest = known[~known["promise"].duplicated(keep="last").to_numpy()]
    if settled:
        is_wanted = take(histories.steps, "rung", newest["step"].to_numpy()) != ""
    else:
        is_wanted = (newest["outstanding_high"] > 0).to_numpy()
    return newest[is_wanted]


def first_of_each(codes: np.ndarray) -> Ints:
    """For sorted codes, the position at which each one's run begins."""
    position = np.arange(len(codes))
    if not len(codes):
        return position
    is_first = np.r_[True, codes[1:] != codes[:-1]]
    return np.maximum.accumulate(np.where(is_first, position, 0))


def take(frame: pd.DataFrame, column: str, positions: np.ndarray) -> np.ndarray:
    """A column's values at some positions; at -1, the blank of its dtype."""
    values = frame[column]
    is_text = values.dtype == "str"
    array = values.to_numpy(dtype=object) if is_text else values.to_numpy()
    if array.dtype.kind == "M":
        blank: object = np.datetime64("NaT", "s")
    else:
        blank = "" if is_text else False if array.dtype == bool else 0
    extended = np.append(array, np.array([blank], dtype=array.dtype))
    return extended[positions]
