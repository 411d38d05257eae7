"""Those whom the bench asks the same questions. It says what a peer is, and how an answer is put; it knows no peer's ways.

A peer is a module with a class `Peer`. It loads the ledger into its own storage before the time begins, and answers with
plain rows. Its answers are compared with the tracker's, amount by amount, before any time counts.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from tracker.terms import RUNGS

YEAR = 365
"""Days between the two dates of a bridge."""
FLOWS = {"c": "timeline", "d": "bridge"}
"""Questions that are answered by one table of amounts."""

Key = tuple[str, ...]
Amounts = dict[Key, Any]
Answer = dict[str, Amounts]
"""Amounts by what they are of: `position` by (phase, rung, form); `gaps`: counted and gap by (phase, target, rung)."""
Row = tuple[Any, ...]
QUESTIONS = {
    "a": "position and gaps of every phase, from cold tables",
    "b": "the same for the next date",
    "c": "the quarterly timeline, once movements are there",
    "d": "the bridge between two dates, once movements are there",
    "e": "the same as (a), as known at an earlier changeset",
    "e0": "the same as (a) from the same ledger, as known now",
}


class Peer(Protocol):
    """What the bench asks of each. Days are counted from 1970; an answer's rows are taken apart when the clock has stopped."""

    title: str
    answers: str
    """The letters of the questions that it is asked."""

    def version(self) -> str:
        """Name and version of what answers, once it is loaded."""
        ...

    def load(self, folder: Path) -> None:
        """Take the ledger into one's own storage; nothing of it is timed."""
        ...

    def ask(self, question: str, day: int) -> Any:
        """Answer; this is timed."""
        ...

    def prepare(self) -> None:
        """Make what one would keep for further dates, after (a) and before (b); this is not timed."""
        ...

    def told(self, question: str, answer: Any) -> Answer:
        """The answer in the form in which answers are compared; this is not timed."""
        ...


def find_gaps(required: Iterable[Row], sums: Iterable[Row]) -> list[Row]:
    """What each target lacks at every floor: phase, target, rung, counted, gap.

    In: (phase, target, hundredths) of every target whose requirement is known, and (phase, target, rung, hundredths) of
    the money that counts.
    """
    found: dict[tuple[str, str], dict[str, int]] = {}
    for phase, target, rung, amount in sums:
        found.setdefault((phase, target), {})[rung] = int(amount)
    rows = []
    for phase, target, needed in required:
        counted, of_rungs = 0, found.get((phase, target), {})
        for rung in RUNGS:
            counted += of_rungs.get(rung, 0)
            rows.append((phase, target, rung, counted, max(int(needed) - counted, 0)))
    return rows


def put_position(position: Iterable[Row], gaps: Iterable[Row]) -> Answer:
    """Rows (phase, rung, form, amount) and (phase, target, rung, counted, gap) as an answer."""
    return {
        "position": put_amounts(position),
        "gaps": {(str(p), str(t), str(r)): (int(c), int(g)) for p, t, r, c, g in gaps},
    }


def put_amounts(rows: Iterable[Row]) -> Amounts:
    """Rows whose last value is an amount, without those that add up to nothing."""
    return {tuple(map(str, keys)): int(amount) for *keys, amount in rows if amount}


def quarter_of(day: int) -> int:
    """The quarter of a day, counted from 1970."""
    return int(np.datetime64(day, "D").astype("datetime64[M]").astype(np.int64)) // 3


def end_of(quarter: int) -> str:
    """The last day of a quarter, as text."""
    return str(np.datetime64(3 * quarter + 3, "M").astype("datetime64[D]") - np.timedelta64(1, "D"))
