"""Problems as a workbook, each with a link to its cell, to be mended and sent back. It finds none itself."""

from pathlib import Path

import xlsxwriter

from tracker.problems import Problem

_HEADINGS = (
    ("severity", 10), ("sheet", 18), ("cell", 10), ("column", 16), ("value", 24), ("message", 60), ("remedy", 60),
)  # fmt: skip


def write_problems(path: Path, problems: list[Problem], source: Path) -> None:
    """Write one row a problem, errors first; the cell's address opens `source` there."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Problems")
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    tints = {
        "error": book.add_format({"bg_color": "#f6d5c8", "valign": "top"}),
        "warning": book.add_format({"bg_color": "#fbeecb", "valign": "top"}),
    }
    for column, (name, width) in enumerate(_HEADINGS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    link = book.add_format({"underline": 1, "font_color": "#1d5190", "valign": "top"})
    ordered = sorted(problems, key=lambda problem: not problem.is_error)
    for row, problem in enumerate(ordered, start=1):
        fields = problem.as_row()
        for column, (name, _) in enumerate(_HEADINGS):
            text = str(fields[name] or "")
            if name == "cell" and text and problem.sheet:
                place = problem.sheet.replace("'", "''")
                sheet.write_url(row, column, f"external:{source.name}#'{place}'!{text}", link, text)
            else:
                sheet.write_string(row, column, text, tints[problem.severity] if name == "severity" else wrapped)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(ordered), 1), len(_HEADINGS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
