"""What every form of a pack says in the same words: its title, its marks, amounts, standings and when they pay."""

from tracker import terms
from tracker.briefing.language import say
from tracker.briefing.pack.brief import Changes, Marks, Overdue, Stage, Standing, Target
from tracker.briefing.words import (
    UNKNOWN,
    amount_words,
    date_words,
    day_words,
    moment_words,
    money_words,
    percent_words,
)

_HEAD = 4
"""So many digits of a digest are shown; the whole stands in the file's properties."""
_CITED = 3


def pair(head: str, text: str) -> str:
    """A word and what is said of it, with the colon as the language sets it."""
    return say("brief-pair", head=head, text=text)


def rung_label(code: str) -> str:
    """A rung as a column or a line names it."""
    return say(f"rung-{code}")


def kind_label(kind: str) -> str:
    """A step of the bridge as a line names it."""
    return say(f"kind-{kind.replace(' ', '-')}")


def title_of(marks: Marks) -> str:
    """`Paris Pact · Phase Three · Funding brief 2009Q4`."""
    return " · ".join([marks.initiative, marks.subject, say("brief-title", quarter=marks.quarter)])


def subject_of(marks: Marks) -> str:
    """`Paris Pact · Phase Three`."""
    return f"{marks.initiative} · {marks.subject}"


def record_mark(marks: Marks) -> str:
    """`Record 14 · 7f3a`."""
    if not marks.record:
        return say("brief-no-record")
    return say("brief-digest", number=str(marks.record), digest=marks.digest[:_HEAD])


def as_of_words(marks: Marks) -> str:
    """As of when."""
    return say("brief-as-of", date=day_words(marks.as_of))


def evidence_words(marks: Marks) -> str:
    """From when the newest fact is."""
    if not marks.evidence:
        return say("brief-no-evidence")
    return say("brief-evidence", date=date_words(marks.evidence, short=True))


def audience_words(marks: Marks) -> str:
    """Whom it is for."""
    return say(f"brief-{marks.audience}")


def recorded_words(marks: Marks) -> str:
    """Up to which moment was recorded, "" where nothing is."""
    return say("brief-recorded", moment=moment_words(marks.recorded_at.isoformat())) if marks.recorded_at else ""


def marks_line(marks: Marks) -> list[str]:
    """As-of date, newest evidence, currency, audience and, where one is set, the office's marking."""
    told = [as_of_words(marks), evidence_words(marks), marks.currency, audience_words(marks)]
    return [*told, *([marks.marking] if marks.marking else [])]


def record_line(marks: Marks) -> list[str]:
    """Source, record, the moment up to which was recorded, and the rates in use."""
    told = [cited_words(marks), record_mark(marks), recorded_words(marks), rates_words(marks)]
    return [text for text in told if text]


def cite(marks: Marks, most: int = _CITED) -> str:
    """`KEY ¶10, KEY ¶11 and 2 more`, or that nothing is cited."""
    if not marks.cited:
        return say("brief-unsourced")
    more = len(marks.cited) - most
    return ", ".join(marks.cited[:most]) + (f" {say('brief-more', count=more)}" if more > 0 else "")


def cited_words(marks: Marks) -> str:
    """`Sources: KEY ¶10, KEY ¶11 and 2 more`, or that there is none."""
    return pair(say("brief-sources"), cite(marks)) if marks.cited else say("brief-no-sources")


def rates_words(marks: Marks) -> str:
    """Which rates of exchange the figures rest on."""
    if not marks.rates:
        return say("brief-rates-none")
    dates = ", ".join(
        say("brief-rate", currency=code, date=date_words(on, short=True)) for code, on in marks.rates
    )  # fmt: skip
    if marks.rates_at == "as_of":
        return say("brief-rates-as-of", date=day_words(marks.as_of), dates=dates)
    return say("brief-rates-step", dates=dates)


def properties_of(marks: Marks) -> dict[str, str]:
    """What a file's properties say, by which it can be traced and proved: the whole digest among them."""
    return {
        "ledger": marks.ledger,
        "changeset": str(marks.record),
        "digest": marks.digest,
        "as_of": marks.as_of.isoformat(),
        "quarter": marks.quarter,
        "currency": marks.currency,
        "audience": marks.audience,
        "rates": ", ".join(f"{code} {on}" for code, on in marks.rates),
        "rates_at": marks.rates_at,
        "marking": marks.marking,
    }


def needed_words(target: Target, currency: str) -> str:
    """What a target needs, with its date: `$700,000 needed · by June 2010`."""
    if target.required is None:
        return say("brief-not-known")
    said = say("brief-needed", amount=money_words(target.required, currency))
    return f"{said} · {say('brief-due', date=date_words(target.due_on))}" if target.due_on else said


def about(words: str, *, approximate: bool) -> str:
    """`~` before what is approximate, as tables have it."""
    return f"~{words}" if approximate and words != UNKNOWN else words


def gap_words(stage: Stage) -> str:
    """What is missing, exactly; or by how much there is more than needed."""
    if stage.gap is None:
        return UNKNOWN
    if stage.surplus:
        return say("brief-surplus", amount=amount_words(stage.surplus, approximate=stage.approximate))
    return amount_words(stage.gap, approximate=stage.approximate and stage.gap > 0)


def coverage_words(stage: Stage) -> str:
    """Coverage with one decimal."""
    return about(percent_words(stage.coverage), approximate=stage.approximate)


def who_words(standing: Standing) -> str:
    """A donor, or how many others."""
    return standing.who if not standing.others else say("brief-others", count=standing.others)


def amount_of(standing: Standing) -> str:
    """A standing's amount in a table; of money without a rate its own currency."""
    hidden = [say("brief-no-rate", amount=money_words(amount, code)) for code, amount in standing.unconverted]
    shown = amount_words(standing.amount, approximate=standing.approximate)
    return " + ".join([*([shown] if standing.amount or not hidden else []), *hidden])


def pays_words(standing: Standing) -> str:
    """When a standing pays: paid, a date (and how many later), or that none is stated."""
    if standing.rung == terms.RECEIVED:
        return say("brief-paid")
    if standing.others:
        return ""
    if not standing.due_on:
        return say("brief-not-stated")
    when = date_words(standing.due_on, short=True)
    return say("brief-and-later", date=when, count=standing.later) if standing.later else when


def changed_head(changes: Changes) -> str:
    """Since when changes are told, and whether a brief had gone out then."""
    since = date_words(changes.since.isoformat(), short=True)
    if not changes.printed:
        return say("brief-changed", date=since)
    number, _, digest = changes.printed.partition(" · ")
    return say("brief-changed-printed", date=since, record=say("brief-digest", number=number, digest=digest))


def overdue_words(one: Overdue) -> str:
    """`France: $100,000 since 1 March 2010 (30 days)`."""
    amount, since = money_words(one.amount, one.currency), date_words(one.since, short=True)
    if not one.days:
        return say("brief-overdue-line", who=one.who, amount=amount, since=since)
    return say("brief-overdue-days", who=one.who, amount=amount, since=since, days=one.days)
