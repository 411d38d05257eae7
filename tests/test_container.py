"""The container is looked at before anything parses it, and says where a file is not safe."""

from pathlib import Path

import pytest

from tests.raw_workbook import BASE, HEADING, n, pack, parts_of, pledge_parts, pledges, row, sheet_xml
from tracker.exchange.archive import MOST_UNPACKED, open_archive
from tracker.exchange.container import inspect
from tracker.exchange.scan import Reach, ReachError, column_number, letters_of, measure, watch
from tracker.problems import RefusedError

NOWHERE = Path("file.xlsx")


def sheet(cells: str) -> list[bytes]:
    return [f'<worksheet><sheetData><row r="1">{cells}</row></sheetData></worksheet>'.encode()]


def test_a_workbook_lists_its_sheets_their_state_and_reach() -> None:
    data = pledges(row(), states={"Donors": "hidden"})
    found = inspect(NOWHERE, data)
    assert found.kind == "xlsx"
    assert [(one.name, one.state, one.reach) for one in found.sheets] == [
        ("Initiatives", "visible", Reach(2, 3, 6)),
        ("Phases", "visible", Reach(2, 3, 6)),
        ("Donors", "hidden", Reach(3, 3, 9)),
        ("Pledges", "visible", Reach(2, 7, 14)),
    ]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"a,b\n1,2\n", "text"),
        (b"\xef\xbb\xbfa;b\n", "text"),
        ("a\tb".encode("utf-16"), "text"),
        (b' {"a": 1}', "json"),
        (b"[1]", "json"),
        (b"<?xml version='1.0'?><iati-activities/>", "xml"),
        (b"<!DOCTYPE html><p>", "html"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99) + "Workbook".encode("utf-16-le"), "xls"),
        (b"\x7fELF" + bytes(99), "other"),
        (pack({"pledges.csv": b"a,b"}), "zip"),
        (pack({"[Content_Types].xml": b"<Types>wordprocessingml</Types>"}), "other"),
    ],
)
def test_a_file_is_told_by_its_content(data: bytes, kind: str) -> None:
    assert inspect(NOWHERE, data).kind == kind


def test_the_refusal_names_file_sheet_and_cell_and_its_problem_too() -> None:
    data = pack(parts_of({**BASE, "Pledges": sheet_xml([HEADING, [None] * 999 + [n(1)]])}))
    with pytest.raises(RefusedError, match=r"^file\.xlsx, Pledges!ALL2: .*; delete the columns") as caught:
        inspect(NOWHERE, data)
    assert [(one.sheet, one.cell) for one in caught.value.problems] == [("Pledges", "ALL2")]


def test_the_furthest_cell_is_found_in_any_order_and_spelling() -> None:
    cells = '<c r="B3"/><c r="C1" s="1"/><c\n r="A9"><v>1</v></c><c s="1" r=\'F2\'/><x:c r="D4"/><c/>'
    assert measure(sheet(cells)) == Reach(9, 6, 6)


def test_the_furthest_cell_is_found_wherever_the_pieces_are_cut() -> None:
    whole = sheet('<c r="B3"/><c r="GR1048576" s="1"/><c r="A9"><v>1</v></c>')[0]
    for at in range(len(whole)):
        assert measure([whole[:at], whole[at:]]) == Reach(1_048_576, 200, 3)
    for at in range(len(whole)):
        with pytest.raises(ReachError, match="beyond"):
            measure([(far := whole.replace(b"GR1048576", b"GS1"))[:at], far[at:]])


def test_rows_that_grow_and_shrink_are_all_seen() -> None:
    cells = "".join(f'<c r="{letters_of(1 + i % 50)}{1 + i * 7919 % 5000}"/>' for i in range(5000))
    assert measure(sheet(cells)) == Reach(5000, 50, 5000)


def test_columns_are_counted_as_spreadsheets_do() -> None:
    assert [column_number(one) for one in ("A", "Z", "AA", "GR", "XFD")] == [1, 26, 27, 200, 16384]
    assert all(column_number(letters_of(number)) == number for number in range(1, 17000))


def test_a_document_type_is_seen_across_pieces() -> None:
    whole = b"<?xml version='1.0'?><!DOCTYPE a><a/>"
    for at in range(1, len(whole)):
        with pytest.raises(ValueError, match="document type"):
            list(watch([whole[:at], whole[at:]]))


def test_an_archive_counts_what_comes_out_of_it_and_not_what_it_says() -> None:
    archive = open_archive("a.zip", pack({"a": bytes(5000), "b": b"xyz"}))
    assert archive.read("A", 5000) == bytes(5000)
    assert archive.read("none", 1) == b""
    with pytest.raises(RefusedError, match="larger than"):
        archive.read("a", 4999)
    archive.unpacked = MOST_UNPACKED
    with pytest.raises(RefusedError, match="unpacks to more than 600 MB"):
        archive.read("b", 99)


def test_macros_and_links_are_said() -> None:
    parts = pledge_parts(row()) | {"xl/vbaProject.bin": b"", "xl/externalLinks/externalLink1.xml": b"<a/>"}
    found = inspect(NOWHERE, pack(parts))
    assert found.has_macros
    assert found.has_external_links


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"no\.xlsx: it cannot be opened: No such file"):
        inspect(tmp_path / "no.xlsx")
