"""What of pledges and cash IATI publishes: cumulative transactions, worked out from each promise's steps.

IATI's types do not cancel each other: a commitment leaves its pledge standing, and funds leave their commitment. So a
promise is a 13 when it first stands at `pledged` or firmer and an 11 when it first stands at `committed`, each
contribution is a 1, and firming and paying write nothing negative. What is lowered or withdrawn is taken back from
every type that was written; so is what moves to another phase or component, where it is written anew.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from tracker.dates import days
from tracker.rates import reporting_currency
from tracker.tables import Tables

_WORDS = {
    ("13", True): "Announced",
    ("13", False): "Announcement taken back",
    ("11", True): "Signed",
    ("11", False): "Signature taken back",
}


class Flow(NamedTuple):
    """One transaction. `ref` is the key of its pledge, "" for cash without one; `amount` in hundredths of `currency`.

    `on` is the date as it is known, `day` its last day. `contribution`, `kind` and `reason` are "" where they say
    nothing; `vague` is the promise's (low, high) where it is approximate.
    """

    phase: str
    day: np.datetime64
    on: str
    code: str
    amount: int
    currency: str
    donor: str
    component: str
    form: str
    ref: str
    contribution: str = ""
    kind: str = ""
    reason: str = ""
    vague: tuple[int, int] | None = None

    @property
    def words(self) -> str:
        """What it is, for people who read the file."""
        if self.code == "1":
            return {"refund": "Unspent balance given back", "reversal": "Payment reversed"}.get(self.kind, "Received")
        return _WORDS[self.code, self.amount >= 0] if self.amount else "Stands as before"


def find_flows(tables: Tables, as_of: np.datetime64) -> list[Flow]:
    """The transactions of published tables (`audience.tables_for("partners")`) up to a date, by phase, day and promise.

    Steps of one day are one: the last of them holds. A step that moves nothing is written as 0 where it matters: a
    promise in another currency than its phase's is worth, from its day on, what it is worth at that day's rate.
    """
    flows = list(_of_pledges(tables, as_of))
    told = {flow.ref for flow in flows}
    flows += _of_cash(tables, as_of, told)
    order = {"13": 0, "11": 1, "1": 2}
    return sorted(flows, key=lambda flow: (flow.phase, flow.day, flow.ref, order[flow.code], flow.contribution))


def _of_pledges(tables: Tables, as_of: np.datetime64) -> Iterator[Flow]:
    pledges = tables["pledges"]
    steps = pledges.assign(day=days(pledges["status_on"], "last"), report=reporting_currency(tables, pledges["phase"]))
    steps = steps[(steps["day"] <= as_of).to_numpy()].sort_values(["pledge", "day", "status_on"], kind="stable")
    steps = steps[~steps.duplicated(["pledge", "day"], keep="last").to_numpy()]
    written: dict[tuple[str, str], dict[str, int]] = {}
    last, pledge = None, ""
    for step in steps.itertuples(index=False):
        if step.pledge != pledge:
            pledge, written, last = step.pledge, {}, None
        amount = 0 if pd.isna(step.amount) else int(step.amount)
        wanted = {
            "13": amount if step.status in ("pledged", "committed") else 0,
            "11": amount if step.status == "committed" else 0,
        }
        here = (step.phase, step.component)
        said = _vague(step, amount) if wanted["13"] else None
        deltas = [(place, code, -sums[code]) for place, sums in written.items() if place != here for code in sums]
        sums = written.setdefault(here, {"13": 0, "11": 0})
        deltas += [(here, code, wanted[code] - sums[code]) for code in sums]
        moved = [delta for delta in deltas if delta[2]]
        if not moved and wanted["13"] and (step.currency != step.report or said != last):
            moved = [(here, "11" if wanted["11"] else "13", 0)]
        for (phase, component), code, amount in moved:
            written[phase, component][code] += amount
            yield Flow(
                phase, np.datetime64(step.day, "s"), step.status_on, code, amount, step.currency, step.donor, component,
                step.form or "cash", step.pledge, reason=step.reason, vague=said,
            )  # fmt: skip
        last = said


def _vague(step: Any, amount: int) -> tuple[int, int] | None:
    low = amount if pd.isna(step.low) else int(step.low)
    high = amount if pd.isna(step.high) else int(step.high)
    return (low, high) if step.approximate or (low, high) != (amount, amount) else None


def _of_cash(tables: Tables, as_of: np.datetime64, told: set[str]) -> Iterator[Flow]:
    cash = tables["contributions"]
    cash = cash.assign(day=days(cash["received_on"], "last"))
    for row in cash[(cash["day"] <= as_of).to_numpy()].itertuples(index=False):
        yield Flow(
            row.phase,
            np.datetime64(row.day, "s"),
            row.received_on,
            "1",
            int(row.amount),
            row.currency,
            row.donor,
            row.component,
            row.form or "cash",
            row.pledge if row.pledge in told else "",
            row.contribution,
            "" if row.kind == "payment" else row.kind,
        )
