"""Frames into revisions of rows, and back. It knows the history tables, and nothing of who writes or when."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import sqlalchemy as sa

from tracker.ledger.digests import digest_rows
from tracker.ledger.engine import product
from tracker.ledger.schema import HISTORY, KEPT
from tracker.tables import Column, Table

_AT_ONCE = 5_000
"""Row numbers named in one query; SQLite takes 32,766 at most."""


def read_rows(connection: sa.Connection, table: Table, condition: sa.ColumnElement[bool]) -> pd.DataFrame:
    """The revisions that fulfil a condition.

    Out: the table's columns in their checked dtypes, indexed by `row`, in its order.
    """
    history = HISTORY[table.name]
    wanted = sa.select(history.c.row, *(history.c[name] for name in table.names)).where(condition)
    wanted = wanted.order_by(history.c.row)
    texts = [column.name for column in table.columns if column.dtype == "str"]
    copied = product(connection).copy_out(connection, wanted, texts)
    if copied is not None:
        data = {column.name: _from_arrow(copied[column.name], column) for column in table.columns}
        return pd.DataFrame(data, index=pd.Index(copied["row"].to_numpy(), name="row"))
    rows = connection.execute(wanted).all()
    numbers, *columns = list(zip(*rows, strict=True)) or [()] * (1 + len(table.columns))
    data = {column.name: _as_array(values, column) for column, values in zip(table.columns, columns, strict=True)}
    return pd.DataFrame(data, index=pd.Index(np.array(numbers, dtype=np.int64), name="row"))


def _from_arrow(values: pa.ChunkedArray, column: Column) -> Any:
    if column.dtype == "str":
        return pd.array(values, dtype="str")
    if column.dtype == "Int64":
        numbers = values.fill_null(0).to_numpy()
        return pd.arrays.IntegerArray(numbers, values.is_null().to_numpy())
    return values.to_numpy().astype(column.dtype)


def _as_array(values: tuple[Any, ...], column: Column) -> Any:
    if column.dtype == "str":
        return pd.array(values, dtype="str")
    if column.dtype == "Int64":
        numbers = np.array(values, dtype=object)
        is_blank = pd.isna(numbers)
        numbers[is_blank] = 0
        return pd.arrays.IntegerArray(numbers.astype(np.int64), is_blank)
    return np.array(values, dtype=np.int64).astype(column.dtype)


def is_standing(
    history: sa.Table, known_at: int | None = None, *, is_retracted: bool = False
) -> sa.ColumnElement[bool]:
    """The condition that a revision stands (or stands as retracted) after a changeset; None: now."""
    is_kept = history.c.is_retracted == int(is_retracted)
    if known_at is None:
        return sa.and_(is_kept, history.c.until_changeset.is_(None))
    until = history.c.until_changeset
    return sa.and_(is_kept, history.c.from_changeset <= known_at, sa.or_(until.is_(None), until > known_at))


def read_written(connection: sa.Connection, history: sa.Table, known_at: int | None = None) -> "pd.Series[int]":
    """The changeset in which each standing row was last written, by row number."""
    wanted = sa.select(history.c.row, history.c.from_changeset).where(is_standing(history, known_at))
    rows = connection.execute(wanted.order_by(history.c.row)).all()
    return pd.Series(
        [changeset for _, changeset in rows], index=pd.Index([row for row, _ in rows], name="row"), dtype="int64"
    )


def read_standing(
    connection: sa.Connection, table: Table, rows: list[int], *, is_retracted: bool = False
) -> pd.DataFrame:
    """Those of the rows that stand now, or that stand as retracted."""
    history = HISTORY[table.name]
    stands = is_standing(history, is_retracted=is_retracted)
    parts = [rows[start : start + _AT_ONCE] for start in range(0, max(len(rows), 1), _AT_ONCE)]
    return pd.concat([read_rows(connection, table, sa.and_(stands, history.c.row.in_(part))) for part in parts])


def find_next_row(connection: sa.Connection) -> int:
    """The next number of the sequence that the rows of all tables share."""
    newest = sa.union_all(*(sa.select(sa.func.max(history.c.row)) for history in HISTORY.values()))
    return max(number or 0 for number in connection.execute(newest).scalars()) + 1


def find_last_written(connection: sa.Connection, tables: Iterable[str], known_at: int | None = None) -> int:
    """The newest changeset up to one (None: of all) that wrote a row of these tables, 0 where none did."""
    numbers = [HISTORY[name].c.from_changeset for name in tables]
    is_known = [number <= known_at if known_at is not None else sa.true() for number in numbers]
    newest = [sa.select(sa.func.max(one)).where(known) for one, known in zip(numbers, is_known, strict=True)]
    return max(number or 0 for number in connection.execute(sa.union_all(*newest)).scalars())


def make_revisions(table: Table, frame: pd.DataFrame, changeset: int, *, is_retracted: bool) -> list[dict[str, Any]]:
    """Revisions ready to be written: a checked frame's rows, numbered by its index, with their digests."""
    fields = [_as_values(frame[column.name], column) for column in table.columns]
    same = ([value] * len(frame) for value in (changeset, int(is_retracted)))
    columns = [frame.index.tolist(), *same, *fields]
    names = ["row", "from_changeset", "is_retracted", *table.names, "digest"]
    return [
        dict(zip(names, revision, strict=True)) for revision in zip(*columns, digest_rows(table, columns), strict=True)
    ]


def _as_values(values: pd.Series, column: Column) -> list[Any]:
    if column.dtype == "Int64":
        numbers = values.fillna(0).to_numpy(dtype=np.int64).astype(object)
        numbers[values.isna().to_numpy()] = None
        return numbers.tolist()
    return values.to_numpy(dtype=object if column.dtype == "str" else np.int64).tolist()


def end_rows(connection: sa.Connection, table: str, changeset: int, rows: list[int]) -> None:
    """End what holds of these rows; it holds no longer from this changeset on."""
    history = HISTORY[table]
    end = sa.update(history).where(history.c.row == sa.bindparam("of_row"), history.c.until_changeset.is_(None))
    if rows:
        connection.execute(end.values(until_changeset=changeset), [{"of_row": row} for row in rows])


def write_revisions(connection: sa.Connection, table: str, revisions: list[dict[str, Any]]) -> None:
    """Write revisions that `make_revisions` made."""
    if revisions:
        connection.execute(sa.insert(HISTORY[table]), revisions)


def check_shape(frame: pd.DataFrame, table: str) -> None:
    """A frame that is not in its table's declared columns and dtypes is a TypeError: it was not checked."""
    columns = KEPT[table].columns
    declared = {column.name: column.dtype for column in columns}
    found = {str(name): str(dtype) for name, dtype in frame.dtypes.items()}
    if list(found.items()) != list(declared.items()):
        raise TypeError(f"{table}: the frame is not checked; its columns are {found}, not {declared}")
    lacking = [column.name for column in columns if column.dtype == "str" and frame[column.name].isna().any()]
    if lacking:
        which = ", ".join(lacking)
        raise TypeError(f"{table}: the frame is not checked; {which} holds a missing text, not a blank one")
