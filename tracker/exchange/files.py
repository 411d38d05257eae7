"""Any file that holds our tables, its kind told by suffix and content. It leaves reading to the reader of its kind."""

import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path

from tracker.exchange.container import inspect
from tracker.exchange.csv_in import read_csv, read_zip, shield
from tracker.exchange.field_files import NOTHING, Declared, field_kind, read_field_file
from tracker.exchange.folder import read_folder
from tracker.exchange.reading import Reading
from tracker.exchange.workbook_in import read_workbook
from tracker.problems import RefusedError
from tracker.tables import TABLES, Tables
from tracker.values import write_column

TEXTS = (".csv", ".tsv", ".txt")


def read_file(
    path: Path,
    *,
    table: str | None = None,
    locale: str | None = None,
    ours: Tables | None = None,
    declared: Declared = NOTHING,
) -> Reading:
    """Read a folder or zip of CSV files, one CSV file (into `table`, or the one it is named after), a workbook, or one
    of the field's files (see `field_files`).

    `ours` are the ledger's tables, `declared` what a file of the field's does not say of itself. What cannot be read at
    all is a RefusedError; what is wrong inside is a problem.
    """
    if not path.exists():
        raise RefusedError(f"there is no file or folder {path}; check the spelling")
    if table is None and (kind := field_kind(path)):
        return read_field_file(path, kind, ours, declared)
    if path.is_dir():
        return read_folder(path, locale=locale)
    if path.suffix.lower() in TEXTS:
        return read_csv(path, table, locale=locale)
    container = inspect(path)
    if container.kind == "zip":
        return read_zip(path, locale=locale)
    return read_workbook(path, data=container.data, locale=locale)


def table_files(tables: Tables) -> dict[str, str]:
    """Every table as the text of a CSV file, by the file's name; text that a spreadsheet could run stays text."""
    files = {}
    for name, table in TABLES.items():
        texts = tables[name].copy(deep=False)
        for column in table.columns:
            texts[column.name] = write_column(tables[name][column.name], column)
            if column.kind in ("key", "text", "list"):
                texts[column.name] = texts[column.name].map(shield)
        files[f"{name}.csv"] = texts[table.names].to_csv(index=False, lineterminator="\n")
    return files


def write_folder(path: Path, tables: Tables) -> None:
    """Write a folder of CSV files, one a table; files of the same names are replaced."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in table_files(tables).items():
        (path / name).write_text(text, encoding="utf-8", newline="")


def write_zip(path: Path, tables: Tables, made_at: datetime) -> None:
    """Write a zip of CSV files, one a table."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in table_files(tables).items():
            archive.writestr(zipfile.ZipInfo(name, made_at.timetuple()[:6]), text)
    path.write_bytes(stream.getvalue())
