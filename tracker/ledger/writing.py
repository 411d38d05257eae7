"""One changeset, from changes to written rows, in a transaction that is open already. It reads no clock."""

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from tracker.ledger import revisions
from tracker.ledger.changes import Changes, differs
from tracker.ledger.changesets import Changeset, find_newest, write_moment
from tracker.ledger.digests import Header, digest_changeset
from tracker.ledger.errors import LedgerError
from tracker.ledger.schema import CHANGESETS
from tracker.tables import TABLES, Table


def write_changeset(
    connection: sa.Connection,
    ledger: str,
    changes: Changes,
    author: str,
    message: str,
    origin: str,
    now: datetime,
) -> Changeset | None:
    """Write what really changes as the next changeset; None where nothing does.

    A row that does not stand, or that is named twice, is a LedgerError.
    """
    newest = find_newest(connection)
    number = newest.number + 1 if newest else 1
    ended: dict[str, list[int]] = {}
    written: dict[str, list[dict[str, Any]]] = {}
    next_row = revisions.find_next_row(connection)
    for table in TABLES.values():
        changed, retracted = _rewrite(connection, table, changes)
        added = changes.added.get(table.name)
        ended[table.name] = [*changed.index.tolist(), *retracted.index.tolist()]
        written[table.name] = [
            *revisions.make_revisions(table, changed, number, is_retracted=False),
            *revisions.make_revisions(table, retracted, number, is_retracted=True),
        ]
        if added is not None:
            revisions.check_shape(added, table.name)
            numbered = added.set_axis(pd.RangeIndex(next_row, next_row + len(added)))
            next_row += len(added)
            written[table.name] += revisions.make_revisions(table, numbered, number, is_retracted=False)
    if not any(written.values()):
        return None
    at = max(now, newest.at) if newest else now
    header = Header(number, write_moment(at), author, message, origin)
    digests = [str(revision["digest"]) for rows in written.values() for revision in rows]
    digest = digest_changeset(ledger, newest.digest if newest else "", header, digests)
    connection.execute(sa.insert(CHANGESETS), {**vars(header), "digest": digest})
    for name, rows in written.items():
        revisions.end_rows(connection, name, number, ended[name])
        revisions.write_revisions(connection, name, rows)
    return Changeset(number, datetime.fromisoformat(header.at), author, message, origin, digest)


def _rewrite(connection: sa.Connection, table: Table, changes: Changes) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of a table that change, as they will be, and those that are retracted, as they last were."""
    changed, retracted = (
        changes.changed.get(table.name),
        [int(row) for row in changes.retracted.get(table.name, [])],
    )
    if changed is not None:
        revisions.check_shape(changed, table.name)
    rows = [*([] if changed is None else changed.index.tolist()), *retracted]
    standing = revisions.read_standing(connection, table, rows)
    _refuse_fallen(table.name, pd.Index(rows, dtype="int64"), standing.index)
    if changed is None:
        return standing.iloc[:0], standing.loc[retracted]
    is_new = differs(standing.loc[changed.index], changed) if len(changed) else np.zeros(0, dtype=bool)
    return changed[is_new], standing.loc[retracted]


def _refuse_fallen(table: str, rows: pd.Index, standing: pd.Index) -> None:
    faults = [f"{table} row {row} does not stand in the ledger" for row in rows.difference(standing)]
    faults += [f"{table} row {row} is named twice" for row in rows[rows.duplicated()].unique()]
    if faults:
        more = f" and {len(faults) - 5} more" if len(faults) > 5 else ""
        remedy = "read the ledger again and repeat the change on the rows that stand"
        raise LedgerError(f"{'; '.join(faults[:5])}{more}: {remedy}")
