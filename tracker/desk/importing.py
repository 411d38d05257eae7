"""Bringing a file in, or rows as somebody edited them: planned, then recorded whole or not at all."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pandas as pd

from tracker.desk.access import LOCAL, Actor, allow
from tracker.desk.planning import Plan, plan_reading
from tracker.desk.receipts import Receipt
from tracker.exchange.progress import WRITING, tell
from tracker.exchange.reading import Reading
from tracker.ledger import Changes, Ledger, Standing
from tracker.problems import Problem
from tracker.tables import TABLES, Table
from tracker.values import write_column


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
    actor: Actor = LOCAL,
    request: str = "",
) -> Receipt:
    """Merge what was read from a file into a ledger, as one changeset or none.

    Rows missing from the file stay unless `retract_missing`; rows that were changed in the ledger since the file was
    made stay as they are unless `take_file`. Any error keeps the whole file out. What others record meanwhile is taken
    into account.
    """
    if reading.audience == "partners":
        problem = Problem(
            "", "this workbook was made for partners and lacks what they may not see",
            "export one for internal use, and edit that",
        )  # fmt: skip
        return Receipt("refused", problems=[problem], remarks=list(reading.remarks))
    is_own = reading.ledger == ledger.id and reading.changeset is not None
    if reading.ledger and not is_own:
        reading.remarks.append(
            "The file was made from another ledger: its row numbers mean nothing here; rows match by key."
        )

    def plan(standing: Ledger | Standing, number: int) -> Plan:
        ours = standing.read()
        is_older = is_own and reading.changeset is not None and reading.changeset < number
        base = standing.read(reading.changeset) if is_older else ours
        return plan_reading(reading, ours, base, is_own=is_own, take_file=take_file, retract_missing=retract_missing)

    return record_plan(ledger, plan, dry_run, origin=origin, author=author, message=message, now=now, actor=actor,
                   request=request, is_planned_ahead=True)  # fmt: skip


@dataclass(frozen=True)
class Edits:
    """Rows as somebody edited them who saw the ledger at changeset `based_on`.

    `rows` are whole rows of each table, cells as text or in their checked dtypes, indexed by the ledger's row number;
    a new row has a number below 1. `retracted` are the numbers of rows to take out.
    """

    based_on: int
    rows: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    retracted: Mapping[str, list[int]] = field(default_factory=dict)


def record_edits(
    ledger: Ledger,
    edits: Edits,
    *,
    author: str,
    message: str,
    now: datetime,
    dry_run: bool = False,
    actor: Actor = LOCAL,
    request: str = "",
) -> Receipt:
    """Record edited rows as one changeset or none.

    Where somebody else has changed one of the rows since, the status is `conflict`, both values stand in `conflicts`,
    and nothing is written. The same `request` is written once, however often it is sent. Problems and conflicts name
    a row by its place among those given, from 1.
    """
    numbers, rows = {}, {}
    for name, frame in edits.rows.items():
        places = pd.RangeIndex(1, len(frame) + 1)
        numbers[name] = pd.Series(frame.index, index=places).clip(lower=0)
        rows[name] = _as_texts(TABLES[name], frame.set_axis(places))
    reading = Reading(rows, numbers=numbers, ledger=ledger.id, changeset=edits.based_on)

    def plan(standing: Ledger | Standing, number: int) -> Plan:
        ours = standing.read()
        base = standing.read(edits.based_on) if edits.based_on < number else ours
        return plan_reading(reading, ours, base, is_own=True, retracted=edits.retracted, is_strict=True)

    return record_plan(ledger, plan, dry_run, origin="", author=author, message=message, now=now, actor=actor,
                   request=request)  # fmt: skip


def _as_texts(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with every cell as text: beside the ledger's rows, written as texts, a bare 20000 would be units."""
    columns = {column.name: column for column in table.columns if column.dtype != "str"}
    texts = {
        name: write_column(frame[name], column)
        for name, column in columns.items()
        if name in frame.columns and str(frame[name].dtype) == column.dtype
    }
    return frame.assign(**texts)


def record_plan(
    ledger: Ledger,
    make: Callable[[Ledger | Standing, int], Plan],
    dry_run: bool,
    *,
    origin: str,
    author: str,
    message: str,
    now: datetime,
    actor: Actor,
    request: str,
    is_planned_ahead: bool = False,
) -> Receipt:
    """Plan while nobody else may write, and write.

    What takes long is planned ahead, while others may; only if the ledger has moved on since is it planned again.
    """
    allow(ledger, actor, "write")
    written = ledger.find_request(request) if request and not dry_run else None
    if written is not None:
        return Receipt("committed", written, remarks=[f"It was recorded already, as changeset {written.number}."])
    number: int | None = None
    plan = Plan(Receipt("nothing to do"))
    if dry_run or is_planned_ahead:
        head = ledger.head()
        number = head.number if head else 0
        plan = make(ledger, number)
        if dry_run or plan.changes.is_empty:
            return plan.receipt

    def changes(standing: Standing) -> Changes:
        nonlocal plan
        allow(ledger, actor, "write")  # a role may have been taken while this waited for its turn
        if standing.number != number:
            plan = make(standing, standing.number)
        tell(WRITING)  # from here on nobody stops it
        return plan.changes

    changeset = ledger.amend(
        changes, author=author, message=message, now=now, origin=origin, actor=actor.mark, request=request
    )
    return plan.receipt if changeset is None else plan.receipt.ended("committed", changeset)


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
