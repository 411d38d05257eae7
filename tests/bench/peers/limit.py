"""The physical limit: reading each needed column once, from memory. It answers nothing."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.bench import peers

_OF_DATES = ("steps", "cash", "instalments")
_NEEDED = {
    "a": _OF_DATES, "b": _OF_DATES, "c": ("movements",), "d": ("movements",), "e": ("steps_history", "cash_history", "instalments"),
}  # fmt: skip
_LEFT_OUT = {"c": ("kind", "component"), "d": ("component",)}


class Peer:
    """Columns as bare arrays: days in 32 bits, codes in as few as they need."""

    title = "reading the columns once"
    answers = "abcde"

    def version(self) -> str:
        """Nobody's."""
        return ""

    def load(self, folder: Path) -> None:
        """Every column that a question needs, as whole words."""
        self._columns: dict[str, list[np.ndarray]] = {}
        for question, names in _NEEDED.items():
            files = [folder / "given" / f"{name}.parquet" for name in names]
            frames = [pd.read_parquet(file) for file in files if file.exists()]
            self._columns[question] = [
                _words(frame[name]) for frame in frames for name in frame if name not in _LEFT_OUT.get(question, ())
            ]

    def ask(self, question: str, day: int) -> Any:
        """The sum of all words, so that each byte is read."""
        return sum(int(words.sum()) for words in self._columns[question.removesuffix("0")])

    def prepare(self) -> None:
        """Nothing."""

    def told(self, question: str, answer: Any) -> peers.Answer:
        """Nothing that could be compared."""
        return {}


def _words(column: pd.Series) -> np.ndarray:
    values = column.cat.codes.to_numpy() if column.dtype == "category" else column.to_numpy()
    raw = np.ascontiguousarray(values).tobytes()
    return np.frombuffer(raw + bytes(-len(raw) % 8), dtype=np.uint64)
