"""Until when money lasts, month by month and rung by rung; worked out by hand."""

from functools import cache
from typing import Any

import pytest

from tests.tables import day, follow, rows_of, tables_of
from tracker import desk
from tracker.model.assumptions import NOTHING, Assumptions
from tracker.model.needs import find_needs, find_programmable
from tracker.model.runway import find_cash_flow, find_runway
from tracker.tables import Tables

PHASES = "phase starts_on ends_on\nF 2010-01 2010-12"
YEAR = "stated_on period_start period_end amount\n2009-12-01 2010 2010 1200"
CASH = "received_on amount\n2010-01-05 400"
PROMISES = """
pledge  status_on   status     amount  due_on
A       2010-01-01  committed  300     2010-05-20
B       2010-01-01  pledged    200     2010-08
C       2010-01-01  expected   50      2010-01-31
D       2010-01-01  expected   70      -
"""


@cache
def portfolio() -> Tables:
    return desk.check_path(desk.data_folder("example")).tables


def lasts(tables: Tables, on: str, *columns: str, assumed: Assumptions = NOTHING, **chosen: str) -> list[Any]:
    histories, movements = follow(tables)
    return rows_of(find_runway(tables, histories, movements, day(on), assumed), *columns, **chosen)


def test_money_lasts_as_long_as_every_month_is_covered() -> None:
    """100 a month; 400 in cash, nothing spent before January. Cash covers January to April. The 300 of May cover May to
    July; the 200 of August August and September, and October is short by 100."""
    tables = tables_of(phases=PHASES, budgets=YEAR, contributions=CASH, pledges=PROMISES)
    columns = ("counting", "covered_until", "months", "short_in", "short_by", "scheduled")
    assert lasts(tables, "2010-01-10", *columns) == [
        ("received", "2010-04", 4, "2010-05", 100_00, 0),
        ("committed", "2010-07", 7, "2010-08", 100_00, 300_00),
        ("pledged", "2010-09", 9, "2010-10", 100_00, 500_00),
        ("expected", "2010-09", 9, "2010-10", 50_00, 550_00),
        ("prospective", "2010-09", 9, "2010-10", 50_00, 550_00),
    ]
    assert lasts(tables, "2010-01-10", "basis", "monthly_need", "begins", counting="received") == [
        ("periods", 100_00, "2010-01")
    ]


def test_what_is_carried_over_is_the_cash_less_the_months_before() -> None:
    """On 10 March two months have gone: 400 − 200 are at hand. In June, 100 too little had come in May already."""
    tables = tables_of(phases=PHASES, budgets=YEAR, contributions=CASH, pledges=PROMISES)
    columns = ("at_hand", "covered_until", "months", "short_in")
    assert lasts(tables, "2010-03-10", *columns, counting="received") == [(200_00, "2010-04", 2, "2010-05")]
    assert lasts(tables, "2010-06-10", *columns, counting="committed") == [(-100_00, "2010-04", 0, "2010-05")]
    assert lasts(tables, "2010-03-10", "overdue", "undated", counting="expected") == [(50_00, 70_00)]


def test_a_stated_balance_and_need_go_before_what_follows_from_the_budget() -> None:
    """95 at hand on 10 June and 40 a month: June and July; the 200 of August last until December, 5 months more."""
    tables = tables_of(phases=PHASES, budgets=YEAR, contributions=CASH, pledges=PROMISES)
    assumed = Assumptions("Asked", monthly_need={"F": 40_00}, balance={"F": 95_00})
    columns = ("basis", "monthly_need", "balance_is_stated", "at_hand", "covered_until", "months", "is_to_the_end")
    found = lasts(tables, "2010-06-10", *columns, assumed=assumed)
    assert found[0] == ("stated", 40_00, True, 95_00, "2010-07", 2, False)
    assert found[2] == ("stated", 40_00, True, 95_00, "2010-12", 7, True)


def test_without_months_or_a_budget_no_runway_is_made_up() -> None:
    assert lasts(tables_of(contributions=CASH), "2010-03-10", "basis", "months", "at_hand", counting="received") == [
        ("", None, 400_00)
    ]
    endless = tables_of(phases="phase starts_on\nF 2010-01", budgets="stated_on amount\n2009-12-01 1200")
    assert lasts(endless, "2010-03-10", "basis", "months", counting="received") == [("", None)]


def test_a_budget_without_periods_is_spread_over_the_phase_and_says_so() -> None:
    tables = tables_of(phases=PHASES, budgets="stated_on amount\n2009-12-01 1200", contributions=CASH)
    assert lasts(tables, "2010-01-10", "basis", "covered_until", counting="received") == [("phase", "2010-04")]


def test_a_phase_that_has_ended_has_no_runway() -> None:
    tables = tables_of(phases=PHASES, budgets=YEAR, contributions=CASH)
    assert lasts(tables, "2010-12-31", "months", counting="received") == [0]
    assert lasts(tables, "2011-01-01", "months") == []


def test_a_line_s_months_add_up_to_it_to_the_cent() -> None:
    tables = tables_of(phases=PHASES, budgets="stated_on amount\n2009-12-01 1000.01")
    needs = find_needs(tables, day("2010-01-10"))
    assert (len(needs), needs["need"].sum(), set(needs["need"])) == (12, 1_000_01, {83_33, 83_34})


def test_every_month_opens_with_what_the_last_one_left() -> None:
    tables = portfolio()
    histories, movements = follow(tables)
    flow = find_cash_flow(tables, histories, movements, day("2026-11-22"))
    assert len(flow) > 400
    assert (flow["opening"] + flow["scheduled"] - flow["need"] == flow["closing"]).all()
    following = flow.groupby(["phase", "counting"])["opening"].shift(-1)
    assert (following[following.notna()] == flow["closing"][following.notna()]).all()


def test_the_example_s_laboratories_worked_out_by_hand() -> None:
    """Phase Two of the laboratories, in EUR, on 22 November 2026. The budget of 20 May 2026 needs 2,500,000 in 2027, of
    which the phase has ten months (from March): 250,000 a month; then 2,000,000 in 2028, 166,666.67 a month.

    In cash there are 632,903.23: March and April are covered, and May lacks 750,000 − 632,903.23 = 117,096.77.
    Signed and due by April 2027: AUT 120,000, DEU 300,000, 800,000 USD at 0.85 = 680,000 and 60,000,000 JPY at
    0.85 / 156 = 326,923.08; with the cash 2,059,826.31, eight months. November lacks 2,250,000 − 2,059,826.31.
    Announced: NLD 500,000 and FIN 150,000 in January, so that all of 2027 is covered and 209,826.31 are left; DEU's
    300,000 of January 2028 cover three months more (500,000), with 9,826.31 left of the 166,666.67 of April."""
    tables = portfolio()
    columns = ("counting", "monthly_need", "at_hand", "covered_until", "months", "short_in", "short_by")
    assert lasts(tables, "2026-11-22", *columns, phase="LAB-2")[:3] == [
        ("received", 250_000_00, 632_903_23, "2027-04", 2, "2027-05", 117_096_77),
        ("committed", 250_000_00, 632_903_23, "2027-10", 8, "2027-11", 190_173_69),
        ("pledged", 250_000_00, 632_903_23, "2028-03", 13, "2028-04", 156_840_36),
    ]


@pytest.mark.parametrize(("phase", "work", "support"), [("BLO-2", 3_500_000, 455_000), ("TRT-2", 4_500_000, 585_000)])
def test_support_costs_are_taken_off_where_a_rate_is_stated(phase: str, work: int, support: int) -> None:
    tables = portfolio()
    found = find_programmable(tables, day("2026-11-22"))
    assert rows_of(found, "programmable", "support", phase=phase) == [(work * 100, support * 100)]
    assert rows_of(found, "programmable", "support", "rate", phase="LAB-2") == [(None, None, None)]


def test_the_field_s_own_example_of_support_costs() -> None:
    """13 % on expenditure: of 700,000 gross 619,469.03 are programmable, and 80,530.97 are support."""
    tables = tables_of(budgets="stated_on amount support_cost_rate\n2010-01-01 700000 0.13")
    assert rows_of(find_programmable(tables, day("2010-02-01")), "programmable", "support") == [(619_469_03, 80_530_97)]
