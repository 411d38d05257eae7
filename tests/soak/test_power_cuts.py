"""A power cut at any moment corrupts no ledger and takes back nothing that was acknowledged.

The real code records on a VFS that writes down what SQLite does; from that, `power.py` makes what a cut could leave on
the disk, and each of these states is opened by the ordinary way and examined. A few states in the ordinary tests; the
whole, with its figures: `TRACKER_POWER_CUTS=2000 uv run pytest tests/soak/test_power_cuts.py -rP`.
"""

import os
import random
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pandas as pd
import pytest
import sqlalchemy as sa

from tests.soak.apsw_driver import Driver
from tests.soak.power import AGAIN, KINDS, Disk, Event, Name, Recorder, State, Told, Write, count, crash
from tracker import desk
from tracker.exchange.files import read_file, write_folder
from tracker.ledger import Changeset, Ledger, LedgerError, create_ledger, open_ledger
from tracker.ledger import engine as engines
from tracker.ledger import sqlite as product

CUTS = int(os.environ.get("TRACKER_POWER_CUTS", "20"))
SEED = int(os.environ.get("TRACKER_POWER_SEED", "1"))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
NAME = "office.db"
ROWS = 120
CACHES = {"smaller than SQLite's cache": None, "larger than SQLite's cache": 4}
"""How many pages SQLite may hold in memory, None for as many as it likes. With few of them it writes to the database in
the middle of a changeset, as it does in an import of many thousand rows."""
CREATED = (0, "")
"""What was told when the ledger had been made, and held no changeset yet."""


class Fault(NamedTuple):
    kind: str
    words: str


@dataclass
class Recording:
    """What was done to the disk, and how the files were in the end."""

    log: list[Event]
    files: dict[str, bytes]

    @property
    def told(self) -> list[tuple[int, str]]:
        return [event.what for event in self.log if isinstance(event, Told)]

    def last(self, kind: str) -> State:
        """What is left of a power cut at the end."""
        disk = Disk()
        for event in self.log:
            disk.do(event)
        return disk.cut(kind, random.Random(SEED))

    @property
    def spills(self) -> int:
        """How many journals grew on after the database had been written to."""
        database, *_ = (event.file for event in self.log if isinstance(event, Name))
        is_written, grown = False, set()
        for event in self.log:
            if isinstance(event, Name):
                is_written = False
            elif isinstance(event, Write) and event.file == database:
                is_written = True
            elif isinstance(event, Write) and is_written:
                grown.add(event.file)
        return len(grown)


def work(folder: Path) -> None:
    """A few days of an office: a start, edits, imports of files, a grant, an undo."""
    url = f"sqlite:///{folder / NAME}"
    ledger, _ = desk.start_ledger(url, desk.data_folder(), author="Ada", now=NOW)
    _edit(ledger, "a telephone call")
    _import(ledger, folder / "first", ROWS)
    ledger.grant("https://office.example", "ada", "editor", author="Ada", now=NOW)
    edit = _edit(ledger, "an error")
    desk.undo(ledger, edit.number, author="Bo", message="undo", now=NOW)
    open_ledger(url).grant("https://office.example", "ada", None, author="Ada", now=NOW)
    _import(open_ledger(url), folder / "second", ROWS // 2, retract_missing=True)
    _edit(open_ledger(url), "a letter")


def _edit(ledger: Ledger, note: str) -> Changeset:
    seen = ledger.head()
    assert seen is not None
    rows = ledger.read()["pledges"].iloc[[0]].assign(note=note)
    receipt = desk.record_edits(ledger, desk.Edits(seen.number, {"pledges": rows}), author="Bo", message=note, now=NOW)
    assert receipt.changeset is not None, receipt.problems
    return receipt.changeset


def _import(ledger: Ledger, folder: Path, count: int, *, retract_missing: bool = False) -> None:
    tables = ledger.read()
    more = pd.concat([tables["pledges"].iloc[[0]]] * count, ignore_index=True)
    more["pledge"] = [f"{folder.name}-{number}" for number in range(count)]
    write_folder(folder, {**tables, "pledges": pd.concat([tables["pledges"].iloc[:4], more], ignore_index=True)})
    receipt = desk.import_reading(
        ledger, read_file(folder), origin=desk.file_origin(folder), author="Bo", message="a file", now=NOW,
        retract_missing=retract_missing,
    )  # fmt: skip
    assert receipt.status == "committed", receipt.problems


@contextmanager
def recorded(chance: random.Random, pages: int | None = None) -> Iterator[Recorder]:
    """Ledgers open on a disk that remembers."""
    create_engine = sa.create_engine

    def open_here(*arguments: Any, **options: Any) -> sa.Engine:
        engine = create_engine(*arguments, module=Driver("recorder"), **options)
        if pages:
            sa.event.listen(engine, "connect", lambda raw, _: raw.execute(f"PRAGMA cache_size = {pages}"))
        return engine

    with pytest.MonkeyPatch.context() as patch, Recorder("recorder", chance) as recorder:
        patch.setattr(sa, "create_engine", open_here)
        yield recorder


def record(folder: Path, pages: int | None, chance: random.Random, synchronous: str | None = None) -> Recording:
    """Do the work on a disk that remembers; `synchronous` in the place of the ledger's own setting."""
    write = engines.write
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch, recorded(chance, pages) as recorder:

        def tell(engine: sa.Engine, *arguments: Any, **options: Any) -> Any:
            written = write(engine, *arguments, **options)
            recorder.tell((written.number, written.digest) if isinstance(written, Changeset) else CREATED)
            return written

        patch.setattr(engines, "write", tell)
        for module in ("store", "opening"):
            patch.setattr(f"tracker.ledger.{module}.uuid4", lambda: UUID(int=chance.getrandbits(128), version=4))
        if synchronous:
            others = [setting for setting in product._SETTINGS if not setting.startswith("synchronous")]
            patch.setattr(product, "_SETTINGS", (f"synchronous = {synchronous}", *others))
        work(folder)
        return Recording(recorder.log, {Path(path).name: Path(path).read_bytes() for path in recorder.files})


def cut_again(folder: Path, state: State, chance: random.Random) -> State | None:
    """What a second cut leaves while the ledger is opened after the first; None where opening it writes nothing."""
    lay_out(folder, state)
    with recorded(chance) as recorder:
        for name in state.files:
            recorder.adopt(str(folder / name))
        for what in state.told:
            recorder.tell(what)
        before = len(recorder.log)
        with suppress(LedgerError):
            open_ledger(f"sqlite:///{folder / NAME}")
    shutil.rmtree(folder)
    if len(recorder.log) == before:
        return None
    disk = Disk()
    for event in recorder.log[: chance.randint(before + 1, len(recorder.log))]:
        disk.do(event)
    return replace(disk.cut(chance.choice(KINDS), chance), kind=AGAIN)


def lay_out(folder: Path, state: State) -> None:
    folder.mkdir()
    for name, data in state.files.items():
        (folder / name).write_bytes(data)


def examine(folder: Path, told: list[tuple[int, str]], following: tuple[int, str] | None) -> Fault | None:
    """Open what a power cut left, as anybody would, and say what is wrong with it."""
    path = folder / NAME
    url = f"sqlite:///{path}"
    try:
        if path.exists():
            connection = sqlite3.connect(path)
            found = connection.execute("PRAGMA integrity_check").fetchall()
            connection.close()
            if found != [("ok",)]:
                return Fault("corrupt", f"{found[:3]}")
        try:
            ledger = open_ledger(url)
        except LedgerError as error:
            if told:
                return Fault("lost", f"all of {len(told)}: {error}")
            ledger = create_ledger(url)
        faults = ledger.verify()
        kept = [(changeset.number, changeset.digest) for changeset in ledger.changesets()]
        wanted = [what for what in told if what != CREATED]
        if faults:
            return Fault("corrupt", f"{faults[0]}")
        if kept[: len(wanted)] != wanted:
            return Fault("lost", f"{len(kept)} changesets are there of {len(wanted)}")
        if kept[len(wanted) :] not in ([], [following]):
            return Fault("corrupt", "there is a changeset that nobody recorded")
        after = ledger.grant("https://office.example", "zoe", "viewer", author="Zoe", now=NOW)
        if after is None or after.number != len(kept) + 1 or ledger.head() != after:
            return Fault("corrupt", "it cannot be written on")
    except (sqlite3.Error, LedgerError, sa.exc.DBAPIError) as error:
        return Fault("corrupt", f"{type(error).__name__}: {error}")
    return None


@dataclass
class Survey:
    """Which states were examined, all of them different, and what was wrong."""

    states: list[State] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def __str__(self) -> str:
        kinds = Counter(fault.kind for fault in self.faults)
        return (
            f"{len(self.states)} different states ({count(self.states)}): "
            f"{kinds['corrupt']} corrupt, {kinds['lost']} lost"
        )


def survey(folder: Path, recording: Recording, wanted: int, chance: random.Random) -> Survey:
    """Examine as many states, or some more: where there is a journal, the power may be cut again as it is rolled back."""
    found = Survey()
    seen: set[str] = set()

    def check(place: int, state: State) -> None:
        if state.digest in seen:
            return
        seen.add(state.digest)
        found.states.append(state)
        told = list(state.told)
        following = next((what for what in recording.told[len(told) :] if what != CREATED), None)
        lay_out(folder / "left", state)
        fault = examine(folder / "left", told, following)
        shutil.rmtree(folder / "left")
        if fault:
            where = f"event {place} of {len(recording.log)}, {state.kind}"
            found.faults.append(Fault(fault.kind, f"{where}: {fault.words}"))

    with pytest.MonkeyPatch.context() as patch:
        # It holds no connection, but the queries that SQLAlchemy need not put together again for every state.
        patch.setattr(engines, "open_engine", cache(engines.open_engine))
        states = crash(recording.log, chance)
        while len(found.states) < wanted:
            place, state = next(states)
            check(place, state)
            if len(state.files) > 1 and chance.random() < 0.5:
                second = cut_again(folder / "again", state, chance)
                if second:
                    check(place, second)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: what is examined here need not outlive a power cut itself."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as name:
        yield Path(name)


@pytest.mark.parametrize("size", CACHES)
def test_a_power_cut_corrupts_nothing_and_takes_back_nothing(size: str, folder: Path) -> None:
    chance = random.Random(f"{SEED} {size}")
    began = time.monotonic()
    recording = record(folder / "office", CACHES[size], chance)
    assert recording.last("kept").files == recording.files
    assert bool(recording.spills) == (size != next(iter(CACHES)))
    found = survey(folder, recording, CUTS // len(CACHES), chance)
    print(
        f"seed {SEED}, changesets {size}: {len(recording.told)} acknowledgements, {len(recording.log)} events, "
        f"{recording.spills} journals that spilled, {time.monotonic() - began:.0f} s; {found}"
    )
    assert found.faults == []


@pytest.mark.parametrize(("synchronous", "kinds"), [("OFF", {"corrupt", "lost"}), ("FULL", {"lost"})])
def test_the_simulation_finds_what_weaker_settings_lose(synchronous: str, kinds: set[str], folder: Path) -> None:
    """FULL is too weak as well: it does not sync the folder when a commit deletes its journal. Where the deletion is
    undone, the journal rolls back what was acknowledged."""
    chance = random.Random(f"{SEED} {synchronous}")
    recording = record(folder / "office", None, chance, synchronous)
    found = survey(folder, recording, max(25, CUTS // 10), chance)
    print(f"seed {SEED}, synchronous={synchronous}: {found}")
    assert {fault.kind for fault in found.faults} == kinds
