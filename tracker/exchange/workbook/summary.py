"""The Summary: what can be changed, the bottom line, the bars, the table of rungs, and who gives."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tracker import terms
from tracker.exchange.workbook import formulas as f
from tracker.exchange.workbook.blocks import UNKNOWN, Ground
from tracker.exchange.workbook.cells import clean_text, day_serial
from tracker.exchange.workbook.charts import add_bars, chart_rows
from tracker.exchange.workbook.chosen import write_chosen
from tracker.exchange.workbook.figures import Figures, default_phase
from tracker.exchange.workbook.formulas import SEEN
from tracker.exchange.workbook.gap_rows import (
    HEADINGS,
    LEVELS,
    find_widths,
    mark_rows,
    most_targets,
    write_gap_rows,
    write_head,
)
from tracker.exchange.workbook.marks import cite_sources, phase_name, write_marks
from tracker.exchange.workbook.sheets import set_page
from tracker.exchange.workbook.standing import write_giving, write_standing
from tracker.exchange.workbook.styles import ALERT_COLOUR, BAND_COLOUR, DAY, HEAD_COLOUR, QUIET_COLOUR, Styles

SUMMARY = "Summary"
LISTS = "_lists"
_MIXED = (
    "Only the figures follow: the other sheets still hold what partners may not see. Export for partners before you "
    "send anything."
)


@dataclass(frozen=True)
class Places:
    """Rows of the Summary (counted from 1): of each phase's rungs, of targets (first and last), of givers by phase."""

    standing: dict[str, int]
    targets: tuple[int, int]
    giving: tuple[int, int]


def write_lists(book: Workbook, sheet: Worksheet, ground: Ground, styles: Styles) -> None:
    """The hidden list of phases: key, title, full name, currency, sources, and the bottom line as exported."""
    contents = ground.contents
    frame = contents.tables["phases"].set_index("phase")
    currency = dict(zip(ground.targets["phase"], ground.targets["currency"], strict=True))
    columns: dict[str, list[Any]] = {
        "phase": [clean_text(key) for key in ground.phases],
        "title": [clean_text(str(frame.at[key, "title"])) for key in ground.phases],
        "name": [clean_text(phase_name(contents, key)) for key in ground.phases],
        "currency": [currency[key] for key in ground.phases],
        "cited": [clean_text(cite_sources(ground, key)) for key in ground.phases],
        "headline": [clean_text(contents.headlines.get(key, UNKNOWN)) for key in ground.phases],
    }
    for position, name in enumerate(columns):
        sheet.write_string(0, position, name, styles.head)
    f.write_block(
        book, sheet, "ls", len(ground.phases), lambda first, end: {k: v[first:end] for k, v in columns.items()}, {}
    )
    sheet.hide()


def write_summary(book: Workbook, sheet: Worksheet, ground: Ground, figures: Figures, styles: Styles) -> Places:
    """Write the sheet; out: where its blocks stand, for the checks."""
    widths = find_widths(ground)
    for position, width in enumerate(widths):
        sheet.set_column(position, position, width)
    sheet.set_column(len(widths), len(widths) + 24, 12, None, {"hidden": True})
    most = most_targets(ground)
    chosen_first = 12 + chart_rows(most) + 2
    _write_inputs(book, sheet, ground, styles, chosen_first)
    standing_first = chosen_first + most * LEVELS + 3
    targets_first = standing_first + len(ground.phases) + 3
    write_chosen(sheet, ground, figures, chosen_first, most, targets_first, styles)
    if ground.phases:
        is_large = bool((ground.targets["required"] >= 10**8).any())
        add_bars(book, sheet, chosen_first, most, 12, widths, is_large=is_large)
    standing = write_standing(book, sheet, ground, figures, standing_first, styles)

    write_head(sheet, targets_first - 2, "Every target of every phase", styles)
    end = write_gap_rows(sheet, ground, figures, targets_first, styles)
    mark_rows(sheet, targets_first, max(end - 1, targets_first), styles)
    giving = write_giving(sheet, ground, figures, end + 2, styles)
    sheet.freeze_panes(5, 0)
    set_page(sheet, giving[1], len(HEADINGS) - 1, SUMMARY, heading=0)
    sheet.set_h_pagebreaks([targets_first - 3, end])
    return Places(standing, (targets_first, end - 1), giving)


def _write_inputs(book: Workbook, sheet: Worksheet, ground: Ground, styles: Styles, first: int) -> None:
    contents, phase = ground.contents, default_phase(ground.contents)
    names = contents.tables["initiatives"]["title"].tolist()
    sheet.write_string("A1", clean_text(names[0]) if len(names) == 1 else "Funding: all initiatives", styles.title)
    sheet.set_row(0, 22)
    write_marks(sheet, ground, styles)
    told = styles.get(font_color=QUIET_COLOUR, indent=1, align="left")
    sheet.write_string("C3", "Change the three coloured cells: the figures, bars and sheets follow.", told)
    bold = styles.get(bold=True)
    for row, label, name in ((3, "As of", f.AS_OF), (4, "Audience", f.AUDIENCE), (5, "Phase", f.PHASE)):
        sheet.write_string(f"A{row}", label, bold)
        book.define_name(name, f"='{SUMMARY}'!$B${row}")
    sheet.write_number("B3", day_serial(contents.as_of), styles.entry(num_format=DAY, align="left", bold=True))
    sheet.write_string("B4", contents.audience, styles.entry(bold=True))
    sheet.write_string("B5", clean_text(phase), styles.entry(bold=True))
    days = {"criteria": "between", "minimum": date(1900, 3, 1), "maximum": date(2199, 12, 31)}
    message = "Write a day, such as 2010-06-01."
    told = {
        "input_title": "As of",
        "input_message": "What was true on which day? The figures follow; the sentence does not.",
    }
    sheet.data_validation("B3", {"validate": "date", **days, "error_message": message, **told})
    audiences = list(terms.AUDIENCES) if contents.audience == "internal" else ["partners"]
    told = {"input_title": "Audience", "input_message": "For whom? Partners get no money softer than announced."}
    sheet.data_validation("B4", {"validate": "list", "source": audiences, **told})
    told = {"input_title": "Phase", "input_message": "Which phase do the bars, the first table and the Timeline show?"}
    sheet.data_validation("B5", {"validate": "list", "source": "=ls_phase", **told})
    position = ground.phases.index(phase) + 1 if phase else 0
    warn = styles.get(font_color=ALERT_COLOUR, indent=1, align="left")
    is_mixed = f'AND({f.AUDIENCE}="partners","{contents.audience}"<>"partners")'
    sheet.write_formula("C4", f'=IF({is_mixed},"{_MIXED}","")', warn, "")
    nothing = "there is no such phase"
    shown = clean_text(phase_name(contents, phase)) if phase else nothing
    name = "=" + f.of_chosen("name", f'"{nothing}"')
    sheet.write_formula("C5", name, styles.get(bold=True, indent=1, align="left"), shown)
    sheet.write_formula("R5", f"=IFERROR(MATCH({f.PHASE},ls_phase,0),0)", None, position)
    book.define_name(f.PHASE_NUMBER, f"='{SUMMARY}'!$R$5")
    seen = ">=2" if contents.audience == "partners" else "<=2"
    sheet.write_formula("R4", f'=IF({f.AUDIENCE}="partners",">=2","<=2")', None, seen)
    book.define_name(SEEN, f"='{SUMMARY}'!$R$4")

    sheet.write_string("A7", "Bottom line", styles.get(bold=True, valign="vcenter", bg_color=BAND_COLOUR))
    as_of = contents.as_of
    is_same = f'AND({f.AS_OF}=DATE({as_of.year},{as_of.month},{as_of.day}),{f.AUDIENCE}="{contents.audience}")'
    stale = (
        f"The sentence was written as of {as_of.isoformat()} for {contents.audience} readers; it does not follow the "
        "cells above, as the figures below do."
    )
    text = f'=IF({is_same},{f.of_chosen("headline")},"{stale}"&{_said_now(first)})'
    box = styles.get(
        text_wrap=True,
        font_size=13,
        bold=True,
        font_color=HEAD_COLOUR,
        bg_color=BAND_COLOUR,
        valign="vcenter",
        indent=1,
    )
    sheet.merge_range("B7:P7", "", box)
    sheet.write_formula("B7", text, box, contents.headlines.get(phase, UNKNOWN))
    sheet.set_row(6, 18 * max(2, -(-max(map(len, contents.headlines.values()), default=0) // 120)) + 6)
    sheet.write_string("A9", "Checks", bold)
    sheet.write_formula("B9", "=checks_said", styles.get(), "Every check is at 0.00.")
    sheet.write_string("A10", "Edited", bold)
    sheet.write_formula("B10", "=edited_said", styles.get(), "No table has been edited since the export.")
    for cell, good in (("B9", "Every"), ("B10", "No table")):
        rule = {
            "type": "text",
            "criteria": "not containing",
            "value": good,
            "format": styles.overlay(font_color=ALERT_COLOUR, bold=True),
        }
        sheet.conditional_format(cell, rule)


def _said_now(first: int) -> str:
    """What a formula can say by itself of the first target shown: the headline's row of the table of rungs."""

    def here(column: str) -> str:
        area = f"${column}${first}:${column}${first + LEVELS - 1}"
        return f'INDEX({area},MATCH("*◄",$P${first}:$P${first + LEVELS - 1},0))'

    counted = (
        f'{here("B")}&": "&{here("D")}&" "&IF(LEFT({here("P")},1)="~","about ","")&FIXED({here("G")},0)&" counted"'
    )
    required = f'IF(ISNUMBER({here("E")})," of "&FIXED({here("E")},0)&" required","; the requirement is not known")'
    return f'IFERROR(" Now "&{counted}&{required}&", counting from "&{here("F")}&".","")'
