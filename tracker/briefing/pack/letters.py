"""Which letters the pack's typeface has. What it lacks cannot stand in an archivable page, and is marked instead."""

import re
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
_BREAKS = re.compile(r"[ \t]*[\t\n\v\f\r\x85\u2028\u2029][ \t]*")
LACKING = "\N{REPLACEMENT CHARACTER}"


def show_letters(text: str) -> str:
    """A text on one line, each letter that the typeface lacks as a replacement mark."""
    known = _known()
    line = _BREAKS.sub(" ", text).strip()  # no-break spaces stay: amounts and units hang together by them
    return line if known.issuperset(map(ord, line)) else "".join(
        letter if ord(letter) in known else LACKING for letter in line
    )  # fmt: skip


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    maps = [set(TTFont(file, lazy=True).getBestCmap()) for file in sorted(FONTS.glob("*.ttf"))]
    return frozenset(set.intersection(*maps) - {0, 0xD, 0xFEFF, 0x200E, 0x200F, *range(0x202A, 0x202F)})
