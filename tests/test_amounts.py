"""Amounts, dates and other cells as people write them: exactly, or asked about; never guessed."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker.exchange.amounts import Amount, Cell, cell_text, find_conflict, is_unknown, read_amount
from tracker.exchange.numerals import find_locale
from tracker.money import CellError, parse_amount

ASKED = None
SPACES = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


def text_of(value: Cell, number_format: str = "", locale: str | None = None) -> str | None:
    text, fault, remedy = cell_text(value, number_format, "money", locale=locale)
    assert (fault is None) == (remedy is None)
    return text if fault is None else ASKED


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("200000", "200000"), ("200000.50", "200000.50"), ("0", "0"), ("00123", "123"), (".5", "0.50"), ("0,5", "0.50"),
        ("1'234.56", "1234.56"), ("1’234’567", "1234567"), ("1.234,56", "1234.56"), ("1,234.56", "1234.56"),
        ("12,34,567.89", "1234567.89"), ("1,23,456", "123456"), ("1,234,567", "1234567"), ("1.234.567", "1234567"),
        ("1234,56", "1234.56"), ("1 234", "1234"), ("1 234.5", "1234.50"), ("12,34", "12.34"),
        ("(200 000)", "-200000"), ("(1,234.50)", "-1234.50"), ("-200", "-200"), ("\u2212200", "-200"), ("\u2013200", "-200"),
        ("200-", "-200"), ("200,50\u2212", "-200.50"), ("+5", "5"), ("$(200.50)", "-200.50"), ("-$200", "-200"),
        ("2.9M", "2900000"), ("2,9 Mio", "2900000"), ("2,9 Mio.", "2900000"), ("$700K", "700000"), ("€1.5m", "1500000"),
        ("1,5 млн", "1500000"), ("500 тыс.", "500000"), ("2.5 Mrd", "2500000000"), ("US$ 2.9 million", "2900000"),
        ("2.9 million euros", "2900000"), ("200 k€", "200000"), ("T€ 5", "5000"), ("2.9MUSD", "2900000"), ("1 crore", "10000000"),
        ("~100 000", "~100000"), ("≈ 5", "~5"), ("approx. 1,234.50", "~1234.50"), ("ca. 1 000", "~1000"), ("c. 50", "~50"),
        ("about $2.9M", "~2900000"), ("около 1 000", "~1000"), ("100 (est.)", "~100"), ("env. 100", "~100"),
        ("USD 1,200,000", "1200000"), ("1,200,000 USD", "1200000"), ("CAD 200", "200"), ("CHF 1'000.00", "1000"),
        ("100 руб.", "100"), ("5 Swiss Francs", ASKED), ("١٢٣", "123"), ("1234567.10", "1234567.10"),
        # two numbers can be meant
        ("1,234", ASKED), ("1.234", ASKED), ("200,000", "200000"), ("(200,000)", "-200000"), ("~100,000", "~100000"), ("USD 200,000", "200000"), ("200,500", ASKED),
        ("1.234M", ASKED), ("2,900 k", ASKED), ("5 billion", ASKED),
        # no amount, or none that is exact
        ("abc", ASKED), ("1 234.567,89", ASKED), ("1,2,3", ASKED), ("100-200", ASKED), ("100 to 200", ASKED), ("2.9E+06", ASKED),
        ("13%", ASKED), ("$200 EUR", ASKED), ("--5", ASKED), ("(-5)", ASKED), ("((5))", ASKED), ("200¹", ASKED), ("at least 5", ASKED),
        ("5k M", ASKED), ("1.005", ASKED), ("12.345", ASKED), ("1,234.567", ASKED), ("12 3456", ASKED), ("nil", ASKED), ("EUR", ASKED),
        ("1\u200b000", ASKED), ("9" * 40, ASKED), ("0." + "1" * 40, ASKED), ("0.10" + "0" * 40 + "1", ASKED), ("1e999", ASKED),
        ("#REF!", ASKED), ("#N/A", ASKED), ("Err:502", ASKED),
    ],
)  # fmt: skip
def test_an_amount_is_read_exactly_or_asked_about(text: str, read: str | None) -> None:
    assert text_of(text) == read


@pytest.mark.parametrize("space", SPACES)
def test_any_space_groups_digits(space: str) -> None:
    assert text_of(f"1{space}234{space}567,89") == "1234567.89"


@pytest.mark.parametrize(
    ("text", "english", "german", "french"),
    [
        ("1,234", "1234", ASKED, ASKED), ("200,000", "200000", "200", "200"), ("(200,000)", "-200000", "-200", "-200"),
        ("1.234", ASKED, "1234", ASKED), ("200.000", "200", "200000", ASKED), ("~100,000", "~100000", "~100", "~100"),
        ("2.900 Mio", "2900000", "2900000000", ASKED), ("1.234,56", "1234.56", "1234.56", "1234.56"),
        ("1,234.56", "1234.56", "1234.56", "1234.56"), ("5 billion", "5000000000", ASKED, ASKED),
    ],
)  # fmt: skip
def test_a_declared_locale_decides_what_can_be_read_twice(
    text: str, english: str | None, german: str | None, french: str | None
) -> None:
    """`1,234` in German is 1.234, which is no amount of money to the cent; French does not use points at all."""
    assert [text_of(text, locale=name) for name in ("en", "de", "fr")] == [english, german, french]


def test_the_question_says_both_readings_and_how_to_declare_the_one_that_is_meant() -> None:
    _, fault, remedy = cell_text("200,500", "", "money")
    assert fault == "'200,500' may mean 200500, or 200 and decimals 500"
    assert remedy is not None
    assert "--locale en reads it as 200500, --locale de as 200 and decimals 500" in remedy


def test_a_locale_that_is_none_is_said() -> None:
    assert cell_text("1,234", "", "money", locale="xx-nowhere")[1] == "'xx-nowhere' is not a locale"
    with pytest.raises(CellError, match="is not a locale"):
        find_locale("klingon")


@pytest.mark.parametrize(
    "text",
    [
        "TBC",
        "tbd",
        "n/a",
        "N/A",
        "-",
        "—",
        "–",
        "?",
        "unknown",
        "k.A.",
        "н/д",
        "to be  confirmed",
        "Not Available",
        "NA",
        " ",
    ],
)
def test_what_says_unknown_is_blank_and_never_zero(text: str) -> None:
    for kind in ("money", "number", "date"):
        assert cell_text(text, "", kind) == ("", None, None)


def test_unknown_words_stay_where_they_are_texts() -> None:
    """`NA` is Namibia where a country is meant."""
    assert cell_text("NA", "", "key")[0] == "NA"
    assert cell_text("N/A", "", "text")[0] == "N/A"
    assert is_unknown("N/A")
    assert not is_unknown("Namibia")


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("USD 200", "USD"), ("200 usd", "USD"), ("US$ 200", "USD"), ("$700K", "$"), ("€1.5m", "EUR"), ("200", ""), ("CA$ 5", "CAD"),
        ("5 kr", "kr"), ("£5", "£"), ("100 руб.", "RUB"), ("2.9 million euros", "EUR"), ("$ 5 USD", "USD"), ("5 DKK", "DKK"),
    ],
)  # fmt: skip
def test_a_currency_in_the_text_is_told(text: str, currency: str) -> None:
    assert read_amount(text).currency == currency


@pytest.mark.parametrize(
    ("found", "row", "is_wrong"),
    [
        ("USD", "USD", False),
        ("$", "CAD", False),
        ("$", "EUR", True),
        ("EUR", "USD", True),
        ("", "USD", False),
        ("kr", "NOK", False),
    ],
)
def test_an_amount_in_another_currency_than_its_row_is_wrong(found: str, row: str, is_wrong: bool) -> None:
    assert (find_conflict(Amount(currency=found), row) is not None) is is_wrong


@pytest.mark.parametrize(
    ("value", "number_format", "read", "currency"),
    [
        (2900000, '#,##0," k"', "2900000", ""), (2900000, '0.0,,"M"', "2900000", ""), (2900000, '0.0,,\\ "Mio. €"', "2900000", "EUR"),
        (2900, '#,##0" k"', ASKED, ""), (2900, '0.0"M"', ASKED, ""), (2900000, "#,##0,", ASKED, ""), (2900000, '0.0,"M"', ASKED, ""),
        (2500000.0, '[>=1000000]0.0,,"M";[>=1000]0,"K";0', "2500000", ""), (5, '[>=1000]0,"K";0', "5", ""),
        (5, "[$€-407] #,##0", "5", "EUR"), (5, "[$$-409]#,##0", "5", "USD"), (5, "$#,##0", "5", "$"), (5, '#,##0 "€"', "5", "EUR"),
        (5, '"USD "#,##0', "5", "USD"), (5, "[$kr-41D] 0", "5", "SEK"), (5, "[$-409]#,##0", "5", ""), (5, "[$CHF] 0", "5", "CHF"),
        (0, '_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)', "0", "$"), (-5, "#,##0;[Red]#,##0", "-5", ""),
        (0.13, "0%", ASKED, ""), (13, '0"%"', ASKED, ""), (5, ";;;", ASKED, ""), (40151, "yyyy-mm-dd", ASKED, ""),
        (166230.1192519061, "#,##0", ASKED, ""), (1234.5, "#,##0", "1234.50", ""), (7, "General", "7", ""), (7, "@", "7", ""),
    ],
)  # fmt: skip
def test_what_the_reader_saw_counts(value: Cell, number_format: str, read: str | None, currency: str) -> None:
    assert text_of(value, number_format) == read
    if read is not ASKED:
        assert read_amount(value, number_format).currency == currency


@pytest.mark.parametrize(
    ("value", "unit", "number_format", "read"),
    [
        (2900, 1000, "#,##0", "2900000"), ("2,9", 10**6, "", "2900000"), (2900000, 1000, "#,##0,", "2900000"),
        (2900, 1000, '#,##0" k"', "2900000"), (2900000, 1000, '#,##0," k"', "2900000"), (2900, 10**6, '#,##0" k"', ASKED),
        ("2.9M", 1000, "", ASKED), ("0.005", 1000, "", "5"),
    ],
)  # fmt: skip
def test_declared_units_multiply_what_was_seen_once(
    value: Cell, unit: int, number_format: str, read: str | None
) -> None:
    text, fault, _ = cell_text(value, number_format, "money", unit=unit)
    assert (text if fault is None else ASKED) == read


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (0.1 + 0.2, "0.30"), (1.15, "1.15"), (200000.0, "200000"), (1234.4999999999998, "1234.50"), (1e15 + 0.5, "1000000000000000.50"),
        (1234.567, ASKED), (0.001, ASKED), (1e22, ASKED), (float("inf"), ASKED), (True, ASKED), (Decimal("1.10"), "1.10"),
        (12345678901234.56, "12345678901234.56"), (float("nan"), ""), (None, ""), (date(2010, 1, 1), ASKED), (10**19, ASKED),
    ],
)  # fmt: skip
def test_a_spreadsheet_s_number_is_exact_to_the_cent_or_refused(value: Cell, read: str | None) -> None:
    assert text_of(value) == read


def test_rounding_is_declared_and_told() -> None:
    kept = read_amount(166230.1192519061, "#,##0", rounding="kept")
    assert (kept.text, kept.is_rounded) == ("166230.12", True)
    assert read_amount(166230.1192519061, "#,##0", rounding="shown").text == "166230"
    assert read_amount(0.0084714468796, "0.000", kind="number", rounding="shown").text == "0.008"
    assert read_amount(2_949_000, '0.0,,"M"', rounding="shown").text == "2900000"
    assert not read_amount(5, rounding="kept").is_rounded


@pytest.mark.parametrize(
    ("value", "number_format", "read"),
    [
        (0.13, "0%", "0.13"), ("13%", "", "0.13"), ("0,718", "", "0.718"), (0.71895, "0.00000", "0.71895"), ("1.467,5", "", "1467.5"),
        ("1.467", "", ASKED), ("~0.5", "", ASKED), ("$5", "", ASKED), ("5k", "", ASKED), (13, '0"%"', ASKED), (1 / 3, "", ASKED),
        ("N/A", "", ""), (22, "0.000", "22"), ("922337203.6854775807", "", "922337203.6854775807"),
    ],
)  # fmt: skip
def test_a_number_is_read_like_an_amount_to_ten_decimals(value: Cell, number_format: str, read: str | None) -> None:
    text, fault, _ = cell_text(value, number_format, "number")
    assert (text if fault is None else ASKED) == read


@settings(max_examples=60, deadline=None)
@given(st.integers(-(10**14), 10**14), st.sampled_from(["en", "de", "fr", "ru", "de_CH", "en_IN"]))
@example(20_000_000, "en")
@example(20_000_000, "fr")
@example(-123_456_789, "en_IN")
def test_an_amount_formatted_in_a_locale_is_read_back(cents: int, locale: str) -> None:
    """With two decimals it needs no declaration; without, the locale has to be declared."""
    amount = Decimal(cents).scaleb(-2)
    written = format_decimal(amount, "#,##,##0.00" if locale == "en_IN" else "#,##0.00", locale=locale)
    for declared in (locale, None):
        text, fault, _ = cell_text(written, "", "money", locale=declared)
        assert fault is None, (written, fault)
        assert parse_amount(text) == (cents, False)
    whole = format_decimal(cents, "#,##0", locale=locale)
    assert Decimal(cell_text(whole, "", "money", locale=locale)[0]) == cents
    text, fault, _ = cell_text(whole, "", "money")
    assert fault or Decimal(text) == cents


@settings(max_examples=100, deadline=None)
@given(
    st.text("0123456789.,' -()$€kMUSD~%\u00a0", max_size=12) | st.text(max_size=8), st.sampled_from([None, "en", "de"])
)
def test_no_text_crashes_and_what_is_read_is_canonical(text: str, locale: str | None) -> None:
    for kind in ("money", "number", "date", "flag", "currency", "text"):
        read, fault, remedy = cell_text(text, "", kind, locale=locale)
        assert (fault is None) == (remedy is None)
        if kind == "money" and fault is None and read:
            parse_amount(read)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2009-12-04", "2009-12-04"), ("2010-06", "2010-06"), ("2010", "2010"), ("06/2010", "2010-06"), ("2010/6", "2010-06"),
        ("June 2010", "2010-06"), ("juin 2010", "2010-06"), ("июнь 2010", "2010-06"), ("Juni 2010", "2010-06"), ("Jun. 2010", "2010-06"),
        ("4 Dec 2009", "2009-12-04"), ("4. Dezember 2009", "2009-12-04"), ("December 4th, 2009", "2009-12-04"), ("4-Dec-2009", "2009-12-04"),
        ("1er juin 2010", "2010-06-01"), ("4 декабря 2009 г.", "2009-12-04"), ("4 de diciembre de 2009", "2009-12-04"),
        ("Friday, 4 December 2009", "2009-12-04"), ("20091204", "2009-12-04"), ("2009.12.04", "2009-12-04"), ("2009/12/4", "2009-12-04"),
        ("31.12.2009", "2009-12-31"), ("13/04/2009", "2009-04-13"), ("04/13/2009", "2009-04-13"), ("04/04/2009", "2009-04-04"),
        ("2009-12-04T00:00:00Z", "2009-12-04"), ("2009-12-04 00:00", "2009-12-04"), ("4\u00a0mai\u00a02009", "2009-05-04"),
        ("03/04/2009", ASKED), ("03.04.2009", ASKED), ("4/12/09", ASKED), ("Dec-09", ASKED), ("4-Dec-09", ASKED), ("Q2 2010", ASKED),
        ("2010Q2", ASKED), ("T3 2010", ASKED), ("2. Quartal 2010", ASKED), ("mid 2010", ASKED), ("26-27 November 2009", ASKED),
        ("30/02/2010", ASKED), ("2010-13", ASKED), ("2009-12-04 13:00", ASKED), ("Thursday 4 December 2009", ASKED), ("40151", ASKED),
        ("June", ASKED), ("June 2010 or 2011", ASKED), ("1789-07-14", ASKED), ("soon", ASKED), ("June July 2010", ASKED),
    ],
)  # fmt: skip
def test_a_date_is_read_to_the_day_the_month_or_the_year_or_asked_about(text: str, read: str | None) -> None:
    found, fault, _ = cell_text(text, "", "date")
    assert (found if fault is None else ASKED) == read


def test_a_declared_locale_says_whether_the_day_comes_first() -> None:
    read = {name: cell_text("03/04/2009", "", "date", locale=name)[0] for name in ("en", "en_GB", "de", "fr-FR", "ru")}
    assert read == {
        "en": "2009-03-04", "en_GB": "2009-04-03", "de": "2009-04-03", "fr-FR": "2009-04-03", "ru": "2009-04-03",
    }  # fmt: skip
    fault = cell_text("03/04/2009", "", "date")[1]
    assert fault == "'03/04/2009' may mean 2009-04-03 or 2009-03-04"


@pytest.mark.parametrize(
    ("value", "number_format", "is_1904", "read"),
    [
        (40151, "General", False, "2009-12-04"), (40151.0, "dd/mm/yyyy", False, "2009-12-04"), (38689, "d.m.yy", True, "2009-12-04"),
        (2010, "General", False, "2010"), (2010, "dd/mm/yyyy", False, "1905-07-02"), (1, "d/m/yyyy", False, "1900-01-01"),
        (61, "d/m/yyyy", False, "1900-03-01"), (60, "d/m/yyyy", False, ASKED), (0, "", False, ASKED), (-1, "", False, ASKED),
        (40151.5, "d/m/yyyy h:mm", False, ASKED), (40330, "mmm-yy", False, "2010-06"), (40344, "mmm-yy", False, ASKED),
        (40179, "yyyy", False, "2010"), (40180, "yyyy", False, ASKED), (10**12, "", False, ASKED), (20091204, "0", False, "2009-12-04"),
        (datetime.fromisoformat("2009-12-04"), "", False, "2009-12-04"), (date(2009, 12, 4), "", False, "2009-12-04"),
        (datetime.fromisoformat("2009-12-04T09:00"), "", False, ASKED), (time(9), "", False, ASKED), (True, "", False, ASKED), (None, "", False, ""),
    ],
)  # fmt: skip
def test_a_spreadsheet_s_date_is_what_it_shows(
    value: Cell, number_format: str, is_1904: bool, read: str | None
) -> None:
    found, fault, _ = cell_text(value, number_format, "date", epoch_1904=is_1904)
    assert (found if fault is None else ASKED) == read


@settings(max_examples=100)
@given(st.dates(date(1900, 3, 1), date(2199, 12, 31)), st.booleans())
def test_every_serial_is_its_day(day: date, is_1904: bool) -> None:
    epoch = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
    if day >= epoch:
        serial = (day - epoch).days
        assert cell_text(serial, "yyyy-mm-dd", "date", epoch_1904=is_1904)[0] == day.isoformat()


@pytest.mark.parametrize(
    ("value", "number_format", "kind", "read"),
    [
        (123, "00000", "text", "00123"), (123.0, "General", "key", "123"), (2009.5, "", "text", "2009.5"), (-7, "", "text", "-7"),
        (datetime.fromisoformat("2010-06-01"), "dd/mm/yyyy", "text", "2010-06-01"), (40330, "mmm-yy", "text", "2010-06"), ("  a b ", "", "text", "a b"),
        (True, "", "flag", "yes"), ("Oui", "", "flag", "yes"), ("нет", "", "flag", "no"), ("n/a", "", "flag", ""), ("x", "", "flag", "x"),
        ("Australian\nDollar", "", "currency", "AUD"), ("U.K. Pound", "", "currency", "GBP"), ("usd", "", "currency", "USD"),
        ("Russian Rouble", "", "currency", "RUB"), ("N/A", "", "currency", ""), ("$", "", "currency", "$"), ("-", "", "choice", ""),
        ("Firm", "", "choice", "Firm"),
    ],
)  # fmt: skip
def test_other_cells_become_the_text_that_was_seen(value: Cell, number_format: str, kind: str, read: str) -> None:
    assert cell_text(value, number_format, kind) == (read, None, None)


def test_an_error_is_a_fault_in_every_column() -> None:
    for kind in ("text", "money", "date", "key"):
        assert cell_text("#REF!", "", kind)[1] == "the cell holds the error #REF!"
