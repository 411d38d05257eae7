"""Budgets as IATI publishes them: the first document and the newest, in periods of at most a year."""

from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from tracker.dates import days, first_day, last_day
from tracker.tables import Tables


class Budget(NamedTuple):
    """One period of a budget's line; `line` are the line's own dates as the table has them, "" where blank.

    `code` is the standard's BudgetType: 1 original, 2 revised. `amount` is in hundredths of `currency`.
    """

    phase: str
    code: str
    start: date
    end: date
    amount: int
    currency: str
    stated_on: str
    component: str
    line: tuple[str, str]
    support: int | None


def find_budgets(tables: Tables, as_of: np.datetime64) -> tuple[list[Budget], list[str]]:
    """The budgets stated by a date; and a word on each line that cannot be published for want of a known period.

    The first document of a phase is its original budget, the newest, where it is another one, the revised.
    """
    budgets = tables["budgets"]
    known = budgets.assign(day=days(budgets["stated_on"], "last"))
    known = known[(known["day"] <= as_of).to_numpy()].sort_values(
        ["phase", "day", "stated_on", "component", "period_start"], kind="stable"
    )
    phases = tables["phases"].set_index("phase")
    found: list[Budget] = []
    left: dict[str, None] = {}
    for phase, rows in known.groupby("phase", sort=True):
        documents = rows["stated_on"].drop_duplicates().tolist()
        for code, stated_on in dict(zip("12", dict.fromkeys([documents[0], documents[-1]]), strict=False)).items():
            for row in rows[(rows["stated_on"] == stated_on).to_numpy()].itertuples(index=False):
                start = row.period_start or phases.loc[phase, "starts_on"]
                end = row.period_end or phases.loc[phase, "ends_on"]
                if not start or not end or last_day(end) < first_day(start):
                    left[f"{phase}: the budget stated on {stated_on} has no period from and until a date"] = None
                    continue
                found += _split(str(phase), code, first_day(start), last_day(end), row)
    return found, list(left)


def _split(phase: str, code: str, start: date, end: date, row: Any) -> list[Budget]:
    """The amount over parts of at most a year, by days; the parts add up to it exactly."""
    amount, length = int(row.amount), (end - start).days + 1
    support = None if pd.isna(row.support_cost_rate) else int(row.support_cost_rate)
    parts, begin, spread = [], start, 0
    while begin <= end:
        last = min(_year_on(begin) - timedelta(days=1), end)
        reached = round_half_even(amount * ((last - start).days + 1), length)
        parts.append(
            Budget(
                phase,
                code,
                begin,
                last,
                reached - spread,
                row.currency,
                row.stated_on,
                row.component,
                (row.period_start, row.period_end),
                support,
            )
        )
        begin, spread = last + timedelta(days=1), reached
    return parts


def _year_on(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + 1, month=3, day=1)


def round_half_even(dividend: int, divisor: int) -> int:
    """A quotient of integers, exactly, half to even; the divisor is positive."""
    quotient, rest = divmod(dividend, divisor)
    return quotient + (2 * rest + (quotient & 1) > divisor)
