"""Every change of where money stands: differences of neighbouring states, each naming the row behind it."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.model.histories import WORLDS, Histories, find_histories, first_of_each, newest_standing, take, value_at
from tracker.model.requirements import requirement_movements
from tracker.money import Ints
from tracker.tables import Tables

MEASURES = (*WORLDS, "vague", "unconverted")
"""What adds up over movements. `vague` counts approximate promises that stand; `unconverted` is in its own currency."""

TEXTS = (
    "on", "initiative", "phase", "donor", "pledge", "contribution", "component", "form", "kind", "rung", "currency",
    "original_currency", "table", "source",
)  # fmt: skip
CAUSES = ["day", "on", "table", "row", "contribution", "source"]
"""What a movement takes over from the row that caused it."""
COLUMNS = ("day", *TEXTS, *MEASURES, "approximate", "original_amount", "row")


def find_movements(tables: Tables, currency: str | None = None, histories: Histories | None = None) -> pd.DataFrame:
    """All movements of money and of requirements, past and future.

    In: checked tables (`currency`: report everything in it); `histories` of the same, where they are at hand. Out, in
    causal order within each day: day (datetime64), on (its text), initiative, phase, donor, pledge, contribution,
    component ("" unearmarked), form (cash, in_kind), kind, rung, currency, amount, low, high (int64 hundredths), vague
    (int64), unconverted and original_amount (int64 hundredths of original_currency), approximate, table and row (of the
    row that caused it), source.

    The sum over any rows with day ≤ D is what stands on D. Movements of kind moved, firmed, softened and received
    each sum to zero over rungs and phases. Rules: design, section 4, Kinds.
    """
    histories = histories or find_histories(tables, currency)
    writer = _Writer(histories)
    _write_steps(writer)
    _write_payments(writer)
    _write_cleared(writer)
    frame = pd.concat([writer.frame(), requirement_movements(tables, currency)], ignore_index=True)
    initiative = tables["phases"].set_index("phase")["initiative"]
    frame["initiative"] = frame["phase"].map(initiative).astype("str").fillna("")
    return frame.sort_values(["day", "event", "sequence"], kind="stable", ignore_index=True)[list(COLUMNS)]


def revalue_promises(histories: Histories, tables: Tables, as_of: np.datetime64) -> pd.DataFrame:
    """The `exchange` that shows standing promises at the rates of the as-of date, as movements of that day."""
    states = histories.states
    newest = newest_standing(histories, as_of)
    writer = _Writer(histories)
    at = newest.index.to_numpy()
    then = value_at(histories, newest, np.full(len(newest), as_of, dtype="datetime64[s]"))
    measures = {name: then[f"value_{name}"].to_numpy() - newest[f"value_{name}"].to_numpy() for name in WORLDS}
    measures["unconverted"] = then["unconverted"].to_numpy() - newest["unconverted"].to_numpy()
    writer.write("exchange", at, "", measures, step=states["step"].to_numpy()[at])
    frame = writer.frame()
    frame["day"] = as_of
    frame["on"] = str(as_of.astype("datetime64[D]"))
    initiative = tables["phases"].set_index("phase")["initiative"]
    frame["initiative"] = frame["phase"].map(initiative).astype("str").fillna("")
    return frame[list(COLUMNS)]


class _Writer:
    """Collects movements in blocks of one kind; a block is named by positions in `states`."""

    def __init__(self, histories: Histories) -> None:
        self.steps, self.cash, self.states = histories.steps, histories.cash, histories.states
        self.rates = histories.rates
        self.is_step = self.states["is_step"].to_numpy()
        self.step = self.states["step"].to_numpy()
        self.paying = self.states["cash"].to_numpy()
        is_first = first_of_each(self.states["promise"].to_numpy()) == np.arange(len(self.states))
        self.before = np.where(is_first, -1, np.arange(len(self.states)) - 1)
        self.step_before = np.where(self.before >= 0, self.step[self.before], -1)
        paid = self.cash.assign(table="contributions")
        self.causes = pd.concat([self.steps.assign(contribution="", table="pledges")[CAUSES], paid[CAUSES]])
        self._blocks: list[pd.DataFrame] = []

    def now(self, name: str) -> np.ndarray:
        """A column of the states."""
        return self.states[name].to_numpy()

    def earlier(self, name: str) -> np.ndarray:
        """The same column in the state before, 0 where there is none."""
        return take(self.states, name, self.before)

    def write(
        self,
        kind: str | np.ndarray,
        events: np.ndarray,
        rung: str,
        measures: dict[str, Ints],
        *,
        step: np.ndarray | None = None,
        at_step: np.ndarray | None = None,
        original: Ints | None = None,
    ) -> None:
        """Add one movement for each event, but for those that move nothing.

        `step` says on whose place and rung it stands (a step's; `at_step` another step's phase and component);
        without one it stands on received, at the place of the event's own cash. A blank rung is that of the step.
        """
        zeros = np.zeros(len(events), dtype=np.int64)
        amounts = {**dict.fromkeys(MEASURES, zeros), **measures}
        amounts["original_amount"] = zeros if original is None else original
        chosen = np.flatnonzero(np.logical_or.reduce([values != 0 for values in amounts.values()]))
        events = events[chosen]
        if step is None:
            frame, place, at = self.cash, self.paying[events], self.paying[events]
        else:
            frame, place, at = self.steps, step[chosen], (step if at_step is None else at_step)[chosen]
        cause = np.where(self.is_step[events], self.step[events], len(self.steps) + self.paying[events])
        size = len(events)
        self._blocks.append(
            pd.DataFrame(
                {
                    **{name: frame[name].array[place] for name in ("pledge", "donor", "form")},
                    **{name: frame[name].array[at] for name in ("phase", "component")},
                    **{name: self.causes[name].array[cause] for name in CAUSES},
                    "rung": _words(np.full(size, rung, dtype=object)) if rung else frame["rung"].array[place],
                    "kind": _words(np.full(len(zeros), kind, dtype=object)[chosen]),
                    "approximate": False if step is None else frame["approximate"].array[place],
                    "currency": frame["report"].array[place],
                    "original_currency": frame["currency"].array[place],
                    **{name: values[chosen] for name, values in amounts.items()},
                    "event": events,
                    "sequence": np.full(size, len(self._blocks)),
                }
            )
        )

    def frame(self) -> pd.DataFrame:
        """All blocks, without the initiative."""
        return pd.concat(self._blocks, ignore_index=True)


def _words(words: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """Texts of which few differ, each made once: turning a million objects into texts is slow."""
    codes, distinct = pd.factorize(words)
    return pd.array(distinct, dtype="str").take(codes)


def _pick(measures: dict[str, Ints], events: np.ndarray, sign: int = 1) -> dict[str, Ints]:
    return {name: sign * values[events] for name, values in measures.items()}


def _write_steps(writer: _Writer) -> None:
    steps, is_step = writer.steps, writer.is_step
    step, step_before = writer.step, writer.step_before
    rung, rung_before = take(steps, "rung", step), take(steps, "rung", step_before)
    stood, stands = rung_before != "", rung != ""
    value = {name: writer.now(f"value_{name}") for name in WORLDS}
    value |= {name: writer.now(name) for name in ("vague", "unconverted")}
    value_before = {name: writer.earlier(f"value_{name}") for name in WORLDS}
    value_before |= {name: writer.earlier(name) for name in ("vague", "unconverted")}
    left, left_before = writer.now("outstanding_amount"), writer.earlier("outstanding_amount")

    begins = np.flatnonzero(is_step & stands & ~stood)
    writer.write("new", begins, "", _pick(value, begins), step=step[begins], original=left[begins])
    ends = np.flatnonzero(is_step & stood & ~stands)
    writer.write(
        "withdrawn", ends, "", _pick(value_before, ends, -1), step=step_before[ends], original=-left_before[ends]
    )

    goes = np.flatnonzero(is_step & stood & stands)
    old, new = step_before[goes], step[goes]
    revalued: dict[str, Ints] = {"vague": value_before["vague"][goes]}
    currency, report, day = take(steps, "currency", old), take(steps, "report", old), take(steps, "day", new)
    for name in WORLDS:
        outstanding = writer.earlier(f"outstanding_{name}")[goes]
        revalued[name], is_known = writer.rates.convert(outstanding, currency, report, day)
        if name == "amount":
            revalued["unconverted"] = np.where(is_known, 0, left_before[goes])
    before, after = _pick(value_before, goes), _pick(value, goes)
    writer.write("exchange", goes, "", {name: revalued[name] - before[name] for name in MEASURES}, step=old)

    phases = take(steps, "phase", old) != take(steps, "phase", new)
    components = take(steps, "component", old) != take(steps, "component", new)
    moves = np.flatnonzero(phases | components)
    out, into = _pick(revalued, moves, -1), _pick(revalued, moves)
    original = left_before[goes][moves]
    writer.write("moved", goes[moves], "", out, step=old[moves], original=-original)
    writer.write("moved", goes[moves], "", into, step=old[moves], at_step=new[moves], original=original)

    growth = {name: after[name] - revalued[name] for name in MEASURES}
    direction = np.sign(growth["amount"])
    direction = np.where(direction == 0, np.sign(growth["high"]), direction)
    direction = np.where(direction == 0, np.sign(growth["low"]), direction)
    kind = np.where(direction >= 0, "raised", "lowered")
    writer.write(kind, goes, "", growth, step=old, at_step=new, original=left[goes] - left_before[goes])

    ranks = pd.Series(terms.RANK)
    firmness = ranks.reindex(rung_before[goes]).to_numpy() - ranks.reindex(rung[goes]).to_numpy()
    turns = np.flatnonzero(firmness != 0)
    kind = np.where(firmness[turns] > 0, "firmed", "softened")
    original = left[goes][turns]
    writer.write(
        kind, goes[turns], "", _pick(after, turns, -1), step=old[turns], at_step=new[turns], original=-original
    )
    writer.write(kind, goes[turns], "", _pick(after, turns), step=new[turns], original=original)


def _write_payments(writer: _Writer) -> None:
    """The promise gives way to the cash that covers it; what cash there is beyond it is new."""
    cash, steps = writer.cash, writer.steps
    events = np.flatnonzero(~writer.is_step)
    paying, step = writer.paying[events], writer.step[events]
    kind, arrived = take(cash, "kind", paying), take(cash, "value", paying)
    unconverted, amount = take(cash, "unconverted", paying), take(cash, "amount", paying)

    back = np.flatnonzero(kind == "refund")
    refunded = dict.fromkeys(WORLDS, arrived[back]) | {"unconverted": unconverted[back]}
    writer.write("refunded", events[back], terms.RECEIVED, refunded, original=amount[back])

    pays = np.flatnonzero(kind != "refund")
    events, paying, step, arrived = events[pays], paying[pays], step[pays], arrived[pays]
    unconverted, amount = unconverted[pays], amount[pays]
    promised_in, day = take(cash, "promised_in", paying), take(cash, "day", paying)
    paid = take(cash, "paid", paying)
    given = {name: (writer.earlier(f"value_{name}") - writer.now(f"value_{name}"))[events] for name in WORLDS}
    released = (writer.earlier("unconverted") - writer.now("unconverted"))[events]
    faded = (writer.earlier("vague") - writer.now("vague"))[events]
    covered = {
        name: (writer.earlier(f"outstanding_{name}") - writer.now(f"outstanding_{name}"))[events] for name in WORLDS
    }

    out = {name: -given[name] for name in WORLDS} | {"vague": -faded, "unconverted": -released}
    at = np.flatnonzero((step >= 0) & (take(steps, "rung", step) != ""))
    writer.write("received", events[at], "", _pick(out, at), step=step[at], original=-covered["amount"][at])

    excess = paid - covered["amount"]
    into, _ = writer.rates.convert(excess, promised_in, take(cash, "currency", paying), day)
    surplus_original = np.where(covered["amount"] == 0, amount, np.where(excess == 0, 0, into))
    is_unconverted = unconverted != 0
    covering = dict(given) | {"unconverted": np.where(is_unconverted, amount - surplus_original, 0)}
    writer.write("received", events[at], terms.RECEIVED, _pick(covering, at), original=(amount - surplus_original)[at])
    beyond: dict[str, Ints] = {"unconverted": np.where(is_unconverted, surplus_original, 0)}
    report = take(cash, "report", paying)
    for name in WORLDS:
        excess = paid - covered[name]
        valued, _ = writer.rates.convert(excess, promised_in, report, day)
        beyond[name] = np.where(covered[name] == 0, arrived, np.where(excess == 0, 0, valued))
    writer.write("new", events, terms.RECEIVED, beyond, original=surplus_original)
    difference = {name: arrived - given[name] - beyond[name] for name in WORLDS}
    writer.write("exchange", events, terms.RECEIVED, difference)


def _write_cleared(writer: _Writer) -> None:
    """Where an account holds no more cash in its own currency, nothing may be left of its value either.

    An account is the cash of one pledge (or of none) from one donor, at one place, in one form and currency.
    """
    cash = writer.cash
    event_of = np.empty(len(cash), dtype=np.int64)
    events = np.flatnonzero(~writer.is_step)
    event_of[writer.paying[events]] = events
    names = ["account", "donor", "phase", "component", "form", "currency"]
    account = cash.groupby(names, sort=True).ngroup().to_numpy()
    order = np.lexsort((np.arange(len(cash)), account))
    start = first_of_each(account[order])

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
    writer.write("exchange", event_of[order[at]], terms.RECEIVED, _pick(cleared, at))
