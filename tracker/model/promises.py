"""What became of every promise by a date: announced, signed, received, owed. It adds no unlike currencies."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.model.histories import Histories, take
from tracker.money import Ints
from tracker.tables import Tables

FORMAL = ("committed", terms.PLEDGED)
"""The rungs on which somebody has promised, and may be reminded: signed and announced."""
SUMS = ("announced", "signed", "received", "refunded", "balance", "overdue")


def find_promises(tables: Tables, histories: Histories, as_of: np.datetime64, dues: pd.DataFrame) -> pd.DataFrame:
    """The status of contributions: one row for each promise that had taken any step by a date.

    In: checked tables, their histories, and the `find_dues` of the same date. Out, in the order of donor, phase and
    pledge, money in int64 hundredths of `currency` (the pledge's own): initiative, phase, donor, pledge, rung (""
    once withdrawn, `received` once it is paid in full), form, agreement (the newest that a step names),
    reason (why it was withdrawn), currency, approximate, amount, low, high (the whole promise as the step in force
    states it), is_formal (it ever stood at announced or firmer), announced (Int64: the amount on the day it first did
    so), announced_on (text), signed (Int64: the amount of its newest signed step), signed_on (text: of its first),
    promised (the amount of its newest announced or signed step, 0 without one), received (payments and reversals),
    refunded (what was given back, positive), balance (outstanding, where it is announced or signed; else 0), soft
    (outstanding, where it is softer), due_on (text: the earliest date on which any of the balance is due, "" where
    none is stated), later (on how many further dates), overdue, days_overdue (Int64: of the longest overdue part; 0
    where nothing is, NA where the date is known to the month or year only), row (of the step in force).

    A promise under an unmet condition has not been signed: it counts as announced, here as everywhere.
    """
    steps, states = histories.steps, histories.states
    known = states[(states["day"] <= as_of).to_numpy()]
    newest = known[~known["promise"].duplicated(keep="last").to_numpy()]
    newest = newest[(newest["step"] >= 0).to_numpy()]
    step = newest["step"].to_numpy()
    rung, left = take(steps, "rung", step), newest["outstanding_amount"].to_numpy()
    is_paid = (rung != "") & (newest["outstanding_high"].to_numpy() == 0) & (newest["fulfilled"].to_numpy() > 0)
    is_formal = np.isin(rung, FORMAL)
    texts = ("phase", "donor", "pledge", "form", "currency")
    frame = pd.DataFrame(
        {
            **{name: pd.Series(take(steps, name, step), dtype="str") for name in texts},
            "rung": pd.Series(np.where(is_paid, terms.RECEIVED, rung), dtype="str"),
            "approximate": take(steps, "approximate", step),
            **{name: take(steps, name, step) for name in ("amount", "low", "high", "row")},
            "received": newest["fulfilled"].to_numpy(),
            "balance": np.where(is_formal, left, 0),
            "soft": np.where(is_formal, 0, left),
        }
    )
    frame = frame.assign(**_words_of_steps(tables, histories, as_of, newest["promise"].to_numpy()))
    frame["reason"] = frame["reason"].where(frame["rung"] == "", "")
    pledges = pd.Index(frame["pledge"].to_numpy(dtype=object))
    frame["refunded"] = _refunds(histories, as_of, pledges)
    frame = frame.assign(**_due(pledges, dues))
    initiative = tables["phases"].set_index("phase")["initiative"]
    frame["initiative"] = frame["phase"].map(initiative).astype("str")
    ordered = [
        "initiative", "phase", "donor", "pledge", "rung", "form", "agreement", "reason", "currency", "approximate",
        "amount", "low", "high", "is_formal", "announced", "announced_on", "signed", "signed_on", "promised",
        "received", "refunded", "balance", "soft", "due_on", "later", "overdue", "days_overdue", "row",
    ]  # fmt: skip
    return frame.sort_values(["donor", "phase", "pledge"], kind="stable", ignore_index=True)[ordered]


def _words_of_steps(
    tables: Tables, histories: Histories, as_of: np.datetime64, promise: np.ndarray
) -> dict[str, pd.Series]:
    """What the steps up to a date said, first or last, of each of some promises (codes of `states`)."""
    steps, states = histories.steps, histories.states
    is_step = states["is_step"].to_numpy()
    of_step = np.empty(len(steps), dtype=np.int64)
    of_step[states["step"].to_numpy()[is_step]] = states["promise"].to_numpy()[is_step]
    is_known = (steps["day"] <= as_of).to_numpy()
    is_signed = is_known & (steps["rung"] == "committed").to_numpy()
    is_formal = is_signed | (is_known & (steps["rung"] == terms.PLEDGED).to_numpy())
    pledges = tables["pledges"].loc[steps["row"]]
    said = steps[["on", "amount"]].assign(
        agreement=pledges["agreement"].to_numpy(), reason=pledges["reason"].to_numpy()
    )
    size = int(promise.max(initial=-1)) + 1

    def find(chosen: np.ndarray, end: str) -> np.ndarray:
        """The position of each promise's first or last step of some, -1 where it has none."""
        at = np.flatnonzero(chosen)
        at = at[::-1] if end == "first" else at
        place = np.full(size, -1, dtype=np.int64)
        place[of_step[at]] = at  # of several the one assigned last stays
        return place[promise]

    first, last = find(is_formal, "first"), find(is_formal, "last")
    first_signed, last_signed = find(is_signed, "first"), find(is_signed, "last")
    amount = {"announced": first, "signed": last_signed}
    text = {
        "announced_on": ("on", first),
        "signed_on": ("on", first_signed),
        "agreement": ("agreement", find(is_known & (said["agreement"] != "").to_numpy(), "last")),
        "reason": ("reason", find(is_known, "last")),
    }
    return {
        "is_formal": pd.Series(first >= 0),
        "promised": pd.Series(take(said, "amount", last)),
        **{name: pd.Series(take(said, "amount", at)).astype("Int64").mask(at < 0) for name, at in amount.items()},
        **{name: pd.Series(take(said, column, at), dtype="str") for name, (column, at) in text.items()},
    }


def _refunds(histories: Histories, as_of: np.datetime64, pledges: pd.Index) -> Ints:
    """What was given back of each pledge by a date, in the pledge's currency at the rates of the days it went."""
    cash = histories.cash
    cash = cash[((cash["kind"] == "refund") & (cash["pledge"] != "") & (cash["day"] <= as_of)).to_numpy()]
    back, _ = histories.rates.convert(
        -cash["amount"].to_numpy(), cash["currency"].to_numpy(dtype=object),
        cash["promised_in"].to_numpy(dtype=object), cash["day"].to_numpy(),
    )  # fmt: skip
    sums = np.zeros(len(pledges), dtype=np.int64)
    at = pledges.get_indexer(cash["pledge"].to_numpy(dtype=object))
    np.add.at(sums, at[at >= 0], back[at >= 0])
    return sums


def _due(pledges: pd.Index, dues: pd.DataFrame) -> dict[str, object]:
    """When each of some pledges is next due, and what of it is overdue."""
    unpaid = dues[(dues["amount"] > dues["fulfilled"]).to_numpy()]
    at = pledges.get_indexer(unpaid["pledge"].to_numpy(dtype=object))
    overdue = np.zeros(len(pledges), dtype=np.int64)
    np.add.at(overdue, at, unpaid["overdue"].to_numpy())
    is_dated = (unpaid["due_on"] != "").to_numpy()
    dated = unpaid[is_dated].assign(at=at[is_dated], day=days(unpaid["due_on"][is_dated], "last"))
    dated = dated.sort_values("day", kind="stable")
    count = np.bincount(dated["at"], minlength=len(pledges))
    place = np.full(len(pledges), -1, dtype=np.int64)
    place[dated["at"].to_numpy()[::-1]] = np.arange(len(dated))[::-1]
    aged = take(dated.assign(aged=dated["days_overdue"].fillna(-1).astype("int64")), "aged", place)
    return {
        "due_on": pd.Series(take(dated, "due_on", place), dtype="str"),
        "later": np.maximum(count - 1, 0),
        "overdue": overdue,
        "days_overdue": pd.Series(aged).astype("Int64").mask(aged < 0),
    }


def total_promises(promises: pd.DataFrame) -> pd.DataFrame:
    """What promises come to, each currency and form by itself: unlike money is never added.

    Out: form, currency, cases, announced, signed, received, refunded, balance, overdue (int64 hundredths of
    `currency`), approximate (whether any of it is vague and still owed); cash first.
    """
    known = promises.assign(
        announced=promises["announced"].fillna(0).astype("int64"), signed=promises["signed"].fillna(0).astype("int64"),
        approximate=promises["approximate"] & (promises["balance"] > 0), cases=np.int64(1),
    )  # fmt: skip
    sums = {**dict.fromkeys((*SUMS, "cases"), "sum"), "approximate": "any"}
    frame = known.groupby(["form", "currency"], as_index=False).agg(sums)
    return frame[["form", "currency", "cases", *SUMS, "approximate"]]
