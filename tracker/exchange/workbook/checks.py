"""The Checks: what must be equal, side by side, and the difference, which must be 0.00."""

import math

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tracker import terms
from tracker.exchange.workbook import edits
from tracker.exchange.workbook import formulas as f
from tracker.exchange.workbook.blocks import Ground, target_keys
from tracker.exchange.workbook.changes import COLUMNS, ON_ALL
from tracker.exchange.workbook.figures import Figures, stood
from tracker.exchange.workbook.gap_rows import LEVELS
from tracker.exchange.workbook.sheets import set_page
from tracker.exchange.workbook.styles import ALERT_COLOUR, AMOUNT, WHOLE, Styles
from tracker.exchange.workbook.summary import SUMMARY, Places
from tracker.tables import TABLES

CHECKS = "Checks"
_PHASE_HEADINGS = (
    "Phase", "On all rungs", "Given by donors", "Difference", "Promised on the rungs", "Balance of promises",
    "Difference", "Targets: counted, late and barred less the rungs", "Requirement less its movements",
    "Opening and changes less closing",
)  # fmt: skip
_TABLE_HEADINGS = (
    "Table", "Rows in the ledger", "Rows here", "Difference", "Control total in the ledger", "Control total here",
    "Difference", "Cells filled: difference", "Letters read: difference", "",
)  # fmt: skip
FIRST = 6


def write_checks(
    book: Workbook,
    sheet: Worksheet,
    ground: Ground,
    figures: Figures,
    places: Places,
    changes: dict[str, tuple[int, int]],
    prints: dict[str, edits.Prints],
    styles: Styles,
) -> None:
    """Write the sheet, and name what the Summary says of it: `checks_open`, `checks_said`, `edited_said`."""
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 9, ground.amount_width(decimals=2, least=17))
    sheet.write_string("A1", CHECKS, styles.title)
    sheet.set_row(0, 22)
    _head(sheet, FIRST - 1, _PHASE_HEADINGS, styles)
    row = FIRST
    for phase in ground.phases:
        _write_phase(sheet, row, phase, ground, figures, places, changes[phase], styles)
        row += 1
    areas = [f"{column}{FIRST}:{column}{max(row - 1, FIRST)}" for column in "DGHIJ"]
    _head(sheet, row + 1, _TABLE_HEADINGS, styles)
    first_table = row = row + 2
    for name, known in prints.items():
        _write_table(sheet, row, name, known, styles)
        row += 1
    tables = [f"{column}{first_table}:{column}{row - 1}" for column in "DGHI"]
    _head(sheet, row + 1, ("Other", "As written", "Here", "Difference"), styles)
    first_other = row = row + 2
    for label, constant, formula in _others(ground, places, figures):
        sheet.write_string(f"A{row}", label, styles.get(text_wrap=True))
        look = styles.get(num_format=WHOLE if label.endswith("rows") else AMOUNT)
        sheet.write_number(f"B{row}", constant, look)
        sheet.write_formula(f"C{row}", formula, look, constant)
        sheet.write_formula(f"D{row}", f"=ROUND(C{row}-B{row},2)", _difference(styles), 0)
        row += 1
    areas = [*areas, *tables, f"D{first_other}:D{row - 1}"]
    for area in areas:
        rule = {"type": "cell", "criteria": "not between", "minimum": -0.004, "maximum": 0.004}
        sheet.conditional_format(area, {**rule, "format": styles.overlay(bg_color=ALERT_COLOUR, font_color="#FFFFFF")})
    _write_verdicts(book, sheet, areas, list(prints), first_table, styles)
    sheet.freeze_panes(3, 1)
    set_page(sheet, row - 1, 9, CHECKS, heading=0)


def _head(sheet: Worksheet, row: int, headings: tuple[str, ...], styles: Styles) -> None:
    sheet.set_row(row - 1, 45)
    for position, heading in enumerate(headings):
        sheet.write_string(row - 1, position, heading, styles.heading(heading))


def _difference(styles: Styles) -> object:
    return styles.get(num_format="0.00", bold=True, align="right")


def _write_phase(
    sheet: Worksheet,
    row: int,
    phase: str,
    ground: Ground,
    figures: Figures,
    places: Places,
    change: tuple[int, int],
    styles: Styles,
) -> None:
    number, standing = ground.phases.index(phase) + 1, places.standing[phase]
    money, zero = styles.get(num_format=AMOUNT), _difference(styles)
    total = sum(stood(figures, phase, rung) for rung in terms.RUNGS) / 100
    promised = sum(stood(figures, phase, rung) for rung in terms.PROMISES) / 100
    here = f"'{SUMMARY}'!"
    giving = f"{here}${{}}${places.giving[0]}:${{}}${places.giving[1]}"
    sheet.write_formula(f"A{row}", f"=INDEX(ls_phase,{number})", styles.get(), phase)
    sheet.write_formula(f"B{row}", f"={here}$K${standing}", money, total)
    donors = f"=ROUND(SUMIFS({giving.format('K', 'K')},{giving.format('R', 'R')},{number}),2)"
    sheet.write_formula(f"C{row}", donors, money, total)
    sheet.write_formula(f"D{row}", f"=ROUND(C{row}-B{row},2)", zero, 0)
    sheet.write_formula(f"E{row}", f"=ROUND(SUM({here}$G${standing}:$J${standing}),2)", money, promised)
    balances = ground["pr"].total("value", {**f.IN_FORCE, "phase_n": str(number), "form": '"cash"'})
    sheet.write_formula(f"F{row}", "=" + balances, money, promised)
    sheet.write_formula(f"G{row}", f"=ROUND(F{row}-E{row},2)", zero, 0)

    first, last = places.targets

    def over(column: str, rank: int) -> str:
        return f"SUMIFS({area(column)},{area('U')},{number},{area('S')},{rank})"

    def area(column: str) -> str:
        return f"{here}${column}${first}:${column}${last}"

    def targets(rank: int, rungs: str) -> str:
        many = f"COUNTIFS({area('U')},{number},{area('S')},{rank})"
        parts = "+".join(over(column, rank) for column in "GMO")
        return f"ABS(ROUND({parts}-{many}*SUM({here}$F${standing}:${rungs}${standing}),2))"

    text = f'={targets(2, "H")}+IF({f.AUDIENCE}="partners",0,{targets(4, "J")})'
    sheet.write_formula(f"H{row}", text, zero, 0)
    whole = first + target_keys(ground).index((terms.REQUIREMENT, phase)) * LEVELS
    text = f"=IF(ISNUMBER({here}$E${whole}),ROUND({here}$E${whole}-{here}$E${standing},2),0)"
    sheet.write_formula(f"I{row}", text, zero, 0)
    opening, closing = change
    sums = "+".join(
        f"ABS(ROUND(SUM('Changes'!${column}${opening}:${column}${closing - 1})-'Changes'!${column}${closing},2))"
        for column in COLUMNS
    )
    closed = f"IF(changes_until={f.AS_OF},ABS(ROUND('Changes'!${ON_ALL}${closing}-B{row},2)),0)"
    sheet.write_formula(f"J{row}", f"={sums}+{closed}", zero, 0)


def _write_table(sheet: Worksheet, row: int, name: str, known: edits.Prints, styles: Styles) -> None:
    table = TABLES[name]
    count, amount, zero = styles.get(num_format="#,##0"), styles.get(num_format=AMOUNT), _difference(styles)
    rows, total, filled, letters = known.rows, known.total, known.filled, known.letters
    sheet.write_string(f"A{row}", table.title, styles.get())
    sheet.write_number(f"B{row}", rows.value, count)
    sheet.write_formula(f"C{row}", f"={rows.formula}", count, rows.value)
    sheet.write_formula(f"D{row}", f"=C{row}-B{row}", zero, 0)
    sheet.write_number(f"E{row}", total.value, amount)
    sheet.write_formula(f"F{row}", f"={total.formula}", amount, total.value)
    sheet.write_formula(f"G{row}", f"=ROUND(F{row}-E{row},2)", zero, 0)
    sheet.write_formula(f"H{row}", f"={filled.formula}-{int(filled.value)}", zero, 0)
    if letters is None:
        sheet.write_string(f"I{row}", "not read" if rows.value else "", styles.quiet)
    else:
        sheet.write_array_formula(f"I{row}:I{row}", f"{{={letters.formula}-{int(letters.value)}}}", zero, 0)


def _others(ground: Ground, places: Places, figures: Figures) -> list[tuple[str, float, str]]:
    contents, moved = ground.contents, ground.movements
    as_of = contents.as_of
    first, last = places.targets
    counted = math.fsum(gap.counted for gap in figures.gaps.values()) / 100
    same = f'AND({f.AS_OF}=DATE({as_of.year},{as_of.month},{as_of.day}),{f.AUDIENCE}="{contents.audience}")'
    return [
        ("Movements, rows", float(len(moved)), "=COUNT(m_on)"),
        ("Movements, sum", math.fsum(moved["amount"]) / 100, "=ROUND(SUM(m_amount),2)"),
        (
            "All counted figures, as exported", counted,
            f"=IF({same},ROUND(SUM('{SUMMARY}'!$G${first}:$G${last}),2),{counted!r})",
        ),
    ]  # fmt: skip


def _write_verdicts(
    book: Workbook, sheet: Worksheet, areas: list[str], tables: list[str], first_table: int, styles: Styles
) -> None:
    opened = "+".join(f'COUNTIF({area},">0.004")+COUNTIF({area},"<-0.004")' for area in areas)
    unseen = styles.get(num_format=";;;")
    sheet.write_formula("J1", f"={opened}", unseen, 0)
    book.define_name("checks_open", f"='{CHECKS}'!$J$1")
    bold = styles.get(bold=True)
    text = '=IF(checks_open=0,"Every check is at 0.00.",checks_open&" checks are not at 0.00: see the sheet Checks.")'
    sheet.write_formula("A2", text, bold, "Every check is at 0.00.")
    book.define_name("checks_said", f"='{CHECKS}'!$A$2")
    named = "&".join(
        f'IF(ABS(D{row})+ABS(G{row})+ABS(H{row})+ABS(N(I{row}))>0.004," {TABLES[name].title};","")'
        for row, name in enumerate(tables, first_table)
    )
    sheet.write_formula("J2", f"={named}", unseen, "")
    said = "No table has been edited since the export."
    text = f'=IF(J2="","{said}","Edited since the export:"&J2&" the figures wait for an import.")'
    sheet.write_formula("A3", text, bold, said)
    book.define_name("edited_said", f"='{CHECKS}'!$A$3")
