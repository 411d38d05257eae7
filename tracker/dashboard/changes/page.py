"""Changes: what moved between two dates, what an earlier day's record said, and who recorded what."""

import streamlit as st

from tracker.dashboard.changes.between import show_bridge
from tracker.dashboard.changes.log import show_log
from tracker.dashboard.changes.recorded import show_recorded
from tracker.dashboard.session import Chosen

PARTS = {"bridge": "Between two dates", "recorded": "As recorded on", "log": "The log"}
_PART = "changes-part"


def show_changes(chosen: Chosen) -> None:
    """Draw the page: one part of it at a time."""
    sees_past = chosen.role != "partner" and chosen.view.audience == "internal"
    part = _choose_part(chosen) if sees_past else "bridge"
    if part == "log":
        show_log(chosen)
    elif chosen.phase is None:
        st.info("Nothing is recorded yet. Bring in a file on the page Record, or look at a later date.")
    elif part == "recorded":
        show_recorded(chosen, chosen.phase)
    else:
        show_bridge(chosen, chosen.phase, sees_past=sees_past)
    if not sees_past and not chosen.is_presenting:
        st.caption("When each figure was recorded, and by whom, is for internal readers.")


def _choose_part(chosen: Chosen) -> str:
    kept = str(st.session_state.get(f"{_PART}-kept", "bridge"))
    if chosen.is_presenting:
        return kept
    st.session_state.setdefault(_PART, kept)
    if f"{_PART}-next" in st.session_state:
        st.session_state[_PART] = st.session_state.pop(f"{_PART}-next")
    part = st.segmented_control(
        "What to look at", list(PARTS), key=_PART, format_func=lambda key: PARTS[key], required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    st.session_state[f"{_PART}-kept"] = part or "bridge"
    return part or "bridge"
