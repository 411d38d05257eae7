"""The bar of choices above every page: initiative, phase, date, audience, and who reads. It looks at no figures."""

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page

from tracker import desk, terms
from tracker.briefing.names import tell_apart
from tracker.dashboard.address import Address
from tracker.dashboard.session import FIRST_DAY, LAST_DAY, Chosen
from tracker.dashboard.sliding import show_slider
from tracker.desk.stops import stops

_AUDIENCE_LABELS = {"internal": "Internal", "partners": "Partners"}
_OF_PHASE = ("initiative", "phase")
OF_OUTLOOK = ("assume", "scenario")
"""What only the Outlook is about; on other pages it is kept, and stands in no address."""
_SLIDING = ("portfolio", "overview", "outlook", "donors")
"""Pages whose figures are those of a date, and nothing else."""


def choose(view: desk.View, address: Address, pages: Mapping[str, Page], path: str, *, of_all: bool) -> Chosen:
    """Draw the bar, kept in step with the address; what is chosen. `of_all`: the page is about no phase of its own."""
    reader = view.actor
    role = desk.role_of(view.ledger, reader) or ""
    initiative, phase = _wanted(view, address)
    if address.is_new:
        st.session_state["as_of"] = view.as_of
        st.session_state["audience"] = view.audience
    if not address.is_presenting:
        with st.container(key="choices"):
            initiative, phase = _draw(view, initiative, phase, role, of_all=of_all)
            if path in _SLIDING:
                show_slider(stops(view, FIRST_DAY, LAST_DAY), view.as_of)
    whole = {
        "initiative": initiative, "phase": phase, "as_of": view.as_of.isoformat(), "audience": view.audience,
        "known_at": address.asked.get("known_at"), "present": "1" if address.is_presenting else None,
        **{name: address.asked.get(name) for name in OF_OUTLOOK},
    }  # fmt: skip
    address.write(whole, leave_out=(*(_OF_PHASE if of_all else ()), *(() if path == "outlook" else OF_OUTLOOK)))
    given = {name: value for name, value in whole.items() if value}
    return Chosen(view, initiative, phase, reader, role, address.is_presenting, pages, path, given)


def _wanted(view: desk.View, address: Address) -> tuple[str | None, str | None]:
    """The initiative and the phase to show: as chosen, as the address has it, else what a page opens on."""
    phases, asked = view.tables["phases"], address.asked
    if not len(phases):
        return None, None
    of_phase = dict(zip(phases["phase"], phases["initiative"], strict=True))
    keys = sorted(view.tables["initiatives"]["initiative"])
    chosen = {} if address.is_new else st.session_state
    linked = of_phase.get(asked.get("phase", ""), asked.get("initiative", ""))
    initiative = str(next(key for key in (chosen.get("initiative"), linked, keys[0]) if key in keys))
    own = [key for key in of_phase if of_phase[key] == initiative]
    phase = next((key for key in (chosen.get("phase"), asked.get("phase")) if key in own), None)
    return initiative, phase or desk.default_phase(view, initiative)


def _draw(
    view: desk.View, initiative: str | None, phase: str | None, role: str, *, of_all: bool
) -> tuple[str | None, str | None]:
    """The bar's fields; those of a phase only where the page is about one and there is one."""
    allowed = desk.audiences(view.ledger, view.actor)
    is_apart = not view.actor.is_local
    widths = [*([] if of_all else [2.7, 2]), 1.2, *([1.5] if len(allowed) > 1 else []), *([1.1] if is_apart else [])]
    bar = list(st.columns([*widths, *([6.5 - sum(widths)] if of_all else [])], vertical_alignment="top"))
    if not of_all:
        of_initiative, of_phase = bar.pop(0), bar.pop(0)
        if initiative is not None:
            initiative, phase = _draw_phase(view, initiative, phase, of_initiative, of_phase)
    st.session_state.setdefault("as_of", view.as_of)
    bar.pop(0).date_input(
        "As of", key="as_of", min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD",
        help="What was true on this date.",
    )  # fmt: skip
    if len(allowed) > 1:
        st.session_state.setdefault("audience", view.audience)
        bar.pop(0).segmented_control(
            "Audience", list(allowed), key="audience", format_func=lambda key: _AUDIENCE_LABELS[key], required=True,
            help="Partners see nothing softer than announced money.",
        )  # fmt: skip
    if is_apart:
        _show_reader(view.actor, role, bar.pop(0))
    return initiative, phase


def _draw_phase(
    view: desk.View, initiative: str, phase: str | None, left: DeltaGenerator, right: DeltaGenerator
) -> tuple[str, str | None]:
    phases, initiatives = view.tables["phases"], view.tables["initiatives"]
    titles = tell_apart(dict(sorted(zip(initiatives["initiative"], initiatives["title"], strict=True))))
    st.session_state["initiative"] = initiative
    left.selectbox("Initiative", list(titles), format_func=lambda key: titles[key], key="initiative")
    every = zip(phases["phase"], phases["title"], phases["initiative"], strict=True)
    names = tell_apart({key: title for key, title, of in every if of == initiative})
    if phase is not None:
        st.session_state["phase"] = phase
        right.selectbox("Phase", sorted(names), format_func=lambda key: names[key], key="phase")
    return initiative, phase


def _show_reader(reader: desk.Actor, role: str, place: DeltaGenerator) -> None:
    """Who is logged in and as what, with the way out."""
    with place.container(key="reader").popover(role.capitalize(), width="stretch"):
        st.text(f"{reader.name}\n{terms.ROLES.get(role, '')}")
        st.button("Log out", on_click=st.logout, width="stretch")
