"""The slide of what changed since the last brief: in words, step by step, and reconciled."""

from collections.abc import Sequence

from tracker.briefing.language import say
from tracker.briefing.pack.brief import Brief
from tracker.briefing.pack.chart_look import Head
from tracker.briefing.pack.chart_steps import can_step, draw_steps
from tracker.briefing.pack.deck import Deck
from tracker.briefing.pack.room import INCH
from tracker.briefing.pack.slide_marks import (
    picture_line,
)
from tracker.briefing.pack.slide_tables import Column, Grid, Row, about_table, draw_table, lay_table
from tracker.briefing.pack.slide_text import (
    GAP,
    write_sentences,
)
from tracker.briefing.words import amount_words, day_words


def add_changes(deck: Deck, brief: Brief, notes: Sequence[str]) -> None:
    """What changed; left out where it is so little that the first slide says it."""
    changes, marks = brief.changes, brief.marks
    steps = [(say(f"kind-{one.kind.replace(' ', '-')}"), one.amount, one.approximate) for one in changes.steps]
    has_moved = len(steps) > 2
    if not has_moved and (not changes.sentences or quiet_changes(brief)):
        return
    since = day_words(changes.since)
    title = say("brief-changed", date=since)
    if changes.printed:
        title = say("brief-changed-printed", date=since, record=say("brief-record", number=changes.printed))
    slide = deck.add_slide(title, notes)
    room = write_sentences(slide, slide.room, changes.sentences, 0.4 if has_moved else 0.9)
    if not has_moved:
        return
    columns = (Column(say("brief-change")), Column(f"{say('brief-amount')}, {marks.currency}", is_number=True))
    rows = [
        Row((text, amount_words(amount, approximate=about, signed=0 < place < len(steps) - 1)),
            bold=place in (0, len(steps) - 1), is_total=place == len(steps) - 1)
        for place, (text, amount, about) in enumerate(steps)
    ]  # fmt: skip
    grid = Grid(say("brief-firm"), columns, tuple(rows))
    is_drawn = can_step(steps) and room.height > 1.8 * INCH
    beside = room.right_part(0.36, GAP) if is_drawn else room
    parts = lay_table(grid, deck, beside)
    draw_table(slide, beside, parts[0], about_table(grid, marks))
    if is_drawn:
        said = [f"{text} {amount_words(amount, approximate=about, signed=0 < place < len(steps) - 1)}"
                for place, (text, amount, about) in enumerate(steps)]  # fmt: skip
        about = say("slides-chart", title=say("brief-firm"), parts=", ".join(said))
        head = Head(say("brief-firm"), picture_line(marks), f"{about}. {picture_line(marks)}.", marks.recorded_at)
        names = tuple(say(f"slides-{name}") for name in ("below", "stood", "more", "less"))
        draw_steps(slide, room.left_part(0.64, GAP), head, steps, (names[0], names[1], names[2], names[3]))
    for part in parts[1:]:
        draw_table(deck.add_slide(title, notes), deck.room, part, about_table(grid, marks))


def quiet_changes(brief: Brief) -> tuple[str, ...]:
    """What is said of changes where there is too little of them for a slide of its own."""
    said = brief.changes.sentences
    return said if len(brief.changes.steps) <= 2 and len(said) <= 2 else ()
