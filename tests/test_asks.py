"""Who could be asked for how much: the sum is the gap to the cent, whatever the key; or it is said why it cannot be."""

from functools import cache
from typing import Any

import pandas as pd
import pytest

from tests.tables import day, follow, rows_of, tables_of
from tracker import desk
from tracker.model.asks import BY_GIVING, BY_HAND, EQUALLY, Agreed, Asks, find_asks
from tracker.model.dues import find_dues
from tracker.model.gaps import find_gaps
from tracker.model.histories import Histories
from tracker.model.parts import find_parts
from tracker.tables import Tables

ON = "2010-06-01"
GIVEN = {
    "donors": "donor name\nFRA France\nRUS Russia\nNOR Norway\nUSA America",
    "budgets": "stated_on amount\n2010-01-01 1000",
    "pledges": """
        pledge  donor  status_on   status     amount  due_on
        A       FRA    2010-01-01  committed  200     2010-03-01
        B       RUS    2010-01-01  expected   100     -
    """,
    "contributions": """
        donor  received_on  phase  pledge  amount
        FRA    2010-02-01   F      A       100
        RUS    2010-02-01   G      -       300
        USA    2010-02-01   G      -       500
        USA    2010-03-01   G      -       100
    """,
    "shares": "key donor share\nscale FRA 1\nscale RUS 2\nscale NOR 1",
}


Ground = tuple[Tables, Histories, pd.DataFrame, pd.DataFrame, pd.DataFrame]


def ground(tables: Tables, on: str = ON) -> Ground:
    """What asks are made from: the tables, their histories, gaps, parts and dues."""
    histories, movements = follow(tables)
    gaps, parts = (find(tables, histories, movements, day(on)) for find in (find_gaps, find_parts))
    return tables, histories, gaps, parts, find_dues(tables, histories, day(on))


def asks(made: Ground, agreed: Agreed, phase: str = "F", counting: str = "", on: str = ON) -> Asks:
    tables, histories, gaps, parts, dues = made
    gaps = gaps[((gaps["phase"] == phase) & (gaps["target"] == "requirement")).to_numpy()]
    gap = gaps[(gaps["counting"] == counting if counting else gaps["is_headline"]).to_numpy()].iloc[0]
    parts = parts[((parts["phase"] == phase) & (parts["target"] == "requirement")).to_numpy()]
    return find_asks(tables, histories, gap, parts, dues[(dues["phase"] == phase).to_numpy()], day(on), agreed)


@cache
def given() -> Ground:
    return ground(tables_of(**GIVEN))


def asked(agreed: Agreed, *columns: str, **chosen: Any) -> list[Any]:
    found = asks(given(), agreed, **chosen)
    assert not found.fault, found.fault
    assert found.rows["ask"].sum() == found.gap
    return rows_of(found.rows, *(columns or ("donor", "ask")))


def test_by_past_giving_what_each_gave_anywhere_is_the_weight() -> None:
    """1,000 less 200 signed or paid is 800. Given: FRA 100, RUS 300, USA 600. Levelled: FRA has 200 of its share
    already, so that of the 800 it is asked for nothing: RUS a third, the USA two thirds."""
    assert asked(Agreed()) == [("USA", 533_33), ("RUS", 266_67), ("FRA", 0)]
    assert asked(Agreed(), "donor", "weight", "gave", "promised", "softer", "overdue") == [
        ("USA", 600_00, 600_00, 0, 0, 0), ("RUS", 300_00, 300_00, 0, 100_00, 0),
        ("FRA", 100_00, 100_00, 200_00, 0, 100_00),
    ]  # fmt: skip


def test_what_was_promised_may_be_left_out_of_account() -> None:
    assert asked(Agreed(counts_promised=False)) == [("USA", 480_00), ("RUS", 240_00), ("FRA", 80_00)]


def test_in_equal_parts_everybody_comes_to_the_same_level() -> None:
    """800 and the 200 of FRA in four equal parts: 250 each, of which FRA has promised 200."""
    assert asked(Agreed(key=EQUALLY)) == [("NOR", 250_00), ("RUS", 250_00), ("USA", 250_00), ("FRA", 50_00)]


def test_by_a_key_of_the_ledger() -> None:
    """1,000 by 1 : 2 : 1 is 250, 500, 250; FRA has 200 of its 250."""
    assert asked(Agreed(key="scale"), "donor", "share", "ask") == [
        ("RUS", 0.5, 500_00), ("NOR", 0.25, 250_00), ("FRA", 0.25, 50_00),
    ]  # fmt: skip


def test_by_hand_the_amounts_named_stand_and_the_key_shares_the_rest() -> None:
    """NOR is asked for 300. RUS and FRA share the rest, 500, with FRA's 200 counted: 700 by 2 : 1 is 466.67 : 233.33."""
    assert asked(Agreed(key="scale", by_hand={"NOR": 300_00}), "donor", "ask", "held_by") == [
        ("RUS", 466_67, ""), ("NOR", 300_00, "by hand"), ("FRA", 33_33, ""),
    ]  # fmt: skip
    assert asked(Agreed(key=BY_HAND, by_hand={"NOR": 300_00, "USA": 500_00})) == [("USA", 500_00), ("NOR", 300_00)]
    short = asks(given(), Agreed(key=BY_HAND, by_hand={"NOR": 300_00}))
    assert "USD 500 less than is missing" in short.fault


def test_floors_caps_and_round_figures_say_what_holds_an_ask() -> None:
    """800 in steps of 50: RUS not above 300, FRA at least 100; NOR and the USA share the rest evenly."""
    agreed = Agreed(key=EQUALLY, step=50_00, caps={"RUS": 100_00}, floors={"FRA": 100_00})
    assert asked(agreed, "donor", "ask", "held_by") == [
        ("NOR", 300_00, ""), ("USA", 300_00, ""), ("FRA", 100_00, "floor"), ("RUS", 100_00, "cap"),
    ]  # fmt: skip


def test_counting_softer_money_less_is_missing() -> None:
    assert asks(given(), Agreed(), counting="expected").gap == 700_00
    assert asked(Agreed(), "donor", "promised", counting="expected")[1] == ("RUS", 100_00)


def test_who_is_left_out_is_not_asked_and_an_unknown_donor_is_named() -> None:
    assert asked(Agreed(key=EQUALLY, without=frozenset({"USA", "NOR"}))) == [("RUS", 500_00), ("FRA", 300_00)]
    assert asked(Agreed(key=EQUALLY, only=frozenset({"USA", "NOR"}))) == [("NOR", 400_00), ("USA", 400_00)]
    assert "no donor ATL" in asks(given(), Agreed(without=frozenset({"ATL"}))).fault
    assert "no key 'rota'; use one of past giving, equally, by hand, scale" in asks(
        given(), Agreed(key="rota")
    ).fault  # fmt: skip


def test_why_nobody_can_be_asked_is_said() -> None:
    unknown = asks(ground(tables_of(**{name: text for name, text in GIVEN.items() if name != "budgets"})), Agreed())
    assert (unknown.gap, "not known" in unknown.fault) == (None, True)
    small = ground(tables_of(**{**GIVEN, "budgets": "stated_on amount\n2010-01-01 150"}))
    assert (asks(small, Agreed()).gap, asks(small, Agreed()).fault, len(asks(small, Agreed()).rows)) == (0, "", 0)
    paris = asks(
        ground(desk.check_path(desk.data_folder()).tables, "2009-12-04"), Agreed(), phase="PPI-3", on="2009-12-04"
    )
    assert "nobody who may be asked has given anything yet" in paris.fault


@pytest.fixture(scope="module")
def portfolio() -> Ground:
    return ground(desk.check_path(desk.data_folder("example")).tables, "2026-11-22")


@pytest.mark.parametrize("key", [BY_GIVING, EQUALLY, "scale", "friends-of-treatment"])
@pytest.mark.parametrize("step", [1, 1_000_00, 25_000_00])
def test_the_example_s_asks_add_up_to_the_gap_under_every_key_and_rounding(
    portfolio: Ground, key: str, step: int
) -> None:
    bounds = [Agreed(key, step=step), Agreed(key, 20_000_00, 2_000_000_00, step=step), Agreed(key, cap=1_00, step=step)]
    for phase in ("TRT-2", "ALT-2", "LAB-2", "BLO-2"):
        for agreed in bounds:
            found = asks(portfolio, agreed, phase=phase, on="2026-11-22")
            assert found.gap
            if found.fault:
                assert (
                    "floors add up" in found.fault or "caps add up" in found.fault or "smaller step" in found.fault
                ), found
                assert agreed is not bounds[0]
            else:
                assert found.rows["ask"].sum() == found.gap
                assert agreed is not bounds[2]
