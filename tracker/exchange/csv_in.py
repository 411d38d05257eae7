"""Tables from CSV: one file, or a folder or zip of one file a table. It reads texts, and not their meaning."""

import difflib
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pandas as pd

from tracker.exchange.archive import open_archive
from tracker.exchange.canonical import READY_AMOUNT, make_canonical
from tracker.exchange.delimited import Records, read_records
from tracker.exchange.reading import Place, Reading, column_letters
from tracker.problems import Problem, RefusedError
from tracker.tables import TABLES, Column, Table

_SHIELDED = re.compile("'+\\s*[=+\\-@]")
LARGEST_TEXT = 100 << 20


def read_csv(path: Path, table: str | None = None, *, locale: str | None = None) -> Reading:
    """Read one file into one table, by default the one it is named after; headed by the table's columns.

    A file that cannot be opened, or that is of no known table, is a RefusedError; what is wrong inside is a problem.
    """
    name = table or path.stem.lower()
    if name not in TABLES:
        near = difflib.get_close_matches(name, TABLES, 1)
        hint = (
            f"did you mean '{near[0]}'?" if near else "say which table it is for; the tables are " + ", ".join(TABLES)
        )
        raise RefusedError(f"{path.name}: '{name}' is not a table; {hint}")
    reading = Reading({})
    _read_file(path.name, read_bytes(path), name, reading, locale)
    return reading


def read_zip(path: Path, *, locale: str | None = None) -> Reading:
    """Read a zip of `TABLE.csv` files, in one folder or none."""
    archive = open_archive(path.name, read_bytes(path))
    members = [member for member in archive.members.values() if not member.name.endswith("/")]
    kept = [member for member in members if not member.name.startswith("__MACOSX/")]
    files = [
        (member.name, archive.read(member.name, LARGEST_TEXT))
        for member in kept
        if member.name.lower().endswith(".csv")
    ]
    reading = read_files(files, locale=locale)
    if not reading.frames and not reading.problems:
        raise RefusedError(f"{path} holds no table; {files_are_named()}")
    return reading


def read_files(files: Iterable[tuple[str, bytes]], *, locale: str | None = None) -> Reading:
    """Read files by their names, each into the table that it is named after."""
    reading = Reading({})
    read: dict[str, str] = {}
    for file, data in files:
        name = PurePosixPath(file).name
        if name.startswith("."):
            continue
        table = PurePosixPath(name).stem.lower()
        if table not in TABLES:
            near = difflib.get_close_matches(table, TABLES, 1)
            remedy = f"did you mean {near[0]}.csv?" if near else "the tables are " + ", ".join(TABLES)
            message = f"'{name}' is not the file of a table"
            reading.problems.append(Problem(PurePosixPath(name).stem, message, remedy, sheet=file))
        elif table in read:
            message = f"the table stands in {read[table]} already"
            reading.problems.append(Problem(table, message, "remove one of the two", sheet=file))
        else:
            read[table] = file
            _read_file(file, data, table, reading, locale)
    return reading


def read_bytes(path: Path) -> bytes:
    """A file's bytes; a RefusedError where it cannot be opened or is too large."""
    try:
        if path.stat().st_size > LARGEST_TEXT:
            raise RefusedError(f"{path.name} is larger than {LARGEST_TEXT >> 20} MB; split it")
        return path.read_bytes()
    except OSError as error:
        raise RefusedError(
            f"{path.name} cannot be read: {error.strerror}; put a file that can be read in its place"
        ) from None


def files_are_named() -> str:
    """How the files of a folder or zip are named, as a refusal says it."""
    return "the files are named " + ", ".join(f"{name}.csv" for name in TABLES)


def shield(text: str) -> str:
    """A text as a CSV file holds it, so that no spreadsheet takes it for a formula; `unshield` gives it back."""
    return "'" + text if text.lstrip("'").lstrip()[:1] in ("=", "+", "-", "@") and text.strip() else text


def unshield(text: str) -> str:
    """A text that was shielded, as it was."""
    return text[1:] if _SHIELDED.match(text) else text


def _read_file(file: str, data: bytes, name: str, reading: Reading, locale: str | None) -> None:
    table = TABLES[name]

    def report(message: str, remedy: str, row: int | None = None, cell: str | None = None, **more: str) -> None:
        reading.problems.append(Problem(name, message, remedy, row=row, sheet=file, cell=cell, **more))

    records = read_records(data, frozenset(table.names))
    reading.remarks.extend(f"{file}: {remark}" for remark in records.remarks)
    for fault in records.faults:
        report(*fault)
    heading = _find_heading(records)
    if not records.cells:
        if not records.faults:
            report("it is empty", "write its heading, " + ",".join(table.names) + ", or remove the file")
        return
    wrong = _find_fault(heading, records.rows[0])
    if wrong is not None:
        report(*wrong)
        return
    rows, kept = [], []
    for row, cells in zip(records.rows[1:], records.cells[1:], strict=True):
        while len(cells) > len(heading) and not cells[-1].strip():
            cells.pop()
        if len(cells) == len(heading):
            rows.append(row)
            kept.append(cells)
            continue
        message = f"the row has {len(cells)} cells, the heading {len(heading)}"
        report(message, "put texts that hold the mark between cells in quotation marks, and leave no cell out", row)
    letters = {column: column_letters(position) for position, column in enumerate(heading)}
    reading.places[name] = Place(file, letters)
    frame = pd.DataFrame(kept, columns=heading, index=pd.Index(rows, dtype="int64"), dtype="str")
    reading.frames[name] = _read_cells(table, frame, letters, locale, report)


def _read_cells(
    table: Table, frame: pd.DataFrame, letters: dict[str, str], locale: str | None, report: object
) -> pd.DataFrame:
    """The frame with canonical texts; what cannot be read is blank, and reported."""
    assert callable(report)
    known = [name for name in frame.columns if name in table.names]
    texts = {name: frame[name].str.strip() for name in known}
    for name in known:
        if table[name].kind in ("key", "text", "list"):
            shielded = texts[name].str.match(_SHIELDED)
            texts[name] = texts[name].where(~shielded, texts[name].str[1:])
    read = [
        name
        for name in known
        if table[name].kind not in ("key", "text", "list") and not _is_ready(texts[name], table[name])
    ]
    made = make_canonical(table, {name: texts[name].tolist() for name in read}, locale=locale)
    for fault in made.faults:
        row = int(frame.index[fault.position])
        cell = f"{letters[fault.column]}{row}"
        more = {"column": fault.column, "value": fault.value, "severity": fault.severity}
        report(fault.message, fault.remedy, row, cell, **more)
    columns = {name: texts.get(name, frame[name]) for name in frame.columns}
    columns |= {name: pd.Series(found, index=frame.index, dtype="str") for name, found in made.texts.items()}
    return pd.DataFrame(columns, index=frame.index, dtype="str")


def _is_ready(texts: "pd.Series[str]", column: Column) -> bool:
    """Whether a whole column of amounts is canonical already: in our own files it is."""
    return column.kind == "money" and bool(texts.str.fullmatch(READY_AMOUNT).all())


def _find_heading(records: Records) -> list[str]:
    heading = [cell.strip() for cell in records.cells[0]] if records.cells else []
    while heading and not heading[-1]:
        heading.pop()
    return heading


def _find_fault(heading: list[str], row: int) -> tuple[str, str, int, str] | None:
    """Why a heading cannot be used: message, remedy, row and cell."""
    for position, name in enumerate(heading):
        cell = f"{column_letters(position)}{row}"
        if not name:
            return "the column has no heading", "name it", row, cell
        if name in heading[:position]:
            return f"the column '{name}' stands twice", "remove one of the two", row, cell
    return None
