"""What needs somebody's attention over many phases on a date, and what was heard of lately. It asks nobody for it."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import day, days, first_day, last_day
from tracker.rates import Rates
from tracker.tables import Tables

SOON, SILENT = 180, 90
"""A threshold is at risk so many days ahead of its date; a promise is stale so many days after its last word."""
KINDS: dict[str, str] = {
    "missed": "The date has passed, and the headline rung does not cover it.",
    "at risk": f"Due within {SOON} days, and not covered at its headline rung.",
    "overdue": "Announced or signed, due, and not paid.",
    "no rate": "Money that no total holds, for want of a rate of exchange.",
    "no requirement": "A phase that began or has money, of which nobody knows what it needs.",
    "stale": f"Promises of which nothing was heard for {SILENT} days.",
}
"""Every kind of entry, in the order in which they are told."""
COLUMNS = ["kind", "initiative", "phase", "about", "form", "amount", "currency", "on", "days", "weight"]


def mark_stale(standings: pd.DataFrame, as_of: np.datetime64) -> pd.DataFrame:
    """Standings with what is known of their freshness on a date.

    In: the columns of `find_standings`. Out: the same, and is_stale (a promise whose last word is more than SILENT
    days old), silent_days (Int64; NA where it is fresh, cash, or its last word is known to the month or year only).
    """
    age = (pd.Timestamp(as_of) - days(standings["last_word"], "last")).dt.days.astype("Int64")
    is_promise = (standings["rung"] != terms.RECEIVED).to_numpy()
    is_stale = (age > SILENT).fillna(False).to_numpy(dtype=bool) & is_promise
    is_vague = (standings["last_word"].str.len() < 10).to_numpy()
    return standings.assign(is_stale=is_stale, silent_days=age.where(is_stale & ~is_vague))


def find_attention(
    tables: Tables, gaps: pd.DataFrame, dues: pd.DataFrame, standings: pd.DataFrame, as_of: np.datetime64
) -> pd.DataFrame:
    """What needs attention on a date, the weightiest of each kind first.

    In: checked tables; the gaps, dues and standings of the same phases on that date (see there), all rungs that the
    reader sees. Out, by kind in the order of KINDS, then weight: kind, initiative, phase, about (a threshold's key, a
    donor, the currency without a rate; "" for a requirement), form (of a promise, else ""),
    amount (Int64 hundredths of `currency`: what is missing,
    overdue, hidden, or stands), currency, on (text: when it is due, or the last word), days (Int64, to `on` and
    negative once it has passed; NA where it is known to the month or year only), weight (float: the amount as a share
    of what the phase needs or, where that is not known, of all money in sight there; 0 where it cannot be told).

    Nothing is asked of a threshold whose phase has ended. One line stands for all overdue or stale promises of a donor
    to a phase in one form and currency, with the earliest date.
    """
    ends_on = tables["phases"].set_index("phase")["ends_on"]
    has_ended = {phase for phase, text in ends_on.items() if text and day(last_day(text)) < as_of}
    found = pd.concat(
        [_thresholds(gaps, has_ended, as_of), _overdue(dues), _without_rate(gaps),
         _without_requirement(tables, gaps, as_of), _stale(standings, as_of)],
        ignore_index=True,
    )  # fmt: skip
    initiative = tables["phases"].set_index("phase")["initiative"]
    found["initiative"] = found["phase"].map(initiative)
    texts = ["kind", "initiative", "phase", "about", "form", "currency", "on"]
    found["form"] = found["form"].fillna("")
    found = found.astype({**dict.fromkeys(texts, "str"), "amount": "Int64"})
    distance = (days(found["on"], "first") - pd.Timestamp(as_of)).dt.days.astype("Int64")
    found["days"] = distance.mask((found["on"].str.len() < 10).to_numpy())
    found["weight"] = _weigh(tables, gaps, found, as_of)
    order = {kind: place for place, kind in enumerate(KINDS)}
    by = ["kind", "weight", "initiative", "phase", "about", "form", "currency"]

    def key(column: pd.Series) -> pd.Series:
        return column.map(order) if column.name == "kind" else -column if column.name == "weight" else column

    return found.sort_values(by, key=key, kind="stable", ignore_index=True)[COLUMNS]


def _frame(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["kind", "phase", "about", "form", "amount", "currency", "on"])


def _thresholds(gaps: pd.DataFrame, has_ended: set[str], as_of: np.datetime64) -> pd.DataFrame:
    is_open = gaps["is_headline"] & (gaps["target"] != terms.REQUIREMENT) & (gaps["gap"] > 0).fillna(False)
    rows: list[tuple[object, ...]] = []
    for row in gaps[is_open.to_numpy(dtype=bool)].itertuples():
        due = str(row.due_on)
        if not due or row.phase in has_ended:
            continue
        kind = "missed" if day(last_day(due)) < as_of else "at risk"
        if kind == "missed" or day(first_day(due)) <= as_of + np.timedelta64(SOON, "D"):
            rows.append((kind, row.phase, row.target, "", row.gap, row.currency, due))
    return _frame(rows)


def _overdue(dues: pd.DataFrame) -> pd.DataFrame:
    late = dues[(dues["overdue"] > 0).to_numpy()]
    return _by_donor("overdue", late, "overdue", "due_on", lambda on: days(on, "last"))


def _stale(standings: pd.DataFrame, as_of: np.datetime64) -> pd.DataFrame:
    marked = mark_stale(standings, as_of)
    silent = marked[marked["is_stale"].to_numpy() & (marked["amount"] != 0).to_numpy()]
    return _by_donor("stale", silent, "amount", "last_word", lambda on: days(on, "last"))


def _by_donor(
    kind: str, rows: pd.DataFrame, amount: str, on: str, order: Callable[[pd.Series], pd.Series]
) -> pd.DataFrame:
    by = ["phase", "donor", "form", "currency"]
    first = rows.assign(day=order(rows[on].astype("str"))).sort_values("day", kind="stable")
    sums = first.groupby(by, as_index=False).agg({amount: "sum", on: "first"})
    return sums.rename(columns={"donor": "about", amount: "amount", on: "on"}).assign(kind=kind)


def _without_rate(gaps: pd.DataFrame) -> pd.DataFrame:
    whole = gaps[(gaps["target"] == terms.REQUIREMENT).to_numpy()].drop_duplicates("phase", keep="last")
    return _frame(
        [
            ("no rate", row.phase, currency, "", amount, currency, "")
            for row in whole.itertuples()
            for currency, amount in row.unconverted
        ]
    )


def _without_requirement(tables: Tables, gaps: pd.DataFrame, as_of: np.datetime64) -> pd.DataFrame:
    starts_on = tables["phases"].set_index("phase")["starts_on"]
    whole = gaps[(gaps["target"] == terms.REQUIREMENT).to_numpy()].drop_duplicates("phase", keep="last")
    rows: list[tuple[object, ...]] = []
    for row in whole[whole["required"].isna().to_numpy()].itertuples():
        start = str(starts_on.get(row.phase, ""))
        if row.counted or row.unconverted or (start and day(first_day(start)) <= as_of):
            rows.append(("no requirement", row.phase, "", "", row.counted, row.currency, ""))
    return _frame(rows)


def _weigh(tables: Tables, gaps: pd.DataFrame, found: pd.DataFrame, as_of: np.datetime64) -> np.ndarray:
    """Shares of what each phase needs, so that currencies need not be added to be compared."""
    whole = gaps[(gaps["target"] == terms.REQUIREMENT).to_numpy()].drop_duplicates("phase", keep="last")
    needed = whole["required"].where((whole["required"] > 0).fillna(False), whole["counted"]).astype("int64")
    base = found["phase"].map(dict(zip(whole["phase"], needed, strict=True))).fillna(0).to_numpy(dtype=np.int64)
    into = found["phase"].map(dict(zip(whole["phase"], whole["currency"], strict=True))).astype("str").fillna("")
    value, _ = Rates(tables["rates"]).convert(
        found["amount"].to_numpy(dtype=np.int64, na_value=0), found["currency"].to_numpy(dtype=object),
        into.to_numpy(dtype=object), np.full(len(found), as_of, dtype="datetime64[s]"),
    )  # fmt: skip
    return np.where(base > 0, value / np.maximum(base, 1), 0.0)
