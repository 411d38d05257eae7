"""Older ledgers brought forward to today's schema, whatever it has grown by. It changes no stored value."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.schema import CreateColumn
from sqlalchemy.sql.visitors import iterate

from tracker.ledger import engine as engines
from tracker.ledger.errors import LedgerError
from tracker.ledger.placing import copy_pages, free_name, ledger_url, put_in_place, staged
from tracker.ledger.schema import CHANGESETS, META, METADATA, SCHEMA_VERSION
from tracker.ledger.verify import find_faults

_AT_ONCE = 5_000
Columns = dict[str, list[str]]
"""Of the ledger's tables those that are there, with those of their columns that are there."""


def upgrade_ledger(engine: sa.Engine, ledger: str, keep: Callable[[int], str]) -> tuple[str, ...]:
    """Bring an older ledger forward, all or nothing; one that another process brought forward meanwhile is left.

    `keep` makes a backup, given the version, and names it. It is called when nobody else may write any more, and
    nothing is written before it has returned. Out: what a reader of the ledger has to know.
    """
    kept: list[str] = []

    def upgrade(connection: sa.Connection) -> tuple[str, ...]:
        version = connection.execute(sa.select(META.c.schema_version)).scalar_one()
        if version >= SCHEMA_VERSION:
            return ()
        if not kept:  # where the database asks for it, the whole is run again
            kept.append(keep(version))
        bring_forward(connection)
        where = engines.place(engine)
        notes = [f"Brought {where} forward from schema {version} to {SCHEMA_VERSION}; as it was, it is in {kept[0]}."]
        if faults := find_faults(connection, ledger):
            notes.append(f"{where} has {len(faults)} faults, which are older than that; see `tracker verify`.")
        return tuple(notes)

    return engines.write(engine, upgrade)


def keep_beside(engine: sa.Engine) -> Callable[[int], str]:
    """How the backup of an older SQLite ledger is made: beside it, named after its schema and newest changeset."""

    def keep(version: int) -> str:
        with engines.reading(engine) as connection:
            file = Path(connection.exec_driver_sql("PRAGMA database_list").one().file)
            newest = connection.execute(sa.select(CHANGESETS.c.at).order_by(CHANGESETS.c.number.desc())).scalar()
            # The ledger's own time: nothing down here reads the clock.
            moment = "".join(letter for letter in (newest or "empty")[:19] if letter not in "-:/")
            backup = free_name(file.with_name(f"{file.name}-schema{version}-{moment}{'Z' if newest else ''}"))
            with staged(backup) as path:
                copy_pages(connection, path)
                _compare(connection, path)
                put_in_place(path, backup, like=file)
        return str(backup)

    return keep


def _compare(connection: sa.Connection, path: Path) -> None:
    copied = engines.open_engine(ledger_url(path))
    with engines.reading(copied) as copy:
        columns = find_columns(connection)
        if fingerprint(copy, columns) != fingerprint(connection, columns):
            raise LedgerError(f"the backup beside {engines.place(connection.engine)} is not the same; try again")


def bring_forward(connection: sa.Connection) -> None:
    """Give an older ledger the tables, columns, indexes and triggers that it lacks, in a transaction that is open.

    A stored value that is not afterwards what it was before is a LedgerError.
    """
    columns = find_columns(connection)
    before = fingerprint(connection, columns)
    # The triggers name columns.
    engines.product(connection).unguard(connection)
    for table in METADATA.sorted_tables:
        if table.name not in columns:
            table.create(connection)
            continue
        for column in table.columns:
            if column.name not in columns[table.name]:
                _add(connection, table, column)
        for index in table.indexes:
            index.create(connection, checkfirst=True)
    engines.product(connection).guard(connection)
    connection.execute(sa.update(META).values(schema_version=SCHEMA_VERSION))
    if fingerprint(connection, columns) != before:
        where = engines.place(connection.engine)
        raise LedgerError(f"{where} could not be brought forward without altering it; it is as it was: report this")


def find_columns(connection: sa.Connection) -> Columns:
    """Of the ledger's tables those that are there, with those of their columns that are there."""
    found = sa.inspect(connection)
    there = {name: {column["name"] for column in found.get_columns(name)} for name in found.get_table_names()}
    return {
        table.name: [name for name in table.columns.keys() if name in there[table.name]]  # noqa: SIM118
        for table in METADATA.sorted_tables
        if table.name in there
    }


def fingerprint(connection: sa.Connection, columns: Columns) -> str:
    """One digest of everything that is stored in these columns, but for the version of the schema."""
    engines.product(connection).read_any_text(connection)
    digest = sha256()
    for name, names in columns.items():
        table = METADATA.tables[name]
        wanted = [table.columns[column] for column in names if column != META.c.schema_version.name]
        rows = connection.execute(sa.select(*wanted).order_by(*table.primary_key).execution_options(yield_per=_AT_ONCE))
        for part in rows.partitions():
            digest.update(repr([name, *map(tuple, part)]).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


def _add(connection: sa.Connection, table: sa.Table, column: sa.Column) -> None:
    # SQLite adds a constraint to a table that is there only with the column.
    checks = [
        str(check.sqltext.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
        for check in table.constraints
        if isinstance(check, sa.CheckConstraint)
        and column.name in {getattr(part, "name", None) for part in iterate(check.sqltext)}
    ]
    words = [str(CreateColumn(column).compile(dialect=connection.dialect)).strip()]
    connection.exec_driver_sql(
        f'ALTER TABLE "{table.name}" ADD COLUMN ' + " ".join([*words, *(f"CHECK ({check})" for check in checks)])
    )
