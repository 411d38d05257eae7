"""What every reader of files returns: raw tables of texts, where each came from, and what was wrong with the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from tracker.problems import Problem


@dataclass(frozen=True)
class Place:
    """Where a table stood in a file: the name of its sheet or file, and the column letter of each of its columns.

    Where several rows come from one line, `lines` says of those that have another number which line it is.
    """

    sheet: str
    letters: dict[str, str]
    lines: Mapping[int, int] = field(default_factory=dict)

    def line(self, row: int) -> int:
        """The line of a row."""
        return self.lines.get(row, row)


@dataclass(frozen=True)
class Reading:
    """Raw tables, cells as canonical text, each frame indexed by the row of its sheet (the heading is row 1).

    `places` says where each table stood. `numbers` holds, for tables that carried them, the ledger's own row number
    of each row (Int64, NA where a row has none), and `revisions` the changeset in which that row was last written
    when the file was made; both mean something only in the ledger named by `ledger`, exported at `changeset` with
    `digest` for `audience`. `remarks` are things to say aloud that are not wrong: hidden sheets, total rows left out.
    `scope` are the phases that a published file speaks of: only their budgets, pledges and contributions can be missing
    from it. None where the file stands for whole tables. Of `guarded` tables no row of the ledger's is written over
    unless that is asked for.
    """

    frames: dict[str, pd.DataFrame]
    places: dict[str, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    numbers: dict[str, "pd.Series[int]"] = field(default_factory=dict)
    revisions: dict[str, "pd.Series[int]"] = field(default_factory=dict)
    ledger: str = ""
    changeset: int | None = None
    digest: str = ""
    audience: str = ""
    remarks: list[str] = field(default_factory=list)
    scope: frozenset[str] | None = None
    guarded: frozenset[str] = frozenset()

    def locate(self, problem: Problem) -> Problem:
        """The same problem, with its sheet and the cell's address."""
        place = self.places.get(problem.table)
        if place is None or problem.sheet:
            return problem
        letter = place.letters.get(problem.column or "")
        cell = f"{letter}{problem.row}" if letter and problem.row is not None else None
        row = None if problem.row is None else place.line(problem.row)
        return replace(problem, row=row).at(place.sheet, cell)

    def news(self, problems: list[Problem]) -> list[Problem]:
        """Problems of the tables, located; without those of cells that could not be read in the first place."""
        said = {(problem.table, problem.row, problem.column) for problem in self.problems if problem.row is not None}
        return [
            self.locate(problem) for problem in problems if (problem.table, problem.row, problem.column) not in said
        ]


def column_letters(position: int) -> str:
    """A column's letters in a spreadsheet: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
