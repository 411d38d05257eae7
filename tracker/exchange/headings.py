"""Finds the row of a sheet that holds a table's column names. It knows names, and not what stands below them."""

import re
from collections.abc import Collection, Iterable, Mapping

NUMBER, REVISION = "row", "revision"
"""What the two hidden columns of an exported table are headed."""
SEARCHED = 30
"""So many rows are looked through for the heading."""


def normalise(heading: str) -> str:
    """A heading as a column name: `Due on ` is `due_on`."""
    return re.sub(r"[\s\-_]+", "_", heading.strip().rstrip("*:").strip().casefold())


def name_of(heading: str, names: Collection[str]) -> str:
    """The column that a heading names, or the heading itself where it names none."""
    name = normalise(heading)
    return name if name in names or name in (NUMBER, REVISION) else heading.strip()


def find_heading(
    rows: Iterable[tuple[int, Mapping[int, str]]], names: Collection[str]
) -> tuple[int, dict[int, str]] | None:
    """The row in which most cells name columns, and its headings by column.

    In: rows with their number, and the texts in each by column. None where no row names two, or the table's only one.
    """
    best: tuple[int, dict[int, str]] | None = None
    most = 1
    for row, texts in rows:
        found = {column: name_of(text, names) for column, text in texts.items() if text.strip()}
        hits = len({name for name in found.values() if name in names})
        if hits > most:
            best, most = (row, found), hits
    return best
