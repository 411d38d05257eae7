"""How figures came to be: running sums by period, and what changed between two dates. It knows movements only."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from tracker import terms
from tracker.model.codes import Codes, group_rows, sort_order
from tracker.model.histories import WORLDS
from tracker.model.words import RUNG_WORDS
from tracker.model.writer import KIND_WORDS
from tracker.money import Ints

PERIODS = {"day": "D", "month": "M", "quarter": "Q", "year": "Y"}
_WIDTH = {"day": 1, "month": 1, "quarter": 3, "year": 12}
"""How many columns of a grid a period has."""
TIMELINE_KEY = ["phase", "period_end", "rung", "form"]
BRIDGE_KEY = ["phase", "kind", "rung", "form"]
_PLACE = ["phase", "rung", "form"]
_KINDS = list(terms.BRIDGE_KINDS)


class Grid(NamedTuple):
    """Movements laid out by place and month (or day), from which periods and dates are read.

    `places`: phase, rung, form, one row each, in that order; `begins`: the day of each one's first movement; `first`:
    the month (day) of column 0; `sums`: for amount, low and high what stood at the beginning of each column, and at the
    end of the last (int64, places × columns + 1). `codes` (the place of each movement), `kinds`, `days` and `worlds`
    are the movements themselves, in the order of days.
    """

    places: pd.DataFrame
    begins: np.ndarray
    first: np.datetime64
    sums: dict[str, Ints]
    codes: Codes
    kinds: Codes
    days: np.ndarray
    worlds: dict[str, Ints]


def lay_out(movements: pd.DataFrame, unit: str = "M") -> Grid:
    """Lay movements out by month (`M`) or day (`D`)."""
    rung, kind = (
        movements[name].array if movements[name].dtype == words else pd.Categorical(movements[name], dtype=words)
        for name, words in (("rung", RUNG_WORDS), ("kind", KIND_WORDS))
    )
    codes, places = group_rows(movements[["phase", "form"]].assign(rung=rung), _PLACE)
    codes = codes.astype(np.int32)
    days = movements["day"].to_numpy()
    columns = days.astype(np.dtype(f"datetime64[{unit}]"))
    first: np.datetime64 = columns.min() if len(days) else np.zeros(1, dtype=columns.dtype)[0]
    at = (columns - first).astype(np.int64)
    width = int(at.max(initial=-1)) + 1
    worlds = {name: movements[name].to_numpy() for name in WORLDS}
    sums = {}
    for name, values in worlds.items():
        grid = np.zeros((len(places), width + 1), dtype=np.int64)
        np.add.at(grid.reshape(-1), codes * (width + 1) + at + 1, values)
        sums[name] = np.cumsum(grid, axis=1, out=grid)
    begins = np.full(len(places), np.datetime64("NaT"), dtype=days.dtype)
    begins[codes[::-1]] = days[::-1]
    return Grid(places, begins, first, sums, codes, kind.codes, days, worlds)


def _stood(grid: Grid, on: np.datetime64) -> dict[str, Ints]:
    """What each place held at the end of a day: at the beginning of its month, and what has moved since."""
    width = next(iter(grid.sums.values())).shape[1] - 1
    month = on.astype(grid.first.dtype)
    column = int(np.clip((month - grid.first).astype(np.int64), 0, width))
    begin = np.searchsorted(grid.days, month.astype(grid.days.dtype))
    end = np.searchsorted(grid.days, on, side="right")
    found = {name: values[:, column].copy() for name, values in grid.sums.items()}
    if column < width:
        for name, values in found.items():
            np.add.at(values, grid.codes[begin:end], grid.worlds[name][begin:end])
    return found


def find_timeline(movements: pd.DataFrame, as_of: np.datetime64, by: str = "quarter") -> pd.DataFrame:
    """What stood on each rung at the end of every period, from the first movement's to the as-of date's.

    In: movements in the order of days, and `day`, `month`, `quarter` or `year`. Out: phase, period_end (datetime64),
    rung, form, amount, low, high (int64 hundredths), ordered by phase, period and ladder; a line for every period once
    a phase has anything on a rung. The last period holds what stands on the as-of date. Requirements are a rung of
    their own.
    """
    return read_timeline(lay_out(movements, "D" if by == "day" else "M"), as_of, by)


def read_timeline(grid: Grid, as_of: np.datetime64, by: str = "quarter", *, requirement: bool = True) -> pd.DataFrame:
    """The same from a grid of months (of days for `day`); without the requirement where it is not asked for."""
    is_asked = grid.begins <= as_of
    if not requirement:
        is_asked &= (grid.places["rung"] != terms.REQUIREMENT).to_numpy()
    chosen = np.flatnonzero(is_asked)
    ends = _ends(grid, as_of, _WIDTH[by])
    width = next(iter(grid.sums.values())).shape[1] - 1
    upto = np.clip((ends - grid.first).astype(np.int64) + 1, 0, width)
    stands = _stood(grid, as_of)
    running = {name: values[np.ix_(chosen, upto)] for name, values in grid.sums.items()}
    for name, values in running.items():
        values[:, -1] = stands[name][chosen]

    phase = pd.factorize(grid.places["phase"].array[chosen])[0]
    some = np.logical_or.reduce([values != 0 for values in running.values()])
    begun = np.zeros((int(phase.max(initial=-1)) + 1, len(ends)), dtype=bool)
    np.logical_or.at(begun, phase, some)
    is_begun = np.logical_or.accumulate(begun, axis=1)[phase]
    place, period = np.nonzero(is_begun)
    order = sort_order(phase[place] * len(ends) + period)  # places are in the order of phases and the ladder
    place, period = place[order], period[order]
    last = (ends + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    named = {name: grid.places[name].array.take(chosen[place]) for name in _PLACE}
    return pd.DataFrame(
        {"phase": named["phase"], "period_end": last.astype("datetime64[s]")[period], "rung": named["rung"],
         "form": named["form"], **{name: values[place, period] for name, values in running.items()}}
    )  # fmt: skip


def _ends(grid: Grid, as_of: np.datetime64, size: int) -> np.ndarray:
    """The last month (or day) of each period from the grid's first to that of a date."""
    last = as_of.astype(grid.first.dtype)
    first = min(grid.first, last)
    begin, end = (int(one.astype(np.int64)) // size for one in (first, last))
    return (np.arange(begin, end + 1) * size + size - 1).astype(grid.first.dtype)


def find_bridge(
    movements: pd.DataFrame,
    start: np.datetime64,
    end: np.datetime64,
    reported: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What changed from the end of one day to the end of another: opening + Σ movements by kind = closing.

    In: movements in the order of days; `reported`: movements as they were known when the opening was printed, if it
    was. Out: phase, kind (opening, late entries, the kinds of movements, closing), rung (with requirement), form,
    amount, low, high (int64 hundredths), in that order. Opening and closing stand for every rung that anything is said
    of.
    """
    return read_bridge(lay_out(movements), start, end, None if reported is None else lay_out(reported))


def read_bridge(grid: Grid, start: np.datetime64, end: np.datetime64, reported: Grid | None = None) -> pd.DataFrame:
    """The same from grids of months."""
    places, own, theirs = _same_places(grid, reported)
    opening, closing = _stood(grid, start), _stood(grid, end)
    printed = opening if reported is None else _stood(reported, start)
    since, until = np.searchsorted(grid.days, [start, end], side="right")
    between = slice(since, max(until, since))
    cell = own[grid.codes[between]] * len(_KINDS) + _KIND_PLACE[grid.kinds[between]]
    cells: dict[str, Ints] = {}
    for name in WORLDS:
        table = np.zeros((len(places), len(_KINDS)), dtype=np.int64)
        np.add.at(table.reshape(-1), cell, grid.worlds[name][between])
        table[theirs, _KINDS.index(terms.OPENING)] = printed[name]
        late = table[:, _KINDS.index(terms.LATE_ENTRIES)]
        late[own] = opening[name]
        late -= table[:, _KINDS.index(terms.OPENING)]
        table[own, _KINDS.index(terms.CLOSING)] = closing[name]
        cells[name] = table
    is_something = np.logical_or.reduce([table != 0 for table in cells.values()])
    is_told = is_something.copy()
    is_told[:, [_KINDS.index(terms.OPENING), _KINDS.index(terms.CLOSING)]] = is_something.any(axis=1)[:, None]
    place, kind = np.nonzero(is_told)
    phase = pd.factorize(places["phase"].array)[0]
    order = sort_order(phase[place] * len(_KINDS) + kind)
    place, kind = place[order], kind[order]
    named = {name: places[name].array.take(place) for name in _PLACE}
    return pd.DataFrame(
        {"phase": named["phase"], "kind": pd.array(_KINDS, dtype="str").take(kind), "rung": named["rung"],
         "form": named["form"], **{name: table[place, kind] for name, table in cells.items()}}
    )  # fmt: skip


_KIND_PLACE = np.array([_KINDS.index(kind) for kind in KIND_WORDS.categories], dtype=np.int64)


def _same_places(grid: Grid, reported: Grid | None) -> tuple[pd.DataFrame, Ints, Ints]:
    """The places of two grids together, and where those of each are among them."""
    every = np.arange(len(grid.places))
    if reported is None:
        return grid.places, every, every
    both = pd.concat([grid.places, reported.places], ignore_index=True)
    codes, places = group_rows(both.assign(rung=pd.Categorical(both["rung"], dtype=RUNG_WORDS)), _PLACE)
    return places, codes[: len(every)], codes[len(every) :]
