"""Many who write at once, and some who die over it: nothing partial, nothing acknowledged lost, nothing in silence.

Small in the ordinary run; `TRACKER_KILLS=500 TRACKER_EDITS=1000 uv run pytest tests/soak/test_writers.py -n 1 -s` for
the whole, whose figures are printed.
"""

import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.databases import STORES, new_place
from tests.soak import office
from tracker.ledger import open_ledger

KILLS = int(os.environ.get("TRACKER_KILLS", "2"))
EDITS = int(os.environ.get("TRACKER_EDITS", "3"))
WRITERS = 8
CONTEXT = multiprocessing.get_context(
    "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
)


@pytest.fixture(scope="module", autouse=True)
def _preload() -> None:
    if CONTEXT.get_start_method() == "forkserver":
        CONTEXT.set_forkserver_preload(office.PRELOADED)


def run_all(function: Callable[..., None], url: str, tmp_path: Path, *arguments: object) -> list[list[float]]:
    """Run a function in eight processes at once; the figures each of them reported."""
    reports = [tmp_path / f"report{who}" for who in range(WRITERS)]
    processes = [
        CONTEXT.Process(target=function, args=(url, who, *arguments, str(report))) for who, report in enumerate(reports)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=3600)
        assert process.exitcode == 0
    return [[float(figure) for figure in report.read_text().split()] for report in reports]


@pytest.mark.parametrize("store", STORES)
def test_a_killed_writer_leaves_whole_changesets_and_loses_none_that_was_acknowledged(
    store: str, tmp_path: Path
) -> None:
    url, folder, acknowledged = new_place(store, tmp_path), tmp_path / "K", tmp_path / "acknowledged"
    office.start_office(url, folder)
    chance = random.Random(KILLS)
    told: dict[int, str] = {}
    for kill in range(KILLS):
        acknowledged.unlink(missing_ok=True)
        process = CONTEXT.Process(target=office.work, args=(url, str(folder), str(acknowledged), kill), daemon=True)
        process.start()
        # The last of them is left to record something, however slow the machine.
        least = len("ready\n") + (kill == KILLS - 1)
        deadline = time.monotonic() + 60
        while not (acknowledged.exists() and acknowledged.stat().st_size >= least) and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.6))
        process.kill()
        process.join(timeout=30)
        lines = acknowledged.read_text().splitlines()
        assert lines[:1] == ["ready"]
        told.update((int(number), digest) for number, digest in (line.split() for line in lines[1:]))
        with open_ledger(url) as ledger:
            kept = {changeset.number: changeset.digest for changeset in ledger.changesets()}
            assert told.items() <= kept.items()
    with open_ledger(url) as ledger:
        assert ledger.verify() == []
        headers = ledger.changesets()[2:]
        for header in headers[-200:]:
            assert header.message == f"rows {len(ledger.show(header.number))}"
    print(f"\n{store}: {KILLS} kills, {len(headers)} changesets whole, {len(told)} acknowledged, 0 lost")
    assert headers


@pytest.mark.parametrize("store", STORES)
def test_writers_at_the_same_time_lose_nothing_and_see_no_lock(store: str, tmp_path: Path) -> None:
    url = new_place(store, tmp_path)
    office.start_office(url, tmp_path / "K")
    began = time.monotonic()
    reports = run_all(office.edit_own, url, tmp_path, WRITERS, EDITS)
    took = time.monotonic() - began
    assert sum(recorded for recorded, _ in reports) == WRITERS * EDITS
    with open_ledger(url) as ledger:
        messages = Counter(changeset.message for changeset in ledger.changesets()[2:])
        assert messages == Counter(f"{who} {number}" for who in range(WRITERS) for number in range(EDITS))
        assert ledger.verify() == []
    longest = max(wait for _, wait in reports)
    print(f"\n{store}: {WRITERS} × {EDITS} edits in {took:.0f} s, none lost, longest wait {longest:.2f} s")


@pytest.mark.parametrize("store", STORES)
def test_of_racing_edits_every_one_is_applied_or_told(store: str, tmp_path: Path) -> None:
    url = new_place(store, tmp_path)
    office.start_office(url, tmp_path / "K")
    edits = max(EDITS // 5, 3)
    reports = run_all(office.race, url, tmp_path, edits)
    applied, told = (int(sum(figures)) for figures in zip(*reports, strict=True))
    assert applied + told == WRITERS * edits
    with open_ledger(url) as ledger:
        pledges = ledger.read()["pledges"]
        amount = int(pledges.loc[(pledges["pledge"] == "K-000").to_numpy(), "amount"].iloc[0])
    assert amount == 20_000_000 + applied
    print(f"\n{store}: of {WRITERS * edits} racing edits {applied} were applied, {told} told of, 0 lost in silence")
