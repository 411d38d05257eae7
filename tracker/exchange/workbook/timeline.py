"""The Timeline: what stood on each rung of the chosen phase at the end of every period, beside what it required."""

from datetime import date

import numpy as np
import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tracker import terms
from tracker.exchange.workbook import formulas as f
from tracker.exchange.workbook.blocks import NEED, Ground
from tracker.exchange.workbook.cells import clean_text, day_serial
from tracker.exchange.workbook.charts import finish_chart, foot, rung_fill
from tracker.exchange.workbook.figures import default_phase
from tracker.exchange.workbook.formulas import SEEN
from tracker.exchange.workbook.marks import TIMELINE_TITLE, phase_name
from tracker.exchange.workbook.sheets import set_page
from tracker.exchange.workbook.styles import DAY, SPARSE, Styles

TIMELINE = "Timeline"
FIRST = 6
_TOLD = "Columns: what stood on each rung at the end of each period; a dashed line: what the phase required."
MOST_QUARTERS = 60
CHART_HEIGHT = 20 * 20
_DRAWN = "I"
"""A hidden column of the requirement for its line, which would fall to 0 wherever none is stated."""


def find_ends(ground: Ground) -> list[date]:
    """The ends of the quarters from the first movement to the last, or the as-of date; of years where they are many."""
    as_of = pd.Timestamp(ground.contents.as_of)
    moved = ground.movements["day"]
    first = min([as_of, moved.min()]) if len(moved) else as_of
    last = max([as_of, moved.max()]) if len(moved) else as_of
    ends = pd.period_range(first, last, freq="Q")
    if len(ends) > MOST_QUARTERS:
        ends = pd.period_range(first, last, freq="Y")
    return [end.date() for end in ends.to_timestamp(how="end")]


def write_timeline(book: Workbook, sheet: Worksheet, ground: Ground, styles: Styles) -> None:
    """Write the sheet: a row each period; those that begin after the as-of date stay blank."""
    contents = ground.contents
    phase = default_phase(contents)
    headings = ("Up to", *(rung.label for rung in terms.LADDER), "On all rungs", "Requirement")
    sheet.set_column(0, 0, 13)
    sheet.set_column(1, len(headings) - 1, ground.amount_width(least=17))
    sheet.set_column(len(headings), len(headings), 17, None, {"hidden": True})
    sheet.write_string("A1", TIMELINE, styles.title)
    sheet.set_row(0, 22)
    name, currency = (clean_text(phase_name(contents, phase)), ground.currency_of(phase)) if phase else ("", "")
    said = f'={f.PHASE}&" · "&{f.of_chosen("name")}&" · "&{f.of_chosen("currency")}'
    sheet.write_formula("A2", said, styles.get(bold=True), f"{phase} · {name} · {currency}")
    explained = (
        "Phase, as-of date and audience are chosen on the Summary. The last period holds what stands on the as-of date."
    )
    sheet.write_string("A3", explained, styles.quiet)
    for position, heading in enumerate(headings):
        sheet.write_string(FIRST - 2, position, heading, styles.heading(heading))
    sheet.freeze_panes(FIRST - 1, 1)
    money = styles.get(num_format=SPARSE, align="right")
    ends, running = find_ends(ground), _running(ground, phase)
    for row, end in enumerate(ends, FIRST):
        before = ends[row - FIRST - 1] if row > FIRST else date(1900, 3, 1)
        is_past = before < contents.as_of
        upto = min(end, contents.as_of)
        latest = f.AS_OF if end == ends[-1] else f"MIN({day_serial(end)},{f.AS_OF})"
        test = f'IF({day_serial(before)}>={f.AS_OF},"",{latest})'
        sheet.write_formula(
            f"A{row}", "=" + test, styles.get(num_format=DAY, align="left"), day_serial(upto) if is_past else ""
        )
        total = 0.0
        for column, (rank, rung) in zip("BCDEF", enumerate(terms.RUNGS), strict=True):
            value = _stood(running, rung, upto)
            total += value
            tests = {"rank": str(rank), "form": '"cash"'}
            sheet.write_formula(f"{column}{row}", _sum(ground, row, tests), money, value if is_past else "")
        sheet.write_formula(
            f"G{row}", f'=IF($A{row}="","",ROUND(SUM(B{row}:F{row}),2))', money, round(total, 2) if is_past else ""
        )
        need = _stood(running, terms.REQUIREMENT, upto)
        sheet.write_formula(f"H{row}", _sum(ground, row, {"rank": str(NEED)}), money, need if is_past else "")
        drawn = need if is_past and need else "#N/A"
        sheet.write_formula(f"{_DRAWN}{row}", f"=IF(N($H{row})=0,NA(),$H{row})", money, drawn)
    last = FIRST + len(ends) - 1
    _add_chart(book, sheet, last)
    set_page(sheet, last + 23, len(headings) - 1, TIMELINE, heading=FIRST - 2)
    sheet.fit_to_pages(1, 1)


def _sum(ground: Ground, row: int, tests: dict[str, str]) -> str:
    every = {"on": f'"<="&$A{row}', "seen": SEEN, "phase_n": f.PHASE_NUMBER, **tests}
    return f'=IF($A{row}="","",{ground["m"].total("amount", every)})'


def _running(ground: Ground, phase: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """For each rung of a phase, the days on which its cash moved, and what stood after each."""
    moved = ground.contents.movements
    moved = moved[((moved["phase"] == phase) & (moved["form"] == "cash")).to_numpy()]
    return {
        str(rung): (rows["day"].to_numpy(), rows["amount"].cumsum().to_numpy())
        for rung, rows in moved.sort_values("day", kind="stable").groupby("rung")
    }


def _stood(running: dict[str, tuple[np.ndarray, np.ndarray]], rung: str, upto: date) -> float:
    days, sums = running.get(rung, (np.array([], dtype="datetime64[s]"), np.array([])))
    at = np.searchsorted(days, np.datetime64(upto, "s"), side="right")
    return int(sums[at - 1]) / 100 if at else 0.0


def _add_chart(book: Workbook, sheet: Worksheet, last: int) -> None:
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    name = f"'{TIMELINE}'"
    categories = f"={name}!$A${FIRST}:$A${last}"
    for column, rung in zip("BCDEF", terms.LADDER, strict=True):
        chart.add_series({
            "name": rung.label, "categories": categories, "values": f"={name}!${column}${FIRST}:${column}${last}",
            "gap": 30, **rung_fill(rung),
        })  # fmt: skip
    line = book.add_chart({"type": "line"})
    line.add_series({
        "name": "Requirement", "categories": categories, "values": f"={name}!${_DRAWN}${FIRST}:${_DRAWN}${last}",
        "line": {"color": terms.MISSING_COLOUR, "width": 1.75, "dash_type": "dash"},
        "marker": {"type": "long_dash", "size": 9, "fill": {"color": terms.MISSING_COLOUR},
                   "border": {"color": terms.MISSING_COLOUR}},
    })  # fmt: skip
    chart.combine(line)
    finish_chart(chart, TIMELINE_TITLE)
    chart.set_x_axis({**foot(), "text_axis": True, "num_format": "mmm yy", "num_font": {"rotation": -45, "size": 8}})
    chart.set_y_axis(
        {
            "num_format": "#,##0",
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
            "line": {"none": True},
        }
    )
    chart.set_size({"width": 1000, "height": CHART_HEIGHT})
    sheet.insert_chart(last + 1, 0, chart, {"object_position": 2, "description": _TOLD})
