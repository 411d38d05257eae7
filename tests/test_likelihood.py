"""The likelihood of reaching an amount: equal to counting every case, and inside its bounds where it is rounded."""

import itertools
import os
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.model.likelihood import GRID, find_distribution, find_turns
from tracker.money import NUMBER_ONE

CASES = int(os.environ.get("TRACKER_LIKELIHOODS", "120"))
NEAR = 1e-12


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def chances(*shares: float) -> np.ndarray:
    return ints(*(round(share * NUMBER_ONE) for share in shares))


def every_case(amounts: np.ndarray, likelihoods: np.ndarray) -> dict[int, Fraction]:
    """The likelihood of each sum, by going through every case there is."""
    found: dict[int, Fraction] = {}
    shares = [Fraction(int(one), NUMBER_ONE) for one in likelihoods]
    for comes in itertools.product((0, 1), repeat=len(amounts)):
        likelihood = Fraction(1)
        for is_there, share in zip(comes, shares, strict=True):
            likelihood *= share if is_there else 1 - share
        total = sum(int(amount) for amount, is_there in zip(amounts, comes, strict=True) if is_there)
        found[total] = found.get(total, Fraction(0)) + likelihood
    return found


def reached(found: dict[int, Fraction], need: int) -> float:
    return float(sum(share for total, share in found.items() if total >= need))


def random_case(seed: int, most: int = 7) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Some amounts, their likelihoods (sure and impossible ones too), and needs around what they add up to."""
    draw = np.random.default_rng(seed)
    size = int(draw.integers(0, most))
    unit = int(draw.choice([1, 7, 100_00, 2_500_00]))
    amounts = draw.integers(0, 60, size) * unit + (draw.integers(0, 99, size) if draw.random() < 0.3 else 0)
    likelihoods = draw.integers(0, NUMBER_ONE + 1, size)
    likelihoods[draw.random(size) < 0.15] = NUMBER_ONE
    likelihoods[draw.random(size) < 0.15] = 0
    total = int(amounts.sum())
    needs = [0, 1, total, total + 1, *(int(need) for need in draw.integers(0, total + 2, 4))]
    return amounts.astype(np.int64), likelihoods.astype(np.int64), needs


def test_three_promises_worked_out_by_hand() -> None:
    """200 at 0.9, 200 at 0.5, 100 at 0.2: 400 comes with 0.9 × 0.5 = 0.45, 300 with 0.45 + (0.9·0.5 + 0.1·0.5)·0.2."""
    found = find_distribution(ints(200, 200, 100), chances(0.9, 0.5, 0.2))
    assert found.unit == 0
    wanted = [1.0, 1 - 0.1 * 0.5 * 0.8, 1 - 0.1 * 0.5, 0.45 + 0.5 * 0.2, 0.45, 0.45 * 0.2, 0.0]
    assert found.lower.at_least(ints(0, 100, 200, 300, 400, 500, 501)) == pytest.approx(wanted, abs=NEAR)
    assert [found.lower.percentile(share) for share in (0.1, 0.5, 0.9)] == [200, 300, 400]


def test_a_percentile_at_an_exact_tie_is_the_lower_sum() -> None:
    """One promise at 0.9: nothing comes in a tenth of all cases, which is what the 10th percentile says."""
    found = find_distribution(ints(500), chances(0.9)).lower
    assert [found.percentile(share) for share in (0.05, 0.1, 0.11)] == [0, 0, 500]


@pytest.mark.parametrize("block", range(3))
def test_it_equals_the_count_of_every_case(block: int) -> None:
    for seed in range(block, CASES, 3):
        amounts, likelihoods, needs = random_case(seed)
        exact, wanted = every_case(amounts, likelihoods), find_distribution(amounts, likelihoods)
        assert wanted.unit == 0, seed
        found = wanted.lower.at_least(np.array(needs))
        assert found == pytest.approx([reached(exact, need) for need in needs], abs=NEAR), seed


@pytest.mark.parametrize("block", range(3))
def test_rounded_it_holds_what_every_case_comes_to(block: int) -> None:
    for seed in range(block, CASES, 3):
        amounts, likelihoods, needs = random_case(seed)
        exact, found = every_case(amounts, likelihoods), find_distribution(amounts, likelihoods, grid=12)
        for need in needs:
            below, above = (float(side.at_least(ints(need))[0]) for side in (found.lower, found.upper))
            assert below - NEAR <= reached(exact, need) <= above + NEAR, (seed, need)
        for share in (0.1, 0.5, 0.9):
            middle = next(
                total for total, _ in sorted(exact.items())
                if sum(part for other, part in exact.items() if other <= total) >= Fraction(share) - Fraction(NEAR)
            )  # fmt: skip
            least, most = found.lower.percentile(share), found.upper.percentile(share)
            assert least <= middle <= most, (seed, share)
            assert most - least <= 2 * found.within, (seed, share)


@pytest.mark.parametrize("grid", [GRID, 12])
def test_with_and_without_each_promise_equals_the_count_of_every_case(grid: int) -> None:
    for seed in range(CASES // 3):
        amounts, likelihoods, needs = random_case(seed, most=6)
        if not len(amounts):
            continue
        for need in needs[2:5]:
            chosen = list(range(0, len(amounts), 2))
            found = find_turns(amounts, likelihoods, need, chosen, grid)
            for place, position in enumerate(chosen):
                for column, share in ((0, NUMBER_ONE), (2, 0)):
                    turned = likelihoods.copy()
                    turned[position] = share
                    exact = reached(every_case(amounts, turned), need)
                    below, above = found[place, column : column + 2]
                    assert below - NEAR <= exact <= above + NEAR, (seed, need, position)
                    if grid == GRID:
                        assert below == pytest.approx(above, abs=NEAR)


def test_two_hundred_promises_agree_with_a_simulation() -> None:
    """200,000 draws: the standard error of a share is at most 0.0011, and five of them are allowed."""
    draw = np.random.default_rng(8)
    amounts, shares = draw.integers(1, 90, 200) * 1_000_00, draw.random(200)
    drawn = np.zeros(200_000, dtype=np.int64)
    for amount, share in zip(amounts, shares, strict=True):
        drawn += np.where(draw.random(len(drawn)) < share, amount, 0)
    for extra, is_exact in ((0, True), (draw.integers(0, 9, 200), False)):
        found = find_distribution(amounts + extra, np.round(shares * NUMBER_ONE).astype(np.int64))
        assert (found.unit == 0) is is_exact
        for share in (0.02, 0.3, 0.5, 0.8, 0.97):
            need = int(np.quantile(drawn, share))
            seen = float((drawn >= need).mean())
            below, above = (float(side.at_least(ints(need))[0]) for side in (found.lower, found.upper))
            assert below - 0.0056 <= seen <= above + 0.0056
            assert above - below < 0.1


def test_few_promises_without_a_common_divisor_are_exact_all_the_same() -> None:
    found = find_distribution(ints(100_000_003, 200_000_007, 300_000_017), chances(0.5, 0.5, 0.5))
    assert found.unit == 0
    assert found.lower.at_least(ints(300_000_010, 300_000_011)) == pytest.approx([5 / 8, 0.5], abs=NEAR)


def test_what_is_beyond_int64_is_refused_not_wrapped() -> None:
    with pytest.raises(OverflowError):
        find_distribution(ints(2**62, 2**62), chances(0.5, 0.5))


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, NUMBER_ONE)), max_size=30), st.integers(0, 3 * 10**10))
@settings(max_examples=40, deadline=None)
def test_more_is_never_likelier_than_less_and_the_upper_bound_never_below(
    promises: list[tuple[int, int]], need: int
) -> None:
    amounts, likelihoods = (ints(*column) for column in zip(*promises, strict=True)) if promises else (ints(), ints())
    found = find_distribution(amounts, likelihoods, grid=500)
    needs = ints(need, need + 1, need + 10**6)
    for side in (found.lower, found.upper):
        assert side.weights.sum() == pytest.approx(1, abs=1e-9)
        assert (np.diff(side.at_least(needs)) <= NEAR).all()
    assert (found.lower.at_least(needs) <= found.upper.at_least(needs) + NEAR).all()
