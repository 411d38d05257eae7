"""The history of one row: who wrote what of it, when and why. For those who may see all that the ledger holds."""

import pandas as pd
import streamlit as st

from tracker.briefing.words import UNKNOWN
from tracker.dashboard.figure_table import Cell, Head, Row, show_table
from tracker.dashboard.session import Chosen
from tracker.desk.rows import history_of
from tracker.tables import TABLES

_MOST = 300


def show_row_history(chosen: Chosen, table: str, rows: pd.DataFrame) -> None:
    """Choose one of some rows (as texts, by row number), and read what was ever written of it."""
    if chosen.role == "partner" or chosen.view.audience == "partners" or not len(rows):
        return
    names = {int(row): f"{row} · {key}" for row, key in zip(rows.index, key_texts(table, rows), strict=True)}
    row = st.selectbox(
        "History of a row", list(names), index=None, format_func=lambda number: names.get(number, str(number)),
        key=f"record-history-{table}", placeholder="Choose one of the rows shown", width=420,
    )  # fmt: skip
    if row is None:
        return
    fields = history_of(chosen.view, table, int(row), chosen.reader)
    heads = [Head(text, align) for text, align in
             (("Changeset", "right"), ("When", "tight"), ("Who", ""), ("What", "tight"), ("Column", "tight"),
              ("Before", ""), ("After", ""), ("Why", ""))]  # fmt: skip
    drawn: list[Row] = []
    last: object = None
    for line in fields[:_MOST]:
        is_first, last = line["changeset"] != last, line["changeset"]
        said = (
            (str(line["changeset"]), str(line["at"])[:16].replace("T", " "), str(line["author"]), str(line["action"]))
            if is_first
            else ("", "", "", "")
        )
        drawn.append(Row([
            *(Cell(text) for text in said), Cell(str(line["field"]).replace("_", " ")),
            Cell(str(line["before"] or UNKNOWN)), Cell(str(line["after"] or UNKNOWN)),
            Cell(str(line["message"]) if is_first else ""),
        ]))  # fmt: skip
    more = f", the first {_MOST} of {len(fields):,} cells" if len(fields) > _MOST else ""
    show_table(f"record-history-{table}-rows", [heads], drawn, f"Row {row} of {TABLES[table].title.lower()}{more}; UTC")


def key_texts(table: str, rows: pd.DataFrame) -> list[str]:
    """The key of each row, as a text."""
    keys = rows[TABLES[table].key]
    return [", ".join(filter(None, map(str, key))) for key in keys.itertuples(index=False, name=None)]
