"""Which rate is in force on a day, and exact conversion with it."""

import numpy as np
import pandas as pd
import pytest

from tracker.rates import Rates

ONE = 10**10


def rates_of(*rows: tuple[str, str, int]) -> Rates:
    frame = pd.DataFrame(rows, columns=["currency", "on", "per_usd"])
    return Rates(frame.astype({"currency": "str", "on": "str", "per_usd": "Int64"}))


def convert(rates: Rates, count: int, currency: str, into: str, on: str) -> tuple[int, bool]:
    counts, known = rates.convert(
        np.array([count]), np.array([currency], dtype=object), np.array([into], dtype=object),
        np.array([on], dtype="datetime64[s]"),
    )  # fmt: skip
    return int(counts[0]), bool(known[0])


EURO = rates_of(("EUR", "2010-03-01", ONE * 8 // 10), ("EUR", "2010-01-01", ONE // 2))


@pytest.mark.parametrize(
    ("on", "per_usd"),
    [("2009-12-31", 0), ("2010-01-01", ONE // 2), ("2010-02-28", ONE // 2), ("2010-03-01", ONE * 8 // 10), ("2030-01-01", ONE * 8 // 10)],
)  # fmt: skip
def test_a_rate_is_in_force_from_its_day_until_the_next(on: str, per_usd: int) -> None:
    assert EURO.look_up(np.array(["EUR"], dtype=object), np.array([on], dtype="datetime64[s]")).tolist() == [per_usd]


def test_a_rate_of_a_month_is_in_force_from_its_first_day() -> None:
    june = rates_of(("EUR", "2010-06", ONE))
    days = np.array(["2010-05-31", "2010-06-01"], dtype="datetime64[s]")
    assert june.look_up(np.array(["EUR", "EUR"], dtype=object), days).tolist() == [0, ONE]


def test_the_dollar_needs_no_rate() -> None:
    assert convert(EURO, 100, "EUR", "USD", "2010-01-01") == (200, True)
    assert convert(EURO, 100, "USD", "EUR", "2010-01-01") == (50, True)


def test_money_between_two_currencies_goes_through_the_dollar_and_is_rounded_once() -> None:
    """EUR 1.00 at 0.5 is USD 2.00, at 3 to the dollar 6.00; 0.05 of the latter are 0.00833… euros."""
    both = rates_of(("EUR", "2010-01-01", ONE // 2), ("XAF", "2010-01-01", 3 * ONE))
    assert convert(both, 1_00, "EUR", "XAF", "2010-01-01") == (6_00, True)
    assert convert(both, 5, "XAF", "EUR", "2010-01-01") == (1, True)


def test_half_a_cent_goes_to_the_even_cent() -> None:
    assert convert(EURO, 1, "USD", "EUR", "2010-01-01") == (0, True)
    assert convert(EURO, 3, "USD", "EUR", "2010-01-01") == (2, True)


def test_money_stays_itself_in_its_own_currency_without_any_rate() -> None:
    assert convert(rates_of(), 123, "NOK", "NOK", "2010-01-01") == (123, True)


@pytest.mark.parametrize(("currency", "on"), [("NOK", "2010-01-01"), ("EUR", "2009-01-01"), ("EUR", "NaT")])
def test_without_a_rate_the_amount_is_nothing_and_said_to_be_unknown(currency: str, on: str) -> None:
    assert convert(EURO, 100, currency, "USD", on) == (0, False)


def test_a_conversion_beyond_int64_is_an_error_and_never_wraps() -> None:
    with pytest.raises(OverflowError):
        convert(rates_of(("IRR", "2010-01-01", 42_000 * ONE)), 2**62, "USD", "IRR", "2010-01-01")
