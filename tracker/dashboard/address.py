"""What a page's address asks for, kept in step with what its reader chose since. It knows no ledger."""

from dataclasses import dataclass

import streamlit as st

KNOWN = ("initiative", "phase", "as_of", "audience", "known_at", "present", "assume", "scenario")
_KEPT = "address"


@dataclass(frozen=True)
class Address:
    """The parameters asked for; `is_new` where they came by a link, not from what was chosen on the page before."""

    asked: dict[str, str]
    is_new: bool

    @classmethod
    def read(cls) -> "Address":
        """The address of this run.

        A press on the navigation drops the parameters: what was chosen stays. Parameters other than those written last
        are a link's, the reader's own or the browser's back button's: they win over what was chosen.
        """
        found = {name: value for name, value in st.query_params.to_dict().items() if name in KNOWN}
        kept = st.session_state.get(_KEPT)
        if kept is None or (found and any(found.get(name, "") != kept.get(name, "") for name in found | kept)):
            return cls(found, is_new=True)
        return cls(dict(st.session_state.get(f"{_KEPT}-whole", kept)), is_new=False)

    @property
    def is_presenting(self) -> bool:
        """Whether the presentation view is asked for."""
        return self.asked.get("present") == "1"

    @property
    def of_phase(self) -> bool:
        """Whether a link asks for one initiative or phase."""
        return self.is_new and bool(self.asked.get("phase") or self.asked.get("initiative"))

    def write(self, whole: dict[str, str | None], *, leave_out: tuple[str, ...] = ()) -> None:
        """Put what is shown into the address, apart from what the page is not about, and keep all of it."""
        given = {name: value for name, value in whole.items() if value}
        shown = {name: value for name, value in given.items() if name not in leave_out}
        st.session_state[_KEPT] = shown
        st.session_state[f"{_KEPT}-whole"] = given
        st.query_params.from_dict(shown)
