"""Decks of slides for the tests: briefs of ledgers large and odd, templates of made-up offices, and what a deck holds."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.util import Inches

from tracker import desk
from tracker.briefing.pack.brief import Brief
from tracker.briefing.words import writing
from tracker.checks import check
from tracker.desk.briefs import Wanted, find_brief
from tracker.desk.view import View
from tracker.ledger import Changes, create_ledger

NOW = datetime(2010, 1, 5, 9, tzinfo=UTC)
TODAY = date(2010, 1, 5)
STEPS = ("pledged", "expected", "committed", "prospective")


def paris(folder: Path, audience: str = "internal", as_of: str = "2009-12-31") -> View:
    """The Paris Pact as it stood on a day."""
    ledger, _ = desk.start_ledger(f"sqlite:///{folder / 'pp.db'}", desk.data_folder("paris-pact"), author="x", now=NOW)
    return desk.look(ledger, today=TODAY, as_of=as_of, audience=audience)


def example(folder: Path) -> View:
    """The invented portfolio as it stood when the third quarter of 2026 ended."""
    ledger, _ = desk.start_ledger(f"sqlite:///{folder / 'ex.db'}", desk.data_folder("example"), author="x", now=NOW)
    return desk.look(ledger, today=date(2026, 10, 1), as_of="2026-09-30")


def brief_of(view: View, phase: str = "PPI-3", quarter: str = "2009Q4", **wanted: str) -> Brief:
    return find_brief(view, phase, Wanted(quarter, **wanted))


def ledger_of(
    folder: Path, names: list[str], amounts: list[str], needed: str = "", **more: list[dict[str, str]]
) -> View:
    """A phase with a start and a requirement, and a promise of each donor, on one rung after the other."""
    codes = [f"X{number:03d}" for number in range(len(names))]
    rows: dict[str, list[dict[str, str]]] = {
        "initiatives": [{"initiative": "I", "title": "An initiative", "currency": "USD", "lead_agency": "UNODC"}],
        "phases": [{"phase": "F", "initiative": "I", "title": "Phase One", "starts_on": "2009", "ends_on": "2011"}],
        "donors": [{"donor": code, "name": name, "kind": "other"} for code, name in zip(codes, names, strict=True)],
        "pledges": [
            {"pledge": f"P{number}", "status_on": "2009-11-0" + str(number % 9 + 1), "status": STEPS[number % 4], "phase": "F",
             "donor": code, "amount": amount, "currency": "USD", "source": f"REPORT line {number}"}
            for number, (code, amount) in enumerate(zip(codes, amounts, strict=True))
        ],
        "sources": [{"source": "REPORT", "title": "A report", "dated": "2009-12-01", "publisher": "An office", "marking": "public"}],
        **more,
    }  # fmt: skip
    if needed:
        rows["budgets"] = [{"phase": "F", "stated_on": "2009-10-01", "amount": needed, "currency": "USD"}]
    checked = check({name: pd.DataFrame(part, dtype="str").fillna("") for name, part in rows.items()})
    assert checked.is_sound, "\n".join(str(problem) for problem in checked.problems)
    ledger = create_ledger(f"sqlite:///{folder / 'own.db'}")
    ledger.commit(Changes(added=dict(checked.tables)), author="x", message="m", now=NOW)
    return desk.look(ledger, today=TODAY, as_of="2009-12-31")


def written(write: Any, said: Any, template: bytes | None = None) -> bytes:
    """A deck, written in its own language, as the desk will have it written."""
    with writing(said.marks.language):
        return bytes(write(said, template))


def opened(deck: bytes) -> Any:
    return Presentation(io.BytesIO(deck))


def shapes_of(deck: bytes) -> Iterator[Any]:
    for slide in opened(deck).slides:
        yield from slide.shapes


def charts_of(deck: bytes) -> list[Any]:
    return [shape.chart for shape in shapes_of(deck) if shape.has_chart]


def tables_of(deck: bytes) -> list[list[list[str]]]:
    tables = [shape.table for shape in shapes_of(deck) if shape.has_table]
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]


def notes_of(deck: bytes) -> list[str]:
    return [slide.notes_slide.notes_text_frame.text for slide in opened(deck).slides]


def workbook_of(chart: Any) -> Any:
    """The cells of the workbook that a chart is edited in."""
    return load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active


def texts_within(file: bytes, path: str = "") -> Iterator[tuple[str, bytes]]:
    """Every part of a zip file, and of those within it."""
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        for name in parts.namelist():
            data = parts.read(name)
            yield path + name, data
            if name.endswith((".xlsx", ".zip")):
                yield from texts_within(data, f"{path}{name}/")


def said_in(deck: bytes) -> str:
    """All text of a deck's slides, tables and charts, without marks."""
    parts = [
        data.decode("utf-8", "replace")
        for name, data in texts_within(deck)
        if re.match(r"ppt/(slides|charts|notes)", name)
    ]
    return " ".join(re.findall(r"<(?:a:t|c:v)>([^<]*)<", " ".join(parts)))


def office_template(
    *,
    wide: float = 11.0,
    high: float = 8.5,
    names: str = "Разворот",
    slides: int = 2,
    footer: bool = True,
    dark: bool = False,
) -> bytes:
    """A made-up office's template: another size, names in another language, slides of its own, a dark background."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(wide), Inches(high)
    master = made.slide_master
    for kind, box in {
        PP_PLACEHOLDER.TITLE: (1.5, 0.2, wide - 2, 0.9), PP_PLACEHOLDER.BODY: (1.5, 1.3, wide - 2, high - 2.4),
        PP_PLACEHOLDER.FOOTER: (1.5, high - 0.9, 4, 0.5), PP_PLACEHOLDER.SLIDE_NUMBER: (wide - 1, high - 0.9, 0.6, 0.5),
        PP_PLACEHOLDER.DATE: (6, high - 0.9, 2, 0.5),
    }.items():  # fmt: skip
        for shape in master.placeholders:
            if shape.placeholder_format.type == kind:
                shape.left, shape.top, shape.width, shape.height = (Inches(side) for side in box)
    for number, layout in enumerate(made.slide_layouts):
        layout.name = f"{names} {number}"
        for shape in list(layout.placeholders):
            kind = shape.placeholder_format.type
            if kind == PP_PLACEHOLDER.TITLE and shape._element.spPr.xfrm is not None:
                shape._element.spPr.remove(shape._element.spPr.xfrm)
            if not footer and kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE):
                shape._element.getparent().remove(shape._element)
    if dark:
        colours = master._element.find(qn("p:clrMap"))
        colours.set("bg1", "dk1")
        colours.set("tx1", "lt1")
    for number in range(slides):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = f"Our secret slide {number}"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()
