"""The slides of the bottom line: its sentences, and the bars of what is needed."""

from collections.abc import Sequence

from tracker.briefing.language import say
from tracker.briefing.pack.brief import Brief, Marks, Target
from tracker.briefing.pack.chart_bar import Piece, draw_bar, find_unnamed
from tracker.briefing.pack.chart_key import draw_key
from tracker.briefing.pack.chart_look import MISSING, Head
from tracker.briefing.pack.deck import Deck, Line, Slide
from tracker.briefing.pack.labels import as_of_words, audience_words, evidence_words, rung_label, title_of
from tracker.briefing.pack.room import INCH, Room
from tracker.briefing.pack.slide_changes import quiet_changes
from tracker.briefing.pack.slide_marks import picture_line
from tracker.briefing.pack.slide_text import (
    SMALL_GAP,
    part_title,
    write_sentences,
)
from tracker.briefing.words import amount_words, date_words, money_words

_LEAST_BAR, _MOST_BAR = round(1.25 * INCH), round(2.5 * INCH)
_KEY = Line("x", 10)


def add_bottom_line(deck: Deck, brief: Brief, notes: Sequence[str]) -> None:
    """The bottom line with the bars of its target and of the full requirement; on a second slide what has no room."""
    slide = deck.add_slide(brief.lead, notes)
    room = write_kicker(slide, brief.marks)
    main = next((target for target in brief.targets if target.key == brief.target), brief.targets[-1])
    shown = [main] if main is brief.targets[-1] else [main, brief.targets[-1]]
    drawn = [target for target in shown if _pieces(target)]
    said = [*brief.sentences, *(text for text in quiet_changes(brief) if text != brief.lead)]
    room = write_sentences(slide, room, said, 0.42 - 0.1 * len(drawn) if drawn else 0.9)
    fits = next((drawn[:count] for count in range(len(drawn), 0, -1) if _has_room(slide, room, drawn[:count])), [])
    draw_bars(slide, room, brief, fits)
    if len(fits) < len(drawn):
        slide = deck.add_slide(brief.lead, notes)
        draw_bars(slide, slide.room, brief, drawn[len(fits) :])


def write_kicker(slide: Slide, marks: Marks) -> Room:
    """A line over the content of the first slide: what this is, as of when, for whom; the room under it."""
    where = title_of(marks) if not marks.agency else f"{title_of(marks)} · {marks.agency}"
    line = Line(" · ".join([where, as_of_words(marks), evidence_words(marks), marks.currency, audience_words(marks)]),
                12, faint=True)  # fmt: skip
    high = slide.height_of([line], slide.room.width)
    slide.write(slide.room.first(high), [line])
    return slide.room.below(high, SMALL_GAP)


def add_other_thresholds(deck: Deck, brief: Brief, notes: Sequence[str]) -> None:
    """The bars of the thresholds that the bottom line does not speak of."""
    others = [target for target in brief.targets[:-1] if target.key != brief.target and _pieces(target)]
    most = max(1, deck.room.height // round(1.6 * INCH))
    parts = [others[first : first + most] for first in range(0, len(others), most)]
    for number, part in enumerate(parts, 1):
        slide = deck.add_slide(part_title(say("slides-other-thresholds"), number, len(parts)), notes)
        draw_bars(slide, slide.room, brief, part)


def _has_room(slide: Slide, room: Room, targets: Sequence[Target]) -> bool:
    captions = sum(
        slide.height_of(_caption(slide, target, room.width, _widest(targets)), room.width) for target in targets
    )
    return room.height >= len(targets) * (_LEAST_BAR + SMALL_GAP) + captions + slide.height_of([_KEY] * 2, room.width)


def draw_bars(slide: Slide, room: Room, brief: Brief, targets: Sequence[Target]) -> None:
    """The bars of targets one under another, and the key to their colours."""
    if not targets:
        return
    rungs = [stage.rung for stage in brief.targets[0].stages]
    entries = [(rung, rung_label(rung)) for rung in rungs]
    if any(target.softest.gap for target in targets):
        entries.append((MISSING, say("brief-gap")))
    widest = _widest(targets)
    captions = [_caption(slide, target, room.width, widest) for target in targets]
    taken = sum(slide.height_of(caption, room.width) for caption in captions) + slide.height_of([_KEY] * 2, room.width)
    each = min((room.height - taken) // len(targets) - SMALL_GAP, _MOST_BAR)
    for target, caption in zip(targets, captions, strict=True):
        _draw_target(slide, room.first(each), brief.marks, target, widest)
        room = room.below(each)
        high = slide.height_of(caption, room.width)
        if caption:
            slide.write(room.first(high), caption)
        room = room.below(high, SMALL_GAP)
    draw_key(slide, room, entries, say("slides-key", parts=", ".join(text for _, text in entries)))


def _widest(targets: Sequence[Target]) -> int:
    """The largest amount that stands under the end of a bar."""
    return max((target.required or target.softest.counted for target in targets), default=0)


def _caption(slide: Slide, target: Target, width: int, widest: int) -> list[Line]:
    """The line under a bar that names what has no room for a name in it."""
    named = [
        say("slides-part", who=piece.name, amount=amount_words(piece.amount, approximate=piece.approximate),
            rung=rung_label(piece.rung))
        for piece in find_unnamed(slide.deck, width, _pieces(target), target.required, widest) if piece.rung != MISSING
    ]  # fmt: skip
    for count in range(len(named), 0, -1):
        more = [] if count == len(named) else [say("brief-more", count=len(named) - count)]
        line = Line(say("slides-unnamed", parts="; ".join([*named[:count], *more])), 9.5, faint=True)
        if count == 1 or slide.height_of([line], width) <= slide.height_of([line, line], INCH * 100):
            return [line]
    return []


def _draw_target(slide: Slide, room: Room, marks: Marks, target: Target, widest: int) -> None:
    pieces = _pieces(target)
    parts = [
        say("brief-alt-part", who=piece.name, amount=amount_words(piece.amount, approximate=piece.approximate),
            rung=rung_label(piece.rung))
        for piece in pieces if piece.rung != MISSING
    ]  # fmt: skip
    title = _target_words(target, marks.currency)
    about = say("brief-alt", title=title, parts=", ".join(parts) or say("brief-nothing-in-sight"))
    head = Head(title, picture_line(marks), f"{about} {picture_line(marks)}.", marks.recorded_at)
    draw_bar(slide, room, head, pieces, target.required, widest)


def _pieces(target: Target) -> list[Piece]:
    pieces = [
        Piece(one.rung, one.who or say("brief-others", count=one.donors), one.amount, one.approximate)
        for one in target.segments
    ]
    gap = target.softest.gap
    if gap:
        pieces.append(Piece(MISSING, say("brief-gap"), gap, target.softest.approximate))
    return pieces


def _target_words(target: Target, currency: str) -> str:
    """`Start: $700,000 needed · by June 2010 · missing about $200,000`."""
    softest = target.softest
    if target.required is None:
        return f"{target.title}: {say('brief-not-known')}"
    parts = [say("brief-needed", amount=money_words(target.required, currency))]
    if target.due_on:
        parts.append(say("brief-due", date=date_words(target.due_on)))
    if softest.gap:
        said = money(softest.gap, currency, approximate=softest.approximate)
        parts.append(say("brief-missing", amount=said))
    elif softest.surplus:
        parts.append(say("brief-over", amount=money(softest.surplus, currency, approximate=softest.approximate)))
    return f"{target.title}: {' · '.join(parts)}"


def money(amount: int, currency: str, *, approximate: bool) -> str:
    """An amount in a sentence, said to be about that where it is."""
    words = money_words(amount, currency)
    return say("about", amount=words) if approximate else words
