"""What a view holds, to take away: workbook, template, tables, figures, dates. Nothing is made before it is asked."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from tracker import terms
from tracker.briefing.words import day_words
from tracker.dashboard.saving import show_save, try_to_make
from tracker.dashboard.session import Chosen
from tracker.desk.files import (
    FIGURES_OUT,
    File,
    make_calendar,
    make_figure,
    make_iati,
    make_table,
    make_template,
    make_workbook,
    make_zip,
)
from tracker.tables import TABLES

_MADE = "record-downloads-made"
_PHASE, _INITIATIVE, _ALL = "This phase", "This initiative", "Everything"
_READERS = {"internal": "internal readers", "partners": "partners"}
_FIGURES = {
    "gaps": "Gaps and coverage",
    "position": "Who stands where",
    "timeline": "Timeline by quarter",
    "dues": "What is due",
    "movements": "Every movement",
}


@dataclass(frozen=True)
class _Made:
    """The file that was made last, and what it follows from: of another view it is another file."""

    kind: str
    follows: object
    file: File


def show_downloads(chosen: Chosen) -> None:
    """Draw what can be taken away, each with the button that makes it and, once made, the one that saves it."""
    view, now = chosen.view, datetime.now(UTC)
    readers, holds = _READERS[view.audience], terms.AUDIENCES[view.audience]
    st.text(f"As of {day_words(view.as_of)}, for {readers}: {holds[0].lower()}{holds[1:]} {view.record_mark}.")
    follows = view.key
    with _line("workbook", "Workbook", "Every table, to edit and bring back, with figures that recalculate."):
        _offer("workbook", follows, partial(make_workbook, view, now=now))
    with _line("zip", "All tables as CSV", "A zip with a file for each table."):
        _offer("zip", follows, partial(make_zip, view, now=now))
    with _line("table", "One table as CSV"):
        table = _pick("table", list(TABLES), {name: one.title for name, one in TABLES.items()}, "pledges")
        _offer("table", (*follows, table), partial(make_table, view, table))
    with _line(
        "iati",
        "IATI activities (.xml)",
        "What may be published, in the IATI standard 2.03.",
    ):
        _offer("iati", follows, partial(make_iati, view, now=now))
    with _line("template", "Template", "An empty workbook to fill in, with every column explained."):
        _offer("template", (), make_template)
    initiative, phase = _scope(chosen)
    with _line("figure", "Figures as CSV"):
        figure = _pick("figure", list(FIGURES_OUT), _FIGURES, "gaps")
        of_what = (*follows, figure, initiative, phase)
        _offer("figure", of_what, partial(make_figure, view, figure, initiative, phase))
    with _line("calendar", "Calendar (.ics)", "Meetings, deadlines, payments due, and when phases begin and end."):
        _offer("calendar", (*follows, initiative, phase), partial(make_calendar, view, initiative, phase, now=now))


def _scope(chosen: Chosen) -> tuple[str | None, str | None]:
    """Of what figures and dates are wanted: of everything, of the initiative, or of the phase that is chosen."""
    if chosen.phase is None:
        return None, None
    wanted = st.segmented_control(
        "Figures and dates of", [_PHASE, _INITIATIVE, _ALL], default=_PHASE, required=True, key="record-downloads-of"
    )
    return (
        None if wanted == _ALL else chosen.initiative,
        chosen.phase if wanted == _PHASE else None,
    )


@contextmanager
def _line(kind: str, title: str, words: str = "") -> Iterator[None]:
    """A line of the list: what it is, and what stands beside it."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"record-downloads-line-{kind}"):
        with st.container(width=460, gap=None):
            st.markdown(f"**{title}**")
            if words:
                st.caption(words)
        yield


def _pick(kind: str, names: list[str], titles: Mapping[str, str], first: str) -> str:
    return st.selectbox(
        "Which", names, index=names.index(first), format_func=lambda name: titles[name], width=220,
        key=f"record-downloads-{kind}-which", label_visibility="collapsed",
    )  # fmt: skip


def _offer(kind: str, follows: tuple[object, ...], make: Callable[[], File]) -> None:
    """The button that makes a file, and once it is made the one that saves it; one file is kept at a time."""
    made: _Made | None = st.session_state.get(_MADE)
    if made is None or made.kind != kind or made.follows != follows:
        if not st.button("Make the file", key=f"record-downloads-{kind}-make"):
            return
        file = try_to_make(make)
        if file is None:
            return
        st.session_state[_MADE] = _Made(kind, follows, file)
        st.rerun()  # so that the button which made it is gone
    show_save(made.file, f"record-downloads-{kind}-save", type="primary")
    if made.file.notes:
        with st.popover("What is kept back", type="tertiary", key=f"record-downloads-{kind}-notes"):
            st.text("\n".join(made.file.notes))
