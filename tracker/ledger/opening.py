"""Ledgers made, found and opened, and those of an older schema brought forward."""

from uuid import uuid4

import sqlalchemy as sa

from tracker.ledger import engine as engines
from tracker.ledger.errors import LedgerError
from tracker.ledger.schema import META, METADATA, SCHEMA_VERSION
from tracker.ledger.store import Ledger
from tracker.ledger.upgrading import keep_beside, upgrade_ledger


def create_ledger(url: str, ledger_id: str | None = None) -> Ledger:
    """Make a ledger in a new or empty database; one that holds anything is a LedgerError."""
    engine = engines.open_engine(url)
    ledger = ledger_id or uuid4().hex
    engines.write(engine, lambda connection: make_tables(connection, ledger), is_new=True)
    return Ledger(engine, ledger)


def make_tables(connection: sa.Connection, ledger: str) -> None:
    """Make an empty ledger of an empty database, in a transaction that is open."""
    where = engines.place(connection.engine)
    tables = sa.inspect(connection).get_table_names()
    if META.name in tables:
        raise LedgerError(f"there is a ledger at {where} already; open it, or name another place")
    if tables:
        raise LedgerError(f"{where} holds other tables ({', '.join(tables)}); name another place")
    METADATA.create_all(connection)
    engines.product(connection).guard(connection)
    connection.execute(sa.insert(META), {"ledger": ledger, "schema_version": SCHEMA_VERSION})


def ledger_exists(url: str) -> bool:
    """Whether there is any database at the URL; nothing is made."""
    return engines.is_present(engines.open_engine(url))


def open_ledger(url: str) -> Ledger:
    """Open the ledger that is there; a place without one, or with a newer one, is a LedgerError.

    An older one in a file is brought forward, after a backup beside it, and the ledger's `notes` say so. A server's
    has no place beside it for a backup, and many use it: there it has to be asked for.
    """
    engine = engines.open_engine(url)
    meta = need_meta(engine)
    ledger = Ledger(engine, meta.ledger)
    if meta.schema_version < SCHEMA_VERSION:
        older = (
            f"the ledger at {ledger.place} is of schema {meta.schema_version}, and this program's is {SCHEMA_VERSION}"
        )
        if engine.dialect.name != "sqlite":
            raise LedgerError(f"{older}; bring it forward with `tracker upgrade FILE`, which makes a backup first")
        try:
            ledger.notes = upgrade_ledger(engine, meta.ledger, keep_beside(engine))
        except LedgerError as error:
            raise LedgerError(f"{older}; it could not be brought forward and is as it was: {error}") from error
    return ledger


def need_meta(engine: sa.Engine) -> sa.Row:
    """The id and the schema version of a ledger that can be read; anything else there is a LedgerError."""
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
    if lacking and meta.schema_version == SCHEMA_VERSION:
        raise LedgerError(f"the ledger at {where} lacks its tables {', '.join(lacking)}; restore a backup")
    return meta
