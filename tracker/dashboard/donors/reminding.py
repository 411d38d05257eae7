"""What to remind of: the list, to export, and a letter for each donor; what takes long is written when asked for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from tracker import desk, terms
from tracker.briefing.words import UNKNOWN, amount_words, date_words
from tracker.dashboard.donors.scope import Scope
from tracker.dashboard.figure_table import Cell, Head, Row
from tracker.dashboard.made import Sheet, Way, made
from tracker.model.reminders import HORIZONS, OVERDUE, UNDATED

_MOST, _FEW = 200, 5_000
"""How many reminders the page shows; up to how many steps of pledges a letter is written without being asked for."""
_MIME = {
    "csv": "text/csv", "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
_WRITTEN = "donors-{}-written"
_WITHIN, _UNDATED, _TO = "donors-within", "donors-undated", "donors-letter"
_LABELS = {0: "Overdue only", **{days: f"{days} days ahead" for days in HORIZONS if days}}


def show_reminders(scope: Scope, donor: str | None) -> dict[str, Any] | None:
    """Draw the list with its choices and downloads; what the pressed name asks."""
    st.subheader("What to remind of", anchor=False)
    within, with_undated = _choose()
    found = desk.reminders(scope.view, *scope.key, within=within, with_undated=with_undated, donor=donor)
    key = (*scope.key, within, with_undated, donor)
    sheet = made(scope.view, "donors-reminders", key, lambda: _make(scope, found))
    if not len(found):
        st.text("There is nothing to remind of." + ("" if with_undated else " What has no date may be asked about."))
        return None
    asked = sheet.show("donors-reminders")
    _show_downloads(scope, found, _Asked(within, with_undated, donor))
    return asked


def _choose() -> tuple[int, bool]:
    st.session_state.setdefault(_WITHIN, max(HORIZONS))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large", key="donors-reminding"):
        within = st.segmented_control(
            "Overdue, and due within", list(HORIZONS), key=_WITHIN, required=True,
            format_func=lambda days: _LABELS[days], help="Only what is announced or signed: nobody owes softer money.",
        )  # fmt: skip
        with_undated = st.toggle(
            "And what has no date", key=_UNDATED, help="To ask when announced and signed money is to come."
        )
    return (max(HORIZONS) if within is None else int(within)), bool(with_undated)


def _make(scope: Scope, found: pd.DataFrame) -> Sheet:
    is_internal = scope.view.audience == "internal"
    heads = [Head("Donor"), Head("Agreement", "tight"), Head("Phase"), Head("Currency", "tight", "The promise's own."),
             Head("Unpaid", "right"), Head("Due", "tight"), Head("Days overdue", "right"),
             Head("Last word", "tight", "When the promise was last confirmed, or its last step taken."),
             *([Head("Released by", "", "What has to happen first; internal.")] if is_internal else [])]  # fmt: skip
    rows = []
    for row in found.head(_MOST).itertuples():
        part = f"{row.part} of {row.parts}" if row.parts != 1 else ""
        label = terms.RUNG[str(row.rung)].label
        paid = f"{amount_words(int(row.fulfilled))} received" if row.fulfilled else ""
        cells = [
            Way(scope.names.get(str(row.donor), str(row.donor)), ask={"open": str(row.donor)},
                hint="Ladder and giving of this donor", aside="in kind" if row.form == "in_kind" else ""),
            Cell(str(row.agreement) or label, rung=str(row.rung),
                 aside=", ".join(filter(None, [label if row.agreement else "", part]))),
            Cell(scope.titles[str(row.phase)], aside=scope.initiative_of(str(row.phase))),
            Cell(str(row.currency)),
            Cell(amount_words(int(row.unpaid), approximate=bool(row.approximate)), aside=paid),
            Cell("not stated" if row.state == UNDATED else date_words(str(row.due_on), short=True),
                 aside="" if pd.isna(row.days_ahead) else f"in {int(row.days_ahead)} days"),
            Cell("" if row.state != OVERDUE else _days(row.days_overdue)),
            Cell(date_words(str(row.last_word), short=True)),
        ]  # fmt: skip
        rows.append(Row([*cells, Cell(str(row.trigger))] if is_internal else cells))
    more = f" (the first {_MOST} of {len(found):,}; all are in the list to save)" if len(found) > _MOST else ""
    return Sheet([heads], rows, f"Reminders{more}")


def _days(count: Any) -> str:
    return UNKNOWN if pd.isna(count) else f"{int(count):,}"


@dataclass(frozen=True)
class _Asked:
    """Of what a list or letters are asked for."""

    within: int
    with_undated: bool
    donor: str | None


def _show_downloads(scope: Scope, found: pd.DataFrame, asked: _Asked) -> None:
    """The list, all letters, and a letter for one donor."""
    on, made_on = scope.view.as_of.isoformat(), datetime.now(UTC).date()
    where = "-".join(_plain(part) for part in scope.key if part) or "all"
    donors = sorted(found["donor"].unique(), key=lambda code: (scope.names.get(code, code).casefold(), code))
    st.caption("Letters are drafts. They hold only what partners may see: no conditions, no notes, nothing softer.")
    with st.container(horizontal=True, vertical_alignment="bottom", key="donors-letters"):
        is_short = len(found) <= _MOST
        _offer(scope, asked, _File("List as CSV", f"reminders-{where}-{on}.csv"), _list, at_once=is_short)
        if len(donors) > 1:
            letters = partial(_letters, made_on=made_on)
            _offer(scope, asked, _File("All letters (ZIP)", f"letters-{where}-{on}.zip"), letters, at_once=False)
            if st.session_state.get(_TO) not in donors:
                st.session_state[_TO] = donors[0]
            donor = st.selectbox(
                "Letter to", donors, key=_TO, width=320, format_func=lambda code: scope.names.get(code, code)
            )
        else:
            donor = donors[0]
        own = found[(found["donor"] == donor).to_numpy()]
        is_one = len(own["initiative"].unique()) == 1
        is_quick = len(own) <= _MOST and len(scope.view.tables["pledges"]) <= _FEW
        label = "Letter to this donor (DOCX)" if is_one else "Letters to this donor (ZIP)"
        file = _File(label, f"letter-{_plain(donor)}-{on}.{'docx' if is_one else 'zip'}")
        letter = partial(_letters, made_on=made_on)
        _offer(scope, replace(asked, donor=donor), file, letter, at_once=is_quick)


@dataclass(frozen=True)
class _File:
    """What a button offers, and the name of its file."""

    label: str
    name: str


def _offer(scope: Scope, asked: _Asked, file: _File, write: Callable[[Scope, _Asked], bytes], *, at_once: bool) -> None:
    """The button that saves a file; before it, where writing takes a while, the one that writes it."""
    kind = file.label.split(" ")[0].lower()
    follows = (*scope.key, asked, file.name, datetime.now(UTC).date())
    if not at_once and st.session_state.get(_WRITTEN.format(kind)) != (follows, scope.view.key):
        if not st.button(f"Write: {file.label}", key=f"donors-{kind}-write"):
            return
        with st.spinner("Writing"):
            made(scope.view, "donors-files", follows, lambda: write(scope, asked))
        st.session_state[_WRITTEN.format(kind)] = (follows, scope.view.key)
        st.rerun()  # so that the button which wrote it is gone
    data = made(scope.view, "donors-files", follows, lambda: write(scope, asked))
    st.download_button(file.label, data, file.name, _MIME[file.name.rpartition(".")[2]], key=f"donors-{kind}-save",
                       on_click="ignore")  # fmt: skip


def _list(scope: Scope, asked: _Asked) -> bytes:
    found = desk.reminders(
        scope.view, *scope.key, within=asked.within, with_undated=asked.with_undated, donor=asked.donor
    )
    return desk.reminder_list(scope.view, found).encode()


def _letters(scope: Scope, asked: _Asked, made_on: date) -> bytes:
    """The letters as one file: a document where there is one, else a zip."""
    written = desk.letters(
        scope.view, *scope.key, made_on=made_on, within=asked.within, with_undated=asked.with_undated,
        donor=asked.donor,
    )  # fmt: skip
    return next(iter(written.values())) if len(written) == 1 and asked.donor else desk.zip_files(written, made_on)


def _plain(key: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in key)
