"""Amounts and dates in words, as a reader's language writes them. It formats figures and never computes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal

import pandas as pd
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_timedelta
from babel.numbers import format_decimal, format_percent, get_currency_symbol

from tracker.briefing.language import say, speaking, spoken_language
from tracker.dates import first_day, is_partial

LOCALE = "en"
"""Day, month, year, and $ for the US dollar: how the tracker writes where no reader's locale is known."""
UNKNOWN = "—"
_UNITS = {"en": ("bn", "M", "K"), "fr": ("Md", "M", "k"), "ru": ("млрд", "млн", "тыс.")}
"""Thousands of millions, millions and thousands, by the language spoken."""
_SIGNS = {
    "fr": {"USD": "$", "EUR": "€", "GBP": "£"},
    "ru": {"USD": "долл. США", "EUR": "евро", "RUB": "₽"},
}
"""What stands behind an amount, where its ISO code does not: never a sign that other currencies share, but for the
dollar in French, which is the United States' where nothing else is said. None ends with a full stop, as a sentence
does that it ends."""
_SHORT_SIGNS = {"fr": _SIGNS["fr"], "ru": {"USD": "$", "EUR": "€", "GBP": "£", "RUB": "₽"}}
_RUSSIAN = {4: "y 'год'", 7: "LLLL y 'года'", 10: "d MMMM y 'года'"}
"""A date in a Russian sentence, by the length of its text."""
_JOINT = "\N{NO-BREAK SPACE}"
_READER: ContextVar[str] = ContextVar("the locale of who reads", default=LOCALE)


def speak_to(tag: str | None) -> None:
    """Write, from here on in this thread, as a reader's language tag (`de-CH`) asks; an unknown one is `LOCALE`."""
    _READER.set(_known_locale(tag))


@contextmanager
def writing(language: str) -> Iterator[None]:
    """Write everything in a language of `LANGUAGES` until the end of the block, whoever reads: one pack is for all."""
    token = _READER.set(LOCALE)
    try:
        with speaking(language):
            yield
    finally:
        _READER.reset(token)


def reader_locale() -> str:
    """The locale in which figures are written now: the spoken language's, or where that is English the reader's own."""
    language = spoken_language()
    return _READER.get() if language == LOCALE else language


@lru_cache(maxsize=64)
def _known_locale(tag: str | None) -> str:
    try:
        return str(Locale.parse((tag or LOCALE).replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return LOCALE


def sentence_locale() -> str:
    """The locale of dates inside sentences: the spoken language's, where that is English the reader's own English."""
    locale, language = reader_locale(), spoken_language()
    return locale if locale.partition("_")[0] == language else language


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
    """An amount as a sentence shows it: `$200,000`, `$2.9M`, `$2.825M`; in French `2,9 M$`, in Russian `2,9 млн евро`.

    Sentences leave the cents of more than a thousand to the tables, and round millions to three decimals; `exact`
    leaves nothing out.
    """
    locale = locale or reader_locale()
    count = abs(int(hundredths))
    if exact:
        return _with_currency(hundredths < 0, amount_words(count, locale=locale), "", currency, locale)
    for size, unit in zip((100_000_000_000, 100_000_000), _UNITS[spoken_language()], strict=False):
        if count >= size:
            number = format_decimal(Decimal(count) / size, "#,##0.###", locale=locale)
            return _with_currency(hundredths < 0, number, unit, currency, locale)
    has_cents = count < 100_000 and count % 100 != 0
    number = format_decimal(_major(count), "#,##0.00" if has_cents else "#,##0", locale=locale)
    return _with_currency(hundredths < 0, number, "", currency, locale)


def short_money(hundredths: int, currency: str, *, locale: str | None = None) -> str:
    """An amount where there is little room, rounded to three digits: `$200K`, `$2.9M`; `200 k$`, `200 тыс. $`."""
    locale = locale or reader_locale()
    size = abs(hundredths) / 100
    billion, million, thousand = _UNITS[spoken_language()]
    for limit, divisor, unit in ((999.5e6, 1e9, billion), (999.5e3, 1e6, million), (999.5, 1e3, thousand), (0, 1, "")):
        if size >= limit:
            digits = f"{size / divisor:.3g}"
            digits = digits if "e" not in digits else f"{size / divisor:.0f}"
            number = format_decimal(Decimal(digits), "0.##", locale=locale)
            return _with_currency(hundredths < 0, number, unit, currency, locale, _SHORT_SIGNS)
    return ""


def grammatical_number(hundredths: int) -> int | float:
    """What words beside an amount agree with: the number that a sentence shows, and many where that is in millions.

    It decides on words and is never shown, so that it may be a float: messages count nothing else.
    """
    count = abs(int(hundredths))
    if count >= 100_000_000:
        return 1_000_000
    if count < 100_000 and count % 100:
        return count / 100
    return int(_major(count).quantize(Decimal(1)))


def _with_currency(
    is_negative: bool, number: str, unit: str, currency: str, locale: str, signs: dict[str, dict[str, str]] = _SIGNS
) -> str:
    """A number (and its unit: millions) with its currency, where the spoken language writes it."""
    minus, language = "\N{MINUS SIGN}" if is_negative else "", spoken_language()
    if language == LOCALE:
        return f"{minus}{_symbol(currency, locale)}{number}{unit}"
    sign = signs[language].get(currency, currency).replace(" ", _JOINT)
    joint = "" if unit and len(sign) == 1 and language == "fr" else _JOINT
    return f"{minus}{number}{_JOINT}{unit}{joint if unit else ''}{sign}"


@lru_cache(maxsize=256)
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
    """A date to the precision it is known to: `4 December 2009` (short: `4 Dec 2009`), `June 2010`, `2010`.

    In Russian sentences the year is a word (`2010 год`): an abbreviation's stop would meet the sentence's own.
    """
    if not text:
        return UNKNOWN
    locale = locale or reader_locale()
    when = first_day(text)
    if spoken_language() == locale == "ru" and not short:
        return format_date(when, _RUSSIAN[len(text)], locale=locale)
    if len(text) == 4:
        return text
    if len(text) == 7:
        return format_skeleton("yMMMM", when, locale=locale)
    return _day_words(when, "MMM" if short else "MMMM", locale)


def said_date(text: str) -> str:
    """A date inside a sentence, in the sentence's language whatever the reader's."""
    return date_words(text, locale=sentence_locale())


def date_for(text: str) -> str:
    """By when something is needed: `for June 2010`, `pour le 15 juin 2010`, `к июню 2010 года`."""
    return _dated("date-for", text)


def date_on(text: str) -> str:
    """When something happens: `on 15 June 2010`, `en juin 2010`, `в июне 2010 года`."""
    return _dated("date-on", text)


def _dated(key: str, text: str) -> str:
    when, precision = first_day(text), {4: "year", 7: "month"}.get(len(text), "day")
    return say(key, precision=precision, date=said_date(text), month=when.month, year=str(when.year))


def day_words(when: date, *, locale: str | None = None) -> str:
    """A day, with its month shortened: `4 Dec 2009`."""
    return _day_words(when, "MMM", locale or reader_locale())


def month_words(when: date) -> str:
    """A day's month, shortened: `Dec 2009`."""
    return format_skeleton("yMMM", when, locale=reader_locale())


def moment_words(iso: str) -> str:
    """A moment of the record, in UTC as it was recorded: `4 Dec 2009 14:05`."""
    moment = datetime.fromisoformat(iso)
    return f"{day_words(moment.date())} {moment:%H:%M}"


@lru_cache(maxsize=8192)
def _day_words(when: date, month: str, locale: str) -> str:
    if locale == LOCALE:
        return format_date(when, f"d {month} y", locale=locale)
    words = (
        format_date(when, "long", locale=locale) if month == "MMMM" else format_skeleton("yMMMd", when, locale=locale)
    )
    # French counts the first of a month as such, which the locale data leave out.
    return f"1er{words[1:]}" if when.day == 1 and locale.partition("_")[0] == "fr" and words[:2] == "1 " else words


def until_words(text: str, as_of: date) -> str:
    """How far off a date is: `in 12 days`, `in about 6 months`, `3 days ago`; never days for one known to the month.

    These words are in the spoken language, as sentences are.
    """
    if not text:
        return ""
    when = first_day(text)
    which = ("last", "this", "next")
    if len(text) == 4 and abs(when.year - as_of.year) <= 1:
        return say("near-year", which=which[when.year - as_of.year + 1])
    months = (when.year - as_of.year) * 12 + when.month - as_of.month
    if len(text) == 7 and abs(months) <= 1:
        return say("near-month", which=which[months + 1])
    distance = when - as_of
    if distance.days == 0:
        return say("today")
    language, direction = spoken_language(), "ahead" if distance.days > 0 else "ago"
    if abs(distance.days) <= 60 and not is_partial(text):
        time = format_timedelta(abs(distance), granularity="day", threshold=100, locale=language)
        return say(direction, vague="no", time=time)
    granularity: Literal["year", "month"] = "year" if len(text) == 4 else "month"
    time = format_timedelta(abs(distance), granularity=granularity, threshold=1.5, locale=language)
    return say(direction, vague="yes", time=time)


def list_words(parts: list[str], word: Literal["and", "or", "nor"] = "and") -> str:
    """`a, b and c`; nothing for no parts. `nor` joins what nothing is: `ni` in French, and in English `or`."""
    if len(parts) < 2:
        return "".join(parts)
    joint = word if spoken_language() == LOCALE and word != "nor" else say(f"list-{word}")
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


def as_sentence(clause: str) -> str:
    """A clause with a capital letter and a full stop."""
    return f"{clause[0].upper()}{clause[1:]}."


def yes_no(is_so: object) -> str:
    """A truth as messages decide by it."""
    return "yes" if is_so else "no"
