"""What stands around every page: what was chosen stays, links win, the reader's locale, the presentation view."""

from pathlib import Path

import pytest

from tests.pages import Opener, cells_of, folder_of, one, parts_of, turn_to
from tracker import desk
from tracker.briefing.names import donor_names
from tracker.briefing.words import amount_words, date_words, money_words, reader_locale, said_date, speak_to
from tracker.dashboard.page import plain_markdown
from tracker.exchange.folder import read_folder


@pytest.fixture
def open_page(read_page: Opener) -> Opener:
    """No test here records anything."""
    return read_page


@pytest.fixture(autouse=True)
def _speak_plainly() -> None:
    speak_to(None)


def test_a_reader_gets_numbers_dates_and_countries_in_their_own_way(open_page: Opener) -> None:
    page = open_page(desk.data_folder(), locale="de-DE")
    assert cells_of(page, "rungs")[2][:3] == ["+ Announced", "200.000", "500.000"]
    standings = cells_of(page, "standings")
    assert [row[0] for row in standings][:3] == ["Russland", "Frankreich", "Vereinigte Staaten"]
    assert standings[0][4] == "27. Nov. 2009"
    # The sentence is English, and so are the months in it; its numbers are those of the tables beside it.
    rest = parts_of(page)["masthead"]["rest"]
    assert "200.000 is announced of the $700.000 needed for June 2010" in rest


@pytest.mark.parametrize(
    ("tag", "locale"), [("de-CH", "de_CH"), ("fr", "fr"), ("xx-XX", "en"), ("", "en"), (None, "en"), ("%%", "en")]
)
def test_an_unknown_language_is_read_as_english(tag: str | None, locale: str) -> None:
    speak_to(tag)
    assert reader_locale() == locale


def test_an_american_reads_the_month_first_and_everybody_else_does_not() -> None:
    speak_to("en-US")
    assert date_words("2009-12-04", short=True) == "Dec 4, 2009"
    assert said_date("2009-12-04") == "December 4, 2009"
    speak_to("fr-FR")
    assert date_words("2009-12-04", short=True) == "4 déc. 2009"
    assert said_date("2009-12-04") == "4 December 2009"
    assert amount_words(290_000_000).replace("\u202f", " ") == "2 900 000"
    speak_to(None)
    assert money_words(20_000_000, "USD") == "$200,000"


def test_only_states_are_called_otherwise_in_other_languages() -> None:
    donors = read_folder(desk.data_folder("example")).frames["donors"]
    speak_to("fr")
    names = donor_names(donors)
    assert names["DEU"] == "Allemagne"
    assert names["USA-INL"] == "United States, INL"


def test_no_address_and_no_icon_is_left_for_markdown_to_find() -> None:
    """They are looked for in what is left after escapes were read: each has to be parted, not only escaped."""
    joiner = "\N{WORD JOINER}"
    assert plain_markdown("*a*") == "\\*a\\*"
    assert plain_markdown("HTTPS://x") == f"HTTPS\\:{joiner}//x"
    assert plain_markdown("www.x") == f"www{joiner}\\.x"
    assert plain_markdown("a@b.c") == f"a@{joiner}b\\.c"
    assert plain_markdown(":material/home:") == f"\\:{joiner}material/home\\:"
    assert plain_markdown("12:30, France") == "12\\:30, France"


def test_donors_of_one_name_are_told_apart_by_their_codes() -> None:
    """A field to choose from knows its options by their words: of two alike it would give the wrong donor."""
    donors = read_folder(desk.data_folder("example")).frames["donors"].iloc[:3]
    donors = donors.assign(donor=["A", "B", "C"], name=["Harbour Fund", "Harbour Fund", "Port"], country="")
    assert donor_names(donors) == {"A": "Harbour Fund (A)", "B": "Harbour Fund (B)", "C": "Port"}


def test_phases_of_one_title_are_told_apart(open_page: Opener, tmp_path: Path) -> None:
    phases = ["F,I,Phase,,,,", "G,I,Phase,,,,", "H,I,Last,,,,"]
    folder = folder_of(tmp_path / "one", initiatives=["I,Harbours,UNODC,USD,,,"], phases=phases)
    page = open_page(folder, "overview", phase="F")
    assert page.selectbox(key="phase").options == ["Phase (F)", "Phase (G)", "Last"]
    assert page.selectbox(key="initiative").options == ["Harbours"]


def test_what_was_chosen_stays_on_the_next_page(open_page: Opener, tmp_path: Path) -> None:
    """The navigation drops the address; the phase, the date and the audience stay."""
    asked = {"phase": "LAB-2", "as_of": "2026-06-30", "audience": "partners"}
    page = open_page(desk.data_folder("example"), "overview", **asked)
    turn_to(page, "method")
    assert {name: one(page.query_params[name]) for name in page.query_params} == {
        "as_of": "2026-06-30", "audience": "partners",
    }  # fmt: skip
    turn_to(page, "overview")
    found = {name: one(page.query_params[name]) for name in page.query_params}
    assert found == {"initiative": "LAB", **asked}


def test_a_link_wins_over_what_was_chosen(open_page: Opener) -> None:
    """So do the browser's back button and a page's own links, which all change the address."""
    page = open_page(desk.data_folder("example"), "overview", phase="LAB-2")
    assert one(page.query_params["phase"]) == "LAB-2"
    page.query_params["initiative"] = "ALT"
    page.query_params["phase"] = "ALT-1"
    page.run()
    assert not page.exception
    assert [box.value for box in page.selectbox][:2] == ["ALT", "ALT-1"]


def test_a_choice_wins_over_the_address_it_was_made_on(open_page: Opener) -> None:
    page = open_page(desk.data_folder("example"), "overview", phase="LAB-2")
    page.selectbox(key="initiative").set_value("ALT").run()
    assert one(page.query_params["phase"]) == "ALT-2"
    page.selectbox(key="phase").set_value("ALT-1").run()
    assert one(page.query_params["phase"]) == "ALT-1"
    assert page.selectbox(key="initiative").value == "ALT"


def test_several_initiatives_open_on_the_portfolio_and_one_on_its_overview(open_page: Opener, tmp_path: Path) -> None:
    page = open_page(desk.data_folder("example"))
    assert "phase" not in page.query_params
    assert "masthead" in parts_of(page)
    assert "rungs" not in parts_of(page)
    page = open_page(desk.data_folder("example"), phase="LAB-2")
    assert "rungs" in parts_of(page)


def test_the_presentation_view_has_no_choices_and_keeps_what_was_chosen(open_page: Opener) -> None:
    page = open_page(desk.data_folder("example"), "overview", phase="LAB-2", present="1")
    assert not page.exception
    assert not page.selectbox
    assert not page.date_input
    assert parts_of(page)["masthead"]["present"] is True
    assert one(page.query_params["phase"]) == "LAB-2"


def test_an_earlier_record_is_said_and_has_a_way_back(open_page: Opener, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "one", initiatives=["I,Harbours,UNODC,USD,,,"], phases=["F,I,First,,,,"])
    page = open_page(folder, known_at="2020-01-01")
    assert any("Nothing had been recorded" in caption.value for caption in page.caption)
    page.button(key="known-now").click().run()
    assert not page.exception
    assert "known_at" not in page.query_params
    assert one(page.query_params["phase"]) == "F"


@pytest.mark.parametrize(
    ("data", "path"), [("paris-pact", "overview"), ("paris-pact", "portfolio"), ("example", "portfolio")]
)
def test_a_page_answers_by_its_name_also_where_it_is_the_first(open_page: Opener, data: str, path: str) -> None:
    """A link to `/overview` said "Page not found" in a ledger of one initiative, whose Overview is at the root."""
    page = open_page(desk.data_folder(data), path)
    assert not page.exception
    assert ("rungs" in parts_of(page)) == (path == "overview")
    assert parts_of(page)["masthead"]["lead"]
