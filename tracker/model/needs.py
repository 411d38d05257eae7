"""What a phase needs for its work, for support costs, and month by month, and on what that rests."""

import numpy as np
import pandas as pd

from tracker.dates import days
from tracker.model.assumptions import NOTHING, Assumptions
from tracker.model.budget_lines import find_budget_lines
from tracker.money import NUMBER_ONE, Ints, multiply_divide
from tracker.tables import Tables

STATED, BY_PERIODS, BY_PHASE, UNKNOWN = "stated", "periods", "phase", ""
"""On what a monthly need rests: an assumption, the budget's periods, the whole budget spread over the phase's own
months; or it is not known."""
LONGEST = 600
"""No need is followed for more months than this."""
_MONTH = "datetime64[M]"


def find_programmable(tables: Tables, as_of: np.datetime64, currency: str | None = None) -> pd.DataFrame:
    """What of each phase's requirement is for its work, and what for support costs.

    In: checked tables. Out, by phase: phase, currency, required, programmable, support (Int64 hundredths; the last two
    NA where not every line of the newest budget states a rate), rate (Int64 ten-billionths where all lines have one
    and the same). An amount with a rate r holds amount / (1 + r), rounded half to even, for the work.
    """
    lines = find_budget_lines(tables, as_of, currency)
    rate = tables["budgets"]["support_cost_rate"].loc[lines["row"]].reset_index(drop=True)
    is_known = (rate.notna() & lines["required"].notna()).to_numpy()
    net = _programmable(lines["required"].fillna(0).to_numpy(dtype=np.int64), rate.fillna(0).to_numpy(dtype=np.int64))
    lines = lines.assign(rate=rate, net=pd.Series(net, dtype="Int64").mask(~is_known))
    whole = lines.groupby("phase").agg(
        currency=("currency", "first"),
        required=("required", lambda part: part.sum(skipna=False)),
        programmable=("net", lambda part: part.sum(skipna=False)),
        rate=("rate", lambda part: part.iloc[0] if len(part.drop_duplicates()) == 1 else pd.NA),
    )
    whole = whole.astype(dict.fromkeys(("required", "programmable", "rate"), "Int64")).reset_index()
    return whole.assign(support=whole["required"] - whole["programmable"])


def _programmable(amounts: Ints, rates: Ints) -> Ints:
    return multiply_divide(amounts, np.full(len(amounts), NUMBER_ONE, dtype=np.int64), NUMBER_ONE + rates)


def find_needs(
    tables: Tables, as_of: np.datetime64, assumptions: Assumptions = NOTHING, currency: str | None = None
) -> pd.DataFrame:
    """What each phase needs month by month, where that is stated or follows from its budget.

    In: checked tables. Out, by phase and month: phase, month (datetime64[s], its first day), need (int64 hundredths),
    basis. A stated need runs from the as-of date's month to the phase's end. Otherwise every line of the budget is
    spread evenly over the months of its period that lie within the phase; a line without a period over those of the
    phase (basis `phase`). Phases for which a line has no months, or no rate of exchange, are left out: what they need
    each month is not known. A line's months add up to it exactly.
    """
    phases = tables["phases"].set_index("phase")
    starts = days(phases["starts_on"], "first").to_numpy().astype(_MONTH)
    ends = days(phases["ends_on"], "last").to_numpy().astype(_MONTH)
    spans = dict(zip(phases.index, zip(starts, ends, strict=True), strict=True))
    lines = find_budget_lines(tables, as_of, currency)
    rows = []
    for phase, (starts_on, ends_on) in sorted(spans.items()):
        if phase in assumptions.monthly_need:
            first = as_of.astype(_MONTH)
            last = first + LONGEST - 1 if np.isnat(ends_on) else ends_on
            months = np.arange(first, last + 1, dtype=_MONTH)
            rows.append(_spread(phase, months, assumptions.monthly_need[phase] * len(months), STATED))
            continue
        found = [_line_needs(phase, line, starts_on, ends_on) for line in _of(lines, phase)]
        if found and all(part is not None for part in found):
            rows.extend(part for part in found if part is not None)
    if not rows:
        return pd.DataFrame({"phase": [], "month": [], "need": [], "basis": []}).astype(
            {"phase": "str", "month": "datetime64[s]", "need": "int64", "basis": "str"}
        )
    # One line without a period makes the whole phase's need rest on its own months: `phase` sorts before `periods`.
    return pd.concat(rows).groupby(["phase", "month"], as_index=False).agg(need=("need", "sum"), basis=("basis", "max"))


def _of(lines: pd.DataFrame, phase: str) -> list[dict[str, object]]:
    return lines[(lines["phase"] == phase).to_numpy()].to_dict("records")


def _line_needs(
    phase: str, line: dict[str, object], starts_on: np.datetime64, ends_on: np.datetime64
) -> pd.DataFrame | None:
    if pd.isna(line["required"]):
        return None
    own = (str(line["period_start"]), str(line["period_end"]))
    first, last = (
        days(pd.Series([text], dtype="str"), end).to_numpy().astype(_MONTH)[0]
        for text, end in zip(own, ("first", "last"), strict=True)
    )
    basis = BY_PHASE if np.isnat(first) or np.isnat(last) else BY_PERIODS
    first = np.fmax(first, starts_on)  # of a time that is not known and one that is, the known one
    last = np.fmin(last, ends_on)
    if np.isnat(first) or np.isnat(last) or last < first or last - first >= np.timedelta64(LONGEST, "M"):
        return None
    months = np.arange(first, last + 1, dtype=_MONTH)
    return _spread(phase, months, int(line["required"]), basis)  # type: ignore[call-overload]


def _spread(phase: str, months: np.ndarray, amount: int, basis: str) -> pd.DataFrame:
    """An amount over months, as evenly as cents allow."""
    count = np.arange(len(months) + 1, dtype=np.int64)
    size = np.full(len(count), len(months), dtype=np.int64)
    need = np.diff(multiply_divide(count, np.full(len(count), amount, dtype=np.int64), size))
    return pd.DataFrame({"phase": phase, "month": months.astype("datetime64[s]"), "need": need, "basis": basis})
