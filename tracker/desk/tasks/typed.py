"""What somebody types into a form, read exactly or told as a problem. It guesses nothing, and knows no rules."""

from collections.abc import Iterable

from tracker.dates import last_day
from tracker.exchange.amounts import find_conflict, read_amount
from tracker.exchange.days import read_day_text
from tracker.money import CellError, format_amount
from tracker.problems import Problem


class Typed:
    """Cells of one table as they were typed, read one by one; what cannot be read is collected in `problems`."""

    def __init__(self, table: str, locale: str | None = None) -> None:
        self.table, self.locale = table, locale
        self.problems: list[Problem] = []

    def fault(self, column: str, message: str, remedy: str, value: str = "") -> None:
        """Add what is wrong with a cell."""
        self.problems.append(Problem(self.table, message, remedy, column=column, value=value or None))

    def need(self, column: str, text: str, remedy: str) -> str:
        """A text that may not be blank."""
        if not text.strip():
            self.fault(column, f"{column.replace('_', ' ')} is blank", remedy)
        return text.strip()

    def amount(
        self, column: str, text: str, currency: str = "", *, needed: str = "", is_exact: bool = False
    ) -> tuple[int | None, bool]:
        """Hundredths and whether they are approximate; None where it is blank or cannot be read.

        An amount that names another currency is a problem; a blank is one where `needed` says what to write. The
        reader's locale decides only what could be read in two ways, and never so that money has three decimals.
        """
        found = read_amount(text)
        if found.fault and self.locale:
            other = read_amount(text, locale=self.locale)
            if not other.fault and other.exact is not None and int(other.exact.as_tuple().exponent) >= -2:
                found = other
        if found.fault:
            remedy = _bare(found.remedy or "")
            self.fault(column, found.fault, remedy or "write digits only, such as 200000.50", text)
            return None, False
        if not found.text:
            if needed:
                self.fault(column, f"{column.replace('_', ' ')} is blank or unknown", needed, text.strip())
            return None, False
        conflict = find_conflict(found, currency)
        if conflict:
            self.fault(column, *conflict, text)
            return None, False
        if is_exact and found.is_approximate:
            self.fault(column, f"{column} cannot be approximate here", "write the exact amount, without ~", text)
            return None, False
        whole, _, part = found.text.removeprefix("-").partition(".")
        count = int(whole) * 100 + int(part.ljust(2, "0") or 0)
        return -count if found.text.startswith("-") else count, found.is_approximate

    def day(self, column: str, text: str, *, needed: str = "") -> str:
        """ISO text of a day, month or year; "" where it is blank or cannot be read."""
        if not text.strip():
            if needed:
                self.fault(column, f"{column.replace('_', ' ')} is blank", needed)
            return ""
        # "en" alone does not say whether the day or the month is written first.
        locale = None if self.locale in (None, "en") else self.locale
        try:
            return read_day_text(text, locale)
        except CellError as error:
            self.fault(column, str(error), _bare(error.remedy), text)
            return ""


def _bare(remedy: str) -> str:
    """A remedy without what is to be done with a file."""
    return remedy.split(", or declare", 1)[0].split(", and leave the cell", 1)[0]


def amount_text(hundredths: int | None, is_approximate: bool = False) -> str:
    """An amount as a cell of the ledger is typed."""
    return "" if hundredths is None else f"{'~' if is_approximate else ''}{format_amount(hundredths)}"


def is_before(one: str, other: str) -> bool:
    """Whether one date is certainly before another."""
    return bool(one and other) and last_day(one) < last_day(other)


def newest_first(days: Iterable[str]) -> list[str]:
    """Dates, the newest first; of one last day the exactest."""
    return sorted(days, key=lambda text: (last_day(text), len(text)), reverse=True)
