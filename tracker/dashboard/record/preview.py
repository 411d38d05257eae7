"""What an edit or import would change, shown before it is recorded, then recorded once. It plans nothing itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import streamlit as st

from tracker import desk
from tracker.dashboard.record.preview_tables import (
    propose_message,
    show_cells,
    show_conflicts,
    show_effects,
    show_problems,
)
from tracker.dashboard.record.undoing import offer_undo
from tracker.dashboard.session import Chosen
from tracker.desk.effects import Effects, find_effects
from tracker.ledger import LedgerError
from tracker.problems import RefusedError

__all__ = ["begin_preview", "recorded_mark", "show_preview", "show_problems"]

Plan = Callable[[bool, str, str], desk.Receipt]
"""Makes the dry run or records: whether it is a dry run, the message, and the request's mark."""
_HERE = Path(__file__).parent
_HEAD = st.components.v2.component(
    "preview_head", html='<div class="preview-head"><h2 tabindex="-1"></h2><p></p></div>',
    css=(_HERE / "preview_head.css").read_text(encoding="utf-8"),
    js=(_HERE / "preview_head.js").read_text(encoding="utf-8"),
)  # fmt: skip


_SAID = {
    "dry run": ("This would change.", "Nothing is recorded yet.", ""),
    "refused": ("This cannot be recorded as it stands.", "Nothing is lost: correct it, and preview it again.", "wrong"),
    "conflict": (
        "Somebody else changed this meanwhile.",
        "Nothing was recorded. Preview it again to start from what stands now.", "wrong",
    ),
    "nothing to do": ("Nothing to record.", "The ledger says this already.", ""),
    "committed": ("It is recorded already.", "", "done"),
}  # fmt: skip
"""The heading of each outcome of a dry run, what it means, and its tone."""


@dataclass
class _Preview:
    """One preview of a session: its request's mark, and what came of it."""

    request: str = field(default_factory=lambda: uuid4().hex)
    done: desk.Receipt | None = None
    effects: Effects | None = None
    said: str = ""
    undone: int | None = None


def begin_preview(key: str) -> None:
    """Forget what was previewed or recorded under a key: call it when somebody asks for a preview of other edits."""
    st.session_state.pop(_name(key), None)
    st.session_state.pop(f"{_name(key)}-message", None)


def recorded_mark(key: str) -> str:
    """What was recorded (and undone) under a key, as a name; "" where nothing was. Then a form may begin anew."""
    preview: _Preview | None = st.session_state.get(_name(key))
    if preview is None or preview.done is None or preview.done.changeset is None:
        return ""
    return f"{preview.done.changeset.number}-{preview.undone or 0}"


def show_preview(chosen: Chosen, key: str, plan: Plan, *, message: str = "") -> desk.Receipt | None:
    """Show what would change, and a button that records it; out: the receipt of what was recorded, else None.

    `key` names these very edits: other edits have another key, or `begin_preview` comes first. Once they are recorded
    this says so, at every run, until then. `message` is proposed as the reason.
    """
    preview: _Preview = st.session_state.setdefault(_name(key), _Preview())
    if preview.done is not None:
        _show_done(chosen, key, preview)
        return preview.done
    try:
        receipt = plan(True, "", preview.request)
    except (LedgerError, RefusedError) as error:
        _show_head(key, preview, "This cannot be recorded.", str(error), "wrong")
        show_problems(f"{_name(key)}-problems", getattr(error, "problems", []))
        return None
    heading, aside, tone = _SAID[receipt.status]
    _show_head(key, preview, heading, aside, tone)
    if preview.said:
        st.error("Nothing was recorded.")
        st.text(preview.said)
    for remark in receipt.remarks:
        st.text(remark)
    show_problems(f"{_name(key)}-problems", receipt.problems)
    if receipt.status == "conflict":
        show_conflicts(_name(key), receipt)
    elif receipt.status == "dry run":
        show_effects(chosen, _name(key), find_effects(receipt, chosen.view.as_of))
        _show_commit(chosen, key, plan, message or propose_message(receipt))
        show_cells(_name(key), receipt)
    return None


def _name(key: str) -> str:
    return key if key.startswith("record-preview-") else f"record-preview-{key}"


def _show_head(key: str, preview: _Preview, text: str, aside: str, tone: str = "") -> None:
    """Where the preview begins; a heading that says something new is brought into sight."""
    mark = f"{preview.request} {text}"
    _HEAD(data={"text": text, "aside": aside, "tone": tone, "mark": mark}, key=f"{_name(key)}-head")


def _show_commit(chosen: Chosen, key: str, plan: Plan, message: str) -> None:
    name = f"{_name(key)}-message"
    if name not in st.session_state:
        st.session_state[name] = message
    with st.form(f"{_name(key)}-commit", border=False):
        st.text_input("Message", key=name, help="Why this is recorded, in a sentence: it stays in the log.")
        st.form_submit_button(
            "Record", type="primary", key=f"{_name(key)}-record", on_click=_commit, args=(chosen, key, plan)
        )


def _commit(chosen: Chosen, key: str, plan: Plan) -> None:
    """Record what was previewed, before the page is drawn anew. A second click finds it recorded."""
    preview: _Preview = st.session_state.setdefault(_name(key), _Preview())
    message = str(st.session_state.get(f"{_name(key)}-message", "")).strip()
    preview.said = ""
    if preview.done is not None:
        return
    if not message:
        preview.said = "The message is blank; write in a sentence why this is recorded."
        return
    try:
        receipt = plan(False, message, preview.request)
    except (LedgerError, RefusedError) as error:
        preview.said = "\n".join([str(error), *(str(problem) for problem in getattr(error, "problems", []))])
        return
    if receipt.status == "committed":
        preview.done = receipt
        preview.effects = find_effects(receipt, chosen.view.as_of)
    elif receipt.status != "conflict":
        preview.said = "\n".join(map(str, receipt.problems)) or "The ledger says this already."


def _show_done(chosen: Chosen, key: str, preview: _Preview) -> None:
    receipt = preview.done
    assert receipt is not None
    assert receipt.changeset is not None
    number = receipt.changeset.number
    if preview.undone is not None:
        aside = f"Changeset {number} is undone by changeset {preview.undone}: everything is as before it."
        _show_head(key, preview, f"Undone as changeset {preview.undone}.", aside, "done")
        return
    _show_head(key, preview, f"Recorded as changeset {number}.", receipt.changeset.message, "done")
    if preview.said:
        st.text(preview.said)
    for remark in receipt.remarks:
        st.text(remark)
    if receipt.after and preview.effects is not None:
        show_effects(chosen, f"{_name(key)}-done", preview.effects)

    def take(undone: int | None, refusal: str) -> None:
        preview.undone, preview.said = undone, refusal

    offer_undo(chosen, _name(key), number, preview.request, take)
