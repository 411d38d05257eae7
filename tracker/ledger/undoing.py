"""What has to be written so that a changeset is as if it had not been. It writes nothing."""

import pandas as pd
import sqlalchemy as sa

from tracker.ledger.changes import Changes
from tracker.ledger.changesets import need_number
from tracker.ledger.errors import LedgerError
from tracker.ledger.revisions import read_rows
from tracker.ledger.schema import GRANTS, HISTORY, PACKS
from tracker.tables import TABLES, Table

_SHOWN = 5
_NEVER_UNDONE = {
    GRANTS.name: "gave or took a role; use `tracker grant` or `tracker revoke`",
    PACKS.name: "issued a briefing, and what went out stays on record; correct the figures, and issue it anew",
}


def find_undo(connection: sa.Connection, number: int) -> Changes:
    """The changes that undo a changeset: what it added goes, what it changed or retracted is again as it was.

    A LedgerError names the rows that were written again later: these stand on it. Roles are given and taken by those
    who may do that, and a briefing has gone out: neither is ever undone.
    """
    need_number(connection, number)
    for name, what in _NEVER_UNDONE.items():
        kept = HISTORY[name].c
        if connection.execute(sa.select(kept.row).where(kept.from_changeset == number)).first():
            raise LedgerError(f"changeset {number} {what}")
    changed: dict[str, pd.DataFrame] = {}
    restored: dict[str, pd.DataFrame] = {}
    retracted: dict[str, list[int]] = {}
    later: list[str] = []
    for name, table in TABLES.items():
        history = HISTORY[name]
        wrote = history.c.from_changeset == number
        gone = read_rows(connection, table, sa.and_(wrote, history.c.is_retracted == 1)).index
        kept = read_rows(connection, table, sa.and_(wrote, history.c.is_retracted == 0))
        before = read_rows(connection, table, sa.and_(history.c.until_changeset == number, history.c.is_retracted == 0))
        later += _find_later(connection, table, number)
        restored[name], changed[name] = before[before.index.isin(gone)], before[before.index.isin(kept.index)]
        retracted[name] = kept.index.difference(before.index).tolist()
    if later:
        more = f" and {len(later) - _SHOWN} more" if len(later) > _SHOWN else ""
        raise LedgerError(
            f"changeset {number} cannot be undone, for later ones stand on it: {'; '.join(later[:_SHOWN])}{more}; "
            "undo those first, the newest before the others, or correct the rows by hand"
        )
    return Changes(changed=_some(changed), restored=_some(restored), retracted=retracted)


def _find_later(connection: sa.Connection, table: Table, number: int) -> list[str]:
    """The rows that a changeset wrote and a later one wrote again, in words."""
    history = HISTORY[table.name]
    wanted = sa.select(history.c.row, history.c.until_changeset, *(history.c[name] for name in table.key))
    is_ended = sa.and_(history.c.from_changeset == number, history.c.until_changeset.is_not(None))
    return [
        f"{table.name} row {row} ({', '.join(filter(None, key))}) was written again in changeset {until}"
        for row, until, *key in connection.execute(wanted.where(is_ended).order_by(history.c.row))
    ]


def _some(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {name: frame for name, frame in frames.items() if len(frame)}
