"""The slides of what is wanted, overdue and ahead, and of what is vague or not known."""

from collections.abc import Sequence

from tracker.briefing.language import say
from tracker.briefing.pack.brief import Brief, Meeting, Overdue
from tracker.briefing.pack.deck import Deck, Line
from tracker.briefing.pack.labels import overdue_words
from tracker.briefing.pack.slide_marks import (
    source_lines,
)
from tracker.briefing.pack.slide_tables import Column, Grid, Row, about_table, draw_table, lay_table
from tracker.briefing.pack.slide_text import (
    GAP,
    SMALL_GAP,
    Block,
    add_block_slides,
    flow,
    part_title,
    write_columns,
)
from tracker.briefing.words import date_words


def add_decisions(deck: Deck, brief: Brief, notes: Sequence[str]) -> None:
    """What is wanted of whom, with what is overdue and when the next meetings are."""
    blocks = [*_overdue_block(brief.overdue, brief.more_overdue), *_meeting_block(brief.meetings, brief.more_meetings)]
    title = say("brief-decisions")
    if brief.standing == "covered" and not brief.decisions:
        blocks.insert(0, Block(title, (say("brief-no-decision"),)))
    if not brief.decisions and not blocks:
        return
    if not brief.decisions:
        alone = [Block("", blocks[0].lines)] if len(blocks) == 1 else blocks
        add_block_slides(deck, " · ".join(block.head for block in blocks), alone, notes)
        return
    slide = deck.add_slide(title, notes)
    room = slide.room
    is_dated = any(one.by for one in brief.decisions)
    heads = ["of-whom", "decision", *(["by-when"] if is_dated else [])]
    rows = [
        Row((one.who or say("brief-nobody"), one.sentence, *([_by(one.by)] if is_dated else [])))
        for one in brief.decisions
    ]
    grid = Grid(title, tuple(Column(say(f"brief-{name}")) for name in heads), tuple(rows))
    left = room.left_part(0.64, GAP) if blocks else room
    right = room.right_part(0.36, GAP)
    more = [Line(say("brief-more", count=brief.more_decisions), 12, faint=True)] if brief.more_decisions else []
    below = slide.height_of(more, left.width) + SMALL_GAP * len(more)
    parts = lay_table(grid, deck, left.first(left.height - below))
    for number, part in enumerate(parts):
        slide = slide if number == 0 else deck.add_slide(part_title(title, number + 1, len(parts)), notes)
        high = draw_table(slide, left.first(left.height - below), part, about_table(grid, brief.marks))
        if more and number == len(parts) - 1:
            slide.write(left.below(high, SMALL_GAP).first(below), more)
        if number == 0 and blocks:
            laid = list(flow(blocks, deck, right, 1))
            if len(laid) == 1:
                write_columns(slide, right, laid[0], 1)
                blocks = []
    if blocks:
        for columns_of in flow(blocks, deck, deck.room, 2):
            slide = deck.add_slide(title, notes)
            write_columns(slide, slide.room, columns_of, 2)


def _by(on: str) -> str:
    return date_words(on, short=True) if on else ""


def _overdue_block(overdue: Sequence[Overdue], more: int) -> list[Block]:
    lines = [overdue_words(one) for one in overdue]
    return [Block(say("brief-overdue"), _and_more(lines, more))] if lines else []


def _meeting_block(meetings: Sequence[Meeting], more: int) -> list[Block]:
    lines = []
    for one in meetings:
        until = f" – {date_words(one.ends_on, short=True)}" if one.ends_on and one.ends_on != one.on else ""
        lines.append(f"{date_words(one.on, short=True)}{until}: {one.title}")
    return [Block(say("brief-meetings"), _and_more(lines, more))] if lines else []


def _and_more(lines: list[str], more: int) -> tuple[str, ...]:
    return (*lines, *([say("brief-more", count=more)] if more else []))


def add_uncertain(deck: Deck, brief: Brief, notes: Sequence[str]) -> None:
    """What to bear in mind, what is not known, the outlook, and the sources."""
    blocks = [
        Block(say(f"brief-{name}"), lines)
        for name, lines in (
            ("caveats", brief.caveats), ("unknowns", brief.unknowns), ("outlook", brief.outlook),
            ("sources", tuple(source_lines(brief.sources)) if brief.sources else ()),
        )
        if lines
    ]  # fmt: skip
    add_block_slides(deck, say("slides-uncertain"), blocks, notes)
