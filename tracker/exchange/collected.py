"""Rows as they are collected from a file that has no sheets, made frames whose index is the line of the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from tracker.exchange.reading import Place, Reading
from tracker.problems import Problem
from tracker.tables import TABLES


@dataclass
class Collected:
    """Rows of any tables, by the line of the file that they come from, and what is wrong with it."""

    name: str
    rows: dict[str, list[tuple[int, Mapping[str, str]]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, table: str, line: int, **texts: str) -> None:
        """Add a row; columns that it leaves out stay as the ledger has them."""
        self.rows.setdefault(table, []).append((line, texts))

    def report(
        self, table: str, line: int | None, column: str, message: str, remedy: str, value: str = "", *,
        severity: str = "error",
    ) -> None:  # fmt: skip
        """Add a problem of one line."""
        self.problems.append(
            Problem(table, message, remedy, row=line, column=column, value=value[:200], severity=severity,
                    sheet=self.name)
        )  # fmt: skip

    def remark(self, text: str) -> None:
        """Say something of the file that is not wrong."""
        self.remarks.append(f"{self.name}: {text}")

    def reading(self, **more: object) -> Reading:
        """All of it. Two rows of one line are numbered on, so that a number names one row."""
        frames, places = {}, {}
        for table in TABLES.values():
            rows = self.rows.get(table.name)
            if not rows:
                continue
            numbers, taken = [], set[int]()
            for line, _ in rows:
                while line in taken:
                    line += 1
                taken.add(line)
                numbers.append(line)
            named = {name for _, row in rows for name in row}
            columns = [name for name in table.names if name in named]
            frames[table.name] = pd.DataFrame(
                {name: [row.get(name, "") for _, row in rows] for name in columns},
                index=pd.Index(numbers, dtype="int64"), dtype="str",
            )  # fmt: skip
            places[table.name] = Place(self.name, {})
        return Reading(frames, places, self.problems, remarks=self.remarks, **more)  # type: ignore[arg-type]
