"""What a pack says, whatever form it takes: figures, and sentences in the pack's language. It computes nothing.

Amounts are int64 hundredths of the currency beside them; dates are ISO texts as the ledger has them, day, month or
year, "" where unknown. All sentences are written already; labels and formats are the forms' own (see `labels`).
"""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Marks:
    """What every form says of itself.

    `quarter` is `2009Q4`; `as_of` its last day, or another day that was asked for. `evidence` is the date of the
    newest fact. `rates` are the currencies that were converted, each with the day from which its newest rate in use
    is in force; `rates_at` is step or as_of. `record` is the changeset's number (0: nothing recorded), `digest` the
    whole digest of it, `recorded_at` its moment, `ledger` the ledger's id. `marking` is the office's protective
    marking, "" where none is set.
    """

    initiative: str
    subject: str
    agency: str
    quarter: str
    as_of: date
    evidence: str
    currency: str
    audience: str
    language: str
    record: int
    digest: str
    recorded_at: datetime | None
    ledger: str
    marking: str = ""
    rates: tuple[tuple[str, str], ...] = ()
    rates_at: str = "step"
    cited: tuple[str, ...] = ()


@dataclass(frozen=True)
class Segment:
    """A stretch of a target's bar: the money of one donor (or of `donors`, then `who` is "") on a rung.

    `code` is the donor's key, where there is no room for its name.
    """

    rung: str
    who: str
    donors: int
    amount: int
    approximate: bool
    code: str = ""


@dataclass(frozen=True)
class Stage:
    """A target counting from one rung: what counts (between `low` and `high`), what is missing, the coverage.

    `gap`, `surplus` and `coverage` are None where the requirement is unknown; `coverage` is an unrounded fraction.
    """

    rung: str
    counted: int
    low: int
    high: int
    approximate: bool
    gap: int | None
    surplus: int | None
    coverage: float | None
    is_headline: bool


@dataclass(frozen=True)
class Target:
    """A threshold or the full requirement (`key` is `requirement`), firmest stage first.

    `required` is None where it is unknown. `late`, `undated` and `excluded` are of the softest stage: money due only
    after the date, without a date, or earmarked to something else.
    """

    key: str
    title: str
    due_on: str
    required: int | None
    stages: tuple[Stage, ...]
    segments: tuple[Segment, ...]
    late: int = 0
    undated: int = 0
    excluded: int = 0
    unconverted: tuple[tuple[str, int], ...] = ()

    @property
    def softest(self) -> Stage:
        """The stage that counts all that its audience sees."""
        return self.stages[-1]

    @property
    def headline(self) -> Stage:
        """The stage at which the target is usually told, or the softest that is seen."""
        return next((stage for stage in self.stages if stage.is_headline), self.stages[-1])


@dataclass(frozen=True)
class Standing:
    """A donor's money on a rung, or (`who` "") that of `others`, so many smaller standings there.

    `later` counts further payment dates after `due_on`. `unconverted` is money without a rate of exchange, by its own
    currency, in no sum.
    """

    who: str
    rung: str
    form: str
    amount: int
    low: int
    high: int
    approximate: bool
    due_on: str = ""
    later: int = 0
    last_word: str = ""
    source: str = ""
    others: int = 0
    unconverted: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Change:
    """A step of the bridge of money announced or firmer: `kind` as in `terms.BRIDGE_KINDS`, opening and closing too."""

    kind: str
    amount: int
    approximate: bool


@dataclass(frozen=True)
class Changes:
    """What changed since the last brief, or where none went out since the end of the quarter before.

    `printed` names the record that the last brief was made from (`3 · 7f3a`), "" where there was none; with it, what
    was recorded later about earlier days is among the `steps` as late entries. The opening is first and the closing
    last, and they reconcile to the cent.
    """

    since: date
    printed: str
    sentences: tuple[str, ...]
    steps: tuple[Change, ...]


@dataclass(frozen=True)
class Decision:
    """A decision that is wanted: of whom (a donor, or "" of nobody yet), which, about how much, by when.

    `what` is one of `wanted.DECISIONS`; `sentence` says it with its amount, `amount` is in the phase's currency.
    """

    who: str
    what: str
    amount: int
    approximate: bool
    by: str
    sentence: str


@dataclass(frozen=True)
class Overdue:
    """What a donor has overdue, in the promise's own currency; `days` is None where the date is no day."""

    who: str
    amount: int
    currency: str
    since: str
    days: int | None


@dataclass(frozen=True)
class Meeting:
    """A meeting or deadline ahead, with its title as the ledger has it."""

    on: str
    ends_on: str
    title: str
    kind: str


@dataclass(frozen=True)
class Source:
    """A document that figures rest on, and the places in it that are cited."""

    key: str
    places: tuple[str, ...]
    title: str
    dated: str
    publisher: str
    marking: str
    url: str


@dataclass(frozen=True)
class Brief:
    """What a pack says of one phase.

    `standing` is the headline's one word (see `briefing.headline.Headline`), `lead` its first sentence, `sentences`
    the others. `targets` are thresholds by date, the full requirement last; `target` is the key of the one that the
    bottom line speaks of. `standings` are the largest, firmest first, then the others by rung: their sums are those
    of all. `donors` counts all who stand anywhere. `more_decisions`, `more_overdue` and `more_meetings` count those
    left out, the smaller and later ones. `caveats` say what of the figures is vague or in no total, `unknowns` what
    nobody has said. `outlook` are sentences on likelihood, where assumptions were stated. `points` are three talking
    points; `line` is the bottom line in one.
    """

    marks: Marks
    phase: str
    standing: str
    target: str
    lead: str
    sentences: tuple[str, ...]
    targets: tuple[Target, ...]
    standings: tuple[Standing, ...]
    donors: int
    changes: Changes
    decisions: tuple[Decision, ...]
    overdue: tuple[Overdue, ...]
    meetings: tuple[Meeting, ...]
    caveats: tuple[str, ...]
    unknowns: tuple[str, ...]
    sources: tuple[Source, ...]
    points: tuple[str, ...]
    line: str
    more_decisions: int = 0
    more_overdue: int = 0
    more_meetings: int = 0
    outlook: tuple[str, ...] = field(default=())

    def total(self, form: str) -> int:
        """What all standings of a form (`cash`, `in_kind`) come to; money without a rate is in no sum."""
        return sum(one.amount for one in self.standings if one.form == form)

    def is_vague(self, form: str) -> bool:
        """Whether anything approximate is in that total."""
        return any(one.approximate for one in self.standings if one.form == form)


@dataclass(frozen=True)
class PhaseLine:
    """One phase on a portfolio page, counting from the rung at which it is usually told.

    `in_cash`, `firm` and `in_sight` are what counts from received, from `counting`, and from the softest rung that is
    seen; `is_firm_vague` says whether anything approximate is in `firm`, `approximate` whether in `in_sight`.
    `points` is by how many tenths of a percentage point `coverage` rose in the last four quarters, None where it
    cannot be told.
    """

    phase: str
    title: str
    initiative: str
    currency: str
    standing: str
    required: int | None
    in_cash: int
    firm: int
    in_sight: int
    approximate: bool
    gap: int | None
    coverage: float | None
    coverage_in_cash: float | None
    next_on: str
    next_what: str
    points: int | None
    is_open: bool
    is_firm_vague: bool = False


@dataclass(frozen=True)
class Total:
    """What open phases of one currency need together; a surplus of one covers no other."""

    currency: str
    phases: int
    unknown: int
    required: int
    counted_in_cash: int
    counted: int
    gap: int
    approximate: bool
    coverage: float | None


@dataclass(frozen=True)
class Portfolio:
    """What a pack says of several phases; `attention` and `caveats` are sentences."""

    marks: Marks
    standing: str
    lead: str
    sentences: tuple[str, ...]
    lines: tuple[PhaseLine, ...]
    totals: tuple[Total, ...]
    attention: tuple[str, ...]
    caveats: tuple[str, ...]
    line: str
