"""The page Outlook: every figure says what it rests on; partners see no likelihood and no ask; a link shows the same."""

from tests.pages import Opener, cells_of, one, parts_of, said_by
from tracker import desk
from tracker.desk.what_if import Change, write_link

ON = {"as_of": "2009-12-04"}


def test_with_nothing_assumed_it_tells_a_range_and_who_is_needed(open_page: Opener) -> None:
    page = open_page(desk.data_folder(), "outlook", **ON)
    assert not page.exception
    assert parts_of(page)["masthead"]["lead"] == (
        "In cash, nothing of the $700,000 needed for June 2010 is there: $700,000 is missing."
    )
    assert "It needs at least about $200,000 from someone who is not on the ladder yet." in said_by(page)
    answers = cells_of(page, "answers")
    assert [row[1:] for row in answers] == [
        ["0", "700,000"],
        ["200,000", "500,000"],
        ["~500,000", "~200,000"],
        ["", "—"],
    ]
    asides = [row["cells"][0]["aside"] for row in parts_of(page)["answers"]["rows"]]
    assert asides[-1] == "nobody stated a likelihood, and none is assumed"
    assert all(asides)
    likelihoods = [row["cells"][2] for row in parts_of(page)["hinges"]["rows"]]
    assert [(cell["text"], cell["aside"]) for cell in likelihoods] == [("—", "not stated")] * 3
    assert cells_of(page, "asks")[-1][1] == "500,000"
    assert "ask-sheet" in parts_of(page)


def test_a_link_with_assumptions_and_a_scenario_shows_them_and_their_figures(open_page: Opener) -> None:
    """Russia 0.9, France announced 0.9, the United States 0.3 and 200,000 more from Russia at 0.5: 0.1215."""
    changes = [Change("FRA-PPI-3", "", {"status": "pledged"}),
               Change("", "RUS", {"status": "expected", "amount": "200000", "likelihood": "0.5"})]  # fmt: skip
    page = open_page(
        desk.data_folder(), "outlook", **ON, assume="pledged:0.9,expected:0.6,prospective:0.3,received:1,pledged:x",
        scenario=write_link(changes),
    )  # fmt: skip
    assert not page.exception
    assert cells_of(page, "answers")[-1][-1] == "12.2\u00a0%"
    assert [row[-1] for row in cells_of(page, "compared")] == ["0\u00a0%", "12.2\u00a0%"]
    assert "SCENARIO What if" in said_by(page)
    assert any("“My own” \\(announced 90\\.0" in caption.value for caption in page.caption)
    assert one(page.query_params["scenario"]) == write_link(changes)


def test_a_link_that_does_not_fit_is_said_and_left_out(open_page: Opener) -> None:
    page = open_page(desk.data_folder(), "outlook", **ON, scenario="nonsense")
    assert not page.exception
    assert "does not fit" in page.warning[0].value
    assert cells_of(page, "answers")[0][1:] == ["0", "700,000"]


def test_partners_see_neither_likelihood_nor_ask_nor_scenario(open_page: Opener) -> None:
    link = write_link([Change("FRA-PPI-3", "", {"status": "pledged"})])
    page = open_page(
        desk.data_folder(), "outlook", role="partner", **ON, assume="pledged:0.9", scenario=link, audience="internal"
    )
    assert not page.exception
    assert [row[1:] for row in cells_of(page, "answers")] == [["0", "700,000"], ["200,000", "500,000"]]
    assert {"hinges", "asks", "compared", "record", "new"} & set(parts_of(page)) == set()
    said = said_by(page)
    for word in ("ikelihood", "Who could close", "What if", "90.0", "France", "United States"):
        assert word not in said.replace("likelihoods, notes", "")
