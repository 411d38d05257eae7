"""The store of what was recorded: changesets, tables as known at each, and their verification."""

from tracker.ledger.changes import Changes, difference
from tracker.ledger.changesets import Changeset
from tracker.ledger.copying import Copy, back_up, restore
from tracker.ledger.copying import upgrade as upgrade_ledger
from tracker.ledger.errors import LedgerError, StaleError
from tracker.ledger.grants import TOKEN, Grant
from tracker.ledger.history import Revision
from tracker.ledger.opening import create_ledger, ledger_exists, open_ledger
from tracker.ledger.packs import Pack, find_last_pack
from tracker.ledger.placing import ledger_url
from tracker.ledger.store import Ledger, Standing
from tracker.ledger.verify import Fault

__all__ = [
    "TOKEN",
    "Changes",
    "Changeset",
    "Copy",
    "Fault",
    "Grant",
    "Ledger",
    "LedgerError",
    "Pack",
    "Revision",
    "StaleError",
    "Standing",
    "back_up",
    "create_ledger",
    "difference",
    "find_last_pack",
    "ledger_exists",
    "ledger_url",
    "open_ledger",
    "restore",
    "upgrade_ledger",
]
