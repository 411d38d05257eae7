"""The chosen phase's targets on the Summary, looked up among all, and what its bars are drawn from."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from xlsxwriter.worksheet import Worksheet

from tracker.exchange.workbook.blocks import UNKNOWN, Ground
from tracker.exchange.workbook.figures import Figures
from tracker.exchange.workbook.gap_rows import HEADINGS, LEVELS, find_targets_shown, mark_rows, target_cells, write_head
from tracker.exchange.workbook.styles import LINE_COLOUR, Styles


def write_chosen(
    sheet: Worksheet, ground: Ground, figures: Figures, first: int, most: int, source: int, styles: Styles
) -> None:
    """The chosen phase's targets, looked up among all; and, hidden, what the bars are drawn from."""
    write_head(sheet, first - 2, "The chosen phase, rung by rung", styles)
    targets = find_targets_shown(ground)
    if not targets:
        return
    end = source + len(targets) * LEVELS - 1
    shown = {target.place: at for at, target in enumerate(targets) if target.place}
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
            for position in range(len(HEADINGS)):
                column = chr(ord("A") + position)
                _, _, look = cells[column]
                line = {"top": 1, "top_color": LINE_COLOUR} if rank == 0 else {}
                text = f'=IF($R${head}=0,"",INDEX({column}${source}:{column}${end},$R${head}+{rank}))'
                sheet.write_formula(f"{column}{row}", text, styles.get(**{**look, **line}), values[-1][column])
        _write_bar(sheet, first + place - 1, head, values)
    mark_rows(sheet, first, first + most * LEVELS - 1, styles)


def _write_bar(sheet: Worksheet, at: int, head: int, values: list[dict[str, Any]]) -> None:
    """One bar in hidden columns W to AC: a label, what each rung adds, and what is missing; blank where unknown."""
    counted = [value["G"] for value in values]
    required = values[0]["E"]
    is_known = isinstance(required, float) and required > 0
    needed, by = values[0]["E"], values[0]["C"]
    label = (
        f'IF($R{head}=0,"",$B{head}&" "&$D{head}&" "&IF(ISNUMBER($E{head}),FIXED($E{head},0),"not known")'
        f'&IF($C{head}="{UNKNOWN}",""," · "&$C{head}))'
    )
    shown = f"{values[0]['B']} {values[0]['D']} {fixed(needed) if isinstance(needed, float) else 'not known'}"
    shown += "" if by == UNKNOWN else f" · {by}"
    sheet.write_formula(f"W{at}", "=" + label, None, shown if values[0]["B"] else "")
    for rank in range(LEVELS):
        row, column = head + rank, ("X", "Y", "Z", "AA", "AB")[rank]
        less = f"-N($G{row - 1})" if rank else ""
        text = f"=IF(ISNUMBER($E{head}),IF(ISNUMBER($G{row}),ROUND($G{row}{less},2),0),0)"
        before = counted[rank - 1] if rank else 0
        value = round(counted[rank] - before, 2) if is_known and counted[rank] != "" else 0
        sheet.write_formula(f"{column}{at}", text, None, value)
    softest = max((value for value in counted if value != ""), default=0)
    text = f"=IF(ISNUMBER($E{head}),MAX(ROUND($E{head}-MAX($G{head}:$G{head + LEVELS - 1}),2),0),0)"
    sheet.write_formula(f"AC{at}", text, None, max(round(required - softest, 2), 0) if is_known else 0)


def fixed(value: float, places: int = 0) -> str:
    """A number as the formula FIXED writes it."""
    return f"{Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,}"
