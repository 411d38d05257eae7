"""Contents for workbooks in tests, and what a workbook's Summary says, read back cell by cell."""

import html
import re
import zipfile
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from tracker import terms
from tracker.briefing.headline import write_headline
from tracker.desk import check_path, data_folder
from tracker.exchange.workbook import Contents
from tracker.model.audience import tables_for
from tracker.model.gaps import find_gaps
from tracker.model.histories import find_histories
from tracker.model.movements import find_movements, name_movements
from tracker.tables import Tables

MADE_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
MEASURES = ("required", "counted", "low", "high", "coverage", "gap", "surplus", "late", "undated", "excluded")
_CODES = {rung.label: rung.code for rung in terms.LADDER}


def tables_of_data(name: str) -> Tables:
    """A folder of data that comes with the project."""
    return {table: frame.copy(deep=False) for table, frame in _checked(name).items()}


@cache
def _checked(name: str) -> Tables:
    return check_path(data_folder(name)).tables


def contents_of(tables: Tables, as_of: date, audience: str = "internal", since: date | None = None) -> Contents:
    """What the desk would gather."""
    tables = tables_for(audience, tables)
    histories = find_histories(tables)
    movements = name_movements(find_movements(tables, None, histories), tables)
    bare = Contents(tables, histories, movements, as_of, since or date(as_of.year - 1, 12, 31), audience)
    headlines = {phase: write_headline(rows, as_of).text for phase, rows in gaps_of(bare).groupby("phase")}
    revisions = {name: pd.Series(1, index=frame.index) for name, frame in tables.items()}
    return Contents(
        tables, histories, movements, as_of, bare.since, audience, None, revisions, "4c1d", 1, "7f3a99", MADE_AT,
        {str(phase): text for phase, text in headlines.items()},
    )  # fmt: skip


def gaps_of(contents: Contents) -> pd.DataFrame:
    """The model's own gaps."""
    return find_gaps(
        contents.tables, contents.histories, contents.movements, contents.at, rungs=contents.rungs
    )  # fmt: skip


Figures = list[tuple[object, ...]]
"""In order, for two thresholds of one phase may have the same title."""


def figures_of(contents: Contents) -> Figures:
    """The model's gaps as the Summary shows them; — where unknown."""
    found: Figures = []
    for row in gaps_of(contents).itertuples():
        values = [_shown(getattr(row, name), name) for name in MEASURES]
        mark = ("~" if row.approximate else "") + ("◄" if row.is_headline else "")
        found.append((str(row.phase), str(row.title), str(row.due_on) or "—", str(row.counting), *values, mark))
    return sorted(found, key=str)


def _shown(value: Any, name: str) -> object:
    if pd.isna(value):
        return "—"
    return round(float(value), 9) if name == "coverage" else int(value) / 100


class Values:
    """A workbook's values as they were last computed, a sheet read at a time: title and cell to value."""

    def __init__(self, path: Path) -> None:
        self._book = openpyxl.load_workbook(path, data_only=True, read_only=True)
        self.titles = self._book.sheetnames
        self._read: dict[str, dict[str, object]] = {}

    def __getitem__(self, title: str) -> dict[str, object]:
        if title not in self._read:
            rows = self._book[title].iter_rows()
            self._read[title] = {cell.coordinate: cell.value for row in rows for cell in row if cell.value is not None}
        return self._read[title]

    def rows(self, title: str) -> list[tuple[object, ...]]:
        """The rows of a sheet."""
        return list(self._book[title].iter_rows(values_only=True))


def summary_of(book: Values) -> Figures:
    """What the Summary shows of every target, but for those not stated yet and rungs that are not told of."""
    rows: list[Any] = book.rows("Summary")
    start = next(at for at, row in enumerate(rows) if row[0] == "Every target of every phase") + 2
    found: Figures = []
    for row in rows[start:]:
        if row[5] not in _CODES:
            break
        if row[0] and row[6] not in (None, ""):
            values = [value if isinstance(value, str) else round(float(value), 9) for value in (row[4], *row[6:15])]
            found.append((row[0], row[1], row[2], _CODES[row[5]], *values, row[15] or ""))
    return sorted(found, key=str)


_SHEET = re.compile('<sheet name="([^"]+)" [^>]*r:id="rId([0-9]+)"')
_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"((?: [a-z]+="[^"]*")*)(?:/>|>(.*?)</c>)', re.DOTALL)
_SHARED = re.compile("<si>(.*?)</si>", re.DOTALL)


def cells_of(path: Path) -> dict[tuple[str, str], str]:
    """Every cell of every sheet of a workbook of ours, the hidden ones too: format, formula and value as they are stored."""
    cells = {}
    with zipfile.ZipFile(path) as archive:
        shared = _SHARED.findall(archive.read("xl/sharedStrings.xml").decode())
        for title, number in _SHEET.findall(archive.read("xl/workbook.xml").decode()):
            text = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
            for address, look, content in _CELL.findall(text):
                is_shared = ' t="s"' in look
                said = shared[int(content.removeprefix("<v>").removesuffix("</v>"))] if is_shared else content
                cells[html.unescape(title), address] = f"{look} {said}"
    return cells
