"""The slides of a brief: native charts and tables of its figures, its sentences, its sources in the notes.

Whoever calls it speaks the brief's language (see `briefing.language.speaking` and `words.speak_to`). It computes no
money: totals of a table are the sums of its rows.
"""

from tracker.briefing.pack.brief import Brief, Marks
from tracker.briefing.pack.deck import Deck, Footer
from tracker.briefing.pack.labels import title_of
from tracker.briefing.pack.slide_bottom_line import add_bottom_line, add_other_thresholds
from tracker.briefing.pack.slide_changes import add_changes
from tracker.briefing.pack.slide_decisions import add_decisions, add_uncertain
from tracker.briefing.pack.slide_figures import add_ladder, add_standings
from tracker.briefing.pack.slide_marks import footer_lines, notes_lines


def write_slides(brief: Brief, template: bytes | None = None) -> bytes:
    """The slides of a brief as a .pptx file, the same bytes each time.

    `template` is an office's own file (.pptx or .potx) in place of ours; one that cannot be used is a RefusedError.
    """
    deck = open_deck(brief.marks, template)
    notes = notes_lines(brief.marks, brief.sources)
    add_bottom_line(deck, brief, notes)
    add_other_thresholds(deck, brief, notes)
    add_ladder(deck, brief, notes)
    add_standings(deck, brief, notes)
    add_changes(deck, brief, notes)
    add_decisions(deck, brief, notes)
    add_uncertain(deck, brief, notes)
    return save_deck(deck, brief.marks)


def open_deck(marks: Marks, template: bytes | None) -> Deck:
    """An empty deck with the footer of all that its marks say."""
    return Deck(template, marks.language, Footer(marks.marking, tuple(footer_lines(marks))))


def save_deck(deck: Deck, marks: Marks) -> bytes:
    """The deck with its properties: what it was made from, for whom, and the record's whole digest."""
    record = f"record {marks.record}" if marks.record else "no record"
    kept = {
        "Record": str(marks.record), "Digest": marks.digest, "Ledger": marks.ledger, "As of": marks.as_of.isoformat(),
        "Audience": marks.audience, "Currency": marks.currency, "Quarter": marks.quarter,
    }  # fmt: skip
    if marks.marking:
        kept["Marking"] = marks.marking
    return deck.save(
        marks.recorded_at,
        {
            "title": title_of(marks), "subject": f"{marks.initiative}, {marks.subject}", "author": marks.agency,
            "keywords": ", ".join(filter(None, [record, marks.audience, marks.digest])),
        },
        {name: text for name, text in kept.items() if text},
    )  # fmt: skip
