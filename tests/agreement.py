"""Holds the model's figures beside the reference's, for one set of tables; says where they differ."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

import tests.reference as reference
from tracker import terms
from tracker.model.dues import DUES_KEY, find_dues
from tracker.model.gaps import GAPS_KEY, find_gaps
from tracker.model.histories import find_histories
from tracker.model.history import BRIDGE_KEY, find_bridge
from tracker.model.movements import find_movements
from tracker.model.position import POSITION_KEY, find_position

WORLDS = ["amount", "low", "high"]
MOVEMENT_KEY = ["day", "phase", "donor", "pledge", "contribution", "component", "form", "kind", "rung", "currency"]
GAP_FIELDS = ("currency", "counted", "low", "high", "approximate", "undated", "late", "is_headline")


def compare(tables: dict[str, pd.DataFrame], days: list[date]) -> None:
    """Assert that every figure of both is the same to the cent, on each of some days."""
    histories = find_histories(tables)
    movements = find_movements(tables, histories=histories)
    assert movement_sums(movements) == reference.total(reference.movements(tables), *MOVEMENT_KEY)
    for day in days:
        at = np.datetime64(day, "s")
        position = find_position(movements, at)
        assert position_of(position) == reference.position(tables, day), day
        by = ["phase", "rung", "form", "component", "original_currency"]
        hidden = movements[(movements["day"] <= at).to_numpy() & (movements["rung"] != terms.REQUIREMENT).to_numpy()]
        sums = hidden.groupby(by)["unconverted"].sum()
        assert {key: int(value) for key, value in sums[sums != 0].items()} == reference.unconverted(tables, day), day
        assert_gaps(find_gaps(tables, histories, movements, at), reference.gaps(tables, day))
        dues = find_dues(tables, histories, at)
        fields = ("amount", "currency", "fulfilled", "overdue", "days_overdue")
        assert keyed(dues, DUES_KEY, fields) == reference.dues(tables, day), day
    for start, end in zip(days, days[1:], strict=False):
        bridge = find_bridge(movements, np.datetime64(start, "s"), np.datetime64(end, "s"))
        bridge = bridge[bridge["amount"] != 0]
        ours = {key: value["amount"] for key, value in keyed(bridge, BRIDGE_KEY, ("amount",)).items()}
        assert ours == reference.bridge(tables, start, end), (start, end)


def movement_sums(movements: pd.DataFrame) -> dict[tuple[Any, ...], tuple[int, int, int]]:
    """Movements of money, summed by all that names them, in the form of `reference.total`."""
    sums = movements.assign(day=movements["day"].dt.date).groupby(MOVEMENT_KEY)[WORLDS].sum()
    sums = sums[(sums != 0).any(axis=1)]
    return {key: tuple(int(v) for v in row) for key, row in zip(sums.index, sums.to_numpy(), strict=True)}


def position_of(position: pd.DataFrame) -> dict[tuple[str, ...], tuple[int, int, int, bool]]:
    """A position in the reference's form; what is worth nothing is left out."""
    some = position[(position[WORLDS] != 0).any(axis=1)]
    return {
        tuple(row[name] for name in POSITION_KEY): (row["amount"], row["low"], row["high"], row["approximate"])
        for row in some.to_dict("records")
    }


def keyed(frame: pd.DataFrame, key: list[str], fields: tuple[str, ...]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Rows by key, with missing values as None."""
    return {
        tuple(row[name] for name in key): {name: None if pd.isna(row[name]) else row[name] for name in fields}
        for row in frame.to_dict("records")
    }


def assert_gaps(gaps: pd.DataFrame, expected: dict[tuple[str, ...], dict[str, Any]]) -> None:
    """Every field of every target and floor is the reference's."""
    fields = (*GAP_FIELDS, "required", "gap", "surplus", "excluded", "coverage")
    ours = keyed(gaps, GAPS_KEY, fields)
    assert ours.keys() == expected.keys()
    for key, row in ours.items():
        other = expected[key]
        coverage, theirs = row.pop("coverage"), other["coverage"]
        assert (coverage is None) == (theirs is None), key
        assert coverage is None or abs(coverage - theirs) < 1e-12, key
        row["cannot_count"] = row.pop("excluded")
        assert row == {name: other[name] for name in row}, key
