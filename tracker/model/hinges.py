"""What a target hinges on: each promise, the fewest of them that would close its gap, and what new donors would add."""

import heapq

import numpy as np
import pandas as pd

from tracker import terms
from tracker.model.likelihood import GRID, find_turns
from tracker.model.outlook import shares_of
from tracker.money import NUMBER_ONE

MOST_HINGES = 100
"""The likelihood with and without is worked out for so many promises of a target, the largest."""
MOST_SETS, _STEPS = 50, 20_000
NEW_DONORS = (1, 2, 3)


def find_hinges(outlook: pd.DataFrame, chances: pd.DataFrame, *, grid: int = GRID) -> pd.DataFrame:
    """The likelihood of reaching each target with and without each promise.

    In: the `find_outlook` and `find_chances` of one date. Out, the rows of chances (all their columns) with `gap_with`
    and `gap_without` (Int64: what is missing of the target if everything comes, and if everything but this promise
    does), is_needed (bool: only with it everything in sight is enough), and with_from, with_to, without_from,
    without_to (float: the likelihood if this promise were sure to be paid, and if it were sure not to be, all others as
    stated; NaN where the target has no likelihood, or beyond the largest `MOST_HINGES` promises). All of it of the
    amounts as stated.
    """
    stated = outlook[(outlook["world"] == "amount").to_numpy()].set_index(["phase", "target"])
    frames = [
        _turn(of_target, stated.loc[(str(phase), str(target))], grid)
        for (phase, target), of_target in chances.groupby(["phase", "target"], sort=False)
    ]
    return pd.concat(frames, ignore_index=True) if frames else _turn(chances, None, grid)


def _turn(chances: pd.DataFrame, row: pd.Series | None, grid: int) -> pd.DataFrame:
    amounts = chances["amount"].to_numpy(dtype=np.int64)
    turned = np.full((len(chances), 4), np.nan)
    gaps: list[object] = [pd.NA] * len(chances)
    gap: object = pd.NA
    if row is not None and pd.notna(row["missing_if_everything"]):
        required, whole = int(row["required"]), int(row["if_everything"])
        gap = max(required - whole, 0)
        gaps = [max(required - whole + int(amount), 0) for amount in amounts]
        if not np.isnan(row["likelihood_from"]):
            chosen = np.sort(np.argsort(-amounts, kind="stable")[:MOST_HINGES]).tolist()
            need = required - int(row["in_cash"])
            least = find_turns(amounts, shares_of(chances, 0), need, chosen, grid)
            most = find_turns(amounts, shares_of(chances, NUMBER_ONE), need, chosen, grid)
            turned[chosen] = np.stack([least[:, 0], most[:, 1], least[:, 2], most[:, 3]], axis=1)
    names = ("with_from", "with_to", "without_from", "without_to")
    return chances.assign(
        gap_with=pd.array([gap] * len(chances), dtype="Int64"),
        gap_without=pd.array(gaps, dtype="Int64"),
        is_needed=[gap is not pd.NA and gap == 0 and without != 0 for without in gaps],
        **{name: turned[:, place] for place, name in enumerate(names)},
    )


def find_closing_sets(
    outlook: pd.DataFrame, chances: pd.DataFrame, *, most: int = MOST_SETS
) -> tuple[pd.DataFrame, bool]:
    """The smallest sets of promises that, beside the cash, would close the gap of one target.

    In: the outlook and the chances of that target. Out: a row for each promise of each set: number (of the set, from
    1, the firmest set first), size (how many promises it takes), pledge, donor, rung, amount (int64 hundredths) and
    over (int64: what the set brings beyond the gap); and whether these are all sets of that size: of very many only
    some are gone through. Empty where nothing is missing in cash, the requirement is unknown, or everything in sight
    does not suffice.
    """
    names = ["number", "size", "pledge", "donor", "rung", "amount", "over"]
    row = outlook[(outlook["world"] == "amount").to_numpy()].iloc[0]
    need = 0 if pd.isna(row["missing_in_cash"]) else int(row["missing_in_cash"])
    if need <= 0 or int(row["missing_if_everything"]) > 0:
        return pd.DataFrame(columns=names), True
    ordered = chances.sort_values(["amount", "pledge"], ascending=[False, True], kind="stable", ignore_index=True)
    amounts = ordered["amount"].tolist()
    reach = np.cumsum(np.array(amounts, dtype=object)).tolist()
    size = next(count for count, total in enumerate(reach, start=1) if total >= need)
    found, is_all = _combine(amounts, [0, *reach], need, size)
    ranks = ordered["rung"].map(terms.RANK).tolist()

    def firmness(chosen: tuple[int, ...]) -> tuple[object, ...]:
        return sorted((ranks[at] for at in chosen), reverse=True), sum(ranks[at] for at in chosen), chosen

    best = heapq.nsmallest(most, found, key=firmness)
    rows = [
        (number, size, *(ordered[name].iloc[at] for name in names[2:6]), sum(amounts[one] for one in chosen) - need)
        for number, chosen in enumerate(best, start=1)
        for at in chosen
    ]
    return pd.DataFrame(rows, columns=names), is_all and len(found) <= most


def _combine(amounts: list[int], reach: list[int], need: int, size: int) -> tuple[list[tuple[int, ...]], bool]:
    """All choices of so many amounts (largest first; `reach` are their running sums) that add up to what is needed."""
    found: list[tuple[int, ...]] = []
    steps = 0
    stack: list[tuple[tuple[int, ...], int]] = [((), 0)]
    while stack:
        chosen, total = stack.pop()
        left = size - len(chosen)
        if not left:
            found.append(chosen)
            continue
        start = chosen[-1] + 1 if chosen else 0
        following = []
        for at in range(start, len(amounts) - left + 1):
            if total + reach[at + left] - reach[at] < need:
                break  # the largest that are left do not suffice
            steps += 1
            following.append(((*chosen, at), total + amounts[at]))
        stack.extend(reversed(following))
        if steps > _STEPS:
            return found, False
    return found, True


def find_new_money(outlook: pd.DataFrame) -> pd.DataFrame:
    """What somebody who is not yet on the ladder would have to add for each target.

    In: the outlook. Out, by target and by what else comes (`in_cash`: nothing more; `if_announced`; `if_everything`):
    initiative, phase, target, currency, beside, amount (int64 hundredths; 0 where nothing is missing), low and high
    (if what is vague comes to its most, and to its least), and each_1, each_2, each_3 (int64 hundredths a head, rounded
    up to the cent, if so many new donors shared it equally). Targets without a known requirement are left out.
    """
    worlds = {
        world: outlook[((outlook["world"] == world) & outlook["missing_in_cash"].notna()).to_numpy()]
        for world in ("low", "amount", "high")
    }
    frames = []
    for beside in ("in_cash", "if_announced", "if_everything"):
        column = f"missing_{beside}"
        stated = worlds["amount"][["initiative", "phase", "target", "currency"]].assign(beside=beside)
        missing = {world: rows[column].to_numpy(dtype=np.int64) for world, rows in worlds.items()}
        each = {f"each_{count}": -(-missing["amount"] // count) for count in NEW_DONORS}
        frames.append(stated.assign(amount=missing["amount"], low=missing["high"], high=missing["low"], **each))
    order = {name: place for place, name in enumerate(("in_cash", "if_announced", "if_everything"))}
    by = ["initiative", "phase", "target", "beside"]
    return pd.concat(frames).sort_values(
        by, key=lambda column: column.map(order) if column.name == "beside" else column, kind="stable",
        ignore_index=True,
    )  # fmt: skip
