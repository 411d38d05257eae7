"""Changes: what moved between two dates, what an earlier day's record said, and who recorded what."""

import streamlit as st

from tracker.dashboard.changes.between import show_bridge
from tracker.dashboard.changes.log import show_log
from tracker.dashboard.changes.recorded import show_recorded
from tracker.dashboard.page import go_to
from tracker.dashboard.session import Chosen

PARTS = {"bridge": "Between two dates", "recorded": "As recorded on", "log": "The log"}
_PART = "changes-part"


def show_changes(chosen: Chosen) -> None:
    """Draw the page: one part of it at a time."""
    sees_past = chosen.role != "partner" and chosen.view.audience == "internal"
    part = _choose_part(chosen) if sees_past else "bridge"
    if sees_past and not chosen.is_presenting:
        _show_way_back(chosen)
    if part == "log":
        show_log(chosen)
    elif chosen.phase is None:
        st.info("Nothing is recorded yet. Start with `tracker init --from FOLDER`, or look at a later date.")
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


def _show_way_back(chosen: Chosen) -> None:
    """Where everything is seen as it was recorded earlier, the way back to today's record."""
    if not chosen.address.get("known_at"):
        return
    number = chosen.view.record.number if chosen.view.record else 0
    with st.container(horizontal=True, vertical_alignment="center", key="changes-back"):
        st.text(f"Every page shows the record as of changeset {number}.")
        if st.button("Back to what is recorded now", key="changes-now"):
            go_to(chosen, "changes", known_at="")
