"""The dates of a view as a calendar: meetings, what is needed and due by when, phases. It writes no file itself."""

from collections.abc import Iterator
from datetime import datetime

import pandas as pd

from tracker import terms
from tracker.briefing import calendar as dates_of
from tracker.briefing.names import donor_names
from tracker.briefing.words import money_words
from tracker.dates import days
from tracker.desk.figures import dues, gaps
from tracker.desk.view import View, describe
from tracker.exchange.calendar_out import Entry, write_calendar
from tracker.tables import TABLES


def calendar(view: View, initiative: str | None = None, phase: str | None = None, *, now: datetime) -> bytes:
    """An `.ics` file of the dates that a view shows, of one initiative or phase or of all.

    Events; thresholds; what is announced or signed and not yet paid; when phases begin and end. A softer promise is
    nobody's due. Undated ones are left out.
    """
    view.permit()
    targets = gaps(view, initiative, phase)
    owed = dues(view, initiative, phase)
    phases = view.tables["phases"]
    phases = phases[phases["phase"].isin(set(targets["phase"])).to_numpy()]
    words = _Words(view, phases)
    entries = [
        *_meetings(view, phases, words),
        *_thresholds(view, targets, words),
        *_dues(view, owed, words),
        *_phases(phases, words),
    ]
    return write_calendar(
        entries, ledger=view.ledger.id, made_at=now, name=_name(view, initiative, phase), about=describe(view),
        number=view.record.number if view.record else 0, is_public=view.audience == "partners",
    )  # fmt: skip


def _name(view: View, initiative: str | None, phase: str | None) -> str:
    titles = [
        str(title)
        for name, key in (("initiatives", initiative), ("phases", phase))
        for title in view.tables[name].loc[(view.tables[name][name.removesuffix("s")] == key).to_numpy(), "title"]
    ]
    return ", ".join(titles or ["Funding tracker"]) + (" (partners)" if view.audience == "partners" else "")


class _Words:
    """What is said of a date besides: whose it is, and on what it rests."""

    def __init__(self, view: View, phases: pd.DataFrame) -> None:
        self._view = view
        initiatives = view.tables["initiatives"]
        self._titles = dict(zip(initiatives["initiative"], initiatives["title"], strict=True))
        self._of = {
            str(key): (str(title), str(self._titles.get(initiative, initiative)))
            for key, title, initiative in zip(phases["phase"], phases["title"], phases["initiative"], strict=True)
        }
        sources = view.tables["sources"]
        self._sources = {
            str(key): (str(title), str(url))
            for key, title, url in zip(sources["source"], sources["title"], sources["url"], strict=True)
        }

    def phase(self, key: str) -> str:
        """The phase's title, with the initiative's where there are several."""
        title, initiative = self._of[key]
        return f"{initiative}, {title}" if len(self._titles) > 1 else title

    def description(self, phase: str, *texts: str, source: str) -> str:
        title, initiative = self._of.get(phase, ("", ""))
        place = " · ".join(text for text in (initiative, title) if text)
        cited = self._sources.get(source.split(maxsplit=1)[0] if source else "")
        rests = f"Source: {source}" + (f" ({cited[0]})" if cited else "") if source else "Unsourced"
        return "\n".join(text for text in (place, *texts, rests, describe(self._view)) if text)

    def url(self, source: str) -> str:
        return self._sources.get(source.split(maxsplit=1)[0] if source else "", ("", ""))[1]


def _newest_sources(view: View, name: str, dated: str) -> dict[str, str]:
    """The source of the row that holds on the as-of date, by key."""
    frame, key = view.tables[name], TABLES[name].key[0]
    frame = frame.assign(day=days(frame[dated], "last"))
    known = frame[(frame["day"] <= view.at).to_numpy()].sort_values([key, "day", dated])
    return {str(one): str(source) for one, source in zip(known[key], known["source"], strict=True)}


def _meetings(view: View, phases: pd.DataFrame, words: _Words) -> Iterator[Entry]:
    for event in view.tables["events"].itertuples():
        if event.phase and event.phase not in set(phases["phase"]):
            continue
        yield Entry(
            f"event:{event.event}", str(event.on), str(event.title), str(event.kind), str(event.ends_on),
            words.description(str(event.phase), str(event.note), source=str(event.source)),
            words.url(str(event.source)), is_busy=event.kind == "meeting",
        )  # fmt: skip


def _thresholds(view: View, targets: pd.DataFrame, words: _Words) -> Iterator[Entry]:
    sources = _newest_sources(view, "thresholds", "stated_on")
    once = targets[((targets["counting"] == terms.RECEIVED) & (targets["due_on"] != "")).to_numpy()]
    for target in once.itertuples():
        needed = (
            "" if pd.isna(target.required) else f": {money_words(int(target.required), str(target.currency))} needed"
        )
        source = sources.get(str(target.target), "")
        phase = str(target.phase)
        yield Entry(
            f"threshold:{target.target}", str(target.due_on), f"{target.title}{needed} ({words.phase(phase)})",
            "threshold", description=words.description(phase, source=source), url=words.url(source),
        )  # fmt: skip


def _dues(view: View, owed: pd.DataFrame, words: _Words) -> Iterator[Entry]:
    names = donor_names(view.tables["donors"])
    sources = _newest_sources(view, "pledges", "status_on")
    for due in owed[((owed["due_on"] != "") & (owed["amount"] > owed["fulfilled"])).to_numpy()].itertuples():
        amount = money_words(int(due.amount) - int(due.fulfilled), str(due.currency), exact=True)
        source, phase = sources.get(str(due.pledge), ""), str(due.phase)
        form = ", in kind" if due.form == "in_kind" else ""
        said = f"{terms.RUNG[str(due.rung)].label}{form}; pledge {due.pledge}"
        yield Entry(
            f"due:{due.pledge}:{phase}:{due.due_on}", str(due.due_on),
            f"{names.get(str(due.donor), due.donor)}: {amount} {'overdue' if due.overdue else 'due'}"
            f" ({words.phase(phase)})",
            "due", description=words.description(phase, said, source=source), url=words.url(source),
        )  # fmt: skip


def _phases(phases: pd.DataFrame, words: _Words) -> Iterator[Entry]:
    for phase in phases.itertuples():
        for column, does in (("starts_on", "begins"), ("ends_on", "ends")):
            on = str(getattr(phase, column))
            if on:
                yield Entry(
                    f"phase:{phase.phase}:{column}", on, f"{words.phase(str(phase.phase))} {does}", "phase",
                    description=words.description(str(phase.phase), source=str(phase.source)),
                    url=words.url(str(phase.source)),
                )  # fmt: skip


def next_dates(view: View, targets: pd.DataFrame) -> dict[str, dates_of.Entry | None]:
    """The next date of each phase in some gaps: a threshold, a meeting, a payment due, its beginning or end."""
    owed = dues(view)
    ahead = owed[((owed["amount"] > owed["fulfilled"]) & (owed["overdue"] == 0) & (owed["due_on"] != "")).to_numpy()]
    first = ahead.sort_values("due_on", kind="stable").drop_duplicates("phase")
    found: dict[str, dates_of.Entry | None] = {}
    for phase, rows in targets.groupby("phase", sort=False):
        due = first[(first["phase"] == phase).to_numpy()]
        found[str(phase)] = next(iter(dates_of.find_dates(view.tables, rows, due, str(phase), view.as_of)), None)
    return found
