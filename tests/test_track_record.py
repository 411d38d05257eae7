"""What became of money that stood on a rung: nothing is left out of the sums, and few cases are said to be few."""

from typing import Any

import pytest

from tests.tables import day, follow, rows_of, tables_of
from tracker import desk
from tracker.model.track_record import assume_from_record, find_cases, find_track_record
from tracker.tables import Tables

KEPT = """
pledge  status_on   status     amount
A       2010-01-01  expected   100
A       2010-02-01  pledged    120
A       2010-03-01  committed  120
B       2010-01-01  pledged    80
B       2010-06-01  withdrawn  -
C       2010-01-01  pledged    60
"""
PAID = """
received_on  pledge  amount
2010-03-11   A       70
2010-04-30   A       50
2010-02-10   B       20
"""


def cases(tables: Tables, *columns: str, on: str = "2010-12-31", **chosen: str) -> list[Any]:
    return rows_of(find_cases(follow(tables)[0], day(on)), *columns, **chosen)


def test_money_is_followed_from_every_rung_it_stood_on() -> None:
    """A stood with 100 as expected, with 120 after that: all of it paid by 30 April. B had 20 paid of 80. C is open."""
    tables = tables_of(pledges=KEPT, contributions=PAID)
    assert cases(tables, "pledge", "rung", "stood", "paid", "open", "lost", "days_to_first", "days_to_full") == [
        ("A", "committed", 120_00, 120_00, 0, 0, 10, 60),
        ("A", "pledged", 120_00, 120_00, 0, 0, 38, 88),
        ("A", "expected", 100_00, 100_00, 0, 0, 69, 119),
        ("B", "pledged", 80_00, 20_00, 0, 60_00, 40, None),
        ("C", "pledged", 60_00, 0, 60_00, 0, None, None),
    ]
    assert cases(tables, "paid", "open", on="2010-03-15", pledge="A", rung="committed") == [(70_00, 50_00)]


def test_the_record_counts_its_cases_and_judges_only_settled_ones() -> None:
    """Announced: A paid in full, B a quarter, C is open: the mean of two settled cases is 0.625."""
    record = find_track_record(find_cases(follow(tables_of(pledges=KEPT, contributions=PAID))[0], day("2010-12-31")))
    columns = ("rung", "cases", "settled", "in_full", "in_part", "not_paid", "share", "days_to_full", "full_cases")
    assert rows_of(record, *columns) == [
        ("committed", 1, 1, 1, 0, 0, 1.0, 60, 1),
        ("pledged", 3, 2, 1, 1, 0, 0.625, 88, 1),
        ("expected", 1, 1, 1, 0, 0, 1.0, 119, 1),
    ]
    assert rows_of(record, "stood", "paid", "open", "lost", rung="pledged") == [(260_00, 140_00, 60_00, 60_00)]


def test_unlike_currencies_are_told_apart_and_in_kind_is_left_out() -> None:
    tables = tables_of(
        pledges="""
            pledge  status_on   status     amount  currency  form
            A       2010-01-01  committed  100     USD       -
            B       2010-01-01  committed  100     EUR       -
            C       2010-01-01  committed  100     EUR       in_kind
        """
    )
    record = find_track_record(find_cases(follow(tables)[0], day("2010-12-31")))
    assert rows_of(record, "currency", "cases", "share") == [("EUR", 1, None), ("USD", 1, None)]


def test_the_past_becomes_assumptions_only_when_asked_and_says_its_cases() -> None:
    found = find_cases(follow(tables_of(pledges=KEPT, contributions=PAID))[0], day("2010-12-31"))
    assumed = assume_from_record(found, "2010-12-31")
    assert assumed.rungs == {"committed": 10**10, "pledged": 6_250_000_000, "expected": 10**10}
    assert "settled cases: signed 1, announced 2, anticipated 1" in assumed.source
    assert assume_from_record(found.iloc[:0], "2010-12-31").rungs == {}


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_lost_from_the_sums_of_any_ledger(seed: int) -> None:
    tables = desk.check_path(desk.data_folder("example")).tables
    histories, _ = follow(tables)
    found = find_cases(histories, day(f"202{4 + seed}-06-30"))
    assert len(found) > 10
    assert (found["stood"] == found["paid"] + found["open"] + found["lost"]).all()
    assert (found[["paid", "open", "lost"]] >= 0).all(axis=None)
    assert (found["is_settled"] == (found["open"] == 0)).all()
