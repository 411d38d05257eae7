"""How donors have kept their word: what they promised, what was paid of it and how fast, and who is leaned on."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import is_partial
from tracker.model.codes import as_texts
from tracker.model.histories import Histories, first_of_each, take
from tracker.model.promises import FORMAL

GIVING_KEY = ["donor", "form", "currency"]


def find_speeds(histories: Histories, as_of: np.datetime64) -> pd.DataFrame:
    """How long each promise took from its first announcement (or signature) to its money.

    Out, in the order of pledges, for those announced by a date: pledge, days_to_first (Int64: to the first payment
    that was kept), days_to_full (Int64: to the payment that completed what the step in force promises). NA where that
    has not come, where the promise is off the ladder, or where one of the two dates is known to the month or year only;
    0 where the money came before the word.
    """
    steps, states = histories.steps, histories.states
    known = states[(states["day"] <= as_of).to_numpy()]
    promise, step = known["promise"].to_numpy(), known["step"].to_numpy()
    rung = take(steps, "rung", step)
    is_announced = known["is_step"].to_numpy() & np.isin(rung, FORMAL)
    at = np.flatnonzero(is_announced)
    at = at[first_of_each(promise[at]) == np.arange(len(at))]
    codes = promise[at]
    last = np.searchsorted(promise, codes, side="right") - 1
    amount = take(steps, "amount", step[last])
    stands = take(steps, "rung", step[last]) != ""
    size = int(promise.max(initial=-1)) + 1
    fulfilled = known["fulfilled"].to_numpy()
    day = known["day"].to_numpy()
    vague = {
        name: frame["on"].map(is_partial).to_numpy(dtype=bool)
        for name, frame in (("step", steps), ("cash", histories.cash))
    }

    def days_to(wanted: np.ndarray, is_due: np.ndarray) -> pd.Series:
        """Days from the announcement to the event since which the promise has held what is wanted."""
        least = np.zeros(size, dtype=np.int64)
        least[codes] = wanted
        lacks = np.flatnonzero(fulfilled < least[promise])
        newest = np.full(size, -1, dtype=np.int64)
        newest[promise[lacks]] = lacks
        event = np.maximum(newest[codes] + 1, np.searchsorted(promise, codes))
        is_there = is_due & (wanted > 0) & (event <= last)
        event = np.minimum(event, last)
        distance = (day[event] - day[at]).astype("timedelta64[D]").astype(np.int64)
        cash = known["cash"].to_numpy()[event]
        is_exact = ~vague["step"][step[at]] & (cash >= 0) & ~np.append(vague["cash"], True)[cash]
        return pd.Series(np.maximum(distance, 0)).astype("Int64").mask(~(is_there & is_exact))

    ones = np.ones(len(codes), dtype=np.int64)
    return pd.DataFrame(
        {
            "pledge": pd.Series(take(steps, "pledge", step[at]), dtype="str"),
            "days_to_first": days_to(ones, np.full(len(codes), fill_value=True)),
            "days_to_full": days_to(amount, stands),
        }
    )


def find_giving(
    promises: pd.DataFrame,
    speeds: pd.DataFrame,
    histories: Histories,
    as_of: np.datetime64,
    by: list[str] | None = None,
    *,
    phases: Collection[str] | None = None,
) -> pd.DataFrame:
    """What donors announced and signed, what was paid of it, and how fast.

    In: the `find_promises` and `find_speeds` of the same date; columns to sum by (default: donor, form, currency;
    unlike currencies and forms are never added); the phases to look at (default: all). Out, ordered by what is summed
    by: that, cases (promises that ever stood at announced or firmer), promised (what their newest announced or signed
    steps say), paid (what payments cover of it), open (what of it is outstanding and still announced or signed), lost
    (the rest: withdrawn, or softened since), all int64 hundredths of `currency`, so that promised = paid + open + lost;
    beyond (payments beyond what was promised, or towards what never was), unpledged (cash without a promise, refunds
    taken off), withdrawn (how many), approximate, share_paid (float, NaN where nothing was promised), days_to_first,
    first_cases, days_to_full, full_cases (the median of `find_speeds`, Int64, rounded half to even, NA where there is
    none, and of how many promises).
    """
    by = by or GIVING_KEY
    loose = _unpledged(histories, as_of, promises["pledge"])
    if phases is not None:
        promises = promises[promises["phase"].isin(phases).to_numpy()].reset_index(drop=True)
        loose = loose[loose["phase"].isin(phases).to_numpy()]
    promised, received = promises["promised"].to_numpy(), promises["received"].to_numpy()
    paid = np.minimum(np.maximum(received, 0), promised)
    # Where the step in force is softer than the newest formal one, the balance is 0 already.
    left = np.minimum(promises["balance"].to_numpy(), promised - paid)
    sums = {
        "cases": promises["is_formal"].to_numpy(dtype=np.int64), "promised": promised, "paid": paid, "open": left,
        "lost": promised - paid - left, "beyond": received - paid, "unpledged": np.zeros_like(paid),
        "withdrawn": ((promises["rung"] == "") & promises["is_formal"]).to_numpy(dtype=np.int64),
    }  # fmt: skip
    lines = promises[[*dict.fromkeys(["pledge", *by])]].assign(
        **sums, approximate=promises["approximate"] & promises["is_formal"]
    )
    loose = loose.assign(**{name: np.int64(0) for name in sums if name != "unpledged"}, approximate=False)
    lines = pd.concat([lines, loose[lines.columns]], ignore_index=True)
    groups = lines.groupby(by)
    frame = groups[list(sums)].sum().assign(approximate=groups["approximate"].any())
    known = pd.Index(speeds["pledge"].to_numpy(dtype=object))
    at = known.get_indexer(promises["pledge"].to_numpy(dtype=object))
    timed = promises[[*by]][at >= 0]
    timed = timed.assign(**{name: speeds[name].array[at[at >= 0]] for name in ("days_to_first", "days_to_full")})
    for name, cases in (("days_to_first", "first_cases"), ("days_to_full", "full_cases")):
        days = timed[timed[name].notna().to_numpy()].astype({name: "int64"}).groupby(by)[name]
        frame[name] = days.median().round().astype("Int64").reindex(frame.index)
        frame[cases] = days.size().reindex(frame.index, fill_value=0)
    is_something = (frame[["cases", "beyond", "unpledged"]] != 0).any(axis=1)
    frame["share_paid"] = (frame["paid"] / frame["promised"]).where(frame["promised"] > 0)
    ordered = [
        *sums, "approximate", "share_paid", "days_to_first", "first_cases", "days_to_full", "full_cases",
    ]  # fmt: skip
    return frame[is_something][ordered].reset_index()


def _unpledged(histories: Histories, as_of: np.datetime64, pledges: pd.Series) -> pd.DataFrame:
    """Cash by a date without a promise, or before the first step of its own: a row each."""
    cash = histories.cash
    at = pd.Index(pledges.to_numpy(dtype=object)).get_indexer(cash["pledge"].to_numpy(dtype=object))
    loose = cash[(cash["day"] <= as_of).to_numpy() & (at < 0)]
    return as_texts(loose[["pledge", "donor", "phase", "form", "currency"]]).assign(
        unpledged=loose["amount"], pledge=""
    )


def find_dependence(position: pd.DataFrame, rungs: tuple[str, ...] = terms.RUNGS) -> pd.DataFrame:
    """How much of the money hangs on the largest donor, and on the largest three.

    In: the `find_position` of what is looked at (one initiative, or all of them). Out, a row for each reporting
    currency and each of `rungs` as the floor that money is counted from, in the ladder's order: currency, counting,
    counted (int64 hundredths, cash only; donors whose cash went back to below nothing are left out), donors (how many),
    donor (of the largest; the first by code among equals), largest, three (int64 hundredths), share and share_three
    (float), approximate. Floors at which nothing is counted are left out.
    """
    cash = position[(position["form"] == "cash").to_numpy()]
    rows = []
    for currency, of_currency in cash.groupby("currency", sort=True):
        for rung in rungs:
            is_counted = of_currency["rung"].map(terms.RANK) <= terms.RANK[rung]
            sums = of_currency[is_counted.to_numpy()].groupby("donor").agg({"amount": "sum", "approximate": "any"})
            sums = sums[(sums["amount"] > 0).to_numpy()].sort_values("amount", ascending=False, kind="stable")
            if not len(sums):
                continue
            total, largest, three = (
                int(part.sum()) for part in (sums["amount"], sums["amount"][:1], sums["amount"][:3])
            )
            rows.append(
                (currency, rung, total, len(sums), sums.index[0], largest, three, largest / total, three / total,
                 bool(sums["approximate"].any()))
            )  # fmt: skip
    names = ["currency", "counting", "counted", "donors", "donor", "largest", "three", "share", "share_three",
             "approximate"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)
