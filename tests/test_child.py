"""Whatever a parser does to its process, the caller gets an answer or a refusal with a remedy, and soon."""

import time

import pytest

from tracker.exchange.child import Child
from tracker.problems import RefusedError


def run(name: str, *arguments: object, seconds: float = 20) -> object:
    with Child("tests.probes") as child:
        return child.call(name, *arguments, name="file.xlsx", seconds=seconds)


def test_a_child_answers() -> None:
    assert run("double", 21) == 42


def test_a_refusal_passes_with_its_problems() -> None:
    with pytest.raises(RefusedError, match=r"^no$") as caught:
        run("refuse")
    assert [problem.remedy for problem in caught.value.problems] == ["mend it"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fail", r"cannot be read \(ValueError: odd\)"),
        ("eat", "more memory than it may take"),
        ("abort", "the reader broke down"),
        ("leave", "the reader broke down"),
        ("chatter", "the reader broke down"),
    ],
)
def test_a_child_that_dies_is_a_refusal_with_a_remedy(name: str, words: str) -> None:
    with pytest.raises(RefusedError, match=rf"^file\.xlsx: .*{words}.*; open it in Excel"):
        run(name)


def test_a_child_that_hangs_is_ended() -> None:
    begun = time.monotonic()
    with pytest.raises(RefusedError, match=r"longer than 0\.5 seconds"):
        run("hang", seconds=0.5)
    assert time.monotonic() - begun < 10


def test_a_child_that_is_never_called_is_ended() -> None:
    with Child("tests.probes") as child:
        process = child._process
    assert process.poll() is not None


def test_a_child_imports_nothing_heavy() -> None:
    loaded = run("modules")
    assert isinstance(loaded, list)
    assert not {"pandas", "numpy", "openpyxl", "sqlalchemy"} & set(loaded)


def test_parsing_imports_nothing_heavy() -> None:
    import subprocess
    import sys

    code = (
        "import sys, tracker.exchange.parsing; print([x for x in ('pandas', 'numpy', 'openpyxl') if x in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
