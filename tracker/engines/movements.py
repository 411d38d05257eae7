"""Every change of where money stands, as `model.movements` tells it: differences of neighbouring states."""

from functools import reduce
from typing import Any

import ibis
from ibis.expr import types as ir

from tracker import terms
from tracker.engines.exact import MEASURES, beside, convert, last_day, one, whole
from tracker.engines.question import Question
from tracker.engines.rates import pair, quote
from tracker.engines.states import WORLDS, find_cash, find_states, find_steps, report_in

TEXTS = (
    "on", "phase", "donor", "pledge", "contribution", "component", "form", "kind", "rung", "currency",
    "original_currency", "table", "source",
)  # fmt: skip
ORDER = ("day", "is_money", "is_ended", "first", "at", "place", "second", "third", "sequence")
"""What movements are ordered by: within a day requirements, then promises, each as the model has them."""
COLUMNS = (*dict.fromkeys((*ORDER, *TEXTS, *MEASURES, "approximate", "row")),)
Measures = dict[str, Any]


def find_movements(
    question: Question, states: ir.Table, currency: str | None, until: int, *, of_steps: bool = True
) -> ir.Table:
    """All movements of money and requirements up to a day; see `model.movements.find_movements`. Without those of steps
    all that move cash are still there.

    Out, in no order: day (a number), the other columns of the model's but the initiative, and those of `ORDER`.
    """
    events = [*(_of_steps(states) if of_steps else []), *_of_payments(question, states)]
    money = [event.mutate(sequence=ibis.literal(place, "int64"))[list(COLUMNS)] for place, event in enumerate(events)]
    moved = reduce(ir.Table.union, [*money, find_requirements(question, currency, until)[list(COLUMNS)]])

    return question.stage("movements", moved)


def all_states(question: Question, currency: str | None, until: int) -> ir.Table:
    """The states of all promises up to a day."""
    steps = find_steps(question, currency, until)
    return find_states(question, steps, find_cash(question, currency, until))


def _write(
    events: ir.Table, kind: Any, measures: Measures, *, who: str = "step", suffix: str = "", at: str | None = None
) -> ir.Table:
    """One movement for each event, but for those that move nothing.

    It stands on the rung of the event's step (`suffix` `_before`: of the step before), or on received, where `who` is
    `cash`; and at that one's place, or at the other's, where `at` is a suffix.
    """
    place = suffix if at is None else at
    is_cash, is_paid = who == "cash", events["is_cash"] == 1
    amounts = {name: measures.get(name, ibis.literal(0, "int64")).cast("int64") for name in MEASURES}
    rows = events.select(
        "day", "pledge", "contribution",
        is_money=ibis.literal(1, "int64"), is_ended=ibis.literal(0, "int64"), first=events["pledge"],
        at=events["is_cash"], place=events["place"], second=events["contribution"], third=ibis.literal(""),
        **{name: events[f"{who}_{name}"] for name in ("donor", "form")},
        **{name: events[f"{who}_{name}{place}"] for name in ("phase", "component")},
        **{
            name: ibis.ifelse(is_paid, events[f"cash_{name}"], events[f"step_{name}"])
            for name in ("on", "row", "source")
        },
        table=ibis.ifelse(is_paid, "contributions", "pledges"),
        kind=ibis.literal(kind) if isinstance(kind, str) else kind,
        rung=ibis.literal(terms.RECEIVED) if is_cash else events[f"step_rung{suffix}"],
        approximate=ibis.literal(False) if is_cash else events[f"step_approximate{suffix}"],
        currency=events[f"{who}_report"], original_currency=events[f"{who}_currency"], **amounts,
    )  # fmt: skip
    return rows.filter(reduce(lambda either, name: either | (rows[name] != 0), MEASURES[1:], rows["amount"] != 0))


def _measures(worlds: Any, vague: Any = None, unconverted: Any = None, original: Any = None) -> Measures:
    """What is moved: a function of each world, and what is given of the rest."""
    others = {"vague": vague, "unconverted": unconverted, "original_amount": original}
    return {world: worlds(world) for world in WORLDS} | {name: one for name, one in others.items() if one is not None}


def _minus(measures: Measures) -> Measures:
    return {name: -value for name, value in measures.items()}


def _of_steps(states: ir.Table) -> list[ir.Table]:
    """What each step moves: a promise begins, ends, or goes on as another."""
    steps = states.filter(states["is_cash"] == 0)
    stands, stood = steps["step_rung"] != "", steps["step_rung_before"] != ""

    def after(e: ir.Table) -> Measures:
        return _measures(lambda w: e[f"value_{w}"], e["vague"], e["unconverted"], e["outstanding_amount"])

    def before(e: ir.Table) -> Measures:
        return _measures(
            lambda w: e[f"value_{w}_before"], e["vague_before"], e["unconverted_before"], e["outstanding_amount_before"]
        )

    def revalued(e: ir.Table) -> Measures:
        return _measures(
            lambda w: e[f"revalued_{w}"], e["vague_before"], e["revalued_unconverted"], e["outstanding_amount_before"]
        )

    def between(old: Measures, new: Measures) -> Measures:
        return {name: new[name] - old[name] for name in MEASURES}

    begins, ends, goes = (
        steps.filter(where) for where in (stands & ~stood, stood & ~stands, stood & stands)
    )  # fmt: skip
    moves = goes.filter(
        (goes["step_phase_before"] != goes["step_phase"]) | (goes["step_component_before"] != goes["step_component"])
    )
    grows = goes.mutate({f"growth_{name}": value for name, value in between(revalued(goes), after(goes)).items()})
    growth = {name: grows[f"growth_{name}"] for name in MEASURES}
    sign = ibis.coalesce(growth["amount"].nullif(0), growth["high"].nullif(0), growth["low"], 0)
    turns = goes.filter(goes["step_rung_before"] != goes["step_rung"])
    ranks = [(code, rank) for code, rank in terms.RANK.items()]
    is_firmer = turns["step_rung"].cases(*ranks, else_=0) < turns["step_rung_before"].cases(*ranks, else_=0)
    turned = ibis.ifelse(is_firmer, "firmed", "softened")
    return [
        _write(begins, "new", after(begins)),
        _write(ends, "withdrawn", _minus(before(ends)), suffix="_before"),
        _write(goes, "exchange", between(before(goes), revalued(goes)), suffix="_before"),
        _write(moves, "moved", _minus(revalued(moves)), suffix="_before"),
        _write(moves, "moved", revalued(moves), suffix="_before", at=""),
        _write(grows, ibis.ifelse(sign >= 0, "raised", "lowered"), growth, suffix="_before", at=""),
        _write(turns, turned, _minus(after(turns)), suffix="_before", at=""),
        _write(turns, turned, after(turns)),
    ]


def _of_payments(question: Question, states: ir.Table) -> list[ir.Table]:
    """The promise gives way to the cash that covers it; what cash there is beyond it is new."""
    cash = states.filter(states["is_cash"] == 1)
    backs, pays = cash.filter(cash["cash_kind"] == "refund"), cash.filter(cash["cash_kind"] != "refund")
    refunded = _measures(
        lambda _: backs["cash_value"], unconverted=backs["cash_unconverted"], original=backs["cash_amount"]
    )

    differences = {
        f"{name}_{world}": pays[f"{what}_{world}_before"] - pays[f"{what}_{world}"]
        for name, what in (("given", "value"), ("covered", "outstanding")) for world in WORLDS
    }  # fmt: skip
    pays = pays.mutate(
        faded=pays["vague_before"] - pays["vague"], released=pays["unconverted_before"] - pays["unconverted"],
        **differences,
    )  # fmt: skip
    excess = {world: pays["cash_paid"] - pays[f"covered_{world}"] for world in WORLDS}
    own = pair(pays, "cash_promised_in", "cash_currency", "cash_promised_rate", "cash_own_rate")
    report = pair(pays, "cash_promised_in", "cash_report", "cash_promised_rate", "cash_report_rate")
    pays = pays.mutate(own_times=own[0], own_divide=own[1], report_times=report[0], report_divide=report[1])
    pays = pays.mutate({f"excess_{world}": value for world, value in excess.items()})
    pays = convert(pays, {
        "excess_own": (pays["excess_amount"], pays["own_times"], pays["own_divide"]),
        **{f"excess_{world}_valued": (pays[f"excess_{world}"], pays["report_times"], pays["report_divide"])
           for world in WORLDS},
    })  # fmt: skip

    def beyond(world: str, all_of_it: str, valued: str) -> Any:
        """What of the cash covers nothing: all of it, where it covers nothing, none where nothing is left of it."""
        of_excess = ibis.ifelse(pays[f"excess_{world}"] == 0, 0, pays[valued])
        return ibis.ifelse(pays[f"covered_{world}"] == 0, pays[all_of_it], of_excess)

    pays = pays.mutate(
        surplus=beyond("amount", "cash_amount", "excess_own"),
        **{f"beyond_{world}": beyond(world, "cash_value", f"excess_{world}_valued") for world in WORLDS},
    )
    covering = pays["cash_amount"] - pays["surplus"]
    is_unconverted = one(pays["cash_unconverted"] != 0)
    pays = pays.mutate(covering=covering, is_unconverted=is_unconverted)
    pays = question.stage("payments", pays)
    at = pays.filter(pays["stands"])
    out = _measures(lambda w: -at[f"given_{w}"], -at["faded"], -at["released"], -at["covered_amount"])
    into = _measures(
        lambda w: at[f"given_{w}"], unconverted=at["is_unconverted"] * at["covering"], original=at["covering"]
    )
    new = _measures(
        lambda w: pays[f"beyond_{w}"], unconverted=pays["is_unconverted"] * pays["surplus"], original=pays["surplus"]
    )
    rest = _measures(lambda w: pays["cash_value"] - pays[f"given_{w}"] - pays[f"beyond_{w}"])
    cleared = _measures(lambda _: cash["cash_cleared"], unconverted=cash["cash_cleared_unconverted"])
    return [
        _write(backs, "refunded", refunded, who="cash"),
        _write(at, "received", out),
        _write(at, "received", into, who="cash"),
        _write(pays, "new", new, who="cash"),
        _write(pays, "exchange", rest, who="cash"),
        _write(cash, "exchange", cleared, who="cash"),
    ]


def find_requirements(question: Question, currency: str | None, until: int) -> ir.Table:
    """The `stated` and `restated` movements of requirements; see `model.requirements.requirement_movements`.

    Each line of a budget document beside the same line of the document before; what is gone is taken back by a movement
    that names its old row.
    """
    budgets = question.tables["budgets"]
    lines = budgets.select(
        "phase", "component", "period_start", "source", "row", "currency", "amount",
        on=budgets["stated_on"], day=last_day(budgets["stated_on"]),
    )  # fmt: skip
    lines = report_in(question, lines.filter(lines["day"] <= until), currency)
    lines = quote(question, lines, own_rate="currency", report_rate="report")
    times, divide = pair(lines, "currency", "report", "own_rate", "report_rate")
    lines = lines.mutate(times=times, divide=divide, length=lines["on"].length().cast("int64"))
    lines = convert(lines, {"value": (lines["amount"], lines["times"], lines["divide"])})
    documents = ibis.window(group_by="phase", order_by=["day", "length"])
    lines = lines.select(
        "phase", "component", "period_start", "source", "row", "currency", "report", "day", "on", "length",
        document=ibis.dense_rank().over(documents), amount=lines["value"], original_amount=lines["amount"],
        unconverted=ibis.ifelse(lines["times"].isnull(), lines["amount"], 0), is_ended=ibis.literal(0, "int64"),
        at=lines["day"], place=lines["length"],
    )  # fmt: skip
    lines = question.stage("lines", lines)
    following = lines.select("phase", "document", next_day="day", next_on="on").distinct()
    lines = lines.mutate(following=lines["document"] + 1)
    joined = beside(lines, following, {"phase": "phase", "document": "following"}, how="inner")
    sums = ("amount", "unconverted", "original_amount")
    ended = joined.mutate(
        day=joined["next_day"], on=joined["next_on"], document=joined["following"],
        is_ended=ibis.literal(1, "int64"), **{name: -joined[name] for name in sums},
    )  # fmt: skip
    both = lines.union(ended[lines.columns])
    by = ["phase", "document", "day", "on", "component", "period_start", "currency", "report"]
    is_own = both["is_ended"] == 0

    def first(name: str) -> Any:
        """The new line's, or where it is gone the old one's; there is at most one of each."""
        return ibis.coalesce(both[name].max(where=is_own), both[name].max(where=~is_own))

    found = both.group_by(by).agg(
        **{name: whole(both[name].sum()) for name in sums},
        **{name: first(name) for name in ("source", "row", "at", "place")},
        is_ended=both["is_ended"].min(),
    )  # fmt: skip
    found = found.filter((found["amount"] != 0) | (found["unconverted"] != 0) | (found["original_amount"] != 0))
    zero, blank = ibis.literal(0, "int64"), ibis.literal("")
    return found.select(
        "day", "is_ended", "at", "place", "on", "phase", "component", "amount", "unconverted", "original_amount",
        "source", "row", is_money=zero, first=found["phase"], second=found["component"], third=found["period_start"],
        sequence=zero,
        donor=blank, pledge=blank, contribution=blank, form=ibis.literal("cash"), rung=ibis.literal(terms.REQUIREMENT),
        kind=ibis.ifelse(found["document"] == 0, "stated", "restated"), currency=found["report"],
        original_currency=found["currency"], table=ibis.literal("budgets"), low=found["amount"], high=found["amount"],
        vague=zero, approximate=ibis.literal(False),
    )  # fmt: skip
