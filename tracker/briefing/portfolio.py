"""The bottom line of several phases: how many are covered, where most is missing. Currencies are never added."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.counts import count_words
from tracker.briefing.headline import Headline
from tracker.briefing.language import say
from tracker.briefing.words import as_sentence, list_words, money_words, percent_words, yes_no
from tracker.dates import last_day


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
        lead = say("portfolio-no-need" if unknown else "portfolio-none-open")
        return Headline(terms.REQUIREMENT, "unknown", (lead, *_unknown(unknown, total)))
    covered, promised = int((cash["gap"] == 0).sum()), int((firm["gap"] == 0).sum())
    standing = "covered" if covered == total else "promised" if promised == total else "short"
    lead = as_sentence(_covered(covered, promised, total))
    said = (lead, *_largest(firm, names), *_needed(totals, total), *_unknown(unknown, total))
    return Headline(terms.REQUIREMENT, standing, said)


def _covered(covered: int, promised: int, total: int) -> str:
    """`none of the five open phases is covered in cash; one is if what is signed or announced is paid`."""
    which = "all" if covered == total else "some" if covered else "none"
    words = {"total_words": count_words(total), "covered_words": count_words(covered)}
    clause = say("phases-covered", which=which, total=total, covered=covered, **words)
    more = promised - covered
    if more <= 0:
        return clause
    also, number = yes_no(covered), count_words(more)
    return say("phases-promised", clause=clause, also=also, more=more, more_words=number, total=total)


def _largest(firm: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """The largest gap in each currency, counting announced money and firmer."""
    missing = firm[(firm["gap"] > 0).to_numpy(dtype=bool)]
    if missing.empty:
        return []
    ordered = missing.sort_values(["currency", "gap", "phase"], ascending=[True, False, True], kind="stable")
    largest = list(ordered.drop_duplicates("currency").itertuples())
    listed = [(_money(row.gap, row), str(names.get(str(row.phase), row.phase))) for row in largest]
    if len(listed) == 1:
        (money, name), which = listed[0], "only" if len(missing) == 1 else "largest"
        return [say("largest-gap", which=which, money=money, name=name)]
    parts = [say("gap-of-phase", money=money, name=name) for money, name in listed]
    return [say("largest-gaps", listed=list_words(parts))]


def _money(amount: int, row: Any) -> str:
    words = money_words(int(amount), str(row.currency))
    return say("about", amount=words) if row.approximate else words


def _needed(totals: pd.DataFrame, total: int) -> list[str]:
    """What the open phases need, and how much of it is covered, by currency: a surplus of one covers no other."""
    firm = totals[((totals["counting"] == terms.DEFAULT_COUNTS) & (totals["required"] > 0)).to_numpy()]
    rows = list(firm.sort_values("currency").itertuples())
    if not rows:
        return []
    needed = list_words([money_words(int(row.required), str(row.currency)) for row in rows])
    told = [percent_words(row.coverage) for row in rows]
    shares = [say("about", amount=one) if row.approximate else one for one, row in zip(told, rows, strict=True)]
    return [say("phases-need", total=total, needed=needed, shares=list_words(shares), number=len(rows))]


def _unknown(unknown: int, total: int) -> list[str]:
    if not unknown:
        return []
    return [say("phases-unknown", also=yes_no(total), count=unknown, count_words=count_words(unknown))]


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
