"""What is done with a dropped file beside the page: looked at, compared, recorded. It draws nothing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from tracker import desk
from tracker.desk.effects import Effects, find_effects
from tracker.desk.own_sheets import Opened, is_ours, open_sheet, suggest, suggest_table
from tracker.exchange.files import TEXTS
from tracker.exchange.mapping import Mapping
from tracker.exchange.progress import ADDING, READING, tell
from tracker.exchange.reading import Reading
from tracker.ledger import Ledger
from tracker.tables import TABLES

MOST = 100
"""So many rows of what would change are shown."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]')
_COPY = re.compile(r"[ _-]*\([0-9]+\)$")
_LONGEST = 150


@dataclass(frozen=True)
class Upload:
    """A file as it was dropped."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Looked:
    """A file that was looked at: whether it is read as it is, else the sheet with a mapping to start from."""

    is_ours: bool
    opened: Opened | None = None
    mapping: Mapping | None = None


@dataclass(frozen=True)
class Wish:
    """How a file is to be compared."""

    as_of: date
    mapping: Mapping | None = None
    locale: str | None = None
    take_file: bool = False
    retract_missing: bool = False
    declared: desk.Declared = field(default_factory=desk.Declared)

    @property
    def reads(self) -> tuple[object, ...]:
        """What a file has to be read anew for."""
        return self.mapping, self.locale, self.declared


@dataclass(frozen=True)
class Compared:
    """What a file would change: a receipt of at most `MOST` rows, with counts of all, and what it does to figures.

    `conflicts` and `missing` say how many rows there are of each; `listed` is the workbook of problems, where there are
    any; `number` is the changeset that the file was compared with; `is_anew` where the ledger had moved on meanwhile.
    """

    wish: Wish
    origin: str
    reading: Reading
    receipt: desk.Receipt
    effects: Effects
    conflicts: int
    missing: int
    listed: bytes
    number: int
    request: str = field(default_factory=lambda: uuid4().hex)
    is_anew: bool = False


@contextmanager
def kept(upload: Upload) -> Iterator[Path]:
    """A dropped file in a folder of its own that only this account can open, gone afterwards."""
    with TemporaryDirectory(prefix="tracker-") as folder:
        path = Path(folder) / file_name(upload.name)
        path.write_bytes(upload.content)
        yield path


def file_name(name: str) -> str:
    """The name of a dropped file without what could lead elsewhere or deceive the eye; its ending stays."""
    plain = name.encode("utf-8", "replace").decode()
    plain = _UNSAFE.sub("_", plain.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    while len(f"{stem}{dot}{ending}".encode()) > _LONGEST and stem:
        stem = stem[:-1]
    return f"{stem or 'file'}{dot}{ending[:10]}"


def look_into(upload: Upload, *, sheet: str = "", table: str = "", is_own: bool = False) -> Looked:
    """Look whether a file is one of ours; if not, or if it `is_own`, at a sheet, and how it might map to a table."""
    tell(READING)
    with kept(upload) as path:
        path = _without_copy_mark(path)
        if not is_own and is_ours(path):
            return Looked(is_ours=True)
        opened = open_sheet(path, sheet)
    return Looked(False, opened, suggest(opened.head, table or suggest_table(opened.head)))


def open_upload(ledger: Ledger, reader: desk.Actor, upload: Upload, wish: Wish) -> Looked | Compared:
    """Compare a file that is one of ours; of another, say how it might map."""
    desk.allow(ledger, reader, "write")
    looked = look_into(upload)
    return compare(ledger, reader, upload, wish) if looked.is_ours else looked


def read_upload(ledger: Ledger, upload: Upload, wish: Wish) -> tuple[Reading, str]:
    """Read a file, by a mapping where there is one; with the name and SHA-256 that its changeset keeps."""
    tell(READING)
    with kept(upload) as path:
        origin = desk.file_origin(path)
        own = desk.Sheet(mapping=wish.mapping) if wish.mapping else None
        if own is None:
            path = _without_copy_mark(path)
        reading = desk.read_path(path, ledger.read(), own=own, locale=wish.locale, declared=wish.declared)
        return reading, origin


def _without_copy_mark(path: Path) -> Path:
    """`pledges (1).csv`, as browsers call what is saved twice, is read as `pledges.csv`."""
    stem = _COPY.sub("", path.stem)
    is_copy = path.suffix.lower() in TEXTS and stem.lower() in TABLES and stem != path.stem
    return path.rename(path.with_name(stem + path.suffix)) if is_copy else path


def compare(ledger: Ledger, reader: desk.Actor, upload: Upload, wish: Wish) -> Compared:
    """Read a file and compare it with the ledger; nothing is written."""
    desk.allow(ledger, reader, "write")
    reading, origin = read_upload(ledger, upload, wish)
    return compare_reading(ledger, reader, reading, origin, wish)


def compare_reading(ledger: Ledger, reader: desk.Actor, reading: Reading, origin: str, wish: Wish) -> Compared:
    """Compare what was read with the ledger; nothing is written."""
    head = ledger.head()
    receipt = desk.import_reading(
        ledger, _copy(reading), origin=origin, author=reader.name, message="", now=datetime.now(UTC), dry_run=True,
        take_file=wish.take_file, retract_missing=wish.retract_missing, actor=reader,
    )  # fmt: skip
    tell(ADDING)
    effects = find_effects(receipt, wish.as_of)
    return Compared(
        wish, origin, reading, shorten(receipt), effects, len(receipt.conflicts), len(receipt.missing),
        _list_problems(receipt, origin), head.number if head else 0,
    )  # fmt: skip


def record(
    ledger: Ledger, reader: desk.Actor, compared: Compared, message: str, now: datetime
) -> tuple[Compared, desk.Receipt | None]:
    """Record what was compared. Where the ledger has moved on since, it is compared anew instead, and None."""
    head = ledger.head()
    if (head.number if head else 0) != compared.number and ledger.find_request(compared.request) is None:
        anew = compare_reading(ledger, reader, compared.reading, compared.origin, compared.wish)
        return replace(anew, is_anew=True), None
    receipt = desk.import_reading(
        ledger, _copy(compared.reading), origin=compared.origin, author=reader.name, message=message, now=now,
        take_file=compared.wish.take_file, retract_missing=compared.wish.retract_missing, actor=reader,
        request=compared.request,
    )  # fmt: skip
    if receipt.changeset is None:
        anew = compare_reading(ledger, reader, compared.reading, compared.origin, compared.wish)
        return replace(anew, is_anew=True), None
    return compared, replace(compared.receipt, status=receipt.status, changeset=receipt.changeset)


def _copy(reading: Reading) -> Reading:
    """Importing adds remarks to what it is given; what is read once may be compared twice."""
    return replace(reading, remarks=[*reading.remarks])


def _list_problems(receipt: desk.Receipt, origin: str) -> bytes:
    if not receipt.problems:
        return b""
    with TemporaryDirectory(prefix="tracker-") as folder:
        listed = Path(folder) / "problems.xlsx"
        desk.write_problems(listed, receipt.problems, Path(origin.rpartition(" sha256:")[0]))
        return listed.read_bytes()


def shorten(receipt: desk.Receipt) -> desk.Receipt:
    """A receipt that shows the first rows of each table that changes, so that a page can draw it at every run."""
    before, after = {}, {}
    for name in TABLES:
        if name not in receipt.before or receipt.before[name] is receipt.after.get(name):
            continue
        old, new = receipt.before[name], receipt.after[name]
        touched = [*receipt_rows_of(receipt, name), *new.index[~new.index.isin(old.index)][:MOST]]
        gone = old.index[~old.index.isin(new.index)][:MOST]
        key = TABLES[name].key[0]
        shown = {*new.loc[new.index.isin(touched), key], *old.loc[gone, key]}
        before[name], after[name] = old[old[key].isin(shown)], new[new[key].isin(shown)]
    conflicts = receipt.conflicts[:MOST]
    lines = [line for line in receipt.lines if line["action"] != "conflict"][:MOST]
    return replace(receipt, before=before, after=after, lines=[*conflicts, *lines], missing=receipt.missing[:MOST])


def receipt_rows_of(receipt: desk.Receipt, table: str) -> list[object]:
    """The ledger's numbers of the first rows of a table that change."""
    rows = [line["row"] for line in receipt.lines if line["table"] == table and line["row"] is not None]
    return rows[:MOST]
