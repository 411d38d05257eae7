"""Rows as they are collected from a file that has no sheets, made frames whose index is the line of the file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from tracker.exchange.reading import Place, Reading
from tracker.problems import Problem
from tracker.tables import TABLES
from tracker.values import HIDDEN

_UNSEEN = re.compile(f"{HIDDEN}|[\t\r\n\u00a0]+")


@dataclass
class Collected:
    """Rows of any tables, by the line of the file that they come from, and what is wrong with it."""

    name: str
    rows: dict[str, list[tuple[int, Mapping[str, str]]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, table: str, line: int, **texts: str) -> None:
        """Add a row; columns that it leaves out stay as the ledger has them. Signs that nobody sees become spaces."""
        joined = "".join(texts.values())
        if not (joined.isascii() and joined.isprintable()) and _UNSEEN.search(joined):
            texts = {name: _UNSEEN.sub(" ", text) for name, text in texts.items()}
        self.rows.setdefault(table, []).append((line, texts))

    def report(
        self,
        table: str,
        line: int | None,
        column: str,
        message: str,
        remedy: str,
        value: str = "",
        *,
        severity: str = "error",
    ) -> None:
        """Add a problem of one line."""
        self.problems.append(
            Problem(
                table, message, remedy, row=line, column=column, value=value[:200], severity=severity, sheet=self.name
            )
        )

    def remark(self, text: str) -> None:
        """Say something of the file that is not wrong."""
        self.remarks.append(f"{self.name}: {text}")

    def reading(self, **more: object) -> Reading:
        """All of it. Rows beyond the first of a line are numbered on from the last, and located where they stand."""
        frames, places = {}, {}
        for table in TABLES.values():
            rows = self.rows.get(table.name)
            if not rows:
                continue
            lines = [line for line, _ in rows]
            beyond = max(lines) + 1
            taken, numbers, shared = set[int](), [], {}
            for line in lines:
                number = line
                if line in taken:
                    number, beyond = beyond, beyond + 1
                    shared[number] = line
                taken.add(number)
                numbers.append(number)
            named = {name for _, row in rows for name in row}
            columns = [name for name in table.names if name in named]
            frames[table.name] = pd.DataFrame(
                {name: [row.get(name, "") for _, row in rows] for name in columns},
                index=pd.Index(numbers, dtype="int64"),
                dtype="str",
            )
            places[table.name] = Place(self.name, {}, shared)
        return Reading(frames, places, self.problems, remarks=self.remarks, **more)  # type: ignore[arg-type]
