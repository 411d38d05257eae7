"""What changed, in words: between two dates, and between what was recorded then and now. It computes no figures.

What changed between two dates is said in the spoken language (`language/*/changes.ftl`); what was recorded then and
now, and the log, only pages say, in English.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.headline import choose_target, target_words
from tracker.briefing.language import say
from tracker.briefing.words import as_sentence, grammatical_number, list_words, money_words, said_date, yes_no

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
    clause, more = "", list[str]()
    if gaps_then is not None and gaps_now is not None and len(gaps_now):
        target = choose_target(gaps_now, as_of)
        clause, more = _gap_words(gaps_then, gaps_now, target, is_quiet=not facts)
    when = said_date(since.isoformat())
    if facts:
        lead = say("since", date=when, facts=list_words([fact.words for fact in facts[:_LEADING]]))
    else:
        lead = say("since-no-cash" if in_kind else "since-nothing", date=when)
    sentences = [as_sentence(say("clauses", first=lead, second=clause) if clause else lead)]
    if len(facts) > _LEADING:
        told, left = [fact.words for fact in facts[_LEADING:_MOST]], len(facts[_MOST:])
        others = [say("other-changes", count=left)] if left else []
        key = "changes-others" if others else "changes-also"
        sentences.append(as_sentence(say(key, facts=list_words([*told, *others]))))
    sentences += more
    if in_kind:
        sentences.append(as_sentence(say("changes-in-kind", facts=list_words([fact.words for fact in in_kind]))))
    if late:
        amount = money_words(abs(late), currency)
        sentences.append(say("changes-late", which="more" if late > 0 else "less", amount=amount))
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

    def tell(found: tuple[int, bool], gained: str, lost: str = "", rank: int = 0, rung: str = "") -> None:
        amount, is_vague = found
        key = gained if amount > 0 else lost
        if amount and key:
            words = money_words(abs(amount), currency)
            said = say(
                f"change-{key}",
                amount=words,
                money=say("about", amount=words) if is_vague else words,
                vague=yes_no(is_vague),
                number=grammatical_number(amount),
                rung=rung,
            )
            facts.append(_Fact(abs(amount), said, rank))

    tell(total(("new", "received"), (terms.RECEIVED,)), "paid", "unpaid")
    for code in terms.PROMISES:
        tell(came.get(code, (0, False)), code, rank=0 if code in terms.PUBLISHED else _SOFT)
        tell(total(("softened",), (code,), "gained"), "softened", rung=code)
    tell(total(("refunded",)), "", "refunded")
    soft = tuple(code for code in terms.RUNGS if code not in terms.PUBLISHED)
    for rungs, end, rank in ((terms.PUBLISHED, "", 0), (soft, "-soft", _SOFT)):
        tell(total(("withdrawn",), rungs), "", f"withdrawn{end}", rank)
        for kind in ("raised", "lowered"):
            tell(total((kind,), rungs), f"raised{end}", f"lowered{end}", rank)
    tell(total(("moved",)), "moved-here", "moved-away")
    tell(total(("exchange",)), "exchange-gain", "exchange-loss")
    needed = (terms.REQUIREMENT,)
    tell(total(("stated",), needed), "stated", rank=_NEEDED)
    tell(total(("restated",), needed), "restated-up", "restated-down", _NEEDED)
    return sorted(facts, key=lambda fact: (fact.rank, -fact.weight))


def _gap_words(then: pd.DataFrame, now: pd.DataFrame, target: str, *, is_quiet: bool) -> tuple[str, list[str]]:
    """The clause on the target that a phase's bottom line speaks of; and sentences on how its gap changed."""
    after = _headline(now, target)
    before = _headline(then, target)
    if after is None or pd.isna(after.gap):
        return "", [say("need-not-known")]
    subject, currency = target_words(str(after.title), target, "target-of"), str(after.currency)
    counting = say("counting", rung=str(after.counting))
    gap = int(after.gap)
    was = None if before is None or pd.isna(before.gap) else int(before.gap)
    if gap:
        clause = _short(after, subject, "yes" if was == gap else "no")
    else:
        clause = say("gap-none", target=subject, counting=counting, still=yes_no(was == 0))
    more = []
    if was is not None and was != gap:
        ends = {"before": money_words(was, currency), "after": money_words(gap, currency)}
        if not gap:
            text = say("gap-closed", amount=ends["before"])
        elif not was:
            text = say("gap-was-none")
        else:
            key = "gap-narrowed" if gap < was else "gap-widened"
            text = say(key, amount=money_words(abs(gap - was), currency), counting=counting, **ends)
        more.append(as_sentence(text))
    if before is not None and int(after.late) > int(before.late):
        more.append(say("gap-late", amount=money_words(int(after.late), currency)))
    if was is not None and before is not None and before.required != after.required and target != terms.REQUIREMENT:
        needs = [money_words(int(row.required), currency) for row in (before, after)]
        more.append(say("need-changed", target=subject, before=needs[0], after=needs[1]))
    whole = _headline(now, terms.REQUIREMENT)
    if target != terms.REQUIREMENT and whole is not None and not pd.isna(whole.gap) and int(whole.gap):
        more += _of_whole(whole, _headline(then, terms.REQUIREMENT), is_quiet=is_quiet)
    return clause, more


def _of_whole(now: Any, then: Any | None, *, is_quiet: bool) -> list[str]:
    was = None if then is None or pd.isna(then.gap) else int(then.gap)
    change = 0 if was is None else int(now.gap) - was
    subject = target_words("", terms.REQUIREMENT, "target-of")
    if not change:
        return [as_sentence(_short(now, subject, "yes" if was is not None else "new"))] if is_quiet else []
    amount = money_words(abs(change), str(now.currency))
    key = "gap-left-more" if change > 0 else "gap-left-less"
    return [as_sentence(say(key, left=_short(now, subject, "new"), amount=amount))]


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
        subject = target_words(str(row.title), str(row.target))
        now = _gap_of(row.gap_now, str(row.currency))
        if not number or pd.isna(row.gap_then):
            sentences.append(f"Of {subject} nothing was recorded then; as recorded now, {now}.")
        elif int(row.gap_then) == int(row.gap_now):
            sentences.append(as_sentence(f"then as now, {now} of {subject}"))
        else:
            then = _gap_of(row.gap_then, str(row.currency), "was")
            on = f" on {said_date(recorded_on)}" if recorded_on else ""
            sentences.append(as_sentence(f"as recorded{on}, {then} of {subject}; as recorded now, {now}"))
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


def _short(row: Any, subject: str, still: str) -> str:
    """How much is missing of a target: still, as before; now, and not so before; or (`new`) without a word on that."""
    words = money_words(int(row.gap), str(row.currency))
    money = say("about", amount=words) if row.approximate else words
    return say("gap-left", target=subject, money=money, still=still)


def _gap_of(gap: object, currency: str, verb: str = "is") -> str:
    amount = int(gap)  # type: ignore[call-overload]
    return f"{money_words(amount, currency)} {verb} missing" if amount else f"nothing {verb} missing"
