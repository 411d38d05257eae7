"""The store of what was recorded: changesets, tables as known at each, and their verification."""

from tracker.ledger.changes import Changes, difference
from tracker.ledger.changesets import Changeset
from tracker.ledger.errors import LedgerError
from tracker.ledger.history import Revision
from tracker.ledger.store import Ledger, create_ledger, ledger_exists, open_ledger
from tracker.ledger.verify import Fault

__all__ = [
    "Changes",
    "Changeset",
    "Fault",
    "Ledger",
    "LedgerError",
    "Revision",
    "create_ledger",
    "difference",
    "ledger_exists",
    "open_ledger",
]
