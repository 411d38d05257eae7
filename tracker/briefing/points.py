"""Three talking points on a phase, for everybody or for one donor. They say nothing softer than their audience sees."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.calendar import next_chance, write_next_chance
from tracker.briefing.counts import count_words
from tracker.briefing.headline import Headline, choose_target, nothing_words, stand_words, target_words, write_headline
from tracker.briefing.language import say
from tracker.briefing.words import (
    as_sentence,
    date_for,
    date_on,
    day_words,
    list_words,
    money_words,
    percent_words,
    said_date,
    yes_no,
)
from tracker.dates import last_day

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
    listed = ", ".join(cited[:_FEW])
    if len(cited) > _FEW:
        listed = say("and-more", listed=listed, count=len(cited) - _FEW)
    named = say("sources", count=len(cited), listed=listed)
    return say("closing", date=day_words(as_of), audience=say(f"audience-{audience}"), record=record, sources=named)


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
        return say("points-nothing-missing")
    if headline.standing == "unknown":
        return say("points-no-need" if pd.isna(first.required) else "points-nothing-missing")
    if headline.standing == "promised":
        paid, required = max(int(first.counted), 0), int(first.required)
        unpaid = _money(required - paid, first.currency)
        needed = _money(required, first.currency)
        if not paid:
            return say("points-unpaid-all", needed=needed)
        return say("points-unpaid", needed=needed, amount=unpaid)
    return headline.apart or headline.sentences[2]


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


def _words(amount: object, currency: object) -> str:
    return money_words(int(amount), str(currency))  # type: ignore[call-overload]


def _money(amount: int, currency: str, about: object = False) -> str:
    words = _words(amount, currency)
    return say("about", amount=words) if about else words


def firm_words() -> str:
    """The rungs that may be published, as what something is: `received, signed or announced`."""
    return list_words([say(f"word-{code}") for code in terms.PUBLISHED], "or")


def _headline_row(gaps: pd.DataFrame, target: str, firmest: tuple[str, ...] = terms.RUNGS) -> Any:
    """The row of a target at its headline rung, or at the softest of some rungs where that one is softer still."""
    rows = gaps[((gaps["target"] == target) & gaps["counting"].isin(firmest)).to_numpy()]
    chosen = rows[rows["is_headline"].to_numpy()]
    return next((chosen if len(chosen) else rows.tail(1)).itertuples())


def _of_requirement(gaps: pd.DataFrame) -> str:
    row = _headline_row(gaps, terms.REQUIREMENT)
    if pd.isna(row.required):
        return say("full-unknown")
    if row.required <= 0:
        return say("full-zero")
    needed, firm = _money(row.required, row.currency), firm_words()
    if not row.gap:
        counted, vague = _money(row.counted, row.currency), yes_no(row.approximate)
        return say("full-met", needed=needed, amount=counted, vague=vague, firm=firm)
    if not row.counted:
        return say("full-none", needed=needed, firm=nothing_words(list(terms.PUBLISHED)))
    share, missing = percent_words(row.coverage), _money(row.gap, row.currency)
    return say("full-part", needed=needed, share=share, amount=missing, firm=firm, vague=yes_no(row.approximate))


def _coming(dues: pd.DataFrame, names: Mapping[str, str]) -> str:
    """The payments that are overdue, or else the next one."""
    late = dues[(dues["overdue"] > 0).to_numpy()]
    if len(late):
        sums = late.groupby(["currency"], sort=True)["overdue"].sum()
        total = list_words([_money(amount, str(currency)) for currency, amount in sums.items()])
        owing = list(dict.fromkeys(names.get(str(donor), str(donor)) for donor in late["donor"]))
        shown = owing if len(owing) <= _FEW + 1 else [*owing[:_FEW], say("others", count=len(owing) - _FEW)]
        return say("coming-overdue", listed=total, names=list_words(shown), number=len(sums))
    unpaid = dues[(dues["amount"] > dues["fulfilled"]).to_numpy()]
    following = _next_due(unpaid)
    if following is not None:
        who = names.get(str(following.donor), str(following.donor))
        left = _money(following.amount - following.fulfilled, following.currency)
        return say("coming-next", when=date_on(following.due_on), amount=left, name=who)
    return say("coming-undated" if len(unpaid) else "coming-nothing")


def _next_due(unpaid: pd.DataFrame) -> Any:
    dated = unpaid[(unpaid["due_on"] != "").to_numpy()]
    ordered = sorted(dated.itertuples(), key=lambda row: (last_day(row.due_on), row.donor, row.pledge))
    return ordered[0] if ordered else None


def _given(name: str, standings: pd.DataFrame, softer: list[str]) -> str:
    cash = standings[(standings["form"] == "cash").to_numpy()]
    firm, soft = _stands(cash, list(terms.PUBLISHED)), _stands(cash, softer)
    said = list_words(firm) or say("nothing", aside="no", rungs=nothing_words(list(terms.PUBLISHED)))
    if soft:
        said = say("clauses", first=said, second=list_words(soft))
    sentences = [say("given", name=name, stands=said)]
    hidden = cash[(cash["unconverted"] != 0).to_numpy()].groupby("original_currency", sort=True)["unconverted"].sum()
    if len(hidden):
        sums = [say("given-one", money=_money(amount, str(currency))) for currency, amount in hidden.items()]
        sentences.append(say("given-no-rate", listed=list_words(sums)))
    goods = _stands(standings[(standings["form"] != "cash").to_numpy()], [*terms.PUBLISHED, *softer])
    if goods:
        sentences.append(say("given-in-kind", stands=list_words(goods)))
    return " ".join(sentences)


def _stands(standings: pd.DataFrame, rungs: list[str]) -> list[str]:
    """`$50,000 is received`, for each of some rungs on which anything stands; without a rate in its own currency."""
    said = []
    for code in rungs:
        rows = standings[(standings["rung"] == code).to_numpy()]
        amount = int(rows["amount"].sum())
        is_vague = bool((rows["approximate"] & (rows["unconverted"] == 0)).any())
        if amount < 0:
            said.append(say("given-back", money=_money(-amount, str(rows["currency"].iloc[0]))))
        elif amount or is_vague:
            said.append(stand_words(code, _words(amount, rows["currency"].iloc[0]), amount, is_vague=is_vague))
        said.extend(
            stand_words(
                code, _words(row.unconverted, row.original_currency), row.unconverted, is_vague=bool(row.approximate)
            )
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
        first = said_date(min(late["due_on"], key=last_day))
        number, count = len(sums), len(late)
        if count == 1:
            said.append(say("owed-since", listed=total, date=first, number=number))
        else:
            said.append(say("owed-payments", listed=total, date=first, number=number, count_words=count_words(count)))
    if following is not None:
        left = _money(following.amount - following.fulfilled, following.currency)
        which = "next" if len(late) or (dues["fulfilled"] > 0).any() else "first"
        said.append(say("owed-next", which=which, amount=left, when=date_on(following.due_on)))
    elif len(unpaid) and not len(late):
        said.append(say("owed-undated"))
    elif not len(late):
        has_paid = bool((standings["rung"] == terms.RECEIVED).any())
        paid = "owed-all-paid" if len(dues) else "owed-no-more"
        said.append(say(paid if has_paid else "owed-nothing"))
    return " ".join(said)


def _to_close(gaps: pd.DataFrame, parts: pd.DataFrame, softer: list[str], as_of: date) -> str:
    target = choose_target(gaps, as_of)
    row = _headline_row(gaps, target, terms.PUBLISHED)
    title = str(row.title)
    of_what = target_words(title, target, "target-of")
    if pd.isna(row.required):
        kind = terms.REQUIREMENT if target == terms.REQUIREMENT else "threshold"
        return say("close-unknown", kind=kind, target=of_what)
    if row.required <= 0:
        return say("close-zero")
    dated, by = yes_no(row.due_on), date_for(row.due_on) if row.due_on else ""
    need = say("need", amount=_money(row.required, row.currency), dated=dated, by=by)
    floor = terms.RUNGS[: terms.RANK[row.counting] + 1]
    words = [say(f"word-{code}") for code in floor]
    if not row.gap:
        what = target_words(title, target)
        return as_sentence(say("close-covered", target=what, firm=list_words(words), need=need))
    is_all = row.gap == row.required
    text = say(
        "close-full" if target == terms.REQUIREMENT else "close-threshold",
        part="all" if is_all else "some",
        past=yes_no(_is_past(row, as_of)),
        target=of_what,
        money=_money(row.gap, row.currency, row.approximate),
        need=need,
        dated=dated,
        firm=nothing_words(list(floor)) if is_all else list_words(words, "or"),
    )
    own = parts[((parts["target"] == target) & ~parts["rung"].isin(floor) & (parts["amount"] > 0)).to_numpy()]
    stands = [
        (code, int(rows["amount"].sum()), bool(rows["approximate"].any()))
        for code in [*terms.PUBLISHED, *softer]
        if len(rows := own[(own["rung"] == code).to_numpy()])
    ]
    if not stands:
        return text
    hope = list_words(
        [say("close-hope", rung=code, money=_money(amount, row.currency, vague)) for code, amount, vague in stands]
    )
    left = int(row.gap) - sum(amount for _, amount, _ in stands)
    floor_code = str(row.counting)
    if left <= 0:
        return f"{text} {say('close-whole', floor=floor_code, hope=hope)}"
    about = row.approximate or any(is_vague for _, _, is_vague in stands)
    down = say("close-down", floor=floor_code, hope=hope, amount=_money(left, row.currency), vague=yes_no(about))
    return f"{text} {down}"


def _is_past(row: Any, as_of: date) -> bool:
    ends = [str(text) for text in (row.due_on, getattr(row, "ends_on", "")) if text]
    return any(last_day(text) < as_of for text in ends)
