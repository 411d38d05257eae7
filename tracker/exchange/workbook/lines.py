"""Many rows onto a sheet that is kept on disk, several times faster than cell by cell. It knows XML, not money."""

from collections.abc import Mapping, Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracker.exchange.reading import column_letters
from tracker.exchange.workbook.cells import Cell

_CHUNK = 4_096
_REMEMBERED = 10_000


def write_rows(
    sheet: Worksheet,
    first: int,
    columns: Sequence[Sequence[Cell]],
    formats: Sequence[Format | None],
    heights: Mapping[int, float] | None = None,
) -> None:
    """Write columns of cells, texts as texts whatever they begin with; `first` is the row's position from 0.

    A sheet kept on disk gets its lines of XML at once. XlsxWriter's public way, a call for each cell, took three times
    as long for 600,000 cells, and it has none for rows. This rests on how XlsxWriter 3 keeps such sheets: a file of
    finished rows, and the one row that is not finished yet.
    """
    rows = len(columns[0]) if columns else 0
    if not sheet.constant_memory:
        _write_cells(sheet, first, columns, formats)
        return
    if not rows:
        return
    high = heights or {}
    sheet._write_single_row(first)
    opens = [f'<c r="{column_letters(position)}' for position in range(len(columns))]
    writers = [_Writer(sheet, look) for look in formats]
    for start in range(0, rows, _CHUNK):
        end = min(start + _CHUNK, rows)
        ends = [writer.endings(cells[start:end]) for writer, cells in zip(writers, columns, strict=True)]
        lines: list[str] = []
        for at, parts in enumerate(zip(*ends, strict=True), first + start):
            height = high.get(at - first)
            tall = f' ht="{height:g}" customHeight="1"' if height else ""
            number = str(at + 1)
            cells = "".join([begin + number + part for begin, part in zip(opens, parts, strict=True) if part])
            lines.append(f'<row r="{number}"{tall}>{cells}</row>')
        sheet.fh.write("".join(lines))
    sheet.previous_row = first + rows
    sheet.dim_rowmax = max(sheet.dim_rowmax or 0, first + rows - 1)
    sheet.dim_rowmin = min(first if sheet.dim_rowmin is None else sheet.dim_rowmin, first)
    sheet.dim_colmin, sheet.dim_colmax = 0, max(sheet.dim_colmax or 0, len(columns) - 1)


class _Writer:
    """The rest of each cell's element after its row number, for cells of one format."""

    def __init__(self, sheet: Worksheet, look: Format | None) -> None:
        self._sheet = sheet
        self._style = f' s="{look._get_xf_index()}"' if look is not None else ""
        self._known: dict[Cell, str] = {None: ""}

    def endings(self, cells: Sequence[Cell]) -> list[str]:
        """For each cell; blank ones give nothing."""
        known = self._known
        if len(known) > _REMEMBERED:
            known = self._known = {None: ""}
        found = []
        for cell in cells:
            part = known.get(cell)
            if part is None:
                part = known[cell] = self._ending(cell)
            found.append(part)
        return found

    def _ending(self, cell: Cell) -> str:
        if not isinstance(cell, str):
            return f'"{self._style}><v>{cell:.16G}</v></c>'
        text = self._sheet._escape_data(self._sheet._escape_control_characters(cell))
        kept = ' xml:space="preserve"' if cell != cell.strip() else ""
        return f'"{self._style} t="inlineStr"><is><t{kept}>{text}</t></is></c>'


def _write_cells(
    sheet: Worksheet, first: int, columns: Sequence[Sequence[Cell]], formats: Sequence[Format | None]
) -> None:
    for position, (cells, look) in enumerate(zip(columns, formats, strict=True)):
        for at, cell in enumerate(cells, first):
            if isinstance(cell, str):
                sheet.write_string(at, position, cell, look)
            elif cell is not None:
                sheet.write_number(at, position, cell, look)
