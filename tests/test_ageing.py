"""Outstanding promises by age, and what there is to remind of; worked out by hand."""

from typing import Any

import pandas as pd
import pytest

from tests.tables import day, follow, rows_of, tables_of
from tracker.model.ageing import BUCKETS, find_ageing, sum_ageing, sum_unpaid
from tracker.model.dues import find_dues
from tracker.model.promises import find_promises
from tracker.model.reminders import find_reminders
from tracker.tables import Tables

AT = "2010-07-01"


def ageing(tables: Tables, on: str = AT, rates_at: str = "step") -> pd.DataFrame:
    histories, _ = follow(tables)
    return find_ageing(find_dues(tables, histories, day(on)), histories, day(on), rates_at)


def due_on(*dates: str) -> Tables:
    """A signed promise of 1, 2, 3 … for each date."""
    lines = [f"P{place}  2009-01-01  committed  {place}  {date}" for place, date in enumerate(dates, 1)]
    return tables_of(pledges="pledge  status_on  status  amount  due_on\n" + "\n".join(lines))


@pytest.mark.parametrize(
    ("date", "bucket"),
    [
        ("2010-07-01", "overdue 30"), ("2010-06-01", "overdue 30"), ("2010-05-31", "overdue 90"),
        ("2010-04-02", "overdue 90"), ("2010-04-01", "overdue 180"), ("2010-01-01", "overdue 365"),
        ("2009-07-01", "overdue 365"), ("2009-06-30", "overdue over 365"), ("2010-06", "overdue, day not known"),
        ("2009", "overdue, day not known"), ("2010-07-02", "due 30"), ("2010-07-31", "due 30"), ("2010-08-01", "due 90"),
        ("2010-07", "due 30"), ("2010-09-29", "due 90"), ("2010-12-28", "due 180"), ("2011-07-01", "due 365"),
        ("2010", "due 365"), ("2011-07-02", "due over 365"), ("-", "not stated"),
    ],
)  # fmt: skip
def test_money_is_in_the_bucket_of_its_age(date: str, bucket: str) -> None:
    """On 1 July 2010; 1 June is 30 days ago, 1 January 181, 1 July 2009 365. A month or year counts by its last day."""
    assert rows_of(ageing(due_on(date)), "bucket") == [bucket]


def test_buckets_stand_in_the_order_of_time() -> None:
    dates = ("-", "2011-12-01", "2010-07-05", "2010-06-20", "2009-01-01", "2010-05")
    sums = sum_unpaid(ageing(due_on(*dates)))
    assert rows_of(sums, "bucket", "amount") == [
        ("overdue, day not known", 6_00), ("overdue over 365", 5_00), ("overdue 30", 4_00), ("due 30", 3_00),
        ("due over 365", 2_00), ("not stated", 1_00),
    ]  # fmt: skip
    assert [bucket.code for bucket in BUCKETS if bucket.code in set(sums["bucket"])] == list(sums["bucket"])


def test_parts_of_a_converted_promise_add_up_to_its_value_to_the_cent() -> None:
    """100 euro at 3 per dollar are 33.33 dollars: parts of a third each are 11.11, 11.11 and 11.11 of 33.33 euro …

    Cumulated: 33.33 → 11.11, 66.66 → 22.22, 100 → 33.33; so the last part, of 33.34 euro, is worth 11.11.
    """
    tables = tables_of(
        pledges="""
            status_on   status     amount  currency
            2010-01-01  committed  100     EUR
        """,
        instalments="""
            due_on      amount
            2010-03-01  33.33
            2010-08-01  33.33
        """,
        rates="""
            on          per_usd
            2010-01-01  3
        """,
    )
    lines = ageing(tables)
    assert rows_of(lines, "due_on", "unpaid", "value") == [
        ("", 33_34, 11_11), ("2010-03-01", 33_33, 11_11), ("2010-08-01", 33_33, 11_11),
    ]  # fmt: skip
    assert lines["value"].sum() == 33_33


def test_promises_are_shown_at_the_rate_of_their_step_or_of_the_date_as_asked() -> None:
    tables = tables_of(
        pledges="""
            status_on   status     amount  currency
            2010-01-01  committed  100     EUR
        """,
        rates="""
            on          per_usd
            2010-01-01  0.5
            2010-06-01  0.8
        """,
    )
    assert rows_of(ageing(tables), "value") == [200_00]
    assert rows_of(ageing(tables, rates_at="as_of"), "value") == [125_00]


def test_money_without_a_rate_is_told_beside_the_sum_and_never_dropped() -> None:
    tables = tables_of(
        pledges="""
            pledge  status_on   status     amount  currency
            A       2010-01-01  committed  100     CHF
            B       2010-01-01  committed  70      USD
        """
    )
    lines = ageing(tables)
    assert rows_of(sum_ageing(lines), "report", "bucket", "value", "unconverted", "cases") == [
        ("USD", "not stated", 70_00, (("CHF", 100_00),), 2)
    ]
    assert rows_of(sum_unpaid(lines), "currency", "amount") == [("CHF", 100_00), ("USD", 70_00)]


def test_goods_are_apart_from_cash_and_vague_money_stays_vague() -> None:
    tables = tables_of(
        pledges="""
            pledge  status_on   status     amount  form
            A       2010-01-01  committed  100     in_kind
            B       2010-01-01  pledged    ~70     -
        """
    )
    assert rows_of(sum_ageing(ageing(tables)), "form", "rung", "value", "approximate") == [
        ("cash", "pledged", 70_00, True), ("in_kind", "committed", 100_00, False),
    ]  # fmt: skip


def test_nothing_due_has_no_age() -> None:
    assert sum_ageing(ageing(tables_of())).empty
    assert sum_unpaid(ageing(tables_of())).empty


# Reminders

MIXED = """
pledge  status_on   status       amount  due_on      agreement  confirmed_on
A       2010-01-01  committed    10      2010-06-01  A/1        2010-05-01
B       2010-01-01  pledged      20      2010-07-20  -          2010-08-01
C       2010-01-01  committed    30      2010-09-20  -          -
D       2010-01-01  pledged      40      -           -          -
E       2010-01-01  expected     50      2010-06-01  -          -
F       2010-01-01  prospective  60      2010-07-20  -          -
"""


def reminders(tables: Tables, within: int, *columns: str, with_undated: bool = False) -> list[Any]:
    histories, _ = follow(tables)
    dues = find_dues(tables, histories, day(AT))
    promises = find_promises(tables, histories, day(AT), dues)
    lines = find_ageing(dues, histories, day(AT))
    return rows_of(find_reminders(tables, promises, lines, day(AT), within, with_undated=with_undated), *columns)


def test_nobody_is_reminded_of_what_they_never_announced() -> None:
    everything = reminders(tables_of(pledges=MIXED), 90, "pledge", "state", with_undated=True)
    assert everything == [("A", "overdue"), ("B", "due soon"), ("C", "due soon"), ("D", "no date")]


def test_a_list_looks_as_far_ahead_as_it_is_asked_to() -> None:
    tables = tables_of(pledges=MIXED)
    assert reminders(tables, 0, "pledge") == ["A"]
    assert reminders(tables, 30, "pledge") == ["A", "B"]
    assert reminders(tables, 90, "pledge") == ["A", "B", "C"]


def test_a_reminder_says_how_late_and_when_somebody_last_confirmed_it() -> None:
    """A was confirmed in May; what will be said of B in August is not known in July."""
    columns = ("agreement", "unpaid", "days_overdue", "days_ahead", "last_word")
    assert reminders(tables_of(pledges=MIXED), 30, *columns) == [
        ("A/1", 10_00, 30, None, "2010-05-01"), ("", 20_00, 0, 19, "2010-01-01"),
    ]  # fmt: skip


def test_a_reminder_of_an_instalment_names_what_releases_it() -> None:
    tables = tables_of(
        pledges="""
            status_on   status     amount
            2010-01-01  committed  100
        """,
        instalments="""
            due_on      amount  trigger
            2010-03-01  40      Report
            2010-07-10  60      -
        """,
        contributions="""
            received_on  pledge  amount
            2010-03-05   P       25
        """,
    )
    assert reminders(tables, 30, "due_on", "amount", "fulfilled", "unpaid", "trigger") == [
        ("2010-03-01", 40_00, 25_00, 15_00, "Report"), ("2010-07-10", 60_00, 0, 60_00, ""),
    ]  # fmt: skip
