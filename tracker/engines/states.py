"""The life of every promise, as `model.histories` tells it: its state after each step and payment."""

from typing import Any

import ibis
from ibis.expr import types as ir

from tracker import terms
from tracker.engines.exact import beside, convert, last_day, one, whole
from tracker.engines.question import Question
from tracker.engines.rates import pair, quote

WORLDS = ("amount", "low", "high")
_IN_ORDER = ("day", "is_cash", "place", "contribution")
"""The order of a promise's events; of one day the step first. (Dates of one day differ in length only.)"""
_STEP = (
    "donor", "phase", "component", "form", "currency", "report", "rung", "on", "row", "source", "approximate", *WORLDS,
    "times", "divide", "due_on", "phase_before", "component_before", "rung_before", "approximate_before",
)  # fmt: skip
_CASH = (
    "donor", "phase", "component", "form", "currency", "report", "kind", "on", "row", "source", "amount", "value",
    "unconverted", "paid", "promised_in", "own_rate", "report_rate", "promised_rate", "cleared", "cleared_unconverted",
)  # fmt: skip


def report_in(question: Question, table: ir.Table, currency: str | None) -> ir.Table:
    """The table with `report`: the currency that each row's phase reports in, or everything."""
    if currency is not None:
        return table.mutate(report=ibis.literal(currency))
    phases, initiatives = question.tables["phases"], question.tables["initiatives"]
    of = beside(
        phases.select("phase", "initiative"), initiatives.select("initiative", report="currency"),
        {"initiative": "initiative"},
    )  # fmt: skip
    found = beside(table, of.drop("initiative"), {"phase": "phase"})
    return found.mutate(report=found["report"].fill_null(""))


def find_steps(question: Question, currency: str | None, until: int) -> ir.Table:
    """Every step of every promise up to a day, with the one before it.

    Out: pledge, nth (from 1, by day), day, length (of its date), donor, phase, component, form, rung ("" once
    withdrawn), currency, report, on, row, source, approximate, due_on, amount, low, high; times and divide (what turns
    its currency into `report` on its day, null without a rate); phase, component, rung and approximate of the step
    before, as `…_before`.
    """
    pledges = question.tables["pledges"]
    amount = pledges["amount"].fill_null(0)
    low, high = pledges["low"].fill_null(amount), pledges["high"].fill_null(amount)
    status = pledges["status"]
    is_conditional = (pledges["condition"] != "") & (status == "committed")
    steps = pledges.select(
        "pledge", "donor", "phase", "component", "currency", "due_on", "source", "row",
        on=pledges["status_on"], day=last_day(pledges["status_on"]), form=cash_form(pledges),
        rung=ibis.cases((status == terms.WITHDRAWN, ""), (is_conditional, terms.PLEDGED), else_=status),
        approximate=pledges["approximate"] | (low != amount) | (high != amount), amount=amount, low=low, high=high,
    )  # fmt: skip
    steps = report_in(question, steps.filter(steps["day"] <= until), currency)
    steps = question.stage("steps", steps)
    steps = quote(question, steps, own_rate="currency", report_rate="report")
    times, divide = pair(steps, "currency", "report", "own_rate", "report_rate")
    steps = steps.mutate(times=times, divide=divide, length=steps["on"].length())
    earlier = ibis.window(group_by="pledge", order_by=["day", "length"])
    before = {
        f"{name}_before": steps[name].lag().over(earlier).fill_null("") for name in ("phase", "component", "rung")
    }
    before["approximate_before"] = steps["approximate"].lag().over(earlier).fill_null(False)
    return question.stage("steps", steps.mutate(nth=ibis.row_number().over(earlier) + 1, **before))


def find_cash(question: Question, currency: str | None, until: int) -> ir.Table:
    """Every payment, refund and reversal up to a day.

    Out: contribution, pledge, account, day, place (its kind's turn on one day), and the columns of `_CASH`: value (in
    `report`), unconverted, paid (what it fulfils of its pledge, in the pledge's currency `promised_in`), the rates of
    its three currencies, and what `exchange` clears where its account is empty after it: cleared, cleared_unconverted.
    """
    table, pledges = question.tables["contributions"], question.tables["pledges"]
    kinds = [(kind, order) for order, kind in enumerate(terms.CONTRIBUTION_KINDS)]
    cash = table.select(
        "contribution", "pledge", "donor", "phase", "component", "kind", "currency", "amount", "source", "row",
        account=table["account"] if "account" in table.columns else table["pledge"],
        on=table["received_on"], day=last_day(table["received_on"]), form=cash_form(table),
        place=table["kind"].cases(*kinds, else_=len(kinds)).cast("int64"),
    )  # fmt: skip
    cash = report_in(question, cash.filter(cash["day"] <= until), currency)
    promised = pledges.group_by("pledge").agg(promised_in=pledges["currency"].max())
    cash = beside(cash, promised, {"pledge": "pledge"})
    cash = cash.mutate(promised_in=cash["promised_in"].fill_null(""))
    cash = question.stage("cash", cash)
    cash = quote(
        question, cash, own_rate="currency", report_rate="report", promised_rate="promised_in"
    )  # fmt: skip
    into_report = pair(cash, "currency", "report", "own_rate", "report_rate")
    into_promise = pair(cash, "currency", "promised_in", "own_rate", "promised_rate")
    cash = cash.mutate(
        times=into_report[0], divide=into_report[1], promise_times=into_promise[0], promise_divide=into_promise[1]
    )
    cash = convert(cash, {
        "value": (cash["amount"], cash["times"], cash["divide"]),
        "paid": (cash["amount"], cash["promise_times"], cash["promise_divide"]),
    })  # fmt: skip
    cash = cash.mutate(
        unconverted=ibis.ifelse(cash["times"].isnull(), cash["amount"], 0),
        paid=ibis.ifelse(cash["kind"] == "refund", 0, cash["paid"]),
    )
    return question.stage("cash", _clear_accounts(cash))


def _clear_accounts(cash: ir.Table) -> ir.Table:
    """What of an account's value is left where it holds no more cash in its own currency, to be taken out again.

    An account is the cash of one pledge (or of none) from one donor, at one place, in one form and currency; it is
    followed from one time that it was empty to the next.
    """
    account = ["account", "donor", "phase", "component", "form", "currency"]
    order = ["pledge", "day", "place", "contribution"]
    until_now = ibis.window(group_by=account, order_by=order, rows=(None, 0))
    cash = cash.mutate(is_empty=one(whole(cash["amount"].sum().over(until_now)) == 0))
    times_empty = whole(cash["is_empty"].sum().over(until_now)) - cash["is_empty"]
    cash = cash.mutate(spell=times_empty)
    of_spell = ibis.window(group_by=[*account, "spell"], order_by=order, rows=(None, 0))
    return cash.mutate(
        cleared=cash["is_empty"] * -whole(cash["value"].sum().over(of_spell)),
        cleared_unconverted=cash["is_empty"] * -whole(cash["unconverted"].sum().over(of_spell)),
    )


def find_states(question: Question, steps: ir.Table, cash: ir.Table) -> ir.Table:
    """The state of every promise after each of its events.

    Out, a row an event: pledge and what orders its events (`_IN_ORDER`), nth (its newest step, 0 before the first); the
    step's columns as `step_…`, the payment's as `cash_…`; fulfilled; stands; vague and unconverted; for each world
    outstanding_… and value_… (at the step's rate); all of these in the state before as `…_before`; and revalued_… and
    revalued_unconverted: what was outstanding before, at the rate of this state's step.
    """
    nothing = {name: ibis.null(cash[name].type()) for name in _CASH}
    stepping = steps.select(
        "pledge", "day", "nth", is_cash=ibis.literal(0, "int64"), place=steps["length"].cast("int64"),
        contribution=ibis.literal(""), **{f"cash_{name}": blank for name, blank in nothing.items()},
    )  # fmt: skip
    paying = cash.select(
        "pledge",
        "day",
        "place",
        "contribution",
        is_cash=ibis.literal(1, "int64"),
        nth=ibis.literal(0, "int64"),
        **{f"cash_{name}": cash[name] for name in _CASH},
    )
    events = stepping.union(paying[stepping.columns])
    until_now = ibis.window(group_by="pledge", order_by=list(_IN_ORDER), rows=(None, 0))
    events = events.mutate(
        newest=events["nth"].max().over(until_now),
        fulfilled=whole(events["cash_paid"].fill_null(0).sum().over(until_now)),
    )
    of = steps.select("pledge", "nth", **{f"step_{name}": steps[name] for name in _STEP})
    states = beside(events.drop("nth"), of, {"pledge": "pledge", "nth": "newest"})
    return _value(question, question.stage("events", states.rename(nth="newest")))


def _value(question: Question, states: ir.Table) -> ir.Table:
    """What is outstanding in each world and its value, now and in the state before."""
    paid = ibis.greatest(states["fulfilled"], 0)
    stands = states["step_rung"].fill_null("") != ""
    left = {
        f"outstanding_{world}": ibis.ifelse(stands, ibis.greatest(states[f"step_{world}"] - paid, 0), 0)
        for world in WORLDS
    }
    states = states.mutate(stands=stands, **left)
    rate = states["step_times"], states["step_divide"]
    states = convert(states, {f"value_{world}": (states[f"outstanding_{world}"], *rate) for world in WORLDS})
    states = question.stage("states", states)
    is_vague = states["stands"] & states["step_approximate"] & (states["outstanding_high"] > 0)
    states = states.mutate(
        vague=one(is_vague),
        unconverted=ibis.ifelse(states["step_times"].isnull(), states["outstanding_amount"], 0),
    )
    earlier = ibis.window(group_by="pledge", order_by=list(_IN_ORDER))
    names = [f"{what}_{world}" for what in ("outstanding", "value") for world in WORLDS] + ["vague", "unconverted"]
    states = states.mutate({f"{name}_before": states[name].lag().over(earlier).fill_null(0) for name in names})
    states = question.stage("states", states)
    # The step before is in the same currency, and its phase reports in the same (rules, pledges).
    is_step = states["is_cash"] == 0
    rate = states["step_times"], states["step_divide"]
    states = convert(states, {
        f"revalued_{world}": (ibis.ifelse(is_step, states[f"outstanding_{world}_before"], 0), *rate) for world in WORLDS
    })  # fmt: skip
    unknown = states["step_times"].isnull()
    revalued = ibis.ifelse(unknown, states["outstanding_amount_before"], 0)
    return question.stage("states", states.mutate(revalued_unconverted=revalued))


def find_standing(states: ir.Table) -> ir.Table:
    """The newest state of each promise, where something is outstanding in any world."""
    backwards = ibis.window(group_by="pledge", order_by=[ibis.desc(name) for name in _IN_ORDER])
    newest = states.filter(states["nth"] > 0).mutate(back=ibis.row_number().over(backwards))
    return newest.filter((newest["back"] == 0) & (newest["outstanding_high"] > 0)).drop("back")


def cash_form(table: ir.Table) -> Any:
    """A row's form, which is cash where it is blank."""
    return ibis.ifelse(table["form"] == "", "cash", table["form"])
