"""How likely independent sums, each of which comes or does not, reach an amount. It knows no ladder."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tracker.money import MAX_HUNDREDTHS, NUMBER_ONE, Ints

GRID = 20_000
"""So many different sums are followed exactly; where there may be more, amounts are rounded down and up to as many."""
Floats = npt.NDArray[np.float64]
_NEAR = 1e-12


@dataclass(frozen=True)
class Distribution:
    """Every sum that may come, ascending (int64 hundredths), and the likelihood of each."""

    sums: Ints
    weights: Floats

    def at_least(self, amounts: Ints) -> Floats:
        """The likelihood that at least each of some amounts comes."""
        tails = np.append(np.cumsum(self.weights[::-1])[::-1], 0.0)
        return np.minimum(tails[np.searchsorted(self.sums, amounts, side="left")], 1.0)

    def percentile(self, share: float) -> int:
        """The least sum that is not exceeded with at least a likelihood."""
        place = np.searchsorted(np.cumsum(self.weights), share - _NEAR, side="left")
        return int(self.sums[min(int(place), len(self.sums) - 1)])


_NOTHING = Distribution(np.zeros(1, dtype=np.int64), np.ones(1))


class Bounds(NamedTuple):
    """The distribution of what comes, from below and from above: one and the same where it is exact.

    `unit` is what amounts were rounded to, 0 where nothing was; `within` how far the two may lie apart at most.
    """

    lower: Distribution
    upper: Distribution
    unit: int
    within: int


def find_distribution(amounts: Ints, chances: Ints, grid: int = GRID) -> Bounds:
    """The distribution of the sum of independent amounts.

    In: int64 hundredths, none negative, and the likelihood of each in ten-billionths. Out: exact where the sums are
    multiples of the amounts' common divisor up to `grid` times, or no more than `grid` different ones; else every
    amount is rounded down and up to a unit of which the total holds `grid`. Sums beyond int64 are an OverflowError.
    """
    fixed, free, shares = _part(amounts, chances)
    total = _sum(free)
    unit = int(np.gcd.reduce(free)) if len(free) else 1
    if total // unit <= grid:
        found = _on_grid(free // unit, shares)
        return _exact(Distribution(fixed + unit * np.arange(len(found), dtype=np.int64), found))
    several = _one_by_one(free, shares, grid)
    if several is not None:
        return _exact(Distribution(several.sums + fixed, several.weights))
    unit = -(-total // grid)
    both = [_on_grid(units, shares) for units in (free // unit, -(-free // unit))]
    if fixed + unit * max(map(len, both)) > MAX_HUNDREDTHS:
        raise OverflowError(f"{total} rounded up to {unit} is beyond int64")
    lower, upper = (Distribution(fixed + unit * np.arange(len(found), dtype=np.int64), found) for found in both)
    return Bounds(lower, upper, unit, unit * len(free))


def find_turns(amounts: Ints, chances: Ints, need: int, chosen: Sequence[int], grid: int = GRID) -> Floats:
    """The likelihood of reaching an amount, if each of some sums were sure to come, and if it were sure not to.

    In: as in `find_distribution`; `chosen` are positions in `amounts`. Out: an array of (chosen, 4): with it from below
    and above, without it from below and above. Each is worked out from all that comes before it and all that comes
    after; only the sum in question is never rounded.
    """
    wanted = np.asarray(chosen, dtype=np.int64)
    is_free = (chances > 0) & (chances < NUMBER_ONE) & (amounts > 0)
    is_free[wanted] = False
    order = np.concatenate([np.flatnonzero(is_free), wanted])
    fixed, _, _ = _part(np.delete(amounts, order), np.delete(chances, order))
    counted, shares = amounts[order].astype(np.int64), chances[order] / NUMBER_ONE
    first, total = len(order) - len(wanted), _sum(counted)
    unit = int(np.gcd.reduce(counted)) if total else 1
    if total // unit > grid and 2 ** (len(order) - 1) <= grid:
        return _turn_one_by_one(counted, shares, need - fixed, first)
    unit = unit if total // unit <= grid else -(-total // grid)
    result = np.zeros((len(wanted), 4))
    is_exact = not (counted % unit).any()
    for side, units in enumerate((counted // unit, -(-counted // unit))):
        if side and is_exact:
            result[:, [1, 3]] = result[:, [0, 2]]
            break
        missing = np.stack(
            [-(-(need - fixed - counted[first:]) // unit), np.full(len(wanted), -(-(need - fixed) // unit))]
        )
        result[:, side], result[:, 2 + side] = _turn_on_grid(units, shares, missing, first)
    return result


def _turn_on_grid(units: Ints, shares: Floats, missing: Ints, first: int) -> Floats:
    """For each sum from `first` on, the likelihood that the others reach what is missing with it, and without it."""
    before = [_on_grid(units[:first], shares[:first])]
    for unit, share in zip(units[first:-1].tolist(), shares[first:-1].tolist(), strict=True):
        before.append(_step(before[-1], unit, share))
    after = np.ones(1)
    found = np.zeros(missing.shape)
    for place in range(missing.shape[1] - 1, -1, -1):
        tails = np.cumsum(after[::-1])[::-1]
        for row in range(2):
            found[row, place] = _reach(before[place], tails, int(missing[row, place]))
        after = _step(after, int(units[first + place]), float(shares[first + place]))
    return found


def _reach(weights: Floats, tails: Floats, missing: int) -> float:
    """The likelihood that two sums together reach what is missing: of one its weights, of the other its tails."""
    if missing <= 0:
        return 1.0
    enough = weights[missing:].sum()
    least = max(missing - len(tails) + 1, 0)
    part = weights[least:missing]
    return float(min(enough + part @ tails[missing - least - len(part) + 1 : missing - least + 1][::-1], 1.0))


def _turn_one_by_one(amounts: Ints, shares: Floats, need: int, first: int) -> Floats:
    """The same for a few sums that have no common divisor to speak of: exact."""
    result = np.zeros((len(amounts) - first, 4))
    for place in range(first, len(amounts)):
        others = _NOTHING
        for amount, share in zip(np.delete(amounts, place), np.delete(shares, place), strict=True):
            others = _add(others, int(amount), float(share))
        reached = others.at_least(np.array([need - int(amounts[place]), need]))
        result[place - first] = np.repeat(reached, 2)
    return result


def _step(weights: Floats, unit: int, share: float) -> Floats:
    longer = np.zeros(len(weights) + unit)
    longer[: len(weights)] = weights * (1 - share)
    longer[unit:] += weights * share
    return longer


def _part(amounts: Ints, chances: Ints) -> tuple[int, Ints, Floats]:
    """What is sure to come, the amounts that may, and their likelihoods; what never comes is left out."""
    fixed = _sum(amounts[chances >= NUMBER_ONE])
    is_free = (chances > 0) & (chances < NUMBER_ONE) & (amounts > 0)
    if fixed + _sum(amounts[is_free]) > MAX_HUNDREDTHS:
        raise OverflowError("what may come adds up to more than int64 holds")
    return fixed, amounts[is_free].astype(np.int64), chances[is_free] / NUMBER_ONE


def _sum(amounts: Ints) -> int:
    return sum(int(amount) for amount in amounts)


def _exact(found: Distribution) -> Bounds:
    return Bounds(found, found, 0, 0)


def _on_grid(units: Ints, shares: Floats) -> Floats:
    """The likelihood of each count of units, from none to all of them."""
    ordered = np.argsort(units, kind="stable")  # small ones first: the array stays short for longest
    weights = np.zeros(int(units.sum()) + 1)
    weights[0], size = 1.0, 1
    for unit, share in zip(units[ordered].tolist(), shares[ordered].tolist(), strict=True):
        coming = weights[:size] * share
        weights[:size] -= coming
        size += unit
        weights[unit:size] += coming
    return weights


def _one_by_one(amounts: Ints, shares: Floats, most: int) -> Distribution | None:
    """Every different sum of some amounts, None where there are more than `most`."""
    found = _NOTHING
    for amount, share in zip(amounts.tolist(), shares.tolist(), strict=True):
        found = _add(found, amount, share)
        if len(found.sums) > most:
            return None
    return found


def _add(found: Distribution, amount: int, share: float) -> Distribution:
    sums, at = np.unique(np.concatenate([found.sums, found.sums + amount]), return_inverse=True)
    weights = np.concatenate([found.weights * (1 - share), found.weights * share])
    return Distribution(sums, np.bincount(at, weights=weights, minlength=len(sums)).astype(np.float64))
