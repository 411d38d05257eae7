"""Short forms, one for each task of the office: what happened is asked, previewed, and recorded. They plan nothing."""

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from tracker.briefing.names import donor_names
from tracker.briefing.words import reader_locale
from tracker.dashboard.record.forms_money import ask_budget, ask_event, ask_payment, ask_return
from tracker.dashboard.record.forms_office import Asked, Office
from tracker.dashboard.record.forms_promises import ask_confirmation, ask_plan, ask_pledge, ask_split, ask_step
from tracker.dashboard.record.preview import begin_preview, recorded_mark, show_preview
from tracker.dashboard.session import Chosen
from tracker.desk.receipts import Receipt
from tracker.desk.tasks.task import Task, look_now, record_task

FORMS: dict[str, tuple[str, Callable[[Office], Asked]]] = {
    "step": ("Change a promise", ask_step),
    "pledge": ("New promise", ask_pledge),
    "payment": ("Payment", ask_payment),
    "split": ("Split a promise", ask_split),
    "plan": ("Instalments", ask_plan),
    "confirm": ("Confirm", ask_confirmation),
    "return": ("Refund or reversal", ask_return),
    "budget": ("Budget", ask_budget),
    "event": ("Meeting or deadline", ask_event),
}
"""Every form by its key, in the order of how often it is needed."""
_PREVIEW, _PREVIEWED, _TURN = "forms", "record-forms-previewed", "record-forms-turn"


def show_forms(chosen: Chosen) -> None:
    """Ask what happened, and preview it."""
    if chosen.phase is None:
        st.info("There is no phase yet that money could be recorded for. Bring in a file, or fill in the tables "
                "Initiatives and Phases.")  # fmt: skip
        return
    kind = st.segmented_control(
        "What happened?", list(FORMS), default="step", key="record-task", format_func=lambda key: FORMS[key][0],
        required=True, on_change=begin_preview, args=(_PREVIEW,),
    ) or "step"  # fmt: skip
    done = recorded_mark(_PREVIEW)
    if done:
        st.session_state[_TURN] = done
    above = st.container()
    view = chosen.view
    ground = look_now(view.ledger, today=view.as_of, actor=chosen.reader, locale=reader_locale())
    office = Office(chosen, ground, donor_names(ground.tables["donors"]), kind, st.session_state.get(_TURN, "0-0"))
    asked = FORMS[kind][1](office)
    place = f"{kind} {chosen.phase} {asked.subject}"
    if asked.task is not None:
        st.session_state[_PREVIEWED] = (place, asked.task)
        begin_preview(_PREVIEW)
        done = ""
    if done:
        with above:
            show_preview(chosen, _PREVIEW, _nothing)
        return
    previewed: tuple[str, Task] | None = st.session_state.get(_PREVIEWED)
    if previewed is not None and previewed[0] == place:
        task = previewed[1]
        show_preview(
            chosen, _PREVIEW, lambda is_dry, message, request: _record(chosen, task, is_dry, message, request),
            message=task.message,
        )  # fmt: skip


def _record(chosen: Chosen, task: Task, is_dry: bool, message: str, request: str) -> Receipt:
    return record_task(
        chosen.view.ledger, task, author=chosen.reader.name, message=message, now=datetime.now(UTC), dry_run=is_dry,
        actor=chosen.reader, request=request,
    )  # fmt: skip


def _nothing(is_dry: bool, message: str, request: str) -> Receipt:  # noqa: ARG001
    return Receipt("nothing to do")
