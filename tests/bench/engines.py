"""The model in this process beside engines that read the same tables: `uv run python -m tests.bench.engines`.

`TRACKER_MOVEMENTS` are the sizes (100000,1000000), `TRACKER_PATHS` who is asked (model,duckdb,postgresql; spark where
PySpark is installed). Everyone answers position and gaps of every phase as of one date, from tables that were not read
before, in a fresh process, in turn; time begins when it has imported what it uses. The answers must be the same. Memory is
the largest resident set of that process, and for PostgreSQL of the server's that worked for it beside it.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from tests.bench.ledgers import make_tables
from tests.databases import new_place
from tracker.exchange.parquet import Manifest, read_tables, write_tables
from tracker.ledger import Changes, create_ledger, open_ledger
from tracker.ledger.lending import lend_tables
from tracker.model.gaps import find_gaps
from tracker.model.histories import find_histories
from tracker.model.movements import find_movements
from tracker.model.position import find_position
from tracker.tables import TABLES

ON = date(2020, 12, 31)
SIZES = [int(size) for size in os.environ.get("TRACKER_MOVEMENTS", "100000,1000000").split(",")]
PATHS = os.environ.get("TRACKER_PATHS", "model,duckdb,postgresql").split(",")


def answer(path: str, place: str) -> dict[str, object]:
    """Ask one path, and tell what it cost."""
    server = 0
    with ExitStack() as stack:
        if path != "model":
            from tracker.engines import figures, places
        began, used = time.perf_counter(), time.process_time()
        if path == "model":
            tables = read_tables(Path(place))[1]
            histories = find_histories(tables)
            moved = find_movements(tables, None, histories)
            at = np.datetime64(ON, "s")
            found = [find_position(moved, at), find_gaps(tables, histories, moved, at)]
        else:
            if path == "postgresql":
                ledger = stack.enter_context(open_ledger(place))
                connection, queries = stack.enter_context(lend_tables(ledger, 1))
                asked = places.open_postgresql(connection, queries)
            else:
                folders = {name: Path(place) / name for name in TABLES}
                asked = places.open_spark(folders) if path == "spark" else places.open_duckdb(folders)
            found = [figures.ask_position(asked, ON), figures.ask_gaps(asked, ON)]
            if path == "postgresql":
                pid = connection.execute("SELECT pg_backend_pid()").fetchone()[0]
                server = _peak(str(pid))
        seconds, processor = time.perf_counter() - began, time.process_time() - used
    digest = hashlib.sha256(b"".join(pd.util.hash_pandas_object(_plain(one)).to_numpy().tobytes() for one in found))
    memory = _peak("self")
    return {"seconds": round(seconds, 1), "processor": round(processor, 1), "memory": memory, "server": server,
            "digest": digest.hexdigest()[:12]}  # fmt: skip


def _peak(process: str) -> int:
    """The largest resident set of a process, in MB (not what its parent held when it started it, as `getrusage` has)."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(unconverted=frame["unconverted"].map(str))


def main() -> None:
    """Make ledgers, ask everyone, and print what each cost."""
    names = ("pandas", "pyarrow", "ibis-framework", "duckdb", "psycopg")
    print(", ".join(f"{name} {version(name)}" for name in names))
    print("| movements | asked | seconds | processor | memory, MB | server, MB |\n|---:|---|---:|---:|---:|---:|")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            tables = make_tables(size)
            exact = len(find_movements(tables))
            write_tables(Path(folder) / "tables", tables, Manifest("bench", 1, "", "internal", {}))
            places = dict.fromkeys(PATHS, f"{folder}/tables")
            if "postgresql" in PATHS:
                places["postgresql"] = new_place("postgresql", Path(folder))
                with create_ledger(places["postgresql"]) as ledger:
                    now = datetime.now(UTC)
                    ledger.commit(Changes(added=dict(tables)), author="Ada", message="All", now=now)
                    with ledger._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                        connection.exec_driver_sql("ANALYZE")
            del tables
            digests = set()
            for path in PATHS:
                command = [sys.executable, "-m", "tests.bench.engines", path, places[path]]
                told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
                cost = json.loads(told.splitlines()[-1])
                digests.add(cost["digest"])
                row = (cost["seconds"], cost["processor"], cost["memory"], cost["server"] or "")
                print(f"| {exact:,} | {path} | " + " | ".join(str(cell) for cell in row) + " |", flush=True)
            assert len(digests) == 1, digests


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(answer(*sys.argv[1:])))
    else:
        main()
