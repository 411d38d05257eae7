"""Running sums and bridges, worked out by hand (design, section 4, Bridge)."""

import pandas as pd

from tests.tables import day, rows_of, tables_of
from tracker import terms
from tracker.model.history import find_bridge, find_timeline
from tracker.model.movements import find_movements

STORY = {
    "pledges": """
        status_on   status     amount
        2010-01-15  pledged    100
        2010-05-10  committed  120
    """,
    "contributions": """
        received_on  pledge  amount
        2010-08-20   P       50
    """,
}
"""100 announced in January; 120 signed in May; 50 of them paid in August."""


def timeline(on: str, by: str) -> list[tuple[str, str, int]]:
    found = find_timeline(find_movements(tables_of(**STORY)), day(on), by)
    texts = found.assign(period_end=found["period_end"].dt.strftime("%Y-%m-%d"))
    return rows_of(texts[(found["amount"] != 0).to_numpy()], "period_end", "rung", "amount")


def test_a_timeline_by_quarter_holds_what_stood_at_each_quarter_s_end() -> None:
    assert timeline("2010-12-31", "quarter") == [
        ("2010-03-31", "pledged", 100_00), ("2010-06-30", "committed", 120_00),
        ("2010-09-30", "received", 50_00), ("2010-09-30", "committed", 70_00),
        ("2010-12-31", "received", 50_00), ("2010-12-31", "committed", 70_00),
    ]  # fmt: skip


def test_a_timeline_by_month_repeats_what_did_not_change() -> None:
    assert timeline("2010-05-31", "month") == [
        ("2010-01-31", "pledged", 100_00), ("2010-02-28", "pledged", 100_00),
        ("2010-03-31", "pledged", 100_00), ("2010-04-30", "pledged", 100_00),
        ("2010-05-31", "committed", 120_00),
    ]  # fmt: skip


def test_a_timeline_by_year_ends_with_the_as_of_date_s_year() -> None:
    assert timeline("2012-02-01", "year") == [
        (f"{year}-12-31", rung, amount)
        for year in (2010, 2011, 2012)
        for rung, amount in (("received", 50_00), ("committed", 70_00))
    ]


def test_the_last_period_holds_only_what_stood_on_the_as_of_date() -> None:
    """On 1 May nothing is signed yet, though the quarter ends on 30 June."""
    assert timeline("2010-05-01", "quarter")[-1] == ("2010-06-30", "pledged", 100_00)


def test_a_timeline_of_money_that_came_and_went_on_one_day_is_empty() -> None:
    """Where no period holds anything, pandas took the empty dates of the phases' beginnings for numbers, and failed."""
    tables = tables_of(
        contributions="""
            contribution  received_on  kind      amount
            C             2010-08-20   payment   50
            D             2010-08-20   reversal  -50
        """
    )
    assert find_timeline(find_movements(tables), day("2010-12-31"), "quarter").empty


def test_a_timeline_begins_with_the_phase_s_first_money() -> None:
    tables = tables_of(
        pledges="""
            pledge  phase  status_on   status   amount
            A       F      2010-01-15  pledged  100
            B       G      2010-08-15  pledged  100
        """
    )
    found = find_timeline(find_movements(tables), day("2010-12-31"), "quarter")
    assert found.groupby("phase")["period_end"].min().tolist() == [
        pd.Timestamp("2010-03-31"), pd.Timestamp("2010-09-30"),
    ]  # fmt: skip


def test_a_requirement_is_a_rung_of_the_timeline() -> None:
    tables = tables_of(
        budgets="""
            stated_on   amount
            2010-01-01  1000
            2010-05-01  900
        """
    )
    found = find_timeline(find_movements(tables), day("2010-06-30"), "quarter")
    assert rows_of(found, "rung", "amount") == [("requirement", 1000_00), ("requirement", 900_00)]


def test_before_the_first_movement_a_timeline_is_empty() -> None:
    assert timeline("2009-01-01", "month") == []
    found = find_timeline(find_movements(tables_of()), day("2010-01-01"))
    assert len(found) == 0


def test_a_bridge_leads_from_the_opening_by_kinds_to_the_closing() -> None:
    """From 31 March to 31 December: 20 more, 120 firm, 50 received; each rung adds up."""
    bridge = find_bridge(find_movements(tables_of(**STORY)), day("2010-03-31"), day("2010-12-31"))
    by_rung = {rung: rows_of(bridge, "kind", "amount", rung=rung) for rung in ("received", "committed", "pledged")}
    assert by_rung == {
        "received": [("opening", 0), ("received", 50_00), ("closing", 50_00)],
        "committed": [("opening", 0), ("firmed", 120_00), ("received", -50_00), ("closing", 70_00)],
        "pledged": [("opening", 100_00), ("raised", 20_00), ("firmed", -120_00), ("closing", 0)],
    }


def test_a_bridge_leaves_out_its_first_day_and_takes_in_its_last() -> None:
    movements = find_movements(tables_of(**STORY))
    from_the_day = find_bridge(movements, day("2010-01-15"), day("2010-05-09"))
    assert rows_of(from_the_day, "kind", "amount") == [("opening", 100_00), ("closing", 100_00)]
    to_the_day = find_bridge(movements, day("2010-01-14"), day("2010-01-15"))
    assert rows_of(to_the_day, "kind", "amount") == [("opening", 0), ("new", 100_00), ("closing", 100_00)]


def test_a_requirement_has_its_own_bridge() -> None:
    tables = tables_of(
        budgets="""
            stated_on   amount
            2010-01-01  1000
            2010-05-01  900
        """
    )
    bridge = find_bridge(find_movements(tables), day("2010-01-31"), day("2010-12-31"))
    assert rows_of(bridge, "kind", "rung", "amount") == [
        ("opening", "requirement", 1000_00), ("restated", "requirement", -100_00),
        ("closing", "requirement", 900_00),
    ]  # fmt: skip


def test_what_was_recorded_late_is_a_kind_of_its_own_so_that_the_opening_is_what_was_printed() -> None:
    """Printed: 100 announced. Since then 30 of 1 February were recorded: 70 and 30 stood in truth."""
    late = {
        **STORY,
        "contributions": """
            received_on  pledge  amount
            2010-02-01   P       30
            2010-08-20   P       50
        """,
    }
    reported = find_movements(tables_of(pledges=STORY["pledges"]))
    bridge = find_bridge(find_movements(tables_of(**late)), day("2010-03-31"), day("2010-05-31"), reported)
    assert rows_of(bridge, "kind", "rung", "amount") == [
        ("opening", "received", 0), ("opening", "committed", 0), ("opening", "pledged", 100_00),
        ("late entries", "received", 30_00), ("late entries", "pledged", -30_00),
        ("raised", "pledged", 20_00),
        ("firmed", "committed", 90_00), ("firmed", "pledged", -90_00),
        ("closing", "received", 30_00), ("closing", "committed", 90_00), ("closing", "pledged", 0),
    ]  # fmt: skip


def test_what_was_printed_and_later_retracted_leaves_by_a_late_entry() -> None:
    printed = find_movements(tables_of(**STORY))
    bridge = find_bridge(find_movements(tables_of()), day("2010-01-31"), day("2010-12-31"), printed)
    assert rows_of(bridge, "kind", "rung", "amount") == [
        ("opening", "pledged", 100_00), ("late entries", "pledged", -100_00), ("closing", "pledged", 0),
    ]  # fmt: skip


def test_in_kind_has_rows_of_its_own_in_a_bridge() -> None:
    tables = tables_of(
        pledges="""
            status_on   status   amount  form
            2010-01-15  pledged  100     in_kind
        """
    )
    bridge = find_bridge(find_movements(tables), day("2010-01-01"), day("2010-12-31"))
    assert set(bridge["form"]) == {"in_kind"}


def test_a_bridge_of_an_empty_ledger_says_nothing() -> None:
    bridge = find_bridge(find_movements(tables_of()), day("2010-01-01"), day("2010-12-31"))
    assert len(bridge) == 0
    assert set(bridge["kind"]) <= set(terms.BRIDGE_KINDS)
