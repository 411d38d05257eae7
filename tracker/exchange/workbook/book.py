"""A workbook from its contents, or an empty one to fill in: which sheets there are, and in what order."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tracker.exchange.workbook.blocks import HIDDEN, MOVEMENTS, Ground, find_ground, write_hidden, write_movements
from tracker.exchange.workbook.cells import clean_text
from tracker.exchange.workbook.changes import CHANGES, write_changes
from tracker.exchange.workbook.checks import CHECKS, write_checks
from tracker.exchange.workbook.contents import Contents
from tracker.exchange.workbook.edits import Prints
from tracker.exchange.workbook.figures import find_figures
from tracker.exchange.workbook.guide import GUIDE, write_guide
from tracker.exchange.workbook.outlook import OUTLOOK, write_outlook
from tracker.exchange.workbook.sheets import SPARE_ROWS, add_sheet, write_table
from tracker.exchange.workbook.statement import STATEMENT, write_statement
from tracker.exchange.workbook.styles import ENTRY_COLOUR, HEAD_COLOUR, QUIET_COLOUR, Styles
from tracker.exchange.workbook.summary import LISTS, SUMMARY, write_lists, write_summary
from tracker.exchange.workbook.timeline import TIMELINE, write_timeline
from tracker.tables import TABLES, Tables, empty

BEFORE_CHANGES = ("pledges", "contributions", "instalments")
AFTER_TIMELINE = ("budgets", "thresholds")
OTHERS = tuple(name for name in TABLES if name not in BEFORE_CHANGES + AFTER_TIMELINE)
RECORD_SHEET = "_ledger"
_LONGEST_NAME, _LONGEST_PROPERTY = 80, 255
_CORE = ("title", "subject", "author", "keywords", "comments")
"""Properties that every office program shows; all others are custom ones."""
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""The moment written where none is given: the same contents always give the same bytes."""


def write_template(target: Path | str | IO[bytes]) -> None:
    """Write a workbook of empty tables, with the guide to filling them in."""
    tables = {name: empty(table) for name, table in TABLES.items()}
    with _open(target, None) as book:
        styles = Styles(book)
        sheets = {name: add_sheet(book, TABLES[name].title) for name in TABLES}
        _write_tables(sheets, tables, {}, styles)
        write_guide(book.add_worksheet(GUIDE), styles, has_figures=False)
        _mark_sheets(book, None)


def write_workbook(target: Path | str | IO[bytes], contents: Contents, ground: Ground | None = None) -> None:
    """Write the whole workbook: figures, tables, movements, checks and guide; the same contents give the same bytes.

    A `ground` that was found for the same tables, histories and movements need not be found again: it holds what
    stands on every date.
    """
    ground = find_ground(contents) if ground is None else replace(ground, contents=contents, blocks={})
    with _open(target, contents.made_at, contents.properties) as book:
        styles = Styles(book)
        sheets = _add_sheets(book, has_outlook=bool(contents.outlook))
        hidden = {name: add_sheet(book, name) for name in HIDDEN}
        lists = book.add_worksheet(LISTS)
        tables = {name: sheets[TABLES[name].title] for name in (*BEFORE_CHANGES, *AFTER_TIMELINE, *OTHERS)}
        prints = _write_tables(tables, contents.tables, contents.revisions, styles)
        write_movements(book, sheets[MOVEMENTS], ground, styles)
        write_hidden(book, hidden, ground, styles)
        write_lists(book, lists, ground, styles)
        figures = find_figures(ground)
        places = write_summary(book, sheets[SUMMARY], ground, figures, styles)
        write_statement(sheets[STATEMENT], ground, figures, styles)
        changes = write_changes(book, sheets[CHANGES], ground, figures, styles)
        write_timeline(book, sheets[TIMELINE], ground, styles)
        if contents.outlook:
            write_outlook(sheets[OUTLOOK], contents, styles)
        write_checks(book, sheets[CHECKS], ground, figures, places, changes, prints, styles)
        write_guide(sheets[GUIDE], styles, has_figures=True, has_outlook=bool(contents.outlook))
        _write_record(book.add_worksheet(RECORD_SHEET), contents)
        sheets[SUMMARY].activate()
        _mark_sheets(book, contents)


def _add_sheets(book: Workbook, *, has_outlook: bool) -> dict[str, Worksheet]:
    """The visible sheets in their order, by title; those that may be long are kept on disk."""
    titles = {name: TABLES[name].title for name in TABLES}
    before, after, others = ([titles[name] for name in part] for part in (BEFORE_CHANGES, AFTER_TIMELINE, OTHERS))
    ahead = [OUTLOOK] if has_outlook else []
    order = [SUMMARY, STATEMENT, *before, CHANGES, TIMELINE, *ahead, *after, *others, MOVEMENTS, CHECKS, GUIDE]
    long = {STATEMENT, MOVEMENTS, *titles.values()}
    return {title: add_sheet(book, title) if title in long else book.add_worksheet(title) for title in order}


def _mark_sheets(book: Workbook, contents: Contents | None) -> None:
    """What a printed page says above the sheet, and the tabs: blue for figures, yellow for what is filled in."""
    said, record, marking = "Funding tracker: a workbook to fill in", "", ""
    if contents is not None:
        titles = contents.tables["initiatives"]["title"].tolist()
        said = clean_text(titles[0])[:_LONGEST_NAME] if len(titles) == 1 else "Funding of all initiatives"
        record = f"Exported as of {contents.as_of.isoformat()} · {contents.audience.upper()} · {contents.record}"
        marking = clean_text(contents.properties.get("marking", ""))
    said, record, marking = (text.replace("&", "&&").replace("\n", " ") for text in (said, record, marking))
    header = f"&L&8 {said}&R&8 {record}"
    figures, tables = (SUMMARY, STATEMENT, CHANGES, TIMELINE, OUTLOOK), {table.title for table in TABLES.values()}
    for sheet in book.worksheets():
        name = sheet.get_name()
        colour = HEAD_COLOUR if name in figures else ENTRY_COLOUR if name in tables else QUIET_COLOUR
        sheet.set_tab_color(colour)
        sheet.set_header(header)
        if marking:
            sheet.set_footer(f'&C&"-,Bold"&9 {marking[:_LONGEST_NAME]}')


def _open(
    target: Path | str | IO[bytes], made_at: datetime | None, properties: Mapping[str, str] | None = None
) -> Workbook:
    book = Workbook(str(target) if isinstance(target, Path) else target, _OPTIONS)
    moment = (made_at or _NEVER).replace(tzinfo=None, microsecond=0)
    told = {name: clean_text(value)[:_LONGEST_PROPERTY] for name, value in (properties or {}).items()}
    core = {name: told.pop(name) for name in _CORE if name in told}
    book.set_properties({"title": "Funding tracker", **core, "created": moment})
    for name, value in told.items():
        book.set_custom_property(name, value, "text")
    return book


def _write_tables(
    sheets: dict[str, Worksheet], tables: Tables, revisions: "Mapping[str, pd.Series[int]]", styles: Styles
) -> dict[str, Prints]:
    currencies = sorted({"USD"}.union(*(set(frame["currency"]) for frame in tables.values() if "currency" in frame)))
    last_rows = {name: len(frame) + 1 + SPARE_ROWS for name, frame in tables.items()}
    return {
        name: write_table(sheet, TABLES[name], tables[name], revisions.get(name), styles, currencies, last_rows)
        for name, sheet in sheets.items()
    }


def _write_record(sheet: Worksheet, contents: Contents) -> None:
    """What the file was made from, for whoever reads it back: names and values, all of them text."""
    facts = {
        "ledger": contents.ledger,
        "changeset": "" if contents.changeset is None else str(contents.changeset),
        "digest": contents.digest,
        "made_at": contents.made_at.isoformat() if contents.made_at else "",
        "audience": contents.audience,
        "as_of": contents.as_of.isoformat(),
    }
    for row, (name, value) in enumerate({"name": "value", **facts}.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    sheet.set_column(0, 1, 30)
    sheet.very_hidden()
