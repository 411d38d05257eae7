"""Pictures on a page: drawn once for all who look at the same, and to be had as PNG and SVG. It knows no figures."""

from collections.abc import Callable, Hashable
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

from tracker.briefing.words import reader_locale
from tracker.dashboard.paint import palette
from tracker.desk import View
from tracker.desk.kept import Kept

_PICTURES: Kept[go.Figure] = Kept(256)
"""Most readers of an office look at the same few."""
_HERE = Path(__file__).parent
_BUTTONS = st.components.v2.component(
    "picture_buttons",
    html='<div class="picture-buttons"></div>',
    css=(_HERE / "pictures.css").read_text(encoding="utf-8"),
    js=(_HERE / "pictures.js").read_text(encoding="utf-8"),
)
_CONFIG = {"displaylogo": False, "displayModeBar": True}


def show_picture(
    view: View, name: str, key: tuple[Hashable, ...], draw: Callable[[], go.Figure], alt: str, *, save: bool = True
) -> None:
    """Draw a picture, with buttons that save it as PNG or SVG.

    `name` is its place on the page and in the files' names; `key` all that it follows from besides the view, the
    reader's locale and background. `alt` says it to who cannot see it.
    """
    figure = _PICTURES.get((name, *key, palette(), reader_locale(), *view.key), draw)
    st.plotly_chart(figure, theme=None, config=_CONFIG, key=name, alt=alt)
    if save:
        file = f"{name}-{view.as_of.isoformat()}-{view.audience}"
        _BUTTONS(data={"picture": name, "file": file, "what": alt}, key=f"{name}-save")
