"""The days between which the as-of date slides."""

from datetime import date, timedelta

from tests.bench.ledgers import make_tables
from tests.workbooks import tables_of_data
from tracker.desk.stops import MOST, find_stops

FIRST, LAST = date(1990, 1, 1), date(2099, 12, 31)


def test_they_are_the_days_named_in_the_ledger() -> None:
    tables = tables_of_data("paris-pact")
    found = find_stops(tables, FIRST, LAST)
    assert {date(2009, 11, 27), date(2009, 12, 4), date(2010, 6, 30)} <= set(found)
    assert list(found) == sorted(set(found))
    assert date(2009, 11, 28) not in found, "nothing is said of that day"
    assert find_stops(tables, date(2009, 12, 1), date(2009, 12, 30)) == (date(2009, 12, 4),)
    assert find_stops({name: frame.iloc[:0] for name, frame in tables.items()}, FIRST, LAST) == ()


def test_of_very_many_days_they_are_ends_of_months() -> None:
    found = find_stops(make_tables(3000), FIRST, LAST)
    assert 100 < len(found) <= MOST
    assert all((day + timedelta(days=1)).day == 1 for day in found)
