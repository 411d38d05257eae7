"""An import that is killed at any moment has written the whole file or nothing.

A few kills in the ordinary tests; `TRACKER_KILLS=100 uv run pytest tests/soak -s -n 0` for the whole, which prints its figures.
"""

import mmap
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from tracker import desk
from tracker.exchange.files import write_folder
from tracker.ledger import open_ledger

KILLS = int(os.environ.get("TRACKER_KILLS", "2"))
ROWS = 500
POLL = 0.0005
NOW = datetime(2026, 1, 1, tzinfo=UTC)
READING, WRITING, COMMITTING, RECORDED = range(4)
STAGES = ("reading", "writing", "committing", "recorded")
PROGRAM = """
import mmap, os, sys
import sqlalchemy as sa
from tracker import cli, desk
from tracker.exchange import csv_in, folder
from tracker.ledger import Ledger

with open(sys.argv[1], "r+b") as file:
    stage = mmap.mmap(file.fileno(), 1)

def begins(connection):
    if connection.get_execution_options().get("is_writing"):
        stage[0] = 1

def commits(connection):
    if connection.get_execution_options().get("is_writing"):
        stage[0] = 2

sa.event.listen(sa.Engine, "begin", begins)
sa.event.listen(sa.Engine, "commit", commits)
amend = Ledger.amend

def amended(self, *arguments, **named):
    changeset = amend(self, *arguments, **named)
    stage[0] = 3
    return changeset

Ledger.amend = amended
for line in iter(sys.stdin.readline, ""):
    url, path = line.rstrip("\\n").split("\\t")
    stage[0] = 0
    child = os.fork()
    if not child:
        out = os.open(os.devnull, os.O_WRONLY)
        os.dup2(out, 1), os.dup2(out, 2)
        sys.argv = ["tracker", "--ledger", url, "import", path]
        try:
            cli.main()
        except SystemExit as end:
            os._exit(int(end.code or 0))
        os._exit(0)
    print(child, flush=True)
    sys.stdin.readline()  # its number stays its own until then
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Imports, each in a process of its own that has the modules already and runs the command; they say how far they came."""


class Importer:
    """Starts imports one after the other, and ends them when it is told to."""

    def __init__(self, folder: Path) -> None:
        (folder / "stage").write_bytes(b"\0")
        with (folder / "stage").open("r+b") as file:
            self._stage = mmap.mmap(file.fileno(), 1)
        command = [sys.executable, "-c", PROGRAM, str(folder / "stage")]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    @property
    def stage(self) -> int:
        """How far the import has come."""
        return self._stage[0]

    def start(self, url: str, path: Path) -> int:
        """Begin an import; the number of its process."""
        self._say(f"{url}\t{path}")
        return int(self._line())

    def finish(self) -> int:
        """Wait for its end; how it ended."""
        self._say("")
        return int(self._line())

    def time(self, url: str, path: Path) -> list[float]:
        """Let an import end by itself: when each stage began, and the end, in seconds from the start."""
        began, seen = time.monotonic(), [0.0]
        child = self.start(url, path)
        while len(seen) <= RECORDED and Path(f"/proc/{child}/exe").exists():
            time.sleep(POLL)
            if self.stage >= len(seen):
                seen += [time.monotonic() - began] * (self.stage + 1 - len(seen))
        assert self.finish() == 0
        return [*seen, time.monotonic() - began]

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def kill(child: int, importer: Importer, at: int, after: float) -> None:
    """End an import some time after it has reached a stage."""
    deadline = time.monotonic() + 60
    while importer.stage < at:
        assert time.monotonic() < deadline
        time.sleep(POLL)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)


def report(lasts: list[float], seen: Counter[str]) -> None:
    """What the long run prints."""
    stages = ", ".join(f"{name} {1000 * last:.0f} ms" for name, last in zip(STAGES, lasts, strict=False))
    print(f"\none import: {stages}\n{seen.total():4d} kills")
    for words, times in sorted(seen.items()):
        print(f"{times:4d} {words}")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system whose processes fork")
def test_a_killed_import_has_written_all_or_nothing(tmp_path: Path) -> None:
    """The same import once more then succeeds, whatever the first has left: it writes the file, or has nothing to do."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    start = tmp_path / "start.db"
    desk.start_ledger(f"sqlite:///{start}", desk.data_folder(), author="a", now=NOW)
    tables = dict(open_ledger(f"sqlite:///{start}").read())
    more = pd.concat([tables["pledges"].iloc[[0]]] * ROWS, ignore_index=True)
    more["pledge"] = [f"K-{i}" for i in range(ROWS)]
    write_folder(tmp_path / "file", {**tables, "pledges": more})
    importer, chance = Importer(tmp_path), random.Random(1)
    for _ in ("cold", "warm"):
        shutil.copy(start, tmp_path / "office.db")
        begins = importer.time(url, tmp_path / "file")
    lasts = [max(later - sooner, 0.001) for sooner, later in pairwise(begins)]
    whole = len(tables["pledges"]) + ROWS
    seen: Counter[str] = Counter()
    try:
        for number in range(KILLS):
            for name in ("office.db", "office.db-journal"):
                (tmp_path / name).unlink(missing_ok=True)
            shutil.copy(start, tmp_path / "office.db")
            at = (READING, WRITING, WRITING, COMMITTING, COMMITTING, RECORDED)[number % 6]
            child = importer.start(url, tmp_path / "file")
            kill(child, importer, at, chance.uniform(0, lasts[at]))
            ended = importer.finish()
            reached = STAGES[importer.stage] if ended else "ended by itself"
            left_journal = (tmp_path / "office.db-journal").exists()
            found = open_ledger(url)
            count, changesets = len(found.read()["pledges"]), len(found.changesets())
            assert (count, changesets) in ((len(tables["pledges"]), 1), (whole, 2)), (reached, count, changesets)
            is_whole = changesets == 2
            assert is_whole or reached not in ("recorded", "ended by itself"), reached
            assert not (is_whole and reached in ("reading", "writing")), reached
            assert found.verify() == []
            seen[
                f"killed while {reached}, "
                + ("whole" if is_whole else "nothing")
                + (", a journal left" if left_journal else "")
            ] += 1
            if number % 10 and not left_journal:
                continue
            importer.start(url, tmp_path / "file")
            assert importer.finish() == 0
            assert (len(found.read()["pledges"]), len(found.changesets())) == (whole, 2)
            assert found.verify() == []
    finally:
        report(lasts, seen)
        importer.close()
