"""What is missing: the position of each phase against its requirement and its thresholds, at every floor rung."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from tracker import terms
from tracker.model.codes import replace_words, sum_groups
from tracker.model.histories import Histories
from tracker.model.parts import SUMS, match_money
from tracker.model.position import order_rows
from tracker.model.targets import find_targets, order_targets
from tracker.money import Ints
from tracker.tables import Tables

GAPS_KEY = ["initiative", "phase", "target", "counting"]


def find_gaps(
    tables: Tables,
    histories: Histories,
    movements: pd.DataFrame,
    as_of: np.datetime64,
    *,
    currency: str | None = None,
    rungs: tuple[str, ...] = terms.RUNGS,
    rates_at: str = "step",
) -> pd.DataFrame:
    """Coverage and gap of every target on a date (design, section 4, Targets).

    In: checked tables with their histories and movements; `rates_at` is `step` (promises at the rate of the day of
    their step) or `as_of`. Out, one row for each target and each of `rungs` as the floor it counts from, in the order
    of initiative, phase, target and ladder: initiative, phase, target (`requirement` or a threshold's key), title,
    due_on, currency, required (Int64, NA where unknown), counting, is_headline, counted, low, high (int64),
    approximate, undated, late, excluded (int64: money whose earmark may not count), unconverted (tuple of (currency,
    hundredths)), coverage (float, NaN where there is none), gap, surplus (Int64). Money is in hundredths of
    `currency`.
    """
    targets = find_targets(tables, histories, movements, as_of, currency)
    return cover_targets(targets, match_money(targets, histories, movements, as_of, rates_at), rungs)


def cover_targets(targets: pd.DataFrame, parts: pd.DataFrame, rungs: tuple[str, ...] = terms.RUNGS) -> pd.DataFrame:
    """Coverage and gap of every target from each floor rung: the columns and the order of `find_gaps`.

    In: what `count_money` gives, the parts summed or not.
    """
    rank = replace_words(parts["rung"], terms.RANK).astype(np.int64)
    cell = parts["target_at"].to_numpy() * len(terms.RUNGS) + rank
    sums = {
        name: sum_groups(cell, len(targets) * len(terms.RUNGS), parts[name].to_numpy()).reshape(-1, len(terms.RUNGS))
        for name in SUMS
    }
    order = order_targets(targets)
    hidden = _unconverted(len(targets), parts)[order]
    targets, sums = targets.iloc[order], {name: cells[order] for name, cells in sums.items()}
    required, is_blank = targets["required"].to_numpy("int64", na_value=0), targets["required"].isna().to_numpy()
    return tell_gaps(head_gaps(targets, rungs), required, is_blank, sums, rungs, hidden)


def head_gaps(targets: pd.DataFrame, rungs: tuple[str, ...]) -> dict[str, Any]:
    """What gaps say of targets on every date: a row for each target and each of `rungs`.

    In: `find_targets` in order. Out: arrays initiative, phase, target, title, due_on, currency, counting, is_headline.
    """
    each = np.repeat(np.arange(len(targets)), len(rungs))
    floor = np.tile(np.arange(len(rungs)), len(targets))
    headline = pd.Index(rungs).get_indexer(targets["counts"])
    default = pd.Index(rungs).get_indexer([terms.DEFAULT_COUNTS])[0]
    texts = ("initiative", "phase", "target", "title", "due_on", "currency")
    return {
        **{name: targets[name].array.take(each) for name in texts},
        "counting": pd.array(rungs, dtype="str").take(floor),
        "is_headline": floor == np.where(headline < 0, default, headline)[each],
    }


def tell_gaps(
    head: Mapping[str, Any],
    required: Ints,
    is_blank: np.ndarray,
    sums: dict[str, Ints],
    rungs: tuple[str, ...],
    hidden: np.ndarray | None = None,
) -> pd.DataFrame:
    """Targets and what stands on each rung for them, as `find_gaps` has it.

    In: the `head_gaps` of the targets, and what each requires, 0 where that is blank; for each of `SUMS` an array of
    targets × rungs; `hidden` likewise: the money without a rate that stands on a rung or firmer.
    """
    ranks = slice(None) if rungs == terms.RUNGS else [terms.RANK[rung] for rung in rungs]
    running = {name: np.cumsum(cells, axis=1)[:, ranks].ravel() for name, cells in sums.items()}
    needed, is_blank = np.repeat(required, len(rungs)), np.repeat(is_blank, len(rungs))
    is_known = needed > 0
    counted = running["amount"]
    unconverted = np.empty(len(counted), dtype=object)
    if hidden is None:
        unconverted.fill(())
    else:
        unconverted[:] = hidden[:, ranks].ravel().tolist()
    texts = ("initiative", "phase", "target", "title", "due_on", "currency")
    return pd.DataFrame(
        {
            **{name: head[name].copy() for name in texts},
            "required": pd.arrays.IntegerArray(np.where(is_blank, 1, needed), is_blank),
            **{name: head[name].copy() for name in ("counting", "is_headline")},
            "counted": counted,
            **{name: running[name] for name in ("low", "high")},
            "approximate": running["vague"] > 0,
            **{name: running[name] for name in ("undated", "late", "excluded")},
            "unconverted": unconverted,
            "coverage": np.where(is_known, counted / np.where(is_known, needed, 1), np.nan),
            "gap": pd.arrays.IntegerArray(np.maximum(needed - counted, 0), ~is_known),
            "surplus": pd.arrays.IntegerArray(np.maximum(counted - needed, 0), ~is_known),
        },
        copy=False,
    )


def _unconverted(targets: int, parts: pd.DataFrame) -> np.ndarray:
    """For each target and floor, the money without a rate that stands there or firmer: (currency, hundredths) pairs."""
    found = np.empty((targets, len(terms.RUNGS)), dtype=object)
    found.ravel()[:] = [()] * found.size
    hidden = parts[(parts["unconverted"] != 0).to_numpy()]
    sums = hidden.groupby(["target_at", "rung", "unconverted_in"])["unconverted"].sum()
    totals: dict[int, dict[tuple[int, str], int]] = {}
    for (target, rung, currency), amount in sums.items():
        totals.setdefault(target, {})[terms.RANK[rung], currency] = int(amount)
    for target, amounts in totals.items():
        for floor in range(len(terms.RUNGS)):
            known: dict[str, int] = {}
            for (rank, currency), amount in amounts.items():
                if rank <= floor:
                    known[currency] = known.get(currency, 0) + amount
            found[target, floor] = tuple((currency, amount) for currency, amount in sorted(known.items()) if amount)
    return found


def find_portfolio(gaps: pd.DataFrame, by: list[str] | None = None) -> pd.DataFrame:
    """Coverage over several phases, where a surplus here does not hide a gap there.

    In: gaps; columns to sum by (default: initiative). Out: those, currency, counting, required, counted (what counts
    towards it: Σ min(counted, required)), money (Σ counted), gap (int64 hundredths), approximate, coverage, phases (how
    many have a known requirement), unknown (how many have none). Phases without a known requirement are left out of
    every sum.
    """
    by = by if by is not None else ["initiative"]
    whole = gaps[(gaps["target"] == terms.REQUIREMENT).to_numpy()]
    is_known = (whole["required"] > 0).fillna(False).astype(bool)
    known = whole.assign(
        phases=is_known.astype("int64"), unknown=(~is_known).astype("int64"),
        required=whole["required"].where(is_known, 0).astype("int64"),
        money=whole["counted"].where(is_known, 0),
        gap=whole["gap"].fillna(0).astype("int64"),
        approximate=whole["approximate"] & is_known,
    )  # fmt: skip
    known["counted"] = np.minimum(known["money"], known["required"])
    keys = [*by, "currency", "counting"]
    sums = ["required", "counted", "money", "gap", "phases", "unknown"]
    frame = known.groupby(keys, as_index=False).agg({**dict.fromkeys(sums, "sum"), "approximate": "any"})
    frame["coverage"] = (frame["counted"] / frame["required"]).where(frame["required"] > 0)
    return order_rows(frame, keys)
