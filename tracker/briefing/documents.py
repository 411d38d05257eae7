"""Plain A4 documents in Word's format: their page, paragraphs and tables. It knows no letters, and no figures."""

from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from tracker.briefing.office import plain_text

_FONT = "Arial"
_FAINT = RGBColor(0x52, 0x60, 0x6D)


def new_document() -> Any:
    """An empty A4 document in one sober typeface."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(10.5)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), _FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    style.element.get_or_add_rPr().append(language)
    return document


def add_paragraph(
    document: Any, text: str, *, size: float = 10.5, bold: bool = False, faint: bool = False, before: float = 0,
    after: float = 6, keep: bool = False,
) -> Any:  # fmt: skip
    """Add a paragraph; `before` and `after` are points of room, `keep` holds it to what follows."""
    paragraph = document.add_paragraph()
    write_run(paragraph, text, size=size, bold=bold, faint=faint)
    layout = paragraph.paragraph_format
    layout.space_before, layout.space_after, layout.keep_with_next = Pt(before), Pt(after), keep
    return paragraph


def write_run(paragraph: Any, text: str, *, size: float, bold: bool = False, faint: bool = False) -> None:
    """Add text to a paragraph."""
    run = paragraph.add_run(plain_text(text))
    run.font.size, run.font.bold = Pt(size), bold
    if faint:
        run.font.color.rgb = _FAINT


def add_table(
    document: Any, heads: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]], totals: Sequence[Sequence[str]],
    numbers: int,
) -> None:  # fmt: skip
    """Add a table; `heads` are texts and widths in centimetres, columns from `numbers` on hold amounts."""
    texts = [[text for text, _ in heads], *rows, *totals]
    table = document.add_table(rows=len(texts), cols=len(heads))
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    for column, (_, width) in zip(table.columns, heads, strict=True):
        column.width = Cm(width)
    # Cell by cell: python-docx counts all of a table's cells whenever it is asked for one.
    for number, (row, line) in enumerate(zip(table._tbl.tr_lst, texts, strict=True)):
        properties = row.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            _mark_heading(properties)
        is_bold = number == 0 or number > len(rows)
        for place, (cell, text) in enumerate(zip(row.tc_lst, line, strict=True)):
            cell.width = Cm(heads[place][1])
            paragraph = Paragraph(cell.p_lst[0], table)
            paragraph.paragraph_format.space_after = Pt(0)
            if place >= numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            write_run(paragraph, text, size=8.5, bold=is_bold)
    _rule(table)


def _mark_heading(properties: Any) -> None:
    """Repeat a table's heading on every page; programs that read aloud go by it too."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)


def _rule(table: Any) -> None:
    """Thin lines between rows, room inside cells."""
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "8A96A3")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", "40"), ("left", "60"), ("bottom", "40"), ("right", "60")):
        room = OxmlElement(f"w:{side}")
        room.set(qn("w:w"), width)
        room.set(qn("w:type"), "dxa")
        margins.append(room)
    layout = properties.find(qn("w:tblLayout"))
    place = list(properties).index(layout) if layout is not None else len(properties)
    properties.insert(place, borders)
    look = properties.find(qn("w:tblLook"))
    properties.insert(list(properties).index(look) if look is not None else len(properties), margins)
