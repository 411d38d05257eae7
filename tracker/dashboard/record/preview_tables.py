"""What a change does, as tables: totals and gaps before and after, every cell, what is wrong. It draws only."""

import streamlit as st

from tracker import desk, terms
from tracker.briefing.words import UNKNOWN, amount_words, date_words, day_words
from tracker.dashboard.figure_table import Cell, Head, Row, show_table
from tracker.dashboard.session import Chosen
from tracker.dates import parse_date
from tracker.desk.effect_words import floor_words, gap_words, rung_words, say_effects
from tracker.desk.effects import CellChange, Effects, changed_cells, count_rows
from tracker.money import format_number
from tracker.problems import Problem
from tracker.tables import TABLES

_MOST = 100
_FEW = 12
_STYLE = """<style>@media screen and (max-width: 1250px) {
[class*="st-key-record-preview"][class*="-beside"] [data-testid="stHorizontalBlock"] {
  flex-direction: column; gap: 1rem;
}
[class*="st-key-record-preview"][class*="-beside"] [data-testid="stColumn"] { width: 100%; flex: 1 1 auto; }
}</style>"""
"""Tables beside each other need a wide screen."""


def show_effects(chosen: Chosen, name: str, effects: Effects) -> None:
    """What a change does to totals and gaps, in sentences and beside each other."""
    with st.container(key=f"{name}-says", gap=None):
        for sentence in say_effects(effects):
            st.text(sentence)
    if effects.on > chosen.view.as_of:
        st.caption(
            f"It holds from {day_words(effects.on)} on: on {day_words(chosen.view.as_of)}, the date chosen above, "
            "nothing changes yet."
        )
    if effects.is_nothing:
        return
    st.html(_STYLE)
    totals, gaps = st.container(key=f"{name}-beside").columns(2, gap="large")
    with totals:
        _show_totals(name, effects)
    if effects.gaps:
        with gaps:
            _show_gaps(name, effects)


def _show_totals(name: str, effects: Effects) -> None:
    rows = []
    for row in effects.totals:
        before, after, rung = int(str(row["before"])), int(str(row["after"])), str(row["rung"])
        rows.append(Row([
            Cell(str(row["phase"]), aside=str(row["currency"])),
            Cell(rung_words(rung).capitalize(), rung=rung if rung in terms.RUNG else None),
            Cell(amount_words(before)), Cell(amount_words(after)), Cell(amount_words(after - before, signed=True)),
        ]))  # fmt: skip
    heads = [Head("Phase", "tight"), Head("Rung"), *(Head(text, "right") for text in ("Before", "After", "Change"))]
    show_table(f"{name}-totals", [heads], rows, "Totals, all dates together")


def _show_gaps(name: str, effects: Effects) -> None:
    rows = [
        Row(
            [
                Cell(str(row["title"]), aside=str(row["phase"])),
                Cell(floor_words(str(row["counting"])), rung=str(row["counting"])),
                Cell(gap_words(row, "before")),
                Cell(gap_words(row, "after") if row["before"] != row["after"] else "no change"),
            ],
            "headline" if row["is_headline"] else "",
        )
        for row in _telling(effects.gaps)
    ]
    heads = [Head("Gap of"), Head("Counting"), Head("Before", "right"), Head("After", "right")]
    show_table(f"{name}-gaps", [heads], rows, f"Gaps on {day_words(effects.on)}")


def _telling(gaps: list[dict[str, object]]) -> list[dict[str, object]]:
    """The headline of each target; the other floors only where it stays as it is."""
    told = {(row["phase"], row["target"]) for row in gaps if row["is_headline"] and row["before"] != row["after"]}
    return [row for row in gaps if row["is_headline"] or (row["phase"], row["target"]) not in told]


def show_cells(name: str, receipt: desk.Receipt) -> None:
    """Every cell that changes, before and after; of very many rows the first."""
    cells = changed_cells(receipt, _MOST)
    places = {
        (line["table"], line["row"], one["column"]): str(one["cell"])
        for line in receipt.lines
        for one in line["fields"]  # type: ignore[attr-defined]
        if one["cell"]
    }
    heads = [Head("Row"), Head("Column"), Head("Before"), Head("After")]
    rows, last = [], None
    for cell in cells:
        is_new = (cell.table, cell.row) != last
        last = (cell.table, cell.row)
        place = places.get((cell.table, cell.row, cell.column), "")
        rows.append(Row([
            Cell(cell.key if is_new else "", aside=_row_words(cell) if is_new else ""),
            Cell(cell.column.replace("_", " "), aside=place),
            _cell_words(cell, cell.before), _cell_words(cell, cell.after),
        ]))  # fmt: skip
    count = count_rows(receipt)
    caption = f"{_count_words(receipt)}, cell by cell"
    if count > _MOST:
        caption += f": the first {_MOST} rows"
    if len(rows) > _FEW:
        with st.expander(caption, key=f"{name}-cells-open", expanded=len(rows) <= 3 * _FEW):
            show_table(f"{name}-cells", [heads], rows)
    else:
        show_table(f"{name}-cells", [heads], rows, caption)


def _row_words(cell: CellChange) -> str:
    if cell.follows:
        return f"{cell.table}, a new step; before: the step it follows"
    return f"{cell.table}, {'a new row' if cell.action == 'added' else cell.action}"


def _count_words(receipt: desk.Receipt) -> str:
    counts = [(receipt.counts.get(name, 0), word) for name, word in
              (("added", "added"), ("changed", "changed"), ("retracted", "taken out"))]  # fmt: skip
    said = [f"{count:,} {'row' if count == 1 else 'rows'} {word}" for count, word in counts if count]
    return ", ".join(said) or "What changes"


def _cell_words(cell: CellChange, value: object) -> Cell:
    kind = TABLES[cell.table][cell.column].kind
    if value is not None and kind == "number":
        return Cell(format_number(int(str(value))))
    if value is not None and kind == "money":
        return Cell(amount_words(int(str(value))))
    return _text_cell(cell.table, cell.column, "" if value is None else "yes" if value is True else str(value))


def _text_cell(table: str, column: str, text: str) -> Cell:
    """A value of the ledger, written as its files write it, in the reader's words."""
    kind = TABLES[table][column].kind if table in TABLES and column in TABLES[table].names else "text"
    if not text:
        return Cell(UNKNOWN)
    if kind == "money" and text.lstrip("-").replace(".", "", 1).isdecimal():
        return Cell(amount_words(int(text.replace(".", ""))))
    if kind == "date" and parse_date(text):
        return Cell(date_words(text))
    if column in ("status", "counts") and text in terms.RUNG:
        return Cell(terms.RUNG[text].label, rung=text)
    return Cell(text)


def show_problems(key: str, problems: list[Problem]) -> None:
    """What is wrong, where, and how to mend it; nothing where nothing is."""
    if not problems:
        return
    heads = [Head("Where"), Head("Value"), Head("What is wrong"), Head("What helps")]
    ranked = sorted(problems, key=lambda problem: not problem.is_error)
    rows = [
        Row(
            [
                Cell(_place_words(problem), aside="" if problem.is_error else "a warning: it can be recorded"),
                Cell(problem.value or UNKNOWN),
                Cell(problem.message),
                Cell(problem.remedy),
            ]
        )
        for problem in ranked[:_MOST]
    ]
    more = f", the first {_MOST} of {len(problems):,}" if len(problems) > _MOST else ""
    show_table(key, [heads], rows, ("To be mended" if ranked[0].is_error else "To be aware of") + more)


def _place_words(problem: Problem) -> str:
    where = problem.sheet or problem.table
    if problem.cell:
        where = f"{where}!{problem.cell}"
    elif problem.row is not None:
        where = f"{where} row {problem.row}"
    return ", ".join(filter(None, [where, (problem.column or "").replace("_", " ")]))


def show_conflicts(key: str, receipt: desk.Receipt) -> None:
    """The rows that somebody else changed meanwhile, side by side."""
    heads = [Head("Row"), Head("Column"), Head("The ledger has now"), Head("You gave")]
    rows = []
    for line in receipt.conflicts:
        fields: list[dict[str, object]] = line["fields"] or [  # type: ignore[assignment]
            {"column": "the whole row", "before": "not there any more", "after": "as you saw it"}
        ]
        rows += [
            Row(
                [
                    Cell(str(line["key"]) if at == 0 else "", aside=f"{line['table']}" if at == 0 else ""),
                    Cell(str(one["column"]).replace("_", " ")),
                    _text_cell(str(line["table"]), str(one["column"]), str(one["before"] or "")),
                    _text_cell(str(line["table"]), str(one["column"]), str(one["after"] or "")),
                ]
            )
            for at, one in enumerate(fields)
        ]
    show_table(f"{key}-conflicts", [heads], rows, "Side by side")


def propose_message(receipt: desk.Receipt) -> str:
    """A sentence on what a change does, where nobody wrote a better one."""
    tables = dict.fromkeys(cell.table for cell in changed_cells(receipt, _MOST))
    return f"{_count_words(receipt)} in {', '.join(tables)}".capitalize() if tables else ""
