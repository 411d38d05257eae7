"""A folder of CSV files, one a table: the plainest form of the tables. It opens files, and reads none itself."""

from pathlib import Path

from tracker.exchange.csv_in import files_are_named, read_bytes, read_files
from tracker.exchange.reading import Reading, column_letters
from tracker.problems import Problem, RefusedError

__all__ = ["column_letters", "read_folder"]


def read_folder(path: Path, *, locale: str | None = None) -> Reading:
    """Read `TABLE.csv` files, headed by column names.

    A folder without any table, or that cannot be opened, is a RefusedError; what is wrong inside a file is a problem.
    """
    if not path.is_dir():
        raise RefusedError(f"{path} is not a folder; name one that holds files such as pledges.csv")
    try:
        files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv" and file.name[0] != ".")
    except OSError as error:
        raise RefusedError(f"{path} cannot be opened: {error.strerror}; ask for the right to read it") from None
    contents, unread = [], []
    for file in files:
        try:
            contents.append((file.name, read_bytes(file)))
        except RefusedError as refused:
            message, _, remedy = str(refused).removeprefix(f"{file.name} ").partition("; ")
            unread.append(Problem(file.stem.lower(), f"it {message}", remedy, sheet=file.name))
    reading = read_files(contents, locale=locale)
    reading.problems.extend(unread)
    if not reading.frames and not reading.problems:
        raise RefusedError(f"{path} holds no table; {files_are_named()}")
    return reading
