"""Every page, for every reader, on every sort of ledger: it says something, falls over nowhere, and stays small."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.bench.pages import make_ledger
from tests.pages import Opener, folder_of, parts_of, pledges_of, said_by, turn_to
from tests.visitors import PUBLIC_TITLE, SOFT
from tracker import desk
from tracker.dashboard.frame import PAGES
from tracker.ledger import create_ledger

SECTIONS = {
    "record": ("record-section", {"Tables": "Tables", "Files": "Files", "Downloads": "Downloads"}),
    "changes": ("changes-part", {"As recorded on": "recorded", "The log": "log"}),
}
"""The choice of a page's parts, and the parts besides its first: as they are called, and their values."""


@pytest.fixture
def open_page(read_page: Opener) -> Opener:
    """No test here records anything."""
    return read_page


def parts(page: AppTest, path: str) -> Iterator[AppTest]:
    """A page, and each part of it that its reader is offered."""
    yield page
    key, known = SECTIONS.get(path, ("", {}))
    offered = next((control.options for control in page.button_group if control.key == key), [])
    for label, value in known.items():
        if label in offered:
            yield page.button_group(key=key).set_value(value).run()


def is_well(page: AppTest) -> None:
    """It neither failed nor refused."""
    assert not page.exception, page.exception[0].message
    assert not page.error, page.error[0].value


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("data", ["paris-pact", "example"])
def test_every_page_is_there_for_every_role(open_page: Opener, data: str, path: str) -> None:
    for role in ("editor", "viewer", "partner") if data == "example" else ("editor",):
        page = open_page(desk.data_folder(data), path, role=role, as_of="2009-12-04" if data == "paris-pact" else "")
        for part in parts(page, path):
            is_well(part)
        kicker = parts_of(page)["masthead"]["kicker"]
        assert kicker.endswith("PARTNERS" if role == "partner" else "INTERNAL"), (role, kicker)
        assert parts_of(page)["masthead"]["lead"], role


@pytest.mark.parametrize("path", [path for path in PAGES if path != "method"])
def test_no_page_sends_partners_anything_soft(open_page: Opener, path: str) -> None:
    """The Method explains every rung to everybody; what it shows of the ledger is filtered before it."""
    page = open_page(desk.data_folder(), path, role="partner", as_of="2009-12-04", audience="internal")
    for part in parts(page, path):
        said = said_by(part).replace(PUBLIC_TITLE, "")
        assert [word for word in SOFT if word in said] == []


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_an_empty_ledger_says_what_to_do(open_page: Opener, tmp_path: Path, path: str) -> None:
    create_ledger(f"sqlite:///{tmp_path / 'a.db'}").close()
    page = open_page(f"sqlite:///{tmp_path / 'a.db'}", path)
    for part in parts(page, path):
        is_well(part)
    told = " ".join([*(one.value for one in page.info), *(one.value for one in page.text), str(parts_of(page))])
    assert path == "method" or "page Record" in told or "Nothing is recorded" in told or "no phase yet" in told


@pytest.mark.parametrize("path", PAGES)
def test_every_page_can_do_with_one_row(open_page: Opener, tmp_path: Path, path: str) -> None:
    rows = {
        "initiatives": ["I,Harbours,,USD,,,"], "phases": ["F,I,First,,,,"], "donors": ["D,Donor,,other,,,"],
        "pledges": pledges_of("P,2026,pledged,F,D,100,USD"),
    }  # fmt: skip
    page = open_page(folder_of(tmp_path / "one", **rows), path)
    for part in parts(page, path):
        is_well(part)


def test_every_page_of_very_many_pledges_is_drawn_and_stays_small(open_page: Opener, tmp_path: Path) -> None:
    make_ledger(tmp_path, 100_000 if os.environ.get("TRACKER_WHOLE") else 2_000)
    page = open_page(f"sqlite:///{tmp_path / 'tracker.db'}", timeout=180, phase="F7")
    for path in PAGES:
        if path == "portfolio":
            continue  # of one initiative there is none
        page = turn_to(page, path if path != "overview" else "")
        is_well(page)
        assert len(said_by(page)) < 1_500_000, path
