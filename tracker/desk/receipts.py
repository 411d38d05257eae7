"""What came, or would come, of bringing rows in: counts, and every cell before and after. It writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from tracker import terms
from tracker.ledger import Changeset
from tracker.model.codes import as_texts
from tracker.model.movements import find_movements
from tracker.money import format_amount
from tracker.problems import Problem
from tracker.tables import Tables

RECEIPT_COLUMNS = ("action", "table", "sheet", "cell", "at", "row", "key", "column", "before", "after")


@dataclass(frozen=True)
class Receipt:
    """What an import or an edit did, or would do.

    `status` is committed, nothing to do, dry run, conflict or refused. `lines` say every added, changed and
    conflicting row with its cell, before and after; `missing` are the keys of rows that the file lacks; `after` are the
    tables as they stand then (of a dry run: would stand).
    """

    status: str
    changeset: Changeset | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    lines: list[dict[str, object]] = field(default_factory=list)
    missing: list[dict[str, object]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    before: Tables = field(default_factory=dict)
    after: Tables = field(default_factory=dict)

    def ended(self, status: str, changeset: Changeset | None = None) -> "Receipt":
        """The same receipt, with what came of it."""
        return replace(self, status=status, changeset=changeset)

    @property
    def conflicts(self) -> list[dict[str, object]]:
        """The rows that somebody else changed meanwhile: in each field the ledger's value, and the one given."""
        return [line for line in self.lines if line["action"] == "conflict"]

    def as_row(self) -> dict[str, object]:
        """The receipt as the command line's JSON gives it."""
        return {
            "status": self.status,
            "changeset": self.changeset.number if self.changeset else None,
            **{name: self.counts.get(name, 0) for name in ("added", "changed", "missing", "retracted", "unchanged")},
            "conflicts": self.conflicts,
            "problems": [problem.as_row() for problem in self.problems],
        }


def receipt_rows(receipt: Receipt) -> list[dict[str, object]]:
    """The receipt as rows: one for each cell that differs, one for each new or missing row."""
    rows: list[dict[str, object]] = []
    for line in receipt.lines:
        fields: list[dict[str, object]] = line["fields"] or [dict.fromkeys(("cell", "column", "before", "after"))]  # type: ignore[assignment]
        rows += [{name: {**line, **one}.get(name) for name in RECEIPT_COLUMNS} for one in fields]
    rows += [
        {**dict.fromkeys(RECEIPT_COLUMNS), **line, "action": "missing", "sheet": line["table"]}
        for line in receipt.missing
    ]
    return rows


def total_rows(receipt: Receipt) -> list[dict[str, object]]:
    """The totals that an import changes, all dates together, a row each.

    Out: phase, rung (or `requirement`), currency, before and after (int hundredths), by phase and ladder.
    """
    if receipt.status not in ("committed", "dry run"):
        return []
    return compare_totals(find_movements(receipt.before), find_movements(receipt.after))


def compare_totals(before: pd.DataFrame, after: pd.DataFrame) -> list[dict[str, object]]:
    """The same of the movements before and after."""
    by = ["phase", "rung", "currency"]
    sums = [
        as_texts(movements.groupby(by, as_index=False)["amount"].sum()).set_index(by)["amount"]
        for movements in (before, after)
    ]
    every = sums[0].index.union(sums[1].index)
    olds, news = (one.reindex(every, fill_value=0) for one in sums)
    rows: list[dict[str, object]] = [
        {"phase": phase, "rung": rung, "currency": currency, "before": int(old), "after": int(new)}
        for (phase, rung, currency), old, new in zip(every, olds, news, strict=True)
        if old != new
    ]
    return sorted(rows, key=lambda row: (row["phase"], terms.RANK.get(str(row["rung"]), -1)))


def total_lines(receipt: Receipt) -> list[tuple[str, str, str]]:
    """The totals that an import changes: each phase's money by rung, all dates together, before and after."""
    return [
        (
            f"{row['phase']}, {_rung_words(str(row['rung']))}, {row['currency']}",
            format_amount(int(row["before"])),  # type: ignore[call-overload]
            format_amount(int(row["after"])),  # type: ignore[call-overload]
        )
        for row in total_rows(receipt)
    ]


def _rung_words(rung: str) -> str:
    return terms.RUNG[rung].label.lower() if rung in terms.RUNG else rung
