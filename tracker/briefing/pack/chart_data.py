"""What lies behind a native chart: its figures in major units, and the workbook that it is edited in.

The workbook is the same bytes each time, and holds names as text whatever they begin with.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from babel import Locale
from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from xlsxwriter import Workbook

from tracker.briefing.office import date_alike, plain_text
from tracker.briefing.words import reader_locale

_MOST_WITH_CENTS = 100_000
"""Charts leave the cents of more than a thousand to the tables, as sentences do; the workbook has them."""
_NEVER = datetime(1980, 1, 1)  # noqa: DTZ001 (the writer takes moments without a zone)


class ChartFigures(CategoryChartData):
    """Series over categories; `about` says in the workbook's properties where the figures are from."""

    def __init__(self, categories: list[str], made_at: datetime | None, about: str) -> None:
        super().__init__()
        self.made_at, self.about = made_at, about
        self.categories = [plain_text(text) for text in categories]
        self.writer = _Writer(self)

    def add(self, name: str, hundredths: list[int | None], pattern: str) -> None:
        """Add a series of amounts in hundredths, None where there is no bar."""
        self.add_series(plain_text(name), [major_units(one) for one in hundredths], pattern)

    @property
    def _workbook_writer(self) -> "_Writer":
        return self.writer


class _Writer(CategoryWorkbookWriter):
    @property
    def xlsx_blob(self) -> bytes:
        return date_alike(super().xlsx_blob)

    @contextmanager
    def _open_worksheet(self, xlsx_file: Any) -> Iterator[tuple[Any, Any]]:
        still = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        workbook = Workbook(xlsx_file, {"in_memory": True, **still})
        made_at = self._chart_data.made_at
        workbook.set_properties(
            {
                "created": made_at.replace(tzinfo=None) if made_at else _NEVER,
                "comments": plain_text(self._chart_data.about),
            }
        )
        yield workbook, workbook.add_worksheet()
        workbook.close()


def major_units(hundredths: int | None) -> int | float | None:
    """An amount as a workbook's number: a whole one stays whole."""
    if hundredths is None:
        return None
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def number_pattern(hundredths: int, *, approximate: bool = False, sign: str = "") -> str:
    """How a chart writes an amount: as the words do, `~` before an approximate one.

    Digits are parted as in the reader's language, whatever that of the machine.
    """
    size = abs(hundredths)
    cents = ".00" if size % 100 and size < _MOST_WITH_CENTS else ""
    between = Locale.parse(reader_locale()).number_symbols["latn"].get("group", ",")
    if between == ",":
        digits = "#,##0"
    else:
        groups = max((len(str(size // 100)) + 2) // 3, 1)
        digits = f'"{between}"'.join(["###"] * (groups - 1) + ["##0"])
    before = ("~" if approximate else "") + sign
    return (f'"{before}"' if before else "") + digits + cents
