"""What of a view is published in the IATI standard, and what is kept back. It writes no XML and softens nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from tracker import terms
from tracker.briefing.words import list_words
from tracker.desk.view import View
from tracker.exchange.iati.writing import write_activities
from tracker.model.audience import tables_for
from tracker.model.histories import newest_standing, take
from tracker.problems import RefusedError

_SECTOR = re.compile(r"([0-9]{3,5})(?:=([0-9]{1,3}(?:[.][0-9]{1,2})?))?")
_PLACE = re.compile(r"[A-Za-z]{2}|[0-9]{2,3}")


@dataclass(frozen=True)
class Published:
    """An IATI activity file, how many activities it holds, and what its publisher has to know."""

    data: bytes = field(repr=False)
    activities: int = 0
    notes: list[str] = field(default_factory=list)


def publish(view: View, *, today: date, sectors: Sequence[str] = (), places: Sequence[str] = ()) -> Published:
    """A view's phases as IATI activities: what partners may see, up to the as-of date.

    `sectors` are DAC codes, of several each with its percentage (`16063=60`); `places` codes of countries (`AF`), or
    of one region (`689`). Published is what stands at announced or firmer; the notes say how much else stands.
    """
    view.permit()
    if view.as_of > today:
        raise RefusedError(f"IATI publishes nothing of the future; name a date up to {today.isoformat()}")
    made = write_activities(
        tables_for("partners", view.tables), view.as_of, sectors=_read_sectors(sectors), places=_read_places(places)
    )
    notes = [*_kept_back(view), *(f"Not published: {what}." for what in made.left)]
    return Published(made.data, made.activities, notes)


def _read_sectors(texts: Sequence[str]) -> list[tuple[str, str]]:
    found = [_SECTOR.fullmatch(text.strip()) for text in texts]
    pairs = [(match[1], match[2] or "") for match in found if match]
    if len(pairs) < len(texts):
        odd = next(text for text, match in zip(texts, found, strict=True) if not match)
        raise RefusedError(f"'{odd}' is not a sector; write a DAC code, of several each with its percentage: 16063=60")
    total = sum(round(float(share or 0) * 100) for _, share in pairs)
    if pairs and (total != 10_000 and (len(pairs) > 1 or total)):
        raise RefusedError("the sectors' percentages do not add up to 100; write such as 16063=60 and 43050=40")
    return pairs


def _read_places(texts: Sequence[str]) -> list[str]:
    odd = next((text for text in texts if not _PLACE.fullmatch(text.strip())), None)
    if odd is not None:
        raise RefusedError(f"'{odd}' is not a place; write a country's two letters, or a DAC region's number")
    places = [text.strip().upper() for text in texts]
    if len(places) > 1 and not all(place.isalpha() for place in places):
        raise RefusedError("name countries, or one region; not both")
    return places


def _kept_back(view: View) -> list[str]:
    """What stands on a date and is not published, or as less than it is."""
    steps = view.histories.steps
    standing = newest_standing(view.histories, view.at)
    step = standing["step"].to_numpy()
    frame = pd.DataFrame(
        {
            **{name: take(steps, name, step) for name in ("rung", "currency", "form")},
            "amount": standing["outstanding_amount"].to_numpy(),
            "vague": standing["vague"].to_numpy(),
        }
    )
    status = view.tables["pledges"]["status"].reindex(take(steps, "row", step)).to_numpy()
    softer = frame[~frame["rung"].isin(terms.PUBLISHED).to_numpy()]
    conditional = frame[((frame["rung"] == terms.PLEDGED) & (status == "committed")).to_numpy()]
    notes = [
        f"Kept back: {_sums(rows)} {terms.RUNG[rung].label.lower()}; what is softer than announced is never published."
        for rung in terms.RUNGS
        if len(rows := softer[(softer["rung"] == rung).to_numpy()])
    ]
    if len(conditional):
        notes.append(f"Published as announced: {_sums(conditional)} signed under a condition that is not met.")
    future = sum(int((rows["day"] > view.at).sum()) for rows in (steps, view.histories.cash))
    if future:
        notes.append(
            f"Not published: {future} {'row' if future == 1 else 'rows'} dated after {view.as_of.isoformat()}."
        )
    return notes


def _sums(rows: pd.DataFrame) -> str:
    """`USD 200,000.00 and ~EUR 5,000.00 (3 promises)`, what is in kind said so."""
    said = [
        ("~" if part["vague"].any() else "")
        + f"{currency} {int(part['amount'].sum()) / 100:,.2f}"
        + (" in kind" if form == "in_kind" else "")
        for (currency, form), part in rows.groupby(["currency", "form"], sort=True)
    ]
    count = f"{len(rows)} promise{'' if len(rows) == 1 else 's'}"
    return f"{list_words(said)} ({count})"
