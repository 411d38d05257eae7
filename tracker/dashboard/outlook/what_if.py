"""What if: a promise changed or added on the page, beside what is recorded. It records nothing; its link holds all."""

from typing import Any

import pandas as pd
import streamlit as st

from tracker import desk, terms
from tracker.briefing.names import donor_names
from tracker.briefing.outlook import range_words
from tracker.briefing.words import UNKNOWN, amount_words
from tracker.dashboard.figure_table import Cell, Head, Row
from tracker.dashboard.made import Sheet
from tracker.dashboard.page import go_to
from tracker.dashboard.page import plain_markdown as plain
from tracker.dashboard.session import Chosen
from tracker.desk import View
from tracker.desk.what_if import Change, change_rows, read_link, what_if, write_link
from tracker.problems import RefusedError

_NEW = ""


def lay_over(chosen: Chosen) -> View:
    """The view with the address's changes; where these do not fit, that is said, and the view is as recorded."""
    text = chosen.address.get("scenario", "")
    if not text:
        return chosen.view
    try:
        return what_if(chosen.view, chosen.phase or "", read_link(text))
    except RefusedError as refused:
        st.warning("The scenario of this link does not fit what is recorded, and is left out.")
        st.text("\n".join([str(refused), *map(str, refused.problems)]))
        return chosen.view


def show_what_if(chosen: Chosen, view: View, found: desk.Outlook, target: str) -> None:
    """Draw the form, the changes so far, and the outlook with and without them."""
    changes = _changes(chosen)
    with st.expander("What if", expanded=view.scenario is not None, key="outlook-what-if"):
        st.caption(
            "Change a promise or add one, and see what becomes of the target. Nothing is recorded; the address of this "
            "page is the link to the scenario."
        )
        if view.scenario is not None:
            _compared(chosen, found, target).show("compared")
            _show_changes(chosen, changes)
        _show_form(chosen, changes)


def _changes(chosen: Chosen) -> list[Change]:
    try:
        return read_link(chosen.address.get("scenario", ""))
    except RefusedError:
        return []


def _compared(chosen: Chosen, found: desk.Outlook, target: str) -> Sheet:
    recorded = desk.outlook(chosen.view, chosen.phase, found.assumptions)
    rows = []
    for name, one in (("As recorded", recorded), ("What if", found)):
        chosen_rows = one.targets[((one.targets["target"] == target) & (one.targets["world"] == "amount")).to_numpy()]
        row: Any = next(chosen_rows.itertuples())
        likelihood = UNKNOWN if pd.isna(row.likelihood_from) else range_words(row.likelihood_from, row.likelihood_to)
        cells = [
            amount_words(value) for value in (row.missing_in_cash, row.missing_if_announced, row.missing_if_everything)
        ]
        rows.append(Row([Cell(name), *map(Cell, cells), Cell(likelihood)], "headline" if one is found else ""))
    head = [
        Head(""), Head("Missing in cash", "right"), Head("if all announced comes", "right"),
        Head("if everything comes", "right"), Head("Likelihood", "right"),
    ]  # fmt: skip
    return Sheet([head], rows, "Beside what is recorded")


def _show_changes(chosen: Chosen, changes: list[Change]) -> None:
    names = donor_names(chosen.view.tables["donors"])
    for change in changes:
        what = f"{names.get(change.donor, change.donor)} adds" if change.donor else change.pledge
        st.text(f"{what}: {', '.join(f'{name} {text}' for name, text in change.fields.items() if text)}")
    with st.container(horizontal=True):
        if st.button("Back to what is recorded", key="outlook-what-if-clear"):
            go_to(chosen, "outlook", scenario="")
        rows = change_rows(chosen.view, chosen.phase or "", changes)
        st.download_button(
            "Rows as CSV", rows.to_csv(index=False), "pledges.csv", "text/csv", key="outlook-what-if-save",
            on_click="ignore", help=plain("A folder with this file is a scenario for `tracker outlook --scenario`."),
        )  # fmt: skip


def _show_form(chosen: Chosen, changes: list[Change]) -> None:
    view = chosen.view
    names = donor_names(view.tables["donors"])
    stands = desk.standings(view, chosen.phase or "")
    stands = stands[((stands["pledge"] != "") & (stands["form"] == "cash")).to_numpy()]
    labels = {_NEW: "Add a promise"} | {
        str(row.pledge): ", ".join(
            [names.get(row.donor, row.donor), amount_words(row.amount), terms.RUNG[row.rung].label.lower()]
        )
        for row in stands.itertuples()
    }
    pledge = st.selectbox(
        "Promise", list(labels), format_func=lambda key: labels[key], width=420,
        key=f"outlook-what-if-pledge-{chosen.phase}",
    )  # fmt: skip
    place = st.form(f"outlook-what-if-{pledge}", border=False, clear_on_submit=True)
    with place, st.container(horizontal=True, vertical_alignment="bottom"):
        donor = ""
        if pledge == _NEW:
            codes = sorted(names, key=lambda key: names[key].casefold())
            donor = st.selectbox("Donor", codes, format_func=lambda key: names[key], width=240) or ""
        statuses = ["", *terms.PROMISES, terms.WITHDRAWN] if pledge else list(terms.PROMISES)
        fields = {
            "status": st.selectbox("Rung", statuses, format_func=_rung_words, width=160),
            "amount": st.text_input("Amount", width=140, placeholder="as it is" if pledge else "200000"),
            "likelihood": st.text_input("Likelihood", width=120, placeholder="0.8"),
            "due_on": st.text_input("Due on", width=140, placeholder="2010-06"),
        }
        is_asked = st.form_submit_button("Try it")
    given = {name: str(text).strip() for name, text in fields.items() if text and str(text).strip()}
    if is_asked and given:
        others = [change for change in changes if not pledge or change.pledge != pledge]
        _try(chosen, [*others, Change(pledge, donor, given)])


def _rung_words(status: str) -> str:
    return terms.RUNG[status].label if status in terms.RUNG else {"": "as it is"}.get(status, status.capitalize())


def _try(chosen: Chosen, changes: list[Change]) -> None:
    """Open the page with the changes, where they are sound; else say what is wrong with them."""
    try:
        what_if(chosen.view, chosen.phase or "", changes)
    except RefusedError as refused:
        st.text("\n".join(str(problem) for problem in refused.problems) or str(refused))
        return
    go_to(chosen, "outlook", scenario=write_link(changes))
