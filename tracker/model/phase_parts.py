"""What each donor's money adds to each target of a phase on any date as a look-up. It decides no rule.

The rules are those of `parts`, asked here of every state that a promise was ever in, and not of those of one date.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from tracker import terms
from tracker.model.codes import as_texts, sum_groups
from tracker.model.histories import WORLDS, Histories, newest_standing, take
from tracker.model.lateness import find_late
from tracker.model.parts import SUMS, count_in_time
from tracker.model.position import order_rows
from tracker.model.targets import is_barred, is_in_force, state_targets
from tracker.money import Ints
from tracker.tables import Tables

_KEY = ["phase", "target", "rung", "donor"]
_TEXTS = ["phase", "donor", "component", "rung", "form"]
_MONEY = [*_TEXTS[:-1], *WORLDS, "vague"]


class Parts(NamedTuple):
    """Every movement of cash and every state of a promise beside each target that it may count towards.

    `groups`: phase, target, rung, donor, in the order of parts; `pairs`: since and until of the target as stated, state
    (its position, -1 of cash) and day of the money; `codes`: the group of each pair; `sums`: what it adds, by name.
    """

    groups: pd.DataFrame
    pairs: pd.DataFrame
    codes: Ints
    sums: dict[str, Ints]


def prepare_parts(tables: Tables, histories: Histories, movements: pd.DataFrame, currency: str | None = None) -> Parts:
    """Make parts ready to be looked up, at the rates of the steps; of one phase (see `keep_phase`): it takes room."""
    is_cash = (movements["rung"] == terms.RECEIVED) & (movements["form"] == "cash")
    cash = as_texts(movements.loc[is_cash.to_numpy(), [*_MONEY, "day"]]).assign(state=-1)
    at = np.flatnonzero((histories.states["outstanding_high"] > 0).to_numpy())
    states = histories.states.iloc[at]
    step = states["step"].to_numpy()
    promised = pd.DataFrame(
        {**{name: pd.Series(take(histories.steps, name, step), dtype="str") for name in _TEXTS},
         **{world: states[f"value_{world}"].to_numpy() for world in WORLDS},
         "vague": states["vague"].to_numpy(), "day": states["day"].to_numpy(), "state": at}
    )  # fmt: skip
    promised = promised[(promised["form"] == "cash").to_numpy()].drop(columns="form")
    targets = state_targets(tables, histories, currency)[["phase", "target", "due_day", "components", "since", "until"]]
    pairs = targets.merge(pd.concat([cash, promised], ignore_index=True), on="phase")
    pairs = order_rows(pairs.assign(undated=0, late=0, excluded=0), _KEY)
    barred = is_barred(pairs["components"], pairs["component"])
    pairs["excluded"] = pairs["amount"].where(barred, 0)
    pairs.loc[barred, [*WORLDS, "vague"]] = 0

    sums = {name: pairs[name].to_numpy(dtype=np.int64, copy=True) for name in SUMS}
    dated = np.flatnonzero((pairs["due_day"].notna() & (pairs["state"] >= 0)).to_numpy() & ~barred)
    own = histories.states.iloc[pairs["state"].to_numpy()[dated]]
    late = find_late(histories, own, pairs["due_day"].to_numpy()[dated])
    for name, values in count_in_time(histories, own, late).items():
        sums[name][dated] = values
    codes = pairs.groupby(_KEY, sort=False).ngroup().to_numpy()
    groups = pairs[_KEY].drop_duplicates(ignore_index=True)
    return Parts(groups, pairs[["since", "until", "state", "day"]], codes, sums)


def look_up_parts(prepared: Parts, histories: Histories, as_of: np.datetime64) -> pd.DataFrame:
    """The `find_parts` of a date."""
    pairs, state = prepared.pairs, prepared.pairs["state"].to_numpy()
    is_now = np.zeros(len(histories.states) + 1, dtype=bool)  # the last is for cash, which counts by its day
    is_now[histories.states.index.get_indexer(newest_standing(histories, as_of).index)] = True
    is_there = np.where(state < 0, (pairs["day"] <= as_of).to_numpy(), is_now[state])
    at = np.flatnonzero(is_there & is_in_force(pairs["since"].to_numpy(), pairs["until"].to_numpy(), as_of))
    size = len(prepared.groups)
    sums = {name: sum_groups(prepared.codes[at], size, values[at]) for name, values in prepared.sums.items()}
    told = np.flatnonzero(np.logical_or.reduce([sums[name] != 0 for name in ("amount", "high", "late", "excluded")]))
    added = {name: values[told] for name, values in sums.items() if name != "vague"}
    return prepared.groups.iloc[told].reset_index(drop=True).assign(**added, approximate=sums["vague"][told] > 0)
