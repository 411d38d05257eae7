"""What an undo does to each row, told as an edit is. It decides nothing and writes nothing."""

import pandas as pd

from tracker.desk.receipts import Receipt
from tracker.ledger import Changes
from tracker.tables import TABLES, Table, Tables
from tracker.values import write_column

_MOST = 500
"""Rows of each kind that are told of one by one; of more, only how many they are."""


def tell_undo(undoing: Changes, ours: Tables, after: Tables) -> Receipt:
    """The receipt, not yet carried out, of an undo: the rows that change back, that go, and that come back.

    In: the changes that undo, the tables as they stand and as they then would. The actions are changed, retracted and
    restored; of the first 500 rows of each.
    """
    lines: list[dict[str, object]] = []
    for name, table in TABLES.items():
        changed = undoing.changed.get(name)
        lines += _lines(table, "changed", ours[name], changed, [] if changed is None else changed.index.tolist())
        lines += _lines(table, "retracted", ours[name], None, list(undoing.retracted.get(name, [])))
        restored = undoing.restored.get(name)
        lines += _lines(table, "restored", None, restored, [] if restored is None else restored.index.tolist())
    touched = {name for part in (undoing.changed, undoing.retracted, undoing.restored) for name in part}
    counts = {
        "added": sum(len(frame) for frame in undoing.restored.values()),
        "changed": sum(len(frame) for frame in undoing.changed.values()),
        "retracted": sum(len(rows) for rows in undoing.retracted.values()),
        "unchanged": sum(len(ours[name]) for name in TABLES if name not in touched),
    }
    return Receipt("dry run", None, counts, lines, before=ours, after=after)


def _lines(
    table: Table, action: str, before: pd.DataFrame | None, after: pd.DataFrame | None, rows: list[int]
) -> list[dict[str, object]]:
    shown = rows[:_MOST]
    olds, news = _texts(table, before, shown), _texts(table, after, shown)
    lines: list[dict[str, object]] = []
    for row in shown:
        old, new = olds.get(row, {}), news.get(row, {})
        fields = [
            {"cell": None, "column": name, "before": old.get(name, ""), "after": new.get(name, "")}
            for name in table.names
            if old.get(name, "") != new.get(name, "")
        ]
        named = new or old
        key = " ".join(filter(None, (named[name] for name in table.key)))
        place: dict[str, object] = {"table": table.name, "sheet": table.title, "at": None, "row": row}
        lines.append({**place, "action": action, "key": key, "fields": fields})
    return lines


def _texts(table: Table, frame: pd.DataFrame | None, rows: list[int]) -> dict[int, dict[str, str]]:
    if frame is None or not rows:
        return {}
    own = frame.loc[rows]
    columns = {column.name: write_column(own[column.name], column).tolist() for column in table.columns}
    return {row: {name: values[at] for name, values in columns.items()} for at, row in enumerate(rows)}
