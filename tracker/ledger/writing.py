"""One changeset, from changes to written rows, in a transaction that is open already. It reads no clock."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from tracker.ledger import revisions
from tracker.ledger.changes import Changes, differs
from tracker.ledger.changesets import Changeset, write_moment
from tracker.ledger.digests import Header, digest_changeset
from tracker.ledger.errors import LedgerError
from tracker.ledger.schema import CHANGESETS, KEPT
from tracker.tables import Table


def write_changeset(
    connection: sa.Connection, ledger: str, newest: Changeset | None, changes: Changes, header: Header, now: datetime
) -> Changeset | None:
    """Write what really changes as the changeset after the `newest`; None where nothing does.

    Number and time of the `header` are given here. A row that does not stand, or that is named twice, is a LedgerError.
    """
    number = newest.number + 1 if newest else 1
    ended: dict[str, list[int]] = {}
    written: dict[str, list[dict[str, Any]]] = {}
    next_row = revisions.find_next_row(connection)
    for table in map(KEPT.__getitem__, changes.tables):
        changed, retracted, restored = _rewrite(connection, table, changes)
        added = changes.added.get(table.name)
        ended[table.name] = [row for frame in (changed, retracted, restored) for row in frame.index.tolist()]
        written[table.name] = [
            *revisions.make_revisions(table, changed, number, is_retracted=False),
            *revisions.make_revisions(table, retracted, number, is_retracted=True),
            *revisions.make_revisions(table, restored, number, is_retracted=False),
        ]
        if added is not None:
            revisions.check_shape(added, table.name)
            numbered = added.set_axis(pd.RangeIndex(next_row, next_row + len(added)))
            next_row += len(added)
            written[table.name] += revisions.make_revisions(table, numbered, number, is_retracted=False)
    if not any(written.values()):
        return None
    at = max(now, newest.at) if newest else now
    header = replace(header, number=number, at=write_moment(at))
    digests = [str(revision["digest"]) for rows in written.values() for revision in rows]
    digest = digest_changeset(ledger, newest.digest if newest else "", header, digests)
    connection.execute(sa.insert(CHANGESETS), {**vars(header), "digest": digest})
    for name, rows in written.items():
        revisions.end_rows(connection, name, number, ended[name])
        revisions.write_revisions(connection, name, rows)
    return Changeset(**{**vars(header), "at": datetime.fromisoformat(header.at), "digest": digest})


def _rewrite(connection: sa.Connection, table: Table, changes: Changes) -> tuple[pd.DataFrame, ...]:
    """The rows that change, as they will be; that are retracted, as they last were; that come back."""
    retracted = [int(row) for row in changes.retracted.get(table.name, [])]
    changed, restored = changes.changed.get(table.name), changes.restored.get(table.name)
    for frame in (changed, restored):
        if frame is not None:
            revisions.check_shape(frame, table.name)
    rows = [*([] if changed is None else changed.index.tolist()), *retracted]
    standing = revisions.read_standing(connection, table, rows)
    _refuse_fallen(table.name, pd.Index(rows, dtype="int64"), standing.index, "does not stand in the ledger")
    none = standing.iloc[:0]
    if changed is not None and len(changed):
        changed = changed[differs(standing.loc[changed.index], changed)]
    if restored is not None and len(restored):
        gone = revisions.read_standing(connection, table, restored.index.tolist(), is_retracted=True)
        _refuse_fallen(table.name, restored.index, gone.index, "was not retracted")
    return none if changed is None else changed, standing.loc[retracted], none if restored is None else restored


def _refuse_fallen(table: str, rows: pd.Index, standing: pd.Index, fault: str) -> None:
    faults = [f"{table} row {row} {fault}" for row in rows.difference(standing)]
    faults += [f"{table} row {row} is named twice" for row in rows[rows.duplicated()].unique()]
    if faults:
        more = f" and {len(faults) - 5} more" if len(faults) > 5 else ""
        remedy = "read the ledger again and repeat the change on the rows that stand"
        raise LedgerError(f"{'; '.join(faults[:5])}{more}: {remedy}")
