"""Which layout of a template slides stand on, and what room it leaves for their content. It writes no slide."""

import re
from dataclasses import dataclass
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from tracker.briefing.pack.room import INCH, POINT, Letters, Room
from tracker.problems import RefusedError

_FOOT = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)


@dataclass(frozen=True)
class Ground:
    """The rooms of the layout that slides stand on, and how text looks on it.

    `footer_index` and `number_index` are None where the layout has no such placeholder; `strip` is all of the width
    that a footer may take.
    """

    title: Room
    title_size: float
    title_padding: float
    room: Room
    footer: Room | None
    footer_index: int | None
    strip: Room
    number: Room
    number_index: int | None
    letters: Letters
    is_dark: bool


def find_ground(presentation: Any) -> tuple[int, int, Ground]:
    """The layout that suits best, by its master's place and its own: a title, a footer, a page number, little else.

    A template without a layout to stand on is a RefusedError.
    """
    size = (int(presentation.slide_width), int(presentation.slide_height))
    found = []
    for number, master in enumerate(presentation.slide_masters):
        for place, layout in enumerate(master.slide_layouts):
            title = _of(layout, PP_PLACEHOLDER.TITLE)
            if title is None or _box(title) is None:
                continue
            ground = _ground(layout, title, size)
            others = [one for one in layout.placeholders
                      if one.placeholder_format.type not in (PP_PLACEHOLDER.TITLE, *_FOOT)]  # fmt: skip
            feet = (ground.footer_index is not None) + (ground.number_index is not None)
            if ground.room.width > size[0] * 0.4 and ground.room.height > size[1] * 0.35:
                found.append(((-len(others), feet), (number, place, ground)))
    if not found:
        raise RefusedError(
            "the template has no layout with a title and room under it; add one such as PowerPoint's “Title Only”"
        )
    return max(found, key=lambda one: one[0])[1]


def _ground(layout: Any, title: Any, size: tuple[int, int]) -> Ground:
    width, height = size
    master = layout.slide_master
    box = _box(title) or Room(0, 0, width, INCH)
    footer, number = _of(layout, PP_PLACEHOLDER.FOOTER), _of(layout, PP_PLACEHOLDER.SLIDE_NUMBER)
    foot = [_box(shape) for shape in layout.placeholders if shape.placeholder_format.type in _FOOT]
    below = [one for one in foot if one is not None and one.top > height * 0.75]
    base = min([one.top for one in below], default=round(height * 0.925))
    gap = round(0.08 * INCH)
    body = _content(layout) or _content(master) or box
    left, right = body.left, body.right
    top = max(box.bottom + gap, body.top if body is not box and body.top < base else 0)
    bottom = min(base - gap, body.bottom if body is not box and body.bottom > top else base)
    room = Room(left, top, right - left, max(bottom - top, 0))
    number_box = _box(number) if number is not None else None
    footer_box = _box(footer) if footer is not None else None
    at = footer_box if footer_box in below else next(iter(below), Room(left, base, right - left, round(0.4 * INCH)))
    assert at is not None
    page = number_box or Room(right - INCH // 2, at.top, INCH // 2, at.height)
    strip = _strip(layout, Room(left, at.top, right - left, at.height), page)
    typeface, is_dark = _theme(master)
    return Ground(
        box, _title_size(layout, title), _padding(title), room,
        footer_box, footer.placeholder_format.idx if footer is not None else None, strip,
        page, number.placeholder_format.idx if number is not None else None, Letters.of(typeface), is_dark,
    )  # fmt: skip


def _box(shape: Any) -> Room | None:
    sides = (shape.left, shape.top, shape.width, shape.height)
    return None if any(side is None for side in sides) else Room(*(int(side) for side in sides))


def _of(shapes: Any, kind: Any) -> Any:
    return next((shape for shape in shapes.placeholders if shape.placeholder_format.type == kind), None)


def _content(shapes: Any) -> Room | None:
    """The largest room that is meant for content."""
    kinds = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)
    rooms = [_box(one) for one in shapes.placeholders if one.placeholder_format.type in kinds]
    return max((room for room in rooms if room), key=lambda room: room.width * room.height, default=None)


def _strip(layout: Any, strip: Room, page: Room) -> Room:
    """What of the slide's foot is free of the page number and of the office's own pictures."""
    left, right, gap = strip.left, strip.right, round(0.1 * INCH)
    taken = [page]
    for shapes in (layout.shapes, layout.slide_master.shapes):
        taken.extend(box for box in (_box(one) for one in shapes if not one.is_placeholder) if box)
    for box in taken:
        is_beside = box.top < strip.bottom and box.bottom > strip.top and box.width < strip.width * 0.6
        if is_beside and box.left + box.width / 2 < (strip.left + strip.right) / 2:
            left = max(left, box.right + gap)
        elif is_beside:
            right = min(right, box.left - gap)
    return Room(left, strip.top, max(right - left, INCH), strip.height)


def _title_size(layout: Any, title: Any) -> float:
    """How large the letters of a title are, as layout or master say."""
    for element in (title._element, layout.slide_master._element.find(qn("p:txStyles"))):
        if element is None:
            continue
        held = element.find(f".//{qn('p:titleStyle')}")
        for run in (element if held is None else held).iter(qn("a:defRPr")):
            if run.get("sz"):
                return int(run.get("sz")) / 100
    for shape in layout.slide_master.placeholders:
        if shape.placeholder_format.type == PP_PLACEHOLDER.TITLE:
            for run in shape._element.iter(qn("a:defRPr")):
                if run.get("sz"):
                    return int(run.get("sz")) / 100
    return 28.0


def _padding(title: Any) -> float:
    """What a title's box keeps free left and right, in points."""
    body = title._element.find(f".//{qn('a:bodyPr')}")
    held = [body.get(side) for side in ("lIns", "rIns")] if body is not None else [None, None]
    return sum(int(one) / POINT if one is not None else 7.2 for one in held)


def _theme(master: Any) -> tuple[str, bool]:
    """The typeface of text, and whether it stands on dark."""
    theme = master.part.part_related_by(RT.THEME).blob
    root = parse_xml(theme)
    latin = root.find(f".//{qn('a:minorFont')}/{qn('a:latin')}")
    colours = master._element.find(qn("p:clrMap"))
    name = colours.get("tx1", "dk1") if colours is not None else "dk1"
    ink = root.find(f".//{qn('a:clrScheme')}/{qn(f'a:{name}')}")
    value = "000000"
    if ink is not None and len(ink):
        value = ink[0].get("lastClr") or ink[0].get("val") or value
    if not re.fullmatch("[0-9A-Fa-f]{6}", value):
        value = "ffffff" if value == "window" else "000000"
    red, green, blue = (int(value[at : at + 2], 16) for at in (0, 2, 4))
    return (latin.get("typeface") or "") if latin is not None else "", red * 0.3 + green * 0.59 + blue * 0.11 > 128
