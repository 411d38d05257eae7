"""What the Donors page looks at: a phase, an initiative, or all of them, with their words. It knows no figures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from tracker.briefing.names import donor_names
from tracker.dashboard.session import Chosen
from tracker.desk import View

_KEY, _KEPT = "donors-scope", "donors-scope-kept"
_LABELS = {"phase": "This phase", "initiative": "This initiative", "all": "All initiatives"}


@dataclass(frozen=True)
class Scope:
    """What is looked at, None where that is all; donors' names, phases' titles and initiatives by their codes."""

    view: View
    initiative: str | None
    phase: str | None
    names: Mapping[str, str]
    titles: Mapping[str, str]
    initiatives: Mapping[str, str]

    @property
    def key(self) -> tuple[str | None, str | None]:
        """What figures are asked for."""
        return self.initiative, self.phase

    @property
    def where(self) -> str:
        """The words for it: a title, or that it is all."""
        if self.phase is not None:
            return self.titles[self.phase]
        initiatives = self.view.tables["initiatives"]
        title = initiatives.set_index("initiative")["title"]
        return "All initiatives" if self.initiative is None else str(title[self.initiative])

    def initiative_of(self, phase: str) -> str:
        """The initiative of a phase, where several are looked at."""
        return self.initiatives[phase] if self.initiative is None else ""


def chosen_scope(chosen: Chosen) -> Scope:
    """What is looked at, as chosen last; at first the initiative."""
    view = chosen.view
    # The presentation view has no such field, and Streamlit forgets what is not drawn.
    picked = str(st.session_state.get(_KEY) or st.session_state.get(_KEPT) or "initiative")
    st.session_state[_KEPT] = picked
    phases = view.tables["phases"]
    titles = dict(zip(phases["phase"].astype(str), phases["title"].astype(str), strict=True))
    initiative = None if picked == "all" and _has_several(view) else chosen.initiative
    phase = chosen.phase if picked == "phase" else None
    initiatives = dict(zip(phases["phase"].astype(str), phases["initiative"].astype(str), strict=True))
    return Scope(view, initiative, phase, donor_names(view.tables["donors"]), titles, initiatives)


def of_scope(chosen: Chosen, scope: Scope) -> Chosen:
    """What is chosen as the head of the page names it."""
    return replace(chosen, initiative=scope.initiative, phase=scope.phase)


def show_scope(view: View) -> None:
    """Draw the choice."""
    options = [code for code in _LABELS if code != "all" or _has_several(view)]
    kept = str(st.session_state.get(_KEPT, "initiative"))
    st.session_state.setdefault(_KEY, kept if kept in options else "initiative")
    st.segmented_control(
        "Promises of", options, key=_KEY, format_func=lambda code: _LABELS[code], required=True,
        help="How far the page looks: this phase, its initiative, or all of them.",
    )  # fmt: skip


def _has_several(view: View) -> bool:
    return len(view.tables["initiatives"]) > 1
