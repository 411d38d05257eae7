"""Reads workbooks: ours into raw tables, any sheet into its cells. `parsing` says which reader reads what."""

import contextlib
import difflib
import gc
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from tracker.exchange.archive import refusal
from tracker.exchange.bulk import BulkColumns
from tracker.exchange.cells import RawSheet
from tracker.exchange.child import Child
from tracker.exchange.container import Container, Sheet, inspect
from tracker.exchange.headings import NUMBER, normalise
from tracker.exchange.parsing import BULK_FROM, Parsed
from tracker.exchange.reading import Reading
from tracker.exchange.sheet_cells import SheetCells, by_row
from tracker.exchange.table_sheet import from_bulk, from_cells, kinds_of
from tracker.problems import Problem
from tracker.tables import TABLES, Table

_PARSING = "tracker.exchange.parsing"
RECORD = "_ledger"
"""The hidden sheet that says of which ledger a workbook is, in rows of a name and a value."""


def read_workbook(
    path: Path, *, sheets: Collection[str] | None = None, data: bytes | None = None, locale: str | None = None
) -> Reading:
    """Read the sheets that are called like a table; of `sheets`, where given, only those.

    `data` is the file's content where it was read already; `locale` decides amounts and dates that could be read in
    two ways. A file that is no workbook, may do harm or holds no table is a RefusedError; what is wrong in a cell is a
    problem with its sheet and address. Such a cell is blank in the frame: what `check` says of it is no news.
    """
    # It takes the child as long to start as it takes to look at the file.
    with Child(_PARSING) as child:
        container = _inspect(path, data)
        return _read_workbook(child, container, sheets, locale)


def _read_workbook(child: Child, container: Container, sheets: Collection[str] | None, locale: str | None) -> Reading:
    is_ours = any(sheet.name == RECORD for sheet in container.sheets)
    reading = Reading({})
    reading.remarks.extend(_remarks(container))
    chosen: dict[str, tuple[Sheet, Table]] = {}
    for sheet in container.sheets:
        table = find_table(sheet.name)
        if sheets is not None and sheet.name not in sheets:
            continue
        if table is None:
            if not is_ours:
                reading.remarks.append(f"{sheet.name}: the sheet is not called like a table, and was left out")
        elif table.name in chosen:
            message = f"the table stands in the sheet '{chosen[table.name][0].name}' already"
            reading.problems.append(Problem(table.name, message, "remove one of the two", sheet=sheet.name))
        else:
            chosen[table.name] = (sheet, table)
    if not chosen:
        titles = ", ".join(table.title for table in TABLES.values())
        remedy = f"call a sheet like a table ({titles}), or say which sheet goes into which table"
        raise refusal(container.name, "it holds no sheet that is called like a table", remedy)
    with _collector_paused():
        parsed = _parse(child, container, chosen, is_ours)
        for sheet, table in chosen.values():
            _add(reading, sheet, table, parsed, locale)
    record = _read_record(parsed.sheets.get(RECORD))
    changeset = record.get("changeset", "")
    return replace(
        reading,
        ledger=record.get("ledger", ""),
        changeset=int(changeset) if changeset.isdecimal() else None,
        digest=record.get("digest", ""),
        audience=record.get("audience", ""),
    )


def read_cells(path: Path, sheet: str | None = None, *, data: bytes | None = None) -> SheetCells:
    """Read every cell of one sheet, by default the first that is visible; a RefusedError where there is none."""
    with Child(_PARSING) as child:
        return _read_cells(child, _inspect(path, data), sheet)


def _read_cells(child: Child, container: Container, sheet: str | None) -> SheetCells:
    names = {one.name: one for one in container.sheets}
    visible = [one for one in container.sheets if one.state == "visible"] or list(container.sheets)
    found = visible[0] if sheet is None else names.get(sheet) or _by_case(sheet, container)
    if found is None:
        near = difflib.get_close_matches(sheet or "", names, 1)
        remedy = f"did you mean '{near[0]}'?" if near else "its sheets are " + ", ".join(names)
        raise refusal(container.name, f"it has no sheet '{sheet}'", remedy)
    parsed = _run(child, container, {found.name: (False, {})})
    raw = parsed.sheets.get(found.name)
    remarks = _remarks(container)
    hidden = [one.name for one in container.sheets if one.state != "visible" and one is not found]
    if hidden:
        remarks.append("hidden sheets: " + ", ".join(hidden))
    kept = raw if isinstance(raw, RawSheet) else RawSheet()
    return SheetCells(found.name, found.state, kept, remarks, epoch_1904=parsed.epoch_1904)


def list_sheets(path: Path, *, data: bytes | None = None) -> list[Sheet]:
    """The worksheets of a workbook, hidden ones included, without reading them."""
    return list(_inspect(path, data).sheets)


def _inspect(path: Path, data: bytes | None) -> Container:
    container = inspect(path, data)
    container.need_workbook()
    return container


def find_table(sheet: str) -> Table | None:
    """The table that a sheet is called like: by its title or its name, whatever the case."""
    word = normalise(sheet)
    return next((table for table in TABLES.values() if word in (table.name, normalise(table.title))), None)


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Millions of cells hold no circles, and looking for some in them takes longer than reading them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _by_case(sheet: str, container: Container) -> Sheet | None:
    return next((one for one in container.sheets if one.name.strip().casefold() == sheet.strip().casefold()), None)


def _remarks(container: Container) -> list[str]:
    remarks = []
    if container.has_macros:
        remarks.append("the workbook holds macros; they were neither run nor looked at")
    if container.has_external_links:
        remarks.append("the workbook links to other files; the stored values were read, and no link was followed")
    return remarks


def _parse(child: Child, container: Container, chosen: dict[str, tuple[Sheet, Table]], is_ours: bool) -> Parsed:
    wanted: dict[str, tuple[bool, dict[str, str]]] = {}
    for sheet, table in chosen.values():
        wanted[sheet.name] = (sheet.reach.cells >= BULK_FROM, kinds_of(table))
    if is_ours:
        wanted[RECORD] = (False, {})
    return _run(child, container, wanted)


def _run(child: Child, container: Container, wanted: dict[str, tuple[bool, dict[str, str]]]) -> Parsed:
    parsed = child.call("parse_workbook", container.name, container.data, wanted, name=container.name)
    assert isinstance(parsed, Parsed)
    return parsed


def _read_record(raw: object) -> dict[str, str]:
    rows = by_row(raw) if isinstance(raw, RawSheet) else {}
    return {str(row[1][1]).strip(): str(row[2][1]).strip() for row in rows.values() if 1 in row and 2 in row}


def _add(reading: Reading, sheet: Sheet, table: Table, parsed: Parsed, locale: str | None) -> None:
    read = parsed.sheets.get(sheet.name)
    if isinstance(read, BulkColumns):
        made = from_bulk(table, sheet.name, read, locale=locale)
    else:
        raw = read if isinstance(read, RawSheet) else RawSheet()
        made = from_cells(table, sheet.name, raw, epoch_1904=parsed.epoch_1904, locale=locale)
    if sheet.state != "visible":
        made.remark("the sheet is hidden, and was read")
    reading.problems.extend(made.problems)
    reading.remarks.extend(made.remarks)
    reading.places[table.name] = made.place
    if made.frame is not None:
        reading.frames[table.name] = made.frame
        for name, counts in made.counts.items():
            (reading.numbers if name == NUMBER else reading.revisions)[table.name] = counts
