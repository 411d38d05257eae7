"""Until when a phase's money lasts against what it needs each month. It knows no expenditure."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.model.assumptions import NOTHING, Assumptions
from tracker.model.histories import Histories, newest_standing, take
from tracker.model.needs import UNKNOWN, find_needs
from tracker.model.schedule import schedule_promises
from tracker.rates import reporting_currency
from tracker.tables import Tables

RUNWAY_KEY = ["initiative", "phase", "counting"]
_COLUMNS = [
    *RUNWAY_KEY, "currency", "basis", "monthly_need", "balance_is_stated", "at_hand", "scheduled", "overdue", "undated",
    "unconverted", "begins", "covered_until", "months", "short_in", "short_by", "is_to_the_end",
]  # fmt: skip
_MONTH = "datetime64[M]"
_WHEN = {"scheduled": "ahead", "overdue": "overdue", "undated": "undated"}


class _Phase(NamedTuple):
    """What is known of one phase's money and needs: months, and int64 hundredths for each of them."""

    months: np.ndarray
    need: np.ndarray
    basis: str
    now: int
    """The place of the as-of date's month, or of the first one after it."""
    cash: int
    balance: int | None
    income: pd.DataFrame

    @property
    def carried(self) -> int:
        """What is at hand: as assumed, else the cash less what the months before needed, whoever spent it."""
        return self.cash - int(self.need[: self.now].sum()) if self.balance is None else self.balance

    def scheduled(self, rung: str) -> np.ndarray:
        """What is due to come in each month, counting from a rung; what comes before the first month is there in it."""
        rows = self.counted(rung, "ahead")
        place = np.searchsorted(self.months, rows["month"].to_numpy(), side="left")
        is_in = place < len(self.months)
        coming = np.zeros(len(self.months), dtype=np.int64)
        np.add.at(coming, np.maximum(place[is_in], self.now), rows["value"].to_numpy()[is_in])
        return coming

    def counted(self, rung: str, when: str) -> pd.DataFrame:
        """What promises on a rung or firmer have yet to pay."""
        is_firm = self.income["rung"].map(terms.RANK) <= terms.RANK[rung]
        return self.income[(is_firm & (self.income["when"] == when)).to_numpy()]


def find_runway(
    tables: Tables,
    histories: Histories,
    movements: pd.DataFrame,
    as_of: np.datetime64,
    assumptions: Assumptions = NOTHING,
    *,
    currency: str | None = None,
    rungs: tuple[str, ...] = terms.RUNGS,
) -> pd.DataFrame:
    """Until when the money of each phase that has not ended lasts, counting from each rung.

    Out, by initiative, phase and ladder: initiative, phase, counting, currency, basis (of the need, see
    `model.needs`: `stated`, `periods`, `phase`, or "" where it is not known), monthly_need (Int64: of the first month
    ahead), balance_is_stated, at_hand (int64: the balance that is assumed, else the cash received less what the months
    before needed, which may be below nothing; where no need is known, the cash), scheduled, overdue, undated (int64:
    what promises on that rung or firmer are due to pay ahead, should have paid, or name no date for), unconverted
    (bool: something has no rate), begins (text: the first month ahead in which anything is needed), covered_until
    (text: the last month up to which every month is covered, "" where none is), months (Int64: how many months ahead
    that is), short_in and short_by (text, and Int64 hundredths: the first month that is not covered, and by how much),
    is_to_the_end (every month for which a need is known is covered). Money that is due in a month is there for all of
    it; what is overdue or has no date is in no month.
    """
    found = _gather(tables, histories, movements, as_of, assumptions, currency)
    initiative = tables["phases"].set_index("phase")["initiative"]
    rows: list[dict[str, object]] = []
    for phase in sorted(found, key=lambda key: (str(initiative[key]), key)):
        of_phase = found[phase]
        for rung in rungs:
            sums = {name: int(of_phase.counted(rung, when)["value"].sum()) for name, when in _WHEN.items()}
            hidden = any(of_phase.counted(rung, when)["unconverted"].any() for when in _WHEN.values())
            rows.append({
                "initiative": initiative[phase], "phase": phase, "counting": rung, "basis": of_phase.basis,
                "balance_is_stated": of_phase.balance is not None, "at_hand": of_phase.carried, **sums,
                "unconverted": hidden, **_lasts(of_phase, of_phase.scheduled(rung)),
            })  # fmt: skip
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    into = reporting_currency(tables, frame["phase"].astype("str"))
    frame["currency"] = into if currency is None else into.where(into == currency, currency)
    return frame.astype(dict.fromkeys(("monthly_need", "months", "short_by"), "Int64"))


def _lasts(phase: _Phase, coming: np.ndarray) -> dict[str, object]:
    """How far one rung's money reaches."""
    nothing: dict[str, object] = {
        "monthly_need": pd.NA, "begins": "", "covered_until": "", "months": pd.NA, "short_in": "", "short_by": pd.NA,
        "is_to_the_end": False,
    }  # fmt: skip
    ahead = np.flatnonzero(phase.need[phase.now :] > 0) + phase.now
    if not len(ahead):
        return nothing
    begins, start = int(ahead[0]), phase.now
    closing = phase.carried + np.cumsum((coming - phase.need)[start:])
    if phase.balance is None and phase.carried < 0:
        # As budgeted, the money was used up before today: no payment ahead covers a month that has passed.
        start, closing = 0, phase.cash - np.cumsum(phase.need)
    short = np.flatnonzero((closing < 0) & (phase.need[start:] > 0))
    covered = start + int(short[0]) if len(short) else len(phase.months)
    first = int(np.flatnonzero(phase.need > 0)[0]) if start == 0 else begins
    return {
        "monthly_need": int(phase.need[begins]),
        "begins": _text(phase.months[begins]),
        "covered_until": _text(phase.months[covered - 1]) if covered > first else "",
        "months": max(covered - begins, 0),
        "short_in": _text(phase.months[covered]) if len(short) else "",
        "short_by": int(-closing[covered - start]) if len(short) else pd.NA,
        "is_to_the_end": not len(short),
    }


def _text(month: np.datetime64) -> str:
    return str(month.astype(_MONTH))


def find_cash_flow(
    tables: Tables,
    histories: Histories,
    movements: pd.DataFrame,
    as_of: np.datetime64,
    assumptions: Assumptions = NOTHING,
    *,
    currency: str | None = None,
    rungs: tuple[str, ...] = terms.RUNGS,
) -> pd.DataFrame:
    """Money and need of each phase, month by month from the as-of date's on, counting from each rung.

    Out, by phase, ladder and month: phase, counting, month (datetime64[s], its first day), opening (what is carried
    over from the month before), scheduled, need, closing (int64 hundredths). Every closing is the opening and what is
    scheduled, less the need, and the next month's opening; any of them may be below nothing.
    """
    frames = []
    for phase, found in sorted(_gather(tables, histories, movements, as_of, assumptions, currency).items()):
        for rung in rungs if len(found.months) > found.now else ():
            coming, need = found.scheduled(rung)[found.now :], found.need[found.now :]
            closing = found.carried + np.cumsum(coming - need)
            frames.append(pd.DataFrame({
                "phase": phase, "counting": rung, "month": found.months[found.now :],
                "opening": closing - coming + need, "scheduled": coming, "need": need, "closing": closing,
            }))  # fmt: skip
    names = ["phase", "counting", "month", "opening", "scheduled", "need", "closing"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=names)


def _gather(
    tables: Tables,
    histories: Histories,
    movements: pd.DataFrame,
    as_of: np.datetime64,
    assumptions: Assumptions,
    currency: str | None,
) -> dict[str, _Phase]:
    """Every phase that has not ended."""
    needs, income = find_needs(tables, as_of, assumptions, currency), _income(tables, histories, as_of, currency)
    is_cash = (movements["rung"] == terms.RECEIVED) & (movements["form"] == "cash") & (movements["day"] <= as_of)
    cash = movements[is_cash.to_numpy()].groupby("phase")["amount"].sum().rename(index=str)
    phases = tables["phases"]
    found = {}
    for phase in phases["phase"][~(days(phases["ends_on"], "last") < as_of).to_numpy()]:
        own = needs[(needs["phase"] == phase).to_numpy()].sort_values("month")
        months, need = own["month"].to_numpy(), own["need"].to_numpy(dtype=np.int64)
        now = int(np.searchsorted(months, as_of.astype(_MONTH).astype("datetime64[s]"), side="left"))
        basis = str(own["basis"].iloc[0]) if len(own) else UNKNOWN
        of_phase = income[(income["phase"] == phase).to_numpy()]
        found[str(phase)] = _Phase(
            months, need, basis, now, int(cash.get(phase, 0)), assumptions.balance.get(str(phase)), of_phase
        )
    return found


def _income(tables: Tables, histories: Histories, as_of: np.datetime64, currency: str | None) -> pd.DataFrame:
    """Every unpaid part of promised cash: phase, rung, month, when (ahead, overdue, undated), value, unconverted."""
    standing = newest_standing(histories, as_of)
    standing = standing[take(histories.steps, "form", standing["step"].to_numpy()) == "cash"]
    pieces = schedule_promises(standing, histories, tables["instalments"])
    pieces = pieces[(pieces["unpaid_amount"] > 0).to_numpy()]
    step = standing["step"].loc[pieces["promise"]].to_numpy()
    phase = pd.Series(take(histories.steps, "phase", step), dtype="str")
    into = reporting_currency(tables, phase) if currency is None else phase.where(phase == "", currency)
    value, is_known = histories.rates.convert(
        pieces["unpaid_amount"].to_numpy(), take(histories.steps, "currency", step), into.to_numpy(dtype=object),
        take(histories.steps, "day", step),
    )  # fmt: skip
    due = pieces["due_day"]
    return pd.DataFrame(
        {
            "phase": phase,
            "rung": take(histories.steps, "rung", step),
            "month": due.to_numpy().astype(_MONTH).astype("datetime64[s]"),
            "when": np.select([due.isna(), due <= as_of], ["undated", "overdue"], "ahead"),
            "value": value,
            "unconverted": ~is_known,
        }
    )
