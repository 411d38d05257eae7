"""A brief as the texts and lengths that its page is laid out from. It says in words, and adds nothing up."""

from typing import Any

from tracker import terms
from tracker.briefing.language import say
from tracker.briefing.pack import labels
from tracker.briefing.pack.brief import Brief, Marks, Standing, Target
from tracker.briefing.pack.colours import INK, MISSING, ink_on
from tracker.briefing.pack.letters import LACKING, show_letters
from tracker.briefing.words import UNKNOWN, amount_words, date_words, list_words, money_words, short_money

_SHOWN_TARGETS = 2
"""Targets that the table of rungs has columns for: the one that is spoken of, and the full requirement."""


def brief_words(brief: Brief) -> dict[str, Any]:
    """What `page.typ` lays out: texts, and lengths as parts of a bar."""
    targets = shown_targets(brief)
    return shown(
        {
            "kind": "phase",
            **marks_words(brief.marks),
            "lead": brief.lead.rstrip("."),
            "standing": brief.standing,
            "sentences": list(brief.sentences),
            "bars": [_bar(target, brief) for target in brief.targets],
            "ladder": _ladder(brief, targets),
            "who": _who(brief),
            "changed": _changed(brief),
            "decisions": _decisions(brief),
            "lists": _lists(brief),
        }
    )


def shown_targets(brief: Brief) -> list[Target]:
    """The targets that have columns, in the order of the bars."""
    wanted = {brief.target, terms.REQUIREMENT}
    return [target for target in brief.targets if target.key in wanted]


def marks_words(marks: Marks) -> dict[str, Any]:
    """What every page says of itself, above and below, and in its properties."""
    return {
        "language": marks.language,
        "title": labels.title_of(marks),
        "subject": labels.subject_of(marks),
        "brief": say("brief-title", quarter=marks.quarter),
        "marks": labels.marks_line(marks)[:4],
        "record": labels.record_line(marks),
        "page": say("brief-page", page="{page}", pages="{pages}"),
        "marking": marks.marking,
        "author": marks.agency,
        "properties": [f"{name}: {value}" for name, value in labels.properties_of(marks).items() if value],
        "made": list(marks.recorded_at.timetuple()[:6]) if marks.recorded_at else None,
        "colours": {
            **{rung.code: {"fill": rung.colour, "ink": ink_on(rung.colour), "hatched": rung.is_hatched}
               for rung in terms.LADDER},
            "missing": {"fill": MISSING, "ink": MISSING, "hatched": True}, "ink": INK,
        },
    }  # fmt: skip


def shown(value: Any) -> Any:
    """The same with texts that the typeface can show; where letters are lacking, a line says so."""
    found = _shown(value)
    if LACKING in str(found) and "lists" in found:
        found["lists"].append({"head": "", "side": "right", "lines": [show_letters(say("brief-letters"))]})
    return found


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return show_letters(value)
    if isinstance(value, list):
        return [_shown(one) for one in value]
    return {name: _shown(one) for name, one in value.items()} if isinstance(value, dict) else value


def _bar(target: Target, brief: Brief) -> dict[str, Any]:
    currency, softest = brief.marks.currency, target.softest
    scale = max(target.required or 0, softest.counted, 1)
    segments: list[dict[str, Any]] = []
    for segment in target.segments:
        who = segment.who or say("brief-donors", count=segment.donors)
        amount = labels.about(short_money(segment.amount, currency), approximate=segment.approximate)
        segments.append({
            "share": segment.amount / scale, "rung": segment.rung,
            "texts": [f"{who} {amount}", *([f"{segment.code} {amount}"] if segment.code else []), amount],
            "said": say("brief-alt-part", who=who, amount=amount, rung=labels.rung_label(segment.rung)),
        })  # fmt: skip
    missing: dict[str, Any] | None = None
    if softest.gap:
        amount = labels.about(money_words(softest.gap, currency), approximate=softest.approximate)
        missing = {"share": softest.gap / scale, "texts": [say("brief-missing", amount=amount), amount]}
    said = [str(part["said"]) for part in segments] + ([str(missing["texts"][0])] if missing else [])
    over = ""
    if softest.surplus:
        amount = labels.about(money_words(softest.surplus, currency), approximate=softest.approximate)
        over = say("brief-over", amount=amount)
    return {
        "title": target.title, "needed": labels.needed_words(target, currency), "over": over,
        "mark": target.required / scale if target.required else None, "segments": segments, "missing": missing,
        "alt": say("brief-alt", title=target.title, parts=list_words(said or [say("brief-nothing-in-sight")])),
        "nothing": "" if segments or missing else say("brief-nothing-in-sight"),
    }  # fmt: skip


def _ladder(brief: Brief, targets: list[Target]) -> dict[str, Any]:
    """A line for each rung; where a target counts other money than the phase has, a column for what counts."""
    whole = targets[-1]
    heads, groups = [say("brief-counting"), f"{say('brief-money')}, {brief.marks.currency}"], []
    apart = [target is not whole and _differs(target, whole) for target in targets]
    for target, is_apart in zip(targets, apart, strict=True):
        due = f", {date_words(target.due_on, short=True)}" if target.due_on else ""
        needed = UNKNOWN if target.required is None else amount_words(target.required)
        groups.append({"text": labels.pair(target.title, f"{needed}{due}"), "span": 3 if is_apart else 2})
        heads.extend([*([say("brief-counted")] if is_apart else []), say("brief-gap"), say("brief-coverage")])
    lines = []
    for place, stage in enumerate(whole.stages):
        label = labels.rung_label(stage.rung)
        money = amount_words(stage.counted, approximate=stage.approximate)
        if stage.low != stage.high:
            money = f"{money} ({amount_words(stage.low)}–{amount_words(stage.high)})"
        cells = [say("brief-plus", rung=label) if place else label, money]
        for target, is_apart in zip(targets, apart, strict=True):
            one = target.stages[place]
            if is_apart:
                cells.append(amount_words(one.counted, approximate=one.approximate))
            cells.extend([labels.gap_words(one), labels.coverage_words(one)])
        lines.append({"cells": cells, "rung": stage.rung, "strong": stage.is_headline})
    return {"head": say("brief-ladder"), "groups": groups, "heads": heads, "lines": lines}


def _differs(target: Target, whole: Target) -> bool:
    return any(one.counted != other.counted for one, other in zip(target.stages, whole.stages, strict=True))


def _who(brief: Brief) -> dict[str, Any]:
    lines: list[dict[str, Any]] = [
        {"cells": [_named(one), labels.rung_label(one.rung), labels.amount_of(one), labels.pays_words(one)],
         "rung": one.rung}
        for one in brief.standings
    ]  # fmt: skip
    if not lines:
        lines.append({"cells": [say("brief-nobody"), "", amount_words(0), ""], "rung": ""})
    totals = [_total(brief, form) for form in terms.FORMS]
    missing = []
    for target in brief.targets:
        if target.key in (brief.target, terms.REQUIREMENT) and target.softest.gap:
            due = date_words(target.due_on, short=True) if target.due_on else ""
            amount = amount_words(target.softest.gap, approximate=target.softest.approximate)
            cells = [f"{say('brief-nobody-yet')} ({target.title})", say("brief-gap"), amount, due]
            missing.append({"cells": cells, "rung": "missing"})
    return {
        "head": say("brief-who"),
        "heads": [say("brief-donor"), say("brief-standing"), f"{say('brief-amount')}, {brief.marks.currency}",
                  say("brief-pays")],
        "lines": [*lines, *filter(None, totals), *missing],
    }  # fmt: skip


def _named(one: Standing) -> str:
    who = labels.who_words(one)
    return who if one.form == "cash" else f"{who} ({say('brief-in-kind')})"


def _total(brief: Brief, form: str) -> dict[str, Any] | None:
    if len([one for one in brief.standings if one.form == form]) < 2:
        return None
    amount = amount_words(brief.total(form), approximate=brief.is_vague(form))
    return {"cells": [say("brief-total" if form == "cash" else "brief-total-in-kind"), "", amount, ""], "rung": "total"}


def _changed(brief: Brief) -> dict[str, Any]:
    changes = brief.changes
    lines = [
        {"cells": [labels.kind_label(step.kind),
                   amount_words(step.amount, approximate=step.approximate, signed=step.kind not in _ENDS)],
         "strong": step.kind in _ENDS}
        for step in changes.steps
    ]  # fmt: skip
    heads = [say("brief-firm"), f"{say('brief-amount')}, {brief.marks.currency}"]
    return {"head": labels.changed_head(changes), "sentences": list(changes.sentences), "heads": heads, "lines": lines}


_ENDS = (terms.OPENING, terms.CLOSING)


def _decisions(brief: Brief) -> dict[str, Any]:
    lines = [
        {"cells": [one.who or say("brief-nobody-yet"), one.sentence, date_words(one.by, short=True)]}
        for one in brief.decisions
    ]
    more = say("brief-more", count=brief.more_decisions) if brief.more_decisions else ""
    heads = [say("brief-of-whom"), say("brief-decision"), say("brief-by-when")]
    none = "" if lines else say("brief-no-decision")
    return {"head": say("brief-decisions"), "heads": heads, "lines": lines, "more": more, "none": none}


def _lists(brief: Brief) -> list[dict[str, Any]]:
    """Short lists: what is overdue, meetings, the outlook, what is vague, what is not known."""
    overdue = [labels.overdue_words(one) for one in brief.overdue]
    if brief.more_overdue:
        overdue.append(say("brief-more", count=brief.more_overdue))
    meetings = [labels.pair(date_words(one.on, short=True), one.title) for one in brief.meetings]
    if brief.more_meetings:
        meetings.append(say("brief-more", count=brief.more_meetings))
    found = [
        {"head": say("brief-overdue"), "side": "left", "lines": overdue or [say("brief-nothing-overdue")]},
        {"head": say("brief-meetings"), "side": "left", "lines": meetings or [say("brief-no-meetings")]},
    ]
    for key, lines in (("outlook", brief.outlook), ("caveats", brief.caveats), ("unknowns", brief.unknowns)):
        if lines:
            found.append({"head": say(f"brief-{key}"), "side": "right", "lines": list(lines)})
    return found
