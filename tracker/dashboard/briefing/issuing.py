"""Recording that a pack goes out: asked twice, written once. It makes no pack."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import streamlit as st

from tracker.briefing.language import LANGUAGES
from tracker.briefing.words import day_words
from tracker.dashboard.briefing.order import Order
from tracker.dashboard.session import Chosen
from tracker.desk.packs import Made, issue_pack
from tracker.ledger import LedgerError, Pack
from tracker.problems import RefusedError

_STATE = "briefing-issue"


@dataclass
class _Issue:
    """What was asked of one pack: whether it waits to be confirmed, its request's mark, and what came of it."""

    pack: Pack
    request: str = field(default_factory=lambda: uuid4().hex)
    is_asked: bool = False
    changeset: int = 0
    said: str = ""


def show_issuing(chosen: Chosen, order: Order, made: Made | None) -> None:
    """Draw the button that issues the pack that was made, or say why there is none."""
    st.subheader("Issue it", anchor=False)
    st.caption(
        "Issuing records that this very pack went out, with the digest of each file. The next one tells what changed "
        "since."
    )
    reason = _why_not(chosen)
    if reason:
        st.text(reason)
        return
    if made is None:
        st.text("Make the pack first: what is issued are its files, as they are.")
        return
    issue = _issue_of(made.pack)
    out_in = _issued_in(order, made.pack)
    if out_in:
        said = "Issued in" if issue.changeset else "This very pack went out in"
        st.success(f"{said} changeset {out_in}.")
        return
    if issue.said:
        st.error("It is not issued.")
        st.text(issue.said)
    if not issue.is_asked:
        st.button("Issue…", key="briefing-issue-ask", on_click=_ask, args=(issue, True))
        return
    with st.container(border=True, key="briefing-issue-confirm"):
        st.text(_what_words(made))
        with st.container(horizontal=True):
            st.button(
                "Yes, it goes out", key="briefing-issue-yes", type="primary", on_click=_issue, args=(chosen, issue)
            )
            st.button("Not yet", key="briefing-issue-no", on_click=_ask, args=(issue, False))


def _why_not(chosen: Chosen) -> str:
    """Why nobody can issue here, in a sentence; "" where one can."""
    if chosen.role != "editor":
        return "Issuing is for editors; whoever keeps the ledger gives that role."
    if "known_at" in chosen.address:
        return "You see the ledger as it was known earlier. Go back to what is recorded now, above, to issue a pack."
    return ""


def _issue_of(pack: Pack) -> _Issue:
    issue: _Issue | None = st.session_state.get(_STATE)
    if issue is None or issue.pack != pack or issue.pack.files != pack.files:
        issue = st.session_state[_STATE] = _Issue(pack)
    return issue


def _issued_in(order: Order, pack: Pack) -> int:
    """The changeset that recorded exactly this pack, 0 where none did."""
    out = order.view.ledger.packs()
    return next((one.issued_in for one in out if one == pack and one.files == pack.files), 0)


def _what_words(made: Made) -> str:
    pack = made.pack
    what = f"{made.brief.marks.subject}, {pack.quarter}, as of {day_words(pack.as_of)}"
    whom = f"{pack.audience.upper()}, {LANGUAGES[pack.language]}, {len(pack.files)} files, from record {pack.changeset}"
    return f"{what}: {whom}. That it went out stays in the ledger, and cannot be undone. Does it go out?"


def _ask(issue: _Issue, is_asked: bool) -> None:
    issue.is_asked, issue.said = is_asked, ""


def _issue(chosen: Chosen, issue: _Issue) -> None:
    """Record it, before the page is drawn anew: pressed twice it is written once, by the request's mark."""
    issue.is_asked = False
    try:
        written = issue_pack(
            chosen.view.ledger, issue.pack, author=chosen.reader.name, now=datetime.now(UTC), actor=chosen.reader,
            request=issue.request,
        )  # fmt: skip
    except (LedgerError, RefusedError) as error:
        issue.said = str(error)
        return
    issue.changeset, issue.said = written.number, ""
