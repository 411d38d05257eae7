"""Files read and checked beside no ledger, and a ledger made of them. It opens none."""

from datetime import datetime
from pathlib import Path

from tracker.checks import Checked, check
from tracker.exchange.field_files import NOTHING, Declared
from tracker.exchange.files import read_file
from tracker.exchange.naming import name_donors
from tracker.exchange.reading import Reading
from tracker.ledger import Changes, Ledger, create_ledger
from tracker.problems import Problem, RefusedError
from tracker.tables import TABLES, empty


def data_folder(name: str = "paris-pact") -> Path:
    """A folder of figures that comes with the project."""
    here = Path(__file__).resolve().parents[1]
    return next((base / name for base in (here / "data", here.parent / "data") if (base / name).is_dir()), here / name)


def check_path(
    path: Path, *, table: str | None = None, locale: str | None = None, declared: Declared = NOTHING
) -> Checked:
    """Read and check tables from a file or folder, every problem with its file and cell."""
    reading = read_to_check(path, table=table, locale=locale, declared=declared)
    return check_reading(reading)


def read_to_check(
    path: Path, *, table: str | None = None, locale: str | None = None, declared: Declared = NOTHING
) -> Reading:
    """Read a file or folder beside no ledger."""
    return name_donors(read_file(path, table=table, locale=locale, declared=declared), empty(TABLES["donors"]))


def check_reading(reading: Reading) -> Checked:
    """Check what was read, every problem with its file and cell."""
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
