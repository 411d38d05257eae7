"""Outlook and asks on the command line: what they say, in every form, and with what is assumed and laid over."""

from pathlib import Path

import pytest

from tests.test_cli import ON, Run, run
from tracker.exchange.rows import FIGURES, PARTS

__all__ = ["run"]
THREE = ("--phase", "PPI-3", *ON)
CAUTIOUS = 'name = "Cautious"\nsource = "the desk"\n[likelihood]\npledged = 0.9\nexpected = 0.6\nprospective = 0.3\n'


def scenario(folder: Path) -> Path:
    (folder / "more").mkdir()
    (folder / "more" / "pledges.csv").write_text(
        "pledge,status_on,status,phase,donor,amount,currency,likelihood\n"
        "FRA-PPI-3,2009-11-27,pledged,PPI-3,FRA,200000,USD,\nNEW,2009-12-01,expected,PPI-3,RUS,200000,USD,0.5\n",
        encoding="utf-8",
    )
    return folder / "more"


def test_phase_three_needs_somebody_new_whatever_is_assumed(run: Run) -> None:
    ran = run("outlook", *THREE)
    assert ran.status == 0
    assert "If everything in sight comes, at least about $200,000 is missing." in ran.out
    assert "It needs at least about $200,000 from someone who is not on the ladder yet." in ran.out
    rows = run("outlook", *THREE, "--format", "json").json
    assert {(row["likelihood_from"], row["likelihood_to"], row["p50"]) for row in rows} == {(None, None, None)}
    assert [row["missing_if_everything"] for row in rows[:3]] == ["300000.00", "200000.00", "200000.00"]


def test_assumptions_and_a_scenario_are_named_in_every_row(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(CAUTIOUS, encoding="utf-8")
    given = ("--assume", "a.toml", "--scenario", str(scenario(tmp_path)))
    rows = run("outlook", *THREE, *given, "--format", "json").json
    row = next(row for row in rows if row["target"] == "PPI-3-START" and row["world"] == "amount")
    assert (row["assumptions"], row["scenario"]) == ("Cautious", "more")
    assert row["likelihood_from"] == row["likelihood_to"] == pytest.approx(0.9 * 0.9 * 0.5 * 0.3, abs=1e-12)
    table = run("outlook", *THREE, *given)
    assert "as recorded: missing if all comes" in table.out
    assert "announced 90.0" in table.out
    assert "SCENARIO more" in table.err
    assert len(run("log", "--format", "json").json) == 1  # nothing is recorded


def test_every_part_has_its_documented_columns(run: Run) -> None:
    for part, columns in PARTS.items():
        ran = run("outlook", "--part", part, *THREE, "--format", "csv")
        assert ran.out.splitlines()[0] == ",".join(columns), part
    assert "200,000" in run("outlook", "--part", "new", *THREE).out


def test_asks_add_up_and_sheets_name_the_next_meeting(run: Run) -> None:
    ran = run("asks", *THREE, "--by", "equally", "--round", "50000", "--counting", "prospective", "--sheets")
    assert ran.status == 0
    assert "Together $200,000" in ran.out
    assert ran.out.count("Next chance to ask: Policy Consultative Group, March 2010 (tentative).") == 3
    rows = run("asks", *THREE, "--by", "equally", "--format", "csv").csv
    assert sum(float(row["ask"]) for row in rows) == 500_000
    assert list(rows[0]) == list(FIGURES["asks"])


def test_why_it_cannot_be_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[likelihood]\npledged = 2\n", encoding="utf-8")
    for words, told in (
        (("asks", *THREE), "nobody who may be asked has given anything yet"),
        (("asks", *THREE, "--by", "equally", "--cap", "100000"), "the caps add up to USD 300,000, USD 200,000 less"),
        (("asks", *THREE, "--audience", "partners"), "internal readers only"),
        (("outlook", *THREE, "--assume", "bad.toml"), "a likelihood is between 0 and 1"),
        (("outlook", *THREE, "--assume", "none.toml"), "check the name"),
        (("outlook", *THREE, "--scenario", "nowhere"), "there is no file or folder"),
        (("outlook", *THREE, "--audience", "partners", "--assume", "own-record"), "internal readers only"),
    ):
        ran = run(*words)
        assert ran.status == 1, words
        assert told in " ".join(ran.err.split()), words
