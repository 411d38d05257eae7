"""Three talking points on a phase, for everybody or for one donor. They say nothing softer than their audience sees."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.calendar import next_chance, write_next_chance
from tracker.briefing.counts import count_words
from tracker.briefing.headline import Headline, choose_target, write_headline
from tracker.briefing.words import date_words, day_words, list_words, money_words, percent_words
from tracker.dates import last_day

_VERB = {rung.code: rung.label.lower() for rung in terms.LADDER}
_FIRM = list_words([_VERB[code] for code in terms.PUBLISHED], "or")
_FEW = 3


@dataclass(frozen=True)
class Points:
    """What may be said of a phase, one or two sentences each, and where it comes from."""

    title: str
    points: tuple[str, str, str]
    closing: str

    @property
    def text(self) -> str:
        """All of it, to be copied."""
        return "\n".join([self.title, *(f"• {point}" for point in self.points), self.closing])


def write_closing(as_of: date, audience: str, record: str, sources: Iterable[str]) -> str:
    """`As of 4 Dec 2009 · INTERNAL · Record 1 · 7f3a · Source: KEY ¶10`: what makes a copied text traceable."""
    cited = sorted({text for text in sources if text})
    more = f" and {len(cited) - _FEW} more" if len(cited) > _FEW else ""
    named = f"Source{'s' if len(cited) > 1 else ''}: {', '.join(cited[:_FEW])}{more}" if cited else "Unsourced"
    return f"As of {day_words(as_of)} · {audience.upper()} · {record} · {named}"


def write_points(
    gaps: pd.DataFrame, dues: pd.DataFrame, events: pd.DataFrame, names: Mapping[str, str], as_of: date
) -> tuple[str, str, str]:
    """What stands, what is missing, and what comes next of a phase.

    In: the phase's gaps at each rung the reader sees, and its dues (see `model`); the events of its ledger; donors'
    names.
    """
    headline = write_headline(gaps, as_of)
    full = "" if headline.target == terms.REQUIREMENT else _of_requirement(gaps)
    missing = _missing(headline, gaps)
    phase = str(gaps["phase"].iloc[0])
    chance = next_chance(events, phase, as_of)
    coming = [_coming(dues[(dues["form"] == "cash").to_numpy()], names)]
    if chance is not None:
        coming.append(write_next_chance(chance))
    return " ".join(headline.sentences[:2]), " ".join(filter(None, [missing, full])), " ".join(coming)


def _missing(headline: Headline, gaps: pd.DataFrame) -> str:
    """What is missing of a headline's target, in a sentence that stands by itself."""
    rows = gaps[(gaps["target"] == headline.target).to_numpy()]
    first = next(rows.itertuples())
    if headline.standing == "covered":
        return "Nothing is missing."
    if headline.standing == "unknown":
        is_known = not pd.isna(first.required)
        return "Nothing is missing." if is_known else "Without a known requirement, coverage and gap cannot be told."
    if headline.standing == "promised":
        paid, required = max(int(first.counted), 0), int(first.required)
        unpaid = _money(required - paid, first.currency)
        needed = _money(required, first.currency)
        return (
            f"Of the {needed} needed, {unpaid} has yet to be paid."
            if paid
            else f"None of the {needed} needed is paid yet."
        )
    whose = _sentence(_subject(str(first.title), headline.target)).removesuffix(".")
    return headline.sentences[2].replace("It would", f"{whose} would", 1)


def write_donor_points(
    name: str,
    gaps: pd.DataFrame,
    parts: pd.DataFrame,
    standings: pd.DataFrame,
    dues: pd.DataFrame,
    as_of: date,
) -> tuple[str, str, str]:
    """What one donor gave and promised, what of it is due, and what would close the gap: fit to be said to that donor.

    In: the phase's gaps at each rung the reader sees; what this donor's money adds to each target, its standings and
    its dues there (see `model`). The gap is told from announced money or firmer, never from what others are merely
    expected to give; the donor's own softer money is called what it is.
    """
    softer = [code for code in gaps["counting"].unique() if code not in terms.PUBLISHED]
    own = dues[(dues["form"] == "cash").to_numpy()]
    return _given(name, standings, softer), _owed(own, standings), _to_close(gaps, parts, softer, as_of)


def _money(amount: int, currency: str, about: object = False) -> str:
    return f"{'about ' if about else ''}{money_words(int(amount), currency)}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _on(text: str) -> str:
    return f"{'on' if len(text) == 10 else 'in'} {date_words(text)}"


def _headline_row(gaps: pd.DataFrame, target: str, firmest: tuple[str, ...] = terms.RUNGS) -> Any:
    """The row of a target at its headline rung, or at the softest of some rungs where that one is softer still."""
    rows = gaps[((gaps["target"] == target) & gaps["counting"].isin(firmest)).to_numpy()]
    chosen = rows[rows["is_headline"].to_numpy()]
    return next((chosen if len(chosen) else rows.tail(1)).itertuples())


def _of_requirement(gaps: pd.DataFrame) -> str:
    row = _headline_row(gaps, terms.REQUIREMENT)
    if pd.isna(row.required):
        return "What the whole phase needs is not known."
    if row.required <= 0:
        return "The whole phase needs no money, as the budget stands."
    needed, counted = _money(row.required, row.currency), _money(row.counted, row.currency, row.approximate)
    if not row.gap:
        return f"In full, {needed} is needed, and {counted} is {_FIRM}."
    if not row.counted:
        return f"In full, {needed} is needed, and none of it is {_FIRM}."
    share = f"{'about ' if row.approximate else ''}{percent_words(row.coverage)}"
    missing = _money(row.gap, row.currency, row.approximate)
    return f"In full, {needed} is needed: {share} of it is {_FIRM}, and {missing} is missing."


def _coming(dues: pd.DataFrame, names: Mapping[str, str]) -> str:
    """The payments that are overdue, or else the next one."""
    late = dues[(dues["overdue"] > 0).to_numpy()]
    if len(late):
        sums = late.groupby(["currency"], sort=True)["overdue"].sum()
        total = list_words([_money(amount, str(currency)) for currency, amount in sums.items()])
        owing = list(dict.fromkeys(names.get(str(donor), str(donor)) for donor in late["donor"]))
        shown = list_words(owing if len(owing) <= _FEW + 1 else [*owing[:_FEW], f"{len(owing) - _FEW} others"])
        return f"{total} {'is' if len(sums) == 1 else 'are'} overdue: {shown}."
    unpaid = dues[(dues["amount"] > dues["fulfilled"]).to_numpy()]
    following = _next_due(unpaid)
    if following is not None:
        who = names.get(str(following.donor), str(following.donor))
        left = _money(following.amount - following.fulfilled, following.currency)
        return f"Nothing is overdue; the next payment is due {_on(following.due_on)}: {left}, {who}."
    return "No payment date is stated for what is promised." if len(unpaid) else "No payment is outstanding."


def _next_due(unpaid: pd.DataFrame) -> Any:
    dated = unpaid[(unpaid["due_on"] != "").to_numpy()]
    ordered = sorted(dated.itertuples(), key=lambda row: (last_day(row.due_on), row.donor, row.pledge))
    return ordered[0] if ordered else None


def _given(name: str, standings: pd.DataFrame, softer: list[str]) -> str:
    cash = standings[(standings["form"] == "cash").to_numpy()]
    firm, soft = _stands(cash, list(terms.PUBLISHED)), _stands(cash, softer)
    text = f"{name}: {'; '.join(filter(None, [list_words(firm) or f'nothing is {_FIRM}', list_words(soft)]))}."
    hidden = cash[(cash["unconverted"] != 0).to_numpy()].groupby("original_currency", sort=True)["unconverted"].sum()
    if len(hidden):
        listed = list_words([f"the {_money(amount, str(currency))}" for currency, amount in hidden.items()])
        text += f" No total holds {listed}, for want of a rate of exchange."
    goods = _stands(standings[(standings["form"] != "cash").to_numpy()], [*terms.PUBLISHED, *softer])
    return f"{text} In kind, {list_words(goods)}." if goods else text


def _stands(standings: pd.DataFrame, rungs: list[str]) -> list[str]:
    """`$50,000 is received`, for each of some rungs on which anything stands; without a rate in its own currency."""
    said = []
    for code in rungs:
        rows = standings[(standings["rung"] == code).to_numpy()]
        amount = int(rows["amount"].sum())
        is_vague = bool((rows["approximate"] & (rows["unconverted"] == 0)).any())
        if amount < 0:
            said.append(
                f"{_money(-amount, str(rows['currency'].iloc[0]))} more was given back than is recorded as paid"
            )
        elif amount or is_vague:
            said.append(f"{_money(amount, str(rows['currency'].iloc[0]), is_vague)} is {_VERB[code]}")
        said.extend(
            f"{_money(row.unconverted, row.original_currency, row.approximate)} is {_VERB[code]}"
            for row in rows[(rows["unconverted"] != 0).to_numpy()].itertuples()
        )
    return said


def _owed(dues: pd.DataFrame, standings: pd.DataFrame) -> str:
    late = dues[(dues["overdue"] > 0).to_numpy()]
    unpaid = dues[(dues["amount"] > dues["fulfilled"]).to_numpy()]
    following = _next_due(unpaid[(unpaid["overdue"] == 0).to_numpy()])
    said: list[str] = []
    if len(late):
        sums = late.groupby("currency", sort=True)["overdue"].sum()
        total = list_words([_money(amount, str(currency)) for currency, amount in sums.items()])
        first = date_words(min(late["due_on"], key=last_day))
        verb = "has" if len(sums) == 1 else "have"
        if len(late) == 1:
            said.append(f"{total} {verb} been overdue since {first}.")
        else:
            payments = count_words(len(late), "payment")
            said.append(f"{total} {'is' if len(sums) == 1 else 'are'} overdue in {payments}, the first since {first}.")
    if following is not None:
        left = _money(following.amount - following.fulfilled, following.currency)
        which = "The next payment" if len(late) or (dues["fulfilled"] > 0).any() else "The first payment"
        said.append(f"{which}, {left}, is due {_on(following.due_on)}.")
    elif len(unpaid) and not len(late):
        said.append("No payment date is stated.")
    elif not len(late):
        has_paid = bool((standings["rung"] == terms.RECEIVED).any())
        paid = (
            "All that was promised is paid." if len(dues) else "Nothing more is announced or signed, so nothing is due."
        )
        said.append(paid if has_paid else "Nothing is due, for nothing is announced or signed.")
    return " ".join(said)


def _to_close(gaps: pd.DataFrame, parts: pd.DataFrame, softer: list[str], as_of: date) -> str:
    target = choose_target(gaps, as_of)
    row = _headline_row(gaps, target, terms.PUBLISHED)
    what = _subject(str(row.title), target)
    if pd.isna(row.required):
        whose = "is needed" if target == terms.REQUIREMENT else f"{what} needs"
        return f"What {whose} is not known, so that no gap can be told."
    if row.required <= 0:
        return "Nothing is asked for, as the budget stands."
    needed = _money(row.required, row.currency) + (f" needed for {date_words(row.due_on)}" if row.due_on else " needed")
    floor = terms.RUNGS[: terms.RANK[row.counting] + 1]
    if not row.gap:
        verbs = list_words([_VERB[code] for code in floor])
        return _sentence(f"{what} is covered: what is {verbs} comes to the {needed}, or more")
    firm = list_words([_VERB[code] for code in floor], "or")
    missing = "none" if row.gap == row.required else _money(row.gap, row.currency, row.approximate)
    verb = f"is {firm}" if row.gap == row.required else f"is not {'' if _is_past(row, as_of) else 'yet '}{firm}"
    if target == terms.REQUIREMENT:
        text = f"Of the {needed} in full, {missing.replace('none', 'nothing')} {verb}."
    else:
        text = f"For {what}, {missing} of the {needed} {verb}."
    own = parts[((parts["target"] == target) & ~parts["rung"].isin(floor) & (parts["amount"] > 0)).to_numpy()]
    stands = [
        (code, int(rows["amount"].sum()), bool(rows["approximate"].any()))
        for code in [*terms.PUBLISHED, *softer]
        if len(rows := own[(own["rung"] == code).to_numpy()])
    ]
    if not stands:
        return text
    hope = list_words(
        [f"what is {_VERB[code]} ({_money(amount, row.currency, vague)})" for code, amount, vague in stands]
    )
    left = int(row.gap) - sum(amount for _, amount, _ in stands)
    about = row.approximate or any(is_vague for _, _, is_vague in stands)
    would = f"bring that down to {_money(left, row.currency, about)}" if left > 0 else "close that gap"
    once = "paid" if row.counting == terms.RECEIVED else _VERB[row.counting]
    return f"{text} Once {once}, {hope} would {would}."


def _is_past(row: Any, as_of: date) -> bool:
    ends = [str(text) for text in (row.due_on, getattr(row, "ends_on", "")) if text]
    return any(last_day(text) < as_of for text in ends)


def _subject(title: str, target: str) -> str:
    if target == terms.REQUIREMENT:
        return "the full requirement"
    return f"the {title.lower()}" if title.isalpha() and title.istitle() else f"“{title}”"
