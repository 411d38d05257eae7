"""PostgreSQL's own ways: serializable writers that wait for one another, triggers. It knows no rows."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import sqlalchemy as sa
from pyarrow import csv
from sqlalchemy.exc import DBAPIError

from tracker.ledger.addresses import show_address
from tracker.ledger.errors import LedgerError
from tracker.ledger.schema import CHANGESETS, HISTORY, IS_ASKED, META, REQUESTS

# In the schema it would load SQLAlchemy's PostgreSQL for every ledger in a file as well.
REQUESTS.dialect_kwargs["postgresql_where"] = IS_ASKED

_SETTINGS = {
    "connect_timeout": "10",
    "application_name": "funding-tracker",
    "keepalives_idle": "30",
    # Whatever the environment says; and texts of a database without an encoding come as texts.
    "client_encoding": "utf8",
    # A writer that is cut off must not keep others waiting for ever.
    "options": "-c lock_timeout=30s -c idle_in_transaction_session_timeout=10min -c synchronous_commit=on",
}
_PASSING = {"40001", "40P01"}
"""Serialization failure, deadlock."""
_FUNCTION = "refuse_to_rewrite"
_LOCK = int.from_bytes(b"FTrk")


class PostgreSQL:
    """A ledger in a PostgreSQL database, in the schema that the user's connections see first."""

    drivers: tuple[str, ...] = ("postgresql+psycopg",)
    remedies: tuple[tuple[str, str], ...] = (
        ("lock timeout", "others are writing; try again when they have finished"),
        ('relation "', "the ledger is damaged; restore a backup"),
        ("no schema has been selected", "make the schema that the connection's search_path names"),
        ("does not exist", "check the name, and make the database or the role with `createdb` or `createuser`"),
        ("resolve host", "check the server's name"),
        ("password", "check the user and the password"),
        ("permission denied", "ask for the right to read and write there"),
        ("must be owner", "ask the owner of its tables to do this"),
        ("read-only", "name the server that may be written to"),
        ("No space left", "free some space on the server's disk"),
        ("could not extend", "free some space on the server's disk"),
        ("closed", "the connection was lost; try again: what was recorded is not recorded twice"),
        ("terminat", "the connection was lost; try again: what was recorded is not recorded twice"),
        ("onnection", "check that the server is running and can be reached"),
    )

    def connect(self, address: sa.URL) -> sa.Engine:
        """An engine with the ledger's settings, not yet connected."""
        try:
            import psycopg  # noqa: F401
        except ImportError as error:
            remedy = "install it with `pip install 'funding-tracker[postgresql]'`"
            raise LedgerError(f"a ledger in PostgreSQL needs the package psycopg ({error}); {remedy}") from error
        if not address.database:
            where = show_address(address)
            remedy = "write it like postgresql+psycopg://user@host/database"
            raise LedgerError(f"{where} names no database; {remedy}")
        settings = dict(_SETTINGS)
        if "options" in address.query:
            settings["options"] += f" {address.query['options']}"
            address = address.difference_update_query(["options"])
        settings = {name: value for name, value in settings.items() if name not in address.query}
        return sa.create_engine(address, connect_args=settings, pool_pre_ping=True, pool_recycle=1800)

    def place(self, engine: sa.Engine) -> str:
        """The URL without its password."""
        return show_address(engine.url)

    def is_present(self, engine: sa.Engine) -> bool:
        """Whether the database holds a ledger; a server that cannot be reached is an error of its own."""
        with engine.connect() as connection:
            return bool(sa.inspect(connection).has_table(META.name))

    @contextmanager
    def queue(self, engine: sa.Engine) -> Iterator[None]:  # noqa: ARG002
        """The server keeps the queue (see `begin`)."""
        yield

    def begin(self, connection: sa.Connection, *, is_writing: bool, is_new: bool) -> None:
        """A writer waits for its turn before its snapshot is taken, so that it reads what the one before it wrote."""
        if not is_writing:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            return
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE")
        if is_new:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            _check_encoding(connection)
        else:
            connection.exec_driver_sql(f'LOCK TABLE "{CHANGESETS.name}" IN SHARE ROW EXCLUSIVE MODE')

    def is_passing(self, error: DBAPIError) -> bool:
        """Whether the transaction failed only because of others beside it."""
        return getattr(error.orig, "sqlstate", None) in _PASSING

    def guard(self, connection: sa.Connection) -> None:
        """Let triggers refuse what would rewrite the past."""
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'what %% recorded is never changed or deleted', TG_TABLE_NAME "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for table in (CHANGESETS, *HISTORY.values()):
            fixed = ", ".join(f'"{column.name}"' for column in table.c if column.name != "until_changeset")
            _refuse(connection, table, "fixed", f"BEFORE UPDATE OF {fixed}", "FOR EACH ROW")
            _refuse(connection, table, "kept", "BEFORE DELETE", "FOR EACH ROW")
            _refuse(connection, table, "whole", "BEFORE TRUNCATE", "FOR EACH STATEMENT")
        for table in HISTORY.values():
            is_wrong = "OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE)"
            _refuse(
                connection, table, "ended_once", "BEFORE UPDATE OF until_changeset", f"FOR EACH ROW WHEN ({is_wrong})"
            )

    def unguard(self, connection: sa.Connection) -> None:
        """Take the triggers away."""
        for table in (CHANGESETS, *HISTORY.values()):
            if sa.inspect(connection).has_table(table.name):
                for name in ("fixed", "kept", "whole", "ended_once"):
                    connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS "{table.name}_{name}" ON "{table.name}"')

    def copy_out(self, connection: sa.Connection, query: sa.Select[Any], texts: Collection[str]) -> pa.Table:
        """The rows of a query as COPY sends them, a quarter of the time that rows one by one take.

        The query's literals are numbers only; its columns named in `texts` are texts, the others whole numbers.
        """
        sql = str(query.compile(connection.engine, compile_kwargs={"literal_binds": True}))
        driver: Any = connection.connection.driver_connection
        try:
            with driver.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)") as copy:
                data = b"".join(copy)
        except Exception as error:
            raise _as_known(connection, sql, error) from error
        kinds = {name: pa.large_string() if name in texts else pa.int64() for name in query.selected_columns.keys()}  # noqa: SIM118
        if not data:
            return pa.table({name: pa.array([], kind) for name, kind in kinds.items()})
        return csv.read_csv(
            pa.py_buffer(data),
            # A row has to fit into a block.
            read_options=csv.ReadOptions(column_names=list(kinds), block_size=1 << 25),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=kinds, null_values=[""], strings_can_be_null=False, quoted_strings_can_be_null=False
            ),
        )

    def read_any_text(self, connection: sa.Connection) -> None:
        """Nothing to do: the server keeps no text that is not what its encoding says."""


def _as_known(connection: sa.Connection, sql: str, error: Exception) -> BaseException:
    """The driver's error as SQLAlchemy would have raised it, had the statement gone through it."""
    known: Any = connection.dialect.loaded_dbapi
    is_lost = isinstance(error, known.Error) and connection.dialect.is_disconnect(error, None, None)
    return DBAPIError.instance(
        sql, None, error, known.Error, connection_invalidated=is_lost, dialect=connection.dialect
    )


def _refuse(connection: sa.Connection, table: sa.Table, name: str, action: str, each: str) -> None:
    connection.exec_driver_sql(
        f'CREATE TRIGGER "{table.name}_{name}" {action} ON "{table.name}" {each} EXECUTE FUNCTION {_FUNCTION}()'
    )


def _check_encoding(connection: sa.Connection) -> None:
    """A database that cannot hold every text is a LedgerError."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        raise LedgerError(f"the database's encoding is {encoding}; make one with `createdb --encoding UTF8`")
