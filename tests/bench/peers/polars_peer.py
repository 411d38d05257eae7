"""polars on all cores: as-of joins, group-bys, expressions. It builds no movements.

Conversion is exact as the project's: a float estimate, put right by its remainder in wrapping whole numbers, which is
exact below 2**50 hundredths.
"""

from pathlib import Path
from typing import Any

import polars as pl

from tests.bench import peers
from tests.bench.given import FEW, NEVER, NO_PLEDGE, WORDS
from tracker import terms

PLACE = ["phase", "rung", "form"]


class Peer:
    """Frames in memory, texts of few values as enumerations."""

    title = "polars"
    answers = "abcde"

    def version(self) -> str:
        """Name and version."""
        return f"polars {pl.__version__}, {pl.thread_pool_size()} threads"

    def load(self, folder: Path) -> None:
        """Every table as a frame; columns of few texts share one enumeration."""
        read = {path.stem: pl.read_parquet(path) for path in (folder / "given").glob("*.parquet")}
        texts = set(WORDS)
        for frame in read.values():
            texts |= {text for name in FEW if name in frame.columns for text in frame[name].cast(pl.String).unique()}
        few = pl.Enum(sorted(texts))
        self._given = {
            name: frame.with_columns(
                pl.col(column).cast(pl.String).cast(few) for column in FEW if column in frame.columns
            )
            for name, frame in read.items()
        }
        self._few = few
        rates = self._given["rates"].sort("since").set_sorted("since")
        self._own = rates.select(pl.col("currency"), "since", own="per_usd")
        self._into = rates.select("since", report="currency", into="per_usd")

    def ask(self, question: str, day: int) -> Any:
        """(b) uses what was prepared."""
        given = self._given
        match question:
            case "a":
                return self._look_cold(given["steps"], given["cash"], day)
            case "b":
                steps, cash = (rows.filter(pl.col("day") <= day) for rows in self._kept)
                return self._look(steps.unique("pledge", keep="last"), cash, day)
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
        self._kept = self.rate(self._given["steps"]), self.value(self._given["cash"])

    def told(self, question: str, answer: Any) -> peers.Answer:
        """Rows of the frames."""
        if question in peers.FLOWS:
            return {peers.FLOWS[question]: peers.put_amounts(answer.iter_rows())}
        position, gaps = answer
        return peers.put_position(position.iter_rows(), gaps)

    def rate(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows in order of days, with the two rates of their day: their own currency's and their phase's."""
        rows = rows.join(self._given["phases"], on="phase").sort("day")
        how: dict[str, Any] = {"left_on": "day", "right_on": "since", "coalesce": True, "check_sortedness": False}
        return rows.join_asof(self._own, by="currency", **how).join_asof(self._into, by="report", **how)

    def value(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with their amounts in their phase's currency."""
        return convert(self.rate(rows), pl.col("amount"))

    def _look_cold(self, steps: pl.DataFrame, cash: pl.DataFrame, day: int) -> Any:
        newest = steps.filter(pl.col("day") <= day).sort("day").unique("pledge", keep="last", maintain_order=True)
        return self._look(self.rate(newest), self.value(cash.filter(pl.col("day") <= day)), day)

    def _look(self, newest: pl.DataFrame, cash: pl.DataFrame, day: int) -> Any:
        cash = cash.with_columns(rung=self.one(terms.RECEIVED))
        pays = cash.filter((pl.col("kind") != "refund") & (pl.col("pledge") != NO_PLEDGE))
        paid = pays.group_by("pledge").agg(paid=pl.col("amount").sum().clip(0))
        standing = newest.filter(pl.col("status") != terms.WITHDRAWN).join(paid, on="pledge", how="left")
        standing = standing.with_columns(pl.col("paid").fill_null(0), rung=self.rung())
        standing = standing.filter(pl.col("amount") > pl.col("paid"))
        standing = convert(standing, pl.col("amount") - pl.col("paid"))
        names = [*PLACE, "component"]
        arrived = cash.group_by(names).agg(pl.col("value").sum())
        promised = standing.group_by(names).agg(pl.col("value").sum())
        position = pl.concat([arrived, promised]).group_by(PLACE).agg(pl.col("value").sum())
        return position, self.gaps(position, standing, arrived, day)

    def gaps(self, position: pl.DataFrame, standing: pl.DataFrame, arrived: pl.DataFrame, day: int) -> list[peers.Row]:
        """Counted and gap of every target, from the position, each promise that stands, and sums of cash."""
        requirement = pl.lit(terms.REQUIREMENT).alias("target")
        whole = position.filter(pl.col("form") == "cash").select("phase", requirement, "rung", "value")
        sums, required = self._thresholds(
            standing.filter(pl.col("form") == "cash"), arrived.filter(pl.col("form") == "cash"), day
        )
        budgets = self._given["budgets"].filter(pl.col("day") <= day)
        budgets = self.value(budgets.filter(pl.col("day") == pl.col("day").max().over("phase")))
        needed = budgets.group_by("phase").agg(pl.col("value").sum()).select("phase", requirement, "value")
        required = pl.concat([needed, required.select("phase", "target", "value")])
        return peers.find_gaps(required.iter_rows(), pl.concat([whole, sums]).iter_rows())

    def _thresholds(self, standing: pl.DataFrame, cash: pl.DataFrame, day: int) -> tuple[pl.DataFrame, pl.DataFrame]:
        """What counts towards each threshold, and what each needs."""
        stated = self._given["thresholds"].rename({"threshold": "target"}).filter(pl.col("day") <= day)
        stated = stated.sort("day").unique("target", keep="last", maintain_order=True)
        wanted = stated.select("phase", "target", "components", needed="due")
        earmarks = pl.concat([cash.select("component"), standing.select("component")]).unique()
        pairs = wanted.select("components").unique().join(earmarks, how="cross")
        own, few = (pl.format("; {}; ", pl.col(name).cast(pl.String)) for name in ("component", "components"))
        is_allowed = (
            (pl.col("components") == "")
            | (pl.col("component").cast(pl.String) == "")
            | few.str.contains(own, literal=True)
        )
        wanted = wanted.join(pairs.filter(is_allowed), on="components")
        arrived = wanted.join(cash, on=["phase", "component"])
        promised = wanted.join(standing, on=["phase", "component"])
        promised = self._late(promised)
        late = promised.filter(pl.col("late") > 0)
        promised = pl.concat(
            [promised.filter(pl.col("late") <= 0), convert(late, pl.col("amount") - pl.col("paid") - pl.col("late"))]
        )
        names = ["phase", "target", "rung", "value"]
        both = pl.concat([arrived.select(names), promised.select(names)])
        return both.group_by(names[:3]).agg(pl.col("value").sum()), self.value(stated)

    def _late(self, promised: pl.DataFrame) -> pl.DataFrame:
        """What of each outstanding promise is due after its threshold's day (instalments first, earliest paid first)."""
        dated = promised.select("pledge", "needed").filter(pl.col("needed") != NEVER).unique()
        plan = self._given["instalments"].rename({"amount": "piece", "due": "falls"}).join(dated, on="pledge")
        soon = pl.col("piece").filter(pl.col("falls") <= pl.col("needed")).sum()
        plan = plan.group_by("pledge", "needed").agg(planned=pl.col("piece").sum(), soon=soon)
        amount, due, needed = pl.col("amount"), pl.col("due"), pl.col("needed")
        promised = promised.join(plan, on=["pledge", "needed"], how="left").with_columns(
            pl.col("planned", "soon").fill_null(0)
        )
        rest = amount - pl.min_horizontal("planned", "amount")
        nothing = pl.lit(0, dtype=pl.Int64)
        in_time = pl.min_horizontal("soon", "amount") + pl.when(due <= needed).then(rest).otherwise(nothing)
        end = amount - pl.when(due == NEVER).then(rest).otherwise(nothing)
        late = (end - pl.max_horizontal(pl.col("paid"), in_time)).clip(0)
        return promised.with_columns(late=pl.when(needed == NEVER).then(nothing).otherwise(late))

    def one(self, text: str) -> pl.Expr:
        """The same text in every row."""
        return pl.lit(text, dtype=self._few)

    def rung(self) -> pl.Expr:
        """Where a step stands; a condition keeps it announced."""
        return pl.when("is_conditional").then(self.one(terms.PLEDGED)).otherwise(pl.col("status"))


def convert(rows: pl.DataFrame, amount: pl.Expr) -> pl.DataFrame:
    """Rows with `value`: an amount at the rates beside it, rounded half to even."""
    quotient = (amount.cast(pl.Float64) * pl.col("into") / pl.col("own")).round(0).cast(pl.Int64)
    rows = rows.with_columns(quotient=quotient)
    twice = 2 * (amount * pl.col("into") - pl.col("quotient") * pl.col("own"))
    odd = pl.col("quotient") & 1
    rows = rows.with_columns(up=(twice + odd) > pl.col("own"), down=(twice - odd) < -pl.col("own"))
    value = pl.col("quotient") + pl.col("up").cast(pl.Int64) - pl.col("down").cast(pl.Int64)
    return rows.with_columns(value=value).drop("quotient", "up", "down")


def _find_timeline(movements: pl.DataFrame, day: int) -> pl.DataFrame:
    quarter = pl.col("day").cast(pl.Date)
    quarter = (quarter.dt.year().cast(pl.Int32) - 1970) * 4 + quarter.dt.quarter() - 1
    sums = movements.lazy().filter(pl.col("day") <= day).group_by(*PLACE, quarter=quarter)
    sums = sums.agg(pl.col("amount").sum()).collect()
    first, last = int(sums["quarter"].min()), peers.quarter_of(day)  # type: ignore[arg-type]
    ends = pl.DataFrame(
        {"quarter": list(range(first, last + 1)), "period_end": [peers.end_of(q) for q in range(first, last + 1)]},
        schema_overrides={"quarter": pl.Int32},
    )
    every = sums.select(PLACE).unique().join(ends, how="cross")
    every = every.join(sums, on=[*PLACE, "quarter"], how="left").sort(*PLACE, "quarter")
    running = pl.col("amount").fill_null(0).cum_sum().over(PLACE)
    return every.select("phase", "period_end", "rung", "form", running)


def _find_bridge(movements: pl.DataFrame, start: int, end: int) -> pl.DataFrame:
    known = movements.lazy().filter(pl.col("day") <= end)
    names = ["phase", "kind", "rung", "form", "amount"]
    is_before = pl.col("day") <= start
    sums = known.group_by(*PLACE, "kind", before=is_before).agg(pl.col("amount").sum()).collect()
    place = sums.group_by(PLACE)
    opening = place.agg(pl.col("amount").filter(pl.col("before")).sum()).with_columns(kind=pl.lit(terms.OPENING))
    closing = place.agg(pl.col("amount").sum()).with_columns(kind=pl.lit(terms.CLOSING))
    between = sums.filter(~pl.col("before")).with_columns(pl.col("kind").cast(pl.String))
    return pl.concat([opening.select(names), between.select(names), closing.select(names)])


def _known(rows: pl.DataFrame, changeset: int) -> pl.DataFrame:
    return rows.filter((pl.col("from_changeset") <= changeset) & (pl.col("until_changeset") > changeset))
