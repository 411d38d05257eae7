"""A view's tables as texts, page by page, and what is wrong with rows as somebody types them. It records nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from tracker.checks import check, read_rows
from tracker.desk.access import AccessError, Actor
from tracker.desk.kept import Kept
from tracker.desk.ledgers import history_rows
from tracker.desk.view import View
from tracker.exchange.files import table_files
from tracker.findings import Findings
from tracker.problems import Problem
from tracker.tables import TABLES, Table, empty
from tracker.values import write_column

PAGE = 200
"""As many rows as one page of a table shows."""
_SOUGHT: Kept["pd.Series[str]"] = Kept(8)
"""Each row of a table as one text, to be searched."""


@dataclass(frozen=True)
class Sheet:
    """A page of a table: its rows as texts, indexed by row number; how many rows were found, and how many there are."""

    rows: pd.DataFrame
    page: int
    pages: int
    found: int
    total: int


def sheet(view: View, name: str, find: str = "", page: int = 1) -> Sheet:
    """A page of a table, of the rows in which a text stands, whatever its case; a page too far is the last one.

    Out: every column as text, as files have it (amounts in major units, dates in ISO, flags `yes` or blank).
    """
    view.permit()
    frame, sought = view.tables[name], find.strip().casefold()
    if sought:
        texts = _SOUGHT.get((name, *view.settled_key), lambda: _joined(TABLES[name], frame))
        frame = frame[texts.str.contains(sought, regex=False).to_numpy(dtype=bool)]
    pages = max(1, -(-len(frame) // PAGE))
    page = min(max(page, 1), pages)
    rows = frame.iloc[(page - 1) * PAGE : page * PAGE]
    return Sheet(row_texts(TABLES[name], rows), page, pages, len(frame), len(view.tables[name]))


def _joined(table: Table, frame: pd.DataFrame) -> "pd.Series[str]":
    texts = row_texts(table, frame)
    joined = pd.Series(frame.index.astype("str"), index=frame.index, dtype="str")
    for name in table.names:
        joined = joined + "\n" + texts[name]
    return joined.str.casefold()


def row_texts(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Checked rows with every column as text, as files have it."""
    columns = {column.name: write_column(rows[column.name], column) for column in table.columns}
    return pd.DataFrame(columns, index=rows.index, dtype="str")


def table_csv(view: View, name: str) -> str:
    """One table of a view as the text of a CSV file."""
    view.permit()
    alone = {other: view.tables[other] if other == name else empty(table) for other, table in TABLES.items()}
    return table_files(alone)[f"{name}.csv"]


def check_rows(
    view: View, rows: Mapping[str, pd.DataFrame], retracted: Mapping[str, list[int]]
) -> list[Problem]:  # fmt: skip
    """What would be wrong with a view's tables were some of their rows as somebody typed them, and others gone.

    In: whole rows as texts, by table, indexed by the ledger's row number; a new row has a number below 1. Out: all
    errors, and the warnings of the rows typed, each with that number. Only what was typed is read anew, so that it is
    quick enough to ask at every cell.
    """
    view.permit()
    tables: dict[str, pd.DataFrame] = dict(view.tables)
    problems: list[Problem] = []
    typed: dict[str, np.ndarray] = {}
    new: dict[tuple[str, int], int] = {}
    for name in TABLES:
        frame, gone = rows.get(name), retracted.get(name, [])
        if frame is None and not gone:
            continue
        stands = tables[name].drop(index=gone, errors="ignore")
        if frame is not None and len(frame):
            beyond = int(max(stands.index.max() if len(stands) else 0, frame.index.max(), 0))
            numbers = frame.index.to_numpy(dtype=np.int64).copy()
            is_new = numbers < 1
            numbers[is_new] = beyond + np.arange(1, is_new.sum() + 1)  # of rows with one key, the older one keeps it
            pairs = zip(numbers[is_new].tolist(), frame.index[is_new].tolist(), strict=True)
            new |= {(name, number): row for number, row in pairs}
            frame = frame.set_axis(pd.Index(numbers, dtype="int64"))
            found = Findings(TABLES[name], frame)
            read = read_rows(TABLES[name], frame, found)
            problems += found.in_order()
            stands = pd.concat([stands.drop(index=frame.index, errors="ignore"), read]).sort_index()
            typed[name] = numbers
        tables[name] = stands
    unread = {(problem.table, problem.row, problem.column) for problem in problems}
    for problem in check(tables, sound=view.tables).problems:
        is_typed = problem.table in typed and problem.row in typed[problem.table]
        if (problem.is_error or is_typed) and (problem.table, problem.row, problem.column) not in unread:
            problems.append(problem)
    order = {name: place for place, name in enumerate(TABLES)}
    problems.sort(key=lambda problem: (order.get(problem.table, 0), problem.row or 0))
    return [_renumbered(problem, new) for problem in problems]


def _renumbered(problem: Problem, new: Mapping[tuple[str, int], int]) -> Problem:
    """The problem with the number that a new row was given, also where it is of another one with the same key."""
    row = new.get((problem.table, problem.row or 0), problem.row)
    message = problem.message
    if (other := re.search("stands in row ([0-9]+) already$", message)) and (problem.table, int(other[1])) in new:
        message = message[: other.start()] + "stands in another new row already"
    return replace(problem, row=row, message=message)


def history_of(view: View, table: str, row: int, actor: Actor) -> list[dict[str, object]]:
    """What was ever written of one row, as far as the view knows: a row for each field, newest first."""
    view.permit()
    if view.audience == "partners":
        raise AccessError("the history of a row is internal; choose the internal audience")
    known = view.record.number if view.record else 0
    rows = history_rows(view.ledger, table, str(row), actor)
    mine = [line for line in rows if line["row"] == row and int(str(line["changeset"])) <= known]
    return sorted(mine, key=lambda line: -int(str(line["changeset"])))
