"""Figures as rows: exact amounts as text, null for unknown, and nothing that a spreadsheet would run."""

import csv
import io
import json

import pandas as pd
import pytest

from tracker.exchange.rows import FIGURES, figure_rows, write_csv, write_json


def gaps_frame(**changed: object) -> pd.DataFrame:
    row = {
        "initiative": "I", "phase": "F", "target": "requirement", "title": "Phase", "due_on": "", "currency": "USD",
        "required": 700_000_00, "counting": "pledged", "is_headline": True, "counted": 200_000_00, "low": 0, "high": 0,
        "approximate": False, "undated": 0, "late": 0, "unconverted": (("NOK", 5_00), ("XAF", -1)), "coverage": 2 / 7,
        "gap": 500_000_00, "surplus": 0,
    } | changed  # fmt: skip
    frame = pd.DataFrame([row])
    return frame.astype(dict.fromkeys(("required", "gap", "surplus"), "Int64"))


def test_amounts_are_text_in_major_units_and_coverage_an_unrounded_fraction() -> None:
    [row] = figure_rows("gaps", gaps_frame())
    assert (row["required"], row["gap"], row["counted"]) == ("700000.00", "500000.00", "200000.00")
    assert row["coverage"] == 2 / 7
    assert row["is_headline"] is True


def test_columns_come_in_their_documented_order() -> None:
    [row] = figure_rows("gaps", gaps_frame()[sorted(FIGURES["gaps"])])
    assert tuple(row) == FIGURES["gaps"]


def test_what_is_unknown_or_blank_is_null() -> None:
    [row] = figure_rows("gaps", gaps_frame(required=pd.NA, gap=pd.NA, coverage=float("nan")))
    assert (row["required"], row["gap"], row["coverage"], row["due_on"]) == (None, None, None, None)
    assert '"required": null' in write_json([row])


def test_money_without_a_rate_is_listed_by_currency() -> None:
    [row] = figure_rows("gaps", gaps_frame())
    assert row["unconverted"] == {"NOK": "5.00", "XAF": "-0.01"}
    assert write_csv(FIGURES["gaps"], [row]).splitlines()[1].split(",")[15] == "NOK 5.00; XAF -0.01"


def test_negative_amounts_keep_their_sign_and_are_not_quoted() -> None:
    frame = pd.DataFrame({"phase": ["F"], "kind": ["lowered"], "rung": ["pledged"], "form": ["cash"], "amount": [-5]})
    rows = figure_rows("bridge", frame)
    assert rows == [{"phase": "F", "kind": "lowered", "rung": "pledged", "form": "cash", "amount": "-0.05"}]
    assert write_csv(FIGURES["bridge"], rows) == "phase,kind,rung,form,amount\nF,lowered,pledged,cash,-0.05\n"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "=cmd|' /C calc'!A0"])
def test_a_text_that_a_spreadsheet_would_run_stays_text(text: str) -> None:
    rows: list[dict[str, object]] = [{"phase": text}]
    assert list(csv.reader(io.StringIO(write_csv(("phase",), rows))))[1] == ["'" + text]


def test_ordinary_text_is_written_as_it_is() -> None:
    rows: list[dict[str, object]] = [{"phase": 'Côte d’Ivoire, "north"\n2', "is_headline": False, "coverage": 0.5}]
    text = write_csv(("phase", "is_headline", "coverage"), rows)
    assert list(csv.reader(io.StringIO(text)))[1] == ['Côte d’Ivoire, "north"\n2', "false", "0.5"]


def test_json_keeps_letters_as_they_are_and_gives_one_bare_array() -> None:
    assert json.loads(write_json([{"title": "Österreich ¶10"}])) == [{"title": "Österreich ¶10"}]
    assert "Österreich ¶10" in write_json([{"title": "Österreich ¶10"}])
    assert write_json([]) == "[]"


def test_dates_are_iso_text() -> None:
    frame = pd.DataFrame(
        {"phase": ["F", "F"], "period_end": pd.to_datetime(["2010-06-30", None]), "rung": "pledged", "form": "cash",
         "amount": [1, 2]}
    )  # fmt: skip
    assert [row["period_end"] for row in figure_rows("timeline", frame)] == ["2010-06-30", None]


def test_without_rows_there_is_only_the_heading() -> None:
    frame = gaps_frame().iloc[:0]
    assert figure_rows("gaps", frame) == []
    assert write_csv(("phase", "rung"), []) == "phase,rung\n"
