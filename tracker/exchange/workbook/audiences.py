"""Rows for both audiences in one block: what both see stands once, the rest is marked. It knows no money."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker.exchange.workbook.contents import Contents
from tracker.model.audience import tables_for
from tracker.model.histories import Histories, find_histories
from tracker.model.movements import find_movements, name_movements
from tracker.tables import Tables

INTERNAL_ONLY, BOTH, PARTNERS_ONLY = 1, 2, 3
"""What `seen` holds: internal readers see 1 and 2, partners 2 and 3."""
_ASIDES = ("note", "source", "condition", "likelihood")
_MONEY = ("pledges", "contributions", "instalments")


class Sight:
    """One audience's tables with what follows from them."""

    def __init__(self, tables: Tables, histories: Histories, movements: pd.DataFrame) -> None:
        self.tables, self.histories, self.movements = tables, histories, movements


@dataclass(frozen=True)
class Sights:
    """What the contents' audience sees, and of what partners see that which may differ: the pledges in `touched`.

    `partners` is None where nothing can differ: in a workbook for partners, and where no money is soft.
    """

    own: Sight
    partners: Sight | None
    touched: frozenset[str]


def find_sights(contents: Contents) -> Sights:
    """Look at the contents as their audience does, and as partners do.

    Only promises of which partners see other steps are worked out for them, and the cash that pays no promise they see:
    everything else is the same for both.
    """
    own = Sight(contents.tables, contents.histories, contents.movements)
    if contents.audience == "partners":
        return Sights(own, None, frozenset())
    tables = dict(tables_for("partners", contents.tables))
    touched = frozenset().union(*(_touched(contents.tables[name], tables[name]) for name in _MONEY))
    if not touched:
        return Sights(own, None, touched)
    touched |= {""}
    for name in _MONEY:
        tables[name] = tables[name][tables[name]["pledge"].isin(touched).to_numpy()]
    histories = find_histories(tables, contents.currency)
    movements = name_movements(find_movements(tables, contents.currency, histories), tables)
    return Sights(own, Sight(tables, histories, movements), touched)


def _touched(own: pd.DataFrame, partners: pd.DataFrame) -> set[str]:
    """The pledges of which a row is another for partners, or none."""
    plain = [frame.drop(columns=[name for name in _ASIDES if name in frame]) for frame in (own, partners)]
    marks = [pd.util.hash_pandas_object(frame.astype(plain[0].dtypes)).to_numpy() for frame in plain]
    return set(own["pledge"][~np.isin(marks[0], marks[1])])


def merge_sights(sights: Sights, frames: list[pd.DataFrame], but: tuple[str, ...] = ()) -> pd.DataFrame:
    """One or two audiences' rows, each once, marked in `seen`; columns in `but` do not tell rows apart.

    Out: their columns, and seen; own rows first and in their order, then those that only partners see.
    """
    own = frames[0]
    if len(frames) == 1:
        return own.assign(seen=BOTH).reset_index(drop=True)
    by, partners = [name for name in own.columns if name not in but], frames[1]
    at = np.flatnonzero(own["pledge"].isin(sights.touched).to_numpy())
    names = []
    for frame in (own.iloc[at], partners):
        mark = pd.util.hash_pandas_object(frame[by].astype(own[by].dtypes), index=False).to_numpy()
        place = pd.Series(mark).groupby(mark).cumcount().to_numpy(dtype=np.uint64)
        names.append(mark + place * np.uint64(0x9E3779B97F4A7C15))  # the same row a second time is another row
    seen = np.full(len(own), BOTH)
    seen[at[~np.isin(names[0], names[1])]] = INTERNAL_ONLY
    own = own.assign(seen=seen)
    further = partners[~np.isin(names[1], names[0])]
    return pd.concat([own, further.assign(seen=PARTNERS_ONLY)], ignore_index=True) if len(further) else own
