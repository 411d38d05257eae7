"""What rows that were read would change in a ledger: checked with what it holds, merged, told. It writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from tracker.checks import Checked, check
from tracker.desk.receipts import Receipt
from tracker.exchange.progress import CHECKING, COMPARING, tell
from tracker.exchange.reading import Reading
from tracker.ledger import Changes
from tracker.ledger.changes import differs, find_by_key
from tracker.ledger.merging import Edit, Merge, apply_changes, merge_tables
from tracker.money import format_amount, format_number
from tracker.problems import Problem, errors
from tracker.tables import TABLES, Tables
from tracker.values import write_column


@dataclass(frozen=True)
class Plan:
    """What to write, and the receipt of it while it is not written: dry run, nothing to do, conflict or refused."""

    receipt: Receipt
    changes: Changes = field(default_factory=Changes)


def plan_reading(
    reading: Reading,
    ours: Tables,
    base: Tables,
    *,
    is_own: bool,
    take_file: bool = False,
    retract_missing: bool = False,
    retracted: Mapping[str, list[int]] | None = None,
    is_strict: bool = False,
) -> Plan:
    """Merge what was read into the ledger's tables.

    In: `ours`, as they stand; `base`, as they stood when the rows were taken from this ledger (`is_own`), else `ours`;
    `retracted`, row numbers to take out besides. Rows that are missing from the reading stay unless `retract_missing`.
    A row that was changed in the ledger meanwhile stays as it is unless `take_file`; where `is_strict`, it keeps
    everything out. So does any error.
    """
    remarks = list(reading.remarks)
    tell(CHECKING)
    checked, numbers = check_against(reading, ours, is_own=is_own)
    if not checked.is_sound:
        return Plan(Receipt("refused", problems=checked.problems, remarks=remarks))
    tell(COMPARING)
    merge = merge_tables(base, ours, checked.tables, numbers, take_file=take_file, guarded=reading.guarded)
    if reading.scope is not None:
        merge = _within(reading.scope, ours, merge)
    if merge.strangers:
        problems = [*_stranger_problems(reading, merge), *checked.problems]
        return Plan(Receipt("refused", problems=problems, remarks=remarks))
    lines = [_line(reading, edit) for edit in merge.edits]
    changes = merge.changes.retract_missing() if retract_missing else merge.changes
    if retracted:
        changes, moved = _retract(changes, retracted, base, ours)
        lines += moved
    counts = {
        "added": merge.count("added"),
        "changed": sum(len(frame) for frame in changes.changed.values()),
        "missing": sum(len(rows) for rows in merge.changes.missing.values()),
        "retracted": sum(len(rows) for rows in changes.retracted.values()),
        "unchanged": merge.unchanged,
    }
    is_conflict = is_strict and any(line["action"] == "conflict" for line in lines)
    after = ours if is_conflict else apply_changes(ours, changes)
    # What was checked is the file's rows beside the ledger's others; what will stand may be less, or older.
    is_checked = merge.is_whole and not changes.retracted and _is_complete(reading)
    final = [] if is_checked else errors(check(after, sound=ours).problems)
    if final and not is_conflict:
        return Plan(Receipt("refused", problems=[*checked.problems, *final], remarks=remarks))
    status = "conflict" if is_conflict else "nothing to do" if changes.is_empty else "dry run"
    receipt = Receipt(status, None, counts, lines, _missing_lines(ours, merge), checked.problems, remarks, ours, after)
    return Plan(receipt, Changes() if is_conflict else changes)


def _within(scope: frozenset[str], ours: Tables, merge: Merge) -> Merge:
    """The same merge, where a published file lacks only what stands on the phases that it speaks of."""
    missing = {}
    for name in ("budgets", "pledges", "contributions"):
        rows = merge.changes.missing.get(name, [])
        kept = [row for row, phase in zip(rows, ours[name].loc[rows, "phase"], strict=True) if phase in scope]
        if kept:
            missing[name] = kept
    return replace(merge, changes=replace(merge.changes, missing=missing))


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
        # What a file leaves out, it leaves as it is: rules that look at both must see what the ledger has.
        needed = {column.name for column in TABLES[name].columns if column.is_required}
        shared = [column for column in texts.columns if column in frame.columns or column not in needed]
        raw[name] = pd.concat([frame, texts[shared]]) if len(texts) else frame
    checked = check(raw, sound=ours)
    problems = reading.news([problem for problem in checked.problems if _is_of_file(problem, reading)])
    theirs = {
        name: checked.tables[name][checked.tables[name].index.isin(frame.index)]
        for name, frame in reading.frames.items()
        if name in TABLES
    }
    theirs = {name: _keep_unnamed(name, frame, reading, ours, numbers[name]) for name, frame in theirs.items()}
    return Checked(theirs, [*reading.problems, *problems]), numbers


def _is_complete(reading: Reading) -> bool:
    """Whether the file has every column, so that none of the ledger's values come in beside its own."""
    return all(TABLES[name].names == [*frame.columns] for name, frame in reading.frames.items())


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
    at = place.line(edit.at) if place else edit.at
    place_of = {"table": edit.table, "sheet": sheet, "at": at, "row": edit.row}
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
    lines: list[dict[str, object]] = []
    for name, rows in merge.changes.missing.items():
        keys = ours[name].loc[rows, TABLES[name].key].astype("str")
        lines += [
            {"table": name, "row": row, "key": " ".join(key)}
            for row, key in zip(rows, keys.itertuples(index=False, name=None), strict=True)
        ]
    return lines


def _retract(
    changes: Changes, retracted: Mapping[str, list[int]], base: Tables, ours: Tables
) -> tuple[Changes, list[dict[str, object]]]:
    """The changes with rows taken out, and a line for each that was written again since it was seen."""
    lines: list[dict[str, object]] = []
    standing: dict[str, list[int]] = {}
    for name, rows in retracted.items():
        wanted = pd.Index(rows, dtype="int64")
        here = wanted.intersection(ours[name].index)
        known = here.intersection(base[name].index)
        moved = known[differs(base[name].loc[known], ours[name].loc[known])]
        standing[name] = here.difference(moved).tolist()
        for row in wanted.intersection(base[name].index).difference(standing[name]).tolist():
            key = " ".join(str(base[name].loc[row, column]) for column in TABLES[name].key)
            place: dict[str, object] = {"table": name, "sheet": TABLES[name].title, "at": None, "row": row}
            lines.append({**place, "action": "conflict", "key": key, "fields": moved_fields(name, base, ours, row)})
    both = {name: [*changes.retracted.get(name, []), *standing.get(name, [])] for name in TABLES}
    return Changes(changes.added, changes.changed, both, changes.missing), lines


def moved_fields(name: str, base: Tables, ours: Tables, row: int) -> list[dict[str, object]]:
    """What the ledger has of a row that was to go, beside what was seen of it; nothing where it is gone already."""
    if row not in ours[name].index:
        return []
    seen, stands = base[name].loc[row], ours[name].loc[row]
    texts = ((column, _text(name, column, stands[column]), _text(name, column, seen[column])) for column in seen.index)
    return [
        {"cell": None, "column": column, "before": before, "after": after}
        for column, before, after in texts
        if before != after
    ]
