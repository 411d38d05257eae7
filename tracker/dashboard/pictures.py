"""Pictures on a page: drawn once for all who look at the same, and to be had as PNG and SVG. It knows no figures.

Those that are looked at are sketches; Plotly, which takes the browser many times as long, draws those that are pressed.
"""

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from tracker.briefing.words import reader_locale
from tracker.dashboard.drawing import Drawing
from tracker.dashboard.paint import Palette, palette
from tracker.dashboard.sketch import sketch
from tracker.desk import View
from tracker.desk.kept import Kept

_PICTURES: Kept[go.Figure] = Kept(256)
"""Most readers of an office look at the same few."""
_SKETCHES: Kept[dict[str, Any]] = Kept(512)
_HERE = Path(__file__).parent
_BUTTONS = st.components.v2.component(
    "picture_buttons",
    html='<div class="picture-buttons"></div>',
    css=(_HERE / "pictures.css").read_text(encoding="utf-8"),
    js=(_HERE / "pictures.js").read_text(encoding="utf-8"),
)
_SKETCH = st.components.v2.component(
    "sketch",
    html="""<div class="picture"><div class="drawn"></div><div class="told" hidden></div><div class="picture-buttons">
<button type="button" data-format="png" aria-label="Save this picture as PNG">PNG</button>
<button type="button" data-format="svg" aria-label="Save this picture as SVG">SVG</button>
</div></div>""",
    css=(_HERE / "sketch.css").read_text(encoding="utf-8"),
    js=(_HERE / "sketch.js").read_text(encoding="utf-8"),
)
_CONFIG = {"displaylogo": False, "displayModeBar": True}


def show_picture(
    view: View,
    name: str,
    key: tuple[Hashable, ...],
    draw: Callable[[], go.Figure],
    alt: str,
    *,
    save: bool = True,
    opens: bool = False,
) -> str:
    """Draw a picture, with buttons that save it as PNG or SVG; out: the name of the bar that was just pressed, or "".

    `name` is its place on the page and in the files' names; `key` all that it follows from besides the view, the
    reader's locale and background. `alt` says it to who cannot see it. Where it `opens`, bars can be pressed: the first
    of a bar's `customdata` is its name.
    """
    view.permit()
    figure = _PICTURES.get((name, *key, palette(), reader_locale(), *view.key), draw)
    if opens:
        state = st.plotly_chart(
            figure, theme=None, config=_CONFIG, key=name, alt=alt, on_select="rerun", selection_mode="points"
        )
        pressed = _just_pressed(name, state)
    else:
        st.plotly_chart(figure, theme=None, config=_CONFIG, key=name, alt=alt)
        pressed = ""
    if save:
        file = f"{name}-{view.as_of.isoformat()}-{view.audience}"
        _BUTTONS(data={"picture": name, "file": file, "what": alt}, key=f"{name}-save")
    return pressed


def show_sketch(
    view: View, name: str, key: tuple[Hashable, ...], draw: Callable[[], Drawing], alt: str, *, save: bool = True
) -> None:
    """Draw a picture that is looked at and not pressed; see `show_picture`."""
    drawn = draw_sketch(view, name, key, palette(), draw)
    file = f"{name}-{view.as_of.isoformat()}-{view.audience}" if save else ""
    _SKETCH(data={**drawn, "alt": alt, "file": file}, key=name)


def draw_sketch(
    view: View, name: str, key: tuple[Hashable, ...], colours: Palette, draw: Callable[[], Drawing]
) -> dict[str, Any]:
    """What the browser draws such a picture from."""
    view.permit()
    return _SKETCHES.get((name, *key, colours, reader_locale(), *view.key), lambda: sketch(draw()))


def _just_pressed(name: str, state: Any) -> str:
    """The bar that is marked now and was not at the run before: a mark stays until another is pressed."""
    points = state.selection.points if state else []
    marked = next((str(point["customdata"][0]) for point in points if point.get("customdata")), "")
    before = st.session_state.get(f"{name}-marked", "")
    st.session_state[f"{name}-marked"] = marked
    return marked if marked != before else ""
