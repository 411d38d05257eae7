"""A template as it comes from an office: opened, or refused with a remedy, and emptied of its own slides."""

import io
import zipfile
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.oxml import serialize_part_xml
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from tracker.briefing.office import plain_text
from tracker.briefing.pack.ground import Ground, find_ground
from tracker.briefing.pack.template import make_template
from tracker.problems import RefusedError

_MOST_BYTES = 200_000_000
"""A template unpacked; a logo or a film of more has no place in one."""
_KIND = "application/vnd.openxmlformats-officedocument.presentationml."
_MACROS = "application/vnd.ms-powerpoint."
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_STALE = ("/thumbnail", "/viewProps", "/commentAuthors", "/authors", "/digital-signature/origin")
"""What a template's own slides leave behind in a file."""
_APP_PART = (
    "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    f'<Properties xmlns="{_APP}"><Application>Funding tracker</Application></Properties>'
).encode()


def read_template(file: bytes | None) -> tuple[Any, Any, Ground]:
    """An empty presentation on a template, the layout for its slides, and the rooms of that.

    A file that cannot be a template is a RefusedError.
    """
    file = file or make_template()
    master, layout, ground = _find_ground(file)
    presentation = _open(file)
    _clear(presentation)
    return presentation, presentation.slide_masters[master].slide_layouts[layout], ground


@lru_cache(maxsize=4)
def _find_ground(file: bytes) -> tuple[int, int, Ground]:
    """The ground of a template, kept: it takes as long to find as a slide to write."""
    return find_ground(_open(file))


def keep_properties(presentation: Any, texts: dict[str, str]) -> None:
    """Write properties of the office's own kind beside those that its template brings, such as labels."""
    package = presentation.part.package
    held = next((rel.target_part for rel in package._rels.values() if rel.reltype == RT.CUSTOM_PROPERTIES), None)
    root = parse_xml(held.blob if held else f'<Properties xmlns="{_CUSTOM}"/>')
    numbers = [int(child.get("pid", "1")) for child in root]
    for number, (name, text) in enumerate(texts.items(), max([1, *numbers]) + 1):
        root.append(
            parse_xml(
                f'<property xmlns="{_CUSTOM}" xmlns:vt="{_TYPES}" fmtid="{_FORMAT}" pid="{number}" '
                f"name={quoteattr(name)}><vt:lpwstr>{escape(plain_text(text))}</vt:lpwstr></property>"
            )
        )
    blob = serialize_part_xml(root)
    if held:
        held._blob = blob
    else:
        kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
        package.relate_to(Part(PackURI("/docProps/custom.xml"), kind, package, blob), RT.CUSTOM_PROPERTIES)


def _open(file: bytes) -> Any:
    remedy = "save it from PowerPoint or LibreOffice as a presentation (.pptx) or a template (.potx)"
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MOST_BYTES:
                raise RefusedError("the template unpacks to more than 200 MB; make its pictures smaller")
            types = parts.read("[Content_Types].xml").decode("utf-8", "replace")
        if f"{_MACROS}" in types and "macroEnabled" in types:
            raise RefusedError("the template carries macros; save it without them, as .pptx or .potx")
        if f"{_KIND}template.main" in types:
            file = _as_presentation(file)
        return Presentation(io.BytesIO(file))
    except RefusedError:
        raise
    except Exception as error:  # the library fails in as many ways as a file can be broken
        raise RefusedError(f"the template is no PowerPoint file that can be read; {remedy}") from error


def _as_presentation(file: bytes) -> bytes:
    """A template's file as that of a presentation: the library opens no other."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(f"{_KIND}template.main".encode(), f"{_KIND}presentation.main".encode())
            new.writestr(name, data)
    return stream.getvalue()


def _clear(presentation: Any) -> None:
    """Leave out the slides that a template comes with, and what in the file speaks of them."""
    root = presentation.part._element
    for entry in list(presentation.slides._sldIdLst):
        presentation.part.drop_rel(entry.rId)
        presentation.slides._sldIdLst.remove(entry)
    # Sections, custom shows and the like name slides by their numbers; a program that misses them offers a repair.
    for name in ("p:extLst", "p:custShowLst", "p:custDataLst"):
        for child in root.findall(qn(name)):
            root.remove(child)
    for owner in (presentation.part.package, presentation.part):
        for key, rel in list(owner._rels.items()):
            if rel.reltype.endswith(_STALE):
                owner._rels.pop(key)
            elif rel.reltype == RT.EXTENDED_PROPERTIES:
                rel.target_part._blob = _APP_PART
