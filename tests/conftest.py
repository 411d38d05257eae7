"""What several test files use: ledgers on both stores, the example's tables; and which files stay on one worker."""

import os
import sys
from pathlib import Path

if sys.dont_write_bytecode:
    # Every program that a test starts would compile pandas, Streamlit and SQLAlchemy anew, which takes longer than it runs.
    # What is compiled is kept all the same, not beside the sources but in a folder of the virtual environment.
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(Path(sys.prefix) / "bytecode")
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.databases import STORES, new_place, remove_place
from tests.ledgers import DATA
from tests.pages import Opener, opener
from tracker.checks import check
from tracker.exchange.folder import read_folder
from tracker.ledger import Ledger, create_ledger

TOGETHER = {
    "tests/test_browser.py": "browser",
    "tests/test_recalculation.py": "office",
    "tests/test_resaved.py": "office",
    "tests/test_slides.py": "office",
    "tests/soak/test_writers.py": "soak",
}
"""What is slow to start, or keeps both processors busy, is started once and on one worker."""


THIN = {
    "tests/test_browser.py::test_nothing_is_wider": 2,
    "tests/test_browser.py::test_nothing_leaves": 3,
    "tests/test_cli.py": 2,
    "tests/test_corpus.py": 2,
    "tests/test_desk.py::test_a_figure_that_is_kept": 2,
    "tests/test_grid.py::test_what_is_said_while_one_types": 3,
    "tests/test_login_browser.py": 2,
    "tests/test_opening.py": 2,
    "tests/test_pages_browser.py::test_the_presentation_view": 2,
    "tests/test_points.py::test_every_phase_and_donor": 2,
    "tests/test_round_trip.py::test_a_file_with_rows": 2,
    "tests/test_round_trip.py::test_the_same_file_again": 2,
    "tests/test_verify.py": 5,
}
"""Of the cases of each of these tests the ordinary run takes every so manieth, the first always; `TRACKER_WHOLE=1` all."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("TRACKER_WHOLE"):
        return
    seen: Counter[str] = Counter()
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        family = item.nodeid.partition("[")[0]
        nth = next((nth for start, nth in THIN.items() if family.startswith(start)), 1)
        (left if seen[family] % nth else kept).append(item)
        seen[family] += 1
    config.hook.pytest_deselected(items=left)
    items[:] = kept


class Together(LoadScopeScheduling):
    """The mark `xdist_group` has no effect with pytest 9.2: xdist 3.8 sets a private name that pytest no longer reads."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.partition("::")[0], nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    return Together(config, log)


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> str:
    """Each store in turn."""
    return str(request.param)


@pytest.fixture
def place(store: str, tmp_path: Path) -> Iterator[str]:
    """The URL of a place where there is no ledger yet."""
    place = new_place(store, tmp_path)
    yield place
    remove_place(place)


@pytest.fixture
def ledger(place: str) -> Iterator[Ledger]:
    """An empty ledger."""
    with create_ledger(place) as ledger:
        yield ledger


@pytest.fixture(scope="session")
def example() -> dict[str, pd.DataFrame]:
    """The example's tables, checked."""
    checked = check(read_folder(DATA).frames)
    assert checked.is_sound
    return dict(checked.tables)


@pytest.fixture
def open_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opener:
    """Runs a page of the dashboard without a browser (see `tests.pages.opener`)."""
    return opener(tmp_path, monkeypatch)
