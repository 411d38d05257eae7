"""Rows for both audiences in one block: what both see stands once, the rest is marked. It knows no money."""

import numpy as np
import pandas as pd

from tracker.exchange.workbook.contents import Contents
from tracker.model.audience import tables_for
from tracker.model.histories import Histories, find_histories
from tracker.model.movements import find_movements
from tracker.tables import Tables

INTERNAL_ONLY, BOTH, PARTNERS_ONLY = 1, 2, 3
"""What `seen` holds: internal readers see 1 and 2, partners 2 and 3."""
_ASIDES = ("note", "source", "condition", "likelihood")
_MONEY = ("pledges", "contributions", "instalments")


class Sight:
    """One audience's tables with what follows from them."""

    def __init__(self, tables: Tables, histories: Histories, movements: pd.DataFrame) -> None:
        self.tables, self.histories, self.movements = tables, histories, movements


def find_sights(contents: Contents) -> tuple[Sight, Sight | None]:
    """What the contents' audience sees, and what partners do where that differs.

    A workbook for partners holds nothing else, and one without soft money is the same for both.
    """
    own = Sight(contents.tables, contents.histories, contents.movements)
    if contents.audience == "partners":
        return own, None
    tables = tables_for("partners", contents.tables)
    if all(_plain(tables[name]).equals(_plain(contents.tables[name])) for name in _MONEY):
        return own, None
    histories = find_histories(tables, contents.currency)
    return own, Sight(tables, histories, find_movements(tables, contents.currency, histories))


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns=[name for name in _ASIDES if name in frame])


def merge_sights(frames: list[pd.DataFrame], but: tuple[str, ...] = ()) -> pd.DataFrame:
    """One or two audiences' rows, each once, marked in `seen`; columns in `but` do not tell rows apart.

    Out: their columns, and seen; own rows first and in their order, then those that only partners see.
    """
    own = frames[0]
    if len(frames) == 1:
        return own.assign(seen=BOTH).reset_index(drop=True)
    partners = frames[1]
    by = [name for name in own.columns if name not in but]
    marks = [
        pd.util.hash_pandas_object(frame[by].astype(own[by].dtypes), index=False).to_numpy()
        for frame in (own, partners)
    ]
    names = []
    for mark in marks:
        place = pd.Series(mark).groupby(mark).cumcount().to_numpy(dtype=np.uint64)
        names.append(mark + place * np.uint64(0x9E3779B97F4A7C15))  # the same row a second time is another row
    is_shared = np.isin(names[0], names[1])
    further = partners[~np.isin(names[1], names[0])]
    own = own.assign(seen=np.where(is_shared, BOTH, INTERNAL_ONLY))
    return pd.concat([own, further.assign(seen=PARTNERS_ONLY)], ignore_index=True) if len(further) else own
