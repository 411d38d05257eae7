"""Cut down to one phase, a ledger's figures of that phase are those of the whole, row by row."""

import os

import numpy as np
import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis.strategies import sampled_from

from tests.bench.ledgers import make_tables
from tests.histories import dates_to_ask, ledgers
from tests.tables import day
from tracker.checks import check
from tracker.model.budget_lines import find_components, find_periods
from tracker.model.dues import age_dues, find_dues, list_dues
from tracker.model.histories import find_histories, newest_standing
from tracker.model.history import find_bridge, find_timeline
from tracker.model.movements import find_movements
from tracker.model.one_phase import OnePhase, keep_phase
from tracker.model.parts import find_parts
from tracker.model.phase_parts import look_up_parts, prepare_parts
from tracker.model.standings import find_standings, look_up_standings, prepare_standings
from tracker.tables import Tables


def figures(given_: OnePhase, on: np.datetime64, rates_at: str) -> dict[str, pd.DataFrame]:
    tables, histories, movements = given_
    return {
        "parts": find_parts(tables, histories, movements, on, rates_at=rates_at),
        "standings": find_standings(tables, histories, movements, on, rates_at),
        "dues": find_dues(tables, histories, on),
        "components": find_components(tables, movements, on),
        "periods": find_periods(tables, movements, on),
        "timeline": find_timeline(movements, on, "month"),
        "bridge": find_bridge(movements, on - np.timedelta64(90, "D"), on),
    }


def looked_up(cut: OnePhase, on: np.datetime64) -> dict[str, pd.DataFrame]:
    """What is prepared for all dates, and asked of one."""
    tables, histories, _ = cut
    standing = newest_standing(histories, on, settled=True).index
    listed = list_dues(tables, histories, histories.states)
    return {
        "parts": look_up_parts(prepare_parts(*cut), histories, on),
        "standings": look_up_standings(prepare_standings(tables, histories), *cut, on),
        "dues": age_dues(listed[listed["promise"].isin(standing).to_numpy()], on),
    }


def assert_same(tables: Tables, on: np.datetime64, rates_at: str = "step") -> None:
    histories = find_histories(tables)
    whole = OnePhase(tables, histories, find_movements(tables, None, histories))
    found = figures(whole, on, rates_at)
    for phase in tables["phases"]["phase"][:4]:
        cut = keep_phase(*whole, phase)
        again = looked_up(cut, on) if rates_at == "step" else {}
        for name, frame in [*figures(cut, on, rates_at).items(), *again.items()]:
            own, theirs = (rows[(rows["phase"] == phase).to_numpy()].reset_index(drop=True)
                           for rows in (frame, found[name]))  # fmt: skip
            # Without rows pandas takes texts that nobody wrote for objects.
            pd.testing.assert_frame_equal(own, theirs, check_dtype=len(own) > 0, obj=f"{name} of {phase}")


@settings(
    max_examples=100 if os.environ.get("TRACKER_WHOLE") else 3,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(raw=ledgers, as_of=dates_to_ask, rates_at=sampled_from(["step", "as_of"]))
def test_figures_of_one_phase_are_those_of_the_whole_ledger(
    raw: dict[str, pd.DataFrame], as_of: str, rates_at: str
) -> None:
    assert_same(check(raw).tables, day(as_of), rates_at)


def test_a_promise_that_moved_to_another_phase_is_told_of_the_phase_where_it_stands() -> None:
    """Of the invented promises every thirtieth moves; each phase's cut holds those that were ever in it."""
    tables = make_tables(2000)
    moved = tables["pledges"].groupby("pledge")["phase"].nunique()
    assert (moved > 1).any()
    for year in (2008, 2014, 2025):
        assert_same(tables, np.datetime64(f"{year}-05-17", "s"))


def test_a_threshold_restated_for_another_phase_holds_for_that_one_only() -> None:
    tables = make_tables(2000)
    first, other = tables["phases"]["phase"][:2]
    own = tables["thresholds"][(tables["thresholds"]["phase"] == first).to_numpy()].iloc[:1]
    moved = own.assign(phase=other, stated_on="2013-01-01").set_axis([10**6])
    tables = {**tables, "thresholds": pd.concat([tables["thresholds"], moved])}
    for year in (2012, 2014):
        assert_same(tables, np.datetime64(f"{year}-05-17", "s"))


def test_a_key_that_is_no_phase_leaves_nothing() -> None:
    tables = make_tables(200)
    histories = find_histories(tables)
    cut = keep_phase(tables, histories, find_movements(tables, None, histories), "NONE")
    assert not len(cut.histories.states) + len(cut.movements) + len(cut.tables["budgets"])
    assert all(frame.empty for frame in figures(cut, np.datetime64("2020-01-01", "s"), "step").values())
