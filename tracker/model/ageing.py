"""How old what is overdue is, and how far off what is due: outstanding promises by age. It judges nobody."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days, is_partial
from tracker.model.histories import Histories, newest_standing, take


@dataclass(frozen=True)
class Bucket:
    """A stretch of time that money is overdue by, or due in; `most` is its last day, None where it has none."""

    code: str
    label: str
    is_overdue: bool
    most: int | None


BUCKETS: tuple[Bucket, ...] = (
    Bucket("overdue, day not known", "Overdue, day not known", True, None),
    Bucket("overdue over 365", "Over a year overdue", True, None),
    Bucket("overdue 365", "181–365 days overdue", True, 365),
    Bucket("overdue 180", "91–180 days overdue", True, 180),
    Bucket("overdue 90", "31–90 days overdue", True, 90),
    Bucket("overdue 30", "Up to 30 days overdue", True, 30),
    Bucket("due 30", "Due within 30 days", False, 30),
    Bucket("due 90", "Due in 31–90 days", False, 90),
    Bucket("due 180", "Due in 91–180 days", False, 180),
    Bucket("due 365", "Due in 181–365 days", False, 365),
    Bucket("due over 365", "Due in over a year", False, None),
    Bucket("not stated", "Due date not stated", False, None),
)
"""In the order of time: what has been due longest first. What is due on the day itself is overdue by no days."""
BUCKET = {bucket.code: bucket for bucket in BUCKETS}
_AGES = np.array([30, 90, 180, 365])
_OVERDUE = np.array(["overdue 30", "overdue 90", "overdue 180", "overdue 365", "overdue over 365"], dtype=object)
_AHEAD = np.array(["due 30", "due 90", "due 180", "due 365", "due over 365"], dtype=object)


def find_ageing(dues: pd.DataFrame, histories: Histories, as_of: np.datetime64, rates_at: str = "step") -> pd.DataFrame:
    """Every part of a promise that is due and unpaid, with its age.

    In: the `find_dues` of the same date; `rates_at` is `step` (each promise at the rate of the day of its step) or
    `as_of`. Out, in the order of dues: their columns, then unpaid (int64 hundredths of `currency`), bucket (a code of
    `BUCKETS`), days_ahead (Int64: until the last day that the due date can mean; NA where it is overdue, not stated, or
    known to the month or year only), report (the reporting currency), value (int64 hundredths of it), unconverted
    (int64 hundredths of `currency`, where there is no rate), approximate, due_day (the last day that the date can
    mean), part and parts (which of the dates on which its promise is due, paid ones included, and of how many).

    Of each promise unpaid adds up to what is outstanding, and value to what it stands at on its rung: each part is the
    difference that it makes to the value of all parts before it, so that rounding loses nothing.
    """
    lines = dues.assign(unpaid=dues["amount"] - dues["fulfilled"], due_day=days(dues["due_on"], "last"))
    in_time = lines[["pledge", "due_day"]].sort_values("due_day", kind="stable").groupby("pledge")["due_day"]
    lines = lines.assign(part=in_time.cumcount() + 1, parts=in_time.transform("size"))
    lines = lines[(lines["unpaid"] != 0).to_numpy()].reset_index(drop=True)
    due = lines["due_day"]
    ahead = (due - pd.Timestamp(as_of)).dt.days
    is_overdue = (lines["overdue"] > 0).to_numpy()
    age = lines["days_overdue"].fillna(-1).to_numpy(dtype="int64")
    distance = ahead.fillna(-1).to_numpy(dtype="int64")
    bucket = np.where(is_overdue, _OVERDUE[np.searchsorted(_AGES, age)], _AHEAD[np.searchsorted(_AGES, distance)])
    bucket = np.where(is_overdue & (age < 0), "overdue, day not known", bucket)
    bucket = np.where(due.isna().to_numpy(), "not stated", bucket)
    is_vague = lines["due_on"].map(is_partial).to_numpy(dtype=bool)
    return lines.assign(
        bucket=pd.Series(bucket, dtype="str"),
        days_ahead=pd.Series(distance).astype("Int64").mask(is_overdue | is_vague | due.isna().to_numpy()),
        **_value(lines, histories, as_of, rates_at),
    )


def _value(
    lines: pd.DataFrame, histories: Histories, as_of: np.datetime64, rates_at: str
) -> dict[str, np.ndarray | pd.Series]:
    standing = newest_standing(histories, as_of)
    pledges = pd.Index(take(histories.steps, "pledge", standing["step"].to_numpy()))
    at = pledges.get_indexer(lines["pledge"].to_numpy(dtype=object))
    step = standing["step"].to_numpy()[at]
    on = take(histories.steps, "day", step)
    if rates_at == "as_of":
        on = np.full(len(step), as_of, dtype="datetime64[s]")
    currency, report = take(histories.steps, "currency", step), take(histories.steps, "report", step)
    unpaid = lines["unpaid"].to_numpy()
    after = lines["unpaid"].groupby(at).cumsum().to_numpy()
    before, _ = histories.rates.convert(after - unpaid, currency, report, on)
    value, is_known = histories.rates.convert(after, currency, report, on)
    return {
        "report": pd.Series(report, dtype="str"),
        "value": value - before,
        "unconverted": np.where(is_known, 0, unpaid),
        "approximate": take(histories.steps, "approximate", step),
    }


def sum_ageing(lines: pd.DataFrame) -> pd.DataFrame:
    """What is due by age, in reporting currencies.

    In: lines of `find_ageing`. Out, in the order of report, form, `BUCKETS` and ladder: report, form, bucket, rung,
    value (int64 hundredths of `report`), unconverted (a tuple of (currency, hundredths) pairs: what is missing from it
    for want of a rate), approximate, cases (how many promises).
    """
    by = ["report", "form", "bucket", "rung"]
    sums = lines.groupby(by, as_index=False).agg(
        value=("value", "sum"), approximate=("approximate", "any"), cases=("pledge", "nunique")
    )
    open_lines = lines[(lines["unconverted"] != 0).to_numpy()]
    hidden: dict[tuple[str, ...], tuple[tuple[str, int], ...]] = {}
    for key, amount in open_lines.groupby([*by, "currency"])["unconverted"].sum().items():
        *place, currency = key
        hidden[tuple(place)] = (*hidden.get(tuple(place), ()), (currency, int(amount)))
    sums["unconverted"] = [hidden.get(key, ()) for key in sums[by].itertuples(index=False, name=None)]
    place = {bucket.code: number for number, bucket in enumerate(BUCKETS)}
    order = sums.assign(place=sums["bucket"].map(place), rank=sums["rung"].map(terms.RANK))
    order = order.sort_values(["report", "form", "place", "rank"], kind="stable", ignore_index=True)
    return order[[*by, "value", "unconverted", "approximate", "cases"]]


def sum_unpaid(lines: pd.DataFrame) -> pd.DataFrame:
    """The same in the pledges' own currencies, each by itself.

    Out, in the order of form, `BUCKETS` and currency: form, bucket, currency, amount (int64 hundredths of it),
    approximate, cases.
    """
    sums = lines.groupby(["form", "bucket", "currency"], as_index=False).agg(
        amount=("unpaid", "sum"), approximate=("approximate", "any"), cases=("pledge", "nunique")
    )
    place = {bucket.code: number for number, bucket in enumerate(BUCKETS)}
    order = sums.assign(place=sums["bucket"].map(place))
    order = order.sort_values(["form", "place", "currency"], kind="stable", ignore_index=True)
    return order[["form", "bucket", "currency", "amount", "approximate", "cases"]]
