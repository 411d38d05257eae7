"""What needs attention on a date: each kind where it belongs, the weightiest first."""

import pandas as pd

from tests.tables import day, follow, rows_of, tables_of
from tracker import terms
from tracker.model.attention import KINDS, find_attention, mark_stale
from tracker.model.audience import tables_for
from tracker.model.dues import find_dues
from tracker.model.gaps import find_gaps
from tracker.model.standings import find_standings

BUDGET = "stated_on amount\n2010-01-01 1000"
ON = "2010-06-01"
Row = tuple[object, ...]


def attention(on: str = ON, audience: str = "internal", **texts: str) -> pd.DataFrame:
    tables = tables_for(audience, tables_of(**texts))
    histories, movements = follow(tables)
    rungs = terms.PUBLISHED if audience == "partners" else terms.RUNGS
    gaps = find_gaps(tables, histories, movements, day(on), rungs=rungs)
    standings = find_standings(tables, histories, movements, day(on))
    return find_attention(tables, gaps, find_dues(tables, histories, day(on)), standings, day(on))


def told(on: str = ON, audience: str = "internal", **texts: str) -> list[Row]:
    frame = attention(on, audience, **{"budgets": BUDGET, **texts})
    return rows_of(frame, "kind", "about", "amount", "on", "days")


def threshold(due_on: str, counts: str = "-") -> str:
    return f"stated_on amount due_on counts\n2010-01-01 700 {due_on} {counts}"


def cash(amount: int) -> str:
    return f"received_on amount\n2010-05-01 {amount}"


# Thresholds


def test_a_threshold_within_180_days_that_is_not_covered_is_at_risk() -> None:
    """180 days from 1 June is 28 November."""
    assert told(thresholds=threshold("2010-11-28"), contributions=cash(200)) == [
        ("at risk", "T", 500_00, "2010-11-28", 180)
    ]
    assert told(thresholds=threshold("2010-11-29"), contributions=cash(200)) == []


def test_it_is_covered_by_what_its_headline_counts_and_by_nothing_softer() -> None:
    pledge = "status_on status amount\n2010-05-01 {} 700"
    due = threshold("2010-08-01")
    assert told(thresholds=due, pledges=pledge.format("pledged")) == []
    assert told(thresholds=due, pledges=pledge.format("expected"))[0][:3] == ("at risk", "T", 700_00)
    signed = threshold("2010-08-01", "committed")
    assert told(thresholds=signed, pledges=pledge.format("pledged"))[0][:3] == ("at risk", "T", 700_00)


def test_a_threshold_that_passed_uncovered_was_missed() -> None:
    assert told(thresholds=threshold("2010-05-31")) == [("missed", "T", 700_00, "2010-05-31", -1)]
    assert told(thresholds=threshold("2010-05-31"), contributions=cash(700)) == []


def test_a_month_is_not_over_before_its_last_day_and_has_no_count_of_days() -> None:
    assert told(thresholds=threshold("2010-06"))[0] == ("at risk", "T", 700_00, "2010-06", None)
    assert told("2010-07-01", thresholds=threshold("2010-06"))[0] == ("missed", "T", 700_00, "2010-06", None)


def test_nothing_is_asked_of_a_threshold_whose_phase_has_ended() -> None:
    assert told(thresholds=threshold("2010-03-31"), phases="phase starts_on ends_on\nF 2010 2010-05-31") == []


# Payments and promises


def test_overdue_promises_of_one_donor_are_one_line_from_the_earliest_day() -> None:
    """40 were due on 1 April and 10 on 22 May; 60 are not due yet."""
    pledges = """
    pledge  status_on   status     amount  due_on
    P       2010-05-20  committed  40      2010-04-01
    Q       2010-05-20  committed  70      -
    """
    instalments = "pledge due_on amount\nQ 2010-05-22 10\nQ 2010-09-01 60"
    assert told(pledges=pledges, instalments=instalments) == [("overdue", "FRA", 50_00, "2010-04-01", -61)]


def test_what_is_owed_in_two_currencies_is_two_lines() -> None:
    pledges = """
    pledge  status_on   status     amount  due_on      currency
    P       2010-05-20  committed  40      2010-04-01  USD
    Q       2010-05-20  committed  70      2010-04-01  EUR
    """
    rates = "on per_usd\n2010-01-01 0.5"
    lines = attention(budgets=BUDGET, pledges=pledges, rates=rates)
    # 70 euro are 140 dollars: the weightier.
    assert rows_of(lines, "currency", "amount", "weight") == [("EUR", 70_00, 0.14), ("USD", 40_00, 0.04)]


def test_a_promise_not_confirmed_for_more_than_90_days_is_stale_and_cash_never_is() -> None:
    """From 3 March to 1 June are 90 days."""
    steps = "pledge status_on status amount confirmed_on\nP 2010-01-01 pledged 40 {}"
    assert told(pledges=steps.format("-"), contributions="received_on amount\n2010-01-01 5") == [
        ("stale", "FRA", 40_00, "2010-01-01", -151)
    ]
    assert told(pledges=steps.format("2010-03-03")) == []
    assert told(pledges=steps.format("2010-03-02")) == [("stale", "FRA", 40_00, "2010-03-02", -91)]


def test_days_of_silence_are_not_counted_from_a_month() -> None:
    tables = tables_of(pledges="pledge status_on status amount\nP 2010-01 pledged 40\nQ 2010-01-31 pledged 5")
    histories, movements = follow(tables)
    frame = mark_stale(find_standings(tables, histories, movements, day(ON)), day(ON))
    assert rows_of(frame, "pledge", "is_stale", "silent_days") == [("P", True, None), ("Q", True, 121)]


def test_partners_hear_of_no_soft_promise_that_is_stale() -> None:
    pledges = "pledge status_on status amount\nP 2010-01-01 expected 40\nQ 2010-01-01 pledged 5"
    assert told(pledges=pledges)[0][2] == 45_00
    assert told(audience="partners", pledges=pledges)[0][2] == 5_00


# What is not known


def test_money_without_a_rate_is_listed_by_currency() -> None:
    lines = told(contributions="received_on amount currency\n2010-05-01 40 EUR\n2010-05-02 9 CHF")
    assert lines == [("no rate", "CHF", 9_00, "", None), ("no rate", "EUR", 40_00, "", None)]


def test_a_phase_that_began_or_has_money_but_no_requirement_is_listed() -> None:
    """G began, H holds 5; K is only planned."""
    frame = attention(
        phases="phase starts_on\nF 2010\nG 2010-06-01\nH 2011\nK 2010-07",
        budgets=BUDGET, contributions="phase received_on amount\nH 2010-05-01 5",
    )  # fmt: skip
    assert rows_of(frame, "kind", "phase", "amount") == [("no requirement", "H", 5_00), ("no requirement", "G", 0)]


# Order


def test_kinds_come_in_their_order_and_in_each_what_weighs_most_in_its_phase() -> None:
    """FRA owes 100 of the 1000 that F needs, RUS 90 of the 200 that G needs: RUS weighs more. Both pay after F's start: all 700 are missing."""
    frame = attention(
        budgets="phase stated_on amount\nF 2010-01-01 1000\nG 2010-01-01 200",
        thresholds="threshold phase stated_on amount due_on\nS F 2010-01-01 700 2010-02-01\nT G 2010-01-01 200 2010-09",
        pledges="""
        pledge  phase  donor  status_on   status     amount  due_on
        P       F      FRA    2010-01-01  committed  100     2010-05-01
        R       G      RUS    2010-01-01  committed  90      2010-05-01
        """,
    )
    assert rows_of(frame, "kind", "phase", "about", "weight") == [
        ("missed", "F", "S", 0.7), ("at risk", "G", "T", 0.55), ("overdue", "G", "RUS", 0.45),
        ("overdue", "F", "FRA", 0.1), ("stale", "G", "RUS", 0.45), ("stale", "F", "FRA", 0.1),
    ]  # fmt: skip
    assert set(frame["kind"]) <= set(KINDS)


def test_nothing_recorded_needs_nothing() -> None:
    frame = attention()
    assert len(frame) == 0
    assert str(frame["amount"].dtype) == "Int64"
