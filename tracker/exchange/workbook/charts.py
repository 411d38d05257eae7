"""Native charts in the ladder's colours, firmer being darker; what is only possible, or missing, is hatched."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tracker import terms

_BAR_COLUMNS = ("X", "Y", "Z", "AA", "AB")


def rung_fill(rung: terms.Rung) -> dict[str, Any]:
    """The look of a rung's series."""
    if rung.is_hatched:
        return {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#7FA9D3", "bg_color": rung.colour}}
    return {"fill": {"color": rung.colour}}


MISSING = {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": terms.MISSING_COLOUR, "bg_color": "#FFFFFF"}}


def add_bars(book: Workbook, sheet: Worksheet, first: int, most: int, row: int) -> None:
    """START and FULL as bars, each as long as its own requirement; the data stand in hidden columns, a target a row."""
    name = f"'{sheet.get_name()}'"

    def cells(column: str) -> str:
        return f"={name}!${column}${first}:${column}${first + most - 1}"

    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    looks = [(rung.label, column, rung_fill(rung)) for rung, column in zip(terms.LADDER, _BAR_COLUMNS, strict=True)]
    for label, column, look in [*looks, ("Missing", "AC", MISSING)]:
        is_dark = label in ("Received", "Signed", "Announced")
        font = {"color": "#FFFFFF" if is_dark else "#1A1A1A", "size": 9, "bold": label == "Missing"}
        chart.add_series({
            "name": label, "categories": cells("W"), "values": cells(column), "gap": 45,
            "border": {"color": "#FFFFFF" if label != "Missing" else terms.MISSING_COLOUR, "width": 0.75},
            "data_labels": {"value": True, "num_format": "#,##0;;", "font": font},
            **look,
        })  # fmt: skip
    finish_chart(chart)
    chart.set_y_axis({"reverse": True, "num_font": {"size": 10}, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 1560, "height": 20 * 11 - 10})
    sheet.insert_chart(row - 1, 0, chart, {"object_position": 2, "x_offset": 4, "y_offset": 4})


def finish_chart(chart: Any) -> None:
    """What all charts share: data from hidden cells too, the legend below, no frame."""
    chart.show_hidden_data()
    chart.show_blanks_as("gap")
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_chartarea({"border": {"none": True}})
