"""polars again, building movements first: differences of neighbouring states by window functions.

They have no kinds, names of rows or vague amounts, which the tracker's have. Later dates are asked of what was built.
"""

from typing import Any

import polars as pl

from tests.bench.given import NEVER, NO_PLEDGE
from tests.bench.peers import polars_peer
from tests.bench.peers.polars_peer import PLACE, convert
from tracker import terms

STEP = ["status", "is_conditional", "phase", "component", "form", "amount", "currency", "due", "own", "into"]


class Peer(polars_peer.Peer):
    """The same frames; states and movements are kept."""

    title = "polars, building movements"
    answers = "ab"

    def ask(self, question: str, day: int) -> Any:
        """(a) builds, and both dates are asked of what was built."""
        if question == "a":
            self._states, self._movements = self._build()
        is_holding = (pl.col("day") <= day) & (day < pl.col("until"))
        standing = self._states.filter(is_holding & (pl.col("value") > 0))
        moved = self._movements.filter(pl.col("day") <= day)
        money = moved.group_by(*PLACE, "component").agg(pl.col("value").sum())
        position = money.group_by(PLACE).agg(pl.col("value").sum())
        cash = money.filter(pl.col("rung") == terms.RECEIVED)
        return position, self.gaps(position, standing, cash, day)

    def prepare(self) -> None:
        """Nothing: (a) has built it."""

    def _build(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Every promise's state after each of its events, and what each event moved."""
        cash = self.value(self._given["cash"])
        paying = cash.filter(pl.col("pledge") != NO_PLEDGE)
        paid = pl.when(pl.col("kind") == "refund").then(0).otherwise(pl.col("amount"))
        steps = self.rate(self._given["steps"]).select(
            "pledge", "day", *STEP, order=pl.lit(0), payment=pl.lit(0, pl.Int64)
        )
        payments = paying.select("pledge", "day", order=pl.lit(1), payment=paid)
        events = pl.concat([steps, payments], how="diagonal").sort("pledge", "day", "order").with_row_index("at")
        # Neighbours in order of promises: windows over each promise would take three times as long.
        is_first = pl.col("pledge") != pl.col("pledge").shift(1, fill_value=NO_PLEDGE)
        running = pl.col("payment").cum_sum()
        states = events.with_columns(
            pl.col(STEP).forward_fill(),
            paid=(running - pl.when(is_first).then(running - pl.col("payment")).forward_fill()).clip(0),
            until=pl.when(pl.col("pledge") == pl.col("pledge").shift(-1))
            .then(pl.col("day").shift(-1))
            .otherwise(NEVER),
            is_begun=pl.when(pl.col("order") == 0).then(pl.col("at")).forward_fill()
            >= pl.when(is_first).then(pl.col("at")).forward_fill(),
        ).filter("is_begun")
        states = states.with_columns(rung=self.rung())
        stands = (pl.col("status") != terms.WITHDRAWN) & (pl.col("amount") > pl.col("paid"))
        states = convert(states, pl.when(stands).then(pl.col("amount") - pl.col("paid")).otherwise(0))
        place = [*PLACE, "component", "value"]
        is_next = pl.col("pledge") == pl.col("pledge").shift(1)
        earlier = states.select("day", pl.col(place).shift(1), is_next=is_next).filter("is_next")
        movements = pl.concat(
            [
                states.select("day", *place),
                earlier.select("day", *place).with_columns(value=-pl.col("value")),
                cash.with_columns(rung=self.one(terms.RECEIVED)).select("day", *place),
            ]
        )
        return states, movements.filter(pl.col("value") != 0)
