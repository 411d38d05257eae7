"""The database itself refuses what would rewrite the past, whoever asks."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

from tests.ledgers import NOON, fill
from tracker.ledger import Changes
from tracker.ledger.schema import CHANGESETS, HISTORY, KEPT

REFUSED = "never changed or deleted"


def statements(table: str, dialect: str) -> list[str]:
    """Every way to write to what is there."""
    columns = (CHANGESETS if table == "changesets" else HISTORY[table]).c.keys()
    found = [f'UPDATE "{table}" SET "{column}" = "{column}"' for column in columns if column != "until_changeset"]
    found.append(f'DELETE FROM "{table}"')
    if table != "changesets":
        found += [f'UPDATE "{table}" SET until_changeset = {until}' for until in ("NULL", "1", "9")]
    key = "number" if table == "changesets" else "row, from_changeset"
    again = f'INTO "{table}" SELECT * FROM "{table}" WHERE true'
    found.append(f"INSERT {again} ON CONFLICT ({key}) DO UPDATE SET digest = 'x'")
    found.append(f'TRUNCATE "{table}" CASCADE' if dialect == "postgresql" else f"INSERT OR REPLACE {again}")
    return found


def first_rows(ledger) -> dict[str, int]:
    """The number of each table's first row, as the first changeset tells it."""
    rows: dict[str, int] = {}
    for one in ledger.show(1):
        rows.setdefault(one.table, one.row)
    return rows


def test_the_database_refuses_to_update_and_to_delete(ledger, place):
    """Each table has one row that was replaced, and one that stands."""
    added = {name: fill(table, "a", 7) for name, table in KEPT.items()}
    ledger.commit(Changes(added=added), author="Ada", message="", now=NOON)
    changed = {name: fill(KEPT[name], "b", 7).iloc[:1].set_axis([row]) for name, row in first_rows(ledger).items()}
    ledger.commit(Changes(changed=changed), author="Ada", message="", now=NOON)
    engine = sa.create_engine(place, poolclass=NullPool)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA recursive_triggers = ON")
        for table in (*KEPT, "changesets"):
            for statement in statements(table, connection.dialect.name):
                with pytest.raises(IntegrityError, match=REFUSED):
                    connection.exec_driver_sql(statement)
                connection.rollback()
    assert ledger.verify() == []
    assert all(len(frame) == 2 for frame in ledger.read().values())


def test_a_revision_ends_once_and_later_than_it_began(ledger, place):
    """The one update that the ledger itself makes; a second, or one back in time, is refused."""
    ledger.commit(Changes(added={"donors": fill(KEPT["donors"], "a", 7)}), author="Ada", message="", now=NOON)
    for row in (1, 2):
        changed = ledger.read()["donors"].loc[[row]].assign(name="b")
        ledger.commit(Changes(changed={"donors": changed}), author="Ada", message="", now=NOON)
    engine = sa.create_engine(place, poolclass=NullPool)
    with engine.connect() as connection:
        for row, begun, until in ((1, 1, 3), (1, 2, 2), (1, 2, 1), (1, 2, "NULL"), (2, 1, "NULL")):
            here = f"row = {row} AND from_changeset = {begun}"
            with pytest.raises(IntegrityError, match=REFUSED):
                connection.exec_driver_sql(f"UPDATE donors SET until_changeset = {until} WHERE {here}")
            connection.rollback()
        connection.exec_driver_sql("UPDATE donors SET until_changeset = 3 WHERE row = 1 AND from_changeset = 2")
