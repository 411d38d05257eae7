"""What a command loads: what it asks for, and none of the libraries that other commands need."""

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

from tracker import desk

HEAVY = {
    "streamlit", "plotly", "typst", "pptx", "docx", "fontTools", "xlsxwriter", "openpyxl", "lxml", "icalendar",
    "psycopg", "httpx", "authlib", "starlette", "pydantic", "pycountry",
}  # fmt: skip
"""Libraries for files, pages, letters, slides and logins: no figure on a terminal needs any."""


@pytest.fixture(scope="module")
def paris_pact(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger with the Paris Pact's figures."""
    file = tmp_path_factory.mktemp("start") / "paris-pact.db"
    subprocess.run([*PROGRAM, "--ledger", str(file), "init"], check=True, capture_output=True)
    return str(file)


PROGRAM = (
    sys.executable,
    "-c",
    "import json, sys, tracker.start\n"
    "try:\n    tracker.start.main()\n"
    "finally:\n    print(json.dumps(sorted(sys.modules)), file=sys.stderr)",
)
"""The command line, which in the end says on standard error what it has loaded."""


def loaded(*words: str) -> set[str]:
    done = subprocess.run([*PROGRAM, *words], check=True, capture_output=True, text=True, encoding="utf-8")
    assert done.stdout
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("words", [("gaps",), ("gaps", "--format", "json"), ("position",), ("--help",)], ids=" ".join)
def test_a_figure_on_a_terminal_loads_no_library_for_files_pages_or_letters(
    paris_pact: str, words: tuple[str, ...]
) -> None:
    assert HEAVY & loaded("--ledger", paris_pact, *words) == set()


def test_a_command_loads_no_other_module_of_commands_and_no_reader_of_files(paris_pact: str) -> None:
    modules = loaded("--ledger", paris_pact, "gaps")
    assert {name for name in modules if name.startswith("tracker.cli.")} == {
        "tracker.cli.commands", "tracker.cli.figures", "tracker.cli.shared", "tracker.cli.terminal",
    }  # fmt: skip
    assert {name for name in modules if name.startswith("tracker.exchange.")} == {"tracker.exchange.rows"}


def test_every_library_that_no_figure_loads_is_one_that_can_be_loaded() -> None:
    """A misspelt name is loaded by nobody: the tests above would hold nothing."""
    assert [name for name in HEAVY if find_spec(name) is None] == []


def test_every_name_that_the_desk_offers_is_there() -> None:
    assert [name for name in desk.__all__ if not hasattr(desk, name)] == []


def test_what_the_desk_offers_is_never_hidden_by_a_module_of_the_same_name() -> None:
    """Python sets a package's attribute to a module of it that is imported: `desk.evidence` would be that module."""
    code = "import tracker.desk.evidence; from tracker import desk; print(callable(desk.evidence))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "True\n"
