"""Briefs of a ledger, quarter by quarter: each gathered once, for all forms of its pack. It draws nothing."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tracker import terms
from tracker.briefing.headline import choose_target
from tracker.briefing.language import LANGUAGES, say
from tracker.briefing.pack.brief import Brief, Marks, Portfolio
from tracker.briefing.pack.likely import write_likely
from tracker.briefing.pack.writing import Figures, write_brief
from tracker.briefing.pack.writing_portfolio import PortfolioFigures, write_portfolio_brief
from tracker.briefing.portfolio import open_phases
from tracker.briefing.words import writing
from tracker.dates import days
from tracker.desk.ahead import likely_targets
from tracker.desk.attention import attention, open_sums, trend
from tracker.desk.bridging import Bridge, at_day, at_record, find_bridge_of
from tracker.desk.dates import next_dates
from tracker.desk.evidence import evidence
from tracker.desk.figures import dues, gaps, parts, quarter_before, standings
from tracker.desk.view import FACTS, View
from tracker.ledger import Pack, find_last_pack
from tracker.problems import RefusedError

_QUARTER = re.compile(r"\s*([0-9]{4})-?[Qq]([1-4])\s*")


@dataclass(frozen=True)
class Wanted:
    """What a pack is asked for: the quarter (`2009Q4`), the language (of `LANGUAGES`), the office's marking."""

    quarter: str
    language: str = "en"
    marking: str = ""

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise RefusedError(f"'{self.language}' is no language of the pack; use {', '.join(LANGUAGES)}")


def quarter_end(text: str) -> date:
    """The last day of a quarter; what is none is a RefusedError."""
    found = _QUARTER.fullmatch(text)
    if found is None or not 1900 <= int(found[1]) <= 2199:
        raise RefusedError(f"'{text}' is not a quarter; write it as 2009Q4")
    year, month = int(found[1]), int(found[2]) * 3
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def quarter_of(when: date) -> str:
    """The quarter that a day is in."""
    return f"{when.year}Q{(when.month + 2) // 3}"


def quarters_between(first: str, last: str) -> list[str]:
    """All quarters from one to another, both included; a RefusedError where they are the wrong way round."""
    start, end = quarter_end(first), quarter_end(last)
    if end < start:
        raise RefusedError(f"{last} is before {first}; write the earlier quarter first")
    count = (end.year - start.year) * 4 + (end.month - start.month) // 3 + 1
    places = [start.year * 4 + start.month // 3 - 1 + more for more in range(count)]
    return [f"{place // 4}Q{place % 4 + 1}" for place in places]


def find_brief(view: View, phase: str, wanted: Wanted) -> Brief:
    """The brief of a phase as of the view's date, in the language that is wanted.

    It opens on the last pack that was issued before that date, as it was printed; where there was none, on the end of
    the quarter before.
    """
    missing = gaps(view, None, phase)
    if not len(missing):
        raise RefusedError("nothing is recorded yet, so that there is nothing to brief on")
    last = find_last_pack(_packs(view), view.audience, view.as_of, phase=phase)
    since = quarter_before(view.as_of) if last is None else last.as_of
    bridge = find_bridge_of(view, since, phase=phase, reported=None if last is None else str(last.changeset))
    printed = "" if last is None else f"{last.changeset} · {last.digest[:4]}"
    then = at_day(view, since) if last is None else at_record(at_day(view, since), str(last.changeset))
    with writing(wanted.language):
        figures = _figures(view, phase, missing, bridge, then, printed)
        marks = _marks(view, phase, missing, wanted, figures)
        return write_brief(marks, view.tables, phase, figures)


def find_portfolio_brief(view: View, initiative: str | None, wanted: Wanted) -> Portfolio:
    """The brief of an initiative's phases, or of all, as of the view's date, in the language that is wanted."""
    rows = gaps(view, initiative)
    if not len(rows):
        raise RefusedError("nothing is recorded yet, so that there is nothing to brief on")
    phases = set(rows["phase"])
    opened = [phase for phase in open_phases(view.tables["phases"], view.as_of) if phase in phases]
    currencies = sorted(set(rows["currency"]))
    titles = view.tables["initiatives"].set_index("initiative")
    with writing(wanted.language):
        of_all = say("brief-all-initiatives", count=int(rows["initiative"].nunique()))
        marks = _general_marks(
            view, wanted, of_all if initiative is None else str(titles.loc[initiative, "title"]),
            say("brief-portfolio"), "" if initiative is None else str(titles.loc[initiative, "lead_agency"]),
            ", ".join(currencies), _all_rates(view, rows), tuple(_stated(view, phases)),
        )  # fmt: skip
        figures = PortfolioFigures(
            gaps=rows, totals=open_sums(view, opened), trend=trend(view, initiative),
            attention=attention(view, initiative), next_dates=_next_dates(view, rows),
        )  # fmt: skip
        return write_portfolio_brief(marks, view.tables, figures)


def _next_dates(view: View, rows: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Each phase's next date: a threshold, a meeting, a payment due, its beginning or end."""
    return {phase: ("", "") if entry is None else (entry.on, entry.what)
            for phase, entry in next_dates(view, rows).items()}  # fmt: skip


def _all_rates(view: View, rows: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for phase, currency in rows.drop_duplicates("phase")[["phase", "currency"]].itertuples(index=False):
        found.update(used_rates(view, str(phase), str(currency)))
    return tuple(sorted(found.items()))


def _packs(view: View) -> list[Pack]:
    return view.ledger.packs(view.record.number if view.record else 0)


def _figures(view: View, phase: str, missing: pd.DataFrame, bridge: Bridge, then: View, printed: str) -> Figures:
    stands = standings(view, phase)
    is_known_then = bool((then.tables["phases"]["phase"] == phase).any())
    behind = evidence(view, phase, [*terms.RUNGS, terms.REQUIREMENT])
    cited: dict[str, list[str]] = {}
    for text in _cited(view, phase, stands):
        key, _, place = text.partition(" ")
        cited.setdefault(key, [])
        if place:
            cited[key].append(place)
    known = view.tables["sources"]
    sources = known[known["source"].isin({*behind.sources["source"], *cited}).to_numpy()]
    return Figures(
        gaps=missing,
        parts=parts(view, phase),
        standings=stands,
        dues=dues(view, None, phase),
        gaps_then=gaps(then, None, phase) if is_known_then else missing.iloc[:0],
        steps=bridge.steps([code for code in view.rungs if code in terms.PUBLISHED]),
        turnover=bridge.turnover,
        arrivals=bridge.arrivals,
        since=bridge.start,
        printed=printed,
        sources=sources,
        places={key: sorted(set(places)) for key, places in cited.items()},
        outlook=_outlook(view, phase, missing),
    )


def _outlook(view: View, phase: str, missing: pd.DataFrame) -> tuple[str, ...]:
    """What is likely, where somebody stated how likely: only internal readers see that."""
    pledges = view.tables["pledges"]
    if not pledges.loc[(pledges["phase"] == phase).to_numpy(), "likelihood"].notna().any():
        return ()
    return write_likely(likely_targets(view, phase), choose_target(missing, view.as_of))


def _cited(view: View, phase: str, stands: pd.DataFrame) -> list[str]:
    """The sources, with their places, of all that a brief states: budget, thresholds and standings."""
    return sorted({*_stated(view, {phase}), *(str(text) for text in stands["source"] if text)})


def _stated(view: View, phases: set[str]) -> list[str]:
    """The sources, with their places, of what is needed."""
    stated = [
        rows.loc[(rows["phase"].isin(phases) & (days(rows["stated_on"], "last") <= view.at)).to_numpy(), "source"]
        for rows in (view.tables["budgets"], view.tables["thresholds"])
    ]
    return sorted({str(text) for column in stated for text in column if text})


def _marks(view: View, phase: str, missing: pd.DataFrame, wanted: Wanted, figures: Figures) -> Marks:
    row = view.tables["phases"].set_index("phase").loc[phase]
    initiative = view.tables["initiatives"].set_index("initiative").loc[row["initiative"]]
    currency = str(missing["currency"].iloc[0])
    return _general_marks(
        view, wanted, str(initiative["title"]), str(row["title"]), str(initiative["lead_agency"]), currency,
        used_rates(view, phase, currency), tuple(_cited(view, phase, figures.standings)),
    )  # fmt: skip


def _general_marks(
    view: View, wanted: Wanted, initiative: str, subject: str, agency: str, currency: str,
    rates: tuple[tuple[str, str], ...], cited: tuple[str, ...],
) -> Marks:  # fmt: skip
    record = view.record
    return Marks(
        initiative=initiative, subject=subject, agency=agency, quarter=wanted.quarter, as_of=view.as_of,
        evidence=newest_evidence(view), currency=currency, audience=view.audience, language=wanted.language,
        record=record.number if record else 0, digest=record.digest if record else "",
        recorded_at=record.at if record else None, ledger=view.ledger.id, marking=_marking(view, wanted), rates=rates,
        rates_at=view.rates_at, cited=cited,
    )  # fmt: skip


def _marking(view: View, wanted: Wanted) -> str:
    """The office's marking; and above all forms that a scenario is one."""
    if view.scenario is None:
        return wanted.marking
    return " · ".join(filter(None, [wanted.marking, say("brief-scenario", name=view.scenario.name)]))


def newest_evidence(view: View) -> str:
    """The date of the newest fact on or before the as-of date, as precisely as it is known, "" where there is none."""
    dated = pd.concat([view.tables[name][column] for name, column in FACTS])
    dated = dated[(dated != "").to_numpy()]
    on = days(dated, "last")
    on = on[(on <= view.at).to_numpy()]
    return str(dated.loc[on.index].iloc[int(np.argmax(on.to_numpy()))]) if len(on) else ""


def used_rates(view: View, phase: str | None, currency: str) -> tuple[tuple[str, str], ...]:
    """The currencies that money was converted from or through, each with the day of its newest rate in use."""
    moved = view.movements
    moved = moved[(moved["day"] <= view.at).to_numpy()]
    if phase is not None:
        moved = moved[(moved["phase"] == phase).to_numpy()]
    original = set(moved["original_currency"]) - {currency}
    if not original:
        return ()
    rates = view.tables["rates"]
    on = days(rates["on"], "first")
    rates = rates.assign(day=on)[(on <= view.at).to_numpy() & rates["currency"].isin({*original, currency}).to_numpy()]
    newest = rates.sort_values("day", kind="stable").drop_duplicates("currency", keep="last")
    return tuple(sorted((str(row.currency), str(row.on)) for row in newest.itertuples()))
