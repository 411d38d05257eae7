"""Gaps on any date as a look-up: what counts towards each target, kept as running sums. It decides no rule.

The rules are those of `gaps`, asked here of every state that a promise was ever in, and not of those of one date.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.model.codes import sort_order, sum_groups
from tracker.model.gaps import head_gaps, tell_gaps
from tracker.model.histories import WORLDS, Histories, take_codes
from tracker.model.lateness import find_late
from tracker.model.parts import SUMS, count_in_time
from tracker.model.running import Layer, Running, add_up, number_days, run_up, stand, sum_until
from tracker.model.targets import is_barred, is_in_force, order_targets, state_targets
from tracker.money import Ints
from tracker.tables import Tables

_FLOORS = len(terms.RUNGS)
_RULE = ["phase", "due_day", "components"]
PLACE_KEY = ["phase", "rung", "form", "component"]
"""What decides what money counts towards: who gives it does not."""
_SPELLS = 8
"""So many sets of targets in force are remembered: dates that are asked about one after the other mostly share one."""


class Pairs(NamedTuple):
    """Groups of running sums, and beside each what its money goes into."""

    groups: Ints
    into: Ints


class Spell(NamedTuple):
    """The targets in force during some days, and what is the same of their gaps on each of these.

    `required`: what they need, 0 where that is blank or of each day its own; `whole`: which of them are requirements;
    `head`: their `head_gaps`.
    """

    required: Ints
    is_blank: np.ndarray
    rule: Ints
    whole: Ints
    place: Ints
    stated: np.ndarray
    head: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Counting:
    """Every target that was ever stated, in the order of gaps, and what is needed to say what counts towards it.

    `targets`: the columns of `state_targets`, rule (what may count: a number), place (of a requirement the number of
    its phase, -1 of a threshold), stated (datetime64: when a phase's first budget was); they are in force from `since`
    until before `until`. Pairs say which group of the running sums (by `PLACE_KEY`) counts in which cell (rule × rungs
    + rank), is barred from which, and is the requirement of which phase. `late` and `rest`: what the states of
    promises count less, by cell and day; `rest` is of the few whose low or high differs.
    """

    running: Running
    targets: pd.DataFrame
    since: np.ndarray
    until: np.ndarray
    rules: int
    needs: Pairs
    counts: Pairs
    bars: Pairs
    late: Layer
    rest: Layer
    first: np.datetime64
    span: int
    spells: dict[tuple[object, ...], Spell] = field(default_factory=dict)

    def spell(self, as_of: np.datetime64, rungs: tuple[str, ...]) -> Spell:
        """The spell in which a date is, with the head of its gaps at some rungs; the last few are kept."""
        in_force = is_in_force(self.since, self.until, as_of)
        key = in_force.tobytes(), rungs
        found = self.spells.get(key)
        if found is None:
            targets = self.targets[in_force]
            whole = np.flatnonzero((targets["place"] >= 0).to_numpy())
            place, stated = targets["place"].to_numpy()[whole], targets["stated"].to_numpy()[whole]
            head = head_gaps(targets, rungs)
            required, is_blank = (
                targets["required"].to_numpy("int64", na_value=0),
                targets["required"].isna().to_numpy(),
            )
            found = Spell(required, is_blank, targets["rule"].to_numpy(), whole, place, stated, head)
            if len(self.spells) >= _SPELLS:
                self.spells.clear()
            self.spells[key] = found
        return found


def prepare_counting(
    tables: Tables, histories: Histories, movements: pd.DataFrame, currency: str | None = None
) -> Counting | None:
    """Make gaps ready to be looked up; None where some money has no rate, which only `find_gaps` can tell of.

    In: checked tables, their histories and movements.
    """
    running = run_up(movements, PLACE_KEY)
    if len(running.open):
        return None
    targets = state_targets(tables, histories, currency)
    targets = targets.iloc[order_targets(targets)].reset_index(drop=True)
    is_whole = targets["since"].isna().to_numpy()
    phases = pd.Index(tables["phases"]["phase"].sort_values())
    begun = days(tables["budgets"]["stated_on"], "last").groupby(tables["budgets"]["phase"].to_numpy()).min()
    targets = targets.assign(
        rule=targets.groupby(_RULE, dropna=False, sort=False).ngroup(),
        place=np.where(is_whole, phases.get_indexer(targets["phase"]), -1),
        stated=targets["phase"].map(dict(begun)).to_numpy(dtype="datetime64[s]"),
    )
    rules = targets.drop_duplicates("rule").sort_values("rule", ignore_index=True)[_RULE]

    rank = running.groups["rung"].map({**terms.RANK, terms.REQUIREMENT: -1}).to_numpy(dtype=np.int64)
    cash = np.flatnonzero((rank >= 0) & (running.groups["form"] == "cash").to_numpy())
    money = running.groups[["phase", "component"]].iloc[cash].assign(group=cash)
    pairs = rules.assign(rule=np.arange(len(rules))).merge(money, on="phase")
    groups = pairs["group"].to_numpy(dtype=np.int64)
    cells = pairs["rule"].to_numpy(dtype=np.int64) * _FLOORS + rank[groups]
    barred = is_barred(pairs["components"], pairs["component"])
    phase = phases.get_indexer(running.groups["phase"])
    needs = np.flatnonzero((rank < 0) & (phase >= 0))
    late, rest, first, span = _lay_late(histories, rules)
    return Counting(
        running, targets, targets["since"].to_numpy(), targets["until"].to_numpy(), len(rules),
        needs=Pairs(needs, phase[needs]), counts=Pairs(groups[~barred], cells[~barred]),
        bars=Pairs(groups[barred], cells[barred]), late=late, rest=rest, first=first, span=span,
    )  # fmt: skip


def look_up_gaps(
    counting: Counting,
    as_of: np.datetime64,
    rungs: tuple[str, ...] = terms.RUNGS,
    stands: dict[str, Ints] | None = None,
) -> pd.DataFrame:
    """The `find_gaps` of a date, with promises at the rates of their steps.

    `stands` is the `running.stand` of the running sums on the date, if it is at hand.
    """
    stands = stand(counting.running, as_of) if stands is None else stands
    size = counting.rules * _FLOORS
    counts, bars, needs = counting.counts, counting.bars, counting.needs
    sums = {name: sum_groups(counts.into, size, stands[name][counts.groups]) for name in stands}
    sums["excluded"] = sum_groups(bars.into, size, stands["amount"][bars.groups])
    for layer in (counting.late, counting.rest):
        sums |= sum_until(layer, counting.first, counting.span, as_of)
    for name in WORLDS:
        sums[name] = sums[name] - sums["late"] - sums.get(f"further_{name}", 0)
    sums["vague"] = sums["vague"] - sums["further_vague"]

    spell = counting.spell(as_of, rungs)
    needed = sum_groups(needs.into, len(spell.place), stands["amount"][needs.groups])
    required, is_blank = spell.required.copy(), spell.is_blank.copy()
    is_blank[spell.whole] = ~(spell.stated <= as_of)
    required[spell.whole] = np.where(is_blank[spell.whole], 0, needed[spell.place])
    cells = {name: sums[name].reshape(-1, _FLOORS)[spell.rule] for name in SUMS}
    return tell_gaps(spell.head, required, is_blank, cells, rungs)


def _lay_late(histories: Histories, rules: pd.DataFrame) -> tuple[Layer, Layer, np.datetime64, int]:
    """What counts less towards each rule because it comes late, from each state's day to that of the next."""
    states, steps = histories.states, histories.steps
    at, rule = _pair_states(histories, rules)
    pairs = states.iloc[at]
    late = count_in_time(histories, pairs, find_late(histories, pairs, rules["due_day"].to_numpy()[rule]))
    less = {"late": late["late"], "undated": late["undated"]}
    for world in ("low", "high"):
        less[f"further_{world}"] = pairs[f"value_{world}"].to_numpy() - late[world] - late["late"]
    less["further_vague"] = pairs["vague"].to_numpy() - late["vague"]
    promise, day = states["promise"].to_numpy(), states["day"].to_numpy()
    is_followed = np.append(promise[1:] == promise[:-1], np.zeros(min(len(promise), 1), dtype=bool))
    ends = np.flatnonzero(is_followed[at])
    cell = rule * _FLOORS + take_codes(steps, "rung", states["step"].to_numpy()[at]) - 1
    cell = np.concatenate([cell, cell[ends]])
    numbers, first, span = number_days(np.concatenate([day[at], day[at[ends] + 1]]))
    order = sort_order(numbers)

    def lay(names: list[str]) -> Layer:
        both = {name: np.concatenate([less[name], -less[name][ends]])[order] for name in names}
        some = np.flatnonzero(np.logical_or.reduce([values != 0 for values in both.values()]))
        chosen = order[some]
        measures = {name: values[some] for name, values in both.items()}
        return add_up(cell[chosen], len(rules) * _FLOORS, numbers[chosen], span, measures)

    further = [name for name in less if name.startswith("further")]
    return lay(["late", "undated"]), lay(further), first, span


def _pair_states(histories: Histories, rules: pd.DataFrame) -> tuple[Ints, Ints]:
    """Every state in which promised cash stands, beside each rule with a date that it may count towards."""
    states, steps = histories.states, histories.steps
    step = states["step"].to_numpy()
    stands = np.flatnonzero((states["outstanding_high"] > 0).to_numpy() & (take_codes(steps, "form", step) == 0))
    phase = take_codes(steps, "phase", step)[stands].astype(np.int64)
    stands = stands[sort_order(phase)]
    phase = np.sort(phase)
    dated = np.flatnonzero(rules["due_day"].notna().to_numpy())
    of_rule = steps["phase"].cat.categories.get_indexer(rules["phase"])[dated]
    begin, end = np.searchsorted(phase, of_rule), np.searchsorted(phase, of_rule, side="right")
    at = np.concatenate([np.zeros(0, dtype=np.int64), *(stands[a:b] for a, b in zip(begin, end, strict=True))])
    rule = np.repeat(dated, end - begin)
    words = steps["component"].cat.categories
    every = pd.Series(np.tile(words, len(rules)), dtype="str")
    barred = is_barred(rules["components"].repeat(len(words)), every).reshape(len(rules), len(words))
    may = ~barred[rule, take_codes(steps, "component", step[at])]
    return at[may], rule[may]
