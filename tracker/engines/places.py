"""Where tables live that are not this program's: Parquet files, or a database. It asks nothing of them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
from ibis.expr import types as ir

from tracker.engines.question import Question, in_one
from tracker.problems import RefusedError
from tracker.tables import TABLES, Table

ENGINES = {"duckdb": "DuckDB", "postgresql": "PostgreSQL", "spark": "Spark"}
_TYPES = {"str": "string", "bool": "boolean", "int64": "int64", "Int64": "int64"}
_ITS_ERRORS = ("duckdb", "_duckdb", "psycopg", "pyspark", "py4j", "ibis")
"""The packages whose exceptions are an engine's answer."""


@dataclass(frozen=True)
class Place:
    """An engine with the ledger's tables as it sees them, each with its row numbers in `row`."""

    engine: str
    backend: Any
    tables: Mapping[str, ir.Table]
    run: Callable[[Any, Mapping[str, str], str, pa.Schema], pa.Table]
    """How the engine's own client runs the stages of a question."""

    def ask(self) -> Question:
        """A question of these tables, yet to be put."""
        return Question(self.backend, self.tables)

    def fetch(self, asked: ir.Table, question: Question | None = None) -> pd.DataFrame:
        """The rows of a question, texts as str and counts as int64 (Int64 where they may be unknown).

        What goes beyond int64 is an OverflowError; whatever else the engine cannot do is a RefusedError.
        """
        with _explained(self.engine):
            stages, text = (question or self.ask()).parts(asked)
            found = self.run(self.backend, stages, text, asked.schema().to_pyarrow())
        return pd.DataFrame({name: _as_values(found[name]) for name in found.column_names})

    def read(self, name: str) -> pd.DataFrame:
        """One of the smaller tables whole, in the order of its rows."""
        return self.fetch(self.tables[name].order_by("row")).drop(columns="row")


def open_duckdb(folders: Mapping[str, Path]) -> Place:
    """DuckDB, in this process, over a folder of Parquet files for each table."""
    with _explained("duckdb"):
        backend = ibis.duckdb.connect()
        found = {name: backend.read_parquet(str(folder / "**" / "*.parquet")) for name, folder in folders.items()}
    return Place("duckdb", backend, _declared(found), _run_duckdb)


def open_spark(folders: Mapping[str, Path]) -> Place:
    """Spark, in the session that there is or that its own settings name, over the same folders."""
    from pyspark.sql import SparkSession

    with _explained("spark"):
        session = SparkSession.builder.appName("funding-tracker").getOrCreate()
        session.conf.set("spark.sql.ansi.enabled", "true")  # what does not fit is an error, and not a null
        backend = ibis.pyspark.connect(session)
        found = {name: backend.read_parquet(str(folder)) for name, folder in folders.items()}
    return Place("spark", backend, _declared(found), _run_spark)


def open_postgresql(connection: Any, queries: Mapping[str, str]) -> Place:
    """PostgreSQL, by an open connection of psycopg's and the query that gives each table."""
    with _explained("postgresql"):
        backend = ibis.postgres.from_connection(connection)
        found = {
            name: backend.sql(query, schema=_schema(TABLES[name]), dialect="postgres")
            for name, query in queries.items()
        }
    return Place("postgresql", backend, found, _run_postgresql)


def _run_duckdb(backend: Any, stages: Mapping[str, str], text: str, _: pa.Schema) -> pa.Table:
    return backend.con.sql(in_one(stages, text)).to_arrow_table()


def _run_postgresql(backend: Any, stages: Mapping[str, str], text: str, schema: pa.Schema) -> pa.Table:
    with backend.con.cursor() as cursor:
        rows = cursor.execute(in_one(stages, text)).fetchall()
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pa.table([pa.array(values, of.type) for values, of in zip(columns, schema, strict=True)], schema=schema)


def _run_spark(backend: Any, stages: Mapping[str, str], text: str, _: pa.Schema) -> pa.Table:
    """Spark would write the stages out wherever they are named, and work on the question longer than on the answer."""
    session = backend._session
    try:
        for name, stage in stages.items():
            session.sql(stage).localCheckpoint().createOrReplaceTempView(name)
        return session.sql(text).toArrow()
    finally:
        for name in stages:
            session.catalog.dropTempView(name)


def _schema(table: Table) -> dict[str, str]:
    return {"row": "int64"} | {column.name: _TYPES[column.dtype] for column in table.columns}


def _declared(found: Mapping[str, ir.Table]) -> dict[str, ir.Table]:
    """The columns that the tables declare, without those that folders add; and the accounts of partners' cash."""
    return {
        name: table.select([*_schema(TABLES[name]), *(["account"] if "account" in table.columns else [])])
        for name, table in found.items()
    }


def _as_values(column: pa.ChunkedArray) -> Any:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return pd.array(column, dtype="str")
    if pa.types.is_boolean(column.type):
        return column.to_numpy()
    if not pa.types.is_integer(column.type):
        raise TypeError(f"an engine gave {column.type} where text, a flag or a count was asked")
    if column.null_count:
        return pd.array(column.to_pylist(), dtype="Int64")
    return column.to_numpy().astype("int64")


@contextmanager
def _explained(engine: str) -> Iterator[None]:
    """Turn what an engine says into errors of this program's."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in _ITS_ERRORS:
            raise
        said = " ".join(str(error).split())
        if any(word in said.casefold() for word in ("out of range", "overflow", "failed to cast")):
            raise OverflowError(said[:300]) from error
        raise RefusedError(
            f"{ENGINES[engine]} could not answer ({said[:300]}); check that the place is whole"
        ) from error
