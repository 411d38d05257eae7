"""A folder of CSV files, one a table: the plainest form of the tables. It reads texts, and not their meaning."""

import codecs
import csv
import difflib
import io
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tracker.problems import Problem, RefusedError
from tracker.tables import TABLES

_UTF_8 = "save the file as CSV in UTF-8"


@dataclass(frozen=True)
class Folder:
    """What was read: raw frames by table (texts, indexed by row as a spreadsheet counts), and what was wrong already.

    `columns` has each table's heading, `files` the name of its file.
    """

    frames: dict[str, pd.DataFrame]
    columns: dict[str, list[str]]
    files: dict[str, str]
    problems: list[Problem]

    def locate(self, problem: Problem) -> Problem:
        """The same problem, with its file and the cell's address as a spreadsheet shows it."""
        columns = self.columns.get(problem.table)
        if columns is None or problem.sheet:
            return problem
        cell = None
        if problem.row is not None and problem.column in columns:
            cell = f"{column_letters(columns.index(problem.column))}{problem.row}"
        return problem.at(self.files[problem.table], cell)


def read_folder(path: Path) -> Folder:
    """Read `TABLE.csv` files: UTF-8, comma-separated, headed by column names.

    A folder without any table, or that cannot be opened, is a RefusedError; what is wrong inside a file is a problem.
    """
    if not path.is_dir():
        raise RefusedError(f"{path} is not a folder; name one that holds files such as pledges.csv")
    try:
        files = sorted(path.iterdir())
    except OSError as error:
        raise RefusedError(f"{path} cannot be opened: {error.strerror}; ask for the right to read it") from None
    folder = Folder({}, {}, {}, [])
    for file in files:
        if file.suffix.lower() != ".csv" or file.name.startswith("."):
            continue
        table = file.stem.lower()
        if table not in TABLES:
            near = difflib.get_close_matches(table, TABLES, 1)
            remedy = f"did you mean {near[0]}.csv?" if near else "the tables are " + ", ".join(TABLES)
            message = f"'{file.name}' is not the file of a table"
            folder.problems.append(Problem(file.stem, message, remedy, sheet=file.name))
        elif table in folder.files:
            message = f"the table stands in {folder.files[table]} already"
            folder.problems.append(Problem(table, message, "remove one of the two", sheet=file.name))
        else:
            folder.files[table] = file.name
            _read_file(file, table, folder)
    if not folder.frames and not folder.problems:
        raise RefusedError(f"{path} holds no table; the files are named " + ", ".join(f"{name}.csv" for name in TABLES))
    return folder


def _read_file(file: Path, table: str, folder: Folder) -> None:
    def report(message: str, remedy: str, row: int | None = None, cell: str | None = None) -> None:
        folder.problems.append(Problem(table, message, remedy, row=row, sheet=file.name, cell=cell))

    try:
        data = file.read_bytes()
    except OSError as error:
        report(f"it cannot be read: {error.strerror}", "put a file that can be read in its place")
        return
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        report("it is written in UTF-16", _UTF_8)
        return
    if b"\0" in data:
        report("it holds NUL bytes, as no CSV file does", _UTF_8)
        return
    text, fault = _decode(data.removeprefix(codecs.BOM_UTF8))
    if fault is not None:
        report(*fault)
    heading: list[str] = []
    rows: list[int] = []
    records: list[list[str]] = []
    row = 0
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
            while len(cells) > len(heading) and not cells[-1].strip():
                cells.pop()
            if not heading:
                heading = [cell.strip() for cell in cells]
            elif not any(cell.strip() for cell in cells):
                continue
            elif len(cells) != len(heading):
                message = f"the row has {len(cells)} cells, the heading {len(heading)}"
                report(message, "put texts that hold a comma in quotation marks, and leave no cell out", row)
            else:
                rows.append(row)
                records.append(cells)
    except csv.Error as error:
        report(
            f"from here on it cannot be read as CSV ({error})", "look for a quotation mark too many or too few", row + 1
        )
    wrong = _find_fault(heading, table)
    if wrong is not None:
        report(*wrong)
        return
    folder.columns[table] = heading
    folder.frames[table] = pd.DataFrame(records, columns=heading, index=pd.Index(rows, dtype="int64"), dtype="str")


def _find_fault(heading: list[str], table: str) -> tuple[str, str, int | None, str | None] | None:
    """Why a heading cannot be used: message, remedy, row and cell."""
    if not heading:
        return "it is empty", "write its heading, " + ",".join(TABLES[table].names) + ", or remove the file", None, None
    if len(heading) == 1 and any(mark in heading[0] for mark in ";\t"):
        return "its cells are not parted by commas", "save it as CSV with commas", None, None
    for position, name in enumerate(heading):
        cell = f"{column_letters(position)}1"
        if not name:
            return "the column has no heading", "name it", 1, cell
        if name in heading[:position]:
            return f"the column '{name}' stands twice", "remove one of the two", 1, cell
    return None


def _decode(data: bytes) -> tuple[str, tuple[str, str, int] | None]:
    """The text and what is wrong with it; read as Windows writes it in the West, the rest can be checked as well."""
    try:
        return data.decode(), None
    except UnicodeDecodeError as error:
        before = io.StringIO(data[: error.start].decode() + "x", newline="")
        row = sum(1 for _ in csv.reader(before))
        return data.decode("cp1252", "replace"), (f"byte 0x{data[error.start]:02X} is not UTF-8", _UTF_8, row)


def column_letters(position: int) -> str:
    """A column's letters in a spreadsheet: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
