"""What several test files use: ledgers on both stores, the example's tables; and which files stay on one worker."""

from collections.abc import Iterator
from pathlib import Path
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
    "tests/soak/test_writers.py": "soak",
}
"""What is slow to start, or keeps both processors busy, is started once and on one worker."""


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
