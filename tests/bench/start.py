"""How long a command takes from start to answer, beside the imports it rests on: `uv run python -m tests.bench.start`.

`TRACKER_ROUNDS` is how many rounds (9). Every command is a fresh process on a ledger of the Paris Pact that is there
already, all of them in turn in each round, after one round that counts for nothing: it compiles what is not compiled yet.
Time is that on the clock, from before the process is made until after it has ended; processor time is that of the process.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

PROGRAM = str(Path(sys.executable).parent / "tracker")
PANDAS = "import pandas"
COMMANDS: dict[str, tuple[str, ...]] = {
    PANDAS: (sys.executable, "-c", "import pandas"),
    "import pandas, sqlalchemy": (sys.executable, "-c", "import pandas, sqlalchemy"),
    "tracker gaps": (PROGRAM, "gaps"),
    "tracker gaps --format json": (PROGRAM, "gaps", "--format", "json"),
    "tracker --help": (PROGRAM, "--help"),
}
"""The second is the floor: what reads a ledger in a database into frames begins with it."""


def measure(rounds: int) -> dict[str, list[float]]:
    """Seconds on the clock of every command in each round, by its name."""
    return {name: [clock for clock, _ in costs] for name, costs in take(rounds).items()}


def take(rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Seconds on the clock and of the processor of every command in each round, by its name."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as folder:
        # As an office's machine is: what is compiled is kept, and the program writes as it likes.
        env = {name: value for name, value in os.environ.items()
               if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")}  # fmt: skip
        env |= {"TRACKER_LEDGER": str(Path(folder) / "paris-pact.db"), "TRACKER_AUTHOR": "bench"}
        _run((PROGRAM, "init"), env)
        for i in range(rounds + 1):
            for name, words in COMMANDS.items():
                cost = _run(words, env)
                if i:
                    found[name].append(cost)
    return found


def _run(words: tuple[str, ...], env: dict[str, str]) -> tuple[float, float]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(words, env=env, check=True, capture_output=True)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(found: dict[str, list[tuple[float, float]]]) -> Iterator[str]:
    """Medians, and how many times those of the first command they are."""
    yield ", ".join(f"{name} {version(name)}" for name in ("pandas", "sqlalchemy", "typer"))
    yield f"{'':28}{'clock ms':>10}{'ratio':>7}{'processor ms':>14}{'ratio':>7}"
    first = [statistics.median(times) for times in zip(*found[PANDAS], strict=True)]
    for name, costs in found.items():
        clock, processor = (statistics.median(times) for times in zip(*costs, strict=True))
        ratios = clock / first[0], processor / first[1]
        yield f"{name:28}{clock * 1000:10.0f}{ratios[0]:7.2f}{processor * 1000:14.0f}{ratios[1]:7.2f}"


if __name__ == "__main__":
    for line in report(take(int(os.environ.get("TRACKER_ROUNDS", "9")))):
        print(line)  # noqa: T201
