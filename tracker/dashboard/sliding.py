"""The as-of date as a slider over the days on which something comes true. It is given the days."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_KEY = "as-of-slider"
_SLIDER = st.components.v2.component(
    "as_of_slider",
    html="""<div class="sliding" role="group" aria-label="Days on which something changes">
  <button type="button" aria-label="The day before on which something changes">‹</button>
  <input type="range" min="0" step="1" aria-label="As of, by days on which something changes">
  <button type="button" aria-label="The next day on which something changes">›</button><output></output>
</div>""",
    css=(_HERE / "sliding.css").read_text(encoding="utf-8"),
    js=(_HERE / "sliding.js").read_text(encoding="utf-8"),
)


def show_slider(stops: Sequence[date], as_of: date) -> None:
    """Draw the slider; where it is moved, the bar's date is on that day at the next run. Of one day there is none."""
    days = [day.isoformat() for day in stops]
    if len(days) > 1:
        _SLIDER(data={"stops": days, "at": as_of.isoformat()}, key=_KEY, on_moved_change=partial(_take, days))


def _take(days: list[str]) -> None:
    moved = st.session_state[_KEY].moved
    if moved in days:
        st.session_state["as_of"] = date.fromisoformat(moved)
