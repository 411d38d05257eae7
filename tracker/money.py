"""Exact money: int64 counts of hundredths, and decimals to ten places. It knows no currencies and no floats."""

import re
from decimal import Decimal

import numpy as np
import numpy.typing as npt

MAX_HUNDREDTHS = 2**63 - 1
NUMBER_PLACES = 10
NUMBER_ONE = 10**NUMBER_PLACES
"""A decimal number (a rate, a share, a likelihood) is an int64 count of ten-billionths."""

Ints = npt.NDArray[np.int64]

_NUMBER = re.compile("(?P<sign>[-\u2212]?)(?P<whole>[0-9]+)(?:[.](?P<part>[0-9]+))?")
_GROUPED = re.compile("(?P<sign>[-\u2212]?)(?P<whole>[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:[.](?P<part>[0-9]+))?")
_EITHER = re.compile("[-\u2212]?[1-9][0-9]{0,2}[.][0-9]{3}")
"""Two hundred, or two hundred thousand: half of the world groups digits by points."""


class CellError(ValueError):
    """A text that cannot be read exactly; the message says why, the remedy how to write it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


def parse_amount(text: str) -> tuple[int, bool]:
    """An amount typed in major units, as a count of hundredths, and whether it was typed as approximate.

    `1234.5`, `1,234.50` and `~100,000` are read; anything that would have to be guessed or rounded is a CellError.
    """
    bare = text.strip()
    approximate = bare.startswith("~")
    bare = bare.removeprefix("~").lstrip()
    match = _NUMBER.fullmatch(bare) or _GROUPED.fullmatch(bare)
    if not match:
        raise CellError(f"'{text}' is not an amount", "write digits only, such as 200000 or 200,000.50")
    if _EITHER.fullmatch(bare):
        whole = match["whole"] + match["part"]
        raise CellError(f"'{text}' may mean {whole} or three decimals", f"write {whole}, or at most 2 decimals")
    return _count(text, match, 2), approximate


def parse_number(text: str) -> int:
    """A decimal number, such as a rate, as a count of ten-billionths; a CellError where it is none.

    It takes no commas: `0,718` is a rate to some and seven hundred and eighteen to others.
    """
    match = _NUMBER.fullmatch(text.strip())
    if not match:
        raise CellError(f"'{text}' is not a number", "write digits and a decimal point, such as 0.13 or 1234.5")
    return _count(text, match, NUMBER_PLACES)


def _count(text: str, match: re.Match[str], places: int) -> int:
    part = (match["part"] or "").rstrip("0")
    if len(part) > places:
        raise CellError(f"'{text}' has more than {places} decimals", f"round it to {places} decimals")
    digits = (match["whole"].replace(",", "") + part.ljust(places, "0")).lstrip("0") or "0"
    if len(digits) > len(str(MAX_HUNDREDTHS)) or int(digits) > MAX_HUNDREDTHS:
        largest = f"{Decimal(MAX_HUNDREDTHS).scaleb(-places):,f}"
        raise CellError(f"'{text}' is too large to be kept exactly", f"the largest is {largest}; check the digits")
    return -int(digits) if match["sign"] else int(digits)


def format_amount(hundredths: int) -> str:
    """Major units with two decimals: `20000000` is `200000.00`."""
    sign, count = ("-", -hundredths) if hundredths < 0 else ("", hundredths)
    return f"{sign}{count // 100}.{count % 100:02d}"


def format_number(scaled: int) -> str:
    """A decimal number without trailing zeros: `7189500000` is `0.71895`."""
    text = f"{Decimal(int(scaled)).scaleb(-NUMBER_PLACES):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def multiply_divide(counts: Ints, numerators: Ints, denominators: Ints) -> Ints:
    """counts × numerators ÷ denominators, exactly, rounded half to even.

    In: int64 arrays of one length, denominators positive. Out: int64. A result beyond int64 is an OverflowError.

    A float estimate is at most one off below 2**50, and there the remainder is exact in wrapping int64 arithmetic
    though the product itself may not fit; the rest goes through Python's integers.
    """
    estimate = counts.astype(np.float64) * numerators / denominators
    is_small = (np.abs(estimate) < 2.0**50) & (denominators < 2**61)
    with np.errstate(over="ignore", invalid="ignore"):
        quotient = np.rint(np.where(is_small, estimate, 0.0)).astype(np.int64)
        remainder = counts * numerators - quotient * denominators
    odd = quotient & 1
    twice = 2 * np.where(is_small, remainder, 0)
    result = quotient + ((twice + odd) > denominators) - ((twice - odd) < -denominators)
    for i in np.flatnonzero(~is_small):
        result[i] = _divide_exactly(int(counts[i]) * int(numerators[i]), int(denominators[i]))
    return np.asarray(result, dtype=np.int64)


def _divide_exactly(dividend: int, divisor: int) -> int:
    quotient, remainder = divmod(dividend, divisor)
    if 2 * remainder + (quotient & 1) > divisor:
        quotient += 1
    if abs(quotient) > MAX_HUNDREDTHS:
        raise OverflowError(f"{dividend} / {divisor} is beyond int64")
    return quotient
