"""The first page without a browser: what it says of each ledger, and that no address makes it fall over."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.pages import NOW, Opener, cells_of, folder_of, parts_of, pledges_of, said_by
from tracker import desk, terms
from tracker.briefing.calendar import Entry
from tracker.dashboard.overview.strip import Mark, draw_strip, find_span, place_labels
from tracker.dashboard.paint import DARK, LIGHT, ROOM, contrast
from tracker.desk.daily import daily_timeline
from tracker.exchange.folder import read_folder
from tracker.ledger import create_ledger, open_ledger


def test_the_paris_pact_shows_the_figures_of_the_cable(open_page: Opener) -> None:
    page = open_page(desk.data_folder())
    assert not page.exception
    assert cells_of(page, "rungs") == [
        ["Received", "0", "700,000", "0\u00a0%", "2,900,000", "0\u00a0%"],
        ["+ Signed", "0", "700,000", "0\u00a0%", "2,900,000", "0\u00a0%"],
        ["+ Announced", "200,000", "500,000", "28.6\u00a0%", "2,700,000", "6.9\u00a0%"],
        ["+ Anticipated", "400,000", "300,000", "57.1\u00a0%", "2,500,000", "13.8\u00a0%"],
        ["+ Possible", "~500,000", "~200,000", "71.4\u00a0%", "~2,400,000", "17.2\u00a0%"],
    ]
    masthead = parts_of(page)["masthead"]
    assert masthead["lead"] == "The start is not yet covered."
    assert masthead["rest"] == (
        "Nothing is received or signed; $200,000 is announced of the $700,000 needed for June 2010. "
        "Counting everything in sight, at least about $200,000 is missing."
    )
    assert page.caption[0].value == "As of 2009-12-04, the date of the newest fact: it is over a year old."


def phases_of(name: str) -> list[str]:
    return sorted(read_folder(desk.data_folder(name)).frames["phases"]["phase"])


@pytest.mark.parametrize("audience", list(terms.AUDIENCES))
@pytest.mark.parametrize("name", ["paris-pact", "example"])
def test_every_phase_can_be_looked_at(open_page: Opener, name: str, audience: str) -> None:
    for phase in phases_of(name):
        page = open_page(desk.data_folder(name), phase=phase, audience=audience)
        assert not page.exception, phase
        assert page.query_params["phase"] == phase
        assert parts_of(page)["masthead"]["lead"], phase
        assert len(cells_of(page, "rungs")) == (3 if audience == "partners" else 5)


def test_partners_get_nothing_softer_than_announced_money(open_page: Opener) -> None:
    page = open_page(desk.data_folder(), audience="partners")
    assert [row[1] for row in cells_of(page, "rungs")] == ["0", "0", "200,000"]
    # The one public source is a cable of the United States' mission, and says so.
    said = said_by(page).replace("United States Mission to International Organizations", "")
    for word in (
        "France",
        "FRA-",
        "United States",
        "USA",
        "400,000",
        "100,000",
        "~$",
        "Anticipated",
        "Possible",
    ):
        assert word not in said, word
    assert "Russian Federation" in said


def test_an_empty_ledger_says_how_to_begin(open_page: Opener, tmp_path: Path) -> None:
    create_ledger(f"sqlite:///{tmp_path / 'empty.db'}")
    page = open_page(f"sqlite:///{tmp_path / 'empty.db'}")
    assert not page.exception
    assert "tracker init" in page.info[0].value


def test_a_phase_without_money_or_requirement_says_so(open_page: Opener, tmp_path: Path) -> None:
    rows = {"initiatives": ["I,Harbours,UNODC,USD,,,"], "phases": ["F,I,First,,,,"]}
    page = open_page(folder_of(tmp_path / "one", **rows))
    assert not page.exception
    assert parts_of(page)["masthead"]["lead"] == "What is needed is not known."
    assert cells_of(page, "standings")[0][0] == "Nobody so far"


def test_an_initiative_without_phases_says_so(open_page: Opener, tmp_path: Path) -> None:
    page = open_page(folder_of(tmp_path / "bare", initiatives=["I,Harbours,UNODC,USD,,,"]))
    assert not page.exception
    assert len(page.info) == 1


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({"phase": "NONE"}, {"phase": "PPI-3"}),
        ({"initiative": "NONE"}, {"initiative": "PPI", "phase": "PPI-3"}),
        ({"initiative": "NONE", "phase": "PPI-1"}, {"initiative": "PPI", "phase": "PPI-1"}),
        ({"audience": "everybody"}, {"audience": "partners"}),
        ({"audience": ""}, {"phase": "PPI-3"}),
        ({"as_of": "2009"}, {"as_of": "2009-12-31"}),
        ({"as_of": "1950-01-01"}, {"as_of": "1990-01-01"}),
        ({"as_of": ""}, {"as_of": "2009-12-04"}),
        ({"known_at": "1"}, {"known_at": "1"}),
        ({"nonsense": "<b>"}, {"phase": "PPI-3"}),
    ],
)
def test_a_strange_address_opens_something_sensible(
    open_page: Opener, asked: dict[str, str], kept: dict[str, str]
) -> None:
    page = open_page(desk.data_folder(), **asked)
    assert not page.exception
    assert not page.error
    assert kept.items() <= {name: one(page.query_params[name]) for name in page.query_params}.items()


def one(value: str | list[str]) -> str:
    return value if isinstance(value, str) else value[0]


@pytest.mark.parametrize(
    ("asked", "remedy"),
    [
        ({"as_of": "yesterday"}, "write it as 2009-12-04"),
        ({"as_of": "2009-13-45"}, "write it as 2009-12-04"),
        ({"known_at": "99"}, "the newest is 1"),
        ({"known_at": "soon"}, "write 14 or 2009-12-04"),
    ],
)
def test_a_date_that_is_none_is_told_with_its_remedy(open_page: Opener, asked: dict[str, str], remedy: str) -> None:
    page = open_page(desk.data_folder(), **asked)
    assert not page.exception
    assert page.error[0].value == "The ledger cannot be shown."
    assert remedy in page.text[0].value


def test_before_the_first_record_everything_is_empty_and_said(open_page: Opener) -> None:
    page = open_page(desk.data_folder(), known_at="2020-01-01")
    assert not page.exception
    assert any("Nothing had been recorded" in caption.value for caption in page.caption)


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b""])
def test_a_foreign_file_is_refused_in_words(open_page: Opener, tmp_path: Path, content: bytes) -> None:
    foreign = tmp_path / "foreign.db"
    foreign.write_bytes(content)
    page = open_page(f"sqlite:///{foreign}")
    assert not page.exception
    assert page.error[0].value == "The ledger cannot be shown."
    assert "foreign.db" in page.text[0].value
    assert foreign.read_bytes() == content


def test_a_ledger_in_a_missing_folder_is_refused_in_words(open_page: Opener, tmp_path: Path) -> None:
    page = open_page(f"sqlite:///{tmp_path / 'nowhere' / 'a.db'}")
    assert not page.exception
    assert page.error[0].value == "The ledger cannot be shown."
    assert page.text[0].value


def test_a_missing_ledger_is_begun_with_the_paris_pact(open_page: Opener, tmp_path: Path) -> None:
    page = open_page(f"sqlite:///{tmp_path / 'new.db'}")
    assert not page.exception
    assert one(page.query_params["phase"]) == "PPI-3"
    assert (tmp_path / "new.db").exists()


def test_a_hundred_thousand_pledges_are_drawn(open_page: Opener, tmp_path: Path) -> None:
    donors = [f"D{i},Donor {i},,other,,," for i in range(500)]
    starts = [
        f"P{i},20{10 + i % 16}-0{1 + i % 9}-1{i % 10},{terms.PROMISES[i % 4]},F{i % 20},D{i % 500},"
        f"{1000 + i}.{i % 100:02},USD"
        for i in range(100_000)
    ]
    folder = folder_of(
        tmp_path / "many", donors=donors, pledges=pledges_of(*starts),
        initiatives=["I,Harbours,UNODC,USD,,,"],
        phases=[f"F{i},I,Phase {i},,,," for i in range(20)],
        budgets=[f"F{i},2010-01-01,,,,900000000,USD,,," for i in range(20)],
    )  # fmt: skip
    page = open_page(folder, timeout=120, phase="F7")
    assert not page.exception
    assert len(said_by(page)) < 6_000_000
    shutil.rmtree(folder)


# What an ordinary screen says besides


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a ledger that holds the example, made once."""
    url = f"sqlite:///{tmp_path_factory.mktemp('example') / 'a.db'}"
    desk.start_ledger(url, desk.data_folder("example"), author="test", now=NOW)
    return url


def test_a_promise_that_nobody_confirmed_lately_is_marked(open_page: Opener, example: str) -> None:
    page = open_page(example, phase="LAB-2", as_of="2026-11-22")
    asides = {
        (row["cells"][0]["text"], row["cells"][1]["text"]): row["cells"][4].get("aside", "")
        for row in parts_of(page)["standings"]["rows"]
    }
    # The last word on Japan's signed money is of 12 May 2026, 194 days before; on Germany's of 22 September.
    assert asides["Japan", "Signed"] == "not confirmed for 194 days"
    assert asides["Germany", "Signed"] == ""
    assert asides["Japan", "Received"] == ""


def test_the_budget_is_told_by_component_and_by_year_where_it_has_them(open_page: Opener, example: str) -> None:
    page = open_page(example, phase="LAB-2", as_of="2026-11-22")
    components = cells_of(page, "components")
    assert components[0][:5] == ["Equipment", "2,300,000", "332,903.23", "1,339,826.31", "1,339,826.31"]
    assert components[-1][0] == "Unearmarked"
    assert cells_of(page, "periods") == [
        ["2027", "2,500,000", "0"], ["2028", "2,000,000", "0"], ["2029", "1,500,000", "0"],
        ["Received at other times", "", "632,903.23"],
    ]  # fmt: skip
    assert not {"components", "periods"} & set(parts_of(open_page(example, phase="BLO-2")))


def test_what_changed_is_told_since_the_quarter_before_or_since_any_day(open_page: Opener) -> None:
    page = open_page(desk.data_folder())
    assert parts_of(page)["changes"]["caption"] == "Changed since 30 September 2009"
    assert [row[2] for row in cells_of(page, "changes")] == ["+200,000", "+200,000", "+100,000", "+2,900,000"]
    chooser = next(one for one in page.date_input if one.label == "Changes since")
    page = chooser.set_value(date(2009, 11, 27)).run()
    assert not page.exception
    assert parts_of(page)["changes"]["caption"] == "Changed since 27 November 2009"
    assert cells_of(page, "changes") == [["Nothing", "", ""]]


def test_talking_points_are_offered_overall_and_for_each_donor(open_page: Opener) -> None:
    page = open_page(desk.data_folder())
    points = parts_of(page)["points"]
    assert points["points"][0].startswith("The start is not yet covered.")
    assert points["copy"].startswith("Paris Pact, Phase Three\n• The start")
    assert "INTERNAL · Record 1" in points["closing"]
    chooser = next(one for one in page.selectbox if one.label == "Talking points")
    assert list(chooser.options) == ["Overall", "France", "Russian Federation", "United States"]
    page = chooser.set_value("FRA").run()
    points = parts_of(page)["points"]
    assert points["points"][0] == "France: nothing is received, signed or announced; $200,000 is anticipated."
    assert points["copy"].startswith("Paris Pact, Phase Three: France\n")


def test_the_presentation_view_shows_the_answer_and_nothing_to_press_or_type(open_page: Opener, example: str) -> None:
    """Of LAB-2's ten standings the eight largest are there, the rest as one row, and what is missing."""
    page = open_page(example, phase="LAB-2", as_of="2026-11-22", present="1")
    assert not page.exception
    assert set(parts_of(page)) == {"masthead", "rungs", "standings"}
    assert not page.selectbox
    assert not page.date_input
    rows = cells_of(page, "standings")
    assert [row[0] for row in rows[8:]] == ["2 more", "Nobody yet, in full"]
    assert rows[8][2] == "270,000"


def test_one_phase_s_days_are_those_of_the_whole_timeline(example: str) -> None:
    with open_ledger(example) as ledger:
        view = desk.look(ledger, today=date(2026, 11, 22))
        for phase in ("BLO-2", "TRT-P"):
            whole = desk.timeline(view, "day", None, phase, requirement=True)
            assert daily_timeline(view, phase).equals(whole)


# The line of time


def entries(*texts: str) -> list[Entry]:
    return [Entry(on, on, "", f"What happens on {on}", kind) for on, kind in (text.split() for text in texts)]


MANY = ["2026-12-01 meeting", "2026-12-02 meeting", "2026-12-02 deadline", "2027-01 meeting", "2027 meeting",
        "2029-06-01 phase"]  # fmt: skip


@pytest.mark.parametrize("room", list(ROOM.values()))
def test_no_words_on_the_line_of_time_overlap_and_no_line_crosses_them(room: int) -> None:
    marks = [Mark(date(2026, 11, 1) + timedelta(days=9 * i * i), date(2027, 1, 1), "W" * (9 + 3 * (i % 4)), "", "meeting")
             for i in range(7)]  # fmt: skip
    start = date(2026, 11, 1)
    span = find_span(marks, start, room)
    place_labels(marks, span, room)
    for one in marks:
        width = span * (len(one.label) / (room * 1.06))
        assert one.first + width <= start + span
        for other in marks:
            if one is not other and one.first <= other.first < one.first + width:
                # The line up to the other's label passes where the words of this one stand: it has to end below them.
                assert other.lane < one.lane


@pytest.mark.parametrize("room", list(ROOM.values()))
def test_a_line_of_time_is_drawn_of_any_dates(room: int) -> None:
    money = ["2026-10-15 overdue", "2026-12-15 due", "2026-12-15 due", "2027-02 needed"]
    for texts in ([], MANY, money, [*MANY, *money], ["2026 meeting"], ["2026-11-22 due"]):
        figure = draw_strip("Phase: dates", entries(*texts), date(2026, 11, 22), LIGHT, "USD", room)
        said = [annotation.text for annotation in figure.layout.annotations]
        assert any("As of 22 Nov 2026" in text for text in said)
        assert sum("What h" in text for text in said) == len(set(texts))


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_word_on_a_picture_can_be_read(colours: Any) -> None:
    """WCAG AA: 4.5 to 1 between words and their ground; and the ladder darkens as it firms."""
    for code in terms.RUNGS:
        ground = colours.rung(code)
        assert contrast(colours.on(ground), ground) >= 4.5, code
    for ink in (colours.text, colours.faint, colours.missing):
        assert contrast(ink, colours.page) >= 4.5, ink
    lightness = [contrast("#000000", colours.rung(code)) for code in terms.RUNGS]
    assert lightness == sorted(lightness)
    assert pd.Series(lightness).is_unique
