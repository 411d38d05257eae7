"""Who may do what: grants are rows of the ledger, recorded and read like any other, on no sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from tracker.ledger.changes import Changes
from tracker.ledger.revisions import is_standing, read_rows
from tracker.ledger.schema import GRANTS, HISTORY

TOKEN = "token"
"""The issuer of programs' tokens; the subject is the token's SHA-256."""


@dataclass(frozen=True)
class Grant:
    """What somebody, or a program with a token, may do; `role` is partner, viewer or editor."""

    issuer: str
    subject: str
    role: str
    name: str


def read_grants(connection: sa.Connection) -> list[Grant]:
    """All grants that stand."""
    frame = _read(connection)
    return [Grant(*row) for row in frame[["issuer", "subject", "role", "name"]].itertuples(index=False, name=None)]


def find_role(connection: sa.Connection, issuer: str, subject: str) -> Grant | None:
    """The grant of one identity, None where it has none."""
    history = HISTORY[GRANTS.name]
    is_theirs = sa.and_(history.c.issuer == issuer, history.c.subject == subject)
    row = connection.execute(
        sa.select(history.c.issuer, history.c.subject, history.c.role, history.c.name).where(
            sa.and_(is_standing(history), is_theirs)
        )
    ).first()
    return None if row is None else Grant(*row)


def change_grant(connection: sa.Connection, issuer: str, subject: str, role: str | None, name: str) -> Changes:
    """The changes that give an identity a role, or take what it has (None)."""
    frame = _read(connection)
    theirs = frame.index[((frame["issuer"] == issuer) & (frame["subject"] == subject)).to_numpy()]
    if role is None:
        return Changes(retracted={GRANTS.name: theirs.tolist()})
    fields: dict[str, Sequence[str]] = {"issuer": [issuer], "subject": [subject], "role": [role], "name": [name]}
    row = pd.DataFrame(fields, dtype="str")
    if len(theirs):
        return Changes(changed={GRANTS.name: row.set_axis(theirs)})
    return Changes(added={GRANTS.name: row})


def _read(connection: sa.Connection) -> pd.DataFrame:
    return read_rows(connection, GRANTS, is_standing(HISTORY[GRANTS.name]))
