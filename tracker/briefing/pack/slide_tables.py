"""Native tables on slides: columns as wide as their texts ask for, rows on as many slides as they need.

It knows no figures: all texts are written already.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu

from tracker.briefing.language import say
from tracker.briefing.pack.brief import Marks
from tracker.briefing.pack.deck import MAIN, Deck, Line, Slide, describe
from tracker.briefing.pack.room import LINE, POINT, Letters, Room
from tracker.briefing.pack.slide_marks import picture_line
from tracker.briefing.pack.slide_text import part_title

_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_GOOD = 12.0
"""Letters that can be read from the back of a room: cells are broken before they become smaller."""
_HEAVY, _LIGHT = 12_700, 6_350
_SIDE, _ABOVE = 7.0, 3.0
"""Room inside a cell, in points."""
_SIZES = (16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.5)
_AIRY = 1.35
"""Rows may be so many times as high as their text asks for, where there is room."""
_SPLIT_SIZES, _LEAST = (12.0, 11.0, 10.5), 6.0
_SHORT = 0.2
"""A column that asks for no more than this part of a table's width gets it."""


@dataclass(frozen=True)
class Column:
    """A column's heading, and whether it holds amounts."""

    head: str
    is_number: bool = False


@dataclass(frozen=True)
class Row:
    """A row's texts, one a column, a line break in them a new paragraph; `rung` colours its mark, where it has one."""

    cells: tuple[str, ...]
    bold: bool = False
    rung: str = ""
    is_total: bool = False


@dataclass(frozen=True)
class Grid:
    """A table before it is drawn; `groups` are headings over so many columns each."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    groups: tuple[tuple[str, int], ...] = ()
    marked: int | None = None
    """The column in which a row's rung is marked with its colour."""


@dataclass(frozen=True)
class Part:
    """What of a table stands on one slide: its letters, the widths and heights of columns and rows, in points."""

    grid: Grid
    size: float
    widths: tuple[float, ...]
    heads: tuple[float, ...]
    heights: tuple[float, ...]


def lay_table(grid: Grid, deck: Deck, room: Room) -> list[Part]:
    """A table in parts that fit into a room each: in one, in letters of a good size, else in several."""
    width, height = room.width / POINT, room.height / POINT
    small = [size for size in _SIZES if size < _GOOD]
    tries = [(size, True) for size in _SIZES if size >= _GOOD] + [(_GOOD + 1, False), (_GOOD, False)]
    for size, is_strict in [*tries, *((size, True) for size in small), *((size, False) for size in small)]:
        laid = _lay(grid, deck.letters, width, size, is_strict=is_strict)
        if laid and sum(laid.heads) + sum(laid.heights) <= height:
            return [laid]
    last = ((size, is_strict) for is_strict in (True, False) for size in _SPLIT_SIZES)
    laid = next((laid for size, is_strict in last
                 if (laid := _lay(grid, deck.letters, width, size, is_strict=is_strict))), None)  # fmt: skip
    return _split(laid or _squeeze(grid, deck.letters, width), height)


def _split(laid: Part, height: float) -> list[Part]:
    """A table's rows on as few slides as hold them, about as many on each."""
    free = max(height - sum(laid.heads), 1)
    count = int(sum(laid.heights) // free) + 1
    most = min(free, sum(laid.heights) / count + max(laid.heights))
    starts, used = [0], 0.0
    for place, high in enumerate(laid.heights):
        if used and used + high > most:
            starts.append(place)
            used = 0.0
        used += high
    return [
        replace(laid, grid=replace(laid.grid, rows=laid.grid.rows[start:end]), heights=laid.heights[start:end])
        for start, end in zip(starts, [*starts[1:], len(laid.heights)], strict=True)
    ]


def draw_table(slide: Slide, room: Room, part: Part, about: str) -> int:
    """Draw a table at the top of a room; its height. `about` is read aloud in its place."""
    grid = part.grid
    heads = len(part.heads)
    heights = [*part.heads, *part.heights]
    air = min(max(room.height / POINT / sum(heights), 1), _AIRY)
    heights = [height * air for height in heights]
    high = round(sum(heights) * POINT)
    frame = slide.shapes.add_table(1, len(grid.columns), Emu(room.left), Emu(room.top), Emu(room.width), Emu(high))
    describe(frame, about)
    table = frame.table
    table.horz_banding = False
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    for column, width in zip(table.columns, part.widths, strict=True):
        column.width = Emu(round(width * POINT))
    headings = Row(tuple(column.head for column in grid.columns), bold=True)
    weights = [_HEAVY, *[_LIGHT] * len(grid.rows)]
    rows = [
        _row_xml(slide.deck, grid, row, part.size, height, weight)
        for row, height, weight in zip([headings, *grid.rows], heights[heads - 1 :], weights, strict=True)
    ]
    if grid.groups:
        rows.insert(0, _group_xml(slide.deck, grid, part.size, heights[0]))
    body = table._tbl
    body.remove(body.tr_lst[0])
    # All rows at once: the library counts all of a table's cells whenever it is asked for one.
    body.extend(list(parse_xml(f'<a:tbl xmlns:a="{MAIN}">{"".join(rows)}</a:tbl>')))
    return high


def _row_xml(deck: Deck, grid: Grid, row: Row, size: float, height: float, weight: int) -> str:
    cells = []
    for place, text in enumerate(row.cells):
        align = "r" if grid.columns[place].is_number else ""
        lines = [Line(part, size if number == 0 else size - 1, bold=row.bold, faint=number > 0, align=align)
                 for number, part in enumerate(text.split("\n"))]  # fmt: skip
        mark = deck.colour(row.rung) if row.rung and place == grid.marked else ""
        borders = _border("lnL", 76_200, f'<a:srgbClr val="{mark.upper()}"/>') if mark else _border("lnL")
        borders += _border("lnR") + (_border("lnT", _HEAVY, _INK) if row.is_total else _border("lnT"))
        borders += _border("lnB", weight, _INK if weight > _LIGHT else _GREY)
        cells.append(_cell_xml(deck, lines, borders, ""))
    return f'<a:tr h="{round(height * POINT)}">{"".join(cells)}</a:tr>'


def _group_xml(deck: Deck, grid: Grid, size: float, height: float) -> str:
    """Headings over several columns each."""
    cells = []
    for text, span in grid.groups:
        under = _border("lnB", _LIGHT, _INK) if text else _border("lnB")
        borders = _border("lnL") + _border("lnR") + _border("lnT") + under
        for number in range(span):
            merged = ' hMerge="1"' if number else f' gridSpan="{span}"' if span > 1 else ""
            line = Line("" if number else text, size, bold=True, align="ctr")
            cells.append(_cell_xml(deck, [line], borders, merged))
    return f'<a:tr h="{round(height * POINT)}">{"".join(cells)}</a:tr>'


_INK = '<a:schemeClr val="tx1"/>'
_GREY = '<a:schemeClr val="tx1"><a:lumMod val="50000"/><a:lumOff val="50000"/></a:schemeClr>'


def _border(side: str, width: int = 0, colour: str = "") -> str:
    fill = f"<a:solidFill>{colour}</a:solidFill>" if colour else "<a:noFill/>"
    return f'<a:{side} w="{width}" cap="flat">{fill}</a:{side}>'


def _cell_xml(deck: Deck, lines: Sequence[Line], borders: str, merged: str) -> str:
    side, above = round(_SIDE * POINT), round(_ABOVE * POINT)
    return (
        f"<a:tc{merged}><a:txBody><a:bodyPr/><a:lstStyle/>{''.join(deck.paragraph(line) for line in lines)}</a:txBody>"
        f'<a:tcPr marL="{side}" marR="{side}" marT="{above}" marB="{above}" anchor="ctr">{borders}<a:noFill/></a:tcPr>'
        "</a:tc>"
    )


def _lay(grid: Grid, letters: Letters, width: float, size: float, *, is_strict: bool) -> Part | None:
    """How wide the columns and how high the rows are; None where words of that size do not fit.

    `is_strict`: where amounts and what is short would have to be broken as well.
    """
    widths = _widths(grid, letters, width, size, is_strict=is_strict)
    return None if widths is None else _measure(grid, letters, widths, size)


def _squeeze(grid: Grid, letters: Letters, width: float) -> Part:
    """The table in letters so small that its longest words fit, or else in the smallest, with words broken."""
    size = _SPLIT_SIZES[-1]
    while size > _LEAST:
        size -= 0.5
        laid = _lay(grid, letters, width, size, is_strict=False)
        if laid:
            return laid
    return _measure(grid, letters, tuple(width / len(grid.columns) for _ in grid.columns), size)


def _measure(grid: Grid, letters: Letters, widths: tuple[float, ...], size: float) -> Part:
    heads = [_height([column.head for column in grid.columns], widths, letters, size, is_bold=True)]
    if grid.groups:
        at, spans = 0, []
        for _, span in grid.groups:
            spans.append(sum(widths[at : at + span]))
            at += span
        heads.insert(0, _height([text for text, _ in grid.groups], spans, letters, size, is_bold=True))
    heights = tuple(_height(row.cells, widths, letters, size, is_bold=row.bold) for row in grid.rows)
    return Part(grid, size, widths, tuple(heads), heights)


def _height(cells: Sequence[str], widths: Sequence[float], letters: Letters, size: float, *, is_bold: bool) -> float:
    lines = max(
        sum(letters.lines(part, size, wide - 2 * _SIDE, bold=is_bold) for part in text.split("\n"))
        for text, wide in zip(cells, widths, strict=True)
    )
    return lines * size * LINE + 2 * _ABOVE


def _widths(
    grid: Grid, letters: Letters, width: float, size: float, *, is_strict: bool
) -> tuple[float, ...] | None:  # fmt: skip
    """Columns as wide as they like, else between that and their longest word; None where not even that fits."""
    natural, least = [], []
    for place, column in enumerate(grid.columns):
        texts = [(column.head, True), *((row.cells[place], row.bold) for row in grid.rows)]
        parts = [(part, bold) for text, bold in texts for part in text.split("\n")]
        wish = max(letters.width(part, size, bold=bold) for part, bold in parts) + 2 * _SIDE + 2
        words = [(word, bold) for part, bold in parts for word in part.split(" ")]
        longest = max(letters.width(word, size, bold=bold) for word, bold in words) + 2 * _SIDE + 2
        is_whole = is_strict and (column.is_number or wish < width * _SHORT)
        natural.append(wish)
        least.append(wish if is_whole else longest if column.is_number else min(longest, width * 0.4))
    if sum(natural) <= width:
        wide = [place for place, column in enumerate(grid.columns) if not column.is_number] or range(len(natural))
        more = (width - sum(natural)) / len(natural)
        some = (width - sum(natural) - more * (len(natural) - len(wide))) / len(wide)
        return tuple(one + (some if place in wide else more) for place, one in enumerate(natural))
    if sum(least) > width:
        return None
    share = (width - sum(least)) / (sum(natural) - sum(least))
    return tuple(low + (high - low) * share for low, high in zip(least, natural, strict=True))


def add_table_slides(deck: Deck, grid: Grid, marks: Marks, notes: Sequence[str]) -> None:
    """A table on slides of its own, on as many as it needs."""
    parts = lay_table(grid, deck, deck.room)
    for number, part in enumerate(parts, 1):
        slide = deck.add_slide(part_title(grid.title, number, len(parts)), notes)
        draw_table(slide, slide.room, part, about_table(grid, marks))


def about_table(grid: Grid, marks: Marks) -> str:
    """What is read aloud in a table's place."""
    parts = ", ".join(column.head for column in grid.columns)
    return f"{say('slides-table', title=grid.title, parts=parts)}. {picture_line(marks)}."
