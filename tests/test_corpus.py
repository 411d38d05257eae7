"""Every hostile or messy file of the corpus comes to the end that its table says: no crash, no hang, no silent misreading."""

import resource
import time
from pathlib import Path

import pytest

from tests.corpus import CASES, Case, mismatch, write
from tracker.exchange.container import inspect
from tracker.problems import RefusedError


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_file_comes_to_its_end(case: Case, tmp_path: Path) -> None:
    assert mismatch(case, write(case, tmp_path)) == ""


def test_the_corpus_is_large_and_names_are_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 80


@pytest.mark.parametrize("case", [case for case in CASES if case.is_bomb], ids=lambda case: case.name)
def test_bombs_are_answered_before_parsing_in_little_time_and_memory(case: Case, tmp_path: Path) -> None:
    path = write(case, tmp_path)
    peak, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        inspect(path).need_workbook()
    except RefusedError:
        pass
    else:
        pytest.fail("the container let it pass")
    assert time.process_time() - begun < 0.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 64 << 10
