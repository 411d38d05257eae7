"""The tables of what may come: three answers, the promises they hinge on, what closes the gap."""

from typing import Any

import pandas as pd

from tracker import desk, terms
from tracker.briefing.names import donor_names
from tracker.briefing.outlook import BASIS_WORDS, likelihood_words, range_words
from tracker.briefing.words import UNKNOWN, amount_words, date_words
from tracker.dashboard.figure_table import Cell, Head, Row
from tracker.dashboard.made import Sheet
from tracker.desk import View
from tracker.money import NUMBER_ONE

_FLOORS = {
    "in_cash": ("In cash", terms.RECEIVED), "if_announced": ("If everything announced comes by its date", "pledged"),
    "if_everything": ("If everything in sight comes", "prospective"),
}  # fmt: skip
_FEW = 40


def make_answers(view: View, found: desk.Outlook, phase: str, target: str) -> Sheet:
    """Three answers to one question: what is there then, and what is missing; and how likely it is reached."""
    rows = found.targets[((found.targets["phase"] == phase) & (found.targets["target"] == target)).to_numpy()]
    worlds = {str(row.world): row for row in rows.itertuples()}
    stated = worlds["amount"]
    floors = {name: _FLOORS[name] for name in _FLOORS if view.audience != "partners" or name != "if_everything"}
    table = [
        Row(
            [
                Cell(words, rung=rung, aside=_rests(name, stated)),
                _amount(worlds, name),
                _amount(worlds, f"missing_{name}"),
            ],
            "headline" if name == "if_announced" else "",
        )
        for name, (words, rung) in floors.items()
    ]
    if view.audience != "partners":
        how = Cell("Likelihood of reaching it", aside=_likely_rests(found, stated))
        table.append(Row([how, Cell(""), Cell(_likelihood(worlds))], "total"))
    needed = UNKNOWN if pd.isna(stated.required) else amount_words(int(stated.required))
    due = f" for {date_words(str(stated.due_on))}" if stated.due_on else ""
    head = [Head("Answer, and what it rests on"), Head(f"There, {stated.currency}", "right"), Head("Missing", "right")]
    return Sheet([head], table, f"{stated.title}: {needed} needed{due}")


def _amount(worlds: dict[str, Any], name: str) -> Cell:
    low, stated, high = (getattr(worlds[world], name) for world in ("low", "amount", "high"))
    is_vague = not pd.isna(stated) and (low != stated or high != stated)
    least, most = (None, None) if pd.isna(low) else sorted((int(low), int(high)))
    aside = f"{amount_words(least)} to {amount_words(most)}" if is_vague else ""
    return Cell(amount_words(None if pd.isna(stated) else int(stated), approximate=is_vague), aside=aside)


def _rests(name: str, row: Any) -> str:
    undated = "; money without a date counts as in time" if row.due_on else ""
    return {
        "in_cash": "cash received, by the ledger's rows",
        "if_announced": f"assumes that all announced and signed money is paid when it is due{undated}",
        "if_everything": f"assumes that all that is anticipated or possible comes as well{undated}",
    }[name]


def _likelihood(worlds: dict[str, Any]) -> str:
    row = worlds["amount"]
    return UNKNOWN if pd.isna(row.likelihood_from) else range_words(row.likelihood_from, row.likelihood_to)


def _likely_rests(found: desk.Outlook, row: Any) -> str:
    if row.is_past:
        return "its date has passed"
    if not row.stated:
        return "nobody stated a likelihood, and none is assumed"
    named = f"; assumptions “{found.assumptions.name}”" if found.assumptions.name else ""
    return f"{row.stated} of {row.promises} promises with a likelihood{named}; independent of each other"


def make_hinges(view: View, found: desk.Outlook, target: str) -> Sheet:
    """Every promise that may count: its likelihood and on what that rests, and what becomes of the target by it."""
    names = donor_names(view.tables["donors"])
    rows = found.promises[(found.promises["target"] == target).to_numpy()]
    shown = rows.sort_values("amount", ascending=False, kind="stable")[:_FEW]
    has_likelihood = bool(shown["with_from"].notna().any())
    head = [
        Head("Promise"), Head("Amount", "right"), Head("Likelihood", "right"),
        *([Head("Reached with it", "right", "The likelihood of reaching the target if this is sure to come."),
           Head("without it", "right", "The likelihood if this is sure not to come.")] if has_likelihood else []),
        Head("Missing without it", "right", "What is missing of the target if everything else in sight comes."),
    ]  # fmt: skip
    table = [_hinge(row, names, has_likelihood=has_likelihood) for row in shown.itertuples()]
    caption = "What it hinges on" + (f": the largest {_FEW} of {len(rows):,}" if len(rows) > _FEW else "")
    return Sheet([head], table, caption)


def _hinge(row: Any, names: dict[str, str], *, has_likelihood: bool) -> Row:
    share = UNKNOWN if pd.isna(row.likelihood) else likelihood_words(row.likelihood / NUMBER_ONE)
    turned = []
    if has_likelihood:
        turned = [
            _range(first, last) for first, last in ((row.with_from, row.with_to), (row.without_from, row.without_to))
        ]
    without = None if pd.isna(row.gap_without) else int(row.gap_without)
    vague = row.low != row.amount or row.high != row.amount
    aside = f"{amount_words(row.low)} to {amount_words(row.high)}" if vague else ""
    return Row([
        Cell(names.get(row.donor, row.donor), rung=row.rung, aside=_said(row)),
        Cell(amount_words(row.amount, approximate=row.approximate), aside=aside),
        Cell(share, aside=BASIS_WORDS[row.basis]), *turned,
        Cell(amount_words(without), aside="needed" if row.is_needed else ""),
    ], "headline" if row.is_needed else "")  # fmt: skip


def _range(first: float, last: float) -> Cell:
    """A likelihood that may lie between two, one below the other: figures to the right never wrap."""
    if pd.isna(first):
        return Cell(UNKNOWN)
    least, most = likelihood_words(first), likelihood_words(last)
    return Cell(least, aside=f"to {most}" if most != least else "")


def _said(row: Any) -> str:
    """On which rung it stands, when it is due, and where that is written."""
    due = f"due {date_words(row.due_on, short=True)}" if row.due_on else "no date"
    return ", ".join(filter(None, [terms.RUNG[row.rung].label, due, row.source]))


def make_sets(view: View, found: desk.Outlook, phase: str, target: str) -> Sheet:
    """The fewest promises that would close the gap beside the cash."""
    names = donor_names(view.tables["donors"])
    sets, is_all = desk.closing_sets(view, found, phase, target)
    table = []
    for _, rows in list(sets.groupby("number", sort=True))[:8]:
        who = ", ".join(
            f"{names.get(row.donor, row.donor)} ({amount_words(row.amount)}, {terms.RUNG[row.rung].label.lower()})"
            for row in rows.itertuples()
        )
        table.append(Row([Cell(who), Cell(amount_words(int(rows["over"].iloc[0])))]))
    size = int(sets["size"].iloc[0]) if len(sets) else 0
    count = sets["number"].nunique()
    what = "One promise is enough" if size == 1 else f"It takes {size} promises at least"
    more = "" if is_all and count <= 8 else f"; the firmest {min(count, 8)} of {'' if is_all else 'more than '}{count}"
    head = [Head("Beside the cash, these would close the gap"), Head("Over", "right")]
    return Sheet([head], table, f"{what}{more}")


def make_new(found: desk.Outlook, target: str) -> Sheet:
    """What new donors would have to add."""
    rows = found.new[(found.new["target"] == target).to_numpy()]
    words = {"in_cash": "if nothing more comes", "if_announced": "beside all that is announced",
             "if_everything": "beside everything in sight"}  # fmt: skip
    table = [
        Row([
            Cell(words[row.beside]),
            Cell(
                amount_words(row.amount, approximate=row.low != row.high),
                aside=f"{amount_words(row.low)} to {amount_words(row.high)}" if row.low != row.high else "",
            ),
            Cell(amount_words(row.each_2)), Cell(amount_words(row.each_3)),
        ], "missing" if row.amount and row.beside == "if_everything" else "")
        for row in rows.itertuples()
    ]  # fmt: skip
    head = [
        Head("From somebody new"),
        Head("One gives", "right"),
        Head("two, each", "right"),
        Head("three, each", "right"),
    ]
    return Sheet([head], table, "What somebody who is not on the ladder would have to add")
