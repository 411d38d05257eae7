"""Ledgers as the shells handle them: made, opened, listed and verified. It asks for no figures."""

from datetime import datetime
from pathlib import Path

from tracker.checks import Checked, check
from tracker.exchange.files import read_file
from tracker.exchange.naming import name_donors
from tracker.ledger import Changes, Ledger, create_ledger, ledger_exists, open_ledger
from tracker.problems import Problem, RefusedError
from tracker.tables import TABLES, empty

DEFAULT_LEDGER = "sqlite:///tracker.db"


def data_folder(name: str = "paris-pact") -> Path:
    """A folder of figures that comes with the project."""
    here = Path(__file__).resolve().parents[1]
    return next((base / name for base in (here / "data", here.parent / "data") if (base / name).is_dir()), here / name)


def check_path(path: Path, *, table: str | None = None, locale: str | None = None) -> Checked:
    """Read and check tables from a folder, zip, CSV file or workbook, every problem with its file and cell."""
    reading = name_donors(read_file(path, table=table, locale=locale), empty(TABLES["donors"]))
    checked = check(reading.frames)
    return Checked(checked.tables, [*reading.problems, *reading.news(checked.problems)])


def start_ledger(url: str, path: Path, *, author: str, now: datetime) -> tuple[Ledger, list[Problem]]:
    """Make a ledger and record a folder's tables as its first changeset; with the warnings there were.

    Nothing is made where a table has an error: a RefusedError carries all problems.
    """
    checked = check_path(path)
    if not checked.is_sound:
        raise RefusedError(f"{path} cannot be recorded as it stands", checked.problems)
    ledger = create_ledger(url)
    message = f"First figures from {path.resolve().name}"
    ledger.commit(
        Changes(added=dict(checked.tables), changed={}, retracted={}), author=author, message=message, now=now
    )
    return ledger, checked.problems


def open_or_start(url: str, *, may_start: bool, author: str, now: datetime) -> tuple[Ledger, list[Problem] | None]:
    """Open a ledger; where there is none yet and it may be started, start it with the Paris Pact's figures.

    Out: the ledger, and the warnings of its start, None where it was there already.
    """
    if may_start and not ledger_exists(url):
        return start_ledger(url, data_folder(), author=author, now=now)
    return open_ledger(url), None


def log_rows(ledger: Ledger) -> list[dict[str, object]]:
    """Every changeset, oldest first."""
    return [
        {"number": c.number, "at": c.at.isoformat(), "author": c.author, "message": c.message,
         "origin": c.origin or None, "digest": c.digest}
        for c in ledger.changesets()
    ]  # fmt: skip


def show_rows(ledger: Ledger, number: int) -> list[dict[str, object]]:
    """Every field that a changeset wrote, a row each."""
    return [
        {"table": revision.table, "row": revision.row, "key": revision.key, "action": revision.action, "field": name,
         "before": before or None, "after": after or None}
        for revision in ledger.show(number)
        for name, (before, after) in revision.fields.items()
    ]  # fmt: skip


def verify(ledger: Ledger) -> dict[str, object]:
    """Whether a ledger is as it was written: status, changesets, the head's digest, and faults by changeset."""
    faults = [
        {"changeset": fault.changeset, "table": fault.table, "row": fault.row, "message": fault.message}
        for fault in ledger.verify()
    ]
    head = ledger.head()
    return {
        "status": "altered" if faults else "sound", "changesets": head.number if head else 0,
        "digest": head.digest if head else None, "faults": faults,
    }  # fmt: skip


def fault_words(fault: dict[str, object]) -> str:
    """A fault in one line."""
    place = ", ".join(f"{name} {fault[name]}" for name in ("changeset", "table", "row") if fault[name] is not None)
    return f"{place}: {fault['message']}"
