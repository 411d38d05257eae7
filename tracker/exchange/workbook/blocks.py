"""The rows that formulas add up: the Movements sheet, and hidden sheets of what held from when until when."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracker import terms
from tracker.exchange.workbook import spells
from tracker.exchange.workbook.audiences import find_sights, merge_sights
from tracker.exchange.workbook.cells import Cell, clean_text, serials
from tracker.exchange.workbook.contents import Contents
from tracker.exchange.workbook.formulas import LARGE, Block, stretches, write_block
from tracker.exchange.workbook.sheets import declare_table, set_page
from tracker.exchange.workbook.styles import AMOUNT, DAY, Styles

MOVEMENTS = "Movements"
PROMISES, DUES, TARGETS, APART = "_promises", "_dues", "_targets", "_apart"
HIDDEN = (PROMISES, DUES, TARGETS, APART)
NEED = len(terms.RUNGS)
"""The rank of the rung on which requirements move."""
_MOVED = (
    "phase", "donor", "pledge", "component", "form", "kind", "rung", "rank", "currency", "amount", "low", "high",
    "original_currency", "original_amount", "contribution", "table", "row", "source",
)  # fmt: skip
_MONEY = ("amount", "low", "high", "original_amount", "unconverted", "promised", "fulfilled", "outstanding", "value",
          "unpaid", "required")  # fmt: skip
_TOLD = ("required", "due_on", "title", "phase")
UNKNOWN = "—"


@dataclass(frozen=True)
class Ground:
    """The frames that the figures stand on, merged for both audiences, in the order in which they are written.

    `phases` and `donors` are keys; a key's number is its place there, from 1. `pledges` likewise. The stretches say
    which rows of a block belong to a phase's donor, or to a pledge.
    """

    contents: Contents
    phases: list[str]
    donors: list[str]
    pledges: list[str]
    movements: pd.DataFrame
    promises: pd.DataFrame
    dues: pd.DataFrame
    targets: pd.DataFrame
    apart: pd.DataFrame
    blocks: dict[str, Block] = field(default_factory=dict)
    of_place: dict[object, tuple[int, int]] = field(default_factory=dict)
    of_phase: dict[object, tuple[int, int]] = field(default_factory=dict)
    of_promise: dict[object, tuple[int, int]] = field(default_factory=dict)
    of_due: dict[object, tuple[int, int]] = field(default_factory=dict)

    @property
    def is_large(self) -> bool:
        """Whether there are too many promises for a row of formulas each."""
        return len(self.pledges) > LARGE

    def currency_of(self, phase: str) -> str:
        """What a phase's figures are in."""
        return str(self.targets["currency"][(self.targets["phase"] == phase).to_numpy()].iloc[0])

    def amount_width(self, decimals: int = 0, least: float = 12.5) -> float:
        """A column that any of the amounts fits in, in the reporting or its own currency: ##### is no figure."""
        moved = self.movements
        sums = moved["amount"].abs().groupby(moved["phase"]).sum().tolist()
        others = [self.targets["required"].dropna(), self.promises["promised"], moved["original_amount"].abs()]
        most = max([*sums, *(frame.max() for frame in others if len(frame))], default=0)
        return max(least, len(f"{int(most) / 100:,.{decimals}f}") + 2)

    def __getitem__(self, name: str) -> Block:
        return self.blocks[name]


def find_ground(contents: Contents) -> Ground:
    """Work out all rows that formulas need."""
    sights = find_sights(contents)
    own = sights.own
    both = [own] if sights.partners is None else [own, sights.partners]
    targets = spells.target_spells(own, contents.currency)
    held = [spells.promise_spells(sight) for sight in both]
    pairs = list(zip(both, held, strict=True))
    dues = merge_sights(sights, [spells.due_spells(sight, rows) for sight, rows in pairs])
    apart = merge_sights(sights, [spells.apart_spells(sight, rows, targets) for sight, rows in pairs])
    promises = merge_sights(sights, [rows.drop(columns="state") for rows in held])
    rows = [_movement_rows(sight.movements) for sight in both]
    del pairs, held, both
    moved = merge_sights(sights, rows, but=("source", "contribution"))
    del sights, rows
    phases = sorted(contents.tables["phases"]["phase"])
    donors, pledges = (sorted(set(moved[name]) | set(promises[name]) - {""}) for name in ("donor", "pledge"))
    donors, pledges = [key for key in donors if key], [key for key in pledges if key]
    moved = moved.sort_values(["phase", "donor", "day"], kind="stable", ignore_index=True)
    promises = promises.sort_values(["pledge", "since"], kind="stable", ignore_index=True)
    dues = dues.sort_values(["pledge", "since", "due"], kind="stable", ignore_index=True)
    ground = Ground(contents, phases, donors, pledges, moved, promises, dues, targets, apart)
    if max(map(len, (moved, promises, dues))) > LARGE:
        ground.of_place.update(stretches(moved, ["phase", "donor"]))
        ground.of_phase.update(stretches(moved, ["phase"]))
        if not ground.is_large:
            ground.of_promise.update(stretches(promises, ["pledge"]))
            ground.of_due.update(stretches(dues, ["pledge"]))
    return ground


def _movement_rows(movements: pd.DataFrame) -> pd.DataFrame:
    names = ["day", *(name for name in _MOVED if name != "rank"), "vague", "unconverted"]
    ranks = {**terms.RANK, terms.REQUIREMENT: NEED}
    return movements[names].assign(rank=movements["rung"].map(ranks).astype("int64"))


def write_movements(book: Workbook, sheet: Worksheet, ground: Ground, styles: Styles) -> None:
    """One row for each movement, past and future, of both audiences."""
    rows = len(ground.movements)

    def cells_of(first: int, end: int) -> dict[str, list[Cell]]:
        frame = ground.movements.iloc[first:end]
        return {
            "on": _floats(serials(frame["day"])),
            **{name: _cells(frame[name]) for name in _MOVED},
            **{name: _sparse(_cells(frame[name])) for name in ("vague", "unconverted")},
            "seen": _cells(frame["seen"]),
            "phase_n": _numbers(frame["phase"], ground.phases),
            "donor_n": _numbers(frame["donor"], ground.donors),
            "has_pledge": [float(pledge != "") for pledge in frame["pledge"].tolist()],
        }

    names = list(cells_of(0, 0))
    declare_table(sheet, "t_movements", names, rows, styles, filters=rows <= LARGE)
    widths = {"on": 11, "source": 40, "pledge": 18, "contribution": 18, "component": 18, "kind": 11, "currency": 11,
              "original_currency": 18}  # fmt: skip
    formats = _formats(names, styles)
    amount, visible = ground.amount_width(decimals=2), 0.0
    for position, name in enumerate(names):
        width = widths.get(name, amount if name in _MONEY else 12)
        hidden = position > len(_MOVED)
        visible += 0 if hidden else width
        sheet.set_column(position, position, width, formats.get(name), {"hidden": True} if hidden else {})
    sheet.freeze_panes(1, 1)
    set_page(sheet, rows + 1, len(_MOVED), MOVEMENTS, is_figures=False, width=visible)
    ground.blocks["m"] = write_block(book, sheet, "m", rows, cells_of, formats)


_Further = Callable[[pd.DataFrame], dict[str, list[Cell]]]


def write_hidden(book: Workbook, sheets: dict[str, Worksheet], ground: Ground, styles: Styles) -> None:
    """The hidden sheets of spells."""
    targets = ground.targets.assign(number=np.arange(1, len(ground.targets) + 1))
    number = {key: at for at, key in enumerate(target_keys(ground), 1)}
    targets["target_n"] = [number[key] for key in zip(targets["target"], targets["of"], strict=True)]
    of_target = targets["target_n"].to_numpy()
    promises = ground.promises.assign(number=np.arange(1, len(ground.promises) + 1))

    def of_promise(frame: pd.DataFrame) -> dict[str, list[Cell]]:
        return {
            "pledge_n": _numbers(frame["pledge"], ground.pledges),
            "phase_n": _numbers(frame["phase"], ground.phases),
            "rank": [float(terms.RANK.get(rung, -1)) for rung in frame["rung"]],
            "status": [terms.RUNG[rung].label if rung else "Withdrawn" for rung in frame["rung"]],
        }

    def of_apart(frame: pd.DataFrame) -> dict[str, list[Cell]]:
        return {
            "target_n": _floats(of_target[frame["statement"].to_numpy(dtype=np.int64)]),
            "is_off": [float(reason != spells.UNDATED) for reason in frame["reason"].tolist()],
        }

    def of_stated(frame: pd.DataFrame) -> dict[str, list[Cell]]:
        told: dict[str, list[Cell]] = {
            name: [UNKNOWN if cell is None else cell for cell in _cells(frame[name])] for name in _TOLD
        }
        return {**told, "phase_n": _numbers(frame["phase"], ground.phases)}

    dues = ground.dues.iloc[:0] if ground.is_large else ground.dues
    parts: tuple[tuple[str, str, pd.DataFrame, _Further], ...] = (
        (PROMISES, "pr", promises, of_promise),
        (DUES, "du", dues, lambda frame: {"pledge_n": _numbers(frame["pledge"], ground.pledges)}),
        (TARGETS, "st", targets.drop(columns=["due_day", "of"]), of_stated),
        (APART, "ap", ground.apart, of_apart),
    )
    for name, prefix, frame, further in parts:
        ground.blocks[prefix] = _write_spells(book, sheets[name], prefix, frame, further, styles)


def _write_spells(
    book: Workbook, sheet: Worksheet, prefix: str, frame: pd.DataFrame, further: _Further, styles: Styles
) -> Block:
    def cells_of(first: int, end: int) -> dict[str, list[Cell]]:
        part = frame.iloc[first:end]
        return {**{name: _cells(part[name]) for name in part.columns}, **further(part)}

    names = list(cells_of(0, 0))
    sheet.hide()
    sheet.set_column(0, len(names) - 1, 14)
    for position, name in enumerate(names):
        sheet.write_string(0, position, name, styles.head)
    return write_block(book, sheet, prefix, len(frame), cells_of, _formats(names, styles))


def target_keys(ground: Ground) -> list[tuple[str, str]]:
    """Each target once, as (target, the phase whose requirement it is): by phase, thresholds before the whole."""
    frame = ground.targets.assign(is_whole=ground.targets["target"] == terms.REQUIREMENT)
    frame = frame.drop_duplicates(["target", "of"], keep="last")
    frame = frame.sort_values(["initiative", "phase", "is_whole", "due", "target"], kind="stable")
    return list(zip(frame["target"], frame["of"], strict=True))


def _formats(names: list[str], styles: Styles) -> dict[str, Format | None]:
    found: dict[str, Format | None] = dict.fromkeys(_MONEY, styles.get(num_format=AMOUNT, align="right", indent=1))
    found.update(dict.fromkeys(("on", "since", "until", "due"), styles.get(num_format=DAY, align="left")))
    return {name: found.get(name, styles.get()) for name in names}


def _sparse(cells: list[Cell]) -> list[Cell]:
    return [cell or None for cell in cells]


def _numbers(keys: pd.Series, known: list[str]) -> list[Cell]:
    place = {key: float(at) for at, key in enumerate(known, 1)}
    return [place.get(key, 0.0) for key in keys.tolist()]


def _floats(values: np.ndarray) -> list[Cell]:
    return [float(value) for value in values.tolist()]


def _cells(values: pd.Series) -> list[Cell]:
    if values.name in _MONEY:
        return [None if pd.isna(value) else value / 100 for value in values.tolist()]
    if values.dtype.kind in "iu":
        return [float(value) for value in values.tolist()]
    return [clean_text(text) if text else None for text in values.tolist()]
