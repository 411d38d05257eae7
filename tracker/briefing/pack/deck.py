"""A deck of slides on a template: titles, text, footers, notes, properties. It knows no figures and no brief.

The template is our own, or an office's: of that, the size, the typefaces, the colours and a layout with a title are
used, found by the kinds of its placeholders, whatever their names; slides that it comes with are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu

from tracker import terms
from tracker.briefing.office import plain_text, save_document, set_properties
from tracker.briefing.pack.ground import Ground
from tracker.briefing.pack.room import LINE, POINT, Letters, Room
from tracker.briefing.pack.template_in import keep_properties, read_template

_TONGUES = {"en": "en-GB", "fr": "fr-FR", "ru": "ru-RU"}
MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PAGE = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"
_NEVER = datetime(1980, 1, 1, tzinfo=UTC)
"""The date of a file that was made from nothing recorded."""


@dataclass(frozen=True)
class Line:
    """A paragraph: its text, letters in points, and how it stands out."""

    text: str
    size: float
    bold: bool = False
    faint: bool = False
    bullet: bool = False
    before: float = 0.0
    warning: bool = False
    align: str = ""
    light: bool = False


@dataclass(frozen=True)
class Footer:
    """What stands at the foot of every slide: the marking, "" where none is set, and lines under it."""

    marking: str
    lines: tuple[str, ...]


@dataclass
class Deck:
    """Slides on a template, in one language.

    `footer` stands on every slide. A template that cannot be used is a RefusedError with its remedy.
    """

    template: bytes | None
    language: str
    footer: Footer
    presentation: Any = field(init=False)
    layout: Any = field(init=False)
    ground: Ground = field(init=False)

    def __post_init__(self) -> None:
        self.presentation, self.layout, self.ground = read_template(self.template)
        self._foot, self._foot_size, room = self._lay_footer()
        self.room = room

    @property
    def letters(self) -> Letters:
        """The letters of the template's text."""
        return self.ground.letters

    @property
    def is_dark(self) -> bool:
        """Whether the template's background is dark."""
        return self.ground.is_dark

    def colour(self, rung: str) -> str:
        """The colour of a rung, or of what is `missing`, on this background, as RRGGBB."""
        if rung == "missing":
            return (terms.MISSING_COLOUR_DARK if self.is_dark else terms.MISSING_COLOUR)[1:]
        return (terms.RUNG[rung].colour_dark if self.is_dark else terms.RUNG[rung].colour)[1:]

    def add_slide(self, title: str, notes: Sequence[str]) -> "Slide":
        """A slide with its title, footer, page number and speaker notes; the rest of it is empty."""
        slide = self.presentation.slides.add_slide(self.layout)
        for shape in list(slide.placeholders):
            if shape.placeholder_format.idx != 0:
                shape._element.getparent().remove(shape._element)
        self._write_title(slide.shapes.title, title)
        self._write_footer(slide)
        frame = slide.notes_slide.notes_text_frame
        self.fill(frame, [Line(text, 0) for text in notes])
        return Slide(self, slide, self.room)

    def save(self, made_at: datetime | None, properties: dict[str, str], kept: dict[str, str]) -> bytes:
        """The deck as a file; `kept` are properties of the office's own kind, which any length of text fits in."""
        core = self.presentation.core_properties
        for name in ("category", "comments", "content_status", "identifier", "version"):
            setattr(core, name, "")
        set_properties(self.presentation, made_at or _NEVER, language=_TONGUES[self.language], **properties)
        for printed in core._element.findall(qn("cp:lastPrinted")):
            core._element.remove(printed)
        for slide in self.presentation.slides:
            # What is read aloud last is last in the file: the foot, though it was laid out first.
            for foot in slide._element.xpath(".//p:sp[p:nvSpPr/p:nvPr/p:ph[@type='ftr' or @type='sldNum']]"):
                foot.getparent().append(foot)
        keep_properties(self.presentation, kept)
        return save_document(self.presentation)

    def _write_title(self, shape: Any, title: str) -> None:
        box, size = self.ground.title, self.ground.title_size
        width, height = box.width / POINT - self.ground.title_padding, box.height / POINT
        fits = self.letters.fit([title], width, height, size, 12, bold=True) or 12
        shape.text_frame.word_wrap = True
        self.fill(shape.text_frame, [Line(title, fits if fits < size else 0)])

    def _lay_footer(self) -> tuple[Room, float, Room]:
        """Where the footer stands, with which size of letters, and what it leaves of the content's room."""
        ground = self.ground
        texts = [text for text in (self.footer.marking, *self.footer.lines) if text]
        own = ground.footer
        for size in (9, 8.5, 8):
            if own and self.letters.height(texts, size, own.width / POINT - 14.4) <= own.height / POINT:
                return own, size, ground.room
        strip = ground.strip
        for size in (9, 8.5, 8, 7.5, 7):
            if self.letters.height(texts, size, strip.width / POINT) <= strip.height / POINT:
                return strip, size, ground.room
        more = round(self.letters.height(texts, 7, strip.width / POINT) * POINT) - strip.height
        strip = Room(strip.left, strip.top - more, strip.width, strip.height + more)
        below = max(0, ground.room.bottom - strip.top)
        return strip, 7, Room(ground.room.left, ground.room.top, ground.room.width, ground.room.height - below)

    def _write_footer(self, slide: Any) -> None:
        lines = [Line(text, self._foot_size) for text in self.footer.lines]
        if self.footer.marking:
            lines.insert(0, Line(self.footer.marking, self._foot_size, bold=True, warning=True))
        ground, foot = self.ground, self._foot
        self.fill(self._place(slide, "ftr", foot, ground.footer_index, "Footer").text_frame, lines)
        page = self._place(
            slide, "sldNum", None if ground.number_index is not None else ground.number, ground.number_index, "Page"
        )
        number = len(self.presentation.slides)
        size, align = ("", "") if ground.number_index is not None else (' sz="900"', '<a:pPr algn="r"/>')
        field = (
            f'<a:p xmlns:a="{MAIN}">{align}<a:fld id="{_PAGE}" type="slidenum"><a:rPr lang="{_TONGUES[self.language]}"'
            f"{size}/><a:t>{number}</a:t></a:fld></a:p>"
        )
        body = page.text_frame._txBody
        body.replace(body.find(qn("a:p")), parse_xml(field))

    def _place(self, slide: Any, kind: str, room: Room | None, index: int | None, name: str) -> Any:
        """The placeholder of a kind, or a box of text where the layout has none; a room of its own moves it there."""
        box = room or Room(0, 0, 1, 1)
        shape = slide.shapes.add_textbox(box.left, box.top, box.width, box.height)
        shape.name = name
        frame = shape.text_frame
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        for side in ("left", "right", "top", "bottom"):
            setattr(frame, f"margin_{side}", 0)
        if index is None:
            return shape
        mark = OxmlElement("p:ph")
        for key, value in (("type", kind), ("sz", "quarter"), ("idx", str(index))):
            mark.set(key, value)
        about = shape._element.find(qn("p:nvSpPr"))
        about.find(qn("p:nvPr")).append(mark)
        lock = OxmlElement("a:spLocks")
        lock.set("noGrp", "1")
        about.find(qn("p:cNvSpPr")).attrib.pop("txBox", None)
        about.find(qn("p:cNvSpPr")).append(lock)
        look = shape._element.find(qn("p:spPr"))
        for child in list(look):
            if child.tag != qn("a:xfrm") or room is None or room == self.ground.footer:
                look.remove(child)
        if room is None:
            body = shape._element.find(qn("p:txBody"))
            body.replace(body.find(qn("a:bodyPr")), parse_xml(f'<a:bodyPr xmlns:a="{MAIN}"/>'))
        return shape

    def fill(self, frame: Any, lines: Sequence[Line]) -> None:
        """Put lines of text into a shape or title, in place of what stands there."""
        body = frame._txBody
        for old in body.findall(qn("a:p")):
            body.remove(old)
        texts = "".join(self.paragraph(line) for line in lines) or "<a:p/>"
        # All at once: the library takes a thousand times as long for a letter's size as the parser does.
        body.extend(list(parse_xml(f'<a:txBody xmlns:a="{MAIN}">{texts}</a:txBody>')))

    def paragraph(self, line: Line) -> str:
        """A paragraph as the format has it; what means something to the format shows as text."""
        layout, before = "", ""
        if line.before:
            before = f'<a:spcBef><a:spcPts val="{round(line.before * 100)}"/></a:spcBef>'
        if line.bullet:
            indent = round(line.size * 0.9 * POINT)
            layout = f' marL="{indent}" indent="{-indent}"'
            before += '<a:buFont typeface="Arial"/><a:buChar char="•"/>'
        if line.align:
            layout += f' algn="{line.align}"'
        look = f' sz="{round(line.size * 100)}"' if line.size else ""
        look += ' b="1"' if line.bold else ' b="0"' if line.light else ""
        colour = ""
        if line.warning:
            colour = f'<a:solidFill><a:srgbClr val="{self.colour("missing").upper()}"/></a:solidFill>'
        elif line.faint:
            faint = '<a:lumMod val="65000"/><a:lumOff val="35000"/>'
            colour = f'<a:solidFill><a:schemeClr val="tx1">{faint}</a:schemeClr></a:solidFill>'
        return (
            f"<a:p><a:pPr{layout}>{before}</a:pPr><a:r>"
            f'<a:rPr lang="{_TONGUES[self.language]}"{look}>{colour}</a:rPr>'
            f"<a:t>{escape(plain_text(line.text))}</a:t></a:r></a:p>"
        )


@dataclass
class Slide:
    """A slide and what room is left on it."""

    deck: Deck
    slide: Any
    room: Room

    @property
    def shapes(self) -> Any:
        """What lies on it."""
        return self.slide.shapes

    def write(self, room: Room, lines: Sequence[Line]) -> Any:
        """A box of text; whether it fits is for the caller to see to."""
        box = self.shapes.add_textbox(Emu(room.left), Emu(room.top), Emu(room.width), Emu(room.height))
        frame = box.text_frame
        frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.TOP
        for side in ("left", "right", "top", "bottom"):
            setattr(frame, f"margin_{side}", 0)
        self.deck.fill(frame, lines)
        return box

    def height_of(self, lines: Sequence[Line], width: int) -> int:
        """How high lines of text are in a column of that width."""
        letters = self.deck.letters
        return round(
            POINT
            * sum(
                letters.lines(line.text, line.size, width / POINT - (line.size * 0.9 if line.bullet else 0),
                              bold=line.bold) * line.size * LINE + line.before
                for line in lines
            )
        )  # fmt: skip


def describe(shape: Any, text: str) -> None:
    """Give a chart, table or picture the text that is read aloud in its place."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", plain_text(text))


def rgb(colour: str) -> Any:
    """A colour of RRGGBB as the library has it."""
    return RGBColor.from_string(colour.upper())
