"""What a phase needs by component and by period, beside the money for it. It splits and guesses nothing."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import day, days, first_day, last_day
from tracker.model.position import find_position, unconverted_by
from tracker.rates import Rates, reporting_currency
from tracker.tables import Tables

PERIODS_KEY = ["phase", "period_start", "period_end"]
PERIOD, UNDIVIDED, OUTSIDE = "period", "undivided", "outside"
"""What a line of periods is: a period as stated, what is needed without one, or the cash of no stated period."""
_WORLDS = ["amount", "low", "high"]


def find_budget_lines(tables: Tables, as_of: np.datetime64, currency: str | None = None) -> pd.DataFrame:
    """The lines of each phase's newest budget document on a date.

    In: checked tables. Out, by phase, component and period: phase, component, period_start, period_end (text as
    stated), stated_on, currency (that of reports), required (Int64 hundredths at the rate of the document's day, NA
    without one), original_currency, original_amount (int64), row. Where all lines have a rate they add up to
    `requirements`.
    """
    budgets = tables["budgets"]
    known = budgets.assign(day=days(budgets["stated_on"], "last"), row=budgets.index)
    known = known[(known["day"] <= as_of).to_numpy()].sort_values(["phase", "day", "stated_on"], kind="stable")
    newest = known.groupby("phase")["stated_on"].last()
    lines = known[(known["stated_on"] == known["phase"].map(newest)).to_numpy()]
    into = reporting_currency(tables, lines["phase"])
    into = into if currency is None else into.where(into == currency, currency)
    value, is_known = Rates(tables["rates"]).convert(
        lines["amount"].to_numpy(), lines["currency"].to_numpy(dtype=object), into.to_numpy(dtype=object),
        lines["day"].to_numpy(),
    )  # fmt: skip
    lines = lines.assign(
        original_currency=lines["currency"], original_amount=lines["amount"], currency=into,
        required=pd.Series(value, index=lines.index, dtype="Int64").mask(~is_known),
    )  # fmt: skip
    columns = ["phase", "component", "period_start", "period_end", "stated_on", "currency", "required",
               "original_currency", "original_amount", "row"]  # fmt: skip
    return lines[columns].sort_values(columns[:3], kind="stable", ignore_index=True)


def find_components(
    tables: Tables,
    movements: pd.DataFrame,
    as_of: np.datetime64,
    *,
    currency: str | None = None,
    rungs: tuple[str, ...] = terms.RUNGS,
) -> pd.DataFrame:
    """Each phase's requirement by component, and the money earmarked to it, at every floor rung.

    In: checked tables and their movements. Out, by phase, component and ladder, one row for each of `rungs`: phase,
    component ("" is unearmarked money, and what the budget needs without naming a component), currency, required
    (Int64, NA where the budget names no such component or has no rate for it), counting, counted, low, high (int64
    hundredths, cash form only), approximate, unconverted (tuple of (currency, hundredths)), gap (Int64: max(required −
    counted, 0)). Unearmarked money is counted for no component but its own line, so that all lines add up to what the
    phase counts.
    """
    lines = find_budget_lines(tables, as_of, currency)
    by = ["phase", "component"]
    required = lines.groupby(by)["required"].agg(lambda part: part.sum(skipna=False)).astype("Int64")
    cash = movements[(movements["form"] == "cash").to_numpy()]
    money = find_position(cash, as_of, [*by, "rung"])
    stands = {row[:3]: row[3:] for row in money.itertuples(index=False, name=None)}
    rows = []
    for place in required.index.union(pd.MultiIndex.from_frame(money[by].drop_duplicates())):
        sums, is_vague, hidden = np.zeros(len(_WORLDS), dtype=np.int64), False, []
        for rung in terms.RUNGS:
            *amounts, vague, unconverted = stands.get((*place, rung), (0, 0, 0, False, ()))
            sums, is_vague = sums + amounts, is_vague or vague
            hidden.append(unconverted)
            rows.append((*place, rung, *sums, is_vague, _add_up(hidden)))
    frame = pd.DataFrame(rows, columns=[*by, "counting", "counted", "low", "high", "approximate", "unconverted"])
    texts, numbers = dict.fromkeys([*by, "counting"], "str"), dict.fromkeys(["counted", "low", "high"], "int64")
    frame = frame.astype({**texts, **numbers, "approximate": bool, "unconverted": object})
    frame["required"] = required.reindex(pd.MultiIndex.from_frame(frame[by])).array
    frame["gap"] = (frame["required"] - frame["counted"].astype("Int64")).clip(lower=0)
    into = reporting_currency(tables, frame["phase"])
    frame["currency"] = into if currency is None else into.where(into == currency, currency)
    columns = [*by, "currency", "required", "counting", "counted", "low", "high", "approximate", "unconverted", "gap"]
    return frame[frame["counting"].isin(rungs).to_numpy()][columns].reset_index(drop=True)


def _add_up(parts: list[tuple[tuple[str, int], ...]]) -> tuple[tuple[str, int], ...]:
    totals: dict[str, int] = {}
    for currency, amount in (pair for part in parts for pair in part):
        totals[currency] = totals.get(currency, 0) + amount
    return tuple((currency, amount) for currency, amount in sorted(totals.items()) if amount)


def find_periods(
    tables: Tables, movements: pd.DataFrame, as_of: np.datetime64, *, currency: str | None = None
) -> pd.DataFrame:
    """Each phase's requirement by the periods that its budget states, and the cash received within each.

    In: checked tables and their movements. Out, by phase and period, then what has no period: phase, period_start,
    period_end (text), line (`period`; `undivided`: what is needed without a period; `outside`: cash of no stated
    period), currency, required (Int64, NA where unknown), received (Int64 hundredths of cash by the day it came, up to
    as_of; NA where a period's end is not stated), unconverted (tuple of (currency, hundredths)), is_ahead (it begins
    after as_of), is_overlapping (another period shares days with it, and so its cash too).
    """
    lines = find_budget_lines(tables, as_of, currency)
    is_cash = (movements["rung"] == terms.RECEIVED) & (movements["form"] == "cash") & (movements["day"] <= as_of)
    cash = movements[is_cash.to_numpy()]
    frames = [_periods_of(phase, of_phase, cash[(cash["phase"] == phase).to_numpy()], as_of)
              for phase, of_phase in lines.groupby("phase", sort=True)]  # fmt: skip
    columns = [*PERIODS_KEY, "line", "currency", "required", "received", "unconverted", "is_ahead", "is_overlapping"]
    rows = [row for frame in frames for row in frame]
    frame = pd.DataFrame(rows, columns=columns)
    texts = dict.fromkeys([*PERIODS_KEY, "line", "currency"], "str")
    return frame.astype({**texts, "required": "Int64", "received": "Int64", "is_ahead": bool, "is_overlapping": bool})


def _periods_of(phase: object, lines: pd.DataFrame, cash: pd.DataFrame, as_of: np.datetime64) -> list[list[object]]:
    currency = str(lines["currency"].iloc[0])
    came = cash["day"].to_numpy()
    is_placed = np.zeros(len(cash), dtype=bool)
    stated = lines[(lines["period_start"] != "").to_numpy()].groupby(["period_start", "period_end"], sort=False)
    required = {key: part["required"].sum(skipna=False) for key, part in stated}
    ordered = sorted(required, key=lambda key: (first_day(key[0]), key))
    spans = {key: (day(first_day(key[0])), day(last_day(key[1]))) for key in ordered if key[1]}
    rows: list[list[object]] = []
    for start, end in ordered:
        received: object = pd.NA
        hidden: tuple[tuple[str, int], ...] = ()
        is_shared = False
        if (start, end) in spans:
            first, last = spans[start, end]
            is_within = (came >= first) & (came <= last)
            is_placed |= is_within
            received, hidden = _sum_cash(cash[is_within])
            is_shared = any(
                first <= end_of and begin <= last for key, (begin, end_of) in spans.items() if key != (start, end)
            )
        is_ahead = bool(day(first_day(start)) > as_of)
        needed = required[start, end]
        rows.append([phase, start, end, PERIOD, currency, needed, received, hidden, is_ahead, is_shared])
    undivided = lines[(lines["period_start"] == "").to_numpy()]
    if len(undivided):
        needed = undivided["required"].sum(skipna=False)
        rows.append([phase, "", "", UNDIVIDED, currency, needed, pd.NA, (), False, False])
    received, hidden = _sum_cash(cash[~is_placed])
    rows.append([phase, "", "", OUTSIDE, currency, pd.NA, received, hidden, False, False])
    return rows


def _sum_cash(cash: pd.DataFrame) -> tuple[int, tuple[tuple[str, int], ...]]:
    return int(cash["amount"].sum()), unconverted_by(cash.assign(all=0), ["all"]).get((0,), ())
