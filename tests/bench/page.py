"""The page docs/speed.md: what is asked, of whom, how fairly, and what was found. It measures nothing."""

import statistics
from collections.abc import Iterator
from pathlib import Path

from tests.bench.goals import find_goals
from tests.bench.growth import find_growth
from tests.bench.others import Other
from tests.bench.peers import QUESTIONS
from tests.bench.results import Results

ROOT = Path(__file__).resolve().parents[2]
HEAD = Path(__file__).with_name("speed_head.md")
"""What does not depend on a run."""


def write_page(results: Results, path: Path) -> None:
    """Write the page for a run."""
    path.write_text("\n".join([HEAD.read_text(encoding="utf-8"), *page_lines(results)]) + "\n", encoding="utf-8")


def page_lines(results: Results) -> Iterator[str]:
    """What a run found, as Markdown."""
    loads = ", ".join(f"{load} at {size:,}" for size, load in results.loads.items())
    rounds = f"{results.rounds} round{'s' if results.rounds > 1 else ''}"
    yield f"## What was found on {results.began}\n"
    yield f"{'; '.join(results.versions())}. {results.processors} processors, {rounds}; load average at the end: {loads}.\n"
    yield "![Time against size](speed.png)\n"
    yield "### The goals\n"
    yield "| question | at | goal | reached | |\n|---|---|---|---|---|"
    for goal in find_goals(results):
        yield f"| {goal.question} | {goal.at} | {goal.wanted} | {goal.reached} | {goal.verdict} |"
    for question in QUESTIONS:
        if any(results.least(size, "tracker", question) for size in results.taken):
            yield from _question(results, question)
    yield from _memory(results)
    yield from _growth(results)
    for question, other in results.others.items():
        yield from _other(question, other)


def _question(results: Results, question: str) -> Iterator[str]:
    """Seconds, and how many times the tracker's."""
    sizes = list(results.taken)
    yield f"\n### ({question}) {QUESTIONS[question]}\n"
    yield f"| | {' | '.join(f'{results.movements[size]:,}' for size in sizes)} |\n|---|{'---:|' * len(sizes)}"
    for name in results.names():
        cells = []
        for size in sizes:
            took, ours = results.least(size, name, question), results.least(size, "tracker", question)
            if took is None or ours is None:
                cells.append(results.note_of(size, name, question) or "–")
            else:
                cells.append(say_seconds(took) + ("" if name == "tracker" else f" · {say_ratio(took / ours)}"))
        if any(cell != "–" for cell in cells):
            yield f"| {'**tracker**' if name == 'tracker' else results.title(name)} | {' | '.join(cells)} |"


def _memory(results: Results) -> Iterator[str]:
    yield "\n### Memory: bytes a movement that the tracker holds\n"
    yield "| movements | tables, by the process | tables, by the frames | all, by the process | all, by the frames | at most |\n|---:|---:|---:|---:|---:|---:|"
    for weight in results.weights.values():
        of_each = [weight[name] / weight["movements"] for name in ("tables", "own_tables", "all", "own_all", "peak")]
        yield f"| {weight['movements']:,} | {' | '.join(f'{one:,.0f}' for one in of_each)} |"


def _growth(results: Results) -> Iterator[str]:
    yield "\n### Growth: exponents of the tracker's time and memory against size\n"
    yield "| | over all sizes | over the largest two | n log n there | |\n|---|---:|---:|---:|---|"
    measured = {f"({question}) {words}": results.times("tracker", question) for question, words in QUESTIONS.items()}
    measured["memory, in all"] = {
        float(weight["movements"]): float(max(weight["all"], 1)) for weight in results.weights.values()
    }
    for words, values in measured.items():
        growth = find_growth(values)
        if growth is not None:
            mark = "▲ faster than n log n" if growth.is_steeper else ""
            yield f"| {words} | {growth.whole:.2f} | {growth.last:.2f} | {growth.allowed:.2f} | {mark} |"


def _other(question: str, other: Other | str) -> Iterator[str]:
    if isinstance(other, str):
        yield f"\n### ({question})\n\n{other}"
        return
    yield f"\n### ({question}) {other.title}\n"
    yield "| | median | beside |\n|---|---:|---|"
    for name, seconds in other.seconds.items():
        beside = "; ".join(
            f"{other.ratio(name, one):.2f} × {one}" for one in other.beside.get(name, ()) if one in other.seconds
        )
        yield f"| {name} | {say_seconds(statistics.median(seconds))} | {beside} |"


def say_seconds(seconds: float) -> str:
    """Three figures, in the unit that suits."""
    unit, of = next((one for one in (("s", 1.0), ("ms", 1e-3)) if seconds >= one[1]), ("µs", 1e-6))
    return f"{seconds / of:.3g} {unit}" if seconds / of < 1000 else f"{seconds / of:,.0f} {unit}"


def say_ratio(ratio: float) -> str:
    """How many times the tracker's time: above 1 the tracker is the faster one."""
    if ratio < 0.001:
        return "< 0.001 ×"
    return f"{ratio:.2g} ×" if ratio < 10 else f"{ratio:,.0f} ×"
