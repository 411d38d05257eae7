"""A sheet's XML looked through piece by piece: how far its cells reach. It reads no values."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 1_048_576, 200, 4_000_000
_MEASURED = 8 << 20
"""Of a larger sheet's further cells the readers see to it that none lies too far away; they hold only what is there."""
_LONGEST_TAG = 1 << 20
_SPELLED_OTHERWISE = r'(?! r="[A-Za-z]{1,3}[0-9])[\s/>]'
_CELL = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])[^>]*")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,9})([0-9]{1,12})[\"']")
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)""")


BEYOND = "the sheet has a cell here, beyond what a table needs (column GR, row 1,048,576)"
BEYOND_REMEDY = "delete the columns and rows up to it, also those that only have a colour, and save it"


class ForbiddenError(ValueError):
    """XML that is not read: it declares entities, or is written in an encoding that could hide them."""


class ReachError(ValueError):
    """Cells beyond what a table needs; `address` is the first one found beyond, None where it is their number."""

    def __init__(self, message: str, address: str | None) -> None:
        super().__init__(message)
        self.address = address


@dataclass(frozen=True)
class Reach:
    """How far a sheet's cells reach, and how many there are."""

    rows: int
    columns: int
    cells: int


def column_number(letters: str) -> int:
    """The number of a column: A is 1, XFD is 16384."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number


def watch(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same pieces; a ForbiddenError where they declare a document type or an encoding other than UTF-8."""
    tail = b""
    for position, piece in enumerate(pieces):
        if position == 0:
            said = _ENCODING.match(piece.removeprefix(b"\xef\xbb\xbf"))
            is_wide = piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece[:64]
            if is_wide or (said and said[1].lower() not in (b"utf-8", b"us-ascii", b"ascii", b"utf8")):
                raise ForbiddenError("is not written in UTF-8")
        if _FORBIDDEN.search(piece) or _FORBIDDEN.search(tail + piece[:16]):
            raise ForbiddenError("declares a document type or entities")
        tail = piece[-16:]
        yield piece


def measure(pieces: Iterable[bytes]) -> Reach:
    """Find how far the cells reach; a ReachError as soon as they reach too far."""
    seen = _Measure()
    tail = b""
    for piece in pieces:
        piece = tail + piece
        cut = piece.rfind(b"<")
        if cut < 0 or len(piece) - cut > _LONGEST_TAG:
            cut = len(piece)
        tail = piece[cut:]
        seen.look(piece[:cut])
    seen.look(tail)
    return Reach(seen.rows, seen.columns, seen.cells)


class _Measure:
    """What was seen so far."""

    def __init__(self) -> None:
        self.rows = self.columns = self.cells = self.seen = 0

    def look(self, piece: bytes) -> None:
        """Take in a piece that begins and ends between two tags."""
        self.seen += len(piece)
        if self.seen > _MEASURED:
            self.cells += piece.count(b"<c ") + piece.count(b":c ")
        elif b":c" in piece:
            self._look_closely(piece)
        else:
            self._look_fast(piece)
        if self.cells > MOST_CELLS:
            raise ReachError(f"more than {MOST_CELLS:,} cells", None)

    def _look_closely(self, piece: bytes) -> None:
        for cell in _CELL.finditer(piece):
            self.cells += 1
            found = _REFERENCE.search(cell[0])
            if found:
                self._reach(found[1], found[2])

    def _look_fast(self, piece: bytes) -> None:
        """Only cells that reach further than all before, or are spelled in another way, are looked at."""
        found = piece.count(b"<c ")
        if not found:
            return
        self.cells += found
        last = _REFERENCE.search(piece, piece.rfind(b"<c "))
        if last:
            self._reach(last[1], last[2])
        at = 0
        for _ in range(300):
            further = _further(self.columns, self.rows).search(piece, at)
            if further is None:
                return
            cell = _REFERENCE.match(piece, further.start() + 2)
            if cell is None:
                break
            self._reach(cell[1], cell[2])
            at = further.end()
        self.cells -= piece.count(b"<c ", at)
        self._look_closely(piece[at:])

    def _reach(self, letters: bytes, digits: bytes) -> None:
        column, row = column_number(letters.decode()), int(digits)
        if column > MOST_COLUMNS or row > MOST_ROWS:
            raise ReachError(BEYOND, f"{letters.decode().upper()}{row}")
        self.columns, self.rows = max(self.columns, column), max(self.rows, row)


def _further(column: int, row: int) -> re.Pattern[bytes]:
    """Finds a cell right of a column or below a row, or one whose address does not stand first."""
    letters = letters_of(column)
    any_letter = "[A-Za-z]"
    right = [any_letter * (len(letters) + 1)]
    for position, letter in enumerate(letters):
        if letter != "Z":
            same = "".join(f"[{one}{one.lower()}]" for one in letters[:position])
            after = f"[{chr(ord(letter) + 1)}-Z{chr(ord(letter) + 1).lower()}-z]"
            right.append(same + after + any_letter * (len(letters) - position - 1) + "[0-9]")
    digits = str(row)
    below = [f"0|[0-9]{{{len(digits) + 1}}}"]
    for position, digit in enumerate(digits):
        if digit != "9":
            below.append(f"{digits[:position]}[{int(digit) + 1}-9]" + f"[0-9]{{{len(digits) - position - 1}}}")
    beyond = f"{'|'.join(right)}|{any_letter}+(?:{'|'.join(below)})"
    return re.compile(f'<c(?: r="(?:{beyond})|{_SPELLED_OTHERWISE})'.encode())


def letters_of(number: int) -> str:
    """The letters of a column: 1 is A, 16384 is XFD."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
