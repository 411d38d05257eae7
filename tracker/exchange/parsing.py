"""What happens in the child process: a workbook's bytes become cells, by the fast reader where it is safe.

| what is read | by |
|---|---|
| sizes, addresses, entities: whether to parse at all | `container` and `scan`, bytes in pieces, before this |
| the small parts; every cell of sheets of fewer than 20,000 cells, and of odd rows | `cells`, expat |
| the rows of larger sheets that have the table's plain form | `bulk`, one pattern for all rows |

One row is read by one reader. `tests.bench.workbooks` puts them beside each other: with plain rows bulk takes about as
long as calamine, cells six times as long, openpyxl nine times. calamine and openpyxl are the witnesses in the tests:
calamine gives floats for amounts, '' for `#DIV/0!`, no formats and no formulas, and dies of a cell at XFD1048576;
openpyxl is slow and takes 8 GB for the same.
"""

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tracker.exchange.archive import Archive, open_archive, refusal
from tracker.exchange.bulk import BulkColumns, OddError, read_columns
from tracker.exchange.cells import RawSheet, parse_sheet
from tracker.exchange.parts import (
    XmlError,
    read_book,
    read_formats,
    read_notes,
    read_relations,
    read_texts,
    relations_of,
)
from tracker.exchange.scan import BEYOND_REMEDY, ReachError

BULK_FROM = 20_000
"""So many cells make a sheet large: reading fewer with care takes less than a tenth of a second."""
_SMALL = 8 << 20
Wanted = Mapping[str, tuple[bool, Mapping[str, str]]]
"""For each sheet's name, whether it is large, and what each column name holds."""


@dataclass
class Parsed:
    """The sheets of a workbook by name: RawSheet, or BulkColumns where the fast reader read it."""

    sheets: dict[str, RawSheet | BulkColumns]
    epoch_1904: bool


def parse_workbook(name: str, data: bytes, wanted: Wanted) -> Parsed:
    """Read some sheets of a workbook that `container.inspect` let pass."""
    archive = open_archive(name, data)

    def read(part: str) -> bytes:
        return archive.read(part, _SMALL)

    try:
        book = read_book(read)
        relations = read_relations(read(relations_of(book.part)), posixpath.dirname(book.part))
        targets = dict(relations.values())
        formats = read_formats(read(targets.get("styles", "")))
    except XmlError as error:
        raise refusal(name, f"its workbook part {error}", "save it anew from Excel or LibreOffice") from None
    texts: list[str] | None = None
    sheets: dict[str, RawSheet | BulkColumns] = {}
    for entry in book.sheets:
        if entry.name not in wanted or not entry.is_worksheet:
            continue
        try:
            if texts is None:
                texts = _read_shared(archive, targets.get("sharedStrings", ""))
            member = archive.members.get(entry.part.lower())
            is_large, kinds = wanted[entry.name]
            sheet: RawSheet | BulkColumns | None = None
            if member and is_large and not book.epoch_1904:
                sheet = _read_fast(archive.stream(member), texts, formats, kinds)
            if sheet is None:
                sheet = raw = parse_sheet(archive.stream(member) if member else (), texts)
                raw.formats, raw.notes = formats, _notes_of(read, entry.part)
        except XmlError as error:
            raise refusal(
                name, f"the sheet {error}", "save it anew from Excel or LibreOffice", sheet=entry.name
            ) from None
        except ReachError as error:
            raise refusal(name, f"{error}", BEYOND_REMEDY, entry.name, error.address) from None
        sheets[entry.name] = sheet
    return Parsed(sheets, book.epoch_1904)


def _read_fast(
    pieces: Iterable[bytes], texts: list[str], formats: list[str], kinds: Mapping[str, str]
) -> BulkColumns | None:
    try:
        found = read_columns(pieces, texts, formats, kinds)
    except OddError:
        return None
    found.odd.formats = formats
    return found


def _read_shared(archive: Archive, part: str) -> list[str]:
    member = archive.members.get(part.lower())
    return read_texts(list(archive.stream(member))) if member else []


def _notes_of(read: Callable[[str], bytes], part: str) -> dict[str, str]:
    found = read_relations(read(relations_of(part)), posixpath.dirname(part))
    target = next((target for kind, target in found.values() if kind == "comments"), "")
    return read_notes(read(target)) if target else {}
