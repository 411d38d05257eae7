"""Packs as they go out: all forms say the same, the same record makes the same bytes, and the next one opens on them."""

import io
import json
import os
import re
import shutil
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pypdf
import pytest
from pptx import Presentation
from typer.testing import CliRunner, Result

from tests import packs
from tracker import desk, terms
from tracker.briefing.language import LANGUAGES
from tracker.cli import app
from tracker.desk import briefs
from tracker.desk import packs as making
from tracker.desk.briefs import Wanted
from tracker.desk.packs import FORMS, Made, make_pack
from tracker.ledger import Changes, Ledger, LedgerError
from tracker.problems import RefusedError

SOFT = re.compile(
    r"anticipat|possible|prospective|expected|France|United States|\battendus?\b|ожидается|\bвозможно\b", re.IGNORECASE
)
SOFT_MONEY = re.compile(r"FRA-PPI-3|USA-PPI-3|\bFRA\b|France|United States|Франц|États-Unis")
"""What only internal readers may see of the Paris Pact's Phase Three: soft words, and whose soft money it is."""
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def paris(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return packs.start(tmp_path_factory.mktemp("paris"), desk.data_folder())


@pytest.fixture
def fresh(tmp_path: Path) -> Ledger:
    return packs.start(tmp_path, desk.data_folder())


def made_of(
    ledger: Ledger, audience: str = "internal", quarter: str = "2009Q4", language: str = "en", **how: object
) -> Made:
    view = packs.view_of(ledger, briefs.quarter_end(quarter), audience, known_at=how.pop("known_at", None))  # type: ignore[arg-type]
    return make_pack(view, Wanted(quarter, language, str(how.pop("marking", ""))), phase="PPI-3", **how)  # type: ignore[arg-type]


def data_of(made: Made, form: str) -> bytes:
    (file,) = [file for file in made.files if file.name.endswith(f".{form}")]
    return file.data


def pdf_text(made: Made) -> str:
    reader = pypdf.PdfReader(io.BytesIO(data_of(made, "pdf")))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def everything(made: Made) -> str:
    """All text of all files: pages, parts of zipped ones (and zips in them), properties."""
    said = []
    for file in made.files:
        if file.name.endswith(".pdf"):
            said.extend([pdf_text(made), str(pypdf.PdfReader(io.BytesIO(file.data)).metadata)])
        elif zipfile.is_zipfile(io.BytesIO(file.data)):
            said.extend(parts_of(file.data))
        else:
            said.append(file.data.decode("latin-1"))
            said.append(file.data.decode("utf-8", "replace"))
    return "\n".join(said)


def parts_of(data: bytes) -> list[str]:
    said = []
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        for name in zipped.namelist():
            part = zipped.read(name)
            said.append(name)
            said.extend(parts_of(part) if zipfile.is_zipfile(io.BytesIO(part)) else [part.decode("utf-8", "replace")])
    return said


def test_every_form_says_what_the_gaps_say(paris: Ledger) -> None:
    """Figure by figure: PDF text, plain text, the workbook's cells as they are stored, and `tracker gaps`."""
    made = made_of(paris)
    gaps = desk.gaps(made.view, None, "PPI-3")
    pdf, text = pdf_text(made), data_of(made, "txt").decode()
    summary = openpyxl.load_workbook(io.BytesIO(data_of(made, "xlsx")), data_only=True)["Summary"]
    cells = [[cell.value for cell in row] for row in summary.iter_rows()]
    slides = ladder_of(data_of(made, "pptx"))
    for counting, rows in gaps.groupby("counting", sort=False):
        start, full = (rows[(rows["target"] == target).to_numpy()].iloc[0] for target in ("PPI-3-START", "requirement"))
        vague = "~" if start["approximate"] else ""
        one, other = (f"{int(row['gap']) // 100:,}" for row in (start, full))
        assert f"{vague}{one} {vague}{start['coverage'] * 100:.1f}".replace(".0", "") in pdf.replace("\xa0", " ")
        assert f"{vague}{other}" in pdf
        assert f"Start: missing {vague}{one} (" in text
        label = terms.RUNG[str(counting)].label
        line = next(row for row in cells if "Start" in row and label in row)
        whole = next(row for row in cells if "Full requirement" in row and label in row and "PPI-3" in row)
        assert [line[at] for at in (6, 10)] == [int(start["counted"]) / 100, int(start["gap"]) / 100]
        assert [whole[at] for at in (6, 10)] == [int(full["counted"]) / 100, int(full["gap"]) / 100]
        stage = slides[str(counting)]
        assert (stage[0], stage[1]) == (f"{vague}{one}", f"{vague}{other}")
    assert "The start is not yet covered" in pdf
    assert "at least about $200,000 is missing" in pdf
    assert "at least about $200,000 is missing" in text
    assert any("at least about $200,000 is missing" in str(cell) for row in cells for cell in row)


def ladder_of(deck: bytes) -> dict[str, list[str]]:
    """What is missing of the start and of the full requirement, rung by rung, in the slides' table."""
    by_label = {rung.label: rung.code for rung in terms.LADDER}
    for slide in Presentation(io.BytesIO(deck)).slides:
        for shape in slide.shapes:
            if shape.has_table:
                rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
                found = {by_label[row[0].strip("+ ")]: row for row in rows if row[0].strip("+ ") in by_label}
                if len(found) > 2:
                    return {code: [row[2], row[5]] for code, row in found.items()}
    raise AssertionError("no slide has the table of rungs")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_partners_pack_holds_no_trace_of_softer_money(paris: Ledger, language: str) -> None:
    """In no page, note, property, hidden sheet or chart; the internal one does, or the test could not fail."""
    forms = tuple(form for form in FORMS if form != "png")
    partners = made_of(paris, "partners", language=language, forms=forms)
    for form in forms:
        # The cable's publisher is public: its name stands in the source's line.
        told = everything(replace(partners, files=tuple(f for f in partners.files if f.name.endswith(form))))
        told = told.replace("United States Mission", "")
        # The workbook's headings and lists name the whole ladder to everybody, as the Method does; no money stands there.
        assert not (SOFT_MONEY if form == "xlsx" else SOFT).search(told), form
    everybody = everything(made_of(paris, language=language, forms=forms))
    assert SOFT.search(everybody)
    assert SOFT_MONEY.search(everybody)


def test_every_form_carries_its_marks_and_the_digest_that_proves_it(paris: Ledger) -> None:
    made = made_of(paris, marking="FOR OFFICIAL USE")
    digest = made.brief.marks.digest
    assert desk.verify(paris, f"{made.brief.marks.record}:{digest}")["status"] == "sound"
    for form in FORMS:
        data = data_of(made, form)
        said = "\n".join(parts_of(data)) if zipfile.is_zipfile(io.BytesIO(data)) else data.decode("utf-8", "replace")
        if form == "pdf":
            said = pdf_text(made) + str(pypdf.PdfReader(io.BytesIO(data)).metadata)
        for mark in (digest, "FOR OFFICIAL USE", "USD"):
            assert mark in said, (form, mark)
        assert re.search("internal", said, re.IGNORECASE), form
        assert re.search(r"2009-12-31|31 Dec 2009", said), form


def test_the_pack_of_a_record_is_the_same_bytes_on_another_day_and_in_another_place(
    paris: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made_of(paris, marking="M")
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 40 * 86_400)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    shutil.copy(Path(paris.place.removeprefix("sqlite:///")), tmp_path / "copy.db")
    try:
        with desk.open_or_start(f"sqlite:///{tmp_path / 'copy.db'}", may_start=False, author="", now=packs.RECORDED)[
            0
        ] as copy:
            again = made_of(copy, marking="M")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert first.digests == again.digests


def announce(ledger: Ledger, on: str, status: str = "pledged", message: str = "France announced") -> None:
    """France's next step; recorded in March 2026."""
    pledges = ledger.read()["pledges"]
    row = pledges[(pledges["pledge"] == "FRA-PPI-3").to_numpy()].iloc[[-1]].assign(status=status, status_on=on)
    ledger.commit(Changes(added={"pledges": row.reset_index(drop=True)}), author="a", message=message,
                  now=datetime(2026, 3, 1, tzinfo=UTC))  # fmt: skip


def test_the_next_pack_opens_on_what_was_printed_with_late_entries_apart(fresh: Ledger) -> None:
    """Printed: 200,000 announced at the end of 2009. Recorded afterwards: France had announced on 20 December already,
    and Russia paid in March."""
    issued = made_of(fresh, forms=("txt",))
    making.issue_pack(fresh, issued.pack, author="a", now=datetime(2026, 2, 1, tzinfo=UTC))
    announce(fresh, "2009-12-20")
    following = made_of(fresh, quarter="2010Q1", forms=("txt",))
    assert isinstance(following.brief, briefs.Brief)
    changes = following.brief.changes
    assert (changes.since, changes.printed) == (date(2009, 12, 31), f"1 · {issued.brief.marks.digest[:4]}")
    assert [(step.kind, step.amount) for step in changes.steps] == [
        ("opening", 20_000_000), ("late entries", 20_000_000), ("closing", 40_000_000)
    ]  # fmt: skip
    assert "Changed since the last brief (31 Dec 2009, Record 1" in pdf_text(made_of(fresh, quarter="2010Q1"))
    partners = made_of(fresh, "partners", quarter="2010Q1", forms=("txt",)).brief
    assert isinstance(partners, briefs.Brief)
    assert partners.changes.printed == "", "what went out to others is not what partners had"


def test_to_issue_a_pack_makes_no_other_pack_of_the_same_figures(fresh: Ledger, tmp_path: Path, run: Run) -> None:
    words = (
        "brief",
        "--quarter",
        "2009Q4",
        "--phase",
        "PPI-3",
        "--out",
        "out",
        "--forms",
        "pdf,txt",
        "--format",
        "json",
    )
    first = json.loads(run(*words, "--issue").stdout)
    again = json.loads(run(*words, "--issue").stdout)
    assert first == again
    log = json.loads(run("log", "--format", "json").stdout)
    assert [row["message"] for row in log][1:] == ["Issued the briefing of PPI-3 for 2009Q4, internal, en"]
    announce(fresh, "2010-02-01")
    assert json.loads(run(*words).stdout)[0]["record"] == 3
    assert json.loads(run(*words, "--known-at", "1").stdout) == first


def test_a_pack_is_written_whole_or_not_at_all(paris: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = made_of(paris, forms=("txt", "pdf"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / made.files[0].name).write_bytes(b"an earlier pack")
    monkeypatch.setattr(Path, "write_bytes", _full_disk)
    with pytest.raises(OSError, match="No space"):
        making.write_pack(made, tmp_path / "out")
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == {
        made.files[0].name: b"an earlier pack"
    }
    paths = making.write_pack(made, tmp_path / "out")
    assert [path.read_bytes() for path in paths] == [file.data for file in made.files]


def _full_disk(path: Path, data: bytes) -> int:
    raise OSError(28, "No space left on device", str(path))


def test_a_quarter_that_is_not_over_is_as_of_today_and_one_to_come_is_refused() -> None:
    assert making.pack_day("2009Q4", None, date(2026, 11, 29)) == (date(2009, 12, 31), "")
    day, said = making.pack_day("2026Q4", None, date(2026, 11, 29))
    assert (day, said) == (date(2026, 11, 29), "2026Q4 is not over: the pack is as of today, 2026-11-29.")
    assert making.pack_day("2026Q4", "2026-10-31", date(2026, 11, 29)) == ("2026-10-31", "")
    with pytest.raises(RefusedError, match="has not begun"):
        making.pack_day("2027Q1", None, date(2026, 11, 29))


def test_packs_that_went_out_are_listed_newest_first_and_to_partners_only_theirs(fresh: Ledger) -> None:
    for audience in ("internal", "partners"):
        pack = made_of(fresh, audience, forms=("txt",)).pack
        making.issue_pack(fresh, pack, author="a", now=packs.RECORDED + timedelta(days=1))
    view = packs.view_of(fresh, "2010-01-31")
    assert [pack.audience for pack in making.issued_packs(view)] == ["partners", "internal"]
    partners = packs.view_of(fresh, "2010-01-31", "partners")
    assert [pack.audience for pack in making.issued_packs(partners)] == ["partners"]
    with pytest.raises(RefusedError, match="no form"):
        made_of(fresh, forms=("docx",))
    with pytest.raises(RefusedError, match="no paper"):
        made_of(fresh, paper="letter")


def test_a_pack_of_another_ledger_cannot_be_issued(fresh: Ledger, tmp_path: Path) -> None:
    pack = made_of(fresh, forms=("txt",)).pack
    (tmp_path / "b").mkdir()
    other = packs.start(tmp_path / "b", desk.data_folder("example"))
    with pytest.raises(LedgerError, match="digest"):
        making.issue_pack(other, pack, author="a", now=packs.RECORDED)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_AUTHOR", "tester")
    monkeypatch.setenv("TRACKER_LEDGER", f"sqlite:///{tmp_path / 'ledger.db'}")

    def call(*words: str) -> Result:
        return CliRunner().invoke(app, list(words), catch_exceptions=False)

    return call


def test_the_command_writes_the_pack_into_the_folder_itself(fresh: Ledger, run: Run, tmp_path: Path) -> None:
    done = run("brief", "--quarter", "2009Q4", "--phase", "PPI-3", "--out", "out")
    assert done.exit_code == 0
    assert sorted(os.listdir(tmp_path / "out")) == sorted(f"PPI-3-2009Q4-internal-en.{form}" for form in FORMS)
    assert "Wrote 5 files to out. As of 2009-12-31 · INTERNAL · Record 1" in done.stderr


def test_without_a_phase_it_makes_all_of_them_and_the_portfolio(run: Run, tmp_path: Path) -> None:
    packs.start(tmp_path, desk.data_folder("example"))
    done = run("brief", "--quarter", "2026Q2..2026Q3", "--initiative", "BLO", "--out", "out", "--forms", "txt",
               "--language", "fr", "--format", "csv")  # fmt: skip
    assert done.exit_code == 0
    rows = pd.read_csv(io.StringIO(done.stdout))
    assert rows["of"].tolist() == ["BLO", "BLO-1", "BLO-2", "BLO-U"] * 2
    assert rows["quarter"].tolist() == ["2026Q2"] * 4 + ["2026Q3"] * 4
    assert all((tmp_path / name).is_file() for name in rows["file"])
    assert "Note de financement 2026Q3" in (tmp_path / "out" / "BLO-2-2026Q3-internal-fr.txt").read_text(
        encoding="utf-8"
    )


def test_packs_whose_files_would_have_one_name_are_refused(run: Run, tmp_path: Path) -> None:
    """An initiative and its only phase of the same key: the phase's pack would replace the initiative's."""
    folder = packs.write_tables(
        tmp_path / "tables",
        initiatives=[{"initiative": "LAB", "title": "Laboratories", "currency": "USD"}],
        phases=[{"phase": "LAB", "initiative": "LAB", "title": "The only phase"}],
    )
    packs.start(tmp_path, folder)
    with pytest.raises(RefusedError, match="'LAB' and 'LAB' would have the same file names"):
        run("brief", "--quarter", "2009Q4", "--initiative", "LAB", "--out", "out", "--forms", "txt")
    assert not (tmp_path / "out").exists()
    assert run("brief", "--quarter", "2009Q4", "--phase", "LAB", "--out", "out", "--forms", "txt").exit_code == 0


def test_a_scenario_is_marked_on_every_form_and_never_goes_out(fresh: Ledger, run: Run, tmp_path: Path) -> None:
    """What if France announced: 400,000 would be announced, and nothing of it is recorded."""
    (tmp_path / "france").mkdir()
    row = "pledge,status_on,status,phase,donor,amount,currency\nFRA-PPI-3,2009-12-20,pledged,PPI-3,FRA,200000,USD\n"
    (tmp_path / "france" / "pledges.csv").write_text(row, encoding="utf-8")
    words = ("brief", "--quarter", "2009Q4", "--phase", "PPI-3", "--out", "out", "--scenario", "france")
    assert run(*words).exit_code == 0
    stem = "PPI-3-2009Q4-internal-en-scenario-france"
    assert sorted(os.listdir(tmp_path / "out")) == [f"{stem}.{form}" for form in ("pdf", "png", "pptx", "txt")]
    text = (tmp_path / "out" / f"{stem}.txt").read_text(encoding="utf-8")
    assert "$400,000 is announced" in text
    assert text.count("SCENARIO “france”: recorded nowhere") == 3, "above, below, and among the marks"
    pdf = pypdf.PdfReader(tmp_path / "out" / f"{stem}.pdf").pages[0].extract_text()
    assert pdf.count("SCENARIO “france”: recorded nowhere") == 2
    slides = Presentation(str(tmp_path / "out" / f"{stem}.pptx"))
    for slide in slides.slides:
        assert any("SCENARIO “france”" in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert len(fresh.changesets()) == 1
    with pytest.raises(RefusedError, match="cannot be issued"):
        run(*words, "--issue")
    with pytest.raises(RefusedError, match="no workbook of a scenario"):
        run(*words, "--forms", "xlsx")


@pytest.mark.parametrize(("words", "said"), [
    (("--quarter", "2009"), "write it as 2009Q4"),
    (("--quarter", "2009Q4", "--phase", "PPI-9"), "there is no phase 'PPI-9'; there are PPI-1, PPI-2, PPI-3"),
    (("--quarter", "2009Q4", "--initiative", "XX"), "there is no initiative 'XX'; there are PPI"),
    (("--quarter", "2009Q4", "--forms", "pdf,doc"), "'doc' is no form of a pack; use some of pdf, png, pptx, xlsx, txt"),
    (("--quarter", "2009Q3..2009Q4", "--as-of", "2009-12-04"), "name one quarter with it"),
    (("--quarter", "2199Q4"), "2199Q4 has not begun"),
    (("--quarter", "2009Q4", "--template", "none.pptx"), "none.pptx"),
])  # fmt: skip
def test_what_cannot_be_made_is_refused_and_nothing_is_written(
    fresh: Ledger, run: Run, tmp_path: Path, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from tracker.cli import main

    monkeypatch.setattr("sys.argv", ["tracker", "brief", *words, "--out", "out"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert said in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()
