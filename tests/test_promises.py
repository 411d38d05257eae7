"""The status of contributions, promise by promise, worked out by hand."""

from typing import Any

from tests.tables import day, follow, rows_of, tables_of
from tracker.model.audience import tables_for
from tracker.model.dues import find_dues
from tracker.model.promises import find_promises, total_promises
from tracker.tables import Tables

LIFE = """
status_on   status     amount  due_on   agreement
2010-01-01  expected   80      -        -
2010-02-01  pledged    100     2010-12  -
2010-03-01  committed  120     2010-09  A/7
"""
PAID = """
received_on  kind      pledge  amount
2010-04-01   payment   P       50
2010-05-01   reversal  P       -20
2010-06-01   refund    P       -10
"""


def status(tables: Tables, on: str, *columns: str, **chosen: str) -> list[Any]:
    histories, _ = follow(tables)
    at = day(on)
    promises = find_promises(tables, histories, at, find_dues(tables, histories, at))
    return rows_of(promises, *columns, **chosen)


def test_a_promise_is_told_from_its_announcement_to_its_balance() -> None:
    """Announced at 100, signed at 120; of 50 paid 20 bounced: 90 are owed. The 10 given back are owed by nobody."""
    columns = (
        "rung",
        "agreement",
        "announced",
        "announced_on",
        "signed",
        "signed_on",
        "received",
        "refunded",
        "balance",
    )
    assert status(tables_of(pledges=LIFE, contributions=PAID), "2010-12-31", *columns) == [
        ("committed", "A/7", 100_00, "2010-02-01", 120_00, "2010-03-01", 30_00, 10_00, 90_00)
    ]


def test_on_an_earlier_date_nothing_is_known_of_what_came_later() -> None:
    columns = ("rung", "is_formal", "announced", "signed", "received", "balance", "soft")
    tables = tables_of(pledges=LIFE, contributions=PAID)
    assert status(tables, "2009-12-31", *columns) == []
    assert status(tables, "2010-01-15", *columns) == [("expected", False, None, None, 0, 0, 80_00)]
    assert status(tables, "2010-02-15", *columns) == [("pledged", True, 100_00, None, 0, 100_00, 0)]


def test_what_was_signed_at_once_was_announced_by_that_and_an_amendment_raises_the_signature_only() -> None:
    tables = tables_of(
        pledges="""
            status_on   status     amount
            2010-01-01  committed  100
            2010-05-01  committed  150
        """
    )
    columns = ("announced", "signed", "signed_on", "promised", "balance")
    assert status(tables, "2010-12-31", *columns) == [(100_00, 150_00, "2010-01-01", 150_00, 150_00)]


def test_paid_in_full_is_received_and_withdrawn_is_owed_by_nobody() -> None:
    tables = tables_of(
        pledges="""
            pledge  status_on   status     amount  reason
            A       2010-01-01  pledged    50      -
            B       2010-01-01  committed  70      -
            B       2010-03-01  withdrawn  -       lapsed
            C       2010-01-01  pledged    30      -
            C       2010-03-01  expected   30      -
        """,
        contributions="""
            received_on  pledge  amount
            2010-02-01   A       50
            2010-02-01   B       20
        """,
    )
    assert status(tables, "2010-12-31", "pledge", "rung", "reason", "signed", "received", "balance", "soft") == [
        ("A", "received", "", None, 50_00, 0, 0),
        ("B", "", "lapsed", 70_00, 20_00, 0, 0),
        ("C", "expected", "", None, 0, 0, 30_00),
    ]


def test_a_signature_under_an_unmet_condition_counts_as_an_announcement() -> None:
    tables = tables_of(
        pledges="""
            status_on   status     amount  condition
            2010-01-01  committed  100     parliament
        """
    )
    columns = ("rung", "announced", "signed", "balance")
    assert status(tables, "2010-12-31", *columns) == [("pledged", 100_00, None, 100_00)]
    assert status(tables_for("partners", tables), "2010-12-31", *columns) == [("pledged", 100_00, None, 100_00)]


def test_a_promise_is_next_due_on_its_earliest_unpaid_instalment_and_overdue_with_all_that_is() -> None:
    """30 of 40 of March are paid: on 2 June 10 and 60 are overdue, the older since 93 days (30 + 30 + 31 + 2)."""
    tables = tables_of(
        pledges="""
            status_on   status     amount
            2010-01-01  committed  120
        """,
        instalments="""
            due_on      amount
            2010-03-01  40
            2010-06-01  60
            2010-09-01  20
        """,
        contributions="""
            received_on  pledge  amount
            2010-02-01   P       30
        """,
    )
    columns = ("due_on", "later", "overdue", "days_overdue", "balance")
    assert status(tables, "2010-06-02", *columns) == [("2010-03-01", 2, 70_00, 93, 90_00)]
    assert status(tables, "2010-02-28", *columns) == [("2010-03-01", 2, 0, 0, 90_00)]


def test_a_date_known_to_the_month_has_no_count_of_days_and_no_date_is_never_overdue() -> None:
    tables = tables_of(
        pledges="""
            pledge  status_on   status   amount  due_on
            A       2010-01-01  pledged  100     2010-02
            B       2010-01-01  pledged  100     -
        """
    )
    assert status(tables, "2010-03-05", "due_on", "overdue", "days_overdue") == [
        ("2010-02", 100_00, None), ("", 0, 0),
    ]  # fmt: skip


def test_payments_and_refunds_in_another_currency_are_told_in_the_promise_s() -> None:
    """At 0.5 euro per dollar 60 dollars pay 30 euro; of them 10 dollars, 5 euro, are given back."""
    tables = tables_of(
        pledges="""
            status_on   status     amount  currency
            2010-01-01  committed  100     EUR
        """,
        contributions="""
            received_on  kind     pledge  amount
            2010-02-01   payment  P       60
            2010-03-01   refund   P       -10
        """,
        rates="""
            on          per_usd
            2010-01-01  0.5
        """,
    )
    assert status(tables, "2010-12-31", "currency", "received", "refunded", "balance") == [("EUR", 30_00, 5_00, 70_00)]


def test_cash_without_a_promise_is_no_promise() -> None:
    tables = tables_of(
        contributions="""
            received_on  amount
            2010-02-01   60
        """
    )
    assert status(tables, "2010-12-31", "pledge") == []


def test_partners_get_no_promise_that_was_never_announced() -> None:
    tables = tables_of(
        pledges="""
            pledge  status_on   status    amount
            A       2010-01-01  expected  100
            B       2010-01-01  pledged   50
            B       2010-02-01  expected  40
        """
    )
    columns = ("pledge", "rung", "announced", "soft")
    assert status(tables_for("partners", tables), "2010-12-31", *columns) == [("B", "", 50_00, 0)]


def test_unlike_currencies_and_forms_are_totalled_apart() -> None:
    """Signed 70 and 30 dollars come to 100, of which 20 are paid; nothing is added to the euro, nor to goods."""
    tables = tables_of(
        pledges="""
            pledge  status_on   status     amount  currency  form     approximate
            A       2010-01-01  committed  70      USD       -        -
            B       2010-01-01  committed  30      USD       -        -
            C       2010-01-01  pledged    ~40     EUR       -        yes
            D       2010-01-01  pledged    15      USD       in_kind  -
        """,
        contributions="""
            received_on  pledge  amount
            2010-02-01   A       20
        """,
    )
    histories, _ = follow(tables)
    at = day("2010-12-31")
    totals = total_promises(find_promises(tables, histories, at, find_dues(tables, histories, at)))
    names = ("form", "currency", "cases", "announced", "signed", "received", "balance", "approximate")
    assert rows_of(totals, *names) == [
        ("cash", "EUR", 1, 40_00, 0, 0, 40_00, True),
        ("cash", "USD", 2, 100_00, 100_00, 20_00, 80_00, False),
        ("in_kind", "USD", 1, 15_00, 0, 0, 15_00, False),
    ]


def test_large_amounts_stay_exact() -> None:
    """Beyond 2**53 hundredths a float would lose the last cents."""
    tables = tables_of(
        pledges="""
            pledge  status_on   status     amount
            A       2010-01-01  committed  90071992547409.93
            B       2010-01-01  expected   1
        """
    )
    assert status(tables, "2010-12-31", "announced", "signed", "balance", pledge="A") == [
        (90_071_992_547_409_93, 90_071_992_547_409_93, 90_071_992_547_409_93)
    ]
