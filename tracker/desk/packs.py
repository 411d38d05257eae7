"""Briefing packs: the files of a brief, made together, written to a folder together, and recorded when they go out."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from tracker.briefing.pack import labels
from tracker.briefing.pack.brief import Brief, Portfolio
from tracker.briefing.pack.page import PAPERS, Page
from tracker.briefing.pack.text import write_portfolio_text, write_text
from tracker.briefing.words import writing
from tracker.desk.access import LOCAL, Actor, allow
from tracker.desk.briefs import Wanted, find_brief, find_portfolio_brief, quarter_end
from tracker.desk.files import XLSX, File, through_path
from tracker.desk.kept import Kept
from tracker.desk.outgoing import gather
from tracker.desk.view import View
from tracker.exchange.workbook import Ground, find_ground, write_workbook
from tracker.ledger import Changeset, Ledger, Pack, find_last_pack
from tracker.problems import RefusedError

_LAST_WRITTEN: Kept[int] = Kept(16)
_GROUNDS: Kept[Ground] = Kept(2)
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
FORMS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": XLSX,
    "txt": "text/plain",
}
"""The forms of a pack, in the order in which they are made, with their media types."""


@dataclass(frozen=True)
class Made:
    """A pack that was made: what it is of, the view it was made from, its brief and its files, by name in order."""

    view: View
    phase: str | None
    initiative: str | None
    wanted: Wanted
    brief: Brief | Portfolio
    files: tuple[File, ...]

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of each file by its name."""
        return {file.name: sha256(file.data).hexdigest() for file in self.files}

    @property
    def pack(self) -> Pack:
        """What the ledger records of it when it goes out."""
        marks = self.brief.marks
        currency = marks.currency if isinstance(self.brief, Brief) else ""
        return Pack(
            quarter=marks.quarter, audience=marks.audience, language=marks.language, as_of=marks.as_of,
            changeset=marks.record, digest=marks.digest, files=self.digests, initiative=self.initiative or "",
            phase=self.phase or "", currency=currency, marking=marks.marking,
        )  # fmt: skip


def make_pack(
    view: View,
    wanted: Wanted,
    *,
    phase: str | None = None,
    initiative: str | None = None,
    paper: str = "a4",
    forms: Iterable[str] = tuple(FORMS),
    template: bytes | None = None,
) -> Made:
    """The pack of a phase, or (without one) of an initiative's phases or of all, as of the view's date.

    The same view, of the same record, makes the same bytes on any day and in any place. `template` is an office's own
    PowerPoint file, whose look the slides take. What cannot be made is a RefusedError.
    """
    forms = list(dict.fromkeys(forms))
    unknown = [form for form in forms if form not in FORMS]
    if unknown or not forms:
        raise RefusedError(f"'{', '.join(unknown)}' is no form of a pack; use some of {', '.join(FORMS)}")
    if view.scenario is not None:
        # A workbook of it, brought back, would count as recorded.
        forms = [form for form in forms if form != "xlsx"]
        if not forms:
            raise RefusedError("there is no workbook of a scenario: brought back, its rows would count as recorded")
    if paper not in PAPERS:
        raise RefusedError(f"'{paper}' is no paper of a pack; use {' or '.join(PAPERS)}")
    brief = find_portfolio_brief(view, initiative, wanted) if phase is None else find_brief(view, phase, wanted)
    stem = pack_name(view, wanted, phase or initiative or "portfolio")
    files: list[File] = []
    with writing(wanted.language):
        page = Page(brief, paper)
        makers: dict[str, Callable[[], Sequence[bytes]]] = {
            "pdf": lambda: [page.pdf()],
            "png": page.pngs,
            "pptx": lambda: [_slides(brief, template)],
            "xlsx": lambda: [_workbook(view, brief, phase)],
            "txt": lambda: [_text(brief).encode()],
        }
        for form in forms:
            made = makers[form]()
            names = [stem] if len(made) == 1 else [f"{stem}-page-{number}" for number in range(1, len(made) + 1)]
            files.extend(File(f"{name}.{form}", FORMS[form], data) for name, data in zip(names, made, strict=True))
    return Made(view, phase, None if phase else initiative, wanted, brief, tuple(files))


def pack_name(view: View, wanted: Wanted, of: str) -> str:
    """`PPI-3-2009Q4-internal-en`: of what, for whom and in which language, so that no two are taken for one another."""
    scenario = "" if view.scenario is None else f"-scenario-{safe_name(view.scenario.name)}"
    return f"{safe_name(of)}-{wanted.quarter}-{view.audience}-{wanted.language}{scenario}"


def safe_name(text: str) -> str:
    """A key as it stands in a file's name, without what a system might forbid there."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in text)[:60]


def write_pack(made: Made, folder: Path) -> list[Path]:
    """Write a pack's files into a folder, which is made where it is lacking: all of them, or none.

    A file of the same name, an earlier pack's, is replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".pack-", dir=folder) as beside:
        for file in made.files:
            (Path(beside) / file.name).write_bytes(file.data)
        for file in made.files:
            os.replace(Path(beside) / file.name, folder / file.name)
    return [folder / file.name for file in made.files]


def issue_pack(
    ledger: Ledger, pack: Pack, *, author: str, now: datetime, actor: Actor = LOCAL, request: str = ""
) -> Changeset:
    """Record that a pack went out; for editors. The same pack is recorded once."""
    allow(ledger, actor, "write")
    if not pack.changeset:
        raise RefusedError("nothing is recorded yet, so that no pack can go out")
    return ledger.issue_pack(
        pack, author=author, now=now, actor=actor.mark, request=request, check=lambda: allow(ledger, actor, "write")
    )


def record_that_counts(
    ledger: Ledger, newest: Changeset | None, audience: str, day: date, *, phase: str | None, initiative: str | None
) -> int:
    """The last record, up to a newest one, that a pack can follow from, 0 where there is none.

    It is the last changeset that wrote a row of the tables, or recorded the pack that this one carries on from: to
    give a role or to issue a pack makes no other pack of the same figures.
    """
    if newest is None:
        return 0
    written = _LAST_WRITTEN.get((ledger, newest.number, newest.digest), lambda: ledger.last_of_tables(newest.number))
    last = find_last_pack(ledger.packs(newest.number), audience, day, phase=phase, initiative=initiative)
    return max(written, last.issued_in if last else 0)


def issued_packs(view: View) -> list[Pack]:
    """The packs that went out for the view's audience, up to its record, newest first."""
    view.permit()
    packs = view.ledger.packs(view.record.number if view.record else 0)
    return [pack for pack in reversed(packs) if view.audience == "internal" or pack.audience == view.audience]


def pack_day(quarter: str, as_of: str | date | None, today: date) -> tuple[str | date, str]:
    """The day that a pack of a quarter is as of: what is asked for, else the quarter's end, or today where it is on.

    Out: the day, and what has to be said of it. A quarter that has not begun is a RefusedError.
    """
    if as_of:
        return as_of, ""
    end = quarter_end(quarter)
    begins = date(end.year, end.month - 2, 1)
    if begins > today:
        raise RefusedError(f"{quarter} has not begun; name an earlier quarter, or a date with --as-of")
    if end > today:
        return today, f"{quarter} is not over: the pack is as of today, {today.isoformat()}."
    return end, ""


def _slides(brief: Brief | Portfolio, template: bytes | None) -> bytes:
    # Half a second of imports, which a pack without slides need not wait for.
    from tracker.briefing.pack.portfolio_slides import write_portfolio_slides
    from tracker.briefing.pack.slides import write_slides

    return write_slides(brief, template) if isinstance(brief, Brief) else write_portfolio_slides(brief, template)


def _text(brief: Brief | Portfolio) -> str:
    return write_text(brief) if isinstance(brief, Brief) else write_portfolio_text(brief)


def _workbook(view: View, brief: Brief | Portfolio, phase: str | None) -> bytes:
    marks = brief.marks
    told = labels.properties_of(marks)
    properties = {
        "title": labels.title_of(marks), "subject": labels.subject_of(marks), "author": marks.agency,
        "keywords": labels.record_mark(marks), "comments": brief.line, **{name: text for name, text in told.items()
                                                                            if text},
    }  # fmt: skip
    asides = (*labels.record_line(marks)[2:], *([marks.marking] if marks.marking else []))
    contents = gather(
        view, now=marks.recorded_at or _NEVER, phase=phase, properties=properties, asides=asides,
        since=brief.changes.since if isinstance(brief, Brief) else None,
    )  # fmt: skip
    # The packs of one record share it, whatever their dates; only promises at the as-of date's rates differ by date.
    key = (*view.settled_key, view.as_of if view.rates_at == "as_of" else None)
    ground = _GROUNDS.get(key, lambda: find_ground(contents))
    return through_path("xlsx", lambda path: write_workbook(path, contents, ground))
