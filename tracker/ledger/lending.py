"""A ledger's tables lent to somebody else's queries, where they live and as they stood. It asks nothing of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from tracker.ledger import engine as engines
from tracker.ledger.errors import LedgerError
from tracker.ledger.revisions import is_standing
from tracker.ledger.schema import HISTORY
from tracker.ledger.store import Ledger
from tracker.tables import TABLES, Table


@contextmanager
def lend_tables(ledger: Ledger, known_at: int) -> Iterator[tuple[Any, Mapping[str, str]]]:
    """A connection of the driver's own that only reads, in one state of the ledger, and for each table the query that
    gives its rows as they stood after a changeset: its columns, and `row`.

    Only PostgreSQL's tables can be lent: another ledger is a LedgerError. The connection is closed afterwards.
    """
    engine = ledger._engine
    if engine.dialect.name != "postgresql":
        raise LedgerError(f"{ledger.place} is no PostgreSQL; its tables cannot be asked where they are")
    with engines.explained(engine):
        pooled = engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()  # what is set on it stays out of the pool
    try:
        connection.isolation_level = 3  # REPEATABLE READ
        connection.read_only = True
        yield connection, {name: _query(table, known_at) for name, table in TABLES.items()}
    finally:
        connection.close()


def _query(table: Table, known_at: int) -> str:
    history = HISTORY[table.name]
    columns: list[sa.ColumnElement[Any]] = [history.c.row]
    for column in table.columns:
        value: sa.ColumnElement[Any] = history.c[column.name]
        if column.kind == "flag":
            value = value == 1
        elif column.dtype == "str":
            value = sa.collate(value, "C")  # texts are ordered by their characters, whatever the database's language
        columns.append(value.label(column.name))
    query = sa.select(*columns).where(is_standing(history, known_at))
    return str(query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
