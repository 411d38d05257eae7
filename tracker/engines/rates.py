"""Rates of exchange in force on the days that are asked for. It converts nothing itself."""

from functools import reduce
from typing import Any

import ibis
from ibis.expr import types as ir

from tracker.engines.exact import NEVER, beside, first_day
from tracker.engines.question import Question
from tracker.money import NUMBER_ONE
from tracker.rates import PIVOT


def quote(question: Question, table: ir.Table, **currencies: str) -> ir.Table:
    """The table with the rate of each of some of its columns of currencies on its `day`: int64 ten-billionths of a unit
    per US dollar, null where none is in force (compare `rates.Rates.look_up`).

    `currencies` names a column of the table for each new one. Every currency is looked up once a day, not once a row.
    """
    rates = question.tables["rates"]
    asked = reduce(
        ir.Table.union, [table.select(currency=table[name], on=table["day"]) for name in currencies.values()]
    )
    asked = asked.distinct()
    since = rates.select("currency", "row", "per_usd", since=first_day(rates["on"]))
    following = ibis.window(group_by="currency", order_by=["since", "row"])
    since = since.mutate(until=since["since"].lead().over(following).fill_null(NEVER))
    since = since.view()
    known = asked.left_join(
        since,
        (asked["currency"] == since["currency"]) & (since["since"] <= asked["on"]) & (asked["on"] < since["until"]),
    )
    is_pivot = asked["currency"] == PIVOT
    known = known.select(asked["currency"], asked["on"], per_usd=ibis.ifelse(is_pivot, NUMBER_ONE, since["per_usd"]))
    known = question.stage("quotes", known)
    for column, name in currencies.items():
        of = known.rename({column: "per_usd"})
        table = beside(table, of, {"currency": name, "on": "day"})
    return table


def pair(table: ir.Table, of: str, into: str, of_rate: str, into_rate: str) -> tuple[Any, Any]:
    """By what amounts in one column's currency are multiplied and divided to be in another's; null where unknown."""
    is_same, is_known = table[of] == table[into], table[of_rate].notnull() & table[into_rate].notnull()
    nothing = ibis.null("int64")
    times = ibis.cases((is_same, 1), (is_known, table[into_rate]), else_=nothing)
    divide = ibis.cases((is_same, 1), (is_known, table[of_rate]), else_=nothing)
    return times.cast("int64"), divide.cast("int64")
