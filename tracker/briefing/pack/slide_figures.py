"""The slides of figures: what is missing counting from each rung, and who stands where."""

from collections.abc import Sequence

from tracker import terms
from tracker.briefing.language import say
from tracker.briefing.pack.brief import Brief, Marks, Standing, Target
from tracker.briefing.pack.chart_look import MISSING
from tracker.briefing.pack.deck import Deck, Line
from tracker.briefing.pack.labels import rung_label
from tracker.briefing.pack.room import INCH
from tracker.briefing.pack.slide_tables import Column, Grid, Row, about_table, add_table_slides, draw_table, lay_table
from tracker.briefing.pack.slide_text import (
    SMALL_GAP,
    part_title,
)
from tracker.briefing.words import UNKNOWN, amount_words, date_words, money_words, percent_words

_NARROW = 10 * INCH


def add_ladder(deck: Deck, brief: Brief, notes: Sequence[str]) -> None:
    """Every rung against every target; left out where nothing stands and nothing is known to be needed."""
    if all(target.required is None and not target.softest.counted for target in brief.targets):
        return
    most = 2 if deck.room.width < _NARROW else 3
    parts = [brief.targets[first : first + most] for first in range(0, len(brief.targets), most)]
    for number, targets in enumerate(parts, 1):
        slide = deck.add_slide(part_title(say("brief-ladder"), number, len(parts)), notes)
        grid = _ladder_grid(brief.marks, targets)
        note = [Line(say("brief-covers"), 12, faint=True)]
        below = slide.height_of(note, slide.room.width)
        room = slide.room.first(slide.room.height - below - 2 * SMALL_GAP)
        draw_table(slide, room, lay_table(grid, deck, room)[0], about_table(grid, brief.marks))
        slide.write(slide.room.last(below), note)


def _ladder_grid(marks: Marks, targets: Sequence[Target]) -> Grid:
    columns = [Column(say("brief-counting"))]
    for _ in targets:
        columns += [Column(say(f"brief-{name}"), is_number=True) for name in ("counted", "gap", "coverage")]
    rows = []
    for place, first in enumerate(targets[0].stages):
        cells = [rung_label(first.rung) if place == 0 else say("brief-plus", rung=rung_label(first.rung))]
        for stage in (target.stages[place] for target in targets):
            is_about = stage.approximate
            cells += [
                _vague(stage.counted, stage.low, stage.high, approximate=is_about),
                amount_words(stage.gap, approximate=is_about and bool(stage.gap)), percent_words(stage.coverage),
            ]  # fmt: skip
        is_headline = any(target.stages[place].is_headline for target in targets)
        rows.append(Row(tuple(cells), bold=is_headline, rung=first.rung))
    groups = [("", 1), *((_group_words(target, marks.currency), 3) for target in targets)]
    return Grid(say("brief-ladder"), tuple(columns), tuple(rows), tuple(groups), marked=0)


def _group_words(target: Target, currency: str) -> str:
    needed = UNKNOWN if target.required is None else f"{amount_words(target.required)} {currency}"
    due = f", {date_words(target.due_on, short=True)}" if target.due_on else ""
    return f"{target.title}: {needed}{due}"


def _vague(amount: int, low: int, high: int, *, approximate: bool) -> str:
    """An amount, and on a second line between what and what it lies, where that is known."""
    text = amount_words(amount, approximate=approximate)
    if low == high:
        return text
    return f"{text}\n{say('slides-range', low=amount_words(low), high=amount_words(high))}"


def add_standings(deck: Deck, brief: Brief, notes: Sequence[str]) -> None:
    """Who stands where, the totals, and what nobody has promised yet."""
    if not brief.standings:
        return
    grid = _standings_grid(brief)
    add_table_slides(deck, grid, brief.marks, notes)


def _standings_grid(brief: Brief) -> Grid:
    currency = brief.marks.currency
    heads = [say(f"brief-{name}") for name in ("donor", "standing", "amount", "pays", "last-word", "source")]
    columns = tuple(
        Column(f"{head}, {currency}", is_number=True) if place == 2 else Column(head)
        for place, head in enumerate(heads)
    )
    rows = [_standing_row(one) for one in brief.standings]
    for form, name in (("cash", "brief-total"), ("in_kind", "brief-total-in-kind")):
        own = [one for one in brief.standings if one.form == form]
        if own:
            total, low, high = (sum(getattr(one, part) for one in own) for part in ("amount", "low", "high"))
            said = _vague(total, low, high, approximate=any(one.approximate for one in own))
            rows.append(Row((say(name), "", said, "", "", ""), bold=True, is_total=form == "cash"))
    asked = [target for target in brief.targets if target.key == brief.target] + list(brief.targets[-1:])
    for target in dict.fromkeys(asked):
        gap = target.softest.gap
        if gap:
            what = target.title if target.key == terms.REQUIREMENT else say("slides-for-target", title=target.title)
            due = say("brief-due", date=date_words(target.due_on, short=True)) if target.due_on else ""
            said = amount_words(gap, approximate=target.softest.approximate)
            rows.append(Row((say("brief-nobody-yet"), what, said, due, "", ""), rung=MISSING))
    return Grid(say("brief-who"), columns, tuple(rows), marked=1)


def _standing_row(one: Standing) -> Row:
    standing = rung_label(one.rung)
    if one.form != "cash":
        standing = f"{standing}, {say('brief-in-kind')}"
    said = [] if one.unconverted and not one.amount else [
        _vague(one.amount, one.low, one.high, approximate=one.approximate)]  # fmt: skip
    said += [say("brief-no-rate", amount=money_words(amount, code)) for code, amount in one.unconverted]
    if one.others:
        cells = (say("brief-others", count=one.others), standing, "\n".join(said), "", "", "")
        return Row(cells, rung=one.rung)
    pays = say("brief-not-stated")
    if one.rung == terms.RECEIVED:
        pays = say("brief-paid")
    elif one.due_on:
        pays = date_words(one.due_on, short=True)
        if one.later:
            pays = say("brief-and-later", date=pays, count=one.later)
    last = date_words(one.last_word, short=True)
    return Row((one.who, standing, "\n".join(said), pays, last, one.source or say("brief-unsourced")), rung=one.rung)
