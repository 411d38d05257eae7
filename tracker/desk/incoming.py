"""Files as they come in, ours and other people's: read into raw tables. It merges and commits nothing."""

from collections.abc import Mapping as Named
from dataclasses import dataclass, field, replace
from pathlib import Path

from tracker.exchange.bringing import apply_mapping
from tracker.exchange.field_files import NOTHING, Declared
from tracker.exchange.files import TEXTS, read_file
from tracker.exchange.grid import Grid, read_csv_grid
from tracker.exchange.mapping import Mapping, load_mapping, save_mapping
from tracker.exchange.naming import name_donors
from tracker.exchange.reading import Reading
from tracker.exchange.suggesting import suggest_mapping
from tracker.exchange.workbook_in import read_cells
from tracker.problems import RefusedError
from tracker.tables import TABLES, Tables

__all__ = ["Declared", "Sheet", "find_mapping", "load_mapping", "read_path", "save_mapping"]


@dataclass(frozen=True)
class Sheet:
    """What maps somebody's own sheet to a table: a `mapping`, or else the rest, laid over a suggestion."""

    mapping: Mapping | None = None
    sheet: str = ""
    table: str = ""
    header_row: int | None = None
    columns: Named[str, str] = field(default_factory=dict)
    constants: Named[str, str] = field(default_factory=dict)


def read_path(
    path: Path,
    ours: Tables,
    *,
    own: Sheet | None = None,
    locale: str | None = None,
    declared: Declared = NOTHING,
) -> Reading:
    """Read a file that is to be brought in, donors by any of their names.

    `own`: a sheet that is not one of ours; `declared`: what one of the field's files does not say of itself.
    """
    if own is None:
        reading = read_file(path, locale=locale, ours=ours, declared=declared)
        return name_donors(reading, ours["donors"])
    mapping = find_mapping(path, own, locale=locale)
    return apply_mapping(_grid(path, mapping.sheet), mapping, ours["donors"])


def find_mapping(path: Path, own: Sheet, *, locale: str | None = None) -> Mapping:
    """The mapping of somebody's own sheet: as declared, or as suggested and then corrected by what is declared."""
    if own.mapping is not None:
        return own.mapping
    if own.table not in TABLES:
        raise RefusedError(f"'{own.table}' is not a table; the tables are " + ", ".join(TABLES))
    suggested = suggest_mapping(_grid(path, own.sheet), own.table, own.sheet)
    declared = {*own.columns.values(), *own.constants}
    columns = {theirs: name for theirs, name in suggested.columns.items() if name not in declared}
    columns = {theirs: name for theirs, name in columns.items() if theirs not in own.columns} | dict(own.columns)
    rows = suggested.header_rows if own.header_row is None else (own.header_row,)
    constants = {name: value for name, value in suggested.constants.items() if name not in declared}
    return replace(
        suggested, columns=columns, constants=constants | dict(own.constants), header_rows=rows,
        locale=locale or suggested.locale,
    )  # fmt: skip


def _grid(path: Path, sheet: str) -> Grid:
    if path.suffix.lower() in TEXTS:
        return read_csv_grid(path)[0]
    return read_cells(path, sheet or None)
