"""Amounts and dates are written as people say them, and never firmer than they are known."""

from datetime import date

import pytest

from tracker.briefing.language import speaking
from tracker.briefing.words import (
    UNKNOWN,
    amount_words,
    date_words,
    day_words,
    grammatical_number,
    list_words,
    money_words,
    percent_words,
    said_date,
    sentence_locale,
    short_money,
    speak_to,
    until_words,
)

SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("hundredths", "words"),
    [
        (0, "0"),
        (290_000_000, "2,900,000"),
        (123_450, "1,234.50"),
        (-123_456, "-1,234.56"),
        (2**63 - 1, "92,233,720,368,547,758.07"),
        (None, UNKNOWN),
    ],
)
def test_a_table_shows_an_amount_to_the_cent(hundredths: int | None, words: str) -> None:
    assert amount_words(hundredths) == words


def test_an_approximate_amount_has_a_tilde_and_a_change_its_sign() -> None:
    assert amount_words(10_000_000, approximate=True) == "~100,000"
    assert amount_words(10_000_000, signed=True) == "+100,000"
    assert amount_words(-10_000_000, signed=True) == "-100,000"
    assert amount_words(0, signed=True) == "0"
    assert amount_words(None, approximate=True) == UNKNOWN


@pytest.mark.parametrize(
    ("hundredths", "currency", "words"),
    [
        (20_000_000, "USD", "$200,000"),
        (290_000_000, "USD", "$2.9M"),
        (282_500_000, "USD", "$2.825M"),
        (231_521_859, "USD", "$2.315M"),
        (100_487_500, "USD", "$1.005M"),
        (100_000_000, "EUR", "€1M"),
        (250_000_000_000, "USD", "$2.5bn"),
        (99_999_999, "USD", "$1,000,000"),  # a million only from a million on
        (123_450, "EUR", "€1,234"),
        (99_950, "USD", "$999.50"),
        (0, "USD", "$0"),
        (500_000_000, "NOK", f"NOK{SPACE}5M"),
        (16_000_000, "CHF", f"CHF{SPACE}160,000"),
        (-2_840_000, "USD", "\N{MINUS SIGN}$28,400"),
    ],
)
def test_a_sentence_shows_an_amount_as_one_says_it(hundredths: int, currency: str, words: str) -> None:
    assert money_words(hundredths, currency) == words


def test_an_exact_amount_leaves_nothing_out() -> None:
    assert money_words(199_999_999, "USD", exact=True) == "$1,999,999.99"
    assert money_words(-5, "USD", exact=True) == "\N{MINUS SIGN}$0.05"


@pytest.mark.parametrize(
    ("hundredths", "words"),
    [
        (0, "$0"),
        (20_000_000, "$200K"),
        (290_000_000, "$2.9M"),
        (99_960_000, "$1M"),
        (123_456_789_000, "$1.23bn"),
        (-70_000_000, "\N{MINUS SIGN}$700K"),
        (99_999_999_999_999, "$1000bn"),
    ],
)
def test_where_there_is_little_room_three_digits_are_kept(hundredths: int, words: str) -> None:
    assert short_money(hundredths, "USD") == words


@pytest.mark.parametrize(
    ("coverage", "words"),
    [
        (0.0, f"0{SPACE}%"),
        (2 / 7, f"28.6{SPACE}%"),
        (2 / 29, f"6.9{SPACE}%"),
        (0.99999, f"99.9{SPACE}%"),
        (1.0, f"100{SPACE}%"),
        (1.022, f"102.2{SPACE}%"),
        (None, UNKNOWN),
        (float("nan"), UNKNOWN),
    ],
)
def test_coverage_below_one_is_never_called_whole(coverage: float | None, words: str) -> None:
    assert percent_words(coverage) == words


@pytest.mark.parametrize(
    ("text", "words", "short"),
    [
        ("2009-12-04", "4 December 2009", "4 Dec 2009"),
        ("2010-06", "June 2010", "June 2010"),
        ("2010", "2010", "2010"),
        ("", UNKNOWN, UNKNOWN),
    ],
)
def test_a_date_is_written_to_the_precision_it_is_known_to(text: str, words: str, short: str) -> None:
    assert date_words(text) == words
    assert date_words(text, short=True) == short


def test_a_day_is_written_with_a_short_month() -> None:
    assert day_words(date(2009, 12, 4)) == "4 Dec 2009"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2009-12-04", "today"),
        ("2009-12-05", "in 1 day"),
        ("2009-12-16", "in 12 days"),
        ("2009-12-01", "3 days ago"),
        ("2010-06-01", "in about 6 months"),
        ("2010-06", "in about 6 months"),
        ("2010-01", "next month"),
        ("2009-12", "this month"),
        ("2009-11", "last month"),
        ("2010-02", "in about 2 months"),
        ("2009-06", "about 6 months ago"),
        ("2010", "next year"),
        ("2009", "this year"),
        ("2008", "last year"),
        ("2012", "in about 2 years"),
        ("2003", "about 7 years ago"),
        ("", ""),
    ],
)
def test_how_far_off_a_date_is_counts_days_only_for_days(text: str, words: str) -> None:
    assert until_words(text, date(2009, 12, 4)) == words


def test_a_list_is_joined_as_in_a_sentence() -> None:
    assert list_words([]) == ""
    assert list_words(["a"]) == "a"
    assert list_words(["a", "b"]) == "a and b"
    assert list_words(["a", "b", "c"], "or") == "a, b or c"


def test_another_language_writes_them_its_own_way() -> None:
    assert amount_words(290_000_050, locale="de") == "2.900.000,50"
    assert date_words("2010-06", locale="fr") == "juin 2010"
    assert money_words(282_500_000, "EUR", locale="de") == "€2,825M"


# In the other languages that a pack is written in


@pytest.mark.parametrize(
    ("hundredths", "currency", "french", "russian"),
    [
        (20_000_000, "USD", "200 000 $", "200 000 долл. США"),
        (290_000_000, "USD", "2,9 M$", "2,9 млн долл. США"),
        (250_000_000_000, "EUR", "2,5 Md€", "2,5 млрд евро"),
        (290_000_000, "CAD", "2,9 M CAD", "2,9 млн CAD"),
        (123_450, "NOK", "1 234 NOK", "1 234 NOK"),
        (99_950, "GBP", "999,50 £", "999,50 GBP"),
        (100_000_000, "RUB", "1 M RUB", "1 млн ₽"),
        (-2_840_000, "CHF", "\N{MINUS SIGN}28 400 CHF", "\N{MINUS SIGN}28 400 CHF"),
        (0, "USD", "0 $", "0 долл. США"),
    ],
)
def test_an_amount_in_french_and_russian_never_breaks(
    hundredths: int, currency: str, french: str, russian: str
) -> None:
    for code, expected in (("fr", french), ("ru", russian)):
        with speaking(code):
            words = money_words(hundredths, currency)
            assert " " not in words
            assert words.replace("\N{NARROW NO-BREAK SPACE}", " ").replace(SPACE, " ") == expected


def test_figures_of_another_language_follow_it_whatever_the_reader_s_own() -> None:
    speak_to("de-CH")
    try:
        with speaking("fr"):
            assert amount_words(290_000_050) == "2 900 000,50".replace(" ", "\N{NARROW NO-BREAK SPACE}")
            assert percent_words(2 / 7) == f"28,6{SPACE}%"
            assert short_money(20_000_000, "USD") == f"200{SPACE}k$"
            assert money_words(199_999_999, "USD", exact=True).endswith(f"999,99{SPACE}$")
        with speaking("ru"):
            assert short_money(290_000_000, "USD") == f"2,9{SPACE}млн{SPACE}$"
        assert sentence_locale() == "en"
    finally:
        speak_to(None)


@pytest.mark.parametrize(
    ("text", "french", "russian"),
    [
        ("2009-12-04", "4 décembre 2009", "4 декабря 2009 года"),
        ("2010-03-01", "1er mars 2010", "1 марта 2010 года"),
        ("2010-06", "juin 2010", "июнь 2010 года"),
        ("2010", "2010", "2010 год"),
    ],
)
def test_a_date_inside_a_french_or_russian_sentence(text: str, french: str, russian: str) -> None:
    for code, expected in (("fr", french), ("ru", russian)):
        with speaking(code):
            assert said_date(text) == expected


@pytest.mark.parametrize(
    ("text", "french", "russian"),
    [
        ("2009-12-04", "aujourd’hui", "сегодня"),
        ("2009-12-05", "dans 1 jour", "через 1 день"),
        ("2009-12-25", "dans 21 jours", "через 21 день"),
        ("2009-12-01", "il y a 3 jours", "3 дня назад"),
        ("2010-06", "dans environ 6 mois", "примерно через 6 месяцев"),
        ("2009-09-04", "il y a environ 3 mois", "примерно 3 месяца назад"),
        ("2012", "dans environ 2 ans", "примерно через 2 года"),
        ("2003", "il y a environ 7 ans", "примерно 7 лет назад"),
        ("2009-11", "le mois dernier", "в прошлом месяце"),
        ("2010", "l’année prochaine", "в следующем году"),
    ],
)
def test_how_far_off_a_date_is_in_french_and_russian(text: str, french: str, russian: str) -> None:
    for code, expected in (("fr", french), ("ru", russian)):
        with speaking(code):
            assert until_words(text, date(2009, 12, 4)).replace(SPACE, " ") == expected


def test_a_list_in_french_and_russian() -> None:
    with speaking("fr"):
        assert list_words(["a", "b", "c"]) == "a, b et c"
        assert list_words(["a", "b"], "nor") == "a ni b"
    with speaking("ru"):
        assert list_words(["a", "b", "c"], "or") == "a, b или c"


@pytest.mark.parametrize(
    ("hundredths", "number"), [(100, 1), (2_100, 21), (150, 1.5), (-100, 1), (123_450, 1234), (290_000_001, 1_000_000)]
)
def test_a_verb_agrees_with_the_number_that_is_shown(hundredths: int, number: float) -> None:
    assert grammatical_number(hundredths) == number
