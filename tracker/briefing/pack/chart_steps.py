"""What changed, step by step, as a native chart: columns that rise and fall between two that stand."""

from collections.abc import Sequence
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_MARK
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Pt

from tracker.briefing.pack.chart_data import ChartFigures, major_units, number_pattern
from tracker.briefing.pack.chart_look import (
    AXIS,
    MISSING,
    TITLE,
    Head,
    add_chart,
    digits,
    insert_label,
    place_bars,
    readable_on,
    write_title,
)
from tracker.briefing.pack.deck import Deck, Slide, rgb
from tracker.briefing.pack.room import LINE, POINT, Room


def draw_steps(
    slide: Slide, room: Room, head: Head, steps: Sequence[tuple[str, int, bool]], names: tuple[str, str, str, str]
) -> None:
    """Columns from what stood over every step to what stands: the first and the last step stand, others rise or fall.

    `steps` are words, amounts in hundredths, and whether approximate; `names` those of the series: what is not drawn,
    what stands, more, less.
    """
    deck = slide.deck
    columns: list[list[int | None]] = [[], [], [], []]
    running = 0
    for number, (_, amount, _) in enumerate(steps):
        is_end = number in (0, len(steps) - 1)
        start = 0 if is_end else running
        running = amount if is_end else running + amount
        below = min(start, running)
        columns[0].append(below if below and not is_end else None)
        columns[1].append(amount if is_end else None)
        columns[2].append(amount if not is_end and amount > 0 else None)
        columns[3].append(-amount if not is_end and amount < 0 else None)
    about = any(is_vague for _, _, is_vague in steps)
    largest = max((abs(one) for column in columns for one in column if one), default=1)
    figures = ChartFigures([text for text, _, _ in steps], head.made_at, head.marks)
    signs = ("", "", "+", "\N{MINUS SIGN}")
    for name, column, sign in zip(names, columns, signs, strict=True):
        figures.add(name, column, number_pattern(largest, approximate=about, sign=sign))
    frame = add_chart(slide, XL_CHART_TYPE.COLUMN_STACKED, room, figures, head)
    chart, wide, high = frame.chart, room.width / POINT, room.height / POINT
    taken = write_title(deck, chart, head, chart.category_axis, wide, high)
    above = TITLE * LINE + 18
    each = wide / len(steps)
    words = max(deck.letters.lines(text, AXIS, each - 4) for text, _, _ in steps)
    under = words * AXIS * LINE + 12 + taken - TITLE * LINE
    place_bars(chart, 0.01, above / high, 0.98, max(high - above - under, 20) / high)
    plot = chart.plots[0]
    plot.gap_width = 40
    for series, colour in zip(plot.series, ("", "committed", "pledged", MISSING), strict=True):
        if not colour:
            series.format.fill.background()
            continue
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(deck.colour(colour))
    _label_steps(deck, plot, steps, each)
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    chart.value_axis.maximum_scale = major_units(_top(steps))
    category = chart.category_axis
    category.tick_labels.font.size = Pt(AXIS)
    category.major_tick_mark = XL_TICK_MARK.NONE
    category.format.line.color.theme_color = MSO_THEME_COLOR.TEXT_1


def can_step(steps: Sequence[tuple[str, int, bool]]) -> bool:
    """Whether steps can be drawn as floating columns: something moved, and nothing stood below zero on the way."""
    running, least = steps[0][1], steps[0][1]
    for _, amount, _ in steps[1:-1]:
        running += amount
        least = min(least, running)
    return len(steps) > 2 and least >= 0


def _label_steps(deck: Deck, plot: Any, steps: Sequence[tuple[str, int, bool]], each: float) -> None:
    """The amount of every step inside its column, or as small as it takes to stand in it."""
    widest = max(deck.letters.width("~+" + digits(amount), 1, bold=True) for _, amount, _ in steps)
    size = max(min(12.0, (each - 2) / widest), 7.0)
    for place, (_, amount, about) in enumerate(steps):
        is_end = place in (0, len(steps) - 1)
        index = 1 if is_end else 2 if amount > 0 else 3
        if not amount and not is_end:
            continue
        sign = "" if is_end else "+" if amount > 0 else "\N{MINUS SIGN}"
        rung = ("", "committed", "pledged", MISSING)[index]
        pattern = number_pattern(amount, approximate=about, sign=sign)
        is_low = abs(amount) * 8 < _top(steps)
        colour = "" if is_low else readable_on(deck.colour(rung))
        insert_label(plot.series[index], place, pattern, colour, size, "inBase" if is_low else "ctr")


def _top(steps: Sequence[tuple[str, int, bool]]) -> int:
    """What the tallest column reaches."""
    running = top = steps[0][1]
    for _, amount, _ in steps[1:-1]:
        running += amount
        top = max(top, running)
    return max(top, steps[-1][1], 1)
