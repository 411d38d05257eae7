"""The key to the ladder's colours, as shapes that are one group."""

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from tracker.briefing.office import plain_text
from tracker.briefing.pack.chart_look import (
    MISSING,
    SLIDES,
    fill_xml,
)
from tracker.briefing.pack.deck import MAIN, Line, Slide, describe
from tracker.briefing.pack.room import POINT, Room


def draw_key(slide: Slide, room: Room, entries: Sequence[tuple[str, str]], about: str) -> int:
    """The ladder's colours with their words, in as many lines as they need; their height."""
    deck, size = slide.deck, 10.0
    square, step = round(9 * POINT), round(size * 1.6 * POINT)
    at, line = room.left, room.top
    group = slide.shapes.add_group_shape()
    describe(group, about)
    first = max((int(one) for one in slide.shapes._spTree.xpath("//@id") if one.isdigit()), default=1) + 1
    shapes = []
    for number, (rung, text) in enumerate(entries):
        wide = round((deck.letters.width(text, size) + 3) * POINT)
        if at > room.left and at + square + wide > room.right:
            at, line = room.left, line + step
        edge = deck.colour(MISSING if rung == MISSING else "committed").upper()
        outline = f'<a:ln w="6350"><a:solidFill><a:srgbClr val="{edge}"/></a:solidFill></a:ln>'
        box = Room(at, line + round(2 * POINT), square, square)
        shapes.append(_shape_xml(first + 2 * number, text, box, fill_xml(deck, rung) + outline, "<a:p/>"))
        label = Room(at + square + round(4 * POINT), line, wide, step)
        shapes.append(_shape_xml(first + 2 * number + 1, text, label, "<a:noFill/>", deck.paragraph(Line(text, size))))
        at += square + wide + round(16 * POINT)
    high = line + step - room.top
    spaces = f'xmlns:a="{MAIN}" xmlns:p="{SLIDES}"'
    group._element.extend(list(parse_xml(f"<p:spTree {spaces}>{''.join(shapes)}</p:spTree>")))
    group.left, group.top, group.width, group.height = room.left, room.top, room.width, high
    inner = group._element.find(qn("p:grpSpPr")).find(qn("a:xfrm"))
    for name, (one, other) in {"chOff": (room.left, room.top), "chExt": (room.width, high)}.items():
        part = inner.find(qn(f"a:{name}"))
        for key, value in zip(part.keys(), (one, other), strict=True):
            part.set(key, str(value))
    return high


def _shape_xml(number: int, name: str, box: Room, look: str, text: str) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name={quoteattr(plain_text(name))}/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{box.left}" y="{box.top}"/><a:ext cx="{box.width}" cy="{box.height}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{look}</p:spPr>'
        f'<p:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0"/><a:lstStyle/>{text}</p:txBody></p:sp>'
    )
