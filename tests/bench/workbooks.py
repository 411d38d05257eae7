"""How fast workbooks are read and written beside the usual libraries: `uv run python -m tests.bench.workbooks`.

`TRACKER_ROWS` is how many pledges (100,000), `TRACKER_ROUNDS` how many rounds (3). Every measure runs in a fresh process,
all of them in turn in each round. Time begins when that process has imported what it uses and ends with the answer; the
start and the imports of our parsing child are inside, for they come with every file. Processor time is that of the
process and its child. Memory is the largest resident set of each; their sum is more than was ever used at one time,
and Linux counts for the child at least what the process held when it started it.
"""

import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from tracker.checks import check
from tracker.exchange.workbook import write_workbook
from tracker.exchange.workbook.cells import CHUNK, REVISION, ROW, Cell, column_cells
from tracker.exchange.workbook.sheets import add_sheet, write_table
from tracker.exchange.workbook.styles import Styles
from tracker.exchange.workbook_in import read_workbook
from tracker.tables import TABLES, Tables

PHASES, DONORS = 8, ("FRA", "DEU", "USA-INL", "CHE", "NOR", "JPN", "EU", "UNDP")
WORDS = [
    "signed",
    "at",
    "the",
    "conference",
    "in",
    "Paris",
    "for",
    "border",
    "posts",
    "and",
    "training",
    "of",
    "officers",
    "after",
    "the",
    "second",
    "review",
]
IRREGULAR = 8
"""Of so many rows of the irregular sheet one has an amount with a unit, a formula or a date in words."""


def make_raw(rows: int) -> dict[str, pd.DataFrame]:
    """Tables as text: `rows` pledges, each with 16 filled columns, and what they refer to."""
    choose = random.Random(7)
    phases = [f"PH-{i}" for i in range(PHASES)]
    raw: dict[str, list[dict[str, str]]] = {
        "initiatives": [{"initiative": "PPI", "title": "Paris Pact", "currency": "USD"}],
        "phases": [{"phase": phase, "initiative": "PPI", "title": f"Phase {phase}"} for phase in phases],
        "donors": [{"donor": one, "name": f"Donor {one}", "kind": "government" if one not in ("EU", "UNDP") else "multilateral"}
                   for one in DONORS],
        "pledges": [],
    }  # fmt: skip
    for i in range(rows):
        day = date(2005, 1, 1) + timedelta(days=choose.randrange(5000))
        amount = choose.randrange(10_000, 10**9)
        raw["pledges"].append(
            {
                "pledge": f"P{i:06d}",
                "status_on": str(day),
                "status": choose.choice(("pledged", "committed", "expected", "prospective")),
                "phase": choose.choice(phases),
                "donor": choose.choice(DONORS),
                "amount": _money(amount),
                "currency": "USD",
                "low": _money(amount // 2),
                "high": _money(amount * 2),
                "due_on": str(day + timedelta(days=choose.randrange(30, 900))),
                "component": choose.choice(("Training", "Labs", "Border posts")),
                "form": choose.choice(("cash", "in_kind")),
                "likelihood": f"0.{choose.randrange(1, 10)}",
                "agreement": f"AG/{day.year}/{choose.randrange(10**5)}",
                "confirmed_on": str(day),
                "note": " ".join(choose.choices(WORDS, k=choose.randrange(3, 8))),
            }
        )
    return {name: pd.DataFrame(lines, dtype="str") for name, lines in raw.items()}


def _money(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def make_files(folder: Path, rows: int) -> None:
    """The workbooks that are read, and the tables that are written."""
    from tests.workbooks import contents_of  # brings the whole program, which the measures leave out

    raw = make_raw(rows)
    tables = _checked(raw)
    pd.to_pickle(tables, folder / "tables.pickle")
    write_workbook(folder / "export.xlsx", contents_of(tables, date(2012, 1, 1)))
    _write_plain(folder / "plain.xlsx", raw)
    _write_irregular(folder / "irregular.xlsx", raw)


def _checked(raw: dict[str, pd.DataFrame]) -> Tables:
    checked = check(raw)
    assert checked.is_sound, [str(problem) for problem in checked.problems[:3]]
    return checked.tables


def _write_plain(path: Path, raw: dict[str, pd.DataFrame]) -> None:
    """As an analyst's script writes it: amounts are floats and days are days."""
    with pd.ExcelWriter(path, engine="xlsxwriter") as writer:
        for name, frame in raw.items():
            typed = frame.copy()
            for column in [one for one in TABLES[name].columns if one.name in frame.columns]:
                if column.kind in ("money", "number"):
                    typed[column.name] = frame[column.name].astype(float)
                elif column.kind == "date":
                    typed[column.name] = frame[column.name].map(date.fromisoformat)
            typed.to_excel(writer, sheet_name=TABLES[name].title, index=False)


def _write_irregular(path: Path, raw: dict[str, pd.DataFrame]) -> None:
    with Workbook(str(path), {"constant_memory": True}) as book:
        for name, frame in raw.items():
            sheet = book.add_worksheet(TABLES[name].title)
            sheet.write_row(0, 0, list(frame.columns))
            columns = [TABLES[name][column] for column in frame.columns]
            for at, line in enumerate(frame.itertuples(index=False), 1):
                is_odd = name == "pledges" and at % IRREGULAR == 0
                for position, (column, text) in enumerate(zip(columns, line, strict=True)):
                    if column.kind not in ("money", "number"):
                        sheet.write_string(at, position, text)
                    elif is_odd and column.name == "amount":
                        sheet.write_string(at, position, f"USD {float(text):,.2f}")
                    elif is_odd and column.name == "low":
                        sheet.write_formula(at, position, f"=ROUND({text},2)", None, float(text))
                    else:
                        sheet.write_number(at, position, float(text))


Work = Callable[[], object]


def _read_ours(path: Path) -> Work:
    check(make_raw(9))  # loads the lists of currencies and countries, which is like an import

    def work() -> None:
        reading = read_workbook(path)
        checked = check(reading.frames)
        assert not reading.problems, str(reading.problems[0])
        assert checked.is_sound, str(checked.problems[0])

    return work


def _read_openpyxl(path: Path) -> Work:
    import openpyxl  # noqa: F401  so that its import is outside the time, as ours is

    return lambda: pd.read_excel(path, sheet_name="Pledges", engine="openpyxl")


def _read_calamine(path: Path) -> Work:
    return lambda: CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Pledges").to_python()


def _write_ours(path: Path) -> Work:
    """The pledges' table as the export writes it: cells, heights, notes, dropdowns and check sums."""
    tables = pd.read_pickle(path)
    revisions = pd.Series(1, index=tables["pledges"].index)

    def work() -> None:
        with tempfile.TemporaryFile() as file, Workbook(file) as book:
            sheet = add_sheet(book, "Pledges")
            last_rows = {name: len(frame) + 1 for name, frame in tables.items()}
            write_table(sheet, TABLES["pledges"], tables["pledges"], revisions, Styles(book), ["USD"], last_rows)

    return work


def _write_raw(path: Path) -> Work:
    """The same cells by XlsxWriter's own methods, on a sheet kept on disk too; they are made before the time begins."""
    frame, chunks = pd.read_pickle(path)["pledges"], []
    for start in range(0, len(frame), CHUNK):
        part = frame.iloc[start : start + CHUNK]
        columns = [column_cells(part[column.name], column) for column in TABLES["pledges"].columns]
        counts: list[list[Cell]] = [[float(number) for number in part.index], [1.0] * len(part)]
        chunks.append([*columns, *counts])
    heading = [*TABLES["pledges"].names, ROW, REVISION]

    def work() -> None:
        with tempfile.TemporaryFile() as file, Workbook(file, {"constant_memory": True}) as book:
            look, sheet = book.add_format({"num_format": "@"}), book.add_worksheet("Pledges")
            sheet.write_row(0, 0, heading)
            at = 0
            for chunk in chunks:
                for cells in zip(*chunk, strict=True):
                    at += 1
                    for position, cell in enumerate(cells):
                        if isinstance(cell, str):
                            sheet.write_string(at, position, cell, look)
                        elif cell is not None:
                            sheet.write_number(at, position, cell, look)

    return work


def _export_ours(path: Path) -> Work:
    from tests.workbooks import contents_of

    contents = contents_of(pd.read_pickle(path), date(2012, 1, 1))

    def work() -> None:
        with tempfile.TemporaryFile() as file:
            write_workbook(file, contents)

    return work


@dataclass(frozen=True)
class Measure:
    """Something that is measured: its name, what it does with which file, and beside which others it is put."""

    name: str
    prepare: Callable[[Path], Work]
    file: str
    beside: tuple[str, ...] = ()


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("read ours, export", _read_ours, "export.xlsx", ("openpyxl, export", "calamine, export")),
        Measure("openpyxl, export", _read_openpyxl, "export.xlsx"),
        Measure("calamine, export", _read_calamine, "export.xlsx"),
        Measure("read ours, plain", _read_ours, "plain.xlsx", ("openpyxl, plain", "calamine, plain")),
        Measure("openpyxl, plain", _read_openpyxl, "plain.xlsx"),
        Measure("calamine, plain", _read_calamine, "plain.xlsx"),
        Measure("read ours, irregular", _read_ours, "irregular.xlsx", ("openpyxl, irregular", "calamine, irregular")),
        Measure("openpyxl, irregular", _read_openpyxl, "irregular.xlsx"),
        Measure("calamine, irregular", _read_calamine, "irregular.xlsx"),
        Measure("write ours, pledges", _write_ours, "tables.pickle", ("XlsxWriter, pledges",)),
        Measure("XlsxWriter, pledges", _write_raw, "tables.pickle"),
        Measure("export ours, all sheets", _export_ours, "tables.pickle"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of the processor, MB of the process and of its child."""

    wall: float
    processor: float
    own: float
    child: float


def take(name: str, folder: Path) -> Cost:
    """Measure once, in this process."""
    measure = MEASURES[name]
    work = measure.prepare(folder / measure.file)
    before, begun = _processor(), time.perf_counter()
    work()
    wall, processor = time.perf_counter() - begun, _processor() - before
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in _WHO)
    return Cost(wall, processor, own, child)


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _processor() -> float:
    return sum(resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime for who in _WHO)


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", "tests.bench.workbooks", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def run_rounds(folder: Path, rows: int, rounds: int, names: list[str]) -> dict[str, list[Cost]]:
    """Make the files and take all measures in turn, each in a fresh process."""
    _run("make", str(folder), str(rows))
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            costs[name].append(Cost(**json.loads(_run("take", name, str(folder)))))
    return costs


def report(costs: dict[str, list[Cost]], folder: Path, rows: int) -> Iterator[str]:
    """The lines of the table: least and middle of each measure, then ratios of the two."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pandas", "openpyxl", "python-calamine", "XlsxWriter"))
    yield f"{rows:,} pledges; Python {platform.python_version()}, {libraries}; {os.cpu_count()} processors"
    sizes = sorted(folder.glob("*.xlsx"))
    yield "; ".join(f"{path.name} {path.stat().st_size / 1e6:.1f} MB" for path in sizes)
    yield f"\n{'':26}{'wall s':>15}{'processor s':>15}{'MB':>7}{'child':>7}   (least, median)"
    for name, taken in costs.items():
        times = "".join(
            f"{min(found):8.2f}{statistics.median(found):7.2f}"
            for found in ([cost.wall for cost in taken], [cost.processor for cost in taken])
        )
        yield f"{name:26}{times}{max(cost.own for cost in taken):7.0f}{max(cost.child for cost in taken):7.0f}"
    yield f"\n{'ratios':46}{'wall':>14}{'processor':>14}   (of the least, of the medians)"
    for name, taken in costs.items():
        for other in MEASURES[name].beside:
            if other in costs:
                yield f"{name + ' / ' + other:46}" + "".join(
                    f"{_ratio(min, taken, costs[other], what):7.2f}{_ratio(statistics.median, taken, costs[other], what):7.2f}"
                    for what in ("wall", "processor")
                )


def _ratio(middle: Callable[[list[float]], float], ours: list[Cost], theirs: list[Cost], what: str) -> float:
    """Time of ours over time of theirs."""
    mine, yours = (middle([getattr(cost, what) for cost in costs]) for costs in (ours, theirs))
    return mine / yours


def main(arguments: list[str]) -> None:
    match arguments:
        case ["make", folder, rows]:
            make_files(Path(folder), int(rows))
        case ["take", name, folder]:
            print(json.dumps(vars(take(name, Path(folder)))))  # noqa: T201
        case _:
            rows, rounds = int(os.environ.get("TRACKER_ROWS", "100000")), int(os.environ.get("TRACKER_ROUNDS", "3"))
            names = [name for name in MEASURES if not arguments or any(word in name for word in arguments)]
            with tempfile.TemporaryDirectory() as folder:
                costs = run_rounds(Path(folder), rows, rounds, names)
                for line in report(costs, Path(folder), rows):
                    print(line)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
