"""A target's bar: whose money stands on which rung, and what is missing, as a native chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from tracker import terms
from tracker.briefing.pack.chart_data import ChartFigures, major_units, number_pattern
from tracker.briefing.pack.chart_look import (
    AXIS,
    CHART,
    INK,
    MISSING,
    PAPER,
    TITLE,
    Head,
    add_chart,
    digits,
    paint,
    place_bars,
    readable_on,
    write_title,
)
from tracker.briefing.pack.deck import MAIN, Deck, Slide, rgb
from tracker.briefing.pack.room import LINE, POINT, Room

_LABEL_SIZES = (12.0, 11.0, 10.0, 9.0)


@dataclass(frozen=True)
class Piece:
    """A stretch of a bar: on which rung (or `missing`), whose, how much in hundredths."""

    rung: str
    name: str
    amount: int
    approximate: bool


def find_unnamed(
    deck: Deck, width: int, pieces: Sequence[Piece], required: int | None, widest: int
) -> list[Piece]:  # fmt: skip
    """The pieces of a bar in a room so wide that have no room for their name."""
    bar = _bar_width(deck, width / POINT, widest)
    scale = _scale(pieces, required)
    return [piece for piece in pieces if not _label(deck, piece, piece.amount / scale * bar, 0)[1]]


def _scale(pieces: Sequence[Piece], required: int | None) -> int:
    return max(sum(piece.amount for piece in pieces), required or 0, 1)


def _bar_width(deck: Deck, wide: float, widest: int) -> float:
    """How long bars are, in points; what is left beside them holds half of the longest word under their ends."""
    return wide - min(deck.letters.width(digits(widest), AXIS) / 2 + 2, wide * 0.2) - 2


def draw_bar(slide: Slide, room: Room, head: Head, pieces: Sequence[Piece], required: int | None, widest: int) -> None:
    """A bar as long as its requirement, or as what counts where that is more.

    `widest` is the largest amount under any bar of the slide, so that all are of one length.

    An axis under it begins at 0 and names the requirement.
    """
    deck = slide.deck
    scale = _scale(pieces, required)
    figures = ChartFigures([head.title], head.made_at, head.marks)
    for piece in pieces:
        figures.add(piece.name, [piece.amount], number_pattern(piece.amount, approximate=piece.approximate))
    frame = add_chart(slide, XL_CHART_TYPE.BAR_STACKED, room, figures, head)
    chart = frame.chart
    wide, high = room.width / POINT, room.height / POINT
    taken = write_title(deck, chart, head, chart.value_axis, wide, high)
    above = TITLE * LINE + 6
    below = taken - above + AXIS * LINE + 12
    bar = _bar_width(deck, wide, widest)
    place_bars(chart, 2 / wide, above / high, bar / wide, max(high - above - below, 12) / high)
    plot = chart.plots[0]
    plot.gap_width = 18
    for series, piece in zip(plot.series, pieces, strict=True):
        paint(deck, series._element, piece.rung)
        size, has_name = _label(deck, piece, piece.amount / scale * bar, (high - above - below) * 0.85)
        _write_label(deck, series, piece, size, has_name=has_name)
    chart.category_axis.visible = False
    _value_axis(chart, required, scale)


def _label(deck: Deck, piece: Piece, wide: float, high: float) -> tuple[float, bool]:
    """The size of a piece's label and whether it has room for the name; 0 where not even the amount has."""
    amount = ("~" if piece.approximate else "") + digits(piece.amount)
    # The smallest are tried whatever the height: the slide sees to it that a bar has room for two such lines.
    sizes = [size for size in _LABEL_SIZES if 2 * size * LINE <= high] or _LABEL_SIZES[-1:]
    for size in sizes:
        needed = max(deck.letters.width(piece.name, size, bold=True), deck.letters.width(amount, size, bold=True))
        if needed + 6 <= wide:
            return size, True
    for size in sizes:
        if deck.letters.width(amount, size, bold=True) + 4 <= wide:
            return size, False
    return 0, False


def _write_label(deck: Deck, series: Any, piece: Piece, size: float, *, has_name: bool) -> None:
    """The label of a bar's piece, live: it follows the workbook where that is edited."""
    labels = series.data_labels
    labels.show_value, labels.show_series_name = size > 0, size > 0 and has_name
    if not size:
        labels.show_legend_key = False
        return
    _style_labels(deck, labels, piece.rung, size)
    labels.number_format = number_pattern(piece.amount, approximate=piece.approximate)
    labels.number_format_is_linked = False
    labels.position = XL_LABEL_POSITION.CENTER
    _separate(labels._element)


def _style_labels(deck: Deck, labels: Any, rung: str, size: float) -> None:
    labels.font.size, labels.font.bold = Pt(size), True
    is_hatched = rung == MISSING or terms.RUNG[rung].is_hatched
    ground = INK if deck.is_dark else PAPER
    colour = (PAPER if deck.is_dark else INK) if is_hatched else readable_on(deck.colour(rung))
    labels.font.color.rgb = rgb(colour)
    if is_hatched:
        _back(labels._element, ground)
    body = labels._element.find(qn("c:txPr")).find(qn("a:bodyPr"))
    body.set("wrap", "none")


def _back(labels: Any, colour: str) -> None:
    """A plain ground behind labels on hatching."""
    text = labels.find(qn("c:txPr"))
    text.addprevious(
        parse_xml(
            f'<c:spPr xmlns:c="{CHART}" xmlns:a="{MAIN}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
            "<a:ln><a:noFill/></a:ln></c:spPr>"
        )
    )


def _separate(labels: Any) -> None:
    """Name and amount on a line each."""
    last = labels.find(qn("c:showBubbleSize"))
    if last is None:
        last = labels.find(qn("c:showPercent"))
    mark = OxmlElement("c:separator")
    mark.text = "\n"
    last.addnext(mark)


def _value_axis(chart: Any, required: int | None, scale: int) -> None:
    """An axis that begins at 0 and names one amount, the requirement; none where that is unknown or covered twice."""
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale = 0, major_units(scale)
    axis.format.line.fill.background()
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    # The format marks every multiple: where twice as much counts, marks at 2 and 3 times would say nothing.
    axis.has_major_gridlines = bool(required) and scale < 2 * (required or 0)
    if not axis.has_major_gridlines:
        axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        return
    axis.major_unit = major_units(required)
    axis.major_gridlines.format.line.color.theme_color = MSO_THEME_COLOR.TEXT_1
    axis.major_gridlines.format.line.width = Pt(1.25)
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    labels = axis.tick_labels
    labels.font.size = Pt(AXIS)
    labels.number_format = number_pattern(required or 0)
    labels.number_format_is_linked = False
