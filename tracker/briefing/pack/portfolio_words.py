"""A portfolio as the texts and lengths that its page is laid out from. It says in words, and adds nothing up."""

from typing import Any

from tracker import terms
from tracker.briefing.language import say
from tracker.briefing.pack import labels
from tracker.briefing.pack.brief import PhaseLine, Portfolio
from tracker.briefing.pack.page_words import marks_words, shown
from tracker.briefing.words import UNKNOWN, amount_words, date_words, percent_words

_SOFT = "expected"
"""The rung in whose colour all that is softer than announced is painted."""


def portfolio_words(portfolio: Portfolio) -> dict[str, Any]:
    """What `portfolio.typ` lays out: texts, and lengths as parts of a bar."""
    return shown(
        {
            "kind": "portfolio",
            **marks_words(portfolio.marks),
            "lead": portfolio.lead.rstrip("."),
            "sentences": list(portfolio.sentences),
            "head": say("brief-phases"),
            "heads": heads(),
            "legend": _legend(portfolio),
            "groups": _groups(portfolio),
            "none": "" if portfolio.lines else say("brief-no-phases"),
            "lists": [
                {"head": say("brief-attention"), "side": "left",
                 "lines": list(portfolio.attention) or [say("brief-nothing-attention")]},
                {"head": say("brief-caveats"), "side": "right", "lines": list(portfolio.caveats)},
            ],
        }
    )  # fmt: skip


def _legend(portfolio: Portfolio) -> list[dict[str, str]]:
    """What the stretches of a bar stand for; partners' bars have none that is softer."""
    told = [(terms.RECEIVED, say("brief-in-cash")), (terms.PLEDGED, say("brief-firm-short"))]
    if portfolio.marks.audience == "internal":
        told.append((_SOFT, say("brief-in-sight")))
    return [{"rung": rung, "text": text} for rung, text in [*told, ("missing", say("brief-gap"))]]


def heads() -> list[str]:
    """The columns of a portfolio's table, a bar of coverage in the middle."""
    return [say("brief-phase"), say("brief-required"), say("brief-in-cash"), say("brief-firm-short"),
            say("brief-gap"), say("brief-coverage"), say("brief-next")]  # fmt: skip


def line_cells(line: PhaseLine) -> list[str]:
    """A phase's cells, in the order of `heads`."""
    gap = UNKNOWN if line.gap is None else amount_words(line.gap, approximate=line.is_firm_vague and line.gap > 0)
    coverage = labels.about(percent_words(line.coverage), approximate=line.is_firm_vague)
    title = line.title if line.is_open else f"{line.title} ({say('brief-ended')})"
    following = labels.pair(date_words(line.next_on, short=True), line.next_what) if line.next_on else ""
    return [title, amount_words(line.required), amount_words(line.in_cash),
            amount_words(line.firm, approximate=line.is_firm_vague), gap, coverage, following]  # fmt: skip


def total_cells(portfolio: Portfolio) -> list[list[str]]:
    """The open phases of each currency together, in the order of `heads`."""
    return [
        [say("brief-of-phases", count=one.phases, currency=one.currency), amount_words(one.required),
         amount_words(one.counted_in_cash), amount_words(one.counted, approximate=one.approximate),
         amount_words(one.gap, approximate=one.approximate and one.gap > 0),
         labels.about(percent_words(one.coverage), approximate=one.approximate), ""]
        for one in portfolio.totals if one.phases
    ]  # fmt: skip


def _groups(portfolio: Portfolio) -> list[dict[str, Any]]:
    """Open phases under their initiatives, then those that have ended, then the totals."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in portfolio.lines:
        groups.setdefault(f"{line.initiative} · {line.currency}", []).append(_row(line))
    found = [{"head": head, "lines": lines} for head, lines in groups.items()]
    totals = [{"cells": cells, "bar": [], "strong": True} for cells in total_cells(portfolio)]
    return [*found, *([{"head": "", "lines": totals}] if totals else [])]


def _row(line: PhaseLine) -> dict[str, Any]:
    return {"cells": line_cells(line), "bar": _bar(line), "strong": False, "quiet": not line.is_open}


def _bar(line: PhaseLine) -> list[dict[str, Any]]:
    """Coverage as stretches of what is needed: in cash, promised, softer, missing."""
    if not line.required:
        return []
    marks = [min(amount / line.required, 1.0) for amount in (line.in_cash, line.firm, line.in_sight)]
    parts, left = [], 0.0
    for end, rung in zip([*marks, 1.0], (terms.RECEIVED, terms.PLEDGED, _SOFT, "missing"), strict=True):
        if end > left:
            parts.append({"share": end - left, "rung": rung})
            left = end
    return parts
