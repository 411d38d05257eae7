"""Which packs went out: kept, shown and verified like any other rows, never undone, and never among the tables."""

from datetime import date
from typing import Any

import openpyxl
import pandas as pd
import pytest

from tests.databases import tampering
from tests.ledgers import NOON, add, commit, faults, pack, rename
from tracker import desk
from tracker.exchange.files import read_file
from tracker.ledger import Changes, Changeset, Ledger, LedgerError, Pack, find_last_pack
from tracker.ledger.packs import check_pack
from tracker.ledger.schema import PACKS
from tracker.problems import RefusedError
from tracker.tables import TABLES


@pytest.fixture
def office(ledger: Ledger, example: dict[str, pd.DataFrame]) -> Ledger:
    """The Paris Pact's figures, recorded as changeset 1."""
    commit(ledger, Changes(added=example))
    return ledger


def issue(ledger: Ledger, one: Pack, **how: Any) -> Changeset:
    return ledger.issue_pack(one, author="Ada", now=NOON, **how)


def went_out(day: str, changeset: int = 1, **fields: Any) -> Pack:
    usual: dict[str, Any] = {
        "quarter": "2009Q4", "audience": "internal", "language": "en", "phase": "PPI-3", "files": {},
    }  # fmt: skip
    return Pack(**usual | fields, as_of=date.fromisoformat(day), changeset=changeset, digest="")


def test_a_pack_that_went_out_is_read_as_it_was_issued(office):
    one = pack(office, phase="PPI-3", marking="For official use only; “não”")
    written = issue(office, one, actor="https://id.example 17", request="r1")
    assert (written.number, written.actor, written.request) == (2, "https://id.example 17", "r1")
    assert written.message == "Issued the briefing of PPI-3 for 2009Q4, internal, en"
    (read,) = office.packs()
    assert read == one
    assert (read.issued_in, read.files) == (2, {"brief.pdf": "a" * 64, "slides & more.pptx": "b" * 64})
    assert office.verify() == []


def test_a_pack_is_of_a_phase_of_an_initiative_or_of_everything(office):
    subjects = [{"phase": "PPI-3"}, {"initiative": "PPI"}, {}]
    messages = [issue(office, pack(office, 1, **subject)).message for subject in subjects]
    assert messages == [
        "Issued the briefing of PPI-3 for 2009Q4, internal, en",
        "Issued the briefing of the initiative PPI for 2009Q4, internal, en",
        "Issued the briefing of the whole portfolio for 2009Q4, internal, en",
    ]
    assert [(one.initiative, one.phase) for one in office.packs()] == [("", "PPI-3"), ("PPI", ""), ("", "")]
    assert issue(office, pack(office, 1, currency="")).number == 5  # several currencies: it has none of its own


def test_the_packs_known_at_a_changeset_are_those_issued_up_to_it(office):
    issue(office, pack(office, phase="PPI-3"))
    issue(office, pack(office, phase="PPI-2"))
    assert [[one.phase for one in office.packs(number)] for number in (0, 1, 2, 3)] == [
        [], [], ["PPI-3"], ["PPI-3", "PPI-2"],
    ]  # fmt: skip


def test_the_same_pack_again_writes_nothing_and_gives_the_changeset_of_then(office):
    one = pack(office, phase="PPI-3")
    then = issue(office, one)
    add(office, "ZZZ")
    assert issue(office, one) == then
    assert issue(office, pack(office, 1, phase="PPI-3", files=dict(reversed(one.files.items())))) == then
    assert (len(office.packs()), office.head().number) == (1, 3)


def test_a_request_that_is_repeated_writes_once(office):
    one = pack(office, phase="PPI-3")
    assert issue(office, one, request="r1") == issue(office, one, request="r1")
    assert len(office.packs()) == 1


@pytest.mark.parametrize(
    "other",
    [{"made_from": 2}, {"files": {"brief.pdf": "c" * 64}}, {"audience": "partners"}, {"language": "fr"},
     {"quarter": "2010Q1"}, {"as_of": date(2010, 1, 5)}, {"phase": "PPI-2"}, {"marking": "Draft"}],
)  # fmt: skip
def test_a_pack_that_differs_in_anything_is_a_further_one(office, other):
    add(office, "ZZZ")
    first, second = (pack(office, **{"made_from": 1, "phase": "PPI-3", **differing}) for differing in ({}, other))
    issue(office, first)
    assert issue(office, second).number == 4
    assert office.packs() == [first, second]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"changeset": 9}, "there is no changeset 9; name one from 1 to 1"),
        ({"changeset": 0}, "there is no changeset 0; name one from 1 to 1"),
        (
            {"digest": "f" * 64},
            r"changeset 1 has the digest [0-9a-f]{64}, and the pack names f{64}; make the pack anew",
        ),
        ({"digest": ""}, "the pack names none; make"),
        ({"phase": "PPI-9"}, "there was no phase PPI-9 at changeset 1; name one"),
        ({"initiative": "PPI-3"}, "there was no initiative PPI-3 at changeset 1; name one"),
        ({"marking": "a\0"}, "the marking holds a character that cannot be stored"),
        ({"files": {"\ud800": "a" * 64}}, "the file's name holds a character that cannot be stored"),
    ],
)
def test_a_pack_that_cannot_be_of_this_ledger_is_refused_and_nothing_is_written(office, wrong, message):
    with pytest.raises(LedgerError, match=message):
        issue(office, pack(office, **wrong))
    assert office.head().number == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"initiative": "PPI", "phase": "PPI-3"}, "name PPI-3 or PPI, not both"),
        ({"quarter": "2009Q5"}, "'2009Q5' is not a quarter; write it as 2009Q4"),
        ({"quarter": "2009Q4\n"}, "is not a quarter"),
        ({"audience": "public"}, "'public' is not an audience; use internal or partners"),
        ({"language": ""}, "'' is not a language; write its code, such as en"),
        ({"currency": "dollars"}, "'dollars' is not a currency; write its code, such as USD"),
        ({"files": {}}, "a pack without files cannot go out"),
        ({"files": {"": "a" * 64}}, "'' is not the name of a pack's file"),
        ({"files": {"out/brief.pdf": "a" * 64}}, "'out/brief.pdf' is not the name of a pack's file; name it without"),
        ({"files": {"a\nb": "a" * 64}}, r"'a\\nb' is not the name"),
        ({"files": {"brief.pdf": "A" * 64}}, "is not a SHA-256 of brief.pdf; write 64 hexadecimal digits"),
    ],
)
def test_a_pack_that_could_be_of_no_ledger_is_refused(wrong, message):
    with pytest.raises(LedgerError, match=message):
        check_pack(went_out("2009-12-31", **{"phase": "", "files": {"brief.pdf": "a" * 64}, **wrong}))


def test_a_phase_that_is_not_there_any_more_may_be_of_the_record_that_had_it(office):
    """The pack was made, then the phase was taken out, and then it is said that it went out."""
    one = pack(office, phase="PPI-1")
    phases = office.read()["phases"]
    commit(office, Changes(retracted={"phases": phases.index[(phases["phase"] == "PPI-1").to_numpy()].tolist()}))
    issue(office, one)
    with pytest.raises(LedgerError, match="there was no phase PPI-1 at changeset 2"):
        issue(office, pack(office, 2, phase="PPI-1"))


def test_what_the_check_raises_stops_the_issue(office):
    """A role may be taken while an issue waits for its turn: it is asked for again when nobody else may write."""
    ada = desk.Actor("Ada", "https://id.example", "17")
    office.grant(ada.issuer, ada.subject, "viewer", author="Eve", now=NOON)
    with pytest.raises(desk.AccessError):
        issue(office, pack(office), check=lambda: desk.allow(office, ada, "write"))
    assert office.packs() == []
    office.grant(ada.issuer, ada.subject, "editor", author="Eve", now=NOON)
    issue(office, pack(office), check=lambda: desk.allow(office, ada, "write"))
    assert len(office.packs()) == 1


def test_a_pack_that_went_out_is_never_undone(office):
    """What it was made from may be undone: the pack stays, and the next one has it as a late entry."""
    add(office, "ZZZ")
    issue(office, pack(office, phase="PPI-3"))
    message = "changeset 3 issued a briefing, and what went out stays on record; correct the figures, and issue it anew"
    for act in (
        lambda: office.undoing(3),
        lambda: desk.undo(office, 3, author="Ada", message="", now=NOON),
        lambda: desk.undo_with_receipt(office, 3, author="Ada", message="", now=NOON, dry_run=True),
    ):
        with pytest.raises(LedgerError, match=message):
            act()
    desk.undo(office, 2, author="Ada", message="", now=NOON)
    assert len(office.packs()) == 1
    assert office.verify() == []


def test_a_pack_stands_in_the_log_and_in_its_changeset(office):
    issue(office, pack(office, phase="PPI-3"))
    (shown,) = office.show(2)
    assert (shown.table, shown.action, shown.key) == ("packs", "added", "PPI-3, 2009Q4, internal, en, 1")
    assert shown.fields["files"] == ("", f"{'a' * 64}  brief.pdf\n{'b' * 64}  slides & more.pptx")
    assert shown.fields["changeset_digest"] == ("", office.changesets()[0].digest)
    assert office.row_history("packs", shown.row) == [shown]
    assert desk.log_rows(office)[1]["message"] == "Issued the briefing of PPI-3 for 2009Q4, internal, en"
    assert {line["field"]: line["after"] for line in desk.written_fields(office, 2)}["as_of"] == "2009-12-31"
    assert desk.count_written(office, 2) == {}
    assert desk.row_fields(office, "packs", shown.row) == []
    with pytest.raises(RefusedError, match="there is no table 'packs'"):
        desk.history_rows(office, "packs", "PPI-3")


def test_a_pack_is_never_among_the_tables(office):
    issue(office, pack(office))
    assert list(office.read()) == list(TABLES)
    assert "packs" not in office.revisions()


def test_a_pack_is_on_no_sheet_and_no_import_touches_it(office, tmp_path):
    issue(office, pack(office))
    view = desk.look(office, today=date(2009, 12, 31))
    for name in ("book.xlsx", "folder"):
        desk.export_path(view, tmp_path / name, now=NOON)
    assert sorted(path.stem for path in (tmp_path / "folder").iterdir()) == sorted(TABLES)
    assert not {"packs", "Packs"} & set(openpyxl.load_workbook(tmp_path / "book.xlsx").sheetnames)
    reading = read_file(tmp_path / "folder")
    reading.frames["events"] = reading.frames["events"].iloc[1:]
    how: dict[str, Any] = {"origin": "f", "author": "Ada", "message": "", "now": NOON, "retract_missing": True}
    receipt = desk.import_reading(office, reading, **how)
    assert (receipt.status, receipt.counts["retracted"]) == ("committed", 1)
    assert office.packs() == [pack(office, 1)]
    assert [one.table for one in office.show(3)] == ["events"]


def test_a_file_of_packs_is_no_table_of_the_ledger(office, tmp_path):
    (tmp_path / "packs.csv").write_text("phase,quarter\nPPI-3,2009Q4\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="packs"):
        read_file(tmp_path / "packs.csv")


def test_an_altered_pack_is_found_and_named(office, place):
    for phase in ("PPI-3", "PPI-2"):
        issue(office, pack(office, phase=phase))
    row = office.show(3)[0].row
    for column in PACKS.names:
        assert faults(place, f"UPDATE packs SET {column} = '2.' WHERE row = {row}") == {(3, "packs", row)}, column


def test_a_forged_and_a_deleted_pack_are_found(office, place):
    issue(office, pack(office))
    row = office.show(2)[0].row
    forged = f"INSERT INTO packs (row, from_changeset, is_retracted, digest) VALUES ({row + 1}, 2, 0, 'x')"
    assert faults(place, forged) == {(2, None, None), (2, "packs", row + 1)}
    assert faults(place, f"DELETE FROM packs WHERE row = {row}") == {(2, None, None)}
    assert faults(place) == set()


@pytest.mark.parametrize(("column", "text"), [("as_of", "soon"), ("changeset", "x"), ("files", "brief.pdf")])
def test_an_altered_pack_that_cannot_be_read_is_a_ledger_error(office, place, column, text):
    issue(office, pack(office))
    with tampering(place) as connection:
        connection.exec_driver_sql(f"UPDATE packs SET {column} = '{text}'")
    with pytest.raises(LedgerError, match=r"what is recorded of a pack cannot be read .*; run `tracker verify`"):
        office.packs()


def test_roles_and_packs_move_no_figure(ledger):
    assert ledger.last_of_tables() == 0
    add(ledger, "FRA")
    ledger.grant("https://id.example", "17", "viewer", author="Eve", now=NOON)
    issue(ledger, pack(ledger))
    assert (ledger.head().number, ledger.last_of_tables()) == (3, 1)
    row = int(ledger.read()["donors"].index[0])
    rename(ledger, row, "France")
    assert [ledger.last_of_tables(number) for number in (None, 0, 1, 2, 3, 4)] == [4, 0, 1, 1, 1, 4]


# The pack that the next one carries on from


def last(packs: list[Pack], before: str, **how: Any) -> Pack | None:
    return find_last_pack(
        packs, how.pop("audience", "internal"), date.fromisoformat(before), **how or {"phase": "PPI-3"}
    )


def test_the_last_pack_is_the_newest_as_of_a_day_before_not_the_one_issued_last():
    packs = [went_out("2009-09-30"), went_out("2009-12-31"), went_out("2009-06-30")]
    assert last(packs, "2010-03-31") is packs[1]
    assert last(packs, "2010-01-01") is packs[1]
    assert last(packs, "2009-12-31") is packs[0]
    assert last(packs, "2009-06-30") is None
    assert last([], "2010-03-31") is None


def test_of_two_packs_as_of_one_day_the_one_issued_last_counts():
    packs = [went_out("2009-12-31", 1), went_out("2009-12-31", 7), went_out("2009-12-31", 5), went_out("2009-09-30", 9)]
    assert last(packs, "2010-03-31") is packs[2]


def test_each_subject_and_audience_carries_on_from_its_own_in_any_language():
    packs = [
        went_out("2009-09-30"),
        went_out("2009-12-31", audience="partners"),
        went_out("2009-11-30", language="fr"),
        went_out("2009-12-31", phase="PPI-2"),
        went_out("2009-12-31", phase="", initiative="PPI"),
        went_out("2009-12-31", phase=""),
    ]
    assert last(packs, "2010-03-31") is packs[2]
    assert last(packs, "2010-03-31", audience="partners") is packs[1]
    assert last(packs, "2010-03-31", phase=None, initiative="PPI") is packs[4]
    assert last(packs, "2010-03-31", phase=None, initiative=None) is packs[5]
    assert last(packs, "2010-03-31", initiative="PPI-3") is None
