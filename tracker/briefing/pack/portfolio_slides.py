"""The slides of several phases: the bottom line, how far each is covered, what needs attention. It adds no money.

What is drawn between two figures of a phase is their difference; no figure is summed over phases here.
"""

from collections.abc import Sequence

from tracker import terms
from tracker.briefing.language import say
from tracker.briefing.pack.brief import PhaseLine, Portfolio, Total
from tracker.briefing.pack.chart_key import draw_key
from tracker.briefing.pack.chart_look import MISSING, Head
from tracker.briefing.pack.chart_shares import draw_shares
from tracker.briefing.pack.deck import Deck
from tracker.briefing.pack.room import INCH
from tracker.briefing.pack.slide_bottom_line import write_kicker
from tracker.briefing.pack.slide_marks import notes_lines, picture_line
from tracker.briefing.pack.slide_tables import Column, Grid, Row, about_table, add_table_slides, draw_table, lay_table
from tracker.briefing.pack.slide_text import Block, add_block_slides, part_title, write_sentences
from tracker.briefing.pack.slides import open_deck, save_deck
from tracker.briefing.words import UNKNOWN, amount_words, date_words, percent_words

_MOST_BARS = 10


def write_portfolio_slides(portfolio: Portfolio, template: bytes | None = None) -> bytes:
    """The slides of several phases as a .pptx file, the same bytes each time; for `template` see `write_slides`."""
    deck = open_deck(portfolio.marks, template)
    notes = notes_lines(portfolio.marks, ())
    _add_bottom_line(deck, portfolio, notes)
    _add_shares(deck, portfolio, notes)
    _add_phases(deck, portfolio, notes)
    blocks = [
        Block(say(f"brief-{name}"), lines)
        for name, lines in (("attention", portfolio.attention), ("caveats", portfolio.caveats))
        if lines
    ]
    title = " · ".join(block.head for block in blocks)
    add_block_slides(deck, title, blocks if len(blocks) > 1 else _alone(blocks), notes)
    return save_deck(deck, portfolio.marks)


def _alone(blocks: Sequence[Block]) -> list[Block]:
    return [Block("", block.lines) for block in blocks]


def _add_bottom_line(deck: Deck, portfolio: Portfolio, notes: Sequence[str]) -> None:
    slide = deck.add_slide(portfolio.lead, notes)
    room = write_kicker(slide, portfolio.marks)
    said = [*portfolio.sentences, say("brief-portfolio-note")]
    room = write_sentences(slide, room, said, 0.5 if portfolio.totals else 0.9)
    if not portfolio.totals:
        return
    heads = ("required", "in-cash", "firm-short", "gap", "coverage")
    columns = (Column(say("brief-phases")), *(Column(say(f"brief-{name}"), is_number=True) for name in heads))
    grid = Grid(say("brief-phases"), columns, tuple(_total_row(total) for total in portfolio.totals))
    for number, part in enumerate(lay_table(grid, deck, room)):
        if number:
            slide = deck.add_slide(portfolio.lead, notes)
            room = slide.room
        draw_table(slide, room, part, about_table(grid, portfolio.marks))


def _total_row(total: Total) -> Row:
    is_about = total.approximate
    return Row(
        (
            say("brief-of-phases", count=total.phases, currency=total.currency), amount_words(total.required),
            amount_words(total.counted_in_cash), amount_words(total.counted, approximate=is_about),
            amount_words(total.gap, approximate=is_about and bool(total.gap)), percent_words(total.coverage),
        )
    )  # fmt: skip


def _add_shares(deck: Deck, portfolio: Portfolio, notes: Sequence[str]) -> None:
    """Bars of all phases whose requirement is known, each as long as its own."""
    known = [line for line in portfolio.lines if line.required and line.is_open]
    rungs = _rungs(portfolio)
    count = -(-len(known) // _MOST_BARS)
    each = -(-len(known) // max(count, 1))
    is_one = len({line.initiative for line in portfolio.lines}) == 1
    for number in range(count):
        lines = known[number * each : (number + 1) * each]
        title = say("slides-coverage-of-each")
        slide = deck.add_slide(part_title(title, number + 1, count), notes)
        parts = [(rung, say(f"brief-{name}"), [max(_between(line, name), 0) for line in lines]) for rung, name in rungs]
        names = [line.title if is_one else f"{line.initiative} · {line.title}" for line in lines]
        said = [f"{name}: {percent_words(line.coverage)}" for name, line in zip(names, lines, strict=True)]
        marks = picture_line(portfolio.marks)
        about = f"{say('slides-chart', title=title, parts=', '.join(said))}. {marks}."
        head = Head(title, marks, about, portfolio.marks.recorded_at)
        height = min(slide.room.height - INCH // 2, round((len(lines) * 0.55 + 1) * INCH))
        draw_shares(slide, slide.room.first(height), head, names, parts)
        entries = [(rung, name) for rung, name, _ in parts]
        key = say("slides-key", parts=", ".join(name for _, name in entries))
        draw_key(slide, slide.room.below(height, INCH // 12), entries, key)


def _rungs(portfolio: Portfolio) -> list[tuple[str, str]]:
    """The stretches of a phase's bar: in cash, announced or firmer, what else is in sight, missing."""
    soft = [("expected", "in-sight")] if portfolio.marks.audience == "internal" else []
    return [(terms.RECEIVED, "in-cash"), (terms.PLEDGED, "firm-short"), *soft, (MISSING, "gap")]


def _between(line: PhaseLine, name: str) -> int:
    if name == "in-cash":
        return line.in_cash
    if name == "firm-short":
        return line.firm - line.in_cash
    return line.in_sight - line.firm if name == "in-sight" else (line.required or 0) - line.in_sight


def _add_phases(deck: Deck, portfolio: Portfolio, notes: Sequence[str]) -> None:
    soft = ["in-sight"] if portfolio.marks.audience == "internal" else []
    amounts = ["required", "in-cash", "firm-short", *soft, "gap", "coverage"]
    columns = (
        Column(say("brief-phase")), *(Column(say(f"brief-{name}"), is_number=True) for name in amounts),
        Column(say("brief-next")),
    )  # fmt: skip
    rows = tuple(_phase_row(line, is_softer_seen=bool(soft)) for line in portfolio.lines)
    if rows:
        add_table_slides(deck, Grid(say("brief-phases"), columns, rows), portfolio.marks, notes)


def _phase_row(line: PhaseLine, *, is_softer_seen: bool) -> Row:
    about = line.approximate
    title = f"{line.initiative}\n{line.title}, {line.currency}"
    needed = UNKNOWN if line.required is None else amount_words(line.required)
    soft = [amount_words(line.in_sight, approximate=about)] if is_softer_seen else []
    ahead = " ".join(filter(None, [date_words(line.next_on, short=True) if line.next_on else "", line.next_what]))
    return Row(
        (
            title if line.is_open else f"{title} ({say('brief-ended')})", needed, amount_words(line.in_cash),
            amount_words(line.firm), *soft, amount_words(line.gap, approximate=about and bool(line.gap)),
            percent_words(line.coverage), ahead,
        )
    )  # fmt: skip
