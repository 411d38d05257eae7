"""A folder of CSV files, one a table: the plainest form of the tables. It reads texts; their meaning is checked above."""

import csv
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tracker.problems import Problem, RefusedError
from tracker.tables import TABLES


@dataclass(frozen=True)
class Folder:
    """What was read: raw frames by table (texts, indexed by line), each file's columns, and what was wrong already."""

    frames: dict[str, pd.DataFrame]
    columns: dict[str, list[str]]
    problems: list[Problem]

    def locate(self, problem: Problem) -> Problem:
        """The same problem, with its file and the cell's address as a spreadsheet shows it."""
        columns = self.columns.get(problem.table)
        if columns is None or problem.sheet:
            return problem
        cell = None
        if problem.row is not None and problem.column in columns:
            cell = f"{column_letters(columns.index(problem.column))}{problem.row}"
        return problem.at(f"{problem.table}.csv", cell)


def read_folder(path: Path) -> Folder:
    """Read `TABLE.csv` files: UTF-8, comma-separated, headed by column names.

    A folder without any table is a RefusedError; what is wrong inside a file is a problem.
    """
    if not path.is_dir():
        raise RefusedError(f"{path} is not a folder; name one that holds files such as pledges.csv")
    folder = Folder({}, {}, [])
    for file in sorted(path.iterdir()):
        if file.suffix.lower() != ".csv":
            continue
        if file.stem in TABLES:
            _read_file(file, folder)
        else:
            near = difflib.get_close_matches(file.stem, TABLES, 1)
            remedy = f"did you mean {near[0]}.csv?" if near else "the tables are " + ", ".join(TABLES)
            message = f"'{file.name}' is not the file of a table"
            folder.problems.append(Problem(file.stem, message, remedy, sheet=file.name))
    if not folder.frames and not folder.problems:
        raise RefusedError(f"{path} holds no table; the files are named " + ", ".join(f"{name}.csv" for name in TABLES))
    return folder


def _read_file(file: Path, folder: Folder) -> None:
    table = file.stem
    lines: list[int] = []
    rows: list[list[str]] = []
    header: list[str] = []
    try:
        for line, cells in _records(file):
            if not header:
                header = [cell.strip() for cell in cells]
            elif len(cells) != len(header):
                message = f"the line has {len(cells)} cells, the heading {len(header)}"
                remedy = "put texts that hold a comma in quotation marks, or remove what is too much"
                folder.problems.append(Problem(table, message, remedy, row=line, sheet=file.name))
            elif any(cell.strip() for cell in cells):
                lines.append(line)
                rows.append(cells)
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not UTF-8"
        folder.problems.append(Problem(table, message, "save the file as CSV in UTF-8", sheet=file.name))
    except csv.Error as error:
        folder.problems.append(Problem(table, f"it cannot be read as CSV ({error})", "save it anew", sheet=file.name))
    for name in {name for name in header if header.count(name) > 1}:
        message = f"the column '{name}' stands twice"
        folder.problems.append(Problem(table, message, "remove one of the two", row=1, column=name, sheet=file.name))
        return
    folder.columns[table] = header
    folder.frames[table] = pd.DataFrame(rows, columns=header, index=pd.Index(lines, dtype="int64"), dtype="str")


def _records(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of its first line."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        line = 1
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1


def column_letters(position: int) -> str:
    """A column's letters in a spreadsheet: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
