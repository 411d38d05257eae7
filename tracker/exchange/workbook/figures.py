"""The figures as of the export, from the model: what each formula's cell holds until it is recalculated."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import day
from tracker.exchange.workbook.audiences import INTERNAL_ONLY, PARTNERS_ONLY
from tracker.exchange.workbook.blocks import Ground
from tracker.exchange.workbook.cells import day_serial
from tracker.exchange.workbook.contents import Contents
from tracker.model.gaps import find_gaps
from tracker.model.history import find_bridge, find_timeline

IN_KIND = "in_kind"


@dataclass(frozen=True)
class Figures:
    """Looked up by plain keys; every amount is in hundredths.

    `stands`: (phase, rung, form) to amount, low, high, vague, unconverted. `given`: (phase, donor, rung) to amount,
    of cash. `gaps`: (phase, target, rung) to a row of `find_gaps`. `bridge`: (phase, kind, rung, form). `timeline`:
    (phase, period's end, rung), of cash. `promises`: those in force, as in `spells.promise_spells`. `due`, `overdue`:
    by pledge. `loose`: (phase, donor, currency, form) to cash that pays no promise, in its own currency.
    """

    stands: dict[tuple[str, str, str], Any]
    given: dict[tuple[str, str, str], int]
    gaps: dict[tuple[str, str, str], Any]
    bridge: dict[tuple[str, str, str, str], int]
    timeline: dict[tuple[str, date, str], int]
    promises: pd.DataFrame
    due: dict[str, int]
    overdue: dict[str, int]
    loose: dict[tuple[str, str, str, str], int]


def is_seen(frame: pd.DataFrame, audience: str) -> np.ndarray:
    """Which rows of a merged frame an audience sees."""
    return (frame["seen"] != (INTERNAL_ONLY if audience == "partners" else PARTNERS_ONLY)).to_numpy()


def find_figures(ground: Ground) -> Figures:
    """Ask the model for every figure as of the contents' date and audience."""
    contents = ground.contents
    moved, at = contents.movements, contents.at
    known = moved[(moved["day"] <= at).to_numpy()]
    measures = ["amount", "low", "high", "vague", "unconverted"]
    stands = known.groupby(["phase", "rung", "form"])[measures].sum()
    cash = known[(known["form"] == "cash").to_numpy()]
    given = cash.groupby(["phase", "donor", "rung"])["amount"].sum()
    gaps = find_gaps(
        contents.tables, contents.histories, moved, at, currency=contents.currency, rungs=contents.rungs
    )  # fmt: skip
    bridge = find_bridge(moved, day(contents.since), at)
    timeline = find_timeline(moved, at)
    timeline = timeline[(timeline["form"] == "cash").to_numpy()]
    today = day_serial(contents.as_of)

    def in_force(frame: pd.DataFrame) -> pd.DataFrame:
        is_now = (frame["since"] <= today) & (frame["until"] > today)
        return frame[is_now.to_numpy() & is_seen(frame, contents.audience)]

    promises = in_force(ground.promises)
    dues = in_force(ground.dues)
    dues = dues[(dues["due"] <= today).to_numpy()].groupby("pledge")[["amount", "unpaid"]].sum()
    loose = known[((known["rung"] == terms.RECEIVED) & (known["pledge"] == "")).to_numpy()]
    loose = loose.groupby(["phase", "donor", "original_currency", "form"])["original_amount"].sum()
    return Figures(
        stands={tuple(key): row for key, row in zip(stands.index, stands.itertuples(), strict=True)},
        given={key: int(value) for key, value in given.items()},
        gaps={(row.phase, row.target, row.counting): row for row in gaps.itertuples()},
        bridge={(r.phase, r.kind, r.rung, r.form): int(r.amount) for r in bridge.itertuples()},
        timeline={(r.phase, r.period_end.date(), r.rung): int(r.amount) for r in timeline.itertuples()},
        promises=promises,
        due={str(key): int(value) for key, value in dues["amount"].items()},
        overdue={str(key): int(value) for key, value in dues["unpaid"].items()},
        loose={key: int(value) for key, value in loose.items()},
    )


def stood(figures: Figures, phase: str, rung: str, form: str = "cash", measure: str = "amount") -> int:
    """A measure of what stands on a rung in a phase."""
    row = figures.stands.get((phase, rung, form))
    return 0 if row is None else int(getattr(row, measure))


def default_phase(contents: Contents) -> str:
    """The phase shown first: the one asked for, or the last to begin of those whose requirement is stated."""
    phases = contents.tables["phases"]
    if contents.phase in set(phases["phase"]):
        return contents.phase
    known = set(contents.tables["budgets"]["phase"])
    ranked = sorted(
        (phase in known, str(starts_on), phase)
        for phase, starts_on in zip(phases["phase"], phases["starts_on"], strict=True)
    )
    return ranked[-1][2] if ranked else ""
