"""Dates as an iCalendar file (RFC 5545), whole days each. It is given what to say, and finds no dates itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event, vText

from tracker.dates import first_day, is_partial, last_day

PRODUCT = "-//Funding tracker//Calendar//EN"
NOT_KNOWN = "(day not known)"


@dataclass(frozen=True)
class Entry:
    """One date, or one stretch of days.

    `key` tells it from all others of the ledger, however often it is written; `on` and `ends_on` are ISO texts, whole
    or partial, `ends_on` blank where it is the same; `is_busy`: whether those who have it in their calendar are taken.
    """

    key: str
    on: str
    summary: str
    kind: str
    ends_on: str = ""
    description: str = ""
    url: str = ""
    is_busy: bool = False


def write_calendar(
    entries: Sequence[Entry], *, ledger: str, made_at: datetime, name: str, about: str = "", number: int = 0,
    is_public: bool = False,
) -> bytes:  # fmt: skip
    """The bytes of an `.ics` file, the same for the same entries.

    A date known only to the month or year becomes the whole of it, tentative, free, and says so. UIDs follow from the
    ledger's id and the entry's key, and `number` (the changeset) counts as the entry's version, so that a newer file
    replaces what an older one brought. What is not public is marked confidential.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for known_as in ("name", "x-wr-calname"):
        calendar.add(known_as, vText(name))  # as a text, for these are not declared, and would go out unescaped
    if about:
        calendar.add("description", about)
    for entry in sorted(entries, key=lambda entry: (first_day(entry.on), entry.on, entry.key)):
        calendar.add_component(_event(entry, ledger, made_at, number, is_public=is_public))
    return calendar.to_ical()


def _event(entry: Entry, ledger: str, made_at: datetime, number: int, *, is_public: bool) -> Event:
    event = Event()
    ends_on = entry.ends_on or entry.on
    is_vague = is_partial(entry.on) or is_partial(ends_on)
    first, last = first_day(entry.on), last_day(ends_on)
    event.add("uid", str(uuid5(NAMESPACE_URL, f"funding-tracker:{ledger}:{entry.key}")))
    event.add("dtstamp", made_at)
    event.add("dtstart", first)
    event.add("dtend", max(first, last) + timedelta(days=1))
    event.add("summary", f"{entry.summary} {NOT_KNOWN}" if is_vague else entry.summary)
    if entry.description:
        event.add("description", entry.description)
    if entry.url.startswith(("https://", "http://")):
        event.add("url", entry.url)
    event.add("categories", [entry.kind])
    event.add("class", "PUBLIC" if is_public else "CONFIDENTIAL")
    event.add("status", "TENTATIVE" if is_vague else "CONFIRMED")
    event.add("transp", "OPAQUE" if entry.is_busy and not is_vague else "TRANSPARENT")
    event.add("sequence", number)
    return event
