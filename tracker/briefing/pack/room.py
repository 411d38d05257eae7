"""How much room text takes on a slide, as far as can be told without its typeface. It knows no figures.

Places and sizes are EMU (914,400 to the inch) as the format has them, letters are points.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

POINT, INCH = 12_700, 914_400
LINE = 1.2
"""From one line to the next, in letter sizes."""
_WIDTHS = {
    0.20: "'", 0.22: "ijlіј|", 0.28: " !,./:;I[\\]ftІЇї·’‘\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}",
    0.34: "()-`r{}\"“”„•°гѓ*", 0.46: "ckтзк^э", 0.50: "Jsvxyzсух", 0.53: "чьвГПя¶", 0.58: "+<=>~кбц«»–",
    0.62: "FTZТъЗ", 0.67: "ABEKPSVXY&АВЕРХЧЁжБЛЬУЭ", 0.72: "CDHNRUwИЙНПСЯыДмюК", 0.78: "GOQОФЦш", 0.83: "mMМфщ",
    0.94: "%WЫЖШЩ—@ЮЊ½ŒœÆæ",
}  # fmt: skip
"""In parts of a letter's size, as Arial, Helvetica and Liberation Sans have them; others are as wide as digits."""
_EMS = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_BOLD = 1.08
_SAFE = 1.04
"""Letters may be wider than they are thought to be."""
_BROAD = {"verdana": 1.2, "dejavu sans": 1.2, "segoe ui": 1.03, "tahoma": 1.02, "calibri": 0.95, "carlito": 0.95}
"""Typefaces that are not as wide as Arial."""


@dataclass(frozen=True)
class Room:
    """A rectangle of a slide."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.top + self.height

    def below(self, height: float, gap: float = 0) -> "Room":
        """What is left of it under a strip of that height and a gap."""
        used = min(round(height + gap), self.height)
        return replace(self, top=self.top + used, height=self.height - used)

    def first(self, height: float) -> "Room":
        """Its upper strip."""
        return replace(self, height=min(round(height), self.height))

    def last(self, height: float) -> "Room":
        """Its lowest strip."""
        used = min(round(height), self.height)
        return replace(self, top=self.bottom - used, height=used)

    def left_part(self, share: float, gap: int) -> "Room":
        """Its left part, but for half a gap."""
        return replace(self, width=round(self.width * share) - gap // 2)

    def right_part(self, share: float, gap: int) -> "Room":
        """Its right part, but for half a gap."""
        width = round(self.width * share) - gap // 2
        return replace(self, left=self.right - width, width=width)


@dataclass(frozen=True)
class Letters:
    """A typeface, by how much wider than Arial it runs."""

    breadth: float = 1.0

    @classmethod
    def of(cls, typeface: str) -> "Letters":
        """The letters of a typeface by its name; one that is not known runs as wide as Arial."""
        return cls(_BROAD.get(typeface.strip().lower(), 1.0))

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a line of text is, in points."""
        ems = sum(map(_em, text))
        return ems * size * self.breadth * _SAFE * (_BOLD if bold else 1)

    def lines(self, text: str, size: float, width: float, *, bold: bool = False) -> int:
        """In how many lines text stands in a column so many points wide; words too long for it are broken."""
        count, used = 1, 0.0
        space = self.width(" ", size, bold=bold)
        for word in text.split(" "):
            length = self.width(word, size, bold=bold)
            if used and used + space + length <= width:
                used += space + length
                continue
            count += bool(used)
            used = length
            if length > width > 0:
                count += int(length // width)
                used = length % width
        return count

    def height(self, texts: Sequence[str], size: float, width: float, *, bold: bool = False, gap: float = 0) -> float:
        """How high paragraphs are in a column so many points wide, in points, each with a gap of so many before it."""
        return sum(self.lines(text, size, width, bold=bold) * size * LINE + gap for text in texts)

    def fit(
        self, texts: Sequence[str], width: float, height: float, largest: float, smallest: float, *, bold: bool = False,
        gap: float = 0,
    ) -> float | None:  # fmt: skip
        """The largest size of letters, by half points, in which paragraphs fit; None where not even the smallest do."""
        size = largest
        while size >= smallest:
            if self.height(texts, size, width, bold=bold, gap=gap * size) <= height:
                return size
            size -= 0.5
        return None


def _em(letter: str) -> float:
    width = _EMS.get(letter)
    if width is None:
        plain = unicodedata.normalize("NFD", letter)[0]
        if unicodedata.combining(plain):
            width = 0.0
        elif plain in _EMS:
            width = _EMS[plain]
        elif unicodedata.east_asian_width(letter) in "WF":
            width = 1.0
        else:
            width = 0.72 if letter.isupper() else 0.56
        _EMS[letter] = width
    return width
