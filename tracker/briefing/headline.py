"""The bottom line in words: whether the money in sight covers a target, what is there, what is missing."""

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker import terms
from tracker.briefing.words import date_words, list_words, money_words
from tracker.dates import first_day, last_day

_VERB = {
    "received": "received", "committed": "signed", "pledged": "announced", "expected": "anticipated", "prospective": "possible",
}  # fmt: skip
_IF = {
    "committed": "if what is signed is paid",
    "pledged": "if what is announced is paid",
    "expected": "if what is anticipated comes as well",
    "prospective": "if all that is merely possible comes as well",
}


@dataclass(frozen=True)
class Headline:
    """The bottom line of a phase: the target it speaks of, a standing in one word, and its sentences.

    `standing` is covered (in cash), promised (covered at the target's headline rung), soft (covered only by softer
    money), short (not even then), or unknown (no requirement).
    """

    target: str
    standing: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """All sentences as one paragraph."""
        return " ".join(self.sentences)


def choose_target(gaps: pd.DataFrame, as_of: date) -> str:
    """The target that a phase's bottom line speaks of.

    The next threshold that is not covered in cash; else the next, else the last one; without thresholds the whole
    requirement.
    """
    thresholds = gaps[(gaps["target"] != terms.REQUIREMENT) & (gaps["counting"] == terms.RECEIVED)]
    if thresholds.empty:
        return terms.REQUIREMENT
    far = date(9999, 12, 31)
    ranked = sorted(
        (
            bool(row.due_on) and last_day(str(row.due_on)) < as_of,
            not pd.isna(row.gap) and row.gap == 0,
            first_day(str(row.due_on)) if row.due_on else far,
            str(row.target),
        )
        for row in thresholds.itertuples()
    )
    is_past, is_covered, _, target = ranked[0]
    if is_past or is_covered:
        whole = gaps[(gaps["target"] == terms.REQUIREMENT) & (gaps["counting"] == terms.RECEIVED)]
        if is_covered and whole["required"].notna().any():
            return terms.REQUIREMENT
        target = max((row for row in ranked), key=lambda row: row[2])[3]
    return target


def write_headline(gaps: pd.DataFrame, as_of: date, target: str | None = None) -> Headline:
    """The bottom line of one phase.

    In: the gaps of that phase (see `model.gaps.find_gaps`) at each rung its reader sees. It says what the money covers, not
    what will happen.
    """
    target = target or choose_target(gaps, as_of)
    rows = gaps[(gaps["target"] == target).to_numpy()]
    by_rung = {str(row.counting): row for row in rows.itertuples()}
    first = next(iter(by_rung.values()))
    rungs = [code for code in terms.RUNGS if code in by_rung]
    headline_rung = next((code for code, row in by_rung.items() if row.is_headline), terms.DEFAULT_COUNTS)
    counted = {code: int(by_rung[code].counted) for code in rungs}
    parts = {code: counted[code] - (counted[rungs[i - 1]] if i else 0) for i, code in enumerate(rungs)}
    currency = str(first.currency)
    subject = _subject(str(first.title), target)
    if pd.isna(first.required) or first.required == 0:
        return Headline(target, "unknown", _unknown(parts, rungs, currency, pd.isna(first.required), by_rung))
    required = int(first.required)
    covering = next((code for code in rungs if counted[code] >= required), None)
    due = str(first.due_on)
    is_past = bool(due) and last_day(due) < as_of
    opening = f"{date_words(due)} has passed, and {subject}" if is_past else subject[0].upper() + subject[1:]
    if covering == terms.RECEIVED:
        standing, lead = "covered", f"{opening} is covered in cash."
    elif covering is not None and rungs.index(covering) <= rungs.index(headline_rung):
        standing, lead = "promised", f"{opening} is covered, {_IF[covering]}."
    else:
        standing = "short" if covering is None else "soft"
        lead = f"{opening} is not {'' if is_past else 'yet '}covered."
    shown = rungs[: rungs.index(headline_rung) + 1]
    sentences = [lead, _what_is_there(parts, shown, currency, required, due)]
    sentences.extend(_what_is_missing(by_rung, rungs, shown, covering, required, currency))
    softest = by_rung[rungs[-1]]
    if softest.late:
        sentences.append(f"A further {money_words(int(softest.late), currency)} is promised, but only after that date.")
    sentences.extend(_not_convertible(softest))
    return Headline(target, standing, tuple(sentences))


def _subject(title: str, target: str) -> str:
    if target == terms.REQUIREMENT:
        return "the full requirement"
    if " " not in title and title.istitle():
        return f"the {title.lower()}"
    return f"“{title}”"


def _stands(parts: dict[str, int], rungs: list[str], currency: str) -> list[str]:
    return [f"{money_words(parts[code], currency)} is {_VERB[code]}" for code in rungs if parts[code]]


def _what_is_there(parts: dict[str, int], shown: list[str], currency: str, required: int, due: str) -> str:
    needed = money_words(required, currency) + (f" needed for {date_words(due)}" if due else " needed")
    there = [code for code in shown if parts[code]]
    if not there:
        nothing = list_words([_VERB[code] for code in shown], "or")
        return f"Nothing is {nothing} of the {needed}."
    before = [_VERB[code] for code in shown[: shown.index(there[0])]]
    after = [_VERB[code] for code in shown[shown.index(there[-1]) + 1 :]]
    total = sum(parts[code] for code in there)
    text = f"{list_words(_stands(parts, shown, currency))} {'of' if total < required else 'against'} the {needed}"
    if before:
        text = f"Nothing is {list_words(before, 'or')}; {text}"
    if after and total < required:
        text = f"{text}; nothing more is {list_words(after, 'or')}"
    return text + "."


def _what_is_missing(
    by_rung: dict[str, object], rungs: list[str], shown: list[str], covering: str | None, required: int, currency: str
) -> list[str]:
    rows: dict[str, pd.Series] = by_rung  # type: ignore[assignment]
    softest = rows[rungs[-1]]
    headline = rows[shown[-1]]
    if covering == terms.RECEIVED:
        surplus = int(rows[terms.RECEIVED].counted) - required
        return [f"That is {money_words(surplus, currency)} more than needed."] if surplus else []
    if covering is not None and covering in shown:
        missing = required - int(rows[terms.RECEIVED].counted)
        return [f"{money_words(missing, currency)} has yet to be paid."]
    if covering is not None:
        return [f"It would be covered only {_IF[covering]}."]
    missing = required - int(softest.counted)
    vague = ("at least " if softest.low < softest.counted else "") + ("about " if softest.approximate else "")
    if softest.counted == headline.counted:
        everything = "Nothing else is in sight" if rungs[-1] not in terms.PUBLISHED else "Counting everything announced"
        glue = ": " if rungs[-1] not in terms.PUBLISHED else ", "
        return [f"{everything}{glue}{vague}{money_words(missing, currency)} is missing."]
    return [f"Counting everything in sight, {vague}{money_words(missing, currency)} is missing."]


def _unknown(
    parts: dict[str, int], rungs: list[str], currency: str, is_blank: bool, by_rung: dict[str, object]
) -> tuple[str, ...]:
    lead = "What is needed is not known." if is_blank else "Nothing is needed, as the budget stands."
    stands = _stands(parts, rungs, currency)
    if not stands:
        return (lead, f"Nothing is {list_words([_VERB[code] for code in rungs], 'or')}.")
    text = list_words(stands)
    return (lead, text + ".", *_not_convertible(by_rung[rungs[-1]]))


def _not_convertible(row: object) -> list[str]:
    pairs = row.unconverted  # type: ignore[attr-defined]
    if not pairs:
        return []
    listed = list_words([money_words(amount, currency) for currency, amount in pairs])
    return [f"{listed} is left out, for want of a rate of exchange."]


def next_chance(events: pd.DataFrame, phase: str, as_of: date) -> pd.Series | None:
    """The next meeting of a phase (or of all) at which to ask: the one that is sure to come soonest."""
    meetings = events[(events["kind"] == "meeting") & events["phase"].isin([phase, ""])]
    ahead = [(last_day(on), event) for on, event in zip(meetings["on"], meetings["event"], strict=True)]
    ahead = sorted(pair for pair in ahead if pair[0] >= as_of)
    return meetings[meetings["event"] == ahead[0][1]].iloc[0] if ahead else None


def write_next_chance(event: pd.Series) -> str:
    """`Next chance to ask: Policy Consultative Group, March 2010 (tentative).`"""
    match = re.fullmatch(r"(.*?)(?: (\([^()]*\)))?", str(event["title"]))
    title, aside = (match[1], match[2]) if match else (str(event["title"]), None)
    return f"Next chance to ask: {title}, {date_words(str(event['on']))}{' ' + aside if aside else ''}."
