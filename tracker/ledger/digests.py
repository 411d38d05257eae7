"""What is hashed, and how: revisions of rows, and changesets chained over them. It reads and stores nothing.

A digest is SHA-256 over JSON with sorted names, no spaces and ASCII only. A row's blank fields are left out
of it, so that a column added to a table later does not alter the digests of the rows before it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tracker.tables import Table

# A value of a foreign type can only come from a ledger that was altered: it is hashed as it shows itself.
_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=repr)


@dataclass(frozen=True)
class Header:
    """A changeset as it is stored, but for its digest."""

    number: int
    at: str
    author: str
    message: str
    origin: str
    actor: str = ""
    request: str = ""


def digest_rows(table: Table, revisions: Iterable[tuple[Any, ...]]) -> list[str]:
    """The digest of each revision: row, from_changeset, is_retracted (0 or 1), then the fields in order."""
    blanks = [{"str": "", "bool": 0}.get(column.dtype) for column in table.columns]
    names = table.names
    digests = []
    for row, changeset, is_retracted, *values in revisions:
        fields = {name: value for name, value, blank in zip(names, values, blanks, strict=True) if value != blank}
        digests.append(_digest([table.name, row, changeset, is_retracted, fields]))
    return digests


def digest_changeset(ledger: str, previous: str, header: Header, rows: Iterable[str]) -> str:
    """A changeset's digest, over its predecessor's (blank for the first) and those of the rows it wrote."""
    told = [header.number, header.at, header.author, header.message, header.origin]
    # What a changeset does not have is left out, as before there were such fields.
    told += [{"actor": header.actor, "request": header.request}] if header.actor or header.request else []
    return _digest([ledger, previous, told, sorted(rows)])


def _digest(content: list[object]) -> str:
    return sha256(_JSON.encode(content).encode("ascii")).hexdigest()
