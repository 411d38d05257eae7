"""Workbooks come back as raw tables with the place of every cell; the fast and the careful reader never differ."""

import io
import random
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from tests.raw_workbook import BASE, HEADING, Xml, error, flag, formula, n, pack, parts_of, pledge_parts, pledges, row
from tests.raw_workbook import sheet_xml as xml_of
from tests.workbooks import contents_of, tables_of_data
from tracker.checks import check
from tracker.exchange import workbook_in
from tracker.exchange.archive import open_archive
from tracker.exchange.bulk import OddError, read_columns
from tracker.exchange.cells import parse_sheet
from tracker.exchange.parts import read_book, read_formats, read_texts
from tracker.exchange.table_sheet import TableSheet, from_bulk, from_cells, kinds_of
from tracker.exchange.workbook import write_workbook
from tracker.exchange.workbook_in import find_table, list_sheets, read_cells, read_workbook
from tracker.problems import RefusedError
from tracker.tables import TABLES

PLEDGES = TABLES["pledges"]
NOWHERE = Path("file.xlsx")
WIDE = [*HEADING, "approximate", "likelihood", "due_on", "note", "row", "revision"]
FORMATS = ["yyyy-mm-dd", "#,##0.00", "0%", "mmm yyyy"]


def both(data: bytes, part: str = "xl/worksheets/sheet4.xml") -> tuple[TableSheet, TableSheet]:
    """One sheet by the fast reader and by the careful one."""
    archive = open_archive("file.xlsx", data)
    xml, styles = archive.read(part, 1 << 27), archive.read("xl/styles.xml", 1 << 24)
    texts, formats = read_texts([archive.read("xl/sharedStrings.xml", 1 << 27)]), read_formats(styles)
    raw = parse_sheet([xml], texts)
    raw.formats = formats
    bulk = read_columns([xml], texts, formats, kinds_of(PLEDGES))
    bulk.odd.formats = formats
    fast = from_bulk(PLEDGES, "Pledges", bulk, locale=None)
    return fast, from_cells(PLEDGES, "Pledges", raw, epoch_1904=False, locale=None)


def same(fast: TableSheet, careful: TableSheet) -> pd.DataFrame:
    assert fast.frame is not None
    assert careful.frame is not None
    pd.testing.assert_frame_equal(fast.frame, careful.frame)
    assert (fast.letters, fast.problems, fast.remarks) == (careful.letters, careful.problems, careful.remarks)
    assert fast.counts.keys() == careful.counts.keys()
    for name in fast.counts:
        pd.testing.assert_series_equal(fast.counts[name], careful.counts[name])
    return fast.frame


def some_rows(number: int) -> list[list[object]]:
    """Rows of pledges as Excel writes them: blanks here and there, floats with all their digits, dates as serials."""
    choose = random.Random(number)
    rows: list[list[object]] = []
    for i in range(number):
        amount = choose.randrange(-(10**7), 10**11) / choose.choice([1, 10, 100])
        rows.append(
            [
                f"P{i}" if choose.random() < 0.95 else None,
                n(choose.randrange(35_000, 45_000), 1)
                if choose.random() < 0.8
                else choose.choice(["2009-11", "2010", " "]),
                choose.choice(["pledged", "committed ", "Announced", "PLEDGED"]),
                "PPI-3",
                choose.choice(["FRA", " USA", "Россия & Ко <x>"]),
                n(choose.choice([f"{amount!r}", f"{amount:.17g}", "0", "-0"]), choose.choice([0, 2])),
                choose.choice(["USD", "eur"]),
                choose.choice([flag(1), flag(0), None, "yes"]),
                choose.choice([None, n("0.15"), n("0.1234567891"), n(1)]),
                choose.choice([None, n(40_000, 1), Xml('<c r="{}" s="1"/>')]),
                choose.choice([None, "a\nb", " x ", "'=1+1", "_x000D_", "#"]),
                choose.choice([None, n(i)]),
                n(3),
            ]
        )
        if choose.random() < 0.03:
            rows.append([None, "", Xml('<c r="{}" s="3"/>')])
    return rows


def test_the_two_readers_agree_on_ordinary_sheets() -> None:
    frame = same(*both(pledges(*some_rows(2000), heading=WIDE, formats=FORMATS)))
    assert len(frame) == 2000
    assert "row" not in frame


@pytest.mark.parametrize("is_streamed", [False, True])
def test_the_readers_agree_with_openpyxl_and_calamine_on_what_those_can_tell(is_streamed: bool) -> None:
    book = openpyxl.Workbook(write_only=is_streamed)
    if not is_streamed:
        book.remove(book.active)
    sheet = book.create_sheet("Pledges")
    choose = random.Random(1)
    given = [
        [
            f"P{i}",
            date(2009, 1 + i % 12, 1 + i % 28),
            "pledged",
            "PPI-3",
            choose.choice(["FRA", None]),
            i * 100 + i / 4,
            "USD",
        ]
        for i in range(300)
    ]
    for line in [HEADING, *given]:
        sheet.append(line)
    stream = io.BytesIO()
    book.save(stream)
    frame = same(*both(stream.getvalue(), "xl/worksheets/sheet1.xml"))
    for line, amount, day in zip(given, frame["amount"], frame["status_on"], strict=True):
        assert (float(amount), day) == (line[5], str(line[1]))
    seen = CalamineWorkbook.from_filelike(io.BytesIO(stream.getvalue())).get_sheet_by_name("Pledges").to_python()[1:]
    assert [[str(cell) for cell in line[:5]] for line in seen] == frame[HEADING[:5]].to_numpy().tolist()
    again = openpyxl.load_workbook(io.BytesIO(stream.getvalue()), read_only=True)["Pledges"]
    assert [line[5] for line in again.iter_rows(min_row=2, values_only=True)] == [
        float(amount) for amount in frame["amount"]
    ]


def sound(**changed: object) -> list[object]:
    """A row that the fast reader takes, but for what is changed."""
    return row(**({"amount": n(200000)} | changed))


ODD = {
    "an error": sound(amount=error("#REF!")),
    "a formula": sound(amount=formula("1+1", 2)),
    "a percentage": sound(amount=n("0.15", 3)),
    "a month": sound(status_on=n(40_330, 4)),
    "a serial without a format": sound(status_on=n(40_330)),
    "an early day": sound(status_on=n(59, 1)),
    "an amount as text": sound(amount="200,000"),
    "a number as a key": sound(pledge=n(1)),
    "three decimals": sound(amount=n("1.005")),
    "an exponent": sound(amount=n("1E+20")),
    "too many digits": sound(amount=n("12345678901234.56")),
    "a cell without a heading": [*sound(), "lost"],
    "a date as people write it": sound(status_on="3 June 2010"),
    "a shared text that is not there": sound(phase=Xml('<c r="{}" t="s"><v>9</v></c>')),
    "a cell of another row": sound(phase=Xml('<c r="D9"><v>1</v></c>')),
    "a boolean as a text": sound(phase=flag(1)),
    "rich text": sound(phase=Xml('<c r="{}" t="inlineStr"><is><r><t>a</t></r></is></c>')),
}


@pytest.mark.parametrize("name", ODD)
def test_the_fast_reader_leaves_what_is_odd_to_the_careful_one(name: str) -> None:
    data = pledges(sound(), ODD[name], sound(), sound(amount=n("1E+2")), None, sound(), formats=FORMATS)
    same(*both(data))


@pytest.mark.parametrize("amount", [n("12.345"), error("#N/A"), formula("A1"), "EUR 5", n(5, 3)])
def test_rows_that_do_not_fit_are_read_with_care_however_many(amount: object) -> None:
    for many in (1, 4, 9):
        rows = [sound(pledge=f"P{i}", amount=amount if i < many else n(7)) for i in range(9)]
        same(*both(pledges(*rows, formats=FORMATS)))


def test_a_sheet_reads_alike_wherever_its_pieces_are_cut() -> None:
    xml = xml_of([HEADING, sound(), ODD["an error"], None, sound(pledge="P2")]).replace("<row", "\n  <row").encode()
    whole = read_columns([xml], [], ["General"], kinds_of(PLEDGES))
    assert (whole.rows, len(whole.odd.cells)) == ([2, 5], 7)
    for size in (1, 7, 100, 1000):
        pieces = [xml[at : at + size] for at in range(0, len(xml), size)]
        assert read_columns(pieces, [], ["General"], kinds_of(PLEDGES)) == whole


def test_the_fast_reader_reads_every_row_of_our_own_workbooks() -> None:
    """Their format of amounts was not known to be plain, so that each row was read with care, ten times as slowly."""
    stream = io.BytesIO()
    write_workbook(stream, contents_of(tables_of_data("paris-pact"), date(2010, 6, 1)))
    archive = open_archive("file.xlsx", stream.getvalue())
    formats = read_formats(archive.read("xl/styles.xml", 1 << 24))
    book = read_book(lambda part: archive.read(part, 1 << 24))
    for sheet in book.sheets:
        table = find_table(sheet.name)
        if table is not None:
            read = read_columns([archive.read(sheet.part, 1 << 24)], [], formats, kinds_of(table))
            assert (sheet.name, read.odd.cells) == (sheet.name, [])


@pytest.mark.parametrize(
    "xml",
    [
        xml_of([HEADING, sound()], after='<mergeCells><mergeCell ref="A2:B2"/></mergeCells>'),
        xml_of([sound(), sound()]),
        xml_of([HEADING, sound(), sound()]).replace('<row r="3">', '<row r="2">').replace("3", "2"),
        xml_of([HEADING, sound()]).replace("</sheetData>", "<!-- --></sheetData>"),
        xml_of([HEADING, sound()]).replace("</sheetData>", '<row ht="15"><c><v>1</v></c></row></sheetData>'),
    ],
)
def test_the_fast_reader_leaves_odd_sheets_to_the_careful_one(xml: str) -> None:
    with pytest.raises(OddError):
        read_columns([xml.encode()], [], ["General"], kinds_of(PLEDGES))


@pytest.mark.parametrize("amount", [n(200000), error("#REF!")])
def test_large_sheets_are_read_whichever_reader_it_takes(amount: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_in, "BULK_FROM", 10)
    reading = read_workbook(NOWHERE, data=pledges(row(), row(pledge="P2", amount=amount)))
    assert reading.frames["pledges"]["pledge"].tolist() == ["P1", "P2"]
    assert [one.cell for one in reading.problems] == ([] if amount == n(200000) else ["F3"])


def late(cell: str, row: int) -> bytes:
    """A sheet of 11 MB with one cell after all others, where the container only counts cells."""
    rows = [[*sound(pledge=f"P{i}"), "x" * 2500] for i in range(4000)]
    xml = xml_of([[*HEADING, "note"], *rows])
    assert len(xml) > 11_000_000
    return pack(parts_of({**BASE, "Pledges": xml.replace("</sheetData>", f'<row r="{row}">{cell}</row></sheetData>')}))


@pytest.mark.parametrize(
    ("address", "cell"),
    [
        ("XFD1048576", '<c r="XFD1048576"><v>1</v></c>'),
        ("XFD5000", '<c r="XFD5000" s="0"/>'),
        ("A1048577", '<c r="A1048577" t="inlineStr"><is><t>P1</t></is></c>'),
    ],
)
def test_a_far_cell_late_in_a_large_sheet_is_refused_by_every_road(address: str, cell: str) -> None:
    data = late(cell, int(address.lstrip("XFDA")))
    said = rf"^file\.xlsx, Pledges!{address}: .*beyond.*; delete the columns"
    with pytest.raises(RefusedError, match=said):
        read_workbook(NOWHERE, data=data)
    with pytest.raises(RefusedError, match=said):
        read_cells(NOWHERE, "Pledges", data=data)


def test_half_a_character_is_no_character() -> None:
    """Arrow holds no lone surrogate: a cell with `_xD800_` ended the program."""
    reading = read_workbook(NOWHERE, data=pledges(row(donor="F_xD800_A")))
    assert reading.frames["pledges"]["donor"].tolist() == ["F\ufffdA"]
    assert [one.column for one in check(reading.frames).problems] == ["donor"]


def test_a_workbook_of_ours_brings_its_row_numbers_and_its_record() -> None:
    record = [["name", "value"], ["ledger", "L1"], ["changeset", "14"], ["digest", "7f3a"], ["audience", "partners"]]
    lines = [
        [*HEADING, "row", "revision"],
        [*row(), n(5), n(2)],
        [*row(pledge="P2")],
        [*row(pledge="P3"), "x"],
        [None] * 7 + [n(9), n(9)],
    ]
    data = pack(
        parts_of({**BASE, "Pledges": lines, "Summary": [["?"]], "_ledger": record}, states={"_ledger": "hidden"})
    )
    reading = read_workbook(NOWHERE, data=data)
    assert (reading.ledger, reading.changeset, reading.digest, reading.audience) == ("L1", 14, "7f3a", "partners")
    assert reading.numbers["pledges"].tolist() == [5, pd.NA, pd.NA]
    assert reading.revisions["pledges"].tolist() == [2, pd.NA, pd.NA]
    assert [str(one) for one in reading.problems] == [
        "Pledges!H4, row: 'x' is not a row number of the ledger's; clear the cell"
    ]
    assert reading.remarks == []
    assert set(reading.frames) == {"initiatives", "phases", "donors", "pledges"}


def test_every_cell_keeps_its_place_whatever_the_order_of_columns() -> None:
    lines = [["A title"], None, ["Amount", None, "Pledge "], [n("1.005"), None, "P1"]]
    reading = read_workbook(NOWHERE, data=pack(parts_of({"pledges": lines})))
    assert reading.places["pledges"].letters == {"amount": "A", "pledge": "C"}
    assert reading.frames["pledges"].index.tolist() == [4]
    assert [(one.sheet, one.cell, one.row, one.column) for one in reading.problems] == [("pledges", "A4", 4, "amount")]


def test_all_problems_are_said_at_once() -> None:
    data = pledges(
        row(status_on="soon", amount=error("#REF!")),
        row(amount=formula("A1"), phase=error("#N/A")),
        row(amount="1,234"),
    )
    assert [one.cell for one in read_workbook(NOWHERE, data=data).problems] == ["B2", "D3", "F2", "F3", "F4"]


def test_a_declared_locale_decides_what_could_be_two_things() -> None:
    data = pledges(row(status_on="03/04/2009", amount="1,234"))
    frame = read_workbook(NOWHERE, data=data, locale="en_GB").frames["pledges"]
    assert frame.loc[2, ["status_on", "amount"]].tolist() == ["2009-04-03", "1234"]
    assert len(read_workbook(NOWHERE, data=data).problems) == 2


def test_only_named_sheets_are_read() -> None:
    assert set(read_workbook(NOWHERE, sheets=["Donors"], data=pledges(row())).frames) == {"donors"}


def test_what_was_read_is_sound() -> None:
    reading = read_workbook(NOWHERE, data=pledges(row()))
    assert check(reading.frames).problems == []


def test_sheets_are_called_by_title_or_name() -> None:
    assert [getattr(find_table(one), "name", None) for one in ("Pledges", " pledges", "PLEDGES", "Pledge")] == [
        "pledges"
    ] * 3 + [None]


def test_any_sheet_is_read_cell_by_cell() -> None:
    lines = [
        ["Donor", "US$"],
        ["France", n("1234.5", 1)],
        None,
        [None, formula("SUM(B2)", "1234.5")],
        [flag(1), error("#N/A")],
    ]
    sheet = xml_of(
        lines,
        before='<cols><col min="2" max="2" hidden="1"/></cols>',
        after='<mergeCells><mergeCell ref="A4:A6"/></mergeCells>',
        row_attributes={4: ' hidden="1"'},
    )
    parts = parts_of({"Notes": [["x"]], "Data": sheet}, formats=["#,##0.0"], states={"Notes": "hidden"})
    parts["xl/worksheets/_rels/sheet2.xml.rels"] = (
        b'<Relationships><Relationship Id="a" Type="x/comments" Target="../comments1.xml"/></Relationships>'
    )
    parts["xl/comments1.xml"] = (
        b'<comments><comment ref="A2"><text><r><t>a </t></r><r><t>note</t></r></text></comment></comments>'
    )
    grid = read_cells(NOWHERE, data=pack(parts))
    assert (grid.sheet, grid.remarks, grid.rows, len(grid)) == ("Data", ["hidden sheets: Notes"], [1, 2, 4, 5], 4)
    assert [(one.kind, one.value, one.address) for line in grid for one in line] == [
        ("text", "Donor", "A1"), ("text", "US$", "B1"), ("text", "France", "A2"), ("number", 1234.5, "B2"),
        ("blank", None, "A4"), ("number", 1234.5, "B4"), ("boolean", True, "A5"), ("error", "#N/A", "B5"),
    ]  # fmt: skip
    cell = grid.at(2, 2)
    assert (cell.number_format, cell.is_hidden, cell.is_merged, cell.formula) == ("#,##0.0", True, False, "")
    assert (grid.at(4, 1).is_merged, grid.at(4, 1).is_hidden, grid.at(4, 2).formula) == (True, True, "=SUM(B2)")
    assert grid.at(2, 1).comment == "a note"
    with pytest.raises(RefusedError, match="it has no sheet 'Dta'; did you mean 'Data'"):
        read_cells(NOWHERE, "Dta", data=pack(parts))
    assert [one.name for one in list_sheets(NOWHERE, data=pack(parts))] == ["Notes", "Data"]


def test_shared_texts_read_alike_plain_or_rich() -> None:
    plain = (
        b'<sst><si><t>a &amp; &lt;b&gt;</t></si><si><t xml:space="preserve"> c_x000D_ </t></si><si><t></t></si></sst>'
    )
    rich = plain.replace(b"</sst>", b"<si><r><t>x</t></r></si></sst>")
    assert [*read_texts([plain]), "x"] == read_texts([rich]) == ["a & <b>", " c\r ", "", "x"]


def test_the_file_itself_is_never_touched(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    path.write_bytes(pack(pledge_parts(row())))
    before = path.read_bytes()
    read_workbook(path)
    read_cells(path, "Pledges")
    assert path.read_bytes() == before
