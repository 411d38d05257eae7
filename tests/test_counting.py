"""Look-ups give what is found for each date anew: positions, and gaps with what comes late, is undated or barred."""

import os

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from tests.bench.ledgers import make_tables
from tests.histories import dates_to_ask, ledgers
from tests.tables import day, tables_of
from tracker import terms
from tracker.checks import check
from tracker.model.counting import Counting, look_up_gaps, prepare_counting
from tracker.model.gaps import find_gaps
from tracker.model.histories import Histories, find_histories
from tracker.model.movements import find_movements
from tracker.model.position import POSITION_KEY, find_position, look_up_position
from tracker.model.running import Running, add_up, run_up, sum_until
from tracker.tables import Tables

EXAMPLES = 100 if os.environ.get("TRACKER_WHOLE") else 6


def prepare(tables: Tables, currency: str | None = None) -> tuple[Histories, pd.DataFrame, Running, Counting | None]:
    histories = find_histories(tables, currency)
    movements = find_movements(tables, currency, histories)
    running = run_up(movements, POSITION_KEY)
    return histories, movements, running, prepare_counting(tables, histories, movements, currency)


def with_rates(raw: dict[str, pd.DataFrame]) -> Tables:
    """The same ledger with each currency's first rate early enough for everything."""
    rates = raw["rates"]
    first = ~rates["currency"].duplicated()
    early = pd.DataFrame({"currency": ["EUR", "RUB", "CHF"], "on": "1950", "per_usd": ["0.75", "30.5", "1.25"]})
    lacking = early[~early["currency"].isin(rates["currency"])]
    rates = pd.concat([rates.assign(on=rates["on"].mask(first, "1950")), lacking], ignore_index=True)
    return check({**raw, "rates": rates}).tables


@settings(max_examples=EXAMPLES, deadline=None)
@given(raw=ledgers, as_of=dates_to_ask)
def test_a_position_looked_up_is_the_position_found(raw: dict[str, pd.DataFrame], as_of: str) -> None:
    _, movements, running, _ = prepare(check(raw).tables)
    pd.testing.assert_frame_equal(look_up_position(running, day(as_of)), find_position(movements, day(as_of)))


@settings(max_examples=EXAMPLES, deadline=None)
@given(raw=ledgers, as_of=dates_to_ask)
def test_gaps_looked_up_are_the_gaps_found(raw: dict[str, pd.DataFrame], as_of: str) -> None:
    tables = with_rates(raw)
    for currency in (None, "EUR"):
        histories, movements, _, counting = prepare(tables, currency)
        assert counting is not None
        for rungs in (terms.RUNGS, terms.PUBLISHED):
            found = find_gaps(tables, histories, movements, day(as_of), currency=currency, rungs=rungs)
            pd.testing.assert_frame_equal(look_up_gaps(counting, day(as_of), rungs), found)


def test_on_a_ledger_of_the_field_s_kind_every_date_agrees() -> None:
    tables = make_tables(2000)
    histories, movements, running, counting = prepare(tables)
    assert counting is not None
    for year in range(2004, 2030, 3):
        on = np.datetime64(f"{year}-05-17", "s")
        found = find_gaps(tables, histories, movements, on)
        pd.testing.assert_frame_equal(look_up_gaps(counting, on), found)
        pd.testing.assert_frame_equal(look_up_position(running, on), find_position(movements, on))
    found = find_gaps(tables, histories, movements, np.datetime64("2018-01-01", "s"))
    assert (found[["late", "undated", "excluded"]] > 0).any().all()


def test_money_without_a_rate_cannot_be_looked_up_and_is_left_to_the_date() -> None:
    tables = tables_of(
        budgets="""
            stated_on   amount
            2010-01-01  1000
        """,
        pledges="""
            status_on   status   amount  currency
            2010-01-01  pledged  100     EUR
        """,
    )
    assert prepare(tables)[3] is None


def test_what_comes_after_the_target_s_date_is_late_until_it_is_paid() -> None:
    """Of 100, 40 are planned before June and 60 after; a payment of 70 fills the first and half of the second."""
    tables = tables_of(
        thresholds="""
            threshold  stated_on   amount  due_on
            START      2010-01-01  100     2010-06-01
        """,
        pledges="""
            status_on   status   amount
            2010-01-01  pledged  100
        """,
        instalments="""
            due_on      amount
            2010-03-01  40
            2010-09-01  60
        """,
        contributions="""
            received_on  pledge  amount
            2010-04-01   P       70
        """,
    )
    counting = prepare(tables)[3]
    assert counting is not None

    def told(on: str) -> list[tuple[int, int, int]]:
        gaps = look_up_gaps(counting, day(on))
        own = gaps[((gaps["target"] == "START") & gaps["counting"].isin(["received", "pledged"])).to_numpy()]
        return [(int(row.counted), int(row.late), int(row.gap)) for row in own.itertuples()]

    assert told("2010-02-01") == [(0, 0, 100_00), (40_00, 60_00, 60_00)]
    assert told("2010-05-01") == [(70_00, 0, 30_00), (70_00, 30_00, 30_00)]


@pytest.mark.parametrize("span", [10, 2**33])
def test_running_sums_are_the_same_however_large_their_keys_have_to_be(span: int) -> None:
    groups, days = np.array([0, 1, 0, 2, 1]), np.array([0, 1, 3, 7, 9])
    layer = add_up(groups, 3, days, span, {"amount": np.array([1, 10, 2, 100, 20])})
    first = np.datetime64("2010-01-01", "s")
    found = [
        sum_until(layer, first, span, first + np.timedelta64(day, "D"))["amount"].tolist() for day in (-1, 1, 3, 9)
    ]
    assert found == [[0, 0, 0], [1, 10, 0], [3, 10, 0], [3, 30, 100]]
