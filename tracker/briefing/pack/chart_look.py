"""What all native charts have in common: their title and marks, the ladder's colours, labels. It knows no figures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from tracker import terms
from tracker.briefing.pack.chart_data import ChartFigures
from tracker.briefing.pack.deck import MAIN, Deck, Line, Slide, describe
from tracker.briefing.pack.room import LINE, Room

MISSING = "missing"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
TITLE, MARKS, AXIS, SMALLEST = 14.0, 9.0, 10.0, 9.0
INK, PAPER = "16202B", "FFFFFF"


@dataclass(frozen=True)
class Head:
    """What stands above a chart and goes with it where it is copied, and what is read aloud in its place."""

    title: str
    marks: str
    about: str
    made_at: datetime | None


def add_chart(slide: Slide, kind: Any, room: Room, figures: ChartFigures, head: Head) -> Any:
    """A native chart in a room of a slide, in the slide's letters, with its text for reading aloud; its frame."""
    frame = slide.shapes.add_chart(kind, Emu(room.left), Emu(room.top), Emu(room.width), Emu(room.height), figures)
    describe(frame, head.about)
    chart = frame.chart
    chart.has_legend = False
    chart.font.size = Pt(AXIS)
    chart.font.color.theme_color = MSO_THEME_COLOR.TEXT_1
    space = chart._chartSpace
    # Without the mark, the format's own default rounds the corners of the frame.
    space.insert(1, parse_xml(f'<c:roundedCorners xmlns:c="{CHART}" val="0"/>'))
    return frame


def write_title(deck: Deck, chart: Any, head: Head, axis: Any, wide: float, high: float) -> float:
    """The title over a chart, and its marks as the title of the axis under it; how much height they take, in points.

    Two titles, as LibreOffice writes all of one title in the letters of its first word.
    """
    size = deck.letters.fit([head.title], wide * 0.78, TITLE * LINE, TITLE, SMALLEST, bold=True) or SMALLEST
    marks = deck.letters.fit([head.marks], wide * 0.78, MARKS * LINE, MARKS, 7) or 7
    below = deck.letters.lines(head.marks, marks, wide * 0.78) * marks * LINE
    foot = 1 - (below + 3) / high
    owners = (chart.chart_title, head.title, size, True, 0.0), (axis.axis_title, head.marks, marks, False, foot)
    for owner, text, points, bold, top in owners:
        deck.fill(owner.text_frame, [Line(text, points, bold=bold, light=not bold, align="l")])
        title = owner._element
        for old in title.findall(qn("c:layout")):
            title.remove(old)
        title.find(qn("c:tx")).addnext(_manual(0.0, top))
    chart.chart_title.include_in_layout = False
    return deck.letters.lines(head.title, size, wide * 0.78, bold=True) * size * LINE + 6 + below


def _manual(left: float, top: float, width: float | None = None, height: float | None = None) -> Any:
    inner = '<c:layoutTarget val="inner"/>' if width is not None else ""
    places = {"x": left, "y": top, "w": width, "h": height}
    modes = '<c:xMode val="edge"/><c:yMode val="edge"/>'
    listed = "".join(f'<c:{name} val="{place:.5f}"/>' for name, place in places.items() if place is not None)
    return parse_xml(f'<c:layout xmlns:c="{CHART}"><c:manualLayout>{inner}{modes}{listed}</c:manualLayout></c:layout>')


def place_bars(chart: Any, left: float, top: float, width: float, height: float) -> None:
    """Put the bars themselves into a part of the chart, by fractions of it."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    area.insert(0, _manual(left, top, width, height))


def paint(deck: Deck, properties: Any, rung: str) -> None:
    """Give a series a rung's colour, and its pieces a thin line between them."""
    line = f'<a:ln w="9525"><a:solidFill><a:srgbClr val="{ground_of(deck)}"/></a:solidFill></a:ln>'
    look = parse_xml(f'<c:spPr xmlns:c="{CHART}" xmlns:a="{MAIN}">{fill_xml(deck, rung)}{line}</c:spPr>')
    properties.replace(properties.get_or_add_spPr(), look)


def fill_xml(deck: Deck, rung: str) -> str:
    """A rung's colour; what is possible or missing is hatched."""
    colour = deck.colour(rung).upper()
    if rung != MISSING and not terms.RUNG[rung].is_hatched:
        return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    pattern, line, back = "wdUpDiag", colour, ground_of(deck)
    if rung != MISSING:
        pattern, line, back = "ltUpDiag", deck.colour(terms.PLEDGED).upper(), colour
    return (
        f'<a:pattFill prst="{pattern}"><a:fgClr><a:srgbClr val="{line}"/></a:fgClr>'
        f'<a:bgClr><a:srgbClr val="{back}"/></a:bgClr></a:pattFill>'
    )


def ground_of(deck: Deck) -> str:
    """The colour of what lies behind a chart."""
    return INK if deck.is_dark else PAPER


def digits(amount: int) -> str:
    """An amount about as wide as a chart writes it."""
    return f"{abs(amount) // 100:,}" + (".00" if amount % 100 else "")


def insert_label(
    series: Any, place: int, pattern: str, colour: str, size: float, position: str, ground: str = ""
) -> None:
    """A label of one bar of a series, live; `position` and `ground` are the format's own."""
    labels = series._element.get_or_add_dLbls()
    code = pattern.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    ink = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>' if colour else (
        '<a:solidFill><a:schemeClr val="tx1"/></a:solidFill>')  # fmt: skip
    label = parse_xml(
        f'<c:dLbl xmlns:c="{CHART}" xmlns:a="{MAIN}"><c:idx val="{place}"/>'
        f'<c:numFmt formatCode="{code}" sourceLinked="0"/>{ground}'
        f'<c:txPr><a:bodyPr wrap="none"/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(size * 100)}" b="1">{ink}'
        '</a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
        f'<c:dLblPos val="{position}"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbl>'
    )
    at = len(labels.findall(qn("c:dLbl")))
    labels.insert(at, label)
    for name in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"):
        flag = labels.find(qn(f"c:{name}"))
        if flag is not None:
            flag.set("val", "0")


def readable_on(colour: str) -> str:
    """Light or dark letters, whichever stand out more from a colour."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return PAPER if 1.05 / (light + 0.05) > (light + 0.05) / 0.058 else INK
