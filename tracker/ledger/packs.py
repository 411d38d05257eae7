"""Which briefing packs went out: rows of the ledger like any other, on no sheet. It makes no pack and reads no file."""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import sqlalchemy as sa

from tracker import terms
from tracker.ledger.changes import Changes
from tracker.ledger.changesets import Changeset, find_changeset
from tracker.ledger.errors import LedgerError
from tracker.ledger.revisions import is_standing, read_rows
from tracker.ledger.schema import HISTORY, PACKS

_SHAPES = {
    "quarter": (re.compile(r"[0-9]{4}Q[1-4]"), "write it as 2009Q4"),
    "language": (re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*"), "write its code, such as en"),
    "currency": (re.compile(r"([A-Z]{3})?"), "write its code, such as USD, or nothing where there are several"),
}
_AS_THEY_ARE = ("initiative", "phase", "quarter", "audience", "language", "currency", "marking")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NO_NAME = re.compile(r"[/\\\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Pack:
    """A briefing pack that goes or went out, of a phase, an initiative or, with neither key, of everything.

    `changeset` and `digest` are the record that it was made from; `files` the SHA-256 of each file, in hexadecimal, by
    name. `issued_in` is the changeset that recorded it, 0 before that.
    """

    quarter: str
    audience: str
    language: str
    as_of: date
    changeset: int
    digest: str
    files: Mapping[str, str] = field(hash=False)
    initiative: str = ""
    phase: str = ""
    currency: str = ""
    marking: str = ""
    issued_in: int = field(default=0, compare=False)

    @property
    def subject(self) -> str:
        """What it is of, in words."""
        return self.phase or (f"the initiative {self.initiative}" if self.initiative else "the whole portfolio")


def read_packs(connection: sa.Connection, known_at: int | None = None) -> list[Pack]:
    """All packs that were recorded up to a changeset (None: the newest), in the order in which they went out."""
    return _read(connection, is_standing(HISTORY[PACKS.name], known_at))


def find_last_pack(
    packs: Iterable[Pack], audience: str, before: date, *, initiative: str | None = None, phase: str | None = None
) -> Pack | None:
    """The pack that the next one carries on from: of the same subject and audience, the newest as of a day before.

    In: packs in the order in which they went out; of several as of the same day, the one that went out last counts.
    The language does not matter: in each the figures are the same.
    """
    wanted = (initiative or "", phase or "", audience)
    own = [pack for pack in packs if (pack.initiative, pack.phase, pack.audience) == wanted and pack.as_of < before]
    return max(reversed(own), key=lambda pack: pack.as_of, default=None)


def find_issues(connection: sa.Connection, pack: Pack) -> list[Changeset]:
    """The changeset that recorded exactly this pack, or nothing."""
    history = HISTORY[PACKS.name]
    likely = sa.and_(history.c.quarter == pack.quarter, history.c.changeset == str(pack.changeset))
    recorded = _read(connection, sa.and_(is_standing(history), likely))
    return [find_changeset(connection, one.issued_in) for one in recorded if one == pack]


def record_pack(connection: sa.Connection, pack: Pack) -> Changes:
    """The changes that record a pack; a LedgerError where the ledger does not hold what it says it was made from."""
    digest = find_changeset(connection, pack.changeset).digest
    if digest != pack.digest:
        found = f"changeset {pack.changeset} has the digest {digest}, and the pack names {pack.digest or 'none'}"
        raise LedgerError(f"{found}; make the pack anew from this ledger")
    for table, name, key in (("initiatives", "initiative", pack.initiative), ("phases", "phase", pack.phase)):
        history = HISTORY[table]
        is_there = sa.and_(is_standing(history, pack.changeset), history.c[name] == key)
        if key and connection.execute(sa.select(history.c.row).where(is_there)).first() is None:
            raise LedgerError(f"there was no {name} {key} at changeset {pack.changeset}; name one that the pack is of")
    return Changes(added={PACKS.name: _as_frame(pack)})


def check_pack(pack: Pack) -> None:
    """A LedgerError where a pack is not such as could be recorded in any ledger."""
    if pack.initiative and pack.phase:
        raise LedgerError(f"a pack is of one phase or one initiative; name {pack.phase} or {pack.initiative}, not both")
    if pack.audience not in terms.AUDIENCES:
        raise LedgerError(f"'{pack.audience}' is not an audience; use {' or '.join(terms.AUDIENCES)}")
    for name, (shape, remedy) in _SHAPES.items():
        if not shape.fullmatch(getattr(pack, name)):
            raise LedgerError(f"'{getattr(pack, name)}' is not a {name}; {remedy}")
    if not pack.files:
        raise LedgerError("a pack without files cannot go out; name each file with its SHA-256")
    for name, digest in pack.files.items():
        if not name.strip() or _NO_NAME.search(name):
            raise LedgerError(f"{name!a} is not the name of a pack's file; name it without its folder")
        if not _DIGEST.fullmatch(digest):
            raise LedgerError(f"'{digest}' is not a SHA-256 of {name}; write 64 hexadecimal digits, the letters small")


def _as_frame(pack: Pack) -> pd.DataFrame:
    texts = {
        "initiative": pack.initiative, "phase": pack.phase, "quarter": pack.quarter, "audience": pack.audience,
        "language": pack.language, "changeset": str(pack.changeset), "changeset_digest": pack.digest,
        "as_of": pack.as_of.isoformat(), "currency": pack.currency, "marking": pack.marking,
        "files": "\n".join(f"{digest}  {name}" for name, digest in sorted(pack.files.items())),
    }  # fmt: skip
    return pd.DataFrame({name: [texts[name]] for name in PACKS.names}, dtype="str")


def _read(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[Pack]:
    history = HISTORY[PACKS.name]
    issued = connection.execute(sa.select(history.c.from_changeset).where(condition).order_by(history.c.row)).scalars()
    numbers, rows = issued.all(), read_rows(connection, PACKS, condition).to_dict("records")
    try:
        return [_as_pack(row, number) for row, number in zip(rows, numbers, strict=True)]
    except ValueError as error:
        raise LedgerError(f"what is recorded of a pack cannot be read ({error}); run `tracker verify`") from error


def _as_pack(row: Mapping[Hashable, str], issued_in: int) -> Pack:
    parts = [line.split("  ", 1) for line in row["files"].split("\n")]
    return Pack(
        **{name: row[name] for name in _AS_THEY_ARE}, as_of=date.fromisoformat(row["as_of"]),
        changeset=int(row["changeset"]), digest=row["changeset_digest"],
        files={name: digest for digest, name in parts}, issued_in=issued_in,
    )  # fmt: skip
