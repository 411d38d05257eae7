"""The table of rungs for every target, as formulas: what counts from each rung on, and what is missing."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from tracker import terms
from tracker.exchange.workbook import formulas as f
from tracker.exchange.workbook import spells
from tracker.exchange.workbook.blocks import UNKNOWN, Ground, target_keys
from tracker.exchange.workbook.cells import day_serial
from tracker.exchange.workbook.figures import Figures, default_phase
from tracker.exchange.workbook.formulas import IN_FORCE
from tracker.exchange.workbook.sheets import write_note, write_title
from tracker.exchange.workbook.styles import (
    ALERT_COLOUR,
    BAND_COLOUR,
    CHOSEN_COLOUR,
    LINE_COLOUR,
    QUIET_COLOUR,
    ROUGH,
    SHARE,
    SPARSE,
    WHOLE,
    Styles,
    rung_look,
)

HEADINGS = (
    "Phase", "Target", "Needed by", "Currency", "Required", "Counting from", "Counted", "Low", "High", "Coverage",
    "Gap", "Surplus", "Late", "Undated", "Cannot count", "~ ◄",
)  # fmt: skip
_MEANINGS = {
    "Counting from": "The figures of this row count the money on this rung and on every firmer one.",
    "Counted": "Money that counts towards the target. A ~ says that a part of it is approximate.",
    "Low": "What is counted, if every approximate promise comes to its low end.",
    "High": "What is counted, if every approximate promise comes to its high end.",
    "Coverage": "Counted, as a share of what is required.",
    "Gap": "What is required and not counted: what is missing.",
    "Surplus": "What is counted beyond what is required.",
    "Late": "Promised, but due only after the target's date; not counted.",
    "Undated": "Promised without a date, and counted all the same.",
    "Cannot count": "Earmarked for something else; not counted.",
    "~ ◄": "~ marks a row with an approximate part; ◄ the rung that the target's headline counts from.",
}
_TEXT_WIDTHS = {"Target": 30.0, "Needed by": 11.0, "Currency": 9.0, "Counting from": 14.0,
                "~ ◄": 6.0}  # fmt: skip
MEASURES = ("amount", "low", "high", "vague")
LEVELS = len(terms.RUNGS)


@dataclass(frozen=True)
class Target:
    """A target, its statement in force at the export (None: none yet), and its place among the chosen phase's."""

    number: int
    key: str
    statement: Any
    place: int


def find_widths(ground: Ground) -> list[float]:
    """The columns' widths."""
    amount = ground.amount_width()
    phase = max(12.0, *(min(len(key), 24) + 2 for key in ground.phases or [""]))
    return [{**_TEXT_WIDTHS, "Phase": phase}.get(heading, amount) for heading in HEADINGS]


def write_head(sheet: Worksheet, row: int, title: str, styles: Styles) -> None:
    """A block's title in a row (counted from 1) and the explained headings in the next."""
    write_title(sheet, row, title, HEADINGS, styles)
    for position, heading in enumerate(HEADINGS):
        if heading in _MEANINGS:
            write_note(sheet, row, position, _MEANINGS[heading])


def mark_rows(sheet: Worksheet, first: int, last: int, styles: Styles) -> None:
    """In rows (counted from 1) of targets: approximate amounts get their ~, gaps and the headline's rung stand out."""
    is_rough = f'LEFT($P{first},1)="~"'
    rough = {"type": "formula", "criteria": f"={is_rough}", "format": styles.overlay(num_format=ROUGH)}
    both = {
        "type": "formula", "criteria": f"=AND({is_rough},N(K{first})>0)",
        "format": styles.overlay(num_format=ROUGH, font_color=ALERT_COLOUR), "stop_if_true": True,
    }  # fmt: skip
    missing = {"type": "formula", "criteria": f"=N(K{first})>0", "format": styles.overlay(font_color=ALERT_COLOUR)}
    is_head = {
        "type": "formula", "criteria": f'=RIGHT($P{first},1)="◄"', "format": styles.overlay(bg_color=CHOSEN_COLOUR)
    }  # fmt: skip
    sheet.conditional_format(f"G{first}:G{last}", rough)
    sheet.conditional_format(f"K{first}:K{last}", both)
    sheet.conditional_format(f"K{first}:K{last}", missing)
    sheet.conditional_format(f"A{first}:E{last}", {**is_head, "multi_range": f"A{first}:E{last} G{first}:P{last}"})


def find_targets_shown(ground: Ground) -> list[Target]:
    """Every target in order, as it stood at the export."""
    today, chosen = day_serial(ground.contents.as_of), default_phase(ground.contents)
    rows: dict[tuple[str, str], list[tuple[int, Any]]] = {
        (row.target, row.of): [] for row in ground.targets.itertuples()
    }
    for at, row in enumerate(ground.targets.itertuples(), 1):
        rows[row.target, row.of].append((at, row))
    found, places = [], 0
    for number, key in enumerate(target_keys(ground), 1):
        now = next(((at, row) for at, row in rows[key] if row.since <= today < row.until), None)
        is_chosen = now is not None and now[1].phase == chosen
        places += is_chosen
        found.append(Target(number, key[0], now, places if is_chosen else 0))
    return found


def most_targets(ground: Ground) -> int:
    """The most targets that any phase has at any time."""
    named = ground.targets.drop_duplicates(["phase", "target"])
    return int(named.groupby("phase").size().max()) if len(named) else 1


def write_gap_rows(sheet: Worksheet, ground: Ground, figures: Figures, first: int, styles: Styles) -> int:
    """Write five rows for each target from a row on (counted from 1); out: the row after the last.

    It adds up the names `rungs_amount`, `_low`, `_high` and `_vague`: phases down, rungs across, up to the as-of date.
    """
    row = first
    for target in find_targets_shown(ground):
        for rank in range(LEVELS):
            for column, (text, value, look) in target_cells(ground, figures, target, row, rank, first).items():
                band = {"bg_color": BAND_COLOUR} if target.number % 2 else {}
                line = {"top": 1, "top_color": LINE_COLOUR} if rank == 0 and column < "Q" else {}
                style = styles.get(**{**(band if column < "Q" else {}), **look, **line})
                if text.startswith("="):
                    sheet.write_formula(f"{column}{row}", text, style, value)
                else:
                    sheet.write_string(f"{column}{row}", text, style)
            row += 1
    return row


_Cell = tuple[str, object, dict[str, object]]


def target_cells(ground: Ground, figures: Figures, target: Target, row: int, rank: int, first: int) -> dict[str, _Cell]:
    """The cells of a row by column: formula, value at the export, and look."""
    st, ap, head, rung = ground["st"], ground["ap"], row - rank, terms.LADDER[rank]
    at, now = target.statement or (0, None)
    phase = ground.phases.index(now.phase) + 1 if now is not None else 0
    gap = figures.gaps.get((now.phase, target.key, rung.code)) if now is not None else None
    stated, phase_n = f"$T${head}", f"$U${head}"
    soft = f'{f.AUDIENCE}="partners"' if rung.code not in terms.PUBLISHED else "FALSE"
    is_blank = f"OR({stated}=0,{soft})" if soft != "FALSE" else f"{stated}=0"
    quiet: dict[str, object] = {"font_color": QUIET_COLOUR}
    money: dict[str, object] = {"num_format": WHOLE, "align": "right"}
    aside: dict[str, object] = {**money, "num_format": SPARSE}

    def off(name: str, **tests: str) -> str:
        every = {"target_n": f"$R{row}", "rank": f'"<={rank}"', **IN_FORCE, **tests}
        return ap.total(name, every)

    def stands(measure: str) -> str:
        across = f"INDEX(rungs_{measure},$U{row},1):INDEX(rungs_{measure},$U{row},{rank + 1})"
        return f"ROUND(SUM({across})-{off(measure, is_off='1')},2)"

    def figure(formula: str, value: object, look: dict[str, object] | None = None) -> _Cell:
        return f'=IF({is_blank},"",{formula})', "" if gap is None else value, money if look is None else look

    def known(formula: str, value: object, look: dict[str, object]) -> _Cell:
        return figure(f'IF(ISNUMBER($E{row}),IF($E{row}>0,{formula},"{UNKNOWN}"),"{UNKNOWN}")', value, look)

    def major(value: object) -> object:
        return UNKNOWN if pd.isna(value) else int(value) / 100  # type: ignore[call-overload]

    texts: dict[str, _Cell] = {}
    for column, name in (("A", "phase"), ("B", "title"), ("C", "due_on"), ("D", "currency")):
        value = "" if now is None else getattr(now, name) or UNKNOWN
        texts[column] = (f'=IF({stated}=0,"",{st.pick(name, stated)})', value, quiet if rank or column > "B" else {})
    required = "" if now is None else major(now.required)
    vague = stands("vague") + ">0"
    is_head = f'{rank}=IF(AND({f.AUDIENCE}="partners",{st.pick("counts", stated)}>2),2,{st.pick("counts", stated)})'
    marks = "" if gap is None else ("~" if gap.approximate else "") + ("◄" if gap.is_headline else "")
    bold: dict[str, object] = {**money, "bold": True}
    needed = {**money, "indent": 1, **(quiet if rank else {})}
    share: dict[str, object] = {"num_format": SHARE, "align": "right"}
    cells: dict[str, _Cell] = {
        **texts,
        "E": (f'=IF({stated}=0,"",{st.pick("required", stated)})', required, needed),
        "F": (rung.label, rung.label, {"indent": 1, "align": "left", **rung_look(rung)}),
        "G": figure(stands("amount"), gap and gap.counted / 100, bold),
        "H": figure(stands("low"), gap and gap.low / 100),
        "I": figure(stands("high"), gap and gap.high / 100),
        "J": known(f"$G{row}/$E{row}", gap and (UNKNOWN if pd.isna(gap.coverage) else gap.coverage), share),
        "K": known(f"MAX(ROUND($E{row}-$G{row},2),0)", gap and major(gap.gap), bold),
        "L": known(f"MAX(ROUND($G{row}-$E{row},2),0)", gap and major(gap.surplus), aside),
        "M": figure(off("amount", reason=str(spells.LATE)), gap and gap.late / 100, aside),
        "N": figure(off("amount", reason=str(spells.UNDATED)), gap and gap.undated / 100, aside),
        "O": figure(off("amount", reason=str(spells.EXCLUDED)), gap and gap.excluded / 100, aside),
        "P": figure(f'IF({vague},"~","")&IF({is_head},"◄","")', marks, {"bold": True, "align": "center"}),
        "R": (f"={target.number}", target.number, quiet),
        "S": (f"={rank}", rank, quiet),
        "T": (f"={stated}", at, quiet),
        "U": (f"={phase_n}", phase, quiet),
    }  # fmt: skip
    if rank == 0:
        tests = {name: IN_FORCE[name] for name in ("since", "until")}
        cells["T"] = ("=" + st.total("number", {"target_n": f"$R{row}", **tests}), at, quiet)
        cells["U"] = (f"=IF({stated}=0,0,{st.pick('phase_n', f'MAX({stated},1)')})", phase, quiet)
        mine = f"AND($U{row}={f.PHASE_NUMBER},{stated}>0)"
        cells["V"] = (f"=IF({mine},MAX($V${first - 1}:$V{row - 1})+1,0)", target.place, quiet)
    return cells
