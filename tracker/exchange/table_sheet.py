"""A sheet's cells made one raw table: canonical texts by column, and what is wrong with cells. It reads no files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from tracker.exchange.amounts import Amount, cell_text, find_conflict, read_amount
from tracker.exchange.bulk import SEPARATOR, BulkColumns
from tracker.exchange.cells import RawSheet, Value
from tracker.exchange.headings import NUMBER, REVISION, SEARCHED, find_heading
from tracker.exchange.reading import Place
from tracker.exchange.scan import letters_of
from tracker.exchange.sheet_cells import by_row, format_of
from tracker.problems import Problem
from tracker.tables import Table
from tracker.values import LONGEST_TEXT

_SAVE = "open the file in Excel or LibreOffice, save it, and send that"
Rows = Mapping[int, Mapping[int, tuple[str, Value, int]]]
_SHOWN = 20
"""So many rows are named in a remark."""


@dataclass
class TableSheet:
    """One table as its sheet shows it; `frame` is None where no heading was found."""

    table: Table
    sheet: str
    frame: pd.DataFrame | None = None
    letters: dict[str, str] = field(default_factory=dict)
    counts: dict[str, "pd.Series[int]"] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """Where it stood."""
        return Place(self.sheet, self.letters)

    def report(
        self, message: str, remedy: str, row: int | None, column: int, value: str | None, severity: str = "error"
    ) -> None:
        """Add a problem of a cell."""
        letter = letters_of(column)
        name = next((name for name, one in self.letters.items() if one == letter), None)
        cell = None if row is None else f"{letter}{row}"
        self.problems.append(
            Problem(self.table.name, message, remedy, row, name, value, severity, sheet=self.sheet, cell=cell)
        )

    def remark(self, text: str) -> None:
        """Say something that is not wrong."""
        self.remarks.append(f"{self.sheet}: {text}")

    def finish(self, rows: list[int], headings: Mapping[int, str], columns: Mapping[int, Sequence[str]]) -> None:
        """Make the frame; the two hidden columns become counts."""
        index = pd.Index(rows, dtype="int64")
        for at, name in headings.items():
            if name in (NUMBER, REVISION):
                self.counts[name] = self._counts(rows, at, list(columns[at]))
        kept = [at for at in headings if headings[at] not in (NUMBER, REVISION)]
        self.frame = pd.DataFrame({at: pd.array(columns[at], dtype="str") for at in kept}, index=index)
        self.frame.columns = pd.Index([headings[at] for at in kept], dtype="str")

    def join(self, other: "TableSheet") -> None:
        """Put in the rows of another part of the same sheet."""
        assert self.frame is not None
        self.frame = pd.concat([self.frame, other.frame]).sort_index()
        self.counts = {name: pd.concat([one, other.counts[name]]).sort_index() for name, one in self.counts.items()}
        self.problems += other.problems
        self.remarks += other.remarks

    def _counts(self, rows: list[int], at: int, texts: list[str]) -> "pd.Series[int]":
        values: list[int | None] = []
        for row, text in zip(rows, texts, strict=True):
            is_count = text.isascii() and text.isdigit() and len(text) < 16
            if text and not is_count:
                self.report(f"'{text[:40]}' is not a row number of the ledger's", "clear the cell", row, at, text)
            values.append(int(text) if is_count else None)
        return pd.Series(values, index=pd.Index(rows, dtype="int64"), dtype="Int64")


def kinds_of(table: Table) -> dict[str, str]:
    """What each column holds."""
    return {column.name: column.kind for column in table.columns}


def from_bulk(table: Table, sheet: str, bulk: BulkColumns, *, locale: str | None) -> TableSheet:
    """The table of a sheet that the fast reader read, with the rows that it left to the careful one."""
    made = TableSheet(table, sheet, letters=_letters(bulk.headings))
    kinds = kinds_of(table)
    columns: dict[int, Sequence[str]] = {}
    for at, name in bulk.headings.items():
        blob = bulk.columns[at]
        texts = columns[at] = _split(blob) if bulk.rows else []
        kind = kinds.get(name, "text")
        if kind in ("currency", "choice", "flag") or "#" in blob or "Err:" in blob:
            known = {text: cell_text(text, "General", kind) for text in pd.unique(pd.Series(texts, dtype="str"))}
            if any(read != (text, None, None) for text, read in known.items()):
                for row, text in zip(bulk.rows, texts, strict=True):
                    if known[text][1]:
                        made.report(known[text][1] or "", known[text][2] or "", row, at, text)
                columns[at] = [known[text][0] for text in texts]
        _warn_of_length(made, bulk.rows, at, columns[at])
    _remark_hidden(made, bulk.hidden_columns, bulk.headings)
    made.finish(bulk.rows, bulk.headings, columns)
    if bulk.odd.cells:
        rest = TableSheet(table, sheet, letters=made.letters)
        _fill(rest, bulk.odd, by_row(bulk.odd), bulk.heading_row, bulk.headings, epoch_1904=False, locale=locale)
        made.join(rest)
    return made


def _split(blob: str) -> Sequence[str]:
    """The texts of a column; Arrow parts them in half the time, for it makes no object of each."""
    parted = pc.split_pattern(pa.array([blob], pa.large_string()), SEPARATOR)
    return pd.array(parted.flatten(), dtype="str")


def from_cells(table: Table, sheet: str, raw: RawSheet, *, epoch_1904: bool, locale: str | None) -> TableSheet:
    """The table of a sheet that the careful reader read."""
    rows = by_row(raw)
    top = [
        (row, {at: value for at, (kind, value, _) in cells.items() if kind == "text" and isinstance(value, str)})
        for row, cells in list(rows.items())[:SEARCHED]
    ]
    found = find_heading(top, table.names)
    if found is None:
        made = TableSheet(table, sheet)
        if rows:
            remedy = "write them in one row above the cells: " + ", ".join(table.names)
            message = f"none of its first {SEARCHED} rows holds the column names of {table.name}"
            made.problems.append(Problem(table.name, message, remedy, sheet=sheet))
        else:
            made.remark("the sheet is empty")
        return made
    heading_row, headings = found
    made = TableSheet(table, sheet, letters=_letters(headings))
    _fill(made, raw, rows, heading_row, headings, epoch_1904=epoch_1904, locale=locale)
    return made


def _fill(
    made: TableSheet,
    raw: RawSheet,
    rows: Rows,
    heading_row: int,
    headings: Mapping[int, str],
    *,
    epoch_1904: bool,
    locale: str | None,
) -> None:
    shown = {at for at, name in headings.items() if name not in (NUMBER, REVISION)}
    below = [row for row in rows if row > heading_row]
    kept = [row for row in below if not shown.isdisjoint(rows[row])]
    _report_stray(made, rows, heading_row, below, headings)
    _report_merges(made, raw, heading_row, kept, headings)
    kinds = kinds_of(made.table)
    columns = {
        at: _read_column(made, raw, rows, kept, at, kinds.get(name, "text"), epoch_1904, locale)
        for at, name in headings.items()
    }
    _report_currencies(made, raw, rows, kept, headings, columns, locale)
    for at in headings:
        _warn_of_length(made, kept, at, columns[at])
    _remark_hidden(made, raw.hidden_columns, headings)
    hidden = [row for row in kept if row in raw.hidden_rows]
    if hidden:
        made.remark(f"hidden rows were read too: {_enumerate(hidden)}")
    filled = set(kept)
    computed = sum(1 for row, at in raw.formulas if at in headings and row in filled)
    if computed:
        made.remark(f"of formulas the stored result was read ({computed} cells)")
    made.finish(kept, headings, columns)


def _letters(headings: Mapping[int, str]) -> dict[str, str]:
    return {name: letters_of(at) for at, name in reversed(list(headings.items()))}


def _read_column(
    made: TableSheet,
    raw: RawSheet,
    rows: Rows,
    kept: list[int],
    at: int,
    kind: str,
    epoch_1904: bool,
    locale: str | None,
) -> list[str]:
    known: dict[tuple[str, Value, int], tuple[str, str | None, str | None]] = {}
    texts = []
    for row in kept:
        cell = rows[row].get(at)
        if cell is None:
            texts.append("")
            continue
        read = known.get(cell)
        if read is None:
            read = known[cell] = _read_cell(cell, format_of(raw, cell[2]), kind, epoch_1904, locale)
        if read[1]:
            made.report(read[1], read[2] or "", row, at, _shown(cell[1]))
        texts.append(read[0])
    return texts


def _read_cell(
    cell: tuple[str, Value, int], number_format: str, kind: str, epoch_1904: bool, locale: str | None
) -> tuple[str, str | None, str | None]:
    state, value, _ = cell
    if state == "uncached":
        return "", "the cell holds a formula whose result is not stored", _SAVE
    if state == "error":
        return "", f"the cell holds the error {value}", "mend the formula, or write its value"
    if state == "broken":
        return "", str(value), "type the cell anew"
    if state == "boolean" and kind == "flag":
        return "yes" if value else "", None, None
    return cell_text(value, number_format, kind, epoch_1904=epoch_1904, locale=locale)


def _report_stray(
    made: TableSheet, rows: Rows, heading_row: int, below: list[int], headings: Mapping[int, str]
) -> None:
    """Cells in columns without a heading: they would be lost in silence."""
    for at in sorted({at for row in below for at in rows[row]} - set(headings)):
        row = next(row for row in below if at in rows[row])
        heading = rows.get(heading_row, {}).get(at)
        message = "the cells of this column have no heading" if heading is None else "the heading is not a text"
        made.report(message, "name the column, or clear it", row, at, _shown(rows[row][at][1]))


def _report_merges(
    made: TableSheet, raw: RawSheet, heading_row: int, kept: list[int], headings: Mapping[int, str]
) -> None:
    last = max(kept, default=heading_row)
    for top, left, bottom, right in raw.merges:
        is_single = top == bottom and left == right
        if is_single or bottom < heading_row or top > last or left > max(headings) or right < min(headings):
            continue
        area = f"{letters_of(left)}{top}:{letters_of(right)}{bottom}"
        made.report(
            f"{area} are merged, and only the first of them holds a value",
            "unmerge them, and fill in each cell",
            top,
            left,
            None,
        )


def _report_currencies(
    made: TableSheet,
    raw: RawSheet,
    rows: Rows,
    kept: list[int],
    headings: Mapping[int, str],
    columns: Mapping[int, list[str]],
    locale: str | None,
) -> None:
    """Amounts whose text or number format names another currency than their row."""
    beside = next((columns[at] for at, name in headings.items() if name == "currency"), None)
    kinds = kinds_of(made.table)
    named: dict[tuple[str, Value, int], Amount] = {}
    for at in (at for at, name in headings.items() if kinds.get(name) == "money"):
        for position, row in enumerate(kept):
            cell = rows[row].get(at)
            if cell is None or cell[0] not in ("text", "number"):
                continue
            if cell not in named:
                named[cell] = read_amount(cell[1], format_of(raw, cell[2]), locale=locale)
            amount = named[cell]
            if not amount.currency:
                continue
            if beside is None:
                message = f"the amount names a currency, {amount.currency}, which {made.table.name} do not keep"
                made.report(message, "look whether it is the pledge's", row, at, _shown(cell[1]), "warning")
            elif conflict := find_conflict(amount, beside[position]):
                made.report(*conflict, row, at, _shown(cell[1]))


def _warn_of_length(made: TableSheet, rows: list[int], at: int, texts: Sequence[str]) -> None:
    if not (pd.Series(texts, dtype="str").str.len() >= LONGEST_TEXT).any():
        return
    for row, text in zip(rows, texts, strict=True):
        if len(text) == LONGEST_TEXT:
            message = f"the text is {LONGEST_TEXT:,} characters long, where spreadsheets cut texts short"
            made.report(message, "compare its end with the original", row, at, text[:40], "warning")


def _remark_hidden(made: TableSheet, columns: set[int], headings: Mapping[int, str]) -> None:
    names = [name for at, name in headings.items() if at in columns and name not in (NUMBER, REVISION)]
    if names:
        made.remark(f"hidden columns were read too: {_enumerate(names)}")


def _enumerate(items: Iterable[object]) -> str:
    listed = [str(item) for item in items]
    more = f" and {len(listed) - _SHOWN:,} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more


def _shown(value: Value) -> str:
    return str(value)[:200]
