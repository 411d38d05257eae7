"""Every change of where money stands: differences of neighbouring states, each naming the row behind it."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.model.codes import as_texts, sort_order
from tracker.model.histories import (
    WORLDS,
    Histories,
    find_histories,
    first_of_each,
    newest_standing,
    take_codes,
    value_at,
)
from tracker.model.writer import (
    EXCHANGE,
    FIRMED,
    LOWERED,
    MEASURES,
    MOVED,
    NEW,
    RAISED,
    RECEIVED,
    REFUNDED,
    SOFTENED,
    TABLE_WORDS,
    WITHDRAWN,
    Writer,
)
from tracker.money import Ints
from tracker.tables import Tables


def find_movements(tables: Tables, currency: str | None = None, histories: Histories | None = None) -> pd.DataFrame:
    """All movements of money and of requirements, past and future.

    In: checked tables (`currency`: report everything in it); `histories` of the same, where they are at hand. Out, in
    causal order within each day: day (datetime64), on (the date as it is written), initiative, phase, donor, component
    ("" unearmarked), form (cash, in_kind), kind, rung, currency, amount, low, high (int64 hundredths), vague (int8),
    unconverted (int64 hundredths of original_currency), approximate, original_currency, original_amount (int64), table
    and row (of the row that caused it; `name_movements` tells what that one says). Texts are categoricals.

    The sum over any rows with day ≤ D is what stands on D. Movements of kind moved, firmed, softened and received
    each sum to zero over rungs and phases. Rules: design, section 4, Kinds.
    """
    histories = histories or find_histories(tables, currency)
    writer = Writer(histories, tables, currency)
    writer.write_stated()
    _write_steps(writer)
    _write_payments(writer)
    _write_cleared(writer)
    return writer.frame()


def name_movements(movements: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Movements with what their rows say: pledge, contribution, source; and every text as plain text."""
    named = as_texts(movements)
    if "source" in named:
        return named
    texts = {name: np.full(len(named), "", dtype=object) for name in ("pledge", "contribution", "source")}
    for table in TABLE_WORDS.categories:
        at = np.flatnonzero(named["table"] == table)
        rows = tables[table].loc[named["row"].to_numpy()[at]]
        for name in texts:
            if name in rows:
                texts[name][at] = rows[name].to_numpy(dtype=object)
    return named.assign(**{name: pd.array(values, dtype="str") for name, values in texts.items()})


def revalue_promises(histories: Histories, tables: Tables, as_of: np.datetime64) -> pd.DataFrame:
    """The `exchange` that shows standing promises at the rates of the as-of date, as movements of that day."""
    states = histories.states
    newest = newest_standing(histories, as_of)
    writer = Writer(histories, tables)
    at = newest.index.to_numpy()
    then = value_at(histories, newest, np.full(len(newest), as_of, dtype="datetime64[s]"))
    measures = {name: then[f"value_{name}"].to_numpy() - newest[f"value_{name}"].to_numpy() for name in WORLDS}
    measures["unconverted"] = then["unconverted"].to_numpy() - newest["unconverted"].to_numpy()
    writer.write(EXCHANGE, at, "", measures, step=states["step"].to_numpy()[at])
    return writer.frame().assign(day=as_of, on=str(as_of.astype("datetime64[D]")))


def _pick(measures: dict[str, Ints], events: np.ndarray, sign: int = 1) -> dict[str, Ints]:
    return {name: sign * values[events] for name, values in measures.items()}


def _write_steps(writer: Writer) -> None:
    steps, is_step = writer.steps, writer.is_step
    step, step_before = writer.step, writer.step_before
    rung, rung_before = take_codes(steps, "rung", step), take_codes(steps, "rung", step_before)
    stood, stands = rung_before > 0, rung > 0
    value = {name: writer.now(f"value_{name}") for name in WORLDS}
    value |= {name: writer.now(name) for name in ("vague", "unconverted")}
    value_before = {name: writer.earlier(f"value_{name}") for name in WORLDS}
    value_before |= {name: writer.earlier(name) for name in ("vague", "unconverted")}
    left, left_before = writer.now("outstanding_amount"), writer.earlier("outstanding_amount")

    begins = np.flatnonzero(is_step & stands & ~stood)
    writer.write(NEW, begins, "", _pick(value, begins), step=step[begins], original=left[begins])
    ends = np.flatnonzero(is_step & stood & ~stands)
    writer.write(
        WITHDRAWN, ends, "", _pick(value_before, ends, -1), step=step_before[ends], original=-left_before[ends]
    )

    goes = np.flatnonzero(is_step & stood & stands)
    old, new = step_before[goes], step[goes]
    revalued: dict[str, Ints] = {"vague": value_before["vague"][goes]}
    fractions = writer.rates.fractions(
        steps["currency"].array[old], steps["report"].array[old], steps["day"].to_numpy()[new]
    )
    outstanding = [writer.earlier(f"outstanding_{name}")[goes] for name in WORLDS]
    revalued |= dict(zip(WORLDS, fractions.of_worlds(*outstanding), strict=True))
    revalued["unconverted"] = np.where(fractions.is_known, 0, left_before[goes])
    before, after = _pick(value_before, goes), _pick(value, goes)
    writer.write(EXCHANGE, goes, "", {name: revalued[name] - before[name] for name in MEASURES}, step=old)

    is_moved = [take_codes(steps, name, old) != take_codes(steps, name, new) for name in ("phase", "component")]
    moves = np.flatnonzero(np.logical_or(*is_moved))
    out, into = _pick(revalued, moves, -1), _pick(revalued, moves)
    original = left_before[goes][moves]
    writer.write(MOVED, goes[moves], "", out, step=old[moves], original=-original)
    writer.write(MOVED, goes[moves], "", into, step=old[moves], at_step=new[moves], original=original)

    growth = {name: after[name] - revalued[name] for name in MEASURES}
    direction = np.sign(growth["amount"])
    direction = np.where(direction == 0, np.sign(growth["high"]), direction)
    direction = np.where(direction == 0, np.sign(growth["low"]), direction)
    kind = np.where(direction >= 0, RAISED, LOWERED)
    writer.write(kind, goes, "", growth, step=old, at_step=new, original=left[goes] - left_before[goes])

    firmness = rung_before[goes] - rung[goes]
    turns = np.flatnonzero(firmness != 0)
    kind = np.where(firmness[turns] > 0, FIRMED, SOFTENED)
    original = left[goes][turns]
    writer.write(
        kind, goes[turns], "", _pick(after, turns, -1), step=old[turns], at_step=new[turns], original=-original
    )
    writer.write(kind, goes[turns], "", _pick(after, turns), step=new[turns], original=original)


def _write_payments(writer: Writer) -> None:
    """The promise gives way to the cash that covers it; what cash there is beyond it is new."""
    cash, steps = writer.cash, writer.steps
    events = np.flatnonzero(~writer.is_step)
    paying = writer.paying[events]
    arrived, unconverted, amount = (cash[name].to_numpy() for name in ("value", "unconverted", "amount"))
    is_refund = (cash["kind"] == "refund").to_numpy()[paying]

    back = np.flatnonzero(is_refund)
    at = paying[back]
    refunded = dict.fromkeys(WORLDS, arrived[at]) | {"unconverted": unconverted[at]}
    writer.write(REFUNDED, events[back], terms.RECEIVED, refunded, original=amount[at])

    pays = np.flatnonzero(~is_refund)
    events, paying = events[pays], paying[pays]
    step, before = writer.step[events], writer.before[events]
    arrived, unconverted, amount, paid = (
        arrived[paying],
        unconverted[paying],
        amount[paying],
        cash["paid"].to_numpy()[paying],
    )

    def released(name: str) -> Ints:
        """By how much a column of the states falls."""
        values = writer.now(name)
        return np.append(values, values.dtype.type(0))[before] - values[events]

    given = {name: released(f"value_{name}") for name in WORLDS}
    covered = {name: released(f"outstanding_{name}") for name in WORLDS}
    out = {name: -given[name] for name in WORLDS}
    out |= {name: -released(name) for name in ("vague", "unconverted")}
    at = np.flatnonzero(take_codes(steps, "rung", step) > 0)
    writer.write(RECEIVED, events[at], "", _pick(out, at), step=step[at], original=-covered["amount"][at])

    own, promised_in, report = (cash[name].array[paying] for name in ("currency", "promised_in", "report"))
    day = cash["day"].to_numpy()[paying]
    excess = [paid - covered[name] for name in WORLDS]
    into = writer.rates.fractions(promised_in, own, day).of(excess[0])
    surplus_original = np.where(covered["amount"] == 0, amount, np.where(excess[0] == 0, 0, into))
    is_unconverted = unconverted != 0
    covering = dict(given) | {"unconverted": np.where(is_unconverted, amount - surplus_original, 0)}
    writer.write(RECEIVED, events[at], terms.RECEIVED, _pick(covering, at), original=(amount - surplus_original)[at])
    beyond: dict[str, Ints] = {"unconverted": np.where(is_unconverted, surplus_original, 0)}
    valued = writer.rates.fractions(promised_in, report, day).of_worlds(*excess)
    for name, value, more in zip(WORLDS, valued, excess, strict=True):
        beyond[name] = np.where(covered[name] == 0, arrived, np.where(more == 0, 0, value))
    writer.write(NEW, events, terms.RECEIVED, beyond, original=surplus_original)
    difference = {name: arrived - given[name] - beyond[name] for name in WORLDS}
    writer.write(EXCHANGE, events, terms.RECEIVED, difference)


def _write_cleared(writer: Writer) -> None:
    """Where an account holds no more cash in its own currency, nothing may be left of its value either.

    An account is the cash of one pledge (or of none) from one donor, at one place, in one form and currency.
    """
    cash = writer.cash
    event_of = np.empty(len(cash), dtype=np.int64)
    events = np.flatnonzero(~writer.is_step)
    event_of[writer.paying[events]] = events
    names = ("donor", "phase", "component", "form", "currency")
    keys = [cash["account"].to_numpy(), *(cash[name].array.codes for name in names)]
    order = np.arange(len(cash))
    for key in keys:
        order = order[sort_order(key[order])]
    is_same = np.logical_and.reduce([key[order[1:]] == key[order[:-1]] for key in keys])
    start = first_of_each(np.cumsum(np.r_[False, ~is_same]) if len(order) else order)

    def running(column: str) -> Ints:
        values = cash[column].to_numpy()[order]
        total = np.cumsum(values)
        return total - (total[start] - values[start])

    is_empty = running("amount") == 0
    cleared: dict[str, Ints] = {}
    position = np.arange(len(order))
    for measure, column in (("amount", "value"), ("unconverted", "unconverted")):
        total = running(column)
        newest = np.maximum.accumulate(np.where(is_empty, position, -1)) if len(order) else position
        earlier = np.r_[-1, newest[:-1]] if len(order) else newest
        at_last = np.where(earlier >= start, total[earlier], 0)
        cleared[measure] = np.where(is_empty, at_last - total, 0)
    cleared["low"] = cleared["high"] = cleared["amount"]
    at = np.flatnonzero(is_empty)
    writer.write(EXCHANGE, event_of[order[at]], terms.RECEIVED, _pick(cleared, at))
