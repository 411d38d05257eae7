"""The problems of one table while it is checked, each with the row and the text of its cell. It knows no rules."""

import difflib
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from tracker.money import Ints
from tracker.problems import Problem
from tracker.tables import TABLES, Table, Tables
from tracker.values import Reading, write_column

Wording = str | Callable[[str], str] | Mapping[int, str]
"""A text for all cells, or one worked out from the cell's text, or one for each position."""
_COMPARISONS = 100_000
"""As many pairs of keys are compared for a suggestion; beyond that a remedy goes without."""


class Findings:
    """The problems of one table, each with the row and the text of its cell.

    A cell with an error is not reported again: what follows from an error is no news.
    """

    def __init__(self, table: Table, frame: pd.DataFrame) -> None:
        self.table = table
        self._texts: dict[str, pd.Series] = {}
        self._frame = frame
        self._general: list[Problem] = []
        self._found: list[tuple[Ints, list[Problem]]] = []
        self._faulty: dict[str, np.ndarray] = {}

    def add(self, problem: Problem) -> None:
        """Add a problem of the table as a whole."""
        self._general.append(problem)

    def is_faulty(self, column: str) -> np.ndarray:
        """In which rows the column's cell has an error."""
        return self._faulty.setdefault(column, np.zeros(len(self._frame), dtype=bool))

    def excuse(self, column: str) -> None:
        """Report nothing more of a column that is missing."""
        self.is_faulty(column)[:] = True

    def report(
        self, where: np.ndarray | Sequence[int], column: str, message: Wording, remedy: Wording, severity: str = "error"
    ) -> None:
        """Add a problem for each row of a mask, or at each of some positions."""
        where = np.asarray(where)
        positions = np.flatnonzero(where) if where.dtype == bool else where.astype(np.int64)
        positions = positions[~self.is_faulty(column)[positions]]
        if not len(positions):
            return
        texts, rows = self._show(column, positions), self._frame.index[positions].tolist()
        words = zip(_word(message, texts, positions), _word(remedy, texts, positions), strict=True)
        name = self.table.name
        problems = [
            Problem(name, said, mended, row=row, column=column, value=text, severity=severity)
            for (said, mended), row, text in zip(words, rows, texts, strict=True)
        ]
        self._found.append((positions, problems))
        if severity == "error":
            self.is_faulty(column)[positions] = True

    def report_unread(self, column: str, reading: Reading) -> None:
        """Keep the texts of a column, and add a problem for each cell that could not be read."""
        if reading.texts is not None:
            self._texts[column] = reading.texts
        faults = reading.faults
        self.report(reading.is_unread, column, lambda text: str(faults[text]), lambda text: faults[text].remedy)

    def report_unknown(self, mask: np.ndarray, column: str, tables: Tables, reference: str) -> None:
        """Add a problem for each row that names a key its reference does not have."""
        if not mask.any():
            return
        known = sorted(set(tables[reference][TABLES[reference].key[0]]) - {""})
        spoken = _names_of(tables["donors"]) if reference == "donors" else {}
        spoken |= {key.casefold(): key for key in known}
        searches = _COMPARISONS // max(len(known), 1)

        def key_of(text: str) -> str:
            return text.split(maxsplit=1)[0] if column == "source" else text

        def remedy(text: str) -> str:
            nonlocal searches
            near = [spoken[key_of(text).casefold()]] if key_of(text).casefold() in spoken else []
            if not near and searches > 0:
                searches -= 1
                near = difflib.get_close_matches(key_of(text), known, 1)
            return (f"did you mean '{near[0]}'? If not, " if near else "") + f"add it to {reference} first"

        self.report(mask, column, lambda text: f"'{key_of(text)}' is not in {reference}", remedy)

    def in_order(self) -> list[Problem]:
        """All problems, by row."""
        problems = [problem for _, batch in self._found for problem in batch]
        if problems:
            order = np.argsort(np.concatenate([positions for positions, _ in self._found]), kind="stable")
            problems = [problems[i] for i in order.tolist()]
        return self._general + problems

    def _show(self, column: str, positions: Ints) -> list[str]:
        if column in self._texts:
            return self._texts[column].iloc[positions].tolist()
        if column not in self._frame.columns:
            return [""] * len(positions)
        return write_column(self._frame[column].iloc[positions], self.table[column]).tolist()


def _word(wording: Wording, texts: list[str], positions: Ints) -> list[str]:
    if isinstance(wording, str):
        return [wording] * len(texts)
    if isinstance(wording, Mapping):
        return [wording[position] for position in positions.tolist()]
    words = {text: wording(text) for text in dict.fromkeys(texts)}
    return [words[text] for text in texts]


def _names_of(donors: pd.DataFrame) -> dict[str, str]:
    """The key of each donor by its name and aliases."""
    return {
        spoken.strip().casefold(): donor
        for donor, name, others in zip(donors["donor"], donors["name"], donors["aliases"], strict=True)
        for spoken in (name, *others.split(";"))
        if donor and spoken.strip()
    }
