"""How somebody's own sheet maps to a table: declared, kept in a file and used again. It reads no sheet."""

import json
import tomllib
from collections.abc import Mapping as Named
from dataclasses import dataclass, field, fields
from pathlib import Path

from tracker.problems import Problem, RefusedError
from tracker.tables import TABLES

UNITS = {"ones": 1, "thousands": 1_000, "millions": 1_000_000, "billions": 1_000_000_000}
TOTALS = ("reconcile", "leave out")
ROUNDINGS = ("", "kept", "shown")


@dataclass(frozen=True)
class Mapping:
    """What a sheet's columns mean.

    `columns` gives for each heading (or column letter) a column of `table`; `constants` what every row has, where
    `{donor}` stands for the row's donor; `units` what a column's amounts are counted in, where its heading does not
    say; `locale` how the sheet writes numbers and dates. `totals`: total rows are reconciled and left out, or left out
    with a warning where they do not add up. `rounding`: more decimals than are kept are refused (""), rounded to as
    many as are kept, or as shown. `add_donors` adds states that the ledger does not have. `confidence` says on what
    each suggested column rests.
    """

    table: str
    columns: Named[str, str]
    sheet: str = ""
    header_rows: tuple[int, ...] = (1,)
    constants: Named[str, str] = field(default_factory=dict)
    units: Named[str, str] = field(default_factory=dict)
    locale: str | None = None
    totals: str = "reconcile"
    rounding: str = ""
    add_donors: bool = False
    confidence: Named[str, str] = field(default_factory=dict, compare=False)

    def find_faults(self) -> list[Problem]:
        """What is wrong with the mapping itself, whatever the sheet."""
        if self.table not in TABLES:
            return [Problem(self.table, f"'{self.table}' is not a table", "the tables are " + ", ".join(TABLES))]
        table, found = TABLES[self.table], []
        known = ", ".join(table.names)
        for name in dict.fromkeys([*self.columns.values(), *self.constants, *self.units]):
            if name not in table.names:
                message = f"'{name}' is not a column of {self.table}"
                found.append(Problem(self.table, message, f"the columns are {known}", column=name))
        taken = [*self.columns.values(), *self.constants]
        twice = dict.fromkeys(name for name in taken if taken.count(name) > 1)
        once = "give it one column or one value"
        found.extend(Problem(self.table, f"{name} is given twice", once, column=name) for name in twice)
        for name, allowed in (("totals", TOTALS), ("rounding", ROUNDINGS)):
            if getattr(self, name) not in allowed:
                remedy = "use " + " or ".join(repr(one) for one in allowed)
                found.append(Problem(self.table, f"'{getattr(self, name)}' is no way of {name}", remedy))
        for name, unit in self.units.items():
            if unit not in UNITS:
                found.append(Problem(self.table, f"'{unit}' is not a unit", "use " + ", ".join(UNITS), column=name))
        if not 1 <= len(self.header_rows) <= 2 or list(self.header_rows) != sorted(set(self.header_rows)):
            found.append(
                Problem(self.table, "a heading is one row, or two", "name the row, or the upper and the lower one")
            )
        return found


def save_mapping(mapping: Mapping, path: Path) -> None:
    """Write a mapping as TOML or JSON, by the file's suffix; `load_mapping` gives it back."""
    held = {one.name: getattr(mapping, one.name) for one in fields(mapping) if one.name != "confidence"}
    kept = {name: _plain(value) for name, value in held.items() if value not in (None, "", {}, False)}
    if path.suffix.lower() == ".toml":
        lines = [f"{name} = {_toml(value)}" for name, value in kept.items() if not isinstance(value, dict)]
        for name, value in kept.items():
            if isinstance(value, dict):
                lines += ["", f"[{name}]", *(f"{_toml(key)} = {_toml(one)}" for key, one in value.items())]
        text = "\n".join(lines)
    else:
        text = json.dumps(kept, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def load_mapping(path: Path) -> Mapping:
    """Read a mapping from TOML or JSON; a RefusedError where the file is none."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        given = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except OSError as error:
        raise RefusedError(f"{path} cannot be opened: {error.strerror}; check the name") from None
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"{path} is not a mapping: {error}; write TOML or JSON") from None
    kinds = {one.name: one.type for one in fields(Mapping)}
    if not isinstance(given, dict) or not {"table", "columns"} <= set(given) or not set(given) <= set(kinds):
        raise RefusedError(
            f"{path} is not a mapping; it names " + ", ".join(kinds) + ", of which table and columns are needed"
        )
    for name, value in given.items():
        if not _fits(name, value):
            raise RefusedError(f"{path}: {name} cannot be {value!r}; save a suggested mapping and change that")
    given["header_rows"] = tuple(given.get("header_rows", (1,)))
    return Mapping(**given)


def _fits(name: str, value: object) -> bool:
    match name:
        case "columns" | "constants" | "units" | "confidence":
            return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
        case "header_rows":
            return isinstance(value, list) and all(isinstance(one, int) and one > 0 for one in value)
        case "add_donors":
            return isinstance(value, bool)
        case _:
            return isinstance(value, str)


def _plain(value: object) -> object:
    if isinstance(value, Named):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
