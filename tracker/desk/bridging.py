"""The bridge as a reader follows it: step by step, rung by rung, and against what is needed. It draws nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from tracker import terms
from tracker.dates import day
from tracker.desk.figures import bridge
from tracker.desk.view import View, look
from tracker.model.codes import as_texts
from tracker.model.movements import name_movements
from tracker.model.position import order_rows

_PLACE = ["kind", "rung", "form"]
_SAME = [
    "day", "on", "initiative", "phase", "donor", "pledge", "contribution", "component", "form", "kind", "rung",
    "currency", "original_currency", "table", "row", "amount", "low", "high", "vague", "unconverted", "original_amount",
]  # fmt: skip
"""What two movements agree in that are one: all but where they are written, for that moves no money."""


@dataclass(frozen=True)
class Bridge:
    """What changed from the end of one day to the end of another, of one phase or one initiative.

    `cells`: kind, rung (with requirement), form, amount (int64 hundredths of `currency`), vague (int64: above 0 where
    something approximate is in it), in the vocabulary's order. `turnover`: kind, rung, form, gained, lost (int64, lost
    below 0), vague: the movements between the dates, without setting off one against another; `arrivals`: rung, form,
    gained, vague: what promises came to each rung, new or firmer, and did not go on to a firmer one; `sources`: where
    all that is written.
    """

    view: View
    start: date
    initiative: str | None
    phase: str | None
    currency: str
    cells: pd.DataFrame
    turnover: pd.DataFrame
    arrivals: pd.DataFrame
    sources: tuple[str, ...] = ()
    printed: View | None = None

    @property
    def end(self) -> date:
        """The date up to which it goes."""
        return self.view.as_of

    @property
    def is_quiet(self) -> bool:
        """Whether nothing moved, and nothing was recorded late."""
        return bool(self.cells["kind"].isin([terms.OPENING, terms.CLOSING]).all())

    @property
    def residue(self) -> int:
        """What opening and steps fall short of the closing, over all rungs and forms; always 0."""
        sign = self.cells["kind"].map({terms.CLOSING: -1}).fillna(1).astype("int64")
        signed = (self.cells["amount"] * sign).groupby([self.cells["rung"], self.cells["form"]]).sum()
        return int(signed.abs().sum())

    def steps(self, rungs: Iterable[str], form: str = "cash") -> pd.DataFrame:
        """What some rungs held together, step by step.

        Out: kind, amount, before, after (int64 hundredths: where a step begins and ends; an opening and a closing begin
        at 0), approximate; the opening first, the closing last, between them the kinds that do not come to nothing.
        """
        own = self.cells[(self.cells["rung"].isin(list(rungs)) & (self.cells["form"] == form)).to_numpy()]
        sums = own.groupby("kind")[["amount", "vague"]].sum()
        ends = [terms.OPENING, terms.CLOSING]
        sums = sums[((sums["amount"] != 0) | sums.index.isin(ends)).to_numpy()]
        sums = sums.reindex(sums.index.union(ends), fill_value=0).rename_axis("kind").reset_index()
        sums = sums.assign(approximate=sums["vague"] > 0).drop(columns="vague")
        return _run(order_rows(sums, ["kind"]))

    def balance(self, rungs: Iterable[str]) -> pd.DataFrame | None:
        """The requirement less the money on some rungs, step by step; below 0 where there is more than needed.

        Out: kind, needed, counted, amount (= needed − counted), before, after (see `steps`), approximate. None where
        the phase's requirement is not known, and of an initiative: there a surplus would hide another phase's gap.
        """
        needed = self.steps([terms.REQUIREMENT])
        if self.phase is None or not int(needed["amount"].iloc[-1]):
            return None
        both = needed.merge(self.steps(rungs), on="kind", how="outer", suffixes=("_needed", "_counted"))
        both = pd.DataFrame(
            {
                "kind": both["kind"],
                "needed": both["amount_needed"].fillna(0).astype("int64"),
                "counted": both["amount_counted"].fillna(0).astype("int64"),
                "approximate": both["approximate_counted"].eq(True),
            }
        )
        return _run(order_rows(both.assign(amount=both["needed"] - both["counted"]), ["kind"]))

    def behind(self, kind: str) -> View:
        """The view whose movements explain the figures of a kind.

        An opening stands on those up to its day (as they were known where it was printed); late entries on those that
        were recorded since, and, taken back, on those that no longer hold.
        """
        if kind == terms.OPENING and self.printed is not None and self._is_known_to(self.printed):
            return self._own(replace(self.printed, as_of=self.start))
        if kind == terms.OPENING:
            opening = self._own(replace(self.view, as_of=self.start))
            return opening if self.printed is None else replace(opening, movements=opening.movements.iloc[:0])
        if kind == terms.LATE_ENTRIES and self.printed is not None:
            opening = replace(self.view, as_of=self.start)
            return replace(opening, movements=_find_late(self._own(opening), self._own(self.printed), day(self.start)))
        return self._own(self.view)

    def _is_known_to(self, view: View) -> bool:
        phases = view.tables["phases"]
        return self.phase is None or bool((phases["phase"] == self.phase).any())

    def _own(self, view: View) -> View:
        """A view of nothing but the bridge's own phases."""
        return replace(view, movements=_own(view, self.initiative, self.phase))


def find_bridge_of(
    view: View,
    start: date,
    *,
    initiative: str | None = None,
    phase: str | None = None,
    reported: str | None = None,
) -> Bridge:
    """The bridge from a date (exclusive) to the view's own, of one phase, or of all phases of an initiative.

    `reported` names the changeset (or a date) that the opening was printed from, as `desk.bridge` takes it.
    """
    frame = bridge(view, start, view.as_of, reported, initiative, phase)
    sums = frame.groupby(_PLACE, as_index=False)["amount"].sum()
    printed = None if reported is None else at_record(view, reported)
    moved = _own(view, initiative, phase)
    between = moved[((moved["day"] > day(start)) & (moved["day"] <= view.at)).to_numpy()]
    between = name_movements(between, view.tables)
    opening = moved if printed is None else _own(printed, initiative, phase)
    ends = [_vague_at(opening, start, terms.OPENING), _vague_at(moved, view.as_of, terms.CLOSING)]
    vague = pd.concat([*ends, _vague_in(between)])
    cells = sums.merge(vague, on=_PLACE, how="left")
    cells["vague"] = cells["vague"].fillna(0).astype("int64")
    sources = tuple(sorted(str(text) for text in between["source"].unique() if text))
    return Bridge(
        view, start, initiative, phase, _currency(view, initiative, phase), order_rows(cells, _PLACE),
        _turnover(between), _arrivals(between), sources, printed,
    )  # fmt: skip


def at_day(view: View, as_of: date) -> View:
    """The same view, of the same record, from another date."""
    if view.rates_at == "step":
        return replace(view, as_of=as_of, notes=[])
    known_at = str(view.record.number) if view.record else "0"
    return _look(view, as_of, known_at)


def at_record(view: View, known_at: str | None) -> View:
    """The same view, from the same date, as it was recorded at a changeset or on a date; None: as it is now."""
    return _look(view, view.as_of, known_at)


def _look(view: View, as_of: date, known_at: str | None) -> View:
    return look(
        view.ledger, today=as_of, as_of=as_of, known_at=known_at, audience=view.audience, currency=view.currency,
        rates_at=view.rates_at, actor=view.actor,
    )  # fmt: skip


def _own(view: View, initiative: str | None, phase: str | None) -> pd.DataFrame:
    """The movements of the bridge's phases; a record of before they were known has none."""
    view.permit()
    frame = view.movements
    if phase is not None:
        return frame[(frame["phase"] == phase).to_numpy()]
    return frame if initiative is None else frame[(frame["initiative"] == initiative).to_numpy()]


def _currency(view: View, initiative: str | None, phase: str | None) -> str:
    if view.currency is not None:
        return view.currency
    phases, initiatives = view.tables["phases"], view.tables["initiatives"]
    of_phase = phases.loc[(phases["phase"] == phase).to_numpy(), "initiative"]
    key = str(of_phase.iloc[0]) if len(of_phase) else initiative
    known = initiatives.loc[(initiatives["initiative"] == key).to_numpy(), "currency"]
    return str(known.iloc[0]) if len(known) else ""


def _run(steps: pd.DataFrame) -> pd.DataFrame:
    """Steps with where each begins and ends."""
    is_step = ~steps["kind"].isin([terms.OPENING, terms.CLOSING])
    after = steps["amount"].where(steps["kind"] != terms.CLOSING, 0).cumsum()
    before = (after - steps["amount"]).where(is_step, 0)
    return steps.assign(before=before, after=after.where(is_step, steps["amount"]))


def _vague_at(movements: pd.DataFrame, on: date, kind: str) -> pd.DataFrame:
    stood = movements[(movements["day"] <= day(on)).to_numpy()]
    return as_texts(stood.groupby(["rung", "form"], as_index=False)["vague"].sum()).assign(kind=kind)


def _vague_in(between: pd.DataFrame) -> pd.DataFrame:
    vague = between["approximate"].astype("int64")
    return between.assign(vague=vague).groupby(_PLACE, as_index=False)["vague"].sum()


def _turnover(between: pd.DataFrame) -> pd.DataFrame:
    gross = between.assign(
        gained=between["amount"].clip(lower=0), lost=between["amount"].clip(upper=0),
        vague=between["approximate"].astype("int64"),
    )  # fmt: skip
    sums = gross.groupby(_PLACE, as_index=False)[["gained", "lost", "vague"]].sum()
    return order_rows(sums[((sums["gained"] != 0) | (sums["lost"] != 0)).to_numpy()], _PLACE)


def _arrivals(between: pd.DataFrame) -> pd.DataFrame:
    """Promise by promise: one that was anticipated and then announced has come to announced, and only there."""
    came = between[(between["kind"].isin(["new", "firmed"]) & between["rung"].isin(terms.PROMISES)).to_numpy()]
    came = came.assign(vague=came["approximate"].astype("int64"))
    by_promise = came.groupby(["pledge", "rung", "form"], as_index=False)[["amount", "vague"]].sum()
    by_promise = by_promise[(by_promise["amount"] > 0).to_numpy()].rename(columns={"amount": "gained"})
    return order_rows(by_promise.groupby(["rung", "form"], as_index=False)[["gained", "vague"]].sum(), ["rung", "form"])


def _find_late(now: View, printed: View, start: object) -> pd.DataFrame:
    """Movements up to a day that are known now and were not then; those that were known and no longer hold, negated."""
    here, there = (
        name_movements(view.movements[(view.movements["day"] <= start).to_numpy()], view.tables)
        for view in (now, printed)
    )
    both = pd.concat([here.assign(count=1), there.assign(count=-1)], ignore_index=True)
    both["net"] = both.groupby(_SAME, sort=False)["count"].transform("sum")
    late = both[((both["net"] != 0) & (both["net"].gt(0) == both["count"].gt(0))).to_numpy()]
    sign = late["count"].to_numpy()
    late = late.assign(**{name: late[name].to_numpy() * sign for name in
                          ("amount", "low", "high", "vague", "unconverted", "original_amount")})  # fmt: skip
    stands = pd.Series(False, index=late.index)
    for name in ("budgets", "pledges", "contributions"):
        stands |= (late["table"] == name) & late["row"].isin(now.tables[name].index)
    late = late.assign(table=late["table"].where(stands, ""))
    return late.drop(columns=["count", "net"]).sort_values("day", kind="stable", ignore_index=True)
