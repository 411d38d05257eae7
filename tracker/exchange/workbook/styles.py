"""The workbook's formats, each made once: number formats, colours and borders. It knows no figures."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

AMOUNT = "#,##0.00;[Red]-#,##0.00;0.00"
SPARSE_MONEY = "#,##0.00;[Red]-#,##0.00;;@"
SPARSE = "#,##0;[Red]-#,##0;;@"
"""Where most cells are nothing, nothing is shown."""
WHOLE = "#,##0;[Red]-#,##0;0;@"
DAY = "yyyy-mm-dd"
SHARE = "0.0%"
INPUT_COLOUR = "#FFF7DB"
"""The background of cells that are meant to be written in."""
HEAD_COLOUR = "#0b2f63"
QUIET_COLOUR = "#595959"
BAND_COLOUR = "#EEF3F9"
ALERT_COLOUR = "#b4471b"
LEFT = frozenset(
    {"Phase", "Target", "Title", "Donor", "Needed by", "Currency", "Counting from", "~ ◄", "Promise", "Agreement",
     "Status", "Form", "What happened", "Meaning", "Up to", "Table", "Other", "No rate for", ""}
)  # fmt: skip
"""Headings over texts."""
TABLE_STYLE = "Table Style Light 1"
FONT = {"font_name": "Calibri", "font_size": 10}


class Styles:
    """Formats by their properties; the same properties give the same format."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """A format with some of XlsxWriter's properties."""
        wanted = {**FONT, "valign": "top", **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]

    def overlay(self, **properties: Any) -> Format:
        """What a condition lays over a cell's own format."""
        return self._book.add_format(properties)

    @property
    def head(self) -> Format:
        """The heading of a column."""
        return self.get(bold=True, font_color="#FFFFFF", bg_color=HEAD_COLOUR, text_wrap=True, valign="vcenter")

    @property
    def head_right(self) -> Format:
        """The heading of a column of amounts."""
        return self.get(
            bold=True, font_color="#FFFFFF", bg_color=HEAD_COLOUR, text_wrap=True, valign="vcenter", align="right"
        )

    def heading(self, text: str) -> Format:
        """The heading of a column: to the left over texts, to the right over amounts."""
        return self.head if text in LEFT else self.head_right

    @property
    def title(self) -> Format:
        """The title of a sheet."""
        return self.get(bold=True, font_size=14, font_color=HEAD_COLOUR)

    @property
    def section(self) -> Format:
        """The title of a part of a sheet."""
        return self.get(bold=True, font_size=12, font_color=HEAD_COLOUR, bottom=1, bottom_color=HEAD_COLOUR)

    @property
    def quiet(self) -> Format:
        """What explains the rest."""
        return self.get(font_color=QUIET_COLOUR)

    def entry(self, **properties: Any) -> Format:
        """A cell meant to be written in."""
        return self.get(bg_color=INPUT_COLOUR, border=1, border_color="#C9B458", **properties)
