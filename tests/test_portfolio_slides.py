"""The slides of several phases: bars and tables say what each phase's line says, and add up nothing across them."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.decks import (
    NOW,
    charts_of,
    notes_of,
    office_template,
    opened,
    said_in,
    tables_of,
    texts_within,
    workbook_of,
    written,
)
from tests.test_slides import check_places
from tracker.briefing.pack.brief import Marks, PhaseLine, Portfolio, Total
from tracker.briefing.pack.portfolio_slides import write_portfolio_slides

MARKS = Marks(
    initiative="Liaison offices", subject="Portfolio", agency="UNODC", quarter="2009Q4", as_of=date(2009, 12, 31),
    evidence="2009-12-04", currency="USD", audience="internal", language="en", record=7, digest="ab" * 32,
    recorded_at=NOW, ledger="1234", cited=("REPORT ¶1",),
)  # fmt: skip


def line(number: int, required: int | None = 100_000_00, **more: object) -> PhaseLine:
    known = PhaseLine(
        phase=f"P{number}", title=f"Phase number {number} of the regional programme", initiative="Liaison offices",
        currency="USD", standing="short", required=required, in_cash=20_000_00, firm=50_000_00, in_sight=70_000_00,
        approximate=False, gap=None if required is None else 50_000_00, coverage=None if required is None else 0.5,
        coverage_in_cash=0.2, next_on="2010-06", next_what="Start", points=None, is_open=True,
    )  # fmt: skip
    return replace(known, **more)  # type: ignore[arg-type]


def portfolio(count: int = 3, **marks: str) -> Portfolio:
    total = Total("USD", count, 1, 300_000_00, 60_000_00, 150_000_00, 150_000_00, False, 0.5)
    return Portfolio(
        replace(MARKS, **marks), "short", "Two of three phases are not yet covered.", ("$150,000 is missing in all.",),
        (*(line(number) for number in range(count)), line(99, None), line(98, is_open=False)), (total,),
        ("Phase number 1: $50,000 is missing.",), ("One phase has no known requirement.",), "In one line.",
    )  # fmt: skip


@pytest.fixture(scope="module")
def deck() -> bytes:
    return written(write_portfolio_slides, portfolio())


def test_each_open_phase_has_a_bar_of_its_real_amounts_in_parts_that_make_up_what_it_needs(deck: bytes) -> None:
    """20,000 in cash, 30,000 more announced or firmer, 20,000 more in sight, 30,000 missing of 100,000."""
    (chart,) = charts_of(deck)
    assert [list(series.values) for series in chart.plots[0].series] == [
        [20000] * 3,
        [30000] * 3,
        [20000] * 3,
        [30000] * 3,
    ]
    assert len(list(chart.plots[0].categories)) == 3, "neither the ended phase nor the one whose need is not known"
    cells = workbook_of(chart)
    assert [cells.cell(2, column).value for column in range(2, 6)] == [20000, 30000, 20000, 30000]


def test_the_table_names_every_phase_with_unknowns_shown_as_such(deck: bytes) -> None:
    rows = tables_of(deck)[1]
    assert len(rows) == 6
    assert rows[1][1:6] == ["100,000", "20,000", "50,000", "70,000", "50,000"]
    unknown = next(row for row in rows if "number 99" in row[0])
    assert (unknown[1], unknown[5], unknown[6]) == ("—", "—", "—")
    assert any("ended" in row[0] for row in rows)


def test_partners_see_nothing_of_what_is_only_in_sight() -> None:
    made = written(write_portfolio_slides, portfolio(audience="partners"))
    assert len(charts_of(made)[0].plots[0].series) == 3
    assert "In sight" not in said_in(made)
    for name, data in texts_within(made):
        assert b"70,000" not in data, name


@pytest.mark.parametrize("language", ["en", "ru"])
def test_many_phases_stand_on_several_slides_and_overlap_nothing(language: str) -> None:
    made = written(write_portfolio_slides, portfolio(40, language=language, marking="DRAFT"))
    assert sum(len(list(chart.plots[0].categories)) for chart in charts_of(made)) == 40
    assert sum(len(table) - 1 for table in tables_of(made)[1:]) == 42
    check_places(made)
    check_places(written(write_portfolio_slides, portfolio(40, language=language), office_template()))


def test_marks_and_proof_are_on_every_slide_and_the_bytes_are_the_same_again(deck: bytes) -> None:
    assert all("ab" * 32 in notes for notes in notes_of(deck))
    assert opened(deck).core_properties.keywords.startswith("record 7, internal, abab")
    assert written(write_portfolio_slides, portfolio()) == deck


def test_no_phases_make_one_slide_that_says_so(tmp_path: Path) -> None:
    empty = replace(portfolio(), lines=(), totals=(), attention=(), caveats=(), lead="Nothing is recorded yet.")
    made = written(write_portfolio_slides, replace(empty, marks=replace(MARKS, record=0, digest="", recorded_at=None)))
    assert [slide.shapes.title.text_frame.text for slide in opened(made).slides] == ["Nothing is recorded yet."]
    assert opened(made).core_properties.created == datetime(1980, 1, 1)  # noqa: DTZ001 (the library has no zones)
