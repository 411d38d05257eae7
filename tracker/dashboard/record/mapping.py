"""What the columns of somebody's own sheet mean: suggested, corrected, seen on its first rows. It reads no file."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from tracker import desk
from tracker.dashboard.figure_table import Cell, Head, Row, show_table
from tracker.dashboard.page import plain_markdown
from tracker.dashboard.record.bringing import Looked, Upload, kept
from tracker.dashboard.record.preview import show_problems
from tracker.dashboard.session import Chosen
from tracker.desk.own_sheets import Opened, headings_of, preview_mapping
from tracker.exchange.mapping import UNITS, Mapping
from tracker.problems import RefusedError
from tracker.tables import TABLES, Column, Table

LEFT_OUT = "(left out)"
_SHOWN = 6
_FIGURES = ("money", "number")
_MOST_COLUMNS = 80
_LOCALES = {
    "": "as can be told from the file",
    "en": "1,234.56 and 12/31/2009",
    "en_GB": "1,234.56 and 31/12/2009",
    "fr": "1 234,56 and 31/12/2009",
    "de": "1.234,56 and 31.12.2009",
}
_UNITS = {"": "as the heading says", **{unit: unit for unit in UNITS}}
_ROUNDINGS = {"": "keep the file out", "kept": "are rounded", "shown": "are rounded as the sheet shows them"}
_TOTALS = {"reconcile": "keep the file out", "leave out": "are left out, with a warning"}


def ask_place(looked: Opened, start: Mapping, key: str) -> tuple[str, str]:
    """Which sheet, and which table it goes into."""
    columns = st.columns(2)
    sheet = looked.head.sheet
    if len(looked.sheets) > 1:
        at = looked.sheets.index(sheet) if sheet in looked.sheets else 0
        sheet = columns[0].selectbox("Sheet", looked.sheets, at, key=f"{key}-sheet")
    names = list(TABLES)
    table = columns[-1 if len(looked.sheets) > 1 else 0].selectbox(
        "Goes into the table", names, names.index(start.table), key=f"{key}-table",
        format_func=lambda name: TABLES[name].title,
    )  # fmt: skip
    st.caption(TABLES[table].meaning)
    return sheet, table


def ask_locale(key: str, start: str | None = None) -> str | None:
    """How a file writes numbers and dates."""
    codes = list(_LOCALES) if start in (None, *_LOCALES) else [*_LOCALES, str(start)]
    code = st.selectbox(
        "Numbers and dates are written", codes, codes.index(start or ""), key=key,
        format_func=lambda code: _LOCALES.get(code, code),
        help="Only needed where one can be read in two ways: such a cell is a problem until it is said here.",
    )  # fmt: skip
    return code or None


def ask_mapping(chosen: Chosen, looked: Looked, start: Mapping, key: str) -> Mapping:
    """The form of a mapping: heading, columns, what every row has, and how it is read."""
    assert looked.opened is not None
    table = TABLES[start.table]
    rows = _ask_heading(start, key)
    key = f"{key}-{'-'.join(map(str, rows))}"
    columns = _ask_columns(looked.opened, table, start, rows, key)
    constants = _ask_constants(chosen, table, start, columns, key)
    add_donors = "donor" in columns.values() and st.checkbox(
        "Add states that the ledger does not have yet", start.add_donors, key=f"{key}-donors"
    )
    with st.expander("How it is read", key=f"{key}-how"):
        locale = ask_locale(f"{key}-locale", start.locale)
        units = {
            name: unit
            for name in columns.values()
            if table[name].kind == "money" and (unit := _ask_unit(name, start, key))
        }
        totals = st.selectbox(
            "Totals that do not add up", list(_TOTALS), list(_TOTALS).index(start.totals), key=f"{key}-totals",
            format_func=_TOTALS.__getitem__,
        )  # fmt: skip
        rounding = st.selectbox(
            "More decimals than are kept", list(_ROUNDINGS), list(_ROUNDINGS).index(start.rounding),
            key=f"{key}-rounding", format_func=_ROUNDINGS.__getitem__,
        )  # fmt: skip
    return replace(
        start, columns=columns, constants=constants, header_rows=rows, units=units, locale=locale, totals=totals,
        rounding=rounding, add_donors=add_donors,
    )  # fmt: skip


def _ask_heading(start: Mapping, key: str) -> tuple[int, ...]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = int(
            st.number_input("Headings in row", 1, 1_000_000, start.header_rows[0], key=f"{key}-heading", width=180)
        )
        is_two = st.checkbox("and in the row below it", len(start.header_rows) > 1, key=f"{key}-two")
    return (first, first + 1) if is_two else (first,)


def _ask_columns(opened: Opened, table: Table, start: Mapping, rows: tuple[int, ...], key: str) -> dict[str, str]:
    """The sheet's columns, each with a choice of the table's: the heading (or its letter) to the column's name."""
    headings = headings_of(opened.head, rows)
    folded = [heading.casefold() for heading, _ in headings.values()]
    wanted = {theirs.casefold(): name for theirs, name in start.columns.items()}
    options = ["", *table.names]
    found: dict[str, str] = {}
    with st.container(key=f"{key}-columns", gap="small"):
        _head_line(("Column of the sheet", "holds, for example", "and is"))
        for letter, (heading, samples) in list(headings.items())[:_MOST_COLUMNS]:
            is_alone = bool(heading) and folded.count(heading.casefold()) == 1
            theirs = heading if is_alone else letter
            given = wanted.get(theirs.casefold(), wanted.get(letter.casefold(), ""))
            given = given or (heading if heading in table.names and not start.columns else "")
            line = st.columns([2.4, 3, 2.2], vertical_alignment="center")
            line[0].text(f"{letter}  {heading}")
            line[1].text("  ·  ".join(sample[:60] for sample in samples) or "—")
            name = line[2].selectbox(
                f"What column {letter}, {plain_markdown(heading[:60])}, is", options,
                options.index(given) if given in options else 0, key=f"{key}-column-{letter}",
                format_func=lambda name: _column_words(table, name), label_visibility="collapsed",
            )  # fmt: skip
            if name:
                found[theirs if theirs not in found else letter] = name
    if len(headings) > _MOST_COLUMNS:
        st.caption(f"The first {_MOST_COLUMNS} of {len(headings)} columns; a saved mapping can name the others.")
    return found


def _head_line(words: tuple[str, str, str]) -> None:
    for place, word in zip(st.columns([2.4, 3, 2.2]), words, strict=True):
        place.caption(word)


def _column_words(table: Table, name: str) -> str:
    if not name:
        return LEFT_OUT
    return f"{_words(name)} (needed)" if table[name].is_required else _words(name)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _ask_constants(chosen: Chosen, table: Table, start: Mapping, columns: dict[str, str], key: str) -> dict[str, str]:
    """What every row has: fields for what is needed and in no column, and for what else is wanted."""
    open_columns = [column for column in table.columns if column.name not in columns.values()]
    needed = [column for column in open_columns if column.is_required or column.name in start.constants]
    others = [column.name for column in open_columns if column not in needed]
    st.caption(
        "What every row has, because no column says it. {donor} stands for the row's donor, {row} for its number."
    )
    fields = st.container()
    more = st.multiselect("Also set", others, key=f"{key}-also", format_func=_words)
    asked = [*needed, *(table[name] for name in more)]
    found: dict[str, str] = {}
    places = fields.columns(4)
    for at, column in enumerate(asked):
        with places[at % 4]:
            text = _ask_constant(chosen, table, column, start.constants.get(column.name, ""), key)
        if text:
            found[column.name] = text
    return found


def _ask_constant(chosen: Chosen, table: Table, column: Column, given: str, key: str) -> str:
    label = _words(column.name) + (" (needed)" if column.is_required else "")
    name = f"{key}-constant-{column.name}"
    tables = chosen.view.tables
    choices: list[str] = list(column.choices)
    titles: dict[str, str] = {}
    if column.kind == "flag":
        choices = ["yes"]
    elif column.reference in ("phases", "initiatives", "donors"):
        frame = tables[column.reference]
        key_name = TABLES[column.reference].key[0]
        title = "name" if column.reference == "donors" else "title"
        titles = {code: f"{code}  {words}" for code, words in zip(frame[key_name], frame[title], strict=True)}
        choices = sorted(titles)
        given = given or ((chosen.phase or "") if column.reference == "phases" else "")
    if choices:
        options = ["", *choices] if given in ("", *choices) else ["", *choices, given]
        return st.selectbox(
            label, options, options.index(given), key=name, help=plain_markdown(column.meaning),
            format_func=lambda code: titles.get(code, code) or "—",
        )  # fmt: skip
    if column.is_key and not column.reference and not given and column.kind == "key":
        given = "{donor}-{phase}" if {"donor", "phase"} <= set(table.names) else ""
    hint = "2009-12-04" if column.kind == "date" else "USD" if column.kind == "currency" else None
    return st.text_input(label, given, key=name, help=plain_markdown(column.meaning), placeholder=hint).strip()


def _ask_unit(name: str, start: Mapping, key: str) -> str:
    return st.selectbox(
        f"{_words(name).capitalize()} is in", list(_UNITS), list(_UNITS).index(start.units.get(name, "")),
        key=f"{key}-unit-{name}", format_func=_UNITS.__getitem__,
    )  # fmt: skip


def show_first_rows(chosen: Chosen, opened: Opened, mapping: Mapping, key: str, *, is_compared: bool = False) -> None:
    """The sheet's first rows as they would be read; until all of it is compared, with what is wrong in them."""
    table = TABLES[mapping.table]
    known = {*mapping.columns.values(), *mapping.constants}
    lacking = [_words(column.name) for column in table.columns if column.is_required and column.name not in known]
    reading = preview_mapping(opened.head, mapping, chosen.view.tables["donors"])
    frame = reading.frames.get(mapping.table)
    if lacking:
        st.info("Still needed: " + ", ".join(lacking) + ".")
    if frame is not None and len(frame):
        heads = [Head("Row", "tight"), *(Head(_words(name), "right" if table[name].kind in _FIGURES else "")
                                         for name in frame.columns)]  # fmt: skip
        rows = [
            Row([Cell(str(at)), *(Cell(str(text) or "—") for text in texts)])
            for at, *texts in frame.head(_SHOWN).itertuples()
        ]
        show_table(f"{key}-first", [heads], rows, f"The first of {max(opened.head.length - 1, 1):,} rows, as read")
    if is_compared:
        return
    if len(reading.problems) > _SHOWN:
        st.caption(f"{len(reading.problems)} problems in these rows; the first {_SHOWN}:")
    show_problems(f"{key}-first-problems", reading.problems[:_SHOWN])


def offer_mapping(mapping: Mapping, key: str) -> None:
    """The mapping as a file, to be used again here or at the command line."""
    with TemporaryDirectory(prefix="tracker-") as folder:
        path = Path(folder) / "mapping.toml"
        desk.save_mapping(mapping, path)
        text = path.read_text(encoding="utf-8")
    st.download_button(
        "Save this mapping", text, f"mapping-{mapping.table}.toml", "application/toml", on_click="ignore", key=key
    )


def read_saved(upload: Upload) -> Mapping:
    """A mapping that was saved; a RefusedError that names the file as it was dropped."""
    with kept(upload) as path:
        try:
            return desk.load_mapping(path)
        except RefusedError as error:
            raise RefusedError(str(error).replace(str(path), path.name), error.problems) from None
