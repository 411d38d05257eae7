"""Outlook: will it be reached in time, on what that hinges, how long money lasts, and who could close the gap."""

import streamlit as st

from tracker import desk
from tracker.briefing.headline import choose_target
from tracker.briefing.outlook import Prospect
from tracker.briefing.words import date_words
from tracker.dashboard.made import made
from tracker.dashboard.outlook import answers, lasting
from tracker.dashboard.outlook.asking import show_asks
from tracker.dashboard.outlook.assumed import assume, show_assuming
from tracker.dashboard.outlook.fan import draw_fan
from tracker.dashboard.outlook.what_if import lay_over, show_what_if
from tracker.dashboard.page import plain_markdown, show_foot, show_head
from tracker.dashboard.paint import marks, palette
from tracker.dashboard.pictures import show_picture
from tracker.dashboard.session import Chosen
from tracker.desk import View
from tracker.problems import RefusedError


def show_outlook(chosen: Chosen) -> None:
    """Draw the page."""
    if chosen.phase is None:
        st.info("Nothing is recorded yet. Bring in a file on the page Record, or look at a later date.")
        return
    is_internal = chosen.view.audience != "partners"
    view = lay_over(chosen) if is_internal else chosen.view
    assumed = assume(chosen, view)
    found = _looked(view, chosen.phase, assumed)
    target = _choose_target(chosen, view)
    prospect = found.prospects[chosen.phase, target]
    foot = marks(view, str(found.targets["currency"].iloc[0]), _sources(found))
    sentences = _head(prospect, view)
    room = show_head(chosen, sentences, marks=foot)
    if is_internal and not chosen.is_presenting:
        show_assuming(chosen, assumed)
    key = (chosen.phase, target, assumed.key)
    with st.container(key="outlook-answers"):
        made(view, "outlook-answers", key, lambda: answers.make_answers(view, found, chosen.phase or "", target)).show(
            "answers"
        )
    if is_internal:
        _show_fan(view, found, chosen.phase, target, foot, room, save=not chosen.is_presenting)
    if is_internal and not chosen.is_presenting:
        _show_hinges(view, found, chosen.phase, target, prospect)
    if not chosen.is_presenting:
        lasting.show_runway(view, found, chosen.phase)
    if is_internal and not chosen.is_presenting:
        show_what_if(chosen, view, found, target)
        lasting.show_record(view)
        show_asks(chosen, view, target, room, foot)
    show_foot(chosen, foot)


def _looked(view: View, phase: str, assumed: desk.Assumptions) -> desk.Outlook:
    """The outlook under what is assumed; of assumptions that do not fit the ledger it is said, and none are made."""
    try:
        return desk.outlook(view, phase, assumed)
    except RefusedError as refused:
        st.warning("The assumptions do not fit this ledger, and are left out.")
        st.text(str(refused))
        return desk.outlook(view, phase)


def _head(prospect: Prospect, view: View) -> tuple[str, ...]:
    """The page's answer: the three plain answers, who is needed besides, and how likely it is."""
    said = (*prospect.answers, prospect.new, prospect.likelihood)
    return (*filter(None, said), *([view.scenario.words] if view.scenario else []))


def _choose_target(chosen: Chosen, view: View) -> str:
    """The target that the page is about: by default that of the bottom line."""
    gaps = desk.gaps(view, None, chosen.phase)
    titles = dict(zip(gaps["target"], gaps["title"], strict=True))
    first = choose_target(gaps, view.as_of)
    if len(titles) == 1 or chosen.is_presenting:
        return first
    ordered = [first, *(key for key in titles if key != first)]
    picked = st.segmented_control(
        "Target", ordered, default=first, format_func=lambda key: titles[key], required=True,
        key=f"outlook-target-{chosen.phase}",
    )  # fmt: skip
    return str(picked or first)


def _sources(found: desk.Outlook) -> list[str]:
    return sorted({str(text) for text in found.promises["source"] if text})


def _show_fan(view: View, found: desk.Outlook, phase: str, target: str, foot: str, room: int, *, save: bool) -> None:
    opened = desk.fan(view, found, phase, target)
    row = found.targets[((found.targets["target"] == target) & (found.targets["world"] == "amount")).to_numpy()].iloc[0]
    if len(opened) < 2 or row["is_past"]:
        return
    title = str(view.tables["phases"].set_index("phase")["title"].get(phase, ""))
    show_picture(
        view, "fan", (phase, target, found.assumptions.key, foot, room),
        lambda: draw_fan(opened, row, title, palette(), foot, room),
        f"What may have come by each date, from {date_words(view.as_of.isoformat())} on; the tables say the same.",
        save=save,
    )  # fmt: skip


def _show_hinges(view: View, found: desk.Outlook, phase: str, target: str, prospect: Prospect) -> None:
    key = (phase, target, found.assumptions.key)
    made(view, "outlook-hinges", key, lambda: answers.make_hinges(view, found, target)).show("hinges")
    said = " ".join(filter(None, (prospect.basis, prospect.spread, prospect.hinge)))
    if said:
        st.caption(plain_markdown(said))
    sets = made(view, "outlook-sets", key, lambda: answers.make_sets(view, found, phase, target))
    new = made(view, "outlook-new", key, lambda: answers.make_new(found, target))
    if not sets.rows:
        new.show("new")
        return
    left, right = st.columns(2, gap="large")
    with left:
        sets.show("sets")
    with right:
        new.show("new")
