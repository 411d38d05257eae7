"""A folder of CSV files: every cell and every fault where a spreadsheet shows it, and never a crash."""

from pathlib import Path

import pytest

from tracker.checks import check
from tracker.exchange.folder import read_folder
from tracker.exchange.reading import Reading, column_letters
from tracker.problems import Problem, RefusedError

HEADING = "source,title,dated,publisher,marking,url,note"


def folder_of(path: Path, **files: str | bytes) -> Reading:
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (path / f"{name}.csv").write_bytes(data)
    return read_folder(path)


def sources(path: Path, content: str | bytes) -> Reading:
    return folder_of(path, sources=content)


def only(folder: Reading) -> tuple[str, str]:
    [problem] = folder.problems
    return str(problem).split("; ")[0], problem.remedy


def rows_of(folder: Reading) -> dict[int, list[str]]:
    frame = folder.frames["sources"]
    return dict(zip(frame.index.tolist(), frame.to_numpy().tolist(), strict=True))


def test_a_problem_is_located_by_file_and_cell(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path,
        pledges="pledge,status_on,status,phase,donor,amount,currency\nP,2009,pledged,F,FRA,5,USD\nQ,2009,pledged,F,FRA,x,USD\n",
    )  # fmt: skip
    assert only(folder) == (
        "pledges.csv!F3, amount: 'x' is not an amount",
        "write digits only, such as 200000.50, and leave the cell blank where the amount is not known",
    )
    problems = [folder.locate(problem) for problem in check(folder.frames).problems]
    assert "pledges.csv!D2, phase: 'F' is not in phases; add it to phases first" in [
        str(problem) for problem in problems
    ]
    assert {problem.sheet for problem in problems} == {"pledges.csv"}


def test_a_problem_of_a_table_that_no_file_holds_stays_without_a_place(tmp_path: Path) -> None:
    problem = Problem("donors", "m", "r", row=2, column="donor")
    assert sources(tmp_path, HEADING).locate(problem) == problem


def test_a_missing_column_is_located_by_its_file_only(tmp_path: Path) -> None:
    folder = sources(tmp_path, "source\nK\n")
    [problem] = [folder.locate(problem) for problem in check(folder.frames).problems]
    assert str(problem) == "sources.csv, title: the column 'title' is missing; add it; What it is."


@pytest.mark.parametrize(
    "content",
    [
        b"source,title\nA,one\nB,two\n", b"source,title\r\nA,one\r\nB,two\r\n", b"source,title\rA,one\rB,two",
        b"\xef\xbb\xbfsource,title\nA,one\nB,two", b'\xef\xbb\xbf"source","title"\n"A","one"\n"B","two"',
        b"source,title,\nA,one,\nB,two,,\n",
    ],
)  # fmt: skip
def test_line_ends_marks_of_order_and_blank_last_columns_make_no_difference(tmp_path: Path, content: bytes) -> None:
    folder = sources(tmp_path, content)
    assert rows_of(folder) == {2: ["A", "one"], 3: ["B", "two"]}
    assert folder.problems == []


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    """Blank rows count; a text over two lines is one row."""
    folder = sources(tmp_path, 'source,title\n\n"A","over\ntwo lines"\n , \n,,,,\nB\nC,three\n')
    assert rows_of(folder) == {3: ["A", "over\ntwo lines"], 7: ["C", "three"]}
    assert only(folder)[0] == "sources.csv row 6: the row has 1 cells, the heading 2"


def test_a_row_with_too_many_cells_is_said_with_its_row_and_the_others_are_read(tmp_path: Path) -> None:
    folder = sources(tmp_path, "source,title\nA,one,two\nB,three\n")
    assert only(folder) == (
        "sources.csv row 2: the row has 3 cells, the heading 2",
        "put texts that hold the mark between cells in quotation marks, and leave no cell out",
    )
    assert rows_of(folder) == {3: ["B", "three"]}


def test_a_heading_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    folder = sources(tmp_path, HEADING)
    assert folder.problems == []
    assert check(folder.frames).problems == []


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", " , ,\n"])
def test_an_empty_file_is_said_once_with_the_heading_to_write(tmp_path: Path, content: str) -> None:
    folder = sources(tmp_path, content)
    assert only(folder) == ("sources.csv: it is empty", f"write its heading, {HEADING}, or remove the file")
    assert folder.frames == {}


def test_text_that_is_not_utf_8_is_read_as_windows_writes_it_and_said_with_its_row(tmp_path: Path) -> None:
    folder = sources(tmp_path, 'source,title\n"A","over\ntwo"\nB,caf\u00e9\nC,three\n'.encode("cp1252"))
    assert folder.problems == []
    assert folder.remarks == [
        "sources.csv: it is not UTF-8 and was read as Western Windows text (cp1252), such as 'B,café' in row 3"
    ]
    assert rows_of(folder) == {2: ["A", "over\ntwo"], 3: ["B", "café"], 4: ["C", "three"]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEADING.encode("utf-16-le"), "it holds NUL bytes, as no CSV file does"),
        (b"PK\x03\x04\x00\x00", "it holds NUL bytes, as no CSV file does"),
    ],
)
def test_a_file_of_another_kind_is_said_once(tmp_path: Path, content: bytes, said: str) -> None:
    folder = sources(tmp_path, content)
    assert only(folder)[0] == f"sources.csv: {said}"
    assert folder.frames == {}


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("source,title,source,title", "sources.csv!C1: the column 'source' stands twice"),
        ("source,,title", "sources.csv!B1: the column has no heading"),
    ],
)
def test_a_heading_that_cannot_be_used_is_said_with_its_cell(tmp_path: Path, heading: str, said: str) -> None:
    assert only(sources(tmp_path, heading + "\n"))[0] == said


def test_a_quotation_mark_that_is_never_closed_is_said_with_the_row_it_stands_in(tmp_path: Path) -> None:
    folder = sources(tmp_path, 'source,title\nA,one\nB,"two\nC,three\n')
    said, remedy = only(folder)
    assert said.startswith("sources.csv row 3: from here on it cannot be read as CSV (")
    assert remedy == "look for a quotation mark too many or too few"
    assert list(rows_of(folder)) == [2]


def test_a_cell_beyond_the_reader_s_limit_is_a_problem(tmp_path: Path) -> None:
    assert only(sources(tmp_path, "source,title\nA," + "x" * 200_000))[0].startswith("sources.csv row 2: from here on")


def test_a_folder_named_like_a_table_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "sources.csv").mkdir()
    assert only(read_folder(tmp_path)) == (
        "sources.csv: it cannot be read: Is a directory", "put a file that can be read in its place",
    )  # fmt: skip


def test_a_file_of_no_table_is_a_problem_and_the_near_name_is_suggested(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, pledge="pledge\n", sources=HEADING)
    assert only(folder) == ("pledge.csv: 'pledge.csv' is not the file of a table", "did you mean pledges.csv?")


def test_a_second_file_of_one_table_is_a_problem_and_never_replaces_the_first(tmp_path: Path) -> None:
    (tmp_path / "Sources.CSV").write_text("source,title\nA,one\n")
    folder = sources(tmp_path, "source,title\nB,two\n")
    assert only(folder) == ("sources.csv: the table stands in Sources.CSV already", "remove one of the two")
    assert rows_of(folder) == {2: ["A", "one"]}
    assert folder.locate(Problem("sources", "m", "r", row=2, column="title")).sheet == "Sources.CSV"


def test_hidden_files_and_other_kinds_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "._sources.csv").write_bytes(b"\x00\x05\x16\x07")
    (tmp_path / "README.md").write_text("hello")
    assert sources(tmp_path, HEADING).problems == []


def test_a_folder_without_tables_and_a_path_that_is_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"holds no table; the files are named initiatives\.csv"):
        read_folder(tmp_path)
    with pytest.raises(RefusedError, match="is not a folder; name one that holds files such as"):
        read_folder(tmp_path / "nowhere")


@pytest.mark.parametrize(("position", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_the_letters_of_a_spreadsheet(position: int, letters: str) -> None:
    assert column_letters(position) == letters
