"""Laws that hold for every history. `HYPOTHESIS_PROFILE=whole` tries many more of them."""

import os
from itertools import pairwise

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.histories import dates_to_ask, ledgers
from tests.tables import day, follow
from tracker import terms
from tracker.checks import check
from tracker.model.audience import tables_for
from tracker.model.codes import as_texts
from tracker.model.dues import find_dues
from tracker.model.gaps import find_gaps, find_portfolio
from tracker.model.histories import newest_standing
from tracker.model.history import find_bridge, find_timeline
from tracker.model.movements import revalue_promises
from tracker.model.position import find_position
from tracker.tables import Tables

Raw = dict[str, pd.DataFrame]
WORLDS = ["amount", "low", "high"]
PLACE = ["phase", "rung", "form"]
CASH = ["phase", "donor", "component", "form", "original_currency"]
law = settings(
    max_examples=100 if os.environ.get("HYPOTHESIS_PROFILE") == "whole" else 3,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def checked(raw: Raw) -> Tables:
    result = check(raw)
    assert result.is_sound, [str(problem) for problem in result.problems if problem.is_error]
    return result.tables


def all_figures(tables: Tables, at: np.datetime64) -> dict[str, pd.DataFrame]:
    found, movements = follow(tables)
    gaps = find_gaps(tables, found, movements, at)
    return {
        "movements": movements,
        "position": find_position(movements, at),
        "gaps": gaps,
        "gaps at today's rates": find_gaps(tables, found, movements, at, rates_at="as_of"),
        "portfolio": find_portfolio(gaps),
        "dues": find_dues(tables, found, at),
        "timeline": find_timeline(movements, at, "month"),
        "bridge": find_bridge(movements, day("2010-01-31"), at),
        "revaluation": revalue_promises(found, tables, at),
    }


def sums_by(frame: pd.DataFrame, by: list[str], columns: list[str]) -> pd.DataFrame:
    """Sums that are not zero, in one order."""
    sums = as_texts(frame[[*by, *columns]]).groupby(by)[columns].sum().astype("int64")
    return sums[(sums != 0).any(axis=1)].sort_index()


def assert_within(frame: pd.DataFrame, middle: str = "amount") -> None:
    assert (frame["low"] <= frame[middle]).all()
    assert (frame[middle] <= frame["high"]).all()


@law
@given(ledgers)
def test_movements_between_rungs_and_phases_sum_to_zero(raw: Raw) -> None:
    _, movements = follow(checked(raw))
    between = movements[movements["kind"].isin(["moved", "firmed", "softened", "received"])]
    sums = between.groupby(["day", "pledge", "contribution", "kind", "form", "currency"])[WORLDS].sum()
    assert (sums == 0).all(axis=None)


@law
@given(ledgers, dates_to_ask)
def test_a_pledge_s_movements_sum_to_what_is_outstanding(raw: Raw, on: str) -> None:
    """In the reporting currency, in every world, and in the pledge's own currency."""
    found, movements = follow(checked(raw))
    known = movements[(movements["day"] <= day(on)) & movements["rung"].isin(terms.PROMISES)]
    sums = known.groupby("pledge")[[*WORLDS, "original_amount", "unconverted", "vague"]].sum()
    sums = sums[(sums != 0).any(axis=1)]
    standing = newest_standing(found, day(on))
    ours = standing[
        ["value_amount", "value_low", "value_high", "outstanding_amount", "unconverted", "vague"]
    ].set_index(found.steps["pledge"].iloc[standing["step"]].to_numpy())
    ours.columns = sums.columns
    ours = ours[(ours != 0).any(axis=1)]
    pd.testing.assert_frame_equal(sums, ours, check_names=False, check_index_type=False)


@law
@given(ledgers)
def test_outstanding_and_paid_never_exceed_the_promise_or_the_payment(raw: Raw) -> None:
    found, _ = follow(checked(raw))
    paid = found.states["fulfilled"].clip(lower=0)
    for world in WORLDS:
        promised = np.append(found.steps[world].to_numpy(), 0)[found.states["step"].to_numpy()]
        assert (found.states[f"outstanding_{world}"] + paid <= np.maximum(promised, paid)).all()


@law
@given(ledgers, dates_to_ask)
def test_cash_is_what_came_in_less_what_went_back(raw: Raw, on: str) -> None:
    """In its own currency to the cent, by phase, donor, component and form."""
    found, movements = follow(checked(raw))
    known = movements[((movements["rung"] == terms.RECEIVED) & (movements["day"] <= day(on))).to_numpy()]
    cash = found.cash.rename(columns={"currency": "original_currency", "amount": "original_amount"})
    cash = cash[(cash["day"] <= day(on)).to_numpy()]
    pd.testing.assert_frame_equal(sums_by(known, CASH, ["original_amount"]), sums_by(cash, CASH, ["original_amount"]))


@law
@given(ledgers, dates_to_ask)
def test_a_lower_floor_never_widens_a_gap_nor_lessens_what_counts(raw: Raw, on: str) -> None:
    tables = checked(raw)
    found, movements = follow(tables)
    for rates_at in ("step", "as_of"):
        gaps = find_gaps(tables, found, movements, day(on), rates_at=rates_at)
        for _, target in gaps.groupby(["phase", "target"]):
            assert target["counting"].tolist() == list(terms.RUNGS)
            for name in ("counted", "low", "high"):
                assert target[name].is_monotonic_increasing
            assert target["gap"].isna().all() or target["gap"].is_monotonic_decreasing
            assert target["is_headline"].sum() == 1


@law
@given(ledgers, dates_to_ask)
def test_low_amount_and_high_stand_in_that_order(raw: Raw, on: str) -> None:
    tables = checked(raw)
    found, movements = follow(tables)
    assert_within(find_position(movements, day(on)))
    assert_within(find_gaps(tables, found, movements, day(on)), "counted")
    assert_within(find_timeline(movements, day(on), "year"))


@law
@given(ledgers, dates_to_ask)
def test_the_gap_of_a_requirement_is_that_of_the_position(raw: Raw, on: str) -> None:
    """A requirement has no date and bars no earmark: what counts is all cash-form money of the phase."""
    tables = checked(raw)
    found, movements = follow(tables)
    gaps = find_gaps(tables, found, movements, day(on), rungs=("prospective",))
    gaps = gaps[(gaps["target"] == terms.REQUIREMENT).to_numpy()].set_index("phase")
    position = find_position(movements, day(on))
    stands = position[(position["form"] == "cash").to_numpy()].groupby("phase")["amount"].sum()
    assert gaps["counted"].to_dict() == stands.reindex(gaps.index, fill_value=0).to_dict()
    is_known = gaps["gap"].notna()
    balance = gaps["required"] - gaps["counted"]
    assert ((gaps["gap"] - gaps["surplus"] == balance) | ~is_known).all()
    assert ((gaps["required"] > 0).fillna(False) == is_known).all()


@law
@given(ledgers, st.lists(dates_to_ask, min_size=3, max_size=3, unique=True))
def test_bridges_reconcile_in_every_world_and_compose(raw: Raw, days: list[str]) -> None:
    _, movements = follow(checked(raw))
    first, middle, last = (day(text) for text in sorted(days))
    spans = [find_bridge(movements, start, end) for start, end in pairwise((first, middle, last))]
    for bridge in (*spans, find_bridge(movements, first, last)):
        signs = np.where(bridge["kind"] == terms.CLOSING, -1, 1)
        rest = bridge[WORLDS].mul(signs, axis=0).groupby([bridge[name] for name in PLACE]).sum()
        assert (rest == 0).all(axis=None)
    ends = [terms.OPENING, terms.CLOSING]
    changes = [bridge[~bridge["kind"].isin(ends)] for bridge in (*spans, find_bridge(movements, first, last))]
    by = [*PLACE, "kind"]
    pd.testing.assert_frame_equal(sums_by(pd.concat(changes[:2]), by, WORLDS), sums_by(changes[2], by, WORLDS))
    closing, opening = (
        sums_by(bridge[bridge["kind"] == kind], PLACE, WORLDS)
        for bridge, kind in zip(spans, (terms.CLOSING, terms.OPENING), strict=True)
    )
    pd.testing.assert_frame_equal(closing, opening)


@law
@given(ledgers, dates_to_ask, st.integers(0, 2**32 - 1))
def test_a_bridge_from_a_reported_opening_reconciles(raw: Raw, on: str, seed: int) -> None:
    """What was printed knew only some of the rows; late entries make up the difference."""
    tables = checked(raw)
    known = {**tables, "contributions": tables["contributions"].sample(frac=0.5, random_state=seed)}
    _, movements = follow(tables)
    _, reported = follow(known)
    bridge = find_bridge(movements, day("2010-06-30"), max(day(on), day("2010-06-30")), reported)
    signs = np.where(bridge["kind"] == terms.CLOSING, -1, 1)
    assert (bridge[WORLDS].mul(signs, axis=0).groupby([bridge[name] for name in PLACE]).sum() == 0).all(axis=None)
    printed = reported[(reported["day"] <= day("2010-06-30")).to_numpy()]
    opening = bridge[(bridge["kind"] == terms.OPENING).to_numpy()]
    pd.testing.assert_frame_equal(sums_by(opening, PLACE, WORLDS), sums_by(printed, PLACE, WORLDS))


@law
@given(ledgers, dates_to_ask, st.sampled_from(["month", "quarter", "year"]))
def test_a_timeline_ends_on_the_position(raw: Raw, on: str, by: str) -> None:
    _, movements = follow(checked(raw))
    timeline = find_timeline(movements, day(on), by)
    last = timeline[(timeline["period_end"] == timeline["period_end"].max()).to_numpy()]
    last = last[(last["rung"] != terms.REQUIREMENT).to_numpy()]
    position = find_position(movements, day(on))
    pd.testing.assert_frame_equal(
        sums_by(last, PLACE, WORLDS), sums_by(position, PLACE, WORLDS), check_index_type=False
    )


@law
@given(ledgers, dates_to_ask, st.integers(0, 2**32 - 1))
def test_the_order_of_rows_changes_no_figure(raw: Raw, on: str, seed: int) -> None:
    shuffled = {name: frame.sample(frac=1, random_state=seed) for name, frame in raw.items()}
    ours, theirs = all_figures(checked(raw), day(on)), all_figures(checked(shuffled), day(on))
    for name, frame in ours.items():
        pd.testing.assert_frame_equal(frame, theirs[name], obj=name)


@law
@given(ledgers, dates_to_ask)
def test_nothing_that_was_put_in_is_touched(raw: Raw, on: str) -> None:
    raw_before = {name: frame.copy(deep=True) for name, frame in raw.items()}
    tables = checked(raw)
    before = {name: frame.copy(deep=True) for name, frame in tables.items()}
    found, movements = follow(tables)
    kept = [frame.copy(deep=True) for frame in (found.steps, found.cash, found.states, movements)]
    gaps = find_gaps(tables, found, movements, day(on), rates_at="as_of")
    kept_gaps = gaps.copy(deep=True)
    find_portfolio(gaps)
    find_dues(tables, found, day(on))
    find_position(movements, day(on))
    find_timeline(movements, day(on), "month")
    find_bridge(movements, day("2010-01-31"), day(on), movements)
    revalue_promises(found, tables, day(on))
    tables_for("partners", tables)
    pd.testing.assert_frame_equal(gaps, kept_gaps)
    for frame, copy in zip((found.steps, found.cash, found.states, movements), kept, strict=True):
        pd.testing.assert_frame_equal(frame, copy)
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(frame, before[name])
    for name, frame in raw.items():
        pd.testing.assert_frame_equal(frame, raw_before[name])


@law
@given(ledgers, dates_to_ask)
def test_partners_see_the_same_money_announced_signed_and_received(raw: Raw, on: str) -> None:
    """Row for row: what stands follows from the step in force and all that was paid, and both stay theirs.

    EUR 100 paid and reversed on an anticipated pledge, and EUR 50 on none, came to 100 for the one audience and 175 for the
    other, while cash that lost its link to an untold promise was cleared together with all other cash of its donor.
    """
    tables = checked(raw)
    (_, internal), (_, partners) = follow(tables), follow(tables_for("partners", tables))
    rows = [find_position(movements, day(on)) for movements in (internal, partners)]
    told = [frame[frame["rung"].isin(terms.PUBLISHED)].reset_index(drop=True) for frame in rows]
    pd.testing.assert_frame_equal(told[0], told[1], check_index_type=False)


@law
@given(ledgers)
def test_partners_see_nothing_softer_than_announced(raw: Raw) -> None:
    secret = "A SECRET"
    secrets = {
        "pledges": {"note": secret, "condition": secret, "likelihood": "0.77", "source": f"S {secret}"},
        "contributions": {"note": secret, "source": f"S {secret}"},
        "budgets": {"note": secret, "source": f"S {secret}"},
        "donors": {"note": secret},
    }
    told = {name: frame.assign(**secrets.get(name, {})) for name, frame in raw.items()}
    told["sources"] = pd.DataFrame({"source": ["S"], "title": [secret], "marking": ["restricted"]}, dtype="str")
    shown = tables_for("partners", checked(told))
    found, movements = follow(shown)
    assert set(movements["rung"]) <= {*terms.PUBLISHED, terms.REQUIREMENT}
    assert set(shown["pledges"]["status"]) <= {"pledged", "committed", "withdrawn"}
    assert shown["pledges"]["likelihood"].isna().all()
    giving = {*shown["pledges"]["donor"], *shown["contributions"]["donor"]}
    assert set(shown["donors"]["donor"]) == giving
    assert set(shown["contributions"]["pledge"]) <= {"", *shown["pledges"]["pledge"]}
    for frame in (*shown.values(), found.steps, found.cash, movements):
        for name in frame.columns:
            assert not frame[name].astype("str").str.contains(secret).any()


@law
@given(ledgers, dates_to_ask)
def test_a_surplus_here_never_hides_a_gap_there(raw: Raw, on: str) -> None:
    tables = checked(raw)
    found, movements = follow(tables)
    gaps = find_gaps(tables, found, movements, day(on))
    whole = gaps[(gaps["target"] == terms.REQUIREMENT).to_numpy()]
    portfolio = find_portfolio(gaps)
    assert (portfolio["counted"] + portfolio["gap"] == portfolio["required"]).all()
    for row in portfolio.to_dict("records"):
        own = whole[((whole["initiative"] == row["initiative"]) & (whole["counting"] == row["counting"])).to_numpy()]
        assert row["gap"] == own["gap"].fillna(0).sum()
        assert row["phases"] + row["unknown"] == len(own)
        assert row["required"] == 0 or (row["coverage"] == 1) == (row["gap"] == 0)
