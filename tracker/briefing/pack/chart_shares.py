"""How far each of several phases is covered, as a native chart of bars of one length."""

from collections.abc import Sequence
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.util import Pt

from tracker import terms
from tracker.briefing.pack.chart_data import ChartFigures, number_pattern
from tracker.briefing.pack.chart_look import (
    AXIS,
    INK,
    MISSING,
    PAPER,
    TITLE,
    Head,
    add_chart,
    digits,
    insert_label,
    paint,
    place_bars,
    readable_on,
    write_title,
)
from tracker.briefing.pack.deck import Deck, Slide
from tracker.briefing.pack.room import LINE, POINT, Room


def draw_shares(
    slide: Slide, room: Room, head: Head, phases: Sequence[str], parts: Sequence[tuple[str, str, Sequence[int]]]
) -> None:
    """A bar for each phase, all of one length; `parts` are a rung or `missing`, a name, and each phase's amount."""
    deck = slide.deck
    figures = ChartFigures(list(phases), head.made_at, head.marks)
    for _, name, amounts in parts:
        figures.add(name, list(amounts), number_pattern(max((abs(one) for one in amounts), default=0)))
    frame = add_chart(slide, XL_CHART_TYPE.BAR_STACKED_100, room, figures, head)
    chart, wide, high = frame.chart, room.width / POINT, room.height / POINT
    taken = write_title(deck, chart, head, chart.value_axis, wide, high)
    above = TITLE * LINE + 6
    below = taken - above + 8
    names = min(max(deck.letters.width(text, AXIS) for text in phases) + 10, wide * 0.4)
    place_bars(chart, names / wide, above / high, (wide - names - 4) / wide, max(high - above - below, 20) / high)
    plot = chart.plots[0]
    plot.gap_width = 35
    for series, (rung, _, amounts) in zip(plot.series, parts, strict=True):
        paint(deck, series._element, rung)
        for place, amount in enumerate(amounts):
            total = sum(max(listed[place], 0) for _, _, listed in parts) or 1
            room_for = amount / total * (wide - names)
            text = digits(amount)
            if amount > 0 and deck.letters.width(text, 9) + 8 < room_for:
                _label_point(deck, series, place, rung, 9, number_pattern(amount))
    value = chart.value_axis
    value.has_major_gridlines, value.maximum_scale = False, 1
    value.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    value.major_tick_mark = XL_TICK_MARK.NONE
    value.format.line.fill.background()
    category = chart.category_axis
    category.reverse_order = True
    category.tick_labels.font.size = Pt(AXIS)
    category.major_tick_mark = XL_TICK_MARK.NONE


def _label_point(deck: Deck, series: Any, place: int, rung: str, size: float, pattern: str) -> None:
    colour = readable_on(deck.colour(rung))
    ground = ""
    if rung == MISSING or terms.RUNG[rung].is_hatched:
        colour = PAPER if deck.is_dark else INK
        ground = f'<c:spPr><a:solidFill><a:srgbClr val="{INK if deck.is_dark else PAPER}"/></a:solidFill></c:spPr>'
    insert_label(series, place, pattern, colour, size, "ctr", ground)
