"""Small ledgers for the tests: who writes, when, and donors to write."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from tests.databases import tampering
from tracker.checks import check
from tracker.ledger import Changes, Changeset, Ledger, Pack, open_ledger
from tracker.ledger.verify import find_faults
from tracker.tables import Table

DATA = Path(__file__).parent.parent / "data" / "paris-pact"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def commit(ledger: Ledger, changes: Changes, now: datetime = NOON) -> Changeset | None:
    return ledger.commit(changes, author="Ada", message="A change", now=now, origin="pledges.csv 12ab")


def donors(*names: str) -> pd.DataFrame:
    """Checked donors whose code and name are the same."""
    raw = pd.DataFrame({"donor": names, "name": names, "kind": "government"}, dtype="str")
    return check({"donors": raw}).tables["donors"]


def fill(table: Table, text: str, number: int) -> pd.DataFrame:
    """Two rows in which every field of a table is filled."""
    values = {"str": text, "bool": True}
    columns = {c.name: pd.Series([values.get(c.dtype, number)] * 2, dtype=c.dtype) for c in table.columns}
    return pd.DataFrame(columns)


def add(ledger: Ledger, *names: str) -> int:
    """Record donors; the changeset's number."""
    written = commit(ledger, Changes(added={"donors": donors(*names)}))
    assert written is not None
    return written.number


def rename(ledger: Ledger, row: int, name: str) -> int:
    """Give a donor another name; the changeset's number."""
    written = commit(ledger, Changes(changed={"donors": ledger.read()["donors"].loc[[row]].assign(name=name)}))
    assert written is not None
    return written.number


def retract(ledger: Ledger, *rows: int) -> int:
    """Retract donors; the changeset's number."""
    written = commit(ledger, Changes(retracted={"donors": list(rows)}))
    assert written is not None
    return written.number


def pack(ledger: Ledger, made_from: int | None = None, **fields: Any) -> Pack:
    """A pack for 2009Q4, of everything, made from a changeset (None: the newest)."""
    changesets = ledger.changesets()
    record = changesets[-1 if made_from is None else made_from - 1]
    usual: dict[str, Any] = {
        "quarter": "2009Q4", "audience": "internal", "language": "en", "as_of": date(2009, 12, 31), "currency": "USD",
        "changeset": record.number, "digest": record.digest,
        "files": {"brief.pdf": "a" * 64, "slides & more.pptx": "b" * 64},
    }  # fmt: skip
    return Pack(**usual | fields)


def names(ledger: Ledger, known_at: int | None = None) -> dict[int, str]:
    """The name of each donor that stands, by row."""
    return ledger.read(known_at)["donors"]["name"].to_dict()


Places = set[tuple[int, str | None, int | None]]


def faults(place: str, *statements: str) -> Places:
    """Where `verify` finds fault with a ledger, were it altered by these statements; it is left as it was."""
    with open_ledger(place) as ledger:
        ledger_id = ledger.id
    with tampering(place, is_kept=False) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        return {(fault.changeset, fault.table, fault.row) for fault in find_faults(connection, ledger_id)}
