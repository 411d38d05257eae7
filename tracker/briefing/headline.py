"""The bottom line in words: whether the money in sight covers a target, what is there, what is missing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.calendar import next_chance as next_chance
from tracker.briefing.calendar import write_next_chance as write_next_chance
from tracker.briefing.words import list_words, money_words, said_date
from tracker.dates import first_day, last_day

_VERB = {rung.code: rung.label.lower() for rung in terms.LADDER}


@dataclass(frozen=True)
class Headline:
    """The bottom line of a phase: the target it speaks of, a standing in one word, and its sentences.

    `standing` is covered (in cash), promised (covered at the target's headline rung), soft (covered only by softer
    money), short (not even then), or unknown (no requirement).
    """

    target: str
    standing: str
    sentences: tuple[str, ...]

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
        self.subject = _subject(str(first.title), target)
        self.past = ""
        ends_on = str(getattr(first, "ends_on", ""))
        if self.due and last_day(self.due) < as_of:
            self.past = f"{said_date(self.due)} has passed, and "
        elif ends_on and last_day(ends_on) < as_of:
            self.past = "The phase has ended, and "

    def write(self) -> Headline:
        """The standing and its sentences."""
        if not self.required or self.required < 0:
            return Headline(self.target, "unknown", self._without_requirement())
        covering = next((code for code in self.rungs if int(self.row[code].counted) >= self.required), None)
        if covering == terms.RECEIVED:
            standing, covered, sentences = "covered", "is covered in cash", [self._in_cash()]
        elif covering in self.shown:
            standing, covered = "promised", f"is covered only {self._if(covering)}"
            sentences = [self._there(), self._unpaid(), *self._low_end(self.shown[-1])]
        else:
            standing, covered = "short", "is not covered" if self.past else "is not yet covered"
            sentences = [self._there()]
            if covering is None:
                sentences.append(self._missing())
            else:
                standing = "soft"
                sentences.extend([f"It would be covered only {self._if(covering)}.", *self._low_end(covering)])
        lead = _sentence(f"{self.past}{self.subject} {covered}")
        asides = self._unconverted() if standing == "covered" else [*self._not_counted(), *self._unconverted()]
        return Headline(self.target, standing, (lead, *sentences, *asides))

    def _money(self, amount: int, *, about: bool = False) -> str:
        """An amount in words; exact to the cent where it would read like the requirement and is not."""
        words = money_words(amount, self.currency)
        if self.required and amount != self.required and words == money_words(self.required, self.currency):
            words = money_words(amount, self.currency, exact=True)
        return f"about {words}" if about else words

    def _stands(self, rungs: list[str]) -> str:
        """`$50,000 is received and about $150,000 is announced`."""
        there = [(self.part[code], bool(self.row[code].approximate), _VERB[code]) for code in rungs if self.part[code]]
        return list_words([f"{self._money(amount, about=is_vague)} is {verb}" for amount, is_vague, verb in there])

    def _needed(self) -> str:
        return f"{self._money(self.required or 0)} needed" + (f" for {said_date(self.due)}" if self.due else "")

    def _against(self, floor: str) -> str:
        """What stands down to a rung beside what is needed: `of the $700,000 needed for June 2010`."""
        total, is_vague = int(self.row[floor].counted), bool(self.row[floor].approximate)
        over = total - (self.required or 0)
        there = [code for code in self.rungs[: self.rungs.index(floor) + 1] if self.part[code]]
        together = " together" if len(there) > 1 else ""
        if over > 0:
            return f",{together} {self._money(over, about=is_vague)} more than the {self._needed()}"
        if over == 0 and not is_vague:
            return f",{together} exactly what is needed" + (f" for {said_date(self.due)}" if self.due else "")
        return f" {'of' if over else 'against'} the {self._needed()}"

    def _in_cash(self) -> str:
        text = self._stands([terms.RECEIVED]) + self._against(terms.RECEIVED)
        promised = self._stands(self.shown[1:])
        return _sentence(f"{text}; beyond that, {promised}" if promised else text)

    def _there(self) -> str:
        there = [code for code in self.shown if self.part[code]]
        row = self.row[self.shown[-1]]
        nothing = "nothing that counts" if row.late or row.excluded or row.unconverted else "nothing"
        if not there:
            none = list_words([_VERB[code] for code in self.shown], "or")
            return _sentence(f"{nothing} is {none} of the {self._needed()}")
        before = [_VERB[code] for code in self.shown[: self.shown.index(there[0])]]
        after = [_VERB[code] for code in self.shown[self.shown.index(there[-1]) + 1 :]]
        text = self._stands(self.shown) + self._against(self.shown[-1])
        if before:
            text = f"{nothing} is {list_words(before, 'or')}; {text}"
        if after and row.counted < (self.required or 0):
            text = f"{text}; {nothing.replace('nothing', 'nothing more')} is {list_words(after, 'or')}"
        return _sentence(text)

    def _if(self, covering: str) -> str:
        """On what coverage depends: all firm promises being paid, or softer money coming as well."""
        if covering not in terms.PUBLISHED:
            word = "all that is merely possible" if covering == "prospective" else "what is anticipated"
            return f"if {word} comes" + (" as well" if self.row[covering].counted != self.part[covering] else "")
        owed = [_VERB[code] for code in self.rungs[1 : self.rungs.index(covering) + 1] if self.part[code]]
        return f"if {'all that' if len(owed) > 1 else 'what'} is {list_words(owed)} is paid"

    def _unpaid(self) -> str:
        unpaid = (self.required or 0) - int(self.row[terms.RECEIVED].counted)
        return "None of it is paid yet." if unpaid == self.required else f"{self._money(unpaid)} has yet to be paid."

    def _low_end(self, floor: str) -> list[str]:
        short = (self.required or 0) - int(self.row[floor].low)
        return [f"Should only the least of it come, {self._money(short)} would be missing."] if short > 0 else []

    def _missing(self) -> str:
        softest, shown = self.row[self.rungs[-1]], self.row[self.shown[-1]]
        missing = (self.required or 0) - int(softest.counted)
        at_least = "at least " if softest.low < softest.counted and softest.high <= softest.counted else ""
        text = f"{at_least}{self._money(missing, about=bool(softest.approximate))} is missing"
        if missing == self.required:
            text = "all of it is missing"
        is_set_aside = bool(softest.late or softest.excluded or softest.unconverted)
        if softest.counted == shown.counted and self.knows_all and self.shown != self.rungs and not is_set_aside:
            return f"Nothing else is in sight: {text}."
        if missing == self.required or (is_set_aside and softest.counted == shown.counted):
            return _sentence(text)
        when = " for that date" if softest.late else ""
        return f"Counting everything {'in sight' if self.knows_all else 'announced'}{when}, {text}."

    def _not_counted(self) -> list[str]:
        softest = self.row[self.rungs[-1]]
        asides = (
            (int(softest.late), "is due only after that date and is not counted"),
            (int(softest.excluded), "is earmarked for other purposes and cannot count"),
        )
        return [f"A further {self._money(amount)} {why}." for amount, why in asides if amount]

    def _unconverted(self) -> list[str]:
        pairs = self.row[self.rungs[-1]].unconverted
        if not pairs:
            return []
        listed = list_words([money_words(amount, currency) for currency, amount in pairs])
        return [f"{listed} {'is' if len(pairs) == 1 else 'are'} left out, for want of a rate of exchange."]

    def _without_requirement(self) -> tuple[str, ...]:
        of_phase = self.target == terms.REQUIREMENT
        if self.required is None:
            lead = f"what {'is needed' if of_phase else f'{self.subject} needs'} is not known"
        else:
            lead = "nothing is needed, as the budget stands" if of_phase else f"{self.subject} needs no money"
        none = "in sight" if self.knows_all else list_words([_VERB[code] for code in self.rungs], "or")
        stands = self._stands(self.rungs) or f"nothing is {none}"
        return (_sentence(lead), _sentence(stands), *self._unconverted())


def _subject(title: str, target: str) -> str:
    if target == terms.REQUIREMENT:
        return "the full requirement"
    return f"the {title.lower()}" if title.isalpha() and title.istitle() else f"“{title}”"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
