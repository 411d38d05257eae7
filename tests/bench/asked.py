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
from tracker.model.gaps import find_gaps
from tracker.model.histories import Histories, find_histories
from tracker.model.history import find_bridge, find_timeline
from tracker.model.movements import find_movements
from tracker.model.position import find_position
from tracker.tables import Tables

POSITION = ["phase", "rung", "form"]
LEDGER = "tracker.db"
BEFORE = 1
"""The earlier changeset that is asked for."""


class Kept(NamedTuple):
    """What is made once per state of a ledger, for every date."""

    tables: Tables
    histories: Histories
    movements: pd.DataFrame


def follow(tables: Tables) -> Kept:
    """All that dates are then asked of, from checked tables; nothing of it was there before."""
    fresh = {name: frame.copy(deep=False) for name, frame in tables.items()}
    histories = find_histories(fresh)
    return Kept(fresh, histories, find_movements(fresh, None, histories))


def look(kept: Kept, day: np.datetime64) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Position and gaps on a date."""
    position = find_position(kept.movements, day, POSITION)
    return position, find_gaps(kept.tables, kept.histories, kept.movements, day)


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
        """Histories and movements are kept from (a); (e) begins with the ledger's file, and keeps nothing."""
        on = np.datetime64(day, "D").astype("datetime64[s]")
        match question:
            case "a":
                self._kept = follow(self._tables)
                return look(self._kept, on)
            case "b":
                return look(self._kept, on)
            case "c":
                return find_timeline(self._kept.movements, on)
            case "d":
                return find_bridge(self._kept.movements, on - np.timedelta64(YEAR, "D"), on)
            case "e" | "e0":
                with closing(open_ledger(self._ledger)) as ledger:
                    tables = ledger.read(BEFORE if question == "e" else None)
                return look(follow(tables), on)
        raise ValueError(f"'{question}' is not asked of the tracker")

    def prepare(self) -> None:
        """Nothing: what (b) is asked of was made by (a), within its time."""

    def told(self, question: str, answer: Any) -> Answer:
        """Amounts only; low, high and what else the tracker says more than its peers is left out."""
        match question:
            case "c":
                frame = answer.assign(period_end=answer["period_end"].dt.strftime("%Y-%m-%d"))
                return {"timeline": put_amounts(_rows(frame, "phase", "period_end", "rung", "form", "amount"))}
            case "d":
                return {"bridge": put_amounts(_rows(answer, "phase", "kind", "rung", "form", "amount"))}
        position, gaps = answer
        known = gaps[gaps["gap"].notna().to_numpy()]
        return put_position(
            _rows(position, *POSITION, "amount"), _rows(known, "phase", "target", "counting", "counted", "gap")
        )


def _rows(frame: pd.DataFrame, *names: str) -> Iterator[Row]:
    return zip(*(frame[name].tolist() for name in names), strict=True)


def weigh(kept: Kept) -> tuple[int, int]:
    """Bytes of the tables' frames, and of all that is kept, by pandas' own count."""
    tables = sum(_bytes(frame) for frame in kept.tables.values())
    histories = sum(_bytes(part) for part in kept.histories if isinstance(part, pd.DataFrame))
    return tables, tables + histories + _bytes(kept.movements)


def _bytes(frame: pd.DataFrame) -> int:
    return int(frame.memory_usage(deep=True).sum())


def count(kept: Kept) -> int:
    """How many movements there are."""
    return len(kept.movements)
