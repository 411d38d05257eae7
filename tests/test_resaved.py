"""A workbook that LibreOffice opened and saved again comes back as the one that was exported."""

import os
from pathlib import Path
from random import Random

import pytest

from tests import office
from tests.histories import random_tables
from tests.require import require
from tests.test_round_trip import DATA, NASTY, assert_nothing_to_do, bring, export, ledger_of, shuffle, spoil
from tests.workbooks import tables_of_data
from tracker.checks import check
from tracker.ledger import Ledger, create_ledger

RANDOM = "random"
ALL = [f"{name}{suffix}" for name in (*DATA, RANDOM) for suffix in ("", "-shuffled")]
CASES = ALL if os.environ.get("TRACKER_WHOLE") else ["example-shuffled", RANDOM]
"""Ledgers, as they are exported or with rows and columns shuffled; the ordinary run takes two."""


@pytest.fixture(scope="module")
def resaved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Ledger, Path]]:
    """Each ledger with its resaved workbook; and shuffled before that, as `NAME-shuffled`. One run of LibreOffice."""
    require(office.PROGRAM, "LibreOffice (apt-get install libreoffice-calc-nogui)")
    folder = tmp_path_factory.mktemp("resaved")
    random = check(spoil(random_tables(Random(1)), Random(1), NASTY))
    assert random.is_sound
    tables = {**{name: tables_of_data(name) for name in DATA}, RANDOM: random.tables}
    ledgers = {name: ledger_of(tables[name], folder, name) for name in tables}
    for name, ledger in ledgers.items():
        plain = export(ledger, folder / f"{name}.xlsx")
        if f"{name}-shuffled" in CASES:
            shuffle(plain, folder / f"{name}-shuffled.xlsx", Random(3))
    saved = office.convert([folder / f"{name}.xlsx" for name in CASES], folder / "out")
    return {path.stem: (ledgers[path.stem.removesuffix("-shuffled")], path) for path in saved}


@pytest.mark.parametrize("name", CASES)
def test_a_resaved_workbook_is_nothing_to_do(
    resaved: dict[str, tuple[Ledger, Path]], name: str, tmp_path: Path
) -> None:
    """Nor is there any in a ledger that the resaved workbook itself has made."""
    ledger, path = resaved[name]
    assert_nothing_to_do(ledger, path)
    other = create_ledger(f"sqlite:///{tmp_path / 'other'}.db")
    assert bring(other, path).status == "committed"
    assert_nothing_to_do(other, export(ledger, tmp_path / "own.xlsx"))
