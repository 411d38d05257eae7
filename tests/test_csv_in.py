"""CSV as spreadsheets and people save it: every encoding and mark said, every odd line an error, nothing guessed."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import desk
from tracker.checks import check
from tracker.exchange.csv_in import read_csv, read_files, read_zip, shield, unshield
from tracker.exchange.folder import read_folder
from tracker.exchange.grid import read_csv_grid
from tracker.exchange.reading import Reading
from tracker.problems import RefusedError

HEAD = "pledge,status_on,status,phase,donor,amount,currency\n"


def read(path: Path, content: str | bytes, table: str = "pledges", locale: str | None = None) -> Reading:
    file = path / "mine.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_csv(file, table, locale=locale)


def row_of(reading: Reading, table: str = "pledges") -> list[str]:
    [row] = reading.frames[table].to_numpy().tolist()
    return [str(cell) for cell in row]


def said(reading: Reading) -> list[str]:
    return [str(problem).split("; ")[0] for problem in reading.problems]


PLAIN = ["P", "2009-12-04", "pledged", "F", "Österreich", "1234.56", "EUR"]
ROW = "P{0}2009-12-04{0}pledged{0}F{0}Österreich{0}1234.56{0}EUR\r\n"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_marks_and_encodings_make_no_difference(tmp_path: Path, mark: str, encoding: str) -> None:
    reading = read(tmp_path, (HEAD.replace(",", mark) + ROW.format(mark)).encode(encoding))
    assert (row_of(reading), reading.problems) == (PLAIN, [])
    assert reading.frames["pledges"].index.tolist() == [2]
    is_said = any("UTF-8" in remark or "UTF-16" in remark for remark in reading.remarks)
    assert is_said == (encoding in ("utf-16", "cp1252"))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"pledge\nP\0Q\n", "mine.csv: it holds NUL bytes, as no CSV file does"),
        (HEAD.encode("utf-16-le"), "mine.csv: it holds NUL bytes, as no CSV file does"),
        (HEAD.encode("utf-32"), "mine.csv: it holds NUL bytes, as no CSV file does"),
        (b"\xff\xfea", "mine.csv: it begins as UTF-16 and is damaged"),
        (
            "pledge,note\nP,Россия\n".encode("cp1251"),
            "mine.csv row 2: byte 0xD0 is not UTF-8, and in which alphabet it is",
        ),
        (b"pledge,note\nP,\x81\n", "mine.csv row 2: byte 0x81 is neither UTF-8 nor Western Windows text"),
        (b"\xef\xbb\xbfpledge,note\nP,\xe9\n", "mine.csv row 2: byte 0xE9 is not UTF-8"),
    ],
)
def test_bytes_whose_text_cannot_be_told_are_refused(tmp_path: Path, content: bytes, fault: str) -> None:
    """Cyrillic in cp1251 is sound cp1252 too, and would have been read as Ðîññèÿ."""
    reading = read(tmp_path, content)
    [found] = said(reading)
    assert found.startswith(fault)
    assert reading.frames == {}


def test_a_line_that_names_the_mark_is_no_row(tmp_path: Path) -> None:
    reading = read(tmp_path, "sep=;\r\n" + HEAD.replace(",", ";") + "P;13/04/2009;pledged;F;FRA;1 234,5;EUR\n")
    assert row_of(reading)[1:] == ["2009-04-13", "pledged", "F", "FRA", "1234.50", "EUR"]
    assert reading.frames["pledges"].index.tolist() == [2]


def test_ragged_lines_are_errors_and_the_others_are_read(tmp_path: Path) -> None:
    content = (
        HEAD
        + 'P,2009,pledged,F,"Fr\nance",5,USD\nQ,2009\n\nR,2009,pledged,F,FRA,5,USD,more\nS,2009,pledged,F,FRA,5,USD,,\n'
    )
    reading = read(tmp_path, content)
    assert said(reading) == [
        "mine.csv row 3: the row has 2 cells, the heading 7", "mine.csv row 5: the row has 8 cells, the heading 7",
    ]  # fmt: skip
    assert reading.frames["pledges"]["donor"].to_dict() == {2: "Fr\nance", 6: "FRA"}


def test_what_is_ambiguous_is_asked_about_with_its_cell_or_decided_by_a_locale(tmp_path: Path) -> None:
    content = HEAD + 'P,03/04/2009,pledged,F,FRA,"200,500",USD\n'
    reading = read(tmp_path, content)
    assert said(reading) == [
        "mine.csv!B2, status_on: '03/04/2009' may mean 2009-04-03 or 2009-03-04",
        "mine.csv!F2, amount: '200,500' may mean 200500, or 200 and decimals 500",
    ]  # fmt: skip
    assert row_of(reading) == ["P", "", "pledged", "F", "FRA", "", "USD"]
    assert row_of(read(tmp_path, content, locale="en_GB")) == [
        "P",
        "2009-04-03",
        "pledged",
        "F",
        "FRA",
        "200500",
        "USD",
    ]


def test_our_own_rates_keep_three_decimals_unless_the_column_has_commas(tmp_path: Path) -> None:
    reading = read(tmp_path, "key,donor,share\nK,FRA,1.234\nK,DEU,0.5\n", "shares")
    assert (reading.frames["shares"]["share"].tolist(), reading.problems) == (["1.234", "0.5"], [])
    mixed = read(tmp_path, "key;donor;share\nK;FRA;1.234\nK;DEU;0,5\n", "shares")
    assert said(mixed) == ["mine.csv!C2, share: '1.234' may mean 1 and decimals 234, or 1234"]
    assert read(tmp_path, "key,donor,share\nK,FRA,1.234\n", "shares", locale="de").frames["shares"][
        "share"
    ].tolist() == ["1234"]


@pytest.mark.parametrize(
    ("amount", "currency", "read_as", "fault"),
    [
        ("€5", "EUR", "EUR", ""), ("€5", "", "EUR", ""), ("$5", "CAD", "CAD", ""), ("TBC", "USD", "USD", ""),
        ("€5", "USD", "USD", "the amount is in EUR, its row says USD"), ("$5", "EUR", "EUR", "the amount is in $, its row says EUR"),
        ("$5", "", "", "'$' is the sign of several currencies, and the row names none"),
    ],
)  # fmt: skip
def test_the_currency_of_an_amount_agrees_with_its_row(
    tmp_path: Path, amount: str, currency: str, read_as: str, fault: str
) -> None:
    reading = read(tmp_path, HEAD + f"P,2009,pledged,F,FRA,{amount},{currency}\n")
    assert row_of(reading)[6] == read_as
    assert [text.partition("amount: ")[2] for text in said(reading)] == ([fault] if fault else [])


def test_a_currency_where_the_table_has_none_is_warned_of(tmp_path: Path) -> None:
    [problem] = read(tmp_path, "pledge,due_on,amount\nP,2010,EUR 5\n", "instalments").problems
    assert (problem.severity, problem.cell) == ("warning", "C2")


def test_texts_are_not_touched_but_for_the_shield(tmp_path: Path) -> None:
    reading = read(tmp_path, 'donor,name,note\nNA,"\'=cmd|x",\'tis\nTBC,N/A,"1,234"\n', "donors")
    assert reading.frames["donors"].to_numpy().tolist() == [["NA", "=cmd|x", "'tis"], ["TBC", "N/A", "1,234"]]


@given(st.text(max_size=6) | st.text("'=+-@ a", max_size=6))
def test_a_shielded_text_comes_back_and_is_no_formula(text: str) -> None:
    assert unshield(shield(text)) == text
    assert shield(text).lstrip()[:1] not in ("=", "+", "-", "@")


def test_one_file_goes_into_the_table_it_is_named_after_or_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "donors.csv").write_text("donor,name,kind\nFRA,France,government\n")
    (tmp_path / "pledge.csv").write_text(HEAD)
    assert list(read_csv(tmp_path / "donors.csv").frames) == ["donors"]
    with pytest.raises(RefusedError, match=r"pledge\.csv: 'pledge' is not a table; did you mean 'pledges'\?"):
        read_csv(tmp_path / "pledge.csv")
    with pytest.raises(RefusedError, match=r"nowhere\.csv cannot be read"):
        read_csv(tmp_path / "nowhere.csv", "donors")


def test_a_zip_of_files_reads_like_their_folder(tmp_path: Path) -> None:
    folder = desk.data_folder("example")
    packed = tmp_path / "tables.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.glob("*.csv"):
            archive.write(file, f"example/{file.name}")
        archive.writestr("__MACOSX/example/._donors.csv", b"\0")
        archive.writestr("example/README.md", "hello")
    zipped, plain = read_zip(packed), read_folder(folder)
    assert (zipped.problems, plain.problems) == ([], [])
    assert {name: frame.to_dict() for name, frame in zipped.frames.items()} == {
        name: frame.to_dict() for name, frame in plain.frames.items()
    }
    assert check(zipped.frames).is_sound
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("README.md", "hello")
    with pytest.raises(RefusedError, match="holds no table"):
        read_zip(packed)


def test_a_file_of_any_shape_becomes_rows_of_cells(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_bytes("Pledges 2009;;\n\nCountry;;Amount\nFrance;;5\n".encode("utf-16"))
    grid, remarks = read_csv_grid(tmp_path / "own.csv")
    assert [[(cell.row, cell.column, cell.value) for cell in row] for row in grid] == [
        [(1, 1, "Pledges 2009")], [(3, 1, "Country"), (3, 3, "Amount")], [(4, 1, "France"), (4, 3, "5")],
    ]  # fmt: skip
    assert len(remarks) == 2
    (tmp_path / "own.csv").write_bytes(b'a,"b\nc')
    with pytest.raises(RefusedError, match="cannot be read as CSV"):
        read_csv_grid(tmp_path / "own.csv")


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=60) | st.text('a,;\t"\n\r=sep 1\ufeff', max_size=40).map(str.encode))
def test_no_bytes_crash(data: bytes) -> None:
    reading = read_files([("pledges.csv", data), ("rates.csv", io.BytesIO(data).read())])
    check(reading.frames)
