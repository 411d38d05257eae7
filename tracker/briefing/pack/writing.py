"""One brief of one phase, from its figures, in the language spoken. It looks nothing up, and computes no money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.calendar import next_chance, write_next_chance
from tracker.briefing.changes import write_changes
from tracker.briefing.headline import Headline, write_headline
from tracker.briefing.language import say
from tracker.briefing.names import donor_names
from tracker.briefing.pack.brief import (
    Brief,
    Change,
    Changes,
    Decision,
    Marks,
    Meeting,
    Overdue,
    Source,
    Stage,
    Target,
)
from tracker.briefing.pack.ranking import cut_bar, rank_standings
from tracker.briefing.pack.wanted import find_decisions
from tracker.briefing.points import write_points
from tracker.briefing.unknowns import find_unknowns
from tracker.briefing.words import list_words, money_words
from tracker.dates import first_day, last_day
from tracker.tables import Tables

MOST_DECISIONS, MOST_OVERDUE, MOST_MEETINGS = 6, 4, 4
_MOST_PLACES = 4


@dataclass(frozen=True)
class Figures:
    """The frames of one phase that a brief is made of, as the desk gives them, each for what its audience may see.

    `gaps` with `ends_on`, `parts`, `standings`, `dues`: see `model`. `gaps_then`: the gaps on the day `since` which
    changes are told from. `steps`, `turnover`, `arrivals`: see `desk.Bridge`, the steps of money announced or firmer.
    `printed`: the mark of the record that the last brief was made from. `sources`: rows of the table `sources` that
    the figures rest on; `places`: for each of them where in it.
    """

    gaps: pd.DataFrame
    parts: pd.DataFrame
    standings: pd.DataFrame
    dues: pd.DataFrame
    gaps_then: pd.DataFrame
    steps: pd.DataFrame
    turnover: pd.DataFrame
    arrivals: pd.DataFrame
    since: date
    printed: str
    sources: pd.DataFrame
    places: Mapping[str, Sequence[str]]
    outlook: tuple[str, ...] = ()


def write_brief(marks: Marks, tables: Tables, phase: str, figures: Figures) -> Brief:
    """The brief of a phase; its sentences are in the language spoken (see `briefing.language`)."""
    gaps, as_of = figures.gaps, marks.as_of
    names = donor_names(tables["donors"])
    headline = write_headline(gaps, as_of)
    decisions = find_decisions(gaps, figures.standings, names, headline.target, as_of)
    overdue = _overdue(figures.dues, names)
    meetings = _meetings(tables["events"], phase, as_of)
    return Brief(
        marks=marks,
        phase=phase,
        standing=headline.standing,
        target=headline.target,
        lead=headline.sentences[0],
        sentences=(*headline.sentences[1:], *_chance(tables, phase, as_of)),
        targets=tuple(_targets(gaps, figures.parts, names)),
        standings=tuple(rank_standings(figures.standings, names)),
        donors=int(figures.standings["donor"].nunique()),
        changes=_changes(figures, as_of, marks.currency),
        decisions=tuple(_weightiest(decisions)),
        overdue=tuple(overdue[:MOST_OVERDUE]),
        meetings=tuple(meetings[:MOST_MEETINGS]),
        caveats=tuple(_caveats(gaps)),
        unknowns=tuple(find_unknowns(tables, figures.standings, gaps, phase)),
        sources=tuple(_sources(figures)),
        points=write_points(gaps, figures.dues, tables["events"], names, as_of),
        line=_line(marks, headline),
        more_decisions=max(len(decisions) - MOST_DECISIONS, 0),
        more_overdue=max(len(overdue) - MOST_OVERDUE, 0),
        more_meetings=max(len(meetings) - MOST_MEETINGS, 0),
        outlook=figures.outlook,
    )


def _weightiest(decisions: list[Decision]) -> list[Decision]:
    """The first few, and always what nobody has promised."""
    if len(decisions) <= MOST_DECISIONS or decisions[-1].what != "find":
        return decisions[:MOST_DECISIONS]
    return [*decisions[: MOST_DECISIONS - 1], decisions[-1]]


def _chance(tables: Tables, phase: str, as_of: date) -> list[str]:
    chance = next_chance(tables["events"], phase, as_of)
    return [] if chance is None else [write_next_chance(chance)]


def _line(marks: Marks, headline: Headline) -> str:
    where = say("brief-line", initiative=marks.initiative, subject=marks.subject)
    return " ".join([where, *headline.sentences[:2]])


def _targets(gaps: pd.DataFrame, parts: pd.DataFrame, names: Mapping[str, str]) -> list[Target]:
    """Thresholds by the date they are due, then the full requirement."""
    found = []
    for target, rows in gaps.groupby("target", sort=True):
        last = rows.iloc[-1]
        required = None if pd.isna(last["required"]) else int(last["required"])
        own = parts[(parts["target"] == target).to_numpy()]
        scale = max(required or 0, int(last["counted"]), 1)
        is_whole = target == terms.REQUIREMENT
        found.append(
            Target(
                str(target),
                say("brief-full") if is_whole else str(last["title"]),
                str(last["due_on"]),
                required,
                tuple(_stage(row) for row in rows.itertuples()),
                tuple(cut_bar(own, names, scale)),
                int(last["late"]),
                int(last["undated"]),
                int(last["excluded"]),
                tuple((str(code), int(amount)) for code, amount in last["unconverted"]),
            )
        )
    return sorted(found, key=lambda one: (one.key == terms.REQUIREMENT, one.due_on or "9999", one.key))


def _stage(row: Any) -> Stage:
    gap, surplus = (None if pd.isna(amount) else int(amount) for amount in (row.gap, row.surplus))
    return Stage(
        str(row.counting), int(row.counted), int(row.low), int(row.high), bool(row.approximate), gap, surplus,
        None if pd.isna(row.coverage) else float(row.coverage), bool(row.is_headline),
    )  # fmt: skip


def _changes(figures: Figures, as_of: date, currency: str) -> Changes:
    steps = [Change(str(row.kind), int(row.amount), bool(row.approximate)) for row in figures.steps.itertuples()]
    late = sum(step.amount for step in steps if step.kind == terms.LATE_ENTRIES)
    said = write_changes(
        figures.turnover, figures.arrivals, figures.since, as_of, currency,
        gaps_then=figures.gaps_then, gaps_now=figures.gaps, late=late,
    )  # fmt: skip
    return Changes(figures.since, figures.printed, said, tuple(steps))


def _overdue(dues: pd.DataFrame, names: Mapping[str, str]) -> list[Overdue]:
    late = dues[((dues["overdue"] > 0) & (dues["form"] == "cash")).to_numpy()]
    return sorted(
        (
            Overdue(
                names.get(str(row.donor), str(row.donor)), int(row.overdue), str(row.currency), str(row.due_on),
                None if pd.isna(row.days_overdue) else int(row.days_overdue),
            )
            for row in late.itertuples()
        ),
        key=lambda one: (last_day(one.since), one.who, -one.amount),
    )  # fmt: skip


def _meetings(events: pd.DataFrame, phase: str, as_of: date) -> list[Meeting]:
    ahead = [
        Meeting(str(row.on), str(row.ends_on), str(row.title), str(row.kind))
        for row in events[events["phase"].isin([phase, ""]).to_numpy()].itertuples()
        if last_day(row.ends_on or row.on) >= as_of
    ]
    return sorted(ahead, key=lambda one: (last_day(one.on), first_day(one.on), one.title))


def _caveats(gaps: pd.DataFrame) -> list[str]:
    """Money that is in no total: without a rate, due too late, or not to be counted."""
    said = []
    for _, rows in gaps.groupby("target", sort=False):
        row = rows.iloc[-1]
        if row["target"] != terms.REQUIREMENT and row["undated"]:
            amount = money_words(int(row["undated"]), str(row["currency"]))
            amount = say("about", amount=amount) if row["approximate"] else amount
            said.append(say("caveat-undated", amount=amount, title=str(row["title"])))
    whole = gaps[(gaps["target"] == terms.REQUIREMENT).to_numpy()].iloc[-1]
    if whole["unconverted"]:
        listed = list_words([money_words(amount, code) for code, amount in whole["unconverted"]])
        said.append(say("caveat-unconverted", amounts=listed, count=len(whole["unconverted"])))
    if whole["approximate"] and whole["low"] != whole["high"]:
        low, high = (money_words(int(whole[name]), str(whole["currency"])) for name in ("low", "high"))
        said.append(say("caveat-range", low=low, high=high))
    return said


def _sources(figures: Figures) -> list[Source]:
    return [
        Source(
            str(row.source), tuple(figures.places.get(str(row.source), ())[:_MOST_PLACES]), str(row.title),
            str(row.dated), str(row.publisher), str(row.marking), str(row.url),
        )
        for row in figures.sources.itertuples()
    ]  # fmt: skip
