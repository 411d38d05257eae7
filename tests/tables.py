"""Tiny checked tables from compact text, for tests that show their own; what they leave out is filled in.

A table is a line of column names and a line for each row, parted by spaces; `-` is a blank. Unless told
otherwise everything is of initiative I in USD, on phase F, from FRA, in USD.
"""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from tracker.checks import check
from tracker.model.histories import Histories, find_histories
from tracker.model.movements import find_movements, name_movements
from tracker.tables import Tables

FILLED: dict[str, dict[str, str]] = {
    "initiatives": {"title": "An initiative", "currency": "USD"},
    "phases": {"title": "A phase", "initiative": "I"},
    "budgets": {"phase": "F", "currency": "USD"},
    "thresholds": {"threshold": "T", "phase": "F", "title": "Start", "currency": "USD"},
    "donors": {"name": "A donor", "kind": "other"},
    "pledges": {"pledge": "P", "phase": "F", "donor": "FRA", "currency": "USD"},
    "instalments": {"pledge": "P"},
    "contributions": {"kind": "payment", "phase": "F", "donor": "FRA", "currency": "USD"},
    "rates": {"currency": "EUR"},
}


def tables_of(**texts: str) -> Tables:
    """Checked tables; initiatives, phases and donors that nobody declares are those that rows mention."""
    return {name: frame.copy(deep=False) for name, frame in _checked(**texts).items()}


@lru_cache(maxsize=256)
def _checked(**texts: str) -> Tables:
    rows = {name: _rows(name, text) for name, text in texts.items()}
    for name, key in (("phases", "phase"), ("donors", "donor"), ("initiatives", "initiative")):
        if name not in rows:
            mentioned = {row[key] for part in rows.values() for row in part if row.get(key)}
            plain = {"phase": {"F"}, "donor": {"FRA"}, "initiative": {"I"}}[key]
            rows[name] = [{key: one, **FILLED[name]} for one in sorted(mentioned | plain)]
    checked = check({name: pd.DataFrame(part, dtype="str").fillna("") for name, part in rows.items()})
    assert checked.is_sound, "\n".join(str(problem) for problem in checked.problems)
    return checked.tables


def _rows(name: str, text: str) -> list[dict[str, str]]:
    head, *lines = (line.split() for line in text.strip().splitlines())
    filled = []
    for number, cells in enumerate(lines, start=1):
        row = {column: "" if cell == "-" else cell for column, cell in zip(head, cells, strict=True)}
        numbered = {"contribution": f"C{number}"} if name == "contributions" else {}
        filled.append({**numbered, **FILLED.get(name, {}), **row})
    return filled


def day(text: str) -> np.datetime64:
    """A day as the model takes it."""
    return np.datetime64(text, "s")


def follow(tables: Tables, currency: str | None = None) -> tuple[Histories, pd.DataFrame]:
    """The histories and movements of some tables, these with what their rows say."""
    histories = find_histories(tables, currency)
    movements = find_movements(tables, currency, histories)
    named = name_movements(movements, tables)
    return histories, movements.assign(**{name: named[name] for name in named if name not in movements})


def moved(tables: Tables, currency: str | None = None) -> pd.DataFrame:
    """The movements of some tables with what their rows say, all texts plain."""
    return name_movements(find_movements(tables, currency), tables)


def rows_of(frame: pd.DataFrame, *columns: str, **chosen: Hashable) -> list[Any]:
    """Some columns of the rows in which others hold a value, as plain tuples (or values); NA is None."""
    for name, value in chosen.items():
        frame = frame[(frame[name] == value).to_numpy()]
    plain = [
        [None if not isinstance(value, tuple) and pd.isna(value) else value for value in frame[name].tolist()]
        for name in columns
    ]
    return plain[0] if len(columns) == 1 else list(zip(*plain, strict=True))
