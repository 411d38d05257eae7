"""Amounts and dates in words, as a reader's language writes them. It formats figures and never computes them."""

from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal

import pandas as pd
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_timedelta
from babel.numbers import format_decimal, format_percent, get_currency_symbol

from tracker.dates import first_day, is_partial

LOCALE = "en"
"""Day, month, year, and $ for the US dollar: how the tracker writes where no reader's locale is known."""
UNKNOWN = "—"
_READER: ContextVar[str] = ContextVar("the locale of who reads", default=LOCALE)


def speak_to(tag: str | None) -> None:
    """Write, from here on in this thread, as a reader's language tag (`de-CH`) asks; an unknown one is `LOCALE`."""
    _READER.set(_known_locale(tag))


def reader_locale() -> str:
    """The locale in which figures are written now."""
    return _READER.get()


@lru_cache(maxsize=64)
def _known_locale(tag: str | None) -> str:
    try:
        return str(Locale.parse((tag or LOCALE).replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return LOCALE


def sentence_locale() -> str:
    """The locale of dates inside sentences, which are English: a reader's own English, else `LOCALE`."""
    locale = reader_locale()
    return locale if locale.partition("_")[0] == "en" else LOCALE


def amount_words(
    hundredths: int | None, *, approximate: bool = False, signed: bool = False, locale: str | None = None
) -> str:
    """An amount as a table shows it: `2,900,000`, with cents where there are any, `~` where it is approximate."""
    if hundredths is None or pd.isna(hundredths):
        return UNKNOWN
    pattern = "#,##0" if hundredths % 100 == 0 else "#,##0.00"
    text = format_decimal(_major(hundredths), pattern, locale=locale or reader_locale())
    if signed and hundredths > 0:
        text = f"+{text}"
    return f"~{text}" if approximate else text


def money_words(hundredths: int, currency: str, *, exact: bool = False, locale: str | None = None) -> str:
    """An amount as a sentence shows it: `$200,000`, `$2.9M`, `$2.825M`.

    Sentences leave the cents of more than a thousand to the tables, and round millions to three decimals; `exact`
    leaves nothing out.
    """
    locale = locale or reader_locale()
    sign, count = ("\N{MINUS SIGN}" if hundredths < 0 else "") + _symbol(currency, locale), abs(int(hundredths))
    if exact:
        return sign + amount_words(count, locale=locale)
    for size, unit in ((100_000_000_000, "bn"), (100_000_000, "M")):
        if count >= size:
            return f"{sign}{format_decimal(Decimal(count) / size, '#,##0.###', locale=locale)}{unit}"
    has_cents = count < 100_000 and count % 100 != 0
    return sign + format_decimal(_major(count), "#,##0.00" if has_cents else "#,##0", locale=locale)


def short_money(hundredths: int, currency: str, *, locale: str | None = None) -> str:
    """An amount where there is little room, rounded to three digits: `$200K`, `$2.9M`."""
    locale = locale or reader_locale()
    size = abs(hundredths) / 100
    for limit, divisor, unit in ((999.5e6, 1e9, "bn"), (999.5e3, 1e6, "M"), (999.5, 1e3, "K"), (0, 1, "")):
        if size >= limit:
            digits = f"{size / divisor:.3g}"
            digits = digits if "e" not in digits else f"{size / divisor:.0f}"
            number = format_decimal(Decimal(digits), "0.##", locale=locale)
            return f"{'−' if hundredths < 0 else ''}{_symbol(currency, locale)}{number}{unit}"
    return ""


def _symbol(currency: str, locale: str) -> str:
    symbol = get_currency_symbol(currency, locale=locale)
    return symbol + "\u00a0" if len(symbol) == 3 and symbol.isalpha() else symbol


def _major(hundredths: int) -> Decimal:
    return Decimal(int(hundredths)) / 100


def percent_words(coverage: float | None, *, locale: str | None = None) -> str:
    """Coverage with one decimal: `28.6 %`; 100 % is never said of what is below it."""
    if coverage is None or pd.isna(coverage):
        return UNKNOWN
    shown = min(coverage, 0.999) if coverage < 1 else coverage
    pattern = "#,##0\u00a0%" if shown in (0, 1) else "#,##0.0\u00a0%"
    return format_percent(shown, pattern, locale=locale or reader_locale())


def date_words(text: str, *, short: bool = False, locale: str | None = None) -> str:
    """A date to the precision it is known to: `4 December 2009` (short: `4 Dec 2009`), `June 2010`, `2010`."""
    if not text:
        return UNKNOWN
    locale = locale or reader_locale()
    when = first_day(text)
    if len(text) == 4:
        return text
    if len(text) == 7:
        return format_skeleton("yMMMM", when, locale=locale)
    return _day_words(when, "MMM" if short else "MMMM", locale)


def said_date(text: str) -> str:
    """A date inside a sentence, which is English whatever the reader's language."""
    return date_words(text, locale=sentence_locale())


def day_words(when: date, *, locale: str | None = None) -> str:
    """A day, with its month shortened: `4 Dec 2009`."""
    return _day_words(when, "MMM", locale or reader_locale())


def moment_words(iso: str) -> str:
    """A moment of the record, in UTC as it was recorded: `4 Dec 2009 14:05`."""
    moment = datetime.fromisoformat(iso)
    return f"{day_words(moment.date())} {moment:%H:%M}"


def _day_words(when: date, month: str, locale: str) -> str:
    if locale == LOCALE:
        return format_date(when, f"d {month} y", locale=locale)
    if month == "MMMM":
        return format_date(when, "long", locale=locale)
    return format_skeleton("yMMMd", when, locale=locale)


def until_words(text: str, as_of: date) -> str:
    """How far off a date is: `in 12 days`, `in about 6 months`, `3 days ago`; never days for one known to the month.

    These words are English, as all of the tracker's are.
    """
    if not text:
        return ""
    when = first_day(text)
    if len(text) == 4 and abs(when.year - as_of.year) <= 1:
        return {-1: "last year", 0: "this year", 1: "next year"}[when.year - as_of.year]
    months = (when.year - as_of.year) * 12 + when.month - as_of.month
    if len(text) == 7 and abs(months) <= 1:
        return {-1: "last month", 0: "this month", 1: "next month"}[months]
    distance = when - as_of
    if distance.days == 0:
        return "today"
    if abs(distance.days) <= 60 and not is_partial(text):
        return format_timedelta(distance, granularity="day", add_direction=True, threshold=100, locale=LOCALE)
    granularity: Literal["year", "month"] = "year" if len(text) == 4 else "month"
    words = format_timedelta(distance, granularity=granularity, add_direction=True, threshold=1.5, locale=LOCALE)
    return words.replace("in ", "in about ") if distance.days > 0 else f"about {words}"


def list_words(parts: list[str], word: str = "and") -> str:
    """`a, b and c`; nothing for no parts."""
    return "".join(parts) if len(parts) < 2 else ", ".join(parts[:-1]) + f" {word} " + parts[-1]
