"""What a ledger's figures follow from, cut down to one phase: the same rules then give the same rows, from fewer."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from tracker.model.histories import Histories
from tracker.tables import Tables


class OnePhase(NamedTuple):
    """Tables, histories and movements of one phase. Tables of which figures look up single rows are whole."""

    tables: Tables
    histories: Histories
    movements: pd.DataFrame


def keep_phase(tables: Tables, histories: Histories, movements: pd.DataFrame, phase: str) -> OnePhase:
    """Cut down to one phase what `find_parts`, `find_standings`, `find_dues` and the like are given.

    In: checked tables, their histories and movements. Out: the phase's own rows of budgets and movements in their
    order; every threshold and every promise that was ever in it, whole. So what is found tells of other phases too, in
    part: only the rows of the phase are those that the whole ledger has.
    """
    steps, states = histories.steps, histories.states
    step, promise = states["step"].to_numpy(), states["promise"].to_numpy()
    was_here = np.append(_is_of(steps["phase"], phase), False)[step]  # the last is for states before any step
    followed = np.zeros(int(promise.max(initial=-1)) + 1, dtype=bool)
    followed[promise[was_here]] = True
    at = np.flatnonzero(followed[promise])
    own = np.unique(step[at])
    own = own[own >= 0]
    kept = steps.iloc[own].reset_index(drop=True)
    place = np.where(step[at] >= 0, np.searchsorted(own, step[at]), -1).astype(step.dtype)
    states = states.iloc[at].reset_index(drop=True).assign(step=place)
    planned, budgets, thresholds = tables["instalments"], tables["budgets"], tables["thresholds"]
    targets = thresholds["threshold"][(thresholds["phase"] == phase).to_numpy()]
    cut = {
        "instalments": planned[planned["pledge"].isin(kept["pledge"].unique()).to_numpy()],
        "budgets": budgets[(budgets["phase"] == phase).to_numpy()],
        "thresholds": thresholds[thresholds["threshold"].isin(targets).to_numpy()],
    }
    return OnePhase(
        {**tables, **cut},
        histories._replace(steps=kept, states=states),
        movements.iloc[np.flatnonzero(_is_of(movements["phase"], phase))],
    )


def _is_of(column: pd.Series, word: str) -> np.ndarray:
    return (column == word).to_numpy(dtype=bool)
