"""The workbook's sheets, tables, notes, dropdowns and cells, and that its figures rest on rows that add up."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from tests.histories import AS_OF, histories
from tests.workbooks import contents_of, gaps_of, tables_of_data
from tracker import terms
from tracker.checks import check
from tracker.exchange.workbook import Contents, write_template, write_workbook
from tracker.exchange.workbook.blocks import Ground, find_ground
from tracker.exchange.workbook.cells import column_cells, day_serial
from tracker.exchange.workbook.figures import is_seen
from tracker.exchange.workbook.spells import EXCLUDED, LATE, UNDATED
from tracker.model.audience import tables_for
from tracker.model.histories import find_histories
from tracker.model.movements import find_movements, name_movements
from tracker.tables import TABLES, Column, empty

ORDER = [
    "Summary", "Status of contributions", "Pledges", "Contributions", "Instalments", "Changes", "Timeline", "Budgets",
    "Thresholds", "Initiatives", "Phases", "Donors", "Rates", "Shares", "Events", "Sources", "Movements", "Checks", "Guide",
]  # fmt: skip
FUNCTIONS = {
    "ABS", "AND", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "DATE", "DAY", "FIXED", "IF", "IFERROR", "INDEX", "ISNUMBER",
    "LEFT", "MATCH", "MAX", "MID", "MIN", "MOD", "MONTH", "N", "NA", "OFFSET", "OR", "ROUND", "SUM", "SUMIFS", "TEXT", "UNICODE",
    "UPPER", "YEAR",
}  # fmt: skip
"""All of them in Excel 2016 and LibreOffice."""
HOSTILE = ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "<r><t>x</t></r>", "_x0041_", "00123", "http://x.example/", "1E5",
           "a\nb", "tab\there", "é — 中 🙂", "TRUE", "#REF!", "<b>&amp;", "'quoted"]  # fmt: skip


@lru_cache
def contents(name: str, audience: str = "internal") -> Contents:
    on = date(2009, 12, 4) if name == "paris-pact" else date(2026, 11, 15)
    return contents_of(tables_of_data(name), on, audience)


@lru_cache
def written(name: str, audience: str = "internal") -> bytes:
    stream = io.BytesIO()
    write_workbook(stream, contents(name, audience))
    return stream.getvalue()


@lru_cache
def book(name: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(name)))


def with_sources(source: list[str], **cells: list[str]) -> Contents:
    """The Paris Pact with some further sources, whose texts are somebody's own."""
    base = contents("paris-pact")
    frame = base.tables["sources"]
    further = pd.DataFrame({"source": source, **cells}).reindex(columns=frame.columns, fill_value="").astype("str")
    return replace(base, tables={**base.tables, "sources": pd.concat([frame, further], ignore_index=True)})


def test_the_sheets_stand_in_their_order_and_the_record_is_hidden() -> None:
    found = book("example")

    assert [sheet.title for sheet in found if sheet.sheet_state == "visible"] == ORDER
    assert found["_ledger"].sheet_state == "veryHidden"
    assert dict(found["_ledger"].iter_rows(min_row=2, values_only=True)) == {
        "ledger": "4c1d", "changeset": "1", "digest": "7f3a99", "made_at": "2026-11-20T09:30:00+00:00",
        "audience": "internal", "as_of": "2026-11-15",
    }  # fmt: skip


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_a_table_is_named_headed_explained_and_carries_its_row_numbers(table) -> None:  # type: ignore[no-untyped-def]
    sheet, frame = book("example")[table.title], contents("example").tables[table.name]
    heading = [cell.value for cell in sheet[1]]

    assert heading == [*table.names, "row", "revision"]
    assert (
        sheet.tables[f"t_{table.name}"].ref == f"A1:{sheet.cell(1, len(heading)).column_letter}{max(len(frame), 1) + 1}"
    )
    assert [cell.value for cell in sheet[sheet.cell(1, len(heading) - 1).column_letter]][1:] == list(frame.index)
    assert {cell.value for cell in sheet[sheet.cell(1, len(heading)).column_letter]} == {"revision", 1}
    for cell, column in zip(sheet[1], table.columns, strict=False):
        assert cell.comment.text.startswith(column.meaning)
    assert all(sheet.column_dimensions[sheet.cell(1, len(heading) - 1).column_letter].hidden for _ in range(1))
    assert sheet.freeze_panes is not None
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_each_known_word_key_and_currency_has_a_dropdown(table) -> None:  # type: ignore[no-untyped-def]
    menus = {}
    for rule in book("example")[table.title].data_validations.dataValidation:
        first = str(rule.sqref).split(":")[0].rstrip("0123456789")
        menus[table.names[ord(first) - ord("A")]] = rule
    for column in table.columns:
        if column.choices:
            assert menus[column.name].formula1 == '"' + ",".join(column.choices) + '"'
        elif column.reference:
            assert f"'{TABLES[column.reference].title}'!$A$2" in menus[column.name].formula1
            assert menus[column.name].errorStyle == "warning"
        elif column.kind == "currency":
            assert "EUR" in menus[column.name].formula1
        else:
            assert (column.name in menus) == (column.kind == "flag")


def test_text_stays_text_whatever_it_begins_with() -> None:
    """`=cmd|…` is a formula to Excel, and `<r>…</r>` markup to XlsxWriter."""
    stream = io.BytesIO()
    write_workbook(stream, with_sources([f"H{number}" for number in range(len(HOSTILE))], title=HOSTILE, note=HOSTILE))
    sheet = openpyxl.load_workbook(stream)["Sources"]
    rows = [row for row in sheet.iter_rows(min_row=2) if str(row[0].value).startswith("H")]

    for name in ("title", "note"):
        cells = [row[TABLES["sources"].names.index(name)] for row in rows]
        assert [unescape(str(cell.value)).rstrip() for cell in cells] == HOSTILE
        assert {cell.data_type for cell in cells} == {"s"}


def test_what_xml_cannot_hold_does_not_break_the_file() -> None:
    stream = io.BytesIO()
    write_workbook(stream, with_sources(["H1"], title=["before \uffff after"]))

    assert openpyxl.load_workbook(stream)["Sources"]["B3"].value == "before \ufffd after"


@pytest.mark.parametrize(
    ("kind", "values", "dtype", "cells"),
    [
        ("money", [20_000_000, 1, -5, None], "Int64", [200_000.0, 0.01, -0.05, None]),
        ("money", [999_999_999_999_999, 10**15 + 1, -(2**63 - 1)], "int64",
         [9_999_999_999_999.99, "10000000000000.01", "-92233720368547758.07"]),
        ("number", [1_300_000_000, 7_189_500_000, 1_234_567_890_123_456, 123_456_789_012_345_678, None], "Int64",
         [0.13, 0.71895, "123456.7890123456", "12345678.9012345678", None]),
        ("date", ["2010-06-01", "2010-06", "2010", "", "1900-01-15", "1900-03-01"], "str",
         [40330, "2010-06", "2010", None, "1900-01-15", 61]),
        ("flag", [True, False], "bool", ["yes", None]),
        ("text", ["", "x"], "str", [None, "x"]),
    ],
)  # fmt: skip
def test_a_cell_holds_what_a_spreadsheet_can_keep(
    kind: str, values: list[object], dtype: str, cells: list[object]
) -> None:
    """More than fifteen digits, dates known to the month, and the two months that Excel and LibreOffice disagree on: text."""
    column = Column("x", kind, "", is_required=dtype == "int64")

    assert column_cells(pd.Series(values, dtype=dtype), column) == cells


def test_days_are_days_and_partial_dates_are_text() -> None:
    sheet = book("paris-pact")["Thresholds"]

    assert sheet["B2"].value == datetime(2009, 11, 27)  # noqa: DTZ001
    assert sheet["B2"].number_format == "yyyy-mm-dd"
    assert sheet["G2"].value == "2010-06"
    assert sheet["E2"].value == 700_000


def test_the_same_contents_give_the_same_bytes() -> None:
    stream = io.BytesIO()
    write_workbook(stream, contents("example"))

    assert stream.getvalue() == written("example")


@pytest.mark.parametrize("name", ["paris-pact", "example"])
def test_every_formula_is_known_cached_and_without_error(name: str) -> None:
    """A value cached as an error, or a function that Excel 2016 lacks, would be shown to whoever opens the file.

    A line falls to 0 wherever its cell is not #N/A, so that one hidden column, from which the Timeline's line is drawn, may
    have that.
    """
    with zipfile.ZipFile(io.BytesIO(written(name))) as container:
        parts = {
            part: container.read(part).decode() for part in container.namelist() if part.endswith((".xml", ".rels"))
        }
    found = [text for part in parts for text in re.findall(r"<f\b[^>]*>([^<]*)</f><v>", parts[part])]
    formulas = sum(parts[part].count("</f>") for part in parts if "worksheets/sheet" in part)
    bare = [re.sub(r'"[^"]*"|&quot;.*?&quot;', "", text) for text in found]

    assert formulas == len(found) > 500
    assert {word for text in bare for word in re.findall(r"([A-Z][A-Z.]+)\(", text)} <= FUNCTIONS
    errors = {part: re.findall(r'<c r="([A-Z]+)\d+"[^>]*t="e"><f>([^<]*)</f>', text) for part, text in parts.items()}
    drawn = [found for found in errors.values() if found]
    assert all(column == "I" and "NA()" in formula for found in drawn for column, formula in found)
    assert len(drawn) <= 1
    assert sum(text.count('t="e"') for text in parts.values()) == sum(map(len, drawn))
    assert not [part for part in parts if "externalLink" in part or "vba" in part]
    assert 'TargetMode="External"' not in "".join(parts.values())


def test_the_summary_shows_the_five_rows_of_each_target_of_the_paris_pact() -> None:
    """The table of the design's section 5, cached, before any program recalculates it."""
    sheet = openpyxl.load_workbook(io.BytesIO(written("paris-pact")), data_only=True)["Summary"]
    rows = list(sheet.iter_rows(min_row=25, max_row=34, values_only=True))

    assert [(row[1], row[4], row[5], row[6], row[10]) for row in rows] == [
        ("Start", 700_000, "Received", 0, 700_000), ("Start", 700_000, "Signed", 0, 700_000),
        ("Start", 700_000, "Announced", 200_000, 500_000), ("Start", 700_000, "Anticipated", 400_000, 300_000),
        ("Start", 700_000, "Possible", 500_000, 200_000),
        ("Full requirement", 2_900_000, "Received", 0, 2_900_000), ("Full requirement", 2_900_000, "Signed", 0, 2_900_000),
        ("Full requirement", 2_900_000, "Announced", 200_000, 2_700_000),
        ("Full requirement", 2_900_000, "Anticipated", 400_000, 2_500_000),
        ("Full requirement", 2_900_000, "Possible", 500_000, 2_400_000),
    ]  # fmt: skip
    assert str(sheet["B7"].value).startswith("The start is not yet covered.")


def test_charts_wear_the_ladder_s_colours() -> None:
    with zipfile.ZipFile(io.BytesIO(written("paris-pact"))) as container:
        charts = [container.read(part).decode() for part in container.namelist() if "charts/chart" in part]

    assert len(charts) == 2
    for rung in terms.LADDER:
        assert all(rung.colour.lstrip("#").lower() in chart.lower() for chart in charts)
    assert all("wdUpDiag" in chart for chart in charts)


def test_a_picture_says_its_currency_day_audience_source_and_record() -> None:
    """In a line below the Summary's title, which both charts quote, so that one cut out of its page still tells."""
    sheet = openpyxl.load_workbook(io.BytesIO(written("paris-pact")), data_only=True)["Summary"]
    with zipfile.ZipFile(io.BytesIO(written("paris-pact"))) as container:
        charts = [container.read(part).decode() for part in container.namelist() if "charts/chart" in part]

    assert sheet["A2"].value == (
        "USD · as of 2009-12-04 · INTERNAL · source 09UNVIEVIENNA548 ¶10 · Record 1 · 7f3a · written 2026-11-20 09:30 UTC"
    )
    assert all("<c:f>'Summary'!$A$2</c:f>" in chart and sheet["A2"].value in chart for chart in charts)
    assert all("Paris Pact · Phase Three · UNODC: " in chart for chart in charts)


def test_partners_are_handed_nothing_that_they_may_not_see() -> None:
    with zipfile.ZipFile(io.BytesIO(written("example", "partners"))) as container:
        everything = "".join(container.read(part).decode() for part in container.namelist())
    own, told = contents("example").tables, contents("example", "partners").tables
    secret = set(own["pledges"]["pledge"]) - set(told["pledges"]["pledge"])
    notes = {text for frame in own.values() for text in frame.get("note", []) if len(text) > 20 and "&" not in text}

    assert len(secret) > 5
    assert not [key for key in secret if f">{key}<" in everything]
    assert not [note for note in notes if note in everything]
    assert '"internal,partners"' not in everything


def test_an_empty_ledger_and_a_template_can_be_written(tmp_path: Path) -> None:
    tables = {name: empty(table) for name, table in TABLES.items()}
    found = find_histories(tables)
    nothing = Contents(
        tables, found, name_movements(find_movements(tables, None, found), tables), date(2020, 1, 1), date(2019, 12, 31)
    )
    write_workbook(tmp_path / "empty.xlsx", nothing)
    write_template(tmp_path / "template.xlsx")

    assert openpyxl.load_workbook(tmp_path / "empty.xlsx").sheetnames[0] == "Summary"
    template = openpyxl.load_workbook(tmp_path / "template.xlsx")
    assert template.sheetnames == [*(table.title for table in TABLES.values()), "Guide"]
    assert template["Pledges"].tables["t_pledges"].ref == "A1:V2"


def counted_from(ground: Ground, as_of: date, audience: str) -> dict[tuple[str, str, str], tuple[int, ...]]:
    """What the formulas come to: the movements on a rung and firmer, less what stands apart from a target."""
    today = day_serial(as_of)
    moved = ground.movements[is_seen(ground.movements, audience)]
    moved = moved[((moved["day"] <= pd.Timestamp(as_of)) & (moved["form"] == "cash") & (moved["rank"] < 5)).to_numpy()]
    apart = ground.apart[is_seen(ground.apart, audience)]
    apart = apart[((apart["since"] <= today) & (apart["until"] > today)).to_numpy()]
    stated = ground.targets[((ground.targets["since"] <= today) & (ground.targets["until"] > today)).to_numpy()]
    found = {}
    for at, target in stated.iterrows():
        of_phase, off = (
            moved[(moved["phase"] == target["phase"]).to_numpy()],
            apart[(apart["statement"] == at).to_numpy()],
        )
        for rank, rung in enumerate(terms.RUNGS):
            there, less = of_phase[(of_phase["rank"] <= rank).to_numpy()], off[(off["rank"] <= rank).to_numpy()]
            taken = less[(less["reason"] != UNDATED).to_numpy()]
            sums = [int(there[name].sum() - taken[name].sum()) for name in ("amount", "low", "high")]
            told = [
                int(less["amount"][(less["reason"] == reason).to_numpy()].sum()) for reason in (LATE, UNDATED, EXCLUDED)
            ]
            vague = int(there["vague"].sum() - taken["vague"].sum() > 0)
            required = -1 if pd.isna(target["required"]) else int(target["required"])
            found[str(target["phase"]), str(target["target"]), rung] = (required, *sums, *told, vague)
    return found


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories, st.sampled_from(AS_OF), st.sampled_from(["internal", "partners"]))
def test_the_rows_behind_the_formulas_add_up_to_the_model_s_gaps(raw, on: str, audience: str) -> None:  # type: ignore[no-untyped-def]
    """At any date and for both audiences, from the one set of rows that a workbook for internal readers carries."""
    checked = check(raw)
    ground = find_ground(contents_of_bare(checked.tables))
    model = gaps_of(contents_of_bare(tables_for(audience, checked.tables), date.fromisoformat(on), audience))
    found = counted_from(ground, date.fromisoformat(on), audience)

    for row in model.itertuples():
        required = -1 if pd.isna(row.required) else int(row.required)
        expected = (required, row.counted, row.low, row.high, row.late, row.undated, row.excluded, int(row.approximate))
        assert found[row.phase, row.target, row.counting] == expected


def contents_of_bare(tables, as_of: date = date(2010, 6, 1), audience: str = "internal") -> Contents:  # type: ignore[no-untyped-def]
    found = find_histories(tables)
    return Contents(
        tables, found, name_movements(find_movements(tables, None, found), tables), as_of, date(2009, 12, 31), audience
    )


def test_nothing_that_was_put_in_is_touched() -> None:
    given_contents = contents("example")
    before = {name: frame.copy() for name, frame in given_contents.tables.items()}
    moved = given_contents.movements.copy()
    write_workbook(io.BytesIO(), given_contents)

    pd.testing.assert_frame_equal(given_contents.movements, moved)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(given_contents.tables[name], frame)
    assert np.array_equal(given_contents.tables["pledges"].index, before["pledges"].index)
