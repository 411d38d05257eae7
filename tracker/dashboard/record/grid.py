"""The tables themselves: read by everybody as far as they may, edited by editors, checked as they type."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import streamlit as st

from tracker import desk
from tracker.dashboard.figure_table import Cell, Head, Row, show_table
from tracker.dashboard.record.columns import columns_of, show_rows
from tracker.dashboard.record.draft import Draft, Shown, take_over
from tracker.dashboard.record.page import why_not
from tracker.dashboard.record.preview import begin_preview, show_preview
from tracker.dashboard.record.row_history import key_texts, show_row_history
from tracker.dashboard.session import Chosen
from tracker.desk.rows import PAGE, Sheet, check_rows, sheet
from tracker.desk.view import View
from tracker.problems import Problem
from tracker.tables import TABLES

_STATE, _PREVIEW = "record-grid", "grid"
_MOST = 100
_PRESENTED = 16
_ROW, _HEAD, _TALLEST, _LINE = 36, 38, 470, 56
_MOVED_ON = "The ledger has moved on since you began; what others changed meanwhile is compared when you preview."
_WITHOUT_EXPORT = """<style>
[data-testid="stElementToolbarButton"]:has(button[aria-label^="Download as CSV"]) { display: none; }
</style>"""
"""The grid would export formulas as they are; Downloads has the same tables as CSV files that are safe to open."""


@dataclass
class _State:
    """What a session has typed into the grid; what the grid shows now, and under which name."""

    draft: Draft
    shown: Shown | None = None
    place: tuple[object, ...] = ()
    turn: int = 0
    previewed: str = ""
    checked: tuple[str, list[Problem]] = ("", [])
    receipts: dict[str, desk.Receipt] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The grid's name: a grid that is to show other rows is another one."""
        return f"record-grid-editor-{self.turn}"


def show_grid(chosen: Chosen) -> None:
    """Draw a table, a page at a time; for editors to edit, with what is wrong beneath, and the way to record it."""
    if chosen.is_presenting:
        _present(chosen.view)
        return
    state = None if why_not(chosen) else _find_state(chosen.view)
    view = chosen.view if state is None else _as_seen(chosen, state)
    name, found = _choose(view)
    if state is None:
        show_rows(name, found)
    else:
        st.html(_WITHOUT_EXPORT)
        line = st.container(horizontal=True, vertical_alignment="center", key="record-grid-line", height=_LINE,
                            border=False)  # fmt: skip
        _edit(state, name, found)
        with line:
            problems = _show_line(view, state)
        if view is not chosen.view:
            st.caption(_MOVED_ON)
        _show_problems(state.draft, view, problems)
        _show_preview(chosen, view, state)
    show_row_history(chosen, name, found.rows)


def _present(view: View) -> None:
    """The table that was looked at last, as far as a screen has room."""
    name = str(st.session_state.get(f"{_STATE}-shown", "pledges"))
    found = sheet(view, name, str(st.session_state.get(f"{_STATE}-sought", "")))
    show_rows(name, replace(found, rows=found.rows.head(_PRESENTED)))
    if found.found > _PRESENTED:
        st.caption(f"The first {_PRESENTED} of {found.found:,} rows.")


def _find_state(view: View) -> _State:
    number = view.record.number if view.record else 0
    state: _State | None = st.session_state.get(_STATE)
    if state is None:
        state = st.session_state[_STATE] = _State(Draft(number))
    typed = st.session_state.get(state.key)
    if state.shown is not None and typed is not None:
        state.draft = take_over(state.shown, typed)
    elif state.shown is not None:
        state.place = ()  # the grid was not on the screen meanwhile, and has forgotten what was typed into it
    if state.draft.is_empty and state.draft.based_on != number:
        state.draft, state.place = Draft(number), ()
    return state


def _as_seen(chosen: Chosen, state: _State) -> View:
    """The view in which the edits were begun: what others write meanwhile moves no row from under them."""
    view = chosen.view
    if state.draft.based_on == (view.record.number if view.record else 0):
        return view
    return desk.look(
        view.ledger, today=view.as_of, as_of=view.as_of, known_at=str(state.draft.based_on), actor=chosen.reader
    )


def _choose(view: View) -> tuple[str, Sheet]:
    """Which table, which rows of it, and which page of those."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="record-grid-choices"):
        names = list(TABLES)
        name = st.selectbox(
            "Table", names, index=names.index("pledges"), key="record-grid-table", width=220,
            format_func=lambda one: TABLES[one].title,
        )  # fmt: skip
        find = st.text_input(
            "Find", key=f"record-grid-find-{name}", placeholder="Text in any column", width=280,
            help="Shows the rows in which this text stands.",
        )  # fmt: skip
        key = f"record-grid-page-{name}"
        found = sheet(view, name, find, int(st.session_state.get(key) or 1))
        if found.pages > 1:
            st.session_state[key] = found.page
            page = st.number_input("Page", 1, found.pages, key=key, width=140)
            found = found if page == found.page else sheet(view, name, find, page)
    st.session_state[f"{_STATE}-shown"], st.session_state[f"{_STATE}-sought"] = name, find
    st.caption(f"{TABLES[name].meaning} {_count_words(found)}")
    return name, found


def _count_words(found: Sheet) -> str:
    which = "rows" if found.found == found.total else f"rows found, of {found.total:,}"
    if found.pages == 1:
        return f"{found.found:,} {'row' if which == 'rows' and found.found == 1 else which}."
    start = (found.page - 1) * PAGE + 1
    return f"Rows {start:,} to {start + len(found.rows) - 1:,} of {found.found:,} {which}."


def _edit(state: _State, name: str, found: Sheet) -> None:
    """The grid. It is given the same rows until others are to be shown, or it would forget what is typed into it."""
    place = (name, tuple(found.rows.index), state.draft.based_on)
    if state.place != place or state.shown is None:
        state.turn += 1
        state.place, state.shown = place, Shown(name, found.rows, state.draft)
    frame = state.shown.frame()
    st.data_editor(
        frame, key=state.key, num_rows="dynamic", hide_index=True, width="stretch", column_config=columns_of(name),
        disabled=["row"], height=min(_HEAD + _ROW * (len(frame) + 1), _TALLEST),
        alt=f"{TABLES[name].title}, editable", placeholder="",
    )  # fmt: skip
    typed = st.session_state.get(state.key)
    if typed is not None:
        state.draft = take_over(state.shown, typed)


def _show_line(view: View, state: _State) -> list[Problem]:
    """How much was typed and is not recorded, and the way on; out: what is wrong with it."""
    draft = state.draft
    if draft.is_empty:
        st.caption("Type into a cell to change it; a new row goes below the last; a row is taken out by its box on "
                   "the left, and Delete. Nothing is recorded before you say so.")  # fmt: skip
        return []
    problems = _check(view, state)
    wrong = sum(problem.is_error for problem in problems)
    st.text(f"{draft.words}; in {', '.join(draft.tables)}.", width="content")
    st.button("Discard", key="record-grid-discard", on_click=_discard, args=(state,))
    if wrong:
        st.text(f"{wrong:,} to be mended first: see below the table.", width="content")
    else:
        st.button(
            "Preview and record", key="record-grid-preview", type="primary", on_click=_preview, args=(state,)
        )  # fmt: skip
    return problems


def _show_preview(chosen: Chosen, view: View, state: _State) -> None:
    """What the draft would change, once that is asked for; or what was recorded last."""
    if state.draft.is_empty:
        if state.previewed:
            show_preview(chosen, _PREVIEW, _nothing)
    elif state.previewed == state.draft.mark:
        show_preview(chosen, _PREVIEW, lambda is_dry, message, request: _record(
            chosen, view, state, is_dry=is_dry, message=message, request=request
        ))  # fmt: skip


def _nothing(is_dry: bool, message: str, request: str) -> desk.Receipt:  # noqa: ARG001
    return desk.Receipt("nothing to do")


def _check(view: View, state: _State) -> list[Problem]:
    """What is wrong with the draft, found once."""
    mark = state.draft.mark
    if state.checked[0] != mark:
        edits = state.draft.edits(view.tables)
        state.checked = (mark, check_rows(view, edits.rows, edits.retracted))
    return state.checked[1]


def _show_problems(draft: Draft, view: View, problems: list[Problem]) -> None:
    if not problems:
        return
    rows = [
        Row([
            Cell(_row_words(draft, problem), aside=_key_words(draft, view, problem)),
            Cell(problem.column or ""), Cell(problem.value or ""),
            Cell(problem.message, aside="" if problem.is_error else "A warning; it may be recorded so."),
            Cell(problem.remedy),
        ])
        for problem in problems[:_MOST]
    ]  # fmt: skip
    heads = [Head("Row", "tight"), Head("Column", "tight"), Head("Value"), Head("What is wrong"), Head("What helps")]
    count = f"{len(problems):,} {'problem' if len(problems) == 1 else 'problems'}"
    show_table("record-grid-problems", [heads], rows, count + (f", the first {_MOST}" if len(problems) > _MOST else ""))


def _row_words(draft: Draft, problem: Problem) -> str:
    if problem.row is None:
        return problem.table
    if problem.row < 1:
        return f"{problem.table}, new {[*draft.added[problem.table]].index(problem.row) + 1}"
    return f"{problem.table}, {problem.row}"


def _key_words(draft: Draft, view: View, problem: Problem) -> str:
    if problem.row is None or problem.table not in TABLES:
        return ""
    key = TABLES[problem.table].key
    if problem.row < 1:
        fields = draft.added[problem.table][problem.row]
        return ", ".join(filter(None, (fields.get(name, "") for name in key)))
    frame = view.tables[problem.table]
    return key_texts(problem.table, frame.loc[[problem.row]])[0] if problem.row in frame.index else ""


def _discard(state: _State) -> None:
    state.draft, state.shown, state.place = Draft(state.draft.based_on), None, ()
    state.turn += 1
    state.previewed = ""


def _preview(state: _State) -> None:
    state.previewed = state.draft.mark
    state.receipts = {}
    begin_preview(_PREVIEW)


def _record(
    chosen: Chosen, view: View, state: _State, *, is_dry: bool, message: str, request: str
) -> desk.Receipt:  # fmt: skip
    """Plan the draft against the ledger as it stands, once for each state of it; or record it, and begin anew."""
    head = view.ledger.head()
    mark = f"{head.number if head else 0} {state.draft.mark}"
    if is_dry and mark in state.receipts:
        return state.receipts[mark]
    receipt = desk.record_edits(
        view.ledger, state.draft.edits(view.tables), author=chosen.reader.name, message=message,
        now=datetime.now(UTC), dry_run=is_dry, actor=chosen.reader, request=request,
    )  # fmt: skip
    if is_dry:
        state.receipts = {mark: receipt}
    elif receipt.status == "committed":
        number = receipt.changeset.number if receipt.changeset else state.draft.based_on
        _discard(state)
        state.draft, state.previewed = Draft(number), "recorded"
    return receipt
