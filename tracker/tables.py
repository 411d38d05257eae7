"""Every table of the ledger, declared once: its columns, their kinds, keys and references, and what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import pandas as pd

from tracker import terms

Tables = Mapping[str, pd.DataFrame]
"""A checked frame for each table by name. The index is the row's number: the ledger's, or the file's where none is."""


@dataclass(frozen=True)
class Column:
    """One column.

    `kind` decides how a cell is read and held:

    | kind | in a file | in a checked frame | blank |
    |---|---|---|---|
    | key, text, currency, choice | text | str | "" |
    | list | texts parted by `;` | str, parted by `; ` | "" |
    | date | ISO day, month or year | str; computed with as its `end` (first or last day) | "" |
    | money | major units | int64 hundredths, Int64 where it may be blank | NA |
    | number | a decimal | Int64 ten-billionths | NA |
    | flag | yes or no | bool | False |

    A `reference` names the table whose key the column holds.
    """

    name: str
    kind: str
    meaning: str
    is_key: bool = False
    is_required: bool = False
    reference: str = ""
    choices: tuple[str, ...] = ()
    end: str = "last"

    @property
    def is_nullable(self) -> bool:
        """Whether a checked frame holds it in a dtype with missing values."""
        return self.kind == "number" or (self.kind == "money" and not self.is_required)

    @property
    def dtype(self) -> str:
        """The dtype in a checked frame."""
        if self.kind in ("money", "number"):
            return "Int64" if self.is_nullable else "int64"
        return "bool" if self.kind == "flag" else "str"


@dataclass(frozen=True)
class Table:
    """One table; `title` heads its sheet."""

    name: str
    title: str
    meaning: str
    columns: tuple[Column, ...]

    def __getitem__(self, column: str) -> Column:
        return self._by_name[column]

    @property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def names(self) -> list[str]:
        """The names of its columns, in order."""
        return [column.name for column in self.columns]

    @property
    def key(self) -> list[str]:
        """The columns that together name a row."""
        return [column.name for column in self.columns if column.is_key]


def _key(name: str, meaning: str, reference: str = "") -> Column:
    return Column(name, "key", meaning, is_key=True, is_required=True, reference=reference)


def _day(name: str, meaning: str, *, end: str = "last", is_required: bool = False, is_key: bool = False) -> Column:
    return Column(name, "date", meaning, is_key=is_key, is_required=is_required or is_key, end=end)


def _text(name: str, meaning: str, is_required: bool = False) -> Column:
    return Column(name, "text", meaning, is_required=is_required)


def _refer(name: str, table: str, meaning: str, *, is_required: bool = True) -> Column:
    return Column(name, "key", meaning, is_required=is_required, reference=table)


def _money(name: str, meaning: str, is_required: bool = False) -> Column:
    return Column(name, "money", meaning, is_required=is_required)


def _choice(name: str, choices: Mapping[str, str], meaning: str, *, is_required: bool = False) -> Column:
    return Column(name, "choice", meaning, is_required=is_required, choices=tuple(choices))


_CURRENCY = Column("currency", "currency", "ISO 4217 code of the amount's currency.", is_required=True)
_COMPONENT = _text("component", "The part of the phase that the money is earmarked for; blank: unearmarked.")
_FORM = _choice("form", terms.FORMS, "cash (or blank), or in_kind, which is kept apart.")
_SOURCE = _text("source", "Where it is written: a key of sources, then the place in it, such as `KEY ¶10`.")
_NOTE = _text("note", "Anything a colleague should know; internal.")


def _table(name: str, title: str, meaning: str, *columns: Column) -> Table:
    trailing = (_NOTE,) if name == "sources" else (_SOURCE, _NOTE)
    return Table(name, title, meaning, columns + trailing)


_DECLARED = (
    _table(
        "initiatives", "Initiatives", "What money is raised for; it reports in one currency.",
        _key("initiative", "A short code."),
        _text("title", "Its full name.", is_required=True),
        _text("lead_agency", "Who runs it."),
        Column("currency", "currency", "ISO 4217 code of the currency it reports in.", is_required=True),
        _text("iati_identifier", "Its identifier in the IATI standard."),
    ),
    _table(
        "phases", "Phases", "The stretches of work that have a requirement of their own.",
        _key("phase", "A short code."),
        _refer("initiative", "initiatives", "The initiative it belongs to."),
        _text("title", "Its full name.", is_required=True),
        _day("starts_on", "When it begins.", end="first"),
        _day("ends_on", "When it ends."),
    ),
    _table(
        "budgets", "Budgets",
        "What a phase needs. Rows of one phase and stated_on are one document, restated whole; the newest holds.",
        _key("phase", "The phase that needs the money.", "phases"),
        _day("stated_on", "The day of the document.", is_key=True),
        Column("component", "text", "The part of the phase; blank: the phase as a whole.", is_key=True),
        Column("period_start", "date", "When the line's period begins.", is_key=True, end="first"),
        _day("period_end", "When the line's period ends."),
        _money("amount", "What is needed.", is_required=True),
        _CURRENCY,
        Column("support_cost_rate", "number", "Support costs as a fraction r; amount / (1 + r) is programmable."),
    ),
    _table(
        "thresholds", "Thresholds", "A part of the requirement that decides something by a date, such as the start.",
        _key("threshold", "A short code."),
        _day("stated_on", "The day it was stated; the newest holds.", is_key=True),
        _refer("phase", "phases", "The phase it is a part of."),
        _text("title", "What it decides.", is_required=True),
        _money("amount", "What is needed.", is_required=True),
        _CURRENCY,
        _day("due_on", "By when; a month counts from its first day.", end="first"),
        _choice("counts", dict.fromkeys(terms.RUNGS, ""), "The rung its headline counts from; blank: pledged."),
        Column("components", "list", "Earmarks that may count, parted by `;`; blank: all. Unearmarked money may."),
    ),
    _table(
        "donors", "Donors", "Who gives, or might.",
        _key("donor", "ISO 3166 alpha-3 code of a state, or that and an agency (USA-INL); any short code of others."),
        _text("name", "The name as shown.", is_required=True),
        _text("country", "ISO 3166 alpha-3 code of its country."),
        _choice("kind", terms.DONOR_KINDS, "What sort of donor it is.", is_required=True),
        Column("aliases", "list", "Other names it goes by, parted by `;`."),
    ),
    _table(
        "pledges", "Pledges", "One row for each step in a pledge's life; the newest step on or before a date holds.",
        _key("pledge", "A short code of the promise, the same in all its steps."),
        _day("status_on", "The day from which this step holds.", is_key=True),
        _choice("status", terms.STATUSES, "The rung of the ladder, or withdrawn.", is_required=True),
        _refer("phase", "phases", "The phase it is for."),
        _refer("donor", "donors", "Who promises; the same in all steps."),
        _money("amount", "The whole promise, paid parts included; needed unless withdrawn."),
        Column("currency", "currency", "ISO 4217 code of the promise; the same in all steps.", is_required=True),
        Column("approximate", "flag", "Whether the amount is vague; an amount typed with ~ is."),
        _money("low", "The least it may turn out to be; blank: the amount."),
        _money("high", "The most it may turn out to be; blank: the amount."),
        _day("due_on", "When it is to be paid, where no instalments say so."),
        _COMPONENT,
        _FORM,
        _text("condition", "A condition not yet met; it keeps the promise no firmer than pledged."),
        _choice("reason", terms.REASONS, "Why it was withdrawn."),
        Column("likelihood", "number", "Somebody's stated chance (0 to 1) that the rest is paid in time."),
        _text("agreement", "The number of the written agreement."),
        _day("confirmed_on", "The last day on which somebody confirmed that it stands so."),
    ),
    _table(
        "instalments", "Instalments", "When a pledge is to be paid; without rows, on its own due_on.",
        _key("pledge", "The pledge.", "pledges"),
        _day("due_on", "When this part is due.", is_key=True),
        _money("amount", "This part, in the pledge's currency.", is_required=True),
        _text("trigger", "What has to happen first."),
    ),
    _table(
        "contributions", "Contributions", "Cash in, and cash given back.",
        _key("contribution", "A short code."),
        _day("received_on", "The day it arrived.", is_required=True),
        _choice("kind", terms.CONTRIBUTION_KINDS, "payment, refund or reversal.", is_required=True),
        _refer("phase", "phases", "The phase it is for."),
        _refer("donor", "donors", "Who paid; the donor of its pledge."),
        _refer("pledge", "pledges", "The pledge it pays; may be blank.", is_required=False),
        _money("amount", "Positive for a payment, negative for a refund or reversal.", is_required=True),
        _CURRENCY,
        _COMPONENT,
        _FORM,
    ),
    _table(
        "rates", "Rates", "Rates of exchange; each is in force from its day on.",
        Column("currency", "currency", "ISO 4217 code; USD is 1 and has no row.", is_key=True, is_required=True),
        _day("on", "The day from which it is in force.", is_key=True, end="first"),
        Column("per_usd", "number", "Units of the currency per US dollar.", is_required=True),
    ),
    _table(
        "shares", "Shares", "Keys for sharing a gap out among donors.",
        _key("key", "The name of the key."),
        _key("donor", "A donor.", "donors"),
        Column("share", "number", "Its share; shares of one key are taken in proportion.", is_required=True),
    ),
    _table(
        "events", "Events", "Meetings and deadlines: where the next ask can be made.",
        _key("event", "A short code."),
        _day("on", "When it begins.", end="first"),
        _day("ends_on", "When it ends."),
        _text("title", "What it is.", is_required=True),
        _refer("phase", "phases", "The phase it concerns; blank: all.", is_required=False),
        _choice("kind", terms.EVENT_KINDS, "meeting or deadline.", is_required=True),
    ),
    _table(
        "sources", "Sources", "The documents that figures rest on.",
        _key("source", "A short code without spaces."),
        _text("title", "What it is.", is_required=True),
        _day("dated", "Its date."),
        _text("publisher", "Who wrote it."),
        _text("marking", "Its protective marking; partners see only what is marked `public`."),
        _text("url", "Where it can be read."),
    ),
)  # fmt: skip

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _DECLARED})
"""Every table by name, in the order in which they are filled in: what is referred to stands first."""


def empty(table: Table) -> pd.DataFrame:
    """A checked frame without rows."""
    return _empty(table).copy(deep=False)


@cache
def _empty(table: Table) -> pd.DataFrame:
    return pd.DataFrame({column.name: pd.Series([], dtype=column.dtype) for column in table.columns})
