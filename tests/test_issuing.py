"""Around the packs: which quarters there are, what each is made from, what went out, and the same pack once more."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.packs import RECORDED, start, view_of
from tracker import desk
from tracker.briefing.words import speak_to
from tracker.desk.briefs import Wanted
from tracker.desk.issuing import Issued, known_quarters, list_issued, make_again, pack_view, zip_pack
from tracker.desk.packs import Made, issue_pack, make_pack
from tracker.ledger import Ledger, Pack, create_ledger

TODAY = date(2026, 11, 29)
LATER = RECORDED + timedelta(days=1)
QUICK = ("pdf", "txt")


@pytest.fixture
def paris(tmp_path: Path) -> Iterator[Ledger]:
    with start(tmp_path, desk.data_folder()) as ledger:
        yield ledger


def make(ledger: Ledger, quarter: str = "2009Q4", audience: str = "internal", **how: object) -> Made:
    view, _ = pack_view(view_of(ledger, "2009-12-04", audience), quarter, TODAY, phase="PPI-3")
    return make_pack(view, Wanted(quarter), phase="PPI-3", **{"forms": QUICK, **how})  # type: ignore[arg-type]


def issue(ledger: Ledger, pack: Pack) -> int:
    return issue_pack(ledger, pack, author="Ada", now=LATER).number


def listed(ledger: Ledger, audience: str = "internal") -> list[Issued]:
    return list_issued(view_of(ledger, "2009-12-04", audience), phase="PPI-3")


def record_donor(ledger: Ledger) -> None:
    """Something that a figure may follow from."""
    donors = view_of(ledger, "2009-12-04").tables["donors"].iloc[[0]].assign(note="Checked.")
    desk.record_edits(ledger, desk.Edits(1, {"donors": donors}), author="Ada", message="m", now=LATER)


def test_there_are_quarters_from_the_first_fact_to_the_one_that_is_on(paris: Ledger) -> None:
    view = view_of(paris, "2009-12-04")
    assert known_quarters(view, date(2010, 4, 1)) == ["2010Q2", "2010Q1", "2009Q4"]
    assert known_quarters(view, date(2009, 11, 1)) == ["2009Q4"]


def test_an_empty_ledger_has_the_quarter_that_is_on(tmp_path: Path) -> None:
    with create_ledger(f"sqlite:///{tmp_path / 'empty.db'}") as ledger:
        assert known_quarters(desk.look(ledger, today=TODAY), TODAY) == ["2026Q4"]


def test_a_pack_is_as_of_the_quarters_end_or_today_while_it_is_on(paris: Ledger) -> None:
    view = view_of(paris, "2009-12-04")
    assert pack_view(view, "2009Q4", TODAY)[0].as_of == date(2009, 12, 31)
    on, said = pack_view(view, "2026Q4", TODAY)
    assert on.as_of == TODAY
    assert "not over" in said


def test_issuing_makes_no_other_pack_of_the_same_quarter(paris: Ledger) -> None:
    """Each issue is a changeset; made from the newest one, the pack would be another one every time it went out."""
    first = make(paris)
    assert issue(paris, first.pack) == 2
    again = make(paris)
    assert again.pack == first.pack
    assert again.digests == first.digests
    assert issue(paris, again.pack) == 2


def test_the_next_quarters_pack_carries_on_from_the_one_that_went_out(paris: Ledger) -> None:
    issue(paris, make(paris).pack)
    following = make(paris, "2010Q1")
    assert following.pack.changeset == 2
    assert following.brief.changes.printed  # type: ignore[union-attr]
    assert following.brief.changes.since == date(2009, 12, 31)  # type: ignore[union-attr]


def test_what_is_recorded_makes_a_new_pack(paris: Ledger) -> None:
    issue(paris, make(paris).pack)
    record_donor(paris)
    assert make(paris).pack.changeset == 3


def test_what_went_out_is_told_newest_first_with_who_and_when(paris: Ledger) -> None:
    for quarter in ("2009Q4", "2010Q1"):
        issue(paris, make(paris, quarter).pack)
    found = listed(paris)
    assert [(one.pack.quarter, one.by, one.at) for one in found] == [
        ("2010Q1", "Ada", LATER), ("2009Q4", "Ada", LATER)
    ]  # fmt: skip
    assert list_issued(view_of(paris, "2009-12-04")) == []  # none of everything together


def test_partners_are_told_of_their_packs_only_and_not_who_sent_them(paris: Ledger) -> None:
    issue(paris, make(paris).pack)
    issue(paris, make(paris, audience="partners").pack)
    assert [(one.pack.audience, one.by) for one in listed(paris, "partners")] == [("partners", "")]
    assert [one.pack.audience for one in listed(paris)] == ["partners", "internal"]


@pytest.mark.parametrize("paper", ["a4", "wide"])
def test_a_pack_that_went_out_comes_out_again_to_the_byte(paris: Ledger, paper: str) -> None:
    """Also after more was recorded, whatever its paper, and whoever asks for it."""
    made = make(paris, paper=paper)
    issue(paris, made.pack)
    record_donor(paris)
    speak_to("de-DE")
    try:
        again = make_again(view_of(paris, "2026-11-29"), listed(paris)[0].pack)
    finally:
        speak_to(None)
    assert again.differing == ()
    assert [file.data for file in again.made.files] == [file.data for file in made.files]


def test_a_file_that_is_not_as_it_went_out_is_named(paris: Ledger) -> None:
    pack = make(paris, forms=("pdf", "txt")).pack
    files = {name: "0" * 64 if name.endswith(".txt") else digest for name, digest in pack.files.items()}
    again = make_again(view_of(paris, "2009-12-04"), replace(pack, files=files))
    assert again.differing == ("PPI-3-2009Q4-internal-en.txt",)


def test_all_files_come_as_one_the_same_every_time(paris: Ledger) -> None:
    made = make(paris)
    file = zip_pack(made)
    assert file.name == "PPI-3-2009Q4-internal-en.zip"
    assert file == zip_pack(made)
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {one.name: one.data for one in made.files}
