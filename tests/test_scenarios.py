"""What if: a folder of changed rows laid over the ledger is read as an import is, told, and never committed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.tables import rows_of
from tracker import desk
from tracker.ledger import Ledger, create_ledger, open_ledger
from tracker.problems import RefusedError

NOW = datetime(2009, 12, 4, 12, tzinfo=UTC)


@pytest.fixture
def paris(tmp_path: Path) -> Iterator[Ledger]:
    place = f"sqlite:///{tmp_path / 'a.db'}"
    desk.start_ledger(place, desk.data_folder(), author="test", now=NOW)
    with open_ledger(place) as ledger:
        yield ledger


def see(ledger: Ledger, audience: str = "internal", **asked: str) -> desk.View:
    return desk.look(ledger, today=date(2009, 12, 4), audience=audience, **asked)


def folder(place: Path, **files: str) -> Path:
    place.mkdir()
    for name, text in files.items():
        (place / f"{name}.csv").write_text(text, encoding="utf-8")
    return place


FIRMER = "pledge,status_on,status\nFRA-PPI-3,2009-11-27,pledged\n"
MORE = (
    "pledge,status_on,status,phase,donor,amount,currency,likelihood\n"
    "NOR-PPI-3,2009-12-01,expected,PPI-3,NOR,200000,USD,0.5\n"
)
NORWAY = "donor,name,country,kind\nNOR,Norway,NOR,government\n"


def missing(view: desk.View, target: str = "PPI-3-START") -> list[int]:
    return rows_of(desk.gaps(view, None, "PPI-3"), "gap", target=target)


def test_a_changed_rung_moves_money_and_nothing_else(paris: Ledger, tmp_path: Path) -> None:
    """France's 200,000 announced: 300,000 is missing counting from announced; whoever names no column leaves it."""
    view = see(paris)
    laid = desk.lay_over(view, folder(tmp_path / "France announces", pledges=FIRMER))
    assert missing(view) == [700_000_00, 700_000_00, 500_000_00, 300_000_00, 200_000_00]
    assert missing(laid) == [700_000_00, 700_000_00, 300_000_00, 300_000_00, 200_000_00]
    assert laid.scenario is not None
    assert [(line["action"], line["key"]) for line in laid.scenario.lines] == [("changed", "FRA-PPI-3 2009-11-27")]
    assert laid.record_mark.endswith("SCENARIO France announces")
    assert laid.notes[-1] == "Scenario “France announces”: 1 row changed or added; nothing is recorded."


def test_an_added_promise_changes_the_outlook_and_the_ledger_stays_as_it_was(paris: Ledger, tmp_path: Path) -> None:
    view, head = see(paris), paris.head()
    laid = desk.lay_over(view, folder(tmp_path / "more", pledges=MORE, donors=NORWAY))
    assert missing(laid)[-1] == 0
    found = desk.outlook(laid, "PPI-3")
    assert rows_of(found.targets, "missing_if_everything", "stated", target="PPI-3-START", world="amount") == [(0, 1)]
    assert desk.outlook(view, "PPI-3", scenario=tmp_path / "more").targets.equals(found.targets)
    assert paris.head() == head
    assert missing(see(paris))[-1] == 200_000_00


def test_two_scenarios_of_one_view_keep_their_figures_apart(paris: Ledger, tmp_path: Path) -> None:
    view = see(paris)
    one = desk.lay_over(view, folder(tmp_path / "one", pledges=FIRMER))
    two = desk.lay_over(view, folder(tmp_path / "two", pledges=MORE, donors=NORWAY))
    assert len({view.key, one.key, two.key}) == 3
    assert [missing(each)[2] for each in (view, one, two, view)] == [500_000_00, 300_000_00, 500_000_00, 500_000_00]


def test_a_moved_date_is_seen_on_its_own_day(paris: Ledger, tmp_path: Path) -> None:
    """A step in January counts from January, though the ledger itself knows no such day."""
    rows = "pledge,status_on,status,phase,donor,amount,currency\nFRA-PPI-3,2010-01-15,pledged,PPI-3,FRA,200000,USD\n"
    place = folder(tmp_path / "January", pledges=rows)
    for day, expected in (("2010-01-14", 500_000_00), ("2010-01-15", 300_000_00), ("2010-02-01", 300_000_00)):
        assert missing(desk.lay_over(see(paris, as_of=day), place))[2] == expected


def test_what_is_wrong_in_it_is_said_as_of_an_import(paris: Ledger, tmp_path: Path) -> None:
    wrong = folder(tmp_path / "wrong", pledges="pledge,status_on,status\nFRA-PPI-3,2009-11-27,promised\n")
    with pytest.raises(RefusedError, match="“wrong” is not sound") as refused:
        desk.lay_over(see(paris), wrong)
    [problem] = refused.value.problems
    assert (problem.sheet, problem.cell, problem.column) == ("pledges.csv", "C2", "status")
    with pytest.raises(RefusedError, match="there is no file or folder"):
        desk.lay_over(see(paris), tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(RefusedError, match="holds no table"):
        desk.lay_over(see(paris), tmp_path / "empty")


def test_it_is_for_internal_readers_and_lies_over_the_ledger_alone(paris: Ledger, tmp_path: Path) -> None:
    place = folder(tmp_path / "more", pledges=FIRMER)
    with pytest.raises(RefusedError, match="internal readers only"):
        desk.lay_over(see(paris, "partners"), place)
    with pytest.raises(RefusedError, match="not over another scenario"):
        desk.lay_over(desk.lay_over(see(paris), place), place)


def test_it_is_never_exported_as_the_ledger_s_tables(paris: Ledger, tmp_path: Path) -> None:
    laid = desk.lay_over(see(paris), folder(tmp_path / "more", pledges=FIRMER))
    for name in ("a.xlsx", "a.zip", "folder"):
        with pytest.raises(RefusedError, match="a scenario is not exported"):
            desk.export_path(laid, tmp_path / name, now=NOW)
        assert not (tmp_path / name).exists()


def test_over_an_empty_ledger_it_is_all_there_is(tmp_path: Path) -> None:
    with create_ledger(f"sqlite:///{tmp_path / 'b.db'}") as ledger:
        laid = desk.lay_over(see(ledger, as_of="2009-12-04"), desk.data_folder())
        assert missing(laid)[-1] == 200_000_00
