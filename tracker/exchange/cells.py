"""The careful reader of a sheet: each cell's value, kind, number format and place. It decides nothing about columns."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from tracker.exchange.parts import XmlError, make_parser, unescape
from tracker.exchange.scan import BEYOND, MOST_COLUMNS, MOST_ROWS, ReachError, column_number, letters_of

_ADDRESS = re.compile("\\$?([A-Za-z]{1,3})\\$?([0-9]{1,7})")
_NUMBER = re.compile("[-+]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][-+]?[0-9]{1,4})?")
_MOST_DIGITS = 17
_LARGEST_WHOLE = 2**53

Value = str | int | float | bool | None
Raw = tuple[int, int, str, Value, int]
"""Row, column (from 1), kind, value, style; a tuple, for there may be millions."""


@dataclass
class RawSheet:
    """A sheet's cells in their order, blank ones left out.

    A kind is text, number, boolean, error, uncached (a formula that was never computed) or broken (the value says why).
    """

    cells: list[Raw] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    notes: Mapping[str, str] = field(default_factory=dict)


def parse_address(text: str) -> tuple[int, int] | None:
    """Row and column of an address such as `B7`, or None."""
    match = _ADDRESS.fullmatch(text)
    return (int(match[2]), column_number(match[1])) if match else None


def parse_sheet(pieces: Iterable[bytes], texts: list[str]) -> RawSheet:
    """Read a sheet's XML; an XmlError where it is broken, or has cells where none can be."""
    reader = SheetReader(texts)
    for piece in pieces:
        reader.feed(piece)
    return reader.finish()


class SheetReader:
    """Reads a sheet's XML as it comes; it holds what was read so far."""

    def __init__(self, texts: list[str]) -> None:
        self.sheet = RawSheet()
        self.texts = texts
        self.row = self.column = 0
        self.seen: dict[int, int] = {}
        self.kind, self.style = "n", 0
        self.has_value = self.has_formula = False
        self.value: list[str] = []
        self.formula: list[str] = []
        self.sink: list[str] | None = None
        self.phonetic = 0
        self._parser = make_parser(self._start, self._end, self._text)

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        """Read on; an XmlError where it is broken."""
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError as error:
            raise XmlError(f"is broken ({expat.errors.messages[error.code]}, line {error.lineno})") from None

    def finish(self) -> RawSheet:
        """The cells, when nothing more comes."""
        self.feed(b"", is_last=True)
        return self.sheet

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "v" or (name == "t" and not self.phonetic):
            self.has_value, self.sink = True, self.value
        elif name == "f":
            self.has_formula, self.sink = True, self.formula
        elif name == "row":
            self.row, self.column = _whole(attributes.get("r"), self.row + 1), 0
            if _is_on(attributes.get("hidden")) or attributes.get("ht") == "0":
                self.sheet.hidden_rows.add(self.row)
        elif name == "rPh":
            self.phonetic += 1
        elif name == "col" and (_is_on(attributes.get("hidden")) or attributes.get("width") == "0"):
            first, last = _whole(attributes.get("min"), 1), _whole(attributes.get("max"), 1)
            self.sheet.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))
        elif name == "mergeCell":
            ends = [parse_address(end) for end in attributes.get("ref", "").split(":")]
            if ends[0] and ends[-1]:
                self.sheet.merges.append((*ends[0], *ends[-1]))

    def _text(self, piece: str) -> None:
        if self.sink is not None:
            self.sink.append(piece)

    def _end(self, name: str) -> None:
        self.sink = None
        if name == "c":
            self._end_cell()
        elif name == "rPh":
            self.phonetic -= 1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        place = parse_address(address) if address else (self.row, self.column + 1)
        if place is None or min(place) < 1:
            raise XmlError(f"has a cell at {address!r}, where none can be")
        if place[0] > MOST_ROWS or place[1] > MOST_COLUMNS:
            raise ReachError(BEYOND, f"{letters_of(place[1])}{place[0]}")
        self.column = place[1]
        if place[0] != self.row:
            self.row = place[0]
        self.kind, self.style = attributes.get("t", "n"), _whole(attributes.get("s"), 0)
        self.has_value = self.has_formula = False
        self.value.clear()
        self.formula.clear()

    def _end_cell(self) -> None:
        kind, value = self._read("".join(self.value))
        if self.has_formula:
            self.sheet.formulas[self.row, self.column] = "=" + "".join(self.formula)
        if kind == "blank":
            return
        bit = 1 << self.column
        if self.seen.get(self.row, 0) & bit:
            kind, value = "broken", "the file holds this cell twice"
        self.seen[self.row] = self.seen.get(self.row, 0) | bit
        self.sheet.cells.append((self.row, self.column, kind, value, self.style))

    def _read(self, text: str) -> tuple[str, Value]:
        if self.has_formula and (not self.has_value or (self.kind == "n" and not text.strip())):
            return "uncached", "=" + "".join(self.formula)
        if self.kind == "n":
            return _read_number(text.strip())
        if self.kind == "s":
            text = text.strip()
            if not text:
                return "blank", None
            if not (text.isascii() and text.isdigit() and int(text) < len(self.texts)):
                return "broken", "the file does not hold the text of this cell"
            text = self.texts[int(text)]
        elif self.kind in ("str", "inlineStr"):
            text = unescape(text)
        elif self.kind == "b":
            return "boolean", text.strip() in ("1", "true")
        elif self.kind == "e":
            return "error", text.strip()
        elif self.kind != "d":
            return "broken", f"the cell is of a kind that is not known, {self.kind!r}"
        return ("text", text) if text.strip() else ("blank", None)


def _read_number(text: str) -> tuple[str, Value]:
    if not text:
        return "blank", None
    if not _NUMBER.fullmatch(text):
        return "broken", f"{text[:40]!r} is not a number"
    value = float(text)
    digits = text.lower().partition("e")[0].strip("+-").replace(".", "").strip("0")
    if value in (float("inf"), float("-inf")):
        return "broken", f"{text[:40]} is larger than a spreadsheet can hold"
    if len(digits) > _MOST_DIGITS:
        return "broken", f"{text[:40]} has more digits than a spreadsheet keeps"
    return "number", int(value) if value.is_integer() and abs(value) < _LARGEST_WHOLE else value


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _is_on(text: str | None) -> bool:
    return text in ("1", "true", "on")
