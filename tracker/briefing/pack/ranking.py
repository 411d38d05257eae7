"""Who stands where, cut to what a page has room for: the largest by name, the others rung by rung, sums equal."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.pack.brief import Segment, Standing

MOST_STANDINGS = 10
"""So many lines a page has room for, besides those of all others."""
_SLIVER = 40
"""A segment narrower than one part in so many of its bar's length joins the other narrow ones of its rung."""


def rank_standings(standings: pd.DataFrame, names: Mapping[str, str], most: int = MOST_STANDINGS) -> list[Standing]:
    """In: a phase's standings (see `model.standings`). Out: firmest first, the largest before the smaller ones.

    What is left out stands in one line for each rung and form, so that the sums of all lines are those of all
    standings; of one more than there is room for, the last is shown rather than called another.
    """
    size = standings["high"].abs() + standings["unconverted"].abs()
    order = size.sort_values(ascending=False, kind="stable").index
    largest = order if len(order) <= most + 1 else order[:most]
    is_named = standings.index.isin(largest)
    ranked = [_standing(row, names) for row in standings[is_named].itertuples()]
    ranked.extend(
        _others(str(rung), str(form), part)
        for (rung, form), part in standings[~is_named].groupby(["rung", "form"], sort=False)
    )
    return sorted(ranked, key=lambda one: (one.form != "cash", terms.RANK[one.rung], one.others > 0, -one.amount))


def _standing(row: Any, names: Mapping[str, str]) -> Standing:
    hidden = ((str(row.original_currency), int(row.unconverted)),) if row.unconverted else ()
    return Standing(
        names.get(str(row.donor), str(row.donor)), str(row.rung), str(row.form), int(row.amount), int(row.low),
        int(row.high), bool(row.approximate), str(row.due_on), int(row.later), str(row.last_word), str(row.source),
        unconverted=hidden,
    )  # fmt: skip


def _others(rung: str, form: str, part: pd.DataFrame) -> Standing:
    hidden = part[(part["unconverted"] != 0).to_numpy()].groupby("original_currency", sort=True)["unconverted"].sum()
    amount, low, high = (int(part[name].sum()) for name in ("amount", "low", "high"))
    return Standing("", rung, form, amount, low, high, bool(part["approximate"].any()), others=len(part),
                    unconverted=tuple((str(code), int(hidden[code])) for code in hidden.index))  # fmt: skip


def cut_bar(parts: pd.DataFrame, names: Mapping[str, str], scale: int) -> list[Segment]:
    """The segments of a bar: in each rung those with room for a name, largest first, then all others as one.

    In: the parts of one target (see `model.parts.find_parts`); the bar's whole length in hundredths.
    """
    segments: list[Segment] = []
    for rung in terms.RUNGS:
        own = parts[((parts["rung"] == rung) & (parts["amount"] > 0)).to_numpy()]
        own = own.sort_values(["amount", "donor"], ascending=[False, True], kind="stable")
        small: list[Any] = []
        for row in own.itertuples():
            if len(own) > 1 and int(row.amount) * _SLIVER < scale:
                small.append(row)
            else:
                segments.append(_segment(row, names))
        if len(small) == 1:
            segments.append(_segment(small[0], names))
        elif small:
            total = sum(int(row.amount) for row in small)
            segments.append(Segment(rung, "", len(small), total, any(bool(row.approximate) for row in small)))
    return segments


def _segment(row: Any, names: Mapping[str, str]) -> Segment:
    donor = str(row.donor)
    return Segment(str(row.rung), names.get(donor, donor), 1, int(row.amount), bool(row.approximate), donor)
