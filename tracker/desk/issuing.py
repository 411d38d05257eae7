"""What stands around the packs: the quarters there are, the view each is made from, and those that went out.

It makes no form of its own, and writes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePath

import pandas as pd

from tracker.dates import days
from tracker.desk.briefs import Wanted, quarter_of, quarters_between
from tracker.desk.files import File, zip_files
from tracker.desk.packs import FORMS, Made, issued_packs, make_pack, pack_day, pack_name, record_that_counts
from tracker.desk.past import headers
from tracker.desk.view import FACTS, View, look
from tracker.ledger import Ledger, Pack
from tracker.problems import RefusedError

_FIRST = date(1990, 1, 1)
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_OF_THE_PAGE = ("pdf", "png")


def known_quarters(view: View, today: date) -> list[str]:
    """The quarters that there is something to brief on, newest first: from the first fact to the one that is on.

    A document that is older than every figure makes no quarter; without figures there is only the one that is on.
    """
    dated = pd.concat([days(view.tables[name][column], "first") for name, column in FACTS if name != "sources"])
    first = dated.min()
    begins = today if pd.isna(first) else min(max(first.date(), _FIRST), today)
    return quarters_between(quarter_of(begins), quarter_of(today))[::-1]


def pack_view(
    view: View, quarter: str, today: date, *, phase: str | None = None, initiative: str | None = None
) -> tuple[View, str]:
    """The view that a quarter's pack is made from, as far as a view's reader, audience and record go; and what to say.

    It is of the last record that a figure of the pack can follow from: what was recorded since, roles and packs that
    went out, makes no other pack. A quarter that has not begun is a RefusedError.
    """
    day, said = pack_day(quarter, None, today)
    assert isinstance(day, date)
    number = record_that_counts(
        view.ledger, view.record, view.audience, day, phase=phase, initiative=initiative
    )  # fmt: skip
    made_from = look(
        view.ledger, today=today, as_of=day, known_at=str(number), audience=view.audience, currency=view.currency,
        rates_at=view.rates_at, actor=view.actor,
    )  # fmt: skip
    return made_from, said


@dataclass(frozen=True)
class Issued:
    """A pack that went out, when, and who recorded that ("" for those who may not know)."""

    pack: Pack
    at: datetime
    by: str


def list_issued(view: View, *, phase: str | None = None, initiative: str | None = None) -> list[Issued]:
    """The packs of a phase, an initiative or, with neither, of everything, that went out; newest first.

    Partners see only theirs, and not who sent them: the ledger's history is for internal readers.
    """
    own = [pack for pack in issued_packs(view) if (pack.phase, pack.initiative) == (phase or "", initiative or "")]
    recorded = headers(view.ledger) if own else ()
    is_internal = view.audience == "internal"
    found = [(pack, recorded[pack.issued_in - 1]) for pack in own]
    return [Issued(pack, changeset.at, changeset.author if is_internal else "") for pack, changeset in found]


@dataclass(frozen=True)
class Again:
    """A pack that went out and was made anew; `differing` names the files that are not as they were, or are missing."""

    made: Made
    differing: tuple[str, ...]


def make_again(view: View, pack: Pack, *, template: bytes | None = None) -> Again:
    """Make a pack that went out once more, from the record, as of the day and in the forms that are recorded of it.

    Its paper is not recorded: both are tried. `template` is the PowerPoint file that its slides took their look from.
    Whoever may not see its audience's figures gets an AccessError.
    """
    made_from = look(
        view.ledger, today=pack.as_of, as_of=pack.as_of, known_at=str(pack.changeset), audience=pack.audience,
        currency=_currency(view.ledger, pack), actor=view.actor,
    )  # fmt: skip
    found = {PurePath(name).suffix[1:] for name in pack.files}
    forms = [form for form in FORMS if form in found]
    if not forms:
        raise RefusedError("none of its files is in a form that can be made; its digests are in the ledger")

    def make(paper: str, forms: list[str]) -> Made:
        wanted = Wanted(pack.quarter, pack.language, pack.marking)
        return make_pack(
            made_from, wanted, phase=pack.phase or None, initiative=pack.initiative or None, paper=paper, forms=forms,
            template=template,
        )  # fmt: skip

    seen = [form for form in forms if form in _OF_THE_PAGE][:1]
    is_wide = bool(seen) and _differing(make("a4", seen).digests, pack, seen) and not _differing(
        make("wide", seen).digests, pack, seen
    )  # fmt: skip
    made = make("wide" if is_wide else "a4", forms)
    return Again(made, _differing(made.digests, pack, forms))


def _currency(ledger: Ledger, pack: Pack) -> str | None:
    """The currency that everything was shown in, None where it was the initiative's own."""
    tables = ledger.read(pack.changeset)
    own = tables["phases"].loc[(tables["phases"]["phase"] == pack.phase).to_numpy(), "initiative"]
    of = tables["initiatives"]["initiative"].isin({*own, pack.initiative})
    return None if pack.currency in {"", *tables["initiatives"].loc[of.to_numpy(), "currency"]} else pack.currency


def _differing(made: Mapping[str, str], pack: Pack, forms: list[str]) -> tuple[str, ...]:
    """The names of a pack's files, in some forms, that are not among those made, or not the same."""
    then = {name: digest for name, digest in pack.files.items() if PurePath(name).suffix[1:] in forms}
    return tuple(name for name in sorted({*made, *then}) if made.get(name) != then.get(name))


def zip_pack(made: Made) -> File:
    """All files of a pack as one, the same for the same pack."""
    on = made.brief.marks.recorded_at or _NEVER
    data = zip_files({file.name: file.data for file in made.files}, on.date())
    of = made.phase or made.initiative or "portfolio"
    return File(f"{pack_name(made.view, made.wanted, of)}.zip", "application/zip", data)
