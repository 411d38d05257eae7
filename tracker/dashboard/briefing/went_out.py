"""The packs that went out: which, when, by whom; their digests, and making one anew. It issues nothing."""

from functools import partial

import streamlit as st

from tracker.briefing.language import LANGUAGES
from tracker.briefing.words import day_words, moment_words, speak_to
from tracker.dashboard.briefing.order import Order
from tracker.dashboard.figure_table import Cell, Head, Row, show_table
from tracker.dashboard.made import Way
from tracker.dashboard.saving import show_save, try_to_make
from tracker.dashboard.session import Chosen
from tracker.desk import View
from tracker.desk.issuing import Again, Issued, list_issued, make_again, zip_pack

_MOST = 100
_AGAIN = "briefing-again"


def show_went_out(chosen: Chosen, order: Order, template: bytes | None) -> None:
    """Draw the list of what went out for this phase, initiative or everything; pressed, a pack shows its files."""
    found = list_issued(chosen.view, phase=order.phase, initiative=order.initiative)
    with st.container(key="briefing-went-out"):
        st.subheader("What went out", anchor=False)
        if not found:
            st.text("No pack of it has been issued.")
            return
        asked = show_table("briefing-issued", [_heads(chosen.view)], [_line(chosen.view, one) for one in found[:_MOST]],
                           _caption(len(found)))  # fmt: skip
    if asked:
        st.session_state.pop(_AGAIN, None)
        one = next(one for one in found if one.pack.issued_in == int(asked["issued_in"]))
        _show_pack(order.view, one, template)


def _caption(count: int) -> str:
    return "Newest first; times are UTC" + (f" (the first {_MOST} of {count:,})" if count > _MOST else "")


def _heads(view: View) -> list[Head]:
    who = [Head("By")] if view.audience == "internal" else []
    return [
        Head("Quarter", "tight"), Head("As of", "tight"), Head("Audience"), Head("Language"), Head("Marking"),
        Head("Record", "tight", "What it was made from."), Head("Issued", "tight"), *who, Head("Files", "right"),
    ]  # fmt: skip


def _line(view: View, one: Issued) -> Row:
    pack = one.pack
    who = [Cell(one.by)] if view.audience == "internal" else []
    opens = Way(pack.quarter, ask={"issued_in": pack.issued_in}, hint="Its files, and making it anew")
    return Row([
        opens, Cell(day_words(pack.as_of)), Cell(pack.audience.upper()),
        Cell(LANGUAGES.get(pack.language, pack.language)), Cell(pack.marking),
        Cell(f"{pack.changeset} · {pack.digest[:4]}"),
        Cell(moment_words(one.at.isoformat()), aside=f"changeset {pack.issued_in}"), *who, Cell(str(len(pack.files))),
    ])  # fmt: skip


@st.dialog("A pack that went out", width="large")
def _show_pack(view: View, one: Issued, template: bytes | None) -> None:
    speak_to(st.context.locale)  # what is pressed in a dialog runs without the page around it
    pack = one.pack
    st.text(f"{pack.quarter}, as of {day_words(pack.as_of)}, {pack.audience.upper()}, from record {pack.changeset}.")
    again: Again | None = st.session_state.get(_AGAIN)
    rows = [Row([Cell(name), Cell(digest), *_compared(name, again)]) for name, digest in sorted(pack.files.items())]
    heads = [Head("File"), Head("SHA-256"), *([Head("Made anew", "tight")] if again else [])]
    show_table("briefing-digests", [heads], rows, "Its files, as they went out")
    if again is None:
        st.caption("From the same record and as of the same day, the same files come out again, to the byte.")
        if st.button("Make it again", key="briefing-again-make", type="primary"):
            made = try_to_make(partial(make_again, view, pack, template=template), "Making the pack again")
            if made is not None:
                st.session_state[_AGAIN] = made
                st.rerun(scope="fragment")
        return
    st.text(_agreement(again))
    show_save(zip_pack(again.made), "briefing-again-save", "Save the pack (ZIP)", type="primary")


def _compared(name: str, again: Again | None) -> list[Cell]:
    if again is None:
        return []
    return [Cell("not the same" if name in again.differing else "the same")]


def _agreement(again: Again) -> str:
    if not again.differing:
        return "Every file is the one that went out, to the byte."
    return (
        "Not every file is the one that went out. Slides take their look from your office's template, where one was "
        "used: choose it on the page. Otherwise another version of the tracker made it; its figures are the record's."
    )
