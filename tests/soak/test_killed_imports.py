"""An import that is killed at any moment has written the whole file or nothing.

A few kills in the ordinary tests; `TRACKER_KILLS=100 uv run pytest tests/soak` for the whole.
"""

import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from tracker import desk
from tracker.exchange.files import write_folder
from tracker.ledger import open_ledger

KILLS = int(os.environ.get("TRACKER_KILLS", "4"))
ROWS = 3000
NOW = datetime(2026, 1, 1, tzinfo=UTC)
IMPORT = "import sys; from tracker.cli import main; sys.argv = ['tracker', *sys.argv[1:]]; main()"


def test_a_killed_import_has_written_all_or_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    ledger, _ = desk.start_ledger(url, desk.data_folder(), author="a", now=NOW)
    tables = dict(ledger.read())
    one = tables["pledges"].iloc[[0]]
    chance = random.Random(1)
    took = None
    for number in range(KILLS):
        more = pd.concat([one] * ROWS, ignore_index=True)
        more["pledge"] = [f"K{number}-{i}" for i in range(ROWS)]
        folder = tmp_path / f"file{number}"
        write_folder(folder, {**tables, "pledges": more})
        before = len(ledger.read()["pledges"])
        command = [sys.executable, "-c", IMPORT, "--ledger", url, "import", str(folder)]
        began = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if took is None:
            assert process.wait(timeout=120) == 0
            took = time.monotonic() - began
        else:
            time.sleep(chance.uniform(0.3, 1.05) * took)
            process.kill()
            process.wait(timeout=30)
        found = open_ledger(url)
        after = len(found.read()["pledges"])
        assert after - before in (0, ROWS)
        assert len(found.changesets()) == 1 + (after - len(tables["pledges"])) // ROWS
    assert open_ledger(url).verify() == []
