"""Asks in words: what is shared how, and a sheet for each donor for the talk at the next meeting. Internal only."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.points import Points
from tracker.briefing.words import list_words, money_words, percent_words, said_date
from tracker.model.asks import BY_GIVING, BY_HAND, CAP, EQUALLY, FLOOR, HAND, REST, Agreed

HELD_WORDS = {
    FLOOR: "at its floor", CAP: "at its cap", HAND: "set by hand", REST: "with what round figures leave", "": "",
}  # fmt: skip
"""What holds an ask where it is, in words."""


@dataclass(frozen=True)
class AskSheet:
    """What to have at hand when a donor is asked: who, the ask, what lies behind it, and where from."""

    donor: str
    title: str
    ask: str
    lines: tuple[str, ...]
    closing: str

    @property
    def text(self) -> str:
        """All of it, to be copied."""
        return "\n".join([self.title, self.ask, *(f"• {line}" for line in self.lines), self.closing])


def key_words(key: str) -> str:
    """How a gap is shared, in words."""
    known = {BY_GIVING: "in proportion to past giving", EQUALLY: "in equal parts", BY_HAND: "as set by hand"}
    return known.get(key, f"by the key “{key}”")


def write_asks(gap: pd.Series, rows: pd.DataFrame, agreed: Agreed) -> tuple[str, ...]:
    """What is shared among whom, and on what that rests.

    In: the row of `find_gaps` that is shared, the rows of `find_asks`, and how they were agreed to be made.
    """
    currency, target = str(gap["currency"]), _target_words(gap)
    if rows.empty:
        return (f"Nothing is missing of {target}, counting from {terms.RUNG[gap['counting']].label.lower()}.",)
    asked = rows[(rows["ask"] > 0).to_numpy()]
    count = "one donor" if len(asked) == 1 else f"{len(asked):,} donors"
    missing = money_words(int(gap["gap"]), currency)
    about = "about " if gap["approximate"] else ""
    floor = list_words(
        [terms.RUNG[code].label.lower() for code in terms.RUNGS[: terms.RANK[gap["counting"]] + 1]], "or"
    )
    said = [f"{about[:1].upper()}{about[1:]}{missing} is missing of {target}, counting what is {floor}."]
    said.append(f"Shared {key_words(agreed.key)}, {count} would be asked, and the asks add up to it to the cent.")
    if agreed.counts_promised and agreed.key != BY_HAND:
        said.append("What each gave or promised for it already is counted towards their share.")
    if agreed.step > 1:
        said.append(f"Asks are multiples of {money_words(agreed.step, currency)}{_rest(rows)}.")
    return tuple(said)


def _rest(rows: pd.DataFrame) -> str:
    carrier = rows[(rows["held_by"] == REST).to_numpy()]
    return f", but for that of {carrier['donor'].iloc[0]}, which carries what is left" if len(carrier) else ""


def _target_words(gap: pd.Series) -> str:
    return "the full requirement" if gap["target"] == terms.REQUIREMENT else f"“{gap['title']}”"


def write_ask_sheet(row: Any, gap: pd.Series, giving: str, points: Points, chance: str, agreed: Agreed) -> AskSheet:
    """A sheet for one donor.

    In: the donor's row of `find_asks`; the row of the gap; what the donor gave, in words (`briefing.donors`), the
    talking points about this donor (`briefing.points`), the next meeting in words, and how asks were agreed to be made.
    """
    currency = str(row.currency)
    due = f" by {said_date(str(gap['due_on']))}" if gap["due_on"] else ""
    ask = (
        f"Ask: {money_words(int(row.ask), currency)} for {_target_words(gap)}{due}."
        if row.ask
        else f"Ask: nothing more for {_target_words(gap)}; what is promised already is more than its share."
    )
    lines = [*filter(None, [giving]), *points.points]
    if row.softer:
        soft = money_words(int(row.softer), currency)
        lines.append(f"{soft} of it stands on softer rungs already: to be made firm is part of the ask.")
    if not pd.isna(row.overdue) and row.overdue:
        lines.append(f"Ask also for what is overdue: {money_words(int(row.overdue), currency)}.")
    lines.append(_why(row, agreed))
    lines.append(chance or "No meeting is on record at which to ask.")
    return AskSheet(str(row.donor), f"{points.title} · for internal use", ask, tuple(lines), points.closing)


def _why(row: Any, agreed: Agreed) -> str:
    held = HELD_WORDS[str(row.held_by)]
    aside = f", {held}" if held else ""
    if row.held_by == HAND:
        return "The ask was set by hand."
    share = "" if pd.isna(row.share) else f": {percent_words(float(row.share))} of all who are asked"
    already = ", with what was given or promised already counted" if agreed.counts_promised else ""
    return f"The ask is shared {key_words(agreed.key)}{share}{already}{aside}."
