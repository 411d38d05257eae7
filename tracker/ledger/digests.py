"""What is hashed, and how: revisions of rows, and changesets chained over them. It reads and stores nothing.

A digest is SHA-256 over JSON with sorted names, no spaces and ASCII only. A row's blank fields are left out
of it, so that a column added to a table later does not alter the digests of the rows before it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tracker.tables import Column, Table

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


def digest_rows(table: Table, columns: Sequence[Sequence[Any]]) -> list[str]:
    """The digest of each revision; the columns are row, from_changeset, is_retracted (0 or 1), then the fields."""
    # Column by column, for most texts stand in many rows: each is put into JSON once.
    head = [map(str if set(map(type, column)) <= {int} else _JSON.encode, column) for column in columns[:3]]
    fields = sorted(zip(table.columns, columns[3:], strict=True), key=lambda pair: pair[0].name)
    parts = zip(*(_as_fields(column.name, _blank(column), values) for column, values in fields), strict=True)
    name = _JSON.encode(table.name)
    return [
        sha256(f"[{name},{row},{changeset},{is_retracted},{{{','.join(filter(None, part))}}}]".encode()).hexdigest()
        for row, changeset, is_retracted, part in zip(*head, parts, strict=True)
    ]


def _as_fields(name: str, blank: object, values: Sequence[Any]) -> list[str]:
    """Each value as a field of a JSON object, "" where it is blank."""

    quoted = _JSON.encode(name)

    def field(value: object) -> str:
        return "" if value == blank else f"{quoted}:{_JSON.encode(value)}"

    if not set(map(type, values)) <= {str, int, type(None)}:
        return list(map(field, values))  # altered; and 1.0, which is 1 to a dictionary, must not pass for it
    known = {value: field(value) for value in set(values)}
    return list(map(known.__getitem__, values))


def _blank(column: Column) -> object:
    return {"str": "", "bool": 0}.get(column.dtype)


def digest_changeset(ledger: str, previous: str, header: Header, rows: Iterable[str]) -> str:
    """A changeset's digest, over its predecessor's (blank for the first) and those of the rows it wrote."""
    told = [header.number, header.at, header.author, header.message, header.origin]
    # What a changeset does not have is left out, as before there were such fields.
    told += [{"actor": header.actor, "request": header.request}] if header.actor or header.request else []
    return _digest([ledger, previous, told, sorted(rows)])


def _digest(content: list[object]) -> str:
    return sha256(_JSON.encode(content).encode("ascii")).hexdigest()
