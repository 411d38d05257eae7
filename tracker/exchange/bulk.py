"""The fast reader of large, regular tables: one pattern fits every plain row. It guesses at nothing odd.

The pattern is made from the heading: in each column only what that column's kind can hold in a plain number format, in
the spelling that Excel, LibreOffice and the usual libraries write. Rows that it does not fit (a formula, an error, a
hidden row, an amount with a unit, a date in words, a cell in a column without heading) are the careful reader's, row by
row; where something between or around the rows is odd, the whole sheet is (OddError).
"""

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import compress

from tracker.exchange.cells import RawSheet, SheetReader, parse_sheet
from tracker.exchange.headings import NUMBER, REVISION, SEARCHED, find_heading
from tracker.exchange.parts import XmlError, is_date_format, is_plain_format, resolve
from tracker.exchange.scan import BEYOND, MOST_ROWS, ReachError, letters_of

SEPARATOR = "\x1f"
"""Parts the texts of a column; XML cannot hold it. A text that holds it all the same marks its row as odd."""
_ISO = re.compile("[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_FIRST, _LAST = 61, 109_574
"""The serial numbers of 1 March 1900, before which spreadsheets miscount, and of 31 December 2199."""
_START = date(1899, 12, 30)
_MARK = SEPARATOR.encode()
_NUMBERS = {
    "money": re.compile(rb"(?:\x1f(?:-?(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,2})?)?)*"),
    "number": re.compile(rb"(?:\x1f(?:-?(?:0|[1-9][0-9]{0,4})(?:\.[0-9]{0,9}[1-9])?)?)*"),
    "count": re.compile(rb"(?:\x1f(?:0|[1-9][0-9]{0,14})?)*"),
}
"""What the numbers of a column may look like when it is certain which digits are meant."""
_HIDDEN_COLUMN = re.compile(
    rb'<col (?=[^>]*\bhidden="(?:1|true)")(?=[^>]*\bmin="([0-9]{1,5})")[^>]*\bmax="([0-9]{1,5})"'
)
_ROW = rb'<row r="([0-9]{1,7})"(?![^>]*\s(?:hidden="(?:1|true)"|ht="0"))[^<>]*'
_ANY_ROW = rb'<row (?=(?:[^<>]* )?r="[0-9])[^<>]*+(?:(?<=/)>|(?<!/)>[^<]*+(?:<(?!/row>|row[\s>]|!)[^<]*+)*+</row>)'
_STYLE = rb'(?: s="[0-9]+"|)'
"""With an empty branch, which Python tries a third faster than a question mark."""
_INLINE = _STYLE + rb' t="inlineStr"><is><t(?: xml:space="preserve"|)>([^<]*)</t></is>'
_NUMBER = rb"-?(?:0|[1-9][0-9]{0,14})(?:\.(?:[0-9]{1,2}|[0-9]{8,17}))?"
"""With two decimals, or with all the digits that Excel writes of a float."""
_LONG = re.compile(rb"\x1f-?[0-9]+(?:\.[0-9]{3,}(?:E-?[0-9]+)?|(?:\.[0-9]+)?E-?[0-9]+)")
_NO_DECIMALS, _MINUS_ZERO = re.compile(rb"\.0+(?![0-9])"), re.compile(rb"\x1f-0(?![0-9.])")
_ONE_DECIMAL = re.compile(rb"\.[0-9](?![0-9])")
_FLAG = _STYLE + rb' t="b"><v>([01])</v>'
_LONGEST_ROW = 8 << 20
_MOST_KNOWN = 10_000
"""So many cells of a column are remembered, for most columns hold few words."""


class OddError(ValueError):
    """Something only the careful reader can judge."""


@dataclass(frozen=True)
class BulkColumns:
    """A table: the heading's row, headings by column, rows that hold something, each column's texts joined as one.

    `odd` has the cells of the rows that did not fit, read with care.
    """

    heading_row: int
    headings: dict[int, str]
    rows: list[int]
    columns: dict[int, str]
    hidden_columns: set[int]
    odd: RawSheet


def read_columns(
    pieces: Iterable[bytes], texts: Sequence[str], formats: Sequence[str], kinds: Mapping[str, str]
) -> BulkColumns:
    """Read a sheet's XML; `kinds` says what each column name holds. An OddError where anything is not plain."""
    pieces = iter(pieces)
    xml, begin = _read_top(pieces)
    head = xml[:begin]
    given = list(texts)
    heading_row, headings, at = _find_heading(xml, begin, given, kinds)
    texts = list(map(str.strip, given))
    fits = _pattern(headings, kinds, formats)
    columns = [_Column(kinds.get(name, _other_kind(name)), texts) for name in headings.values()]
    rows: list[int] = []
    odd = SheetReader(given)
    odd.feed(b"<worksheet><sheetData>")
    tail = b""
    for stretch, after in _stretches(xml[at:], pieces):
        tail += after
        found = fits.findall(stretch)
        if sum(len(row[0]) for row in found) != len(stretch):
            raise OddError("something between the rows")
        plain = [row for row in found if row[1]]
        if len(plain) < len(found):
            odd.feed(b"".join([row[0] for row in found if not row[1]]))
        if plain:
            _take(plain, rows, columns, odd)
    if re.search(rb"<(?:sheetData|row|c|mergeCell)[\s>]|<!|\w:\w+ r=", tail):
        raise OddError("cells elsewhere")
    odd.feed(b"</sheetData></worksheet>")
    left = odd.finish()
    numbers_left = {row for row, *_ in left.cells} | left.hidden_rows
    if not all(map(operator.lt, [heading_row, *rows], rows)) or not numbers_left.isdisjoint([heading_row, *rows]):
        raise OddError("rows out of order")
    if rows and rows[-1] > MOST_ROWS:
        raise ReachError(BEYOND, f"{letters_of(min(headings))}{rows[-1]}")
    joined = {at: SEPARATOR.join(column.blobs) for at, column in zip(headings, columns, strict=True)}
    shown = [at for at, name in headings.items() if name not in (NUMBER, REVISION)]
    if not any(column.is_full for at, column in zip(headings, columns, strict=True) if at in shown):
        rows, joined = _leave_blank_rows_out(rows, joined, shown)
    hidden = {one for low, high in _HIDDEN_COLUMN.findall(head) for one in range(int(low), min(int(high), 1000) + 1)}
    return BulkColumns(heading_row, headings, rows, joined, hidden, left)


def _read_top(pieces: Iterator[bytes]) -> tuple[bytes, int]:
    """The sheet's XML down to where the heading must be, and where its rows begin."""
    xml, begin = b"", -1
    for piece in pieces:
        xml += piece
        begin = xml.find(b"<sheetData>")
        if begin >= 0 and (xml.count(b"</row>") > SEARCHED or b"</sheetData>" in xml):
            break
    if begin < 0 or b"<!" in xml[:begin] or b"<worksheet" not in xml[:begin]:
        raise OddError("another spelling")
    return xml, begin


def _stretches(xml: bytes, pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Whole rows, many at a time, so that the sheet need not be held as a whole; beside the last, what follows them."""
    while (end := xml.find(b"</sheetData>")) < 0:
        cut = xml.rfind(b"</row>") + len(b"</row>")
        if cut >= len(b"</row>"):
            yield xml[:cut], b""
            xml = xml[cut:]
        piece = next(pieces, None)
        if piece is None or len(xml) > _LONGEST_ROW:
            raise OddError("no end")
        xml += piece
    yield xml[:end], xml[end:] + b"".join(pieces)


def _take(found: Sequence[tuple[bytes, ...]], rows: list[int], columns: Sequence["_Column"], odd: SheetReader) -> None:
    """Add plain rows to the columns; those with a cell that is odd after all go to the careful reader."""
    whole, numbers, *groups = zip(*found, strict=True)
    left: set[int] = set()
    blobs = []
    for column in columns:
        blobs.append(column.read(groups[: column.width], left))
        groups = groups[column.width :]
    if left:
        odd.feed(b"".join([whole[at] for at in sorted(left)]))
        kept = [at not in left for at in range(len(found))]
        numbers = tuple(compress(numbers, kept))
        blobs = [SEPARATOR.join(compress(blob.split(SEPARATOR), kept)) for blob in blobs]
    if numbers:
        rows.extend(map(int, numbers))
        for column, blob in zip(columns, blobs, strict=True):
            column.add(blob)


def _find_heading(
    xml: bytes, begin: int, texts: list[str], kinds: Mapping[str, str]
) -> tuple[int, dict[int, str], int]:
    """The heading's row, its headings, and where the rows below it begin."""
    ends = [begin + len(b"<sheetData>")]
    while len(ends) <= SEARCHED and (end := xml.find(b"</row>", ends[-1])) >= 0:
        ends.append(end + len(b"</row>"))
    top = parse_sheet([b"<worksheet><sheetData>", xml[ends[0] : ends[-1]], b"</sheetData></worksheet>"], texts)
    rows: dict[int, dict[int, str]] = {}
    for row, column, kind, value, _ in top.cells:
        rows.setdefault(row, {})[column] = str(value) if kind == "text" else ""
    found = find_heading(rows.items(), kinds)
    if found is None or len(found[1]) != len(rows[found[0]]):
        raise OddError("no heading, or a heading that is no text")
    mark = re.search(rb'<row r="%d"' % found[0], xml[begin : ends[-1]])
    if mark is None:
        raise OddError("another spelling")
    return found[0], found[1], xml.find(b"</row>", begin + mark.start()) + len(b"</row>")


def _other_kind(name: str) -> str:
    return "count" if name in (NUMBER, REVISION) else "text"


def _pattern(headings: Mapping[int, str], kinds: Mapping[str, str], formats: Sequence[str]) -> re.Pattern[bytes]:
    """Any row, with a group for the whole of it; of plain ones also for its number and each heading's cell."""
    plain = [at for at, code in enumerate(formats) if is_plain_format(code) and not is_date_format(code)]
    dates = [at for at, code in enumerate(formats) if is_date_format(code)]
    cells = b""
    blank = _STYLE + rb'(?: t="[sn]"|)/>'
    for column in range(1, max(headings) + 1):
        cell = blank
        if column in headings:
            kind = kinds.get(headings[column], _other_kind(headings[column]))
            cell = _cell_pattern(kind, dates if kind == "date" else plain) + b"</c>|" + blank
        cells += rb'(?:<c r="' + letters_of(column).encode() + rb'\2"(?:' + cell + b")|)"
    beyond = rb'(?:<c r="(?:[A-F]?[A-Z]|G[A-R])\2"' + _STYLE + b"/>)*"
    return re.compile(rb"(\s*(?:" + _ROW + rb"(?:/>|>" + cells + beyond + rb"</row>)|" + _ANY_ROW + rb")\s*)")


def _cell_pattern(kind: str, styles: Sequence[int]) -> bytes:
    """Groups for a number, or else for the number of a shared text, a text in the cell, and a day or flag."""
    numbers = b"|".join(b"%d" % style for style in styles) or b"none"
    styled = rb'(?: s="(?:' + numbers + rb')"' + (b"|)" if 0 in styles else b")") + rb'(?: t="n"|)><v>'
    if kind == "money":
        return styled + b"(" + _NUMBER + b")</v>"
    if kind in _NUMBERS:
        return styled + rb"(-?[0-9]{1,15}(?:\.[0-9]{1,17})?)</v>"
    other = {"flag": b"|" + _FLAG, "date": b"|" + styled + b"([0-9]{1,6})</v>"}.get(kind, b"")
    return b"(?:" + _STYLE + rb' t="s"><v>([0-9]{1,8})</v>|' + _INLINE + other + b")"


class _Column:
    """The canonical texts of a column, as `tracker.exchange.amounts.cell_text` gives them; each text is read once."""

    def __init__(self, kind: str, texts: Sequence[str]) -> None:
        self.kind, self.texts = kind, texts
        self.blobs: list[str] = []
        self.is_full = True
        self.readers: list[_Remembering] = []
        if kind not in _NUMBERS:
            other = {"date": [_Remembering(_read_day)], "flag": [_Remembering(_read_flag)]}.get(kind, [])
            shared = _Remembering(self._read_shared, None if kind == "date" else self._read_many_shared)
            self.readers = [shared, _Remembering(self._read_inline), *other]

    @property
    def width(self) -> int:
        """How many groups of the pattern are its own."""
        return len(self.readers) or 1

    def add(self, blob: str) -> None:
        """Keep the texts of some rows."""
        self.is_full = self.is_full and SEPARATOR * 2 not in f"{SEPARATOR}{blob}{SEPARATOR}"
        self.blobs.append(blob)

    def read(self, groups: Sequence[Sequence[bytes]], odd: set[int]) -> str:
        """The texts of some rows, joined; the positions of those that are odd are added to `odd`."""
        if not self.readers:
            return self._read_numbers(groups[0], odd)
        parts = [read(cells) for read, cells in zip(self.readers, groups, strict=True) if cells.count(b"") < len(cells)]
        if len(parts) == 1:
            texts = parts[0]
        else:
            texts = list(map("".join, zip(*parts, strict=True))) if parts else [""] * len(groups[0])
        blob = SEPARATOR.join(texts)
        if blob.count(SEPARATOR) == len(texts) - 1:
            return blob
        odd.update(at for at, text in enumerate(texts) if SEPARATOR in text)
        return SEPARATOR.join([text.replace(SEPARATOR, "") for text in texts])

    def _read_numbers(self, cells: Sequence[bytes], odd: set[int]) -> str:
        blob = _MARK + _MARK.join(cells)
        if b".0" in blob:
            blob = _NO_DECIMALS.sub(b"", blob)
        if b"-0" in blob:
            blob = _MINUS_ZERO.sub(b"\x1f0", blob)
        fits = _NUMBERS[self.kind].fullmatch
        if not fits(blob):
            blob = _LONG.sub(_shorten, blob)
            if not fits(blob):
                odd.update(at for at, cell in enumerate(blob[1:].split(_MARK)) if not fits(_MARK + cell))
        if self.kind == "money":
            blob = _ONE_DECIMAL.sub(lambda match: match[0] + b"0", blob)
        return blob[1:].decode()

    def _read_shared(self, cell: bytes) -> str:
        at = int(cell)
        return self._judge(self.texts[at]) if at < len(self.texts) else SEPARATOR

    def _read_many_shared(self, cells: Sequence[bytes]) -> list[str]:
        try:
            return list(map(self.texts.__getitem__, map(int, cells)))
        except (ValueError, IndexError):
            return [self._read_shared(cell) if cell else "" for cell in cells]

    def _read_inline(self, cell: bytes) -> str:
        try:
            return self._judge(resolve(cell.decode()).strip())
        except (UnicodeDecodeError, XmlError):
            return SEPARATOR

    def _judge(self, text: str) -> str:
        return SEPARATOR if text and self.kind == "date" and not _ISO.fullmatch(text) else text


class _Remembering:
    """Reads cells, each only once while they are few; a blank cell is a blank text."""

    def __init__(
        self, read: Callable[[bytes], str], read_many: Callable[[Sequence[bytes]], list[str]] | None = None
    ) -> None:
        self._read, self._read_many = read, read_many
        self._known = {b"": ""}

    def __call__(self, cells: Sequence[bytes]) -> list[str]:
        try:
            return list(map(self._known.__getitem__, cells))
        except KeyError:
            pass
        if len(self._known) < _MOST_KNOWN:
            self._known.update((cell, self._read(cell)) for cell in set(cells).difference(self._known))
            return list(map(self._known.__getitem__, cells))
        if self._read_many:
            return self._read_many(cells)
        return [self._read(cell) if cell else "" for cell in cells]


def _shorten(match: re.Match[bytes]) -> bytes:
    """A number written with all the digits of its float, as Excel does, with those that are meant."""
    if len(match[0]) > 20:
        return match[0]
    return _MARK + repr(float(match[0][1:])).removesuffix(".0").encode()


def _read_day(cell: bytes) -> str:
    serial = int(cell)
    return (_START + timedelta(days=serial)).isoformat() if _FIRST <= serial <= _LAST else SEPARATOR


def _read_flag(cell: bytes) -> str:
    return "yes" if cell == b"1" else ""


def _leave_blank_rows_out(
    rows: list[int], joined: Mapping[int, str], shown: Sequence[int]
) -> tuple[list[int], dict[int, str]]:
    cells = {at: blob.split(SEPARATOR) for at, blob in joined.items()} if rows else {}
    kept = [at for at, row in enumerate(zip(*(cells[at] for at in shown), strict=True)) if any(row)] if rows else []
    return [rows[at] for at in kept], {
        column: SEPARATOR.join([texts[at] for at in kept]) for column, texts in cells.items()
    }
