"""Cash in, and cash that went back: payments, refunds and reversals. It records nothing."""

import pandas as pd

from tracker.briefing.words import amount_words
from tracker.dates import days
from tracker.desk.importing import Edits
from tracker.desk.tasks.steps import (
    DAY_REMEDY,
    hundredths_of,
    name_of,
    outstanding_of,
    phase_currency,
    step_in_force,
    tell_early,
)
from tracker.desk.tasks.task import Ground, Task, Texts, rows_of, texts_of
from tracker.desk.tasks.typed import Typed, amount_text

_CARRIED = ("phase", "donor", "pledge", "currency", "component", "form")
_PAID = "write what arrived"


def propose_contribution(ground: Ground, on: str) -> str:
    """A free key for what arrived or went back in a year: `R2026-01`."""
    taken = set(ground.tables["contributions"]["contribution"])
    year = on[:4] or "0000"
    return next(key for at in range(1, len(taken) + 2) if (key := f"R{year}-{at:02}") not in taken)


def payments_of(ground: Ground, phase: str) -> pd.DataFrame:
    """The payments to a phase, as rows of `contributions`, the newest first."""
    frame = ground.tables["contributions"]
    frame = frame[((frame["kind"] == "payment") & (frame["phase"] == phase)).to_numpy()]
    return frame.iloc[days(frame["received_on"], "last").argsort(kind="stable").to_numpy()[::-1]]


def record_payment(
    ground: Ground, *, received_on: str, amount: str, pledge: str = "", key: str = "", **more: str
) -> Task:
    """Cash that arrived: against a promise, whose donor, phase, component and form it takes over, or without one.

    `more` are other columns as texts: without a promise its donor and phase, a currency that is not the promise's.
    """
    typed = Typed("contributions", ground.locale)
    on = typed.day("received_on", received_on, needed=DAY_REMEDY)
    row: Texts = {name: text.strip() for name, text in more.items() if text.strip()}
    rests_on: dict[str, list[int]] = {}
    remarks: list[str] = []
    if pledge:
        step = step_in_force(ground, pledge, on) or step_in_force(ground, pledge)
        if step is None:
            tell_early(ground, typed, pledge, on)
            return Task(Edits(ground.number), {}, typed.problems)
        row = {**{name: step[name] for name in _CARRIED}, **row}
        rests_on = {"pledges": [step.row]}
    else:
        row["donor"] = typed.need("donor", row.get("donor", ""), "choose who paid")
        row["phase"] = typed.need("phase", row.get("phase", ""), "choose the phase that it is for")
        row["currency"] = row.get("currency") or phase_currency(ground, row["phase"])
    hundredths, _ = typed.amount("amount", amount, row["currency"], needed=_PAID, is_exact=True)
    if pledge and hundredths is not None and on:
        remarks = _remarks_on_payment(ground, pledge, on, hundredths, row["currency"])
    remarks += _remarks_on_twins(ground, row, on, hundredths)
    row |= {"received_on": on, "kind": "payment", "amount": amount_text(hundredths)}
    return _task(ground, typed, row, key, "paid", rests_on, remarks)


def _remarks_on_payment(ground: Ground, pledge: str, on: str, amount: int, currency: str) -> list[str]:
    step = step_in_force(ground, pledge, on)
    if step is None:
        return [f"On that day {pledge} had not begun: it is new money then, and fulfils the promise later."]
    if step["currency"] != currency:
        return [f"It fulfils {pledge} at the rate of exchange of that day."]
    left, _ = outstanding_of(ground, pledge, on)
    if amount > left:
        return [f"It is {amount_words(amount - left)} more than is outstanding of {pledge}: that part is new money."]
    rest = (
        f"{amount_words(left - amount)} of it stays outstanding"
        if amount < left
        else "nothing of it is outstanding then"
    )
    return [f"It fulfils {pledge}: {rest}."]


def _remarks_on_twins(ground: Ground, row: Texts, on: str, amount: int | None) -> list[str]:
    known = ground.tables["contributions"]
    is_same = (
        (known["donor"] == row["donor"]) & (known["received_on"] == on)
        & (known["amount"] == (0 if amount is None else amount))
    )  # fmt: skip
    return [
        f"The same amount of that day is recorded already, as {key}."
        for key in known.loc[is_same.to_numpy(), "contribution"]
    ]


def record_refund(
    ground: Ground, contribution: str, *, received_on: str, amount: str, key: str = "", **more: str
) -> Task:
    """An unspent balance given back: the promise stays fulfilled. `amount` is what went back, typed without a sign."""
    return _record_return(ground, contribution, "refund", received_on, amount, key, more)


def record_reversal(
    ground: Ground, contribution: str, *, received_on: str, amount: str = "", key: str = "", **more: str
) -> Task:
    """A payment that bounced or was booked by mistake, by default all of it: its promise is open again."""
    return _record_return(ground, contribution, "reversal", received_on, amount, key, more)


def _record_return(
    ground: Ground, contribution: str, kind: str, received_on: str, amount: str, key: str, more: Texts
) -> Task:
    typed = Typed("contributions", ground.locale)
    frame = ground.tables["contributions"]
    is_it = ((frame["contribution"] == contribution) & (frame["kind"] == "payment")).to_numpy()
    if not is_it.any():
        typed.fault(
            "contribution", f"there is no payment '{contribution}'", "choose the payment that went back", contribution
        )
        return Task(Edits(ground.number), {}, typed.problems)
    number = int(frame.index[is_it][0])
    paid = texts_of(ground, "contributions", number)
    on = typed.day("received_on", received_on, needed=DAY_REMEDY)
    written = amount if amount.strip() or kind == "refund" else paid["amount"]
    count, _ = typed.amount("amount", written, paid["currency"], needed="write what went back", is_exact=True)
    back = None if count is None else abs(count)
    whole = hundredths_of(paid["amount"])
    if back is not None and back > whole:
        remedy = "write less, or choose another payment"
        typed.fault("amount", f"{amount_words(whole)} had arrived in {contribution}", remedy, written)
    row = {name: paid[name] for name in _CARRIED} | {name: text.strip() for name, text in more.items() if text.strip()}
    row |= {"received_on": on, "kind": kind, "amount": "" if back is None else amount_text(-back)}
    opens = {"reversal": "the promise is open again", "refund": "the promise stays fulfilled"}[kind]
    remarks = (
        [f"It goes back from {contribution}; {opens}."] if paid["pledge"] else [f"It goes back from {contribution}."]
    )
    verb = {"reversal": "reversed", "refund": "refunded"}[kind]
    return _task(ground, typed, row, key, verb, {"contributions": [number]}, remarks)


def _task(
    ground: Ground, typed: Typed, row: Texts, key: str, verb: str, rests_on: dict[str, list[int]], remarks: list[str]
) -> Task:
    key = key.strip() or propose_contribution(ground, row["received_on"])
    if (ground.tables["contributions"]["contribution"] == key).any():
        free = propose_contribution(ground, row["received_on"])
        typed.fault("contribution", f"there is a contribution {key} already", f"use {free}", key)
    frame = rows_of("contributions", [{**row, "contribution": key}], [-1])
    amount = amount_words(abs(hundredths_of(row["amount"] or "0")), locale="en")
    of = f" on {row['pledge']}" if row.get("pledge") else ""
    said = f"{name_of(ground, row['donor'])}: {row['currency']} {amount} {verb}{of} ({key})"
    return Task(Edits(ground.number, {"contributions": frame}), rests_on, typed.problems, said, remarks)
