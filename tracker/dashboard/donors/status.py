"""The status of contributions: a row for each promise, from its announcement to its balance; what they come to."""

from typing import Any

import pandas as pd
import streamlit as st

from tracker import desk, terms
from tracker.briefing.words import UNKNOWN, amount_words, date_words
from tracker.dashboard.donors.scope import Scope
from tracker.dashboard.figure_table import Cell, Head, Row
from tracker.dashboard.made import Sheet, Way, made
from tracker.desk import View

ROWS, FEW = 200, 10
"""How many promises a page shows at a time, and the presentation view."""
_SHOWN = {"formal": "Announced or signed", "owed": "Owed", "overdue": "Overdue", "all": "Softer too"}
_KEY, _PAGE = "donors-shown", "donors-rows"
_HEADS = [
    Head("Donor", help="Press a name for that donor's ladder and giving."),
    Head("Agreement", "tight", "And where the promise stands."), Head("Phase"),
    Head("Currency", "tight", "The promise's own currency, in which its amounts are."),
    Head("Announced", "right", "What was promised when it first stood at announced or firmer."),
    Head("Signed", "right", "What the newest signed step promises."),
    Head("Received", "right", "Payments, less what bounced."),
    Head("Balance", "right", "What is announced or signed and has yet to come."),
    Head("Due", "tight", "When the next of the balance is due."),
    Head("Days overdue", "right", "Of what has been due longest."),
]  # fmt: skip


def choose_shown(view: View) -> str:
    """Draw the choice of promises that a status holds."""
    options = [code for code in _SHOWN if code != "all" or view.audience == "internal"]
    if st.session_state.get(_KEY) not in options:
        st.session_state[_KEY] = "formal"
    softer = " Softer too: also what is anticipated or merely possible, which nobody owes." if "all" in options else ""
    return str(
        st.segmented_control(
            "Showing", options, key=_KEY, format_func=lambda code: _SHOWN[code], required=True,
            help=f"Owed: what has yet to come.{softer}",
        )
    )  # fmt: skip


def show_status(scope: Scope, shown: str, donor: str | None, most: int = ROWS) -> dict[str, Any] | None:
    """Draw the table, its rows a page at a time; what the pressed figure or name asks."""
    count = len(desk.promise_status(scope.view, *scope.key, shown=shown, donor=donor).promises)
    number = _choose_rows(count) if count > most == ROWS else 0
    key = (*scope.key, shown, donor, number, most)
    return made(scope.view, "donors-status", key, lambda: _make(scope, shown, donor, number, most)).show(
        "donors-status"
    )  # fmt: skip


def _choose_rows(count: int) -> int:
    """Which of many rows to show."""
    pages = range((count + ROWS - 1) // ROWS)
    if st.session_state.get(_PAGE, 0) not in pages:
        st.session_state[_PAGE] = 0
    st.session_state.setdefault(_PAGE, 0)
    return int(
        st.selectbox(
            "Rows", pages, key=_PAGE, width=220,
            format_func=lambda page: f"{page * ROWS + 1:,}–{min((page + 1) * ROWS, count):,} of {count:,}",
        )
    )  # fmt: skip


def _make(scope: Scope, shown: str, donor: str | None, number: int, most: int) -> Sheet:
    found = desk.promise_status(scope.view, *scope.key, shown=shown, donor=donor)
    page = found.promises.iloc[number * most : (number + 1) * most]
    rows = [_row(row, scope) for row in page.itertuples()]
    count = len(found.promises)
    part = (
        f", {number * most + 1:,}–{number * most + len(page):,} of {count:,}; sums are of all" if count > most else ""
    )
    rows.extend(_total(row, is_brief=most == FEW) for row in found.totals.itertuples())
    if not count:
        rows = [Row([Cell({"overdue": "Nothing is overdue", "owed": "Nothing is owed"}.get(shown, "Nothing so far")),
                     *(Cell("") for _ in _HEADS[1:])])]  # fmt: skip
    return Sheet([_HEADS], rows, f"Status of contributions{part}")


def _row(row: Any, scope: Scope) -> Row:
    donor = scope.names.get(str(row.donor), str(row.donor))
    own = {"donor": str(row.donor), "pledge": str(row.pledge), "form": str(row.form)}
    whole = {**own, "rungs": list(scope.view.rungs)}

    def figure(name: str, amount: Any, ask: dict[str, Any], aside: str = "", *, is_vague: bool = False) -> Cell:
        text = amount_words(amount, approximate=is_vague and not pd.isna(amount) and amount > 0)
        if pd.isna(amount) or not amount:
            return Cell(text, aside=aside)
        return Cell(text, ask={**ask, "title": f"{donor}, {row.pledge}, {name}: {row.currency} {text}"}, aside=aside)

    is_vague = bool(row.approximate)
    refunded = f"{amount_words(int(row.refunded))} given back" if row.refunded else ""
    soft = f"{amount_words(int(row.soft), approximate=is_vague)} {_label(row).lower()}" if row.soft else ""
    part = f"{amount_words(int(row.overdue))} overdue" if row.overdue not in (0, row.balance) else ""
    return Row(
        [
            Way(donor, ask={"open": str(row.donor)}, hint="Ladder and giving of this donor",
                aside="in kind" if row.form == "in_kind" else ""),
            _standing(row),
            Cell(scope.titles[str(row.phase)], aside=scope.initiative_of(str(row.phase))),
            Cell(str(row.currency)),
            figure("announced", row.announced, whole, _on(row.announced_on), is_vague=is_vague),
            figure("signed", row.signed, whole, _on(row.signed_on), is_vague=is_vague),
            figure("received", int(row.received), {**own, "rungs": [terms.RECEIVED]}, refunded),
            figure("balance", int(row.balance), {**own, "rungs": [str(row.rung)]}, part or soft, is_vague=is_vague),
            _due(row),
            _age(row),
        ]
    )  # fmt: skip


def _label(row: Any) -> str:
    return terms.RUNG[str(row.rung)].label if row.rung else "Withdrawn"


def _standing(row: Any) -> Cell:
    """The agreement, with the colour of the rung on which its promise stands."""
    agreement = str(row.agreement)
    if row.rung:
        return Cell(agreement or _label(row), rung=str(row.rung), aside=_label(row) if agreement else "")
    reason = f", {row.reason.replace('_', ' ')}" if row.reason else ""
    return Cell(agreement or f"{_label(row)}{reason}", aside=f"{_label(row)}{reason}" if agreement else "")


def _on(text: str) -> str:
    return date_words(text, short=True) if text else ""


def _due(row: Any) -> Cell:
    if not row.balance:
        return Cell("")
    if not row.due_on:
        return Cell("not stated")
    return Cell(date_words(str(row.due_on), short=True), aside=f"and {row.later} later" if row.later else "")


def _age(row: Any) -> Cell:
    if not row.overdue:
        return Cell("")
    days = UNKNOWN if pd.isna(row.days_overdue) else f"{int(row.days_overdue):,}"
    return Cell(days)


def _total(row: Any, *, is_brief: bool) -> Row:
    """What the promises in one currency come to; in brief without how many they are."""
    is_vague = bool(row.approximate)
    what = "In kind" if row.form == "in_kind" else "Total"
    sums = []
    for name in ("announced", "signed", "received", "balance"):
        amount = int(getattr(row, name))
        sums.append(amount_words(amount, approximate=is_vague and name != "received" and amount > 0))
    overdue = f"{amount_words(int(row.overdue))} overdue" if row.overdue else ""
    refunded = f"{amount_words(int(row.refunded))} given back" if row.refunded else ""
    promises = "1 promise" if row.cases == 1 else f"{int(row.cases):,} promises"
    cells = [Cell(what, aside="" if is_brief else promises), Cell(""), Cell(""), Cell(str(row.currency))]
    cells.extend([Cell(sums[0]), Cell(sums[1]), Cell(sums[2], aside=refunded), Cell(sums[3], aside=overdue)])
    return Row([*cells, Cell(""), Cell("")], "total")
