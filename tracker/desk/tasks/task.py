"""A task of the office as rows to record: what it rests on, what is wrong with it, and how it is recorded."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pandas as pd

from tracker.checks import check
from tracker.desk.access import LOCAL, Actor
from tracker.desk.importing import Edits, record_plan
from tracker.desk.planning import Plan, moved_fields, plan_reading
from tracker.desk.receipts import Receipt
from tracker.desk.view import look
from tracker.exchange.reading import Reading
from tracker.ledger import Ledger, Standing
from tracker.ledger.changes import differs
from tracker.problems import Problem, errors
from tracker.tables import TABLES, Tables
from tracker.values import write_column

Texts = dict[str, str]
"""A row as somebody would type it, by column."""


@dataclass(frozen=True)
class Ground:
    """What stands now, as an internal reader sees it: tables of changeset `number`; `locale` is who types."""

    tables: Tables
    number: int
    locale: str | None = None


@dataclass(frozen=True)
class Task:
    """Rows to record, and the rows that they carry on from (`rests_on`): where one of these changes, so would the task.

    `message` says in a sentence what it does, `remarks` what whoever records it should know.
    """

    edits: Edits
    rests_on: Mapping[str, list[int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    message: str = ""
    remarks: list[str] = field(default_factory=list)

    def after(self, first: "Task") -> "Task":
        """Both as one: what `first` adds may be named by the rows of this one."""
        rows = {**first.edits.rows, **self.edits.rows}
        assert len(rows) == len(first.edits.rows) + len(self.edits.rows), "both write to one table"
        edits = replace(self.edits, rows=rows, retracted={**first.edits.retracted, **self.edits.retracted})
        return Task(
            edits, {**first.rests_on, **self.rests_on}, [*first.problems, *self.problems], self.message,
            [*first.remarks, *self.remarks],
        )  # fmt: skip


def look_now(ledger: Ledger, *, today: date, actor: Actor = LOCAL, locale: str | None = None) -> Ground:
    """What tasks are made on: the newest of the ledger. An AccessError for who may not see what is internal."""
    view = look(ledger, today=today, actor=actor)
    return Ground(view.tables, view.record.number if view.record else 0, locale)


def record_task(
    ledger: Ledger,
    task: Task,
    *,
    author: str,
    message: str,
    now: datetime,
    dry_run: bool = False,
    actor: Actor = LOCAL,
    request: str = "",
) -> Receipt:
    """Record a task as one changeset or none, as `record_edits` does.

    Where a row that the task carries on from was changed since, that is a conflict too: what was carried over may be
    wrong. The receipt's problems name a column, and a row where several were given.
    """
    based_on = task.edits.based_on

    def plan(standing: Ledger | Standing, number: int) -> Plan:
        ours = standing.read()
        return plan_task(task, ours, standing.read(based_on) if based_on < number else ours)

    if errors(task.problems):
        return plan_task(task, {}, {}).receipt
    return record_plan(ledger, plan, dry_run, origin="", author=author, message=message, now=now, actor=actor,
                   request=request)  # fmt: skip


def plan_task(task: Task, ours: Tables, base: Tables) -> Plan:
    """What a task would change in the tables as they stand; `base` are those that it was made on."""
    if errors(task.problems):
        return Plan(Receipt("refused", problems=task.problems, remarks=task.remarks))
    numbers, rows = {}, {}
    for name, frame in task.edits.rows.items():
        places = pd.RangeIndex(1, len(frame) + 1)
        numbers[name] = pd.Series(frame.index, index=places).clip(lower=0)
        rows[name] = frame.set_axis(places)
    moved = [] if base is ours else _moved_lines(task, base, ours)
    if moved:
        return Plan(Receipt("conflict", lines=moved, before=ours, after=ours))
    reading = Reading(rows, numbers=numbers)
    plan = plan_reading(reading, ours, base, is_own=True, retracted=task.edits.retracted, is_strict=True)
    found = plan.receipt.problems
    if task.edits.retracted and plan.receipt.status == "dry run":
        found = _warnings_then(task, plan.receipt.after, ours)
    problems = [*task.problems, *(_without_place(problem, rows) for problem in found)]
    remarks = [] if plan.receipt.status in ("refused", "conflict") else task.remarks
    return Plan(replace(plan.receipt, problems=problems, remarks=remarks), plan.changes)


def _warnings_then(task: Task, after: Tables, ours: Tables) -> list[Problem]:
    """What there is to be aware of once rows are gone: with them, there may have been more."""
    own = {name: set(frame.index) for name, frame in task.edits.rows.items()}
    return [
        problem
        for problem in check(after, sound=ours).problems
        if problem.table in own and problem.row is not None and (problem.row < 0 or problem.row in own[problem.table])
    ]


def _moved_lines(task: Task, base: Tables, ours: Tables) -> list[dict[str, object]]:
    """The rows that a task carries on from and that were written again since: what stands, and what it rests on."""
    lines: list[dict[str, object]] = []
    for name, rows in task.rests_on.items():
        own = pd.Index(task.edits.rows[name].index) if name in task.edits.rows else pd.Index([])
        for row in rows:
            is_there = row in ours[name].index
            if row in own or (is_there and not differs(base[name].loc[[row]], ours[name].loc[[row]])[0]):
                continue
            key = " ".join(
                str(base[name].loc[row, column]) for column in TABLES[name].key if base[name].loc[row, column]
            )
            lines.append({
                "table": name, "sheet": TABLES[name].title, "at": None, "row": row, "action": "conflict", "key": key,
                "fields": moved_fields(name, base, ours, row),
            })  # fmt: skip
    return lines


def _without_place(problem: Problem, rows: Mapping[str, pd.DataFrame]) -> Problem:
    """A form has no row numbers; of several rows the place among them is said."""
    is_only = problem.table in rows and len(rows[problem.table]) == 1
    return replace(problem, row=None) if is_only else problem


def texts_of(ground: Ground, table: str, row: int) -> Texts:
    """A row of the ledger as texts."""
    frame = ground.tables[table].loc[[row]]
    return {column.name: str(write_column(frame[column.name], column).iloc[0]) for column in TABLES[table].columns}


def rows_of(table: str, rows: list[Texts], numbers: list[int]) -> pd.DataFrame:
    """Rows with every column of their table, by the ledger's number, a new one below 1."""
    columns = {name: [row.get(name, "") for row in rows] for name in TABLES[table].names}
    return pd.DataFrame(columns, index=pd.Index(numbers, dtype="int64"), dtype="str")


def replace_rows(
    ground: Ground, table: str, standing: list[int], wanted: list[Texts]
) -> tuple[pd.DataFrame, dict[str, list[int]]]:
    """The rows that put `wanted` in the place of some that stand, matched by key; and the rows to take out."""
    key = TABLES[table].key
    known = {tuple(texts_of(ground, table, row)[name] for name in key): row for row in standing}
    numbers, fresh = [], 0
    for row in wanted:
        number = known.pop(tuple(row.get(name, "") for name in key), None)
        fresh -= number is None
        numbers.append(fresh if number is None else number)
    return rows_of(table, wanted, numbers), {table: sorted(known.values())} if known else {}


def free_key(wanted: str, taken: "pd.Series[str]") -> str:
    """A key that is not taken: the wanted one, or that and a number."""
    known = set(taken)
    if wanted not in known:
        return wanted
    return next(key for key in (f"{wanted}-{number}" for number in range(2, len(known) + 3)) if key not in known)
