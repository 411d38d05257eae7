"""What each target needs and what counts towards it, as `model.gaps` and `model.schedule` tell it."""

from functools import reduce
from typing import Any

import ibis
from ibis.expr import types as ir

from tracker import terms
from tracker.engines.exact import beside, convert, first_day, last_day, one, sums, whole
from tracker.engines.question import Question
from tracker.engines.rates import pair, quote
from tracker.engines.states import WORLDS, find_standing, report_in

PARTS = ("amount", "low", "high", "vague", "undated", "late", "excluded", "unconverted")
_KEY = ("phase", "target")


def find_targets(question: Question, movements: ir.Table, currency: str | None, until: int) -> ir.Table:
    """Every phase's requirement, and every threshold as stated newest on a day (compare `model.targets.find_targets`).

    In: movements, of the requirement at least. Out: phase, target, title, due_on, counts, components, currency,
    required (null where it is unknown).
    """
    tables = question.tables
    lines = movements.filter(movements["rung"] == terms.REQUIREMENT)
    totals = lines.group_by("phase").agg(total=whole(lines["amount"].sum()))
    hidden = sums(lines, ["phase", "original_currency"], ["unconverted"])
    hidden = hidden.filter(hidden["unconverted"] != 0).select("phase").distinct().mutate(is_hidden=True)
    budgets = tables["budgets"]
    stated = budgets.filter(last_day(budgets["stated_on"]) <= until).select("phase").distinct().mutate(is_stated=True)
    phases = report_in(question, tables["phases"].select("phase"), currency)
    for part in (totals, hidden, stated):
        phases = beside(phases, part, {"phase": "phase"})
    # A budget that was stated and adds up to nothing is a requirement of 0; one that was never stated is not known.
    known = ibis.ifelse(phases["is_stated"].notnull(), phases["total"].fill_null(0), phases["total"])
    blank = ibis.literal("")
    whole_phases = phases.select(
        "phase", target=ibis.literal(terms.REQUIREMENT), title=ibis.literal("Full requirement"), due_on=blank,
        counts=blank, components=blank, currency=phases["report"],
        required=ibis.ifelse(phases["is_hidden"].notnull(), ibis.null("int64"), known),
    )  # fmt: skip

    thresholds = tables["thresholds"].mutate(day=last_day(tables["thresholds"]["stated_on"]))
    backwards = ibis.window(
        group_by="threshold", order_by=[ibis.desc("day"), ibis.desc(thresholds["stated_on"].length())]
    )
    newest = thresholds.filter(thresholds["day"] <= until).mutate(back=ibis.row_number().over(backwards))
    newest = report_in(question, newest.filter(newest["back"] == 0), currency)
    newest = quote(question, newest, own_rate="currency", report_rate="report")
    times, divide = pair(newest, "currency", "report", "own_rate", "report_rate")
    newest = newest.mutate(times=times, divide=divide)
    newest = convert(newest, {"value": (newest["amount"], newest["times"], newest["divide"])})
    parts = newest.select(
        "phase", "title", "due_on", "counts", "components", target=newest["threshold"], currency=newest["report"],
        required=ibis.ifelse(newest["times"].isnull(), ibis.null("int64"), newest["value"]),
    )  # fmt: skip
    return question.stage("targets", whole_phases.union(parts[whole_phases.columns]))


def find_parts(question: Question, states: ir.Table, movements: ir.Table, targets: ir.Table) -> ir.Table:
    """What the money of each phase adds to each of its targets (compare `model.parts.count_money`), summed.

    In: states and movements of cash up to the day. Out: phase, target, rung, unconverted_in, and the sums of `PARTS`.
    """
    due = targets.mutate(due_day=first_day(targets["due_on"]))
    cash = _bar(due, _cash(movements))
    cash = cash.mutate(undated=ibis.literal(0, "int64"), late=ibis.literal(0, "int64"))
    promises = _bar(due, _promises(states))
    promises = question.stage("promises", promises)
    is_dated = promises["due_day"].notnull() & ~promises["is_barred"]
    plain = promises.filter(~is_dated).mutate(undated=ibis.literal(0, "int64"), late=ibis.literal(0, "int64"))
    dated = _date(question, promises.filter(is_dated), question.tables["instalments"])
    names = [*_KEY, "rung", "unconverted_in", *PARTS]
    every = reduce(ir.Table.union, [part[names] for part in (cash, plain, dated)])
    return sums(every, [*_KEY, "rung", "unconverted_in"], PARTS)


def _cash(movements: ir.Table) -> ir.Table:
    """Cash by phase and component, and what of it has no rate by its currency."""
    cash = movements.filter((movements["rung"] == terms.RECEIVED) & (movements["form"] == "cash"))
    cash = cash.mutate(unconverted_in=ibis.ifelse(cash["unconverted"] != 0, cash["original_currency"], ""))
    found = sums(cash, ["phase", "component", "unconverted_in"], [*WORLDS, "vague", "unconverted"])
    return found.mutate(rung=ibis.literal(terms.RECEIVED))


def _promises(states: ir.Table) -> ir.Table:
    """Each standing promise of cash."""
    standing = find_standing(states)
    standing = standing.filter(standing["step_form"] == "cash")
    return standing.select(
        "pledge", "vague", "unconverted", "fulfilled",
        *(f"{what}_{world}" for what in ("outstanding", "step") for world in WORLDS),
        **{name: standing[f"step_{name}"] for name in ("phase", "component", "rung", "due_on", "times", "divide")},
        **{world: standing[f"value_{world}"] for world in WORLDS}, unconverted_in=standing["step_currency"],
    )  # fmt: skip


def _bar(targets: ir.Table, money: ir.Table) -> ir.Table:
    """Money beside each target of its phase; what is earmarked to something that may not count is excluded."""
    of = targets.select("phase", "target", "components", "due_day")
    joined = beside(money, of, {"phase": "phase"}, how="inner")
    component, components = joined["component"], joined["components"]
    among = ("; " + components + "; ").contains("; " + component + "; ") & ~component.contains(";")
    joined = joined.mutate(is_barred=(components != "") & (component != "") & ~among)
    return joined.mutate(
        excluded=ibis.ifelse(joined["is_barred"], joined["amount"], 0),
        **{
            name: ibis.ifelse(joined["is_barred"], 0, joined[name]) for name in (*WORLDS, "vague", "unconverted")
        },
    )  # fmt: skip


def _date(question: Question, promises: ir.Table, instalments: ir.Table) -> ir.Table:
    """What of promises comes by their targets' days: what is due later does not count, and what is undated does."""
    pieces = question.stage("pieces", _schedule(promises, instalments))
    is_late, is_undated = (pieces["due"] > pieces["due_day"]).fill_null(False), pieces["due"].isnull()
    unpaid = {
        f"{name}_{world}": whole(ibis.ifelse(where, pieces[f"unpaid_{world}"], 0).sum())
        for name, where in (("late", is_late), ("undated", is_undated)) for world in WORLDS
    }  # fmt: skip
    key = ("pledge", *_KEY)
    joined = beside(promises, pieces.group_by(key).agg(**unpaid), {name: name for name in key})
    left = {
        f"{name}_left_{world}": joined[f"outstanding_{world}"] - joined[f"{name}_{world}"].fill_null(0)
        for name in ("late", "undated") for world in WORLDS
    }  # fmt: skip
    dated = joined.mutate(left)
    rate = dated["times"], dated["divide"]
    dated = convert(dated, {
        **{f"counted_{world}": (dated[f"late_left_{world}"], *rate) for world in WORLDS},
        "dated_amount": (dated["undated_left_amount"], *rate),
    })  # fmt: skip
    return dated.mutate(
        late=dated["amount"] - dated["counted_amount"], undated=dated["amount"] - dated["dated_amount"],
        **{world: dated[f"counted_{world}"] for world in WORLDS},
        unconverted=ibis.ifelse(dated["unconverted"] != 0, dated["late_left_amount"], 0),
        vague=ibis.ifelse(dated["late_left_high"] > 0, dated["vague"], 0),
    )  # fmt: skip


def _schedule(promises: ir.Table, instalments: ir.Table) -> ir.Table:
    """The pieces in which promises fall due, each beside every target asked (compare `model.schedule`).

    Out: pledge, phase, target, due_day (the target's), due (the piece's day, null for undated), unpaid_….
    """
    key = ["pledge", *_KEY]
    names = [*key, "due_day", "fulfilled", *(f"step_{world}" for world in WORLDS)]
    of_promise = promises.select(*names, "due_on", planned=ibis.literal(0, "int64"), is_rest=ibis.literal(1, "int64"))
    planned = instalments.select("pledge", "due_on", planned="amount", is_rest=ibis.literal(0, "int64"))
    planned = beside(promises.select(names), planned, {"pledge": "pledge"}, how="inner")
    pieces = of_promise.union(planned[of_promise.columns])
    pieces = pieces.mutate(due=last_day(pieces["due_on"]), length=pieces["due_on"].length())
    # What is undated comes last, whatever an engine thinks of nulls.
    pieces = pieces.mutate(is_undated=one(pieces["due"].isnull()), turn=pieces["due"].fill_null(0))
    order = ["is_undated", "turn", "length", "is_rest"]
    until_now = ibis.window(group_by=key, order_by=order, rows=(None, 0))
    pieces = pieces.mutate(
        until=whole(pieces["planned"].sum().over(until_now)),
        all_planned=whole(pieces["planned"].sum().over(ibis.window(group_by=key))),
    )

    def piece(world: str) -> Any:
        """Instalments fill the promise up in the order of their days; the rest is what they leave."""
        promised = pieces[f"step_{world}"]
        end, start = ibis.least(pieces["until"], promised), ibis.least(pieces["until"] - pieces["planned"], promised)
        left = promised - ibis.least(pieces["all_planned"], promised)
        return ibis.ifelse(pieces["is_rest"] == 1, left, end - start)

    pieces = pieces.mutate({f"piece_{world}": piece(world) for world in WORLDS})
    pieces = pieces.mutate(
        {f"end_{world}": whole(pieces[f"piece_{world}"].sum().over(until_now)) for world in WORLDS}
    )  # fmt: skip
    paid = ibis.greatest(pieces["fulfilled"], 0)
    unpaid = {
        f"unpaid_{world}": ibis.greatest(
            pieces[f"end_{world}"] - ibis.greatest(paid, pieces[f"end_{world}"] - pieces[f"piece_{world}"]), 0
        )
        for world in WORLDS
    }
    return pieces.mutate(unpaid)[[*key, "due_day", "due", *unpaid]]
