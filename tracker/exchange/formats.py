"""Number formats of spreadsheets: what they add to, and hide from, the value that somebody saw in a cell."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tracker.exchange.currencies import find_currency, read_currency
from tracker.exchange.numerals import read_unit

_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|[_*].|(?P<plain>.)', re.DOTALL)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)\]")
_SECTION = re.compile(r'(?:"[^"]*"|\\.|[^;"\\])*')
_PLACEHOLDERS = "0#?"


@dataclass(frozen=True)
class NumberFormat:
    """What a format does with a number.

    `divisor` is by what the number shown is smaller, `unit` what the text beside it says (`k`, `Mio`), `places` how
    many decimals are shown (None: as many as there are), `zeros` how many digits at least, `grain` what is shown of a
    date (`day`, `month`, `year`, `time`, or "" where it is no date's format).
    """

    divisor: int = 1
    unit: int = 1
    currency: str = ""
    is_percent: bool = False
    has_loose_percent: bool = False
    is_hidden: bool = False
    places: int | None = None
    zeros: int = 0
    grain: str = ""


def read_format(number_format: str, value: float = 1) -> NumberFormat:
    """What a format says about a value: its section for that value, condition or sign."""
    if number_format in ("", "General", "@", "0", "#,##0.00", "#,##0", "0.00"):
        return _PLAIN.get(number_format, NumberFormat())
    return _read_section(_choose_section(number_format, value))


def _choose_section(number_format: str, value: float) -> str:
    sections = _sections(number_format)
    conditions = [_CONDITION.search(section) for section in sections[:2]]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=False):
            if condition and _holds(condition[1], value, float(condition[2])):
                return section
        rest = [
            section for section, condition in zip(sections, [*conditions, None, None], strict=False) if not condition
        ]
        return rest[0] if rest else sections[-1]
    if value < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if value == 0 and len(sections) > 2 else sections[0]


@lru_cache(maxsize=1024)
def _sections(number_format: str) -> list[str]:
    found, at = [], 0
    while at <= len(number_format):
        match = _SECTION.match(number_format, at)
        end = match.end() if match else len(number_format)
        found.append(number_format[at:end])
        at = end + 1
        if match and end < len(number_format) and number_format[end] != ";":
            break
    return found


def _holds(sign: str, value: float, limit: float) -> bool:
    return {
        "<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit, "=": value == limit,
        "<>": value != limit,
    }[sign]  # fmt: skip


@lru_cache(maxsize=1024)
def _read_section(section: str) -> NumberFormat:
    skeleton, said, currency = "", "", ""
    for token in _TOKEN.finditer(section):
        quoted, bracket, plain = token["quoted"] or token["escaped"], token["bracket"], token["plain"]
        if quoted is not None:
            said += quoted
        elif bracket is not None and bracket.startswith("$"):
            sign, _, region = bracket[1:].partition("-")
            currency = currency or read_currency(sign, region)
            said += " "
        elif bracket is not None and re.fullmatch("[hms]+", bracket, re.IGNORECASE):
            skeleton += bracket
        elif plain is not None and (plain in _PLACEHOLDERS + ".,%@/" or (plain.isalpha() and plain.isascii())):
            skeleton += plain
        elif plain is not None:
            said += plain
    if "General" in skeleton or "@" in skeleton:
        digits, letters = "0", ""
    else:
        digits = "".join(sign for sign in skeleton if sign in _PLACEHOLDERS + ".,")
        letters = "".join(sign for sign in skeleton.lower() if sign in "ymdhs")
    has_digits = any(sign in _PLACEHOLDERS for sign in digits)
    if letters and not has_digits:
        return NumberFormat(grain=_grain(letters))
    whole, _, part = digits.partition(".")
    commas = _trailing_commas(whole) + _trailing_commas(part)
    places = None if "General" in skeleton or "@" in skeleton or "E" in skeleton else len(part.rstrip(","))
    words = re.split(r"[\s()\-+/:.]+", said.strip())
    return NumberFormat(
        divisor=1000**commas,
        unit=_unit(words),
        currency=currency or read_currency(said) or find_currency(said),
        is_percent="%" in skeleton,
        has_loose_percent="%" in said,
        is_hidden=not has_digits and not said.strip(),
        places=places,
        zeros=whole.replace(",", "").count("0") if "," not in whole and not part else 0,
    )


def _trailing_commas(digits: str) -> int:
    return len(digits) - len(digits.rstrip(","))


def _unit(words: list[str]) -> int:
    for word in words:
        for bare in (word, re.sub("[€$£¥]|USD|EUR|US", "", word)):
            if read_unit(bare) > 1:
                return read_unit(bare)
    return 1


def _grain(letters: str) -> str:
    if "d" in letters:
        return "day"
    if "h" in letters or "s" in letters or "y" not in letters:
        return "time" if "h" in letters or "s" in letters else "month"
    return "month" if "m" in letters else "year"


_PLAIN = {
    "": NumberFormat(), "General": NumberFormat(), "@": NumberFormat(), "0": NumberFormat(places=0, zeros=1),
    "#,##0": NumberFormat(places=0), "#,##0.00": NumberFormat(places=2), "0.00": NumberFormat(places=2),
}  # fmt: skip
