"""What is chosen of a pack: quarter, subject, language, paper and marking; quarter by quarter. It knows no figures."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tracker.briefing.language import LANGUAGES
from tracker.briefing.words import day_words
from tracker.dashboard import jobs
from tracker.dashboard.briefing.order import Order
from tracker.dashboard.session import Chosen
from tracker.dashboard.turns import TURNS
from tracker.desk import View
from tracker.desk.briefs import Wanted, quarter_of
from tracker.desk.issuing import known_quarters, pack_view
from tracker.desk.packs import pack_day

_PHASE, _INITIATIVE, _ALL = "phase", "initiative", "all"
_PAPERS = {"a4": "A4", "wide": "16:9"}
_KEPT, _AHEAD = "briefing-kept", "briefing-ahead"
_LONGEST = 80
"""A marking stands on one line of every form."""


@dataclass
class _Kept:
    """What was chosen, also while another page is looked at."""

    of: str = _PHASE
    language: str = "en"
    paper: str = "a4"
    marking: str = ""


def choose_pack(chosen: Chosen) -> Order:
    """Draw the choices, but in the presentation view, which shows what was chosen as a slide; out: the pack.

    The quarter is the one of the bar's date, and choosing another moves that date to its end: what the other pages then
    show is what the pack says.
    """
    today = datetime.now(UTC).date()
    quarters = known_quarters(chosen.view, today)
    quarter = min(quarter_of(chosen.view.as_of), quarters[0])
    if quarter not in quarters:
        quarters.append(quarter)  # before there was anything: it can be looked at, and left
    kept: _Kept = st.session_state.setdefault(_KEPT, _Kept())
    if not chosen.is_presenting:
        with st.container(horizontal=True, vertical_alignment="bottom", key="briefing-choices"):
            with _group("what"):
                _choose_quarter(quarters, quarter, today)
                _choose_subject(chosen, kept)
            with _group("how"):
                _choose_looks(kept)
    phase = chosen.phase if kept.of == _PHASE else None
    initiative = chosen.initiative if kept.of == _INITIATIVE else None
    view, said = pack_view(chosen.view, quarter, today, phase=phase, initiative=initiative)
    wanted = Wanted(quarter, kept.language, kept.marking)
    paper = "wide" if chosen.is_presenting else kept.paper
    return Order(view, wanted, phase, initiative, paper, _day_words(chosen, quarter, view.as_of, said))


def _day_words(chosen: Chosen, quarter: str, day: date, said: str) -> str:
    """As of which day the pack is, and why that is not the day in the bar."""
    text = said or f"The pack is as of {day_words(day)}, the end of {quarter}"
    text = text.rstrip(".")
    if day == chosen.view.as_of:
        return f"{text}."
    if quarter_of(chosen.view.as_of) != quarter:
        return f"{text}: the date above, {day_words(chosen.view.as_of)}, is in a quarter that has not begun."
    return f"{text}. The date above, {day_words(chosen.view.as_of)}, only chooses the quarter."


def _choose_quarter(quarters: list[str], quarter: str, today: date) -> None:
    place = quarters.index(quarter)
    earlier, later = quarters[place + 1 : place + 3], quarters[max(place - 2, 0) : place][::-1]
    _show_step("briefing-earlier", f"← {earlier[0] if earlier else 'Earlier'}", earlier, today)
    st.session_state["briefing-quarter"] = quarter
    st.selectbox("Quarter", quarters, key="briefing-quarter", width=120, on_change=_turn_to_chosen, args=(today,))
    _show_step("briefing-later", f"{later[0] if later else 'Later'} →", later, today)


def _show_step(key: str, label: str, ahead: list[str], today: date) -> None:
    """The button to the first of the quarters that lie ahead."""
    st.button(label, key=key, disabled=not ahead, on_click=_turn_to, args=(ahead, today))


def _turn_to_chosen(today: date) -> None:
    _turn_to([st.session_state["briefing-quarter"]], today)


def _turn_to(ahead: list[str], today: date) -> None:
    """Turn to a quarter; who goes step by step is likely to go on."""
    st.session_state["as_of"] = pack_day(ahead[0], None, today)[0]
    st.session_state[_AHEAD] = ahead[1:]


def look_ahead(chosen: Chosen, order: Order) -> None:
    """Lay out the next quarter of who leafs through them, beside the pages and in its turn, so that it is there."""
    for quarter in st.session_state.pop(_AHEAD, []):
        jobs.start(partial(_look_ahead, chosen.view, order, quarter, datetime.now(UTC).date()))


def _look_ahead(seen: View, order: Order, quarter: str, today: date) -> None:
    with TURNS.take():
        view, _ = pack_view(seen, quarter, today, phase=order.phase, initiative=order.initiative)
        replace(order, view=view, wanted=replace(order.wanted, quarter=quarter)).look()


def _group(name: str) -> DeltaGenerator:
    """Choices that stay beside each other where there is little room."""
    return st.container(horizontal=True, vertical_alignment="bottom", width="content", key=f"briefing-{name}")


def _choose_subject(chosen: Chosen, kept: _Kept) -> None:
    several = len(chosen.view.tables["initiatives"]) > 1
    subjects = {_PHASE: "This phase", **({_INITIATIVE: "This initiative"} if several else {}),
                _ALL: "Everything" if several else "All phases"}  # fmt: skip
    if kept.of not in subjects:
        kept.of = _PHASE
    st.session_state.setdefault("briefing-of", kept.of)
    if st.session_state["briefing-of"] not in subjects:
        st.session_state["briefing-of"] = kept.of
    kept.of = st.segmented_control(
        "Of", list(subjects), key="briefing-of", format_func=lambda key: subjects[key], required=True
    ) or _PHASE  # fmt: skip


def _choose_looks(kept: _Kept) -> None:
    for name in ("language", "paper", "marking"):
        st.session_state.setdefault(f"briefing-{name}", getattr(kept, name))
    kept.language = st.segmented_control(
        "Language", list(LANGUAGES), key="briefing-language", format_func=lambda key: LANGUAGES[key], required=True
    ) or "en"  # fmt: skip
    kept.paper = st.segmented_control(
        "Paper", list(_PAPERS), key="briefing-paper", format_func=lambda key: _PAPERS[key], required=True
    ) or "a4"  # fmt: skip
    kept.marking = st.text_input(
        "Marking", key="briefing-marking", max_chars=_LONGEST, width=220, placeholder="None",
        help="Your office's protective marking, such as FOR OFFICIAL USE ONLY: it stands on every form.",
    ).strip()  # fmt: skip
