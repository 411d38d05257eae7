"""What the reader of the Outlook assumes: nothing, the ledger's own record, or shares of their own."""

import streamlit as st

from tracker import desk, terms
from tracker.briefing.outlook import likelihood_words
from tracker.dashboard.page import go_to
from tracker.dashboard.page import plain_markdown as plain
from tracker.dashboard.session import Chosen
from tracker.desk import Assumptions, View
from tracker.model.assumptions import NOTHING
from tracker.money import NUMBER_ONE, CellError, format_number, parse_number

_NOTHING, _OWN = "", "own"
_LABELS = {_NOTHING: "What is stated on rows", desk.OWN_RECORD: "This ledger's own record", _OWN: "My own"}


def assume(chosen: Chosen, view: View) -> Assumptions:
    """What the address assumes; for others than internal readers nothing."""
    asked = chosen.address.get("assume", "")
    if view.audience == "partners" or not asked:
        return NOTHING
    if asked == desk.OWN_RECORD:
        return desk.own_assumptions(view)
    return Assumptions("My own", "set on the page", _read(asked))


def _read(text: str) -> dict[str, int]:
    """`committed:0.95,pledged:0.8` as likelihoods by rung; what cannot be read is left out."""
    found: dict[str, int] = {}
    for part in text.split(","):
        rung, _, share = part.partition(":")
        try:
            number = parse_number(share)
        except CellError:
            continue
        if rung in terms.PROMISES and 0 <= number <= NUMBER_ONE:
            found[rung] = number
    return found


def show_assuming(chosen: Chosen, assumed: Assumptions) -> None:
    """Draw the choice, and for shares of one's own their fields."""
    asked = chosen.address.get("assume", "")
    now = asked if asked in _LABELS else _OWN
    with st.container(horizontal=True, vertical_alignment="bottom", key="outlook-assuming"):
        picked = st.segmented_control(
            "Likelihoods", list(_LABELS), default=now, format_func=lambda key: _LABELS[key], required=True,
            key=f"outlook-assume-{now}",
            help="A likelihood on a promise's own row always goes before one of its rung.",
        )  # fmt: skip
        if picked is not None and picked != now:
            start = ",".join(f"{rung}:{format_number(share)}" for rung, share in assumed.rungs.items())
            go_to(chosen, "outlook", assume={_OWN: start or "pledged:0.8"}.get(picked, picked))
        if now == _OWN:
            _show_fields(chosen, assumed)
    if now == desk.OWN_RECORD:
        shares = ", ".join(
            f"{terms.RUNG[rung].label.lower()} {likelihood_words(share / NUMBER_ONE)}"
            for rung, share in assumed.rungs.items()
        )
        st.caption(
            plain(f"Assumed by rung: {shares or 'nothing: no promise is settled yet'}. Source: {assumed.source}.")
        )


def _show_fields(chosen: Chosen, assumed: Assumptions) -> None:
    """A field in percent for each rung of promises; a blank one assumes nothing."""
    with st.form("outlook-own", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        given = {
            rung: st.number_input(
                f"{terms.RUNG[rung].label}, %", 0.0, 100.0, _percent(assumed.rungs.get(rung)), step=5.0, width=120,
                key=f"outlook-own-{rung}",
            )
            for rung in terms.PROMISES
        }  # fmt: skip
        if st.form_submit_button("Assume this"):
            shares = {rung: round(share * NUMBER_ONE / 100) for rung, share in given.items() if share is not None}
            said = ",".join(f"{rung}:{format_number(share)}" for rung, share in shares.items())
            go_to(chosen, "outlook", assume=said)


def _percent(share: int | None) -> float | None:
    return None if share is None else share / NUMBER_ONE * 100
