"""Hostile and messy files, each with what must come of it. `python -m tests.corpus` reads all and reports time and memory.

An outcome is one of: read (with the values that must stand in the checked tables), refused, or problems at cells; words are
those that the message must hold.
"""

import gc
import io
import os
import re
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

from tests.raw_workbook import (
    BASE,
    HEADING,
    MAIN,
    Xml,
    error,
    flag,
    formula,
    lying_zip,
    n,
    pack,
    parts_of,
    pledge_parts,
    pledges,
    row,
    sheet_xml,
)
from tests.weighing import forget_peak, peak
from tracker.checks import check
from tracker.exchange import workbook_in
from tracker.exchange.child import Child
from tracker.exchange.container import inspect
from tracker.exchange.csv_in import read_csv, read_zip
from tracker.exchange.reading import Reading
from tracker.exchange.workbook_in import read_workbook
from tracker.problems import Problem, RefusedError

READ, REFUSED, PROBLEMS = "read", "refused", "problems"


@dataclass(frozen=True, eq=False)
class Case:
    """A file and its outcome; `values` are of the pledges, by column and position, after the check."""

    name: str
    file: str
    make: Callable[[], bytes]
    outcome: str
    words: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    values: dict[str, list[object]] = field(default_factory=dict)
    is_bomb: bool = False


@dataclass
class Answer:
    """What came of a file."""

    outcome: str
    said: str
    places: list[str]
    values: dict[str, list[object]]


CASES: list[Case] = []


def refused(name: str, make: Callable[[], bytes], *words: str, file: str = "", bomb: bool = False) -> None:
    CASES.append(Case(name, file or "file.xlsx", make, REFUSED, words, is_bomb=bomb))


def faulty(name: str, make: Callable[[], bytes], place: str, *words: str, file: str = "") -> None:
    CASES.append(Case(name, file or "file.xlsx", make, PROBLEMS, words, tuple(place.split())))


def reads(name: str, make: Callable[[], bytes], *words: str, file: str = "", **values: list[object]) -> None:
    CASES.append(Case(name, file or "file.xlsx", make, READ, words, values=values))


def bend(make: Callable[[], dict[str, bytes]], **changes: bytes | Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """A workbook of which some parts are changed; `__` stands for `/`, `_` before the suffix for `.`."""

    def made() -> bytes:
        parts = make()
        for key, change in changes.items():
            name = key.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin")
            parts[name] = change(parts[name]) if callable(change) else change
        return pack(parts)

    return made


def one(**changed: object) -> Callable[[], bytes]:
    """A workbook with one row of pledges, some of its cells changed; formats are given as `formats`."""
    more = {key: changed.pop(key) for key in ("formats", "texts", "properties", "heading", "states") if key in changed}
    return lambda: pledges(row(**changed), **more)


def sheet(rows: list[object] | None = None, **more: object) -> Callable[[], bytes]:
    """A workbook whose sheet of pledges has further XML."""
    lines = [HEADING, *(rows or [row()])]
    return lambda: pack(parts_of({**BASE, "Pledges": sheet_xml(lines, **more)}))  # type: ignore[arg-type]


def _zip(members: dict[str, bytes]) -> bytes:
    return pack(members)


def _far(address: str) -> Callable[[], bytes]:
    far = f'<row r="1048576"><c r="{address}"><v>1</v></c></row>'
    return bend(lambda: pledge_parts(row()), xl__worksheets__sheet4_xml=lambda data: data.replace(b"</sheetData>", f"{far}</sheetData>".encode()))  # fmt: skip


def _doctype(declared: str, used: str) -> Callable[[], bytes]:
    def change(data: bytes) -> bytes:
        head, rest = data.split(b"?>", 1)
        return head + b"?><!DOCTYPE x [" + declared.encode() + b"]>" + rest.replace(b"FRA", used.encode())

    return bend(lambda: pledge_parts(row()), xl__worksheets__sheet4_xml=change)


def _rezip(change: Callable[[zipfile.ZipFile], None]) -> bytes:
    stream = io.BytesIO(pledges(row()))
    with zipfile.ZipFile(stream, "a") as archive:
        change(archive)
    return stream.getvalue()


def _locked() -> bytes:
    data = bytearray(pledges(row()))
    at = 0
    while (at := data.find(b"PK\1\2", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


def _ole(*streams: str) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(s.encode("utf-16-le") for s in streams) + bytes(600)
    )


def _nest() -> bytes:
    data = bytes(10_000)
    for _ in range(12):
        data = _zip({"a.zip": data, "b.zip": data})
    return data


def _openpyxl(change: Callable[[openpyxl.Workbook], None]) -> Callable[[], bytes]:
    def made() -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in {**BASE, "Pledges": [HEADING, row()]}.items():
            made_sheet = book.create_sheet(name)
            for line in rows:
                made_sheet.append(line)
        book["Pledges"]["F2"] = 200000
        change(book)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    return made


def _csv(text: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: text.encode(encoding)


# Bombs: refused before anything is parsed.
refused("cell XFD1048576", _far("XFD1048576"), "Pledges!XFD1048576", "delete", bomb=True)
refused("cell xfd1048576 in small letters", _far("xfd1048576"), "Pledges!XFD1048576", bomb=True)
refused("cell in column GS", _far("GS1"), "Pledges!GS1", bomb=True)
refused("cell in row 1048577", _far("A1048577"), "Pledges!A1048577", bomb=True)
refused(
    "far cell spelled oddly",
    lambda: bend(lambda: pledge_parts(row()), xl__worksheets__sheet4_xml=lambda data: data.replace(b"</sheetData>", b"<x:row xmlns:x='" + MAIN.encode() + b"'><x:c\n s='1' r = 'XFD9'/></x:row></sheetData>"))(),
    "Pledges!XFD9", bomb=True,
)  # fmt: skip
refused(
    "1 MB unpacks to 1 GiB, as its header says",
    lambda: _zip({f"{i}.bin": bytes(1 << 28) for i in range(4)}),
    "unpacks",
    bomb=True,
    file="file.zip",
)
refused(
    "1 GiB behind a header that says 10 bytes",
    lambda: lying_zip("xl/a.xml", 1 << 29, 10),
    "unpacks to more than",
    bomb=True,
)
refused(
    "shared texts of 64 MB of blanks",
    bend(
        lambda: pledge_parts(row()),
        xl__sharedStrings_xml=lambda data: data.replace(b"</sst>", b"<si><t>" + b" " * (64 << 20) + b"</t></si></sst>"),
    ),
    "sharedStrings",
    "unpacks",
    bomb=True,
)
refused("zips in zips", _nest, "a zip archive", bomb=True)
refused("5,000 members", lambda: _zip({f"{i}.txt": b"" for i in range(5000)}), "more than 2,000 parts", bomb=True)
refused(
    "a billion laughs",
    _doctype('<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">', "&b;"),
    "Pledges",
    "declares a document type",
    bomb=True,
)
refused(
    "quadratic entities",
    _doctype(f'<!ENTITY a "{"x" * 100_000}">', "&a;" * 5000),
    "declares a document type",
    bomb=True,
)
refused(
    "an external entity",
    _doctype('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
    "declares a document type",
    bomb=True,
)
refused(
    "an entity in the workbook part",
    bend(lambda: pledge_parts(row()), xl__workbook_xml=lambda data: data.replace(b"?>", b"?><!DOCTYPE a>", 1)),
    "declares a document type",
    bomb=True,
)
refused(
    "a sheet in UTF-16, where entities hide",
    bend(
        lambda: pledge_parts(row()),
        xl__worksheets__sheet4_xml=lambda data: data.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    ),
    "not written in UTF-8",
    bomb=True,
)
refused(
    "a sheet that says it is in UTF-7",
    bend(lambda: pledge_parts(row()), xl__worksheets__sheet4_xml=lambda data: data.replace(b"UTF-8", b"UTF-7")),
    "not written in UTF-8",
    bomb=True,
)
refused(
    "tags nested 100,000 deep",
    bend(
        lambda: pledge_parts(row()),
        xl__worksheets__sheet4_xml=lambda data: data.replace(
            b"</sheetData>", b"</sheetData>" + b"<a>" * 100_000 + b"</a>" * 100_000
        ),
    ),
    "nested too deeply",
)
refused(
    "a part called ../../etc/passwd",
    lambda: _rezip(lambda archive: archive.writestr("../../etc/passwd", "x")),
    "points out of the file",
    bomb=True,
)
refused(
    "a part with an absolute path",
    lambda: _rezip(lambda archive: archive.writestr("/etc/passwd", "x")),
    "points out of the file",
    bomb=True,
)
refused(
    "a part called by two cases",
    lambda: _rezip(lambda archive: archive.writestr("XL/Workbook.xml", "x")),
    "two of its parts",
    bomb=True,
)

# What is no workbook, or is damaged.
refused("a truncated zip", lambda: pledges(row())[:-300], "cut short or damaged")
refused("a zip with bytes before it", lambda: b"PK\3\4" + pledges(row()), "damaged")
refused("a part whose bytes were flipped", lambda: _flip(pledges(row())), "damaged")
refused("an empty file", lambda: b"", "is empty")
refused("a file of blanks", lambda: b" \n\n", "is empty")
refused("zeros only", lambda: bytes(5000), "is empty")
refused("CSV called xlsx", _csv("pledge,amount\nP1,2\n"), "text file", ".csv")
refused(
    "a web page called xls",
    _csv("<html><table><tr><td>1</td></tr></table></html>"),
    "a web page",
    "save it as .xlsx",
    file="file.xls",
)
refused("XML of Excel 2003", _csv('<?xml version="1.0"?><Workbook/>'), "XML", file="file.xls")
refused("JSON called xlsx", _csv('{"a": 1}'), "JSON")
refused("a PDF", _csv("%PDF-1.7"), "no table")
refused("a picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "no table")
refused("an old .xls", lambda: _ole("Workbook"), "before 2007", "save it as .xlsx", file="file.xls")
refused(
    "a workbook with a password",
    lambda: _ole("EncryptedPackage", "EncryptionInfo"),
    "protected by a password",
    "without the password",
)
refused("a zip with a password", _locked, "protected by a password")
refused(
    "an .ods",
    lambda: _zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
    "OpenDocument",
    "save it as .xlsx",
    file="file.ods",
)
refused(
    "a Word document",
    lambda: _zip({"[Content_Types].xml": b"<Types>wordprocessingml.document.main+xml</Types>"}),
    "no table",
)
refused(
    "an .xlsb",
    lambda: _zip({"[Content_Types].xml": b"application/vnd.ms-excel.sheet.binary.macroEnabled.main"}),
    "binary",
    "save it as .xlsx",
    file="file.xlsb",
)
refused("no sheets", lambda: pack(parts_of({})), "no sheets")
refused(
    "a sheet listed that is not there",
    lambda: pack({k: v for k, v in pledge_parts(row()).items() if "sheet" not in k.rpartition("/")[2]}),
    "no sheet with cells",
)
refused(
    "two sheets of one name but for case",
    lambda: pack(parts_of({**BASE, "Pledges": [HEADING], "PLEDGES": [HEADING]})),
    "two of its sheets are called",
)
refused("no sheet of a table", lambda: pack(parts_of({"Sheet1": [["a"]]})), "no sheet that is called like a table")
refused(
    "broken XML",
    bend(lambda: pledge_parts(row()), xl__worksheets__sheet4_xml=lambda data: data[:-20]),
    "Pledges",
    "broken",
)
refused("a cell at A0", _far("A0"), "where none can be")


def _flip(data: bytes) -> bytes:
    at = len(data) // 3
    return data[:at] + bytes(255 - byte for byte in data[at : at + 60]) + data[at + 60 :]


# Headings and layout.
faulty(
    "an unknown column",
    lambda: pledges([*row(), "x"], heading=[*HEADING, "amonut"]),
    "Pledges",
    "'amonut' is not a column",
    "did you mean 'amount'?",
)
faulty("no key column", lambda: pledges(row()[1:], heading=HEADING[1:]), "Pledges", "the column 'pledge' is missing")
faulty("a column twice", lambda: pledges([*row(), 1], heading=[*HEADING, "Amount"]), "Pledges", "stands twice")
faulty("cells under no heading", lambda: pledges([*row(), "lost?"]), "Pledges!H2", "no heading")
faulty(
    "no heading at all",
    lambda: pack(parts_of({**BASE, "Pledges": [row(), row()]})),
    "Pledges",
    "none of its first 30 rows",
)
faulty(
    "the table in two sheets",
    lambda: pack(parts_of({"Initiatives": BASE["Initiatives"], "initiatives ": BASE["Initiatives"]})),
    "",
    "the table stands in the sheet 'Initiatives' already",
)
reads(
    "headings in other words and order",
    lambda: pledges(list(reversed(row())), heading=[one.replace("_", " ").title() + " " for one in reversed(HEADING)]),
    amount=[20000000],
    status_on=["2009-11-27"],
)
reads(
    "the heading in row 3, below a title",
    lambda: pack(parts_of({**BASE, "Pledges": [["Pledges to the Paris Pact"], None, HEADING, row()]})),
    amount=[20000000],
)
reads(
    "blank rows inside, formatted rows after",
    lambda: pledges(row(), None, ["", None, " "], row(pledge="P2"), [Xml('<c r="{}" s="0"/>')] * 7),
    pledge=["P1", "P2"],
)
reads(
    "only hidden sheets",
    lambda: pledges(row(), states=dict.fromkeys([*BASE, "Pledges"], "hidden")),
    "the sheet is hidden",
    amount=[20000000],
)
reads(
    "a very hidden sheet",
    lambda: pledges(row(), states={"Pledges": "veryHidden"}),
    "Pledges: the sheet is hidden",
    amount=[20000000],
)
reads(
    "hidden rows",
    sheet([row(), row(pledge="P2")], row_attributes={3: ' hidden="1"'}),
    "hidden rows were read too: 3",
    pledge=["P1", "P2"],
)
reads(
    "a hidden column",
    sheet(before='<cols><col min="6" max="6" hidden="1"/></cols>'),
    "hidden columns were read too: amount",
    amount=[20000000],
)
reads(
    "a filter that hides rows",
    sheet([row(), row(pledge="P2")], row_attributes={2: ' hidden="true"'}, after='<autoFilter ref="A1:G3"/>'),
    "hidden rows were read too: 2",
    pledge=["P1", "P2"],
)
reads("a protected sheet", sheet(after='<sheetProtection sheet="1"/>'), amount=[20000000])
reads(
    "sheets that are not tables",
    lambda: pack(parts_of({**BASE, "Pledges": [HEADING, row()], "My notes": [["x"]]})),
    "My notes: the sheet is not called like a table",
    amount=[20000000],
)
reads(
    "our own workbook says nothing of other sheets",
    lambda: pack(
        parts_of(
            {**BASE, "Pledges": [HEADING, row()], "Guide": [["x"]], "_ledger": [["ledger", "L"]]},
            states={"_ledger": "veryHidden"},
        )
    ),
    amount=[20000000],
)
faulty(
    "a heading of merged cells",
    sheet(after='<mergeCells count="1"><mergeCell ref="F1:G1"/></mergeCells>'),
    "Pledges!F1",
    "F1:G1 are merged",
    "unmerge",
)
faulty(
    "merged cells below the heading",
    sheet([row(), row(pledge="P2", amount=None)], after='<mergeCells><mergeCell ref="F2:F3"/></mergeCells>'),
    "Pledges!F2",
    "F2:F3 are merged",
)
reads(
    "merged cells above the heading",
    lambda: pack(
        parts_of(
            {
                **BASE,
                "Pledges": sheet_xml(
                    [["Title"], HEADING, row()], after='<mergeCells><mergeCell ref="A1:G1"/></mergeCells>'
                ),
            }
        )
    ),
    amount=[20000000],
)

# Cells.
for _word in ("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NULL!"):
    faulty(f"the error {_word}", one(amount=error(_word)), "Pledges!F2", f"the error {_word}", "mend the formula")
faulty("an error in a text", one(phase=error("#REF!")), "Pledges!D2", "#REF!")
faulty(
    "a formula never computed", one(amount=formula("SUM(1,2)")), "Pledges!F2", "whose result is not stored", "save it"
)
faulty(
    "a formula with an empty result, as openpyxl writes",
    one(amount=Xml('<c r="{}"><f>A1</f><v></v></c>')),
    "Pledges!F2",
    "not stored",
)
faulty("a text formula never computed", one(phase=formula("A1", None, "str")), "Pledges!D2", "not stored")
reads(
    "a formula with its result",
    one(amount=formula("100000*2", 200000)),
    "the stored result was read (1 cells)",
    amount=[20000000],
)
reads(
    "a formula whose result is no text",
    lambda: pledges([*row(), formula('""', "", "str")], heading=[*HEADING, "note"]),
    note=[""],
)
faulty(
    "a text of 40,000 characters",
    lambda: pledges([*row(), "x" * 40_000], heading=[*HEADING, "note"]),
    "Pledges!H2",
    "40,000 characters",
)
reads(
    "a text of 32,767 characters",
    lambda: pledges([*row(), "x" * 32_767], heading=[*HEADING, "note"]),
    "cut texts short",
    amount=[20000000],
)
faulty(
    "a control character", lambda: pledges([*row(), "a_x0007_b"], heading=[*HEADING, "note"]), "Pledges!H2", "U+0007"
)
faulty(
    "a character that turns the direction",
    lambda: pledges([*row(), "a\u202egnp.exe"], heading=[*HEADING, "note"]),
    "Pledges!H2",
    "U+202E",
)
faulty("a no-break space inside a key", one(pledge="P\u00a01"), "Pledges!A2", "U+00A0")
faulty("a zero-width space in a key", one(pledge="P1\u200b"), "Pledges!A2", "U+200B")
reads("blanks around keys", one(pledge=" P1\u00a0", phase="PPI-3  "), pledge=["P1"])
reads(
    "an escaped underscore",
    lambda: pledges([*row(), "a_x005F_x0041_b"], heading=[*HEADING, "note"]),
    note=["a_x0041_b"],
)
reads("a line break in a text", lambda: pledges([*row(), "a\nb"], heading=[*HEADING, "note"]), note=["a\nb"])
faulty(
    "a date with a time of day",
    one(status_on=n("40144.5", 1), formats=["yyyy-mm-dd hh:mm"]),
    "Pledges!B2",
    "time of day",
)
reads("serial dates", one(status_on=n(40144, 1), formats=["yyyy-mm-dd"]), status_on=["2009-11-27"])
reads(
    "dates of 1904",
    one(status_on=n(38682, 1), formats=["dd/mm/yyyy"], properties='<workbookPr date1904="1"/>'),
    status_on=["2009-11-27"],
)
reads(
    "a date that shows its month only",
    lambda: pledges([*row(), n(40330, 1)], heading=[*HEADING, "due_on"], formats=["mmm yyyy"]),
    due_on=["2010-06"],
)
faulty("29 February 1900", one(status_on=n(60, 1), formats=["yyyy-mm-dd"]), "Pledges!B2", "only spreadsheets know")
faulty("a bare serial as a date", one(status_on=n(-5)), "Pledges!B2", "not a date")
faulty("03/04/2009", one(status_on="03/04/2009"), "Pledges!B2", "03/04/2009")
faulty("a percentage as an amount", one(amount=n("0.15", 1), formats=["0%"]), "Pledges!F2", "%")
reads(
    "a percentage as a likelihood",
    lambda: pledges([*row(), n("0.15", 1)], heading=[*HEADING, "likelihood"], formats=["0%"]),
    likelihood=[1500000000],
)
faulty("an amount shown with k", one(amount=n(200, 1), formats=['0" k"']), "Pledges!F2", "200")
faulty("an amount shown in thousands", one(amount=n(200000, 1), formats=["#,##0,"]), "Pledges!F2", "units of 1,000")
faulty("an amount whose format hides it", one(amount=n(200000, 1), formats=[";;;"]), "Pledges!F2", "hides it")
faulty("a format in another currency", one(amount=n(200000, 1), formats=["[$€-407] #,##0"]), "Pledges!F2", "EUR", "USD")
faulty("an amount that names another currency", one(amount="EUR 200,000.00"), "Pledges!F2", "EUR", "USD")
reads("a format in its own currency", one(amount=n(200000, 1), formats=['"$"#,##0']), amount=[20000000])
faulty("1,234", one(amount="1,234"), "Pledges!F2", "1,234")
reads("an amount as somebody writes it", one(amount="~ 1 234,56"), amount=[123456])
reads("negative zero", one(amount=n("-0")), amount=[0])
reads("digits of a float", one(amount=n("1442735.0900000001")), amount=[144273509])
faulty("an amount with three decimals", one(amount=n("1.005")), "Pledges!F2", "decimals")
faulty("NaN", one(amount=Xml('<c r="{}"><v>NaN</v></c>')), "Pledges!F2", "not a number")
faulty("inf", one(amount=Xml('<c r="{}"><v>inf</v></c>')), "Pledges!F2", "not a number")
faulty("1e309", one(amount=n("1e309")), "Pledges!F2", "larger than a spreadsheet can hold")
faulty("more digits than a float has", one(amount=n("12345678901234567.89")), "Pledges!F2", "more digits")
reads("digits of another script", one(amount="٢٠٠"), amount=[20000])
reads("TBC is unknown", lambda: pledges([*row(), "TBC"], heading=[*HEADING, "high"]), amount=[20000000])
reads(
    "booleans",
    lambda: pledges([*row(), flag(1)], [*row(pledge="P2"), flag(0)], heading=[*HEADING, "approximate"]),
    approximate=[True, False],
)
faulty("a boolean as an amount", one(amount=flag(1)), "Pledges!F2", "not an amount")
faulty("an unknown kind of cell", one(amount=Xml('<c r="{}" t="zz"><v>1</v></c>')), "Pledges!F2", "not known")
faulty(
    "a text that is not in the file",
    one(phase=Xml('<c r="{}" t="s"><v>7</v></c>')),
    "Pledges!D2",
    "does not hold the text",
)
faulty("one cell twice", one(amount=Xml('<c r="{}"><v>1</v></c><c r="{}"><v>2</v></c>')), "Pledges!F2", "twice")
reads(
    "rich text",
    one(phase=Xml('<c r="{}" t="s"><v>0</v></c>'), texts=["<r><t>PPI</t></r><r><rPr><b/></rPr><t>-3</t></r>"]),
    phase=["PPI-3"],
)
reads(
    "phonetic guides",
    one(phase=Xml('<c r="{}" t="s"><v>0</v></c>'), texts=["<t>PPI-3</t><rPh><t>guide</t></rPh>"]),
    phase=["PPI-3"],
)
reads("numbers as keys", one(pledge=n(7)), pledge=["7"])
reads("leading zeros by format", one(pledge=n(7, 1), formats=["00000"]), pledge=["00007"])
reads(
    "ISO dates as cells of dates",
    one(status_on=Xml('<c r="{}" t="d"><v>2009-11-27T00:00:00</v></c>')),
    status_on=["2009-11-27"],
)
reads(
    "a text that looks like a formula",
    lambda: pledges([*row(), "=cmd|' /C calc'!A0"], heading=[*HEADING, "note"]),
    note=["=cmd|' /C calc'!A0"],
)
faulty("a key twice", lambda: pledges(row(), row()), "Pledges!A3", "stands in row 2 already")
reads(
    "macros",
    bend(
        lambda: pledge_parts(row(), kind="sheet"),
        **{
            "[Content_Types]_xml": lambda data: data.replace(b"spreadsheetml.sheet+xml", b"x").replace(
                b"officedocument.x", b"sheet.macroEnabled.main+xml"
            ),
            "xl__vbaProject_bin": b"x",
        },
    ),
    "holds macros",
    file="file.xlsm",
    amount=[20000000],
)
reads(
    "external links and DDE",
    bend(
        lambda: pledge_parts(row(amount=formula("[1]Sheet1!A1", 200000))),
        xl__externalLinks__externalLink1_xml=b"<externalLink><ddeLink ddeService='cmd' ddeTopic='x'/></externalLink>",
    ),
    "links to other files",
    amount=[20000000],
)
reads(
    "dropdown lists",
    sheet(
        after='<dataValidations count="1"><dataValidation type="list" sqref="C2:C999"><formula1>"pledged,committed"</formula1></dataValidation></dataValidations>'
    ),
    amount=[20000000],
)
reads(
    "notes, by openpyxl",
    _openpyxl(lambda book: setattr(book["Pledges"]["F2"], "comment", openpyxl.comments.Comment("really?", "me"))),
    amount=[20000000],
)
reads(
    "filters, widths and frozen panes, by openpyxl",
    _openpyxl(
        lambda book: (
            setattr(book["Pledges"], "freeze_panes", "B2"),
            setattr(book["Pledges"].auto_filter, "ref", "A1:G2"),
        )
    ),
    amount=[20000000],
)
reads(
    "prefixed tags",
    bend(
        lambda: pledge_parts(row()),
        xl__worksheets__sheet4_xml=lambda data: (
            data.replace(b"xmlns=", b"xmlns:x=")
            .replace(b"</", b"</x:")
            .replace(b"<", b"<x:")
            .replace(b"<x:/x:", b"</x:")
            .replace(b"<x:?", b"<?")
        ),
    ),
    amount=[20000000],
)
reads(
    "cells without addresses",
    bend(
        lambda: pledge_parts(row()),
        xl__worksheets__sheet4_xml=lambda data: re.sub(rb'<c r="[A-Z]+[0-9]+"', b"<c", data),
    ),
    amount=[20000000],
)

# CSV.
_LINES = "pledge,status_on,status,phase,donor,amount,currency\nP1,2009-11-27,pledged,PPI-3,FRA,200000,USD\n"
for _encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
    reads(f"CSV in {_encoding}", _csv(_LINES, _encoding), file="pledges.csv", amount=[20000000])
reads("CSV with semicolons", _csv(_LINES.replace(",", ";")), file="pledges.csv", amount=[20000000])
reads("CSV with tabs", _csv(_LINES.replace(",", "\t")), file="pledges.csv", amount=[20000000])
reads(
    "CSV with semicolons and a decimal comma",
    _csv(_LINES.replace(",", ";").replace("200000", "1234,56")),
    file="pledges.csv",
    amount=[123456],
)
faulty("a ragged line of CSV", _csv(_LINES + "P2,2009-11-27\n"), "pledges.csv", "cells", file="pledges.csv")
faulty(
    "NUL in CSV", _csv(_LINES + "P2\0,2009-11-27,pledged,PPI-3,FRA,1,USD\n"), "pledges.csv", "NUL", file="pledges.csv"
)
faulty("an open quotation mark in CSV", _csv(_LINES + '"P2,2009-11-27\n'), "pledges.csv", "", file="pledges.csv")
refused("CSV of an unknown table", _csv(_LINES), "not a table", file="plegdes.csv")
faulty("a CSV file without content", _csv(" \n"), "pledges.csv", "empty", file="pledges.csv")


def answer(path: Path) -> Answer:
    """Read a file as an import does, and check what was read."""
    try:
        if path.suffix == ".csv":
            reading = read_csv(path)
        elif path.suffix == ".zip":
            inspect(path)
            reading = read_zip(path)
        else:
            reading = read_workbook(path)
    except RefusedError as refusal:
        return Answer(REFUSED, str(refusal), [], {})
    found = _all_problems(reading, path.suffix == ".csv")
    said = "\n".join([*map(str, found), *reading.remarks])
    places = [f"{one.sheet or one.table}{f'!{one.cell}' if one.cell else ''}" for one in found]
    wrong = any(one.is_error for one in found)
    frame = check(reading.frames).tables["pledges"]
    values = {name: frame[name].tolist() for name in frame.columns}
    return Answer(PROBLEMS if wrong else READ, said, places, values)


def _all_problems(reading: Reading, is_alone: bool) -> list[Problem]:
    """The file's problems and the check's, but for what the check says of cells that the reader reported."""
    seen = {(one.table, one.row, one.column) for one in reading.problems if one.row is not None}
    found = list(reading.problems)
    for one in map(reading.locate, check(reading.frames).problems):
        is_reference = is_alone and (one.column in ("phase", "donor"))
        if (one.table, one.row, one.column) not in seen and not is_reference:
            found.append(one)
    return found


def mismatch(case: Case, path: Path) -> str:
    """How the answer differs from the outcome that was expected, "" where it does not."""
    got = answer(path)
    if got.outcome != case.outcome:
        return f"{got.outcome} instead of {case.outcome}: {got.said[:400]}"
    for word in case.words:
        if word not in got.said:
            return f"{word!r} is not said: {got.said[:400]}"
    for place in case.places:
        if place not in got.places:
            return f"nothing is said of {place}: {got.said[:400]}"
    for column, expected in case.values.items():
        if got.values[column] != expected:
            return f"{column} is {got.values[column]}, not {expected}"
    return ""


def write(case: Case, folder: Path) -> Path:
    """Make the case's file."""
    path = folder / case.file
    path.write_bytes(case.make())
    return path


@dataclass(frozen=True)
class Cost:
    """What a file took: seconds, those of them that a processor worked, and MB beyond the idle process.

    The memory is that of the reader and that of the child that parses: all of it, for where nothing is read there is none.
    """

    outcome: str
    seconds: float
    worked: float
    reader: float
    child: float

    @property
    def memory(self) -> float:
        """Both together."""
        return self.reader + self.child


def weigh(case: Case) -> Cost:
    """Read a case's file in a process of its own, forked from this idle one; Linux only."""
    with tempfile.TemporaryDirectory() as folder:
        path, said = write(case, Path(folder)), Path(folder) / "said"
        pid = os.fork()
        if not pid:
            try:
                said.write_text(_weigh(path, f"{folder}/child"))
            except BaseException as error:
                said.write_text(f"CRASHED {type(error).__name__}\t0\t0\t0\t0")
            os._exit(0)
        os.waitpid(pid, 0)
        outcome, *figures = said.read_text().split("\t") if said.exists() else ["DIED", "0", "0", "0", "0"]
    return Cost(outcome, *map(float, figures))


def _weigh(path: Path, child: str) -> str:
    class Weighed(Child):
        def __init__(self, module: str) -> None:
            super().__init__("tests.weighing")

        def call(self, function: str, *arguments: object, **limits: Any) -> Any:
            return super().call("weighed", child, function, *arguments, **limits)

    workbook_in.Child = Weighed
    gc.collect()
    idle, begun, worked = forget_peak(), time.perf_counter(), sum(os.times()[:4])
    outcome = answer(path).outcome
    seconds, worked = time.perf_counter() - begun, sum(os.times()[:4]) - worked
    weight = int(Path(child).read_text()) if Path(child).exists() else 0
    return "\t".join(map(str, (outcome, seconds, worked, (peak() - idle) / 2**20, weight / 2**20)))


def measure() -> None:
    """Print what each file costs, and the most that any did."""
    print("seconds  worked  reader MB  child MB  outcome   file")  # noqa: T201
    costs = {case: weigh(case) for case in CASES}
    for case, cost in costs.items():
        line = f"{cost.seconds:7.3f}  {cost.worked:6.2f}  {cost.reader:9.1f}  {cost.child:8.1f}  {cost.outcome:8s}  {case.name}"
        print(line + (" (bomb)" if case.is_bomb else ""))  # noqa: T201
    for is_bomb, limits in ((True, (0.5, 64)), (False, (2.0, 512))):
        kind = {case: cost for case, cost in costs.items() if case.is_bomb == is_bomb}
        slowest = max(kind, key=lambda case: kind[case].seconds)
        worked = max(cost.worked for cost in kind.values())
        largest = max(kind, key=lambda case: kind[case].memory)
        print(  # noqa: T201
            f"{len(kind)} {'bombs' if is_bomb else 'others'}: at most {kind[slowest].seconds:.3f} s of {limits[0]} ({slowest.name}), {worked:.2f} s of work, "
            f"and {kind[largest].memory:.1f} MB of {limits[1]} ({largest.name}) above the idle process"
        )
    wrong = [case.name for case, cost in costs.items() if cost.outcome != case.outcome]
    print(f"{len(wrong)} with another outcome than expected: {wrong}")  # noqa: T201


if __name__ == "__main__":
    measure()
