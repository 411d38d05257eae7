"""Ledgers made, found and opened, and those of an older schema brought forward."""

from uuid import uuid4

import sqlalchemy as sa

from tracker.ledger import engine as engines
from tracker.ledger.errors import LedgerError
from tracker.ledger.schema import META, METADATA, SCHEMA_VERSION
from tracker.ledger.store import Ledger


def create_ledger(url: str, ledger_id: str | None = None) -> Ledger:
    """Make a ledger in a new or empty database; one that holds anything is a LedgerError."""
    engine = engines.open_engine(url)
    ledger = ledger_id or uuid4().hex

    def create(connection: sa.Connection) -> None:
        tables = sa.inspect(connection).get_table_names()
        if META.name in tables:
            raise LedgerError(f"there is a ledger at {engines.place(engine)} already; open it, or name another place")
        if tables:
            raise LedgerError(f"{engines.place(engine)} holds other tables ({', '.join(tables)}); name another place")
        METADATA.create_all(connection)
        engines.product(engine).guard(connection)
        connection.execute(sa.insert(META), {"ledger": ledger, "schema_version": SCHEMA_VERSION})

    engines.write(engine, create, is_new=True)
    return Ledger(engine, ledger)


def ledger_exists(url: str) -> bool:
    """Whether there is any database at the URL; nothing is made."""
    return engines.is_present(engines.open_engine(url))


def open_ledger(url: str) -> Ledger:
    """Open the ledger that is there; a place without one, or with a newer one, is a LedgerError."""
    engine = engines.open_engine(url)
    where = engines.place(engine)
    if not engines.is_present(engine):
        raise LedgerError(f"there is no ledger at {where}; make one with `tracker init`, or name another place")
    with engines.reading(engine) as connection:
        found = sa.inspect(connection)
        tables = set(found.get_table_names())
        if not tables:
            raise LedgerError(f"{where} is empty; make a ledger of it with `tracker init`, or name another place")
        is_ours = META.name in tables and {column["name"] for column in found.get_columns(META.name)} >= set(
            META.c.keys()
        )
        meta = connection.execute(sa.select(META)).first() if is_ours else None
        if meta is None:
            raise LedgerError(f"{where} is a database, but not a ledger; name another place")
        if meta.schema_version > SCHEMA_VERSION:
            raise LedgerError(
                f"the ledger at {where} is of schema {meta.schema_version}, and this program knows up to "
                f"{SCHEMA_VERSION}; update the program"
            )
        lacking = sorted(set(METADATA.tables) - tables)
        if lacking:
            raise LedgerError(f"the ledger at {where} lacks its tables {', '.join(lacking)}; restore a backup")
    return Ledger(engine, meta.ledger)
