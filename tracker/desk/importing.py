"""Bringing a file in: checked with what the ledger holds, merged, and committed whole or not at all."""

import hashlib
from collections.abc import Mapping as Named
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from tracker import terms
from tracker.checks import Checked, check
from tracker.exchange.reading import Reading
from tracker.ledger import Changeset, Ledger
from tracker.ledger.changes import find_by_key
from tracker.ledger.merging import Edit, Merge, apply_changes, merge_tables
from tracker.model.movements import find_movements
from tracker.money import format_amount, format_number
from tracker.problems import Problem, errors
from tracker.tables import TABLES, Tables
from tracker.values import write_column


@dataclass(frozen=True)
class Receipt:
    """What an import did, or would do.

    `status` is committed, nothing to do, dry run or refused. `lines` say every added, changed and conflicting row
    with its cell, before and after; `missing` are the keys of rows that the file lacks; `after` are the tables as
    they stand then (of a dry run: would stand).
    """

    status: str
    changeset: Changeset | None = None
    counts: Named[str, int] = field(default_factory=dict)
    lines: list[dict[str, object]] = field(default_factory=list)
    missing: list[dict[str, object]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    before: Tables = field(default_factory=dict)
    after: Tables = field(default_factory=dict)

    def as_row(self) -> dict[str, object]:
        """The receipt as the command line's JSON gives it."""
        return {
            "status": self.status,
            "changeset": self.changeset.number if self.changeset else None,
            **{name: self.counts.get(name, 0) for name in ("added", "changed", "missing", "retracted", "unchanged")},
            "conflicts": [line for line in self.lines if line["action"] == "conflict"],
            "problems": [problem.as_row() for problem in self.problems],
        }


def import_reading(
    ledger: Ledger,
    reading: Reading,
    *,
    origin: str,
    author: str,
    message: str,
    now: datetime,
    dry_run: bool = False,
    take_file: bool = False,
    retract_missing: bool = False,
) -> Receipt:
    """Merge what was read from a file into a ledger, as one changeset or none.

    Rows missing from the file stay unless `retract_missing`; rows that were changed in the ledger since the file was
    made stay as they are unless `take_file`. Any error keeps the whole file out.
    """
    remarks = list(reading.remarks)
    if reading.audience == "partners":
        message = "this workbook was made for partners and lacks what they may not see"
        problem = Problem("", message, "export one for internal use, and edit that")
        return Receipt("refused", problems=[problem], remarks=remarks)
    ours = ledger.read()
    head = ledger.head()
    is_own = reading.ledger == ledger.id and reading.changeset is not None
    base = ours
    if is_own and head and reading.changeset is not None and reading.changeset < head.number:
        base = ledger.read(reading.changeset)
    if reading.ledger and not is_own:
        remarks.append("The file was made from another ledger: its row numbers mean nothing here; rows match by key.")
    checked, numbers = check_against(reading, ours, is_own=is_own)
    if not checked.is_sound:
        return Receipt("refused", problems=checked.problems, remarks=remarks)
    merge = merge_tables(base, ours, checked.tables, numbers, take_file=take_file)
    if merge.strangers:
        return Receipt("refused", problems=[*_stranger_problems(reading, merge), *checked.problems], remarks=remarks)
    changes = merge.changes.retract_missing() if retract_missing else merge.changes
    after = apply_changes(ours, changes)
    final = check(after)
    problems = checked.problems
    if errors(final.problems):
        return Receipt("refused", problems=[*checked.problems, *errors(final.problems)], remarks=remarks)
    counts = {
        "added": merge.count("added"),
        "changed": sum(len(frame) for frame in changes.changed.values()),
        "missing": sum(len(rows) for rows in merge.changes.missing.values()),
        "retracted": sum(len(rows) for rows in changes.retracted.values()),
        "unchanged": merge.unchanged,
    }
    receipt = Receipt(
        "nothing to do", None, counts, [_line(reading, edit) for edit in merge.edits],
        _missing_lines(ours, merge), problems, remarks, ours, after,
    )  # fmt: skip
    if changes.is_empty:
        return receipt
    if dry_run:
        return _with(receipt, "dry run", None)
    changeset = ledger.commit(changes, author=author, message=message, now=now, origin=origin)
    return _with(receipt, "committed", changeset)


def _with(receipt: Receipt, status: str, changeset: Changeset | None) -> Receipt:
    values = {name: getattr(receipt, name) for name in receipt.__dataclass_fields__}
    return Receipt(**{**values, "status": status, "changeset": changeset})


def check_against(reading: Reading, ours: Tables, *, is_own: bool) -> tuple[Checked, dict[str, np.ndarray]]:
    """Check a file's tables together with the ledger's rows that it does not speak of.

    Out: the file's tables, checked, indexed by the file's rows, with all problems of the file's own rows located; and
    the ledger's row number of each row (0 where it has none).
    """
    raw: dict[str, pd.DataFrame] = dict(ours)
    numbers: dict[str, np.ndarray] = {}
    for name, frame in reading.frames.items():
        if name not in TABLES:
            raw[name] = frame
            continue
        given = reading.numbers.get(name) if is_own else None
        own = np.zeros(len(frame), dtype=np.int64)
        if given is not None:
            own = pd.to_numeric(given, errors="coerce").fillna(0).to_numpy(dtype=np.int64)
        numbers[name] = own
        rest = ours[name][~ours[name].index.isin(own)]
        rest = rest[~_has_key_of(name, rest, frame)]
        texts = pd.DataFrame({column.name: write_column(rest[column.name], column) for column in TABLES[name].columns})
        texts.index = pd.Index(-rest.index.to_numpy(dtype=np.int64), dtype="int64")
        shared = [column for column in texts.columns if column in frame.columns]
        raw[name] = pd.concat([frame, texts[shared]]) if len(texts) else frame
    checked = check(raw)
    problems = reading.news([problem for problem in checked.problems if _is_of_file(problem, reading)])
    theirs = {
        name: checked.tables[name][checked.tables[name].index.isin(frame.index)]
        for name, frame in reading.frames.items()
        if name in TABLES
    }
    theirs = {name: _keep_unnamed(name, frame, reading, ours, numbers[name]) for name, frame in theirs.items()}
    return Checked(theirs, [*reading.problems, *problems]), numbers


def _is_of_file(problem: Problem, reading: Reading) -> bool:
    """Errors always; a warning only of a row that the file holds."""
    if problem.is_error:
        return True
    return problem.table in reading.frames and (problem.row is None or problem.row > 0)


def _has_key_of(name: str, rest: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    """Which rows of the ledger the file names by their key."""
    key = TABLES[name].key
    if not len(rest) or any(column not in frame.columns for column in key if TABLES[name][column].is_required):
        return np.zeros(len(rest), dtype=bool)
    named = frame.reindex(columns=key).fillna("").astype("str").apply(lambda column: column.str.strip())
    return pd.MultiIndex.from_frame(rest[key]).isin(pd.MultiIndex.from_frame(named))


def _keep_unnamed(name: str, theirs: pd.DataFrame, reading: Reading, ours: Tables, numbers: np.ndarray) -> pd.DataFrame:
    """A column that the file does not have leaves the ledger's values as they are."""
    absent = [column for column in TABLES[name].names if column not in reading.frames[name].columns]
    if not absent:
        return theirs
    found = numbers.copy()
    is_open = found <= 0
    found[is_open] = find_by_key(TABLES[name], ours[name][~ours[name].index.isin(found)], theirs[is_open])
    known = np.isin(found, ours[name].index)
    columns = {}
    for column in absent:
        values = theirs[column].copy()
        values[known] = ours[name][column].loc[found[known]].array
        columns[column] = values
    return theirs.assign(**columns)


def _stranger_problems(reading: Reading, merge: Merge) -> list[Problem]:
    return [
        reading.locate(
            Problem(
                name, "its row number is not one of this ledger's",
                "leave the row number of a new row blank, and take the others from a fresh export",
                row=row, column="row",
            )
        )
        for name, rows in merge.strangers.items()
        for row in rows
    ]  # fmt: skip


def _line(reading: Reading, edit: Edit) -> dict[str, object]:
    place = reading.places.get(edit.table)
    sheet = place.sheet if place else edit.table
    fields = [
        {
            "cell": f"{place.letters[name]}{edit.at}" if place and name in place.letters else None,
            "column": name, "before": _text(edit.table, name, before), "after": _text(edit.table, name, after),
        }
        for name, (before, after) in edit.fields.items()
    ]  # fmt: skip
    place_of = {"table": edit.table, "sheet": sheet, "at": edit.at, "row": edit.row}
    return {**place_of, "action": edit.action, "key": edit.key, "fields": fields}


def _text(table: str, column: str, value: object) -> str:
    if pd.isna(value):
        return ""
    kind = TABLES[table][column].kind
    if kind == "money":
        return format_amount(int(value))  # type: ignore[call-overload]
    if kind == "number":
        return format_number(int(value))  # type: ignore[call-overload]
    return ("yes" if value else "") if kind == "flag" else str(value)


def _missing_lines(ours: Tables, merge: Merge) -> list[dict[str, object]]:
    return [
        {"table": name, "row": row, "key": " ".join(str(ours[name].loc[row, column]) for column in TABLES[name].key)}
        for name, rows in merge.changes.missing.items()
        for row in rows
    ]


def file_origin(path: Path) -> str:
    """A file's name and SHA-256, as a changeset keeps them; of a folder, of its files in order."""
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*.csv")) if path.is_dir() else [path]:
        if path.is_dir():
            digest.update(file.name.encode())
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return f"{path.name} sha256:{digest.hexdigest()}"


RECEIPT_COLUMNS = ("action", "table", "sheet", "cell", "at", "row", "key", "column", "before", "after")


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


def total_lines(receipt: Receipt) -> list[tuple[str, str, str]]:
    """The totals that an import changes: each phase's money by rung, all dates together, before and after."""
    if receipt.status not in ("committed", "dry run"):
        return []
    sums = []
    for tables in (receipt.before, receipt.after):
        movements = find_movements(tables)
        sums.append(movements.groupby(["phase", "rung", "currency"])["amount"].sum())
    every = sums[0].index.union(sums[1].index)
    before, after = (one.reindex(every, fill_value=0) for one in sums)
    return [
        (
            f"{phase}, {terms.RUNG[rung].label.lower() if rung in terms.RUNG else rung}, {currency}",
            format_amount(int(old)),
            format_amount(int(new)),
        )
        for (phase, rung, currency), old, new in zip(every, before, after, strict=True)
        if old != new
    ]
