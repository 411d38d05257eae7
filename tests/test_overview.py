"""The first page without a browser: what it says of each ledger, and that no address makes it fall over."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.pages import Opener, cells_of, folder_of, parts_of, said_by
from tracker import desk, terms
from tracker.dashboard.paint import DARK, LIGHT, contrast
from tracker.exchange.folder import read_folder
from tracker.ledger import create_ledger


@pytest.fixture
def open_page(read_page: Opener) -> Opener:
    """No test here records anything."""
    return read_page


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
    for phase in phases_of(name)[:: 1 if name == "paris-pact" else 3]:
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
    assert "on the page Record" in page.info[0].value


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
