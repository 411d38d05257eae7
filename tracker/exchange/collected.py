"""Rows as they are collected from a file that has no sheets, made frames whose index is the line of the file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from tracker.exchange.reading import Place, Reading
from tracker.problems import Problem
from tracker.tables import TABLES
from tracker.values import HIDDEN

_UNSEEN = re.compile(f"{HIDDEN}|[\t\r\n\u00a0]+")
_PACK = 8_192
"""So many rows are kept as texts before they are packed."""


@dataclass
class _Rows:
    """The rows of one table, column beside column: a large feed has hundreds of thousands.

    What was collected is packed now and then, for texts take four times as much memory as their letters.
    """

    lines: list[int] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=dict)
    packed: dict[str, list[pa.Array]] = field(default_factory=dict)

    def add(self, line: int, texts: Mapping[str, str]) -> None:
        for name in texts:
            if name not in self.columns:
                self.columns[name] = [""] * (len(self.lines) % _PACK)
                whole = len(self.lines) // _PACK
                self.packed[name] = [pa.array([""] * _PACK, pa.large_string())] * whole
        self.lines.append(line)
        for name, column in self.columns.items():
            column.append(texts.get(name, ""))
        if len(self.lines) % _PACK == 0:
            for name, column in self.columns.items():
                self.packed[name].append(pa.array(column, pa.large_string()))
                column.clear()

    def take(self, name: str) -> pd.api.extensions.ExtensionArray:
        """A whole column, which is gone from here afterwards."""
        rest = pa.array(self.columns.pop(name), pa.large_string())
        whole = pa.chunked_array([*self.packed.pop(name), rest], pa.large_string())
        return pd.StringDtype("pyarrow", na_value=np.nan).__from_arrow__(whole)


@dataclass
class Collected:
    """Rows of any tables, by the line of the file that they come from, and what is wrong with it."""

    name: str
    rows: dict[str, _Rows] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, table: str, line: int, **texts: str) -> None:
        """Add a row; columns that it leaves out stay as the ledger has them. Signs that nobody sees become spaces."""
        joined = "".join(texts.values())
        if not (joined.isascii() and joined.isprintable()) and _UNSEEN.search(joined):
            texts = {name: _UNSEEN.sub(" ", text) for name, text in texts.items()}
        if table not in self.rows:
            self.rows[table] = _Rows()
        self.rows[table].add(line, texts)

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
            rows = self.rows.pop(table.name, None)
            if rows is None:
                continue
            beyond = max(rows.lines) + 1
            taken, numbers, shared = set[int](), [], {}
            for line in rows.lines:
                number = line
                if line in taken:
                    number, beyond = beyond, beyond + 1
                    shared[number] = line
                taken.add(number)
                numbers.append(number)
            index = pd.Index(numbers, dtype="int64")
            named = [name for name in table.names if name in rows.columns]
            frames[table.name] = pd.DataFrame(
                {name: pd.Series(rows.take(name), index=index, dtype="str") for name in named}, index=index
            )
            places[table.name] = Place(self.name, {}, shared)
        return Reading(frames, places, self.problems, remarks=self.remarks, **more)  # type: ignore[arg-type]
