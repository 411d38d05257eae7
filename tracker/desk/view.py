"""A ledger seen from a date, by an audience, as recorded up to a changeset. It draws no conclusions."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import day, days, first_day, last_day, parse_date
from tracker.desk.access import LOCAL, Actor, allow_audience
from tracker.ledger import Changeset, Ledger
from tracker.model.audience import tables_for
from tracker.model.histories import Histories, find_histories
from tracker.model.movements import find_movements, revalue_promises
from tracker.problems import RefusedError
from tracker.tables import TABLES, Tables

FACTS = (
    ("budgets", "stated_on"), ("thresholds", "stated_on"), ("pledges", "status_on"), ("pledges", "confirmed_on"),
    ("contributions", "received_on"), ("sources", "dated"),
)  # fmt: skip
"""The dates that say how new a ledger's evidence is."""


@dataclass(frozen=True)
class Scenario:
    """Changed rows that are laid over a ledger's tables, and never committed.

    `digest` is that of the tables with these rows; `lines` tells every row that differs, as an import's receipt does,
    and `remarks` what has to be said of the files.
    """

    name: str
    digest: str
    lines: list[dict[str, object]]
    remarks: list[str]

    @property
    def words(self) -> str:
        """What every surface says of it."""
        count = len(self.lines)
        return f"Scenario “{self.name}”: {count} row{'' if count == 1 else 's'} changed or added; nothing is recorded."


@dataclass(frozen=True)
class View:
    """A ledger seen from a date, by an audience, as recorded up to a changeset."""

    ledger: Ledger
    tables: Tables
    histories: Histories
    movements: pd.DataFrame
    as_of: date
    audience: str
    currency: str | None
    rates_at: str
    record: Changeset | None
    notes: list[str] = field(default_factory=list)
    actor: Actor = LOCAL
    scenario: Scenario | None = None

    def permit(self) -> None:
        """An AccessError where the reader may not see this audience's figures, or no longer."""
        allow_audience(self.ledger, self.actor, self.audience)

    @property
    def key(self) -> tuple[Hashable, ...]:
        """All that the view's figures follow from, whoever reads them."""
        return *self.settled_key, self.as_of

    @property
    def settled_key(self) -> tuple[Hashable, ...]:
        """The same without the as-of date, for figures that follow from the `settled` date."""
        return self.ledger, *self._state, self.audience, self.currency, self.rates_at, self._laid_over

    @property
    def moved_key(self) -> tuple[Hashable, ...]:
        """All that the view's movements follow from."""
        return *self.settled_key, self.as_of if self.rates_at == "as_of" else None

    @property
    def _state(self) -> tuple[int, str]:
        return (self.record.number, self.record.digest) if self.record else (0, "")

    @property
    def _laid_over(self) -> str:
        return self.scenario.digest if self.scenario else ""

    def settled(self, on: date) -> np.datetime64:
        """The earliest date from which on nothing changes until a given one: figures of both are the same.

        Only for what asks of each date in the tables whether it has come, and of the as-of date nothing else.
        """
        known = find_days(self.tables) if self.scenario else _dates(self.ledger, *self._state, self.audience)
        place = int(np.searchsorted(known, day(on), side="right"))
        return known[place - 1] if place else day(date.min)

    @property
    def at(self) -> np.datetime64:
        """The as-of date as the frames hold it."""
        return day(self.as_of)

    @property
    def rungs(self) -> tuple[str, ...]:
        """The rungs that the audience sees."""
        return terms.PUBLISHED if self.audience == "partners" else terms.RUNGS

    @property
    def record_mark(self) -> str:
        """The changeset and the head of its digest, as every picture carries it; and the scenario laid over it."""
        mark = f"Record {self.record.number} · {self.record.digest[:4]}" if self.record else "Record 0"
        return f"{mark} · SCENARIO {self.scenario.name}" if self.scenario else mark


def look(
    ledger: Ledger,
    *,
    today: date,
    as_of: str | date | None = None,
    known_at: str | None = None,
    audience: str = "internal",
    currency: str | None = None,
    rates_at: str = "step",
    actor: Actor = LOCAL,
) -> View:
    """See a ledger from a date, as its reader may: an audience that is not theirs is an AccessError.

    `as_of` is ISO text (a month or a year means its last day) and by default today, or the date of the newest fact
    where that is over a year old; `known_at` is a changeset's number, or a date or moment (UTC). A request that
    cannot be met is a RefusedError; what the reader has to know is in the view's `notes`.
    """
    if audience not in terms.AUDIENCES:
        raise RefusedError(f"'{audience}' is not an audience; use " + " or ".join(terms.AUDIENCES))
    allow_audience(ledger, actor, audience)
    currency = None if currency is None else currency.strip().upper()
    head = ledger.head()
    number, notes = known_number(ledger, head, known_at)
    record = find_record(ledger, head, number)
    tables = _tables(ledger, number, record.digest if record else "", audience)
    known = _currencies(tables)
    if currency is not None and currency not in known:
        there = f"use {'one of ' if len(known) > 1 else ''}{', '.join(known)}, or add rates of it"
        raise RefusedError(f"the ledger has no rates of exchange for '{currency}'; {there}")
    histories, movements = compute(ledger, record, audience, currency)
    chosen, said = _chosen_day(tables, as_of, today)
    notes.extend(said)
    if rates_at == "as_of":
        movements = pd.concat([movements, revalue_promises(histories, tables, day(chosen))], ignore_index=True)
    return View(ledger, tables, histories, movements, chosen, audience, currency, rates_at, record, notes, actor)


def find_record(ledger: Ledger, head: Changeset | None, number: int) -> Changeset | None:
    """The changeset of a number, None for 0."""
    if head is not None and number == head.number:
        return head
    return next((changeset for changeset in ledger.changesets() if changeset.number == number), None)


@lru_cache(maxsize=8)
def _tables(ledger: Ledger, number: int, digest: str, audience: str) -> Tables:  # noqa: ARG001
    """The digest tells a ledger that was replaced by an older or another state of it."""
    return tables_for(audience, ledger.read(number))


@lru_cache(maxsize=8)
def _dates(ledger: Ledger, number: int, digest: str, audience: str) -> np.ndarray:
    """Every date on which something in the tables comes true, or is a day old, in order."""
    return find_days(_tables(ledger, number, digest, audience))


def find_days(tables: Tables) -> np.ndarray:
    """Every day named in some tables, and the day after it, in order."""
    columns = [tables[table.name][column.name] for table in TABLES.values() for column in table.columns
               if column.kind == "date"]  # fmt: skip
    known = pd.concat([days(column, end) for column in columns for end in ("first", "last")]).dropna().unique()
    both = np.concatenate([known, known + np.timedelta64(1, "D")]) if len(known) else np.array([], "datetime64[s]")
    return np.unique(both)


@lru_cache(maxsize=8)
def compute(
    ledger: Ledger, record: Changeset | None, audience: str, currency: str | None
) -> tuple[Histories, pd.DataFrame]:
    """Histories and movements as an audience may see them, as recorded at a changeset; the last few are kept."""
    tables = _tables(ledger, record.number if record else 0, record.digest if record else "", audience)
    histories = find_histories(tables, currency)
    return histories, find_movements(tables, currency, histories)


def known_number(ledger: Ledger, head: Changeset | None, known_at: str | None) -> tuple[int, list[str]]:
    """The changeset that a reader means by a number, a date or a moment, and what has to be said of it."""
    newest = head.number if head else 0
    if known_at is None or known_at == "":
        return newest, [] if head else ["Nothing is recorded yet: everything is empty."]
    if known_at.isascii() and known_at.isdigit():
        number, shown = _read_number(known_at, newest), f"changeset {known_at}"
    else:
        number, shown = ledger.number_at(_moment(known_at)), known_at
    if number == 0:
        return 0, [f"Nothing had been recorded at {shown}: everything is empty."]
    return number, [f"As recorded at changeset {number} of {newest}."] if number != newest else []


def _read_number(digits: str, newest: int) -> int:
    """The number of a changeset that there is, or 0, from digits; Python refuses to read thousands of them."""
    digits = digits.lstrip("0") or "0"
    if len(digits) > len(str(newest)) or int(digits) > newest:
        shown = digits if len(digits) <= 20 else f"{digits[:20]}…"
        raise RefusedError(f"there is no changeset {shown}; the newest is {newest}, and a date is 2009-12-04")
    return int(digits)


def _moment(text: str) -> datetime:
    """The end of a date (of its last day where it is a month or a year), or a moment; UTC."""
    iso = parse_date(text)
    if iso:
        return datetime.combine(last_day(iso), time.max, tzinfo=UTC)
    try:
        on, _, clock = text.strip().replace("T", " ").partition(" ")
        if parse_date(on) is None or not clock:
            raise ValueError(text)
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise RefusedError(f"'{text}' is neither a changeset nor a date; write 14 or 2009-12-04") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _chosen_day(tables: Tables, as_of: str | date | None, today: date) -> tuple[date, list[str]]:
    if as_of is not None and as_of != "":
        return read_day(as_of), []
    newest = newest_fact(tables)
    if newest is None or newest >= today - timedelta(days=365):
        return today, []
    return newest, [f"As of {newest.isoformat()}, the date of the newest fact: it is over a year old."]


def read_day(text: str | date, end: str = "last") -> date:
    """A date from ISO text, or a RefusedError with the remedy; a month or year means its last (or first) day."""
    if isinstance(text, date):
        return text
    iso = parse_date(text)
    if iso is None:
        raise RefusedError(f"'{text}' is not a date; write it as 2009-12-04")
    return first_day(iso) if end == "first" else last_day(iso)


def newest_fact(tables: Tables) -> date | None:
    """The newest date of evidence in the tables, None where they hold none."""
    newest = pd.concat([days(tables[name][column], "last") for name, column in FACTS]).max()
    return None if pd.isna(newest) else newest.date()


def _currencies(tables: Tables) -> list[str]:
    return sorted({"USD", *tables["rates"]["currency"], *tables["initiatives"]["currency"]})


def describe(view: View) -> str:
    """What every surface says about where its figures come from."""
    audience = view.audience.upper()
    return f"As of {view.as_of.isoformat()} · {audience} · {view.record_mark}"
