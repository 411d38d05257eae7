"""Dates to the day, the month or the year, and the days they are computed with."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.dates import day, days, first_day, is_partial, last_day, parse_date


@pytest.mark.parametrize("text", ["2010-06-01", "2010-06", "2010", "2012-02-29", "1900", "2199-12-31"])
def test_a_day_a_month_and_a_year_are_dates(text: str) -> None:
    assert parse_date(f" {text} ") == text


@pytest.mark.parametrize(
    "text",
    [
        "", "2010-13", "2010-00", "2010-02-29", "2010-6-1", "01/06/2010", "1.6.2010", "20100601", "June 2010", "1899", "2200",
        "2010-06-01 00:00:00", "2010-06-", "٢٠١٠", "２０１０-06", "2010-06-01T00:00", "40330",
    ],
)  # fmt: skip
def test_anything_else_is_no_date(text: str) -> None:
    """Digits of other scripts were read: `\\d` means them too."""
    assert parse_date(text) is None


@pytest.mark.parametrize(("text", "partial"), [("2010", True), ("2010-06", True), ("2010-06-01", False), ("", False)])
def test_a_month_and_a_year_are_partial(text: str, partial: bool) -> None:
    assert is_partial(text) is partial


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2010", date(2010, 1, 1), date(2010, 12, 31)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2010-06-15", date(2010, 6, 15), date(2010, 6, 15)),
    ],
)
def test_a_date_means_its_first_or_its_last_day(text: str, first: date, last: date) -> None:
    assert (first_day(text), last_day(text)) == (first, last)
    column = pd.Series([text], dtype="str")
    assert [days(column, end).iloc[0].date() for end in ("first", "last")] == [first, last]


def test_an_unknown_date_has_no_day_and_rows_keep_their_labels() -> None:
    column = pd.Series(["2010", "", "2010-02-01", "2010"], index=[7, 3, 3, 1], dtype="str")
    found = days(column, "last")
    assert found.index.tolist() == [7, 3, 3, 1]
    assert found.isna().tolist() == [False, True, False, False]
    assert found.iloc[3] == pd.Timestamp("2010-12-31")
    assert days(column.iloc[:0], "last").empty


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_of_the_calendar_stands_for_itself_and_lies_within_its_month(one: date) -> None:
    text = one.isoformat()
    assert parse_date(text) == text
    assert first_day(text) == last_day(text) == one
    assert first_day(text[:7]) <= one <= last_day(text[:7])
    assert day(one) == np.datetime64(text)
