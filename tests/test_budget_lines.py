"""What a phase needs by component and by period, and the money beside each, worked out by hand."""

import pandas as pd
import pytest

from tests.tables import day, follow, rows_of, tables_of
from tracker import desk
from tracker.model.budget_lines import find_budget_lines, find_components, find_periods
from tracker.model.gaps import find_gaps
from tracker.model.requirements import requirements

BUDGET = """
stated_on   component  period_start  period_end  amount
2026-01-01  Labs       2027          2027        100
2026-01-01  Labs       2028          2028        50
2026-01-01  Training   2027          2027        80
"""


def components(on: str = "2028-12-31", **texts: str) -> pd.DataFrame:
    tables = tables_of(**texts)
    return find_components(tables, follow(tables)[1], day(on))


def periods(on: str = "2028-12-31", **texts: str) -> list[tuple[object, ...]]:
    tables = tables_of(**texts)
    frame = find_periods(tables, follow(tables)[1], day(on))
    return rows_of(frame, "period_start", "line", "required", "received")


def test_money_counts_for_the_component_it_is_earmarked_to_and_unearmarked_money_stands_apart() -> None:
    frame = components(
        budgets=BUDGET,
        contributions="received_on component amount\n2027-03-01 Labs 60\n2027-04-01 - 25",
        pledges="pledge status_on status amount component\nP 2027-01-01 pledged 30 Labs\nQ 2027-01-01 expected 9 Training",
    )
    assert rows_of(frame, "component", "required", "counted", "gap", counting="received") == [
        ("", None, 25_00, None), ("Labs", 150_00, 60_00, 90_00), ("Training", 80_00, 0, 80_00),
    ]  # fmt: skip
    assert rows_of(frame, "component", "counted", "gap", counting="prospective") == [
        ("", 25_00, None), ("Labs", 90_00, 60_00), ("Training", 9_00, 71_00),
    ]  # fmt: skip


def test_money_earmarked_to_what_the_budget_does_not_name_is_shown_without_a_requirement() -> None:
    frame = components(budgets=BUDGET, contributions="received_on component amount\n2027-03-01 Boats 60")
    assert ("Boats", None, 60_00, None) in rows_of(frame, "component", "required", "counted", "gap")


def test_a_surplus_of_one_component_is_no_gap_of_another() -> None:
    frame = components(budgets=BUDGET, contributions="received_on component amount\n2027-03-01 Labs 500")
    assert rows_of(frame, "component", "gap", counting="received") == [("Labs", 0), ("Training", 80_00)]


def test_in_kind_counts_for_no_component() -> None:
    frame = components(budgets=BUDGET, contributions="received_on component amount form\n2027-03-01 Labs 60 in_kind")
    assert rows_of(frame, "counted", component="Labs", counting="prospective") == [0]


def test_what_has_no_rate_is_said_beside_every_floor_it_is_missing_from() -> None:
    frame = components(
        budgets=BUDGET,
        contributions="received_on component amount currency\n2027-03-01 Labs 60 EUR",
        pledges="status_on status amount component currency\n2027-01-01 pledged 40 Labs EUR",
    )
    hidden = dict(rows_of(frame, "counting", "unconverted", component="Labs"))
    assert hidden["committed"] == (("EUR", 60_00),)
    assert hidden["prospective"] == (("EUR", 100_00),)


def test_the_cash_of_a_year_is_what_came_in_it_whenever_it_was_promised() -> None:
    """100 came in 2027, 30 in 2028, 7 before either; a refund of 2028 lowers 2028."""
    cash = """
    received_on  kind     amount
    2026-06-01   payment  7
    2027-01-01   payment  60
    2027-12-31   payment  40
    2028-02-01   payment  50
    2028-03-01   refund   -20
    """
    assert periods(budgets=BUDGET, contributions=cash) == [
        ("2027", "period", 180_00, 100_00), ("2028", "period", 50_00, 30_00), ("", "outside", None, 7_00),
    ]  # fmt: skip


def test_cash_after_the_date_is_not_there_yet() -> None:
    cash = "received_on amount\n2027-06-01 60\n2028-06-01 40"
    assert [row[3] for row in periods("2027-12-31", budgets=BUDGET, contributions=cash)] == [60_00, 0, 0]


def test_a_period_longer_than_a_year_stays_one_line() -> None:
    budget = "stated_on period_start period_end amount\n2026-01-01 2027-04 2029-03 90"
    cash = "received_on amount\n2027-03-31 1\n2027-04-01 10\n2029-03-31 20\n2029-04-01 2"
    assert periods("2030-01-01", budgets=budget, contributions=cash) == [
        ("2027-04", "period", 90_00, 30_00), ("", "outside", None, 3_00),
    ]  # fmt: skip


def test_a_period_without_an_end_has_no_cash_that_could_be_told() -> None:
    budget = "stated_on period_start period_end amount\n2026-01-01 2027 - 90"
    assert periods(budgets=budget)[0] == ("2027", "period", 90_00, None)


def test_what_is_needed_without_a_period_is_a_line_of_its_own() -> None:
    budget = "stated_on component period_start period_end amount\n2026-01-01 A 2027 2027 90\n2026-01-01 B - - 5"
    assert periods(budgets=budget)[1] == ("", "undivided", 5_00, None)


def test_periods_that_share_days_say_so() -> None:
    budget = """
    stated_on   component  period_start  period_end  amount
    2026-01-01  A          2027          2028        90
    2026-01-01  B          2028          2028        5
    2026-01-01  C          2029          2029        5
    """
    tables = tables_of(budgets=budget)
    frame = find_periods(tables, follow(tables)[1], day("2026-06-01"))
    assert rows_of(frame, "is_overlapping", line="period") == [True, True, False]
    assert rows_of(frame, "is_ahead", line="period") == [True, True, True]


def test_the_newest_document_holds_and_is_the_whole() -> None:
    restated = BUDGET + "2026-09-01  Labs  2027  2027  120\n"
    tables = tables_of(budgets=restated)
    for on, amounts in (("2025-12-31", []), ("2026-08-31", [100_00, 50_00, 80_00]), ("2026-09-01", [120_00])):
        assert rows_of(find_budget_lines(tables, day(on)), "required") == amounts


def test_a_line_without_a_rate_leaves_its_component_unknown() -> None:
    budget = "stated_on component amount currency\n2026-01-01 Labs 10 EUR\n2026-01-01 Training 5 USD"
    frame = components(budgets=budget)
    assert dict(rows_of(frame, "component", "required", counting="received")) == {"Labs": None, "Training": 5_00}


@pytest.mark.parametrize("currency", [None, "EUR"])
@pytest.mark.parametrize("on", ["2026-01-01", "2026-11-22"])
def test_components_add_up_to_the_requirement_and_to_what_the_phase_counts(on: str, currency: str | None) -> None:
    """Of every phase of the example, at every floor, and in another currency as well."""
    tables = desk.check_path(desk.data_folder("example")).tables
    histories, movements = follow(tables, currency)
    frame = find_components(tables, movements, day(on), currency=currency)
    gaps = find_gaps(tables, histories, movements, day(on), currency=currency)
    whole = gaps[(gaps["target"] == "requirement").to_numpy()].set_index(["phase", "counting"])
    sums = frame.groupby(["phase", "counting"])[["counted", "low", "high"]].sum()
    for key, row in sums.iterrows():
        assert row.tolist() == whole.loc[key, ["counted", "low", "high"]].tolist(), key
    needed = find_budget_lines(tables, day(on), currency).groupby("phase")["required"].sum()
    known = requirements(movements, tables, day(on)).set_index("phase")["required"].dropna()
    assert needed.to_dict() == known.to_dict()
    lines = find_periods(tables, movements, day(on), currency=currency)
    received = whole.xs("received", level="counting")["counted"]
    assert {phase: int(part["received"].sum()) for phase, part in lines.groupby("phase")} == {
        phase: received[phase] for phase in set(lines["phase"])
    }
