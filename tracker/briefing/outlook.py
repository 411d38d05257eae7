"""The outlook in sentences: three plain answers, then what is likely, each with the assumption that it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.words import date_words, list_words, money_words, percent_words, said_date
from tracker.model.assumptions import Assumptions
from tracker.model.needs import BY_PERIODS, BY_PHASE, STATED
from tracker.model.outlook import BY_PLEDGE, BY_ROW, BY_RUNG
from tracker.money import NUMBER_ONE

_VERB = {rung.code: rung.label.lower() for rung in terms.LADDER}
_ANSWERS = {
    "in_cash": "In cash",
    "if_announced": "If everything announced comes by its date",
    "if_everything": "If everything in sight comes",
}
BASIS_WORDS = {
    BY_ROW: "stated on its row", BY_PLEDGE: "assumed of this promise", BY_RUNG: "assumed of its rung", "": "not stated",
}  # fmt: skip
"""On what a promise's likelihood rests, in words."""
NEED_WORDS = {
    STATED: "as assumed", BY_PERIODS: "by the budget's periods, each spread evenly over its months",
    BY_PHASE: "the whole budget, spread evenly over the phase", "": "not known",
}  # fmt: skip
"""On what a monthly need rests, in words."""


@dataclass(frozen=True)
class Prospect:
    """What there is to say of one target: its answers, and for internal readers what is likely, and on what it hinges.

    `basis` says on what the likelihood rests, "" where none is told.
    """

    answers: tuple[str, ...]
    likelihood: str = ""
    basis: str = ""
    spread: str = ""
    hinge: str = ""
    new: str = ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it, in order."""
        return tuple(filter(None, (*self.answers, self.new, self.likelihood, self.basis, self.spread, self.hinge)))

    @property
    def text(self) -> str:
        """All of it as one paragraph."""
        return " ".join(self.sentences)


def likelihood_words(share: float) -> str:
    """A likelihood with one decimal; 0 % and 100 % are only what is impossible and what is certain."""
    if 0 < share < 0.001:
        return f"less than {percent_words(0.001)}"
    if 0.999 < share < 1:
        return f"more than {percent_words(0.999)}"
    return percent_words(share)


def range_words(least: float, most: float) -> str:
    """`60.9 %`, or `between 12.0 % and 80.0 %` where it is not one figure."""
    first, last = likelihood_words(least), likelihood_words(most)
    return first if first == last else f"between {first} and {last}"


def write_prospect(
    outlook: pd.DataFrame,
    promises: pd.DataFrame,
    assumptions: Assumptions,
    names: Mapping[str, str],
    *,
    is_internal: bool = True,
) -> Prospect:
    """What there is to say of one target.

    In: its three rows of `find_outlook`, its rows of `find_hinges`, what was assumed, donors' names. Where it is not
    for internal readers, nothing is said but the first two answers.
    """
    worlds = {str(row.world): row for row in outlook.itertuples()}
    row = worlds["amount"]
    if pd.isna(row.required) or row.required <= 0:
        stands = _money(row, row.if_everything if is_internal else row.if_announced, _is_vague(worlds, "if_everything"))
        lead = "What is needed is not known" if pd.isna(row.required) else "Nothing is needed, as the budget stands"
        told, where = ("no gap and no likelihood", "in sight") if is_internal else ("no gap", "announced or firmer")
        return Prospect((f"{lead}, so that {told} can be told; {stands} is {where}.",))
    if not row.missing_in_cash:
        return Prospect((_answer(worlds, "in_cash", _ANSWERS["in_cash"], 0),))
    shown = _ANSWERS if is_internal else {name: _ANSWERS[name] for name in ("in_cash", "if_announced")}
    is_firm = promises["rung"].isin(terms.PUBLISHED).to_numpy()
    undated = {"in_cash": 0, "if_announced": int(promises["undated"][is_firm].sum()), "if_everything": 0}
    answers = [_answer(worlds, name, words, undated[name]) for name, words in shown.items()]
    if not row.promises:
        answers[1:] = ["Nothing else that may count is in sight."] if is_internal else ["Nothing else is announced."]
    if row.unconverted:
        answers.append("Some money has no rate of exchange and is in none of these figures.")
    if not is_internal:
        return Prospect(tuple(answers))
    return Prospect(
        tuple(answers), _likelihood(worlds), _basis(promises, assumptions, worlds), _spread(row),
        _hinge(promises, row, names), _new(worlds),
    )  # fmt: skip


def _money(row: Any, amount: int, about: bool = False) -> str:
    """An amount in words; exact to the cent where it would read like the requirement and is not."""
    words = money_words(int(amount), str(row.currency))
    if not pd.isna(row.required) and amount != row.required:
        needed = money_words(int(row.required), str(row.currency))
        words = money_words(int(amount), str(row.currency), exact=True) if words == needed else words
    return f"about {words}" if about else words


def _is_vague(worlds: Mapping[str, Any], name: str) -> bool:
    return len({int(getattr(row, name)) for row in worlds.values()}) > 1


def _answer(worlds: Mapping[str, Any], name: str, words: str, undated: int) -> str:
    row = worlds["amount"]
    missing, there = int(getattr(row, f"missing_{name}")), int(getattr(row, name))
    most, least = int(getattr(worlds["low"], f"missing_{name}")), int(getattr(worlds["high"], f"missing_{name}"))
    about = _is_vague(worlds, name)
    text = f"{words}, "
    if name == "in_cash":
        needed = f"{_money(row, row.required)} needed" + (f" for {said_date(str(row.due_on))}" if row.due_on else "")
        some = _money(row, there, about) if there > 0 else "nothing"
        text += f"the {needed} is covered" if not missing else f"{some} of the {needed} is there: "
    elif not missing:
        text += "it is covered"
    if missing:
        at_least = "at least " if least >= missing and most > missing else ""
        text += f"{at_least}{_money(row, missing, about)} is missing"
    elif most:
        text += f", and {_money(row, most)} is missing if what is vague comes to its least"
    if undated and row.due_on and getattr(row, name) > row.in_cash:
        text += f"; of that {_money(row, undated)} has no stated date, and is counted as in time"
    return f"{text}."


def _new(worlds: Mapping[str, Any]) -> str:
    row = worlds["amount"]
    missing = int(row.missing_if_everything)
    if not missing:
        return ""
    least = "at least " if int(worlds["low"].missing_if_everything) > missing else ""
    about = _is_vague(worlds, "if_everything")
    return f"It needs {least}{_money(row, missing, about)} from someone who is not on the ladder yet."


def _likelihood(worlds: Mapping[str, Any]) -> str:
    row, low, high = worlds["amount"], worlds["low"], worlds["high"]
    if row.is_past:
        return f"{said_date(str(row.due_on))} has passed: no likelihood is told any more."
    if not row.promises:
        return ""
    if high.missing_if_everything:
        return "However likely any of it is, what is in sight does not suffice."
    if pd.isna(row.likelihood_from):
        return (
            "Nobody stated how likely any of it is, so no likelihood is given: what comes lies between nothing more "
            "and all of it."
        )
    when = f" by {said_date(str(row.due_on))}" if row.due_on else ""
    text = f"The likelihood of reaching it{when} is {range_words(row.likelihood_from, row.likelihood_to)}"
    if (low.likelihood_from, high.likelihood_to) != (row.likelihood_from, row.likelihood_to):
        vague = f"{likelihood_words(low.likelihood_from)} if what is vague comes to its least"
        text += f" ({vague}, {likelihood_words(high.likelihood_to)} if to its most)"
    return text + "."


def _basis(promises: pd.DataFrame, assumptions: Assumptions, worlds: Mapping[str, Any]) -> str:
    row = worlds["amount"]
    is_told = not worlds["high"].missing_if_everything and not pd.isna(row.likelihood_from)
    if row.is_past or not (is_told or not pd.isna(row.p50)):
        return ""
    counts = promises["basis"].value_counts()
    own, by_rung = int(counts.get(BY_ROW, 0)), int(counts.get(BY_RUNG, 0))
    of_one, none = int(counts.get(BY_PLEDGE, 0)), int(counts.get("", 0))
    parts = [f"{_count(own, 'likelihood')} stated on rows of the ledger"] if own else []
    if by_rung or of_one:
        used = promises[(promises["basis"] == BY_RUNG).to_numpy()]["rung"].unique()
        said = [f"{_VERB[code]} {likelihood_words(assumptions.rungs[code] / NUMBER_ONE)}" for code in used]
        said += [f"{_count(of_one, 'promise')} by name"] if of_one else []
        source = f"; source: {assumptions.source}" if assumptions.source else ""
        parts.append(f"the assumptions “{assumptions.name}” ({list_words(said)}{source})")
    what = "It" if is_told else "What comes"
    text = f"{what} rests on {list_words(parts)}, and takes promises to be independent of each other"
    if none:
        text += f"; for {_count(none, 'promise')} of {len(promises)} nobody stated any, so that it is a range"
    if not row.is_exact:
        text += "; amounts were rounded down and up to work it out"
    return text + "."


def _count(number: int, word: str) -> str:
    return f"{'one' if number == 1 else f'{number:,}'} {word}{'' if number == 1 else 's'}"


def _spread(row: Any) -> str:
    if pd.isna(row.p50) or row.is_past:
        return ""
    p10, p50, p90 = (_money(row, value) for value in (row.p10, row.p50, row.p90))
    within = f" (each at most {_money(row, row.within)} more)" if row.within else ""
    return (
        f"On the same assumptions {p10} or more is there with nine chances in ten, {p50} or more with even odds, "
        f"{p90} or more with one in ten{within}."
    )


def _hinge(promises: pd.DataFrame, row: Any, names: Mapping[str, str]) -> str:
    if row.is_past:
        return ""
    needed = promises[promises["is_needed"].to_numpy(dtype=bool)]
    if not pd.isna(row.likelihood_from) and row.likelihood_to > 0:
        swing = (promises["with_to"] - promises["without_from"]).fillna(0)
        if not len(swing) or swing.max() <= 0:
            return ""
        top = promises.iloc[int(swing.to_numpy().argmax())]
        who, amount = names.get(top["donor"], top["donor"]), _money(row, top["amount"], bool(top["approximate"]))
        sure, never = range_words(top["with_from"], top["with_to"]), range_words(top["without_from"], top["without_to"])
        return f"It hinges most on {who} ({amount}): {sure} if that is sure to come, {never} if it is sure not to."
    if len(needed):
        who = list_words(list(dict.fromkeys(names.get(code, code) for code in needed["donor"])))
        return f"Without {who} everything else in sight does not suffice."
    return ""


def write_runway(runway: pd.DataFrame, assumptions: Assumptions) -> tuple[str, ...]:
    """Until when one phase's money lasts, on which rung, and on what that rests. In: its rows of `find_runway`."""
    first = next(runway.itertuples())
    if not first.basis or pd.isna(first.monthly_need):
        return (
            "How long the money lasts cannot be told: no monthly need is stated, nor does one follow from the budget.",
        )
    need = NEED_WORDS[str(first.basis)]
    need = f"{need} (“{assumptions.name}”)" if first.basis == STATED and assumptions.name else need
    said = [f"{money_words(int(first.monthly_need), str(first.currency))} a month is needed, {need}."]
    said.append(_at_hand(first))
    shown: list[str] = []
    before = None
    for row in runway.itertuples():
        reach = (row.covered_until, row.is_to_the_end)
        if reach != before:
            shown.append(_lasts(row))
        before = reach
    said.append(f"{'; '.join(shown)}."[:1].upper() + f"{'; '.join(shown)}."[1:])
    last = list(runway.itertuples())[-1]
    loose = [
        f"{money_words(int(amount), str(last.currency))} {words}"
        for amount, words in ((last.overdue, "is overdue"), (last.undated, "has no date"))
        if amount
    ]
    if loose:
        said.append(f"{list_words(loose)}, and is in no month.")
    return tuple(said)


def _at_hand(row: Any) -> str:
    amount = money_words(abs(int(row.at_hand)), str(row.currency))
    if row.balance_is_stated:
        return f"At hand is {amount}, as assumed."
    if row.basis == STATED:
        return f"At hand is taken to be all cash received, {amount}: no balance is assumed."
    if row.at_hand < 0:
        return (
            f"What the months before needed is {amount} more than the cash received; what was spent is not known here."
        )
    return f"At hand is taken to be {amount}: the cash received less what the months before needed."


def _lasts(row: Any) -> str:
    label = "cash" if row.counting == terms.RECEIVED else f"with what is {_VERB[row.counting]}, money"
    if row.is_to_the_end:
        return f"{label} lasts to the end, {date_words(row.covered_until)}"
    if not row.covered_until:
        return f"{label} does not cover the first month, {date_words(row.short_in)}"
    months = f" ({_count(int(row.months), 'month')})" if row.months else ""
    return f"{label} lasts until {date_words(row.covered_until)}{months}"


def write_programmable(found: pd.DataFrame) -> tuple[str, ...]:
    """What of a phase's requirement is for its work. In: its row of `find_programmable`, or none."""
    return tuple(_programmable(row) for row in found.itertuples() if not pd.isna(row.programmable))


def _programmable(row: Any) -> str:
    rate = "" if pd.isna(row.rate) else f" ({percent_words(row.rate / NUMBER_ONE)})"
    whole, work, support = (
        money_words(int(amount), str(row.currency)) for amount in (row.required, row.programmable, row.support)
    )
    return (
        f"Of the {whole} needed, {work} is programmable and {support} is for support costs{rate}, as the budget states."
    )
