"""How donors gave: one donor's ladder across phases and history, everybody's record, and who is leaned on."""

from typing import Any, NoReturn

import pandas as pd
import streamlit as st

from tracker import desk, terms
from tracker.briefing.donors import write_dependence, write_giving
from tracker.briefing.words import UNKNOWN, amount_words, percent_words
from tracker.dashboard.donors.scope import Scope
from tracker.dashboard.figure_table import Cell, Head, Row
from tracker.dashboard.made import Sheet, Way, made
from tracker.dashboard.page import plain_markdown

DONOR, _OPENED = "donors-donor", "donors-opened"
_MOST = 150
"""How many donors the table of everybody shows."""
_HEADS = [
    Head("Promises", "right", "That ever stood at announced or firmer."),
    Head("Currency", "tight", "The promises' own."),
    Head("Promised", "right", "What the newest announced or signed step says."),
    Head("Paid", "right", "What payments cover of that."), Head("Share", "right", "Paid, of what was promised."),
    Head("Owed", "right", "What has yet to come."), Head("Fell away", "right", "Withdrawn, or softer since."),
    Head("Unpledged", "right", "Cash that no promise preceded, and what went beyond one."),
    Head("First, days", "right", "From the first announcement to the first payment: the median."),
    Head("Full, days", "right", "From the first announcement to full payment: the median."),
]  # fmt: skip


def choose_donor(scope: Scope) -> str | None:
    """Draw the choice of one donor; None for all of them."""
    known = _donors(scope)
    opened = st.session_state.pop(_OPENED, None)
    if opened in known:
        st.session_state[DONOR] = opened
    if st.session_state.get(DONOR) not in ("", *known):
        st.session_state[DONOR] = ""
    donor = st.selectbox(
        "Donor", ["", *known], key=DONOR, width=260, format_func=lambda code: known.get(code, "All donors"),
        help="One donor's promises, ladder across all phases, and how fast it paid; or press a name.",
    )  # fmt: skip
    return donor or None


def open_donor(donor: str) -> NoReturn:
    """Draw the page anew for a donor whose name was pressed."""
    st.session_state[_OPENED] = donor
    st.rerun()


def show_giving(scope: Scope) -> dict[str, Any] | None:
    """Draw how everybody gave, and who is leaned on; the name that was pressed."""
    st.subheader("How donors gave", anchor=False)
    asked = made(scope.view, "donors-giving", scope.key, lambda: _giving_of_all(scope)).show("donors-giving")
    said, sheet = made(scope.view, "donors-dependence", scope.key, lambda: _dependence(scope))
    if said:
        st.text(said)
    return sheet.show("donors-dependence") or asked


def _donors(scope: Scope) -> dict[str, str]:
    """Donors of whom there is anything in what is looked at, in the order of their names."""

    def find() -> dict[str, str]:
        promised = desk.promise_status(scope.view, *scope.key, shown="all").promises["donor"].unique()
        gave = desk.giving(scope.view, *scope.key)["donor"]
        named = {str(code): scope.names.get(str(code), str(code)) for code in {*promised, *gave}}
        return dict(sorted(named.items(), key=lambda pair: (pair[1].casefold(), pair[0])))

    return made(scope.view, "donors-known", scope.key, find)


def show_donor(scope: Scope, donor: str) -> dict[str, Any] | None:
    """Draw one donor's ladder across all phases, and giving history; what the pressed figure asks."""
    view, name = scope.view, scope.names.get(donor, donor)
    said = made(view, "donors-said", (donor,), lambda: write_giving(desk.giving(view, donor=donor), name))
    st.subheader(plain_markdown(name), anchor=False)
    if said:
        st.text(said)
    asked = made(view, "donors-ladder", (donor,), lambda: _ladder(scope, donor, name)).show("donors-ladder")
    made(view, "donors-phases", (donor,), lambda: _phases(scope, donor)).show("donors-phases")
    return asked


def _ladder(scope: Scope, donor: str, name: str) -> Sheet:
    """Where the donor's money stands, phase by phase, in each initiative's reporting currency."""
    view = scope.view
    frame = desk.ladders(view, donor)
    heads = [Head("Phase"), Head("Currency", "tight", "The initiative's reporting currency.")]
    heads.extend(Head(terms.RUNG[code].label, "right", terms.RUNG[code].meaning) for code in view.rungs)
    rows = []
    for key, own in frame.groupby(["initiative", "phase", "form", "currency"], sort=True):
        initiative, phase, form, currency = (str(part) for part in key)
        at = {str(row.rung): row for row in own.itertuples()}
        cells = [Cell(f"{initiative}, {scope.titles[phase]}", aside="in kind" if form == "in_kind" else "")]
        cells.append(Cell(currency))
        cells.extend(_standing(at[code], phase, form, donor, name) if code in at else Cell("") for code in view.rungs)
        rows.append(Row(cells))
    return Sheet([heads], rows, "Ladder across phases, all initiatives")


def _standing(row: Any, phase: str, form: str, donor: str, name: str) -> Cell:
    text = amount_words(int(row.amount), approximate=bool(row.approximate))
    label = terms.RUNG[str(row.rung)].label.lower()
    ask = {
        "rungs": [str(row.rung)], "donor": donor, "form": form, "phase": phase,
        "title": f"{name}, {label}: {row.currency} {text}",
    }  # fmt: skip
    hidden = "\n".join(f"{code} {amount_words(amount)}, no rate" for code, amount in row.unconverted)
    return Cell(text, ask=ask, aside=hidden)


def _phases(scope: Scope, donor: str) -> Sheet:
    frame = desk.giving(scope.view, by_phase=True, donor=donor)
    rows = [
        Row([Cell(f"{scope.initiatives[str(row.phase)]}, {scope.titles[str(row.phase)]}",
                  aside="in kind" if row.form == "in_kind" else ""), *_figures(row)])
        for row in frame.itertuples()
    ]  # fmt: skip
    return Sheet([[Head("Phase"), *_HEADS]], rows, "Giving history, in the promises' own currencies")


def _giving_of_all(scope: Scope) -> Sheet:
    frame = desk.giving(scope.view, *scope.key)
    rank = {code: place for place, code in enumerate(_donors(scope))}
    frame = frame.iloc[frame["donor"].map(rank).to_numpy().argsort(kind="stable")]
    rows = [
        Row([Way(scope.names.get(str(row.donor), str(row.donor)), ask={"open": str(row.donor)},
                 hint="Ladder and giving of this donor", aside="in kind" if row.form == "in_kind" else ""),
             *_figures(row)])
        for row in frame.head(_MOST).itertuples()
    ]  # fmt: skip
    more = f" (the first {_MOST} of {len(frame):,})" if len(frame) > _MOST else ""
    caption = f"What was promised and paid, in the promises' own currencies; days from the first announcement{more}"
    return Sheet([[Head("Donor"), *_HEADS]], rows, caption)


def _figures(row: Any) -> list[Cell]:
    is_vague = bool(row.approximate)
    withdrawn = f"{int(row.withdrawn)} withdrawn" if row.withdrawn else ""
    loose = int(row.unpledged) + int(row.beyond)
    return [
        Cell(f"{int(row.cases):,}", aside=withdrawn),
        Cell(str(row.currency)),
        Cell(amount_words(int(row.promised), approximate=is_vague and row.promised > 0) if row.cases else UNKNOWN),
        Cell(amount_words(int(row.paid)) if row.cases else UNKNOWN),
        Cell(percent_words(row.share_paid)),
        Cell(amount_words(int(row.open), approximate=is_vague and row.open > 0) if row.cases else UNKNOWN),
        Cell(amount_words(int(row.lost)) if row.lost else ""),
        Cell(amount_words(loose) if loose else ""),
        _median(row.days_to_first, int(row.first_cases)),
        _median(row.days_to_full, int(row.full_cases)),
    ]


def _median(days: Any, cases: int) -> Cell:
    if pd.isna(days):
        return Cell(UNKNOWN)
    return Cell(f"{int(days):,}", aside=f"of {cases:,}" if cases > 1 else "")


def _dependence(scope: Scope) -> tuple[str, Sheet]:
    """Who is leaned on: the sentence at the rung that headlines count from, and the table of every floor."""
    frame = desk.dependence(scope.view, *scope.key)
    usual = frame[(frame["counting"] == terms.DEFAULT_COUNTS).to_numpy()]
    words = {terms.DEFAULT_COUNTS: "announced or firmer"}
    said = write_dependence([row for _, row in usual.iterrows()], scope.names, words)
    heads = [Head("Counting"), Head("Currency", "tight"), Head("Money", "right"), Head("Donors", "right"),
             Head("Largest"), Head("Of all", "right"), Head("Three largest, of all", "right")]  # fmt: skip
    rows = []
    for row in frame.itertuples():
        label = terms.RUNG[str(row.counting)].label
        rows.append(
            Row(
                [
                    Cell(label if row.counting == terms.RECEIVED else f"+ {label}", rung=str(row.counting)),
                    Cell(str(row.currency)),
                    Cell(amount_words(int(row.counted), approximate=bool(row.approximate))),
                    Cell(f"{int(row.donors):,}"),
                    Way(scope.names.get(str(row.donor), str(row.donor)), ask={"open": str(row.donor)},
                        hint="Ladder and giving of this donor"),
                    Cell(percent_words(row.share)),
                    Cell(percent_words(row.share_three)),
                ],
                "headline" if row.counting == terms.DEFAULT_COUNTS else "",
            )
        )  # fmt: skip
    return said, Sheet([heads], rows, "Dependence on the largest, cash")
