"""Files in and out on the command line: what is asked, what is answered, and what it ends with."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar
from typer.testing import CliRunner, Result

from tracker.cli import app, main

Run = Callable[..., Result]
OWN = """Country,Amount announced
France,"1 500,50"
Russie,2000
Total,"3 500,50"
"""


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the ledger that the first command makes in it, and `book.xlsx`, as it is exported."""
    folder = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("TRACKER_AUTHOR", "tester")
        patch.delenv("TRACKER_LEDGER", raising=False)
        assert call("export", "book.xlsx").exit_code == 0
    return folder


@pytest.fixture
def run(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line, in a copy of the folder."""
    shutil.copytree(office, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_AUTHOR", "tester")
    monkeypatch.delenv("TRACKER_LEDGER", raising=False)
    return call


def edit(book: Path, cells: dict[str, object]) -> Path:
    """A copy of a workbook with some cells changed, as an office program would save it."""
    loaded = openpyxl.load_workbook(book)
    for place, value in cells.items():
        sheet, cell = place.split("!")
        loaded[sheet][cell] = value
    copy = book.with_name("edited.xlsx")
    loaded.save(copy)
    return copy


def test_what_is_exported_comes_back_as_nothing_to_do(run: Run, tmp_path: Path) -> None:
    for name in ("tables.xlsx", "tables.zip", "tables"):
        assert run("export", name).exit_code == 0
        answer = run("import", name, "--format", "json")
        assert (answer.exit_code, json.loads(answer.stdout)["status"]) == (0, "nothing to do"), name
    assert len(json.loads(run("log", "--format", "json").stdout)) == 1


def test_an_edited_workbook_is_shown_dry_and_then_committed_with_its_name_and_digest(run: Run, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx")["Pledges"]
    (row,) = [cell.row for cell in sheet["A"] if cell.value == "FRA-PPI-3"]
    edit(tmp_path / "book.xlsx", {f"Pledges!C{row}": "pledged"})
    dry = run("import", "edited.xlsx", "--dry-run")
    assert f"Pledges!C{row} expected → pledged" in dry.stdout
    assert "PPI-3, announced, USD: 200000.00 → 400000.00" in dry.stdout
    assert len(json.loads(run("log", "--format", "json").stdout)) == 1
    answer = json.loads(run("import", "edited.xlsx", "--message", "France announced", "--format", "json").stdout)
    assert {name: answer[name] for name in ("status", "changeset", "added", "changed", "missing", "unchanged")} == {
        "status": "committed", "changeset": 2, "added": 0, "changed": 1, "missing": 0, "unchanged": 17,
    }  # fmt: skip
    newest = json.loads(run("log", "--format", "json").stdout)[-1]
    assert (newest["author"], newest["message"]) == ("tester", "France announced")
    assert newest["origin"].startswith("edited.xlsx sha256:")


def test_the_json_of_an_import_has_the_documented_fields(run: Run) -> None:
    assert list(json.loads(run("import", "book.xlsx", "--format", "json").stdout)) == [
        "status", "changeset", "added", "changed", "missing", "retracted", "unchanged", "conflicts", "problems",
    ]  # fmt: skip


def test_a_wrong_file_is_refused_with_every_cell_named_and_listed_in_a_workbook(run: Run, tmp_path: Path) -> None:
    edit(tmp_path / "book.xlsx", {"Pledges!C2": "promised", "Pledges!F3": "#REF!", "Donors!D2": "kingdom"})
    answer = run("import", "edited.xlsx", "--problems", "wrong.xlsx", "--format", "json")
    found = json.loads(answer.stdout)
    assert (answer.exit_code, found["status"], found["changeset"]) == (1, "refused", None)
    assert {f"{one['sheet']}!{one['cell']}" for one in found["problems"]} >= {"Pledges!C2", "Pledges!F3", "Donors!D2"}
    assert all(one["remedy"] for one in found["problems"])
    listed = openpyxl.load_workbook(tmp_path / "wrong.xlsx")["Problems"]
    links = {cell.hyperlink.location or cell.hyperlink.target for cell in listed["C"] if cell.hyperlink}
    assert any("Pledges" in str(link) and "C2" in str(link) for link in links)
    assert len(json.loads(run("log", "--format", "json").stdout)) == 1


def test_ones_own_sheet_comes_in_by_a_mapping_that_is_saved_and_used_again(run: Run, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(OWN, encoding="utf-8")
    words = (
        "import", "own.csv", "--into", "pledges", "--map", "Amount announced=amount", "--set", "pledge=N-{donor}",
        "--set", "status=pledged", "--set", "status_on=2010-01-15", "--set", "phase=PPI-3", "--set", "currency=USD",
        "--locale", "fr",
    )  # fmt: skip
    dry = run(*words, "--dry-run", "--save-mapping", "mine.toml", "--format", "json")
    assert (json.loads(dry.stdout)["status"], json.loads(dry.stdout)["added"]) == ("dry run", 2), dry.stdout
    assert "Total" in dry.stderr
    answer = run("import", "own.csv", "--mapping", "mine.toml", "--format", "json")
    assert (json.loads(answer.stdout)["status"], json.loads(answer.stdout)["added"]) == ("committed", 2)
    counted = json.loads(run("gaps", "--phase", "PPI-3", "--as-of", "2010-02-01", "--format", "json").stdout)
    assert next(row["counted"] for row in counted if row["counting"] == "pledged") == "203500.50"


def test_a_template_is_sound_and_empty(run: Run) -> None:
    assert run("template", "empty.xlsx").exit_code == 0
    assert json.loads(run("check", "empty.xlsx", "--format", "json").stdout) == {
        "status": "sound", "rows": {}, "problems": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("import", "nowhere.xlsx"), 1, "there is no file or folder nowhere.xlsx; check the spelling"),
        (("export", "book.docx"), 1, "name a .xlsx, a .zip, a .ics, an .xml, or a folder"),
        (("import", "book.xlsx", "--into", "pledge"), 1, "'pledge' is not a table"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_remedy(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    status: int,
    said: str,
) -> None:
    monkeypatch.setattr("sys.argv", ["tracker", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == status
    assert said in " ".join(capsys.readouterr().err.split())


def test_the_dates_come_as_a_calendar_that_calendars_can_read(run: Run, tmp_path: Path) -> None:
    assert run("export", "dates.ics", "--as-of", "2009-12-04").exit_code == 0
    (dates,) = Calendar.from_ical((tmp_path / "dates.ics").read_bytes(), multiple=True)
    told = {str(event["summary"]): event.decoded("dtstart").isoformat() for event in dates.walk("VEVENT")}
    assert told["Start: $700,000 needed (Phase Three) (day not known)"] == "2010-06-01"
    assert told["Policy Consultative Group (tentative) (day not known)"] == "2010-03-01"


def test_a_partners_workbook_holds_no_trace_of_softer_money(run: Run, tmp_path: Path) -> None:
    run("export", "book.xlsx", "--audience", "partners")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    told = " ".join(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    )
    notes = " ".join(cell.comment.text for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment)
    for secret in ("France", "FRA-PPI-3", "USA-PPI-3", "Inferred", "Anticipated by the secretariat"):
        assert secret not in told, secret
        assert secret not in notes
