"""The command line: the founding case to the cent, documented columns, exit statuses, remedies for mistakes."""

import csv
import inspect
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typer
from typer.main import get_command

from tracker import desk
from tracker.cli import app, main
from tracker.cli.commands import HOMES, MODULES
from tracker.ledger import Changes, open_ledger

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "data" / "example"
ON = ("--as-of", "2009-12-04")
COLUMNS = {
    "gaps": "initiative phase target title due_on currency required counting is_headline counted low high approximate "
    "undated late unconverted coverage gap surplus",
    "position": "initiative phase donor rung form component currency amount low high approximate",
    "timeline": "phase period_end rung form amount",
    "bridge": "phase kind rung form amount",
    "movements": "on phase donor pledge contribution component form kind rung currency amount low high approximate "
    "original_currency original_amount row source",
    "dues": "phase donor pledge due_on amount currency fulfilled overdue days_overdue",
    "outlook": "initiative phase target title due_on currency required world in_cash if_announced if_everything "
    "missing_in_cash missing_if_announced missing_if_everything promises stated likelihood_from likelihood_to is_exact "
    "p10 p50 p90 within assumptions scenario",
}
FIGURES = {
    name: (name, *(("--from", "2009-01-01", "--to", "2026-11-30") if name == "bridge" else ())) for name in COLUMNS
}
AMOUNTS = {
    "required", "counted", "low", "high", "undated", "late", "gap", "surplus", "amount", "original_amount", "fulfilled",
    "overdue", "in_cash", "if_announced", "if_everything", "missing_in_cash", "missing_if_announced",
    "missing_if_everything", "p10", "p50", "p90", "within",
}  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def csv(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line, in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRACKER_LEDGER", raising=False)
    monkeypatch.setenv("TRACKER_AUTHOR", "Ada")

    def run(*words: str) -> Ran:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["tracker", *words])
        status = 0
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return Ran(status, said.out, said.err)

    return run


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger of the invented portfolio, made once."""
    path = tmp_path_factory.mktemp("example") / "example.db"
    desk.start_ledger(f"sqlite:///{path}", EXAMPLE, author="Ada", now=datetime.now(UTC))[0].close()
    return str(path)


def correct(path: Path, table: str, key: str, on: datetime | None = None, **fields: object) -> None:
    """Another changeset: some fields of one row, as somebody corrects them later."""
    with open_ledger(f"sqlite:///{path}") as ledger:
        frame = ledger.read()[table]
        changed = frame[(frame.iloc[:, 0] == key).to_numpy()].assign(**fields).astype(frame.dtypes.to_dict())
        now = on or datetime.now(UTC)
        ledger.commit(Changes(changed={table: changed}), author="Bo", message="A correction", now=now)


# The founding case (design, section 5)


def founding(
    target: str, required: str, title: str, due_on: str | None, figures: list[tuple[Any, ...]]
) -> list[dict[str, Any]]:
    """The five rows of a target: counting, money, low, high, approximate, undated, coverage, gap."""
    return [
        {
            "initiative": "PPI", "phase": "PPI-3", "target": target, "title": title, "due_on": due_on, "currency": "USD",
            "required": required, "counting": counting, "is_headline": counting == "pledged", "counted": counted,
            "low": low, "high": high, "approximate": approximate, "undated": undated, "late": "0.00", "unconverted": {},
            "coverage": coverage, "gap": gap, "surplus": "0.00",
        }
        for counting, counted, low, high, approximate, undated, coverage, gap in figures
    ]  # fmt: skip


START = founding("PPI-3-START", "700000.00", "Start", "2010-06", [
    ("received", "0.00", "0.00", "0.00", False, "0.00", 0, "700000.00"),
    ("committed", "0.00", "0.00", "0.00", False, "0.00", 0, "700000.00"),
    ("pledged", "200000.00", "200000.00", "200000.00", False, "200000.00", 2 / 7, "500000.00"),
    ("expected", "400000.00", "400000.00", "400000.00", False, "400000.00", 4 / 7, "300000.00"),
    ("prospective", "500000.00", "400000.00", "500000.00", True, "500000.00", 5 / 7, "200000.00"),
])  # fmt: skip
FULL = founding("requirement", "2900000.00", "Full requirement", None, [
    ("received", "0.00", "0.00", "0.00", False, "0.00", 0, "2900000.00"),
    ("committed", "0.00", "0.00", "0.00", False, "0.00", 0, "2900000.00"),
    ("pledged", "200000.00", "200000.00", "200000.00", False, "0.00", 2 / 29, "2700000.00"),
    ("expected", "400000.00", "400000.00", "400000.00", False, "0.00", 4 / 29, "2500000.00"),
    ("prospective", "500000.00", "400000.00", "500000.00", True, "0.00", 5 / 29, "2400000.00"),
])  # fmt: skip


def test_the_founding_case_gives_every_figure_to_the_cent(run: Run) -> None:
    ran = run("gaps", "--phase", "PPI-3", *ON, "--format", "json")
    assert ran.status == 0
    assert ran.json == [*START, *FULL]
    assert [list(row) for row in ran.json] == [COLUMNS["gaps"].split()] * 10
    assert '"coverage": 0.2857142857142857,' in ran.out  # unrounded
    assert ran.out.startswith("[\n") and ran.out.endswith("]\n")  # noqa: PT018


def test_before_the_meeting_nothing_was_promised_and_nothing_stated(run: Run) -> None:
    ran = run("gaps", "--phase", "PPI-3", "--as-of", "2009-11-01", "--format", "json")
    assert [row["counting"] for row in ran.json] == ["received", "committed", "pledged", "expected", "prospective"]
    for row in ran.json:
        assert row["target"] == "requirement"
        assert row["counted"] == row["low"] == row["high"] == "0.00"
        assert row["required"] is row["coverage"] is row["gap"] is row["surplus"] is None
    assert "PPI-3: the requirement is unknown" in ran.err


def test_the_table_says_the_bottom_line_and_every_rung(run: Run) -> None:
    ran = run("gaps", "--phase", "PPI-3", *ON)
    assert "Counting everything in sight, at least about $200,000 is missing." in ran.out
    lines = [" ".join(text.split()) for text in ran.out.splitlines()]
    for line in (
        "Received 0 700,000 0 %", "+ Signed 0 700,000 0 %", "+ Announced 200,000 500,000 28.6 % undated 200,000",
        "+ Anticipated 400,000 300,000 57.1 % undated 400,000",
        "+ Possible ~500,000 ~200,000 71.4 % undated 500,000; 400,000 to 500,000",
        "Received 0 2,900,000 0 %", "+ Signed 0 2,900,000 0 %", "+ Announced 200,000 2,700,000 6.9 %",
        "+ Anticipated 400,000 2,500,000 13.8 %", "+ Possible ~500,000 ~2,400,000 17.2 % 400,000 to 500,000",
    ):  # fmt: skip
        assert line in lines


def test_partners_see_nothing_softer_than_announced(run: Run) -> None:
    ran = run("gaps", "--phase", "PPI-3", *ON, "--audience", "partners", "--format", "json")
    assert [(row["target"], row["counting"], row["counted"]) for row in ran.json] == [
        (target, counting, counted)
        for target in ("PPI-3-START", "requirement")
        for counting, counted in (("received", "0.00"), ("committed", "0.00"), ("pledged", "200000.00"))
    ]


@pytest.mark.parametrize("how", ["table", "json", "csv"])
@pytest.mark.parametrize("name", COLUMNS)
def test_no_command_tells_partners_of_soft_promises_or_notes(run: Run, name: str, how: str) -> None:
    words = (*FIGURES[name][:1], "--from", "2009-01-01", "--to", "2010") if name == "bridge" else (name, *ON)
    ran = run(*words, "--audience", "partners", "--format", how)
    assert ran.status == 0
    said = (ran.out + ran.err).casefold()
    assert len(ran.out) > 3
    for trace in ("fra", "usa", "united states", "expected", "prospective", "anticipated", "possible", "400", "100,000",
                  "100000", "not stated", "secretariat", "withdrawn"):  # fmt: skip
        assert trace not in said


# Every figure, in every form


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("options", [(), ("--audience", "partners"), ("--initiative", "ALT", "--known-at", "1")])
def test_columns_are_those_documented_and_csv_says_what_json_says(
    run: Run, example: str, name: str, options: tuple[str, ...]
) -> None:
    day = () if name == "bridge" else ("--as-of", "2026-11-20")
    rows = run("--ledger", example, *FIGURES[name], *day, *options, "--format", "json").json
    cells = run("--ledger", example, *FIGURES[name], *day, *options, "--format", "csv")
    assert rows
    assert cells.out.splitlines()[0] == ",".join(COLUMNS[name].split())
    for row, line in zip(rows, cells.csv, strict=True):
        assert list(row) == COLUMNS[name].split()
        for column, value in row.items():
            assert isinstance(value, str) or value is None or column not in AMOUNTS, column
            if column in AMOUNTS and value is not None:
                whole, cents = value.lstrip("-").split(".")
                assert whole.isdigit()
                assert len(cents) == 2
            assert line[column] == as_cell(value), column


def as_cell(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{currency} {amount}" for currency, amount in value.items())
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("name", COLUMNS)
def test_a_table_cuts_no_figure_short(run: Run, example: str, name: str) -> None:
    ran = run("--ledger", example, *FIGURES[name])
    assert ran.status == 0
    assert "…" not in ran.out


@pytest.mark.parametrize("name", sorted(set(COLUMNS) - {"bridge"}))
def test_before_the_first_changeset_everything_is_empty_and_it_is_said(run: Run, name: str) -> None:
    for moment in ("0", "2001-09-11", "2001-09"):
        ran = run(name, "--phase", "PPI-3", "--known-at", moment, "--format", "json")
        assert (ran.status, ran.json) == (0, [])
        assert "Nothing had been recorded at" in ran.err
    assert run(name, "--known-at", "0", "--format", "csv").out == ",".join(COLUMNS[name].split()) + "\n"
    assert "Nothing to show." in run(name, "--known-at", "0").out


def test_everything_can_be_shown_in_another_currency(run: Run, example: str) -> None:
    rows = run("--ledger", example, "gaps", "--currency", "eur", "--format", "json").json
    assert {row["currency"] for row in rows} == {"EUR"}


def test_a_promise_may_be_shown_at_the_rate_of_the_day(run: Run, example: str) -> None:
    at_step, today = (
        run("--ledger", example, "position", "--phase", "ALT-2", "--rates", rates, "--format", "json").json
        for rates in ("step", "as-of")
    )
    assert [row["donor"] for row in at_step] == [row["donor"] for row in today]
    assert at_step != today


def test_timeline_has_a_line_for_every_period(run: Run) -> None:
    rows = run("timeline", "--by", "month", "--as-of", "2010-01", "--phase", "PPI-3", "--format", "json").json
    assert sorted({row["period_end"] for row in rows}) == ["2009-11-30", "2009-12-31", "2010-01-31"]


# Dates and records


@pytest.mark.parametrize(
    ("typed", "day"), [("2010", "2010-12-31"), ("2010-06", "2010-06-30"), ("2010-06-01", "2010-06-01")]
)
def test_a_month_or_year_means_its_last_day(run: Run, typed: str, day: str) -> None:
    assert f"As of {day} " in run("gaps", "--as-of", typed).err


def test_in_an_old_ledger_the_day_is_that_of_the_newest_fact_and_it_is_said(run: Run) -> None:
    ran = run("gaps", "--phase", "PPI-3", "--format", "json")
    assert ran.json == [*START, *FULL]
    assert "As of 2009-12-04, the date of the newest fact: it is over a year old." in ran.err


def test_in_a_living_ledger_the_day_is_today_and_nothing_is_said(run: Run, tmp_path: Path) -> None:
    run("init")
    fresh = (datetime.now(UTC).date() - timedelta(days=30)).isoformat()
    correct(tmp_path / "tracker.db", "pledges", "RUS-PPI-3", confirmed_on=fresh)
    ran = run("gaps", "--phase", "PPI-3")
    assert f"As of {datetime.now(UTC).date()} " in ran.err
    assert "newest fact" not in ran.err


def test_what_was_known_earlier_can_be_asked_by_number_day_or_moment(run: Run, tmp_path: Path) -> None:
    """Russia's 200,000 is corrected to 250,000 in a second changeset, two days after the first."""
    run("init")
    later = datetime.now(UTC) + timedelta(days=2)
    correct(tmp_path / "tracker.db", "pledges", "RUS-PPI-3", later, amount=25_000_000, low=pd.NA, high=pd.NA)
    counted = {}
    for known_at in ("", "2", "1", (later - timedelta(days=1)).date().isoformat(), later.isoformat(), "2199-12"):
        ran = run("gaps", "--phase", "PPI-3", *ON, "--known-at", known_at, "--format", "json")
        counted[known_at] = ran.json[2]["counted"]
        assert ("As recorded at changeset 1 of 2." in ran.err) == (counted[known_at] == "200000.00")
    assert list(counted.values()) == ["250000.00", "250000.00", "200000.00", "200000.00", "250000.00", "250000.00"]


def test_a_bridge_opens_on_the_reported_figure_and_late_entries_stand_apart(run: Run, tmp_path: Path) -> None:
    run("init")
    correct(tmp_path / "tracker.db", "pledges", "RUS-PPI-3", amount=25_000_000)
    words = ("bridge", "--from", "2009-12-01", "--to", "2009-12-31", "--phase", "PPI-3", "--format", "json")
    pledged = [(row["kind"], row["amount"]) for row in run(*words, "--reported", "1").json if row["rung"] == "pledged"]
    assert pledged == [("opening", "200000.00"), ("late entries", "50000.00"), ("closing", "250000.00")]
    plain = [(row["kind"], row["amount"]) for row in run(*words).json if row["rung"] == "pledged"]
    assert plain == [("opening", "250000.00"), ("closing", "250000.00")]


# The ledger


def test_the_first_command_in_an_empty_folder_makes_the_default_ledger_and_says_so(run: Run, tmp_path: Path) -> None:
    ran = run("gaps", "--phase", "PPI-3", *ON, "--format", "json")
    assert "Made the ledger sqlite:///tracker.db with the Paris Pact's figures." in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tracker.db", "tracker.db-queue"]
    again = run("gaps", "--phase", "PPI-3", *ON, "--format", "json")
    assert again.out == ran.out
    assert "Made" not in again.err


def test_a_ledger_that_is_named_is_never_made_by_a_figure(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ran in (
        run("--ledger", "sqlite:///other.db", "gaps", "--format", "json"),
        run("--ledger", "other.db", "log", "--format", "json"),
    ):
        assert (ran.status, ran.out) == (1, "")
        assert "there is no ledger at other.db; make one with `tracker init`" in ran.err
    monkeypatch.setenv("TRACKER_LEDGER", "sqlite:///third.db")
    assert "third.db" in run("gaps").err
    assert list(tmp_path.iterdir()) == []


def test_the_ledger_may_be_named_before_the_command_or_in_the_environment(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("--ledger", "named.db", "init").status == 0
    assert run("--ledger", "sqlite:///named.db", "gaps").status == 0
    monkeypatch.setenv("TRACKER_LEDGER", "sqlite:///named.db")
    assert run("gaps", "--phase", "PPI-3").status == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["named.db", "named.db-queue"]


def test_init_refuses_a_place_that_has_a_ledger(run: Run, tmp_path: Path) -> None:
    assert run("init").status == 0
    before = (tmp_path / "tracker.db").read_bytes()
    ran = run("init", "--from", str(EXAMPLE))
    assert (ran.status, ran.out) == (1, "")
    assert "there is a ledger at tracker.db already; open it, or name another place" in ran.err
    assert (tmp_path / "tracker.db").read_bytes() == before


def folder_with_errors(place: Path) -> Path:
    shutil.copytree(ROOT / "data" / "paris-pact", place / "mine")
    pledges = place / "mine" / "pledges.csv"
    text = pledges.read_text(encoding="utf-8")
    text = text.replace(",pledged,", ",promised,").replace("USA,100000,", "USA,ten,")
    pledges.write_text(text, encoding="utf-8")
    return place / "mine"


def test_init_names_every_problem_and_makes_nothing(run: Run, tmp_path: Path) -> None:
    mine = folder_with_errors(tmp_path)
    ran = run("--ledger", "new.db", "init", "--from", str(mine))
    assert (ran.status, ran.out) == (1, "")
    errors = [line for line in ran.err.splitlines() if line.startswith("error: ")]
    assert len(errors) == 2
    for cell, column, value in (("C3", "status", "promised"), ("F4", "amount", "ten")):
        (line,) = [
            line for line in errors if line.startswith(f"error: pledges.csv!{cell}, {column}: '{value}' is not a")
        ]
        assert "; " in line  # the remedy
    assert "refused: " in ran.err
    assert not (tmp_path / "new.db").exists()


def test_check_says_what_is_wrong_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    mine = folder_with_errors(tmp_path)
    ran = run("check", str(mine), "--format", "json")
    assert ran.status == 1
    assert ran.json["status"] == "refused"
    assert sorted((problem["sheet"], problem["cell"], problem["value"]) for problem in ran.json["problems"]) == [
        ("pledges.csv", "C3", "promised"), ("pledges.csv", "F4", "ten"),
    ]  # fmt: skip
    assert all(problem["remedy"] for problem in ran.json["problems"])
    assert {row["cell"] for row in run("check", str(mine), "--format", "csv").csv} == {"C3", "F4"}
    assert "cannot be recorded" in run("check", str(mine)).err
    sound = run("check", str(ROOT / "data" / "paris-pact"), "--format", "json")
    assert (sound.status, sound.json["status"], sound.json["problems"]) == (0, "sound", [])
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_the_log_shows_who_recorded_what(run: Run, tmp_path: Path) -> None:
    run("init")
    correct(tmp_path / "tracker.db", "pledges", "RUS-PPI-3", amount=25_000_000)
    rows = run("log", "--format", "json").json
    assert [list(row) for row in rows] == [["number", "at", "author", "message", "origin", "actor", "digest"]] * 2
    assert [(row["number"], row["author"], row["message"]) for row in rows] == [
        (1, "Ada", "First figures from paris-pact"), (2, "Bo", "A correction"),
    ]  # fmt: skip
    assert [row["author"] for row in run("log", "--format", "csv").csv] == ["Ada", "Bo"]
    assert "A correction" in run("log").out


def test_show_gives_each_field_before_and_after(run: Run, tmp_path: Path) -> None:
    run("init")
    correct(tmp_path / "tracker.db", "pledges", "RUS-PPI-3", amount=25_000_000)
    (row,) = run("show", "2", "--format", "json").json
    assert (row["table"], row["action"], row["field"], row["before"], row["after"]) == (
        "pledges", "changed", "amount", "200000.00", "250000.00",
    )  # fmt: skip
    assert len(run("show", "1", "--format", "csv").csv) > 50
    assert "250000.00" in run("show", "2").out


def test_a_row_s_history_and_an_undo(run: Run, tmp_path: Path) -> None:
    run("init")
    correct(tmp_path / "tracker.db", "pledges", "RUS-PPI-3", amount=25_000_000)
    rows = run("history", "pledges", "RUS-PPI-3", "--format", "json").json
    assert [(row["changeset"], row["author"], row["after"]) for row in rows if row["field"] == "amount"] == [
        (1, "Ada", "200000.00"), (2, "Bo", "250000.00"),
    ]  # fmt: skip
    assert "250000.00" in run("history", "pledges", "RUS-PPI-3").out
    undone = run("undo", "2", "--message", "Recorded twice", "--format", "json")
    assert (undone.status, undone.json) == (0, {"status": "committed", "changeset": 3, "undone": 2})
    assert run("log", "--format", "json").json[-1]["message"] == "Recorded twice"
    again = run("undo", "2")
    assert (again.status, again.out) == (1, "")
    assert "changeset 2 cannot be undone, for later ones stand on it: pledges row 11" in again.err
    unknown = run("history", "pledges", "RUS")
    assert (unknown.status, unknown.out) == (1, "")
    assert "there are FRA-PPI-3, RUS-PPI-3" in unknown.err


def test_verify_proves_that_a_printed_past_is_still_there(run: Run, tmp_path: Path) -> None:
    run("init")
    digest = run("verify", "--format", "json").json["digest"]
    correct(tmp_path / "tracker.db", "pledges", "RUS-PPI-3", amount=25_000_000)
    assert run("verify", "--expect", f"1:{digest}").status == 0
    assert run("verify", "--expect", f"1:{digest[:4]}").status == 0
    cut = run("verify", "--expect", f"9:{digest}", "--format", "json")
    assert (cut.status, cut.json["status"], cut.json["faults"][0]["changeset"]) == (1, "altered", 9)


def test_verify_finds_a_sound_ledger_sound_and_names_what_was_altered(run: Run, tmp_path: Path) -> None:
    run("init")
    sound = run("verify", "--format", "json")
    assert (sound.status, sound.json["status"], sound.json["faults"]) == (0, "sound", [])
    assert run("verify").out.startswith("sound: 1 changeset, digest ")
    with closing(sqlite3.connect(tmp_path / "tracker.db")) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        pledges = next(name for name in tables if "pledges" in name)
        for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{trigger}"')
        raw.execute(f"UPDATE \"{pledges}\" SET amount = 90000000 WHERE pledge = 'RUS-PPI-3'")
        raw.commit()
    altered = run("verify", "--format", "json")
    assert (altered.status, altered.json["status"]) == (1, "altered")
    assert [(fault["changeset"], fault["table"]) for fault in altered.json["faults"]] == [(1, "pledges")]
    told = run("verify")
    assert told.status == 1
    assert "error: changeset 1, table pledges, row " in told.err
    assert run("verify", "--format", "csv").csv[0]["changeset"] == "1"


# Mistakes


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("gaps", "--phase", "PPI-9"), "there is no phase 'PPI-9'; there are PPI-1, PPI-2, PPI-3"),
        (("dues", "--initiative", "XYZ"), "there is no initiative 'XYZ'; there is PPI"),
        (("position", "--audience", "public"), "'public' is not an audience; use internal or partners"),
        (("gaps", "--as-of", "4 December"), "'4 December' is not a date; write it as 2009-12-04"),
        (("gaps", "--as-of", "2010-02-30"), "'2010-02-30' is not a date; write it as 2009-12-04"),
        (
            ("timeline", "--known-at", "yesterday"),
            "'yesterday' is neither a changeset nor a date; write 14 or 2009-12-04",
        ),
        (("timeline", "--known-at", "2009-W49-5"), "is neither a changeset nor a date"),
        (("timeline", "--known-at", "0001-01-01T00:00:00+14:00"), "is neither a changeset nor a date"),
        (("gaps", "--known-at", "7"), "there is no changeset 7; the newest is 1, and a date is 2009-12-04"),
        (("gaps", "--known-at", "9" * 5000), "there is no changeset 99999999999999999999…; the newest is 1"),
        (("gaps", "--known-at", "²"), "'²' is neither a changeset nor a date"),
        (("movements", "--currency", "EUR"), "no rates of exchange for 'EUR'; use USD, or add rates of it"),
        (("movements", "--currency", ""), "no rates of exchange for ''; use USD"),
        (("show", "9"), "there is no changeset 9; name one from 1 to 1"),
        (("bridge", "--from", "2010", "--to", "2009"), "before it starts on 2010-12-31; swap the two dates"),
        (("bridge", "--from", "", "--to", "2009"), "'' is not a date; write it as 2009-12-04"),
        (("bridge", "--from", "2009", "--to", "2010", "--reported", "8"), "there is no changeset 8"),
        (("check", "nowhere"), "there is no file or folder nowhere; check the spelling"),
        (("--ledger", "sqlite://", "gaps"), "names no file; write it with three slashes, like sqlite:///tracker.db"),
        (("--ledger", "", "gaps"), "names no file"),
        (("--ledger", "postgresql://a:b@c/d", "gaps"), "like sqlite:///tracker.db"),
        (("--ledger", "nowhere/t.db", "init"), "check that its folder exists"),
        (("init", "--from", "nowhere"), "there is no file or folder nowhere; check the spelling"),
    ],
)
def test_a_mistake_is_refused_with_its_remedy_on_stderr_only(run: Run, words: tuple[str, ...], remedy: str) -> None:
    if words[0] != "init":
        run("init")
    ran = run(*words)
    assert (ran.status, ran.out) == (1, "")
    assert "refused: " in ran.err
    assert remedy in ran.err


def test_a_phase_of_another_initiative_is_refused(run: Run, example: str) -> None:
    ran = run("--ledger", example, "gaps", "--initiative", "BLO", "--phase", "ALT-1")
    assert (ran.status, ran.out) == (1, "")
    assert "there is no phase 'ALT-1' of BLO; there are BLO-1, BLO-2, BLO-U" in ran.err


@pytest.mark.parametrize("content", [b"", b"phase,title\n", b"SQLite format 3\0" + b"x" * 4096])
def test_a_file_that_is_not_a_ledger_is_refused(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mine.db").write_bytes(content)
    ran = run("--ledger", "mine.db", "gaps", "--format", "json")
    assert (ran.status, ran.out) == (1, "")
    assert "mine.db" in ran.err
    assert (tmp_path / "mine.db").read_bytes() == content


def test_a_database_of_somebody_else_is_refused(run: Run, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "mine.db")) as raw:
        raw.execute("CREATE TABLE birds (name)")
    for words in (("gaps",), ("init",)):
        ran = run("--ledger", "mine.db", *words)
        assert ran.status == 1
        assert "name another place" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("gaps", "--when", "2009"), ("gaps", "--format", "xml"), ("timeline", "--by", "week"), ("show", "one"), ("show",),
        ("bridge", "--from", "2009"), ("nonsense",), ("gaps", "extra"), ("gaps", "--rates", "today"),
    ],
)  # fmt: skip
def test_wrong_usage_ends_with_status_2_and_says_nothing_on_stdout(run: Run, words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err


ODD = ["-1", "0", "%", "\udcff", "٣", "2010-6", "1e9", "9" * 30, "[bold]", "'; --", "—"]


@pytest.mark.parametrize("option", ["--as-of", "--known-at", "--audience", "--currency", "--phase", "--initiative"])
def test_odd_values_are_refused_or_answered_and_never_crash(run: Run, example: str, option: str) -> None:
    for value in ODD:
        ran = run("--ledger", example, "dues" if option == "--phase" else "gaps", "--format", "csv", option, value)
        assert ran.status in (0, 1)
        assert ran.out.count(",") > 7 if ran.status == 0 else (ran.out == "" and "refused: " in ran.err)


def test_a_folder_where_a_file_should_be_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine" / "pledges.csv").mkdir(parents=True)
    ran = run("check", "mine")
    assert ran.status == 1
    assert "pledges.csv" in ran.err


# The world outside: pipes, encodings, accounts


def tracker(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The installed script, as a shell starts it."""
    script = Path(sys.executable).parent / ("tracker.exe" if os.name == "nt" else "tracker")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "COLUMNS", "FORCE_"))}
    return subprocess.run(
        [str(script), *words], cwd=folder, env={**kept, **environment}, capture_output=True, check=False, timeout=120
    )


def test_the_installed_script_answers(tmp_path: Path) -> None:
    done = tracker("gaps", "--phase", "PPI-3", *ON, "--format", "json", folder=tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout) == [*START, *FULL]
    refused = tracker("gaps", "--phase", "PPI-9", folder=tmp_path)
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert tracker("gaps", "--nonsense", folder=tmp_path).returncode == 2


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_programs_get_utf_8_and_a_poor_terminal_gets_what_it_can_show(tmp_path: Path, encoding: str) -> None:
    done = tracker("movements", *ON, "--format", "json", folder=tmp_path, PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert "09UNVIEVIENNA548 ¶10" in {row["source"] for row in json.loads(done.stdout.decode("utf-8"))}
    shown = tracker("movements", folder=tmp_path, PYTHONIOENCODING=encoding)
    assert (shown.returncode, b"Traceback" in shown.stderr) == (0, False)


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("how", ["table", "json", "csv"])
def test_a_reader_that_has_seen_enough_is_no_error(example: str, tmp_path: Path, how: str) -> None:
    script = Path(sys.executable).parent / "tracker"
    command = [str(script), "--ledger", example, "movements", "--format", how]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(1)
        running.stdout.close()
        assert running.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("how", ["table", "json"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_said_and_not_a_crash(tmp_path: Path, how: str, unbuffered: str) -> None:
    command = [str(Path(sys.executable).parent / "tracker"), "gaps", "--format", how]
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, env=environment, check=False)
    assert done.returncode == 1
    assert b"No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_no_colour_is_written_where_none_can_be_shown(tmp_path: Path) -> None:
    done = tracker("gaps", "--phase", "PPI-3", *ON, folder=tmp_path, NO_COLOR="1")
    assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize("term", ["xterm", "dumb"])
@pytest.mark.parametrize("columns", [20, 200])
def test_a_narrow_terminal_breaks_lines_and_cuts_no_figure(
    run: Run, monkeypatch: pytest.MonkeyPatch, columns: int, term: str
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("FORCE_COLOR", "1")
    for words in (("gaps", "--phase", "PPI-3", *ON), ("movements", *ON)):
        ran = run(*words)
        assert ran.status == 0
        assert "2,900,000" in ran.out
        assert "~100,000" in ran.out or "~2,400,000" in ran.out
        assert "…" not in ran.out


def test_an_account_without_a_name_is_said_to_be_unknown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Containers may run under a number that no name belongs to; `getpass.getuser` then raises."""

    def getuser() -> str:
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.delenv("TRACKER_AUTHOR")
    monkeypatch.setattr("getpass.getuser", getuser)
    run("init")
    assert run("log", "--format", "json").json[0]["author"] == "unknown"


def test_an_author_that_no_database_can_hold_leaves_no_half_made_ledger(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_AUTHOR", "J\udcffrg")
    assert run("init").status == 0
    assert run("log", "--format", "json").json[0]["author"] == "J?rg"


# Help


def test_every_command_stands_in_the_list_that_it_is_found_by() -> None:
    """The help tells the list's order; a command that a module has and the list has not would be found by nobody."""
    for module in MODULES:
        names = [
            command.name or command.callback.__name__  # type: ignore[union-attr]
            for command in import_module(f"tracker.cli.{module}").app.registered_commands
            if command.callback and command.callback.__module__ == f"tracker.cli.{module}"
        ]
        assert tuple(names) == MODULES[module]
    assert len(app.registered_commands) == len(HOMES)


def test_every_command_has_help_with_an_example_and_every_option_has_help() -> None:
    assert "Example: " in (app.info.help or "")
    group = get_command(app)
    callbacks = [group.get_command(None, name).callback for name in HOMES]  # type: ignore[attr-defined]
    assert len(callbacks) >= 12
    for callback in [*callbacks, app.registered_callback.callback if app.registered_callback else None]:
        assert callback is not None
        is_command = callback in callbacks
        text = inspect.getdoc(callback) or ""
        assert not is_command or ("\nExample: tracker " in text and len(text.splitlines()[0]) > 20), callback.__name__
        for name, parameter in inspect.signature(callback).parameters.items():
            if parameter.annotation is typer.Context:
                continue  # what Typer hands over, and nobody types
            (info,) = [one for one in getattr(parameter.annotation, "__metadata__", ()) if hasattr(one, "help")]
            assert info.help, f"{callback.__name__} {name}"


def test_help_names_every_command(run: Run) -> None:
    ran = run("--help")
    assert ran.status == 0
    assert [name for name in HOMES if name not in ran.out] == []
