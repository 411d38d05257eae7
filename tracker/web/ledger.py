"""The ledger that the port serves: one for all that happens in this process."""

import os
from datetime import UTC, datetime
from functools import cache
from threading import Lock

from tracker import desk
from tracker.ledger import Ledger, ledger_url
from tracker.web.login import machine_account

_OPENING = Lock()


def served_ledger() -> Ledger:
    """The ledger that TRACKER_LEDGER names, opened once; made with the Paris Pact's figures where there is none."""
    with _OPENING:
        return _open(ledger_url(os.environ.get("TRACKER_LEDGER", desk.DEFAULT_LEDGER)))


@cache
def _open(url: str) -> Ledger:
    return desk.open_or_start(url, may_start=True, author=machine_account(), now=datetime.now(UTC))[0]
