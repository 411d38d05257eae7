"""What the forms have in common: what stands now, how choices are worded, and the fields they share."""

from dataclasses import dataclass
from typing import Any
from zlib import crc32

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tracker import terms
from tracker.briefing.words import amount_words, date_words
from tracker.dashboard.session import Chosen
from tracker.desk.tasks.steps import standing_pledges, status_words
from tracker.desk.tasks.task import Ground, Task

DAY_HELP = "A day (2010-06-04), or a month or year (2010-06, 2010) where more is not known."
AMOUNT_HELP = "200,000, or ~200,000 where it is vague."
_MOST_SOURCES = 50


@dataclass(frozen=True)
class Asked:
    """What a form gave: whose it is (another subject, another preview), and the task once a preview is asked for."""

    subject: str
    task: Task | None = None


@dataclass(frozen=True)
class Office:
    """What a form starts from. `turn` names its fields: with another one they begin anew."""

    chosen: Chosen
    ground: Ground
    names: dict[str, str]
    kind: str
    turn: str

    def key(self, name: str, *subject: str) -> str:
        """The key of a field, of one subject where its value follows from that."""
        return "-".join(["record", self.kind, name, *subject, self.turn])

    @property
    def today(self) -> str:
        """The date that a form proposes: the one that is looked at."""
        return self.chosen.view.as_of.isoformat()

    def name(self, donor: str) -> str:
        """A donor's name."""
        return self.names.get(donor, donor)

    def promises(self, *, open_only: bool = True, firmest_first: bool = False) -> dict[str, str]:
        """The promises of the phase by key, as a choice words them; those withdrawn last, or not at all.

        In the order of donors' names, or the firmest first and those paid in full last.
        """
        frame = standing_pledges(self.ground, self.chosen.phase or "")
        if open_only:
            frame = frame[(frame["status"] != terms.WITHDRAWN).to_numpy()]
        names = ("pledge", "donor", "status", "amount", "currency", "approximate", "outstanding")
        rows = list(zip(*(frame[name] for name in names), strict=True))
        if not firmest_first:
            rows.sort(key=lambda row: (row[2] == terms.WITHDRAWN, self.name(row[1]).casefold(), row[0]))
        return {str(row[0]): self._promise_words(*row) for row in rows}

    def _promise_words(
        self, pledge: str, donor: str, status: str, amount: int, currency: str, approximate: bool, outstanding: int
    ) -> str:
        left = ""
        if status != terms.WITHDRAWN and outstanding != amount:
            left = f", {amount_words(outstanding)} outstanding" if outstanding else ", paid"
        money = f"{currency} {amount_words(amount, approximate=bool(approximate))}{left}"
        return f"{self.name(donor)} · {status_words(status)} · {money} · {pledge}"

    def choose_promise(self, *, label: str = "Promise", open_only: bool = True) -> str | None:
        """Which promise of the phase; None, and said, where there is none."""
        known = self.promises(open_only=open_only)
        if not known:
            st.info("No promise is recorded for this phase. Add one with New promise.")
            return None
        return self.choose("promise", label, known)

    def choose(self, name: str, label: str, words: dict[str, str]) -> str:
        """One of several by its key: the one chosen before, by any form, where it is still to be had."""
        options, kept = list(words), f"record-forms-{name}"
        before = st.session_state.get(kept)
        # What a choice says follows from the ledger: another changeset is another field, so that it is drawn anew.
        key = self.key(name, str(self.ground.number), self.chosen.phase or "")
        chosen = st.selectbox(
            label, options, options.index(before) if before in options else 0, format_func=lambda one: words[one],
            key=key,
        )  # fmt: skip
        st.session_state[kept] = chosen
        return str(chosen)

    def day(self, label: str, value: str, *subject: str, name: str) -> str:
        """A date as text."""
        return st.text_input(label, value, key=self.key(name, *subject), help=DAY_HELP)

    def prefilled(self, place: DeltaGenerator, label: str, shown: str, *subject: str, name: str, **more: Any) -> str:
        """A text that is proposed from the ledger: where that says something else by now, so does the field."""
        key = self.key(name, *subject, format(crc32(shown.encode()), "x"))
        return str(place.text_input(label, shown, key=key, **more))

    def source(self, *subject: str) -> str:
        """Where it is written: one of the places cited so far, or any other."""
        known = [f"{key} " for key in self.ground.tables["sources"]["source"]]
        cited = [
            text for name in ("pledges", "contributions") for text in self.ground.tables[name]["source"].iloc[::-1]
        ]
        options = list(dict.fromkeys(text.strip() for text in [*cited, *known] if text.strip()))[:_MOST_SOURCES]
        found = st.selectbox(
            "Source", options, index=None, accept_new_options=True, key=self.key("source", *subject),
            placeholder="where it is written", help="The key of a source, then the place in it: KEY ¶10.",
        )  # fmt: skip
        return found or ""

    def phase_choice(self, label: str, default: str, *subject: str, none: str = "") -> str:
        """A phase by its key; `none` words the choice of none."""
        phases = self.ground.tables["phases"]
        titles = {key: f"{title} · {key}" for key, title in zip(phases["phase"], phases["title"], strict=True)}
        options = [*([""] if none else []), *titles]
        index = options.index(default) if default in options else 0
        return st.selectbox(
            label, options, index, format_func=lambda key: titles.get(key, none), key=self.key("phase", *subject)
        ) or ""  # fmt: skip

    def submit(self, *subject: str) -> bool:
        """The button that asks for the preview."""
        return st.form_submit_button("Preview", type="primary", key=self.key("preview", *subject))


def shown_amount(text: str, is_vague: bool = False) -> str:
    """An amount of the ledger as the reader would type it."""
    return amount_words(int(text.replace(".", "")), approximate=is_vague) if text else ""


def shown_day(text: str) -> str:
    """A date in words, or that none is said."""
    return date_words(text) if text else "no date"
