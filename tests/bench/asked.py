"""What the bench asks of the tracker: the model's functions, named in this place only. It times nothing."""

from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from tests.bench.peers import YEAR, Answer, Row, put_amounts, put_position
from tracker.ledger import open_ledger
from tracker.model.counting import Counting, look_up_gaps, prepare_counting
from tracker.model.gaps import find_gaps
from tracker.model.histories import Histories, find_histories
from tracker.model.history import Grid, lay_out, read_bridge, read_timeline
from tracker.model.movements import find_movements
from tracker.model.position import find_position, look_up_position
from tracker.model.running import stand
from tracker.tables import Tables

Figures = tuple[pd.DataFrame, pd.DataFrame]
"""Position and gaps."""
LEDGER = "tracker.db"
BEFORE = 1
"""The earlier changeset that is asked for."""


class Followed(NamedTuple):
    """What is made of a state of a ledger before any date is asked about."""

    tables: Tables
    histories: Histories
    movements: pd.DataFrame


class Prepared(NamedTuple):
    """What the desk keeps so that any date is a look-up."""

    counting: Counting | None
    grid: Grid


def follow(tables: Tables) -> Followed:
    """Histories and movements of checked tables; nothing of it was there before."""
    fresh = {name: frame.copy(deep=False) for name, frame in tables.items()}
    histories = find_histories(fresh)
    return Followed(fresh, histories, find_movements(fresh, None, histories))


def find_figures(of: Followed, day: np.datetime64) -> Figures:
    """Position and gaps on a date that is asked about alone."""
    position = find_position(of.movements, day, ["phase", "rung", "form"])
    return position, find_gaps(of.tables, of.histories, of.movements, day)


def prepare(of: Followed) -> Prepared:
    """Running sums by all that decides what money counts towards; and by month."""
    return Prepared(prepare_counting(of.tables, of.histories, of.movements), lay_out(of.movements))


def look_up(prepared: Prepared, day: np.datetime64) -> Figures:
    """Position and gaps on any date, as the desk looks them up; the position is by component too."""
    assert prepared.counting is not None, "an invented ledger has a rate for all its money"
    running = prepared.counting.running
    stands = stand(running, day)
    return look_up_position(running, day, stands), look_up_gaps(prepared.counting, day, stands=stands)


class Peer:
    """The tracker itself, in the form of its peers."""

    title = "tracker"
    answers = "abcde"

    def version(self) -> str:
        """Name and version."""
        return f"tracker {version('funding-tracker')} on pandas {pd.__version__}, NumPy {np.__version__}"

    def load(self, folder: Path) -> None:
        """The checked frames, in memory; for (e) the ledger is opened when it is asked."""
        self._tables: Tables = pd.read_pickle(folder / "tables.pickle")
        self._ledger = f"sqlite:///{folder / LEDGER}"

    def ask(self, question: str, day: int) -> Any:
        """(b), (c) and (d) look up what was prepared, (e) begins with the ledger's file."""
        on = np.datetime64(day, "D").astype("datetime64[s]")
        match question:
            case "a":
                self._followed = follow(self._tables)
                return find_figures(self._followed, on)
            case "b":
                return look_up(self._prepared, on)
            case "c":
                return read_timeline(self._prepared.grid, on)
            case "d":
                return read_bridge(self._prepared.grid, on - np.timedelta64(YEAR, "D"), on)
            case "e" | "e0":
                with closing(open_ledger(self._ledger)) as ledger:
                    tables = ledger.read(BEFORE if question == "e" else None)
                return find_figures(follow(tables), on)
        raise ValueError(f"'{question}' is not asked of the tracker")

    def prepare(self) -> None:
        """Running sums of the movements that (a) made."""
        self._prepared = prepare(self._followed)

    def told(self, question: str, answer: Any) -> Answer:
        """Amounts only; low, high and what else the tracker says more than its peers is left out."""
        match question:
            case "c":
                frame = answer.assign(period_end=answer["period_end"].dt.strftime("%Y-%m-%d"))
                return {"timeline": put_amounts(_rows(frame, "phase", "period_end", "rung", "form", "amount"))}
            case "d":
                return {"bridge": put_amounts(_rows(answer, "phase", "kind", "rung", "form", "amount"))}
        position, gaps = answer
        position = position.groupby(["phase", "rung", "form"], as_index=False, observed=True)["amount"].sum()
        known = gaps[gaps["gap"].notna().to_numpy()]
        return put_position(
            _rows(position, "phase", "rung", "form", "amount"),
            _rows(known, "phase", "target", "counting", "counted", "gap"),
        )


def _rows(frame: pd.DataFrame, *names: str) -> Iterator[Row]:
    return zip(*(frame[name].tolist() for name in names), strict=True)


def weigh(followed: Followed, prepared: Prepared) -> tuple[int, int]:
    """Bytes of the tables' frames, and of all that is kept, by pandas' and NumPy's own count."""
    return _bytes(followed.tables), _bytes(followed) + _bytes(prepared)


def _bytes(kept: object) -> int:
    """Of frames and arrays, however they lie in tuples and dictionaries."""
    match kept:
        case pd.DataFrame():
            return int(kept.memory_usage(deep=True).sum())
        case np.ndarray():
            return kept.nbytes
        case tuple():
            return sum(map(_bytes, kept))
        case dict():
            return sum(map(_bytes, kept.values()))
        case Counting():
            return _bytes(vars(kept))
    return 0


def count(followed: Followed) -> int:
    """How many movements there are."""
    return len(followed.movements)
