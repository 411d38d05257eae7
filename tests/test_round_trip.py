"""What goes out comes back: a workbook, zip or folder of any ledger changes nothing, and makes the same ledger elsewhere.

A few random ledgers in the ordinary run; `TRACKER_ROUND_TRIPS=100 uv run pytest tests/test_round_trip.py` for the long one.
"""

import csv
import io
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

import openpyxl
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.histories import random_tables
from tests.workbooks import cells_of, tables_of_data
from tracker import desk
from tracker.checks import check
from tracker.exchange.workbook.book import RECORD_SHEET
from tracker.ledger import Changes, Ledger, create_ledger
from tracker.tables import TABLES, Tables, empty

ROUND_TRIPS = int(os.environ.get("TRACKER_ROUND_TRIPS", "2"))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SUFFIXES = [".xlsx", ".zip", ""]
DATA = ["paris-pact", "example"]
NASTY = [
    "=cmd|'/c calc'!A1", "+1", "-", "-1+2", "@SUM(A1)", "=", "'quoted", "''", "'=1", "a;b", 'say "so"', '"', "line\nline", "tab\tbed",
    "NA", "N/A", "TBC", "n/a", "None", "null", "nan", "00123", "1e5", "TRUE", "yes", "2010-06", "03/04/2009", "1,234", "1.5", "~5",
    "USD 5", "é ß ж 中 ﷼ 🙂", "👩‍👩‍👧‍👦", "مرحبا بالعالم", "\u200fעברית\u200e", "e\u0301", "a\u2028b", "zero\u200bwidth", "\ufeffmark",
    "_x0041_", "_x000D_", "&amp; <b>&lt;</b> ]]>", "{=1}", "#", "{donor}", "x" * 5000, "ж" * 32_767, "",
]  # fmt: skip
TEXTS = st.sampled_from(NASTY) | st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffd\ufffe\uffff\u202a\u202b\u202d\u202e\u2066\u2067\u2068"),
    max_size=30,
)  # fmt: skip
KEYS = ["=1+1", "-2", "+3", "@4", "00123", "NA", "1e5", "TRUE", "2010-01", "1,5", "é", "م", "n/a", "'5", "TBC"]
FREE = ("note", "title", "lead_agency", "iati_identifier", "agreement", "trigger", "publisher", "url")


def ledger_of(tables: Tables, folder: Path, name: str) -> Ledger:
    """A ledger of these tables whose row and revision numbers are not those that an import would give."""
    ledger = create_ledger(f"sqlite:///{folder / name}.db")
    halves = [{table: frame.iloc[at::2] for table, frame in tables.items()} for at in (0, 1)]
    for half in halves:
        ledger.commit(Changes(added=half), author="a", message="m", now=NOW)
    return ledger


def view_of(ledger: Ledger) -> desk.View:
    return desk.look(ledger, today=NOW.date(), as_of="2010-12-31")


def export(ledger: Ledger, path: Path) -> Path:
    desk.export_path(view_of(ledger), path, now=NOW)
    return path


def bring(ledger: Ledger, path: Path) -> desk.Receipt:
    reading = desk.read_path(path, ledger.read())
    return desk.import_reading(ledger, reading, origin="o", author="a", message="m", now=NOW)


def assert_nothing_to_do(ledger: Ledger, path: Path) -> None:
    receipt = bring(ledger, path)
    said = (
        receipt.lines[:3],
        receipt.missing[:3],
        [str(problem) for problem in receipt.problems if problem.is_error][:5],
    )
    assert (receipt.status, receipt.counts.get("missing")) == ("nothing to do", 0), said
    assert receipt.lines == []


@dataclass(frozen=True)
class Round:
    """A ledger, the file that it went out to, and the ledger that was made of that file."""

    ledger: Ledger
    out: Path
    other: Ledger


def make_round(tables: Tables, folder: Path, suffix: str) -> Round:
    ledger = ledger_of(tables, folder, "one")
    out = export(ledger, folder / f"out{suffix}")
    other = create_ledger(f"sqlite:///{folder / 'other'}.db")
    if any(len(frame) for frame in tables.values()):
        receipt = bring(other, out)
        assert receipt.status == "committed", [str(problem) for problem in receipt.problems][:5]
    return Round(ledger, out, other)


def assert_round_trip(made: Round, folder: Path) -> None:
    """Import into the same ledger: nothing to do. The new one holds the same tables, and makes the same export."""
    assert_nothing_to_do(made.ledger, made.out)
    ours = made.ledger.read()
    for name, frame in made.other.read().items():
        expected = ours[name].reset_index(drop=True)
        pd.testing.assert_frame_equal(frame.reset_index(drop=True), expected, check_index_type=False)
    assert_equal_files(made.out, export(made.other, folder / f"again{made.out.suffix}"))


def assert_equal_files(one: Path, two: Path) -> None:
    """Cell for cell on every sheet, hidden ones too: formats, formulas and values; CSV files byte for byte.

    What belongs to each ledger is left out: the columns `row` and `revision`, the record's ledger, changeset and digest
    and where the Summary and the Outlook name it, and on Checks the constants that the row numbers come to.
    """
    if one.suffix != ".xlsx":
        assert _files_of(one) == _files_of(two)
        return
    left, right = (_without_record(cells_of(path)) for path in (one, two))
    assert len({title for title, _ in left}) >= len(TABLES) + 8
    assert left.keys() == right.keys()
    assert [(cell, left[cell], right[cell]) for cell in left if left[cell] != right[cell]][:5] == []


def _without_record(cells: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    own = re.compile("<t>(row|revision)</t>")
    columns = {
        (title, cell[:-1])
        for (title, cell), value in cells.items()
        if re.fullmatch("[A-Z]+1", cell) and own.search(value)
    }
    assert len(columns) == 2 * len(TABLES) + 1
    kept = {}
    for (title, cell), value in cells.items():
        letters, row = re.fullmatch("([A-Z]+)([0-9]+)", cell).groups()  # type: ignore[union-attr]
        if (title, letters) in columns and row != "1":
            continue
        if title == RECORD_SHEET and cell in ("B2", "B3", "B4"):
            continue
        if (title, cell) in (("Summary", "A2"), ("Outlook", "B2")):
            value = re.sub("Record [0-9]+ · [0-9a-f]+", "Record", value)
        if title == "Checks" and "UNICODE" in value:
            value = re.sub("-[0-9]+</f>", "</f>", value)
        kept[title, cell] = value
    return kept


def _files_of(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return {file.name: file.read_bytes() for file in path.iterdir()}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def spoil(raw: dict[str, pd.DataFrame], random: Random, texts: list[str]) -> dict[str, pd.DataFrame]:
    """Random tables whose texts, codes and earmarks are nasty; some columns that may be blank are, others are full."""
    raw = {**raw, **_more_tables(texts)}
    told = [text for text in texts if text.strip()] or ["x"]
    earmarks = {"": "", "Training": "=Training", "Labs": "NA"}
    codes = dict(zip(raw["pledges"]["pledge"].unique(), random.sample(KEYS, len(KEYS)), strict=False))
    for name, table in TABLES.items():
        frame = raw[name]
        for column in table.columns:
            values = list(frame[column.name]) if column.name in frame else [""] * len(frame)
            if column.name in FREE:
                pool = told if column.is_required else random.choice([texts, told, [""]])
                values = [pool[at % len(pool)] for at in range(len(values))]
            elif column.name == "condition":
                values = [random.choice(told) if value else "" for value in values]
            elif column.name == "pledge":
                values = [codes.get(value, value) for value in values]
            elif column.name == "component":
                values = [earmarks[value] for value in values]
            elif column.name == "components":
                values = [
                    "; ".join(earmarks.get(part.strip(), "-other") for part in value.split(";")) for value in values
                ]
            frame[column.name] = values
    return raw


def _more_tables(texts: list[str]) -> dict[str, pd.DataFrame]:
    """The tables that random histories leave out."""
    keys = pd.Series(KEYS[: len(texts)])
    return {
        "sources": pd.DataFrame({"source": keys, "dated": "2009"}),
        "events": pd.DataFrame({"event": keys, "on": "2010-06", "ends_on": "", "phase": "", "kind": "meeting"}),
        "shares": pd.DataFrame({"key": keys, "donor": "FRA", "share": "0.0000000001"}),
    }


Rounds = Callable[[str, str], Round]


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Rounds:
    """The rounds of the project's own data sets, each made when it is first asked for; nobody writes into them."""

    @cache
    def find(name: str, suffix: str) -> Round:
        return make_round(tables_of_data(name), tmp_path_factory.mktemp("round"), suffix)

    return find


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=ROUND_TRIPS, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(seed=st.integers(0, 10**6), texts=st.lists(TEXTS, min_size=1, max_size=12))
def test_any_ledger_comes_back_as_it_went_out(suffix: str, seed: int, texts: list[str]) -> None:
    random = Random(seed)
    checked = check(spoil(random_tables(random), random, texts))
    assert checked.is_sound, [str(problem) for problem in checked.problems if problem.is_error]
    with tempfile.TemporaryDirectory() as folder:
        assert_round_trip(make_round(checked.tables, Path(folder), suffix), Path(folder))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_nasty_text_comes_back_as_it_went_out(suffix: str, tmp_path: Path) -> None:
    checked = check(spoil(random_tables(Random(1)), Random(1), NASTY))
    raw = {
        **checked.tables,
        "sources": pd.DataFrame({"source": [f"S{i}" for i in range(len(NASTY))], "title": "x", "note": NASTY}),
    }
    checked = check(raw)
    assert checked.is_sound, [str(problem) for problem in checked.problems if problem.is_error]
    assert checked.tables["sources"]["note"].tolist() == NASTY
    assert_round_trip(make_round(checked.tables, tmp_path, suffix), tmp_path)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", DATA)
def test_both_data_sets_come_back_as_they_went_out(rounds: Rounds, name: str, suffix: str, tmp_path: Path) -> None:
    assert_round_trip(rounds(name, suffix), tmp_path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_ledger_without_rows_comes_back_as_it_went_out(suffix: str, tmp_path: Path) -> None:
    assert_round_trip(make_round({name: empty(table) for name, table in TABLES.items()}, tmp_path, suffix), tmp_path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_amounts_of_any_size_come_back_to_the_cent(suffix: str, tmp_path: Path) -> None:
    """Beyond 2^53 hundredths a spreadsheet's number is no longer exact; money that goes back is negative."""
    raw = {name: frame.copy() for name, frame in tables_of_data("paris-pact").items()}
    sizes = [1, 99, 2**53 // 100 * 100 + 1, 4 * 10**17 + 7]
    codes = [f"P{i}" for i in range(len(sizes))]
    pledges = pd.concat([raw["pledges"].iloc[[0]]] * len(sizes), ignore_index=True)
    raw["pledges"] = pledges.assign(pledge=codes, amount=pd.array(sizes, dtype="Int64"))
    paid = pd.DataFrame(
        {
            "contribution": [f"C{i}" for i in range(2 * len(sizes))], "received_on": "2010-01-31",
            "kind": ["payment", "reversal"] * len(sizes), "phase": "PPI-3", "donor": pledges["donor"].iloc[0],
            "pledge": [code for code in codes for _ in (1, 2)], "amount": [sign * size for size in sizes for sign in (1, -1)],
            "currency": "USD",
        }
    )  # fmt: skip
    checked = check({**raw, "contributions": paid})
    assert checked.is_sound, [str(problem) for problem in checked.problems]
    assert checked.tables["contributions"]["amount"].min() == -sizes[-1]
    assert_round_trip(make_round(checked.tables, tmp_path, suffix), tmp_path)


@pytest.mark.parametrize(
    "text", ["\u202eevil", "a\u2066b", "a\x0bb", "a\ufffdb", "a\uffffb", "#N/A", "Err:502", "x" * 32_768]
)
def test_what_a_file_could_not_hold_or_show_is_refused_on_the_way_in(text: str) -> None:
    """U+FFFF was let in once, and no XML may hold it; so was a folder's #N/A, and the workbook of that ledger was refused."""
    raw = {"sources": pd.DataFrame({"source": ["S"], "title": ["x"], "note": [text]})}
    found = [problem for problem in check(raw).problems if problem.table == "sources" and problem.is_error]
    assert [problem.column for problem in found] == ["note"]


def test_line_breaks_are_one_character_on_the_way_in() -> None:
    """A carriage return went out to CSV without quotation marks, and parted the row when it came back."""
    raw = {"sources": pd.DataFrame({"source": ["S"], "title": ["x"], "note": ["a\r\nb\rc\nd"]})}
    assert check(raw).tables["sources"]["note"].tolist() == ["a\nb\nc\nd"]


def test_blanks_around_a_text_are_left_off_on_the_way_in() -> None:
    raw = {"sources": pd.DataFrame({"source": ["S"], "title": ["x"], "note": [" \n a b \t"]})}
    assert check(raw).tables["sources"]["note"].tolist() == ["a b"]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", DATA)
def test_the_same_file_again_or_renamed_is_nothing_to_do(
    rounds: Rounds, name: str, suffix: str, tmp_path: Path
) -> None:
    """Also where it made the ledger: its row numbers are another's there."""
    made = rounds(name, suffix)
    copy = shutil.copytree if made.out.is_dir() else shutil.copy
    renamed = copy(made.out, tmp_path / f"Копия (2) of 'out' – final{suffix.upper()}")
    for one in (made.ledger, made.other):
        assert_nothing_to_do(one, renamed)
        assert_nothing_to_do(one, renamed)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", DATA)
def test_a_file_with_rows_columns_and_sheets_in_another_order_is_nothing_to_do(
    rounds: Rounds, name: str, suffix: str, tmp_path: Path
) -> None:
    made = rounds(name, suffix)
    shuffled = shuffle(made.out, tmp_path / f"shuffled{suffix}", Random(7))
    assert_nothing_to_do(made.ledger, shuffled)
    other = create_ledger(f"sqlite:///{tmp_path / 'other'}.db")
    assert bring(other, shuffled).status == "committed"
    assert_nothing_to_do(other, made.out)


def shuffle(path: Path, to: Path, random: Random) -> Path:
    """A copy, written by another program, of the tables alone with their rows and columns in another order."""
    if path.suffix == ".xlsx":
        _shuffle_workbook(path, to, random)
        return to
    files = {name: _shuffle_text(data.decode(), random) for name, data in _files_of(path).items()}
    names = random.sample(sorted(files), len(files))
    if path.suffix == ".zip":
        with zipfile.ZipFile(to, "w") as archive:
            for name in names:
                archive.writestr(f"folder/{name}", files[name])
        return to
    to.mkdir()
    for name in names:
        (to / name.upper()).write_text(files[name], encoding="utf-8", newline="")
    return to


def _shuffle_text(text: str, random: Random) -> str:
    heading, *rows = csv.reader(text.splitlines(keepends=True))
    order = random.sample(range(len(heading)), len(heading))
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerows([row[at] for at in order] for row in [heading, *random.sample(rows, len(rows))])
    return stream.getvalue()


def _shuffle_workbook(path: Path, to: Path, random: Random) -> None:
    old, new = openpyxl.load_workbook(path), openpyxl.Workbook()
    new.remove(new.active)
    titles = [table.title for table in TABLES.values()]
    for title in random.sample([*titles, RECORD_SHEET], len(titles) + 1):
        heading, *rows = old[title].iter_rows()
        order = list(range(len(heading)))
        if title != RECORD_SHEET:
            random.shuffle(order)
            random.shuffle(rows)
        sheet = new.create_sheet(title)
        for row, cells in enumerate([heading, *rows], 1):
            for column, at in enumerate(order, 1):
                cell = sheet.cell(row, column)
                cell.value, cell.number_format = cells[at].value, cells[at].number_format
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    new.save(to)
