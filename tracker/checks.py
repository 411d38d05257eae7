"""Turns tables as somebody wrote them into checked tables, and says everything that is wrong with them at once."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker.findings import Findings
from tracker.problems import Problem, errors
from tracker.rules import RULES
from tracker.tables import TABLES, Table, Tables, empty
from tracker.values import read_blank, read_column


@dataclass(frozen=True)
class Checked:
    """Checked tables, and all problems. Where a problem is an error, the tables are not fit to be computed with."""

    tables: Tables
    problems: list[Problem]

    @property
    def is_sound(self) -> bool:
        """Whether nothing keeps the tables out."""
        return not errors(self.problems)


def check(tables: Mapping[str, pd.DataFrame], *, sound: Tables | None = None) -> Checked:
    """Read and check tables as a whole.

    In: a frame for each table, cells as text or already in the column's checked dtype (so that int64 is a count
    of hundredths, and a text of major units), the index numbering the rows. A table may be absent; so may any
    column that may be blank. Out: every table of `TABLES` in its declared columns and dtypes, and all problems, in
    the order of tables and rows. What was put in is not touched. A frame that is one of those in `sound`, which were
    checked before, is not read again, and its keys are known to be its own.
    """
    known = {id(frame) for frame in (sound or {}).values()}
    problems = [_unknown_table(name) for name in tables if name not in TABLES]
    checked: dict[str, pd.DataFrame] = {}
    findings: dict[str, Findings] = {}
    for table in TABLES.values():
        given = tables.get(table.name, pd.DataFrame())
        if id(given) in known:
            checked[table.name] = given.rename_axis(index=None)
            findings[table.name] = Findings(table, checked[table.name])
            continue
        frame = given.loc[:, ~given.columns.duplicated()].rename_axis(index=None)
        found = findings[table.name] = Findings(table, frame)
        _check_columns(table, given, found)
        checked[table.name] = read_rows(table, frame, found)
    for table in (table for table in TABLES.values() if len(checked[table.name])):
        if id(tables.get(table.name)) not in known:
            _check_keys(table, checked[table.name], findings[table.name])
        _check_references(table, checked, findings)
    for name, rules in RULES.items():
        for rule in rules if len(checked[name]) else ():
            rule(checked, findings[name])
    for found in findings.values():
        problems.extend(found.in_order())
    return Checked(checked, problems)


def _unknown_table(name: str) -> Problem:
    near = difflib.get_close_matches(name, TABLES, 1)
    remedy = f"did you mean '{near[0]}'?" if near else "the tables are " + ", ".join(TABLES)
    return Problem(name, f"'{name}' is not a table", remedy)


def _check_columns(table: Table, frame: pd.DataFrame, found: Findings) -> None:
    for name in frame.columns[~frame.columns.isin(table.names)]:
        near = difflib.get_close_matches(str(name), table.names, 1)
        remedy = f"did you mean '{near[0]}'?" if near else "the columns are " + ", ".join(table.names)
        found.add(Problem(table.name, f"'{name}' is not a column of {table.name}", remedy, column=str(name)))
    for name in frame.columns[frame.columns.duplicated()]:
        found.add(Problem(table.name, f"the column '{name}' stands twice", "remove one of the two", column=str(name)))
    for column in table.columns:
        if column.is_required and column.name not in frame.columns and (len(frame) or len(frame.columns)):
            message = f"the column '{column.name}' is missing"
            found.add(Problem(table.name, message, "add it; " + column.meaning, column=column.name))
            found.excuse(column.name)


def read_rows(table: Table, frame: pd.DataFrame, found: Findings) -> pd.DataFrame:
    """A table's columns in their dtypes, with everything that cannot be read reported to `found`."""
    if not len(frame):
        return empty(table).set_axis(frame.index)
    columns: dict[str, pd.Series] = {}
    vague = np.zeros(len(frame), dtype=bool)
    nothing = pd.Series("", index=frame.index, dtype="str")
    for column in table.columns:
        given = frame.get(column.name)
        reading = read_blank(nothing, column) if given is None else read_column(given, column)
        columns[column.name] = reading.column
        found.report_unread(column.name, reading)
        if column.is_required:
            found.report(reading.is_blank, column.name, f"{column.name} is blank", "fill it in: " + column.meaning)
        if (table.name, column.name) == ("pledges", "amount"):
            vague = reading.is_approximate
        else:
            message = f"{column.name} cannot be approximate here"
            found.report(reading.is_approximate, column.name, message, "write the exact amount, without ~")
    if "approximate" in columns:
        columns["approximate"] |= vague
    return pd.DataFrame(columns, index=frame.index)


def _check_keys(table: Table, frame: pd.DataFrame, found: Findings) -> None:
    """Of rows with one key, the lowest keeps it."""
    is_named = np.ones(len(frame), dtype=bool)
    for name in table.key:
        is_named &= ~found.is_faulty(name)
    named = np.flatnonzero(is_named)
    if not frame[table.key].iloc[named].duplicated().any():
        return
    named = named[np.argsort(frame.index[named], kind="stable")]
    keys = frame[table.key].iloc[named]
    is_again = keys.duplicated().to_numpy()
    first = frame.index[named[~is_again]][keys.groupby(table.key, sort=False).ngroup().to_numpy()]
    messages = {
        position: f"the key {', '.join(value for value in key if value)} stands in row {row} already"
        for position, row, key in zip(
            named[is_again].tolist(), first[is_again], keys[is_again].itertuples(index=False, name=None), strict=True
        )
    }
    remedy = "give this row a key of its own, or leave one of the two out"
    found.report(list(messages), table.key[0], messages, remedy)


def _check_references(table: Table, checked: Tables, findings: Mapping[str, Findings]) -> None:
    frame, found = checked[table.name], findings[table.name]
    for column in table.columns:
        reference = "sources" if column.name == "source" and not column.is_key else column.reference
        if not reference:
            continue
        key = TABLES[reference].key[0]
        if len(checked[reference]) and findings[reference].is_faulty(key).all():
            continue  # its keys are not to be had, as is reported there
        codes, texts = pd.factorize(frame[column.name].array)
        cited = pd.Index(texts)
        if column.name == "source":
            places = texts.to_numpy(dtype=object)
            cited = pd.Index([place.split(maxsplit=1)[0] if place else "" for place in places], dtype="str")
        known = pd.Index(checked[reference][key].unique())
        is_unknown = (known.get_indexer(cited) < 0) & (cited != "")
        found.report_unknown(is_unknown[codes], column.name, checked, reference)
