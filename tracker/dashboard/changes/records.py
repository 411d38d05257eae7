"""Choosing an earlier record: one of the newest lines of the log, or any changeset or date as it is typed."""

from typing import Any

import streamlit as st

from tracker import desk
from tracker.briefing.words import moment_words
from tracker.dashboard.session import Chosen
from tracker.ledger import Changeset
from tracker.problems import RefusedError

_LISTED = 200
"""So many lines are listed; an older record is named by its number or a date."""


def choose_record(
    chosen: Chosen, key: str, label: str, kept: str | None, *, none: str = "", width: Any = "stretch"
) -> str | None:
    """A changeset's number, or a date, as `known_at` takes it; None where `none`, the first choice, is left.

    `kept` is what was chosen before the reader went elsewhere. What is neither is said, and chooses nothing.
    """
    page = desk.read_log(chosen.view.ledger, chosen.reader, size=_LISTED)
    words = {str(changeset.number): record_words(changeset) for changeset in page.changesets}
    options = [*([""] if none else []), *words]
    if st.session_state.get(key) is None:
        st.session_state[key] = kept if kept is not None or none == "" else ""
    given = st.selectbox(
        label, options, key=key, format_func=lambda number: words.get(number, number or none), width=width,
        accept_new_options=True, help="Choose a line of the log, or type a changeset or a date such as 2009-12-04.",
    )  # fmt: skip
    text = str(given or "").strip()
    if not text:
        return None
    try:
        desk.record_number(chosen.view.ledger, text)
    except RefusedError as error:
        st.text(str(error))
        return None
    return text


def record_words(changeset: Changeset) -> str:
    """A line of the log: number, moment, author and message."""
    message = changeset.message if len(changeset.message) <= 60 else f"{changeset.message[:59]}…"
    return f"{changeset.number} · {moment_words(changeset.at.isoformat())} · {changeset.author} · {message}"
