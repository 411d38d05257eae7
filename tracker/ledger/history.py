"""What a changeset did, row by row, as texts in major units. It reads what is stored and judges nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa

from tracker.ledger.changesets import find_newest
from tracker.ledger.errors import LedgerError
from tracker.ledger.revisions import read_rows
from tracker.ledger.schema import HISTORY
from tracker.tables import TABLES, Table
from tracker.values import write_column

ADDED, CHANGED, RETRACTED = "added", "changed", "retracted"


@dataclass(frozen=True)
class Revision:
    """What a changeset did to one row; `fields` has (before, after) of each that differs, blank as ""."""

    table: str
    row: int
    key: str
    action: str
    fields: dict[str, tuple[str, str]]


def read_revisions(connection: sa.Connection, number: int) -> list[Revision]:
    """All that a changeset did, in the order of tables and rows; an unknown number is a LedgerError."""
    newest = find_newest(connection)
    if newest is None:
        raise LedgerError(f"there is no changeset {number}: nothing has been recorded yet")
    if not 1 <= number <= newest.number:
        raise LedgerError(f"there is no changeset {number}; name one from 1 to {newest.number}")
    return [revision for table in TABLES.values() for revision in _read_table(connection, table, number)]


def _read_table(connection: sa.Connection, table: Table, number: int) -> Iterator[Revision]:
    history = HISTORY[table.name]
    is_gone = history.c.is_retracted
    wrote = history.c.from_changeset == number
    retracted = read_rows(connection, table, sa.and_(wrote, is_gone == 1))
    after = read_rows(connection, table, sa.and_(wrote, is_gone == 0))
    before = read_rows(connection, table, sa.and_(history.c.until_changeset == number, is_gone == 0))
    rows = after.index.union(retracted.index)
    if rows.empty:
        return
    olds, news, lasts = (_as_texts(table, frame, rows) for frame in (before, after, retracted))
    actions = np.where(rows.isin(retracted.index), RETRACTED, np.where(rows.isin(before.index), CHANGED, ADDED))
    keys = [table.names.index(name) for name in table.key]
    for row, action, old, new, last in zip(rows.tolist(), actions.tolist(), olds, news, lasts, strict=True):
        named = last if action == RETRACTED else new
        fields = {
            name: (was, becomes) for name, was, becomes in zip(table.names, old, new, strict=True) if was != becomes
        }
        yield Revision(table.name, row, ", ".join(filter(None, (named[key] for key in keys))), action, fields)


def _as_texts(table: Table, frame: pd.DataFrame, rows: pd.Index) -> list[tuple[str, ...]]:
    """Each row's fields as texts, all blank for a row that the frame lacks."""
    positions = frame.index.get_indexer(rows)
    columns = []
    for column in table.columns:
        texts = write_column(frame[column.name], column).to_numpy(dtype=object)
        columns.append(np.append(texts, "")[positions].tolist())
    return list(zip(*columns, strict=True))
