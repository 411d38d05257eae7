"""Looks at a file before anything parses it: what it is, and whether it is safe. It reads no values."""

import re
from dataclasses import dataclass
from pathlib import Path

from tracker.exchange.archive import Archive, Member, open_archive, refusal
from tracker.exchange.parts import Book, SheetEntry, XmlError, read_book
from tracker.exchange.scan import BEYOND_REMEDY, ForbiddenError, Reach, ReachError, measure, watch

LARGEST_FILE = 64 << 20
_LARGEST_TEXTS = 100 << 20
_SMALL = 8 << 20
_OLE2, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\3\4"
_SAVE = "save it as .xlsx (Excel Workbook) and send that"
_WORKBOOKS = {
    b"spreadsheetml.sheet.main+xml": "xlsx", b"spreadsheetml.template.main+xml": "xlsx",
    b"sheet.macroEnabled.main+xml": "xlsm", b"template.macroEnabled.main+xml": "xlsm",
    b"sheet.binary.macroEnabled.main": "xlsb",
}  # fmt: skip
KINDS = {
    "xlsx": "an Excel workbook", "xlsm": "an Excel workbook with macros", "xlsb": "a binary Excel workbook",
    "xls": "an Excel workbook of before 2007", "ods": "an OpenDocument spreadsheet", "zip": "a zip archive",
    "html": "a web page", "json": "JSON", "xml": "an XML file", "text": "a text file", "other": "no table",
}  # fmt: skip
"""What a file can be, by its content."""


@dataclass(frozen=True)
class Sheet:
    """A worksheet, and how far its cells reach; `state` is visible, hidden or veryHidden."""

    name: str
    part: str
    state: str
    reach: Reach


@dataclass(frozen=True)
class Container:
    """A file that may be parsed. `kind` is one of `KINDS`; only workbooks have sheets, only archives members."""

    name: str
    kind: str
    size: int
    data: bytes
    members: tuple[Member, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    has_macros: bool = False
    has_external_links: bool = False

    def need_workbook(self) -> None:
        """A RefusedError, with the remedy, unless it is a workbook that can be read."""
        if self.kind in ("xlsx", "xlsm"):
            return
        remedy = _SAVE
        if self.kind == "text":
            remedy = "if it is CSV, let its name end in .csv; otherwise " + _SAVE
        elif self.kind in ("zip", "other", "json", "xml"):
            remedy = "name a workbook that ends in .xlsx"
        raise refusal(self.name, f"it is {KINDS[self.kind]}, not an .xlsx workbook", remedy)


def inspect(path: Path, data: bytes | None = None) -> Container:
    """Find what a file is by its content, and refuse what would do harm when parsed.

    `data` is its content where it was read already. The container keeps the content, so that what is parsed is what was
    looked at. Anything refused is a RefusedError that names the file, and the sheet and cell where there is one.
    """
    name = path.name
    if data is None:
        data = _read(path)
    if len(data) > LARGEST_FILE:
        raise refusal(name, f"it is larger than {LARGEST_FILE >> 20} MB", "split it, or take pictures out")
    if not data.strip(b"\0 \t\r\n") or data in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        raise refusal(name, "it is empty", "look whether the right file was named, and saved")
    if data.startswith(_OLE2):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise refusal(name, "it is protected by a password", "save it without the password and send that")
        is_book = any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book"))
        return Container(name, "xls" if is_book else "other", len(data), data)
    if data.startswith((_ZIP, b"PK\5\6")):
        return _inspect_archive(name, data)
    return Container(name, kind_of_start(data[: 1 << 16]), len(data), data)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise refusal(path.name, f"it cannot be opened: {error.strerror}", "name a file that can be read") from None


def kind_of_start(start: bytes) -> str:
    """What a file that is no archive is, by its first bytes: html, xml, json, text or other."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if start.startswith(mark):
            text = start[len(mark) :].decode(encoding, "replace")
            break
    else:
        if b"\0" in start or len(re.findall(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]", start)) > len(start) // 100:
            return "other"
        text = start.decode("utf-8", "replace")
    text = text.lstrip().lower()
    if re.match(r"<!doctype html|<html|<table|<head|<body", text):
        return "html"
    if text.startswith(("<?xml", "<")):
        return "html" if "<html" in text or "<table" in text else "xml"
    if text.startswith("%pdf"):
        return "other"
    return "json" if text.startswith(("{", "[")) else "text"


def _inspect_archive(name: str, data: bytes) -> Container:
    archive = open_archive(name, data)
    members = tuple(archive.members.values())
    try:
        kind = _kind_of_archive(archive)
        if kind not in ("xlsx", "xlsm", "xlsb"):
            for member in members:
                for _ in archive.stream(member):
                    pass
            return Container(name, kind, len(data), data, members)
        seen = {key: b"".join(watch([data])) for key, data in _small_parts(archive).items()}
        book = read_book(lambda part: seen.get(part.lower(), b""))
    except (XmlError, ForbiddenError) as error:
        raise refusal(name, f"one of its parts {error}", _SAVE) from None
    if kind != "xlsb" and not book.sheets:
        raise refusal(name, "it has no sheets", "save it anew from Excel or LibreOffice")
    names = [entry.name.casefold() for entry in book.sheets]
    again = next((entry.name for at, entry in enumerate(book.sheets) if names[at] in names[:at]), None)
    if again is not None:
        raise refusal(name, f"two of its sheets are called '{again}'", "give one of them another name")
    reaches = _look_through(archive, book, set(seen))
    sheets = tuple(
        Sheet(entry.name, entry.part, entry.state, reaches[entry.part.lower()])
        for entry in book.sheets
        if entry.is_worksheet and entry.part.lower() in reaches
    )
    if kind != "xlsb" and not sheets:
        raise refusal(name, "it has no sheet with cells", "save it anew from Excel or LibreOffice")
    parts = [member.name.lower() for member in members]
    has_macros = any(part.endswith("vbaproject.bin") for part in parts)
    has_links = any("/externallinks/" in part for part in parts)
    return Container(name, kind, len(data), data, members, sheets, has_macros, has_links)


def _kind_of_archive(archive: Archive) -> str:
    types = archive.read("[Content_Types].xml", _SMALL)
    for mark, kind in _WORKBOOKS.items():
        if mark in types:
            return kind
    if b"opendocument.spreadsheet" in archive.read("mimetype", _SMALL):
        return "ods"
    return "other" if types or "mimetype" in archive.members else "zip"


def _small_parts(archive: Archive) -> dict[str, bytes]:
    """The relations and the workbook's own part."""
    wanted = re.compile(r"(^|/)_rels/[^/]*\.rels$|(^|/)workbook\w*\.xml$")
    return {key: archive.read(member.name, _SMALL) for key, member in archive.members.items() if wanted.search(key)}


def _look_through(archive: Archive, book: Book, seen: set[str]) -> dict[str, Reach]:
    """How far the cells of each sheet reach, having looked at every part."""
    entries: dict[str, SheetEntry] = {entry.part.lower(): entry for entry in book.sheets}
    reaches: dict[str, Reach] = {}
    for key, member in archive.members.items():
        if key in seen:
            continue
        entry = entries.get(key)
        sheet = entry.name if entry else None
        pieces = archive.stream(member)
        try:
            if entry is not None or "worksheets/sheet" in key:
                reaches[key] = measure(watch(pieces))
                continue
            size = 0
            for piece in watch(pieces) if key.endswith((".xml", ".rels", ".vml")) else pieces:
                size += len(piece)
                if size > _LARGEST_TEXTS and key.endswith("sharedstrings.xml"):
                    raise refusal(archive.name, f"its texts come to more than {_LARGEST_TEXTS >> 20} MB", "split it")
        except ForbiddenError as error:
            remedy = "do not open it; ask the sender for the table saved anew from Excel"
            raise refusal(archive.name, f"its part {member.name} {error}", remedy, sheet=sheet) from None
        except ReachError as error:
            remedy = BEYOND_REMEDY if error.address else "split the sheet"
            raise refusal(archive.name, f"{error}", remedy, sheet or member.name, error.address) from None
    return reaches
