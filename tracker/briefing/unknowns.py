"""What nobody has said about a phase, read off the blanks of its rows. It guesses nothing in their place."""

import pandas as pd

from tracker import terms
from tracker.briefing.language import say
from tracker.briefing.names import donor_names, in_order
from tracker.briefing.words import list_words
from tracker.tables import Tables


def find_unknowns(tables: Tables, standings: pd.DataFrame, gaps: pd.DataFrame, phase: str) -> list[str]:
    """What is not known of a phase, in plain words, the weightiest first.

    In: checked tables, the phase's standings and gaps (see `model`). Out: sentences; none where all is stated. To
    partners, who are not told every source, a missing one is not called unknown.
    """
    row = tables["phases"].set_index("phase").loc[phase]
    whole = gaps[gaps["target"] == terms.REQUIREMENT]
    unknown: list[str] = []
    if whole["required"].isna().all():
        unknown.append(say("unknown-need"))
    missing = [word for word, name in (("starts", "starts_on"), ("ends", "ends_on")) if not row[name]]
    if missing:
        unknown.append(say("unknown-dates", which=missing[0] if len(missing) == 1 else "both"))
    unknown.extend(_of_targets(tables, gaps, phase))
    unknown.extend(_of_promises(standings, tables))
    unsourced = int((standings["source"] == "").sum())
    is_told_sources = not gaps["counting"].isin(terms.PUBLISHED).all()
    if unsourced and is_told_sources:
        unknown.append(say("unknown-sources", count=unsourced, total=len(standings)))
    return unknown


def _of_targets(tables: Tables, gaps: pd.DataFrame, phase: str) -> list[str]:
    unknown: list[str] = []
    stated = tables["thresholds"][tables["thresholds"]["phase"] == phase]
    for target, rows in gaps[gaps["target"] != terms.REQUIREMENT].groupby("target", sort=True):
        title = str(rows["title"].iloc[0])
        if (stated[stated["threshold"] == target]["counts"] == "").all():
            unknown.append(say("unknown-counts", title=title))
        if not rows["due_on"].iloc[0]:
            unknown.append(say("unknown-due", title=title))
    budget = tables["budgets"][tables["budgets"]["phase"] == phase]
    if len(budget) and budget["support_cost_rate"].isna().all():
        unknown.append(say("unknown-support"))
    return unknown


def _of_promises(standings: pd.DataFrame, tables: Tables) -> list[str]:
    unknown: list[str] = []
    names = donor_names(tables["donors"])
    promised = standings[(standings["rung"] != terms.RECEIVED).to_numpy()]
    undated = in_order({str(names.get(donor, donor)) for donor in promised[promised["due_on"] == ""]["donor"]})
    if undated:
        unknown.append(say("unknown-payments", names=_few(undated)))
    vague = in_order({str(names.get(donor, donor)) for donor in promised[promised["approximate"]]["donor"]})
    if vague:
        unknown.append(say("unknown-amounts", names=_few(vague)))
    return unknown


def _few(names: list[str]) -> str:
    return list_words(names if len(names) <= 4 else [*names[:3], say("others", count=len(names) - 3)])
