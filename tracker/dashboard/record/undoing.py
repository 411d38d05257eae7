"""Taking back what was recorded a moment ago. It knows no rows, and previews nothing."""

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from tracker import desk
from tracker.dashboard.session import Chosen
from tracker.ledger import LedgerError
from tracker.problems import RefusedError


def offer_undo(
    chosen: Chosen, key: str, number: int, request: str, take: Callable[[int | None, str], None]
) -> None:  # fmt: skip
    """The button that undoes a changeset, and the way to the log, where that can be done later.

    `request` is the mark under which it was recorded: pressed twice, it is undone once. `take` gets the number of the
    changeset that undid it, else None and why not.
    """
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-undoing"):
        st.button(
            f"Undo changeset {number}", key=f"{key}-undo", on_click=_undo, args=(chosen, number, request, take),
            help="Records, as a changeset of its own, that all of it is as before.",
        )  # fmt: skip
        if "changes" in chosen.pages:
            st.page_link(
                chosen.pages["changes"], label="Later it can be undone in Changes, in the log",
                query_params=chosen.address,
            )  # fmt: skip


def _undo(chosen: Chosen, number: int, request: str, take: Callable[[int | None, str], None]) -> None:
    try:
        made = desk.undo(
            chosen.view.ledger, number, author=chosen.reader.name, message=f"Undo of changeset {number}",
            now=datetime.now(UTC), actor=chosen.reader, request=f"{request} undo",
        )  # fmt: skip
    except (LedgerError, RefusedError) as error:
        take(None, "\n".join([str(error), *map(str, getattr(error, "problems", []))]))
        return
    take(made.number, "")
