"""Leafing through what is longer than a page. It knows no rows."""

import streamlit as st


def choose_page(key: str, count: int, size: int) -> int:
    """The place of the first row to show, from 0; draws nothing where all fit on one page."""
    last = max(0, (count - 1) // size)
    place = min(int(st.session_state.get(key, 0)), last)
    if last:
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-leaf"):
            st.button("Earlier rows", key=f"{key}-back", disabled=place == 0, on_click=_turn, args=(key, place - 1))
            st.button("Further rows", key=f"{key}-on", disabled=place == last, on_click=_turn, args=(key, place + 1))
            st.text(f"{place * size + 1:,} to {min((place + 1) * size, count):,} of {count:,}")
    return place * size


def _turn(key: str, place: int) -> None:
    st.session_state[key] = place
