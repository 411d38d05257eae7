"""What every page has in common: its head with the answer, its foot with the marks, and the ways to other pages."""

import re
from typing import NoReturn

import streamlit as st

from tracker.briefing.words import day_words
from tracker.dashboard.masthead import show_masthead
from tracker.dashboard.paint import ROOM
from tracker.dashboard.session import Chosen
from tracker.desk import View

_FOUND_LATER = re.compile(r"https?:(?=//)|www(?=\.)|@|:(?=material/|streamlit:)", re.IGNORECASE)


def show_head(
    chosen: Chosen,
    sentences: tuple[str, ...],
    *,
    standing: str = "",
    chance: str = "",
    marks: str = "",
    of_phase: bool = True,
    language: str = "en",
) -> int:
    """Whose money, for whom, and the page's answer: the first sentence large, the rest below; with Copy and Print.

    Out: how many letters wide a picture is on the reader's screen.
    """
    return ROOM[
        show_masthead(
            _kicker(chosen, of_phase=of_phase), standing, sentences, chance, marks, chosen.is_presenting, language
        )
    ]


def _kicker(chosen: Chosen, *, of_phase: bool) -> str:
    tables, audience = chosen.view.tables, chosen.view.audience.upper()
    if not of_phase or chosen.initiative is None:
        return f"Funding tracker · {audience}"
    initiatives, phases = tables["initiatives"], tables["phases"]
    place = list(initiatives["initiative"]).index(chosen.initiative)
    whose, lead = (str(initiatives[name].iloc[place]) for name in ("title", "lead_agency"))
    title = str(dict(zip(phases["phase"], phases["title"], strict=True)).get(chosen.phase, ""))
    return " · ".join(filter(None, [whose, title, lead, audience]))


def plain_marks(view: View) -> str:
    """The marks of a page that is about no money of its own: date, audience and record."""
    return f"As of {day_words(view.as_of)} · {view.audience.upper()} · {view.record_mark}"


def show_foot(chosen: Chosen, marks: str) -> None:
    """Where the page's figures come from, what they mean, and the view for a screen in a meeting."""
    if chosen.is_presenting:
        st.caption(plain_markdown(marks))
        return
    st.caption(plain_markdown(f"{marks} · amounts exact, ~ approximate, — unknown"))
    with st.container(key="foot-links", horizontal=True):
        if chosen.path != "method":
            st.page_link(chosen.pages["method"], label="Method: what every figure means", query_params=chosen.address)
        st.page_link(
            chosen.pages.get(chosen.path, chosen.pages["overview"]), label="Presentation view, 1600 × 900",
            query_params={**chosen.address, "present": "1"},
        )  # fmt: skip


def go_to(chosen: Chosen, path: str, **asked: str) -> NoReturn:
    """Open another page (or this one) with what is chosen, apart from what is asked for; blank takes a choice away."""
    address = {name: value for name, value in {**chosen.address, **asked}.items() if value}
    st.switch_page(chosen.pages[path], query_params=address)


def plain_markdown(text: str) -> str:
    """Somebody's text where Markdown would be read.

    Addresses and the names of icons are looked for once more after it was read, whatever was escaped: a joiner that
    nobody sees parts them.
    """
    text = _FOUND_LATER.sub(lambda found: found[0] + "\N{WORD JOINER}", text)
    return "".join("\\" + letter if letter in "\\`*_{}[]()#+-.!|<>~$:&" else letter for letter in text)
