"""What every slide and picture says of itself, and what the notes and the file's properties say, in words."""

from collections.abc import Sequence

from tracker.briefing.language import say
from tracker.briefing.pack.brief import Marks, Source
from tracker.briefing.pack.labels import (
    as_of_words,
    audience_words,
    cite,
    evidence_words,
    rates_words,
    record_mark,
    recorded_words,
    title_of,
)
from tracker.briefing.words import date_words

_BETWEEN = " · "


def footer_lines(marks: Marks) -> list[str]:
    """The two lines at the foot of every slide, without the marking."""
    recorded = filter(None, [recorded_words(marks)])
    return [
        _BETWEEN.join([title_of(marks), as_of_words(marks), marks.currency, audience_words(marks)]),
        _BETWEEN.join([cite(marks), record_mark(marks), *recorded, rates_words(marks)]),
    ]


def picture_line(marks: Marks) -> str:
    """What a chart carries where it is copied out of its slide."""
    return _BETWEEN.join(
        [
            *([marks.marking] if marks.marking else []), marks.currency, as_of_words(marks), audience_words(marks),
            cite(marks, 1), record_mark(marks),
        ]
    )  # fmt: skip


def source_lines(sources: Sequence[Source]) -> list[str]:
    """Each source with the places in it that are cited, who published it, and when."""
    lines = []
    for source in sources:
        places = ", ".join(source.places)
        about = (source.title, source.publisher, date_words(source.dated) if source.dated else "")
        lines.append(f"{f'{source.key} {places}'.strip()}: {', '.join(filter(None, about))}".rstrip(": "))
        if source.url:
            lines[-1] += f" <{source.url}>"
    return lines or [say("brief-no-sources")]


def proof_lines(marks: Marks) -> list[str]:
    """The record in full, and how to check what was made from it."""
    if not marks.record:
        return [say("brief-no-record")]
    digest = say("brief-digest", number=str(marks.record), digest=marks.digest)
    return [
        digest,
        say("brief-verify", number=str(marks.record), digest=marks.digest),
        say("slides-ledger", ledger=marks.ledger),
    ]


def notes_lines(marks: Marks, sources: Sequence[Source]) -> list[str]:
    """What the speaker's notes of every slide hold: marks, sources with their places, and the record in full."""
    return [
        *([marks.marking] if marks.marking else []),
        _BETWEEN.join([title_of(marks), marks.agency]),
        _BETWEEN.join([as_of_words(marks), evidence_words(marks), audience_words(marks)]),
        _BETWEEN.join([say("slides-currency", currency=marks.currency), rates_words(marks)]),
        say("brief-sources"),
        *source_lines(sources),
        *proof_lines(marks),
    ]
