"""What a planned or recorded change does: to cells, to totals, to gaps. It writes nothing."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import day, days, last_day
from tracker.desk.receipts import Receipt, compare_totals
from tracker.ledger.changes import differs
from tracker.model.gaps import find_gaps
from tracker.model.histories import find_histories
from tracker.model.movements import find_movements
from tracker.tables import TABLES, Tables

FACT_DATES = {"pledges": "status_on", "contributions": "received_on", "budgets": "stated_on", "thresholds": "stated_on"}
"""The date from which a row of money holds."""
OWN = ("reason", "confirmed_on", "source", "note")
"""What each step of a promise has of its own."""


@dataclass(frozen=True)
class CellChange:
    """One cell that differs: its checked value before and after, None where the row was or is not there.

    `action` is added, changed or taken out; `follows` tells a new step of a promise, whose `before` is the step's
    before it.
    """

    action: str
    table: str
    row: int
    key: str
    column: str
    before: object
    after: object
    follows: bool = False


@dataclass(frozen=True)
class Effects:
    """What changes on a date `on`: the as-of date, or the day from which all of it holds where that is later.

    `totals` are the rows of `compare_totals`. `gaps` have a row for each target's headline in the phases that are
    touched, and for each other floor whose gap changes: phase, target, title, counting, is_headline, currency, before
    and after (int hundredths, None where unknown), was_approximate, is_approximate.
    """

    on: date
    totals: list[dict[str, object]] = field(default_factory=list)
    gaps: list[dict[str, object]] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Whether no total and no gap is touched."""
        return not self.totals and not self.gaps


def changed_cells(receipt: Receipt, most: int | None = None) -> list[CellChange]:
    """Every cell that an edit or import changes, by table and row; of more than `most` rows the first."""
    cells: list[CellChange] = []
    left = most
    for name in TABLES:
        if name not in receipt.before or receipt.before[name] is receipt.after.get(name):
            continue
        rows = _changed_rows(receipt.before[name], receipt.after[name])
        for action, number in rows[:left]:
            cells += _row_cells(receipt, name, action, number)
        left = None if left is None else max(left - len(rows), 0)
    return cells


def count_rows(receipt: Receipt) -> int:
    """How many rows an edit or import adds, changes and takes out."""
    return sum(receipt.counts.get(name, 0) for name in ("added", "changed", "retracted"))


def _changed_rows(before: pd.DataFrame, after: pd.DataFrame) -> list[tuple[str, int]]:
    gone = [("taken out", int(row)) for row in before.index[~before.index.isin(after.index)]]
    if after.index[: len(before)].equals(before.index):  # rows were only added or changed: nothing need be looked up
        both, old, new = before.index, before, after.iloc[: len(before)]
    else:
        both = before.index.intersection(after.index)
        old, new = before.loc[both], after.loc[both]
    moved = both[differs(old, new)]
    added = after.index[~after.index.isin(before.index)]
    return [*(("changed", int(row)) for row in moved), *(("added", int(row)) for row in added), *gone]


def _row_cells(receipt: Receipt, name: str, action: str, number: int) -> list[CellChange]:
    before, after = receipt.before[name], receipt.after[name]
    new = after.loc[number] if number in after.index else None
    old = before.loc[number] if number in before.index else None
    follows = False
    if action == "added" and name == "pledges" and new is not None:
        old = _step_before(after, new)
        follows = old is not None
    row = new if new is not None else old
    assert row is not None
    key = " ".join(str(row[column]) for column in TABLES[name].key if row[column])
    values = [
        (column, None if follows and column in OWN else _value(old, column), _value(new, column))
        for column in TABLES[name].names
    ]
    return [
        CellChange(action, name, number, key, column, was, becomes, follows)
        for column, was, becomes in values
        if was != becomes
    ]


def _value(row: pd.Series | None, column: str) -> object:
    """A cell's value; None where there is no row, or nothing in the cell."""
    if row is None or pd.isna(row[column]) or row[column] == "" or row[column] is False or row[column] is np.False_:
        return None
    value = row[column]
    return value.item() if isinstance(value, np.generic) else value


def _step_before(pledges: pd.DataFrame, step: pd.Series) -> pd.Series | None:
    """The step of the same promise that one follows on."""
    own = pledges[(pledges["pledge"] == step["pledge"]).to_numpy()]
    on = days(own["status_on"], "last")
    earlier = own[(on < pd.Timestamp(last_day(str(step["status_on"])))).to_numpy()]
    if not len(earlier):
        return None
    return earlier.iloc[int(days(earlier["status_on"], "last").to_numpy().argmax())]


def holds_from(receipt: Receipt) -> date | None:
    """The newest date among the rows of money that an edit or import changes: from then on all of it holds."""
    newest: list[pd.Timestamp] = []
    for name, column in FACT_DATES.items():
        if name not in receipt.before or receipt.before[name] is receipt.after.get(name):
            continue
        after = receipt.after[name]
        rows = [row for action, row in _changed_rows(receipt.before[name], after) if action != "taken out"]
        on = days(after.loc[rows, column], "last").dropna()
        newest += [on.max()] if len(on) else []
    return max(newest).date() if newest else None


def find_effects(receipt: Receipt, as_of: date) -> Effects:
    """What an edit or import does to totals and gaps; nothing where it is not to be written."""
    if receipt.status not in ("committed", "dry run"):
        return Effects(as_of)
    since = holds_from(receipt)
    on = as_of if since is None or since <= as_of else since
    narrowed = _narrow(receipt)
    histories = [find_histories(tables) for tables in narrowed]
    movements = [find_movements(tables, None, known) for tables, known in zip(narrowed, histories, strict=True)]
    totals = compare_totals(movements[0], movements[1])
    touched = {str(row["phase"]) for row in totals} | _phases_of_targets(receipt)
    if not touched:
        return Effects(on)
    before, after = (
        find_gaps(tables, known, moved, day(on))
        for tables, known, moved in zip(narrowed, histories, movements, strict=True)
    )
    return Effects(on, totals, _compare_gaps(before, after, touched))


def _narrow(receipt: Receipt) -> tuple[Tables, Tables]:
    """Both tables with only the money that the change can touch, so that a form need not follow a whole ledger.

    Every phase that a changed promise or payment was ever for comes whole. A change of rates, phases or initiatives
    can touch everything.
    """
    both = (receipt.before, receipt.after)
    moved = [name for name in TABLES if name in both[0] and both[0][name] is not both[1].get(name)]
    if not {*moved} <= {*FACT_DATES, "instalments", "donors", "events", "sources"}:
        return both
    phases: set[str] = set()
    promises: set[str] = set()
    for name in ({*FACT_DATES, "instalments"}) & {*moved}:
        changed = {row for _, row in _changed_rows(both[0][name], both[1][name])}
        for tables in both:
            rows = tables[name][tables[name].index.isin(changed)]
            phases |= set(rows["phase"]) if "phase" in rows.columns else set()
            promises |= set(rows["pledge"]) - {""} if "pledge" in rows.columns else set()
    for tables in both:
        pledges = tables["pledges"]
        phases |= set(pledges.loc[pledges["pledge"].isin(promises).to_numpy(), "phase"])
    return _of_phases(both[0], phases), _of_phases(both[1], phases)


def _of_phases(tables: Tables, phases: set[str]) -> Tables:
    pledges, cash = tables["pledges"], tables["contributions"]
    keys = pledges.loc[pledges["phase"].isin(phases).to_numpy(), "pledge"]
    is_own = (cash["phase"].isin(phases) | cash["pledge"].isin(keys)).to_numpy()
    keys = pd.concat([keys, cash.loc[is_own, "pledge"]])
    is_own = is_own | (cash["pledge"].isin(keys) & (cash["pledge"] != "")).to_numpy()
    return {**tables, "pledges": pledges[pledges["pledge"].isin(keys).to_numpy()], "contributions": cash[is_own]}


def _compare_gaps(before: pd.DataFrame, after: pd.DataFrame, touched: set[str]) -> list[dict[str, object]]:
    keys = ["phase", "target", "counting"]
    before, after = (frame.set_index(keys) for frame in (before, after))
    rows: list[dict[str, object]] = []
    for phase, target, counting in after.index.union(before.index, sort=False):
        if phase not in touched:
            continue
        old, new = (_find(frame, (phase, target, counting)) for frame in (before, after))
        known = new if new is not None else old
        assert known is not None
        was, becomes = (None if one is None or pd.isna(one["gap"]) else int(one["gap"]) for one in (old, new))
        if was == becomes and not known["is_headline"]:
            continue
        rows.append({
            "phase": phase, "target": target, "title": known["title"], "counting": counting,
            "is_headline": bool(known["is_headline"]), "currency": known["currency"], "before": was, "after": becomes,
            "was_approximate": old is not None and bool(old["approximate"]),
            "is_approximate": new is not None and bool(new["approximate"]),
        })  # fmt: skip
    return sorted(
        rows,
        key=lambda row: (row["phase"], row["target"] == terms.REQUIREMENT, row["target"], not row["is_headline"],
                         terms.RANK[str(row["counting"])]),
    )  # fmt: skip


def _find(frame: pd.DataFrame, key: tuple[str, str, str]) -> pd.Series | None:
    return frame.loc[key] if key in frame.index else None


def _phases_of_targets(receipt: Receipt) -> set[str]:
    """The phases whose thresholds change: no movement tells of these."""
    found: set[str] = set()
    for tables, other in ((receipt.before, receipt.after), (receipt.after, receipt.before)):
        if "thresholds" in tables and tables["thresholds"] is not other.get("thresholds"):
            own, others = tables["thresholds"], other["thresholds"]
            rows = [row for _, row in _changed_rows(others, own) if row in own.index]
            found |= set(own.loc[rows, "phase"])
    return found
