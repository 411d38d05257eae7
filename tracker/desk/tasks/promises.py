"""Promises as the office handles them: a new one, its next step, a standing confirmed. It records nothing."""

import pandas as pd

from tracker import terms
from tracker.briefing.words import date_words, list_words
from tracker.desk.importing import Edits
from tracker.desk.tasks.steps import (
    AMOUNT_REMEDY,
    DAY_REMEDY,
    Step,
    name_of,
    phase_currency,
    promised_words,
    read_more,
    remarks_on_step,
    status_words,
    step_in_force,
    tell_early,
)
from tracker.desk.tasks.task import Ground, Task, Texts, free_key, rows_of
from tracker.desk.tasks.typed import Typed, amount_text, is_before

_REASONS = [reason.replace("_", " ") for reason in terms.REASONS]


def propose_pledge(ground: Ground, donor: str, phase: str) -> str:
    """A key for a new promise of a donor to a phase: `FRA-PPI-3`, or that and a number."""
    return free_key(f"{donor}-{phase}", ground.tables["pledges"]["pledge"]) if donor and phase else ""


def add_pledge(
    ground: Ground, *, donor: str, phase: str, status: str, status_on: str, amount: str, key: str = "", **more: str
) -> Task:
    """A new promise. `more` are other columns as texts; its currency is by default the phase's own."""
    typed = Typed("pledges", ground.locale)
    key = key.strip() or propose_pledge(ground, donor, phase)
    if (ground.tables["pledges"]["pledge"] == key).any():
        free = free_key(key, ground.tables["pledges"]["pledge"])
        typed.fault("pledge", f"there is a promise {key} already", f"use {free}, or record a step of {key}", key)
    currency = more.get("currency", "").strip() or phase_currency(ground, phase)
    hundredths, is_vague = typed.amount("amount", amount, currency, needed=AMOUNT_REMEDY)
    row = {
        **read_more(typed, more),
        "pledge": key, "donor": typed.need("donor", donor, "choose who promises, or add a new donor"),
        "phase": typed.need("phase", phase, "choose the phase that it is for"), "status": status,
        "status_on": typed.day("status_on", status_on, needed=DAY_REMEDY), "amount": amount_text(hundredths, is_vague),
    }  # fmt: skip
    row["currency"] = currency
    said = f"{name_of(ground, donor)}: {promised_words(row)} {status_words(status).lower()} ({key})"
    return Task(Edits(ground.number, {"pledges": rows_of("pledges", [row], [-1])}), {}, typed.problems, said)


def step_pledge(ground: Ground, pledge: str, *, status_on: str, **changes: str) -> Task:
    """The next step of a promise: what is not among `changes` stays as in the step in force on that day.

    The reason, the confirmation, source and note belong to the step before, and are not carried over. An amount that
    changes leaves the old least and most behind, unless others are given.
    """
    typed = Typed("pledges", ground.locale)
    on = typed.day("status_on", status_on, needed=DAY_REMEDY)
    before = step_in_force(ground, pledge, on)
    if before is None:
        tell_early(ground, typed, pledge, on)
        return Task(Edits(ground.number), {}, typed.problems)
    row = dict(before.texts, status_on=on, reason="", confirmed_on="", source="", note="")
    _set_amount(typed, row, before, changes)
    given = {name: text for name, text in changes.items() if name not in ("amount", "low", "high")}
    row.update(read_more(typed, given))
    if row["status"] == terms.WITHDRAWN and not row["reason"] and not typed.problems:
        typed.fault("reason", "a withdrawal needs its reason", "choose " + list_words([*_REASONS], "or"))
    if row["status"] != terms.WITHDRAWN:
        row["reason"] = ""
    remarks = remarks_on_step(ground, before, row)
    is_same_day = before["status_on"] == on
    if is_same_day:
        row = {**row, **{name: row[name] or before[name] for name in ("source", "note", "confirmed_on")}}
    frame = rows_of("pledges", [row], [before.row if is_same_day else -1])
    rests_on = {"pledges": [before.row]}
    return Task(
        Edits(ground.number, {"pledges": frame}), rests_on, typed.problems, _say_step(ground, before, row), remarks
    )


def _set_amount(typed: Typed, row: Texts, before: Step, changes: dict[str, str]) -> None:
    """The amount of a step, with its vagueness; least and most stay only beside an amount that does."""
    if "amount" in changes:
        hundredths, is_vague = typed.amount("amount", changes["amount"], before["currency"], needed=AMOUNT_REMEDY)
        text = amount_text(hundredths)
        is_same = text == before["amount"] and is_vague == (before["approximate"] == "yes")
        if not is_same:
            row.update(amount=text, approximate="yes" if is_vague else "", low="", high="")
    for name in ("low", "high"):
        if name in changes:
            text = amount_text(typed.amount(name, changes[name], is_exact=True)[0])
            if text != before[name]:
                row[name] = text


def _say_step(ground: Ground, before: Step, row: Texts) -> str:
    parts = []
    if row["status"] != before["status"]:
        reason = f" ({row['reason'].replace('_', ' ')})" if row["reason"] else ""
        parts.append(f"{status_words(before['status'])} → {status_words(row['status'])}{reason}, {promised_words(row)}")
    elif promised_words(row) != promised_words(before.texts):
        parts.append(f"{status_words(row['status']).lower()}, {promised_words(before.texts)} → {promised_words(row)}")
    parts += [
        f"{name.replace('_', ' ')} {before[name] or 'none'} → {row[name] or 'none'}"
        for name in ("phase", "component", "due_on", "agreement")
        if row[name] != before[name]
    ]
    return f"{name_of(ground, row['donor'])}: {'; '.join(parts) or 'a new step'} ({row['pledge']})"


def confirm_standing(ground: Ground, pledges: list[str], *, on: str) -> Task:
    """Somebody confirmed on a day that promises stand as recorded: said on the step of each that was in force."""
    typed = Typed("pledges", ground.locale)
    day_ = typed.day("confirmed_on", on, needed=DAY_REMEDY)
    if not pledges:
        typed.fault("pledge", "no promise is chosen", "choose those that were confirmed")
    rows, numbers = [], []
    for pledge in pledges:
        step = step_in_force(ground, pledge, day_) if day_ else None
        if step is None:
            if day_:
                tell_early(ground, typed, pledge, day_)
            continue
        if is_before(day_, step["confirmed_on"]):
            later = date_words(step["confirmed_on"])
            typed.fault(
                "confirmed_on", f"{pledge} was confirmed on {later}", "write a later day, or leave it out", day_
            )
        rows.append(dict(step.texts, confirmed_on=day_))
        numbers.append(step.row)
    frame = rows_of("pledges", rows, numbers)
    names = pd.Series([name_of(ground, row["donor"]) for row in rows], dtype="str").drop_duplicates()
    said = f"Confirmed as it stands: {', '.join(names)}" if len(names) <= 4 else f"{len(rows)} promises confirmed"
    return Task(Edits(ground.number, {"pledges": frame} if rows else {}), {}, typed.problems, said)
