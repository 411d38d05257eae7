"""Letters to donors about what is due, as drafts for Word. It is given what partners may see, and adds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tracker.briefing.documents import (
    add_paragraph,
    add_table,
    new_document,
    write_run,
)
from tracker.briefing.office import save_document, set_properties
from tracker.briefing.words import LOCALE, UNKNOWN, amount_words, date_words, list_words
from tracker.terms import PLEDGED

_HEADS = (
    ("Agreement", 2.1), ("Phase", 2.7), ("Instalment", 2.2), ("Due", 2.3), ("Currency", 1.9), ("Amount", 2.2),
    ("Received", 1.8), ("Balance", 2.2),
)  # fmt: skip
_NUMBERS = 5
"""From this column on a table holds amounts."""


@dataclass(frozen=True)
class Line:
    """One part of a promise: what of it is due when, and what of that has come; amounts in hundredths of `currency`."""

    agreement: str
    phase: str
    rung: str
    state: str
    in_kind: bool
    part: str
    due_on: str
    currency: str
    amount: int
    received: int
    approximate: bool = False

    @property
    def balance(self) -> int:
        """What has yet to come."""
        return self.amount - self.received


@dataclass(frozen=True)
class Letter:
    """A letter to one donor about one initiative: who writes and when, of what date, on which record it rests."""

    agency: str
    initiative: str
    donor: str
    lines: Sequence[Line]
    as_of: date
    made_on: date
    mark: str
    record: str
    sources: Sequence[str] = ()


_SECTIONS: tuple[tuple[str, bool, str, str], ...] = (
    (
        "overdue", True, "Due and not yet received",
        "{what} fell due under what has been signed, and {has} not reached us by that date. We would be grateful for "
        "payment, or for word of when it can be expected.",
    ),
    (
        "overdue", False, "Announced, and expected before now",
        "{what} {stands} in our records as announced, for {passed} passed. We would be grateful to learn what "
        "remains to be done, and when payment can be expected.",
    ),
    (
        "due soon", True, "Due soon",
        "{what} {falls} due on the {dates} below. This is a reminder only: no reply is needed where payment "
        "is under way.",
    ),
    (
        "due soon", False, "Announced, and expected soon",
        "{what} {stands} in our records as announced for the {dates} below. We would be glad to settle with you in "
        "good time whatever the payment still needs.",
    ),
    (
        "no date", True, "Signed, without a date of payment",
        "{what} {has} been signed without a date of payment that we know of. We would be grateful to know when payment "
        "can be expected.",
    ),
    (
        "no date", False, "Announced, without a date of payment",
        "{what} {stands} in our records as announced, without a date of payment. We would be grateful to know how, and "
        "when, it can be brought forward.",
    ),
)  # fmt: skip
"""State, whether it is signed, heading, and wording; in the order of the letter."""


def write_letter(letter: Letter) -> bytes:
    """The letter as a file for Word (DOCX, A4); the same letter is the same bytes.

    It says only what it is given: no conditions, no notes, no names of persons.
    """
    document = new_document()
    agency = letter.agency or "The secretariat"
    add_paragraph(document, agency, size=13, bold=True, after=0)
    add_paragraph(document, letter.initiative, faint=True, after=14)
    add_paragraph(document, "DRAFT", size=9, bold=True, faint=True, after=2)
    add_paragraph(document, date_words(letter.made_on.isoformat(), locale=LOCALE), after=14)
    add_paragraph(document, letter.donor, bold=True, after=14)
    add_paragraph(document, f"Subject: {letter.initiative}: {_subject(letter.lines)}", bold=True, after=10)
    day = date_words(letter.as_of.isoformat(), locale=LOCALE)
    add_paragraph(
        document,
        f"{agency} thanks {letter.donor} for its support. This letter sets out what our records show as outstanding on "
        f"{day}.",
        after=8,
    )
    for state, is_signed, heading, wording in _SECTIONS:
        lines = [line for line in letter.lines if line.state == state and (line.rung != PLEDGED) == is_signed]
        if lines:
            _add_section(document, heading, wording, lines)
    add_paragraph(
        document,
        "Should your records differ from ours, please let us know, so that we can correct them. Payments made in the "
        "last few days may not be shown yet.",
        before=10, after=14,
    )  # fmt: skip
    add_paragraph(document, "Yours sincerely,", after=26)
    add_paragraph(document, agency, after=0)
    _foot(document, letter)
    _set_properties(document, letter, agency)
    return save_document(document)


def _subject(lines: Sequence[Line]) -> str:
    states = {line.state for line in lines}
    said = [text for state, text in (("overdue", "overdue"), ("due soon", "due soon")) if state in states]
    if not said:
        return "contributions without a date of payment"
    return f"contributions {list_words(said)}"


def _add_section(document: Any, heading: str, wording: str, lines: Sequence[Line]) -> None:
    is_one = len(lines) == 1
    words = {
        "what": "The following contribution" if is_one else "The following contributions",
        "has": "has" if is_one else "have", "stands": "stands" if is_one else "stand",
        "falls": "falls" if is_one else "fall", "dates": "date" if is_one else "dates",
        "passed": "a date that has" if is_one else "dates that have",
    }  # fmt: skip
    if not is_one:
        wording = wording.replace("when it can", "when they can").replace("how, and when, it", "how, and when, they")
    add_paragraph(document, heading, bold=True, before=8, after=2, keep=True)
    add_paragraph(document, wording.format(**words), after=4, keep=True)
    add_table(document, _HEADS, [_cells(line) for line in lines], _totals(lines), _NUMBERS)


def _cells(line: Line) -> list[str]:
    phase = f"{line.phase} (in kind)" if line.in_kind else line.phase
    due = date_words(line.due_on, short=True, locale=LOCALE) if line.due_on else "not stated"
    amounts = (line.amount, line.received, line.balance)
    shown = [_amount(amount, is_vague=line.approximate and amount > 0) for amount in amounts]
    shown[1] = _amount(line.received)
    return [line.agreement or UNKNOWN, phase, line.part or UNKNOWN, due, line.currency, *shown]


def _amount(hundredths: int, *, is_vague: bool = False) -> str:
    return amount_words(hundredths, approximate=is_vague, locale=LOCALE)


def _totals(lines: Sequence[Line]) -> list[list[str]]:
    """A row for each currency and form that several lines share."""
    rows = []
    for in_kind, currency in sorted({(line.in_kind, line.currency) for line in lines}):
        own = [line for line in lines if (line.in_kind, line.currency) == (in_kind, currency)]
        if len(own) > 1:
            is_vague = any(line.approximate for line in own)
            what = "Total, in kind" if in_kind else "Total"
            amount, received = sum(line.amount for line in own), sum(line.received for line in own)
            shown = [
                _amount(amount, is_vague=is_vague),
                _amount(received),
                _amount(amount - received, is_vague=is_vague),
            ]
            rows.append([what, "", "", "", currency, *shown])
    return rows


def _foot(document: Any, letter: Letter) -> None:
    cited = list(letter.sources[:4])
    more = len(letter.sources) - len(cited)
    sources = "; ".join(cited) + (f"; and {more} more" if more > 0 else "")
    parts = [f"As of {date_words(letter.as_of.isoformat(), short=True, locale=LOCALE)}", letter.mark]
    parts.append(f"Sources: {sources}" if sources else "")
    paragraph = document.sections[0].footer.paragraphs[0]
    write_run(paragraph, " · ".join(part for part in parts if part), size=8, faint=True)


def _set_properties(document: Any, letter: Letter, agency: str) -> None:
    set_properties(
        document, datetime.combine(letter.made_on, time(0)),
        title=f"{letter.initiative}: {_subject(letter.lines)}", subject=f"Letter to {letter.donor}", author=agency,
        keywords=letter.mark, comments=letter.record, category="Draft letter", language="en-GB",
    )  # fmt: skip
