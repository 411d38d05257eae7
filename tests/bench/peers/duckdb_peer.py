"""DuckDB in memory, on all cores: as-of joins and SQL. It builds no movements. Conversion is in 128-bit whole numbers."""

from pathlib import Path
from typing import Any

import duckdb

from tests.bench import peers
from tests.bench.given import FEW, WORDS
from tests.bench.peers import sql

DIALECT = sql.Dialect(
    newest="SELECT * FROM {steps} AS s WHERE day <= {day} QUALIFY row_number() OVER (PARTITION BY pledge ORDER BY day DESC) = 1",
    rated="""SELECT r.*, o.per_usd AS own, i.per_usd AS into_ FROM (SELECT x.*, p.report FROM {rows} AS x JOIN phases AS p ON p.phase = x.phase) AS r
        ASOF JOIN rates AS o ON o.currency = r.currency AND o.since <= r.day
        ASOF JOIN rates AS i ON i.currency = r.report AND i.since <= r.day""",
    convert="half_even({amount}, {into}, {own})",
    quarter="((year(DATE '1970-01-01' + {day}) - 1970) * 4 + quarter(DATE '1970-01-01' + {day}) - 1)",
    whole="CAST({amount} AS BIGINT)",
    contains="contains('; ' || components || '; ', '; ' || component || '; ')",
    least="least",
    greatest="greatest",
)
HALF_EVEN = """CREATE OR REPLACE MACRO half_even(a, n, d) AS CAST(sign(a) * (
  (abs(a)::HUGEINT * n) // d
  + CASE WHEN 2 * ((abs(a)::HUGEINT * n) % d) + (((abs(a)::HUGEINT * n) // d) % 2) > d THEN 1 ELSE 0 END) AS BIGINT)"""


class Peer:
    """Tables in memory; texts of few values as enumerations."""

    title = "DuckDB"
    answers = "abcde"

    def version(self) -> str:
        """Name and version."""
        threads = self.rows("SELECT current_setting('threads')")[0][0]
        return f"DuckDB {duckdb.__version__}, {threads} threads"

    def load(self, folder: Path) -> None:
        """Every table, and what (b) is asked of."""
        self._database = duckdb.connect(":memory:")
        files = {path.stem: path for path in sorted((folder / "given").glob("*.parquet"))}
        has = {name: [row[0] for row in self.rows(f"DESCRIBE SELECT * FROM '{path}'")] for name, path in files.items()}
        every = " UNION ".join(
            f"SELECT DISTINCT {column}::VARCHAR AS t FROM '{files[name]}'"
            for name in has
            for column in has[name]
            if column in FEW
        )
        words = ", ".join(f"('{word}')" for word in WORDS)
        self.run(f"CREATE TYPE few AS ENUM (SELECT t FROM ({every} UNION SELECT * FROM (VALUES {words})) ORDER BY t)")
        for name, path in files.items():
            columns = ", ".join(f"{one}::few AS {one}" if one in FEW else one for one in has[name])
            self.run(f"CREATE TABLE {name} AS SELECT {columns} FROM '{path}'")
        self.run("CREATE TABLE quarters AS SELECT range AS number FROM range(0, 1000)")
        self.run(HALF_EVEN)

    def ask(self, question: str, day: int) -> Any:
        """(b) uses what was prepared."""
        return sql.ask(self, DIALECT, question, day)

    def prepare(self) -> None:
        """Rates beside steps and values beside cash."""
        sql.keep(self, DIALECT)

    def told(self, question: str, answer: Any) -> peers.Answer:
        """Rows as they come."""
        return sql.told(question, answer)

    def run(self, statement: str) -> None:
        """Run a statement."""
        self._database.execute(statement)

    def rows(self, query: str) -> list[peers.Row]:
        """All rows of a query."""
        return self._database.execute(query).fetchall()
