"""The Summary: what can be changed, the bottom line, the bars, the table of rungs, and who gives."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tracker import terms
from tracker.exchange.reading import column_letters
from tracker.exchange.workbook import formulas as f
from tracker.exchange.workbook.blocks import NEED, Ground
from tracker.exchange.workbook.cells import EPOCH, day_serial
from tracker.exchange.workbook.charts import add_bars
from tracker.exchange.workbook.contents import Contents
from tracker.exchange.workbook.figures import Figures, default_phase, is_seen, stood
from tracker.exchange.workbook.formulas import BY_NOW, SEEN
from tracker.exchange.workbook.gap_rows import (
    HEADINGS, LEVELS, MEASURES, UNKNOWN, WIDTHS, find_targets_shown, most_targets, target_cells, write_gap_rows,
)  # fmt: skip
from tracker.exchange.workbook.sheets import set_page
from tracker.exchange.workbook.styles import ALERT_COLOUR, DAY, SPARSE, Styles

SUMMARY = "Summary"
LISTS = "_lists"
CHART_ROWS = 11
_STANDING = ("Phase", "Title", "", "Currency", "Required", *(rung.label for rung in terms.LADDER), "On all rungs", "In kind", "No rate of exchange")
_GIVING = ("Phase", "Donor", "", "Currency", "", *(rung.label for rung in terms.LADDER), "On all rungs")
_RUNG_COLUMNS = "FGHIJ"
_FURTHER = {"low": 17, "high": 22, "vague": 27}
"""From which hidden column on the block of rungs keeps its further measures, five columns each."""


@dataclass(frozen=True)
class Places:
    """Rows of the Summary (counted from 1): of each phase's rungs, of targets (first and last), of givers by phase."""

    standing: dict[str, int]
    targets: tuple[int, int]
    giving: tuple[int, int]


def write_lists(book: Workbook, sheet: Worksheet, ground: Ground, styles: Styles) -> None:
    """The hidden list of phases: key, title, currency, and the bottom line as exported."""
    contents = ground.contents
    frame = contents.tables["phases"].set_index("phase")
    currency = dict(zip(ground.targets["phase"], ground.targets["currency"], strict=True))
    columns: dict[str, list[Any]] = {
        "phase": list(ground.phases),
        "title": [str(frame.at[key, "title"]) for key in ground.phases],
        "currency": [currency[key] for key in ground.phases],
        "headline": [contents.headlines.get(key, UNKNOWN) for key in ground.phases],
    }
    for position, name in enumerate(columns):
        sheet.write_string(0, position, name, styles.head)
    f.write_block(book, sheet, "ls", len(ground.phases), lambda first, end: {k: v[first:end] for k, v in columns.items()}, {})
    sheet.hide()


def write_summary(book: Workbook, sheet: Worksheet, ground: Ground, figures: Figures, styles: Styles) -> Places:
    """Write the sheet; out: where its blocks stand, for the checks."""
    for position, width in enumerate(WIDTHS):
        sheet.set_column(position, position, width)
    sheet.set_column(len(WIDTHS), len(WIDTHS) + 24, 12, None, {"hidden": True})
    _write_inputs(book, sheet, ground, styles)
    most = most_targets(ground)
    chosen_first = 12 + CHART_ROWS + 2
    standing_first = chosen_first + most * LEVELS + 3
    targets_first = standing_first + len(ground.phases) + 3
    _write_chosen(sheet, ground, figures, chosen_first, most, targets_first, styles)
    add_bars(book, sheet, chosen_first, most, 12)
    standing = _write_standing(book, sheet, ground, figures, standing_first, styles)

    _title(sheet, targets_first - 2, "Every target of every phase", HEADINGS, styles)
    end = write_gap_rows(sheet, ground, figures, targets_first, styles)
    giving = _write_giving(sheet, ground, figures, end + 2, styles)
    sheet.freeze_panes(5, 0)
    set_page(sheet, giving[1], len(WIDTHS) - 1, f"{SUMMARY} · {ground.contents.record}", heading=0)
    sheet.set_h_pagebreaks([targets_first - 3, end])
    return Places(standing, (targets_first, end - 1), giving)


def _write_inputs(book: Workbook, sheet: Worksheet, ground: Ground, styles: Styles) -> None:
    contents, phase = ground.contents, default_phase(ground.contents)
    names = contents.tables["initiatives"]["title"].tolist()
    sheet.write_string("A1", names[0] if len(names) == 1 else "Funding: all initiatives", styles.title)
    sheet.set_row(0, 22)
    made = f" · written {contents.made_at:%Y-%m-%d %H:%M} UTC" if contents.made_at else ""
    sheet.write_string("A2", f"{contents.record}{made}. Change the three coloured cells: the figures follow.", styles.quiet)
    bold = styles.get(bold=True)
    for row, label, name in ((3, "As of", f.AS_OF), (4, "Audience", f.AUDIENCE), (5, "Phase", f.PHASE)):
        sheet.write_string(f"A{row}", label, bold)
        book.define_name(name, f"='{SUMMARY}'!$B${row}")
    sheet.write_number("B3", day_serial(contents.as_of), styles.entry(num_format=DAY, align="left", bold=True))
    sheet.write_string("B4", contents.audience, styles.entry(bold=True))
    sheet.write_string("B5", phase, styles.entry(bold=True))
    sheet.data_validation("B3", {
        "validate": "date", "criteria": "between", "minimum": EPOCH.replace(year=1900, month=3, day=1), "maximum": EPOCH.replace(year=2199),
        "error_message": "Write a day, such as 2010-06-01.",
    })  # fmt: skip
    audiences = list(terms.AUDIENCES) if contents.audience == "internal" else ["partners"]
    sheet.data_validation("B4", {"validate": "list", "source": audiences})
    sheet.data_validation("B5", {"validate": "list", "source": "=ls_phase"})
    position = ground.phases.index(phase) + 1 if phase else 0
    warn = styles.get(font_color=ALERT_COLOUR)
    sheet.write_formula(
        "C4",
        f'=IF(AND({f.AUDIENCE}="partners","{contents.audience}"<>"partners"),"Only the figures follow: the other sheets still '
        'hold what partners may not see. Export for partners before you send anything.","")', warn, "",
    )  # fmt: skip
    title = f'=IFERROR(INDEX(ls_title,{f.PHASE_NUMBER}),"there is no such phase")'
    titles = contents.tables["phases"].set_index("phase")["title"]
    sheet.write_formula("C5", title, styles.get(), str(titles[phase]) if phase else "there is no such phase")
    sheet.write_formula("R5", f"=IFERROR(MATCH({f.PHASE},ls_phase,0),0)", None, position)
    book.define_name(f.PHASE_NUMBER, f"='{SUMMARY}'!$R$5")
    seen = ">=2" if contents.audience == "partners" else "<=2"
    sheet.write_formula("R4", f'=IF({f.AUDIENCE}="partners",">=2","<=2")', None, seen)
    book.define_name(SEEN, f"='{SUMMARY}'!$R$4")

    sheet.write_string("A7", "Bottom line", bold)
    as_of = contents.as_of
    is_same = f'AND({f.AS_OF}=DATE({as_of.year},{as_of.month},{as_of.day}),{f.AUDIENCE}="{contents.audience}")'
    stale = (
        f"The sentence was written as of {as_of.isoformat()} for {contents.audience} readers and does not follow the cells "
        "above; the figures below do."
    )
    text = f'=IF({is_same},IFERROR(INDEX(ls_headline,{f.PHASE_NUMBER}),""),"{stale}")'
    box = styles.get(text_wrap=True, font_size=12, bold=True, font_color="#0b2f63")
    sheet.merge_range("B7:P7", "", box)
    sheet.write_formula("B7", text, box, contents.headlines.get(phase, UNKNOWN))
    sheet.set_row(6, 34)
    sheet.write_string("A9", "Checks", bold)
    sheet.write_formula("B9", "=checks_said", styles.get(), "Every check is at 0.00.")
    sheet.write_string("A10", "Edited", bold)
    sheet.write_formula("B10", "=edited_said", styles.get(), "No table has been edited since the export.")
    for cell, good in (("B9", "Every"), ("B10", "No table")):
        rule = {"type": "text", "criteria": "not containing", "value": good, "format": styles.overlay(font_color=ALERT_COLOUR, bold=True)}
        sheet.conditional_format(cell, rule)


def _title(sheet: Worksheet, row: int, text: str, headings: tuple[str, ...], styles: Styles) -> None:
    """A block's title in a row (counted from 1) and its headings in the next."""
    for position in range(len(WIDTHS)):
        sheet.write_blank(row - 1, position, None, styles.section)
    sheet.write_string(row - 1, 0, text, styles.section)
    for position, heading in enumerate(headings):
        sheet.write_string(row, position, heading, styles.heading(heading))


def _write_chosen(
    sheet: Worksheet, ground: Ground, figures: Figures, first: int, most: int, source: int, styles: Styles
) -> None:
    """The chosen phase's targets, looked up among all; and, hidden, what the bars are drawn from."""
    _title(sheet, first - 2, "The chosen phase, rung by rung", HEADINGS, styles)
    end = source + len(find_targets_shown(ground)) * LEVELS - 1
    shown = {target.place: at for at, target in enumerate(find_targets_shown(ground)) if target.place}
    targets = find_targets_shown(ground)
    for place in range(1, most + 1):
        head = first + (place - 1) * LEVELS
        at = shown.get(place)
        match = f"=IFERROR(MATCH({place},$V${source}:$V${end},0),0)"
        sheet.write_formula(f"R{head}", match, None, 0 if at is None else at * LEVELS + 1)
        values: list[dict[str, Any]] = []
        for rank in range(LEVELS):
            row = head + rank
            cells = target_cells(ground, figures, targets[at or 0], source + (at or 0) * LEVELS + rank, rank, source)
            values.append({column: ("" if at is None else cell[1]) for column, cell in cells.items()})
            for position in range(len(WIDTHS)):
                column = chr(ord("A") + position)
                _, _, look = cells[column]
                line = {"top": 1, "top_color": "#B8C4D6"} if rank == 0 else {}
                text = f'=IF($R${head}=0,"",INDEX({column}${source}:{column}${end},$R${head}+{rank}))'
                sheet.write_formula(f"{column}{row}", text, styles.get(**{**look, **line}), values[-1][column])
        _write_bar(sheet, first + place - 1, head, values)


def _write_bar(sheet: Worksheet, at: int, head: int, values: list[dict[str, Any]]) -> None:
    """One bar in hidden columns W to AC: a label, what each rung adds, and what is missing; blank where unknown."""
    counted = [value["G"] for value in values]
    required = values[0]["E"]
    is_known = isinstance(required, float) and required > 0
    label = f'IF($R{head}=0,"",$B{head}&" "&$D{head}&" "&IF(ISNUMBER($E{head}),FIXED($E{head},0),"not known"))'
    shown = _fixed(required) if isinstance(required, float) else "not known"
    sheet.write_formula(f"W{at}", "=" + label, None, f"{values[0]['B']} {values[0]['D']} {shown}" if values[0]["B"] else "")
    for rank in range(LEVELS):
        row, column = head + rank, ("X", "Y", "Z", "AA", "AB")[rank]
        less = f"-N($G{row - 1})" if rank else ""
        text = f'=IF(ISNUMBER($E{head}),IF(ISNUMBER($G{row}),ROUND($G{row}{less},2),0),0)'
        before = counted[rank - 1] if rank else 0
        value = round(counted[rank] - before, 2) if is_known and counted[rank] != "" else 0
        sheet.write_formula(f"{column}{at}", text, None, value)
    softest = max((value for value in counted if value != ""), default=0)
    text = f"=IF(ISNUMBER($E{head}),MAX(ROUND($E{head}-MAX($G{head}:$G{head + LEVELS - 1}),2),0),0)"
    sheet.write_formula(f"AC{at}", text, None, max(round(required - softest, 2), 0) if is_known else 0)


def _fixed(value: float) -> str:
    return f"{Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP):,}"


def _write_standing(
    book: Workbook, sheet: Worksheet, ground: Ground, figures: Figures, first: int, styles: Styles
) -> dict[str, int]:
    """What stands on each rung of each phase, whatever it may count towards."""
    _title(sheet, first - 2, "Where the money stands, phase by phase", _STANDING, styles)
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
            ("A", "phase", phase), ("B", "title", _phase(contents, phase)), ("D", "currency", _currency(ground, phase)),
        ):  # fmt: skip
            sheet.write_formula(f"{column}{row}", f"=INDEX(ls_{name},{number})", plain, value)
        need = stood(figures, phase, terms.REQUIREMENT) / 100
        sheet.write_formula(f"E{row}", "=" + m.total("amount", {**now, "rank": str(NEED)}, stretch), money, need)
        for rank, rung in enumerate(terms.LADDER):
            tests = {**now, "rank": str(rank), "form": '"cash"'}
            for measure in MEASURES:
                column = _RUNG_COLUMNS[rank] if measure == "amount" else _further(measure, rank)
                value = stood(figures, phase, rung.code, measure=measure) / (1 if measure == "vague" else 100)
                sheet.write_formula(f"{column}{row}", "=" + m.total(measure, tests, stretch), money, value)
        total = sum(stood(figures, phase, rung) for rung in terms.RUNGS) / 100
        sheet.write_formula(f"K{row}", f"=ROUND(SUM(F{row}:J{row}),2)", bold, total)
        in_kind = sum(stood(figures, phase, rung, "in_kind") for rung in terms.RUNGS) / 100
        kind = m.total("amount", {**now, "rank": f'"<{NEED}"', "form": '"in_kind"'}, stretch)
        sheet.write_formula(f"L{row}", "=" + kind, money, in_kind)
        _write_left_out(sheet, ground, row, phase, now, plain)
    for measure in MEASURES:
        left = "F" if measure == "amount" else _further(measure, 0)
        right = "J" if measure == "amount" else _further(measure, LEVELS - 1)
        book.define_name(f"rungs_{measure}", f"='{SUMMARY}'!${left}${first}:${right}${end}")
    return rows


def _write_left_out(sheet: Worksheet, ground: Ground, row: int, phase: str, now: dict[str, str], look: Any) -> None:
    """Cash money of a phase that is in none of its sums, because its currency has no rate."""
    moved = ground.movements
    mine = moved[((moved["phase"] == phase) & (moved["unconverted"] != 0) & (moved["form"] == "cash") & (moved["rank"] < NEED)).to_numpy()]
    known = mine[(mine["day"] <= ground.contents.at).to_numpy() & is_seen(mine, ground.contents.audience)]
    parts, shown = [], ""
    for currency in sorted(set(mine["original_currency"])):
        tests = {**now, "rank": f'"<{NEED}"', "form": '"cash"', "original_currency": f'"{currency}"'}
        total = ground["m"].total("unconverted", tests, ground.of_phase.get(phase))
        parts.append(f'IF({total}=0,"","{currency} "&FIXED({total},0)&" ")')
        value = int(known["unconverted"][(known["original_currency"] == currency).to_numpy()].sum()) / 100
        shown += f"{currency} {_fixed(value)} " if value else ""
    if parts:
        sheet.write_formula(f"M{row}", "=" + "&".join(parts), look, shown)


def _further(measure: str, rank: int) -> str:
    return column_letters(_FURTHER[measure] + rank)


def _phase(contents: Contents, phase: str) -> str:
    frame = contents.tables["phases"]
    return str(frame["title"][(frame["phase"] == phase).to_numpy()].iloc[0])


def _currency(ground: Ground, phase: str) -> str:
    return str(ground.targets["currency"][(ground.targets["phase"] == phase).to_numpy()].iloc[0])


def _write_giving(
    sheet: Worksheet, ground: Ground, figures: Figures, title: int, styles: Styles
) -> tuple[int, int]:
    """Who gives to which phase, by rung; out: the first and last row."""
    _title(sheet, title, "Who gives, by rung", _GIVING, styles)
    money, plain = styles.get(num_format=SPARSE, align="right"), styles.get()
    names = dict(zip(ground.contents.tables["donors"]["donor"], ground.contents.tables["donors"]["name"], strict=True))
    moved = ground.movements[(ground.movements["donor"] != "").to_numpy()]
    pairs = list(dict.fromkeys(zip(moved["phase"], moved["donor"], strict=True)))
    first = row = title + 2
    for phase, donor in pairs:
        number = ground.phases.index(phase) + 1
        sheet.write_formula(f"A{row}", f"=INDEX(ls_phase,{number})", plain, phase)
        sheet.write_string(f"B{row}", str(names.get(donor, donor)), plain)
        sheet.write_string(f"D{row}", _currency(ground, phase), plain)
        sheet.write_number(f"R{row}", number)
        sheet.write_number(f"S{row}", ground.donors.index(donor) + 1)
        total = 0
        for rank, rung in enumerate(terms.RUNGS):
            tests = {"on": BY_NOW, "seen": SEEN, "phase_n": f"$R{row}", "donor_n": f"$S{row}", "rank": str(rank), "form": '"cash"'}
            text = ground["m"].total("amount", tests, ground.of_place.get((phase, donor)))
            value = figures.given.get((phase, donor, rung), 0)
            total += value
            sheet.write_formula(f"{_RUNG_COLUMNS[rank]}{row}", "=" + text, money, value / 100)
        sheet.write_formula(f"K{row}", f"=ROUND(SUM(F{row}:J{row}),2)", styles.get(num_format=SPARSE, align="right", bold=True), total / 100)
        row += 1
    return first, max(row - 1, first)
