"""A set of assumptions in a file: read exactly, back as it was, and everything wrong in it is said at once."""

from pathlib import Path

import pytest

from tracker.exchange.assumptions import read_assumptions
from tracker.model.assumptions import NOTHING, Assumptions
from tracker.problems import RefusedError

WHOLE = """
name = "Cautious"
source = "desk meeting of 3 December 2009"
[likelihood]
committed = 0.95
pledged = "0.8"
prospective = 0
[pledges]
"FRA-PPI-3" = 0.1234567891
[monthly_need]
"PPI-3" = 95000.50
[balance]
"PPI-3" = "400,000"
"""


def read(folder: Path, text: str) -> Assumptions:
    file = folder / "some.toml"
    file.write_text(text, encoding="utf-8")
    return read_assumptions(file)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(RefusedError) as refused:
        read(folder, text)
    return [str(problem) for problem in refused.value.problems] or [str(refused.value)]


def test_numbers_are_read_exactly_and_never_as_floats(tmp_path: Path) -> None:
    assumed = read(tmp_path, WHOLE)
    assert assumed.name == "Cautious"
    assert assumed.rungs == {"committed": 9_500_000_000, "pledged": 8_000_000_000, "prospective": 0}
    assert assumed.pledges == {"FRA-PPI-3": 1_234_567_891}
    assert (assumed.monthly_need, assumed.balance) == ({"PPI-3": 95_000_50}, {"PPI-3": 400_000_00})


def test_without_a_name_it_is_called_after_its_file(tmp_path: Path) -> None:
    assert read(tmp_path, "[likelihood]\npledged = 1").name == "some"
    assert read(tmp_path, "").rungs == NOTHING.rungs


def test_everything_that_is_wrong_is_said_with_its_remedy(tmp_path: Path) -> None:
    text = """
        name = 7
        [likelihood]
        pledged = 1.5
        received = 0.5
        committed = "often"
        expected = true
        [monthly_need]
        PPI-3 = -5
        [hopes]
        pledged = 1
    """
    said = "\n".join(problems(tmp_path, text))
    for part in (
        "'hopes' is not an assumption; the sections are name, source, likelihood",
        "name is a text",
        "it is no likelihood; a likelihood is between 0 and 1",
        "'received' is no rung of promises; use committed, pledged, expected, prospective",
        "'often' is not a number",
        "likelihood holds no number; write a number",
        "it is no need; name what is spent in a month",
    ):
        assert part in said
    assert 'put the name in quotation marks: "A"' in "\n".join(problems(tmp_path, "[pledges]\nA.B = 0.5"))


@pytest.mark.parametrize("text", ["[likelihood", "pledged = ", "\x00", "likelihood = 3"])
def test_a_file_that_is_none_is_refused_with_a_remedy(tmp_path: Path, text: str) -> None:
    assert ";" in problems(tmp_path, text)[0]


def test_a_file_that_is_not_there_or_far_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="check the name"):
        read_assumptions(tmp_path / "none.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(RefusedError, match="too large"):
        read_assumptions(tmp_path / "large.toml")
