"""What is due and overdue, worked out by hand (design, section 4, Dues)."""

from typing import Any

from tests.tables import day, follow, rows_of, tables_of
from tracker.model.dues import find_dues
from tracker.tables import Tables

COLUMNS = ("due_on", "amount", "fulfilled", "overdue", "days_overdue")
SIGNED = """
status_on   status     amount
2010-01-01  committed  100
"""
IN_PARTS = """
due_on      amount
2010-03-01  40
2010-06-01  60
"""


def dues(tables: Tables, on: str, *columns: str) -> list[Any]:
    histories, _ = follow(tables)
    return rows_of(find_dues(tables, histories, day(on)), *(columns or COLUMNS))


def test_instalments_up_to_a_date_are_due_and_age_from_their_own() -> None:
    """On 10 June 40 are 101 days overdue (30 + 30 + 31 + 10), 60 are nine."""
    assert dues(tables_of(pledges=SIGNED, instalments=IN_PARTS), "2010-06-10") == [
        ("2010-03-01", 40_00, 0, 40_00, 101), ("2010-06-01", 60_00, 0, 60_00, 9),
    ]  # fmt: skip


def test_payments_fulfil_the_earliest_instalment_first() -> None:
    """50 paid: 40 of March, 10 of June."""
    tables = tables_of(
        pledges=SIGNED,
        instalments=IN_PARTS,
        contributions="""
            received_on  pledge  amount
            2010-02-01   P       50
        """,
    )
    assert dues(tables, "2010-06-10") == [
        ("2010-03-01", 40_00, 40_00, 0, 0), ("2010-06-01", 60_00, 10_00, 50_00, 9),
    ]  # fmt: skip


def test_nothing_is_overdue_on_the_day_itself_by_more_than_zero_days() -> None:
    assert dues(tables_of(pledges=SIGNED, instalments=IN_PARTS), "2010-03-01") == [
        ("2010-03-01", 40_00, 0, 40_00, 0), ("2010-06-01", 60_00, 0, 0, 0),
    ]  # fmt: skip


def test_without_instalments_all_is_due_on_the_pledge_s_own_date() -> None:
    tables = tables_of(
        pledges="""
            status_on   status   amount  due_on
            2010-01-01  pledged  100     2010-02-01
        """
    )
    assert dues(tables, "2010-02-03") == [("2010-02-01", 100_00, 0, 100_00, 2)]


def test_what_instalments_leave_is_due_on_the_pledge_s_own_date() -> None:
    tables = tables_of(
        pledges="""
            status_on   status   amount  due_on
            2010-01-01  pledged  130     2010-04-01
        """,
        instalments=IN_PARTS,
    )
    assert dues(tables, "2010-01-01", "due_on", "amount") == [
        ("2010-03-01", 40_00), ("2010-04-01", 30_00), ("2010-06-01", 60_00),
    ]  # fmt: skip


def test_instalments_reach_no_further_than_the_promise() -> None:
    """Lowered to 70, it is due with 40 and 30."""
    tables = tables_of(
        pledges="""
            status_on   status   amount
            2010-01-01  pledged  100
            2010-02-01  pledged  70
        """,
        instalments=IN_PARTS,
    )
    assert dues(tables, "2010-02-01", "due_on", "amount") == [("2010-03-01", 40_00), ("2010-06-01", 30_00)]


def test_what_has_no_date_is_never_overdue() -> None:
    assert dues(tables_of(pledges=SIGNED), "2199-12-31") == [("", 100_00, 0, 0, 0)]


def test_a_due_date_known_to_the_month_is_overdue_after_it_without_a_count_of_days() -> None:
    tables = tables_of(
        pledges="""
            status_on   status   amount  due_on
            2010-01-01  pledged  100     2010-02
        """
    )
    assert dues(tables, "2010-02-27") == [("2010-02", 100_00, 0, 0, 0)]
    assert dues(tables, "2010-03-05") == [("2010-02", 100_00, 0, 100_00, None)]


def test_nobody_owes_what_was_never_announced_nor_what_was_withdrawn() -> None:
    tables = tables_of(
        pledges="""
            pledge  status_on   status       amount  due_on      reason
            A       2010-01-01  expected     100     2010-02-01  -
            B       2010-01-01  prospective  100     2010-02-01  -
            C       2010-01-01  pledged      100     2010-02-01  -
            C       2010-01-15  withdrawn    -       -           lapsed
        """
    )
    assert dues(tables, "2010-12-31") == []


def test_a_promise_paid_in_full_stays_listed_as_fulfilled() -> None:
    tables = tables_of(
        pledges=SIGNED,
        instalments=IN_PARTS,
        contributions="""
            received_on  pledge  amount
            2010-02-01   P       120
        """,
    )
    assert dues(tables, "2010-12-31") == [
        ("2010-03-01", 40_00, 40_00, 0, 0), ("2010-06-01", 60_00, 60_00, 0, 0),
    ]  # fmt: skip


def test_a_reversal_is_owed_again_and_a_refund_is_not() -> None:
    """100 come; 30 bounce, and are what the last instalment lacks; 20 are given back and owed by nobody."""
    tables = tables_of(
        pledges=SIGNED,
        instalments=IN_PARTS,
        contributions="""
            received_on  kind      pledge  amount
            2010-02-01   payment   P       100
            2010-02-02   reversal  P       -30
            2010-02-03   refund    P       -20
        """,
    )
    assert dues(tables, "2010-06-02") == [
        ("2010-03-01", 40_00, 40_00, 0, 0), ("2010-06-01", 60_00, 30_00, 30_00, 1),
    ]  # fmt: skip


def test_dues_are_told_in_the_pledge_s_own_currency() -> None:
    tables = tables_of(
        pledges="""
            status_on   status   amount  currency  due_on
            2010-01-01  pledged  100     EUR       2010-02-01
        """,
        rates="""
            on          per_usd
            2010-01-01  0.5
        """,
    )
    assert dues(tables, "2010-02-01", "currency", "amount") == [("EUR", 100_00)]


def test_an_empty_ledger_owes_nothing() -> None:
    assert dues(tables_of(), "2010-01-01") == []
