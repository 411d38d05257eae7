"""The pack as plain text to paste: one line, an e-mail's length, and talking points. It says what the brief says."""

from tracker import terms
from tracker.briefing.language import say
from tracker.briefing.pack import labels
from tracker.briefing.pack.brief import Brief, Marks, Portfolio, Target
from tracker.briefing.pack.page_words import shown_targets
from tracker.briefing.pack.portfolio_words import heads, line_cells
from tracker.briefing.words import amount_words, date_words, money_words

_RULE = "-"


def write_text(brief: Brief) -> str:
    """The text, UTF-8 with plain line ends: its parts stand under headings of their own, each to be pasted alone."""
    marks = brief.marks
    title = labels.title_of(marks)
    parts = [
        [title, " · ".join(labels.marks_line(marks))],
        _part("brief-in-one-line", [brief.line]),
        _part("brief-summary", [brief.lead, *brief.sentences]),
        _part("brief-ladder", _ladder(brief)),
        _part("brief-who", _who(brief)),
        _part("brief-decisions", _decisions(brief)),
        _part("brief-overdue", [labels.overdue_words(one) for one in brief.overdue]),
        _part(
            "brief-meetings",
            [labels.pair(date_words(one.on, short=True), one.title) for one in brief.meetings],
        ),
        _part("brief-outlook", brief.outlook),
        _part("brief-caveats", brief.caveats),
        _part("brief-unknowns", brief.unknowns),
        [_changed_head(brief), *_bullets(brief.changes.sentences)],
        _part("brief-points", brief.points),
    ]
    return _together(marks, parts)


def write_portfolio_text(portfolio: Portfolio) -> str:
    """The text of several phases, in the same parts."""
    marks = portfolio.marks
    columns = heads()
    lines = []
    for line in portfolio.lines:
        cells = line_cells(line)
        told = "; ".join(
            labels.pair(name.lower(), cell) for name, cell in zip(columns[1:], cells[1:], strict=True) if cell
        )
        lines.append(labels.pair(f"{line.initiative}, {cells[0]} ({line.currency})", told))
    parts = [
        [labels.title_of(marks), " · ".join(labels.marks_line(marks))],
        _part("brief-in-one-line", [portfolio.line]),
        _part("brief-summary", [portfolio.lead, *portfolio.sentences]),
        _part("brief-phases", lines),
        _part("brief-attention", portfolio.attention),
        _part("brief-caveats", portfolio.caveats),
    ]
    return _together(marks, parts)


def _together(marks: Marks, parts: list[list[str]]) -> str:
    """All parts, with what proves them at the end and the marking above and below."""
    last = [labels.cited_words(marks), " · ".join(labels.record_line(marks)[1:])]
    if marks.record:
        last.append(say("brief-verify", number=str(marks.record), digest=marks.digest))
    marking = [[marks.marking]] if marks.marking else []
    every = [*marking, *parts, last, *marking]
    return "\n\n".join("\n".join(_one_line(line) for line in part) for part in every if part) + "\n"


def _part(key: str, lines: list[str] | tuple[str, ...]) -> list[str]:
    return [say(key).upper(), *_bullets(lines)] if lines else []


def _bullets(lines: list[str] | tuple[str, ...]) -> list[str]:
    return [f"{_RULE} {line}" if len(lines) > 1 else line for line in lines]


def _one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text or "\r" in text else text


def _ladder(brief: Brief) -> list[str]:
    targets = shown_targets(brief)
    return [
        labels.pair(
            labels.rung_label(stage.rung) if not place else say("brief-plus", rung=labels.rung_label(stage.rung)),
            "; ".join(
                [
                    amount_words(stage.counted, approximate=stage.approximate),
                    *(_against(target, place) for target in targets),
                ]
            ),
        )
        for place, stage in enumerate(targets[-1].stages)
    ]


def _against(target: Target, place: int) -> str:
    stage = target.stages[place]
    told = f"{say('brief-gap').lower()} {labels.gap_words(stage)} ({labels.coverage_words(stage)})"
    return labels.pair(target.title, told)


def _who(brief: Brief) -> list[str]:
    lines = []
    for one in brief.standings:
        kind = f", {say('brief-in-kind')}" if one.form != "cash" else ""
        pays = labels.pays_words(one)
        when = f", {labels.pair(say('brief-pays').lower(), pays)}" if pays and one.rung != terms.RECEIVED else ""
        told = f"{labels.amount_of(one)} {brief.marks.currency}, {labels.rung_label(one.rung).lower()}{kind}{when}"
        lines.append(labels.pair(labels.who_words(one), told))
    for target in shown_targets(brief):
        if target.softest.gap:
            amount = money_words(target.softest.gap, brief.marks.currency)
            amount = say("about", amount=amount) if target.softest.approximate else amount
            lines.append(labels.pair(f"{say('brief-nobody-yet')} ({target.title})", amount))
    return lines or [say("brief-nobody")]


def _decisions(brief: Brief) -> list[str]:
    lines = []
    for one in brief.decisions:
        by = f" ({say('brief-due', date=date_words(one.by))})" if one.by else ""
        lines.append(labels.pair(one.who or say("brief-nobody-yet"), f"{one.sentence}{by}"))
    if brief.more_decisions:
        lines.append(say("brief-more", count=brief.more_decisions))
    return lines or [say("brief-no-decision")]


def _changed_head(brief: Brief) -> str:
    return labels.changed_head(brief.changes).upper()
