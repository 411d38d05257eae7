"""The bench: the tracker and its peers on the same questions in one run, checked to the cent, timed and put beside.

    uv run python -m tests.bench.speed [--sizes 1e3,1e4,1e5,1e6,1e7] [--rounds 3] [--questions a,b,…] [--out DIR]
        [--peers polars,duckdb,…] [--bound 120] [--write] [--from FILE]

In each round everybody is asked in a fresh process, one after the other, the tracker first. Nobody is asked what would
take longer than `--bound` seconds, by what it took at the size before. It ends with status 1 where anybody disagrees.
`--write` puts the tables into docs/speed.md and the picture into docs/speed.png; `--from` takes the figures of an
earlier run instead of measuring. It knows when, in what order and for how long; not what is asked.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

from tests.bench.others import take_others
from tests.bench.page import ROOT, write_page
from tests.bench.peers import QUESTIONS
from tests.bench.picture import draw_times
from tests.bench.results import Results, Taken
from tests.bench.taking import WARM, find_peer
from tests.office import PROGRAM

PEERS = ("limit", "pandas_peer", "polars_peer", "duckdb_peer", "sqlite_peer", "postgresql_peer", "office_peer", "polars_movements",
         "duckdb_movements")  # fmt: skip
SIZES = "1e3,1e4,1e5,1e6,1e7"
LARGEST = {"office_peer": 100_000, "e": 1_000_000}
"""Beyond these nobody is asked: no sheet has so many rows, and writing a ledger takes minutes for each million."""
OF_WARMTH = 300
LOADING = 5
"""Loading, which is not timed, may take so many times the bound."""
PATIENCE = 1800
"""Seconds after which any one process is stopped."""
Say = Callable[[str], None]
Keep = Callable[[Results], None]


def run(
    sizes: list[int],
    rounds: int,
    questions: list[str],
    names: list[str],
    bound: float,
    folder: Path,
    say: Say,
    keep: Keep,
) -> Results:
    """Ask everybody; what each took by size and question. What is known after each size is kept."""
    results = Results(began=time.strftime("%Y-%m-%d"), rounds=rounds, processors=os.cpu_count() or 1)
    _call("make", str(folder / WARM), str(OF_WARMTH), "yes")
    for size in sizes:
        wanted = [
            question for question in questions if question in QUESTIONS and size <= LARGEST.get(question[0], size)
        ]
        if not wanted:
            continue
        place = folder / str(size)
        began = time.perf_counter()
        results.movements[size] = _call("make", str(place), str(size), "yes" if "e" in wanted else "no")
        say(
            f"{size:,}: {results.movements[size]:,} movements made in {time.perf_counter() - began:.0f} s; load {_load()}"
        )
        results.weights[size] = _call("weigh", str(place))
        for round_, name in product(range(rounds), ("tracker", *names)):
            asked = [question for question in wanted if _is_asked(results, name, question, size, bound)]
            if asked:
                times = 1 if size > 100_000 or name == "office_peer" else 3 if size > 10_000 else 5
                _take(results, name, size, place, asked, times)
                say(f"  round {round_ + 1}, {name}: {results.told(name, size)}")
            if "tracker" not in results.taken.get(size, {}):
                break  # with nothing to compare with, nobody else is asked
        results.loads[size] = _load()
        keep(results)
    return results


def _is_asked(results: Results, name: str, question: str, size: int, bound: float) -> bool:
    """Whether a peer is asked, by what it answers at all and what it took at the size before."""
    if question[0] not in find_peer(name).answers or results.note_of(size, name, question):
        return False
    if size > LARGEST.get(name, size):
        results.note(size, name, question, f"not asked: up to {LARGEST[name]:,} only")
        return False
    if name == "tracker":
        return True
    predicted, loading = results.predict(name, question, size) or 0, results.predict_load(name, size)
    if predicted > bound:
        results.note(size, name, question, f"not asked: would take about {predicted:.0f} s")
    elif loading > LOADING * bound:
        results.note(size, name, question, f"not asked: would take about {loading:.0f} s to load")
    return predicted <= bound and loading <= LOADING * bound


def _take(results: Results, name: str, size: int, place: Path, asked: list[str], times: int) -> None:
    try:
        told = _call("ask", name, str(place), ",".join(asked), str(times))
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        ended = "failed" if isinstance(error, subprocess.CalledProcessError) else f"stopped after {PATIENCE} s"
        for question in asked:
            results.note(size, name, question, ended)
        return
    results.add(size, name, Taken(**told))


def _call(*words: str) -> Any:
    """What a fresh process prints, which is stopped when it takes too long."""
    command = [sys.executable, "-m", "tests.bench.taking", *words]
    # What it compiles is kept, also where the environment forbids that: compiling takes longer than most answers.
    kept = {"PYTHONPYCACHEPREFIX": str(Path(sys.prefix) / "bytecode")}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | kept
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)
    try:
        told, _ = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait(60)
        raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return json.loads(told.splitlines()[-1])


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def main(arguments: list[str]) -> int:
    """Measure (or read what was measured), say it, and write what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--questions", default="a,b,c,d,e,f,g,h")
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--bound", type=float, default=120)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--from", dest="earlier", type=Path)
    chosen = parser.parse_args(arguments)
    if chosen.out:
        chosen.out.mkdir(parents=True, exist_ok=True)

    def keep(results: Results) -> None:
        """A run that is cut short leaves what it had."""
        if chosen.out:
            results.write(chosen.out / "speed.json")

    if chosen.earlier:
        results = Results.read(chosen.earlier)
    else:
        sizes = sorted(int(float(size)) for size in chosen.sizes.split(","))
        questions = [part for one in chosen.questions.split(",") for part in (("e", "e0") if one == "e" else (one,))]
        names = [name for name in PEERS if any(word and name.startswith(word) for word in chosen.peers.split(","))]
        names = [name for name in names if name != "office_peer" or PROGRAM]
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            results = run(sizes, chosen.rounds, questions, names, chosen.bound, Path(folder), _say, keep)
        results.others = take_others(questions, chosen.rounds)
    keep(results)
    if chosen.out:
        write_page(results, chosen.out / "speed.md")
        (chosen.out / "speed.png").write_bytes(draw_times(results))
    if chosen.write:
        write_page(results, ROOT / "docs" / "speed.md")
        (ROOT / "docs" / "speed.png").write_bytes(draw_times(results))
    faults = results.faults()
    for fault in faults:
        _say(f"disagrees: {fault}")
    return 1 if faults else 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
