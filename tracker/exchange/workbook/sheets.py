"""The sheets of the tables: headings, notes, dropdowns and formats, empty or filled. It computes no figure."""

from collections.abc import Mapping
from typing import Any
from unicodedata import east_asian_width

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tracker.exchange.reading import column_letters
from tracker.exchange.workbook.cells import CHUNK, REVISION, ROW, Cell, column_cells
from tracker.exchange.workbook.edits import Prints, find_prints
from tracker.exchange.workbook.lines import write_rows
from tracker.exchange.workbook.styles import DAY, INPUT_COLOUR, TABLE_STYLE, Styles
from tracker.tables import TABLES, Column, Table

SPARE_ROWS = 200
"""How many rows below the last are prepared for typing."""
MENU_LENGTH = 255
_MOST_LINES = 20
_FORMATS = {"money": "#,##0.00;[Red]-#,##0.00", "date": DAY}
_WIDTHS = {"money": 12, "number": 12, "date": 12}
_BUTTON = 4
"""The room of a filter's button beside a heading."""
_ONE_PAGE, _LETTERS_A_NOTE_LINE = 230, 40
_WRAPPED = ("source", "note", "title", "condition", "meaning", "trigger", "publisher", "aliases", "components", "url")


def add_sheet(book: Workbook, name: str) -> Worksheet:
    """A sheet whose rows are written from top to bottom and kept on disk, for tables may be long."""
    book.constant_memory = True
    sheet = book.add_worksheet(name)
    book.constant_memory = False
    return sheet


def write_table(
    sheet: Worksheet,
    table: Table,
    frame: pd.DataFrame,
    revisions: "pd.Series[int] | None",
    styles: Styles,
    currencies: list[str],
    last_rows: Mapping[str, int],
) -> Prints:
    """Write a table: a heading of column names, a row each, the row's number and revision in two hidden columns.

    `last_rows` is the last sheet row of each table, for dropdowns of keys. Out: what its cells come to.
    """
    names, formats = [*table.names, ROW, REVISION], [styles.get(**_look(column)) for column in table.columns]
    formats += [styles.quiet] * 2
    cells = _cells_of(table, frame.iloc[:CHUNK], revisions)
    widths = [_width(column, cells[column.name], frame[column.name]) for column in table.columns]
    declare_table(sheet, f"t_{table.name}", names, len(frame), styles)
    for position, (width, look) in enumerate(zip(widths, formats, strict=False)):
        sheet.set_column(position, position, width, look)
    hidden = len(table.columns)
    sheet.set_column(hidden, hidden + 1, 8, styles.quiet, {"hidden": True})
    _equip(sheet, table, len(frame), currencies, last_rows, sum(widths), styles)
    wrapped = [(at, widths[at]) for at, column in enumerate(table.columns) if column.name in _WRAPPED]
    found = find_prints(table, cells)
    for start in range(0, len(frame), CHUNK):
        if start:
            cells = _cells_of(table, frame.iloc[start : start + CHUNK], revisions)
            found = found.plus(find_prints(table, cells))
        columns = list(cells.values())
        write_rows(sheet, 1 + start, columns, formats, _heights(columns, wrapped))
    return found


def _cells_of(table: Table, frame: pd.DataFrame, revisions: "pd.Series[int] | None") -> dict[str, list[Cell]]:
    cells: dict[str, list[Cell]] = {column.name: column_cells(frame[column.name], column) for column in table.columns}
    cells[ROW] = [float(number) for number in frame.index.tolist()]
    known = [None] * len(frame) if revisions is None else revisions.reindex(frame.index).astype("Int64").tolist()
    cells[REVISION] = [None if number is None or pd.isna(number) else float(number) for number in known]
    return cells


def _heights(columns: list[list[Cell]], wrapped: list[tuple[int, float]]) -> dict[int, float]:
    """The heights of rows with a text that needs more than one line: not every program works them out."""
    lines: dict[int, int] = {}
    for position, width in wrapped:
        for at, cell in enumerate(columns[position]):
            if isinstance(cell, str) and (len(cell) > width or not cell.isascii() or "\n" in cell):
                needed = sum(max(1, -(-_breadth(part) // int(width * 1.1))) for part in cell.split("\n"))
                lines[at] = max(lines.get(at, 1), min(needed, _MOST_LINES))
    return {at: 13.5 * count for at, count in lines.items() if count > 1}


def _breadth(text: str) -> int:
    """The letters that a text is as wide as: those of East Asia take two."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(letter) in "WF") for letter in text)


def _look(column: Column) -> dict[str, object]:
    look: dict[str, object] = {}
    if column.kind in _FORMATS:
        look["num_format"] = _FORMATS[column.kind]
    elif column.kind in ("key", "text", "list", "currency", "choice"):
        look["num_format"] = "@"
    if column.kind in ("money", "number"):
        look.update(align="right", indent=1)
    elif column.kind == "date":
        look["align"] = "left"
    if column.name in _WRAPPED:
        look["text_wrap"] = True
    return look


def _width(column: Column, cells: list[Cell], values: "pd.Series[Any]") -> float:
    """As wide as the heading and the texts; amounts as wide as the largest, which would show as ##### otherwise."""
    longest = max((_breadth(cell) for cell in cells[:500] if isinstance(cell, str)), default=0)
    if column.kind == "money" and values.notna().any():
        longest = max(longest, *(len(f"{int(value) / 100:,.2f}") for value in (values.min(), values.max())))
    least = 12 if column.name in _WRAPPED else _WIDTHS.get(column.kind, 8)
    return max(min(longest * 1.05 + 2, 34), len(column.name) + _BUTTON, least)


def declare_table(
    sheet: Worksheet, name: str, headings: list[str], rows: int, styles: Styles, filters: bool = True
) -> None:
    """Declare an Excel table; it has one blank row where it has none.

    XlsxWriter refuses tables on sheets kept on disk only because the heading must be written first, as is done here;
    and it would remember every cell of the range, so that the range is set afterwards.
    """
    is_on_disk, sheet.constant_memory = sheet.constant_memory, False
    columns = [{"header": heading, "header_format": styles.head} for heading in headings]
    options = {"name": name, "style": TABLE_STYLE, "columns": columns, "autofilter": filters}
    sheet.str_table, shared = _Verbatim(), sheet.str_table
    sheet.add_table(0, 0, 1, len(headings) - 1, options)
    sheet.str_table, sheet.constant_memory = shared, is_on_disk
    area = f"A1:{column_letters(len(headings) - 1)}{max(rows, 1) + 1}"
    declared = sheet.tables[-1]
    declared["range"] = declared["a_range"] = area
    if filters:
        declared["autofilter"] = area


class _Verbatim:
    """Stands in for the table of shared strings where strings stand in the cells themselves."""

    def _get_shared_string_index(self, text: str) -> str:
        return text


def _equip(
    sheet: Worksheet,
    table: Table,
    rows: int,
    currencies: list[str],
    last_rows: Mapping[str, int],
    width: float,
    styles: Styles,
) -> None:
    """Notes, dropdowns, colours, page; notes must come before the rows on a sheet kept on disk."""
    last = rows + SPARE_ROWS
    for position, column in enumerate(table.columns):
        write_note(sheet, 0, position, _note(column))
        rule = _menu(column, currencies, last_rows)
        if rule is not None:
            sheet.data_validation(1, position, last, position, rule)
    colour = styles.overlay(bg_color=INPUT_COLOUR, bottom=1, bottom_color="#E3DBB8")
    sheet.conditional_format(
        1, 0, last, len(table.columns) - 1, {"type": "formula", "criteria": "=TRUE", "format": colour}
    )
    sheet.freeze_panes(1, min(2, len(table.key)))
    set_page(sheet, rows + 1, len(table.columns) - 1, table.title, is_figures=False, width=width)


def write_note(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """A note on a cell, large enough for its text."""
    lines = 2 + -(-len(text) // _LETTERS_A_NOTE_LINE)
    sheet.write_comment(row, column, text, {"width": 230, "height": 14 * lines + 8, "author": "Funding tracker"})


def _note(column: Column) -> str:
    parts = [column.meaning]
    if column.is_key:
        parts.append("Part of the key: it names the row.")
    elif column.is_required:
        parts.append("Required.")
    if column.kind == "date":
        parts.append("A day (2010-06-01), or a month (2010-06) or year (2010) where no more is known.")
    if column.choices:
        parts.append("One of: " + ", ".join(column.choices) + ".")
    if column.reference:
        parts.append(f"A key of the sheet {TABLES[column.reference].title}.")
    return " ".join(parts)


def _menu(column: Column, currencies: list[str], last_rows: Mapping[str, int]) -> dict[str, object] | None:
    """A dropdown. Words of the vocabulary are enforced; keys and currencies may be new, so a warning is enough."""
    if column.choices or column.kind == "flag":
        words = list(column.choices) or ["yes", "no"]
        text = "use " + ", ".join(words)
        return {"validate": "list", "source": words, "error_title": column.name, "error_message": text[:MENU_LENGTH]}
    source: list[str] | str = ""
    if column.reference:
        title, last = TABLES[column.reference].title, last_rows[column.reference]
        source = f"=OFFSET('{title}'!$A$2,0,0,MAX(1,COUNTA('{title}'!$A$2:$A${last})),1)"
    elif column.kind == "currency" and currencies:
        source = currencies if len(",".join(currencies)) <= MENU_LENGTH else currencies[:60]
    if not source:
        return None
    many = "currencies" if column.kind == "currency" else f"{column.name}s"
    message = f"It is not in the list of {many} yet; keep it if that is meant."
    return {"validate": "list", "source": source, "error_type": "warning", "error_message": message}


def set_page(
    sheet: Worksheet,
    last_row: int,
    last_column: int,
    title: str,
    heading: int = 0,
    *,
    is_figures: bool = True,
    width: float = 0,
) -> None:
    """A4 across, the heading on every page; what is too wide to be read on one takes two, its key on both."""
    sheet.set_landscape()
    sheet.set_paper(9)
    is_wide = width > _ONE_PAGE
    sheet.fit_to_pages(2 if is_wide else 1, 0)
    if is_wide:
        sheet.repeat_columns(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.repeat_rows(heading)
    sheet.print_area(0, 0, max(last_row - 1, heading), last_column)
    sheet.set_footer(f"&L&8 {title.replace('&', '&&')}&R&8 &P / &N")
    sheet.hide_gridlines(2 if is_figures else 1)


def write_title(sheet: Worksheet, row: int, text: str, headings: tuple[str, ...], styles: Styles) -> None:
    """A block's title in a row (counted from 1) and its headings in the next."""
    for position in range(len(headings)):
        sheet.write_blank(row - 1, position, None, styles.section)
    sheet.write_string(row - 1, 0, text, styles.section)
    for position, heading in enumerate(headings):
        sheet.write_string(row, position, heading, styles.heading(heading))
