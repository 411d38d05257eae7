"""The workbook's formats, each made once: number formats, colours and borders. It knows no figures."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from tracker import terms

AMOUNT = "#,##0.00;[Red]-#,##0.00;0.00"
SPARSE_MONEY = "#,##0.00;[Red]-#,##0.00;;@"
SPARSE = "#,##0;[Red]-#,##0;;@"
"""Where most cells are nothing, nothing is shown."""
ROUGH = '"~"#,##0;[Red]"~"-#,##0;0;@'
"""Laid over an amount that is approximate."""
WHOLE = "#,##0;[Red]-#,##0;0;@"
DAY = "yyyy-mm-dd"
SHARE = "0.0%"
INPUT_COLOUR = "#FFF7DB"
"""The background of cells that are meant to be written in."""
ENTRY_COLOUR = "#C9B458"
"""Their border."""
HEAD_COLOUR = "#0b2f63"
QUIET_COLOUR = "#595959"
BAND_COLOUR = "#EEF3F9"
CHOSEN_COLOUR = "#DCE7F5"
IDLE_COLOUR = "#767676"
LINE_COLOUR = "#B8C4D6"
ALERT_COLOUR = "#b4471b"
LEFT = frozenset(
    {"Phase", "Target", "Title", "Donor", "Needed by", "Currency", "Counting from", "Promise", "Agreement",
     "Status", "Form", "What happened", "Meaning", "Up to", "Table", "Other", "No rate for", ""}
)  # fmt: skip
"""Headings over texts."""
INDENTED = frozenset({"Counting from", "No rate for", "~ ◄"})
"""Those that follow a column of amounts, and must not run into its heading."""
_RUNG_NAMED = {rung.label: rung for rung in terms.LADDER}
TABLE_STYLE = "Table Style Light 1"
FONT = {"font_name": "Calibri", "font_size": 10}


def rung_look(rung: terms.Rung) -> dict[str, object]:
    """A cell in a rung's colour, with letters that can be read on it."""
    is_light = rung.is_hatched or rung.code == "expected"
    return {"bg_color": rung.colour, "font_color": "#1A1A1A" if is_light else "#FFFFFF"}


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
        """The heading of a column: to the left over texts, to the right over amounts; a rung's in the rung's colour."""
        if text in INDENTED:
            return self.get(
                bold=True,
                font_color="#FFFFFF",
                bg_color=HEAD_COLOUR,
                text_wrap=True,
                valign="vcenter",
                indent=1,
                align="left",
            )
        if text in _RUNG_NAMED:
            return self.get(bold=True, text_wrap=True, valign="vcenter", align="right", **rung_look(_RUNG_NAMED[text]))
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
        return self.get(bg_color=INPUT_COLOUR, border=1, border_color=ENTRY_COLOUR, **properties)
