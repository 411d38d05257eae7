"""The Changes: from what stood on one day to what stands on another, kind by kind, for every phase."""

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tracker import terms
from tracker.exchange.workbook.blocks import NEED, Ground
from tracker.exchange.workbook.cells import day_serial
from tracker.exchange.workbook.figures import Figures
from tracker.exchange.workbook.formulas import SEEN
from tracker.exchange.workbook.sheets import set_page
from tracker.exchange.workbook.styles import BAND_COLOUR, DAY, IDLE_COLOUR, LINE_COLOUR, SPARSE, Styles

CHANGES = "Changes"
SINCE, UNTIL = "changes_since", "changes_until"
_HEADINGS = (
    "Phase",
    "What happened",
    "Meaning",
    "Currency",
    *(rung.label for rung in terms.LADDER),
    "On all rungs",
    "In kind",
    "Requirement",
)
_WIDTHS = (16, 15, 50, 9)
COLUMNS, ON_ALL = "EFGHIJKL", "J"
"""The columns of amounts, and among them that of what stands on all rungs."""
FIRST = 7


def write_changes(
    book: Workbook, sheet: Worksheet, ground: Ground, figures: Figures, styles: Styles
) -> dict[str, tuple[int, int]]:
    """Write the sheet; out: the rows of each phase's opening and closing (counted from 1)."""
    contents = ground.contents
    for position, width in enumerate([*_WIDTHS, *[ground.amount_width(least=14)] * len(COLUMNS)]):
        sheet.set_column(position, position, width)
    sheet.write_string("A1", CHANGES, styles.title)
    sheet.set_row(0, 22)
    bold = styles.get(bold=True)
    sheet.write_string("A2", "From the end of", bold)
    sheet.write_string("A3", "To the end of", bold)
    entry = styles.entry(num_format=DAY, align="left", bold=True)
    sheet.write_number("B2", day_serial(contents.since), entry)
    sheet.write_formula("B3", "=as_of", entry, day_serial(contents.as_of))
    book.define_name(SINCE, f"='{CHANGES}'!$B$2")
    book.define_name(UNTIL, f"='{CHANGES}'!$B$3")
    note = "Both days can be changed; the second is the Summary's as-of date until you write another over it."
    sheet.write_string("A4", note, styles.quiet)
    for position, heading in enumerate(_HEADINGS):
        sheet.write_string(FIRST - 2, position, heading, styles.heading(heading))
    sheet.freeze_panes(FIRST - 1, 2)
    row, places = FIRST, {}
    for phase in ground.phases:
        of_phase = ground.movements[(ground.movements["phase"] == phase).to_numpy()]
        there = set(of_phase["kind"])
        kinds = [kind for kind in terms.MOVEMENT_KINDS if kind in there]
        places[phase] = (row, row + len(kinds) + 1)
        for kind in (terms.OPENING, *kinds, terms.CLOSING):
            _write_row(sheet, ground, figures, row, phase, kind, styles)
            row += 1
    _quieten(sheet, row - 1, styles)
    set_page(sheet, row - 1, len(_HEADINGS) - 1, CHANGES, heading=FIRST - 2)
    return places


def _quieten(sheet: Worksheet, last: int, styles: Styles) -> None:
    """What did not happen between the two days steps back; a line stands above each opening."""
    if last < FIRST:
        return
    area, amounts = f"A{FIRST}:{COLUMNS[-1]}{last}", f"${COLUMNS[0]}{FIRST}:${COLUMNS[-1]}{FIRST}"
    is_idle = f"=COUNTIF({amounts},0)={len(COLUMNS)}"
    sheet.conditional_format(
        area, {"type": "formula", "criteria": is_idle, "format": styles.overlay(font_color=IDLE_COLOUR)}
    )
    rule = {"type": "formula", "criteria": f"=$A{FIRST}<>$A{FIRST - 1}"}
    sheet.conditional_format(area, {**rule, "format": styles.overlay(top=1, top_color=LINE_COLOUR)})


def _write_row(
    sheet: Worksheet, ground: Ground, figures: Figures, row: int, phase: str, kind: str, styles: Styles
) -> None:
    number = ground.phases.index(phase) + 1
    is_end = kind in (terms.OPENING, terms.CLOSING)
    look = {"bg_color": BAND_COLOUR, "bold": True} if is_end else {}
    money, text = styles.get(num_format=SPARSE, align="right", **look), styles.get(**look)
    sheet.write_formula(f"A{row}", f"=INDEX(ls_phase,{number})", text, phase)
    sheet.write_string(f"B{row}", kind.capitalize(), text)
    sheet.write_string(f"C{row}", terms.BRIDGE_KINDS[kind], text)
    sheet.write_formula(f"D{row}", f"=INDEX(ls_currency,{number})", text, ground.currency_of(phase))
    tests = {"phase_n": str(number), "seen": SEEN}
    if kind == terms.OPENING:
        tests["on"] = f'"<="&{SINCE}'
    elif kind == terms.CLOSING:
        tests["on"] = f'"<="&{UNTIL}'
    else:
        tests["kind"] = f'"{kind}"'
    stretch = ground.of_phase.get(phase)

    def total(**further: str) -> str:
        if is_end:
            return ground["m"].total("amount", {**tests, **further}, stretch)
        up_to = ground["m"].total("amount", {**tests, **further, "on": f'"<="&{UNTIL}'}, stretch)
        before = ground["m"].total("amount", {**tests, **further, "on": f'"<="&{SINCE}'}, stretch)
        return f"ROUND({up_to}-{before},2)"

    def found(rung: str, form: str = "cash") -> float:
        return figures.bridge.get((phase, kind, rung, form), 0) / 100

    for column, (rank, rung) in zip(COLUMNS, enumerate(terms.RUNGS), strict=False):
        sheet.write_formula(f"{column}{row}", "=" + total(rank=str(rank), form='"cash"'), money, found(rung))
    whole = round(sum(found(rung) for rung in terms.RUNGS), 2)
    sheet.write_formula(f"J{row}", f"=ROUND(SUM(E{row}:I{row}),2)", money, whole)
    in_kind = round(sum(found(rung, "in_kind") for rung in terms.RUNGS), 2)
    sheet.write_formula(f"K{row}", "=" + total(rank=f'"<{NEED}"', form='"in_kind"'), money, in_kind)
    sheet.write_formula(f"L{row}", "=" + total(rank=str(NEED)), money, found(terms.REQUIREMENT))
