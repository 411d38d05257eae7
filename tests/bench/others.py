"""Questions that have a bench of their own: workbooks, the command line's start, pages. It measures nothing itself."""

import statistics
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench import pages, start, workbooks

ROWS = 20_000
"""Pledges of the workbooks."""


class Other(NamedTuple):
    """What was measured: seconds by measure, and each beside which others."""

    title: str
    seconds: dict[str, list[float]]
    beside: dict[str, tuple[str, ...]]

    def ratio(self, name: str, other: str) -> float:
        """How many times as long as another, of the medians."""
        return statistics.median(self.seconds[name]) / statistics.median(self.seconds[other])


def take_others(questions: Sequence[str], rounds: int, rows: int = ROWS) -> dict[str, Other | str]:
    """Each of (f), (g) and (h) that is asked for."""
    takers = {
        "f": lambda: _take_workbooks(rounds, rows),
        "g": lambda: _take_start(rounds),
        "h": lambda: _take_pages(rounds),
    }
    return {question: takers[question]() for question in questions if question in takers}


def _take_workbooks(rounds: int, rows: int) -> Other:
    names = [name for name in workbooks.MEASURES if "irregular" not in name]
    with tempfile.TemporaryDirectory() as folder:
        costs = workbooks.run_rounds(Path(folder), rows, rounds, names)
    seconds = {name: [cost.wall for cost in found] for name, found in costs.items()}
    beside = {name: workbooks.MEASURES[name].beside for name in names}
    return Other(f"workbooks of {rows:,} pledges, read and written", seconds, beside)


def _take_start(rounds: int) -> Other:
    found = start.measure(rounds)
    return Other("the command line, from start to answer", found, _all_beside(found, "import pandas"))


def _take_pages(rounds: int) -> Other:
    found = {name: [ms / 1000 for ms in taken] for name, taken in pages.measure(rounds).items()}
    clicks = {name: taken for name, taken in found.items() if name.startswith("click")}
    return Other("the Overview, from click to drawn", clicks, _all_beside(clicks, "bare page"))


def _all_beside(found: Mapping[str, object], word: str) -> dict[str, tuple[str, ...]]:
    """Everything beside the measure whose name ends in a word."""
    other = next((name for name in found if name.endswith(word)), None)
    return {name: (other,) for name in found if other is not None and name != other}
