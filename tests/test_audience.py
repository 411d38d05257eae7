"""What partners are shown (design, section 3, Two audiences)."""

import pytest

from tests.tables import day, moved, rows_of, tables_of
from tracker.model.audience import tables_for
from tracker.model.position import find_position
from tracker.tables import Tables

STEPS = ("status_on", "status", "amount")
MIXED = """
pledge  donor  status_on   status       amount
A       FRA    2010-01-01  expected     100
A       FRA    2010-03-01  pledged      120
B       RUS    2010-01-01  prospective  50
C       USA    2010-01-01  committed    30
"""


def shown(**texts: str) -> Tables:
    return tables_for("partners", tables_of(**texts))


def test_internal_sees_all() -> None:
    tables = tables_of(pledges=MIXED)
    assert tables_for("internal", tables) is tables


def test_an_unknown_audience_is_refused() -> None:
    with pytest.raises(ValueError, match="'press' is not an audience; use internal or partners"):
        tables_for("press", tables_of())


def test_partners_get_no_step_softer_than_announced_and_no_donor_known_only_by_one() -> None:
    partners = shown(pledges=MIXED)
    assert rows_of(partners["pledges"], "pledge", "status", "amount") == [
        ("A", "pledged", 120_00), ("C", "committed", 30_00),
    ]  # fmt: skip
    assert rows_of(partners["donors"], "donor") == ["FRA", "USA"]


def test_a_donor_who_paid_is_shown_though_the_promise_is_not() -> None:
    """Their cash is no longer linked to it, and is new."""
    partners = shown(
        pledges=MIXED,
        contributions="""
            received_on  pledge  donor  amount
            2010-02-01   B       RUS    10
        """,
    )
    assert "RUS" in rows_of(partners["donors"], "donor")
    assert rows_of(partners["contributions"], "pledge") == [""]
    assert rows_of(moved(partners), "kind", "rung", "amount", donor="RUS") == [
        ("new", "received", 10_00),
    ]  # fmt: skip


def test_a_promise_that_softens_is_shown_as_withdrawn_without_a_reason_or_an_amount() -> None:
    """Announced, then only anticipated at 70 for another component, then less still, then announced again."""
    partners = shown(
        pledges="""
            status_on   status       amount  component  likelihood
            2010-01-01  pledged      100     Labs       0.9
            2010-02-01  expected     70      Training   0.5
            2010-03-01  prospective  60      Training   0.1
            2010-04-01  pledged      80      Labs       -
        """
    )
    columns = ("status_on", "status", "amount", "component", "reason", "likelihood")
    assert rows_of(partners["pledges"], *columns) == [
        ("2010-01-01", "pledged", 100_00, "Labs", "", None),
        ("2010-02-01", "withdrawn", None, "", "", None),
        ("2010-04-01", "pledged", 80_00, "Labs", "", None),
    ]
    movements = moved(partners)
    assert [
        dict(rows_of(find_position(movements, day(on)), "rung", "amount"))
        for on in ("2010-01-31", "2010-02-28", "2010-03-31", "2010-04-30")
    ] == [{"pledged": 100_00}, {}, {}, {"pledged": 80_00}]


def test_a_softened_promise_stays_in_the_phase_that_partners_know() -> None:
    partners = shown(
        pledges="""
            status_on   status    amount  phase
            2010-01-01  pledged   100     F
            2010-02-01  expected  100     SECRET
        """
    )
    assert rows_of(partners["pledges"], "status", "phase") == [("pledged", "F"), ("withdrawn", "F")]


def test_a_withdrawal_that_partners_can_know_of_keeps_its_reason() -> None:
    partners = shown(
        pledges="""
            pledge  status_on   status     amount  reason
            A       2010-01-01  pledged    100     -
            A       2010-02-01  withdrawn  -       declined
            B       2010-01-01  expected   100     -
            B       2010-02-01  withdrawn  -       declined
        """
    )
    assert rows_of(partners["pledges"], "pledge", "status", "reason") == [
        ("A", "pledged", ""), ("A", "withdrawn", "declined"),
    ]  # fmt: skip


def test_a_signed_promise_under_a_condition_is_announced_and_the_condition_is_not_told() -> None:
    partners = shown(
        pledges="""
            status_on   status     amount  condition
            2010-01-01  committed  100     Parliament
        """
    )
    assert rows_of(partners["pledges"], "status", "condition") == [("pledged", "")]


def test_only_public_sources_are_cited_and_listed() -> None:
    partners = shown(
        sources="""
            source  title   marking
            WEB     Page    Public
            CABLE   Cable   confidential
            LETTER  Letter  -
        """,
        pledges="""
            pledge  status_on   status   amount  source  note
            A       2010-01-01  pledged  1       WEB     aside
            B       2010-01-01  pledged  2       CABLE   aside
            C       2010-01-01  pledged  3       LETTER  aside
            D       2010-01-01  pledged  4       -       aside
        """,
    )
    assert rows_of(partners["sources"], "source") == ["WEB"]
    assert rows_of(partners["pledges"], "source", "note") == [("WEB", ""), ("", ""), ("", ""), ("", "")]


def test_instalments_of_promises_not_told_of_are_kept_back() -> None:
    partners = shown(
        pledges=MIXED,
        instalments="""
            pledge  due_on   amount
            A       2010-06  120
            B       2010-06  50
        """,
    )
    assert rows_of(partners["instalments"], "pledge") == ["A"]


def test_a_threshold_that_counts_softer_money_is_shown_counting_from_announced() -> None:
    partners = shown(
        thresholds="""
            threshold  stated_on   amount  counts
            T          2010-01-01  300     expected
            U          2010-01-01  300     committed
        """
    )
    assert rows_of(partners["thresholds"], "counts") == ["", "committed"]


def test_the_keys_for_sharing_asks_out_are_internal() -> None:
    partners = shown(
        shares="""
            key  donor  share
            GNI  FRA    3
        """
    )
    assert len(partners["shares"]) == 0


def test_row_numbers_survive_so_that_a_figure_leads_to_the_same_row() -> None:
    partners = shown(pledges=MIXED)
    assert partners["pledges"].index.tolist() == [1, 3]
    assert rows_of(moved(partners), "pledge", "row") == [("C", 3), ("A", 1)]
