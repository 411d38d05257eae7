"""The dates of a phase in one line of time: what is needed, due, and met on. It sorts and words them."""

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker import terms
from tracker.briefing.language import say
from tracker.briefing.names import donor_names
from tracker.briefing.words import date_words, money_words, said_date, until_words, yes_no
from tracker.dates import first_day, last_day
from tracker.tables import Tables


@dataclass(frozen=True)
class Entry:
    """One date: its text, the words for it and for how far off it is, what happens, and what sort of thing that is."""

    on: str
    shown: str
    away: str
    what: str
    kind: str


def find_dates(tables: Tables, gaps: pd.DataFrame, dues: pd.DataFrame, phase: str, as_of: date) -> list[Entry]:
    """Thresholds, meetings, payments due and the phase's own dates, from the as-of date on, and what is overdue.

    In: checked tables; the phase's gaps and dues. Out: what is overdue, then the rest, each ordered by the
    last day that it can mean.
    """
    entries: list[tuple[str, str, str]] = []
    row = tables["phases"].set_index("phase").loc[phase]
    own = (("starts_on", say("date-begins")), ("ends_on", say("date-ends")))
    entries.extend((str(row[name]), what, "phase") for name, what in own if row[name])
    for target in gaps[gaps["counting"] == terms.RECEIVED].itertuples():
        if target.due_on and not pd.isna(target.required):
            needed = money_words(int(target.required), str(target.currency))
            entries.append((str(target.due_on), say("date-needed", title=str(target.title), money=needed), "needed"))
    entries.extend(
        (str(event.on), str(event.title), str(event.kind))
        for event in tables["events"].itertuples()
        if event.phase in ("", phase)
    )
    names = donor_names(tables["donors"])
    overdue: list[tuple[str, str, str]] = []
    for due in dues.itertuples():
        unpaid = int(due.amount) - int(due.fulfilled)
        if not due.due_on or not unpaid:
            continue
        kind, listed = ("overdue", overdue) if due.overdue else ("due", entries)
        name, money = str(names.get(due.donor, due.donor)), money_words(unpaid, str(due.currency))
        listed.append((str(due.due_on), say(f"date-{kind}", name=name, money=money), kind))
    ahead = [entry for entry in entries if last_day(entry[0]) >= as_of]
    return [
        Entry(on, date_words(on, short=True), until_words(on, as_of), what, kind)
        for on, what, kind in [*sorted(overdue, key=_order), *sorted(ahead, key=_order)]
    ]


def _order(entry: tuple[str, str, str]) -> tuple[date, date, str]:
    return last_day(entry[0]), first_day(entry[0]), entry[1]


def next_chance(events: pd.DataFrame, phase: str, as_of: date) -> pd.Series | None:
    """The next meeting of a phase (or of all) at which to ask: the one that is sure to come soonest."""
    meetings = events[((events["kind"] == "meeting") & events["phase"].isin([phase, ""])).to_numpy()]
    ahead = sorted(
        (last_day(row.on), row.event, position)
        for position, row in enumerate(meetings.itertuples())
        if last_day(row.ends_on or row.on) >= as_of
    )
    return meetings.iloc[ahead[0][2]] if ahead else None


def write_next_chance(event: pd.Series) -> str:
    """`Next chance to ask: Policy Consultative Group, March 2010 (tentative).`"""
    match = re.fullmatch(r"(.*?)(?: (\([^()]*\)))?", str(event["title"]))
    title, aside = (match[1], match[2]) if match else (str(event["title"]), None)
    date_said = said_date(str(event["on"]))
    return say("next-chance", title=title, date=date_said, aside=yes_no(aside), remark=aside or "")
