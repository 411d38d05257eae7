"""The brief of several phases, from their figures, in the language spoken. Currencies are never added."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.headline import write_headline
from tracker.briefing.language import say
from tracker.briefing.names import donor_names, tell_apart
from tracker.briefing.pack.brief import Marks, PhaseLine, Portfolio, Total
from tracker.briefing.portfolio import open_phases, write_portfolio
from tracker.briefing.words import date_words, money_words
from tracker.tables import Tables

_YEAR = 4
"""Quarters over which a trend is told."""
MOST_ATTENTION = 8
_TOLD = ("missed", "at risk", "overdue", "no rate", "no requirement")


@dataclass(frozen=True)
class PortfolioFigures:
    """The frames of several phases, as the desk gives them for its audience.

    `gaps`, `attention`, `trend`: see `model`; `totals`: `model.gaps.find_portfolio` of the open phases by currency;
    `next_dates`: for each phase the date that comes next and what happens then.
    """

    gaps: pd.DataFrame
    totals: pd.DataFrame
    trend: pd.DataFrame
    attention: pd.DataFrame
    next_dates: Mapping[str, tuple[str, str]]


def write_portfolio_brief(marks: Marks, tables: Tables, figures: PortfolioFigures) -> Portfolio:
    """The brief of all phases that the figures hold, open ones first; its sentences are in the language spoken."""
    of_open = set(open_phases(tables["phases"], marks.as_of))
    lines = [_line(str(key), rows, tables, figures, marks, key in of_open)
             for key, rows in figures.gaps.groupby("phase", sort=True)]  # fmt: skip
    lines.sort(key=lambda line: (not line.is_open, line.initiative, line.phase))
    phases = tell_apart({line.phase: f"{line.initiative}, {line.title}" for line in lines})
    headline = write_portfolio(figures.gaps, figures.totals, tables["phases"], phases, marks.as_of)
    lead, *sentences = headline.sentences
    return Portfolio(
        marks=marks, standing=headline.standing, lead=lead, sentences=tuple(sentences), lines=tuple(lines),
        totals=_totals(figures.totals),
        attention=tuple(_attention(figures.attention, tables, phases)),
        caveats=(say("brief-portfolio-note"), say("brief-covers")),
        line=" ".join([say("brief-line", initiative=marks.initiative, subject=marks.subject), lead, *sentences[:1]]),
    )  # fmt: skip


def _line(
    phase: str, gaps: pd.DataFrame, tables: Tables, figures: PortfolioFigures, marks: Marks, is_open: bool
) -> PhaseLine:  # fmt: skip
    row = tables["phases"].set_index("phase").loc[phase]
    initiative = tables["initiatives"].set_index("initiative")["title"].get(row["initiative"], row["initiative"])
    whole = gaps[(gaps["target"] == terms.REQUIREMENT).to_numpy()].set_index("counting")
    firm: Any = whole[whole["is_headline"].to_numpy()].iloc[0]
    cash, softest = whole.loc[terms.RECEIVED], whole.iloc[-1]
    required = None if pd.isna(firm["required"]) else int(firm["required"])
    on, what = figures.next_dates.get(phase, ("", ""))
    return PhaseLine(
        phase=phase, title=str(row["title"]), initiative=str(initiative), currency=str(firm["currency"]),
        standing=write_headline(gaps, marks.as_of).standing, required=required, in_cash=int(cash["counted"]),
        firm=int(firm["counted"]), in_sight=int(softest["counted"]), approximate=bool(softest["approximate"]),
        gap=None if pd.isna(firm["gap"]) else int(firm["gap"]), coverage=_fraction(firm["coverage"]),
        coverage_in_cash=_fraction(cash["coverage"]), next_on=on if is_open else "", next_what=what if is_open else "",
        points=_points(figures.trend[(figures.trend["phase"] == phase).to_numpy()]) if is_open else None,
        is_open=is_open, is_firm_vague=bool(firm["approximate"]),
    )  # fmt: skip


def _fraction(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _points(trend: pd.DataFrame) -> int | None:
    if len(trend) < _YEAR + 1:
        return None
    before, now = trend["coverage"].iloc[-_YEAR - 1], trend["coverage"].iloc[-1]
    return None if pd.isna(before) or pd.isna(now) else round((now - before) * 1000)


def _totals(totals: pd.DataFrame) -> tuple[Total, ...]:
    found = []
    for currency, rows in totals.groupby("currency", sort=True):
        by_rung = rows.set_index("counting")
        firm, cash = by_rung.loc[terms.DEFAULT_COUNTS], by_rung.loc[terms.RECEIVED]
        found.append(Total(
            currency=str(currency), phases=int(firm["phases"]), unknown=int(firm["unknown"]),
            required=int(firm["required"]), counted_in_cash=int(cash["counted"]), counted=int(firm["counted"]),
            gap=int(firm["gap"]), approximate=bool(firm["approximate"]), coverage=_fraction(firm["coverage"]),
        ))  # fmt: skip
    return tuple(found)


def _attention(attention: pd.DataFrame, tables: Tables, phases: Mapping[str, str]) -> list[str]:
    own = attention[attention["kind"].isin(_TOLD).to_numpy()]
    names = donor_names(tables["donors"])
    titles = tables["thresholds"].drop_duplicates("threshold", keep="last").set_index("threshold")["title"]
    said = []
    for row in own.head(MOST_ATTENTION).itertuples():
        phase, kind = phases.get(str(row.phase), str(row.phase)), str(row.kind)
        amount = "" if pd.isna(row.amount) else money_words(int(row.amount), str(row.currency))
        when = date_words(str(row.on), short=True) if row.on else ""
        slots: dict[str, str] = {"phase": phase}
        if kind in ("missed", "at risk"):
            slots |= {"amount": amount, "what": str(titles.get(row.about, row.about)), "date": when}
        elif kind == "overdue":
            slots |= {"amount": amount, "what": names.get(str(row.about), str(row.about)), "date": when}
        elif kind == "no rate":
            slots |= {"amount": amount}
        said.append(say(f"brief-attention-{kind.replace(' ', '-')}", **slots))
    if len(own) > MOST_ATTENTION:
        said.append(say("brief-more", count=len(own) - MOST_ATTENTION))
    return said
