"""Donors: what of the promises has come and what is overdue, how donors gave, and what to remind them of."""

from functools import partial
from typing import Any

import streamlit as st

from tracker import desk
from tracker.briefing.donors import write_overdue
from tracker.dashboard.donors import ages
from tracker.dashboard.donors.history import choose_donor, open_donor, show_donor, show_giving
from tracker.dashboard.donors.reminding import show_reminders
from tracker.dashboard.donors.scope import Scope, chosen_scope, of_scope, show_scope
from tracker.dashboard.donors.status import FEW, choose_shown, show_status
from tracker.dashboard.evidence import show_evidence
from tracker.dashboard.made import made
from tracker.dashboard.page import show_foot, show_head
from tracker.dashboard.paint import marks, palette
from tracker.dashboard.pictures import show_picture
from tracker.dashboard.session import Chosen

_STYLE = """<style>@media print {
  .st-key-donors-choices, .st-key-donors-reminding, .st-key-donors-letters { display: none !important; }
  [class*="st-key-donors-long"] [data-testid="stElementContainer"] { break-inside: auto; }
}</style>"""
"""On paper there is nothing to choose, and a long table goes on over several sheets."""


def show_donors(chosen: Chosen) -> None:
    """Draw the page."""
    if chosen.phase is None:
        st.info("Nothing is recorded yet. Bring in a file on the page Record, or look at a later date.")
        return
    view, scope = chosen.view, chosen_scope(chosen)
    found = desk.ageing(view, *scope.key)
    sentences = made(view, "donors-head", scope.key, lambda: _sentences(scope, found))
    sources = made(view, "donors-sources", scope.key, lambda: _sources(scope))
    currencies = list(found.sums["report"].unique())
    foot = marks(view, ", ".join(currencies) or "nothing outstanding", sources)
    room = show_head(of_scope(chosen, scope), sentences, marks=foot, of_phase=scope.initiative is not None)
    if chosen.is_presenting:
        _show_ages(scope, found, sources, room, save=False)
        asked = show_status(scope, "owed", None, FEW)
    else:
        asked = _show_all(scope, found, sources, room)
    show_foot(chosen, foot)
    if asked and "open" in asked:
        open_donor(str(asked["open"]))
    if asked:
        show_evidence(view, asked.get("phase"), asked)


def _show_all(scope: Scope, found: desk.Ageing, sources: list[str], room: int) -> dict[str, Any] | None:
    """All that stands below the head on an ordinary screen; what the pressed figure or name asks."""
    st.html(_STYLE)
    view = scope.view
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="donors-choices"):
        show_scope(view)
        shown = choose_shown(view)
        donor = choose_donor(scope)
    asked = None if donor is None else show_donor(scope, donor)
    with st.container(key="donors-long-status"):
        asked = show_status(scope, shown, donor) or asked
    if donor is None:
        _show_ages(scope, found, sources, room, save=True)
        for form in ("cash", "in_kind"):
            make = partial(ages.make_ages, found, form)
            made(view, "donors-ages", (*scope.key, form), make).show(f"donors-ages-{form}")
        with st.container(key="donors-long-giving"):
            asked = show_giving(scope) or asked
    with st.container(key="donors-long-reminders"):
        return show_reminders(scope, donor) or asked


def _sentences(scope: Scope, found: desk.Ageing) -> tuple[str, ...]:
    count = len(desk.promise_status(scope.view, *scope.key).promises)
    return write_overdue(found.sums, found.lines, scope.names, count)


def _sources(scope: Scope) -> list[str]:
    """What the steps in force of everything outstanding are written in."""
    owed = desk.promise_status(scope.view, *scope.key, shown="owed").promises["row"]
    return sorted({str(text) for text in scope.view.tables["pledges"]["source"].loc[owed] if text})


def _show_ages(scope: Scope, found: desk.Ageing, sources: list[str], room: int, *, save: bool) -> None:
    """A picture for each reporting currency: unlike money is never added."""
    cash = found.sums[(found.sums["form"] == "cash").to_numpy()]
    for currency in cash["report"].unique():
        sums = cash[(cash["report"] == currency).to_numpy()]
        foot = marks(scope.view, currency, sources)
        show_picture(
            scope.view, f"donors-ages-{currency}", (*scope.key, currency, foot, room),
            partial(ages.draw_ages, scope, sums, currency, palette(), foot, room),
            ages.picture_words(sums, currency), save=save,
        )  # fmt: skip
