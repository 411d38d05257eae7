"""The URLs of ledgers: read, and shown without their secrets. It opens nothing."""

import re

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from tracker.ledger.errors import LedgerError

_SECRETS = ("password", "sslpassword")


def read_address(url: str) -> sa.URL:
    """The parts of a URL; what is none is a LedgerError."""
    try:
        return sa.make_url(url)
    except (ArgumentError, ValueError) as error:
        # Where the parts cannot be told, all that may be a password is left out.
        shown = re.sub(r"(password=)[^&]*", r"\1***", re.sub(r"/.*@", "/***@", url, flags=re.DOTALL))
        raise LedgerError(f"'{shown}' is not the URL of a ledger; write it like sqlite:///tracker.db") from error


def show_address(address: sa.URL) -> str:
    """A URL as messages name it."""
    return address.difference_update_query(_SECRETS).render_as_string(hide_password=True)
