"""Which decisions a phase's figures want: of whom, what, about how much, by when. It knows no form and no page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.language import say
from tracker.briefing.pack.brief import Decision
from tracker.briefing.words import money_words
from tracker.dates import last_day

DECISIONS = ("meet", "state_date", "sign", "announce", "decide", "find")
"""In the order in which they bring a phase nearer to cash: what is nearest first, what nobody has promised last."""
_ON_RUNG = {"pledged": "sign", "expected": "announce", "prospective": "decide"}


def find_decisions(
    gaps: pd.DataFrame, standings: pd.DataFrame, names: Mapping[str, str], target: str, as_of: date
) -> list[Decision]:
    """What would bring the target that the bottom line speaks of, and after it the phase, nearer to cash.

    In: the phase's gaps and standings at the rungs its reader sees; donors' names; the target. Out: for each donor and
    standing promise in cash the next step up the ladder (a signed promise without a date: its date; one held back by a
    condition: the condition), by `DECISIONS` and amount; and what nobody has promised. By when is the target's date,
    where it is still ahead. None where the phase is covered in cash.
    """
    rows = gaps[(gaps["target"] == target).to_numpy()]
    first, softest = rows.iloc[0], rows.iloc[-1]
    if _is_covered(gaps, terms.REQUIREMENT) and _is_covered(gaps, target):
        return []
    due = str(first["due_on"])
    by = due if due and last_day(due) >= as_of else ""
    promised = standings[((standings["form"] == "cash") & (standings["rung"] != terms.RECEIVED)).to_numpy()]
    wanted = [
        _decision(what, names.get(str(donor), str(donor)), part, by)
        for (donor, what), part in promised.assign(what=_steps(promised)).groupby(["donor", "what"], sort=True)
        if what
    ]
    missing = int(softest["gap"]) if not pd.isna(softest["gap"]) else 0
    if missing:
        about, currency = bool(softest["approximate"]), str(softest["currency"])
        said = say("wanted-find", amount=_money(missing, currency, about), target=_subject(first, target))
        wanted.append(Decision("", "find", missing, about, by, said))
    return sorted(wanted, key=lambda one: (DECISIONS.index(one.what), -one.amount, one.who))


def _is_covered(gaps: pd.DataFrame, target: str) -> bool:
    cash = gaps[((gaps["target"] == target) & (gaps["counting"] == terms.RECEIVED)).to_numpy()]
    return bool(len(cash)) and not pd.isna(cash["gap"].iloc[0]) and int(cash["gap"].iloc[0]) == 0


def _steps(promised: pd.DataFrame) -> list[str]:
    """The step that each promise wants next, "" where it is signed and dated."""
    return [
        "meet" if row.condition and row.rung == terms.PLEDGED
        else _ON_RUNG.get(str(row.rung), "" if row.due_on else "state_date")
        for row in promised.itertuples()
    ]  # fmt: skip


def _decision(what: str, who: str, part: pd.DataFrame, by: str) -> Decision:
    amount, about = int(part["amount"].sum()), bool(part["approximate"].any())
    listed = [_money(int(row.unconverted), str(row.original_currency), row.approximate)
              for row in part[(part["unconverted"] != 0).to_numpy()].itertuples()]  # fmt: skip
    said = _money(amount, str(part["currency"].iloc[0]), about) if amount or not listed else ""
    sentence = say(f"wanted-{what.replace('_', '-')}", amount=" + ".join(filter(None, [said, *listed])))
    return Decision(who, what, amount, about, by, sentence)


def _money(amount: int, currency: str, about: Any) -> str:
    words = money_words(amount, currency)
    return say("about", amount=words) if about else words


def _subject(row: pd.Series, target: str) -> str:
    if target == terms.REQUIREMENT:
        return say("wanted-in-full")
    return say("wanted-for", title=str(row["title"]))
