"""Brings somebody's own sheet into a table by its mapping: every row read, left out aloud, or said to be wrong."""

from decimal import ROUND_HALF_EVEN, Decimal

import pandas as pd

from tracker.exchange.amounts import PLACES
from tracker.exchange.canonical import Canonical
from tracker.exchange.countries import country_title
from tracker.exchange.grid import Grid, GridCell, tidy
from tracker.exchange.layout import UNREAD, Layout
from tracker.exchange.mapping import Mapping
from tracker.exchange.names import find_marks, resolve_donors, resolve_state, strip_mark
from tracker.exchange.reading import Place, Reading, column_letters
from tracker.exchange.totals import Total, find_footnotes, find_totals, is_total_label

_UNREAD = {
    "error": ("the cell holds the error {}", "mend the formula, or write its value"),
    "uncached": (
        "the cell holds a formula whose result is not stored",
        "open the file in Excel or LibreOffice, save it, and send that",
    ),
}


def apply_mapping(grid: Grid, mapping: Mapping, donors: pd.DataFrame) -> Reading:
    """Read a sheet as its mapping says.

    In: rows of cells, the mapping, and the ledger's checked table of donors. Out: a Reading of one table (and of the
    donors to add, where that is declared), with all problems, and remarks on what was left out, hidden, rounded or
    multiplied.
    """
    faults = mapping.find_faults()
    if faults:
        return Reading({}, problems=faults)
    layout = Layout(grid, mapping)
    if not layout.reading.problems:
        _read_rows(layout, _leave_out(layout, donors), donors)
    return layout.reading


def _leave_out(layout: Layout, donors: pd.DataFrame) -> list[int]:
    """The rows that are brought in: without totals, footnotes and what has nothing in the mapped columns."""
    numbers = layout.body
    rows = [layout.rows[row] for row in numbers]
    labels = [_first_text(cells) for cells in rows]
    is_named = [
        is_total_label(label) and _is_donor(layout, cells, donors) for label, cells in zip(labels, rows, strict=True)
    ]
    texts = {column for name, column in layout.fields.items() if name not in layout.amounts}
    is_bare = [not texts & set(cells) for cells in rows]
    totals = find_totals(labels, is_named, is_bare, layout.read(layout.amounts, numbers, "kept", is_whole=False).exact)
    last = totals[-1].position if totals else None
    notes = find_footnotes(rows, set(layout.fields.values()), last)
    totals = [total for total in totals if total.position not in notes]
    for total in totals:
        _say_total(layout, total, numbers[total.position])
    if notes:
        said = "; ".join(f"'{tidy(labels[note])[:80]}'" for note in notes)
        layout.remark(f"footnotes left out (row {', '.join(str(numbers[note]) for note in notes)}): {said}")
    kept = []
    for position, row in enumerate(numbers):
        if position in notes or any(total.position == position for total in totals):
            continue
        if set(layout.fields.values()) & set(layout.rows[row]):
            kept.append(row)
        else:
            layout.remark(f"row {row} has nothing in the columns that are brought in, and was left out")
    return kept


def _is_donor(layout: Layout, cells: dict[int, GridCell], donors: pd.DataFrame) -> bool:
    cell = cells.get(layout.fields.get("donor", 0))
    if cell is None or not isinstance(cell.value, str):
        return False
    keys, _ = resolve_donors(pd.Series([cell.value], dtype="str"), donors)
    return bool(keys.iloc[0]) or bool(resolve_state(cell.value))


def _say_total(layout: Layout, total: Total, row: int) -> None:
    fit = []
    for name, (stated, summed) in total.figures.items():
        places = PLACES[layout.table[name].kind]
        if name not in total.mismatched:
            fit.append(f"{name} {_say(stated, places)}")
            continue
        figures = f"{_say(stated, places)}, the rows above sum to {_say(summed, places)}"
        message = f"the total '{total.label}' says {figures}"
        if layout.mapping.totals == "reconcile":
            remedy = "correct the sheet, or declare that totals are left out unreconciled"
            layout.report(message, remedy, row, name)
        else:
            layout.report(message, "the row was left out, as declared", row, name, severity="warning")
    if fit:
        said = ", ".join(fit)
        layout.remark(f"the total '{total.label}' (row {row}) equals the sum of its rows ({said}) and was left out")
    elif not total.figures:
        layout.remark(f"row {row}, '{total.label}', is a total without a figure and was left out")


def _read_rows(layout: Layout, kept: list[int], donors: pd.DataFrame) -> None:
    """Fill the reading with the table's frame of the rows that are kept."""
    made = layout.read(list(layout.fields), kept, layout.mapping.rounding, is_whole=True)
    said: set[str] = set()
    for fault in made.faults:
        is_own = fault.column in layout.fields
        if is_own or fault.column not in said:  # a constant's fault is said once
            row = kept[fault.position] if is_own else None
            layout.report(fault.message, fault.remedy, row, fault.column, value=fault.value, severity=fault.severity)
        said.add(fault.column)
    for name, count in made.rounded.items():
        places = f"to {PLACES[layout.table[name].kind]} decimals"
        how = "as shown" if layout.mapping.rounding == "shown" else places
        if count:
            layout.remark(f"{name}: {count} figures were rounded {how}, as declared{_say_drift(made, name, layout)}")
    _report_unread(layout, kept)
    index = pd.Index(kept, dtype="int64")
    columns = {name: pd.Series(texts, index=index, dtype="str") for name, texts in made.texts.items()}
    letters = {name: column_letters(column - 1) for name, column in layout.fields.items()}
    layout.reading.places[layout.table.name] = Place(layout.name, letters)
    for name in [name for name in columns if name in layout.fields]:
        if layout.table[name].reference == "donors":
            columns[name] = _name_donors(layout, columns[name], donors)
        elif layout.table.name == "donors" and name in ("donor", "country"):
            states = columns[name].map(resolve_state)
            columns[name] = columns[name].where(states == "", states).astype("str")
    for name, text in layout.mapping.constants.items():
        if "{" in text:
            columns[name] = pd.Series([_fill_in(text, columns, row) for row in kept], index=index, dtype="str")
    ordered = {name: columns[name] for name in layout.table.names if name in columns}
    layout.reading.frames[layout.table.name] = pd.DataFrame(ordered, index=index, dtype="str")


def _report_unread(layout: Layout, kept: list[int]) -> None:
    """Cells whose value is not to be had."""
    for name, column in layout.fields.items():
        for row in kept:
            cell = layout.rows[row].get(column)
            kind = getattr(cell, "kind", "")
            if cell is not None and kind in UNREAD:
                message, remedy = _UNREAD.get(kind, (str(cell.value), "type the cell anew"))
                layout.report(message.format(cell.value), remedy, row, name, value=str(cell.value))


def _name_donors(layout: Layout, texts: "pd.Series[str]", donors: pd.DataFrame) -> "pd.Series[str]":
    keys, faults = resolve_donors(texts, donors)
    for text, mark in find_marks(texts, keys, faults).items():
        layout.remark(f"'{tidy(text)}' was read as {strip_mark(text)[0]}, without the mark {mark}")
    listed = {*donors["donor"].astype("str"), *donors["country"].astype("str")}
    added: dict[str, int] = {}
    for row, text in zip(texts.index.tolist(), texts, strict=True):
        if text not in faults:
            continue
        state = resolve_state(text)
        if layout.mapping.add_donors and state and state not in listed:
            added.setdefault(state, row)
            keys.loc[row] = state
        else:
            layout.report(str(faults[text]), faults[text].remedy, row, "donor", value=text)
            keys.loc[row] = text
    if added:
        _add_donors(layout, added)
    return keys


def _add_donors(layout: Layout, added: dict[str, int]) -> None:
    titles = {state: country_title(state) for state in added}
    rows = [{"donor": state, "name": title, "country": state, "kind": "government"} for state, title in titles.items()]
    index = pd.Index(list(added.values()), dtype="int64")
    layout.reading.frames["donors"] = pd.DataFrame(rows, index=index, dtype="str")
    letter = column_letters(layout.fields["donor"] - 1)
    layout.reading.places["donors"] = Place(layout.name, {"donor": letter, "name": letter})
    said = ", ".join(f"{title} ({state})" for state, title in titles.items())
    layout.remark(f"{len(added)} donors are added: {said}")


def _first_text(cells: dict[int, GridCell]) -> str:
    return next((cell.value for _, cell in sorted(cells.items()) if isinstance(cell.value, str)), "")


def _fill_in(text: str, columns: dict[str, "pd.Series[str]"], row: int) -> str:
    for name, column in columns.items():
        if "{" + name + "}" in text:
            text = text.replace("{" + name + "}", str(column.loc[row]))
    return text.replace("{row}", str(row))


def _say_drift(made: Canonical, name: str, layout: Layout) -> str:
    """What rounding did to the sum of a column, "" where nothing."""
    places = PLACES[layout.table[name].kind]
    exact = sum((one for one in made.exact[name] if one is not None), Decimal(0))
    rounded = sum((Decimal(text.lstrip("~")) for text in made.texts[name] if text), Decimal(0))
    said = _say(exact, places), _say(rounded, places)
    return f"; their sum was {said[0]} and is {said[1]}" if said[0] != said[1] else ""


def _say(figure: Decimal, places: int) -> str:
    """A figure to as many decimals as its column keeps."""
    rounded = figure.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    whole, _, part = f"{rounded:,f}".partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part.ljust(2, '0')}" if part else whole
