"""The reference against figures worked out by hand, and its states against the sum of its movements."""

from datetime import date
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from tests import histories, reference
from tracker import terms
from tracker.checks import check
from tracker.exchange.folder import read_folder
from tracker.tables import Tables

PARIS = Path(__file__).parent.parent / "data" / "paris-pact"
DAY = date(2010, 12, 31)
ON_RUNG = ("I", "F", "FRA", "pledged", "cash", "", "USD")
ON_RECEIVED = ("I", "F", "FRA", "received", "cash", "", "USD")


def tables_of(contributions: list[tuple[str, str, str, str]]) -> Tables:
    """FRA announces EUR 100.00 on 1 January at 0.5 to the dollar; from 1 February the rate is 0.8."""
    raw = {
        "initiatives": [{"initiative": "I", "title": "I", "currency": "USD"}],
        "phases": [{"phase": "F", "initiative": "I", "title": "F"}],
        "donors": [{"donor": "FRA", "name": "France", "kind": "government"}],
        "rates": [
            {"currency": "EUR", "on": "2010-01-01", "per_usd": "0.5"},
            {"currency": "EUR", "on": "2010-02-01", "per_usd": "0.8"},
        ],
        "pledges": [
            {"pledge": "P", "status_on": "2010-01-01", "status": "pledged", "phase": "F", "donor": "FRA",
             "amount": "100", "currency": "EUR"},
        ],
        "contributions": [
            {"contribution": key, "received_on": on, "kind": kind, "phase": "F", "donor": "FRA",
             "pledge": "P", "amount": amount, "currency": "EUR"}
            for key, on, kind, amount in contributions
        ],
    }  # fmt: skip
    checked = check({name: pd.DataFrame(rows, dtype="str") for name, rows in raw.items() if rows})
    assert checked.is_sound, checked.problems
    return checked.tables


def kinds(tables: Tables) -> dict[tuple[str, str], int]:
    """The amounts of all movements by kind and rung."""
    return {key: value[0] for key, value in reference.total(reference.movements(tables), "kind", "rung").items()}


def test_the_paris_pact_says_what_the_design_says() -> None:
    tables = check(read_folder(PARIS).frames).tables
    rows = reference.gaps(tables, date(2009, 12, 4))
    start = [rows["PPI", "PPI-3", "PPI-3-START", rung] for rung in terms.RUNGS]
    assert [row["counted"] for row in start] == [0, 0, 200_000_00, 400_000_00, 500_000_00]
    assert [row["gap"] for row in start] == [700_000_00, 700_000_00, 500_000_00, 300_000_00, 200_000_00]
    assert [round(row["coverage"], 3) for row in start] == [0, 0, 0.286, 0.571, 0.714]
    assert (start[4]["low"], start[4]["high"], start[4]["approximate"]) == (400_000_00, 500_000_00, True)
    assert [row["undated"] for row in start] == [0, 0, 200_000_00, 400_000_00, 500_000_00]
    whole = [rows["PPI", "PPI-3", "requirement", rung] for rung in terms.RUNGS]
    assert [row["gap"] for row in whole] == [
        2_900_000_00,
        2_900_000_00,
        2_700_000_00,
        2_500_000_00,
        2_400_000_00,
    ]
    assert [row["is_headline"] for row in whole] == [False, False, True, False, False]


def test_a_partial_payment_leaves_the_rung_at_the_promise_s_rate_and_arrives_at_its_own() -> None:
    """EUR 40 of 100: 80.00 leave the 200.00 announced, 50.00 arrive, and 30.00 went with the rate."""
    tables = tables_of([("C", "2010-02-01", "payment", "40")])
    assert {key: value[0] for key, value in reference.position(tables, DAY).items()} == {
        ON_RUNG: 120_00, ON_RECEIVED: 50_00,
    }  # fmt: skip
    assert kinds(tables) == {
        ("new", "pledged"): 200_00, ("received", "pledged"): -80_00, ("received", "received"): 80_00,
        ("exchange", "received"): -30_00,
    }  # fmt: skip


def test_what_is_paid_beyond_the_promise_is_new() -> None:
    """EUR 140 for 100: 175.00 arrive, of which EUR 40 are 50.00 more than was promised."""
    tables = tables_of([("C", "2010-02-01", "payment", "140")])
    assert {key: value[0] for key, value in reference.position(tables, DAY).items()} == {ON_RECEIVED: 175_00}
    assert kinds(tables) == {
        ("new", "pledged"): 200_00, ("received", "pledged"): -200_00, ("received", "received"): 200_00,
        ("new", "received"): 50_00, ("exchange", "received"): -75_00,
    }  # fmt: skip


def test_a_reversal_opens_the_promise_again_and_leaves_no_cash_behind() -> None:
    """EUR 100 arrive as 200.00 and bounce at 0.8 as 125.00: with no euro left, 75.00 go as exchange."""
    tables = tables_of([("C1", "2010-01-15", "payment", "100"), ("C2", "2010-02-01", "reversal", "-100")])
    assert {key: value[0] for key, value in reference.position(tables, date(2010, 1, 15)).items()} == {
        ON_RECEIVED: 200_00,
    }  # fmt: skip
    assert {key: value[0] for key, value in reference.position(tables, DAY).items()} == {ON_RUNG: 200_00}
    bounced = [row for row in reference.movements(tables) if row["contribution"] == "C2"]
    assert [(row["kind"], row["rung"], row["amount"]) for row in bounced] == [
        ("received", "pledged", 200_00), ("received", "received", -200_00), ("exchange", "received", 75_00),
        ("exchange", "received", -75_00),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_opening_and_movements_make_the_closing(seed: int) -> None:
    checked = check(histories.random_tables(Random(seed)))
    assert checked.is_sound, checked.problems
    spans = (("2009-06-01", "2009-12-31"), ("2009-12-31", "2010-06-30"), ("2010-01-31", "2012-01-01"))
    for start, end in spans:
        rest: dict[tuple[str, str, str], int] = {}
        told = reference.bridge(checked.tables, date.fromisoformat(start), date.fromisoformat(end))
        for (phase, kind, rung, form), amount in told.items():
            signed = -amount if kind == "closing" else amount
            rest[phase, rung, form] = rest.get((phase, rung, form), 0) + signed
        assert not any(rest.values())
