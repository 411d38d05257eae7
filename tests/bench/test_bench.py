"""The bench itself runs; no ordinary test asserts times."""

from pathlib import Path

from tests.bench import start
from tests.bench.workbooks import MEASURES, make_files, report, take


def test_every_measure_runs_on_a_few_rows(tmp_path: Path) -> None:
    make_files(tmp_path, 200)
    costs = {name: [take(name, tmp_path)] for name in MEASURES}
    lines = "\n".join(report(costs, tmp_path, 200))
    assert all(name in lines for name in MEASURES)


def test_every_command_is_measured_from_its_start() -> None:
    found = start.take(1)
    assert set(found) == set(start.COMMANDS)
    lines = "\n".join(start.report(found))
    assert all(name in lines for name in start.COMMANDS)
