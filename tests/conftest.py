"""What several test files use: a place without a ledger, an empty ledger, the example's tables; on both stores."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from tests.databases import STORES, new_place, remove_place
from tests.ledgers import DATA
from tracker.checks import check
from tracker.exchange.folder import read_folder
from tracker.ledger import Ledger, create_ledger


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
