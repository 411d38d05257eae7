"""What the code declares, as the Method page shows it: the ladder, rules, words, tables. It knows no ledger."""

import streamlit as st

from tracker import terms
from tracker.briefing.method import Rule, Vocabulary
from tracker.briefing.words import UNKNOWN
from tracker.dashboard.figure_table import Cell, Head, Row, show_table
from tracker.tables import TABLES, Column, Table

_KINDS = {
    "key": "a code",
    "text": "text",
    "list": "texts, parted by ;",
    "currency": "ISO 4217 code",
    "date": "day, month or year",
    "money": "amount",
    "number": "decimal number",
    "flag": "yes or blank",
    "choice": "one of",
}


def show_ladder() -> None:
    """The rungs, firmest first, and what is off the ladder."""
    st.markdown(
        "Money stands on one rung at a time; the firmer it is, the darker. On the pages rungs go by their labels, in "
        "tables by their codes."
    )
    rows = [
        Row([
            Cell(rung.label, rung=rung.code), Cell(rung.code), Cell(rung.meaning),
            Cell(rung.iati or "never published"), Cell(rung.fts or UNKNOWN),
        ])
        for rung in terms.LADDER
    ]  # fmt: skip
    rows.append(Row([
        Cell("Withdrawn"), Cell(terms.WITHDRAWN), Cell(f"Off the ladder. {terms.STATUSES[terms.WITHDRAWN]}"),
        Cell("never published"), Cell(UNKNOWN),
    ]))  # fmt: skip
    rows.append(Row([
        Cell("Missing", rung="missing"), Cell(UNKNOWN), Cell("No money: what a target still lacks."), Cell(UNKNOWN),
        Cell(UNKNOWN),
    ]))  # fmt: skip
    heads = [
        Head("Rung", "tight"), Head("In tables", "tight"), Head("Means"),
        Head("IATI", "tight", "Transaction type of IATI 2.03."), Head("FTS", "tight", "Flow status of OCHA FTS."),
    ]  # fmt: skip
    show_table("method-ladder", [heads], rows, "Firmest first; IATI: type of transaction, FTS: status of flow")


def show_rule(rule: Rule) -> None:
    """A rule in words, and what holds the program to it."""
    st.subheader(rule.title, anchor=f"rule-{rule.key}")
    for words in rule.words:
        st.markdown(words.replace("~", "\\~"))
    with st.container(key=f"method-held-{rule.key}"):
        st.caption("Tested: " + "; ".join(rule.proofs) + ".")


def show_vocabulary(vocabulary: Vocabulary) -> None:
    """A list of words with what each means."""
    rows = [Row([Cell(_shown(word)), Cell(meaning)]) for word, meaning in vocabulary.words.items()]
    heads = [Head("Word", "tight"), Head("Means")]
    key = vocabulary.title.lower().replace(" ", "-")
    show_table(f"method-terms-{key}", [heads], rows, f"{vocabulary.title} ({vocabulary.where})")


def _shown(word: str) -> str:
    rung = terms.RUNG.get(word)
    return f"{word} ({rung.label})" if rung and rung.label.lower() != word else word


def show_tables() -> None:
    """Every table with its columns, as a workbook, a folder of CSV files and the ledger have them."""
    st.markdown(
        "A table is a sheet of the workbook, a CSV file and a table of the ledger, under the same names. What is "
        "needed may not be blank. The columns that make up a row's key are marked."
    )
    for table in TABLES.values():
        show_one_table(table)


def show_one_table(table: Table) -> None:
    """One table's columns."""
    st.subheader(table.title, anchor=f"table-{table.name}")
    st.markdown(table.meaning)
    rows = [
        Row([
            Cell(column.name, aside="key" if column.is_key else "needed" if column.is_required else ""),
            Cell(column.meaning), Cell(_kind(column)),
        ])
        for column in table.columns
    ]  # fmt: skip
    heads = [Head("Column", "tight"), Head("Means"), Head("Holds")]
    show_table(f"method-table-{table.name}", [heads], rows)


def _kind(column: Column) -> str:
    if column.choices:
        return f"{_KINDS['choice']} {', '.join(column.choices)}"
    if column.reference:
        return f"a {TABLES[column.reference].key[0]} of {column.reference}"
    return _KINDS[column.kind]
