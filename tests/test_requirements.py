"""What a phase needs, worked out by hand (design, sections 3 and 4)."""

import pandas as pd

from tests.tables import day, rows_of, tables_of
from tracker.checks import check
from tracker.model.movements import find_movements
from tracker.model.requirements import requirements
from tracker.tables import Tables

COLUMNS = ("kind", "component", "amount", "row")
RESTATED = """
stated_on   component  amount
2010-01-01  -          100
2010-01-01  Labs       50
2010-06-01  -          120
2010-06-01  Training   30
"""


def required(tables: Tables, on: str) -> dict[str, int | None]:
    return dict(rows_of(requirements(find_movements(tables), tables, day(on)), "phase", "required"))


def test_the_lines_of_one_document_add_up() -> None:
    assert required(tables_of(budgets=RESTATED), "2010-05-31") == {"F": 150_00}


def test_the_newest_document_on_or_before_a_date_is_the_requirement() -> None:
    """The second is the whole: 120 + 30; the line for Labs is gone."""
    tables = tables_of(budgets=RESTATED)
    assert required(tables, "2009-12-31") == {"F": None}
    assert required(tables, "2010-06-01") == {"F": 150_00}


def test_a_restated_document_says_line_by_line_what_changed() -> None:
    """20 more unearmarked, 30 new for Training; the 50 for Labs are taken back in the name of their row."""
    movements = find_movements(tables_of(budgets=RESTATED))
    assert set(movements["rung"]) == {"requirement"}
    assert sorted(rows_of(movements, *COLUMNS)) == [
        ("restated", "", 20_00, 2), ("restated", "Labs", -50_00, 1), ("restated", "Training", 30_00, 3),
        ("stated", "", 100_00, 0), ("stated", "Labs", 50_00, 1),
    ]  # fmt: skip


def test_a_document_that_repeats_a_line_moves_nothing() -> None:
    tables = tables_of(
        budgets="""
            stated_on   amount
            2010-01-01  100
            2010-06-01  100
        """
    )
    assert rows_of(find_movements(tables), *COLUMNS) == [("stated", "", 100_00, 0)]


def test_lines_of_one_component_are_told_apart_by_their_period() -> None:
    tables = tables_of(
        budgets="""
            stated_on   period_start  period_end  amount
            2010-01-01  2010          2010        100
            2010-01-01  2011          2011        200
            2011-01-01  2011          2011        250
        """
    )
    assert required(tables, "2010-12-31") == {"F": 300_00}
    assert required(tables, "2011-01-01") == {"F": 250_00}


def test_a_budget_converts_at_the_day_it_was_stated() -> None:
    """EUR 100 at 0.5 are USD 200, whatever the euro does in February."""
    tables = tables_of(
        budgets="""
            stated_on   amount  currency
            2010-01-15  100     EUR
        """,
        rates="""
            on          per_usd
            2010-01-01  0.5
            2010-02-01  0.8
        """,
    )
    assert required(tables, "2010-12-31") == {"F": 200_00}


def test_a_line_without_a_rate_makes_the_requirement_unknown_until_it_is_restated() -> None:
    tables = tables_of(
        budgets="""
            stated_on   component  amount  currency
            2010-01-01  -          100     USD
            2010-01-01  Labs       50      CHF
            2010-06-01  -          160     USD
        """
    )
    assert required(tables, "2010-05-31") == {"F": None}
    assert required(tables, "2010-06-01") == {"F": 160_00}


def test_nothing_is_nothing_in_any_currency() -> None:
    tables = tables_of(
        budgets="""
            stated_on   component  amount  currency
            2010-01-01  -          100     USD
            2010-01-01  Labs       0       CHF
        """
    )
    assert required(tables, "2010-01-01") == {"F": 100_00}


def test_a_requirement_of_zero_is_known_and_one_never_stated_is_not() -> None:
    tables = tables_of(
        phases="""
            phase
            F
            G
        """,
        budgets="""
            stated_on   amount
            2010-01-01  0
        """,
    )
    assert required(tables, "2010-01-01") == {"F": 0, "G": None}


def test_a_budget_known_to_the_month_holds_from_the_month_s_end() -> None:
    tables = tables_of(
        budgets="""
            stated_on  amount
            2010-01    100
        """
    )
    assert required(tables, "2010-01-30") == {"F": None}
    assert required(tables, "2010-01-31") == {"F": 100_00}


def test_the_document_s_date_is_given_as_it_was_written() -> None:
    tables = tables_of(
        budgets="""
            stated_on  amount
            2010-01    100
        """
    )
    movements = find_movements(tables)
    texts = [rows_of(requirements(movements, tables, day(on)), "stated_on") for on in ("2010-01-01", "2010-12-31")]
    assert texts == [[""], ["2010-01"]]


def test_a_ledger_without_phases_requires_nothing() -> None:
    empty = check({}).tables
    found = requirements(find_movements(empty), empty, day("2010-01-01"))
    assert (len(found), found["required"].dtype) == (0, pd.Int64Dtype())
