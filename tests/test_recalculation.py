"""LibreOffice recalculates the workbook after its cells are changed, and says what the model says."""

import os
from datetime import date
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from tests import office
from tests.histories import random_ledgers
from tests.require import require
from tests.workbooks import MADE_AT, Values, contents_of, figures_of, gaps_of, summary_of, tables_of_data
from tracker import desk
from tracker.checks import check
from tracker.exchange.workbook import blocks, formulas, write_workbook
from tracker.exchange.workbook.cells import day_serial
from tracker.tables import Tables

DATES = {
    "paris-pact": ("2009-11-26", "2009-12-20", "2015-01-01"),
    "example": ("2022-12-01", "2024-11-30", "2028-12-31"),
    "random": ("2010-03-01", "2011-12-31"),
}
WRITTEN = {"paris-pact": "2009-12-04", "example": "2026-11-15", "random": "2010-06-01"}
SINCE = date(2010, 1, 31)
AUDIENCES = ("internal", "partners")
IS_WHOLE = bool(os.environ.get("TRACKER_WHOLE"))
FEW = [
    ("paris-pact", "2009-11-26", "partners"), ("paris-pact", "2009-12-20", "internal"),
    ("example", "2024-11-30", "internal"), ("random", "2011-12-31", "internal"),
]  # fmt: skip
CASES = (
    [(name, on, audience) for name, dates in DATES.items() for on in dates for audience in AUDIENCES]
    if IS_WHOLE
    else FEW
)
"""What is recalculated: LibreOffice takes seconds for each; the whole run takes every date for both audiences."""
FIGURES = ("Summary", "Status of contributions", "Changes", "Timeline", "Checks")
PLEDGES = 3
"""The place of the sheet Pledges."""


@lru_cache
def tables_named(name: str) -> Tables:
    if name != "random":
        return tables_of_data(name)
    checked = check(random_ledgers(range(1, 9))[0])
    assert checked.is_sound
    return checked.tables


def file_of(name: str, on: str, audience: str) -> str:
    return f"{name}_{on}_{audience}"


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Values]:
    """Every case, in one run of LibreOffice: a workbook written once, with other dates and audiences put in."""
    require(office.PROGRAM, "LibreOffice (apt-get install libreoffice-calc-nogui)")
    folder = tmp_path_factory.mktemp("office")
    files: list[Path] = []
    for name, on in WRITTEN.items():
        file = folder / f"{name}.xlsx"
        write_workbook(file, contents_of(tables_named(name), date.fromisoformat(on), since=SINCE))
        files.append(file)
    for name, on, audience in CASES:
        copy = folder / f"{file_of(name, on, audience)}.xlsx"
        cells: dict[str, str | int] = {"B3": day_serial(date.fromisoformat(on)), "B4": audience}
        files.append(office.change_cells(folder / f"{name}.xlsx", copy, 1, cells))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(formulas, "LARGE", 20)
        patch.setattr(blocks, "LARGE", 20)
        write_workbook(
            folder / "large_written.xlsx", contents_of(tables_named("example"), date(2026, 11, 15), since=SINCE)
        )
    moved = {"B3": day_serial(date(2024, 11, 30)), "B4": "partners"}
    files.append(office.change_cells(folder / "large_written.xlsx", folder / "large.xlsx", 1, moved))
    for label, cells in EDITS.items():
        files.append(office.change_cells(folder / "example.xlsx", folder / f"edit_{label}.xlsx", PLEDGES, cells))
    saved = office.convert(files, folder / "out")
    return {path.stem: Values(path) for path in saved}


EDITS: dict[str, dict[str, str | int]] = {
    "amount": {"F2": 500_001},
    "word": {"C3": "withdrawn"},
    "letter": {"D2": "BLO-2"},
    "swapped": {"F5": 250_000, "F4": 1_000_000},
}


@pytest.mark.parametrize(("name", "on", "audience"), CASES)
def test_the_figures_follow_the_date_and_the_audience(
    recalculated: dict[str, Values], name: str, on: str, audience: str
) -> None:
    book = recalculated[file_of(name, on, audience)]
    model = figures_of(contents_of(tables_named(name), date.fromisoformat(on), audience))

    assert summary_of(book) == model
    assert book["Summary"]["B9"] == "Every check is at 0.00."
    assert book["Summary"]["B10"] == "No table has been edited since the export."


@pytest.mark.parametrize("name", ["paris-pact", "example"])
def test_the_model_s_figures_are_those_of_tracker_gaps(name: str, tmp_path: Path) -> None:
    """What recalculated workbooks are compared with is what the command prints, on every date and for both audiences."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    ledger, _ = desk.start_ledger(url, desk.data_folder(name), author="a", now=MADE_AT)
    for on, audience in (case[1:] for case in CASES if case[0] == name):
        view = desk.look(ledger, today=MADE_AT.date(), as_of=on, audience=audience)
        ours = gaps_of(contents_of(tables_named(name), date.fromisoformat(on), audience))
        printed = desk.gaps(view)[[*ours.columns]]
        order = ["phase", "title", "counting"]
        pd.testing.assert_frame_equal(
            printed.sort_values(order).reset_index(drop=True), ours.sort_values(order).reset_index(drop=True)
        )


@pytest.mark.parametrize("name", WRITTEN)
def test_what_was_written_is_what_recalculation_gives(
    recalculated: dict[str, Values], name: str, tmp_path: Path
) -> None:
    """Every cached value, of every formula on every sheet."""
    write_workbook(
        tmp_path / "file.xlsx",
        contents_of(tables_named(name), date.fromisoformat(WRITTEN[name]), since=SINCE),
    )
    written = Values(tmp_path / "file.xlsx")
    for title in written.titles:
        assert differences(written, recalculated[name], title) == []


@pytest.mark.parametrize(
    ("name", "on"), [("paris-pact", "2009-12-20"), ("example", "2024-11-30"), ("random", "2011-12-31")]
)
def test_moving_the_date_gives_the_workbook_written_for_that_date(
    recalculated: dict[str, Values], name: str, on: str, tmp_path: Path
) -> None:
    """The status of every promise, changes, timeline and givers too; but for the sentence, which says that it is stale."""
    write_workbook(tmp_path / "file.xlsx", contents_of(tables_named(name), date.fromisoformat(on), since=SINCE))
    fresh, moved = Values(tmp_path / "file.xlsx"), recalculated[file_of(name, on, "internal")]
    left_out = {("Summary", "B7")}
    for title in FIGURES:
        found = [entry for entry in differences(fresh, moved, title) if (title, entry[0]) not in left_out]
        is_frozen = title == "Checks"  # the last line compares with what was exported, while that is shown
        assert [entry for entry in found if not (is_frozen and entry[0][0] in "BC")] == []
    assert str(moved["Summary"]["B7"]).startswith("The sentence was written as of")


def test_a_long_ledger_s_formulas_look_at_their_own_stretches_of_rows(recalculated: dict[str, Values]) -> None:
    """Above so many rows each formula reads only its phase's, donor's or pledge's, and promises are values that say so."""
    book = recalculated["large"]

    assert summary_of(book) == figures_of(contents_of(tables_named("example"), date(2024, 11, 30), "partners"))
    assert book["Summary"]["B9"] == "Every check is at 0.00."
    assert str(book["Status of contributions"]["A3"]).startswith("As exported")


@pytest.mark.parametrize("label", EDITS)
def test_an_edited_table_is_named(recalculated: dict[str, Values], label: str) -> None:
    """Another amount, another word of the same length, one letter, two amounts swapped: each is noticed."""
    summary = recalculated[f"edit_{label}"]["Summary"]

    assert summary["B10"] == "Edited since the export: Pledges; the figures wait for an import."
    assert "not at 0.00" in summary["B9"]


def differences(one: Values, other: Values, title: str) -> list[tuple[str, object, object]]:
    """The cells in which two workbooks differ by more than a rounding."""
    found = []
    for cell in one[title].keys() | other[title].keys():
        left, right = one[title].get(cell), other[title].get(cell)
        if left == right or {left, right} <= {None, ""}:
            continue
        if isinstance(left, int | float) and isinstance(right, int | float) and abs(left - right) < 1e-9:
            continue
        found.append((cell, left, right))
    return found
