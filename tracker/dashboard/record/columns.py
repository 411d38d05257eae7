"""A table's columns on the Record page: as they are read, and as they are typed into. It knows no edits."""

from typing import Any

import streamlit as st

from tracker.dashboard.figure_table import Cell, Head, Row, show_table
from tracker.desk.rows import Sheet
from tracker.tables import TABLES, Column

_ALIGN = {"money": "right", "number": "right", "key": "tight", "date": "tight", "choice": "tight", "currency": "tight"}


def show_rows(name: str, found: Sheet) -> None:
    """The rows as text, without the columns that nothing stands in."""
    if not len(found.rows):
        st.text("No rows.")
        return
    table = TABLES[name]
    filled = [one for one in table.columns if (found.rows[one.name] != "").any()]
    heads = [Head("Row", "right")] + [
        Head(one.name.replace("_", " "), _ALIGN.get(one.kind, ""), one.meaning) for one in filled
    ]
    rows = [
        Row([Cell(str(number)), *(Cell(str(text)) for text in values)])
        for number, *values in found.rows[[one.name for one in filled]].itertuples(name=None)
    ]
    show_table(f"record-rows-{name}", [heads], rows, table.title)


def columns_of(name: str) -> dict[str, Any]:
    """How the grid shows and takes each column: its meaning as help, choices to choose from, all else as text."""
    row = st.column_config.TextColumn(
        "row", help="The ledger's number of the row; it stays the same when its key is corrected.", disabled=True,
        width=70,
    )  # fmt: skip
    return {"row": row, **{column.name: _column(column) for column in TABLES[name].columns}}


def _column(column: Column) -> Any:
    meaning = column.meaning + (" Needed." if column.is_required else "")
    if column.kind == "choice":
        return st.column_config.SelectboxColumn(column.name, help=meaning, options=["", *column.choices])
    if column.kind == "flag":
        return st.column_config.SelectboxColumn(column.name, help=meaning, options=["", "yes"])
    is_number = column.kind in ("money", "number")
    # Not pinned, not even a key: Streamlit draws what is pinned in a grey of too little contrast.
    return st.column_config.TextColumn(column.name, help=meaning, alignment="right" if is_number else None)
