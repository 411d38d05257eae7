"""Writes what the documentation shows from the code itself: docs/tables.md, and with --picture the README's picture."""

import sys
from pathlib import Path

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


if __name__ == "__main__":
    TABLES_PAGE.parent.mkdir(exist_ok=True)
    TABLES_PAGE.write_text(tables_page(), encoding="utf-8")
    if "--picture" in sys.argv:
        from tests.browser import save_picture

        save_picture(ROOT / "docs" / "overview.png")
