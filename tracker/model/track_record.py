"""What became of money that once stood on a rung: how much of it was paid, and after how long. It forecasts nothing."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import is_partial
from tracker.model.assumptions import Assumptions
from tracker.model.histories import Histories, take
from tracker.money import NUMBER_ONE

CASES_COLUMNS = [
    "pledge", "donor", "phase", "rung", "currency", "since", "stood", "paid", "open", "lost", "is_settled",
    "days_to_first", "days_to_full",
]  # fmt: skip


def find_cases(histories: Histories, as_of: np.datetime64) -> pd.DataFrame:
    """Every time a promise of cash came to stand on a rung for the first time, and what became of that money since.

    Out, in the order of pledges and the ladder: pledge, donor, phase, rung, currency (the pledge's own), since
    (datetime64: the day), stood (int64 hundredths: what was outstanding on that day), and of that paid (by as_of,
    whatever rung it was paid from), open (outstanding on any rung still) and lost (withdrawn or lowered since), so that
    stood = paid + open + lost; is_settled (nothing of it is open), days_to_first and days_to_full (Int64: to the
    first payment since, and to the payment that made all of it good; NA where it has not come, or one of the two dates
    is known to the month or year only).
    """
    steps, states = histories.steps, histories.states
    known = states[(states["day"] <= as_of).to_numpy()].reset_index(drop=True)
    step, promise = known["step"].to_numpy(), known["promise"].to_numpy()
    rung, left = take(steps, "rung", step), known["outstanding_amount"].to_numpy()
    paid_by, is_step = known["fulfilled"].to_numpy(), known["is_step"].to_numpy()
    is_cash = take(steps, "form", step) == "cash"
    stands = np.flatnonzero(is_step & is_cash & (rung != "") & (left > 0))
    entry = pd.DataFrame({"promise": promise[stands], "rung": rung[stands], "at": stands})
    entry = entry.drop_duplicates(["promise", "rung"])
    at, codes = entry["at"].to_numpy(), entry["promise"].to_numpy()
    last = np.searchsorted(promise, codes, side="right") - 1
    stood, before = left[at], np.maximum(paid_by[at], 0)
    paid = np.clip(paid_by[last] - before, 0, stood)
    still = np.where(take(steps, "rung", step[last]) != "", np.minimum(left[last], stood - paid), 0)
    frame = pd.DataFrame(
        {
            **{name: pd.Series(take(steps, name, step[at]), dtype="str") for name in ("pledge", "donor", "phase")},
            "rung": pd.Series(rung[at], dtype="str"),
            "currency": pd.Series(take(steps, "currency", step[at]), dtype="str"),
            "since": known["day"].to_numpy()[at],
            "stood": stood,
            "paid": paid,
            "open": still,
            "lost": stood - paid - still,
            "is_settled": still == 0,
            "days_to_first": _days_to(histories, known, at, before, np.minimum(stood, 1), paid > 0),
            "days_to_full": _days_to(histories, known, at, before, stood, paid == stood),
        }
    )
    by = ["pledge", "rung"]
    return frame.sort_values(
        by, key=lambda column: column.map(terms.RANK) if column.name == "rung" else column, kind="stable",
        ignore_index=True,
    )[CASES_COLUMNS]  # fmt: skip


def _days_to(
    histories: Histories,
    known: pd.DataFrame,
    at: np.ndarray,
    before: np.ndarray,
    more: np.ndarray,
    is_there: np.ndarray,
) -> pd.Series:
    """Days from some events to those since which their promises have been paid so much more, and still are."""
    promise = known["promise"].to_numpy()
    last = np.searchsorted(promise, promise[at], side="right") - 1
    fulfilled, day = known["fulfilled"].to_numpy(), known["day"].to_numpy()
    event = np.empty(len(at), dtype=np.int64)
    for place, (begin, end, wanted) in enumerate(zip(at, last, before + more, strict=True)):
        lacks = np.flatnonzero(fulfilled[begin : end + 1] < wanted)
        event[place] = min(begin + (int(lacks[-1]) + 1 if len(lacks) else 0), end)
    distance = (day[event] - day[at]).astype("timedelta64[D]").astype(np.int64)
    cash = known["cash"].to_numpy()[event]
    vague_cash = np.append(histories.cash["on"].map(is_partial).to_numpy(dtype=bool), True)
    vague_step = histories.steps["on"].map(is_partial).to_numpy(dtype=bool)[known["step"].to_numpy()[at]]
    is_exact = ~vague_step & ~vague_cash[cash] & (cash >= 0)
    return pd.Series(distance).astype("Int64").mask(~(is_there & is_exact))


def find_track_record(cases: pd.DataFrame, by: list[str] | None = None) -> pd.DataFrame:
    """What became of the money that stood on each rung, with the number of cases behind every figure.

    In: the `find_cases`; columns to sum by (default: rung and currency: unlike currencies are never added). Out, in the
    ladder's order: those, cases, settled (of which nothing is open any more), in_full, in_part, not_paid (of the
    settled ones), stood, paid, open, lost (int64 hundredths), share (float: the mean over settled cases of the part
    that was paid; NaN without any), days_to_first, first_cases, days_to_full, full_cases (medians in Int64 days,
    rounded half to even, NA without any, and of how many cases).
    """
    by = by or ["rung", "currency"]
    is_settled = cases["is_settled"].to_numpy(dtype=bool)
    is_full = (cases["paid"] == cases["stood"]).to_numpy()
    marked = cases.assign(
        cases=1,
        settled=is_settled.astype(np.int64),
        in_full=(is_settled & is_full).astype(np.int64),
        in_part=(is_settled & ~is_full & (cases["paid"] > 0).to_numpy()).astype(np.int64),
        not_paid=(is_settled & (cases["paid"] == 0).to_numpy()).astype(np.int64),
        part=np.where(is_settled, cases["paid"] / cases["stood"], 0.0),
    )
    groups = marked.groupby(by)
    sums = ["cases", "settled", "in_full", "in_part", "not_paid"]
    money = [] if "currency" not in by else ["stood", "paid", "open", "lost"]
    frame = groups[[*sums, *money]].sum()
    frame["share"] = (groups["part"].sum() / frame["settled"]).where(frame["settled"] > 0)
    for name, count in (("days_to_first", "first_cases"), ("days_to_full", "full_cases")):
        of_name = cases[cases[name].notna().to_numpy()].astype({name: "int64"}).groupby(by)[name]
        frame[name] = of_name.median().round().astype("Int64").reindex(frame.index)
        frame[count] = of_name.size().reindex(frame.index, fill_value=0)
    return frame.reset_index().sort_values(
        by, key=lambda column: column.map(terms.RANK) if column.name == "rung" else column, kind="stable",
        ignore_index=True,
    )  # fmt: skip


def assume_from_record(cases: pd.DataFrame, as_of: str) -> Assumptions:
    """The past as a set of assumptions, to be taken by who asks for it: each rung's share over its settled cases.

    Rungs without a settled case have none.
    """
    record = find_track_record(cases, ["rung"])
    known = record[(record["settled"] > 0).to_numpy()]
    shares = {str(row.rung): round(row.share * NUMBER_ONE) for row in known.itertuples()}
    counts = ", ".join(f"{terms.RUNG[str(row.rung)].label.lower()} {row.settled}" for row in known.itertuples())
    source = f"this ledger's own record up to {as_of}, settled cases: {counts}" if counts else ""
    return Assumptions(name="Own record", source=source, rungs=shares)
