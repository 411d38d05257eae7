"""FTS's flows and requirements as sheets: the CSV files of the humanitarian exchange, and exports as CSV or XLSX."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tracker.dates import parse_date
from tracker.exchange.amounts import from_float
from tracker.exchange.collected import Collected
from tracker.exchange.days import read_day
from tracker.exchange.fts.flows_in import add_flows
from tracker.exchange.fts.plans_in import Totals
from tracker.exchange.fts.tables_in import REMEDY, Places, add_need, percent, read_dollars, say
from tracker.exchange.givers import Givers
from tracker.exchange.grid import GridCell
from tracker.exchange.headed import Headed, open_headed
from tracker.exchange.reading import Reading
from tracker.money import CellError
from tracker.tables import TABLES, Tables, empty

_FLOW = {
    "id": "id flowid",
    "amount": "amountusd amountus amountinusd usdamount",
    "status": "status flowstatus",
    "source": "srcorganization sourceorganization sourceorg donor sourceorganizationname",
    "source_types": "srcorganizationtypes sourceorganizationtype sourceorgtype sourceorganizationtypes",
    "place": "srclocations sourcelocation sourcelocations sourcecountry sourcelocationcountry",
    "plan": "destplan destinationplan plan appeal destinationplanname",
    "plan_id": "destplanid destinationplanid planid appealid",
    "plan_code": "destplancode destinationplancode plancode",
    "date": "date flowdate",
    "boundary": "boundary",
    "on_boundary": "onboundary",
    "flow_type": "flowtype type",
    "contribution_type": "contributiontype",
    "description": "description flowdescription",
    "original_amount": "originalamount amountoriginalcurrency amountinoriginalcurrency",
    "original_currency": "originalcurrency",
    "rate": "exchangerate",
    "parent": "parentflowid parentflow",
    "reference": "refcode reportreferencecode reference",
}
_NEED = {
    "id": "id planid",
    "name": "name planname",
    "code": "code plancode",
    "country": "countrycode iso3",
    "start": "startdate",
    "end": "enddate",
    "year": "year",
    "needed": "requirements revisedrequirements",
    "original": "origrequirements originalrequirements",
    "funding": "funding totalfunding",
}
_KINDS = {
    "fts flows": (_FLOW, ("id", "amount", "status", "source", "date")),
    "fts requirements": (_NEED, ("id", "name", "needed", "funding", "year")),
}


def sheet_kind(sheet: Headed) -> str:
    """`fts flows` or `fts requirements` where the headings are those of FTS, else ""."""
    return next((kind for kind in _KINDS if _find_head(sheet, kind)), "")


def _find_head(sheet: Headed, kind: str) -> tuple[int, dict[str, int]] | None:
    names, needed = _KINDS[kind]
    for row in sheet.top:
        headings = sheet.headings(row)
        found = {
            name: next(headings[word] for word in words.split() if word in headings)
            for name, words in names.items()
            if any(word in headings for word in words.split())
        }
        if all(name in found for name in needed):
            return row, found
    return None


def read_sheet(path: Path, kind: str, ours: Tables | None) -> Reading:
    """Read a sheet of a kind that `sheet_kind` told; `ours` are the ledger's tables, None where there is none."""
    sheet = open_headed(path)
    out = Collected(path.name, remarks=list(sheet.remarks))
    givers = Givers(empty(TABLES["donors"]) if ours is None else ours["donors"])
    if kind == "fts flows":
        add_flows(_flows(sheet), out, givers, ours)
    else:
        _add_requirements(sheet, out, givers, ours)
    for line, row in givers.rows:
        out.add("donors", line, **row)
    return out.reading(scope=frozenset())


def _rows(sheet: Headed, kind: str) -> Iterator[tuple[int, dict[str, str]]]:
    head = _find_head(sheet, kind)
    assert head is not None
    row, columns = head
    for number, cells in sheet.below(row):
        yield number, {name: _text(cells.get(columns.get(name, 0)), sheet) for name in _KINDS[kind][0]}


def _text(cell: GridCell | None, sheet: Headed) -> str:
    """A cell as text: numbers as their digits, dates in ISO."""
    if cell is None or cell.value is None:
        return ""
    value = cell.value
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, (int, float, Decimal)):
        if cell.number_format and any(mark in cell.number_format.lower() for mark in ("yy", "mmm")):
            return _day(value, cell.number_format, sheet)
        if value != value:
            return ""
        exact = from_float(value, 10) if isinstance(value, float) else Decimal(value)
        return f"{exact:f}" if exact != exact.to_integral_value() else f"{exact.to_integral_value():f}"
    if isinstance(value, (date, datetime)):
        return _day(value, cell.number_format, sheet)
    return str(value).strip()


def _day(value: Any, number_format: str, sheet: Headed) -> str:
    try:
        return read_day(value, number_format, epoch_1904=sheet.epoch_1904)
    except CellError:
        return str(value)


def _flows(sheet: Headed) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows in the form in which the API's flows come."""
    for number, row in _rows(sheet, "fts flows"):
        day = row["date"][:10]
        try:
            day = day if parse_date(day) else read_day(row["date"])
        except CellError:
            day = row["date"]
        plans = (
            [(row["plan_id"] or row["plan_code"] or row["plan"], row["plan"])] if row["plan"] or row["plan_id"] else []
        )
        amount = row["amount"].replace("$", "").replace(" ", "")
        yield (
            number,
            {
                **row,
                "date": day,
                "amount": amount,
                "sources": [(row["source"], row["source_types"].split(",")[0])],
                "plans": plans,
                "place": row["place"] if "," not in row["place"] else "",
            },
        )


def _add_requirements(sheet: Headed, out: Collected, givers: Givers, ours: Tables | None) -> None:
    """Requirements and funding of plans in a country and year; a row without a plan is what was given outside all."""
    places, totals = (
        Places(out, "FTS-COUNTRY", "Requirements and funding by country (OCHA FTS)"),
        Totals(out, givers, ours),
    )
    for line, row in _rows(sheet, "fts requirements"):
        if row["id"].casefold() in ("", "not specified") and row["name"].casefold() in ("", "total"):
            continue
        amounts = {name: read_dollars(row[name] or "0") for name in ("needed", "original", "funding")}
        year = row["year"] if parse_date(row["year"]) else ""
        if None in amounts.values() or not year:
            out.report(
                "budgets", line, "amount", "the row has no year, or an amount that is none", REMEDY, row["needed"]
            )
            continue
        key = "-".join(filter(None, ("FTS", row["country"], row["id"] or f"NO-PLAN-{year}")))
        title = row["name"] if row["id"] else f"Outside all plans, {row['country']} {year}"
        start, end = (parse_date(row[name][:10]) or "" for name in ("start", "end"))
        phase = places.add(line, key, title, starts_on=start or year, ends_on=end or year)
        needed, funding, original = amounts["needed"] or 0, amounts["funding"] or 0, amounts["original"] or 0
        stated = start or f"{year}-01-01"
        for amount, on, note in (
            (original, f"{int(stated[:4]) - 1}", "Original requirement."),
            (needed, stated, "Revised requirement; FTS gives no date of it."),
        ):
            if amount:
                add_need(out, line, phase, on, amount, note)
        totals.add(line, phase, funding, year)
        share = percent(funding, needed)
        out.remark(f"{phase}, {title}: {say(funding)}" + (f" of {say(needed)} = {share}" if share else ""))
