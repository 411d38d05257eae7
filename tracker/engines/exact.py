"""Days as numbers and money to the cent, in what all engines compute alike. It knows no tables and no rules."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ibis
from ibis.expr import types as ir

NEVER = 99_99_99_99
"""A day after all others."""
MEASURES = ("amount", "low", "high", "vague", "unconverted", "original_amount")
_PRODUCT, _FACTOR = "decimal(38, 0)", "decimal(19, 0)"
"""Any int64 fits the second, any product of two the first; all three engines multiply, add and compare them exactly."""


def whole(value: Any) -> Any:
    """A sum as int64: engines give it in a wider type. Beyond int64 is the engine's error, never a wrap."""
    return value.cast(_PRODUCT).cast("int64")


def one(condition: Any) -> Any:
    """1 where something holds, and 0 where not, or where it is not known."""
    return ibis.ifelse(condition, 1, 0).cast("int64")


def last_day(text: Any) -> Any:
    """The last day that an ISO date can mean, as a number such as 20100630; null for "" (compare `dates.days`)."""
    full = text.length().cases((10, text), (7, text + "-31"), (4, text + "-12-31"), else_=ibis.null("string"))
    day = full.replace("-", "").cast("int64")
    year, month = day // 10_000, day // 100 % 100
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    length = ibis.cases(
        (month == 2, ibis.ifelse(is_leap, 29, 28)), (month.isin([4, 6, 9, 11]), 30), else_=31
    )  # fmt: skip
    return ibis.least(day, day // 100 * 100 + length.cast("int64"))


def first_day(text: Any) -> Any:
    """The first day that an ISO date can mean, as such a number; null for ""."""
    full = text.length().cases((10, text), (7, text + "-01"), (4, text + "-01-01"), else_=ibis.null("string"))
    return full.replace("-", "").cast("int64")


def convert(table: ir.Table, wanted: Mapping[str, tuple[Any, Any, Any]]) -> ir.Table:
    """Columns of counts × times ÷ divide, exactly, rounded half to even (compare `money.multiply_divide`).

    In: for each new column's name, int64 columns of `table`: counts, times and divide, both positive, or null where a
    rate is missing: there the column is 0. Beyond int64 is the engine's error.

    A float's estimate of the quotient is off by some thousands at most, and by one for the amounts there are; what it
    leaves is known exactly, and divided once more, after which it lies between 0 and the divisor, or a hair beside.
    Each step is a `mutate` of its own: otherwise each would stand in the next as often as that names it.
    """

    names = list(table.columns)

    def each(step: str, make: Callable[[str, Any, Any, Any], Any]) -> ir.Table:
        return table.mutate({f"{step}_{name}": make(name, *ratio) for name, ratio in wanted.items()})

    def counts(count: Any, times: Any, divide: Any) -> Any:
        """Nulls cost nothing: what is 0, or needs no rate, is left out."""
        return ibis.ifelse(times == divide, ibis.null("int64"), count).nullif(0)

    def quotient(dividend: Any, divisor: Any) -> Any:
        return (dividend / divisor.cast("float64")).floor().cast("int64")

    def product(one: Any, other: Any) -> Any:
        return one.cast(_FACTOR) * other.cast(_FACTOR)

    table = each("first", lambda _, count, times, divide: quotient(
        counts(count, times, divide).cast("float64") * times.cast("float64"), divide
    ))  # fmt: skip
    table = each("rest", lambda name, count, times, divide: (
        product(counts(count, times, divide), times) - product(table[f"first_{name}"], divide)
    ))  # fmt: skip
    table = each("second", lambda name, _, __, divide: quotient(table[f"rest_{name}"].cast("float64"), divide))

    def rounded(name: str, count: Any, times: Any, divide: Any) -> Any:
        found, second = table[f"first_{name}"] + table[f"second_{name}"], table[f"second_{name}"]
        left = table[f"rest_{name}"] - product(second, divide)
        is_up = left * 2 + one(found % 2 != 0) > divide.cast(_FACTOR)
        return ibis.ifelse(times == divide, count, found + one(is_up)).fill_null(0)

    return table.mutate({name: rounded(name, *ratio) for name, ratio in wanted.items()})[[*names, *wanted]]


def beside(table: ir.Table, other: ir.Table, on: Mapping[str, str], how: str = "left") -> ir.Table:
    """Each row beside those of another table whose columns `on` names equal its own; the other's columns are new ones.

    `on` maps columns of the other, which it does not keep, to those of the table.
    """
    keys = {f"key_{name}": name for name in on}
    joined = table.join(other.rename(keys), [(own, f"key_{name}") for name, own in on.items()], how=how)
    return joined.drop(*keys)


def sums(table: ir.Table, by: Sequence[str], names: Sequence[str]) -> ir.Table:
    """Sums of some columns by others, as int64."""
    return table.group_by(list(by)).agg(**{name: whole(table[name].sum()) for name in names})
