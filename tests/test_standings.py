"""Who stands where: each promise in force and each donor's cash, with when it pays and since when that is known."""

from tests.tables import day, follow, rows_of, tables_of
from tracker.model.standings import find_standings

LATE = day("2010-12-31")


def standings(on: str = "2010-12-31", **texts: str) -> list[tuple[object, ...]]:
    tables = tables_of(**texts)
    histories, movements = follow(tables)
    frame = find_standings(tables, histories, movements, day(on))
    return rows_of(frame, "donor", "rung", "amount", "due_on", "later", "last_word")


PAID = """
    received_on  pledge  amount
    2010-03-01   P       40
    2010-05-01   P       10
"""


def test_a_promise_stands_with_what_is_outstanding_and_its_donor_with_the_cash() -> None:
    """100 promised, 40 and 10 paid: 50 received, last on 1 May; 50 still signed."""
    pledges = """
        status_on   status     amount
        2010-01-01  committed  100
    """
    assert standings(pledges=pledges, contributions=PAID) == [
        ("FRA", "received", 50_00, "", 0, "2010-05-01"),
        ("FRA", "committed", 50_00, "", 0, "2010-01-01"),
    ]


def test_what_is_paid_in_full_or_withdrawn_stands_no_more() -> None:
    pledges = """
        pledge  status_on   status     amount
        P       2010-01-01  committed  50
        Q       2010-01-01  pledged    70
        Q       2010-02-01  withdrawn  -
    """
    assert [row[1] for row in standings(pledges=pledges, contributions=PAID)] == ["received"]


def test_a_promise_pays_on_its_next_unpaid_instalment() -> None:
    """Three of 40: 50 paid covers the first and part of the second, so that May 2011 is next, and one is later."""
    pledges = """
        status_on   status     amount
        2010-01-01  committed  120
    """
    instalments = """
        due_on      amount
        2010-06-01  40
        2011-05     40
        2012        40
    """
    rows = standings(pledges=pledges, contributions=PAID, instalments=instalments)
    assert rows[1] == ("FRA", "committed", 70_00, "2011-05", 1, "2010-01-01")


def test_a_confirmation_is_the_last_word_once_it_was_given() -> None:
    pledges = """
        status_on   status   amount  confirmed_on
        2010-01-01  pledged  100     2010-09-01
    """
    assert standings(pledges=pledges)[0][-1] == "2010-09-01"
    assert standings("2010-08-31", pledges=pledges)[0][-1] == "2010-01-01"


def test_cash_given_back_to_the_last_cent_stands_nowhere() -> None:
    contributions = """
        received_on  kind     amount
        2010-03-01   payment  40
        2010-04-01   refund   -40
    """
    assert standings(contributions=contributions) == []


def test_money_without_a_rate_stands_at_nothing_and_says_how_much_it_is() -> None:
    tables = tables_of(
        pledges="""
        status_on   status   amount  currency
        2010-01-01  pledged  100     CHF
    """
    )
    histories, movements = follow(tables)
    frame = find_standings(tables, histories, movements, LATE)
    assert rows_of(frame, "amount", "unconverted", "original_currency") == [(0, 100_00, "CHF")]
