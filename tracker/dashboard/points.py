"""Talking points, or a whole text, on a page, to be read and copied. It is given its words."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from tracker.briefing.points import Points

_HERE = Path(__file__).parent
_POINTS = st.components.v2.component(
    "talking_points",
    html="""<section class="talking-points">
  <ul></ul><pre tabindex="0"></pre><p class="closing"></p><button type="button"></button>
</section>""",
    css=(_HERE / "points.css").read_text(encoding="utf-8"),
    js=(_HERE / "points.js").read_text(encoding="utf-8"),
)


def show_points(points: Points, key: str) -> None:
    """Draw the points with their closing line; Copy takes all of it, with its title."""
    show_lines(points.points, points.closing, points.text, key)


def show_lines(said: Sequence[str], closing: str, copy: str, key: str) -> None:
    """The same of any lines; Copy takes `copy`."""
    _POINTS(
        data={
            "points": list(said), "closing": closing, "copy": copy, "what": "Talking points", "button": "Copy points",
        },
        key=key,
    )  # fmt: skip


def show_text(text: str, key: str, what: str, language: str) -> None:
    """Draw a text in a language as it is written, as much as there is room for, with its copy button."""
    _POINTS(
        data={
            "points": [], "text": text, "closing": "", "copy": text, "what": what, "button": "Copy the text",
            "language": language,
        },
        key=key,
    )  # fmt: skip
