"""What is wrong with somebody's input, where, and how to mend it. Problems are values, never raised one by one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one place of an input.

    `row` is the row number as the reader of the file counts it (a heading is row 1), or the ledger's row number;
    `cell` is its spreadsheet address where one is known. An `error` keeps the whole input out; a `warning` does
    not.
    """

    table: str
    message: str
    remedy: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    severity: str = "error"
    sheet: str | None = None
    cell: str | None = None

    @property
    def is_error(self) -> bool:
        """Whether it keeps the input out."""
        return self.severity == "error"

    def at(self, sheet: str, cell: str | None) -> "Problem":
        """The same problem, with the place in the file it was read from."""
        return replace(self, sheet=sheet, cell=cell)

    def as_row(self) -> dict[str, object]:
        """The problem as the command line's JSON names it."""
        fields = ("severity", "table", "sheet", "row", "column", "cell", "value", "message", "remedy")
        return {name: getattr(self, name) for name in fields}

    def __str__(self) -> str:
        place = self.sheet or self.table
        if self.cell:
            place = f"{place}!{self.cell}"
        elif self.row is not None:
            place = f"{place} row {self.row}"
        column = f", {self.column}" if self.column else ""
        return f"{place}{column}: {self.message}; {self.remedy}"


class RefusedError(ValueError):
    """A request that cannot be carried out as it stands, with every problem that was found in it."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = list(problems)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those of the problems that keep an input out."""
    return [problem for problem in problems if problem.is_error]
