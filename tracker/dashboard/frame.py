"""What stands around every page: the navigation, the bar of choices, the presentation view. It keeps no figures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st

from tracker import desk
from tracker.briefing.words import speak_to
from tracker.dashboard.address import Address
from tracker.dashboard.bar import choose
from tracker.dashboard.beforehand import leave_behind
from tracker.dashboard.page import go_to
from tracker.dashboard.paint import palette
from tracker.dashboard.session import Chosen, find_reader, look_at, session
from tracker.ledger import LedgerError
from tracker.problems import RefusedError
from tracker.web.ledger import served_ledger

PAGES = {
    "portfolio": "Portfolio",
    "overview": "Overview",
    "outlook": "Outlook",
    "donors": "Donors",
    "changes": "Changes",
    "briefing": "Briefing",
    "record": "Record",
    "method": "Method",
}
"""Every page by its path, in the order of the navigation; the module `<path>.page` draws it by `show_<path>`."""
_ROOT = "start"
OF_ALL = ("portfolio", "method")
"""Pages that are about the whole ledger, and let nobody choose a phase."""
_STYLE = (Path(__file__).parent / "frame.css").read_text(encoding="utf-8")
_PRESENTING = (Path(__file__).parent / "presentation.css").read_text(encoding="utf-8")


def show_dashboard() -> None:
    """Draw the page that is asked for, in its frame."""
    speak_to(st.context.locale)
    leave_behind(session())
    address = Address.read()
    ground = f":root {{ --page: {palette().page}; }}"
    st.html(f"<style>{ground}{_STYLE}{_PRESENTING if address.is_presenting else ''}</style>")
    with _refusals():
        view = look_at(served_ledger(), find_reader(), address)
        shown: list[Chosen] = []
        has_several = len(view.tables["initiatives"]) > 1
        first = "portfolio" if has_several else "overview"
        pages = {
            path: st.Page(
                _page(path, shown), title=title, url_path=_ROOT if path == first else path, default=path == first
            )
            for path, title in PAGES.items()
            if has_several or path != "portfolio"
        }
        # The default page answers at the root only; by its name it has to answer too.
        others = [
            st.Page(_page(path, shown), title=title, url_path=path, visibility="hidden")
            for path, title in PAGES.items()
            if path == first or path not in pages
        ]
        page = st.navigation([*pages.values(), *others], position="hidden" if address.is_presenting else "top")
        path = next(path for path, title in PAGES.items() if title == page.title)
        if path == "portfolio" and address.of_phase:
            # A link to the root that names a phase means its Overview.
            st.switch_page(pages["overview"], query_params=address.asked)
        chosen = choose(view, address, pages, path, of_all=path in OF_ALL)
        if not chosen.is_presenting:
            _show_notes(chosen)
        shown.append(chosen)
        page.run()


def _show_notes(chosen: Chosen) -> None:
    """What has to be known of the view; and the way back from what was known on an earlier day."""
    for note in chosen.view.notes:
        st.caption(note)
    if "known_at" in chosen.address and st.button("Back to all that is recorded now", key="known-now"):
        go_to(chosen, chosen.path, known_at="")


def _page(path: str, shown: list[Chosen]) -> Callable[[], None]:
    """The page of a path, imported when it is first drawn."""

    def show() -> None:
        module = import_module(f"tracker.dashboard.{path}.page")
        getattr(module, f"show_{path}")(shown[0])

    return show


@contextmanager
def _refusals() -> Iterator[None]:
    """What cannot be shown is said in words."""
    try:
        yield
    except desk.AccessError as error:
        st.error("You may not see this.")
        st.text(str(error))
        st.stop()
    except (LedgerError, RefusedError) as error:
        st.error("The ledger cannot be shown.")
        st.text(str(error))
        st.stop()
