"""The bench itself runs; no ordinary test asserts times."""

from pathlib import Path

import pandas as pd
import pytest

from tests import office
from tests.bench import speed, start
from tests.bench.files import make_files as make_ledger_files
from tests.bench.growth import find_growth
from tests.bench.ledgers import make_tables
from tests.bench.pages import ratios
from tests.bench.peers import polars_peer
from tests.bench.taking import WARM, weigh
from tests.bench.taking import take as take_peer
from tests.bench.workbooks import MEASURES, make_files, report, take
from tests.databases import server
from tests.require import require
from tests.tables import follow
from tracker.checks import check


def test_every_measure_runs_on_a_few_rows(tmp_path: Path) -> None:
    make_files(tmp_path, 200)
    costs = {name: [take(name, tmp_path)] for name in MEASURES}
    lines = "\n".join(report(costs, tmp_path, 200))
    assert all(name in lines for name in MEASURES)


@pytest.mark.parametrize("size", [300, 3000])
def test_an_invented_ledger_is_sound_and_of_the_size_that_was_asked_for(size: int) -> None:
    tables = make_tables(size)
    checked = check(tables)
    assert checked.is_sound
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(checked.tables[name], frame, check_names=False)
    _, movements = follow(tables)
    assert abs(len(movements) - size) < size / 4
    assert set(movements["kind"]) >= {"new", "exchange", "moved", "raised", "lowered", "firmed", "softened", "received"}


def test_every_command_is_measured_from_its_start() -> None:
    found = start.take(1)
    assert set(found) == set(start.COMMANDS)
    lines = "\n".join(start.report(found))
    assert all(name in lines for name in start.COMMANDS)


def test_a_click_is_told_beside_the_bare_page_of_its_own_round() -> None:
    found = {
        "click on the audience, bare page": [100.0, 200.0, 50.0],
        "click on the date, Paris Pact": [200.0, 600.0, 200.0],
        "first load, bare page with a chart": [1000.0, 2000.0, 500.0],
        "first load, Paris Pact": [500.0, 1500.0, 500.0],
    }
    assert list(ratios(found).values()) == [1, 3, 1, 0.75]


SIZE, QUESTIONS = 300, ["a", "b", "c", "d", "e", "e0"]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a size, of which the tracker has been asked everything."""
    folder = tmp_path_factory.mktemp("bench")
    for name, size in ((WARM, 200), (str(SIZE), SIZE)):
        make_ledger_files(folder / name, size, with_ledger=True)
    asked = take_peer("tracker", folder / str(SIZE), QUESTIONS, 1)
    assert asked["faults"] == [], "known at the first changeset is what the cold tables hold"
    return folder / str(SIZE)


@pytest.mark.parametrize("name", speed.PEERS)
def test_every_peer_agrees_with_the_tracker_to_the_cent(name: str, ledger: Path) -> None:
    if name == "office_peer":
        require(office.PROGRAM, "LibreOffice (apt-get install libreoffice-calc-nogui)")
    if name == "postgresql_peer":
        server()
    taken = take_peer(name, ledger, QUESTIONS, 1)
    assert taken["faults"] == []
    assert set(taken["seconds"]) >= {"a", "b"}


def test_a_peer_that_says_otherwise_is_told(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    convert = polars_peer.convert
    monkeypatch.setattr(
        polars_peer, "convert", lambda rows, amount: convert(rows, amount + 1)
    )  # a cent too much of each
    assert take_peer("polars_peer", ledger, ["a"], 1)["faults"]


def test_what_the_tracker_holds_is_weighed(ledger: Path) -> None:
    weight = weigh(ledger)
    assert 0 < weight["own_tables"] < weight["own_all"]
    assert weight["movements"] == len(follow(pd.read_pickle(ledger / "tables.pickle"))[1])


def test_the_command_writes_the_page_the_picture_and_its_figures(tmp_path: Path) -> None:
    asked = ["--sizes", "200", "--rounds", "1", "--questions", "a", "--peers", "sqlite", "--out", str(tmp_path)]
    assert speed.main(asked) == 0
    page = (tmp_path / "speed.md").read_text()
    assert "(a) position and gaps of every phase" in page
    assert "SQLite" in page
    assert (tmp_path / "speed.png").read_bytes().startswith(b"\x89PNG")
    again = tmp_path / "again"
    assert speed.main(["--from", str(tmp_path / "speed.json"), "--out", str(again)]) == 0
    assert (again / "speed.md").read_text() == page


def test_growth_of_a_power_is_its_exponent_and_more_than_n_log_n_is_marked() -> None:
    square = find_growth({size: 3.0 * size**2 for size in (1e3, 1e4, 1e6)})
    assert square is not None
    assert square.whole == pytest.approx(2)
    assert square.last == pytest.approx(2)
    assert square.is_steeper
    linear = find_growth({size: 3.0 * size for size in (1e3, 1e4, 1e6)})
    assert linear is not None
    assert not linear.is_steeper
    assert find_growth({1e3: 1.0}) is None
