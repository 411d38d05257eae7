"""What every page needs first: its reader, the ledger, and the view that the address asks for. It keeps no figures."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tracker import desk, terms
from tracker.ledger import Ledger, LedgerError
from tracker.problems import RefusedError
from tracker.web.ledger import served_ledger
from tracker.web.login import login, machine_account

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)
_AUDIENCE_LABELS = {"internal": "Internal", "partners": "Partners"}


@dataclass(frozen=True)
class Chosen:
    """The view of a page and the phase it is about; phase is None in an empty ledger."""

    view: desk.View
    initiative: str | None
    phase: str | None


PAGE_STYLE = """<style>
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: inherit !important; opacity: 0.9; }
@media screen and (min-width: 641px) { .st-key-reader { margin-top: 1.75rem; } }
@media screen and (max-width: 1250px) {
  .st-key-beside [data-testid="stHorizontalBlock"] { flex-direction: column; gap: 1rem; }
  .st-key-beside [data-testid="stColumn"] { width: 100%; flex: 1 1 auto; }
}
@page { size: A4 portrait; margin: 10mm; }
@media print {
  html { zoom: var(--print-scale, 0.5); }
  header, [data-testid="stToolbar"], [data-testid="stStatusWidget"] { display: none !important; }
  .stApp, .stApp * { overflow: visible !important; }
  .stApp, [data-testid="stMain"], [data-testid="stAppViewContainer"] {
    position: static !important; height: auto !important;
  }
  [data-testid="stElementContainer"] { break-inside: avoid; }
}
</style>"""
"""What has no label stands in line with what has one. Tables beside each other need a wide screen. Streamlit lays its
page out for a screen that scrolls; on paper everything has to stand below each other."""


def find_reader() -> desk.Actor:
    """Who reads: who logged in, else an AccessError; without a login whoever sits at this machine."""
    if login() is None:
        return desk.Actor(machine_account())
    actor = desk.read_actor(st.user.to_dict()) if st.user.get("is_logged_in") is True else None
    if actor is None:
        raise desk.AccessError("nobody is logged in; open the page anew, and log in")
    return actor


def choose_view() -> Chosen:
    """Draw the bar of choices, kept in step with the address, and look at the ledger accordingly."""
    st.html(PAGE_STYLE)
    try:
        return _choose(served_ledger(), find_reader())
    except desk.AccessError as error:
        st.error("You may not see this.")
        st.text(str(error))
        st.stop()
    except (LedgerError, RefusedError) as error:
        st.error("The ledger cannot be shown.")
        st.text(str(error))
        st.stop()


def _choose(ledger: Ledger, reader: desk.Actor) -> Chosen:
    today = datetime.now(UTC).date()
    allowed = desk.audiences(ledger, reader)
    asked = st.query_params.to_dict()
    known_at = asked.get("known_at") or None
    audience = _asked_audience(asked, allowed)
    first = desk.look(ledger, today=today, known_at=known_at, audience=audience, actor=reader)
    phases = first.tables["phases"]
    initiatives = first.tables["initiatives"].sort_values("initiative")
    if len(allowed) > 1:
        _fill("audience", audience)
    _fill("as_of", _asked_day(asked, first.as_of))
    widths = [2.7, 2, 1.2, *([1.5] if len(allowed) > 1 else []), *([] if reader.is_local else [1.1])]
    bar = st.columns(widths, vertical_alignment="top")
    initiative = phase = None
    if len(phases):
        titles = dict(zip(initiatives["initiative"], initiatives["title"], strict=True))
        of_phase = dict(zip(phases["phase"], phases["initiative"], strict=True))
        wanted = of_phase.get(asked.get("phase", ""), asked.get("initiative", ""))
        keys = list(titles)
        _fill("initiative", wanted if wanted in keys else keys[0], keys)
        initiative = bar[0].selectbox("Initiative", keys, format_func=lambda key: titles[key], key="initiative")
        names = dict(zip(phases["phase"], phases["title"], strict=True))
        own = sorted(key for key in names if of_phase[key] == initiative)
        opening = asked.get("phase") if asked.get("phase") in own else desk.default_phase(first, str(initiative))
        _fill("phase", opening, own)
        if own:
            phase = bar[1].selectbox("Phase", own, format_func=lambda key: names[key], key="phase")
    as_of = bar[2].date_input(
        "As of", key="as_of", min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD",
        help="What was true on this date.",
    )  # fmt: skip
    if len(allowed) > 1:
        audience = bar[3].segmented_control(
            "Audience", list(allowed), key="audience", format_func=lambda key: _AUDIENCE_LABELS[key], required=True,
            help="Partners see nothing softer than announced money.",
        ) or audience  # fmt: skip
    if not reader.is_local:
        _show_reader(ledger, reader, bar[-1])
    view = desk.look(ledger, today=today, as_of=as_of, known_at=known_at, audience=audience, actor=reader)
    address = {
        "initiative": initiative,
        "phase": phase,
        "as_of": view.as_of.isoformat(),
        "audience": audience,
    }
    address["known_at"] = known_at
    st.query_params.from_dict({name: value for name, value in address.items() if value})
    for note in [*([] if asked.get("as_of") else first.notes), *view.notes]:
        st.caption(note)
    return Chosen(view, initiative, phase)


def _fill(name: str, value: object, options: list[str] | None = None) -> None:
    """Start a choice from the address; keep what the reader chose since, where it is still to be had."""
    if name not in st.session_state or (options is not None and st.session_state[name] not in options):
        st.session_state[name] = value


def _asked_audience(asked: dict[str, str], allowed: tuple[str, ...]) -> str:
    chosen = st.session_state.get("audience") or asked.get("audience", "internal")
    # An unknown audience in a link, or one that is not the reader's to see, gets the narrower one.
    return chosen if chosen in allowed else "partners"


def _show_reader(ledger: Ledger, reader: desk.Actor, place: DeltaGenerator) -> None:
    """Who is logged in and as what, with the way out."""
    role = desk.role_of(ledger, reader) or ""
    with place.container(key="reader").popover(role.capitalize(), width="stretch"):
        st.text(f"{reader.name}\n{terms.ROLES.get(role, '')}")
        st.button("Log out", on_click=st.logout, width="stretch")


def _asked_day(asked: dict[str, str], default: date) -> date:
    if not asked.get("as_of"):
        return default
    day = desk.read_day(asked["as_of"])
    return min(max(day, FIRST_DAY), LAST_DAY)
