"""How coverage went, quarter by quarter, worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from tests.tables import day, follow, rows_of, tables_of
from tracker import desk
from tracker.model.gaps import find_gaps, find_portfolio
from tracker.model.trend import find_trend, quarter_ends, sum_trend

QUARTERS = np.array([day("2010-03-31"), day("2010-06-30"), day("2010-08-15")])


def trend(**texts: str) -> pd.DataFrame:
    tables = tables_of(**texts)
    return find_trend(tables, follow(tables)[1], QUARTERS)


def test_the_days_are_the_quarter_ends_before_a_date_and_the_date_itself() -> None:
    assert quarter_ends(day("2010-08-15"), 3).tolist() == QUARTERS.tolist()
    assert quarter_ends(day("2010-06-30"), 2).tolist() == [day("2010-03-31"), day("2010-06-30")]


def test_each_day_has_what_counted_then_against_what_was_needed_then() -> None:
    """40 announced in March, restated requirement of 80 in May, 20 more anticipated: that does not count."""
    frame = trend(
        budgets="stated_on amount\n2010-02-01 100\n2010-05-01 80",
        pledges="pledge status_on status amount\nP 2010-03-31 pledged 40\nQ 2010-04-01 expected 20",
        contributions="received_on amount\n2010-07-01 20",
    )
    assert rows_of(frame, "counted", "required", "coverage") == [
        (40_00, 100_00, 0.4), (40_00, 80_00, 0.5), (60_00, 80_00, 0.75),
    ]  # fmt: skip


def test_before_a_budget_was_stated_there_is_no_coverage() -> None:
    frame = trend(budgets="stated_on amount\n2010-05-01 80", contributions="received_on amount\n2010-01-01 20")
    assert rows_of(frame, "counted", "required", "coverage")[0] == (20_00, None, None)


def test_a_requirement_without_a_rate_is_unknown_until_it_is_restated() -> None:
    frame = trend(budgets="stated_on amount currency\n2010-02-01 100 EUR\n2010-05-01 80 USD")
    assert rows_of(frame, "required") == [None, 80_00, 80_00]


def test_a_surplus_of_one_phase_hides_no_gap_of_another_on_any_day() -> None:
    """F: 150 of 100; G: 0 of 100. Together half is covered, not three quarters."""
    frame = trend(
        budgets="phase stated_on amount\nF 2010-01-01 100\nG 2010-01-01 100",
        contributions="phase received_on amount\nF 2010-05-01 150",
    )
    assert rows_of(sum_trend(frame), "counted", "required", "coverage") == [
        (0, 200_00, 0.0), (100_00, 200_00, 0.5), (100_00, 200_00, 0.5),
    ]  # fmt: skip


@pytest.mark.parametrize("currency", [None, "EUR"])
def test_the_last_day_is_the_portfolio_as_it_stands(currency: str | None) -> None:
    tables = desk.check_path(desk.data_folder("example")).tables
    histories, movements = follow(tables, currency)
    as_of = day("2026-11-22")
    found = sum_trend(find_trend(tables, movements, quarter_ends(as_of), currency=currency))
    gaps = find_gaps(tables, histories, movements, as_of, currency=currency)
    stands = find_portfolio(gaps)
    columns = ("initiative", "counted", "required", "coverage")
    assert rows_of(found, *columns, on=pd.Timestamp(as_of)) == rows_of(stands, *columns, counting="pledged")
