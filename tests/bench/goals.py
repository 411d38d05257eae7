"""The goals of speed, and how far a run reached them. It measures nothing."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.bench.others import Other
from tests.bench.results import Results

BUILDERS = ("polars_movements", "duckdb_movements")
"""Peers that build movements too."""
NOT_PEERS = ("tracker", "limit", "office_peer")
MILLION = 1_000_000
CLICKS = {"Paris Pact": 2, "100,000 movements": 3, "1,000,000 movements": 4}
"""How many times a bare page's click one may take, by the ledger."""


class Goal(NamedTuple):
    """A line of the table; `at` is the size that was measured, where that of the goal was not."""

    question: str
    at: str
    wanted: str
    reached: str
    verdict: str


def find_goals(results: Results) -> Iterator[Goal]:
    """Every goal for which there are figures."""
    size = max((one for one in results.taken if one <= MILLION), default=0)
    bare = [name for name in results.names() if name not in (*NOT_PEERS, *BUILDERS)]
    every = [name for name in results.names() if name not in NOT_PEERS]
    yield from _beside(results, "a", size, bare, "at most 4 × the fastest peer's bare position", most=4)
    yield from _beside(results, "a", size, BUILDERS, "as fast as who builds movements too", faster=1)
    yield from _beside(results, "b", size, every, "20 × faster than the fastest peer", faster=20)
    yield from _beside(results, "c", size, bare, "3 × faster than the fastest peer", faster=3)
    yield from _beside(results, "d", size, bare, "3 × faster than the fastest peer", faster=3)
    for question, faster in (("a", 20), ("b", 500)):
        of_sheets = max((one for one in results.taken if one <= 100_000), default=0)
        yield from _beside(
            results, question, of_sheets, ["office_peer"], f"{faster} × faster than SUMIFS", faster=faster
        )
    at_head, earlier = (results.least(size, "tracker", question) for question in ("e0", "e"))
    if at_head and earlier:
        yield _judge(
            "e",
            results,
            size,
            "at most 1.2 × the same as known now",
            f"{earlier / at_head:.2f} ×",
            earlier <= 1.2 * at_head,
        )
    if results.weights:
        largest = max(results.weights)
        weight = results.weights[largest]
        bytes_each = weight["all"] / weight["movements"]
        yield _judge(
            "memory", results, largest, "at most 120 bytes a movement", f"{bytes_each:,.0f} bytes", bytes_each <= 120
        )
    yield from _others(results)


def _others(results: Results) -> Iterator[Goal]:
    start, pages = results.others.get("g"), results.others.get("h")
    if isinstance(start, Other) and "tracker gaps" in start.beside:
        ratio = start.ratio("tracker gaps", *start.beside["tracker gaps"])
        yield Goal("(g)", "Paris Pact", "at most 2 × `import pandas`", f"{ratio:.2f} ×", _verdict(ratio <= 2))
    for name, most in CLICKS.items() if isinstance(pages, Other) else ():
        assert isinstance(pages, Other)
        for kind, is_leap in (("a click away", False), ("a leap", True)):
            found = {
                click.partition(",")[0].removeprefix("click on the "): pages.ratio(click, *beside)
                for click, beside in pages.beside.items()
                if click.endswith(name) and ("leap" in click) == is_leap
            }
            if found:
                reached = ", ".join(f"{what} {ratio:.2f} ×" for what, ratio in found.items())
                wanted = f"{kind}: at most {most} × a bare page"
                yield Goal("(h)", name, wanted, reached, _verdict(max(found.values()) <= most))


def _beside(
    results: Results, question: str, size: int, names: object, wanted: str, *, most: float = 0, faster: float = 0
) -> Iterator[Goal]:
    assert isinstance(names, list | tuple)
    ours = results.least(size, "tracker", question)
    found = {name: took for name in names if (took := results.least(size, name, question)) is not None}
    if ours is None or not found:
        return
    fastest = min(found, key=lambda name: found[name])
    ratio = ours / found[fastest]
    other = results.title(fastest)
    is_slower = most or ratio > 1
    reached = f"{_times(ratio)} × as long as {other}" if is_slower else f"{_times(1 / ratio)} × faster than {other}"
    yield _judge(question, results, size, wanted, reached, ratio <= most if most else 1 / ratio >= faster)


def _judge(question: str, results: Results, size: int, wanted: str, reached: str, is_reached: bool) -> Goal:
    name = f"({question})" if len(question) == 1 else question
    return Goal(name, f"{results.movements[size]:,}", wanted, reached, _verdict(is_reached))


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"


def _verdict(is_reached: bool) -> str:
    return "reached" if is_reached else "not reached"
