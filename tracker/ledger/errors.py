"""What a ledger refuses. It knows no ledger."""


class LedgerError(Exception):
    """A ledger that cannot be opened, read or written as asked; the message names place and remedy."""


class StaleError(LedgerError):
    """What was to be written was made on a state of the ledger that is no longer the newest."""
