"""Files of the field's standards, told by their content: IATI, FTS, rates of exchange. It reads none itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from tracker.exchange.archive import open_archive
from tracker.exchange.container import Container, inspect, kind_of_start
from tracker.exchange.csv_in import LARGEST_TEXT
from tracker.exchange.fts.answers_in import read_answers
from tracker.exchange.fts.sheets_in import read_sheet
from tracker.exchange.fts.sheets_in import sheet_kind as fts_kind
from tracker.exchange.headed import Headed, head_of_text_file, open_headed
from tracker.exchange.iati.activities_in import read_activities
from tracker.exchange.rates_in import read_rates
from tracker.exchange.rates_in import sheet_kind as rates_kind
from tracker.exchange.reading import Reading
from tracker.exchange.workbook_in import find_table
from tracker.problems import RefusedError
from tracker.tables import TABLES, Tables, empty

_START = 1 << 16
_ZIP = b"PK\3\4"
_TEXTS = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Declared:
    """What a file of the field's does not say of itself.

    `outgoing`: it is a donor's own, and what goes out in it comes in here. `on`: the day for which totals hold that
    have no date. `every_rate`: rates are wanted of currencies too that the ledger does not use.
    """

    outgoing: bool = False
    on: str = ""
    every_rate: bool = False


NOTHING = Declared()


def field_kind(path: Path) -> str:
    """Which of the field's files it is, "" where it is none of them: told by its content, whatever it is called."""
    if path.is_dir():
        return "fts" if next(path.glob("*.json"), None) else ""
    start = _start(path)
    if start.startswith(_ZIP):
        return _kind_of_archive(path)
    kind = kind_of_start(start)
    if kind == "text" and path.suffix.lower() in _TEXTS:
        return _kind_of_text(path, start)
    return {"xml": "iati", "json": "fts"}.get(kind, "")


def _kind_of_text(path: Path, start: bytes) -> str:
    head = head_of_text_file(path, start)
    if head is None or not head.rows:
        return ""
    table = TABLES.get(path.stem.lower())
    headings = {str(cell.value).strip() for cell in head.rows[head.top[0]].values()}
    if table is not None and {name for name in table.key if table[name].is_required} <= headings:
        return ""
    return _kind_of_sheet(head)


def _kind_of_sheet(sheet: Headed) -> str:
    return fts_kind(sheet) or rates_kind(sheet)


def _kind_of_archive(path: Path) -> str:
    """A workbook of which no sheet is called like a table, or a zip of one CSV file, as the ECB's history is."""
    container = inspect(path)
    if container.kind == "zip":
        members = [member for member in container.members if not member.name.endswith("/")]
        if len(members) != 1 or not members[0].name.lower().endswith(_TEXTS):
            return ""
        with _unpacked(path, container) as inner:
            return f"zip {kind}" if (kind := _kind_of_text(inner, _start(inner))) else ""
    if container.kind not in ("xlsx", "xlsm") or any(find_table(sheet.name) for sheet in container.sheets):
        return ""
    return _kind_of_sheet(open_headed(path))


@contextmanager
def _unpacked(path: Path, container: Container) -> Iterator[Path]:
    """The one file in a zip, in a folder that is gone afterwards."""
    member = next(member for member in container.members if not member.name.endswith("/"))
    data = open_archive(path.name, container.data).read(member.name, LARGEST_TEXT)
    with TemporaryDirectory(prefix="tracker-") as folder:
        inner = Path(folder) / PurePosixPath(member.name).name
        inner.write_bytes(data)
        yield inner


def read_field_file(path: Path, kind: str, ours: Tables | None, declared: Declared) -> Reading:
    """Read one of the field's files of a kind that `field_kind` told; `ours`: the ledger's tables, if any."""
    if kind.startswith("zip "):
        with _unpacked(path, inspect(path)) as inner:
            return read_field_file(inner, kind.removeprefix("zip "), ours, declared)
    if kind == "fts":
        return read_answers(path, ours, on=declared.on)
    if kind.startswith("fts "):
        return read_sheet(path, kind, ours)
    if kind.startswith("rates "):
        return read_rates(path, kind, ours, every=declared.every_rate)
    donors = empty(TABLES["donors"]) if ours is None else ours["donors"]
    return read_activities(path, donors, outgoing=declared.outgoing)


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_START)
    except OSError as error:
        raise RefusedError(f"{path.name} cannot be read: {error.strerror}; name a file that can be read") from None
