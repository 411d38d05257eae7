"""What a change does, in sentences: where money leaves and enters, and how the gaps move. It is given the figures."""

from tracker import terms
from tracker.briefing.words import UNKNOWN, amount_words, day_words, list_words
from tracker.desk.effects import Effects


def say_effects(effects: Effects) -> list[str]:
    """One sentence for each phase whose money or requirement moves, and one for each headline gap that does."""
    if effects.is_nothing:
        return ["No total and no gap changes."]
    moved: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for row in effects.totals:
        change = int(row["after"]) - int(row["before"])  # type: ignore[call-overload]
        moved.setdefault((str(row["phase"]), str(row["currency"])), []).append((str(row["rung"]), change))
    said = [_say_moves(phase, currency, changes) for (phase, currency), changes in moved.items()]
    headlines = [row for row in effects.gaps if row["is_headline"] and row["before"] != row["after"]]
    said += [f"{gap_name(row)}: {gap_words(row, 'before')} → {gap_words(row, 'after')}." for row in headlines]
    if effects.totals and not headlines:
        said.append(f"No headline gap changes on {day_words(effects.on)}.")
    return said


def _say_moves(phase: str, currency: str, changes: list[tuple[str, int]]) -> str:
    parts = [
        f"{currency} {amount_words(abs(change))} {'enters' if change > 0 else 'leaves'} {rung_words(rung)}"
        for rung, change in sorted(changes, key=lambda part: (part[1] > 0, terms.RANK.get(part[0], -1)))
        if rung != terms.REQUIREMENT
    ]
    needed = [change for rung, change in changes if rung == terms.REQUIREMENT]
    parts += [
        f"the requirement {'grows' if change > 0 else 'shrinks'} by {currency} {amount_words(abs(change))}"
        for change in needed
    ]
    amounts = {abs(change) for _, change in changes}
    if len(changes) == 2 and len(amounts) == 1 and not needed and sum(change for _, change in changes) == 0:
        leaves, enters = sorted(changes, key=lambda part: part[1])
        return (
            f"{phase}: {currency} {amount_words(enters[1])} leaves {rung_words(leaves[0])} "
            f"and enters {rung_words(enters[0])}."
        )
    return f"{phase}: {list_words(parts)}."


def rung_words(code: str) -> str:
    """A rung as the screen names it, or the requirement."""
    return terms.RUNG[code].label if code in terms.RUNG else "the requirement"


def floor_words(code: str) -> str:
    """What is counted from a floor rung: `Announced or firmer`."""
    label = terms.RUNG[code].label
    return label if code == terms.RUNGS[0] else f"{label} or firmer"


def gap_name(row: dict[str, object]) -> str:
    """Which gap a row is: its target, and what is counted."""
    return f"{row['title']}, gap counting {floor_words(str(row['counting'])).lower()}"


def gap_words(row: dict[str, object], side: str) -> str:
    """The gap of a row `before` or `after`."""
    is_vague = bool(row["was_approximate" if side == "before" else "is_approximate"])
    value = row[side]
    return UNKNOWN if value is None else amount_words(int(value), approximate=is_vague)  # type: ignore[call-overload]
