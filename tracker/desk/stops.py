"""The days between which a reader moves: those on which something in the ledger comes true. It computes no figures."""

from datetime import date

import numpy as np
import pandas as pd

from tracker.dates import days
from tracker.desk.kept import Kept
from tracker.desk.view import View
from tracker.tables import TABLES, Tables

MOST = 240
"""More days than a slider has room for give way to the ends of months."""
_FOUND: Kept[tuple[date, ...]] = Kept(16)
_MONTH, _DAY = "datetime64[M]", np.timedelta64(1, "D")


def stops(view: View, first: date, last: date) -> tuple[date, ...]:
    """The days named in the tables, but for those of rates, in order and within two; of very many, ends of months."""
    view.permit()
    return _FOUND.get((first, last, *view.settled_key), lambda: find_stops(view.tables, first, last))


def find_stops(tables: Tables, first: date, last: date) -> tuple[date, ...]:
    """See `stops`. A month or a year stands for its last day."""
    columns = [tables[table.name][column.name] for table in TABLES.values() for column in table.columns
               if column.kind == "date" and table.name != "rates"]  # fmt: skip
    named = pd.concat([days(column, "last") for column in columns]).dropna().to_numpy().astype("datetime64[D]")
    named = np.unique(named[(named >= np.datetime64(first)) & (named <= np.datetime64(last))])
    if len(named) > MOST:
        months = np.arange(named[0].astype(_MONTH), named[-1].astype(_MONTH) + 1)
        named = (months + 1).astype("datetime64[D]") - _DAY
        named = named[:: -(-len(named) // MOST)]
    return tuple(named.tolist())
