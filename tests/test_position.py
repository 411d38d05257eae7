"""Who stands where, worked out by hand (design, section 4)."""

from tests.tables import day, rows_of, tables_of
from tracker.model.movements import find_movements
from tracker.model.position import POSITION_KEY, find_position

TWO_DONORS = {
    "pledges": """
        pledge  donor  status_on   status     amount  component
        A       FRA    2010-01-01  committed  100     -
        B       RUS    2010-01-01  pledged    ~50     Labs
        C       RUS    2010-03-01  pledged    25      Labs
    """,
    "contributions": """
        received_on  pledge  donor  amount
        2010-02-01   A       FRA    30
    """,
}


def test_a_position_stands_on_the_day_asked_about() -> None:
    movements = find_movements(tables_of(**TWO_DONORS))
    by_day = {
        on: rows_of(find_position(movements, day(on)), "donor", "rung", "amount")
        for on in ("2009-12-31", "2010-01-01", "2010-02-01", "2010-03-01")
    }
    assert by_day == {
        "2009-12-31": [],
        "2010-01-01": [("FRA", "committed", 100_00), ("RUS", "pledged", 50_00)],
        "2010-02-01": [("FRA", "received", 30_00), ("FRA", "committed", 70_00), ("RUS", "pledged", 50_00)],
        "2010-03-01": [("FRA", "received", 30_00), ("FRA", "committed", 70_00), ("RUS", "pledged", 75_00)],
    }


def test_one_approximate_part_makes_a_total_approximate() -> None:
    """~50 and 25 of Russia's are about 75."""
    position = find_position(find_movements(tables_of(**TWO_DONORS)), day("2010-12-31"))
    assert rows_of(position, "amount", "approximate", rung="pledged") == [(75_00, True)]
    assert rows_of(position, "approximate", donor="FRA") == [False, False]


def test_a_total_is_exact_once_its_approximate_part_is_paid() -> None:
    tables = tables_of(
        pledges="""
            pledge  status_on   status   amount
            A       2010-01-01  pledged  ~50
            B       2010-01-01  pledged  20
        """,
        contributions="""
            received_on  pledge  amount
            2010-02-01   A       50
        """,
    )
    position = find_position(find_movements(tables), day("2010-02-01"))
    assert rows_of(position, "rung", "amount", "approximate") == [
        ("received", 50_00, False), ("pledged", 20_00, False),
    ]  # fmt: skip


def test_what_is_paid_or_withdrawn_leaves_no_row() -> None:
    tables = tables_of(
        pledges="""
            pledge  status_on   status     amount  reason
            A       2010-01-01  pledged    50      -
            A       2010-02-01  withdrawn  -       declined
        """
    )
    assert len(find_position(find_movements(tables), day("2010-02-01"))) == 0


def test_rungs_stand_in_the_ladder_s_order() -> None:
    tables = tables_of(
        pledges="""
            pledge  status_on   status       amount
            A       2010-01-01  prospective  1
            B       2010-01-01  expected     2
            C       2010-01-01  committed    3
            D       2010-01-01  pledged      4
        """
    )
    position = find_position(find_movements(tables), day("2010-01-01"))
    assert rows_of(position, "rung") == ["committed", "pledged", "expected", "prospective"]


def test_money_in_kind_has_rows_of_its_own() -> None:
    tables = tables_of(
        pledges="""
            pledge  status_on   status   amount  form
            A       2010-01-01  pledged  50      -
            B       2010-01-01  pledged  20      in_kind
        """
    )
    position = find_position(find_movements(tables), day("2010-01-01"))
    assert rows_of(position, "form", "amount") == [("cash", 50_00), ("in_kind", 20_00)]


def test_money_without_a_rate_keeps_its_row_and_is_listed_by_currency() -> None:
    """CHF 10 and RUB 20 have no rate; USD 5 need none."""
    tables = tables_of(
        pledges="""
            pledge  status_on   status   amount  currency
            A       2010-01-01  pledged  10      CHF
            B       2010-01-01  pledged  20      RUB
            C       2010-01-01  pledged  5       USD
        """
    )
    position = find_position(find_movements(tables), day("2010-01-01"))
    assert rows_of(position, "amount", "unconverted") == [(5_00, (("CHF", 10_00), ("RUB", 20_00)))]


def test_another_choice_of_columns_sums_by_these() -> None:
    position = find_position(find_movements(tables_of(**TWO_DONORS)), day("2010-12-31"), ["phase", "rung"])
    assert rows_of(position, "phase", "rung", "amount") == [
        ("F", "received", 30_00), ("F", "committed", 70_00), ("F", "pledged", 75_00),
    ]  # fmt: skip


def test_a_requirement_is_no_position() -> None:
    tables = tables_of(
        budgets="""
            stated_on   amount
            2010-01-01  100
        """
    )
    assert len(find_position(find_movements(tables), day("2010-12-31"))) == 0


def test_an_empty_ledger_has_an_empty_position_with_every_column() -> None:
    position = find_position(find_movements(tables_of()), day("2010-01-01"))
    assert list(position.columns) == [*POSITION_KEY, "amount", "low", "high", "approximate", "unconverted"]
    assert len(position) == 0
