"""The slides: charts, their workbooks, tables and notes say what the figures say, byte for byte the same each time."""

import io
import re
import shutil
import subprocess
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.dml.fill import FillFormat
from pptx.enum.shapes import PP_PLACEHOLDER

from tests import office
from tests.decks import (
    brief_of,
    charts_of,
    example,
    ledger_of,
    notes_of,
    office_template,
    opened,
    paris,
    said_in,
    shapes_of,
    tables_of,
    texts_within,
    workbook_of,
    written,
)
from tests.require import require
from tracker import desk, terms
from tracker.briefing.pack.brief import Brief
from tracker.briefing.pack.room import Letters
from tracker.briefing.pack.slides import write_slides
from tracker.briefing.pack.template import make_template
from tracker.briefing.words import amount_words, percent_words
from tracker.problems import RefusedError


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return paris(tmp_path_factory.mktemp("paris"))


@pytest.fixture(scope="module")
def partners(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return paris(tmp_path_factory.mktemp("partners"), "partners")


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return example(tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="module")
def brief(view: Any) -> Brief:
    return brief_of(view, marking="OFFICIAL")


@pytest.fixture(scope="module")
def deck(brief: Brief) -> bytes:
    return written(write_slides, brief)


def test_the_bars_hold_what_stands_and_what_is_missing_of_each_target(view: Any, brief: Brief, deck: bytes) -> None:
    """START: 200,000 announced, 200,000 anticipated, about 100,000 possible, about 200,000 missing of 700,000."""
    start, full, _ = charts_of(deck)
    assert bars(start) == [
        ("Russian Federation", 200000),
        ("France", 200000),
        ("United States", 100000),
        ("Missing", 200000),
    ]
    assert bars(full)[-1] == ("Missing", 2400000)
    gaps = desk.gaps(view, None, "PPI-3")
    for chart, target in ((start, "PPI-3-START"), (full, terms.REQUIREMENT)):
        row = gaps[(gaps["target"] == target).to_numpy()].iloc[-1]
        assert sum(value for _, value in bars(chart)[:-1]) * 100 == row["counted"]
        assert bars(chart)[-1][1] * 100 == row["gap"]
        assert chart.value_axis.maximum_scale * 100 == row["required"], "each bar is as long as its own requirement"


def test_the_workbook_behind_a_chart_holds_the_charts_own_figures(deck: bytes) -> None:
    for chart in charts_of(deck):
        cells = workbook_of(chart)
        heads = [cells.cell(1, column).value for column in range(2, cells.max_column + 1)]
        assert heads == [series.name for series in chart.plots[0].series]
        for column, series in enumerate(chart.plots[0].series, 2):
            held = [cells.cell(row, column).value for row in range(2, 2 + len(series.values))]
            assert held == list(series.values)


def test_the_table_of_rungs_says_what_the_gaps_say(view: Any, deck: bytes) -> None:
    gaps = desk.gaps(view, None, "PPI-3")
    rows = tables_of(deck)[0][2:]
    for place, target in enumerate(dict.fromkeys(gaps["target"])):
        own = gaps[(gaps["target"] == target).to_numpy()]
        for row, figure in zip(rows, own.itertuples(), strict=True):
            counted, gap, coverage = row[1 + 3 * place : 4 + 3 * place]
            about = bool(figure.approximate)
            assert counted.split("\n")[0] == amount_words(figure.counted, approximate=about)
            assert gap == amount_words(figure.gap, approximate=about)
            assert coverage == percent_words(figure.coverage)


def test_who_stands_where_adds_up_to_the_ladder(view: Any, deck: bytes) -> None:
    table = tables_of(deck)[1]
    total = next(row for row in table if row[0] == "Total, cash")
    gaps = desk.gaps(view, None, "PPI-3")
    assert number(total[2]) * 100 == gaps["counted"].max()
    nobody = [row for row in table if row[0] == "Nobody yet"]
    assert [number(row[2]) for row in nobody] == [200000, 2400000]


@pytest.mark.parametrize("count", [40, 200])
def test_the_others_and_the_largest_add_up_to_all(tmp_path: Path, count: int) -> None:
    amounts = [1000 * (number + 1) for number in range(count)]
    view = ledger_of(
        tmp_path,
        [f"Ministry of finance and planning no. {n}" for n in range(count)],
        list(map(str, amounts)),
        "99000000",
    )
    made = written(write_slides, brief_of(view, "F"))
    rows = [row for table in tables_of(made) if table[0][0] == "Donor" for row in table[1:]]
    total = next(row for row in rows if row[0] == "Total, cash")
    shown = [row for row in rows if row[0] not in ("Total, cash", "Nobody yet")]
    assert sum(number(row[2]) for row in shown) == number(total[2]) == sum(amounts)
    assert any(row[0].startswith("Others (") for row in shown)
    bar = charts_of(made)[0]
    assert sum(value for _, value in bars(bar)) == 99000000


@pytest.mark.parametrize("phase", ["ALT-2", "BLO-2", "LAB-2", "TRT-2", "BLO-U"])
def test_every_phases_charts_and_tables_agree_with_its_gaps(invented: Any, phase: str) -> None:
    """Cents, exchange, late and earmarked money, thresholds: the pieces of a bar are all that counts, to the cent."""
    gaps = desk.gaps(invented, None, phase)
    made = written(write_slides, brief_of(invented, phase, "2026Q3"))
    drawn = [bars(chart) for chart in charts_of(made) if len(chart.plots[0].categories) == 1]
    found = {(round(sum(value for name, value in bar if name != "Missing") * 100),
              round(sum(value for name, value in bar if name == "Missing") * 100)) for bar in drawn}  # fmt: skip
    last = gaps.groupby("target").tail(1)
    assert found == {
        (row.counted, 0 if pd.isna(row.gap) else row.gap) for row in last.itertuples() if row.counted or row.required
    }
    heads = [table for table in tables_of(made) if table[1][0] == "Counting"]
    said = [cell for table in heads for row in table[2:] for cell in row]
    for figure in gaps.itertuples():
        assert amount_words(figure.counted, approximate=bool(figure.approximate)) in [
            cell.split("\n")[0] for cell in said
        ]
        assert percent_words(figure.coverage) in said


def test_the_columns_of_change_reconcile_with_the_bridge(invented: Any) -> None:
    brief = brief_of(invented, "ALT-2", "2026Q3")
    made = written(write_slides, brief)
    chart = charts_of(made)[-1]
    below, stood, more, less = (list(series.values) for series in chart.plots[0].series)
    steps = brief.changes.steps
    for place, step in enumerate(steps):
        said = stood[place] if place in (0, len(steps) - 1) else (more[place] or 0) - (less[place] or 0)
        assert round((said or 0) * 100) == step.amount
    running = stood[0]
    for place in range(1, len(steps) - 1):
        assert (below[place] or 0) == pytest.approx(min(running, running + (more[place] or 0) - (less[place] or 0)))
        running += (more[place] or 0) - (less[place] or 0)
    assert running == pytest.approx(stood[-1])


def test_every_slide_carries_its_marks_and_its_number(brief: Brief, deck: bytes) -> None:
    slides = opened(deck).slides
    for slide in slides:
        kinds = {shape.placeholder_format.type: shape for shape in slide.placeholders}
        foot = kinds[PP_PLACEHOLDER.FOOTER].text_frame.text
        marks = (
            "OFFICIAL", "Paris Pact", "Phase Three", "Funding brief 2009Q4", "As of 31 Dec 2009", "USD", "INTERNAL",
            "09UNVIEVIENNA548 ¶10", f"Record 1 · {brief.marks.digest[:4]}", "no exchange needed",
        )  # fmt: skip
        assert [mark for mark in marks if mark not in foot] == []
        assert 'type="slidenum"' in kinds[PP_PLACEHOLDER.SLIDE_NUMBER]._element.xml
        assert slide.shapes.title.text_frame.text


def test_the_notes_carry_the_sources_with_their_places_and_the_whole_digest(brief: Brief, deck: bytes) -> None:
    for notes in notes_of(deck):
        assert "09UNVIEVIENNA548 ¶10: Cable 09UNVIEVIENNA548" in notes
        assert brief.marks.digest in notes
        assert f"tracker verify --expect 1:{brief.marks.digest}" in notes


def test_charts_and_tables_have_a_text_to_read_aloud(deck: bytes) -> None:
    told = [shape for shape in shapes_of(deck) if shape.has_chart or shape.has_table or shape.shape_type == 6]
    assert len(told) >= 8
    for shape in told:
        assert len(shape._element.xpath(".//p:cNvPr/@descr")[0]) > 20, shape.name


def test_what_is_read_aloud_begins_with_the_title_and_ends_with_the_foot(deck: bytes) -> None:
    for slide in opened(deck).slides:
        kinds = [shape.placeholder_format.type if shape.is_placeholder else None for shape in slide.shapes]
        assert kinds[0] == PP_PLACEHOLDER.TITLE
        assert kinds[-2:] == [PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER]


def test_the_properties_say_what_the_deck_was_made_from(brief: Brief, deck: bytes) -> None:
    core = opened(deck).core_properties
    assert core.title == "Paris Pact · Phase Three · Funding brief 2009Q4"
    assert (core.author, core.last_modified_by, core.language) == ("UNODC", "UNODC", "en-GB")
    assert brief.marks.digest in core.keywords
    assert "internal" in core.keywords
    assert core.created == core.modified == brief.marks.recorded_at.replace(tzinfo=None)  # type: ignore[union-attr]
    custom = dict(texts_within(deck))["docProps/custom.xml"].decode()
    assert brief.marks.digest in custom
    assert "OFFICIAL" in custom


def test_a_deck_made_again_later_and_elsewhere_is_the_same_bytes(
    brief: Brief, deck: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The zip's dates and the workbooks' creation were the moment of writing; two seconds later the bytes differed."""
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        again = written(write_slides, brief)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert again == deck


def test_no_part_holds_another_moment_than_the_records(deck: bytes) -> None:
    moments = {
        found for name, data in texts_within(deck) if name.endswith(".xml")
        for found in re.findall(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", data)
    }  # fmt: skip
    assert moments == {b"2010-01-05T09:00:00Z"}
    for file in [deck, *(data for name, data in texts_within(deck) if name.endswith(".xlsx"))]:
        with zipfile.ZipFile(io.BytesIO(file)) as parts:
            assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


HOSTILE = ["=cmd|'/c calc'!A1", "<b>Bold & Co</b> ]]>", "=1+1", "http://example.org/"]


def test_a_name_that_means_something_to_the_format_shows_as_text(tmp_path: Path) -> None:
    made = written(write_slides, brief_of(ledger_of(tmp_path, HOSTILE, ["900", "800", "700", "600"], "4000"), "F"))
    bar = charts_of(made)[0]
    assert {name for name, _ in bars(bar)} == {*HOSTILE, "Missing"}
    cells = workbook_of(bar)
    assert {cell.value for cell in cells[1][1:]} == {*HOSTILE, "Missing"}
    assert {cell.data_type for cell in cells[1][1:]} == {"s"}
    assert not any(cell.hyperlink for row in cells.rows for cell in row)
    donors = {row[0] for table in tables_of(made) for row in table if table[0][0] == "Donor"}
    assert set(HOSTILE) <= donors


def test_control_characters_leave_a_deck_that_opens(brief: Brief) -> None:
    odd = replace(brief.standings[0], who="a\x00\x07b\ud800\ufffec")
    segments = tuple(replace(one, who="a\x00\x07b") for one in brief.targets[0].segments)
    target = replace(brief.targets[0], segments=segments)
    made = written(write_slides, replace(brief, standings=(odd,), targets=(target, brief.targets[1]), lead="A\x0bB."))
    assert opened(made).slides[0].shapes.title.text_frame.text == "A�B."
    assert bars(charts_of(made)[0])[0][0] == "a��b"


@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_partners_slides_hold_no_trace_of_softer_money(partners: Any, language: str) -> None:
    made = written(write_slides, brief_of(partners, language=language))
    softer = [
        b"France",
        b"nticipat",
        b"ossible",
        b"expected",
        b"prospective",
        b"internal",
        b"INTERNAL",
    ]
    for name, data in texts_within(made):
        if not re.search(r"notesMaster|theme|slideMaster|slideLayout|styles\.xml", name):
            assert [word for word in softer if word in data] == [], name
    assert not any("2,400,000" in text or "300,000" in text for text in [said_in(made)])


@pytest.mark.parametrize("language", ["fr", "ru"])
def test_labels_amounts_and_the_files_language_follow_the_brief(view: Any, language: str) -> None:
    made = written(write_slides, brief_of(view, language=language))
    head = {"fr": "Qui en est où", "ru": "Положение доноров"}[language]
    assert head in said_in(made)
    amounts = [row[2].split("\n")[0] for row in tables_of(made)[1][1:]]
    assert amount_words(20000000, locale=language) in amounts
    assert opened(made).core_properties.language == {"fr": "fr-FR", "ru": "ru-RU"}[language]


def test_a_small_threshold_is_as_long_as_a_large_requirement(deck: bytes) -> None:
    start, full = [shape for shape in shapes_of(deck) if shape.has_chart][:2]
    assert (start.left, start.width) == (full.left, full.width)
    assert [shape.chart.value_axis.maximum_scale for shape in (start, full)] == [700000, 2900000]
    widths = [shape.chart._chartSpace.xpath(".//c:plotArea/c:layout//c:w/@val") for shape in (start, full)]
    assert widths[0] == widths[1] != []


def test_firm_is_dark_possible_and_missing_are_hatched(deck: bytes) -> None:
    fills = [series.format.fill for series in charts_of(deck)[0].plots[0].series]
    announced, anticipated, possible, missing = fills
    assert [colour(fill) for fill in (announced, anticipated)] == [
        terms.RUNG[code].colour[1:].upper() for code in ("pledged", "expected")
    ]
    assert {fill.type.name for fill in (possible, missing)} == {"PATTERNED"}
    assert str(missing.fore_color.rgb) == terms.MISSING_COLOUR[1:].upper()


def test_more_than_is_needed_is_drawn_past_the_requirement(tmp_path: Path) -> None:
    made = written(write_slides, brief_of(ledger_of(tmp_path, ["Andorra"], ["900"], "600"), "F"))
    axis = charts_of(made)[0].value_axis
    assert (axis.major_unit, axis.maximum_scale) == (600, 900)
    assert bars(charts_of(made)[0]) == [("Andorra", 900)]
    assert "$300 more than needed" in said_in(made)


def test_what_is_covered_many_times_is_not_ruled_like_a_measuring_stick(tmp_path: Path) -> None:
    """A threshold of 1 million with 80 counted had a mark for each of its 80 multiples."""
    made = written(write_slides, brief_of(ledger_of(tmp_path, ["Andorra"], ["8000"], "100"), "F"))
    assert not charts_of(made)[0].value_axis.has_major_gridlines
    assert "$100 needed" in said_in(made)


def test_an_unknown_requirement_has_a_bar_without_an_end_and_says_so(tmp_path: Path) -> None:
    made = written(write_slides, brief_of(ledger_of(tmp_path, ["Andorra"], ["900"]), "F"))
    assert bars(charts_of(made)[0]) == [("Andorra", 900)]
    assert "requirement not known" in said_in(made)
    assert not charts_of(made)[0].value_axis.has_major_gridlines, "nothing looks like a requirement"


def test_nothing_known_makes_a_short_deck_without_empty_slides(tmp_path: Path) -> None:
    made = written(write_slides, brief_of(paris(tmp_path, as_of="2008-12-31"), quarter="2008Q4"))
    assert charts_of(made) == []
    assert tables_of(made) == []
    for slide in opened(made).slides:
        assert any(shape.has_text_frame and shape.text_frame.text for shape in slide.shapes if not shape.is_placeholder)


def test_cents_stay_exact_behind_the_chart_and_in_the_table(tmp_path: Path) -> None:
    made = written(write_slides, brief_of(ledger_of(tmp_path, ["Andorra"], ["123456.78"], "9000000000.01"), "F"))
    assert bars(charts_of(made)[0]) == [("Andorra", 123456.78), ("Missing", 8999876543.23)]
    assert "123,456.78" in said_in(made)


# ── templates


def test_our_template_is_the_same_bytes_each_time_and_holds_no_slide() -> None:
    make_template.cache_clear()
    first = make_template()
    make_template.cache_clear()
    assert make_template() == first
    made = opened(first)
    assert (made.slide_width, made.slide_height, len(made.slides)) == (12192000, 6858000, 0)


@pytest.mark.parametrize("dark", [False, True])
def test_an_offices_template_gives_size_layout_and_footer_and_keeps_its_slides_to_itself(
    brief: Brief, dark: bool
) -> None:
    template = office_template(dark=dark)
    made = written(write_slides, brief, template)
    own, result = opened(template), opened(made)
    assert (result.slide_width, result.slide_height) == (own.slide_width, own.slide_height)
    assert "secret" not in said_in(made)
    assert not any(b"secret" in data for _, data in texts_within(made))
    assert {slide.slide_layout.name for slide in result.slides} == {"Разворот 5"}
    assert charts_of(made)[0].plots[0].series[0].format.fill.fore_color.rgb is not None
    assert (
        colour(charts_of(made)[0].plots[0].series[0].format.fill)
        == (terms.RUNG["pledged"].colour_dark if dark else terms.RUNG["pledged"].colour)[1:].upper()
    )


@pytest.mark.parametrize("template", ["ours", "4:3", "office", "bare"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_all_lies_inside_the_area_of_the_layout_and_nothing_overlaps(
    view: Any, tmp_path: Path, template: str, language: str
) -> None:
    made = written(
        write_slides, brief_of(view, language=language, marking="OFFICIAL – SENSITIVE"), templates()[template]
    )
    check_places(made)


def test_long_names_and_many_donors_overlap_nothing(tmp_path: Path) -> None:
    names = [f"Ministère fédéral de la coopération économique et du développement no. {n}" for n in range(40)]
    thresholds = [{"threshold": f"T{n}", "stated_on": "2009-10-01", "phase": "F", "title": f"Opening of offices in region number {n}",
                   "amount": str(1000000 * (n + 1)), "currency": "USD", "due_on": f"2010-0{n + 1}"} for n in range(6)]  # fmt: skip
    view = ledger_of(tmp_path, names, [str(7777 * (n + 1)) for n in range(40)], "9000000000", thresholds=thresholds)
    said = brief_of(view, "F", language="fr")
    for name in ("ours", "4:3"):
        check_places(written(write_slides, said, templates()[name]))


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"not a file", "no PowerPoint file"),
        (b"", "no PowerPoint file"),
        (None, "no layout with a title"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_with_its_remedy(brief: Brief, file: bytes | None, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        written(write_slides, brief, without_titles() if file is None else file or b"PK")


def test_a_template_of_powerpoints_own_kind_is_taken_and_one_with_macros_is_not(brief: Brief) -> None:
    kind = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main"
    potx = with_type(kind, kind.replace(b"presentation.main", b"template.main"))
    assert len(opened(written(write_slides, brief, potx)).slides) == 6
    with pytest.raises(RefusedError, match="macros"):
        written(write_slides, brief, with_type(kind, b"application/vnd.ms-powerpoint.presentation.macroEnabled.main"))


# ── text's room


@given(st.text(max_size=60), st.floats(6, 40), st.floats(20, 400))
def test_wider_columns_never_need_more_lines(text: str, size: float, width: float) -> None:
    letters = Letters()
    assert letters.lines(text, size, width) >= letters.lines(text, size, width * 1.5) >= 1


def test_text_is_thought_to_be_at_least_as_wide_as_arial_writes_it() -> None:
    """Widths in thousandths of a letter's size, of the typeface's published metrics: H 722, a 556, m 833, i 222."""
    assert Letters().width("Hami", 1000) >= 722 + 556 + 833 + 222
    assert Letters().width("Hami", 1000) <= 1.15 * (722 + 556 + 833 + 222)


# ── another program


def test_libreoffice_opens_the_deck_and_its_charts_show_the_numbers(deck: bytes, tmp_path: Path) -> None:
    require(
        office.PROGRAM and shutil.which("pdftotext") and has_impress(),
        "LibreOffice Impress (apt-get install libreoffice-impress-nogui) with pdftotext",
    )
    file = tmp_path / "brief.pptx"
    file.write_bytes(deck)
    pdf = office.convert([file], tmp_path, "pdf")[0]
    pages = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout.split("\f")
    assert len(pages) - 1 == len(opened(deck).slides)
    for shown in ("Russian Federation", "~100,000", "~200,000", "~2,400,000", "700,000", "2,900,000"):
        assert shown in pages[0], shown
    assert "+200,000" in pages[3]


def has_impress() -> bool:
    """Whether LibreOffice has its part for slides; Calc alone opens no deck."""
    return (Path(str(office.PROGRAM)).resolve().parent / "libslideshowlo.so").exists()


def number(text: str) -> float:
    return float(text.split("\n")[0].lstrip("~").replace(",", ""))


def bars(chart: Any) -> list[tuple[str, float]]:
    """The pieces of a bar: whose, how much."""
    return [(series.name, next(iter(series.values))) for series in chart.plots[0].series]


def colour(fill: FillFormat) -> str:
    return str(fill.fore_color.rgb)


def templates() -> dict[str, bytes | None]:
    stream = io.BytesIO()
    Presentation().save(stream)
    return {"ours": None, "4:3": stream.getvalue(), "office": office_template(), "bare": office_template(footer=False)}


def without_titles() -> bytes:
    made = Presentation()
    for layout in made.slide_layouts:
        for shape in list(layout.placeholders):
            if shape.placeholder_format.type in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
                shape._element.getparent().remove(shape._element)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def with_type(kind: bytes, other: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(make_template())) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(kind, other))
    return stream.getvalue()


def check_places(made: bytes) -> None:
    """All shapes lie on the slide, and none over another."""
    presentation = opened(made)
    for number, slide in enumerate(presentation.slides, 1):
        boxes = []
        for shape in slide.shapes:
            left, top, right, bottom = shape.left, shape.top, shape.left + shape.width, shape.top + shape.height
            assert left >= 0, (number, shape.name)
            assert top >= 0, (number, shape.name)
            assert right <= presentation.slide_width, (number, shape.name)
            assert bottom <= presentation.slide_height, (number, shape.name)
            boxes.append((shape.name, left, top, right, bottom))
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                apart = one[3] <= other[1] or other[3] <= one[1] or one[4] <= other[2] or other[4] <= one[2]
                assert apart, (number, one, other)
