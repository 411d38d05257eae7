"""What every page needs first: its reader, and the view that the address and the choices ask for. It draws nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import streamlit as st
from streamlit.navigation.page import Page
from streamlit.runtime.scriptrunner import get_script_run_ctx

from tracker import desk
from tracker.dashboard.address import Address
from tracker.ledger import Ledger
from tracker.web.login import login, machine_account

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Chosen:
    """The view of a page, the phase it is about (None in an empty ledger), its reader, and how to reach other pages."""

    view: desk.View
    initiative: str | None
    phase: str | None
    reader: desk.Actor
    role: str
    is_presenting: bool
    pages: Mapping[str, Page]
    path: str
    address: Mapping[str, str]


def find_reader() -> desk.Actor:
    """Who reads: who logged in, else an AccessError; without a login whoever sits at this machine."""
    if login() is None:
        return desk.Actor(machine_account())
    actor = desk.read_actor(st.user.to_dict()) if st.user.get("is_logged_in") is True else None
    if actor is None:
        raise desk.AccessError("nobody is logged in; open the page anew, and log in")
    return actor


def session() -> str:
    """The key of the browser's page that is drawn now; blank where it is drawn for nobody."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def look_at(ledger: Ledger, reader: desk.Actor, address: Address) -> desk.View:
    """The view that is asked for: by a link where there is a new one, else by what was chosen on the page."""
    asked, chosen = address.asked, {} if address.is_new else st.session_state
    audience = chosen.get("audience") or asked.get("audience", "internal")
    if audience not in desk.audiences(ledger, reader):
        audience = "partners"  # an unknown audience, or one that is not the reader's to see, gets the narrower one
    as_of = chosen.get("as_of") or asked.get("as_of") or None
    as_of = None if as_of is None else min(max(desk.read_day(as_of), FIRST_DAY), LAST_DAY)
    return desk.look(
        ledger, today=datetime.now(UTC).date(), as_of=as_of, known_at=asked.get("known_at"), audience=audience,
        actor=reader,
    )  # fmt: skip
