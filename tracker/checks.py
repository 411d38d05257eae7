"""Turns tables as somebody wrote them into checked tables, and says everything that is wrong with them at once."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker.problems import Problem, errors
from tracker.rules import RULES, Findings
from tracker.tables import TABLES, Table, Tables
from tracker.values import read_column


@dataclass(frozen=True)
class Checked:
    """Checked tables, and all problems. Where a problem is an error, the tables are not fit to be computed with."""

    tables: Tables
    problems: list[Problem]

    @property
    def is_sound(self) -> bool:
        """Whether nothing keeps the tables out."""
        return not errors(self.problems)


def check(tables: Mapping[str, pd.DataFrame]) -> Checked:
    """Read and check tables as a whole.

    In: a frame for each table, cells as text or already in the column's checked dtype (so that int64 is a count
    of hundredths, and a text of major units), the index numbering the rows. A table may be absent; so may any
    column that may be blank. Out: every table of `TABLES` in its declared columns and dtypes, and all problems, in
    the order of tables and rows. What was put in is not touched.
    """
    problems = [_unknown_table(name) for name in tables if name not in TABLES]
    checked: dict[str, pd.DataFrame] = {}
    findings: dict[str, Findings] = {}
    for table in TABLES.values():
        given = tables.get(table.name)
        frame = pd.DataFrame(index=pd.RangeIndex(0)) if given is None else given
        found = Findings(table, frame)
        checked[table.name] = _read(table, frame, found, is_given=given is not None)
        findings[table.name] = found
    for table in TABLES.values():
        _check_keys(table, checked[table.name], findings[table.name])
        _check_references(table, checked, findings[table.name])
    for name, rules in RULES.items():
        for rule in rules:
            rule(checked, findings[name])
    for found in findings.values():
        problems.extend(found.in_order())
    return Checked(checked, problems)


def _unknown_table(name: str) -> Problem:
    near = difflib.get_close_matches(name, TABLES, 1)
    remedy = f"did you mean '{near[0]}'?" if near else "the tables are " + ", ".join(TABLES)
    return Problem(name, f"'{name}' is not a table", remedy)


def _read(table: Table, frame: pd.DataFrame, found: Findings, *, is_given: bool) -> pd.DataFrame:
    for name in frame.columns:
        if name not in table.names:
            near = difflib.get_close_matches(str(name), table.names, 1)
            remedy = f"did you mean '{near[0]}'?" if near else "the columns are " + ", ".join(table.names)
            found.add(Problem(table.name, f"'{name}' is not a column of {table.name}", remedy, column=str(name)))
    columns: dict[str, pd.Series] = {}
    for column in table.columns:
        if column.name in frame.columns:
            cells = frame[column.name]
        else:
            cells = pd.Series("", index=frame.index, dtype="str")
            if column.is_required and is_given:
                message = f"the column '{column.name}' is missing"
                found.add(Problem(table.name, message, "add it; " + column.meaning, column=column.name))
        if cells.dtype == column.dtype and column.dtype != "str":
            columns[column.name] = cells
            continue
        reading = read_column(cells, column)
        for fault in reading.faults:
            found.report(fault.positions, column.name, fault.message, fault.remedy)
        if column.kind == "money" and reading.approximate.any():
            _keep_approximate(table, column.name, reading.approximate, columns, frame, found)
        columns[column.name] = reading.values
        if column.is_required and column.name in frame.columns:
            is_blank = cells.fillna("").astype("str").str.strip().eq("").to_numpy()
            found.report(is_blank, column.name, f"{column.name} is blank", "fill it in: " + column.meaning)
    for name, is_vague in found.approximate.items():
        if name in columns:
            columns[name] = columns[name] | is_vague
    return pd.DataFrame(columns, index=frame.index)


def _keep_approximate(
    table: Table, name: str, is_vague: np.ndarray, columns: dict[str, pd.Series], frame: pd.DataFrame, found: Findings
) -> None:
    if table.name == "pledges" and name == "amount":
        found.approximate["approximate"] = is_vague
    else:
        message = f"{name} cannot be approximate here"
        found.report(is_vague, name, message, "write the exact amount, without ~")


def _check_keys(table: Table, frame: pd.DataFrame, found: Findings) -> None:
    is_named = np.ones(len(frame), dtype=bool)
    for name in table.key:
        if table[name].is_required:
            is_named &= (frame[name] != "").to_numpy()
    is_again = frame.duplicated(table.key, keep="first").to_numpy() & is_named
    if not is_again.any():
        return
    first: dict[tuple[object, ...], object] = {}
    for values, row in zip(frame[table.key].itertuples(index=False, name=None), frame.index, strict=True):
        first.setdefault(values, row)
    for position in np.flatnonzero(is_again):
        values = tuple(frame[table.key].iloc[position])
        shown = ", ".join(str(value) for value in values if value != "")
        message = f"the key {shown} stands in row {first[values]} already"
        found.report([position], table.key[0], message, "give this row a key of its own, or leave one of the two out")


def _check_references(table: Table, checked: Tables, found: Findings) -> None:
    frame = checked[table.name]
    for column in table.columns:
        if column.reference:
            keys = checked[column.reference][TABLES[column.reference].key[0]]
            is_unknown = ~frame[column.name].isin(keys) & (frame[column.name] != "")
            found.report_unknown(is_unknown.to_numpy(), column.name, column.reference, keys)
        if column.name == "source" and not column.is_key:
            keys = checked["sources"]["source"]
            cited = frame["source"].str.split(n=1).str[0]
            is_unknown = ~cited.isin(keys) & (frame["source"] != "")
            found.report_unknown(is_unknown.to_numpy(), "source", "sources", keys)
