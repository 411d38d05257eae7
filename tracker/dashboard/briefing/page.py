"""Briefing: a quarter's pack, to look at and to take away; issuing it; and what went out. It computes nothing."""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from tracker.dashboard.briefing.choices import choose_pack, look_ahead
from tracker.dashboard.briefing.files import kept_template, show_files
from tracker.dashboard.briefing.issuing import show_issuing
from tracker.dashboard.briefing.order import Look
from tracker.dashboard.briefing.went_out import show_went_out
from tracker.dashboard.page import plain_marks, show_foot, show_head
from tracker.dashboard.paint import marks
from tracker.dashboard.points import show_text
from tracker.dashboard.session import Chosen
from tracker.desk import AccessError
from tracker.ledger import LedgerError
from tracker.problems import RefusedError

_HERE = Path(__file__).parent
_WIDEST = 4000
"""Pixels; no page has so many, and none is drawn wider than its place."""


def show_briefing(chosen: Chosen) -> None:
    """Draw the page."""
    if chosen.phase is None:
        st.info("Nothing is recorded yet. Bring in a file on the page Record, or look at a later date.")
        return
    st.html(f"<style>{_style('page.css')}{_style('presentation.css') if chosen.is_presenting else ''}</style>")
    head = st.container(key="briefing-head")
    order = choose_pack(chosen)
    of_pack = replace(chosen, view=order.view, phase=order.phase)
    try:
        look = order.look()
    except AccessError:
        raise
    except (LedgerError, RefusedError) as error:
        with head:
            show_head(of_pack, (f"{order.wanted.quarter} · There is no pack.", str(error)), chance=order.said)
        show_foot(chosen, plain_marks(chosen.view))
        return
    foot = marks(order.view, look.brief.marks.currency, list(look.brief.marks.cited))
    lead = f"{order.wanted.quarter} · {look.brief.lead}"
    is_of_all = order.phase is None and order.initiative is None
    with head:
        show_head(
            of_pack, (lead, *look.brief.sentences), standing=look.brief.standing, chance=order.said, marks=foot,
            of_phase=not is_of_all, language=order.wanted.language,
        )  # fmt: skip
    if chosen.is_presenting:
        _show_page(look, 1)
        return
    if order.paper == "wide":
        _show_pages(look)
        left, right = st.columns(2, gap="large")
    else:
        left, right = st.columns([1.75, 1], gap="large")
        with left:
            _show_pages(look)
        left = right
    with left:
        made = show_files(order, look, takes_template=chosen.role == "editor")
    with right:
        st.subheader("Text to paste", anchor=False)
        show_text(look.text.data.decode(), "briefing-text", "The pack as text", order.wanted.language)
        show_issuing(chosen, order, made)
    show_went_out(chosen, order, kept_template())
    show_foot(chosen, foot)
    look_ahead(chosen, order)


def _style(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _show_pages(look: Look) -> None:
    with st.container(key="briefing-preview"):
        for number in range(1, len(look.pages) + 1):
            _show_page(look, number)


def _show_page(look: Look, number: int) -> None:
    # A width above its own keeps Streamlit from making a smaller picture of it, which takes longer than the page does.
    st.image(look.pages[number - 1].data, width=_WIDEST, alt=_page_words(look, number))


def _page_words(look: Look, number: int) -> str:
    """A page in words: what its reader has to know; all the rest of it is in the text beside it."""
    of = f"Page {number} of {len(look.pages)}. " if len(look.pages) > 1 else ""
    return f"{of}{look.brief.marks.subject}, {look.brief.marks.quarter}: {look.brief.line}"
