"""What stands on each rung of each phase, and who gives it: two blocks of the Summary."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tracker import terms
from tracker.exchange.reading import column_letters
from tracker.exchange.workbook.blocks import NEED, Ground
from tracker.exchange.workbook.cells import clean_text
from tracker.exchange.workbook.chosen import fixed
from tracker.exchange.workbook.contents import Contents
from tracker.exchange.workbook.figures import Figures, is_seen, stood
from tracker.exchange.workbook.formulas import BY_NOW, SEEN
from tracker.exchange.workbook.gap_rows import LEVELS, MEASURES
from tracker.exchange.workbook.sheets import write_title
from tracker.exchange.workbook.styles import SPARSE, Styles

_LADDER = tuple(rung.label for rung in terms.LADDER)
_STANDING = (
    "Phase", "Title", "", "Currency", "Required", *_LADDER, "On all rungs", "In kind", "No rate for"
)  # fmt: skip
_GIVING = ("Phase", "Donor", "", "Currency", "", *_LADDER, "On all rungs")
_RUNG_COLUMNS = "FGHIJ"
_FURTHER = {"low": 17, "high": 22, "vague": 27}
"""From which hidden column on the block of rungs keeps its further measures, five columns each."""


def write_standing(
    book: Workbook, sheet: Worksheet, ground: Ground, figures: Figures, first: int, styles: Styles
) -> dict[str, int]:
    """What stands on each rung of each phase, whatever it may count towards."""
    write_title(sheet, first - 2, "Where the money stands, phase by phase", _STANDING, styles)
    money, plain = styles.get(num_format=SPARSE, align="right"), styles.get()
    bold = styles.get(num_format=SPARSE, align="right", bold=True)
    m, contents = ground["m"], ground.contents
    end = first + max(len(ground.phases), 1) - 1
    rows: dict[str, int] = {}
    for row, (number, phase) in enumerate(enumerate(ground.phases, 1), first):
        rows[phase] = row
        stretch = ground.of_phase.get(phase)
        now = {"on": BY_NOW, "seen": SEEN, "phase_n": str(number)}
        for column, name, value in (
            ("A", "phase", phase), ("B", "title", _phase(contents, phase)),
            ("D", "currency", ground.currency_of(phase)),
        ):  # fmt: skip
            sheet.write_formula(f"{column}{row}", f"=INDEX(ls_{name},{number})", plain, value)
        need = stood(figures, phase, terms.REQUIREMENT) / 100
        sheet.write_formula(f"E{row}", "=" + m.total("amount", {**now, "rank": str(NEED)}, stretch), money, need)
        for rank, rung in enumerate(terms.LADDER):
            tests = {**now, "rank": str(rank), "form": '"cash"'}
            for measure in MEASURES:
                column = _RUNG_COLUMNS[rank] if measure == "amount" else _further(measure, rank)
                stands = stood(figures, phase, rung.code, measure=measure) / (1 if measure == "vague" else 100)
                sheet.write_formula(f"{column}{row}", "=" + m.total(measure, tests, stretch), money, stands)
        total = sum(stood(figures, phase, rung) for rung in terms.RUNGS) / 100
        sheet.write_formula(f"K{row}", f"=ROUND(SUM(F{row}:J{row}),2)", bold, total)
        in_kind = sum(stood(figures, phase, rung, "in_kind") for rung in terms.RUNGS) / 100
        kind = m.total("amount", {**now, "rank": f'"<{NEED}"', "form": '"in_kind"'}, stretch)
        sheet.write_formula(f"L{row}", "=" + kind, money, in_kind)
        _write_left_out(sheet, ground, row, phase, now, styles.get(indent=1, align="left"))
    for measure in MEASURES:
        left = "F" if measure == "amount" else _further(measure, 0)
        right = "J" if measure == "amount" else _further(measure, LEVELS - 1)
        book.define_name(f"rungs_{measure}", f"='{sheet.get_name()}'!${left}${first}:${right}${end}")
    return rows


def _write_left_out(sheet: Worksheet, ground: Ground, row: int, phase: str, now: dict[str, str], look: Any) -> None:
    """Cash money of a phase that is in none of its sums, because its currency has no rate."""
    moved = ground.movements
    mine = moved[
        (
            (moved["phase"] == phase) & (moved["unconverted"] != 0) & (moved["form"] == "cash") & (moved["rank"] < NEED)
        ).to_numpy()
    ]
    known = mine[(mine["day"] <= ground.contents.at).to_numpy() & is_seen(mine, ground.contents.audience)]
    parts, shown = [], ""
    for currency in sorted(set(mine["original_currency"])):
        tests = {**now, "rank": f'"<{NEED}"', "form": '"cash"', "original_currency": f'"{currency}"'}
        total = ground["m"].total("unconverted", tests, ground.of_phase.get(phase))
        parts.append(f'IF({total}=0,"","{currency} "&FIXED({total},2)&" ")')
        value = int(known["unconverted"][(known["original_currency"] == currency).to_numpy()].sum()) / 100
        shown += f"{currency} {fixed(value, 2)} " if value else ""
    if parts:
        sheet.write_formula(f"M{row}", "=" + "&".join(parts), look, shown)


def _further(measure: str, rank: int) -> str:
    return column_letters(_FURTHER[measure] + rank)


def _phase(contents: Contents, phase: str) -> str:
    frame = contents.tables["phases"]
    return str(frame["title"][(frame["phase"] == phase).to_numpy()].iloc[0])


def write_giving(sheet: Worksheet, ground: Ground, figures: Figures, title: int, styles: Styles) -> tuple[int, int]:
    """Who gives to which phase, by rung; out: the first and last row."""
    write_title(sheet, title, "Who gives, by rung", _GIVING, styles)
    money, plain = styles.get(num_format=SPARSE, align="right"), styles.get()
    names = dict(zip(ground.contents.tables["donors"]["donor"], ground.contents.tables["donors"]["name"], strict=True))
    moved = ground.movements[(ground.movements["donor"] != "").to_numpy()]
    pairs = list(dict.fromkeys(zip(moved["phase"], moved["donor"], strict=True)))
    first = row = title + 2
    currency = dict(zip(ground.targets["phase"], ground.targets["currency"], strict=True))
    for phase, donor in pairs:
        number = ground.phases.index(phase) + 1
        sheet.write_formula(f"A{row}", f"=INDEX(ls_phase,{number})", plain, phase)
        sheet.write_string(f"B{row}", clean_text(str(names.get(donor, donor))), plain)
        sheet.write_string(f"D{row}", currency[phase], plain)
        sheet.write_number(f"R{row}", number)
        sheet.write_number(f"S{row}", ground.donors.index(donor) + 1)
        total = 0
        for rank, rung in enumerate(terms.RUNGS):
            tests = {
                "on": BY_NOW,
                "seen": SEEN,
                "phase_n": f"$R{row}",
                "donor_n": f"$S{row}",
                "rank": str(rank),
                "form": '"cash"',
            }
            text = ground["m"].total("amount", tests, ground.of_place.get((phase, donor)))
            value = figures.given.get((phase, donor, rung), 0)
            total += value
            sheet.write_formula(f"{_RUNG_COLUMNS[rank]}{row}", "=" + text, money, value / 100)
        sheet.write_formula(
            f"K{row}",
            f"=ROUND(SUM(F{row}:J{row}),2)",
            styles.get(num_format=SPARSE, align="right", bold=True),
            total / 100,
        )
        row += 1
    return first, max(row - 1, first)
