"""When a promise is to be paid: its instalments, planned anew. It records nothing."""

from tracker import terms
from tracker.briefing.words import amount_words
from tracker.desk.importing import Edits
from tracker.desk.tasks.steps import DAY_REMEDY, hundredths_of, name_of, step_in_force
from tracker.desk.tasks.task import Ground, Task, Texts, replace_rows, texts_of
from tracker.desk.tasks.typed import Typed, amount_text

Part = tuple[str, str, str]
"""An instalment as it is typed: when it is due, how much, and what has to happen first."""


def planned_parts(ground: Ground, pledge: str) -> list[Part]:
    """The instalments of a promise as they stand, by date; without any, all of it on its own date."""
    rows = _rows_of(ground, pledge)
    parts = sorted(tuple(texts_of(ground, "instalments", row)[name] for name in ("due_on", "amount", "trigger"))
                   for row in rows)  # fmt: skip
    step = step_in_force(ground, pledge)
    if not parts and step is not None and step["status"] != terms.WITHDRAWN:
        return [(step["due_on"], step["amount"], "")]
    return [(due_on, amount, trigger) for due_on, amount, trigger in parts]


def set_instalments(ground: Ground, pledge: str, parts: list[Part], *, source: str = "") -> Task:
    """A plan of payments in the place of the one that stands; a part without date and amount is left out.

    Without any part the plan goes, and the promise is due on its own date.
    """
    typed = Typed("instalments", ground.locale)
    step = step_in_force(ground, pledge)
    if step is None:
        typed.fault("pledge", f"there is no promise '{pledge}'", "choose one", pledge)
        return Task(Edits(ground.number), {}, typed.problems)
    rows: list[Texts] = []
    for due_on, amount, trigger in parts:
        if not (due_on.strip() or amount.strip()):
            continue
        on = typed.day("due_on", due_on, needed=DAY_REMEDY)
        hundredths, _ = typed.amount("amount", amount, step["currency"], needed="write what is to be paid then",
                                     is_exact=True)  # fmt: skip
        if on and any(row["due_on"] == on for row in rows):
            typed.fault("due_on", "two instalments are due on one date", "add them up, or correct one of the dates", on)
        rows.append({"pledge": pledge, "due_on": on, "amount": amount_text(hundredths), "trigger": trigger.strip()})
    standing = _rows_of(ground, pledge)
    known = {texts_of(ground, "instalments", row)["due_on"]: texts_of(ground, "instalments", row) for row in standing}
    rows = [{**known.get(row["due_on"], {}), **row, **({"source": source} if source else {})} for row in rows]
    if typed.problems:
        return Task(Edits(ground.number), {}, typed.problems)
    frame, retracted = replace_rows(ground, "instalments", standing, rows)
    total = sum(hundredths_of(row["amount"]) for row in rows)
    planned = "1 instalment planned" if len(rows) == 1 else f"{len(rows) or 'no'} instalments planned"
    said = f"{name_of(ground, step['donor'])}: {planned} ({pledge})"
    remarks = _remarks(total, hundredths_of(step["amount"] or "0"), step["currency"]) if rows else []
    edits = Edits(ground.number, {"instalments": frame} if rows else {}, retracted)
    rests_on = {"pledges": [step.row], "instalments": standing}
    return Task(edits, rests_on, [], said, remarks)


def _remarks(total: int, promised: int, currency: str) -> list[str]:
    if total == promised:
        return [f"The instalments add up to the promise: {currency} {amount_words(total)}."]
    less = "less" if total < promised else "more"
    off = f"{currency} {amount_words(abs(promised - total))} {less} than the promise of {amount_words(promised)}"
    return [f"The instalments add up to {currency} {amount_words(total)}: {off}."]


def _rows_of(ground: Ground, pledge: str) -> list[int]:
    frame = ground.tables["instalments"]
    return [int(row) for row in frame.index[(frame["pledge"] == pledge).to_numpy()]]
