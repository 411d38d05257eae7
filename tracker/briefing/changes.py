"""What changed, in words: between two dates, and between what was recorded then and now. It computes no figures."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.headline import choose_target
from tracker.briefing.words import list_words, money_words, said_date

_ENTERED = {
    "committed": "newly signed", "pledged": "newly announced", "expected": "newly anticipated",
    "prospective": "newly seen as possible",
}  # fmt: skip
_FELL = {code: terms.RUNG[code].label.lower() for code in terms.RUNGS}
_LEADING, _MOST = 2, 6
_SOFT, _NEEDED = 1, 2
"""Firm money is told before what is merely hoped for, and what is needed after all money."""


@dataclass(frozen=True)
class _Fact:
    """Something that happened: how much money it concerns, the words for it, and how late it is told."""

    weight: int
    words: str
    rank: int


def write_changes(
    turnover: pd.DataFrame,
    arrivals: pd.DataFrame,
    since: date,
    as_of: date,
    currency: str,
    *,
    gaps_then: pd.DataFrame | None = None,
    gaps_now: pd.DataFrame | None = None,
    late: int = 0,
) -> tuple[str, ...]:
    """What changed since a date, the most money first, and what became of the gap.

    In: gross movements, and what came to each rung to stay (see `desk.Bridge`); the gaps of one phase then and now
    (None: of more than one); `late`, what was recorded later about days before. Out: sentences, the answer first.
    """
    facts, in_kind = (
        _facts(
            turnover[(turnover["form"] == form).to_numpy()], arrivals[(arrivals["form"] == form).to_numpy()], currency
        )
        for form in terms.FORMS
    )
    when = f"since {said_date(since.isoformat())}"
    clause, more = "", list[str]()
    if gaps_then is not None and gaps_now is not None and len(gaps_now):
        target = choose_target(gaps_now, as_of)
        clause, more = _gap_words(gaps_then, gaps_now, target, is_quiet=not facts)
    if facts:
        lead = f"{when}, {list_words([fact.words for fact in facts[:_LEADING]])}"
    else:
        lead = f"no cash moved {when}" if in_kind else f"nothing changed {when}"
    sentences = [_sentence("; ".join(filter(None, [lead, clause])))]
    if len(facts) > _LEADING:
        told, left = facts[_LEADING:_MOST], len(facts[_MOST:])
        others = ["one other change"] if left == 1 else [f"{left} other changes"] if left else []
        parts = [*(fact.words for fact in told), *others]
        sentences.append(
            _sentence(f"also, {list_words(parts)}" if not others else f"also, {list_words(parts)} in the table")
        )
    sentences += more
    if in_kind:
        sentences.append(_sentence(f"in kind, {list_words([fact.words for fact in in_kind])}"))
    if late:
        more_or_less = f"{money_words(abs(late), currency)} {'more' if late > 0 else 'less'}"
        sentences.append(f"By what was recorded later, {more_or_less} stood at the start than was printed.")
    return tuple(sentences)


def _facts(turnover: pd.DataFrame, arrivals: pd.DataFrame, currency: str) -> list[_Fact]:
    """What happened, the most money first."""
    rows = list(turnover.itertuples())
    came = {str(row.rung): (int(row.gained), bool(row.vague)) for row in arrivals.itertuples()}

    def total(kinds: tuple[str, ...], rungs: tuple[str, ...] = terms.RUNGS, side: str = "") -> tuple[int, bool]:
        own = [row for row in rows if row.kind in kinds and row.rung in rungs]
        sums = [int(getattr(row, side)) if side else int(row.gained) + int(row.lost) for row in own]
        return sum(sums), any(amount and row.vague for amount, row in zip(sums, own, strict=True))

    facts: list[_Fact] = []

    def tell(found: tuple[int, bool], gained: str, lost: str = "", rank: int = 0) -> None:
        amount, is_vague = found
        words = gained if amount > 0 else lost
        if amount and words:
            about = "about " if is_vague else ""
            said = words.format(f"{about}{money_words(abs(amount), currency)}")
            facts.append(_Fact(abs(amount), said, rank))

    tell(total(("new", "received"), (terms.RECEIVED,)), "{} was received", "{} of payments was taken back")
    for code, words in _ENTERED.items():
        rank = 0 if code in terms.PUBLISHED else _SOFT
        tell(came.get(code, (0, False)), f"{{}} was {words}", rank=rank)
        tell(total(("softened",), (code,), "gained"), f"{{}} fell back to {_FELL[code]}")
    tell(total(("refunded",)), "", "{} was given back")
    soft = tuple(code for code in terms.RUNGS if code not in terms.PUBLISHED)
    for rungs, what, rank in ((terms.PUBLISHED, "earlier promises", 0), (soft, "earlier expectations", _SOFT)):
        tell(total(("withdrawn",), rungs), "", f"{{}}{' of expectations' if rank else ''} was withdrawn", rank)
        for kind in ("raised", "lowered"):
            tell(total((kind,), rungs), f"{what} grew by {{}}", f"{what} shrank by {{}}", rank)
    tell(total(("moved",)), "{} was moved here", "{} was moved elsewhere")
    tell(total(("exchange",)), "rates of exchange added {}", "rates of exchange took {}")
    needed = (terms.REQUIREMENT,)
    tell(total(("stated",), needed), "the requirement of {} was stated", rank=_NEEDED)
    tell(total(("restated",), needed), "the requirement rose by {}", "the requirement fell by {}", _NEEDED)
    return sorted(facts, key=lambda fact: (fact.rank, -fact.weight))


def _gap_words(then: pd.DataFrame, now: pd.DataFrame, target: str, *, is_quiet: bool) -> tuple[str, list[str]]:
    """The clause on the target that a phase's bottom line speaks of; and sentences on how its gap changed."""
    after = _headline(now, target)
    before = _headline(then, target)
    if after is None or pd.isna(after.gap):
        return "", ["What is needed is not known."]
    subject, currency = _subject(str(after.title), target), str(after.currency)
    counting = _counting(str(after.counting))
    gap = int(after.gap)
    was = None if before is None or pd.isna(before.gap) else int(before.gap)
    if gap:
        clause = f"{subject} is {'still' if was == gap else 'now'} {_short(after)}"
    else:
        clause = f"nothing is {'missing' if was == 0 else 'missing any more'} of {subject}, counting {counting}"
    more = []
    if was is not None and was != gap:
        verb = "narrowed" if gap < was else "widened"
        ends = f"from {money_words(was, currency)} to {money_words(gap, currency)}"
        if not gap or not was:
            text = f"the gap of {money_words(was, currency)} closed" if was else "before, nothing was missing of it"
        else:
            text = f"the gap {verb} by {money_words(abs(gap - was), currency)}, {ends}"
        more.append(_sentence(f"{text}, counting {counting}" if gap and was else text))
    if before is not None and int(after.late) > int(before.late):
        more.append(f"{money_words(int(after.late), currency)} is due only after that date, and is not counted.")
    if was is not None and before is not None and before.required != after.required and target != terms.REQUIREMENT:
        needs = [money_words(int(row.required), currency) for row in (before, after)]
        more.append(f"What {subject} needs went from {needs[0]} to {needs[1]}.")
    whole = _headline(now, terms.REQUIREMENT)
    if target != terms.REQUIREMENT and whole is not None and not pd.isna(whole.gap) and int(whole.gap):
        more += _of_whole(whole, _headline(then, terms.REQUIREMENT), is_quiet=is_quiet)
    return clause, more


def _of_whole(now: Any, then: Any | None, *, is_quiet: bool) -> list[str]:
    was = None if then is None or pd.isna(then.gap) else int(then.gap)
    change = 0 if was is None else int(now.gap) - was
    if not change:
        return [f"The full requirement is {'still ' if was is not None else ''}{_short(now)}."] if is_quiet else []
    than = f"{money_words(abs(change), str(now.currency))} {'more' if change > 0 else 'less'} than then"
    return [f"The full requirement is {_short(now)}, {than}."]


def write_comparison(
    gaps: pd.DataFrame, standings: pd.DataFrame, target: str, number: int, recorded_on: str, as_of: date
) -> tuple[str, ...]:
    """What was recorded then beside what is recorded now: whether, and by how much, a phase looks otherwise.

    In: the frames of `desk.Comparison`; the target to speak of; the changeset then, and its day. Out: sentences.
    """
    record = f"changeset {number}" if number else "the first changeset"
    counts = standings["difference"].value_counts()
    differing = int(counts.drop("same", errors="ignore").sum())
    if not differing and (gaps["difference"] == "same").all():
        return (f"Nothing recorded since {record} changes this phase as of {said_date(as_of.isoformat())}.",)
    told = {str(row.target): row for row in gaps.itertuples() if row.is_headline_now is True}
    row = told.get(target)
    whole = told.get(terms.REQUIREMENT)
    if row is not None and whole is not None and not _is_moved(row) and _is_moved(whole):
        row = whole
    sentences = []
    if row is not None and not pd.isna(row.gap_now):
        subject = _subject(str(row.title), str(row.target))
        now = _gap_of(row.gap_now, str(row.currency))
        if not number or pd.isna(row.gap_then):
            sentences.append(f"Of {subject} nothing was recorded then; as recorded now, {now}.")
        elif int(row.gap_then) == int(row.gap_now):
            sentences.append(_sentence(f"then as now, {now} of {subject}"))
        else:
            then = _gap_of(row.gap_then, str(row.currency), "was")
            on = f" on {said_date(recorded_on)}" if recorded_on else ""
            sentences.append(_sentence(f"as recorded{on}, {then} of {subject}; as recorded now, {now}"))
    kinds = [(int(counts.get(kind, 0)), kind) for kind in ("added", "changed", "gone")]
    said = list_words([f"{count} {kind}" for count, kind in kinds if count])
    if differing:
        sentences.append(f"Standings since {record}: {said}.")
    else:
        sentences.append(f"Everybody stands as at {record}; what is needed differs.")
    return tuple(sentences)


def _is_moved(row: Any) -> bool:
    """Whether another gap was recorded then."""
    return pd.isna(row.gap_then) != pd.isna(row.gap_now) or (not pd.isna(row.gap_now) and row.gap_then != row.gap_now)


def write_log(count: int, author: str, recorded_on: str) -> tuple[str, ...]:
    """How much is recorded, and by whom last."""
    if not count:
        return ("Nothing is recorded yet.",)
    who = f"by {author} on {said_date(recorded_on)}" if author else f"on {said_date(recorded_on)}"
    return (
        (f"1 changeset is recorded, {who}.",)
        if count == 1
        else (f"{count:,} changesets are recorded, the last {who}.",)
    )


def _headline(gaps: pd.DataFrame, target: str) -> Any | None:
    own = gaps[((gaps["target"] == target) & gaps["is_headline"]).to_numpy()]
    return next(own.itertuples(), None)


def _short(row: Any) -> str:
    return f"{'about ' if row.approximate else ''}{money_words(int(row.gap), str(row.currency))} short"


def _gap_of(gap: object, currency: str, verb: str = "is") -> str:
    amount = int(gap)  # type: ignore[call-overload]
    return f"{money_words(amount, currency)} {verb} missing" if amount else f"nothing {verb} missing"


def _counting(floor: str) -> str:
    label = terms.RUNG[floor].label.lower()
    return f"money {label}" if floor == terms.RECEIVED else f"money {label} or firmer"


def _subject(title: str, target: str) -> str:
    if target == terms.REQUIREMENT:
        return "the full requirement"
    return f"the {title.lower()}" if title.isalpha() and title.istitle() else f"“{title}”"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
