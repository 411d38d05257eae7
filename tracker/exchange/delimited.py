"""A delimited text file as records: its encoding, the mark between its cells, its rows. It knows no tables."""

import codecs
import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass, field

UTF_8 = "save the file as CSV in UTF-8"
_SAYS_MARK = re.compile('"?sep=(.)"?\r?(?:\n|$)')
_OTHER_ALPHABET = re.compile("[\u00c0-\u00ff]{3}")
_MARKS = ",;\t"
_MARK_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs"}


@dataclass
class Records:
    """The rows of a file that hold something, each with its number as a spreadsheet counts.

    `faults` are (message, remedy, row) of what is wrong, `remarks` what was noticed.
    """

    rows: list[int] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    faults: list[tuple[str, str, int | None]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_records(data: bytes, headings: Collection[str] = ()) -> Records:
    """Read bytes as records.

    UTF-8 and UTF-16 are known by their mark or by being sound; what is neither is read as Windows writes it in the
    West, and that is said. The mark between cells is the one that the first line uses; `headings` decides where it uses
    several.
    """
    records = Records()
    text = _decode(data, records)
    if "\0" in text:
        records.faults.append(("it holds NUL bytes, as no CSV file does", UTF_8, None))
        return records
    said = _SAYS_MARK.match(text)
    mark = said[1] if said else _find_mark(text, headings)
    text = text[said.end() :] if said else text
    row = 0
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True), 1):
            if any(cell.strip() for cell in cells):
                records.rows.append(row)
                records.cells.append(cells)
    except csv.Error as error:
        fault = f"from here on it cannot be read as CSV ({error})"
        records.faults.append((fault, "look for a quotation mark too many or too few", row + 1))
    if mark != ",":
        records.remarks.append(f"its cells are parted by {_MARK_NAMES.get(mark, repr(mark))}")
    return records


def _decode(data: bytes, records: Records) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError:
            records.faults.append(("it begins as UTF-16 and is damaged", UTF_8, None))
            return ""
        records.remarks.append("it is written in UTF-16")
        return text
    is_marked, data = data.startswith(codecs.BOM_UTF8), data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if b"\0" in data:
            return "\0"
        before = data[: error.start].decode()
        row = sum(1 for _ in csv.reader(io.StringIO(before + "x", newline="")))
        byte = data[error.start]
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        records.faults.append((f"byte 0x{byte:02X} is neither UTF-8 nor Western Windows text", UTF_8, row))
        return ""
    if is_marked or _OTHER_ALPHABET.search(text):
        records.faults.append(
            (f"byte 0x{byte:02X} is not UTF-8, and in which alphabet it is written cannot be told", UTF_8, row)
        )
        return ""
    sample = next((line.strip() for line in text.splitlines() if not line.isascii()), "")
    records.remarks.append(
        f"it is not UTF-8 and was read as Western Windows text (cp1252), such as '{sample[:60]}' in row {row}"
    )
    return text


def _find_mark(text: str, headings: Collection[str]) -> str:
    """The mark that parts the first line into most known headings, then into most cells."""
    start = text.lstrip("\r\n \ufeff")[:65_536]
    best, most = ",", (0, 1)
    for mark in _MARKS:
        try:
            first = next(csv.reader(io.StringIO(start, newline=""), delimiter=mark), [])
        except csv.Error:
            continue
        known = sum(cell.strip().casefold() in headings for cell in first)
        if (known, len(first)) > most:
            best, most = mark, (known, len(first))
    return best
