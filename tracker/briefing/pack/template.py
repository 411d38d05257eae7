"""The slides' own template, made here part by part: 16:9, one sober typeface, a title, a footer, a page number.

It knows no figures. An office may put a file of its own in its place (see `pack.deck`).
"""

import io
import zipfile
from functools import lru_cache

from tracker import terms
from tracker.briefing.office import date_alike

WIDTH, HEIGHT = 12_192_000, 6_858_000
FONT = "Arial"
"""On every machine, with Greek and Cyrillic, or in its place one of the same widths."""
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMES = f'xmlns:a="{_MAIN}" xmlns:r="{_OFFICE}" xmlns:p="{_SLIDES}"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_INK, _DEEP, _FAINT = "1C1F23", terms.LADDER[0].colour[1:].upper(), "52606D"

_TITLE = (457_200, 301_752, 11_277_600, 877_824)
_BODY = (457_200, 1_325_880, 11_277_600, 4_754_880)
_FOOTER = (457_200, 6_254_496, 10_424_160, 457_200)
_NUMBER = (10_972_800, 6_254_496, 762_000, 457_200)


@lru_cache(maxsize=1)
def make_template() -> bytes:
    """The template as a .pptx file without a slide, the same bytes each time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, text in _parts().items():
            file.writestr(name, _HEAD + text)
    return date_alike(stream.getvalue())


def _parts() -> dict[str, str]:
    return {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations({"officeDocument": ["ppt/presentation.xml"]}),
        "ppt/presentation.xml": (
            f'<p:presentation {_NAMES} saveSubsetFonts="1"><p:sldMasterIdLst>'
            '<p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst>'
            f'<p:sldSz cx="{WIDTH}" cy="{HEIGHT}"/><p:notesSz cx="6858000" cy="9144000"/>'
            f"<p:defaultTextStyle><a:lvl1pPr><a:defRPr>{_FONTS}</a:defRPr></a:lvl1pPr></p:defaultTextStyle></p:presentation>"
        ),
        "ppt/_rels/presentation.xml.rels": _relations(
            {"slideMaster": ["slideMasters/slideMaster1.xml"], "theme": ["theme/theme1.xml"]}
        ),
        "ppt/theme/theme1.xml": _theme(),
        "ppt/slideMasters/slideMaster1.xml": _master(),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": _relations(
            {
                "slideLayout": ["../slideLayouts/slideLayout1.xml", "../slideLayouts/slideLayout2.xml"],
                "theme": ["../theme/theme1.xml"],
            }
        ),
        "ppt/slideLayouts/slideLayout1.xml": _layout("Title Only", "titleOnly", ""),
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": _relations(
            {"slideMaster": ["../slideMasters/slideMaster1.xml"]}
        ),
        "ppt/slideLayouts/slideLayout2.xml": _layout("Title and Content", "obj", _place(3, "Content", 'idx="1"')),
        "ppt/slideLayouts/_rels/slideLayout2.xml.rels": _relations(
            {"slideMaster": ["../slideMasters/slideMaster1.xml"]}
        ),
    }


def _types() -> str:
    kind = "application/vnd.openxmlformats-officedocument"
    parts = {
        "/ppt/presentation.xml": "presentationml.presentation.main",
        "/ppt/slideMasters/slideMaster1.xml": "presentationml.slideMaster",
        "/ppt/slideLayouts/slideLayout1.xml": "presentationml.slideLayout",
        "/ppt/slideLayouts/slideLayout2.xml": "presentationml.slideLayout",
        "/ppt/theme/theme1.xml": "theme",
    }
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}.{of}+xml"/>' for name, of in parts.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relations(targets: dict[str, list[str]]) -> str:
    pairs = [(kind, target) for kind, listed in targets.items() for target in listed]
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(pairs, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _theme() -> str:
    ladder = [rung.colour[1:].upper() for rung in terms.LADDER]
    colours = {
        "dk1": _INK, "lt1": "FFFFFF", "dk2": _DEEP, "lt2": "EEF2F6",
        **{f"accent{number}": colour for number, colour in enumerate(ladder, 1)},
        "accent6": terms.MISSING_COLOUR[1:].upper(), "hlink": ladder[1], "folHlink": _FAINT,
    }  # fmt: skip
    listed = "".join(f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>' for name, colour in colours.items())
    font = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface="{FONT}"/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lines = "".join(f'<a:ln w="{width}">{fill}</a:ln>' for width in (6350, 12700, 19050))
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'<a:theme xmlns:a="{_MAIN}" name="Funding brief"><a:themeElements><a:clrScheme name="Ladder">{listed}'
        f'</a:clrScheme><a:fontScheme name="{FONT}"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont>'
        f'</a:fontScheme><a:fmtScheme name="Plain"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{lines}'
        f"</a:lnStyleLst><a:effectStyleLst>{effects}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )


def _tree(shapes: str) -> str:
    return (
        '<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
        '<p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/>'
        f"</a:xfrm></p:grpSpPr>{shapes}</p:spTree>"
    )


def _place(number: int, name: str, kind: str, box: tuple[int, int, int, int] | None = None, text: str = "") -> str:
    """A placeholder; without a box it lies where the master's does."""
    xfrm = ""
    if box:
        left, top, width, height = box
        xfrm = f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        xfrm += '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>{xfrm}</p:spPr>"
        f"<p:txBody>{text or '<a:bodyPr/><a:lstStyle/>'}"
        f"<a:p>{_FIELD if 'sldNum' in kind else ''}</a:p></p:txBody></p:sp>"
    )


_FIELD = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr/><a:t>‹#›</a:t></a:fld>'


_FONTS = '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/>'


def _small(anchor: str, align: str) -> str:
    """Text of the footer and the page number."""
    return (
        f'<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"/><a:lstStyle><a:lvl1pPr algn="{align}">'
        f'<a:defRPr sz="900"><a:solidFill><a:srgbClr val="{_FAINT}"/></a:solidFill>{_FONTS}</a:defRPr>'
        "</a:lvl1pPr></a:lstStyle>"
    )


def _bar(number: int, name: str, box: tuple[int, int, int, int], colour: str) -> str:
    left, top, width, height = box
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
        f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
        "<p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"
    )


def _master() -> str:
    room = '<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{}"><a:normAutofit/></a:bodyPr><a:lstStyle/>'
    shapes = (
        _bar(7, "Band", (0, 0, WIDTH, 91_440), "tx2")
        + _bar(8, "Rule", (457_200, 1_207_008, 11_277_600, 12_700), "tx2")
        + _place(2, "Title", 'type="title"', _TITLE, room.format("ctr"))
        + _place(3, "Content", 'type="body" idx="1"', _BODY, room.format("t"))
        + _place(4, "Footer", 'type="ftr" sz="quarter" idx="3"', _FOOTER, _small("t", "l"))
        + _place(5, "Page", 'type="sldNum" sz="quarter" idx="4"', _NUMBER, _small("t", "r"))
    )
    roles = ("bg1", "lt1"), ("tx1", "dk1"), ("bg2", "lt2"), ("tx2", "dk2"), ("hlink", "hlink"), ("folHlink", "folHlink")
    colours = " ".join(
        f'{name}="{colour}"' for name, colour in (*roles, *((f"accent{n}", f"accent{n}") for n in range(1, 7)))
    )
    fonts = '<a:latin typeface="+m{0}-lt"/><a:ea typeface="+m{0}-ea"/><a:cs typeface="+m{0}-cs"/>'
    ink = '<a:solidFill><a:schemeClr val="{}"/></a:solidFill>'
    levels = "".join(
        f'<a:lvl{level}pPr marL="{(level - 1) * 228_600 + 228_600}" indent="-228600"><a:spcBef><a:spcPts val="600"/>'
        f'</a:spcBef><a:buFont typeface="{FONT}"/><a:buChar char="•"/><a:defRPr sz="{max(2000 - level * 200, 1200)}">'
        f"{ink.format('tx1')}{fonts.format('n')}</a:defRPr></a:lvl{level}pPr>"
        for level in range(1, 6)
    )
    return (
        f"<p:sldMaster {_NAMES}><p:cSld><p:bg><p:bgPr>{ink.format('bg1')}<a:effectLst/></p:bgPr></p:bg>"
        f"{_tree(shapes)}</p:cSld><p:clrMap {colours}/><p:sldLayoutIdLst>"
        '<p:sldLayoutId id="2147483649" r:id="rId1"/><p:sldLayoutId id="2147483650" r:id="rId2"/></p:sldLayoutIdLst>'
        f'<p:txStyles><p:titleStyle><a:lvl1pPr algn="l"><a:lnSpc><a:spcPct val="95000"/></a:lnSpc>'
        f'<a:defRPr sz="2800" b="1">{ink.format("tx2")}{fonts.format("j")}</a:defRPr></a:lvl1pPr></p:titleStyle>'
        f"<p:bodyStyle>{levels}</p:bodyStyle><p:otherStyle/></p:txStyles></p:sldMaster>"
    )


def _layout(name: str, kind: str, more: str) -> str:
    shapes = (
        _place(2, "Title", 'type="title"')
        + more
        + _place(4, "Footer", 'type="ftr" sz="quarter" idx="10"')
        + _place(5, "Page", 'type="sldNum" sz="quarter" idx="11"')
    )
    return (
        f'<p:sldLayout {_NAMES} type="{kind}" preserve="1"><p:cSld name="{name}">{_tree(shapes)}</p:cSld>'
        "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
    )
