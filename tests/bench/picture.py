"""The picture of time against size: a panel a question, both axes logarithmic, every line named. It measures nothing.

It is drawn as SVG and set by Typst in the pack's typeface, so that it looks alike everywhere. Lines differ in dash and
mark as well as in colour, and read in grey.
"""

import math
import tempfile
from html import escape
from pathlib import Path
from typing import NamedTuple

import typst

from tests.bench.peers import QUESTIONS
from tests.bench.results import Results
from tracker.briefing.pack.letters import FONTS
from tracker.terms import LADDER, MISSING_COLOUR

WIDTH, HEIGHT, PPI = 1230, 1010, 144
PANEL_WIDTH, PANEL_HEIGHT, LEFT, TOP, ACROSS, DOWN = 350, 340, 78, 130, 605, 425
INK, QUIET, GRID = "#1c2430", "#5b6675", "#dfe4ea"
SHOWN = ("a", "b", "c", "d")


class Look(NamedTuple):
    """How one line is drawn."""

    colour: str
    width: float
    dash: str
    mark: str


LOOKS = {
    "tracker": Look(LADDER[0].colour, 3.6, "", "disc"),
    "limit": Look("#8a93a0", 1.4, "2 4", "none"),
    "pandas_peer": Look("#6b4a9e", 1.7, "", "square"),
    "polars_peer": Look(LADDER[2].colour, 1.7, "", "circle"),
    "polars_movements": Look(LADDER[2].colour, 1.7, "7 4", "circle"),
    "duckdb_peer": Look("#a07800", 1.7, "", "diamond"),
    "duckdb_movements": Look("#a07800", 1.7, "7 4", "diamond"),
    "sqlite_peer": Look("#3d7d5a", 1.7, "", "triangle"),
    "postgresql_peer": Look("#555f6b", 1.7, "10 3 2 3", "cross"),
    "office_peer": Look(MISSING_COLOUR, 1.7, "4 3", "square"),
}


def draw_times(results: Results) -> bytes:
    """The picture as PNG."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "times.svg").write_text(draw_svg(results), encoding="utf-8")
        (folder / "main.typ").write_text(
            f'#set page(width: {WIDTH}pt, height: {HEIGHT}pt, margin: 0pt)\n#image("times.svg", width: 100%)'
        )
        made = typst.compile(
            str(folder / "main.typ"), format="png", ppi=PPI / 2, font_paths=[str(FONTS)], ignore_system_fonts=True
        )
    assert isinstance(made, bytes)
    return made


def draw_svg(results: Results) -> str:
    """The picture as SVG."""
    times = {q: {name: results.times(name, q) for name in results.names()} for q in SHOWN}
    points = [
        (size, took) for of_names in times.values() for found in of_names.values() for size, took in found.items()
    ]
    sizes, seconds = [size for size, _ in points], [took for _, took in points]
    across = math.log10(min(sizes) * 0.7), math.log10(max(sizes) * 1.4)
    up = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="Noto Sans" fill="{INK}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        _text(
            LEFT - 50, 44, "Time against size: the tracker beside its peers, on the same questions", 24, weight="bold"
        ),
        _text(
            LEFT - 50,
            72,
            "The least that each took; both axes logarithmic. Answers agree to the cent.",
            15,
            QUIET,
        ),
    ]
    for at, question in enumerate(SHOWN):
        parts += _panel(LEFT + at % 2 * ACROSS, TOP + at // 2 * DOWN, question, times[question], results, across, up)
    source = f"Source: tests/bench/speed.py, {results.began}, {results.processors} processors; invented ledgers (tests/bench/ledgers.py)."
    parts += [
        _text(LEFT - 50, HEIGHT - 36, source, 12, QUIET),
        _text(LEFT - 50, HEIGHT - 17, "; ".join(results.versions()) + ".", 11, QUIET),
    ]
    return "\n".join([*parts, "</svg>"])


def _panel(
    left: float, top: float, question: str, times: dict[str, dict[float, float]], results: Results,
    across: tuple[float, float], up: tuple[int, int],
) -> list[str]:  # fmt: skip
    """Axes, lines, and each line's name at its end."""

    def x_of(size: float) -> float:
        return left + (math.log10(size) - across[0]) / (across[1] - across[0]) * PANEL_WIDTH

    def y_of(seconds: float) -> float:
        return top + PANEL_HEIGHT - (math.log10(seconds) - up[0]) / (up[1] - up[0]) * PANEL_HEIGHT

    parts = [_text(left - 50, top - 16, f"({question}) {QUESTIONS[question]}", 15, weight="bold")]
    for power in range(up[0], up[1] + 1):
        y = y_of(10.0**power)
        parts.append(f'<line x1="{left}" x2="{left + PANEL_WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>')
        parts.append(_text(left - 8, y + 4, _seconds(power), 12, QUIET, anchor="end"))
    for power in range(math.ceil(across[0]), math.floor(across[1]) + 1):
        x = x_of(10.0**power)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{top + PANEL_HEIGHT}" stroke="{GRID}"/>')
        parts.append(_text(x, top + PANEL_HEIGHT + 17, f"{10**power:,}", 12, QUIET, anchor="middle"))
    parts.append(_text(left + PANEL_WIDTH / 2, top + PANEL_HEIGHT + 35, "movements", 12, QUIET, anchor="middle"))
    ends = []
    largest = max((size for found in times.values() for size in found), default=0)
    for name, found in times.items():
        if not found:
            continue
        look = LOOKS.get(name, Look(QUIET, 1.7, "3 3", "circle"))
        path = [(x_of(size), y_of(took)) for size, took in sorted(found.items())]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in path)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{look.colour}" stroke-width="{look.width}" '
            f'stroke-dasharray="{look.dash or "none"}"/>'
        )
        parts += [_mark(x, y, look) for x, y in path]
        last = max(found)
        if last < largest and all(other.get(last, 0) <= found[last] for other in times.values()):
            parts.append(_text(path[-1][0], path[-1][1] - 10, results.title(name), 12, look.colour, anchor="middle"))
        else:
            ends.append((*path[-1], name, look))
    return parts + _names(ends, left + PANEL_WIDTH + 12, results)


def _names(ends: list[tuple[float, float, str, Look]], x: float, results: Results) -> list[str]:
    """Names beside the ends of their lines, at least a line of text apart, with a hair line to each end."""
    parts, lowest = [], -1e9
    for end_x, end_y, name, look in sorted(ends, key=lambda end: end[1]):
        y = max(end_y, lowest + 16)
        lowest = y
        parts.append(
            f'<line x1="{end_x + 6:.1f}" y1="{end_y:.1f}" x2="{x - 3}" y2="{y:.1f}" stroke="{look.colour}" stroke-width="0.6"/>'
        )
        weight = "bold" if name == "tracker" else "normal"
        parts.append(_text(x, y + 4, results.title(name), 12, look.colour, weight=weight))
    return parts


def _mark(x: float, y: float, look: Look) -> str:
    colour = look.colour
    match look.mark:
        case "disc":
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="{colour}"/>'
        case "circle":
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.8" fill="white" stroke="{colour}" stroke-width="1.6"/>'
        case "square":
            return f'<rect x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7" fill="white" stroke="{colour}" stroke-width="1.6"/>'
        case "diamond":
            return f'<path d="M{x:.1f} {y - 5:.1f} l5 5 l-5 5 l-5 -5 z" fill="white" stroke="{colour}" stroke-width="1.6"/>'
        case "triangle":
            return f'<path d="M{x:.1f} {y - 5:.1f} l5 9 l-10 0 z" fill="white" stroke="{colour}" stroke-width="1.6"/>'
        case "cross":
            return f'<path d="M{x - 4:.1f} {y - 4:.1f} l8 8 m0 -8 l-8 8" stroke="{colour}" stroke-width="1.8"/>'
    return ""


def _seconds(power: int) -> str:
    """A power of ten of seconds in the unit that suits it."""
    for unit, of in (("s", 0), ("ms", -3), ("µs", -6)):
        if power >= of:
            return f"{10 ** (power - of):,} {unit}"
    return f"10^{power} s"


def _text(
    x: float, y: float, words: str, size: float, colour: str = INK, *, weight: str = "normal", anchor: str = "start"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )
