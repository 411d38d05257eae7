"""How donors kept their word, and who is leaned on; worked out by hand."""

from typing import Any

import pytest

from tests.tables import day, follow, rows_of, tables_of
from tracker.model.dues import find_dues
from tracker.model.giving import find_dependence, find_giving, find_speeds
from tracker.model.position import find_position
from tracker.model.promises import find_promises
from tracker.tables import Tables

LATE = "2010-12-31"


def giving(tables: Tables, *columns: str, by: list[str] | None = None, on: str = LATE, **chosen: str) -> list[Any]:
    histories, _ = follow(tables)
    at = day(on)
    promises = find_promises(tables, histories, at, find_dues(tables, histories, at))
    return rows_of(find_giving(promises, find_speeds(histories, at), histories, at, by), *columns, **chosen)


def speeds(tables: Tables, on: str = LATE) -> list[Any]:
    return rows_of(find_speeds(follow(tables)[0], day(on)), "pledge", "days_to_first", "days_to_full")


KEPT = """
pledge  status_on   status     amount
A       2010-01-01  pledged    100
A       2010-02-01  committed  120
B       2010-01-01  pledged    80
B       2010-06-01  withdrawn  -
C       2010-01-01  pledged    60
C       2010-06-01  expected   60
D       2010-01-01  expected   500
"""


def test_what_was_promised_was_paid_is_open_or_is_lost() -> None:
    """A: 70 of 120 paid, 50 open. B: 20 paid of 80, then withdrawn: 60 lost. C, softened: 60 lost. D never announced."""
    tables = tables_of(
        pledges=KEPT,
        contributions="""
            received_on  pledge  amount
            2010-03-01   A       70
            2010-03-01   B       20
        """,
    )
    columns = ("cases", "promised", "paid", "open", "lost", "withdrawn", "share_paid")
    assert giving(tables, *columns) == [(3, 260_00, 90_00, 50_00, 120_00, 1, pytest.approx(90 / 260))]


def test_more_than_was_promised_hides_no_other_promise_that_was_not_kept() -> None:
    """A pays 150 of 100, B nothing of 100: half was paid, and 50 are beyond. Cash without a promise is apart."""
    tables = tables_of(
        pledges="""
            pledge  status_on   status     amount
            A       2010-01-01  committed  100
            B       2010-01-01  committed  100
        """,
        contributions="""
            received_on  kind     pledge  amount
            2010-03-01   payment  A       150
            2010-04-01   payment  -       40
            2010-05-01   refund   -       -10
        """,
    )
    assert giving(tables, "promised", "paid", "share_paid", "beyond", "unpledged") == [
        (200_00, 100_00, 0.5, 50_00, 30_00)
    ]


def test_a_donor_s_currencies_and_phases_are_never_added() -> None:
    tables = tables_of(
        pledges="""
            pledge  phase  status_on   status     amount  currency
            A       F      2010-01-01  committed  100     EUR
            B       G      2010-01-01  committed  100     USD
            C       G      2010-01-01  committed  50      USD
        """
    )
    assert giving(tables, "currency", "promised") == [("EUR", 100_00), ("USD", 150_00)]
    by = ["donor", "phase", "form", "currency"]
    assert giving(tables, "phase", "promised", by=by) == [("F", 100_00), ("G", 150_00)]


def test_a_donor_that_only_gave_without_a_word_has_no_share() -> None:
    tables = tables_of(
        contributions="""
            received_on  amount
            2010-03-01   90071992547409.93
        """
    )
    assert giving(tables, "cases", "unpledged", "share_paid", "days_to_first") == [
        (0, 90_071_992_547_409_93, None, None)
    ]
    assert giving(tables, "cases", on="2010-02-28") == []


def test_speed_is_counted_from_the_first_announcement() -> None:
    """Announced on 1 January, signed in February; half came on 2 March (60 days), the rest on 1 April (90)."""
    tables = tables_of(
        pledges="""
            status_on   status     amount
            2009-06-01  expected   100
            2010-01-01  pledged    100
            2010-02-01  committed  100
        """,
        contributions="""
            received_on  pledge  amount
            2010-03-02   P       50
            2010-04-01   P       50
        """,
    )
    assert speeds(tables) == [("P", 60, 90)]
    assert speeds(tables, "2010-03-31") == [("P", 60, None)]
    assert speeds(tables, "2010-03-01") == [("P", None, None)]
    assert speeds(tables, "2009-12-31") == []


def test_money_that_bounced_had_not_come() -> None:
    """All came on 11 January and bounced; it came to stay on 31 January: 30 days."""
    tables = tables_of(
        pledges="""
            status_on   status   amount
            2010-01-01  pledged  100
        """,
        contributions="""
            received_on  kind      pledge  amount
            2010-01-11   payment   P       100
            2010-01-12   reversal  P       -100
            2010-01-31   payment   P       100
        """,
    )
    assert speeds(tables) == [("P", 30, 30)]


def test_a_date_known_to_the_month_gives_no_days_and_money_before_the_word_took_none() -> None:
    tables = tables_of(
        pledges="""
            pledge  status_on   status   amount
            A       2010-01     pledged  100
            B       2010-05-01  pledged  100
        """,
        contributions="""
            received_on  pledge  amount
            2010-03-01   A       100
            2010-03-01   B       100
        """,
    )
    assert speeds(tables) == [("A", None, None), ("B", 0, 0)]


def test_the_median_is_of_those_that_were_paid_and_says_of_how_many() -> None:
    """10, 20 and 90 days: 20 of three. In full only the first two: 15, of two."""
    tables = tables_of(
        pledges="""
            pledge  status_on   status   amount
            A       2010-01-01  pledged  100
            B       2010-01-01  pledged  100
            C       2010-01-01  pledged  100
            D       2010-01-01  pledged  100
        """,
        contributions="""
            received_on  pledge  amount
            2010-01-11   A       100
            2010-01-21   B       100
            2010-04-01   C       50
        """,
    )
    columns = ("days_to_first", "first_cases", "days_to_full", "full_cases")
    assert giving(tables, *columns) == [(20, 3, 15, 2)]


def test_cash_for_a_promise_that_was_never_announced_is_beyond_any_promise() -> None:
    tables = tables_of(
        pledges="""
            status_on   status    amount
            2010-01-01  expected  100
        """,
        contributions="""
            received_on  pledge  amount
            2010-02-01   P       40
        """,
    )
    assert giving(tables, "cases", "promised", "paid", "beyond", "lost") == [(0, 0, 0, 40_00, 0)]


# Dependence

FOUR = """
pledge  donor  status_on   status     amount
A       FRA    2010-01-01  committed  50
B       RUS    2010-01-01  committed  30
C       USA    2010-01-01  pledged    15
D       CZE    2010-01-01  pledged    5
E       ITA    2010-01-01  expected   100
"""


def dependence(tables: Tables, *columns: str, **chosen: str) -> list[Any]:
    return rows_of(find_dependence(find_position(follow(tables)[1], day(LATE))), *columns, **chosen)


def test_dependence_is_told_at_every_floor() -> None:
    """Signed 80: France with 50. Announced or firmer 100: the three largest have 95. With Italy's 100: she has half."""
    tables = tables_of(pledges=FOUR)
    assert dependence(tables, "counting", "counted", "donors", "donor", "share", "share_three") == [
        ("committed", 80_00, 2, "FRA", 0.625, 1.0), ("pledged", 100_00, 4, "FRA", 0.5, 0.95),
        ("expected", 200_00, 5, "ITA", 0.5, 0.9), ("prospective", 200_00, 5, "ITA", 0.5, 0.9),
    ]  # fmt: skip


def test_dependence_never_adds_unlike_currencies_nor_goods() -> None:
    tables = tables_of(
        initiatives="""
            initiative  title  currency
            I           One    USD
            J           Two    EUR
        """,
        phases="""
            phase  initiative  title
            F      I           One
            G      J           Two
        """,
        pledges="""
            pledge  donor  phase  status_on   status   amount  currency  form
            A       FRA    F      2010-01-01  pledged  50      USD       -
            B       RUS    G      2010-01-01  pledged  30      EUR       -
            C       USA    F      2010-01-01  pledged  99      USD       in_kind
        """,
    )
    assert dependence(tables, "currency", "counted", "donor", counting="pledged") == [
        ("EUR", 30_00, "RUS"), ("USD", 50_00, "FRA"),
    ]  # fmt: skip


def test_where_nothing_is_counted_nobody_is_leaned_on() -> None:
    assert dependence(tables_of(), "counting") == []
