"""The bottom line in words: whether the money in sight covers a target, what is there, what is missing.

It knows which sentences are to be said of which figures; how they read is decided in `language/*/headline.ftl`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.calendar import next_chance as next_chance
from tracker.briefing.calendar import write_next_chance as write_next_chance
from tracker.briefing.language import say
from tracker.briefing.words import as_sentence, date_for, grammatical_number, list_words, money_words, said_date, yes_no
from tracker.dates import first_day, last_day


@dataclass(frozen=True)
class Headline:
    """The bottom line of a phase: the target it speaks of, a standing in one word, and its sentences.

    `standing` is covered (in cash), promised (covered at the target's headline rung), soft (covered only by softer
    money), short (not even then), or unknown (no requirement). `apart` is its last sentence on what is missing where
    that needs the target's name to stand by itself.
    """

    target: str
    standing: str
    sentences: tuple[str, ...]
    apart: str = ""

    @property
    def text(self) -> str:
        """All sentences as one paragraph."""
        return " ".join(self.sentences)


def choose_target(gaps: pd.DataFrame, as_of: date) -> str:
    """The target that a phase's bottom line speaks of.

    The next threshold that is not covered in cash, else the latest that passed without being covered, else the whole
    requirement; where that is unknown, the last threshold.
    """
    rows = gaps[(gaps["counting"] == terms.RECEIVED).to_numpy()]
    thresholds = sorted(
        rows[(rows["target"] != terms.REQUIREMENT).to_numpy()].itertuples(),
        key=lambda row: (first_day(row.due_on) if row.due_on else date.max, row.target),
    )
    is_open = [row for row in thresholds if pd.isna(row.required) or row.counted < row.required]
    ahead = [row for row in is_open if not row.due_on or last_day(row.due_on) >= as_of]
    if is_open:
        return str((ahead or is_open[-1:])[0].target)
    is_known = rows[(rows["target"] == terms.REQUIREMENT).to_numpy()]["required"].notna().any()
    return str(thresholds[-1].target) if thresholds and not is_known else terms.REQUIREMENT


def write_headline(gaps: pd.DataFrame, as_of: date, target: str | None = None) -> Headline:
    """The bottom line of one phase.

    In: the gaps of that phase (see `model.gaps.find_gaps`) at each rung its reader sees, with `ends_on` of the
    phase where that matters (see `desk.gaps`). It says what the money covers, not what will happen.
    """
    target = target or choose_target(gaps, as_of)
    return _Writer(list(gaps[(gaps["target"] == target).to_numpy()].itertuples()), target, as_of).write()


class _Writer:
    """The figures of one target, as its sentences need them."""

    def __init__(self, rows: list[Any], target: str, as_of: date) -> None:
        first = rows[0]
        self.target, self.currency, self.due = target, str(first.currency), str(first.due_on)
        self.required = None if pd.isna(first.required) else int(first.required)
        self.row = {str(row.counting): row for row in rows}
        self.rungs = [code for code in terms.RUNGS if code in self.row]
        floor = next((code for code in self.rungs if self.row[code].is_headline), terms.DEFAULT_COUNTS)
        self.shown = self.rungs[: self.rungs.index(floor) + 1]
        self.knows_all = self.rungs[-1] not in terms.PUBLISHED
        counted = [int(self.row[code].counted) for code in self.rungs]
        self.part = {code: counted[i] - (counted[i - 1] if i else 0) for i, code in enumerate(self.rungs)}
        self.title = str(first.title)
        self.subject = target_words(self.title, target)
        self.past = ""
        ends_on = str(getattr(first, "ends_on", ""))
        if self.due and last_day(self.due) < as_of:
            self.past = "date"
        elif ends_on and last_day(ends_on) < as_of:
            self.past = "phase"

    def write(self) -> Headline:
        """The standing and its sentences."""
        if not self.required or self.required < 0:
            return Headline(self.target, "unknown", self._without_requirement())
        covering = next((code for code in self.rungs if int(self.row[code].counted) >= self.required), None)
        apart = ""
        if covering == terms.RECEIVED:
            standing, lead, sentences = "covered", say("lead-covered", target=self.subject), [self._in_cash()]
        elif covering in self.shown:
            standing, lead = "promised", say("lead-promised", target=self.subject, condition=self._if(covering, "is"))
            sentences = [self._there(), self._unpaid(), *self._low_end(self.shown[-1])]
        else:
            standing, lead = "short", say("lead-short", target=self.subject, past=yes_no(self.past))
            sentences = [self._there()]
            if covering is None:
                sentences.append(self._missing())
            else:
                standing, condition = "soft", self._if(covering, "would")
                apart = as_sentence(say("target-would-be", target=self.subject, condition=condition))
                sentences.extend([as_sentence(say("would-be", condition=condition)), *self._low_end(covering)])
        asides = self._unconverted() if standing == "covered" else [*self._not_counted(), *self._unconverted()]
        return Headline(self.target, standing, (self._since_past(lead), *sentences, *asides), apart)

    def _since_past(self, lead: str) -> str:
        if self.past == "date":
            lead = say("past-date", date=said_date(self.due), clause=lead)
        elif self.past:
            lead = say("past-phase", clause=lead)
        return as_sentence(lead)

    def _money(self, amount: int) -> str:
        """An amount in words; exact to the cent where it would read like the requirement and is not."""
        words = money_words(amount, self.currency)
        if self.required and amount != self.required and words == money_words(self.required, self.currency):
            words = money_words(amount, self.currency, exact=True)
        return words

    def _stands(self, rungs: list[str]) -> str:
        """`$50,000 is received and about $150,000 is announced`."""
        clauses = []
        for code in rungs:
            if amount := self.part[code]:
                is_vague = bool(self.row[code].approximate)
                clauses.append(stand_words(code, self._money(amount), amount, is_vague=is_vague))
        return list_words(clauses)

    def _by(self) -> dict[str, str]:
        """By when money is needed, where that is known, as messages take it."""
        return {"dated": yes_no(self.due), "by": date_for(self.due) if self.due else ""}

    def _need(self) -> str:
        return say("need", amount=self._money(self.required or 0), **self._by())

    def _against(self, stands: str, floor: str) -> str:
        """What stands down to a rung beside what is needed: `… of the $700,000 needed for June 2010`."""
        total, is_vague = int(self.row[floor].counted), bool(self.row[floor].approximate)
        over = total - (self.required or 0)
        there = [code for code in self.rungs[: self.rungs.index(floor) + 1] if self.part[code]]
        several = yes_no(len(there) > 1)
        if over > 0:
            amount, vague = self._money(over), yes_no(is_vague)
            return say("stands-over", stands=stands, several=several, amount=amount, vague=vague, need=self._need())
        if over == 0 and not is_vague:
            return say("stands-exactly", stands=stands, several=several, **self._by())
        return say("stands-of" if over else "stands-against", stands=stands, need=self._need())

    def _in_cash(self) -> str:
        text = self._against(self._stands([terms.RECEIVED]), terms.RECEIVED)
        promised = self._stands(self.shown[1:])
        return as_sentence(say("beyond", first=text, second=promised) if promised else text)

    def _there(self) -> str:
        there = [code for code in self.shown if self.part[code]]
        row = self.row[self.shown[-1]]
        aside = yes_no(row.late or row.excluded or row.unconverted)
        if not there:
            none = nothing_words(self.shown)
            return as_sentence(say("nothing-of", aside=aside, rungs=none, need=self._need(), dated=yes_no(self.due)))
        before = self.shown[: self.shown.index(there[0])]
        after = self.shown[self.shown.index(there[-1]) + 1 :]
        text = self._against(self._stands(self.shown), self.shown[-1])
        if before:
            text = say("clauses", first=say("nothing", aside=aside, rungs=nothing_words(before)), second=text)
        if after and row.counted < (self.required or 0):
            text = say("clauses", first=text, second=say("nothing-more", aside=aside, rungs=nothing_words(after)))
        return as_sentence(text)

    def _if(self, covering: str, mood: str) -> str:
        """On what coverage depends: all firm promises being paid, or softer money coming as well."""
        rests, more = covering, "no"
        if covering not in terms.PUBLISHED:
            more = yes_no(self.row[covering].counted != self.part[covering])
        else:
            owed = [code for code in self.rungs[1 : self.rungs.index(covering) + 1] if self.part[code]]
            rests = "both" if len(owed) > 1 else owed[0]
        return say("condition", rests=rests, more=more, mood=mood)

    def _unpaid(self) -> str:
        unpaid = (self.required or 0) - int(self.row[terms.RECEIVED].counted)
        return say("unpaid-all") if unpaid == self.required else say("unpaid", amount=self._money(unpaid))

    def _low_end(self, floor: str) -> list[str]:
        short = (self.required or 0) - int(self.row[floor].low)
        return [say("low-end", amount=self._money(short))] if short > 0 else []

    def _missing(self) -> str:
        softest, shown = self.row[self.rungs[-1]], self.row[self.shown[-1]]
        missing = (self.required or 0) - int(softest.counted)
        is_least = softest.low < softest.counted and softest.high <= softest.counted
        if missing == self.required:
            text = say("lacking-all")
        else:
            least, vague = yes_no(is_least), yes_no(softest.approximate)
            text = say("lacking", least=least, vague=vague, amount=self._money(missing))
        is_set_aside = bool(softest.late or softest.excluded or softest.unconverted)
        if softest.counted == shown.counted and self.knows_all and self.shown != self.rungs and not is_set_aside:
            return say("nothing-else", lacking=text)
        if missing == self.required or (is_set_aside and softest.counted == shown.counted):
            return as_sentence(text)
        scope = "counting-sight" if self.knows_all else "counting-announced"
        return say(scope, late=yes_no(softest.late), lacking=text)

    def _not_counted(self) -> list[str]:
        softest = self.row[self.rungs[-1]]
        asides = (("aside-late", int(softest.late)), ("aside-earmarked", int(softest.excluded)))
        return [say(key, amount=self._money(amount)) for key, amount in asides if amount]

    def _unconverted(self) -> list[str]:
        pairs = self.row[self.rungs[-1]].unconverted
        if not pairs:
            return []
        listed = list_words([money_words(amount, currency) for currency, amount in pairs])
        return [say("aside-unconverted", listed=listed, number=len(pairs))]

    def _without_requirement(self) -> tuple[str, ...]:
        kind = terms.REQUIREMENT if self.target == terms.REQUIREMENT else "threshold"
        if self.required is None:
            lead = say("need-unknown", kind=kind, target=target_words(self.title, self.target, "target-of"))
        else:
            lead = say("need-zero", kind=kind, target=self.subject)
        none = (
            say("nothing-in-sight") if self.knows_all else say("nothing", aside="no", rungs=nothing_words(self.rungs))
        )
        return (as_sentence(lead), as_sentence(self._stands(self.rungs) or none), *self._unconverted())


def target_words(title: str, target: str, key: str = "target") -> str:
    """What a target is called inside a sentence: `the full requirement`, `the start`, `“Second tranche”`.

    `key` is the message that names it: `target`, or `target-of` where something is said of what it needs.
    """
    is_word = title.isalpha() and title.istitle()
    kind = f"word-{title.lower()}" if is_word else "title"
    return say(key, kind=terms.REQUIREMENT if target == terms.REQUIREMENT else kind, title=title)


def stand_words(rung: str, words: str, amount: int, *, is_vague: bool) -> str:
    """`about $150,000 is announced`, of an amount in words and in hundredths."""
    money, number = say("about", amount=words) if is_vague else words, grammatical_number(amount)
    return say(f"stands-{rung}", money=money, number=number, vague=yes_no(is_vague))


def nothing_words(rungs: list[str]) -> str:
    """What nothing is, of some rungs: `received, signed or announced`."""
    return list_words([say(f"not-{code}") for code in rungs], "nor")
