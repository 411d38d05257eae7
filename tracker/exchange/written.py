"""Amounts as texts: what stands around the digits, peeled off bit by bit. It knows no cells and rounds nothing."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from tracker.exchange.currencies import PREFIX, SUFFIX, agrees, read_currency
from tracker.exchange.numerals import SPACES, UNITS, read_numeral, read_unit
from tracker.money import CellError

_WORDS = "approx(?:imately|[.])?|about|around|circa|ca[.]?|env(?:iron|[.])?|etwa|rund|ungefähr|около|примерно|прибл[.]?"
_VAGUE_BEFORE = re.compile(f"[~≈∼]\\s*|(?:{_WORDS})(?=[\\s0-9~])\\s*|(?:c|ca|approx|env|прибл)[.]\\s*", re.IGNORECASE)
_VAGUE_AFTER = re.compile("\\s*[(]?(?:approx(?:imately|[.])?|est(?:imated|imate|[.])?)[)]?$", re.IGNORECASE)
_MINUS = re.compile("[-\u2212\u2010\u2011\u2013\ufe63\uff0d]\\s*")
_MINUS_AFTER = re.compile("(?<=[0-9])\\s?[-\u2212]$")
_UNIT_NAMES = "|".join(UNITS.values()).replace("|000s|'000s?|000", "")
_UNIT = re.compile(f"(?<=[0-9 .,])\\s*({_UNIT_NAMES})[.]?$", re.IGNORECASE)
_UNIT_BEFORE = re.compile("([kKtT])(?=€|EUR |USD )")
_UNIT_CURRENCY = re.compile("(?<=[0-9 ])\\s*([kKmMtT])\\s?(€|EUR|USD|GBP|CHF|\\$|£)$")
_BILLION = re.compile("(?<=[0-9 ])\\s*(billions?|billionen|trillions?)$", re.IGNORECASE)
_LETTERS = {"k": 1000, "t": 1000, "m": 1_000_000}
_SCIENTIFIC = re.compile("[-+]?[0-9]+(?:[.,][0-9]+)?[eE][-+]?[0-9]+")
_RANGE = re.compile("[0-9][^-–—]*(?:[-–—]|\\bto\\b|\\bbis\\b|\\bà\\b)[^-–—]*[0-9]")
_BOUND = re.compile("\\s*(?:up to|at least|at most|more than|less than|over|under|min|max|[<>≤≥])", re.IGNORECASE)
_PLAIN = re.compile("-?[0-9]{1,15}(?:[.][0-9]{1,2})?")
_LONGEST = 27
"""As many digits and marks as decimal arithmetic keeps exactly."""


@dataclass
class _Peeled:
    """What was taken off a text, and the rest."""

    rest: str
    locale: str | None
    is_vague: bool = False
    signs: int = 0
    is_percent: bool = False
    units: list[int] = field(default_factory=list)
    currencies: list[str] = field(default_factory=list)

    def peel(self) -> None:
        """Take off everything but the digits and their marks."""
        before = ""
        while self.rest != before:
            before = self.rest
            self._peel_currency()
            self._peel_vagueness()
            self._peel_sign()
            self._peel_unit()

    def _peel_currency(self) -> None:
        if (match := PREFIX.match(self.rest)) and (code := read_currency(match[1])):
            self.rest = self.rest[match.end() :].strip()
            self.currencies.append(code)
        elif (match := SUFFIX.search(self.rest)) and (code := read_currency(match[1])):
            self.rest = self.rest[: match.start()].strip()
            self.currencies.append(code)

    def _peel_vagueness(self) -> None:
        if match := _VAGUE_BEFORE.match(self.rest):
            self.is_vague, self.rest = True, self.rest[match.end() :]
        if match := _VAGUE_AFTER.search(self.rest):
            self.is_vague, self.rest = True, self.rest[: match.start()]

    def _peel_sign(self) -> None:
        if self.rest.startswith("(") and self.rest.endswith(")"):
            self.signs, self.rest = self.signs + 1, self.rest[1:-1].strip()
        if match := _MINUS.match(self.rest):
            self.signs, self.rest = self.signs + 1, self.rest[match.end() :]
        elif match := _MINUS_AFTER.search(self.rest):
            self.signs, self.rest = self.signs + 1, self.rest[: match.start()]
        elif re.match("[+][0-9]", self.rest):
            self.rest = self.rest[1:]
        if self.rest.endswith("%") and not self.is_percent:
            self.is_percent, self.rest = True, self.rest[:-1].rstrip()

    def _peel_unit(self) -> None:
        if match := _UNIT_BEFORE.match(self.rest):
            self.units.append(_LETTERS[match[1].lower()])
            self.rest = self.rest[1:]
        elif match := _UNIT_CURRENCY.search(self.rest):
            self.units.append(_LETTERS[match[1].lower()])
            self.currencies.append(read_currency(match[2]))
            self.rest = self.rest[: match.start()]
        elif match := _BILLION.search(self.rest):
            is_english = self.locale is not None and self.locale.startswith("en")
            if not is_english or not match[1].lower().startswith("billion"):
                raise CellError(f"'{match[1]}' may mean a thousand or a million millions", "write the digits, or bn")
            self.units.append(10**9)
            self.rest = self.rest[: match.start()]
        elif match := _UNIT.search(self.rest):
            self.units.append(read_unit(match[1]))
            self.rest = self.rest[: match.start()]


def read_written(text: str, kind: str, locale: str | None, unit: int) -> tuple[Decimal, str, bool]:
    """The number that a text says, the currency that it names ("" for none), and whether it is vague.

    A CellError where it says none, or could say several. `unit` is declared for the column.
    """
    bare = text.strip()
    if _PLAIN.fullmatch(bare):
        return Decimal(bare) * unit, "", False
    peeled = _Peeled(SPACES.sub(" ", bare), locale)
    peeled.peel()
    currency = _join(peeled.currencies)
    try:
        is_sound = peeled.signs < 2 and len(peeled.units) < 2 and currency is not None
        number = read_numeral(peeled.rest, locale, kind) if peeled.rest and is_sound else None
    except CellError as fault:
        raise CellError(str(fault).replace(f"'{peeled.rest}'", f"'{bare}'", 1), fault.remedy) from None
    if number is None or currency is None:
        raise CellError(f"'{bare}' is not {'an amount' if kind == 'money' else 'a number'}", _remedy(bare, kind))
    own = peeled.units[0] if peeled.units else 1
    if len(peeled.rest) > _LONGEST:
        raise CellError(f"'{bare}' has too many digits to be kept exactly", "check the digits")
    if peeled.is_percent and kind == "money":
        raise CellError(f"'{bare}' is a percentage", "write the amount itself")
    if kind == "number" and (currency or own > 1):
        raise CellError(f"'{bare}' is an amount of money or a multiple, not a number", "write the number alone")
    if own > 1 and unit > 1:
        raise CellError(f"'{bare}' has a unit, and its column is in units of {unit:,}", "write it like the others")
    number = (number * own * unit).scaleb(-2 if peeled.is_percent else 0)
    return -number if peeled.signs else number, currency, peeled.is_vague


def _join(currencies: list[str]) -> str | None:
    """The currency that all agree on, None where they do not."""
    chosen = max(currencies, key=len, default="")
    return chosen if all(agrees(one, chosen) for one in currencies) else None


def _remedy(text: str, kind: str) -> str:
    if _SCIENTIFIC.fullmatch(text):
        return "its digits were lost when the file was saved; write them all"
    if _BOUND.match(text):
        return "write the amount, and the least and the most it may be in low and high"
    if kind == "money" and _RANGE.search(text):
        return "write one amount, and the ends of the range in low and high"
    if kind == "number":
        return "write digits and a decimal point, such as 0.13 or 1234.5"
    return "write digits only, such as 200000.50, and leave the cell blank where the amount is not known"
