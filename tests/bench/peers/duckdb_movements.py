"""DuckDB again, building movements first: differences of neighbouring states by window functions.

They have no kinds, names of rows or vague amounts, which the tracker's have. Later dates are asked of what was built.
"""

from typing import Any

from tests.bench.given import NEVER, NO_PLEDGE
from tests.bench.peers import duckdb_peer, sql
from tests.bench.peers.duckdb_peer import DIALECT
from tracker import terms

_BUILD = (
    f"CREATE OR REPLACE TABLE valued AS SELECT c.*, {DIALECT.value('amount')} AS value FROM ({DIALECT.rate('cash')}) AS c",
    # The count of steps so far names the step that holds at each event.
    f"""CREATE OR REPLACE TABLE states AS
    WITH numbered AS (
      SELECT *, row_number() OVER (PARTITION BY pledge ORDER BY day) AS nth FROM ({DIALECT.rate("steps")}) AS s
    ), events AS (
      SELECT pledge, day, 0 AS turn, 1 AS step, 0 AS payment FROM steps
      UNION ALL
      SELECT pledge, day, 1, 0, CASE WHEN kind = 'refund' THEN 0 ELSE amount END FROM cash WHERE pledge <> {NO_PLEDGE}
    ), lived AS (
      SELECT pledge, day, turn, greatest(sum(payment) OVER life, 0)::BIGINT AS paid, (sum(step) OVER life)::BIGINT AS nth,
        coalesce(lead(day) OVER (PARTITION BY pledge ORDER BY day, turn, payment), {NEVER}) AS until_day
      FROM events WINDOW life AS (PARTITION BY pledge ORDER BY day, turn, payment ROWS UNBOUNDED PRECEDING)
    ), stood AS (
      SELECT l.pledge, l.day, l.turn, l.until_day, l.paid, n.phase, n.component, n.form, n.amount, n.due, n.own, n.into_,
        CASE WHEN is_conditional THEN '{terms.PLEDGED}'::few ELSE status END AS rung,
        CASE WHEN status <> '{terms.WITHDRAWN}' AND amount > paid THEN amount - paid ELSE 0 END AS outstanding
      FROM lived AS l JOIN numbered AS n ON n.pledge = l.pledge AND n.nth = l.nth
    )
    SELECT *, {DIALECT.value("outstanding")} AS value FROM stood""",
    f"""CREATE OR REPLACE TABLE built AS
    WITH changes AS (
      SELECT day, phase, rung, form, component, value, lag(phase) OVER w AS phase_before, lag(rung) OVER w AS rung_before,
        lag(form) OVER w AS form_before, lag(component) OVER w AS component_before, lag(value) OVER w AS value_before
      FROM states WINDOW w AS (PARTITION BY pledge ORDER BY day, turn, paid)
    )
    SELECT * FROM (
      SELECT day, phase, rung, form, component, value FROM changes
      UNION ALL
      SELECT day, phase_before, rung_before, form_before, component_before, -value_before FROM changes WHERE value_before > 0
      UNION ALL SELECT day, phase, '{terms.RECEIVED}'::few, form, component, value FROM valued
    ) WHERE value <> 0""",
)


class Peer(duckdb_peer.Peer):
    """The same tables; states and movements are kept."""

    title = "DuckDB, building movements"
    answers = "ab"

    def ask(self, question: str, day: int) -> Any:
        """(a) builds, and both dates are asked of what was built."""
        if question == "a":
            for statement in _BUILD:
                self.run(statement)
        self.run(
            f"CREATE OR REPLACE TEMPORARY TABLE standing AS SELECT * FROM states WHERE day <= {day} AND {day} < until_day AND value > 0"
        )
        self.run(
            f"""CREATE OR REPLACE TEMPORARY TABLE arrived AS SELECT phase, component, form, {DIALECT.sum("value")} AS value
            FROM built WHERE day <= {day} AND rung = '{terms.RECEIVED}' GROUP BY phase, component, form"""
        )
        position = self.rows(
            f"SELECT phase, rung, form, {DIALECT.sum('value')} FROM built WHERE day <= {day} GROUP BY phase, rung, form"
        )
        return position, sql.read_gaps(self, DIALECT, position, day)

    def prepare(self) -> None:
        """Nothing: (a) has built it."""
