"""A ledger opened, or started where there is none. It reads no file itself."""

from datetime import datetime

from tracker.ledger import Ledger, ledger_exists, open_ledger
from tracker.problems import Problem

DEFAULT_LEDGER = "sqlite:///tracker.db"


def open_or_start(url: str, *, may_start: bool, author: str, now: datetime) -> tuple[Ledger, list[Problem] | None]:
    """Open a ledger; where there is none yet and it may be started, start it with the Paris Pact's figures.

    Out: the ledger, and the warnings of its start, None where it was there already.
    """
    if may_start and not ledger_exists(url):
        # The readers of files take longer to import than an answer from a ledger that is there.
        from tracker.desk.starting import data_folder, start_ledger

        return start_ledger(url, data_folder(), author=author, now=now)
    return open_ledger(url), None
