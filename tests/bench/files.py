"""The files of one size, of which all are asked: checked tables, what the peers are given, and a ledger. It asks nothing."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from tests.bench import asked
from tests.bench.given import make_given, make_history, make_movements, write_given
from tests.bench.ledgers import make_tables
from tracker.ledger import Changes, create_ledger
from tracker.tables import Tables

EVERY = 50
"""One step of so many is changed by the ledger's second changeset."""
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def make_files(folder: Path, movements: int, *, with_ledger: bool) -> int:
    """Make all of them in a folder; how many movements there are."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = make_tables(movements)
    pd.to_pickle(tables, folder / "tables.pickle")
    given = make_given(tables)
    made = make_movements(asked.follow(tables).movements)
    write_given({**given, "movements": made}, folder / "given")
    if with_ledger:
        changed = _write_ledger(folder / asked.LEDGER, tables)
        write_given(make_history(tables, changed), folder / "given")
    return len(made)


def _write_ledger(path: Path, tables: Tables) -> pd.DataFrame:
    """A ledger that holds the tables as its first changeset; what its second changes."""
    path.unlink(missing_ok=True)
    with closing(create_ledger(f"sqlite:///{path}")) as ledger:
        ledger.commit(Changes(added=tables), author="bench", message="all", now=NOW)
        changed = ledger.read()["pledges"].iloc[::EVERY].copy()
        assert np.array_equal(changed.index, tables["pledges"].index[::EVERY])
        changed["amount"] += 100
        ledger.commit(Changes(changed={"pledges": changed}), author="bench", message="some", now=NOW)
    return changed
