"""Days, months and years as people write them, made ISO text. It reads one only where a single date can be meant."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from babel import Locale

from tracker.dates import FIRST_YEAR, LAST_YEAR, parse_date
from tracker.exchange.formats import read_format
from tracker.exchange.numerals import SPACES, find_locale
from tracker.money import CellError

LANGUAGES = ("en", "fr", "ru", "de", "es")
_FORMS = "write it as 2010-06-01, or 2010-06, or 2010"
_YMD = re.compile("([0-9]{4})([-/.])([0-9]{1,2})\\2([0-9]{1,2})")
_COMPACT = re.compile("((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})")
_THREE = re.compile("([0-9]{1,2})([-/. ])\\s?([0-9]{1,2})\\2\\s?([0-9]{4}|[0-9]{2})")
_MONTH_YEAR = re.compile("([0-9]{1,2})[-/.]([0-9]{4})")
_YEAR_MONTH = re.compile("([0-9]{4})[-/.]([0-9]{1,2})")
_MIDNIGHT = re.compile("[T ]\\s?00:00(?::00(?:[.]0+)?)?(?:\\s?(?:Z|UTC|[+]00:?00))?$")
_CLOCK = re.compile("[0-9]{1,2}:[0-9]{2}")
_QUARTER = re.compile(
    "(?:q|t|кв|quarter)\\W*[1-4]\\b|\\b[1-4]\\W*(?:q|quartal|кв)|\\b(?:h|s)[12]\\b|\\b(?:19|20)[0-9]{2}[qh][1-4]"
)


def read_day(
    value: str | int | float | Decimal | bool | datetime | date | time | timedelta | None,
    number_format: str = "",
    *,
    epoch_1904: bool = False,
    locale: str | None = None,
) -> str:
    """ISO text of the day, month or year that a cell holds and shows; a CellError where that cannot be told.

    A serial number counts days from the workbook's epoch. A date of which the format shows the month only is that
    month.
    """
    if isinstance(value, str):
        return read_day_text(value, locale) if value.strip() else ""
    if value is None:
        return ""
    shape = read_format(number_format)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        if not shape.grain and value == int(value) and FIRST_YEAR <= value <= LAST_YEAR:
            return str(int(value))
        if not shape.grain and _COMPACT.fullmatch(str(value)):
            return read_day_text(str(value))
        value = _from_serial(value, epoch_1904)
    if isinstance(value, datetime):
        if value.time() != time.min:
            raise CellError(f"{value} holds a time of day", "write the day alone")
        value = value.date()
    if not isinstance(value, date):
        raise CellError(f"{value} is not a date", _FORMS)
    return _as_seen(value, shape.grain)


def _as_seen(day: date, grain: str) -> str:
    text = _iso(f"{day:%Y-%m-%d}" if day.year > 999 else str(day.year), day.isoformat())
    if grain == "month":
        if day.day != 1:
            raise CellError(f"the cell holds {text} and shows only its month", f"show the day, or write {text[:7]}")
        return text[:7]
    if grain == "year":
        if (day.month, day.day) != (1, 1):
            raise CellError(f"the cell holds {text} and shows only its year", f"show the day, or write {text[:4]}")
        return text[:4]
    return text


def _from_serial(serial: int | float | Decimal, epoch_1904: bool) -> date:
    count = int(serial)
    if count != serial:
        raise CellError(f"{serial} holds a time of day", "write the day alone")
    if not epoch_1904 and count in (0, 60):
        raise CellError(f"{serial} is a day that only spreadsheets know", _FORMS)
    start = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30) if count > 60 else date(1899, 12, 31)
    try:
        day = start + timedelta(days=count)
    except OverflowError:
        raise CellError(f"{serial} is not a date", _FORMS) from None
    if count < 0 or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellError(f"{serial} is not a date", _FORMS)
    return day


def read_day_text(text: str, locale: str | None = None) -> str:
    """ISO text of a written date; a CellError where it is none, or could be two and no locale is declared."""
    bare = _MIDNIGHT.sub("", SPACES.sub(" ", text.strip()))
    if parse_date(bare):
        return bare
    if _CLOCK.search(bare):
        raise CellError(f"'{text}' holds a time of day", "write the day alone, such as 2010-06-01")
    if match := _YMD.fullmatch(bare):
        return _day(text, match[1], match[3], match[4])
    if match := _COMPACT.fullmatch(bare):
        return _day(text, match[1], match[2], match[3])
    if match := _YEAR_MONTH.fullmatch(bare):
        return _day(text, match[1], match[2])
    if match := _MONTH_YEAR.fullmatch(bare):
        return _day(text, match[2], match[1])
    if match := _THREE.fullmatch(bare):
        return _read_three(text, match[1], match[3], match[4], locale)
    return _read_words(text, bare)


def _read_three(text: str, one: str, other: str, year: str, locale: str | None) -> str:
    if len(year) == 2:
        raise CellError(f"'{text}' does not say the century", "write the year in four digits, such as 2010-06-01")
    readings = {}
    for order, day, month in (("dm", one, other), ("md", other, one)):
        if 1 <= int(month) <= 12:
            readings[order] = _iso(text, f"{year}-{month:0>2}-{day:0>2}", is_tried=True)
    found = {order: reading for order, reading in readings.items() if reading}
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    if not found:
        raise CellError(f"'{text}' is not a date", _FORMS)
    if locale is not None:
        return found[order_of(locale)]
    raise CellError(
        f"'{text}' may mean {found['dm']} or {found['md']}",
        f"write it as one of these, or declare how the file writes dates: --locale en_GB or de reads {found['dm']}, "
        f"--locale en_US or en {found['md']}",
    )


@lru_cache(maxsize=64)
def order_of(name: str) -> str:
    """Whether a locale writes the day (`dm`) or the month (`md`) first."""
    pattern = str(find_locale(name).date_formats["short"].pattern).lower()
    return "dm" if pattern.find("d") < pattern.find("m") and pattern.find("y") > 0 else "md"


def _read_words(text: str, bare: str) -> str:
    folded = _fold(bare)
    if _QUARTER.search(folded):
        raise CellError(f"'{text}' is a part of a year", "write the day or month that is meant, such as 2010-06")
    words = re.findall("[^\\W\\d_]+|[0-9]+", folded)
    words = [word for word in words if word not in _fillers()]
    weekday = next((_weekdays()[word] for word in words if word in _weekdays() and word not in _months()), None)
    months = [_months()[word] for word in words if word in _months()]
    numbers = [word for word in words if word.isdigit()]
    known = len(months) + len(numbers) + sum(word in _weekdays() and word not in _months() for word in words)
    if (
        len(months) != 1
        or known != len(words)
        or not 1 <= len(numbers) <= 2
        or re.search("[0-9]\\s*[-–]\\s*[0-9]", bare)
    ):
        raise CellError(f"'{text}' is not a date", _FORMS)
    years = [number for number in numbers if len(number) == 4]
    if len(years) != 1:
        raise CellError(f"'{text}' does not say the year in four digits", "write it as 2010-06-01, or 2010-06")
    days = [number for number in numbers if len(number) <= 2]
    if len(days) + 1 != len(numbers):
        raise CellError(f"'{text}' is not a date", _FORMS)
    found = _day(text, years[0], str(months[0]), *days)
    if weekday is not None and (len(found) != 10 or date.fromisoformat(found).weekday() != weekday):
        raise CellError(f"'{text}' names another day of the week than {found} was", "correct the one or the other")
    return found


def _day(text: str, year: str, month: str, day: str = "") -> str:
    return _iso(text, f"{year}-{month:0>2}" + (f"-{day:0>2}" if day else ""))


def _iso(text: str, written: str, is_tried: bool = False) -> str:
    found = parse_date(written)
    if found is None and not is_tried:
        raise CellError(f"'{text}' is not a date between {FIRST_YEAR} and {LAST_YEAR}", _FORMS)
    return found or ""


def _fold(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


@lru_cache(maxsize=1)
def _fillers() -> frozenset[str]:
    return frozenset(
        {"st", "nd", "rd", "th", "er", "of", "de", "del", "le", "the", "г", "года", "год", "den"} - set(_months())
    )


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Months by their folded names and short names; a name that two months share in two languages stands for none."""
    return _named("months", {"sept": 9, "мая": 5})


@lru_cache(maxsize=1)
def _weekdays() -> dict[str, int]:
    return _named("days", {})


def _named(what: str, more: dict[str, int]) -> dict[str, int]:
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in getattr(Locale(language), what)[context][width].items():
                    found.setdefault(_fold(name).strip(". "), set()).add(number)
    return {name: next(iter(numbers)) for name, numbers in found.items() if len(numbers) == 1} | more
