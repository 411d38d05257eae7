"""A workbook in a running LibreOffice: movements on a sheet, SUMIFS for each phase and rung, gaps beside them.

It is asked for less than the others: gaps against requirements only, for thresholds need what no SUMIFS can say. (a) is
to load it and to recalculate, (b) to change the date's cell and to recalculate; the office's own clock takes the time.
"""

import atexit
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter import Workbook

from tests.bench import peers
from tests.office import PROGRAM, keep_recalculating
from tracker.terms import RECEIVED, REQUIREMENT, RUNGS

FORMS = ("cash", "in_kind")
MACRO = Path(__file__).with_name("office.xba")
PATIENCE = 300.0


class Peer:
    """One office, which answers through files until its folder says `end`."""

    title = "LibreOffice, SUMIFS"
    answers = "ab"

    def version(self) -> str:
        """Name and version."""
        return " ".join(
            subprocess.run([str(PROGRAM), "--version"], check=True, capture_output=True, text=True).stdout.split()[:2]
        )

    def load(self, folder: Path) -> None:
        """Write the workbook, and start the office."""
        self._folder = Path(tempfile.mkdtemp(prefix="bench-office-"))
        movements = pd.read_parquet(folder / "given" / "movements.parquet")
        self._lines = write_workbook(self._folder / "book.xlsx", movements)
        self._asked, self.seconds = 0, 0.0
        _start(self._folder)

    def ask(self, question: str, day: int) -> Any:
        """Every cell of the figures; `seconds` is what it took by the office's clock."""
        self._asked += 1
        request, answer = (self._folder / f"{name}-{self._asked}" for name in ("ask", "told"))
        draft = self._folder / "draft"
        draft.write_text(f"{question}\n{day}\n{self._lines}\n")
        draft.rename(request)
        began = time.monotonic()
        while not answer.exists():
            if time.monotonic() - began > PATIENCE:
                raise TimeoutError(f"the office has not answered within {PATIENCE:.0f} s")
            time.sleep(0.01)
        ticks, *lines = answer.read_text().splitlines()
        self.seconds = int(ticks) / 1000
        return [line.split("\t") for line in lines]

    def prepare(self) -> None:
        """Nothing: the workbook stays open."""

    def told(self, question: str, answer: Any) -> peers.Answer:
        """Amounts by phase, rung and form; counted and gaps against requirements."""
        position, gaps = [], []
        for phase, form, *cells in answer:
            numbers = [int(cell) for cell in cells]
            position += [(phase, rung, form, numbers[at]) for at, rung in enumerate(RUNGS)]
            if form == "cash":
                count = len(RUNGS)
                gaps += [
                    (phase, REQUIREMENT, rung, numbers[1 + count + at], numbers[1 + 2 * count + at])
                    for at, rung in enumerate(RUNGS)
                ]
        return peers.put_position(position, gaps)


def write_workbook(path: Path, movements: pd.DataFrame) -> int:
    """Movements, and a line of figures for every phase and form; how many lines."""
    end = len(movements) + 1
    columns = {
        name: f"Movements!${letter}$2:${letter}${end}"
        for name, letter in zip(("day", "phase", "rung", "form", "amount"), "ABCDE", strict=True)
    }
    with Workbook(str(path), {"constant_memory": True}) as book:
        asked, sheet, figures = (book.add_worksheet(name) for name in ("Asked", "Movements", "Figures"))
        asked.write_number(0, 0, 0)
        sheet.write_row(0, 0, [*columns])
        texts = movements[["day", "phase", "rung", "form", "amount"]].astype(
            {"phase": "str", "rung": "str", "form": "str"}
        )
        for at, (day, phase, rung, form, amount) in enumerate(texts.itertuples(index=False, name=None), 1):
            sheet.write_number(at, 0, day)
            for place, text in enumerate((phase, rung, form), 1):
                sheet.write_string(at, place, text)
            sheet.write_number(at, 4, amount)
        lines = [(phase, form) for phase in sorted(set(texts["phase"])) for form in FORMS]
        for at, (phase, form) in enumerate(lines):
            figures.write_row(at, 0, [phase, form])
            for place, rung in enumerate((*RUNGS, REQUIREMENT), 2):
                figures.write_formula(
                    at, place,
                    f'=SUMIFS({columns["amount"]},{columns["day"]},"<="&Asked!$A$1,{columns["phase"]},$A{at + 1},'
                    f'{columns["rung"]},"{rung}",{columns["form"]},$B{at + 1})',
                )  # fmt: skip
            for place in range(len(RUNGS)):
                figures.write_formula(at, 8 + place, f"=SUM($C{at + 1}:{'CDEFG'[place]}{at + 1})")
            for place in range(len(RUNGS)):
                figures.write_formula(at, 13 + place, f"=MAX($H{at + 1}-{'IJKLM'[place]}{at + 1},0)")
    return len(lines)


def _start(folder: Path) -> None:
    """An office without a screen, with the macro that answers; it ends with this process."""
    profile = folder / "profile"
    keep_recalculating(profile)
    assert PROGRAM is not None
    command = [PROGRAM, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    # A first start lays out the profile, and would write over a macro that is there already.
    subprocess.run([*command, "--terminate_after_init"], check=True, capture_output=True, timeout=PATIENCE)
    modules = profile / "user" / "basic" / "Standard"
    contents = modules / "script.xlb"
    contents.write_text(contents.read_text().replace("Module1", "Bench"))
    (modules / "Bench.xba").write_text(MACRO.read_text())
    office = subprocess.Popen(
        [*command, f'macro:///Standard.Bench.Serve("{folder}")'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )

    def end() -> None:
        (folder / "end").touch()
        try:
            office.wait(20)
        except subprocess.TimeoutExpired:
            office.kill()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)


assert RUNGS[0] == RECEIVED  # the order of the columns
