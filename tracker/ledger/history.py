"""What was done to rows, by changeset or by row, as texts in major units. It judges nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa

from tracker.ledger.changesets import need_number
from tracker.ledger.errors import LedgerError
from tracker.ledger.revisions import read_rows
from tracker.ledger.schema import HISTORY, KEPT
from tracker.tables import Table
from tracker.values import write_column

ADDED, CHANGED, RETRACTED, RESTORED = "added", "changed", "retracted", "restored"


@dataclass(frozen=True)
class Revision:
    """What a changeset did to one row; `fields` has (before, after) of each that differs, blank as ""."""

    table: str
    row: int
    key: str
    action: str
    fields: dict[str, tuple[str, str]]
    changeset: int


def read_revisions(connection: sa.Connection, number: int) -> list[Revision]:
    """All that a changeset did, in the order of tables and rows; an unknown number is a LedgerError."""
    need_number(connection, number)
    return [revision for table in KEPT.values() for revision in _read_table(connection, table, number)]


def read_row(connection: sa.Connection, name: str, row: int) -> list[Revision]:
    """All that was done to one row, oldest first; a row that never was is a LedgerError."""
    table, history = KEPT[name], HISTORY[name]
    found = connection.execute(
        sa.select(history.c.from_changeset).where(history.c.row == row).order_by(history.c.from_changeset)
    )
    numbers = list(found.scalars())
    if not numbers:
        raise LedgerError(f"{name} has no row {row}; `tracker history {name}` lists its rows")
    return [one for number in numbers for one in _read_table(connection, table, number, history.c.row == row)]


def read_keys(connection: sa.Connection, name: str) -> list[tuple[int, tuple[str, ...]]]:
    """The number of every row that ever was in a table, with each key it had."""
    history = HISTORY[name]
    wanted = sa.select(history.c.row, *(history.c[column] for column in KEPT[name].key)).distinct()
    return [(row, tuple(key)) for row, *key in connection.execute(wanted.order_by(history.c.row))]


def _read_table(
    connection: sa.Connection, table: Table, number: int, which: sa.ColumnElement[bool] | None = None
) -> Iterator[Revision]:
    history = HISTORY[table.name]
    is_gone, chosen = history.c.is_retracted, sa.true() if which is None else which
    wrote = sa.and_(history.c.from_changeset == number, chosen)
    retracted = read_rows(connection, table, sa.and_(wrote, is_gone == 1))
    after = read_rows(connection, table, sa.and_(wrote, is_gone == 0))
    before = read_rows(connection, table, sa.and_(history.c.until_changeset == number, is_gone == 0, chosen))
    rows = after.index.union(retracted.index)
    if rows.empty:
        return
    known = sa.and_(history.c.until_changeset == number, is_gone == 1, chosen)
    was_gone = read_rows(connection, table, known).index
    olds, news, lasts = (_as_texts(table, frame, rows) for frame in (before, after, retracted))
    done = [rows.isin(retracted.index), rows.isin(before.index), rows.isin(was_gone)]
    actions = np.select(done, [RETRACTED, CHANGED, RESTORED], default=ADDED)
    keys = [table.names.index(name) for name in table.key]
    for row, action, old, new, last in zip(rows.tolist(), actions.tolist(), olds, news, lasts, strict=True):
        named = last if action == RETRACTED else new
        fields = {
            name: (was, becomes) for name, was, becomes in zip(table.names, old, new, strict=True) if was != becomes
        }
        key = ", ".join(filter(None, (named[key] for key in keys)))
        yield Revision(table.name, row, key, action, fields, number)


def _as_texts(table: Table, frame: pd.DataFrame, rows: pd.Index) -> list[tuple[str, ...]]:
    """Each row's fields as texts, all blank for a row that the frame lacks."""
    positions = frame.index.get_indexer(rows)
    columns = []
    for column in table.columns:
        texts = write_column(frame[column.name], column).to_numpy(dtype=object)
        columns.append(np.append(texts, "")[positions].tolist())
    return list(zip(*columns, strict=True))
