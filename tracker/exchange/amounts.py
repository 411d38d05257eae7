"""Amounts and other cells as people write them, made canonical text exactly or not at all. It guesses nothing."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from tracker.exchange.currencies import agrees, read_currency
from tracker.exchange.days import read_day
from tracker.exchange.formats import NumberFormat, read_format
from tracker.exchange.numerals import SPACES
from tracker.exchange.written import read_written
from tracker.money import CellError
from tracker.values import ERROR

Cell = str | int | float | Decimal | bool | datetime | date | time | timedelta | None
"""What a reader of spreadsheets finds in a cell; a CSV has texts only."""

_UNKNOWN_TEXTS = """
-|--|---|–|—|―|−|…|...|..|.|?|??|???|*|tbc|tbd|tba|t.b.c.|t.b.d.|n/a|n.a.|n.a|n/a.|na|n/k|n.k.|nk|n.d.|nd|n/d|s.o.
unknown|unk|unclear|pending|not available|not known|not applicable|not stated|no data
to be confirmed|to be determined|to be decided|k.a.|k.a|k/a|keine angabe|unbekannt|offen
inconnu|non disponible|à confirmer|non communiqué|н/д|н.д.|нд|нет данных|неизвестно|не указано
"""
_UNKNOWN = frozenset(text for line in _UNKNOWN_TEXTS.split("\n") for text in line.split("|") if text)
_FLAGS = dict.fromkeys(["ja", "oui", "да", "✓", "✔", "wahr", "vrai", "истина"], "yes") | dict.fromkeys(
    ["nein", "non", "нет", "✗", "✘", "falsch", "faux", "ложь"], "no"
)
PLACES = {"money": 2, "number": 10}
"""How many decimals each kind of column keeps."""


@dataclass(frozen=True)
class Amount:
    """A number that was read: canonical text ("" where it is unknown), or a fault with its remedy.

    `currency` is a code, or a sign that several currencies share, or "" where neither text nor format names one.
    `exact` is what the cell held before it was rounded as declared.
    """

    text: str = ""
    currency: str = ""
    is_approximate: bool = False
    fault: str | None = None
    remedy: str | None = None
    exact: Decimal | None = None

    @property
    def is_rounded(self) -> bool:
        """Whether digits were given up, as declared."""
        return self.exact is not None and self.text != "" and Decimal(self.text) != self.exact


def cell_text(
    value: Cell,
    number_format: str,
    column_kind: str,
    *,
    epoch_1904: bool = False,
    locale: str | None = None,
    unit: int = 1,
) -> tuple[str, str | None, str | None]:
    """A cell as canonical text for `tracker.checks.check`; and why it could not be read, with the remedy, or None.

    `number_format` is "" where there is none, as in CSV; `locale` is what somebody declared; `unit` by what the
    amounts of the column are to be multiplied.
    """
    if is_error(value):
        return "", f"the cell holds the error {value}", "mend the formula, or write its value"
    if value is None or (isinstance(value, float) and value != value):
        return "", None, None
    try:
        if column_kind in PLACES:
            amount = read_amount(value, number_format, kind=column_kind, locale=locale, unit=unit)
            if amount.fault is None and amount.is_approximate and column_kind == "number":
                raise CellError(f"'{value}' is approximate", "write the number without ~")
            return ("~" if amount.is_approximate else "") + amount.text, amount.fault, amount.remedy
        if column_kind == "date":
            text = "" if is_unknown(value) else read_day(value, number_format, epoch_1904=epoch_1904, locale=locale)
            return text, None, None
        return _plain_text(value, number_format, column_kind, epoch_1904), None, None
    except CellError as fault:
        return "", str(fault), fault.remedy


def is_error(value: Cell) -> bool:
    """Whether a cell shows a spreadsheet's error."""
    return isinstance(value, str) and bool(ERROR.fullmatch(value.strip()))


def is_unknown(value: Cell) -> bool:
    """Whether a cell says that nothing is known, such as `TBC`, `n/a` or a dash; that is not 0."""
    return isinstance(value, str) and SPACES.sub(" ", value.strip()).casefold() in _UNKNOWN


def read_amount(
    value: Cell,
    number_format: str = "",
    *,
    kind: str = "money",
    locale: str | None = None,
    unit: int = 1,
    rounding: str = "",
) -> Amount:
    """Read an amount of money, or with `kind` "number" a bare number, exactly.

    `unit` is declared for the column. `rounding` is "" (more decimals than the column keeps are a fault), `kept` (to
    as many as it keeps) or `shown` (to as many as the format shows); half goes to even.
    """
    if value is None or value == "" or is_unknown(value) or (isinstance(value, str) and not value.strip()):
        return Amount()
    try:
        if isinstance(value, str):
            number, currency, is_vague = read_written(value, kind, locale, unit)
            amount = Amount(currency=currency, is_approximate=is_vague, exact=number)
            return _round(amount, NumberFormat(), kind, value, rounding)
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            raise CellError(f"{value} is not an amount", "write digits only, such as 200000.50")
        shape = read_format(number_format, float(value))
        return _round(_read_value(value, shape, number_format, kind, unit), shape, kind, value, rounding)
    except CellError as fault:
        return Amount(fault=str(fault), remedy=fault.remedy)


def find_conflict(amount: Amount, currency: str) -> tuple[str, str] | None:
    """What is wrong, and its remedy, where an amount names another currency than its row."""
    if not currency or agrees(amount.currency, currency):
        return None
    return f"the amount is in {amount.currency}, its row says {currency}", "correct the one or the other"


def _read_value(value: int | float | Decimal, shape: NumberFormat, number_format: str, kind: str, unit: int) -> Amount:
    exact = from_float(value, PLACES[kind]) if isinstance(value, float) else Decimal(value)
    if shape.grain:
        raise CellError(f"{value} is shown as a date", "give the cell a number's format, and check the value")
    if shape.is_hidden and value:
        raise CellError(f"the cell holds {value} and its format hides it", "show the number, or empty the cell")
    if shape.has_loose_percent or (shape.is_percent and kind == "money"):
        raise CellError(f"{value} is shown with a % sign (format {number_format})", "write the number without %")
    factor = _factor(value, shape, number_format, unit)
    return Amount(currency=shape.currency, exact=exact * factor)


def _factor(value: object, shape: NumberFormat, number_format: str, unit: int) -> int:
    """By what a cell's value is to be multiplied, so that it is what its reader saw."""
    said = {one for one in (shape.unit, unit) if one > 1}
    if said == {shape.divisor} or (not said and shape.divisor == 1):
        return 1
    if shape.divisor == 1 and unit > 1 and len(said) == 1:
        return unit
    seen = f"the cell holds {value} and its format {number_format} shows "
    seen += f"it in units of {shape.divisor:,}" if shape.divisor > 1 else "it"
    if said:
        seen += " beside a unit of " + " and ".join(f"{one:,}" for one in sorted(said))
    raise CellError(seen, "write the whole amount as a plain number, or declare the column's units")


def from_float(value: float, places: int) -> Decimal:
    """A spreadsheet's number as the decimal that was meant; noise beyond 15 digits goes where it hides a round one."""
    try:
        exact = Decimal(repr(value))
        if not exact.is_finite() or abs(value) >= 2**53:
            raise CellError(f"{value!r} is too large for a spreadsheet to hold exactly", "write it as text")
    except InvalidOperation:
        raise CellError(f"{value!r} is not a number", "write digits only") from None
    if _places(exact) > places:
        shown = Decimal(f"{value:.15g}")
        if _places(shown) <= places:
            return shown
    return exact


def _places(number: Decimal) -> int:
    """How many decimals a number has, zeros at its end apart."""
    return len(f"{number:f}".partition(".")[2].rstrip("0"))


def _round(amount: Amount, shape: NumberFormat, kind: str, value: object, rounding: str) -> Amount:
    exact, places = amount.exact or Decimal(0), PLACES[kind]
    if abs(exact) >= 10**18:
        raise CellError(f"'{str(value).strip()}' is too large to be kept exactly", "check the digits")
    if rounding == "shown" and shape.places is not None:
        shown = min(places, shape.places + 2 * shape.is_percent - (len(str(shape.divisor)) - 1))
        rounded = exact.quantize(Decimal(1).scaleb(-shown), ROUND_HALF_EVEN)
    elif _places(exact) <= places:
        rounded = exact
    elif rounding:
        rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    else:
        written = str(value).strip()
        near = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN):f}"
        raise CellError(f"'{written}' has more than {places} decimals", f"write {near}, or declare how to round")
    return replace(amount, text=_canonical(rounded, kind), exact=exact)


def _canonical(number: Decimal, kind: str) -> str:
    if number == number.to_integral_value():
        return f"{number.to_integral_value():f}" if number else "0"
    return f"{number:.2f}" if kind == "money" else f"{number.normalize():f}"


def _plain_text(value: Cell, number_format: str, kind: str, epoch_1904: bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (datetime, date)):
        return read_day(value, number_format, epoch_1904=epoch_1904)
    if isinstance(value, (time, timedelta)):
        return str(value)
    if isinstance(value, (int, float, Decimal)):
        return _number_text(value, number_format, epoch_1904)
    text = str(value).strip()
    if kind in ("flag", "choice", "currency") and is_unknown(text):
        return ""
    if kind == "flag":
        return _FLAGS.get(text.casefold(), text)
    return (read_currency(text) or text) if kind == "currency" else text


def _number_text(value: int | float | Decimal, number_format: str, epoch_1904: bool) -> str:
    """A number in a column of texts as it was seen, leading zeros included."""
    shape = read_format(number_format, float(value))
    if shape.grain in ("day", "month", "year"):
        return read_day(value, number_format, epoch_1904=epoch_1904)
    exact = from_float(value, 15) if isinstance(value, float) else Decimal(value)
    if exact != exact.to_integral_value():
        return f"{exact.normalize():f}"
    digits = f"{abs(exact).to_integral_value():f}"
    return ("-" if exact < 0 else "") + digits.zfill(shape.zeros)
