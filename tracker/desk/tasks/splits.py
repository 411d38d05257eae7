"""A part of a promise that becomes a promise of its own. It records nothing."""

from tracker import terms
from tracker.briefing.words import amount_words, date_words
from tracker.desk.importing import Edits
from tracker.desk.tasks.steps import (
    DAY_REMEDY,
    Step,
    hundredths_of,
    name_of,
    outstanding_of,
    promised_words,
    read_more,
    remarks_on_step,
    step_in_force,
    tell_early,
)
from tracker.desk.tasks.task import Ground, Task, Texts, free_key, rows_of
from tracker.desk.tasks.typed import Typed, amount_text

_CARRIED = ("donor", "currency", "phase", "component", "form", "due_on", "agreement", "condition", "likelihood")


def split_pledge(ground: Ground, pledge: str, *, status_on: str, amount: str, key: str = "", **changes: str) -> Task:
    """A part of a promise becomes a promise of its own from a day on; the rest stays, and both add up to the whole.

    `amount` is the part's, `changes` what differs in it (status, phase, component, due_on, …). A part that is typed
    exactly is exact, also of a vague promise; the rest is as vague as before.
    """
    typed = Typed("pledges", ground.locale)
    on = typed.day("status_on", status_on, needed=DAY_REMEDY)
    before = step_in_force(ground, pledge, on)
    currency = before["currency"] if before else ""
    part, is_vague = typed.amount("amount", amount, currency, needed="write how much becomes a promise of its own")
    if before is None:
        tell_early(ground, typed, pledge, on)
        return Task(Edits(ground.number), {}, typed.problems)
    phase = changes.get("phase") or before["phase"]
    key = key.strip() or free_key(f"{before['donor']}-{phase}", ground.tables["pledges"]["pledge"])
    if (ground.tables["pledges"]["pledge"] == key).any():
        typed.fault("pledge", f"there is a promise {key} already", "choose another key", key)
    _check_part(ground, typed, before, on, part, amount)
    own: Texts = {
        **{name: before[name] for name in _CARRIED}, **read_more(typed, changes),
        "pledge": key, "status_on": on, "status": changes.get("status") or before["status"],
        "amount": amount_text(part, is_vague),
    }  # fmt: skip
    if typed.problems or part is None:
        return Task(Edits(ground.number), {}, typed.problems)
    rest = _rest_of(before, part, is_vague, on, changes.get("source", ""))
    if is_vague and before["low"]:
        own["low"] = amount_text(min(hundredths_of(before["low"]), part))
    is_same_day = before["status_on"] == on
    frame = rows_of("pledges", [rest, own], [before.row if is_same_day else -1, -2])
    said = f"{name_of(ground, before['donor'])}: {promised_words(own)} of {pledge} becomes {key}"
    remarks = [
        f"{pledge} is lowered by {amount_words(part)}, and {key} is new with the same: the total stays.",
        *remarks_on_step(ground, before, {**rest, "condition": ""}),
    ]
    return Task(Edits(ground.number, {"pledges": frame}), {"pledges": [before.row]}, typed.problems, said, remarks)


def _rest_of(before: Step, part: int, is_vague: bool, on: str, source: str) -> Texts:
    """What stays of a promise: a step of that day with as much less, at the least and at the most too."""
    rest = dict(before.texts, status_on=on, confirmed_on="", source=source, note="")
    for name in ("amount", "low", "high"):
        if before[name]:
            rest[name] = amount_text(max(hundredths_of(before[name]) - part, 0))
    if is_vague:
        rest["approximate"] = "yes"
    return rest


def _check_part(ground: Ground, typed: Typed, before: Step, on: str, part: int | None, written: str) -> None:
    pledge = before["pledge"]
    newest = step_in_force(ground, pledge)
    if before["status"] == terms.WITHDRAWN:
        typed.fault("pledge", f"{pledge} is withdrawn", "nothing of it can be split off", pledge)
        return
    if newest is not None and newest.row != before.row:
        later = date_words(newest["status_on"])
        typed.fault("status_on", f"a later step, of {later}, says the whole amount", "split it from that day on", on)
    if part is None:
        return
    left, paid = outstanding_of(ground, pledge, on)
    if part <= 0:
        typed.fault("amount", "a part is positive", "write how much becomes a promise of its own", written)
    elif part >= left:
        already = f", {amount_words(paid)} being paid" if paid else ""
        remedy = "split off less than that, or record a step of the whole promise"
        typed.fault("amount", f"{amount_words(left)} of it is outstanding{already}", remedy, written)
