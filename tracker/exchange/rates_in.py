"""Rates of exchange as they are handed out: long and wide tables, UN operational rates, the ECB's history.

| table | what tells it | rates are |
|---|---|---|
| long | a column of currencies, one of dates, one of rates: the UN operational rates too | units per US dollar |
| wide | a column of dates, and one for each currency | units per the currency that has no column, or is always 1 |

Rates per euro become rates per US dollar by the same day's dollar, to ten decimals, half to even.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from tracker.dates import days, first_day, parse_date
from tracker.exchange.amounts import from_float, is_unknown
from tracker.exchange.collected import Collected
from tracker.exchange.days import read_day
from tracker.exchange.headed import Headed, fold_heading, open_headed
from tracker.exchange.numerals import read_numeral
from tracker.exchange.reading import Reading
from tracker.money import NUMBER_PLACES, CellError, format_number
from tracker.problems import RefusedError
from tracker.rates import PIVOT
from tracker.tables import Tables

_CURRENCIES = (
    "currency",
    "currencycode",
    "code",
    "iso",
    "isocode",
    "abbrev",
    "abbreviation",
    "abbr",
    "curr",
    "ccy",
    "fcurrcode",
    "currencyabbreviation",
    "symbol",
)
_DATES = (
    "on",
    "date",
    "effectivedate",
    "effective",
    "effectivefrom",
    "validfrom",
    "from",
    "inforcefrom",
    "year",
    "month",
    "period",
    "timeperiod",
    "asof",
    "startdate",
)
_RATES = (
    "perusd",
    "rate",
    "currentrateofexchangetous100",
    "currentrateofexchange",
    "rateofexchange",
    "operationalrate",
    "operationalrates",
    "exchangerate",
    "unorate",
    "unoperationalrate",
    "us1",
    "rateperusd",
    "rateus100",
    "value",
    "unitsperusd",
    "obsvalue",
    "usd1",
    "1us",
)
MANY = 5_000
"""A yearly or quarterly table of all currencies has fewer rates; a daily history has hundreds of thousands."""
_UNIT = Decimal(1).scaleb(-NUMBER_PLACES)
_REMEDY = "write units of the currency per US dollar, in columns currency, on and per_usd"


class _Rate(NamedTuple):
    line: int
    currency: str
    on: str
    per_base: Decimal


def sheet_kind(sheet: Headed) -> str:
    """`rates long` or `rates wide` where a sheet is a table of rates, else ""."""
    return "rates long" if _find_long(sheet) else "rates wide" if _find_wide(sheet) else ""


def _codes() -> set[str]:
    import pycountry  # its lists take a moment to load

    return {currency.alpha_3 for currency in pycountry.currencies}


def _find_long(sheet: Headed) -> tuple[int, int, int, int] | None:
    """The row of the headings, and the columns of currencies, dates and rates."""
    codes: set[str] = set()
    for row in sheet.top:
        headings = sheet.headings(row)
        dates = [headings[name] for name in _DATES if name in headings]
        rates = [headings[name] for name in _RATES if name in headings]
        named = [headings[name] for name in _CURRENCIES if name in headings]
        if not dates or not rates or not named:
            continue
        codes = codes or _codes()
        below = [cells for number, cells in sheet.rows.items() if number > row][:50]
        for column in named:
            texts = [str(cells[column].value).strip() for cells in below if column in cells]
            if texts and sum(text in codes for text in texts) * 2 > len(texts):
                return row, column, dates[0], rates[0]
    return None


def _find_wide(sheet: Headed) -> tuple[int, int, dict[int, str]] | None:
    """The row of the headings, the column of dates, and the currency of each other column."""
    for row in sheet.top:
        cells = sheet.rows[row]
        first = min(cells)
        if fold_heading(cells[first].value) not in _DATES:
            continue
        known = _codes() | _HISTORIC
        columns = {
            column: str(cell.value).strip() for column, cell in cells.items() if str(cell.value).strip() in known
        }
        if len(columns) >= 2 and 2 * len(columns) >= len(cells) - 1:
            return row, first, columns
    return None


_HISTORIC = {"EEK", "LTL", "LVL", "SIT", "CYP", "MTL", "SKK", "ROL", "TRL", "BYR", "GHS", "MRO", "STD", "VEF", "ZMK"}
"""Currencies that are no more; the ledger has no use for them, and tables of rates still name them."""


def read_rates(path: Path, kind: str, ours: Tables | None, *, every: bool = False) -> Reading:
    """Read a table of rates of a kind that `sheet_kind` told.

    In: `ours`, the ledger's tables, None where there is none. Of more than `MANY` rates only those of currencies that
    the ledger uses are read, from the last one before its first fact on, unless `every` is asked for. A rate of the day
    and currency of one that the ledger has is the same row, however the day is written.
    """
    sheet = open_headed(path)
    out = Collected(path.name, remarks=list(sheet.remarks))
    found = list(_long(sheet, out) if kind == "rates long" else _wide(sheet, out))
    kept = _distinct(_known(found, out), out)
    if ours is not None and not every and len(kept) > MANY:
        kept = _in_use(kept, ours, out)
    standing = {} if ours is None else _standing(ours["rates"])
    source, differing = _add_source(path, kept, out), 0
    for rate in kept:
        on, per_usd, of = standing.get((rate.currency, first_day(rate.on)), (rate.on, "", ""))
        written = f"{rate.per_base.normalize():f}"
        differing += bool(per_usd) and per_usd != written
        out.add(
            "rates",
            rate.line,
            currency=rate.currency,
            on=on,
            per_usd=written,
            source=of if per_usd == written else source,
        )
    if differing:
        out.remark(
            f"{differing} {'rate differs' if differing == 1 else 'rates differ'} from the ledger's, which stay, "
            "unless the file's is taken"
        )
    return out.reading(guarded=frozenset({"rates"}), scope=frozenset())


def _add_source(path: Path, kept: list[_Rate], out: Collected) -> str:
    """The file as the source of its rates, by its name."""
    if not kept:
        raise RefusedError(f"{path.name} holds no rate that could be used; " + "; ".join(out.remarks or [_REMEDY]))
    from tracker.exchange.givers import slug

    key = f"RATES-{slug(path.stem)}"
    out.add("sources", kept[0].line, source=key, title=f"Rates of exchange, {path.name}", marking="public")
    return key


def _long(sheet: Headed, out: Collected) -> Iterator[_Rate]:
    head = _find_long(sheet)
    assert head is not None
    row, currency, on, rate = head
    for number, cells in sheet.below(row):
        code = str(cells[currency].value).strip().upper() if currency in cells else ""
        value = _number(cells[rate].value if rate in cells else None, number, out)
        day = _date(cells.get(on), sheet, number, out)
        if not code or value is None or not day or code == PIVOT:
            continue
        yield _Rate(number, code, day, value)


def _wide(sheet: Headed, out: Collected) -> Iterator[_Rate]:
    head = _find_wide(sheet)
    assert head is not None
    row, on, columns = head
    body = sheet.below(row)
    base = _find_base(columns, body)
    if not base:
        raise RefusedError(f"{sheet.name} does not show of which currency its rates are units of; {_REMEDY}")
    dollar = next((column for column, code in columns.items() if code == PIVOT), 0)
    if base != PIVOT:
        out.remark(f"its rates are per {base}; each was divided by the same day's rate of the US dollar")
    for number, cells in body:
        day = _date(cells.get(on), sheet, number, out)
        if not day:
            continue
        pivot = Decimal(1) if base == PIVOT else _number(cells[dollar].value if dollar in cells else None, number, out)
        if pivot is None:
            continue
        if base != PIVOT:
            yield _Rate(number, base, day, _divide(Decimal(1), pivot))
        for column, code in columns.items():
            if code in (PIVOT, base) or column not in cells:
                continue
            value = _number(cells[column].value, number, out)
            if value is not None:
                yield _Rate(number, code, day, value if base == PIVOT else _divide(value, pivot))


def _find_base(columns: dict[int, str], body: list[tuple[int, dict[int, Any]]]) -> str:
    """Of which currency the rates of a wide table are units: the one that is always 1, else euro or dollar, whichever
    has no column.
    """
    for code in (PIVOT, "EUR"):
        column = next((column for column, name in columns.items() if name == code), 0)
        texts = {str(cells[column].value).strip().rstrip("0").rstrip(".") for _, cells in body if column in cells}
        if texts and texts <= {"1", ""}:
            return code
    has = {code: code in columns.values() for code in (PIVOT, "EUR")}
    return "EUR" if has[PIVOT] and not has["EUR"] else PIVOT if has["EUR"] and not has[PIVOT] else ""


def _divide(value: Decimal, by: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 40
        return (value / by).quantize(_UNIT, ROUND_HALF_EVEN)


def _number(value: Any, line: int, out: Collected) -> Decimal | None:
    """A rate; blank and `N/A` are none, and so is what is not above 0, which is said."""
    if value is None or value == "" or is_unknown(value):
        return None
    number: Decimal | None = None
    try:
        if isinstance(value, bool):
            raise CellError(f"'{value}' is not a rate", "")
        if isinstance(value, float):
            number = from_float(value, NUMBER_PLACES)
        elif isinstance(value, str):
            number = read_numeral(value.strip().replace("\u00a0", ""), "en", "number")
        else:
            number = Decimal(value)
    except (CellError, ArithmeticError):
        pass
    if number is None or not number.is_finite() or number <= 0:
        out.report("rates", line, "per_usd", f"'{str(value)[:40]}' is not a rate", "write a number above 0", str(value))
        return None
    return number.quantize(_UNIT, ROUND_HALF_EVEN) if number.as_tuple().exponent < -NUMBER_PLACES else number  # type: ignore[operator]


def _date(cell: Any, sheet: Headed, line: int, out: Collected) -> str:
    if cell is None or cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
        return ""
    value = cell.value
    try:
        if isinstance(value, str) and parse_date(value.strip()):
            return value.strip()
        if isinstance(value, datetime):
            value = value.date()
        day = read_day(value, cell.number_format, epoch_1904=sheet.epoch_1904)
    except CellError as fault:
        out.report("rates", line, "on", str(fault), fault.remedy, str(value))
        return ""
    return day


def _known(found: list[_Rate], out: Collected) -> list[_Rate]:
    """Without currencies that ISO 4217 lists no more, or never did."""
    codes = _codes()
    gone = sorted({rate.currency for rate in found} - codes)
    if gone:
        out.remark(f"{', '.join(gone[:40])} are no currencies of ISO 4217 today; their rates were left out")
    return [rate for rate in found if rate.currency in codes]


def _distinct(found: list[_Rate], out: Collected) -> list[_Rate]:
    """One rate for each currency and day: several countries share one, and the UN lists it with each."""
    kept: dict[tuple[str, date], _Rate] = {}
    for rate in found:
        first = kept.setdefault((rate.currency, first_day(rate.on)), rate)
        if first.per_base != rate.per_base:
            said = f"{rate.currency} of {rate.on} is {rate.per_base:f} here and {first.per_base:f} in row {first.line}"
            out.report("rates", rate.line, "per_usd", said, "leave one of the two out", f"{rate.per_base:f}")
    return list(kept.values())


def _in_use(rates: list[_Rate], ours: Tables, out: Collected) -> list[_Rate]:
    """The rates of the currencies that a ledger uses, from the last one before its first fact on."""
    named = ("initiatives", "budgets", "thresholds", "pledges", "contributions")
    used = set(pd.concat([ours[name]["currency"] for name in named]).unique().tolist()) - {""}
    if not used:
        return rates
    facts = (
        ("budgets", "stated_on"),
        ("thresholds", "stated_on"),
        ("pledges", "status_on"),
        ("contributions", "received_on"),
    )
    first = pd.concat([days(ours[name][column], "first") for name, column in facts]).min()
    since = date.min if pd.isna(first) else first.date()
    newest: dict[str, date] = {}
    for rate in rates:
        day = first_day(rate.on)
        if day <= since:
            newest[rate.currency] = max(day, newest.get(rate.currency, date.min))
    kept = [
        rate for rate in rates if rate.currency in used and first_day(rate.on) >= newest.get(rate.currency, date.min)
    ]
    left = Counter(rate.currency for rate in rates) - Counter(rate.currency for rate in kept)
    if left:
        others = sorted(set(left) - used)
        out.remark(
            f"{sum(left.values()):,} rates were left out: of {len(others)} currencies that the ledger does not use, "
            f"and from before its first fact ({since.isoformat()}); --every-rate takes them too"
        )
    return kept


def _standing(rates: pd.DataFrame) -> dict[tuple[str, date], tuple[str, str, str]]:
    """How the ledger writes the day of each rate that it has, the rate, and its source."""
    columns = (rates[name] for name in ("currency", "on", "per_usd", "source"))
    return {
        (currency, first_day(on)): (on, format_number(int(per_usd)), source)
        for currency, on, per_usd, source in zip(*columns, strict=True)
    }
