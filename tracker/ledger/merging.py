"""What a file changes in a ledger that may have moved on since the file was made. It reads and writes nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tracker.ledger.changes import Changes, differs, find_by_key
from tracker.tables import TABLES, Tables


@dataclass(frozen=True)
class Edit:
    """One row of a file against the ledger.

    `at` is the row of the file, `row` the ledger's (None for a new row); `fields` holds, for each column that
    differs, the ledger's value and the file's. `action` is added, changed or conflict.
    """

    table: str
    at: int
    row: int | None
    action: str
    key: str = ""
    fields: Mapping[str, tuple[object, object]] = field(default_factory=dict)


@dataclass(frozen=True)
class Merge:
    """What to write, what every row comes to, and how many rows say what the ledger says."""

    changes: Changes
    edits: list[Edit]
    unchanged: int
    strangers: dict[str, list[int]]
    """Rows of the file, by table, whose row number the ledger never gave."""
    is_whole: bool = True
    """Whether every row of the file will stand as the file has it."""

    def count(self, action: str) -> int:
        """How many rows of the file came to this."""
        return sum(edit.action == action for edit in self.edits)


def merge_tables(
    base: Tables,
    ours: Tables,
    theirs: Tables,
    numbers: Mapping[str, np.ndarray],
    *,
    take_file: bool = False,
    guarded: Collection[str] = (),
) -> Merge:
    """Compare a file's tables with the ledger's, row by row.

    In: `base`, the tables as they stood when the file was made (for a file of elsewhere: `ours`); `ours`, as they
    stand; `theirs`, the file's, checked, indexed by the file's rows; `numbers`, the ledger's row number of each, 0
    where it has none: such a row is found by its key. A row that both sides changed, to different things, is a
    conflict, and is written only where `take_file` says so. In `guarded` tables every row that differs from the
    ledger's is one. Rows missing from the file are told in `changes.missing`, and stay.
    """
    added: dict[str, pd.DataFrame] = {}
    changed: dict[str, pd.DataFrame] = {}
    missing: dict[str, list[int]] = {}
    strangers: dict[str, list[int]] = {}
    edits: list[Edit] = []
    unchanged = 0
    is_whole = True
    for name, new in theirs.items():
        found = _match(name, base[name], ours[name], new, numbers[name])
        is_known = np.isin(found, base[name].index) | np.isin(found, ours[name].index)
        if ((found > 0) & ~is_known).any():
            strangers[name] = [int(row) for row in new.index[(found > 0) & ~is_known]]
        is_added = found == 0
        verdict = _judge(base[name], ours[name], new, found, is_known)
        if name in guarded:
            verdict[verdict == "changed"] = "conflict"
        is_whole &= bool(np.isin(verdict, ["added", "changed", "as ours"]).all())
        verdict[(verdict == "as ours") | (verdict == "as base")] = "unchanged"
        taken = verdict == "changed"
        if take_file:
            taken |= (verdict == "conflict") & np.isin(found, ours[name].index)
        edits += _edits(name, ours[name], new, found, verdict)
        unchanged += int((verdict == "unchanged").sum())
        if is_added.any():
            added[name] = new[is_added]
        if taken.any():
            changed[name] = new[taken].set_axis(pd.Index(found[taken], name="row")).sort_index()
        gone = ours[name].index[ours[name].index.isin(base[name].index) & ~ours[name].index.isin(found)]
        if len(gone):
            missing[name] = [int(row) for row in gone]
    return Merge(Changes(added=added, changed=changed, missing=missing), edits, unchanged, strangers, is_whole)


def _match(name: str, base: pd.DataFrame, ours: pd.DataFrame, new: pd.DataFrame, numbers: np.ndarray) -> np.ndarray:
    """The ledger's number of each row of the file, by number, else by key; 0 for a new row."""
    found = numbers.astype(np.int64, copy=True)
    is_open = found <= 0
    for known in (base, ours):
        free = known[~known.index.isin(found)]
        found[is_open] = find_by_key(TABLES[name], free, new[is_open])
        is_open = found <= 0
    return found


def _judge(
    base: pd.DataFrame, ours: pd.DataFrame, new: pd.DataFrame, found: np.ndarray, is_known: np.ndarray
) -> np.ndarray:
    in_base, in_ours = np.isin(found, base.index), np.isin(found, ours.index)
    is_as_base, is_as_ours, has_moved = (np.zeros(len(new), dtype=bool) for _ in range(3))
    is_as_base[in_base] = ~differs(base.loc[found[in_base]], new[in_base])
    is_as_ours[in_ours] = ~differs(ours.loc[found[in_ours]], new[in_ours])
    both = in_base & in_ours
    has_moved[both] = differs(base.loc[found[both]], ours.loc[found[both]])
    has_moved |= is_known & ~both
    choices = [found == 0, ~is_known, is_as_ours, is_as_base, ~has_moved]
    return np.select(choices, ["added", "stranger", "as ours", "as base", "changed"], default="conflict").astype(object)


def _edits(name: str, ours: pd.DataFrame, new: pd.DataFrame, found: np.ndarray, verdict: np.ndarray) -> list[Edit]:
    # Column by column: a row at a time takes a minute for 100,000 rows on a busy machine.
    at = np.flatnonzero(np.isin(verdict, ["added", "changed", "conflict"]))
    rows, told = new.index[at].tolist(), [str(one) for one in verdict[at]]
    numbers = [int(row) or None for row in found[at]]
    key = [[str(value) if value else "" for value in new[column].iloc[at]] for column in TABLES[name].key]
    keys = [" ".join(filter(None, parts)) for parts in zip(*key, strict=True)] if len(at) else []
    fields: list[dict[str, tuple[object, object]]] = [{} for _ in at]
    stands = np.flatnonzero(np.isin(found[at], ours.index) & (found[at] > 0))
    if len(stands):
        before, after = ours.loc[found[at][stands]], new.iloc[at[stands]]
        for column in new.columns:
            pairs = zip(stands.tolist(), before[column], after[column], strict=True)
            for position, was, becomes in pairs:
                if not _equal(was, becomes):
                    fields[position][column] = (was, becomes)
    return [
        Edit(name, row, number, action, text, held)
        for row, number, action, text, held in zip(rows, numbers, told, keys, fields, strict=True)
    ]


def _equal(one: object, other: object) -> bool:
    if pd.isna(one) or pd.isna(other):
        return bool(pd.isna(one) and pd.isna(other))
    return bool(one == other)


def apply_changes(tables: Tables, changes: Changes) -> dict[str, pd.DataFrame]:
    """The tables as they would stand; new rows carry negative numbers."""
    result = dict(tables)
    fresh = 0
    for name in TABLES:
        frame = result[name]
        gone = changes.retracted.get(name, [])
        if gone:
            frame = frame[~frame.index.isin(gone)]
        if name in changes.changed:
            new = changes.changed[name]
            frame = pd.concat([frame[~frame.index.isin(new.index)], new[frame.columns]]).sort_index()
        if name in changes.restored:
            frame = pd.concat([frame, changes.restored[name][frame.columns]]).sort_index()
        if name in changes.added:
            new = changes.added[name][frame.columns]
            numbers = pd.RangeIndex(-fresh - 1, -fresh - len(new) - 1, -1)
            fresh += len(new)
            frame = pd.concat([frame, new.set_axis(numbers)])
        result[name] = frame
    return result
