"""What stands of a promise: its steps, what is outstanding of it, and how a new step is read. It makes no rows."""

from dataclasses import dataclass

import pandas as pd

from tracker import terms
from tracker.briefing.words import amount_words, date_words
from tracker.dates import LAST_YEAR, day, days, last_day
from tracker.desk.tasks.task import Ground, Texts, texts_of
from tracker.desk.tasks.typed import Typed, amount_text
from tracker.model.histories import find_histories, newest_standing, take

DAY_REMEDY = "write it as 2010-06-01, or 2010-06 where only the month is known"
_AT_LAST = day(last_day(str(LAST_YEAR)))
AMOUNT_REMEDY = "write the whole promise, with ~ where it is vague"


@dataclass(frozen=True)
class Step:
    """A step in the life of a promise, as texts, with its row number."""

    row: int
    texts: Texts

    def __getitem__(self, column: str) -> str:
        return self.texts[column]


def step_in_force(ground: Ground, pledge: str, on: str = "") -> Step | None:
    """The step of a promise that holds on a date, by default the newest; None where it has not begun."""
    pledges = ground.tables["pledges"]
    own = pledges[(pledges["pledge"] == pledge).to_numpy()]
    held = days(own["status_on"], "last")
    if on:
        keep = (held <= day(last_day(on))).to_numpy()
        own, held = own[keep], held[keep]
    if not len(own):
        return None
    ranked = own.assign(_day=held).sort_values(["_day", "status_on"], kind="stable")
    row = int(ranked.index[-1])
    return Step(row, texts_of(ground, "pledges", row))


def standing_pledges(ground: Ground, phase: str) -> pd.DataFrame:
    """The promises whose newest step is for a phase: that step's row of `pledges`, and what is `outstanding` (int64).

    In the order of the ladder, firmest first, and of donors; those withdrawn and those paid in full are last.
    """
    pledges, contributions = ground.tables["pledges"], ground.tables["contributions"]
    own = pledges[pledges["pledge"].isin(pledges.loc[(pledges["phase"] == phase).to_numpy(), "pledge"]).to_numpy()]
    ranked = own.assign(_day=days(own["status_on"], "last")).sort_values(["_day", "status_on"], kind="stable")
    newest = ranked.drop_duplicates("pledge", keep="last").drop(columns="_day")
    newest = newest[(newest["phase"] == phase).to_numpy()]
    paid = contributions[contributions["pledge"].isin(newest["pledge"]).to_numpy()]
    histories = find_histories({**ground.tables, "pledges": own, "contributions": paid})
    standing = newest_standing(histories, _AT_LAST)
    left = pd.Series(
        standing["outstanding_amount"].to_numpy(), take(histories.steps, "pledge", standing["step"].to_numpy())
    )
    newest = newest.assign(
        outstanding=newest["pledge"].map(left).fillna(0).astype("int64"),
        rank=newest["status"].map(terms.RANK).fillna(9),
    )
    newest = newest.assign(is_over=newest["outstanding"] == 0)
    return newest.sort_values(["is_over", "rank", "donor", "pledge"], kind="stable").drop(columns=["rank", "is_over"])


def outstanding_of(ground: Ground, pledge: str, on: str = "") -> tuple[int, int]:
    """What is outstanding of a promise on a date (by default at last), and what is fulfilled: hundredths of its own."""
    tables = dict(ground.tables)
    for name in ("pledges", "contributions"):
        tables[name] = tables[name][(tables[name]["pledge"] == pledge).to_numpy()]
    histories = find_histories(tables)
    states = histories.states
    at = day(last_day(on)) if on else _AT_LAST
    known = states[(states["day"] <= at).to_numpy()]
    if not len(known):
        return 0, 0
    standing = newest_standing(histories, at)
    left = int(standing["outstanding_amount"].iloc[0]) if len(standing) else 0
    return left, max(int(known["fulfilled"].iloc[-1]), 0)


def name_of(ground: Ground, donor: str) -> str:
    """The name of a donor, or its key."""
    donors = ground.tables["donors"]
    named = donors.loc[(donors["donor"] == donor).to_numpy(), "name"]
    return str(named.iloc[0]) if len(named) else donor


def phase_currency(ground: Ground, phase: str) -> str:
    """The currency that a phase's initiative reports in; "" where that is not known."""
    phases, initiatives = ground.tables["phases"], ground.tables["initiatives"]
    initiative = phases.loc[(phases["phase"] == phase).to_numpy(), "initiative"]
    found = initiatives.loc[initiatives["initiative"].isin(initiative).to_numpy(), "currency"]
    return str(found.iloc[0]) if len(found) else ""


def tell_early(ground: Ground, typed: Typed, pledge: str, on: str) -> None:
    """Say why there is no step of a promise on a day: it is none, or begins later."""
    pledges = ground.tables["pledges"]
    begun = pledges.loc[(pledges["pledge"] == pledge).to_numpy(), "status_on"]
    if not len(begun):
        typed.fault("pledge", f"there is no promise '{pledge}'", "choose one, or add it as a new promise", pledge)
    elif on:
        first = begun.iloc[int(days(begun, "last").to_numpy().argmin())]
        remedy = "write a later day, or correct the first step in Tables"
        typed.fault("status_on", f"{pledge} begins on {date_words(first)}", remedy, on)


def read_more(typed: Typed, given: Texts) -> Texts:
    """Other columns of a promise as they were typed."""
    found = {name: text.strip() for name, text in given.items()}
    for name in ("due_on", "confirmed_on"):
        if name in found:
            found[name] = typed.day(name, found[name])
    for name in ("low", "high"):
        if name in found:
            found[name] = amount_text(typed.amount(name, found[name], is_exact=True)[0])
    return found


def remarks_on_step(ground: Ground, before: Step, row: Texts) -> list[str]:
    """What whoever records a step should know of it."""
    remarks = []
    if row["status"] == "committed" and row["condition"]:
        remarks.append(f"It counts as announced until its condition is cleared: {row['condition']}")
    if before["status_on"] == row["status_on"]:
        remarks.append("A step of that day is recorded already: it is corrected, and leaves no step of its own.")
    newest = step_in_force(ground, before["pledge"])
    if newest is not None and newest.row != before.row:
        remarks.append(f"A later step, of {date_words(newest['status_on'])}, stays as it is and holds from then on.")
    return remarks


def status_words(status: str) -> str:
    """A status as the screen names it."""
    return terms.RUNG[status].label if status in terms.RUNG else status.capitalize()


def next_status(status: str) -> str:
    """The rung above a promise's own, where most go next; a signed one stays, one that is withdrawn too."""
    at = terms.PROMISES.index(status) if status in terms.PROMISES else 0
    return terms.PROMISES[at - 1] if at else status


def promised_words(row: Texts) -> str:
    """The amount of a promise with its currency, as the log says it."""
    text = row["amount"].removeprefix("~")
    if not text:
        return ""
    is_vague = row["amount"].startswith("~") or row.get("approximate") == "yes"
    return f"{row['currency']} {amount_words(hundredths_of(text), approximate=is_vague, locale='en')}"


def hundredths_of(text: str) -> int:
    """The count of hundredths of an amount as the ledger writes it."""
    return int(text.replace(".", ""))
