"""Native charts in the ladder's colours, firmer being darker; what is only possible, or missing, is hatched."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tracker import terms
from tracker.exchange.workbook.marks import BARS_TITLE, FOOT
from tracker.exchange.workbook.styles import HEAD_COLOUR, QUIET_COLOUR

_BAR_COLUMNS = ("X", "Y", "Z", "AA", "AB")
_BARS = "Bars: what stands on each rung, and what is missing, of each target of the chosen phase."
_SHORT, _WHOLE = '[>=999500]0.0#,,"M";[>=1]#,##0,"K";', "#,##0;;"
"""How amounts are written on the bars, where they are large and where they are not."""


def rung_fill(rung: terms.Rung) -> dict[str, Any]:
    """The look of a rung's series."""
    if rung.is_hatched:
        return {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#7FA9D3", "bg_color": rung.colour}}
    return {"fill": {"color": rung.colour}}


MISSING = {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": terms.MISSING_COLOUR, "bg_color": "#FFFFFF"}}


def chart_rows(most: int) -> int:
    """How many rows of the sheet the bars take."""
    return 7 + 2 * max(most, 2)


def add_bars(
    book: Workbook, sheet: Worksheet, first: int, most: int, row: int, widths: Sequence[float], *, is_large: bool
) -> None:
    """START and FULL as bars, each as long as its own requirement; the data stand in hidden columns, a target a row."""
    name = f"'{sheet.get_name()}'"

    def cells(column: str) -> str:
        return f"={name}!${column}${first}:${column}${first + most - 1}"

    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    looks = [(rung.label, column, rung_fill(rung)) for rung, column in zip(terms.LADDER, _BAR_COLUMNS, strict=True)]
    for label, column, look in [*looks, ("Missing", "AC", MISSING)]:
        is_dark = label in ("Received", "Signed", "Announced")
        font = {"color": "#FFFFFF" if is_dark else "#1A1A1A", "size": 9, "bold": True}
        chart.add_series({
            "name": label, "categories": cells("W"), "values": cells(column), "gap": 45,
            "border": {"color": "#FFFFFF" if label != "Missing" else terms.MISSING_COLOUR, "width": 0.75},
            "data_labels": {"value": True, "num_format": _SHORT if is_large else _WHOLE, "font": font},
            **look,
        })  # fmt: skip
    finish_chart(chart, BARS_TITLE)
    chart.set_y_axis({"reverse": True, "num_font": {"size": 10}, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis({**foot(), "label_position": "none", "line": {"none": True}, "major_tick_mark": "none",
                      "major_gridlines": {"visible": False}})  # fmt: skip
    room = sum(int(width * 7 + 5) for width in widths)
    chart.set_size({"width": room - 8, "height": 20 * chart_rows(most) - 10})
    place = {"object_position": 2, "x_offset": 4, "y_offset": 4, "description": _BARS}
    sheet.insert_chart(row - 1, 0, chart, place)


def foot() -> dict[str, Any]:
    """An axis's title that holds currency, date, audience, source and record, so that a copied picture tells them."""
    return {"name": FOOT, "name_font": {"size": 8, "bold": False, "color": QUIET_COLOUR}}


def finish_chart(chart: Any, title: str) -> None:
    """What all charts share: a title that follows the chosen phase, data from hidden cells too, no frame."""
    font = {"size": 11, "bold": True, "color": HEAD_COLOUR}
    chart.set_title({"name": title, "name_font": font})
    chart.show_hidden_data()
    chart.show_blanks_as("gap")
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_chartarea({"border": {"none": True}})
