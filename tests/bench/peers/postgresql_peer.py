"""PostgreSQL, with indexes, enumerations and statistics. It builds no movements. Conversion is in its exact `numeric`.

The server is the tests' own (`tests/databases.py`); a session may use 256 MB to sort and to hash, and may compile.
"""

from pathlib import Path
from typing import Any

import pandas as pd
import psycopg

from tests.bench import peers
from tests.bench.given import FEW, WORDS
from tests.bench.peers import sql
from tests.databases import server

_RATE = (
    "(SELECT per_usd FROM rates AS q WHERE q.currency = {currency} AND q.since <= x.day ORDER BY q.since DESC LIMIT 1)"
)
DIALECT = sql.Dialect(
    newest="SELECT DISTINCT ON (pledge) * FROM {steps} AS s WHERE day <= {day} ORDER BY pledge, day DESC",
    rated=f"""SELECT x.*, p.report, {_RATE.format(currency="x.currency")} AS own, {_RATE.format(currency="p.report")} AS into_
        FROM {{rows}} AS x JOIN phases AS p ON p.phase = x.phase OFFSET 0""",  # a fence, lest each use looks it up again
    convert="CASE WHEN {own} = {into} THEN {amount} ELSE half_even({amount}, {into}, {own}) END",
    quarter="(CAST(extract(year FROM DATE '1970-01-01' + {day}) - 1970 AS int) * 4 + CAST(extract(quarter FROM DATE '1970-01-01' + {day}) AS int) - 1)",
    whole="CAST({amount} AS bigint)",
    contains="strpos('; ' || components || '; ', '; ' || CAST(component AS text) || '; ') > 0",
    least="least",
    greatest="greatest",
    settled="ANALYZE paid",
)
HALF_EVEN = """CREATE FUNCTION half_even(a bigint, n bigint, d bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CAST(sign(a) * (div(abs(a)::numeric * n, d) + CASE
    WHEN 2 * mod(abs(a)::numeric * n, d) + mod(div(abs(a)::numeric * n, d), 2) > d THEN 1 ELSE 0 END) AS bigint) $$"""
INDEXES = (
    "CREATE INDEX ON steps (pledge, day DESC)", "CREATE INDEX ON cash (pledge)", "CREATE INDEX ON instalments (pledge)",
    "CREATE UNIQUE INDEX ON rates (currency, since DESC) INCLUDE (per_usd)", "CREATE UNIQUE INDEX ON phases (phase)",
    "CREATE INDEX ON steps_history (pledge, day DESC)",
)  # fmt: skip


class Peer:
    """Tables of a database, indexed by promise and day."""

    title = "PostgreSQL"
    answers = "abcde"

    def version(self) -> str:
        """Name and version."""
        return f"PostgreSQL {self.rows('SHOW server_version')[0][0]}"

    def load(self, folder: Path) -> None:
        """Every table by COPY, its indexes and statistics."""
        address = server().set(drivername="postgresql").render_as_string(hide_password=False)
        self._database = psycopg.connect(address, autocommit=True)
        for statement in ("SET work_mem = '256MB'", "SET jit = on", "SET client_min_messages = error", "DROP SCHEMA IF EXISTS bench CASCADE",
                          "CREATE SCHEMA bench", "SET search_path = bench", HALF_EVEN):  # fmt: skip
            self.run(statement)
        frames = {path.stem: pd.read_parquet(path) for path in (folder / "given").glob("*.parquet")}
        texts = set(WORDS)
        for frame in frames.values():
            texts |= {text for name in FEW if name in frame for text in frame[name].astype("category").cat.categories}
        few = ", ".join(f"'{text}'" for text in sorted(texts))
        self.run(f"CREATE TYPE few AS ENUM ({few})")
        for name, frame in frames.items():
            self._copy(name, frame)
        self.run("CREATE TABLE quarters AS SELECT generate_series(0, 999) AS number")
        for index in INDEXES:
            if index.split(" ON ")[1].split()[0] in frames:
                self.run(index)
        self.run("VACUUM ANALYZE")

    def _copy(self, name: str, frame: pd.DataFrame) -> None:
        kinds = {"int64": "bigint", "int32": "integer", "bool": "boolean"}
        types = [
            f"{column} {'few' if column in FEW else kinds.get(str(dtype), 'text')}"
            for column, dtype in frame.dtypes.items()
        ]
        self.run(f"CREATE TABLE {name} ({', '.join(types)})")
        with (
            self._database.cursor() as cursor,
            cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv, FORCE_NOT_NULL *)") as copy,
        ):
            for start in range(0, len(frame), 100_000):
                copy.write(frame.iloc[start : start + 100_000].to_csv(index=False, header=False))

    def ask(self, question: str, day: int) -> Any:
        """(b) uses what was prepared."""
        return sql.ask(self, DIALECT, question, day)

    def prepare(self) -> None:
        """Rates beside steps and values beside cash, indexed alike."""
        sql.keep(self, DIALECT)
        self.run("CREATE INDEX ON steps_kept (pledge, day DESC)")
        self.run("ANALYZE steps_kept")
        self.run("ANALYZE cash_kept")

    def told(self, question: str, answer: Any) -> peers.Answer:
        """Rows as they come."""
        return sql.told(question, answer)

    def run(self, statement: str) -> None:
        """Run a statement."""
        self._database.execute(statement)  # type: ignore[arg-type]

    def rows(self, query: str) -> list[peers.Row]:
        """All rows of a query."""
        return self._database.execute(query).fetchall()  # type: ignore[arg-type]
