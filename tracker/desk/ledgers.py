"""Ledgers as the shells handle them: listed, shown, undone and verified. It asks for no figures."""

import difflib
import re
from collections.abc import Iterable
from datetime import datetime

from tracker.checks import check
from tracker.desk.access import LOCAL, Actor, allow
from tracker.desk.receipts import Receipt
from tracker.desk.undoing import tell_undo
from tracker.ledger import Changes, Changeset, Ledger, Revision, Standing
from tracker.ledger.merging import apply_changes
from tracker.problems import RefusedError, errors
from tracker.tables import TABLES, Tables


def log_rows(ledger: Ledger, actor: Actor = LOCAL) -> list[dict[str, object]]:
    """Every changeset, oldest first; for readers of what is internal, as all of the history."""
    allow(ledger, actor, "read")
    return [_header(changeset) for changeset in ledger.changesets()]


def _header(c: Changeset) -> dict[str, object]:
    return {
        "number": c.number, "at": c.at.isoformat(), "author": c.author, "message": c.message,
        "origin": c.origin or None, "actor": c.actor or None, "digest": c.digest,
    }  # fmt: skip


def show_rows(ledger: Ledger, number: int, actor: Actor = LOCAL) -> list[dict[str, object]]:
    """Every field that a changeset wrote, a row each, with who wrote it, when and why."""
    allow(ledger, actor, "read")
    return _field_rows(ledger, ledger.show(number))


def history_rows(ledger: Ledger, table: str, key: str, actor: Actor = LOCAL) -> list[dict[str, object]]:
    """Every field that was ever written of a table's rows with a key (or its first part, or of one row by number)."""
    allow(ledger, actor, "read")
    if table not in TABLES:
        raise RefusedError(f"there is no table '{table}'; the tables are {', '.join(TABLES)}")
    named = {row: keys for row, keys in ledger.row_keys(table) if key in (str(row), keys[0], " ".join(keys))}
    if not named:
        known = sorted({keys[0] for _, keys in ledger.row_keys(table)})
        near = difflib.get_close_matches(key, known, 3) or known[:3]
        remedy = f"there are {', '.join(near)}, for example" if near else "nothing is recorded in it"
        raise RefusedError(f"{table} has no row '{key}'; {remedy}")
    found = [revision for row in named for revision in ledger.row_history(table, row)]
    return _field_rows(ledger, sorted(found, key=lambda revision: (revision.changeset, revision.row)))


def _field_rows(ledger: Ledger, revisions: Iterable[Revision]) -> list[dict[str, object]]:
    headers = {changeset.number: changeset for changeset in ledger.changesets()}
    return [
        {"changeset": revision.changeset, "at": header.at.isoformat(), "author": header.author,
         "message": header.message, "table": revision.table, "row": revision.row, "key": revision.key,
         "action": revision.action, "field": name, "before": before or None, "after": after or None}
        for revision in revisions
        for header in (headers[revision.changeset],)
        for name, (before, after) in revision.fields.items()
    ]  # fmt: skip


def undo(
    ledger: Ledger, number: int, *, author: str, message: str, now: datetime, actor: Actor = LOCAL, request: str = ""
) -> Changeset:
    """Record, as a new changeset, that everything a changeset did is as before it.

    Refused where later changesets stand on it (LedgerError, the rows named), and where what is left would not be sound
    (RefusedError with the problems).
    """

    def changes(standing: Standing) -> Changes:
        allow(ledger, actor, "write")
        undoing = ledger.undoing(number, standing)
        _need_sound(number, standing.read(), undoing)
        return undoing

    changeset = ledger.amend(changes, author=author, message=message, now=now, actor=actor.mark, request=request)
    if changeset is None:
        raise RefusedError(f"changeset {number} wrote nothing that could be undone")
    return changeset


def undo_with_receipt(
    ledger: Ledger,
    number: int,
    *,
    author: str,
    message: str,
    now: datetime,
    dry_run: bool = False,
    actor: Actor = LOCAL,
    request: str = "",
) -> Receipt:
    """Undo a changeset (`dry_run`: only tell what that would do), with every row it writes, before and after.

    Refused as `undo` is, the dry run as well.
    """
    allow(ledger, actor, "write")
    ours = ledger.read()
    undoing = ledger.undoing(number)
    if undoing.is_empty:
        raise RefusedError(f"changeset {number} wrote nothing that could be undone")
    told = tell_undo(undoing, ours, _need_sound(number, ours, undoing))
    if dry_run:
        return told
    made = undo(ledger, number, author=author, message=message, now=now, actor=actor, request=request)
    return told.ended("committed", made)


def _need_sound(number: int, ours: Tables, undoing: Changes) -> Tables:
    """The tables without a changeset; a RefusedError where these would not be sound."""
    after = apply_changes(ours, undoing)
    problems = errors(check(after, sound=ours).problems)
    if problems:
        raise RefusedError(f"changeset {number} cannot be undone: what is left would not be sound", problems)
    return after


def verify(ledger: Ledger, expect: str | None = None, actor: Actor = LOCAL) -> dict[str, object]:
    """Whether a ledger is as it was written: status, changesets, the head's digest, and faults by changeset.

    `expect` is a changeset and its digest (or how it begins) as a briefing or an export states them, `14:7f3a…`: a
    ledger that does not contain that past any more, its tail cut off or its chain made anew, is `altered`.
    """
    allow(ledger, actor, "read")
    faults: list[dict[str, object]] = [
        {"changeset": fault.changeset, "table": fault.table, "row": fault.row, "message": fault.message}
        for fault in ledger.verify()
    ]
    head = ledger.head()
    if expect is not None:
        faults += _missing_past(ledger, head, expect)
    return {
        "status": "altered" if faults else "sound", "changesets": head.number if head else 0,
        "digest": head.digest if head else None, "faults": faults,
    }  # fmt: skip


def _missing_past(ledger: Ledger, head: Changeset | None, expect: str) -> list[dict[str, object]]:
    found = re.fullmatch(r"\s*([1-9][0-9]{0,17})\s*[:·]\s*([0-9A-Fa-f]{4,64})\s*", expect)
    if found is None:
        raise RefusedError(f"'{expect}' is no changeset with its digest; write 14:7f3a or with the whole digest")
    number, digest = int(found[1]), found[2].lower()
    fault: dict[str, object] = {"changeset": number, "table": None, "row": None}
    newest = head.number if head else 0
    if number > newest:
        return [fault | {"message": f"it is expected, and the ledger ends at {newest}: its tail is lost or cut off"}]
    stored = next((c.digest for c in ledger.changesets() if c.number == number), "")
    if not stored.startswith(digest):
        message = f"its digest is {stored or 'not there'}, and {digest} is expected: what was recorded up to it differs"
        return [fault | {"message": message}]
    return []


def fault_words(fault: dict[str, object]) -> str:
    """A fault in one line."""
    place = ", ".join(f"{name} {fault[name]}" for name in ("changeset", "table", "row") if fault[name] is not None)
    return f"{place}: {fault['message']}"
