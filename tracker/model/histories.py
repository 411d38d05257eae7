"""The life of every promise: its state after each of its steps and payments. It knows nothing of dates asked about."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.model.codes import Codes, as_category, categorize, count_days, number_words, replace_words, sort_order
from tracker.model.plans import Plans, order_plans
from tracker.model.words import CASH_WORDS, RUNG_WORDS, find_words
from tracker.money import Ints
from tracker.rates import Fractions, Rates
from tracker.tables import Tables

WORLDS = ("amount", "low", "high")
"""A vague promise is followed three times over: as stated, at its least, and at its most."""
_RUNG_OF = {**{rung: rank + 1 for rung, rank in terms.RANK.items()}, terms.WITHDRAWN: 0}
_KIND_OF = {kind: place for place, kind in enumerate(CASH_WORDS.categories)}


class Histories(NamedTuple):
    """Steps and cash in the order of promises and days, and the states they lead to.

    `steps`: pledge, donor, phase, component, form, rung ("" once withdrawn), currency, report (the reporting
    currency), day, on, approximate, amount, low, high, due_on, due_day, row (of the table). `cash`: pledge, account
    (what its payments cancel out in), donor, phase, component, form, kind, currency, report, day, on, amount, value
    (int64 hundredths of `report`), unconverted, promised_in (the pledge's currency), paid (int64 hundredths of that),
    row. Texts are categoricals, of the same dtype in both. `states`: one row for each of
    both, ordered by pledge and day: promise (a code; equal for one pledge), step and cash (positions in the two frames,
    -1 where there is none), is_step, day, fulfilled, and for each of amount, low and high the outstanding_ (the
    pledge's currency) and value_ (reporting currency); vague, unconverted. `plans`: the instalments of promises.
    """

    steps: pd.DataFrame
    cash: pd.DataFrame
    states: pd.DataFrame
    rates: Rates
    plans: Plans


def find_histories(tables: Tables, currency: str | None = None) -> Histories:
    """Follow every promise through its events (design, section 4, States).

    In: checked tables; `currency` reports everything in one currency instead of each initiative's own. Money whose
    rate is missing is valued 0 and stands in `unconverted`. Sums beyond int64 are an OverflowError.
    """
    rates = Rates(tables["rates"])
    pledges, contributions = tables["pledges"], tables["contributions"]
    words = find_words(tables, currency)
    instalments = tables["instalments"]
    named = (pledges["pledge"], contributions["pledge"], instalments["pledge"])
    (of_step, of_cash, of_plan), promises = number_words(*named)
    promise = pd.CategoricalDtype(promises)
    steps, of_step = _order_steps(pledges, words["pledges"] | {"pledge": as_category(of_step, promise)})
    cash, of_cash = _order_cash(contributions, words["contributions"] | {"pledge": as_category(of_cash, promise)})
    promised_in = _first_currency(steps, of_step, of_cash)
    cash = cash.assign(**_value_cash(cash, promised_in, rates))
    states = _find_states(steps, of_step, cash, of_cash, rates)
    return Histories(steps, cash, states, rates, order_plans(instalments, of_plan))


def _order_steps(pledges: pd.DataFrame, words: dict[str, pd.Categorical]) -> tuple[pd.DataFrame, Codes]:
    """Steps by promise and day, and the promise of each."""
    day, promise = _days(words["on"]), words["pledge"].codes
    order = _order_rows([promise, count_days(day)], pledges["status_on"])
    rung = replace_words(pledges["status"], _RUNG_OF)
    is_conditional = (pledges["condition"] != "").to_numpy() & (rung == _RUNG_OF[terms.COMMITTED])
    rung[is_conditional] = _RUNG_OF[terms.PLEDGED]
    due_on = categorize(pledges["due_on"])[0].take(order)
    amount = _whole(pledges["amount"], order, 0)
    low, high = _whole(pledges["low"], order, amount), _whole(pledges["high"], order, amount)
    names = ("pledge", "donor", "phase", "component", "form", "currency", "report", "on")
    steps = pd.DataFrame(
        {
            **{name: words[name].take(order) for name in names},
            "due_on": due_on,
            "due_day": _days(due_on),
            "rung": as_category(rung[order], RUNG_WORDS),
            "day": day[order],
            "approximate": pledges["approximate"].to_numpy()[order] | (low != amount) | (high != amount),
            "amount": amount,
            "low": low,
            "high": high,
            "row": pledges.index.to_numpy()[order],
        }
    )
    return steps, promise[order]


def _days(on: pd.Categorical) -> np.ndarray:
    """The last day that each date can mean."""
    return days(pd.Series(on.categories), "last").to_numpy()[on.codes]


def _order_rows(keys: list[np.ndarray], texts: pd.Series) -> Ints:
    """The order of small numbers, key after key, and of a text where all of them are equal, which few are."""
    order = np.arange(len(texts))
    for key in reversed(keys):
        order = order[sort_order(key[order])]
    if not len(order):
        return order
    is_same = np.logical_and.reduce([key[order[1:]] == key[order[:-1]] for key in keys])
    tied = np.flatnonzero(np.r_[False, is_same] | np.r_[is_same, False])
    run = np.cumsum(np.r_[True, ~is_same])[tied]
    (text,), _ = number_words(pd.Series(texts.array.take(order[tied])))
    order[tied] = order[tied][np.lexsort((text, run))]
    return order


def _whole(column: pd.Series, order: Ints, instead: Ints | int) -> Ints:
    """A column of whole numbers in an order, another number where it is blank."""
    if column.dtype != "Int64":
        return column.to_numpy(dtype=np.int64)[order]
    is_blank = column.isna().to_numpy()[order]
    return np.where(is_blank, instead, column.array.to_numpy("int64", na_value=0)[order])


def _order_cash(contributions: pd.DataFrame, words: dict[str, pd.Categorical]) -> tuple[pd.DataFrame, Codes]:
    """Cash by promise and day, and the promise of each; that of no promise comes first."""
    day, promise = _days(words["on"]), words["pledge"].codes
    kind = replace_words(contributions["kind"], _KIND_OF)
    order = _order_rows([promise, count_days(day), kind], contributions["contribution"])
    names = ("pledge", "donor", "phase", "component", "form", "currency", "report", "on")
    account = number_words(contributions["account"])[0][0] if "account" in contributions else promise
    cash = pd.DataFrame(
        {
            **{name: words[name].take(order) for name in names},
            "account": account[order],
            "kind": as_category(kind[order], CASH_WORDS),
            "day": day[order],
            "amount": contributions["amount"].to_numpy(dtype=np.int64)[order],
            "row": contributions.index.to_numpy()[order],
        }
    )
    return cash, promise[order]


def _value_cash(cash: pd.DataFrame, promised_in: pd.Categorical, rates: Rates) -> dict[str, object]:
    amount, day = cash["amount"].to_numpy(), cash["day"].to_numpy()
    own = cash["currency"].array
    valued = rates.fractions(own, cash["report"].array, day)
    paid = rates.fractions(own, promised_in, day).of(amount)
    is_refund = (cash["kind"] == "refund").to_numpy()
    return {
        "value": valued.of(amount),
        "unconverted": np.where(valued.is_known, 0, amount),
        "promised_in": promised_in,
        "paid": np.where(is_refund, 0, paid),
    }


def _first_currency(steps: pd.DataFrame, of_step: Codes, of_cash: Codes) -> pd.Categorical:
    """The currency of each cash's promise, "" where it has taken no step."""
    currency = steps["currency"].array
    blank = currency.categories.get_loc("")
    first = np.full(int(max(of_step.max(initial=-1), of_cash.max(initial=-1))) + 1, blank, dtype=currency.codes.dtype)
    first[of_step[::-1]] = currency.codes[::-1]  # of several the one assigned last stays
    return as_category(first[of_cash], currency.dtype)


def _find_states(steps: pd.DataFrame, of_step: Codes, cash: pd.DataFrame, of_cash: Codes, rates: Rates) -> pd.DataFrame:
    promise = np.concatenate([of_step, of_cash]).astype(np.int32)
    day = np.concatenate([steps["day"].to_numpy(), cash["day"].to_numpy()])
    is_step = np.arange(len(promise)) < len(steps)
    place = np.concatenate([np.arange(len(steps)), np.arange(len(cash))]).astype(np.int32)
    order = sort_order(count_days(day))  # steps before cash as they stand
    order = order[sort_order(promise[order])]
    promise, day, is_step, place = promise[order], day[order], is_step[order], place[order]

    paid = np.zeros(len(order), dtype=np.int64)
    paid[~is_step] = cash["paid"].to_numpy()[place[~is_step]]
    start = first_of_each(promise)
    position = np.arange(len(order))
    newest = np.maximum.accumulate(np.where(is_step, position, -1)) if len(order) else position
    step = np.where(newest >= start, place[newest], -1).astype(np.int32)
    running = np.cumsum(paid)
    fulfilled = running - (running[start] - paid[start])

    frame = pd.DataFrame(
        {"promise": promise, "day": day, "is_step": is_step, "step": step, "cash": np.where(is_step, -1, place),
         "fulfilled": fulfilled}
    )  # fmt: skip
    of_each = rates.fractions(steps["currency"].array, steps["report"].array, steps["day"].to_numpy())
    return frame.assign(**_value(frame, steps, of_each.at(step)))


def _value(states: pd.DataFrame, steps: pd.DataFrame, fractions: Fractions) -> dict[str, np.ndarray]:
    """What is outstanding in each world, and its value by each state's fraction."""
    step = states["step"].to_numpy()
    is_standing = (step >= 0) & (take_codes(steps, "rung", step) > 0)
    paid = np.maximum(states["fulfilled"].to_numpy(), 0)
    columns: dict[str, np.ndarray] = {}
    for world in WORLDS:
        columns[f"outstanding_{world}"] = np.where(is_standing, np.maximum(take(steps, world, step) - paid, 0), 0)
    for world, value in zip(WORLDS, fractions.of_worlds(*columns.values()), strict=True):
        columns[f"value_{world}"] = value
    is_vague = is_standing & take(steps, "approximate", step) & (columns["outstanding_high"] > 0)
    columns["vague"] = is_vague.astype(np.int8)
    columns["unconverted"] = np.where(fractions.is_known, 0, columns["outstanding_amount"])
    return columns


def value_at(histories: Histories, states: pd.DataFrame, on: np.ndarray) -> pd.DataFrame:
    """The same states, with what is outstanding valued at the rates of other days."""
    own = histories.steps[["currency", "report"]].iloc[states["step"].to_numpy()]
    fractions = histories.rates.fractions(own["currency"].array, own["report"].array, on)
    return states.assign(**_value(states, histories.steps, fractions))


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
    """A column's values at some positions, texts as objects; at -1, the blank of its dtype."""
    array = frame[column].array
    if isinstance(array, pd.Categorical):
        words = np.append(array.categories.to_numpy(dtype=object), "")
        return words[take_codes(frame, column, positions)]
    if array.dtype == "str":
        return array.take(positions, allow_fill=True, fill_value="").to_numpy(dtype=object)
    values = frame[column].to_numpy()
    blank = np.datetime64("NaT", "s") if values.dtype.kind == "M" else values.dtype.type(0)
    return np.append(values, np.array([blank], dtype=values.dtype))[positions]


def take_codes(frame: pd.DataFrame, column: str, positions: np.ndarray) -> Codes:
    """The codes of a categorical column at some positions; at -1, -1."""
    codes = frame[column].array.codes
    return np.append(codes, np.array([-1], dtype=codes.dtype))[positions]
