"""Where movements are written down, one after another, and put in the order of days. It knows no rule about money."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.model.codes import Codes, as_category, code_of, count_days, sort_order
from tracker.model.histories import WORLDS, Histories, first_of_each, take, take_codes
from tracker.model.requirements import requirement_movements
from tracker.model.words import RUNG_WORDS
from tracker.money import Ints
from tracker.tables import Tables

MEASURES = (*WORLDS, "vague", "unconverted")
"""What adds up over movements. `vague` counts approximate promises that stand; `unconverted` is in its own currency."""

KIND_WORDS = pd.CategoricalDtype(pd.Index(list(terms.MOVEMENT_KINDS), dtype="str"))
TABLE_WORDS = pd.CategoricalDtype(pd.Index(["budgets", "pledges", "contributions"], dtype="str"))
NEW, RAISED, LOWERED, FIRMED, SOFTENED, MOVED, RECEIVED, REFUNDED, WITHDRAWN, EXCHANGE = (
    code_of(KIND_WORDS, kind) for kind in (
        "new", "raised", "lowered", "firmed", "softened", "moved", "received", "refunded", "withdrawn", "exchange",
    )
)  # fmt: skip
COLUMNS = (
    "day", "on", "initiative", "phase", "donor", "component", "form", "kind", "rung", "currency", *MEASURES,
    "approximate", "original_currency", "original_amount", "table", "row",
)  # fmt: skip


class Writer:
    """Collects movements in blocks of one kind, each movement by where its words lie: what caused it, on whose place.

    Words lie in a stack: those of lines of budgets, of steps, and of cash, one after the other.
    """

    def __init__(self, histories: Histories, tables: Tables, currency: str | None = None) -> None:
        self.steps, self.cash, self.states = histories.steps, histories.cash, histories.states
        self.rates = histories.rates
        self.stated = requirement_movements(tables, histories.rates, currency)
        self.phases = tables["phases"]
        self.is_step = self.states["is_step"].to_numpy()
        self.step = self.states["step"].to_numpy()
        self.paying = self.states["cash"].to_numpy()
        is_first = first_of_each(self.states["promise"].to_numpy()) == np.arange(len(self.states))
        self.before = np.where(is_first, -1, np.arange(len(self.states)) - 1)
        self.step_before = np.where(self.before >= 0, self.step[self.before], -1).astype(np.int32)
        self.first_step = len(self.stated)
        self.first_cash = self.first_step + len(self.steps)
        self.cause = np.where(self.is_step, self.first_step + self.step, self.first_cash + self.paying).astype(np.int32)
        self._blocks: list[dict[str, np.ndarray]] = []

    def now(self, name: str) -> np.ndarray:
        """A column of the states."""
        return self.states[name].to_numpy()

    def earlier(self, name: str) -> np.ndarray:
        """The same column in the state before, 0 where there is none."""
        return take(self.states, name, self.before)

    def write(
        self,
        kind: int | Codes,
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
        amounts = dict(measures) if original is None else {**measures, "original_amount": original}
        chosen = np.flatnonzero(np.logical_or.reduce([values != 0 for values in amounts.values()]))
        events = events[chosen]
        cause = own = at = self.cause[events]
        on = np.full(len(events), code_of(RUNG_WORDS, rung), dtype=np.int8)
        if step is not None:
            own = self.first_step + step[chosen]
            at = own if at_step is None else self.first_step + at_step[chosen]
            on = on if rung else take_codes(self.steps, "rung", step[chosen])
        self._blocks.append(
            {
                "event": len(self.stated) + events, "cause": cause, "own": own, "at": at, "rung": on,
                "kind": np.full(len(events), kind, np.int8) if isinstance(kind, int) else kind[chosen],
                **{name: values[chosen] for name, values in amounts.items()},
            }
        )  # fmt: skip

    def write_stated(self) -> None:
        """Add the movements of requirements."""
        lines = np.arange(len(self.stated), dtype=np.int32)
        rung = np.full(len(lines), code_of(RUNG_WORDS, terms.REQUIREMENT), dtype=np.int8)
        kind = pd.Categorical(self.stated["kind"], dtype=KIND_WORDS).codes
        measures = {name: self.stated[name].to_numpy() for name in (*MEASURES, "original_amount")}
        self._blocks.append(
            dict.fromkeys(("event", "cause", "own", "at"), lines) | {"rung": rung, "kind": kind, **measures}
        )

    def frame(self) -> pd.DataFrame:
        """All blocks as movements, in the order of days; those of a day as they were caused, and written."""
        sizes = [len(block["kind"]) for block in self._blocks]
        ends = np.cumsum(sizes)

        def gather(name: str, dtype: type) -> np.ndarray:
            whole = np.zeros(ends[-1], dtype=dtype)
            for block, size, end in zip(self._blocks, sizes, ends, strict=True):
                if name in block:
                    whole[end - size : end] = block[name]
            return whole

        order = self._find_order(gather("event", np.int32))
        own, at, cause = (gather(name, np.int32)[order] for name in ("own", "at", "cause"))
        phase = self._words("phase").take(at)
        initiative = pd.Categorical(self.phases.set_index("phase")["initiative"].reindex(phase.categories).fillna(""))
        amount = gather("amount", np.int64)
        in_order = amount[order]
        most = {name: _replace(in_order, amount, gather(name, np.int64), order) for name in ("low", "high")}
        vague, unconverted = gather("vague", np.int8)[order], gather("unconverted", np.int64)
        nothing = np.zeros(len(order), dtype=np.int64)
        columns = {
            "day": self._values("day")[cause],
            "on": self._words("on").take(cause),
            "initiative": initiative.take(phase.codes),
            "phase": phase,
            "component": self._words("component").take(at),
            **{name: self._words(name).take(own) for name in ("donor", "form", "report", "currency")},
            "kind": as_category(gather("kind", np.int8)[order], KIND_WORDS),
            "rung": as_category(gather("rung", np.int8)[order], RUNG_WORDS),
            "amount": in_order,
            **most,
            "vague": vague,
            "unconverted": _replace(nothing, nothing, unconverted, order),
            "original_amount": gather("original_amount", np.int64)[order],
            "approximate": self._values("approximate")[own],
            "table": as_category((cause >= self.first_step).astype(np.int8) + (cause >= self.first_cash), TABLE_WORDS),
            "row": self._values("row")[cause],
        }
        columns["original_currency"], columns["currency"] = columns["currency"], columns.pop("report")
        return pd.DataFrame({name: columns[name] for name in COLUMNS}, copy=False)

    def _find_order(self, events: Ints) -> Ints:
        days = count_days(np.concatenate([self.stated["day"].to_numpy(), self.states["day"].to_numpy()]))
        rank = np.empty(len(days), dtype=np.int32)
        rank[sort_order(days)] = np.arange(len(days), dtype=np.int32)
        return sort_order(rank[events])

    def _words(self, name: str) -> pd.Categorical:
        """A column of texts over the whole stack."""
        named = {"currency": "original_currency", "report": "currency"}.get(name, name)
        dtype = self.steps[name].dtype
        stated = pd.Categorical(self.stated[named], dtype=dtype).codes
        return as_category(np.concatenate([stated, self.steps[name].cat.codes, self.cash[name].cat.codes]), dtype)

    def _values(self, name: str) -> np.ndarray:
        """A column of plain values over the whole stack; cash is never approximate."""
        cash = self.cash[name].to_numpy() if name in self.cash else np.zeros(len(self.cash), dtype=bool)
        return np.concatenate([self.stated[name].to_numpy(), self.steps[name].to_numpy(), cash])


def _replace(in_order: Ints, usual: Ints, values: Ints, order: Ints) -> Ints:
    """`values[order]` where most values are the usual ones, whose `usual[order]` is at hand."""
    result = in_order.copy()
    at = np.flatnonzero((values != usual)[order])
    result[at] = values[order[at]]
    return result
