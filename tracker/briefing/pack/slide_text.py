"""Blocks of text on slides: headings with their lines, in columns, on as many slides as they need."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tracker.briefing.language import say
from tracker.briefing.pack.deck import Deck, Line, Slide
from tracker.briefing.pack.room import INCH, LINE, POINT, Room

SMALL_GAP = round(0.12 * INCH)
GAP = round(0.35 * INCH)
_SIZES = (16.0, 15.0, 14.0, 13.0, 12.0)


@dataclass(frozen=True)
class Block:
    """A heading and the lines under it."""

    head: str
    lines: tuple[str, ...]


def flow(blocks: Sequence[Block], deck: Deck, room: Room, columns: int) -> Iterator[list[list[Line]]]:
    """The lines of blocks by columns, slide by slide, in the largest letters in which one slide holds them all."""
    width = (room.width - GAP * (columns - 1)) / columns / POINT
    high = room.height / POINT
    laid: list[list[Line]] = []
    for size in _SIZES:
        laid = _fill(blocks, deck, width, high, size)
        if len(laid) <= columns:
            # Columns of about one height: the lowest in which the lines still find room.
            shorter = (_fill(blocks, deck, width, high * tenths / 10, size) for tenths in range(4, 10))
            laid = next((tried for tried in shorter if len(tried) <= columns), laid)
            break
    for first in range(0, len(laid), columns):
        yield laid[first : first + columns]


def write_columns(slide: Slide, room: Room, columns: Sequence[Sequence[Line]], count: int) -> None:
    """Lines in columns beside each other."""
    width = (room.width - GAP * (count - 1)) // count
    for number, lines in enumerate(columns):
        slide.write(replace(room, left=room.left + number * (width + GAP), width=width), lines)


def _fill(blocks: Sequence[Block], deck: Deck, width: float, high: float, size: float) -> list[list[Line]]:
    """Lines by columns; a heading stays with its first line, and a block that fits a column whole is not torn."""
    filled: list[list[Line]] = [[]]
    used = 0.0
    for block in blocks:
        lines = _lines(block, size)
        own = _height(lines, deck, width)
        if filled[-1] and used + own > high and own <= high:
            filled.append([])
            used = 0.0
        for number, line in enumerate(lines):
            needed = _height(lines[:2] if number == 0 else [line], deck, width)
            if filled[-1] and used + needed > high:
                filled.append([])
                used = 0.0
            filled[-1].append(line if filled[-1] else replace(line, before=0))
            used += _height(filled[-1][-1:], deck, width)
    return [column for column in filled if column]


def _lines(block: Block, size: float) -> list[Line]:
    head = [Line(block.head, size, bold=True, before=size)] if block.head else []
    return [*head, *(Line(text, size, bullet=True, before=size * 0.3) for text in block.lines)]


def _height(lines: Sequence[Line], deck: Deck, width: float) -> float:
    return sum(
        deck.letters.lines(line.text, line.size, width - (line.size * 0.9 if line.bullet else 0), bold=line.bold)
        * line.size * LINE + line.before
        for line in lines
    )  # fmt: skip


def write_sentences(slide: Slide, room: Room, sentences: Sequence[str], share: float) -> Room:
    """Sentences, each a paragraph, in no more than a share of a room where they can be; the room under them."""
    if not sentences:
        return room
    letters = slide.deck.letters
    size = letters.fit(sentences, room.width / POINT, room.height * share / POINT, 20, 12, gap=0.3) or 12
    lines = [Line(text, size, before=size * 0.3 if number else 0) for number, text in enumerate(sentences)]
    high = slide.height_of(lines, room.width)
    slide.write(room.first(high), lines)
    # Half a line more, for a machine that has not the typeface and writes in a wider one.
    return room.below(high, SMALL_GAP + size * POINT / 2)


def part_title(title: str, part: int, parts: int) -> str:
    """The title of a slide that is one of several."""
    return title if parts == 1 else say("slides-continued", title=title, part=part, parts=parts)


def add_block_slides(deck: Deck, title: str, blocks: Sequence[Block], notes: Sequence[str]) -> None:
    """Blocks of text on slides of their own, in two columns; none where there are none."""
    if not blocks:
        return
    laid = list(flow(blocks, deck, deck.room, 2))
    for number, columns in enumerate(laid, 1):
        slide = deck.add_slide(part_title(title, number, len(laid)), notes)
        write_columns(slide, slide.room, columns, 2)
