"""The bottom line of several phases: how many are covered, where most is missing. Currencies are never added."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.counts import count_words
from tracker.briefing.headline import Headline
from tracker.briefing.words import list_words, money_words, percent_words
from tracker.dates import last_day

_FIRM = list_words([terms.RUNG[code].label.lower() for code in terms.PUBLISHED[1:]], "or")


def open_phases(phases: pd.DataFrame, as_of: date) -> list[str]:
    """The phases that have not ended on a date, those without a stated end among them."""
    return [
        str(phase)
        for phase, ends_on in zip(phases["phase"], phases["ends_on"], strict=True)
        if not ends_on or last_day(ends_on) >= as_of
    ]


def write_portfolio(
    gaps: pd.DataFrame, totals: pd.DataFrame, phases: pd.DataFrame, names: Mapping[str, str], as_of: date
) -> Headline:
    """Whether the open phases are covered, where the largest gaps are, and what is needed of what.

    In: gaps of all phases; `model.gaps.find_portfolio` of the open phases by currency; the table `phases`; what each
    phase is called. Only phases with a known requirement are spoken of as covered or not.
    """
    is_open = gaps["phase"].isin(open_phases(phases, as_of)) & (gaps["target"] == terms.REQUIREMENT)
    rows = gaps[is_open.to_numpy()]
    known = rows[(rows["required"] > 0).fillna(False).to_numpy(dtype=bool)]
    unknown = rows["phase"].nunique() - known["phase"].nunique()
    cash = known[(known["counting"] == terms.RECEIVED).to_numpy()]
    firm = known[known["is_headline"].to_numpy()]
    total = len(cash)
    if not total:
        lead = "No open phase has a known requirement." if unknown else "No phase is open."
        return Headline(terms.REQUIREMENT, "unknown", (lead, *_unknown(unknown, total)))
    covered, promised = int((cash["gap"] == 0).sum()), int((firm["gap"] == 0).sum())
    standing = "covered" if covered == total else "promised" if promised == total else "short"
    lead = f"{_covered(covered, total)} covered in cash{_promised(covered, promised)}."
    said = (lead, *_largest(firm, names), *_needed(totals, total), *_unknown(unknown, total))
    return Headline(terms.REQUIREMENT, standing, said)


def _covered(covered: int, total: int) -> str:
    """`None of the five open phases is`, in the right number."""
    phases = f"the {count_words(total)} open phases"
    if total == 1:
        return f"The open phase is{'' if covered else ' not yet'}"
    if covered == total:
        return "Both open phases are" if total == 2 else f"All {count_words(total)} open phases are"
    if covered == 0:
        return f"{'Neither' if total == 2 else 'None'} of {phases} is"
    number = count_words(covered)
    return f"{number[0].upper()}{number[1:]} of {phases} {'is' if covered == 1 else 'are'}"


def _promised(covered: int, promised: int) -> str:
    more = promised - covered
    if more <= 0:
        return ""
    verb = "is" if more == 1 else "are"
    if covered:
        return f", and {count_words(more)} more {verb} if what is {_FIRM} is paid"
    return f"; {count_words(more)} {verb} if what is {_FIRM} is paid"


def _largest(firm: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """The largest gap in each currency, counting announced money and firmer."""
    missing = firm[(firm["gap"] > 0).to_numpy(dtype=bool)]
    if missing.empty:
        return []
    ordered = missing.sort_values(["currency", "gap", "phase"], ascending=[True, False, True], kind="stable")
    largest = list(ordered.drop_duplicates("currency").itertuples())
    listed = [(_money(row.gap, row), names.get(str(row.phase), str(row.phase))) for row in largest]
    counting = f"Counting what is received, {_FIRM}"
    if len(listed) == 1:
        what = "only" if len(missing) == 1 else "largest"
        return [f"{counting}, the {what} gap is {listed[0][0]}: {listed[0][1]}."]
    parts = list_words([f"{amount} ({name})" for amount, name in listed])
    return [f"{counting}, the largest gaps are {parts}."]


def _money(amount: int, row: Any) -> str:
    return f"{'about ' if row.approximate else ''}{money_words(int(amount), str(row.currency))}"


def _needed(totals: pd.DataFrame, total: int) -> list[str]:
    """What the open phases need, and how much of it is covered, by currency: a surplus of one covers no other."""
    firm = totals[((totals["counting"] == terms.DEFAULT_COUNTS) & (totals["required"] > 0)).to_numpy()]
    rows = list(firm.sort_values("currency").itertuples())
    if not rows:
        return []
    needed = list_words([money_words(int(row.required), str(row.currency)) for row in rows])
    shares = list_words([f"{'about ' if row.approximate else ''}{percent_words(row.coverage)}" for row in rows])
    subject = "It needs" if total == 1 else "Together they need"
    return [f"{subject} {needed}, of which {shares} {'is' if len(rows) == 1 else 'are'} covered."]


def _unknown(unknown: int, total: int) -> list[str]:
    if not unknown:
        return []
    also = " more" if total else ""
    return [f"What {count_words(unknown, f'{also} phase'.strip())} {'needs' if unknown == 1 else 'need'} is not known."]


def write_attention(attention: pd.DataFrame) -> str:
    """`Needs attention: one threshold at risk, three overdue payments.`; blank where nothing does."""
    words = {
        "missed": ("missed threshold", ""), "at risk": ("threshold at risk", "thresholds at risk"),
        "overdue": ("donor overdue", "donors overdue"),
        "no rate": ("sum without a rate", "sums without a rate"),
        "no requirement": ("unknown requirement", ""),
    }  # fmt: skip
    counts = attention["kind"].value_counts()
    parts = [count_words(int(counts[kind]), *nouns) for kind, nouns in words.items() if counts.get(kind)]
    return f"Needs attention: {', '.join(parts)}." if parts else ""
