"""The fast reader of large, regular tables: one pattern fits every row, or it gives up. It guesses at nothing odd.

The pattern is made from the heading: in each column only what that column's kind can hold in a plain number format, in
the spelling that Excel, LibreOffice and the usual libraries write. Rows that it does not fit (a formula, an error, a
hidden row, an amount with a unit, a cell in a column without heading) are the careful reader's; where they are many,
or something else is odd, all are (OddError).
"""

import operator
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.exchange.cells import RawSheet, parse_sheet
from tracker.exchange.headings import NUMBER, REVISION, SEARCHED, find_heading
from tracker.exchange.parts import is_date_format, is_plain_format, resolve
from tracker.exchange.scan import letters_of

SEPARATOR = "\x1f"
"""Parts the texts of a column; XML cannot hold it."""
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
_ROW = rb'\s*<row r="([0-9]{1,7})"(?![^>]*\s(?:hidden="(?:1|true)"|ht="0"))[^<>]*'
_STYLE = rb'(?: s="[0-9]+")?'
_INLINE = _STYLE + rb' t="inlineStr"><is><t(?: xml:space="preserve")?>[^<]*</t></is>'
_NUMBER = rb"-?(?:0|[1-9][0-9]{0,14})(?:\.(?:[0-9]{1,2}|[0-9]{8,17}))?"
"""With two decimals, or with all the digits that Excel writes of a float."""
_LONG = re.compile(rb"\x1f-?[0-9]+(?:\.[0-9]{3,}(?:E-?[0-9]+)?|(?:\.[0-9]+)?E-?[0-9]+)")
_NO_DECIMALS, _MINUS_ZERO = re.compile(rb"\.0+(?![0-9])"), re.compile(rb"\x1f-0(?![0-9.])")
_ONE_DECIMAL = re.compile(rb"(\.[0-9])(?![0-9])")
_FLAG = _STYLE + rb' t="b"><v>[01]</v>'
_ANY_ROW = re.compile(rb"\s*<row [^<>]*[^/<>]>(?:(?!</row>|<row[\s>]|<!).)*</row>", re.DOTALL)
_MOST_ODD = 5_000
"""So many rows that do not fit are read with care one by one; of a sheet with more all are."""
_BATCH = 4_000
"""So many rows are made texts at a time, so that their bytes need not all be kept."""


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


def read_columns(xml: bytes, texts: Sequence[str], formats: Sequence[str], kinds: Mapping[str, str]) -> BulkColumns:
    """Read a sheet's XML; `kinds` says what each column name holds. An OddError where anything is not plain."""
    begin = xml.find(b"<sheetData>")
    head = xml[: max(begin, 0)]
    if begin < 0 or b"<!" in head or b"<worksheet" not in head:
        raise OddError("another spelling")
    given = list(texts)
    heading_row, headings, at = _find_heading(xml, begin, given, kinds)
    texts = list(map(str.strip, given))
    fits = _pattern(headings, kinds, formats).match
    columns = [_Column(kinds.get(name, _other_kind(name)), texts) for name in headings.values()]
    rows: list[int] = []
    odd: list[bytes] = []
    while True:
        batch: list[tuple[bytes | None, ...]] = []
        while len(batch) < _BATCH and (match := fits(xml, at)):
            batch.append(match.groups())
            at = match.end()
        if batch:
            numbers, *groups = zip(*batch, strict=True)
            rows.extend(map(int, numbers))
            for column in columns:
                column.take(groups[: column.width])
                groups = groups[column.width :]
        elif (match := _ANY_ROW.match(xml, at)) and len(odd) < _MOST_ODD:
            odd.append(xml[at : match.end()])
            at = match.end()
        else:
            break
    tail = xml[at:]
    if not re.match(rb"\s*</sheetData>", tail) or re.search(rb"<(?:sheetData|row|c|mergeCell)[\s>]|<!|\w:\w+ r=", tail):
        raise OddError("a row that does not fit")
    left = parse_sheet([b"<worksheet><sheetData>", *odd, b"</sheetData></worksheet>"], given)
    numbers_left = {row for row, *_ in left.cells} | left.hidden_rows
    if not all(map(operator.lt, [heading_row, *rows], rows)) or not numbers_left.isdisjoint([heading_row, *rows]):
        raise OddError("rows out of order")
    blobs = [column.joined() for column in columns]
    if any(blob.count(SEPARATOR) != max(len(rows) - 1, 0) for blob in blobs):
        raise OddError("a separator in a text")
    joined = dict(zip(headings, blobs, strict=True))
    shown = [at for at, name in headings.items() if name not in (NUMBER, REVISION)]
    if not any(column.is_full for at, column in zip(headings, columns, strict=True) if at in shown):
        rows, joined = _leave_blank_rows_out(rows, joined, shown)
    hidden = {one for low, high in _HIDDEN_COLUMN.findall(head) for one in range(int(low), min(int(high), 1000) + 1)}
    return BulkColumns(heading_row, headings, rows, joined, hidden, left)


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
    """What every row must look like, with a group for its number and one for each heading's cell."""
    plain = [at for at, code in enumerate(formats) if is_plain_format(code) and not is_date_format(code)]
    dates = [at for at, code in enumerate(formats) if is_date_format(code)]
    cells = b""
    blank = _STYLE + rb'(?: t="[sn]")?/>'
    for column in range(1, max(headings) + 1):
        cell = blank
        if column in headings:
            kind = kinds.get(headings[column], _other_kind(headings[column]))
            cell = _cell_pattern(kind, dates if kind == "date" else plain) + b"</c>|" + blank
        cells += rb'(?:<c r="' + letters_of(column).encode() + rb'\1"(?:' + cell + b"))?"
    beyond = rb'(?:<c r="[A-Z]{1,3}\1"' + _STYLE + b"/>)*"
    return re.compile(_ROW + rb"(?:/>|>" + cells + beyond + rb"</row>)")


def _cell_pattern(kind: str, styles: Sequence[int]) -> bytes:
    """Two groups: the number of a shared text, and whatever else it holds; in columns of numbers only the second."""
    numbers = b"|".join(b"%d" % style for style in styles) or b"none"
    styled = rb'(?: s="(?:' + numbers + rb')")' + (b"?" if 0 in styles else b"") + rb'(?: t="n")?><v>'
    if kind == "money":
        return styled + b"(" + _NUMBER + b")</v>"
    if kind in _NUMBERS:
        return styled + rb"(-?[0-9]{1,15}(?:\.[0-9]{1,17})?)</v>"
    other = {"flag": _FLAG + b"|", "date": styled + b"[0-9]{1,6}</v>|"}.get(kind, b"")
    return b"(?:" + _STYLE + rb' t="s"><v>([0-9]{1,8})</v>|(' + other + _INLINE + b"))"


class _Column:
    """The canonical texts of a column, as `tracker.exchange.amounts.cell_text` gives them; each text is read once."""

    def __init__(self, kind: str, texts: Sequence[str]) -> None:
        self.kind, self.texts = kind, texts
        self.blobs: list[str] = []
        self.is_full = True
        self.known: dict[bytes | None, str] = {None: ""}

    @property
    def width(self) -> int:
        """How many groups of the pattern are its own."""
        return 1 if self.kind in _NUMBERS else 2

    def joined(self) -> str:
        """All its texts as one."""
        return SEPARATOR.join(self.blobs)

    def take(self, groups: Sequence[Sequence[bytes | None]]) -> None:
        """Add the cells of some rows."""
        if self.kind in _NUMBERS:
            blob = _MARK + _MARK.join([cell or b"" for cell in groups[0]])
            if b".0" in blob or b"-0" in blob:
                blob = _MINUS_ZERO.sub(b"\x1f0", _NO_DECIMALS.sub(b"", blob))
            if not _NUMBERS[self.kind].fullmatch(blob):
                blob = _LONG.sub(self._shorten, blob)
                if not _NUMBERS[self.kind].fullmatch(blob):
                    raise OddError("an odd number")
            if self.kind == "money":
                blob = _ONE_DECIMAL.sub(rb"\g<1>0", blob)
            self.is_full = self.is_full and None not in groups[0]
            self.blobs.append(blob[1:].decode())
            return
        known, texts = self.known, self.texts
        try:
            if len(known) < _BATCH:
                known.update((at, texts[int(at)]) for at in set(groups[0]).difference(known) if at)
                cells = list(map(known.__getitem__, groups[0]))
            else:
                cells = ["" if at is None else texts[int(at)] for at in groups[0]]
        except IndexError:
            raise OddError("a text that is not there") from None
        others = set(groups[1])
        if self.kind == "date" and not all(_ISO.fullmatch(text) for text in set(cells) - {""}):
            raise OddError("dates as text")
        if others != {None}:
            known.update((cell, self._read(cell)) for cell in others if cell and cell not in known)
            cells = [known[cell] if cell else text for cell, text in zip(groups[1], cells, strict=True)]
        self.is_full = self.is_full and all(cells)
        self.blobs.append(SEPARATOR.join(cells))

    def _read(self, cell: bytes) -> str:
        markup, _, value = cell.removesuffix(b"</v>").partition(b"<v>")
        if b't="b"' in markup:
            return "yes" if value == b"1" else ""
        if b't="inlineStr"' not in markup:
            return _day(int(value))
        text = resolve(cell[cell.index(b"<t") :].partition(b">")[2].removesuffix(b"</t></is>").decode()).strip()
        if text and self.kind == "date" and not _ISO.fullmatch(text):
            raise OddError("a date as text")
        return text

    def _shorten(self, match: re.Match[bytes]) -> bytes:
        """A number written with all the digits of its float, as Excel does, with those that are meant."""
        if len(match[0]) > 20:
            raise OddError("more digits than a float has")
        return _MARK + repr(float(match[0][1:])).removesuffix(".0").encode()


def _day(serial: int) -> str:
    if not _FIRST <= serial <= _LAST:
        raise OddError("an odd day")
    return (_START + timedelta(days=serial)).isoformat()


def _leave_blank_rows_out(
    rows: list[int], joined: Mapping[int, str], shown: Sequence[int]
) -> tuple[list[int], dict[int, str]]:
    cells = {at: blob.split(SEPARATOR) for at, blob in joined.items()} if rows else {}
    kept = [at for at, row in enumerate(zip(*(cells[at] for at in shown), strict=True)) if any(row)] if rows else []
    return [rows[at] for at in kept], {
        column: SEPARATOR.join([texts[at] for at in kept]) for column, texts in cells.items()
    }
