"""A plain table of real text whose figures are buttons: each asks where it comes from. It knows no money."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from tracker import terms
from tracker.dashboard.paint import Palette, palette

_HERE = Path(__file__).parent
_TABLE = st.components.v2.component(
    "figure_table",
    html='<div class="figure-table"></div>',
    css=(_HERE / "figure_table.css").read_text(encoding="utf-8"),
    js=(_HERE / "figure_table.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Cell:
    """A cell: its text, what is asked when it is pressed, a chip of the ladder's colour, small print, or a link."""

    text: str
    ask: dict[str, Any] | None = None
    rung: str | None = None
    aside: str = ""
    url: str = ""

    def as_data(self, colours: Palette) -> dict[str, Any]:
        """The cell as the browser gets it; only web addresses become links."""
        data: dict[str, Any] = {"text": self.text}
        if self.ask:
            data["ask"] = self.ask
        if self.aside:
            data["aside"] = self.aside
        if self.url.startswith(("https://", "http://")):
            data["url"] = self.url
        if self.rung == "missing":
            data["chip"] = {"colour": colours.missing, "hatched": True}
        elif self.rung:
            rung = terms.RUNG[self.rung]
            tint = colours.rung("pledged") if rung.is_hatched else colours.rung(self.rung)
            data["chip"] = {"colour": tint, "hatched": rung.is_hatched}
        return data


@dataclass(frozen=True)
class Head:
    """A column's heading; `align` is "", right, or tight (never wrapped), `span` joins columns in an upper line."""

    text: str
    align: str = ""
    help: str = ""
    span: int = 1


@dataclass(frozen=True)
class Row:
    """A row; `style` is "" or headline, missing or total."""

    cells: Sequence[Cell]
    style: str = field(default="")


def show_table(
    key: str, head: Sequence[Sequence[Head]], rows: Sequence[Row], caption: str = ""
) -> dict[str, Any] | None:
    """Draw a table; what the pressed figure asks, or None."""
    colours = palette()
    data = {
        "caption": caption,
        "head": [[{"text": h.text, "align": h.align, "help": h.help, "span": h.span} for h in line] for line in head],
        "rows": [{"style": row.style, "cells": [cell.as_data(colours) for cell in row.cells]} for row in rows],
    }
    result = _TABLE(data=data, key=key, on_asked_change=lambda: None)
    return result.asked
