"""The small parts of a workbook: its sheets, styles, texts and notes. It reads XML without entities, and no cells."""

import contextlib
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from xml.parsers import expat

DEEPEST = 64

BUILT_IN: Mapping[int, str] = MappingProxyType({
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)", 41: '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)',
    42: '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_)_("$"* \\(#,##0.00\\)_("$"* "-"??_)_(@_)', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0",
    48: "##0.0E+0", 49: "@",
})  # fmt: skip
"""The number formats that a workbook names by number only (ECMA-376, 18.8.30)."""
_PLAIN = re.compile(
    r"General|@|0|0\.[0#]+|#,##0(\.0+)?(;(\[Red\])?-#,##0(\.0+)?)?|"
    r"#,##0_\);(\[Red\])?\(#,##0\)|#,##0\.00_\);(\[Red\])?\(#,##0\.00\)",
    re.I,
)
_DECORATION = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_PLAIN_TEXT = re.compile('<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_REFERENCE = re.compile("&([^;]*);?")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_HALF = re.compile("[\ud800-\udfff]")

Start = Callable[[str, dict[str, str]], None]


class XmlError(ValueError):
    """A part that is not XML as a spreadsheet writes it."""


def make_parser(
    start: Start, end: Callable[[str], None] | None, text: Callable[[str], None] | None
) -> expat.XMLParserType:
    """A parser that hands over names without their prefix and refuses document types and deep nesting."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    names: dict[str, str] = {}
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise XmlError("its tags are nested too deeply")
        local = names.get(name) or names.setdefault(name, name.rpartition(":")[2])
        start(local, attributes)

    def finish(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(names[name])

    def refuse(*_: object) -> None:
        raise XmlError("it declares a document type")

    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    if text is not None:
        parser.CharacterDataHandler = text
    return parser


def parse(
    data: bytes, start: Start, end: Callable[[str], None] | None = None, text: Callable[[str], None] | None = None
) -> None:
    """Walk through a part; an XmlError where it is none."""
    try:
        make_parser(start, end, text).Parse(data, True)
    except expat.ExpatError as error:
        raise XmlError(f"its XML is broken ({expat.errors.messages[error.code]}, line {error.lineno})") from None


def attribute(attributes: Mapping[str, str], name: str) -> str | None:
    """An attribute by its name without a prefix."""
    for key, value in attributes.items():
        if key == name or key.endswith(":" + name):
            return value
    return None


@dataclass(frozen=True)
class SheetEntry:
    """A sheet as the workbook lists it; `part` is where its cells lie, `state` visible, hidden or veryHidden."""

    name: str
    part: str
    state: str
    is_worksheet: bool


@dataclass(frozen=True)
class Book:
    """What the workbook's own part says."""

    part: str
    sheets: tuple[SheetEntry, ...]
    epoch_1904: bool


def read_relations(data: bytes, folder: str) -> dict[str, tuple[str, str]]:
    """Of each relation inside the file its kind (the last word of its type) and the part it leads to."""
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], part)

    if data:
        parse(data, start)
    return found


def relations_of(part: str) -> str:
    """Where the relations of a part lie."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def read_book(read: Callable[[str], bytes]) -> Book:
    """The list of sheets; `read` gives a part's bytes."""
    roots = read_relations(read("_rels/.rels"), "")
    part = next((target for kind, target in roots.values() if kind == "officeDocument"), "xl/workbook.xml")
    relations = read_relations(read(relations_of(part)), posixpath.dirname(part))
    sheets: list[SheetEntry] = []
    epoch_1904 = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal epoch_1904
        if name == "workbookPr":
            epoch_1904 = attributes.get("date1904", "0") in ("1", "true", "on")
        elif name == "sheet":
            kind, target = relations.get(attribute(attributes, "id") or "", ("", ""))
            state = attributes.get("state", "visible")
            sheets.append(SheetEntry(attributes.get("name", ""), target, state, kind == "worksheet"))

    data = read(part)
    if data:
        parse(data, start)
    return Book(part, tuple(sheets), epoch_1904)


def read_formats(data: bytes) -> list[str]:
    """The number format of each cell style, in the order in which cells name them."""
    own: dict[int, str] = {}
    numbers: list[int] = []
    is_inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_inside
        if name == "numFmt":
            own[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "General")
        elif name == "cellXfs":
            is_inside = True
        elif name == "xf" and is_inside:
            numbers.append(_whole(attributes.get("numFmtId")))

    def end(name: str) -> None:
        nonlocal is_inside
        is_inside = is_inside and name != "cellXfs"

    if data:
        parse(data, start, end)
    return [own.get(number) or BUILT_IN.get(number, "General") for number in numbers]


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def is_plain_format(number_format: str) -> bool:
    """Whether a number means just what stands in the cell: no unit, no percent, no scaling; or it is a whole date."""
    if _PLAIN.fullmatch(number_format):
        return True
    return is_date_format(number_format)


def is_date_format(number_format: str) -> bool:
    """Whether it shows a day, a month and a year, and no time."""
    bare = _DECORATION.sub("", number_format.split(";")[0]).lower()
    return all(part in bare for part in "dmy") and not re.search("[hs#0]|am/pm", bare)


def unescape(text: str) -> str:
    """A text with the characters that XML cannot hold (`_x000D_`) put back in; half of one is none (U+FFFD)."""
    if "_x" not in text:
        return text
    return _HALF.sub("\ufffd", _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text))


def read_texts(pieces: list[bytes]) -> list[str]:
    """The shared texts; runs of rich text are joined, phonetic guides left out."""
    whole = b"".join(pieces)
    with contextlib.suppress(UnicodeDecodeError, XmlError):
        text = whole.decode()
        plain = _PLAIN_TEXT.findall(text)
        if len(plain) == whole.count(b"<si") and not any(mark in text for mark in ("\r", "<!", ":si")):
            return [resolve(one) for one in plain] if "&" in text or "_x" in text else plain
    return _parse_texts(whole)


def resolve(text: str) -> str:
    """A text as XML writes it, with its references and escapes resolved."""
    return unescape(_REFERENCE.sub(_character, text) if "&" in text else text)


def _character(match: re.Match[str]) -> str:
    if match[1] not in _NAMED:
        raise XmlError("holds an unusual reference")
    return _NAMED[match[1]]


def _parse_texts(data: bytes) -> list[str]:
    found: list[str] = []
    runs: list[str] = []
    is_text = False
    phonetic = 0

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal is_text, phonetic
        if name == "si":
            runs.clear()
        elif name == "rPh":
            phonetic += 1
        is_text = name == "t" and not phonetic

    def end(name: str) -> None:
        nonlocal is_text, phonetic
        is_text = False
        if name == "si":
            found.append(unescape("".join(runs)))
        elif name == "rPh":
            phonetic -= 1

    def text(piece: str) -> None:
        if is_text:
            runs.append(piece)

    if data:
        parse(data, start, end, text)
    return found


def read_notes(data: bytes) -> dict[str, str]:
    """The note on each cell, by its address."""
    notes: dict[str, str] = {}
    address, runs = "", list[str]()
    is_text = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal address, is_text
        if name == "comment":
            address = attributes.get("ref", "").replace("$", "").upper()
            runs.clear()
        is_text = name == "t"

    def end(name: str) -> None:
        nonlocal is_text
        is_text = False
        if name == "comment" and address:
            notes[address] = unescape("".join(runs))

    def text(piece: str) -> None:
        if is_text:
            runs.append(piece)

    if data:
        parse(data, start, end, text)
    return notes
