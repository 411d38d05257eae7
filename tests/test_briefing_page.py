"""Briefing: a quarter's pack is seen, taken away and issued once; made only when it is asked for, and for whom it is."""

import io
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import NOW, Opener, cells_of, one, parts_of, said_by
from tests.visitors import soft_words
from tracker import desk
from tracker.dashboard.briefing import issuing, order
from tracker.desk.briefs import Wanted
from tracker.desk.issuing import zip_pack
from tracker.desk.packs import FORMS, make_pack
from tracker.ledger import open_ledger

PARIS = desk.data_folder()
SLIDES = "tracker.briefing.pack.slides"


SLOW = ("pptx", "xlsx")
"""The forms that most tests leave out: how they are made is not this page's, and has tests of its own."""


@pytest.fixture(autouse=True)
def _few_forms(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for form in SLOW:
        if "every_form" not in request.fixturenames:
            monkeypatch.delitem(FORMS, form)


@pytest.fixture
def every_form() -> None:
    """Leaves no form out."""


def open_briefing(open_page: Opener, **asked: Any) -> AppTest:
    page = open_page(PARIS, "briefing", **{"as_of": "2009-12-04", "phase": "PPI-3", **asked})
    assert not page.exception
    return page


def head(page: AppTest) -> dict[str, Any]:
    found: dict[str, Any] = parts_of(page)["masthead"]
    return found


def text_of(page: AppTest) -> str:
    return str(parts_of(page)["briefing-text"]["text"])


def button(page: AppTest, key: str) -> Any:
    return next((one for one in page.main if getattr(one, "key", None) == key), None)


def make(page: AppTest) -> AppTest:
    page.button(key="briefing-make").click().run()
    assert not page.exception
    return page


def packs_of(tmp_path: Path) -> list[Any]:
    with open_ledger(f"sqlite:///{tmp_path / 'a.db'}") as ledger:
        return ledger.packs()


def test_the_quarter_is_the_one_of_the_date_and_the_pack_is_as_of_its_end(open_page: Opener) -> None:
    page = open_briefing(open_page)
    assert head(page)["lead"] == "2009Q4 · The start is not yet covered."
    assert "at least about $200,000 is missing" in head(page)["rest"]
    assert "as of 31 Dec 2009, the end of 2009Q4" in head(page)["next"]
    assert "only chooses the quarter" in head(page)["next"]
    assert page.selectbox(key="briefing-quarter").options[-1] == "2009Q4"
    assert page.button(key="briefing-earlier").disabled
    assert "Who stands where" in text_of(page) or "WHO STANDS WHERE" in text_of(page)


def test_quarter_by_quarter_the_date_goes_along(open_page: Opener) -> None:
    page = open_briefing(open_page)
    page.button(key="briefing-later").click().run()
    assert head(page)["lead"].startswith("2010Q1 · ")
    assert one(page.query_params["as_of"]) == "2010-03-31"
    assert "only chooses" not in head(page)["next"]
    page.selectbox(key="briefing-quarter").set_value("2010Q3").run()
    assert head(page)["lead"].startswith("2010Q3 · ")
    assert one(page.query_params["as_of"]) == "2010-09-30"
    page.button(key="briefing-earlier").click().run()
    assert head(page)["lead"].startswith("2010Q2 · ")


def test_the_next_quarter_is_laid_out_for_who_leafs_through_them(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[str] = []

    def note(view: desk.View, wanted: Wanted, **how: Any) -> Any:
        laid_out.append(wanted.quarter)
        return make_pack(view, wanted, **how)

    monkeypatch.setattr(order, "make_pack", note)
    page = open_briefing(open_page, as_of="2012-01-31")
    page.button(key="briefing-earlier").click().run()
    until = time.monotonic() + 30
    while len(laid_out) < 3 and time.monotonic() < until:
        time.sleep(0.02)
    assert laid_out == ["2012Q1", "2011Q4", "2011Q3"]
    page.button(key="briefing-earlier").click().run()
    assert head(page)["lead"].startswith("2011Q3 · ")
    assert laid_out.count("2011Q3") == 1


def test_a_date_in_a_quarter_that_has_not_begun_gets_the_one_that_is_on(open_page: Opener) -> None:
    page = open_briefing(open_page, as_of="2099-05-01")
    assert "is in a quarter that has not begun" in head(page)["next"]
    assert "not over" in head(page)["next"]
    assert page.button(key="briefing-later").disabled


def test_a_date_before_every_fact_is_said_in_the_packs_own_words(open_page: Opener) -> None:
    page = open_briefing(open_page, as_of="2004-02-01")
    assert head(page)["lead"].startswith("2004Q1 · ")
    assert page.selectbox(key="briefing-quarter").options[-2:] == ["2009Q4", "2004Q1"]


def test_only_what_is_shown_is_made_before_it_is_asked_for(open_page: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def note(*args: Any, **how: Any) -> Any:
        asked.append(list(how["forms"]))
        return make_pack(*args, **how)

    monkeypatch.setattr(order, "make_pack", note)
    page = open_briefing(open_page, phase="PPI-2")
    assert asked == [["png", "txt"]]
    assert button(page, "briefing-png-save-1") is not None
    assert button(page, "briefing-pdf-save-1") is None
    page.button(key="briefing-pdf-make").click().run()
    assert asked == [["png", "txt"], ["pdf"]]
    assert button(page, "briefing-pdf-save-1") is not None
    page.run()
    assert len(asked) == 2
    page.selectbox(key="phase").set_value("PPI-3").run()
    assert button(page, "briefing-pdf-save-1") is None, "of another pack it is another file"


@pytest.mark.usefixtures("every_form")
def test_one_button_makes_the_pack_as_the_command_line_does(open_page: Opener) -> None:
    """Also for a reader whose own numbers are written otherwise."""
    page = make(open_briefing(open_page, locale="de-DE"))
    made = page.session_state["briefing-made"].whole
    assert button(page, "briefing-make") is None
    assert all(button(page, f"briefing-{form}-save-1") for form in FORMS)
    again = make_pack(made.view, made.wanted, phase="PPI-3", forms=FORMS)
    assert made.digests == again.digests
    assert "$200,000" in text_of(page)
    with zipfile.ZipFile(io.BytesIO(zip_pack(made).data)) as archive:
        assert sorted(archive.namelist()) == sorted(made.digests)


def test_language_paper_subject_and_marking_are_chosen(open_page: Opener) -> None:
    page = open_briefing(open_page)
    page.button_group(key="briefing-language").set_value("fr").run()
    page.button_group(key="briefing-paper").set_value("wide").run()
    page.text_input(key="briefing-marking").set_value("FOR OFFICIAL USE ONLY").run()
    assert not page.exception
    assert text_of(page).startswith("FOR OFFICIAL USE ONLY")
    assert "31 décembre 2009" in text_of(page) or "31 déc. 2009" in text_of(page)
    page.button_group(key="briefing-of").set_value("all").run()
    assert not page.exception
    assert page.session_state["briefing-made"].forms["txt"][0].name == "portfolio-2009Q4-internal-fr.txt"


def test_a_pack_is_issued_after_a_second_question_and_is_the_same_afterwards(open_page: Opener, tmp_path: Path) -> None:
    page = open_briefing(open_page, role="editor")
    assert button(page, "briefing-issue-ask") is None, "what is issued is what was made"
    make(page).button(key="briefing-issue-ask").click().run()
    assert packs_of(tmp_path) == []
    page.button(key="briefing-issue-no").click().run()
    page.button(key="briefing-issue-ask").click().run()
    page.button(key="briefing-issue-yes").click().run()
    assert not page.exception
    (pack,) = packs_of(tmp_path)
    assert [told.value for told in page.success] == [f"Issued in changeset {pack.issued_in}."]
    assert pack.files == page.session_state["briefing-made"].whole.digests, "and it can still be saved"
    assert button(page, "briefing-issue-ask") is None
    line = cells_of(page, "briefing-issued")[0]
    assert [line[0], line[2], line[3], line[7]] == ["2009Q4", "INTERNAL", "English", "Editor"]


def test_pressed_twice_it_is_written_once(open_page: Opener, tmp_path: Path) -> None:
    page = make(open_briefing(open_page))
    asked = page.session_state["briefing-issue"]
    with open_ledger(f"sqlite:///{tmp_path / 'a.db'}") as ledger:
        chosen: Any = SimpleNamespace(view=SimpleNamespace(ledger=ledger), reader=desk.Actor("Ada"))
        for _ in range(2):
            issuing._issue(chosen, asked)
    assert (len(packs_of(tmp_path)), asked.changeset, asked.said) == (1, 2, "")


@pytest.mark.parametrize("role", ["viewer", "partner"])
def test_only_editors_issue(open_page: Opener, role: str) -> None:
    page = open_briefing(open_page, role=role)
    assert button(page, "briefing-issue-ask") is None
    assert any(text.value.startswith("Issuing is for editors") for text in page.text)


def test_a_role_that_was_taken_issues_nothing(open_page: Opener, tmp_path: Path) -> None:
    page = make(open_briefing(open_page, role="editor"))
    page.button(key="briefing-issue-ask").click().run()
    with open_ledger(f"sqlite:///{tmp_path / 'a.db'}") as ledger:
        grant = next(one for one in ledger.grants() if one.role == "editor")
        desk.give_role(ledger, grant.issuer, grant.subject, "viewer", name="Editor", author="test", now=NOW)
    page.button(key="briefing-issue-yes").click().run()
    assert packs_of(tmp_path) == []


def test_what_was_known_earlier_is_looked_at_and_not_issued(open_page: Opener) -> None:
    page = open_briefing(open_page, known_at="1")
    assert any("known earlier" in text.value for text in page.text)
    assert button(page, "briefing-issue-ask") is None


def test_partners_get_their_own_pack_and_are_told_of_theirs(open_page: Opener, tmp_path: Path) -> None:
    page = make(open_briefing(open_page, role="editor"))
    page.button(key="briefing-issue-ask").click().run()
    page.button(key="briefing-issue-yes").click().run()
    partner = open_page(f"sqlite:///{tmp_path / 'a.db'}", "briefing", role="partner", as_of="2009-12-04", phase="PPI-3")
    assert "briefing-issued" not in parts_of(partner)
    make(page.button_group(key="audience").set_value("partners").run())
    page.button(key="briefing-issue-ask").click().run()
    page.button(key="briefing-issue-yes").click().run()
    partner = open_page(f"sqlite:///{tmp_path / 'a.db'}", "briefing", role="partner", as_of="2009-12-04", phase="PPI-3")
    lines = cells_of(partner, "briefing-issued")
    assert [(line[0], line[2]) for line in lines] == [("2009Q4", "PARTNERS")]
    assert "Editor" not in str(lines)
    assert soft_words(said_by(partner)) == []
    assert soft_words(text_of(partner)) == []


def test_the_presentation_view_is_the_wide_page_alone(open_page: Opener) -> None:
    page = open_briefing(open_page, present="1")
    assert not page.button
    assert not page.subheader
    assert head(page)["lead"].startswith("2009Q4 · ")
    (picture,) = [element for element in page.main if element.type == "image"]
    assert "The start is not yet covered" in picture.proto.imgs[0].alt
