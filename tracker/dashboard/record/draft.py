"""Edits that somebody has typed into tables and not yet recorded: cells, new rows, rows to go. It checks nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from tracker import desk
from tracker.desk.rows import row_texts
from tracker.tables import TABLES, Tables

Fields = dict[str, str]


@dataclass(frozen=True)
class Draft:
    """Edits of a ledger that was seen at changeset `based_on`.

    By table: `cells`, the fields that differ, by row number; `added`, the fields of new rows, by a number below 1;
    `retracted`, the numbers of rows to take out.
    """

    based_on: int
    cells: Mapping[str, Mapping[int, Fields]] = field(default_factory=dict)
    added: Mapping[str, Mapping[int, Fields]] = field(default_factory=dict)
    retracted: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was edited."""
        return not self.tables

    @property
    def tables(self) -> list[str]:
        """The tables that were edited, in their order."""
        return [name for name in TABLES if self.cells.get(name) or self.added.get(name) or self.retracted.get(name)]

    @property
    def mark(self) -> str:
        """A text that is the same for the same edits."""
        gone = {name: sorted(rows) for name, rows in self.retracted.items() if rows}
        whole = [self.based_on, _filled(self.cells), _filled(self.added), gone]
        return json.dumps(whole, sort_keys=True)

    @property
    def words(self) -> str:
        """`12 cells changed, 1 row added, 0 retracted`."""
        cells = sum(len(fields) for rows in self.cells.values() for fields in rows.values())
        added = sum(len(rows) for rows in self.added.values())
        gone = sum(len(rows) for rows in self.retracted.values())
        return (
            f"{cells:,} {'cell' if cells == 1 else 'cells'} changed, "
            f"{added:,} {'row' if added == 1 else 'rows'} added, {gone:,} retracted"
        )

    def edits(self, tables: Tables) -> desk.Edits:
        """The edits as whole rows, in the tables as they were seen."""
        rows = {}
        for name in TABLES:
            cells, added = self.cells.get(name, {}), self.added.get(name, {})
            if not cells and not added:
                continue
            frame = row_texts(TABLES[name], tables[name].loc[sorted(cells)])
            for row, fields in cells.items():
                for column, text in fields.items():
                    frame.loc[row, column] = text
            new = pd.DataFrame(list(added.values()), index=list(added), columns=TABLES[name].names, dtype="str")
            rows[name] = pd.concat([frame, new.fillna("")]) if len(frame) else new.fillna("")
        return desk.Edits(
            self.based_on, rows, {name: sorted(gone) for name, gone in self.retracted.items() if gone}
        )  # fmt: skip


def _filled(edits: Mapping[str, Mapping[int, Fields]]) -> dict[str, dict[str, Fields]]:
    return {name: {str(row): fields for row, fields in rows.items()} for name, rows in edits.items() if rows}


@dataclass(frozen=True)
class Shown:
    """What a grid was given to show: the rows as the ledger has them, the new ones, and both with the draft in them.

    `numbers` are the rows' numbers in the order in which the grid shows them; new ones are below 1.
    """

    table: str
    texts: pd.DataFrame
    draft: Draft

    @property
    def numbers(self) -> list[int]:
        """The number of each row of the grid."""
        gone = self.draft.retracted.get(self.table, frozenset())
        return [row for row in self.texts.index.tolist() if row not in gone] + list(
            self.draft.added.get(self.table, {})
        )

    def frame(self) -> pd.DataFrame:
        """The rows as the grid shows them: `row`, then the table's columns, all texts."""
        names = TABLES[self.table].names
        numbers = self.numbers
        frame = self.texts.loc[[row for row in numbers if row > 0]]
        for row, fields in self.draft.cells.get(self.table, {}).items():
            if row in frame.index:
                for column, text in fields.items():
                    frame.loc[row, column] = text
        added = list(self.draft.added.get(self.table, {}).values())
        new = pd.DataFrame(added, columns=names, dtype="str").fillna("")
        frame = pd.concat([frame, new], ignore_index=True).astype("str") if added else frame.reset_index(drop=True)
        shown = [str(row) if row > 0 else f"new {place}" for place, row in _places(numbers)]
        frame.insert(0, "row", pd.Series(shown, index=frame.index, dtype="str"))
        return frame


def _places(numbers: list[int]) -> list[tuple[int, int]]:
    """Each row's number, with its place among the new rows."""
    place, found = 0, []
    for row in numbers:
        place += row < 1
        found.append((place, row))
    return found


def take_over(shown: Shown, typed: Mapping[str, Any]) -> Draft:
    """The draft with what was typed since a grid showed it.

    In: the data editor's own account: `edited_rows` (by place, the cells), `added_rows`, `deleted_rows` (places). A
    cell that says again what the ledger says is no edit, and a new row without a text is none.
    """
    table, numbers, draft = shown.table, shown.numbers, shown.draft
    names = TABLES[table].names
    cells = {row: dict(fields) for row, fields in draft.cells.get(table, {}).items()}
    added = {row: dict(fields) for row, fields in draft.added.get(table, {}).items()}
    retracted = set(draft.retracted.get(table, frozenset()))
    for place, fields in typed.get("edited_rows", {}).items():
        row = numbers[int(place)]
        for column, value in _texts(fields, names).items():
            if row < 1:
                added[row][column] = value
            elif value == shown.texts.loc[row, column]:
                cells.get(row, {}).pop(column, None)
            else:
                cells.setdefault(row, {})[column] = value
    lowest = min([0, *added])
    for place, fields in enumerate(typed.get("added_rows", []), start=1):
        texts = _texts(fields, names)
        if any(texts.values()):
            added[lowest - place] = texts
    for place in typed.get("deleted_rows", []):
        row = numbers[int(place)]
        if row < 1:
            added.pop(row, None)
        else:
            retracted.add(row)
            cells.pop(row, None)
    cells = {row: fields for row, fields in cells.items() if fields}
    return Draft(
        draft.based_on,
        {**draft.cells, table: cells}, {**draft.added, table: added}, {**draft.retracted, table: frozenset(retracted)},
    )  # fmt: skip


def _texts(fields: Mapping[str, Any], names: list[str]) -> Fields:
    return {name: "" if fields[name] is None else str(fields[name]).strip() for name in names if name in fields}
