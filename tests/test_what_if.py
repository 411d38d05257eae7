"""A scenario made on a page: short enough for a link, read back as it was made, and nothing else is taken for one."""

import base64
import json
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.tables import rows_of
from tracker import desk
from tracker.desk.what_if import Change, change_rows, read_link, what_if, write_link
from tracker.problems import RefusedError

CHANGES = [
    Change("FRA-PPI-3", "", {"status": "pledged", "likelihood": "0.75"}),
    Change("", "RUS", {"status": "expected", "amount": "~200000", "due_on": "2010-05"}),
]


@pytest.fixture
def view(tmp_path: Path) -> Iterator[desk.View]:
    now = datetime(2009, 12, 4, tzinfo=UTC)
    ledger, _ = desk.start_ledger(f"sqlite:///{tmp_path / 'a.db'}", desk.data_folder(), author="test", now=now)
    with ledger:
        yield desk.look(ledger, today=date(2009, 12, 4))


def test_a_link_gives_back_what_was_written() -> None:
    link = write_link(CHANGES)
    assert read_link(link) == CHANGES
    assert len(link) < 250
    assert link.isascii()
    assert (write_link([]), read_link("")) == ("", [])


@pytest.mark.parametrize(
    "text",
    ["x", "####", "é", base64.urlsafe_b64encode(zlib.compress(b"[1]")).decode(),
     base64.urlsafe_b64encode(zlib.compress(b"{}" * 20_000)).decode(),
     base64.urlsafe_b64encode(zlib.compress(json.dumps([["P", "", {"source": "x"}]]).encode())).decode(),
     base64.urlsafe_b64encode(zlib.compress(json.dumps([["P", "", {"status": 1}]]).encode())).decode(),
     write_link([Change("P", "", {"status": "pledged"})] * 41)],
)  # fmt: skip
def test_what_is_no_link_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(RefusedError, match="link"):
        read_link(text)


def test_changes_become_whole_rows_of_the_steps_in_force(view: desk.View) -> None:
    rows = change_rows(view, "PPI-3", CHANGES)
    assert rows_of(rows, "pledge", "status_on", "status", "donor", "amount", "currency", "likelihood") == [
        ("FRA-PPI-3", "2009-11-27", "pledged", "FRA", "200000.00", "USD", "0.75"),
        ("WHAT-IF-2", "2009-12-04", "expected", "RUS", "~200000", "USD", ""),
    ]


def test_the_outlook_follows_and_the_view_stays(view: desk.View) -> None:
    laid = what_if(view, "PPI-3", CHANGES)
    found = desk.outlook(laid, "PPI-3").targets
    assert rows_of(found, "if_announced", "if_everything", "stated", target="PPI-3-START", world="amount") == [
        (400_000_00, 700_000_00, 1)
    ]
    assert laid.record_mark.endswith("SCENARIO What if")
    assert rows_of(desk.outlook(view, "PPI-3").targets, "if_everything", target="PPI-3-START", world="amount") == [
        500_000_00
    ]
    assert what_if(view, "PPI-3", []) is view


def test_what_is_wrong_is_said(view: desk.View) -> None:
    with pytest.raises(RefusedError, match="there is none on this date"):
        what_if(view, "PPI-3", [Change("NOR-PPI-3", "", {"status": "pledged"})])
    with pytest.raises(RefusedError) as refused:
        what_if(view, "PPI-3", [Change("FRA-PPI-3", "", {"amount": "much"})])
    assert "'much' is not an amount" in str(refused.value.problems[0])
