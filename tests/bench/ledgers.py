"""Invented ledgers of any size, with histories as the field has them. It measures nothing and asks nothing.

Promises begin soft or firm, firm up, are raised, lowered, moved, conditional, withdrawn; they are paid in parts, in kind or
in cash, some too much, some given back; a tenth of the cash was never promised. Currencies follow the donors, few of
whom give most of the money. Every table is made at once from arrays, in its checked dtypes, so that ten million
movements take about a minute. Same size and seed, same ledger.
"""

from typing import Any

import numpy as np
import pandas as pd

from tracker import terms
from tracker.money import NUMBER_ONE
from tracker.tables import TABLES, Tables

MOVEMENTS_A_PLEDGE = 8.4
"""Measured over seeds; so many rows of money make so many movements."""
FIRST, LAST = np.datetime64("2005-01-01"), np.datetime64("2025-12-31")
CURRENCIES = ("USD", "EUR", "GBP", "CHF", "JPY", "CAD", "NOK", "SEK", "DKK", "AUD", "RUB", "KRW")
_PER_USD = (1.0, 0.86, 0.74, 0.93, 112.0, 1.27, 8.4, 9.1, 6.4, 1.3, 58.0, 1170.0)
_WORDS = ("training", "laboratories", "border posts", "forensics", "alternative livelihoods")
_STATUS = np.array([*terms.RUNGS[1:][::-1], terms.WITHDRAWN], dtype=object)
"""Softest first, so that a step up is one more."""


def make_tables(movements: int, seed: int = 7, *, phases: int | None = None, donors: int | None = None) -> Tables:
    """Checked tables that make about so many movements.

    `phases` and `donors` are how many of each there are; by default both grow with the cube root of the size.
    """
    choose = np.random.default_rng(seed)
    pledges = max(int(movements / MOVEMENTS_A_PLEDGE), 1)
    phases = phases or max(int(1.2 * movements ** (1 / 3)), 4)
    donors = donors or max(int(1.5 * movements ** (1 / 3)), 8)
    initiatives = max(phases // 6, 1)
    of_phase = np.sort(np.arange(phases) % initiatives)
    promise = _promises(choose, pledges, phases, donors, of_phase)
    steps = _steps(choose, promise, of_phase)
    sources = max(pledges // 40, 3)
    made: dict[str, dict[str, Any]] = {
        "initiatives": {
            "initiative": _keys("INI", initiatives), "title": _titles("Initiative", initiatives),
            "currency": np.where(np.arange(initiatives) % 5 == 4, "EUR", "USD"),
        },
        "phases": {
            "phase": _keys("PH", phases), "initiative": _keys("INI", initiatives)[of_phase],
            "title": _titles("Phase", phases), "starts_on": "2006", "ends_on": "2026",
        },
        "donors": {
            "donor": _keys("DON", donors), "name": _titles("Donor", donors), "kind": "other",
        },
        "rates": _rates(choose),
        "sources": {"source": _keys("SRC", sources), "title": _titles("Report", sources), "marking": "public"},
        "budgets": _budgets(choose, phases, movements),
        "thresholds": _thresholds(choose, phases, movements),
        "pledges": steps,
        "instalments": _instalments(choose, promise),
        "contributions": _contributions(choose, promise),
    }  # fmt: skip
    for name in ("pledges", "contributions", "budgets"):
        rows = len(next(values for values in made[name].values() if isinstance(values, np.ndarray)))
        paragraph = choose.integers(1, 40, rows).astype("str")
        made[name]["source"] = _join(_keys("SRC", sources)[choose.integers(0, sources, rows)], " ¶", paragraph)
    return _checked(made)


def _checked(made: dict[str, dict[str, Any]]) -> Tables:
    """Frames of the declared columns and dtypes, with the ledger's row numbers; what is not named is blank."""
    frames, begun = {}, 1
    for table in TABLES.values():
        given = made.get(table.name, {})
        rows = max((len(values) for values in given.values() if isinstance(values, np.ndarray)), default=0)
        index = pd.RangeIndex(begun, begun + rows, name="row")
        begun += rows
        columns = {}
        for column in table.columns:
            blank: object = "" if column.dtype == "str" else pd.NA if column.is_nullable else False
            values = given.get(column.name, blank)
            if isinstance(values, np.ndarray):
                columns[column.name] = pd.Series(values, index=index).astype(column.dtype)
            else:
                columns[column.name] = pd.Series([values], dtype=column.dtype).repeat(rows).set_axis(index)
        frames[table.name] = pd.DataFrame(columns, index=index, columns=list(table.names))
    return frames


def _keys(prefix: str, count: int) -> np.ndarray:
    width = len(str(count))
    return np.array([f"{prefix}-{i:0{width}d}" for i in range(count)], dtype=object)


def _titles(word: str, count: int) -> np.ndarray:
    return np.array([f"{word} {i}, {_WORDS[i % len(_WORDS)]}" for i in range(count)], dtype=object)


def _join(*parts: object) -> np.ndarray:
    """Texts put together, part by part."""
    whole: Any = ""
    for part in parts:
        whole = whole + (pd.Series(part, dtype="str") if isinstance(part, np.ndarray) else part)
    return np.asarray(whole, dtype=object)


def _iso(days: np.ndarray, vague: np.ndarray | None = None) -> np.ndarray:
    """ISO texts of days; where `vague`, of their months."""
    codes, distinct = pd.factorize(days)
    texts = np.datetime_as_string(distinct.astype("datetime64[D]")).astype(object)[codes]
    if vague is not None:
        months = np.array([text[:7] for text in texts[vague]], dtype=object)
        texts[vague] = months
    return texts


def _money(choose: np.random.Generator, count: int) -> np.ndarray:
    """Hundredths: a few thousand to some tens of millions, most of it round."""
    amounts = np.exp(choose.normal(11.5, 1.6, count)).clip(500, 9e7)
    is_round = choose.random(count) < 0.8
    whole = np.where(is_round, np.round(amounts, -3).clip(1000), np.round(amounts, 2))
    return np.rint(whole * 100).astype(np.int64)


def _few(choose: np.random.Generator, of: int, count: int) -> np.ndarray:
    """Choices of which few come up most of the time."""
    weights = 1.0 / (np.arange(of) + 3.0)
    return choose.choice(of, size=count, p=weights / weights.sum())


def _promises(
    choose: np.random.Generator, pledges: int, phases: int, donors: int, of_phase: np.ndarray
) -> dict[str, np.ndarray]:
    """What stays the same over a promise's life, one entry a promise."""
    donor = _few(choose, donors, pledges)
    home = choose.choice(len(CURRENCIES), size=donors, p=[0.2, 0.3, *([0.05] * 10)])
    phase = (_few(choose, phases, pledges) * 7 + 3) % phases
    begun = FIRST + choose.integers(0, 7000, pledges).astype("timedelta64[D]")
    return {
        "key": _keys("P", pledges), "donor": donor, "phase": phase, "begun": begun,
        "currency": np.where(choose.random(pledges) < 0.35, 0, home[donor]),
        "component": np.where(choose.random(pledges) < 0.5, 0, choose.integers(0, 4, pledges)),
        "in_kind": choose.random(pledges) < 0.06, "amount": _money(choose, pledges),
        "steps": 1 + choose.binomial(4, 0.36, pledges), "initiative": of_phase[phase],
        "donors": np.array([donors]), "phases": np.array([phases]),
    }  # fmt: skip


_COMPONENT = np.array(["", "Training", "Laboratories", "Border posts"], dtype=object)


def _steps(choose: np.random.Generator, promise: dict[str, np.ndarray], of_phase: np.ndarray) -> dict[str, np.ndarray]:
    count = promise["steps"]
    of = np.repeat(np.arange(len(count)), count)
    rows = len(of)
    nth = np.arange(rows) - np.repeat(np.cumsum(count) - count, count)
    days = promise["begun"][of] + (nth * 150 + choose.integers(0, 140, rows)).astype("timedelta64[D]")
    firmness = np.zeros(rows, dtype=np.int64)
    start = choose.choice(4, size=len(count), p=[0.2, 0.25, 0.4, 0.15])
    turn = choose.choice([1, 0, -1], size=rows, p=[0.62, 0.3, 0.08])
    turn[nth == 0] = 0
    climbed = np.cumsum(turn)
    climbed -= np.repeat(climbed[np.cumsum(count) - count], count)
    firmness = np.clip(start[of] + climbed, 0, 3)
    is_gone = (nth > 0) & (choose.random(rows) < 0.05)
    change = np.where((nth > 0) & (choose.random(rows) < 0.4), choose.choice([0.5, 0.8, 1.1, 1.5, 2.0], rows), 1.0)
    grown = np.cumsum(np.log(change))
    grown = np.exp(grown - np.repeat(grown[np.cumsum(count) - count], count))
    amount = np.rint(promise["amount"][of] * grown / 100).astype(np.int64) * 100
    is_soft = firmness < 2
    is_vague = is_soft & (choose.random(rows) < 0.3)
    phase = promise["phase"][of]
    moves = (nth > 0) & (choose.random(rows) < 0.03)
    beside = np.where(phase > 0, phase - 1, phase)
    phase = np.where(moves & (of_phase[beside] == of_phase[phase]), beside, phase)
    component = np.where(
        (nth > 0) & (choose.random(rows) < 0.04), choose.integers(0, 4, rows), promise["component"][of]
    )
    texts = np.array(["", "in_kind"], dtype=object)
    due = days + choose.integers(60, 1500, rows).astype("timedelta64[D]")
    due_on = _iso(due, choose.random(rows) < 0.2)
    due_on[choose.random(rows) < 0.25] = ""
    has_low = is_vague & (choose.random(rows) < 0.5)
    low = pd.array(np.where(has_low, amount // 2, 0), dtype="Int64")
    high = pd.array(np.where(has_low, amount * 2, 0), dtype="Int64")
    low[~has_low] = pd.NA
    high[~has_low] = pd.NA
    condition = np.where((firmness == 3) & (choose.random(rows) < 0.1), "Parliament agrees", "").astype(object)
    return {
        "pledge": promise["key"][of], "status_on": _iso(days), "status": _STATUS[np.where(is_gone, 4, firmness)],
        "phase": _keys("PH", int(promise["phases"][0]))[phase],
        "donor": _keys("DON", int(promise["donors"][0]))[promise["donor"][of]],
        "amount": amount, "currency": np.array(CURRENCIES, dtype=object)[promise["currency"][of]],
        "approximate": is_vague, "low": np.asarray(low, dtype=object), "high": np.asarray(high, dtype=object),
        "due_on": due_on, "component": _COMPONENT[component], "form": texts[promise["in_kind"][of].astype(int)],
        "condition": condition, "reason": np.where(is_gone, "lapsed", "").astype(object),
    }  # fmt: skip


def _contributions(choose: np.random.Generator, promise: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Payments of promises in parts; some of the last ones in part reversed or given back; and unpromised cash.

    What goes back is less than what one payment brought, so that no account is ever emptied.
    """
    pledges = len(promise["key"])
    count = np.where(choose.random(pledges) < 0.75, 1 + choose.binomial(4, 0.3, pledges), 0)
    of = np.repeat(np.arange(pledges), count)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    parts = choose.choice([0.1, 0.25, 0.3, 0.5, 1.0], size=len(of))
    paid = np.maximum(
        (promise["amount"][of] * parts / 100).astype(np.int64) * 100 + choose.integers(0, 99, len(of)), 1000
    )
    on = promise["begun"][of] + (200 + nth * 170 + choose.integers(0, 160, len(of))).astype("timedelta64[D]")
    back = np.flatnonzero(choose.random(len(of)) < 0.03)
    loose = max(len(of) // 9, 1)
    donor = _few(choose, int(promise["donors"][0]), loose)
    phase = (_few(choose, int(promise["phases"][0]), loose) * 7 + 3) % int(promise["phases"][0])
    kinds = np.array(["payment", "refund", "reversal"], dtype=object)
    kind = np.r_[np.zeros(len(of), int), 1 + choose.integers(0, 2, len(back)), np.zeros(loose, int)]
    own = np.r_[of, of[back]]
    days = np.r_[
        on, on[back] + np.timedelta64(45, "D"), FIRST + choose.integers(0, 7400, loose).astype("timedelta64[D]")
    ]
    amount = np.r_[paid, -(paid[back] // 4), _money(choose, loose)]
    blank = np.full(loose, "", dtype=object)
    names = np.array(CURRENCIES, dtype=object)
    forms = np.array(["cash", "in_kind"], dtype=object)
    whole = {
        "contribution": _keys("C", len(amount)), "received_on": _iso(days), "kind": kinds[kind],
        "phase": _keys("PH", int(promise["phases"][0]))[np.r_[promise["phase"][own], phase]],
        "donor": _keys("DON", int(promise["donors"][0]))[np.r_[promise["donor"][own], donor]],
        "pledge": np.r_[promise["key"][own], blank], "amount": amount,
        "currency": names[np.r_[promise["currency"][own], choose.integers(0, len(names), loose)]],
        "component": np.r_[_COMPONENT[promise["component"][own]], blank],
        "form": np.r_[forms[promise["in_kind"][own].astype(int)], np.full(loose, "cash", dtype=object)],
    }  # fmt: skip
    by_day = np.argsort(days, kind="stable")
    return {name: values if name == "contribution" else values[by_day] for name, values in whole.items()}


def _instalments(choose: np.random.Generator, promise: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    planned = np.flatnonzero(choose.random(len(promise["key"])) < 0.2)
    count = 2 + choose.integers(0, 3, len(planned))
    of = np.repeat(planned, count)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    on = promise["begun"][of] + (180 + nth * 365).astype("timedelta64[D]")
    share = promise["amount"][of] // np.repeat(count, count)
    return {"pledge": promise["key"][of], "due_on": _iso(on), "amount": np.maximum(share, 1)}


def _rates(choose: np.random.Generator) -> dict[str, np.ndarray]:
    """A rate a month, wandering."""
    months = np.arange(np.datetime64("2004-06"), np.datetime64("2026-06"))
    currency, on, per_usd = [], [], []
    for name, level in zip(CURRENCIES[1:], _PER_USD[1:], strict=True):
        walk = level * np.exp(np.cumsum(choose.normal(0, 0.012, len(months))))
        currency.append(np.full(len(months), name, dtype=object))
        on.append(_iso(months.astype("datetime64[D]")))
        per_usd.append(np.rint(np.round(walk, 5) * NUMBER_ONE).astype(np.int64))
    return {"currency": np.concatenate(currency), "on": np.concatenate(on), "per_usd": np.concatenate(per_usd)}


def _budgets(choose: np.random.Generator, phases: int, movements: int) -> dict[str, Any]:
    """One to three documents a phase, of up to four lines each."""
    rows = [(phase, document, line) for phase in range(phases) for document in range(1 + phase % 3)
            for line in range(1 + phase % 4)]  # fmt: skip
    phase, document, line = np.array(rows).T
    size = movements / phases * 2_000_000
    return {
        "phase": _keys("PH", phases)[phase], "stated_on": _iso(FIRST + (document * 1500 + 90).astype("timedelta64[D]")),
        "component": _COMPONENT[line], "currency": "USD",
        "amount": (choose.uniform(0.2, 2.0, len(phase)) * size).astype(np.int64) + 1,
    }  # fmt: skip


def _thresholds(choose: np.random.Generator, phases: int, movements: int) -> dict[str, Any]:
    """One or two a phase, some stated twice, most with a date, some for money of one earmark only."""
    rows = [(phase, which, again) for phase in range(phases) for which in range(1 + phase % 2)
            for again in range(1 + (phase + which) % 2)]  # fmt: skip
    phase, which, again = np.array(rows).T
    due = np.array(["2015-06", "2020-01-31", "", "2024"], dtype=object)[(phase + which) % 4]
    components = np.array(["", "", "Training", "Training; Laboratories"], dtype=object)[(phase + 2 * which) % 4]
    size = movements / phases * 1_000_000
    return {
        "threshold": _join(_keys("T", phases)[phase], "-", which.astype("str")),
        "stated_on": _iso(FIRST + (again * 2200 + 120).astype("timedelta64[D]")), "phase": _keys("PH", phases)[phase],
        "title": "Start", "amount": (choose.uniform(0.1, 1.0, len(phase)) * size).astype(np.int64) + 1,
        "currency": "USD", "due_on": due, "components": components,
    }  # fmt: skip
