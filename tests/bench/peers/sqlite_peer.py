"""SQLite in memory, with indexes and a calendar. It builds no movements. Conversion is a registered function of Python's whole numbers."""

import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd

from tests.bench import peers
from tests.bench.peers import sql

_RATE = (
    "(SELECT per_usd FROM rates AS q WHERE q.currency = {currency} AND q.since <= x.day ORDER BY q.since DESC LIMIT 1)"
)
DIALECT = sql.Dialect(
    # Beside max() SQLite gives the other columns of that very row.
    newest="SELECT *, max(day) AS day FROM {steps} AS s WHERE day <= {day} GROUP BY pledge",
    rated=f"""SELECT x.*, p.report, {_RATE.format(currency="x.currency")} AS own, {_RATE.format(currency="p.report")} AS into_
        FROM {{rows}} AS x JOIN phases AS p ON p.phase = x.phase LIMIT -1""",  # a limit, lest each use looks it up again
    convert="CASE WHEN {own} = {into} THEN {amount} ELSE half_even({amount}, {into}, {own}) END",
    quarter="(SELECT quarter FROM calendar AS k WHERE k.day = movements.{day})",
    whole="{amount}",
    contains="instr('; ' || components || '; ', '; ' || component || '; ') > 0",
    least="min",
    greatest="max",
    settled="CREATE UNIQUE INDEX temp.paid_of ON paid (pledge, paid)",
)
INDEXES = (
    "CREATE INDEX steps_newest ON steps (pledge, day)",
    "CREATE INDEX cash_day ON cash (pledge, day)",
    "CREATE INDEX instalments_of ON instalments (pledge)",
    "CREATE UNIQUE INDEX rates_of ON rates (currency, since, per_usd)",
    "CREATE UNIQUE INDEX phases_of ON phases (phase, report)",
    "CREATE INDEX history_newest ON steps_history (pledge, day)",
)


class Peer:
    """Tables in memory, indexed by promise and day."""

    title = "SQLite"
    answers = "abcde"

    def version(self) -> str:
        """Name and version."""
        return f"SQLite {sqlite3.sqlite_version}"

    def load(self, folder: Path) -> None:
        """Every table, its indexes and statistics."""
        self._database = sqlite3.connect(":memory:", isolation_level=None)
        self._database.create_function("half_even", 3, half_even, deterministic=True)
        for path in (folder / "given").glob("*.parquet"):
            frame = pd.read_parquet(path)
            marks = ", ".join("?" * len(frame.columns))
            self.run(f"CREATE TABLE {path.stem} ({', '.join(frame.columns)})")
            self.run("BEGIN")
            columns = (frame[name].astype("object").tolist() for name in frame)
            self._database.executemany(f"INSERT INTO {path.stem} VALUES ({marks})", zip(*columns, strict=True))
            self.run("COMMIT")
        self.run("CREATE TABLE quarters (number)")
        self._database.executemany("INSERT INTO quarters VALUES (?)", ((number,) for number in range(1000)))
        self.run("CREATE TABLE calendar (day INTEGER PRIMARY KEY, quarter)")
        days = ((day, peers.quarter_of(day)) for day in range(30_000))
        self._database.executemany("INSERT INTO calendar VALUES (?, ?)", days)
        tables = {row[0] for row in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for index in INDEXES:
            if index.split(" ON ")[1].split()[0] in tables:
                self.run(index)
        self.run("ANALYZE")

    def ask(self, question: str, day: int) -> Any:
        """(b) uses what was prepared."""
        return sql.ask(self, DIALECT, question, day)

    def prepare(self) -> None:
        """Rates beside steps and values beside cash, indexed alike."""
        sql.keep(self, DIALECT)
        self.run("CREATE INDEX temp.kept_newest ON steps_kept (pledge, day)")

    def told(self, question: str, answer: Any) -> peers.Answer:
        """Rows as they come."""
        return sql.told(question, answer)

    def run(self, statement: str) -> None:
        """Run a statement."""
        self._database.execute(statement)

    def rows(self, query: str) -> list[peers.Row]:
        """All rows of a query."""
        return self._database.execute(query).fetchall()


def half_even(amount: int, into: int, own: int) -> int:
    """An amount at two rates, rounded half to even."""
    quotient, remainder = divmod(amount * into, own)
    return quotient + (2 * remainder + (quotient & 1) > own)
