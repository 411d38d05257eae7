"""Numerals as people write them, in digits and marks. It reads one only where a single number can be meant."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from tracker.money import CellError

SPACES = re.compile("[\\s\u00a0\u2007\u202f]+")
UNITS = {
    1_000: "k|thousands?|tsd|tausend|milliers?|mille|тыс|тысяч[аи]?|000s|'000s?|000",
    100_000: "lakhs?",
    1_000_000: "m|mm|mio|mn|mln|mill|millions?|millionen|млн|миллион(?:а|ов)?",
    10_000_000: "crores?",
    1_000_000_000: "bn|b|mrd|md|mds|milliards?|milliarden?|млрд|миллиард(?:а|ов)?",
}
"""What each unit is called."""
UNIT_NAMES = {"": 1, "ones": 1, "units": 1, "thousands": 1_000, "millions": 1_000_000, "billions": 1_000_000_000}
"""What a declaration of units may say."""
_UNIT_WORDS = {unit: re.compile(f"(?:{words})[.]?", re.IGNORECASE) for unit, words in UNITS.items()}

_Convention = tuple[str, str]
"""The mark that groups digits ("" for none), and the mark before decimals."""
_CONVENTIONS: dict[_Convention, re.Pattern[str]] = {}
for _point in ".,":
    _part = f"(?:{re.escape(_point)}[0-9]+)?"
    _CONVENTIONS["", _point] = re.compile(f"[0-9]+{_part}|{re.escape(_point)}[0-9]+")
    for _mark in ",.' ":
        if _mark != _point:
            _CONVENTIONS[_mark, _point] = re.compile(f"[1-9][0-9]{{0,2}}(?:{re.escape(_mark)}[0-9]{{3}})+{_part}")
_INDIAN = re.compile("[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:[.][0-9]+)?")


def read_unit(text: str) -> int:
    """The unit that a word names (`k`, `Mio`, `млн`), or 1."""
    word = text.strip()
    return next((unit for unit, words in _UNIT_WORDS.items() if words.fullmatch(word)), 1)


_ROUND = re.compile("[1-9][0-9]{0,2},000")
"""Thousands with a comma; as decimals they would be an amount to the tenth of a cent, all noughts."""


def read_numeral(text: str, locale: str | None = None, kind: str = "number") -> Decimal | None:
    """The number that bare digits and marks stand for, without a sign; None where they are no numeral.

    Every convention that fits is tried: one number is taken; of several a declared locale decides, or else a CellError
    asks. Money in round thousands (`200,000`) needs no asking.
    """
    bare = SPACES.sub(" ", text.strip()).replace("’", "'").replace("٬", "'")
    if not bare.isascii():
        bare = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in bare)
    found: dict[_Convention, Decimal] = {}
    for (mark, point), pattern in _CONVENTIONS.items():
        if pattern.fullmatch(bare):
            found[mark, point] = _decimal(bare, mark, point)
    if _INDIAN.fullmatch(bare):
        found[",", "."] = _decimal(bare, ",", ".")
    values = dict.fromkeys(found.values())
    if len(values) <= 1:
        return next(iter(values), None)
    if locale is not None:
        mark, point = marks_of(locale)
        for convention in ((mark, point), ("", point)):
            if convention in found:
                return found[convention]
    if kind == "money" and _ROUND.fullmatch(bare):
        return found[",", "."]
    one, other = (_say(value) for value in values)
    english = next(_say(value) for (_, point), value in found.items() if point == ".")
    german = other if english == one else one
    raise CellError(
        f"'{text}' may mean {one}, or {other}",
        f"write it without marks between thousands, or declare how the file writes numbers: "
        f"--locale en reads it as {english}, --locale de as {german}",
    )


def _say(value: Decimal) -> str:
    """A number so that it reads the same to everybody."""
    whole, _, part = f"{value:f}".partition(".")
    return f"{whole} and decimals {part}" if part.strip("0") else whole


def _decimal(text: str, mark: str, point: str) -> Decimal:
    return Decimal((text.replace(mark, "") if mark else text).replace(point, "."))


@lru_cache(maxsize=64)
def find_locale(name: str) -> Locale:
    """A locale by its name (`en`, `de_CH`, `fr-FR`); a CellError where it is none."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        raise CellError(f"'{name}' is not a locale", "use a language such as en, de or fr, or en_GB, de_CH") from None


@lru_cache(maxsize=64)
def marks_of(name: str) -> _Convention:
    """The marks with which a locale groups digits and begins decimals."""
    locale = find_locale(name)
    symbols = locale.number_symbols["latn"]
    mark, point = str(symbols["group"]), str(symbols["decimal"])
    mark = " " if SPACES.fullmatch(mark) else mark.replace("’", "'")
    return mark, point
