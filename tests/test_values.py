"""From the text of a cell to a column's value, and back."""

import os
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tracker.money import MAX_HUNDREDTHS
from tracker.tables import TABLES, Column
from tracker.values import LONGEST_TEXT, read_column, write_column

EXAMPLES = 100 if os.environ.get("TRACKER_WHOLE") else 30
AMOUNT = TABLES["pledges"]["amount"]
NEEDED_AMOUNT = TABLES["budgets"]["amount"]
STATUS = TABLES["pledges"]["status"]
NUMBER = TABLES["pledges"]["likelihood"]
FLAG = TABLES["pledges"]["approximate"]
KEY = TABLES["pledges"]["pledge"]
DATE = TABLES["pledges"]["status_on"]
LIST = TABLES["donors"]["aliases"]
NOTE = TABLES["pledges"]["note"]
CURRENCY = TABLES["pledges"]["currency"]


def read(column: Column, *cells: object) -> list[object]:
    values = read_column(pd.Series(list(cells), dtype=object), column).column
    assert str(values.dtype) == column.dtype
    return [None if value is pd.NA else value for value in values]


def fault(column: Column, cell: object) -> tuple[str, str]:
    reading = read_column(pd.Series(["", cell], dtype=object), column)
    assert reading.is_unread.tolist() == [False, True]
    [found] = reading.faults.values()
    return str(found), found.remedy


def test_plain_amounts_and_others_are_read_alike() -> None:
    """1,000.50 is read by itself, its neighbours at once; a blank is unknown, or 0 where it has to be there."""
    cells = ("1000.50", "1,000.50", "7", "-0.05", " 2 ", "", None, "~3", "00000000000000001.00")
    assert read(AMOUNT, *cells) == [100_050, 100_050, 700, -5, 200, None, None, 300, 100]
    assert read(NEEDED_AMOUNT, "5", "", "x") == [500, 0, 0]


def test_an_amount_typed_as_vague_is_marked() -> None:
    reading = read_column(pd.Series(["~5", "5", "~5"], dtype="str"), AMOUNT)
    assert reading.is_approximate.tolist() == [True, False, True]


def test_what_cannot_be_read_is_blank_and_said_for_each_cell() -> None:
    reading = read_column(pd.Series(["1", "abc", "", "abc", "9" * 30], dtype="str"), AMOUNT)
    assert reading.column.tolist()[:4] == [100, pd.NA, pd.NA, pd.NA]
    assert reading.is_unread.tolist() == [False, True, False, True, True]
    assert reading.is_blank.tolist() == [False, False, True, False, False]
    assert set(reading.faults) == {"abc", "9" * 30}


@pytest.mark.parametrize(
    ("cell", "said", "remedy"),
    [
        ("promised", "'promised' is not a status", "use pledged or committed, or else expected, prospective or withdrawn"),
        ("received", "'received' is not a status that a pledge can be given", "record the payment as a row of contributions"),
        ("Announced", "'Announced' is not a status", "in tables that is written pledged"),
    ],
)  # fmt: skip
def test_an_unknown_status_says_which_there_are(cell: str, said: str, remedy: str) -> None:
    assert fault(STATUS, cell) == (said, remedy)


def test_a_choice_is_read_whatever_its_case_and_spacing() -> None:
    assert read(STATUS, " Pledged", "COMMITTED", "") == ["pledged", "committed", ""]
    assert read(TABLES["pledges"]["form"], "In kind", "in-kind") == ["in_kind", "in_kind"]
    assert read(TABLES["thresholds"]["counts"], "Received") == ["received"]


def test_a_flag_is_yes_no_or_blank() -> None:
    assert read(FLAG, "yes", "X", "1", "no", "", None, "TRUE") == [True, True, True, False, False, False, True]
    assert fault(FLAG, "maybe") == ("'maybe' is neither yes nor no", "write yes, or leave it blank")


def test_a_date_is_iso_text() -> None:
    assert read(DATE, "2010-06", " 2010 ", "") == ["2010-06", "2010", ""]
    assert fault(DATE, "27/11/2009") == ("'27/11/2009' is not a date", "write it as 2010-06-01, or 2010-06, or 2010")


def test_a_list_is_parted_by_semicolons() -> None:
    assert read(LIST, "a;b ;; c d", ";", "a") == ["a; b; c d", "", "a"]


def test_a_currency_is_in_capitals() -> None:
    assert read(CURRENCY, "usd", "EUR ") == ["USD", "EUR"]


@pytest.mark.parametrize("cell", ["a\x00b", "a\x1bb", "a\u202eb", "a\ufffdb", "a\ufffeb", "a\uffffb"])
def test_hidden_characters_are_refused_in_any_text(cell: str) -> None:
    assert fault(NOTE, cell) == (f"a hidden character, U+{ord(cell[1]):04X}, in the text", "type the text anew")


@pytest.mark.parametrize("cell", ["FRA\u200b-1", "FRA\u00a01", "FRA\n1", "\ufeffFRA"])
def test_a_key_takes_nothing_that_looks_like_another_key(cell: str) -> None:
    assert fault(KEY, cell)[0].startswith("a hidden character, U+")
    assert read(NOTE, cell) == [cell.strip()]


def test_a_lone_surrogate_is_refused_and_does_not_crash() -> None:
    """JSON can carry half a character; no column of text can."""
    assert fault(NOTE, "a\ud800")[0] == "a hidden character, U+FFFD, in the text"


def test_a_text_longer_than_a_spreadsheet_s_cell_is_refused() -> None:
    assert read(NOTE, "x" * LONGEST_TEXT) == ["x" * LONGEST_TEXT]
    assert fault(NOTE, "x" * (LONGEST_TEXT + 1)) == ("text of 32,768 characters", "shorten it to 32,767")


def test_whole_numbers_are_counts_and_texts_are_major_units() -> None:
    for dtype in ("int64", "Int64"):
        for column in (AMOUNT, NEEDED_AMOUNT):
            assert read_column(pd.Series([500], dtype=dtype), column).column.tolist() == [500]
    assert read(AMOUNT, "500", 500) == [50_000, 50_000]


def test_a_column_of_floats_is_refused_for_nobody_knows_what_it_counts() -> None:
    reading = read_column(pd.Series([500.0, np.nan]), AMOUNT)
    assert reading.is_unread.tolist() == [True, False]
    assert reading.faults["500.0"].remedy == "hand amount over as text in major units"


@pytest.mark.parametrize("cell", [[1], {"a": 1}, b"\xff", pd.Timestamp("2010-01-01 10:00"), 1.5e300])
def test_a_cell_of_any_kind_is_read_as_its_text_or_refused(cell: object) -> None:
    assert read(NOTE, cell) == [str(cell)]
    assert f"'{cell}'" in fault(DATE, cell)[0]


def test_labels_of_rows_are_kept_even_where_two_are_equal() -> None:
    reading = read_column(pd.Series(["1", "x", "3"], index=[5, 5, 2], dtype="str"), AMOUNT)
    assert reading.column.index.tolist() == [5, 5, 2]


@pytest.mark.parametrize("column", [column for table in TABLES.values() for column in table.columns])
def test_no_cells_make_an_empty_column(column: Column) -> None:
    assert read(column) == []


@pytest.mark.parametrize("column", [column for table in TABLES.values() for column in table.columns])
def test_a_column_that_nobody_filled_in_is_blank_or_0_in_every_row(column: Column) -> None:
    nothing = {"str": "", "Int64": None, "int64": 0, "bool": False}[column.dtype]
    assert read(column, "", None, " ") == [nothing] * 3
    reading = read_column(pd.Series(["", np.nan], index=[4, 2], dtype="str"), column)
    assert reading.column.index.tolist() == [4, 2]
    assert reading.is_blank.tolist() == [True, True]
    assert not (reading.is_unread | reading.is_approximate).any()


def test_reading_leaves_the_cells_alone() -> None:
    cells = pd.Series([" a;b", None, "\x00"], dtype=object)
    before = cells.copy()
    read_column(cells, LIST)
    pd.testing.assert_series_equal(cells, before)


COUNTS = st.none() | st.integers(-MAX_HUNDREDTHS, MAX_HUNDREDTHS)
TEXTS = st.text(
    st.characters(
        exclude_categories=["Cc", "Cs"],
        exclude_characters="\u202a\u202b\u202d\u202e\u2066\u2067\u2068\ufffd\ufffe\uffff",
    )
)
DATES = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(str)
VALUES: list[tuple[Column, st.SearchStrategy[object], Callable[[list[object]], object]]] = [
    (AMOUNT, COUNTS, lambda values: pd.array(values, dtype="Int64")),
    (NEEDED_AMOUNT, COUNTS.map(lambda count: count or 0), lambda values: np.array(values, dtype="int64")),
    (NUMBER, COUNTS, lambda values: pd.array(values, dtype="Int64")),
    (FLAG, st.booleans(), lambda values: np.array(values, dtype=bool)),
    (STATUS, st.sampled_from(("", *STATUS.choices)), lambda values: pd.array(values, dtype="str")),
    (DATE, st.just("") | st.builds(lambda day, size: day[:size], DATES, st.sampled_from([4, 7, 10])),
     lambda values: pd.array(values, dtype="str")),
    (KEY, st.text(st.characters(codec="ascii", exclude_categories=["Cc"])).map(str.strip),
     lambda values: pd.array(values, dtype="str")),
    (CURRENCY, st.sampled_from(["", "USD", "EUR"]), lambda values: pd.array(values, dtype="str")),
    (LIST, st.lists(TEXTS.map(lambda text: text.replace(";", "").strip()).filter(bool)).map("; ".join),
     lambda values: pd.array(values, dtype="str")),
    (NOTE, TEXTS.map(str.strip), lambda values: pd.array(values, dtype="str")),
]  # fmt: skip


@pytest.mark.parametrize(("column", "one", "make"), VALUES, ids=lambda value: getattr(value, "name", ""))
def test_what_was_written_is_read_again(
    column: Column, one: st.SearchStrategy[object], make: Callable[[list[object]], object]
) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(one, max_size=12))
    @example([])
    def round_trip(values: list[object]) -> None:
        series = pd.Series(make(values))
        texts = write_column(series, column)
        assert str(texts.dtype) == "str"
        reading = read_column(texts, column)
        assert not reading.is_unread.any()
        pd.testing.assert_series_equal(reading.column, series)

    round_trip()


def test_blanks_are_written_as_nothing() -> None:
    assert write_column(pd.Series([None, 5], dtype="Int64"), AMOUNT).tolist() == ["", "0.05"]
    assert write_column(pd.Series([False, True]), FLAG).tolist() == ["", "yes"]
