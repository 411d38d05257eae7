"""The outlook: three plain answers, and a likelihood only from what somebody stated; worked out by hand."""

import math
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.tables import day, follow, rows_of, tables_of
from tracker import desk
from tracker.model.assumptions import NOTHING, Assumptions
from tracker.model.fan import find_fan
from tracker.model.hinges import find_closing_sets, find_hinges, find_new_money
from tracker.model.outlook import find_chances, find_outlook
from tracker.money import NUMBER_ONE
from tracker.tables import Tables

ON = "2009-12-04"
START, WHOLE = "PPI-3-START", "requirement"


@cache
def tables_of_data(name: str) -> Tables:
    return desk.check_path(desk.data_folder(name)).tables


def percent(**rungs: int) -> Assumptions:
    """Likelihoods by rung, in hundredths."""
    return Assumptions("Asked", "the desk", {rung: share * NUMBER_ONE // 100 for rung, share in rungs.items()})


def looked(
    tables: Tables, on: str, assumed: Assumptions = NOTHING, target: str | None = None, **options: Any
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The targets, chances and outlook, of one target where it is named."""
    histories, movements = follow(tables)
    targets, chances = find_chances(tables, histories, movements, day(on), assumed)
    outlook = find_outlook(targets, chances, day(on), **options)
    if target is not None:
        targets, chances, outlook = (
            frame[(frame["target"] == target).to_numpy()] for frame in (targets, chances, outlook)
        )
    return targets, chances, outlook


def paris(assumed: Assumptions = NOTHING, target: str = START) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return looked(tables_of_data("paris-pact"), ON, assumed, target)


def likelihoods(outlook: pd.DataFrame, world: str = "amount") -> tuple[float, float]:
    [pair] = rows_of(outlook, "likelihood_from", "likelihood_to", world=world)
    return tuple(math.nan if value is None else value for value in pair)  # type: ignore[return-value]


def test_phase_three_with_nothing_assumed_has_a_range_and_no_likelihood() -> None:
    """Nothing in cash; 200,000 if all announced comes; 400,000 to 500,000 if everything does: 200,000 short at least."""
    _, _, outlook = paris()
    columns = ("world", "in_cash", "if_announced", "if_everything", "missing_if_everything")
    assert rows_of(outlook, *columns) == [
        ("low", 0, 200_000_00, 400_000_00, 300_000_00),
        ("amount", 0, 200_000_00, 500_000_00, 200_000_00),
        ("high", 0, 200_000_00, 500_000_00, 200_000_00),
    ]
    assert rows_of(outlook, "promises", "stated", "p10", "p50", "p90") == [(3, 0, None, None, None)] * 3
    assert all(math.isnan(value) for value in likelihoods(outlook))


def test_phase_three_needs_about_200_000_from_somebody_new() -> None:
    new = find_new_money(paris()[2])
    columns = ("beside", "amount", "low", "high", "each_2")
    assert rows_of(new, *columns) == [
        ("in_cash", 700_000_00, 700_000_00, 700_000_00, 350_000_00),
        ("if_announced", 500_000_00, 500_000_00, 500_000_00, 250_000_00),
        ("if_everything", 200_000_00, 200_000_00, 300_000_00, 100_000_00),
    ]
    _, chances, outlook = paris()
    assert find_closing_sets(outlook, chances)[0].empty


def test_phase_three_with_stated_likelihoods() -> None:
    """Russia 0.9, France 0.6, the United States 0.3. 700,000 cannot come at all. Of what may, by hand:
    500 with 0.9·0.6·0.3 = 0.162; 400 with 0.9·0.6·0.7 = 0.378; 300 with (0.9·0.4 + 0.1·0.6)·0.3 = 0.126;
    200 with (0.36 + 0.06)·0.7 = 0.294; 100 with 0.1·0.4·0.3 = 0.012; nothing with 0.028. So the tenth percentile
    is 200 (0.04 comes to less), the median 400 (0.46 to less), the ninetieth 500 (0.838 to less)."""
    _, _, outlook = paris(percent(pledged=90, expected=60, prospective=30))
    assert likelihoods(outlook) == (0, 0)
    assert rows_of(outlook, "p10", "p50", "p90", "is_exact", world="amount") == [
        (200_000_00, 400_000_00, 500_000_00, True)
    ]
    assert rows_of(outlook, "p50", "p90", world="low") == [(400_000_00, 400_000_00)]


def test_phase_three_with_200_000_more_stands_and_falls_with_all_of_it() -> None:
    """With 200,000 announced by somebody new at 0.5: 0.9·0.6·0.3·0.5 = 0.081, and without any one of them nothing."""
    tables = dict(tables_of_data("paris-pact"))
    row = tables["pledges"].iloc[[1]].assign(pledge="NOR-PPI-3", donor="FRA", likelihood=pd.array([5 * 10**9], "Int64"))
    tables["pledges"] = pd.concat([tables["pledges"], row.set_axis([99])])
    _, chances, outlook = looked(tables, ON, percent(pledged=90, expected=60, prospective=30), START)
    assert likelihoods(outlook) == (pytest.approx(0.081), pytest.approx(0.081))
    assert likelihoods(outlook, "low") == (0, 0)
    hinges = find_hinges(outlook, chances)
    assert rows_of(hinges, "pledge", "with_from", "without_from", "is_needed") == [
        ("NOR-PPI-3", pytest.approx(0.162), 0, True),
        ("RUS-PPI-3", pytest.approx(0.09), 0, True),
        ("FRA-PPI-3", pytest.approx(0.135), 0, True),
        ("USA-PPI-3", pytest.approx(0.27), 0, True),
    ]
    sets, is_all = find_closing_sets(outlook, chances)
    assert is_all
    assert (len(sets), sets["size"].iloc[0], sets["over"].iloc[0]) == (4, 4, 0)


PLEDGES = """
pledge  status_on   status     amount  due_on      likelihood
A       2010-01-01  committed  100     2010-03-01  0.8
B       2010-01-01  pledged    100     -           -
C       2010-01-01  expected   100     2010-09-01  0.5
"""
TARGET = "stated_on amount due_on\n2010-01-01 150 2010-06"


def test_what_nobody_stated_either_never_comes_or_always() -> None:
    """C is due too late. A has 0.8 on its row, B nothing: 150 needs both, so 0 without B and 0.8 with it."""
    tables = tables_of(pledges=PLEDGES, thresholds=TARGET, budgets="stated_on amount\n2010-01-01 150")
    _, chances, outlook = looked(tables, "2010-02-01", target="T")
    assert rows_of(chances, "pledge", "basis", "undated") == [("A", "row", 0), ("B", "", 100_00)]
    assert likelihoods(outlook) == (0, pytest.approx(0.8))
    assert rows_of(outlook, "promises", "stated", "p50", world="amount") == [(2, 1, None)]
    assert likelihoods(looked(tables, "2010-02-01", percent(pledged=50), "T")[2]) == (pytest.approx(0.4),) * 2


def test_an_assumption_about_one_promise_goes_before_its_row_and_that_before_its_rung() -> None:
    tables = tables_of(pledges=PLEDGES, budgets="stated_on amount\n2010-01-01 150")
    assumed = Assumptions(rungs=dict.fromkeys(("committed", "pledged", "expected"), 1), pledges={"C": 7 * 10**9})
    chances = looked(tables, "2010-02-01", assumed)[1]
    assert rows_of(chances, "pledge", "likelihood", "basis") == [
        ("A", 8 * 10**9, "row"), ("B", 1, "rung"), ("C", 7 * 10**9, "pledge"),
    ]  # fmt: skip


def test_after_its_date_a_target_has_no_likelihood_any_more() -> None:
    tables = tables_of(pledges=PLEDGES, thresholds=TARGET)
    assert rows_of(looked(tables, "2010-06-30", target="T")[2], "is_past", world="amount") == [False]
    outlook = looked(tables, "2010-07-01", target="T")[2]
    assert rows_of(outlook, "is_past", world="amount") == [True]
    assert math.isnan(likelihoods(outlook)[0])


def test_an_unknown_requirement_has_neither_gap_nor_likelihood_but_the_money_is_told() -> None:
    outlook = looked(tables_of(pledges=PLEDGES), "2010-02-01", percent(pledged=50))[2]
    assert rows_of(outlook, "required", "missing_in_cash", "if_everything", "p90", world="amount") == [
        (None, None, 300_00, 300_00)
    ]
    assert math.isnan(likelihoods(outlook)[0])


def test_cash_that_covers_is_certain_whatever_comes() -> None:
    tables = tables_of(
        pledges=PLEDGES, budgets="stated_on amount\n2010-01-01 50",
        contributions="received_on amount\n2010-01-15 50",
    )  # fmt: skip
    assert likelihoods(looked(tables, "2010-02-01")[2]) == (1, 1)


def test_rounded_amounts_give_bounds_that_are_told_as_such() -> None:
    rows = "\n".join(f"P{i} 2010-01-01 pledged {100 + i * 3.37:.2f} 0.5" for i in range(20))
    tables = tables_of(
        pledges=f"pledge status_on status amount likelihood\n{rows}", budgets="stated_on amount\n2010-01-01 1320"
    )
    outlook = looked(tables, "2010-02-01", grid=300)[2]
    [(is_exact, within)] = rows_of(outlook, "is_exact", "within", world="amount")
    below, above = likelihoods(outlook)
    assert (is_exact, within > 0, below < above) == (False, True, True)
    exact = likelihoods(looked(tables, "2010-02-01", grid=10**7)[2])
    assert below <= exact[0] == exact[1] <= above


def test_the_fewest_promises_that_close_a_gap_are_found_firmest_first() -> None:
    """250 is missing: any two of the three do; the firmest pair first."""
    tables = tables_of(
        pledges="""
            pledge  status_on   status     amount
            A       2010-01-01  committed  150
            B       2010-01-01  pledged    130
            C       2010-01-01  expected   120
        """,
        budgets="stated_on amount\n2010-01-01 250",
    )
    _, chances, outlook = looked(tables, "2010-02-01", target=WHOLE)
    sets, is_all = find_closing_sets(outlook, chances)
    assert is_all
    assert rows_of(sets, "number", "pledge", "over") == [
        (1, "A", 30_00), (1, "B", 30_00), (2, "A", 20_00), (2, "C", 20_00), (3, "B", 0), (3, "C", 0),
    ]  # fmt: skip
    some, is_all = find_closing_sets(outlook, chances, most=2)
    assert (some["number"].max(), is_all) == (2, False)


def test_a_promise_without_which_nothing_suffices_is_needed() -> None:
    tables = tables_of(pledges=PLEDGES, budgets="stated_on amount\n2010-01-01 201")
    _, chances, outlook = looked(tables, "2010-02-01", target=WHOLE)
    assert rows_of(find_hinges(outlook, chances), "pledge", "is_needed", "gap_without", "with_from") == [
        ("A", True, 1_00, pytest.approx(0)), ("B", True, 1_00, pytest.approx(0.4)),
        ("C", True, 1_00, pytest.approx(0)),
    ]  # fmt: skip


def test_the_fan_opens_with_every_date_on_which_money_is_due() -> None:
    """A, 100 in two halves in March and May at 0.8; B without a date on the target's own; C too late."""
    tables = tables_of(
        pledges=PLEDGES, thresholds=TARGET,
        instalments="pledge due_on amount\nA 2010-03-01 50\nA 2010-05-31 50",
        contributions="received_on amount\n2010-01-15 10",
    )  # fmt: skip
    histories, _ = follow(tables)
    targets, chances, _ = looked(tables, "2010-02-01", percent(pledged=50), target="T")
    fan = find_fan(tables, histories, targets.iloc[0], chances, day("2010-02-01"))
    assert [str(on)[:10] for on in fan["on"]] == ["2010-02-01", "2010-03-01", "2010-05-31", "2010-06-01"]
    assert rows_of(fan, "least", "p10", "p50", "p90", "most", "announced") == [
        (10_00, 10_00, 10_00, 10_00, 10_00, 10_00),
        (10_00, 10_00, 60_00, 60_00, 60_00, 60_00),
        (10_00, 10_00, 110_00, 110_00, 110_00, 110_00),
        (10_00, 10_00, 110_00, 210_00, 210_00, 210_00),
    ]


def test_the_fan_ends_where_the_outlook_does() -> None:
    tables = tables_of_data("example")
    histories, _ = follow(tables)
    assumed = percent(committed=95, pledged=80, expected=50, prospective=20)
    for target in ("ALT-2-START", "LAB-2-START"):
        targets, chances, outlook = looked(tables, "2026-11-22", assumed, target)
        fan = find_fan(tables, histories, targets.iloc[0], chances, day("2026-11-22"))
        names = ["p10", "p50", "p90"]
        assert (
            fan[names].iloc[-1].tolist() == outlook[(outlook["world"] == "amount").to_numpy()][names].iloc[0].tolist()
        )
        assert fan["most"].iloc[-1] == rows_of(outlook, "if_everything", world="amount")[0]


def test_the_example_s_start_in_april_is_worked_out_from_its_five_promises() -> None:
    """ALT-2 lacks 1,753,450.22 for its start. In time: CHE 316,455.70 at 0.9, ISCO 500,000 at 0.7, USA 1,000,000 at
    its row's 0.6, NLD 813,953.49 at its row's 0.65, BRENN 250,000 at 0.1. By going through all 32 cases."""
    tables = tables_of_data("example")
    _, chances, outlook = looked(
        tables, "2026-11-22", percent(committed=90, pledged=70, expected=1, prospective=10), "ALT-2-START"
    )
    amounts = np.array([316_455_70, 500_000_00, 1_000_000_00, 813_953_49, 250_000_00])
    shares = np.array([0.9, 0.7, 0.6, 0.65, 0.1])
    assert chances["amount"].tolist() == amounts.tolist()
    reached = 0.0
    for case in range(32):
        comes = np.array([bool(case >> place & 1) for place in range(5)])
        if amounts[comes].sum() >= 2_825_000_00 - 1_071_549_78:
            reached += float(np.where(comes, shares, 1 - shares).prod())
    assert likelihoods(outlook) == (pytest.approx(reached, abs=1e-12),) * 2


def test_the_outlook_never_touches_what_it_is_given() -> None:
    tables = tables_of_data("paris-pact")
    before = {name: frame.copy() for name, frame in tables.items()}
    _, chances, outlook = looked(tables, ON, percent(pledged=90))
    copies = chances.copy(), outlook.copy()
    find_hinges(outlook, chances)
    find_closing_sets(outlook[outlook["target"] == START], chances[chances["target"] == START])
    pd.testing.assert_frame_equal(chances, copies[0])
    pd.testing.assert_frame_equal(outlook, copies[1])
    for name, frame in before.items():
        pd.testing.assert_frame_equal(tables[name], frame)
