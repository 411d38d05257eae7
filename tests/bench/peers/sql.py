"""The questions in SQL, for every database that is asked. It opens none.

What differs between products is a `Dialect`: how the newest step of each promise is found, how a rate is looked up, and
how money is converted. The rest is the same text.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from tests.bench import peers
from tests.bench.given import NEVER, NO_PLEDGE
from tracker import terms


@dataclass(frozen=True)
class Dialect:
    """`newest` holds {steps} and {day}; `rated` is a query over {rows} that adds own and into; `convert` holds
    {amount}, {into} and {own}; `quarter` holds {day}; `whole` makes sums 64-bit."""

    newest: str
    rated: str
    convert: str
    quarter: str
    whole: str
    contains: str
    least: str
    greatest: str
    settled: str = ""
    """What is done with `paid` once it is made: an index, or statistics."""

    def value(self, amount: str) -> str:
        """An amount in the phase's currency."""
        return self.convert.format(amount=amount, into="into_", own="own")

    def rate(self, rows: str) -> str:
        """Rows with the two rates of their day."""
        return self.rated.format(rows=rows)

    def sum(self, amount: str) -> str:
        """A sum that stays a whole number."""
        return self.whole.format(amount=f"sum({amount})")


class Connection(Protocol):
    """What is needed of a database: run a statement, and fetch the rows of a query."""

    def run(self, statement: str) -> None:
        """Run a statement."""
        ...

    def rows(self, query: str) -> list[peers.Row]:
        """All rows of a query."""
        ...


def keep(database: Connection, dialect: Dialect) -> None:
    """Rates beside steps, and values beside cash, for all dates."""
    database.run("DROP TABLE IF EXISTS steps_kept")
    database.run("DROP TABLE IF EXISTS cash_kept")
    database.run(f"CREATE TEMPORARY TABLE steps_kept AS {dialect.rate('steps')}")
    database.run(
        f"CREATE TEMPORARY TABLE cash_kept AS SELECT *, {dialect.value('amount')} AS value FROM ({dialect.rate('cash')}) AS c"
    )


def look(database: Connection, dialect: Dialect, day: int, *, is_kept: bool = False, known: int | None = None) -> Any:
    """Position and gaps on a day, from cold tables, from what was kept, or as known at a changeset."""
    steps, cash = "steps", "cash"
    if known is not None:
        is_known = f"from_changeset <= {known} AND until_changeset > {known}"
        steps, cash = (f"(SELECT * FROM {name}_history WHERE {is_known})" for name in (steps, cash))
    newest = dialect.newest.format(steps="steps_kept" if is_kept else steps, day=day)
    rated = newest if is_kept else dialect.rate(f"({newest})")
    arrived = f"SELECT * FROM cash_kept WHERE day <= {day}"
    if not is_kept:
        own = dialect.rate(f"(SELECT * FROM {cash} AS c WHERE day <= {day})")
        arrived = f"SELECT c.*, {dialect.value('amount')} AS value FROM ({own}) AS c"
    statements = (
        f"CREATE TEMPORARY TABLE paid AS SELECT pledge, {dialect.sum('amount')} AS paid FROM {cash} AS c "
        f"WHERE day <= {day} AND kind <> 'refund' AND pledge <> {NO_PLEDGE} GROUP BY pledge",
        f"""CREATE TEMPORARY TABLE standing AS
        SELECT s.*, {dialect.value("amount - paid")} AS value FROM (
          SELECT n.pledge, n.phase, n.component, n.form, n.amount, n.due, n.own, n.into_,
            CASE WHEN n.is_conditional THEN '{terms.PLEDGED}' ELSE n.status END AS rung,
            {dialect.greatest}(coalesce(p.paid, 0), 0) AS paid
          FROM ({rated}) AS n LEFT JOIN paid AS p ON p.pledge = n.pledge WHERE n.status <> '{terms.WITHDRAWN}'
        ) AS s WHERE amount > paid""",
        f"""CREATE TEMPORARY TABLE arrived AS
        SELECT phase, component, form, {dialect.sum("value")} AS value FROM ({arrived}) AS a GROUP BY phase, component, form""",
    )
    for name in ("paid", "standing", "arrived"):
        database.run(f"DROP TABLE IF EXISTS {name}")
    paid, *others = statements
    for statement in (paid, *filter(None, [dialect.settled]), *others):
        database.run(statement)
    position = database.rows(
        f"""SELECT phase, rung, form, {dialect.sum("value")} FROM (
          SELECT phase, rung, form, value FROM standing
          UNION ALL SELECT phase, '{terms.RECEIVED}', form, value FROM arrived
        ) AS m GROUP BY phase, rung, form"""
    )
    return position, read_gaps(database, dialect, position, day)


def read_gaps(database: Connection, dialect: Dialect, position: list[peers.Row], day: int) -> list[peers.Row]:
    """Gaps from the position and the tables `standing` (promises) and `arrived` (sums of cash)."""
    whole = [(phase, terms.REQUIREMENT, rung, value) for phase, rung, form, value in position if form == "cash"]
    needed = dialect.rate(
        f"""(SELECT b.* FROM budgets AS b JOIN (
          SELECT phase, max(day) AS day FROM budgets WHERE day <= {day} GROUP BY phase
        ) AS d ON d.phase = b.phase AND d.day = b.day)"""
    )
    stated = f"""(SELECT t.* FROM thresholds AS t JOIN (
          SELECT threshold, max(day) AS day FROM thresholds WHERE day <= {day} GROUP BY threshold
        ) AS d ON d.threshold = t.threshold AND d.day = t.day)"""
    required = database.rows(
        f"""SELECT phase, '{terms.REQUIREMENT}', {dialect.sum(dialect.value("amount"))} FROM ({needed}) AS n GROUP BY phase
        UNION ALL SELECT phase, threshold, {dialect.value("amount")} FROM ({dialect.rate(stated)}) AS t"""
    )
    return peers.find_gaps(required, [*whole, *database.rows(_towards(dialect, stated))])


def _towards(dialect: Dialect, stated: str) -> str:
    """What counts towards each threshold: late money (instalments first, earliest paid first) and other earmarks do not."""
    allowed = f"(components = '' OR component = '' OR {dialect.contains})"
    return f"""
    WITH stated AS {stated},
    planned AS (
      SELECT i.pledge, t.due AS needed, {dialect.sum("i.amount")} AS planned,
        {dialect.sum("CASE WHEN i.due <= t.due THEN i.amount ELSE 0 END")} AS soon
      FROM instalments AS i CROSS JOIN (SELECT DISTINCT due FROM stated WHERE due < {NEVER}) AS t GROUP BY i.pledge, t.due
    ),
    promised AS (
      SELECT t.phase, t.threshold, s.rung, s.amount, s.paid, s.due, s.own, s.into_, s.value, t.due AS needed,
        {dialect.least}(coalesce(soon, 0), s.amount) AS soon,
        s.amount - {dialect.least}(coalesce(planned, 0), s.amount) AS rest
      FROM stated AS t JOIN standing AS s ON s.phase = t.phase
      LEFT JOIN planned AS p ON p.pledge = s.pledge AND p.needed = t.due
      WHERE s.form = 'cash' AND {allowed}
    ),
    judged AS (
      SELECT p.*, CASE WHEN needed = {NEVER} THEN 0 ELSE {dialect.greatest}(
        amount - CASE WHEN due = {NEVER} THEN rest ELSE 0 END
        - {dialect.greatest}(paid, soon + CASE WHEN due <= needed THEN rest ELSE 0 END), 0) END AS late
      FROM promised AS p
    )
    SELECT phase, threshold, rung, {dialect.sum("value")} FROM (
      SELECT phase, threshold, rung, CASE WHEN late > 0 THEN {dialect.value("amount - paid - late")} ELSE value END AS value
      FROM judged AS j
      UNION ALL
      SELECT t.phase, threshold, '{terms.RECEIVED}', value
      FROM stated AS t JOIN arrived AS a ON a.phase = t.phase WHERE form = 'cash' AND {allowed}
    ) AS m GROUP BY phase, threshold, rung"""


def find_timeline(database: Connection, dialect: Dialect, day: int) -> list[peers.Row]:
    """Running sums for every quarter, group by group."""
    quarter = dialect.quarter.format(day="day")
    rows = database.rows(
        f"""WITH sums AS (
          SELECT phase, rung, form, {quarter} AS quarter, {dialect.sum("amount")} AS amount
          FROM movements WHERE day <= {day} GROUP BY phase, rung, form, {quarter}
        ), every AS (
          SELECT phase, rung, form, quarter FROM (SELECT DISTINCT phase, rung, form FROM sums) AS g
          CROSS JOIN (SELECT number AS quarter FROM quarters
            WHERE number BETWEEN (SELECT min(quarter) FROM sums) AND {peers.quarter_of(day)}) AS q
        )
        SELECT e.phase, e.quarter, e.rung, e.form,
          {dialect.whole.format(amount="sum(coalesce(s.amount, 0)) OVER (PARTITION BY e.phase, e.rung, e.form ORDER BY e.quarter)")}
        FROM every AS e LEFT JOIN sums AS s
          ON s.phase = e.phase AND s.rung = e.rung AND s.form = e.form AND s.quarter = e.quarter"""
    )
    ends = {quarter: peers.end_of(quarter) for quarter in {row[1] for row in rows}}
    return [(phase, ends[quarter], rung, form, amount) for phase, quarter, rung, form, amount in rows]


def find_bridge(database: Connection, dialect: Dialect, start: int, end: int) -> list[peers.Row]:
    """Opening, what moved by kind, and closing."""
    return database.rows(
        f"""WITH sums AS (
          SELECT phase, kind, rung, form, day <= {start} AS is_before, {dialect.sum("amount")} AS amount
          FROM movements WHERE day <= {end} GROUP BY phase, kind, rung, form, day <= {start}
        )
        SELECT phase, '{terms.OPENING}', rung, form, {dialect.sum("amount")} FROM sums WHERE is_before GROUP BY phase, rung, form
        UNION ALL SELECT phase, {"CAST(kind AS varchar(20))"}, rung, form, amount FROM sums WHERE NOT is_before
        UNION ALL SELECT phase, '{terms.CLOSING}', rung, form, {dialect.sum("amount")} FROM sums GROUP BY phase, rung, form"""
    )


def ask(database: Connection, dialect: Dialect, question: str, day: int) -> Any:
    """One of the questions. (b) is asked of what was kept: `keep` belongs to the time of none."""
    match question:
        case "a":
            return look(database, dialect, day)
        case "b":
            return look(database, dialect, day, is_kept=True)
        case "c":
            return find_timeline(database, dialect, day)
        case "d":
            return find_bridge(database, dialect, day - peers.YEAR, day)
        case "e" | "e0":
            return look(database, dialect, day, known=1 if question == "e" else 2)
    raise ValueError(question)


def told(question: str, answer: Any) -> peers.Answer:
    """The rows as an answer."""
    if question in peers.FLOWS:
        return {peers.FLOWS[question]: peers.put_amounts(answer)}
    return peers.put_position(*answer)
