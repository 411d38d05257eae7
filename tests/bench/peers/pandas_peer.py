"""pandas, as an analyst writes it: merge, sort, groupby. It builds no movements.

Conversion rounds with the project's own exact `multiply_divide`, for pandas has none.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.bench import peers
from tests.bench.given import FEW, NEVER, NO_PLEDGE
from tracker import terms
from tracker.money import Ints, multiply_divide

PLACE = ["phase", "rung", "form"]


class Peer:
    """Frames with categories, in memory; once prepared, rates and values stand beside rows in order of days."""

    title = "pandas"
    answers = "abcde"

    def version(self) -> str:
        """Name and version."""
        return f"pandas {pd.__version__}"

    def load(self, folder: Path) -> None:
        """Every table as a frame; columns of few texts share their categories."""
        self._given = {path.stem: pd.read_parquet(path) for path in (folder / "given").glob("*.parquet")}
        alike = [("currency", "report"), ("status", "rung"), *([name] for name in FEW)]
        for names in alike:
            found = [(frame, name) for frame in self._given.values() for name in names if name in frame]
            texts = sorted({text for frame, name in found for text in frame[name].astype("category").cat.categories})
            for frame, name in found:
                if frame[name].dtype != pd.CategoricalDtype(texts):
                    frame[name] = frame[name].astype(pd.CategoricalDtype(texts))

    def ask(self, question: str, day: int) -> Any:
        """(b) uses what was prepared."""
        given = self._given
        match question:
            case "a":
                return self._look_cold(given["steps"], given["cash"], day)
            case "b":
                steps, cash = self._kept
                return self._look(
                    steps[steps["day"] <= day].drop_duplicates("pledge", keep="last"), cash[cash["day"] <= day], day
                )
            case "c":
                return _find_timeline(given["movements"], day)
            case "d":
                return _find_bridge(given["movements"], day - peers.YEAR, day)
            case "e" | "e0":
                known = 1 if question == "e" else 2
                steps, cash = (_known(given[f"{name}_history"], known) for name in ("steps", "cash"))
                return self._look_cold(steps, cash, day)
        raise ValueError(question)

    def prepare(self) -> None:
        """Rates beside steps and values beside cash, in order of days."""
        self._kept = self._rate(self._given["steps"]), self._value(self._given["cash"])

    def told(self, question: str, answer: Any) -> peers.Answer:
        """Rows of the frames."""
        if question in peers.FLOWS:
            return {peers.FLOWS[question]: peers.put_amounts(answer.itertuples(index=False))}
        position, gaps = answer
        return peers.put_position(position.itertuples(index=False), gaps)

    def _rate(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows in order of days, with the two rates of their day: their own currency's and their phase's."""
        rows = rows.merge(self._given["phases"], on="phase").sort_values("day", kind="stable")
        rates = self._given["rates"][["currency", "since", "per_usd"]].sort_values("since")
        for by, name in (("currency", "own"), ("report", "into")):
            side = rates.rename(columns={"currency": by, "per_usd": name})
            rows = pd.merge_asof(rows, side, left_on="day", right_on="since", by=by).drop(columns="since")
        return rows

    def _value(self, rows: pd.DataFrame) -> pd.DataFrame:
        rows = self._rate(rows)
        return rows.assign(value=_convert(rows, rows["amount"]))

    def _look_cold(self, steps: pd.DataFrame, cash: pd.DataFrame, day: int) -> Any:
        newest = steps[steps["day"] <= day].sort_values("day").drop_duplicates("pledge", keep="last")
        return self._look(self._rate(newest), self._value(cash[cash["day"] <= day]), day)

    def _look(self, newest: pd.DataFrame, cash: pd.DataFrame, day: int) -> Any:
        cash = cash.assign(rung=terms.RECEIVED)
        pays = cash[(cash["kind"] != "refund") & (cash["pledge"] != NO_PLEDGE)]
        paid = pays.groupby("pledge")["amount"].sum().clip(lower=0)
        standing = newest[newest["status"] != terms.WITHDRAWN]
        standing = standing.assign(paid=standing["pledge"].map(paid).fillna(0).astype("int64"))
        standing = standing[standing["amount"] > standing["paid"]]
        standing = standing.assign(
            value=_convert(standing, standing["amount"] - standing["paid"]),
            rung=standing["status"].mask(standing["is_conditional"], terms.PLEDGED).astype("str"),
        )
        money = pd.concat([rows[[*PLACE, "value"]] for rows in (standing, cash)])
        position = money.groupby(PLACE, as_index=False, observed=True)["value"].sum()
        whole = position[position["form"] == "cash"].assign(target=terms.REQUIREMENT)
        sums, required = self._thresholds(standing[standing["form"] == "cash"], cash[cash["form"] == "cash"], day)
        required = pd.concat([self._requirements(day), required])[["phase", "target", "value"]]
        sums = pd.concat([whole, sums])[["phase", "target", "rung", "value"]]
        return position, peers.find_gaps(required.itertuples(index=False), sums.itertuples(index=False))

    def _requirements(self, day: int) -> pd.DataFrame:
        budgets = self._given["budgets"]
        budgets = budgets[budgets["day"] <= day]
        newest = budgets.groupby("phase", observed=True)["day"].transform("max")
        lines = self._value(budgets[budgets["day"] == newest])
        return lines.groupby("phase", as_index=False, observed=True)["value"].sum().assign(target=terms.REQUIREMENT)

    def _thresholds(self, standing: pd.DataFrame, cash: pd.DataFrame, day: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """What counts towards each threshold, and what each needs."""
        thresholds = self._given["thresholds"].rename(columns={"threshold": "target"})
        thresholds = thresholds[thresholds["day"] <= day].sort_values("day").drop_duplicates("target", keep="last")
        wanted = thresholds[["phase", "target", "due", "components"]].rename(columns={"due": "needed"})
        cash = cash.groupby(["phase", "component", "rung"], as_index=False, observed=True)["value"].sum()
        arrived = _allowed(wanted.merge(cash, on="phase"))
        promised = _allowed(wanted.merge(standing, on="phase"))
        late = _late(promised, self._given["instalments"])
        left = promised["amount"] - promised["paid"]
        promised["value"] = np.where(late > 0, _convert(promised, left - late), promised["value"])
        by = ["phase", "target", "rung"]
        sums = pd.concat([arrived[[*by, "value"]], promised[[*by, "value"]]])
        return sums.groupby(by, as_index=False, observed=True)["value"].sum(), self._value(thresholds)


def _convert(rows: pd.DataFrame, amount: pd.Series) -> Ints:
    return multiply_divide(amount.to_numpy(), rows["into"].to_numpy(), rows["own"].to_numpy())


def _allowed(beside: pd.DataFrame) -> pd.DataFrame:
    """Money that may count: without an earmark, or with one that the threshold names."""
    pairs = beside[["components", "component"]].drop_duplicates()
    pairs = pairs[
        [not one or not few or one in few.split("; ") for few, one in pairs.itertuples(index=False, name=None)]
    ]
    return beside.merge(pairs, on=["components", "component"])


def _late(promised: pd.DataFrame, instalments: pd.DataFrame) -> Ints:
    """What of each outstanding promise is due after its threshold's day (instalments first, earliest paid first)."""
    plan = promised[["pledge", "needed"]].reset_index().merge(
        instalments.rename(columns={"amount": "piece", "due": "falls"}), on="pledge"
    )  # fmt: skip
    planned, soon = (
        rows.groupby("index")["piece"].sum().reindex(promised.index, fill_value=0).to_numpy()
        for rows in (plan, plan[plan["falls"] <= plan["needed"]])
    )
    amount, due, needed = (promised[name].to_numpy() for name in ("amount", "due", "needed"))
    rest = amount - np.minimum(planned, amount)
    in_time = np.minimum(soon, amount) + np.where(due <= needed, rest, 0)
    end = amount - np.where(due == NEVER, rest, 0)
    late = np.maximum(end - np.maximum(promised["paid"].to_numpy(), in_time), 0)
    return np.where(needed == NEVER, 0, late)


def _find_timeline(movements: pd.DataFrame, day: int) -> pd.DataFrame:
    known = movements[movements["day"] <= day]
    quarter = known["day"].to_numpy().astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) // 3
    wide = known.assign(quarter=quarter).pivot_table(
        index=PLACE, columns="quarter", values="amount", aggfunc="sum", fill_value=0, observed=True
    )
    wide = wide.reindex(columns=range(quarter.min(), peers.quarter_of(day) + 1), fill_value=0).cumsum(axis=1)
    long = wide.melt(ignore_index=False, value_name="amount").reset_index()
    long["period_end"] = long["quarter"].map({one: peers.end_of(one) for one in wide.columns})
    return long[["phase", "period_end", "rung", "form", "amount"]]


def _find_bridge(movements: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    names = ["phase", "kind", "rung", "form"]
    known = movements[movements["day"] <= end]
    before, between = known[known["day"] <= start], known[known["day"] > start]
    parts = [
        rows.groupby(PLACE, as_index=False, observed=True)["amount"].sum().assign(kind=kind)
        for kind, rows in ((terms.OPENING, before), (terms.CLOSING, known))
    ]
    parts.append(between.groupby(names, as_index=False, observed=True)["amount"].sum())
    return pd.concat(parts)[[*names, "amount"]]


def _known(rows: pd.DataFrame, changeset: int) -> pd.DataFrame:
    return rows[(rows["from_changeset"] <= changeset) & (rows["until_changeset"] > changeset)]
