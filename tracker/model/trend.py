"""How coverage went, quarter by quarter: what counted against what was needed on each. It forecasts nothing."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.model.history import PERIODS
from tracker.rates import reporting_currency
from tracker.tables import Tables


def quarter_ends(as_of: np.datetime64, count: int = 8) -> np.ndarray:
    """The ends of the quarters before a date, and the date itself: `count` days in order, datetime64."""
    now = pd.Period(pd.Timestamp(as_of), PERIODS["quarter"])
    ends = [(now - back).to_timestamp(how="end").normalize().to_datetime64() for back in range(count - 1, 0, -1)]
    return np.array([*ends, as_of], dtype="datetime64[s]")


def find_trend(
    tables: Tables,
    movements: pd.DataFrame,
    on: np.ndarray,
    *,
    floor: str = terms.DEFAULT_COUNTS,
    currency: str | None = None,
) -> pd.DataFrame:
    """What counted from a floor rung on, and what was needed, of every phase on some days.

    In: checked tables and their movements; ordered days (datetime64). Out, by phase and day: initiative, phase, on,
    currency, counted (int64 hundredths, cash form), required (Int64; NA where no budget had been stated, or not all of
    it has a rate), coverage (float, NaN where there is none).
    """
    firm = terms.RUNGS[: terms.RANK[floor] + 1]
    phases = tables["phases"]["phase"].sort_values(ignore_index=True)
    place = np.searchsorted(on, movements["day"].to_numpy(), side="left")
    is_then = place < len(on)
    is_money = movements["rung"].isin(firm).to_numpy() & (movements["form"] == "cash").to_numpy() & is_then
    is_needed = (movements["rung"] == terms.REQUIREMENT).to_numpy() & is_then
    counted = _running(movements[is_money], place[is_money], phases, len(on), "amount")
    needs, places = movements[is_needed], place[is_needed]
    required = _running(needs, places, phases, len(on), "amount")
    is_hidden = np.zeros(required.shape, dtype=bool)
    for _, rows in needs.assign(place=places)[(needs["unconverted"] != 0).to_numpy()].groupby("original_currency"):
        is_hidden |= _running(rows, rows["place"].to_numpy(), phases, len(on), "unconverted") != 0
    stated = _running(needs.assign(one=1), places, phases, len(on), "one")
    initiative = tables["phases"].set_index("phase")["initiative"]
    named = phases.repeat(len(on)).reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "initiative": named.map(initiative).astype("str"),
            "phase": named,
            "on": np.tile(on, len(phases)),
            "counted": counted.ravel(),
            "required": pd.Series(required.ravel(), dtype="Int64").mask((stated == 0).ravel() | is_hidden.ravel()),
        }
    )
    into = reporting_currency(tables, frame["phase"])
    frame.insert(3, "currency", into if currency is None else into.where(into == currency, currency))
    return frame.assign(coverage=_cover(frame))


def _running(rows: pd.DataFrame, place: np.ndarray, phases: pd.Series, size: int, column: str) -> np.ndarray:
    """Running sums: a line for each phase, a column for each day."""
    sums = np.zeros((len(phases), size), dtype=np.int64)
    which = pd.Index(phases).get_indexer(rows["phase"])
    np.add.at(sums, (which, place), rows[column].to_numpy())
    return sums.cumsum(axis=1)


def _cover(frame: pd.DataFrame) -> np.ndarray:
    required = frame["required"].to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(required > 0, frame["counted"].to_numpy() / np.where(required > 0, required, 1), np.nan)


def sum_trend(trend: pd.DataFrame, by: str = "initiative") -> pd.DataFrame:
    """The same over several phases, where a surplus here does not hide a gap there.

    In: a trend. Out, by those and day: by, on, currency, counted (Σ min(counted, required)), required (int64),
    coverage. Phases whose requirement was not known on a day are left out of both sums of that day.
    """
    is_known = (trend["required"] > 0).fillna(False).astype(bool)
    required = trend["required"].where(is_known, 0).astype("int64")
    counted = np.minimum(trend["counted"].where(is_known, 0), required)
    keys = [by, "on", "currency"]
    frame = (
        trend.assign(required=required, counted=counted).groupby(keys, as_index=False)[["counted", "required"]].sum()
    )
    return frame.assign(coverage=_cover(frame))
