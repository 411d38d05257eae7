"""One peer asked in a fresh process: what it took, and whether it agrees with the tracker. It prints one line of JSON.

python -m tests.bench.taking make FOLDER MOVEMENTS LEDGER
python -m tests.bench.taking ask PEER FOLDER QUESTIONS TIMES
python -m tests.bench.taking weigh FOLDER
"""

import ctypes
import gc
import importlib
import json
import pickle
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil
import pyarrow as pa

from tests.bench import asked
from tests.bench.files import make_files
from tests.bench.given import day_number
from tests.bench.peers import Answer, Peer
from tracker.tables import Tables
from tracker.terms import REQUIREMENT

AS_OF = day_number(np.datetime64("2015-06-30"))
ANSWERS = "answers.pickle"
DATES = 10
"""At least so many dates one after the other are asked about as (b)."""
LOOKS = 3
"""At least so often what takes milliseconds is asked, (c) and (d)."""
WARM = "warm"
"""Beside the folders of the sizes: a small ledger of which each is asked first, so that nobody pays for a first call."""


def find_peer(name: str) -> Peer:
    """The peer of a module; the tracker's is the one that names what it asks."""
    module = asked if name == "tracker" else importlib.import_module(f"tests.bench.peers.{name}")
    peer: Peer = module.Peer()
    return peer


def take(name: str, folder: Path, questions: list[str], times: int) -> dict[str, Any]:
    """Ask a peer, each question so many times: seconds by question, and where it differs from the tracker.

    Every time (b) is asked of another date. The tracker's answers are written down for the others.
    """
    if name != "office_peer":  # a second office would only wait for the first
        warm = find_peer(name)
        warm.load(folder.parent / WARM)
        _run(warm, questions, 1, {})
        del warm
    peer = find_peer(name)
    began = time.perf_counter()
    peer.load(folder)
    loaded = time.perf_counter() - began
    known = {} if name == "tracker" else pickle.loads((folder / ANSWERS).read_bytes())
    seconds, faults = _run(peer, questions, times, known)
    if name == "tracker":
        (folder / ANSWERS).write_bytes(pickle.dumps(known))
    return {"title": peer.title, "version": peer.version(), "load": loaded, "seconds": seconds, "faults": faults}


def _run(
    peer: Peer, questions: list[str], times: int, known: dict[tuple[str, int], Answer]
) -> tuple[dict[str, list[float]], list[str]]:
    seconds: dict[str, list[float]] = {}
    faults = []
    questions = [question for question in questions if question[0] in peer.answers]
    if "a" not in questions:
        peer.ask("a", AS_OF)
    for question in questions:
        if question == "b":
            peer.prepare()
        gc.collect()
        least = {"b": DATES, "c": LOOKS, "d": LOOKS}.get(question, 1)
        for time_ in range(1 if question in ("e", "e0") else max(times, least)):
            day = AS_OF + (1 + time_ if question == "b" else 0)
            began = time.perf_counter()
            answer = peer.ask(question, day)
            took = time.perf_counter() - began
            seconds.setdefault(question, []).append(getattr(peer, "seconds", took))
            told = peer.told(question, answer)
            del answer
            # What was known at the earlier changeset is what the cold tables hold.
            of = "a" if question == "e" and ("a", day) in known else question
            expected = known.setdefault((of, day), told)
            faults += _differences(question, expected, told)
    return seconds, faults


def _differences(question: str, expected: Answer, told: Answer) -> list[str]:
    """What a peer says otherwise; thresholds are left out for one that says nothing of any."""
    found = []
    for part, amounts in told.items():
        wanted = expected[part]
        if part == "gaps" and {key[1] for key in amounts} == {REQUIREMENT}:
            wanted = {key: amount for key, amount in wanted.items() if key[1] == REQUIREMENT}
        if amounts != wanted:
            keys = [key for key in {**wanted, **amounts} if wanted.get(key) != amounts.get(key)]
            first = keys[0]
            found.append(
                f"({question}) {part}: {len(keys)} differ; {first}: {wanted.get(first)}, not {amounts.get(first)}"
            )
    return found


def weigh(folder: Path) -> dict[str, int]:
    """Bytes that the tracker holds: of the process, and by the frames' own count; tables, and all in all."""
    _hold(pd.read_pickle(folder.parent / WARM / "tables.pickle"))
    empty = _resident()
    tables = pd.read_pickle(folder / "tables.pickle")
    with_tables = _resident()
    followed, prepared = _hold(tables)
    whole = _resident()
    counted = asked.weigh(followed, prepared)
    return {"tables": with_tables - empty, "all": whole - empty, "own_tables": counted[0], "own_all": counted[1],
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - empty, "movements": asked.count(followed)}  # fmt: skip


def _hold(tables: Tables) -> tuple[asked.Followed, asked.Prepared]:
    """What the tracker keeps of tables when dates have been asked about."""
    followed = asked.follow(tables)
    prepared = asked.prepare(followed)
    asked.look_up(prepared, np.datetime64(AS_OF, "D").astype("datetime64[s]"))
    return followed, prepared


def _resident() -> int:
    """Bytes of this process, when what is free has been given back."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    ctypes.CDLL(None).malloc_trim(0)
    return int(psutil.Process().memory_info().rss)


def main(arguments: list[str]) -> None:
    """Do what is told and print the figures; told to end, end as usual, so that servers and offices end too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    found: Any
    match arguments:
        case ["make", folder, movements, with_ledger]:
            found = make_files(Path(folder), int(movements), with_ledger=with_ledger == "yes")
        case ["ask", name, folder, questions, times]:
            found = take(name, Path(folder), questions.split(","), int(times))
        case ["weigh", folder]:
            found = weigh(Path(folder))
        case _:
            raise SystemExit(__doc__)
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
