"""Each kind of movement, worked out by hand (design, section 4, Kinds and Rates). Amounts are hundredths."""

from typing import Any

import pytest

from tests.tables import day, follow, moved, rows_of, tables_of
from tracker.model.movements import revalue_promises
from tracker.model.position import find_position
from tracker.tables import Tables

EURO = """
on          per_usd
2010-01-01  0.5
2010-02-01  0.8
"""
"""EUR 1 is USD 2 in January and USD 1.25 from February."""
ANNOUNCED = """
status_on   status   amount
2010-01-01  pledged  100
"""
IN_EURO = """
status_on   status   amount  currency
2010-01-01  pledged  100     EUR
"""


def told(tables: Tables, **chosen: Any) -> list[tuple[str, str, int]]:
    """Kind, rung and amount of the movements in which columns hold a value."""
    return rows_of(moved(tables), "kind", "rung", "amount", **chosen)


def stands(tables: Tables, on: str = "2010-12-31") -> dict[str, int]:
    position = find_position(moved(tables), day(on), ["rung"])
    return dict(rows_of(position, "rung", "amount"))


def test_the_first_step_is_new() -> None:
    assert told(tables_of(pledges=ANNOUNCED)) == [("new", "pledged", 100_00)]


def test_a_movement_names_the_row_that_caused_it() -> None:
    tables = tables_of(
        pledges="""
            status_on   status     amount
            2010-01-01  pledged    100
            2010-02     committed  150
        """,
        contributions="""
            received_on  pledge  amount
            2010-03-01   P       150
        """,
    )
    assert rows_of(moved(tables), "kind", "on", "table", "row", "contribution") == [
        ("new", "2010-01-01", "pledges", 0, ""),
        ("raised", "2010-02", "pledges", 1, ""),
        ("firmed", "2010-02", "pledges", 1, ""),
        ("firmed", "2010-02", "pledges", 1, ""),
        ("received", "2010-03-01", "contributions", 0, "C1"),
        ("received", "2010-03-01", "contributions", 0, "C1"),
    ]


@pytest.mark.parametrize(("amount", "change"), [("130", ("raised", "pledged", 30_00)),
                                                ("70", ("lowered", "pledged", -30_00))])  # fmt: skip
def test_a_step_with_another_amount_raises_or_lowers(amount: str, change: tuple[str, str, int]) -> None:
    tables = tables_of(
        pledges=f"""
            status_on   status   amount
            2010-01-01  pledged  100
            2010-02-01  pledged  {amount}
        """
    )
    assert told(tables) == [("new", "pledged", 100_00), change]


def test_a_step_that_changes_nothing_moves_nothing() -> None:
    tables = tables_of(
        pledges="""
            status_on   status   amount  confirmed_on
            2010-01-01  pledged  100     -
            2010-02-01  pledged  100     2010-02-01
        """
    )
    assert told(tables) == [("new", "pledged", 100_00)]


def test_a_firmer_status_firms_and_a_softer_softens() -> None:
    """100 leave announced for signed, then signed for anticipated: each pair sums to zero."""
    tables = tables_of(
        pledges="""
            status_on   status     amount
            2010-01-01  pledged    100
            2010-02-01  committed  100
            2010-03-01  expected   100
        """
    )
    assert told(tables)[1:] == [
        ("firmed", "pledged", -100_00), ("firmed", "committed", 100_00),
        ("softened", "committed", -100_00), ("softened", "expected", 100_00),
    ]  # fmt: skip


def test_an_amount_changes_on_the_old_rung_before_it_firms() -> None:
    """100 anticipated become 150 signed: 50 more are anticipated first, then 150 firm."""
    tables = tables_of(
        pledges="""
            status_on   status     amount
            2010-01-01  expected   100
            2010-02-01  committed  150
        """
    )
    assert told(tables)[1:] == [
        ("raised", "expected", 50_00), ("firmed", "expected", -150_00), ("firmed", "committed", 150_00),
    ]  # fmt: skip


def test_another_phase_or_component_moves_what_is_outstanding() -> None:
    """40 of 100 were paid, so 60 move; the cash stays where it arrived."""
    tables = tables_of(
        pledges="""
            status_on   status   amount  phase  component
            2010-01-01  pledged  100     F      -
            2010-03-01  pledged  100     G      -
            2010-04-01  pledged  100     G      Labs
        """,
        contributions="""
            received_on  pledge  amount
            2010-02-01   P       40
        """,
    )
    steps = rows_of(moved(tables), "phase", "component", "rung", "amount", kind="moved")
    assert steps == [
        ("F", "", "pledged", -60_00), ("G", "", "pledged", 60_00),
        ("G", "", "pledged", -60_00), ("G", "Labs", "pledged", 60_00),
    ]  # fmt: skip


def test_phase_amount_rung_and_rate_change_at_once_in_the_design_s_order() -> None:
    """EUR 100 at 2 are 200.00; at 1.25 they are 125.00, so exchange takes 75.00.

    Those 125.00 move from F to G, EUR 40 more raise them by 50.00 to 175.00, and the 175.00 firm.
    """
    tables = tables_of(
        pledges="""
            status_on   status     amount  currency  phase
            2010-01-01  pledged    100     EUR       F
            2010-02-01  committed  140     EUR       G
        """,
        rates=EURO,
    )
    assert rows_of(moved(tables), "kind", "phase", "rung", "amount", "original_amount") == [
        ("new", "F", "pledged", 200_00, 100_00),
        ("exchange", "F", "pledged", -75_00, 0),
        ("moved", "F", "pledged", -125_00, -100_00),
        ("moved", "G", "pledged", 125_00, 100_00),
        ("raised", "G", "pledged", 50_00, 40_00),
        ("firmed", "G", "pledged", -175_00, -140_00),
        ("firmed", "G", "committed", 175_00, 140_00),
    ]


def test_a_payment_in_full_moves_the_promise_to_received() -> None:
    tables = tables_of(
        pledges=ANNOUNCED,
        contributions="""
            received_on  pledge  amount
            2010-02-01   P       100
        """,
    )
    assert told(tables)[1:] == [("received", "pledged", -100_00), ("received", "received", 100_00)]
    assert stands(tables) == {"received": 100_00}


def test_a_receipt_reduces_the_outstanding_pledge() -> None:
    tables = tables_of(
        pledges=ANNOUNCED,
        contributions="""
            received_on  pledge  amount
            2010-02-01   P       30
            2010-03-01   P       30
        """,
    )
    assert stands(tables, "2010-02-28") == {"received": 30_00, "pledged": 70_00}
    assert stands(tables, "2010-03-01") == {"received": 60_00, "pledged": 40_00}


def test_what_is_paid_beyond_the_promise_is_new() -> None:
    """130 for 100: 100 cover the promise, 30 are new."""
    tables = tables_of(
        pledges=ANNOUNCED,
        contributions="""
            received_on  pledge  amount
            2010-02-01   P       130
        """,
    )
    assert told(tables)[1:] == [
        ("received", "pledged", -100_00), ("received", "received", 100_00), ("new", "received", 30_00),
    ]  # fmt: skip
    assert stands(tables) == {"received": 130_00}


def test_a_payment_leaves_at_the_promise_s_rate_and_the_difference_is_exchange() -> None:
    """EUR 140 for EUR 100 at 1.25: 175.00 arrive. 200.00 were promised; EUR 40 beyond are 50.00;
    175.00 − 200.00 − 50.00 = −75.00 went with the rate."""
    tables = tables_of(
        pledges=IN_EURO,
        rates=EURO,
        contributions="""
            received_on  pledge  amount  currency
            2010-02-01   P       140     EUR
        """,
    )
    assert told(tables)[1:] == [
        ("received", "pledged", -200_00), ("received", "received", 200_00), ("new", "received", 50_00),
        ("exchange", "received", -75_00),
    ]  # fmt: skip
    assert stands(tables) == {"received": 175_00}


def test_a_payment_in_another_currency_fulfils_at_its_own_day_s_rate() -> None:
    """USD 50 in February are EUR 40: of the EUR 100 promised at 2, 80.00 leave and EUR 60 = 120.00 stay."""
    tables = tables_of(
        pledges=IN_EURO,
        rates=EURO,
        contributions="""
            received_on  pledge  amount
            2010-02-01   P       50
        """,
    )
    assert told(tables)[1:] == [
        ("received", "pledged", -80_00), ("received", "received", 80_00), ("exchange", "received", -30_00),
    ]  # fmt: skip
    assert stands(tables) == {"received": 50_00, "pledged": 120_00}


def test_cash_without_a_pledge_is_new() -> None:
    tables = tables_of(
        contributions="""
            received_on  amount
            2010-02-01   30
        """
    )
    assert told(tables) == [("new", "received", 30_00)]


def test_cash_before_the_first_step_is_new_and_the_step_brings_only_the_rest() -> None:
    """30 come in January; 100 are announced in February, of which 70 are still outstanding."""
    tables = tables_of(
        pledges="""
            status_on   status   amount
            2010-02-01  pledged  100
        """,
        contributions="""
            received_on  pledge  amount
            2010-01-15   P       30
        """,
    )
    assert told(tables) == [("new", "received", 30_00), ("new", "pledged", 70_00)]


def test_on_one_day_the_step_comes_first() -> None:
    tables = tables_of(
        pledges=ANNOUNCED,
        contributions="""
            received_on  pledge  amount
            2010-01-01   P       30
        """,
    )
    assert told(tables) == [
        ("new", "pledged", 100_00), ("received", "pledged", -30_00), ("received", "received", 30_00),
    ]  # fmt: skip


def test_a_date_known_to_the_month_counts_from_its_last_day() -> None:
    tables = tables_of(
        pledges="""
            status_on  status   amount
            2010-01    pledged  100
        """
    )
    assert stands(tables, "2010-01-30") == {}
    assert stands(tables, "2010-01-31") == {"pledged": 100_00}


def test_a_refund_takes_cash_and_reopens_nothing() -> None:
    tables = tables_of(
        pledges=ANNOUNCED,
        contributions="""
            received_on  kind     pledge  amount
            2010-02-01   payment  P       100
            2010-03-01   refund   P       -20
        """,
    )
    assert told(tables, contribution="C2") == [("refunded", "received", -20_00)]
    assert stands(tables) == {"received": 80_00}


def test_a_reversal_takes_cash_and_opens_the_promise_again() -> None:
    tables = tables_of(
        pledges=ANNOUNCED,
        contributions="""
            received_on  kind      pledge  amount
            2010-02-01   payment   P       100
            2010-03-01   reversal  P       -20
        """,
    )
    assert told(tables, contribution="C2") == [
        ("received", "pledged", 20_00),
        ("received", "received", -20_00),
    ]
    assert stands(tables) == {"received": 80_00, "pledged": 20_00}


def test_a_reversal_of_more_than_was_covered_takes_back_what_was_new() -> None:
    """130 for 100 bounce: 100 are promised again; the 30 that were new go as they came."""
    tables = tables_of(
        pledges=ANNOUNCED,
        contributions="""
            received_on  kind      pledge  amount
            2010-02-01   payment   P       130
            2010-03-01   reversal  P       -130
        """,
    )
    assert told(tables, contribution="C2") == [
        ("received", "pledged", 100_00), ("received", "received", -100_00), ("new", "received", -30_00),
    ]  # fmt: skip
    assert stands(tables) == {"pledged": 100_00}


def test_the_last_cash_back_clears_what_rates_left() -> None:
    """EUR 100 in at 2 are 200.00; EUR 100 back at 1.25 take 125.00; exchange clears 75.00."""
    tables = tables_of(
        rates=EURO,
        contributions="""
            received_on  kind     amount  currency
            2010-01-15   payment  100     EUR
            2010-02-15   refund   -60     EUR
            2010-03-15   refund   -40     EUR
        """,
    )
    assert told(tables) == [
        ("new", "received", 200_00), ("refunded", "received", -75_00), ("refunded", "received", -50_00),
        ("exchange", "received", -75_00),
    ]  # fmt: skip
    assert stands(tables) == {}


def test_a_withdrawal_takes_what_stands_whatever_amount_is_written() -> None:
    """60 of 100 are outstanding; the step says 5."""
    tables = tables_of(
        pledges="""
            status_on   status     amount  reason
            2010-01-01  committed  100     -
            2010-03-01  withdrawn  5       lapsed
        """,
        contributions="""
            received_on  pledge  amount
            2010-02-01   P       40
        """,
    )
    assert told(tables, table="pledges") == [("new", "committed", 100_00), ("withdrawn", "committed", -60_00)]
    assert stands(tables) == {"received": 40_00}


def test_a_return_from_withdrawal_is_new_and_counts_what_was_paid() -> None:
    """100, of which 40 paid; withdrawn; 10 come all the same; then 120 are announced: 70 outstanding."""
    tables = tables_of(
        pledges="""
            status_on   status     amount  reason
            2010-01-01  pledged    100     -
            2010-03-01  withdrawn  -       lapsed
            2010-05-01  pledged    120     -
        """,
        contributions="""
            received_on  pledge  amount
            2010-02-01   P       40
            2010-04-01   P       10
        """,
    )
    assert told(tables)[3:] == [
        ("withdrawn", "pledged", -60_00), ("new", "received", 10_00), ("new", "pledged", 70_00),
    ]  # fmt: skip


def test_a_promise_that_begins_withdrawn_never_stood() -> None:
    tables = tables_of(
        pledges="""
            status_on   status     amount  reason
            2010-01-01  withdrawn  100     declined
        """
    )
    assert told(tables) == []


def test_an_unmet_condition_keeps_a_signed_promise_announced_until_it_is_met() -> None:
    tables = tables_of(
        pledges="""
            status_on   status     amount  condition
            2010-01-01  committed  100     Parliament
            2010-02-01  committed  100     -
        """
    )
    assert told(tables) == [
        ("new", "pledged", 100_00), ("firmed", "pledged", -100_00), ("firmed", "committed", 100_00),
    ]  # fmt: skip


def test_a_condition_does_not_firm_what_is_softer() -> None:
    tables = tables_of(
        pledges="""
            status_on   status    amount  condition
            2010-01-01  expected  100     Parliament
        """
    )
    assert told(tables) == [("new", "expected", 100_00)]


def test_money_without_a_rate_is_worth_nothing_until_a_step_with_one_brings_it_in_as_exchange() -> None:
    """CHF 100 have no rate in January; on 1 March CHF 1 is USD 0.80."""
    tables = tables_of(
        pledges="""
            status_on   status   amount  currency
            2010-01-01  pledged  100     CHF
            2010-03-01  pledged  100     CHF
        """,
        rates="""
            currency  on          per_usd
            CHF       2010-02-01  1.25
        """,
    )
    columns = ("kind", "amount", "unconverted", "original_amount", "original_currency")
    assert rows_of(moved(tables), *columns) == [
        ("new", 0, 100_00, 100_00, "CHF"), ("exchange", 80_00, -100_00, 0, "CHF"),
    ]  # fmt: skip


def test_cash_without_a_rate_is_listed_in_its_own_currency() -> None:
    tables = tables_of(
        contributions="""
            received_on  amount  currency
            2010-01-15   100     CHF
        """
    )
    position = find_position(moved(tables), day("2010-12-31"))
    assert rows_of(position, "rung", "amount", "unconverted") == [("received", 0, (("CHF", 100_00),))]


def test_low_and_high_follow_the_same_payment() -> None:
    """~100, from 50 to 150, is paid with 60: 40 are left, from nothing to 90."""
    tables = tables_of(
        pledges="""
            status_on   status   amount  low  high
            2010-01-01  pledged  ~100    50   150
        """,
        contributions="""
            received_on  pledge  amount
            2010-02-01   P       60
        """,
    )
    movements = moved(tables)
    assert rows_of(movements, "kind", "rung", "amount", "low", "high") == [
        ("new", "pledged", 100_00, 50_00, 150_00),
        ("received", "pledged", -60_00, -50_00, -60_00),
        ("received", "received", 60_00, 50_00, 60_00),
        ("new", "received", 0, 10_00, 0),
    ]
    position = find_position(movements, day("2010-12-31"))
    assert rows_of(position, "rung", "amount", "low", "high", "approximate") == [
        ("received", 60_00, 60_00, 60_00, False), ("pledged", 40_00, 0, 90_00, True),
    ]  # fmt: skip


def test_a_range_alone_may_be_raised_or_lowered() -> None:
    tables = tables_of(
        pledges="""
            status_on   status   amount  low  high
            2010-01-01  pledged  100     50   150
            2010-02-01  pledged  100     50   120
            2010-03-01  pledged  100     60   120
        """
    )
    assert rows_of(moved(tables), "kind", "amount", "low", "high")[1:] == [
        ("lowered", 0, 0, -30_00), ("raised", 0, 10_00, 0),
    ]  # fmt: skip


def test_everything_may_be_reported_in_another_currency() -> None:
    """USD 100 of January are EUR 50 at 0.5; paid in February they are EUR 80."""
    tables = tables_of(
        pledges=ANNOUNCED,
        rates=EURO,
        contributions="""
            received_on  pledge  amount
            2010-02-01   P       100
        """,
    )
    assert rows_of(moved(tables, "EUR"), "kind", "rung", "amount", "currency") == [
        ("new", "pledged", 50_00, "EUR"), ("received", "pledged", -50_00, "EUR"),
        ("received", "received", 50_00, "EUR"), ("exchange", "received", 30_00, "EUR"),
    ]  # fmt: skip


def test_promises_may_be_shown_at_the_as_of_date_s_rate_and_cash_stays() -> None:
    """EUR 40 of 100 come at 2 as 80.00; the EUR 60 left were 120.00 and are 75.00 in February: −45.00."""
    tables = tables_of(
        pledges=IN_EURO,
        rates=EURO,
        contributions="""
            received_on  pledge  amount  currency
            2010-01-15   P       40      EUR
        """,
    )
    histories, _ = follow(tables)
    shown = revalue_promises(histories, tables, day("2010-02-10"))
    assert rows_of(shown, "kind", "rung", "amount", "on") == [("exchange", "pledged", -45_00, "2010-02-10")]


def test_an_empty_ledger_has_no_movements() -> None:
    assert len(moved(tables_of())) == 0
