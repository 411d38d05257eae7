"""What is missing, worked out by hand (design, section 4, Targets)."""

import math
from typing import Any

import pandas as pd

from tests.tables import day, follow, rows_of, tables_of
from tracker.checks import check
from tracker.model.gaps import find_gaps, find_portfolio
from tracker.tables import Tables

BUDGET = """
stated_on   amount
2010-01-01  1000
"""
THRESHOLD = """
stated_on   amount  due_on
2010-01-01  300     2010-06
"""
LADDER = """
pledge  status_on   status       amount
A       2010-01-01  committed    100
B       2010-01-01  pledged      200
C       2010-01-01  expected     300
D       2010-01-01  prospective  50
"""
CASH = """
received_on  amount
2010-01-01   40
"""


def gaps_of(tables: Tables, on: str = "2010-01-31", **options: Any) -> pd.DataFrame:
    histories, movements = follow(tables, options.get("currency"))
    return find_gaps(tables, histories, movements, day(on), **options)


def test_each_floor_counts_its_rung_and_the_firmer() -> None:
    """40; and 100; and 200; and 300; and 50. The gap is what of 1,000 each leaves."""
    gaps = gaps_of(tables_of(budgets=BUDGET, pledges=LADDER, contributions=CASH))
    assert rows_of(gaps, "counting", "counted", "gap", "surplus") == [
        ("received", 40_00, 960_00, 0), ("committed", 140_00, 860_00, 0), ("pledged", 340_00, 660_00, 0),
        ("expected", 640_00, 360_00, 0), ("prospective", 690_00, 310_00, 0),
    ]  # fmt: skip
    assert rows_of(gaps, "coverage", counting="pledged") == [0.34]


def test_what_is_more_than_required_is_surplus() -> None:
    """At the floor of expected money 600 stand against 500."""
    tables = tables_of(
        pledges=LADDER,
        budgets="""
            stated_on   amount
            2010-01-01  500
        """,
    )
    gaps = gaps_of(tables)
    assert rows_of(gaps, "counting", "gap", "surplus")[2:4] == [
        ("pledged", 200_00, 0),
        ("expected", 0, 100_00),
    ]


def test_an_unknown_requirement_has_no_coverage_and_no_gap() -> None:
    gaps = gaps_of(tables_of(pledges=LADDER))
    row = gaps[(gaps["counting"] == "pledged").to_numpy()]
    assert rows_of(row, "required", "gap", "surplus", "counted") == [(None, None, None, 300_00)]
    assert math.isnan(row["coverage"].iloc[0])


def test_a_requirement_of_zero_has_no_coverage_and_no_gap() -> None:
    tables = tables_of(
        pledges=LADDER,
        budgets="""
            stated_on   amount
            2010-01-01  0
        """,
    )
    row = gaps_of(tables)
    assert set(rows_of(row, "required", "gap", "surplus", "coverage")) == {(0, None, None, None)}


def test_a_phase_without_any_money_lacks_all_of_it() -> None:
    gaps = gaps_of(tables_of(budgets=BUDGET))
    assert set(rows_of(gaps, "counted", "gap", "coverage", "approximate")) == {(0, 1000_00, 0.0, False)}


def test_money_due_after_the_target_s_first_day_is_late_and_does_not_count() -> None:
    """June begins on the 1st: 30 due that day count, 70 due on the 2nd do not, nor do 80 due in June."""
    tables = tables_of(
        thresholds=THRESHOLD,
        pledges="""
            pledge  status_on   status   amount  due_on
            A       2010-01-01  pledged  30      2010-06-01
            B       2010-01-01  pledged  70      2010-06-02
            C       2010-01-01  pledged  80      2010-06
        """,
    )
    assert rows_of(gaps_of(tables), "counted", "late", "gap", target="T", counting="pledged") == [
        (30_00, 150_00, 270_00),
    ]  # fmt: skip


def test_money_without_a_date_counts_and_is_shown_as_undated() -> None:
    tables = tables_of(thresholds=THRESHOLD, pledges=LADDER)
    assert rows_of(gaps_of(tables), "counted", "undated", "late", target="T", counting="pledged") == [
        (300_00, 300_00, 0),
    ]  # fmt: skip


def test_where_the_target_has_no_date_nothing_is_late_or_undated() -> None:
    tables = tables_of(
        budgets=BUDGET,
        pledges="""
            pledge  status_on   status   amount  due_on
            A       2010-01-01  pledged  30      -
            B       2010-01-01  pledged  70      2199
        """,
    )
    assert rows_of(gaps_of(tables), "counted", "undated", "late", counting="pledged") == [(100_00, 0, 0)]


def test_only_the_late_instalments_do_not_count() -> None:
    """Of 100, 40 are due in May and 60 in July; 10 were paid, so 30 in time and 60 late stand announced."""
    tables = tables_of(
        thresholds=THRESHOLD,
        pledges="""
            status_on   status   amount
            2010-01-01  pledged  100
        """,
        instalments="""
            due_on      amount
            2010-05-01  40
            2010-07-01  60
        """,
        contributions="""
            received_on  pledge  amount
            2010-01-15   P       10
        """,
    )
    gaps = gaps_of(tables)
    assert rows_of(gaps, "counted", "late", target="T", counting="received") == [(10_00, 0)]
    assert rows_of(gaps, "counted", "late", target="T", counting="pledged") == [(40_00, 60_00)]


def test_cash_is_never_late() -> None:
    tables = tables_of(thresholds=THRESHOLD, contributions=CASH.replace("2010-01-01", "2010-12-31"))
    assert rows_of(gaps_of(tables, "2011"), "counted", "late", target="T", counting="received") == [(40_00, 0)]


def test_money_earmarked_for_something_else_cannot_count() -> None:
    """10 for Labs and 20 unearmarked may count; 40 for Training may not, nor may its 5 of cash."""
    tables = tables_of(
        thresholds="""
            stated_on   amount  components
            2010-01-01  300     Labs;Field
        """,
        pledges="""
            pledge  status_on   status   amount  component
            A       2010-01-01  pledged  10      Labs
            B       2010-01-01  pledged  20      -
            C       2010-01-01  pledged  40      Training
        """,
        contributions="""
            received_on  amount  component
            2010-01-01   5       Training
        """,
    )
    gaps = gaps_of(tables)
    assert rows_of(gaps, "counted", "excluded", target="T", counting="pledged") == [(30_00, 45_00)]
    assert rows_of(gaps, "counted", "excluded", target="requirement", counting="pledged") == [(75_00, 0)]


def test_money_in_kind_never_counts() -> None:
    tables = tables_of(
        budgets=BUDGET,
        pledges="""
            status_on   status   amount  form
            2010-01-01  pledged  100     in_kind
        """,
        contributions="""
            received_on  pledge  amount  form
            2010-01-15   P       30      in_kind
        """,
    )
    assert set(rows_of(gaps_of(tables), "counted", "gap")) == {(0, 1000_00)}


def test_money_of_another_phase_does_not_count() -> None:
    tables = tables_of(
        budgets=BUDGET,
        pledges="""
            status_on   status   amount  phase
            2010-01-01  pledged  100     G
        """,
    )
    assert rows_of(gaps_of(tables), "phase", "counted", "required", counting="pledged") == [
        ("F", 0, 1000_00), ("G", 100_00, None),
    ]  # fmt: skip


def test_the_budget_and_the_threshold_stated_newest_hold() -> None:
    """From 1 March the start needs 400 of 1,200, and by July."""
    tables = tables_of(
        budgets="""
            stated_on   amount
            2010-01-01  1000
            2010-03-01  1200
        """,
        thresholds="""
            stated_on   amount  due_on
            2010-01-01  300     2010-06
            2010-03-01  400     2010-07
        """,
    )
    columns = ("target", "required", "due_on")
    assert rows_of(gaps_of(tables, "2009-12-31"), *columns, counting="pledged") == [("requirement", None, "")]
    assert rows_of(gaps_of(tables, "2010-02-28"), *columns, counting="pledged") == [
        ("T", 300_00, "2010-06"), ("requirement", 1000_00, ""),
    ]  # fmt: skip
    assert rows_of(gaps_of(tables, "2010-03-01"), *columns, counting="pledged") == [
        ("T", 400_00, "2010-07"), ("requirement", 1200_00, ""),
    ]  # fmt: skip


def test_the_headline_counts_from_the_rung_that_is_stated_or_from_announced() -> None:
    tables = tables_of(
        thresholds="""
            threshold  stated_on   amount  counts
            T          2010-01-01  300     committed
            U          2010-01-01  300     -
        """
    )
    gaps = gaps_of(tables)
    assert rows_of(gaps, "target", "counting", is_headline=True) == [
        ("T", "committed"), ("U", "pledged"), ("requirement", "pledged"),
    ]  # fmt: skip


def test_a_headline_softer_than_may_be_shown_falls_back_to_announced() -> None:
    tables = tables_of(
        thresholds="""
            stated_on   amount  counts
            2010-01-01  300     expected
        """
    )
    gaps = gaps_of(tables, rungs=("received", "committed", "pledged"))
    assert rows_of(gaps, "counting", target="T", is_headline=True) == ["pledged"]


def test_an_approximate_part_makes_each_total_that_holds_it_approximate() -> None:
    """100 signed are exact; about 50 (20 to 60) anticipated make everything from there on vague."""
    tables = tables_of(
        budgets=BUDGET,
        pledges="""
            pledge  status_on   status     amount  low  high
            A       2010-01-01  committed  100     -    -
            B       2010-01-01  expected   50      20   60
        """,
    )
    assert rows_of(gaps_of(tables), "counted", "low", "high", "approximate") == [
        (0, 0, 0, False), (100_00, 100_00, 100_00, False), (100_00, 100_00, 100_00, False),
        (150_00, 120_00, 160_00, True), (150_00, 120_00, 160_00, True),
    ]  # fmt: skip


def test_an_approximate_part_that_comes_too_late_makes_nothing_approximate() -> None:
    tables = tables_of(
        thresholds=THRESHOLD,
        pledges="""
            status_on   status   amount  due_on
            2010-01-01  pledged  ~50     2010-12
        """,
    )
    gaps = gaps_of(tables)
    assert rows_of(gaps, "counted", "late", "approximate", target="T", counting="pledged") == [(0, 50_00, False)]
    assert rows_of(gaps, "counted", "approximate", target="requirement", counting="pledged") == [(50_00, True)]


def test_what_may_come_at_most_is_vague_even_where_the_amount_is_nothing() -> None:
    """Amount 0 and no rate for a franc: the most it may be, CHF 90, is in time and makes the total vague.

    Told by its value, which is 0 without a rate, it passed for exact.
    """
    tables = tables_of(
        thresholds=THRESHOLD,
        pledges="""
            status_on   status   amount  low  high  currency
            2010-01-01  pledged  0       0    90    CHF
        """,
    )
    assert rows_of(gaps_of(tables), "approximate", counting="pledged") == [True, True]


def test_money_without_a_rate_is_listed_beside_each_total_it_is_missing_from() -> None:
    """CHF 10 are signed, CHF 5 and RUB 7 anticipated."""
    tables = tables_of(
        budgets=BUDGET,
        pledges="""
            pledge  status_on   status     amount  currency
            A       2010-01-01  committed  10      CHF
            B       2010-01-01  expected   5       CHF
            C       2010-01-01  expected   7       RUB
        """,
    )
    franc, both = (("CHF", 10_00),), (("CHF", 15_00), ("RUB", 7_00))
    assert rows_of(gaps_of(tables), "unconverted") == [(), franc, franc, both, both]
    assert set(rows_of(gaps_of(tables), "counted")) == {0}


def test_cash_without_a_rate_that_went_back_is_not_listed() -> None:
    """CHF 10 came for Labs and 10 went back out of Training: nothing is missing from the total.

    It was listed as CHF 0.
    """
    tables = tables_of(
        budgets=BUDGET,
        contributions="""
            received_on  kind     amount  currency  component
            2010-01-01   payment  10      CHF       Labs
            2010-01-02   refund   -10     CHF       Training
        """,
    )
    assert set(rows_of(gaps_of(tables), "unconverted")) == {()}


def test_a_target_without_a_rate_is_unknown() -> None:
    tables = tables_of(
        thresholds="""
            stated_on   amount  currency
            2010-01-01  300     CHF
        """
    )
    assert set(rows_of(gaps_of(tables), "required", "gap", target="T")) == {(None, None)}


def test_promises_may_count_at_the_as_of_date_s_rate() -> None:
    """EUR 100 announced at 2 count 200.00; at February's 1.25 they count 125.00."""
    tables = tables_of(
        budgets=BUDGET,
        pledges="""
            status_on   status   amount  currency
            2010-01-01  pledged  100     EUR
        """,
        rates="""
            on          per_usd
            2010-01-01  0.5
            2010-02-01  0.8
        """,
    )
    assert rows_of(gaps_of(tables, "2010-02-10"), "counted", counting="pledged") == [200_00]
    assert rows_of(gaps_of(tables, "2010-02-10", rates_at="as_of"), "counted", counting="pledged") == [125_00]


def test_everything_may_be_held_against_each_other_in_another_currency() -> None:
    """USD 1,000 stated in January are EUR 500; USD 100 announced in February are EUR 80."""
    tables = tables_of(
        budgets=BUDGET,
        pledges="""
            status_on   status   amount
            2010-02-01  pledged  100
        """,
        rates="""
            on          per_usd
            2010-01-01  0.5
            2010-02-01  0.8
        """,
    )
    gaps = gaps_of(tables, "2010-02-10", currency="EUR")
    assert rows_of(gaps, "currency", "required", "counted", "gap", counting="pledged") == [
        ("EUR", 500_00, 80_00, 420_00),
    ]  # fmt: skip


def test_a_portfolio_s_surplus_here_does_not_hide_a_gap_there() -> None:
    """F needs 100 and has 150; G needs 300 and has 60; H's need is unknown: (100 + 60) / 400 are covered."""
    tables = tables_of(
        budgets="""
            phase  stated_on   amount
            F      2010-01-01  100
            G      2010-01-01  300
        """,
        pledges="""
            pledge  phase  status_on   status   amount
            A       F      2010-01-01  pledged  150
            B       G      2010-01-01  pledged  60
            C       H      2010-01-01  pledged  999
        """,
    )
    portfolio = find_portfolio(gaps_of(tables))
    columns = ("required", "counted", "money", "gap", "coverage", "phases", "unknown")
    assert rows_of(portfolio, *columns, counting="pledged") == [
        (400_00, 160_00, 210_00, 240_00, 0.4, 2, 1),
    ]  # fmt: skip


def test_large_amounts_are_exact() -> None:
    """Twenty quadrillion and one cent less a cent: no float has that many digits."""
    tables = tables_of(
        budgets="""
            stated_on   amount
            2010-01-01  20000000000000000.01
        """,
        pledges="""
            status_on   status   amount
            2010-01-01  pledged  20000000000000000.00
        """,
    )
    assert rows_of(gaps_of(tables), "gap", counting="pledged") == [1]


def test_dates_far_ahead_are_days_like_others() -> None:
    tables = tables_of(
        thresholds="""
            stated_on   amount  due_on
            2010-01-01  100     2199-12
        """,
        pledges="""
            status_on   status   amount  due_on
            2010-01-01  pledged  30      2199-12-31
        """,
    )
    assert rows_of(gaps_of(tables, "2199-12-31"), "late", target="T", counting="pledged") == [30_00]


def test_an_empty_ledger_has_no_targets() -> None:
    tables = check({}).tables
    histories, movements = follow(tables)
    gaps = find_gaps(tables, histories, movements, day("2010-01-01"))
    assert len(gaps) == 0
    assert len(find_portfolio(gaps)) == 0
