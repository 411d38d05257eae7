"""What nobody has said about a phase, read off the blanks of its rows. It guesses nothing in their place."""

import pandas as pd

from tracker import terms
from tracker.briefing.names import donor_names
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
        unknown.append("What the phase needs.")
    missing = [word for word, name in (("begins", "starts_on"), ("ends", "ends_on")) if not row[name]]
    if missing:
        unknown.append(f"When the phase {list_words(missing, 'or')}.")
    unknown.extend(_of_targets(tables, gaps, phase))
    unknown.extend(_of_promises(standings, tables))
    unsourced = int((standings["source"] == "").sum())
    is_told_sources = not gaps["counting"].isin(terms.PUBLISHED).all()
    if unsourced and is_told_sources:
        unknown.append(f"The source of {unsourced} of {len(standings)} standings.")
    return unknown


def _of_targets(tables: Tables, gaps: pd.DataFrame, phase: str) -> list[str]:
    unknown: list[str] = []
    stated = tables["thresholds"][tables["thresholds"]["phase"] == phase]
    for target, rows in gaps[gaps["target"] != terms.REQUIREMENT].groupby("target", sort=True):
        title = str(rows["title"].iloc[0])
        if (stated[stated["threshold"] == target]["counts"] == "").all():
            label = terms.RUNG[terms.DEFAULT_COUNTS].label.lower()
            unknown.append(f"Which money counts towards “{title}”; shown from {label} money.")
        if not rows["due_on"].iloc[0]:
            unknown.append(f"By when “{title}” is needed.")
    budget = tables["budgets"][tables["budgets"]["phase"] == phase]
    if len(budget) and budget["support_cost_rate"].isna().all():
        unknown.append("Whether the requirement includes programme support costs.")
    return unknown


def _of_promises(standings: pd.DataFrame, tables: Tables) -> list[str]:
    unknown: list[str] = []
    names = donor_names(tables["donors"])
    promised = standings[(standings["rung"] != terms.RECEIVED).to_numpy()]
    undated = sorted({str(names.get(donor, donor)) for donor in promised[promised["due_on"] == ""]["donor"]})
    if undated:
        unknown.append(f"Payment dates: {_few(undated)}.")
    vague = sorted({str(names.get(donor, donor)) for donor in promised[promised["approximate"]]["donor"]})
    if vague:
        unknown.append(f"Exact amounts: {_few(vague)}.")
    return unknown


def _few(names: list[str]) -> str:
    return list_words(names if len(names) <= 4 else [*names[:3], f"{len(names) - 3} others"])
