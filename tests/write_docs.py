"""Writes what the documentation shows from the code itself: docs/tables.md, and with --pictures the README's pictures."""

import io
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

from PIL import Image

from tests.browser import Visit, launch, serve, visit
from tracker import desk
from tracker.desk.briefs import Wanted
from tracker.desk.packs import make_pack
from tracker.tables import TABLES, Column

ROOT = Path(__file__).resolve().parents[1]
TABLES_PAGE = ROOT / "docs" / "tables.md"

_FORMS = {
    "key": "text", "text": "text", "currency": "currency", "list": "texts parted by `;`", "date": "day, month or year",
    "money": "amount", "number": "number", "flag": "yes or blank",
}  # fmt: skip


def tables_page() -> str:
    """Every table and column in plain words."""
    lines = [
        "# The tables",
        "",
        "A table is a CSV file of a folder, a table of the ledger, and a frame of the model, with the same columns. Key columns "
        "are **bold**; a star marks what must be filled in. Dates are written `2010-06-01`, or `2010-06` or `2010` where no "
        "more is known; amounts in major units, such as `200000` or `200,000.50`. This page is written by "
        "`python -m tests.write_docs`.",
    ]
    for table in TABLES.values():
        lines += ["", f"## {table.name}", "", table.meaning, "", "| column | form | meaning |", "|---|---|---|"]
        lines += [f"| {_name(column)} | {_form(column)} | {column.meaning} |" for column in table.columns]
    return "\n".join(lines) + "\n"


def _name(column: Column) -> str:
    name = f"**{column.name}**" if column.is_key else column.name
    return f"{name} \\*" if column.is_required else name


def _form(column: Column) -> str:
    if column.reference:
        return f"key of {column.reference}"
    return ", ".join(f"`{choice}`" for choice in column.choices) or _FORMS[column.kind]


def save_pictures(folder: Path) -> None:
    """The pages as a new user sees them: the first at its full height, others at 1600 by 900."""
    with ExitStack() as stack:
        urls = {}
        for data in ("paris-pact", "example"):
            place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            url = f"sqlite:///{place / 'tracker.db'}"
            desk.start_ledger(url, desk.data_folder(data), author="you", now=datetime.now(UTC))
            urls[data] = stack.enter_context(serve(place))
        browser = stack.enter_context(launch())

        def look(data: str, path: str, **asked: str) -> Visit:
            seen = stack.enter_context(visit(browser, urls[data], width=1600))
            return seen.open(path, **asked)

        seen = look("paris-pact", "")
        height = seen.page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
        seen.page.set_viewport_size({"width": 1600, "height": int(height)})
        seen.settle().page.screenshot(path=folder / "overview.png")
        look("example", "", as_of="2026-11-22").page.screenshot(path=folder / "portfolio.png")
        look("example", "donors", phase="BLO-2", as_of="2026-11-22").page.screenshot(path=folder / "donors.png")
        look("example", "changes", phase="ALT-2", as_of="2026-11-22").page.screenshot(path=folder / "changes.png")
        seen = look("paris-pact", "record", as_of="2009-12-04")
        seen.page.get_by_role("button", name="Preview", exact=True).click()
        seen.settle().page.screenshot(path=folder / "record.png")


def save_brief(path: Path) -> None:
    """The Paris Pact's pack page, at a size for reading on a screen."""
    with tempfile.TemporaryDirectory() as place:
        recorded = datetime(2009, 12, 4, tzinfo=UTC)
        ledger, _ = desk.start_ledger(f"sqlite:///{place}/a.db", desk.data_folder(), author="you", now=recorded)
        with ledger:
            view = desk.look(ledger, today=date(2010, 1, 4), as_of="2009-12-31")
            made = make_pack(view, Wanted("2009Q4"), phase="PPI-3", forms=["png"])
        picture = Image.open(io.BytesIO(made.files[0].data)).convert("P", palette=Image.Palette.ADAPTIVE)
        picture.convert("RGB").resize((1000, 1414), Image.Resampling.LANCZOS).quantize(64).save(path, optimize=True)


if __name__ == "__main__":
    TABLES_PAGE.parent.mkdir(exist_ok=True)
    TABLES_PAGE.write_text(tables_page(), encoding="utf-8")
    if "--pictures" in sys.argv:
        save_pictures(TABLES_PAGE.parent)
        save_brief(TABLES_PAGE.parent / "brief.png")
