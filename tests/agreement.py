"""Holds the model's figures beside the reference's, for one ledger or many; says where they differ."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

import tests.reference as reference
from tests.tables import follow
from tracker import terms
from tracker.model.dues import DUES_KEY, find_dues
from tracker.model.gaps import GAPS_KEY, find_gaps
from tracker.model.histories import Histories
from tracker.model.history import BRIDGE_KEY, TIMELINE_KEY, find_bridge, find_timeline
from tracker.model.movements import revalue_promises
from tracker.model.position import POSITION_KEY, find_position
from tracker.tables import Tables

WORLDS = ["amount", "low", "high"]
MOVEMENT_KEY = [
    "day", "phase", "donor", "pledge", "contribution", "component", "form", "kind", "rung", "currency",
]  # fmt: skip
UNCONVERTED_KEY = ["phase", "rung", "form", "component", "original_currency"]
GAP_FIELDS = (
    "currency", "required", "counted", "low", "high", "approximate", "undated", "late", "excluded",
    "unconverted", "coverage", "gap", "surplus", "is_headline",
)  # fmt: skip
DUES_FIELDS = ("amount", "currency", "fulfilled", "overdue", "days_overdue")

Figures = Mapping[tuple[Any, ...], Any]


class Agreement:
    """The figures of some tables, by the model once as a whole and by the reference ledger by ledger.

    `prefixes` begin the keys of ledgers that share nothing but rates; without any, the tables are one ledger.
    Whatever differs is an AssertionError that names the prefix, the date, and the first key with both values.
    """

    def __init__(self, tables: Tables, prefixes: Sequence[str] = ("",), currency: str | None = None) -> None:
        book = reference.read(tables)
        if currency is not None:
            book = reference.in_currency(book, currency)
        self.books = [reference.part_of(book, prefix) for prefix in prefixes]
        self.prefixes = prefixes
        self.tables, self.currency = tables, currency
        self.histories: Histories
        self.movements: pd.DataFrame
        self.histories, self.movements = follow(tables, currency)

    def hold(self, what: str, ours: Figures, theirs: Callable[[reference.Book], Figures]) -> None:
        """Assert that figures are the same."""
        expected: dict[tuple[Any, ...], Any] = {}
        for book in self.books:
            expected |= theirs(book)
        if ours == expected:
            return
        keys = sorted((key for key in {*ours, *expected} if ours.get(key) != expected.get(key)), key=repr)
        key = keys[0]
        ledger = next(prefix for prefix in self.prefixes if any(str(part).startswith(prefix) for part in key if part))
        raise AssertionError(
            f"{what}, in {self.currency or 'its own currency'}: {len(keys)} differ; '{ledger}', {key}\n"
            f"    model     {ours.get(key, 'nothing')}\n    reference {expected.get(key, 'nothing')}"
        )

    def hold_movements(self) -> None:
        """Every movement, summed by all that names it."""
        self.hold(
            "movements",
            movement_sums(self.movements),
            lambda book: reference.total(reference.movements(book), *MOVEMENT_KEY),
        )

    def hold_day(self, day: date, rates_at: str = "step") -> None:
        """Position, money without a rate, and gaps on a day."""
        at, told = np.datetime64(day, "s"), f"on {day}, rates at {rates_at}"
        movements = self.movements
        if rates_at == "as_of":
            revalued = revalue_promises(self.histories, self.tables, at)
            movements = pd.concat([movements, revalued], ignore_index=True)
        self.hold(
            f"position {told}",
            position_of(find_position(movements, at)),
            lambda book: reference.position(book, day, rates_at),
        )
        stands = (movements["day"] <= at) & (movements["rung"] != terms.REQUIREMENT)
        hidden = movements[stands.to_numpy()].groupby(UNCONVERTED_KEY)["unconverted"].sum()
        self.hold(
            f"money without a rate {told}",
            {key: int(value) for key, value in hidden[hidden != 0].items()},
            lambda book: reference.unconverted(book, day, rates_at),
        )
        gaps = find_gaps(self.tables, self.histories, self.movements, at, currency=self.currency, rates_at=rates_at)
        self.hold(
            f"gaps {told}",
            keyed(gaps, GAPS_KEY, GAP_FIELDS),
            lambda book: {
                key: {name: row[name] for name in GAP_FIELDS}
                for key, row in reference.gaps(book, day, rates_at).items()
            },
        )

    def hold_dues(self, day: date) -> None:
        """What is due and overdue on a day."""
        dues = find_dues(self.tables, self.histories, np.datetime64(day, "s"))
        self.hold(f"dues on {day}", keyed(dues, DUES_KEY, DUES_FIELDS), lambda book: reference.dues(book, day))

    def hold_bridge(self, start: date, end: date) -> None:
        """What changed between two days."""
        bridge = find_bridge(self.movements, np.datetime64(start, "s"), np.datetime64(end, "s"))
        bridge = bridge[bridge["amount"] != 0]
        ours = {key: row["amount"] for key, row in keyed(bridge, BRIDGE_KEY, ("amount",)).items()}
        self.hold(f"bridge from {start} to {end}", ours, lambda book: reference.bridge(book, start, end))

    def hold_timeline(self, day: date, by: str) -> None:
        """What stood at the end of every period up to a day; the last period ends on the day."""
        timeline = find_timeline(self.movements, np.datetime64(day, "s"), by)
        timeline = timeline[(timeline["rung"] != terms.REQUIREMENT).to_numpy()]
        ends = [end.date() for end in timeline["period_end"].drop_duplicates()]
        timeline = timeline[(timeline[WORLDS] != 0).any(axis=1)]
        ours = {
            (phase, end.date(), rung, form): tuple(row.values())
            for (phase, end, rung, form), row in keyed(timeline, TIMELINE_KEY, tuple(WORLDS)).items()
        }

        def theirs(book: reference.Book) -> Figures:
            rows = [
                {
                    "phase": key[1],
                    "end": end,
                    "rung": key[3],
                    "form": key[4],
                    **dict(zip(WORLDS, value, strict=False)),
                }
                for end in ends
                for key, value in reference.position(book, min(end, day)).items()
            ]
            return reference.total(rows, "phase", "end", "rung", "form")

        self.hold(f"timeline by {by} to {day}", ours, theirs)


def compare(tables: Tables, days: Sequence[date], prefixes: Sequence[str] = ("",), currency: str | None = None) -> None:
    """Assert that every figure of both is the same to the cent, on each of some days."""
    both = Agreement(tables, prefixes, currency)
    both.hold_movements()
    for day in days:
        both.hold_day(day)
        both.hold_day(day, "as_of")
        both.hold_dues(day)
    for start, end in pairwise(days):
        both.hold_bridge(start, end)
    both.hold_timeline(days[-1], "quarter")


def movement_sums(movements: pd.DataFrame) -> dict[tuple[Any, ...], tuple[int, int, int]]:
    """Movements summed by all that names them, in the form of `reference.total`."""
    sums = movements.assign(day=movements["day"].dt.date).groupby(MOVEMENT_KEY)[WORLDS].sum()
    sums = sums[(sums != 0).any(axis=1)]
    return {key: tuple(int(v) for v in row) for key, row in zip(sums.index, sums.to_numpy(), strict=True)}


def position_of(position: pd.DataFrame) -> dict[tuple[str, ...], tuple[int, int, int, bool]]:
    """A position in the reference's form; what is worth nothing is left out."""
    some = position[(position[WORLDS] != 0).any(axis=1)]
    rows = keyed(some, POSITION_KEY, (*WORLDS, "approximate"))
    return {key: tuple(row.values()) for key, row in rows.items()}


def keyed(frame: pd.DataFrame, key: list[str], fields: tuple[str, ...]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Rows by key, with missing values as None."""
    columns = {name: frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in fields}
    keys = zip(*(frame[name].tolist() for name in key), strict=True)
    rows = zip(*columns.values(), strict=True)
    return {one: dict(zip(fields, row, strict=True)) for one, row in zip(keys, rows, strict=True)}
