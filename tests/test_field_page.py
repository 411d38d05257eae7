"""The field's files on the Record page: dropped, compared, recorded; and the IATI file to take away."""

from pathlib import Path

import pytest

from tests.tables import tables_of
from tests.test_iati_in import activity, transaction, written
from tests.test_iati_out import NOW, ledger_of
from tracker import desk
from tracker.dashboard.record.bringing import Compared, Upload, Wish, open_upload, record
from tracker.desk.files import make_iati
from tracker.problems import RefusedError


def compared(tmp_path: Path, name: str, content: bytes, **wished: object) -> tuple[object, Compared]:
    made = ledger_of(
        tables_of(initiatives="initiative currency iati_identifier\nI USD XM-DAC-41128-I"), tmp_path / "l.db"
    )
    answer = open_upload(made, desk.LOCAL, Upload(name, content), Wish(NOW.date(), **wished))  # type: ignore[arg-type]
    assert isinstance(answer, Compared)
    return made, answer


def test_a_dropped_iati_file_is_compared_without_a_mapping_and_recorded(tmp_path: Path) -> None:
    path = written(tmp_path, activity("X-1", transaction("1", "2020-01-01", "5")))
    made, answer = compared(tmp_path, "feed.xml", path.read_bytes())
    assert (answer.receipt.status, answer.receipt.counts["added"]) == ("dry run", 4)
    _, receipt = record(made, desk.LOCAL, answer, "A feed", NOW)  # type: ignore[arg-type]
    assert receipt is not None
    assert receipt.status == "committed"


def test_a_donors_own_file_is_read_as_one_where_that_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, activity("X-1", transaction("3", "2020-01-01", "5")))
    _, answer = compared(tmp_path, "feed.xml", path.read_bytes(), declared=desk.Declared(outgoing=True))
    assert len(answer.reading.frames["contributions"]) == 1


def test_a_file_that_means_harm_is_refused_there_too(tmp_path: Path) -> None:
    made = ledger_of(tables_of(), tmp_path / "l.db")
    upload = Upload("feed.xml", b'<!DOCTYPE a [<!ENTITY a "b">]><iati-activities version="2.03">&a;</iati-activities>')
    with pytest.raises(RefusedError, match="declares a document type"):
        open_upload(made, desk.LOCAL, upload, Wish(NOW.date()))


def test_the_iati_file_says_what_it_keeps_back(tmp_path: Path) -> None:
    tables = tables_of(
        initiatives="initiative currency iati_identifier\nI USD XM-DAC-41128-I", phases="phase initiative starts_on\nF I 2020",
        pledges="pledge status_on status amount\nP 2020-01-01 pledged 5\nQ 2020-01-01 expected 7",
    )  # fmt: skip
    view = desk.look(ledger_of(tables, tmp_path / "l.db"), today=NOW.date(), as_of="2020-06-01", audience="internal")
    file = make_iati(view, now=NOW)
    assert file.name == "iati-2020-06-01-internal-record-1.xml"
    assert file.data.count(b"<transaction ") == 1
    assert file.notes[0].startswith("Kept back: USD 7.00 (1 promise) anticipated")
