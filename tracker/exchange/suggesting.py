"""Suggests how somebody's own sheet maps to a table, from its headings and what stands below. It decides nothing."""

import re
from functools import cache

from tracker.exchange.amounts import read_amount
from tracker.exchange.countries import fold
from tracker.exchange.currencies import SHARED, find_currency, read_currency
from tracker.exchange.days import read_day
from tracker.exchange.grid import Grid, GridCell, heading_unit, read_headings, rows_by_number
from tracker.exchange.mapping import UNITS, Mapping
from tracker.exchange.names import resolve_state
from tracker.exchange.reading import column_letters
from tracker.exchange.totals import is_total_label
from tracker.money import CellError
from tracker.tables import TABLES, Column, Table

SEARCHED = 20
"""So many rows are looked through for the heading."""
_SAMPLE = 30
_RANKS = ("exact", "alias", "part of the heading", "type")
_ALIASES = {
    "donor": "country; member state; state; party; contributor; donor country; pays; donateur; bailleur; etat; "
    "etat membre; contributeur; страна; донор; государство; land; geber",
    "amount": "amount pledged; contribution; contributions; pledges; sum; montant; contribution annoncee; "
    "contributions annoncees; сумма; взнос; взносы; betrag; budget; value; amount in usd; paid; received "
    "amount",
    "currency": "currency code; curr; ccy; devise; monnaie; валюта; wahrung",
    "status": "stage; state of pledge; statut; статус; состояние",
    "status_on": "date; as of; status date; pledge date; date of pledge; date d'annonce; дата; datum",
    "stated_on": "date; document date; as of; дата",
    "due_on": "due; due date; payable; payable by; date limite; echeance; срок; срок оплаты; fallig",
    "received_on": "received; date received; payment date; value date; paid on; date de reception; date de paiement; "
    "дата поступления",
    "share": "scale; scale of assessment; quota; percentage; percent; part; quote part; bareme; доля; шкала; шкала"
    " взносов; anteil",
    "key": "key name; cle",
    "name": "donor name; title; nom; название; наименование; bezeichnung",
    "title": "name; titre; название",
    "phase": "project phase; phase; этап; фаза",
    "note": "notes; remark; remarks; comment; comments; observations; remarques; примечание; примечания; bemerkung",
    "source": "reference; sources; document; источник; quelle",
    "pledge": "pledge id; pledge no; pledge number; promesse",
    "contribution": "receipt; receipt no; contribution id; receipt number",
    "component": "earmark; earmarking; purpose; affectation",
    "agreement": "agreement no; agreement number; grant no; accord; соглашение",
    "per_usd": "rate; exchange rate; taux; курс",
    "country": "country; pays; страна",
    "on": "date; from; effective date; дата",
    "kind": "type; тип",
    "condition": "conditions",
    "likelihood": "probability; chance; вероятность",
    "aliases": "other names; also known as",
    "trigger": "milestone",
}


def suggest_mapping(grid: Grid, table_name: str, sheet: str = "") -> Mapping:
    """A mapping to start from; `confidence` says on what each column rests: exact, alias, part of the heading, type.

    The heading is the row (or the two rows) in which most cells fit columns of the table. What the headings say of
    units and currency is taken in; what they leave open is left open.
    """
    table, rows = TABLES[table_name], rows_by_number(grid)
    best: tuple[tuple[int, int, int], tuple[int, ...], dict[int, tuple[str, str]]] | None = None
    numbers = sorted(rows)
    for position, row in enumerate(numbers[:SEARCHED]):
        if not _is_heading(rows[row]):
            continue
        choices: list[tuple[int, ...]] = [(row,)]
        if position + 1 < len(numbers) and _is_heading(rows[numbers[position + 1]]):
            choices.append((row, numbers[position + 1]))
        for header_rows in choices:
            headings = read_headings(rows, header_rows)
            if len(headings) < 2:
                continue
            found = _match(table, headings, [rows[number] for number in numbers if number > header_rows[-1]])
            firm = sum(ground != "type" for _, ground in found.values())
            score = (firm, len(found), -len(header_rows))
            if best is None or score > best[0]:
                best = (score, header_rows, found)
    if best is None:
        return Mapping(table_name, {}, sheet=sheet)
    _, header_rows, found = best
    return _declare(table, sheet, header_rows, read_headings(rows, header_rows), found, [rows[row] for row in numbers])


def _is_heading(cells: dict[int, GridCell]) -> bool:
    return len(cells) > 1 and all(isinstance(cell.value, str) or _is_year(cell) for cell in cells.values())


def _is_year(cell: GridCell) -> bool:
    return isinstance(cell.value, int) and 1990 <= cell.value <= 2100


def _match(table: Table, headings: dict[int, str], body: list[dict[int, GridCell]]) -> dict[int, tuple[str, str]]:
    """For each column of the sheet the column of the table, and the ground; each is given once, the firmest first."""
    offers: list[tuple[int, int, int, str]] = []
    for column, heading in headings.items():
        for order, wanted in enumerate(table.columns):
            rank = _rank(wanted, heading, [row[column] for row in body if column in row][:_SAMPLE])
            if rank is not None:
                offers.append((rank, column, order, wanted.name))
    found: dict[int, tuple[str, str]] = {}
    for rank, column, _, name in sorted(offers):
        if column not in found and name not in {taken for taken, _ in found.values()}:
            found[column] = (name, _RANKS[rank])
    return found


def _rank(wanted: Column, heading: str, sample: list[GridCell]) -> int | None:
    word = fold(heading)
    bare = fold(re.sub(r"\([^)]*\)", " ", heading))
    aliases = _aliases_of(wanted.name)
    if word == fold(wanted.name) or bare == fold(wanted.name):
        return 0
    rank = None
    is_code = wanted.kind == "key" and not wanted.reference
    is_telling = wanted.name in ("amount", "currency") or wanted.reference == "donors"
    is_telling = is_telling or (wanted.kind == "date" and wanted.is_required)
    if bare in aliases or word in aliases:
        rank = 1
    elif not is_code and _names_within(wanted.name).search(word):
        rank = 2
    elif is_telling and sample and not _is_count(sample):
        rank = 3
    # What stands below is looked at last: that takes longer than all the rest.
    return rank if rank is None or not sample or _fits(wanted, sample) else None


@cache
def _aliases_of(name: str) -> frozenset[str]:
    return frozenset(fold(alias) for alias in _ALIASES.get(name, "").split(";")) - {""}


@cache
def _names_within(name: str) -> re.Pattern[str]:
    """Whether a heading holds one of a column's names as whole words."""
    names = sorted(one for one in {*_aliases_of(name), fold(name)} if len(one) > 3)
    return re.compile("|".join(rf"\b{re.escape(one)}\b" for one in names) or "(?!)")


def _is_count(sample: list[GridCell]) -> bool:
    """Whether a column numbers its rows."""
    return [cell.value for cell in sample] == list(range(1, len(sample) + 1))


def _fits(wanted: Column, sample: list[GridCell]) -> bool:
    """Whether most of what stands in a column can be of the kind."""
    cells = [cell for cell in sample if not (isinstance(cell.value, str) and is_total_label(cell.value))]
    return sum(_is_of(wanted, cell) for cell in cells) * 2 > len(cells)


def _is_of(wanted: Column, cell: GridCell) -> bool:
    value = cell.value
    if wanted.reference == "donors" or wanted.name == "country":
        return isinstance(value, str) and bool(resolve_state(value))
    if wanted.kind == "currency":
        return isinstance(value, str) and bool(read_currency(value))
    if wanted.kind in ("money", "number"):
        amount = read_amount(value, cell.number_format, kind=wanted.kind, locale="en", rounding="kept")
        return amount.fault is None and (wanted.kind == "number" or "%" not in cell.number_format)
    if wanted.kind == "date":
        try:
            is_plain = isinstance(value, (int, float)) and cell.number_format in (
                "",
                "General",
                "0",
                "#,##0",
                "#,##0.00",
                "0.00",
            )
            return not is_plain and bool(read_day(value, cell.number_format, locale="en"))
        except CellError:
            return False
    return True


def _declare(
    table: Table,
    sheet: str,
    header_rows: tuple[int, ...],
    headings: dict[int, str],
    found: dict[int, tuple[str, str]],
    rows: list[dict[int, GridCell]],
) -> Mapping:
    names = {name for name, _ in found.values()}
    written = list(headings.values())
    columns, confidence, constants, units = {}, {}, {}, {}
    above = " ".join(
        str(cell.value)
        for row in rows
        for cell in row.values()
        if cell.row < header_rows[0] and isinstance(cell.value, str)
    )
    for column, (name, ground) in sorted(found.items()):
        heading = headings[column]
        if written.count(heading) > 1:
            heading = column_letters(column - 1)
        columns[heading], confidence[heading] = name, ground
        if table[name].kind == "money":
            unit = heading_unit(headings[column])
            unit = heading_unit(above) if unit == 1 else unit
            if unit > 1 and unit in UNITS.values():
                units[name] = next(said for said, one in UNITS.items() if one == unit)
            code = find_currency(headings[column]) or find_currency(above)
            if code and code not in SHARED and "currency" in table.names and "currency" not in names:
                constants["currency"] = code
    return Mapping(
        table.name,
        columns,
        sheet=sheet,
        header_rows=header_rows,
        constants=constants,
        units=units,
        confidence=confidence,
    )
