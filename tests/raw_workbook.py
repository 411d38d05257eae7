"""Workbooks written part by part, so that a test can make what no library would: each cell is its own XML."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEADING = ["pledge", "status_on", "status", "phase", "donor", "amount", "currency"]
ROW = ["P1", "2009-11-27", "pledged", "PPI-3", "FRA", "200000", "USD"]
BASE = {
    "Initiatives": [["initiative", "title", "currency"], ["PPI", "Paris Pact", "USD"]],
    "Phases": [["phase", "initiative", "title"], ["PPI-3", "PPI", "Phase Three"]],
    "Donors": [["donor", "name", "kind"], ["FRA", "France", "government"], ["USA", "United States", "government"]],
}
"""What pledges refer to."""

Rows = Sequence[Sequence[object] | None]


class Xml(str):
    """A cell's XML with `{}` where its address belongs."""


def n(value: object, style: int = 0) -> Xml:
    """A number as it stands in the file."""
    return Xml(f'<c r="{{}}" s="{style}"><v>{value}</v></c>')


def formula(text: str, value: object | None = None, kind: str = "") -> Xml:
    """A formula, with its stored result or without."""
    shown = "" if value is None else f"<v>{value}</v>"
    return Xml(f'<c r="{{}}"{kind and f" t={quoteattr(kind)}"}><f>{escape(text)}</f>{shown}</c>')


def error(text: str) -> Xml:
    """A cell that holds an error."""
    return Xml(f'<c r="{{}}" t="e"><v>{text}</v></c>')


def flag(value: object) -> Xml:
    """A boolean."""
    return Xml(f'<c r="{{}}" t="b"><v>{value}</v></c>')


def letters(number: int) -> str:
    """A column's letters, A being 1."""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def cell_xml(value: object, address: str) -> str:
    """A cell: XML as it is, anything else as a text."""
    if isinstance(value, Xml):
        return value.replace("{}", address)
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def sheet_xml(rows: Rows, before: str = "", after: str = "", row_attributes: Mapping[int, str] | None = None) -> str:
    """A sheet; a row that is None is left out."""
    lines = []
    for number, row in enumerate(rows, 1):
        if row is None:
            continue
        cells = "".join(
            cell_xml(value, f"{letters(at)}{number}") for at, value in enumerate(row, 1) if value is not None
        )
        lines.append(f'<row r="{number}"{(row_attributes or {}).get(number, "")}>{cells}</row>')
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{before}'
        f"<sheetData>{''.join(lines)}</sheetData>{after}</worksheet>"
    )


def parts_of(
    sheets: Mapping[str, Rows | str],
    *,
    formats: Sequence[str] = (),
    texts: Sequence[str] = (),
    states: Mapping[str, str] | None = None,
    properties: str = "",
    kind: str = "sheet.main",
) -> dict[str, bytes]:
    """The parts of a workbook. Style 0 is General, style 1 the first of `formats`; `texts` are XML inside <si>."""
    xml = '<?xml version="1.0" encoding="UTF-8"?>'
    listed, related = "", ""
    parts = {}
    for at, (name, rows) in enumerate(sheets.items(), 1):
        state = (states or {}).get(name)
        listed += f'<sheet name={quoteattr(name)} sheetId="{at}"{f" state={quoteattr(state)}" if state else ""} r:id="r{at}"/>'
        related += f'<Relationship Id="r{at}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        parts[f"xl/worksheets/sheet{at}.xml"] = rows if isinstance(rows, str) else sheet_xml(rows)
    related += f'<Relationship Id="rs" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    related += f'<Relationship Id="rt" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
    own = "".join(f'<numFmt numFmtId="{200 + at}" formatCode={quoteattr(code)}/>' for at, code in enumerate(formats))
    xfs = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(formats)))
    parts |= {
        "[Content_Types].xml": f'{xml}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType='
        f'"application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.worksheet+xml"/>'
            for at in range(1, len(sheets) + 1)
        )
        + '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
        'styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'{xml}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{xml}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{properties}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{xml}<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        "xl/styles.xml": f'{xml}<styleSheet xmlns="{MAIN}"><numFmts count="{len(formats)}">{own}</numFmts><fonts><font/></fonts>'
        f'<fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>'
        f'<xf numFmtId="0"/>{xfs}</cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'{xml}<sst xmlns="{MAIN}">' + "".join(f"<si>{one}</si>" for one in texts) + "</sst>",
    }  # fmt: skip
    return {name: text.encode() for name, text in parts.items()}


def pack(parts: Mapping[str, bytes]) -> bytes:
    """A zip of parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2009, 12, 4, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def pledges(*rows: Sequence[object] | None, heading: Sequence[object] | None = None, **more: object) -> bytes:
    """A workbook with what pledges refer to and some rows of pledges."""
    return pack(pledge_parts(*rows, heading=heading, **more))


def pledge_parts(
    *rows: Sequence[object] | None, heading: Sequence[object] | None = None, sheet: str = "Pledges", **more: object
) -> dict[str, bytes]:
    """The parts of such a workbook; Pledges is its fourth sheet."""
    return parts_of({**BASE, sheet: [heading or HEADING, *rows]}, **more)  # type: ignore[arg-type]


def row(**changed: object) -> list[object]:
    """A sound row of pledges with some cells changed."""
    return [changed.get(name, value) for name, value in zip(HEADING, ROW, strict=True)]


def lying_zip(name: str, size: int, said: int) -> bytes:
    """A zip whose one member unpacks to `size` zeros, while its headers say `said`."""
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join([machine.compress(bytes(1 << 20)) for _ in range(size >> 20)]) + machine.flush()
    word = name.encode()
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 33, 0, len(packed), said, len(word), 0) + word
    central = struct.pack(
        "<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 33, 0, len(packed), said, len(word), 0, 0, 0, 0, 0, 0
    )
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(central) + len(word), len(local) + len(packed), 0)
    return local + packed + central + word + end
