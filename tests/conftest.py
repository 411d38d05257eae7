"""What several test files use: ledgers on both stores, the example's tables; and in which order the files run."""

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
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.databases import STORES, new_place, remove_place
from tests.ledgers import DATA
from tests.pages import NOW, Opener, opener
from tracker.checks import Checked, check
from tracker.desk import starting
from tracker.exchange.folder import read_folder
from tracker.ledger import Ledger, create_ledger

SLOWEST_FIRST = (
    "tests/test_pages_browser",
    "tests/test_round_trip",
    "tests/test_recalculation",
    "tests/test_browser.py",
    "tests/test_week",
    "tests/test_cli.py",
    "tests/soak/",
    "tests/test_login",
    "tests/test_slides.py",
    "tests/test_packs_made.py",
    "tests/test_briefing_page.py",
    "tests/test_copying",
    "tests/test_resaved",
    "tests/test_every_page",
    "tests/test_opening",
    "tests/test_comparing",
    "tests/test_files_page",
    "tests/test_changes_page",
)
"""A file stays on one worker, so that what is slow to start is started once; the short ones at the end even out the rest."""

THIN = {
    "tests/bench/test_bench.py::test_every_peer": 3,
    "tests/test_ageing.py::test_money_is_in_the_bucket": 2,
    "tests/test_api.py::test_the_rows_are": 3,
    "tests/test_asks.py::test_the_example_s_asks": 3,
    "tests/test_browser.py::test_nothing_is_wider": 2,
    "tests/test_browser.py::test_nothing_leaves": 3,
    "tests/test_browser.py::test_text_of_any_kind": 2,
    "tests/test_cli.py": 5,
    "tests/test_corpus.py": 3,
    "tests/test_desk.py::test_a_figure_that_is_kept": 2,
    "tests/test_engines.py::test_the_command_line": 2,
    "tests/test_every_page.py::test_every_page_is_there": 2,
    "tests/test_grid.py::test_what_is_said_while_one_types": 3,
    "tests/test_headline.py::test_partners_read_of_no_soft_rung": 3,
    "tests/test_iati_out.py::test_what_cannot_be": 2,
    "tests/test_login.py::test_every_address": 2,
    "tests/test_login_browser.py": 2,
    "tests/test_opening.py": 2,
    "tests/test_fts_in.py::test_json_of_another_shape": 3,
    "tests/test_iati_in.py::test_a_file_that_means_harm": 3,
    "tests/test_overview.py::test_every_phase": 2,
    "tests/test_packs.py::test_a_pack_that_cannot_be": 3,
    "tests/test_packs.py::test_a_pack_that_differs": 3,
    "tests/test_pack_page.py::test_a_portfolio": 2,
    "tests/test_pack_page.py::test_at_any_size": 3,
    "tests/test_pack_page.py::test_french_and_russian": 2,
    "tests/test_pages_browser.py::test_the_presentation_view": 4,
    "tests/test_points.py::test_every_phase_and_donor": 2,
    "tests/test_recalculation.py::test_the_figures_follow": 3,
    "tests/test_reference_itself.py": 4,
    "tests/test_round_trip.py::test_a_file_with_rows": 3,
    "tests/test_round_trip.py::test_amounts_of_any_size": 3,
    "tests/test_round_trip.py::test_any_ledger": 3,
    "tests/test_round_trip.py::test_both_data_sets": 3,
    "tests/test_round_trip.py::test_every_nasty_text": 2,
    "tests/test_round_trip.py::test_the_same_file_again": 3,
    "tests/test_sentences.py::test_each_point": 2,
    "tests/test_sentences.py::test_the_bottom_line": 2,
    "tests/test_slides.py": 2,
    "tests/test_start.py::test_a_figure_on_a_terminal": 2,
    "tests/test_verify.py": 5,
}
"""Of the cases of each of these tests the ordinary run takes every so manieth, the first always; `TRACKER_WHOLE=1` all."""

BOTH_STORES = (
    "tests/test_store",
    "tests/test_engine",
    "tests/test_guards",
    "tests/test_grants",
    "tests/soak/test_writers",
)
"""What a store itself answers for is asked of each; of every other test the stores take the cases by turns."""


def _turn(item: pytest.Item) -> int:
    """The place of a test's file among the slow ones; all others come after them."""
    starts = (place for place, start in enumerate(SLOWEST_FIRST) if item.nodeid.startswith(start))
    return next(starts, len(SLOWEST_FIRST))


def _is_other_store_s_turn(item: pytest.Item) -> bool:
    """Whether a case of one store is left to the other: by the letters of its name, so that each store has half."""
    params = getattr(item, "callspec", None) and item.callspec.params.values()  # type: ignore[attr-defined]
    store = next((value for value in params or () if value in STORES), None)
    if store is None or item.nodeid.startswith(BOTH_STORES):
        return False
    rest = "-".join(part for part in item.nodeid.replace("[", "-").replace("]", "-").split("-") if part not in STORES)
    return STORES[sum(rest.encode()) % len(STORES)] != store


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=_turn)
    if os.environ.get("TRACKER_WHOLE"):
        return
    seen: Counter[str] = Counter()
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        if _is_other_store_s_turn(item):
            left.append(item)
            continue
        family = item.nodeid.partition("[")[0]
        nth = next((nth for start, nth in THIN.items() if family.startswith(start)), 1)
        (left if seen[family] % nth else kept).append(item)
        seen[family] += 1
    config.hook.pytest_deselected(items=left)
    items[:] = kept


@pytest.fixture(scope="session", autouse=True)
def _own_figures_are_read_once() -> Iterator[None]:
    """The project's figures stay as they are while the tests run: ledgers that begin with them are given what was read."""
    read = starting.check_path
    read_once = lru_cache(read)

    def check_path(path: Path) -> Checked:
        if not path.is_relative_to(DATA.parent):
            return read(path)
        checked = read_once(path)
        return Checked({name: frame.copy(deep=False) for name, frame in checked.tables.items()}, [*checked.problems])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(starting, "check_path", check_path)
        yield


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


@pytest.fixture(scope="session")
def own_ledgers(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, bool], str]:
    """The URL of a ledger of a folder of the project's own figures: one into which nobody writes, and one that gets roles."""

    @cache
    def find(folder: Path, has_roles: bool) -> str:
        url = f"sqlite:///{tmp_path_factory.mktemp('own') / 'tracker.db'}"
        starting.start_ledger(url, folder, author="test", now=NOW)[0].close()
        return url

    return find


@pytest.fixture
def read_page(open_page: Opener, own_ledgers: Callable[[Path, bool], str]) -> Opener:
    """The same for tests that record nothing: those of the project's own figures share a ledger, and what it keeps."""

    def run(source: Path | str, page: str = "", **asked: Any) -> AppTest:
        is_own = isinstance(source, Path) and source.is_relative_to(DATA.parent)
        return open_page(own_ledgers(source, "role" in asked) if is_own else source, page, **asked)

    return run
