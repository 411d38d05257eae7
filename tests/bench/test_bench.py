"""The bench itself runs; no ordinary test asserts times."""

from pathlib import Path

import pandas as pd
import pytest

from tests.bench import start
from tests.bench.ledgers import make_tables
from tests.bench.pages import ratios
from tests.bench.workbooks import MEASURES, make_files, report, take
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
