"""What differs between the ledger's tables and tables that somebody gives. It reads and writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from tracker.ledger.errors import LedgerError
from tracker.ledger.schema import KEPT
from tracker.tables import TABLES, Table, Tables


@dataclass(frozen=True)
class Changes:
    """What a changeset is to write, by table.

    `added` are checked frames whose index means nothing; `changed` are checked frames of whole rows, indexed
    by the ledger's row numbers; `retracted` are row numbers; `restored` are whole rows that were retracted, by
    their numbers. `missing` are the numbers of rows that stand in
    the ledger and were not given: they are told, and stay.
    """

    added: Tables = field(default_factory=dict)
    changed: Tables = field(default_factory=dict)
    retracted: Mapping[str, list[int]] = field(default_factory=dict)
    missing: Mapping[str, list[int]] = field(default_factory=dict)
    restored: Tables = field(default_factory=dict)

    def __post_init__(self) -> None:
        for parts in self._parts:
            _refuse_unknown(parts)

    @property
    def _parts(self) -> tuple[Mapping[str, pd.DataFrame] | Mapping[str, list[int]], ...]:
        return (self.added, self.changed, self.retracted, self.restored)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not any(len(part) for parts in self._parts for part in parts.values())

    @property
    def tables(self) -> list[str]:
        """The tables of which something is written."""
        return [name for name in KEPT if any(len(parts.get(name, ())) for parts in self._parts)]

    def retract_missing(self) -> "Changes":
        """The same changes, with the missing rows retracted."""
        names = [name for name in TABLES if name in self.retracted or name in self.missing]
        both = {name: [*self.retracted.get(name, []), *self.missing.get(name, [])] for name in names}
        return replace(self, retracted=both, missing={})


def difference(old: Tables, new: Tables, *, by: Literal["row", "key"]) -> Changes:
    """What has to be written so that the ledger's tables hold what the given ones do.

    In: `old` as the ledger gives it; `new` checked. A table that `new` lacks is left as it is. By `row`, the
    index of `new` holds the ledger's row numbers; a row whose number is missing or below 1 is matched by its
    key, among the rows that no number claims. By `key`, the index of `new` means nothing. Out: only tables in
    which something differs; a row equal in every field does not. A row number that does not stand in `old`,
    or stands twice in `new`, is a LedgerError.
    """
    _refuse_unknown(new)
    numbers = {name: _row_numbers(new[name].index, by) for name in TABLES if name in new}
    _refuse_strangers(old, numbers)
    parts = {name: _compare(TABLES[name], old[name], new[name], given) for name, given in numbers.items()}
    return Changes(
        added={name: part.added for name, part in parts.items() if len(part.added)},
        changed={name: part.changed for name, part in parts.items() if len(part.changed)},
        missing={name: part.missing for name, part in parts.items() if part.missing},
    )


def _refuse_unknown(names: Iterable[str]) -> None:
    unknown = [name for name in names if name not in KEPT]
    if unknown:
        raise KeyError(f"not a table: {', '.join(unknown)}")


def _row_numbers(index: pd.Index, by: str) -> np.ndarray:
    """Each given row's number in the ledger, 0 where it has none."""
    if by == "key":
        return np.zeros(len(index), dtype=np.int64)
    numbers = pd.to_numeric(pd.Series(index)).fillna(0).to_numpy(dtype=np.int64)
    return np.maximum(numbers, 0)


def _refuse_strangers(old: Tables, numbers: Mapping[str, np.ndarray]) -> None:
    faults = []
    for name, given in numbers.items():
        named = pd.Index(given[given > 0])
        faults += [f"{name} row {row} does not stand in the ledger" for row in named.difference(old[name].index)]
        faults += [f"{name} row {row} is given twice" for row in named[named.duplicated()].unique()]
    if faults:
        remedy = "leave the row number of a new row blank, and take the others from a fresh export of this ledger"
        raise LedgerError(f"{'; '.join(faults)}: {remedy}")


class _Parts(NamedTuple):
    added: pd.DataFrame
    changed: pd.DataFrame
    missing: list[int]


def _compare(table: Table, old: pd.DataFrame, new: pd.DataFrame, numbers: np.ndarray) -> _Parts:
    is_free = ~old.index.isin(numbers)
    is_numberless = numbers == 0
    numbers = numbers.copy()
    numbers[is_numberless] = find_by_key(table, old[is_free], new[is_numberless])
    matched = new[numbers > 0].set_axis(pd.Index(numbers[numbers > 0], name="row"))
    changed = matched[differs(old.loc[matched.index], matched)].sort_index()
    missing = old.index[~old.index.isin(numbers)].tolist()
    return _Parts(new[numbers == 0], changed, missing)


def find_by_key(table: Table, old: pd.DataFrame, new: pd.DataFrame) -> np.ndarray:
    """The number of the row of `old` with the key of each row of `new`, 0 where there is none."""
    known = pd.MultiIndex.from_frame(old[table.key])
    is_first = ~known.duplicated()
    positions = known[is_first].get_indexer(pd.MultiIndex.from_frame(new[table.key]))
    numbers = np.append(old.index.to_numpy(dtype=np.int64)[is_first], 0)
    return numbers[positions]


def differs(old: pd.DataFrame, new: pd.DataFrame) -> np.ndarray:
    """Whether any field differs, for each row of two checked frames in one order; blank equals blank."""
    is_different = np.zeros(len(new), dtype=bool)
    for name in new.columns:
        before, after = old[name].array, new[name].array
        is_equal = np.asarray(pd.array(before == after, dtype="boolean").fillna(False), dtype=bool)
        is_different |= ~(is_equal | (np.asarray(pd.isna(before)) & np.asarray(pd.isna(after))))
    return is_different
