"""The Guide: what each sheet is for, what may be changed, and what the words mean. It quotes the vocabulary."""

from xlsxwriter.worksheet import Worksheet

from tracker import terms
from tracker.exchange.workbook.charts import MISSING
from tracker.exchange.workbook.sheets import set_page
from tracker.exchange.workbook.styles import INPUT_COLOUR, Styles, rung_look
from tracker.tables import TABLES

GUIDE = "Guide"
_TABLES = (
    (
        "Fill in",
        "Coloured cells are for you. Each heading has a note on what its column holds; dropdowns offer the "
        "words that are known.",
    ),
    (
        "Add a row",
        "Write directly below the last row. Leave the two hidden columns, row and revision, as they are: they"
        " tell the ledger which row is which, also after sorting.",
    ),
    (
        "Dates",
        "Type a day as a date, or as 2010-06-01; where no more is known, the month (2010-06) or the year (2010).",
    ),
    ("Amounts", "Type numbers. A vague amount is marked yes under approximate, or typed with a ~ before it."),
    (
        "Bring it back",
        "tracker check FILE says what is wrong, cell by cell; tracker import --dry-run FILE what would "
        "change; tracker import FILE records it. A row that is missing from the file is kept.",
    ),
)
_FIGURES = (
    (
        "Change the view",
        "On the Summary the as-of date, the audience and the phase are cells; all figures are formulas over "
        "the sheet Movements and follow at once. On Changes both days can be changed.",
    ),
    (
        "What follows",
        "Counted money, coverage, gaps, late, undated and barred money, requirements and thresholds as then "
        "stated, who gives, the status of every promise, changes, the timeline and the bars.",
    ),
    (
        "What does not",
        "The bottom line (it says so when it no longer fits), rates of exchange other than those of each "
        "step's day, which rows are listed, the periods of the timeline, and edits to table sheets: those "
        "wait for an import.",
    ),
    (
        "Checks",
        "Every difference on the sheet Checks is 0.00. A table that was edited since the export is named "
        "there and on the Summary.",
    ),
    (
        "Audience",
        "The audience cell changes figures only. To hand figures to partners, export for partners: what they "
        "may not see is then not in the file.",
    ),
    (
        "Very large amounts",
        "An amount of more than fifteen digits is written as text, because a spreadsheet would round it; "
        "figures beyond that are rounded by the spreadsheet.",
    ),
)
_SHEETS = (
    ("Summary", "Bottom line, bars, the table of rungs, every target, who stands where, who gives."),
    (
        "Status of contributions",
        "One row for each promise: agreement, announced, signed, received, balance, due, overdue.",
    ),
    ("Changes", "Opening, what happened by kind, closing, between two days."),
    ("Timeline", "What stood on each rung at the end of every quarter."),
    ("Outlook", "As exported: what is missing in cash, if all announced comes, if everything comes; how likely."),
    ("Movements", "Every step by which money came to stand where it stands, with the row of the table that caused it."),
    ("Checks", "What must be equal, and whether it is."),
)


def write_guide(sheet: Worksheet, styles: Styles, *, has_figures: bool, has_outlook: bool = False) -> None:
    """Write the sheet; a template has no figures to explain."""
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    wrap, bold = styles.get(text_wrap=True), styles.get(bold=True)
    row = 0

    def title(text: str) -> None:
        nonlocal row
        row += 1 if row else 0
        sheet.write_string(row, 0, text, styles.section)
        sheet.write_blank(row, 1, None, styles.section)
        row += 1

    def lines(pairs: tuple[tuple[str, str], ...]) -> None:
        nonlocal row
        for name, text in pairs:
            sheet.write_string(row, 0, name, bold)
            sheet.write_string(row, 1, text, wrap)
            sheet.set_row(row, 13.5 * -(-len(text) // 108))
            row += 1

    sheet.write_string(row, 0, "Guide", styles.title)
    row += 1
    title("The tables")
    sheet.write_string(row, 0, "Coloured", styles.get(bg_color=INPUT_COLOUR, bold=True))
    sheet.write_string(row, 1, "A cell that is meant to be written in.", wrap)
    row += 1
    lines(_TABLES)
    if has_figures:
        title("The figures")
        lines(_FIGURES)
    title("The ladder: money stands on exactly one rung, the firmest first")
    for rung in terms.LADDER:
        sheet.write_string(row, 0, rung.label, styles.get(bold=True, **rung_look(rung)))
        written = "in contributions" if rung.code == terms.RECEIVED else f"written {rung.code}"
        sheet.write_string(row, 1, f"{rung.meaning} ({written})", wrap)
        row += 1
    sheet.write_string(row, 0, "Missing", styles.get(bold=True, font_color=MISSING["pattern"]["fg_color"]))
    sheet.write_string(row, 1, "What is required and not in sight.", wrap)
    row += 1
    if has_figures:
        title("The sheets")
        lines(tuple(pair for pair in _SHEETS if has_outlook or pair[0] != "Outlook"))
    title("Each table")
    lines(tuple((table.title, table.meaning) for table in TABLES.values()))
    for name, words in (
        ("Reasons for withdrawal", terms.REASONS), ("Kinds of contribution", terms.CONTRIBUTION_KINDS),
        ("Forms", terms.FORMS),        ("Kinds of donor", terms.DONOR_KINDS), ("Kinds of event", terms.EVENT_KINDS),
    ):  # fmt: skip
        title(name)
        lines(tuple(words.items()))
    set_page(sheet, row, 1, GUIDE)
