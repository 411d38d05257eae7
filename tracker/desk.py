"""What both shells do: open a ledger, look at it from a date, ask for figures, bring files in. It draws nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from tracker import terms
from tracker.checks import Checked, check
from tracker.dates import day, days, first_day, last_day, parse_date
from tracker.exchange.folder import read_folder
from tracker.ledger import Changes, Changeset, Ledger, create_ledger, ledger_exists, open_ledger
from tracker.model.audience import tables_for
from tracker.model.dues import find_dues
from tracker.model.gaps import find_gaps, find_parts, find_portfolio
from tracker.model.histories import Histories, find_histories
from tracker.model.history import find_bridge, find_timeline
from tracker.model.movements import find_movements, revalue_promises
from tracker.model.position import find_position
from tracker.model.standings import find_standings
from tracker.money import format_amount
from tracker.problems import Problem, RefusedError
from tracker.tables import Tables

DEFAULT_LEDGER = "sqlite:///tracker.db"
FACTS = (
    ("budgets", "stated_on"), ("thresholds", "stated_on"), ("pledges", "status_on"), ("pledges", "confirmed_on"),
    ("contributions", "received_on"), ("sources", "dated"),
)  # fmt: skip
"""The dates that say how new a ledger's evidence is."""


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
        """The changeset and the head of its digest, as every picture carries it."""
        return f"Record {self.record.number} · {self.record.digest[:4]}" if self.record else "Record 0"


def data_folder(name: str = "paris-pact") -> Path:
    """A folder of figures that comes with the project."""
    here = Path(__file__).resolve().parent
    return next((base / name for base in (here / "data", here.parent / "data") if (base / name).is_dir()), here / name)


def check_path(path: Path) -> Checked:
    """Read and check tables from a folder, every problem with its file and cell."""
    if not path.exists():
        raise RefusedError(f"there is no file or folder {path}; check the spelling")
    reading = read_folder(path)
    checked = check(reading.frames)
    said = {(problem.table, problem.row, problem.column) for problem in reading.problems if problem.row is not None}
    news = [problem for problem in checked.problems if (problem.table, problem.row, problem.column) not in said]
    return Checked(checked.tables, [*reading.problems, *(reading.locate(problem) for problem in news)])


def start_ledger(url: str, path: Path, *, author: str, now: datetime) -> tuple[Ledger, list[Problem]]:
    """Make a ledger and record a folder's tables as its first changeset; with the warnings there were.

    Nothing is made where a table has an error: a RefusedError carries all problems.
    """
    checked = check_path(path)
    if not checked.is_sound:
        raise RefusedError(f"{path} cannot be recorded as it stands", checked.problems)
    ledger = create_ledger(url)
    message = f"First figures from {path.resolve().name}"
    ledger.commit(
        Changes(added=dict(checked.tables), changed={}, retracted={}), author=author, message=message, now=now
    )
    return ledger, checked.problems


def look(
    ledger: Ledger,
    *,
    today: date,
    as_of: str | date | None = None,
    known_at: str | None = None,
    audience: str = "internal",
    currency: str | None = None,
    rates_at: str = "step",
) -> View:
    """See a ledger from a date.

    `as_of` is ISO text (a month or a year means its last day) and by default today, or the date of the newest fact
    where that is over a year old; `known_at` is a changeset's number, or a date or moment (UTC). A request that
    cannot be met is a RefusedError; what the reader has to know is in the view's `notes`.
    """
    if audience not in terms.AUDIENCES:
        raise RefusedError(f"'{audience}' is not an audience; use " + " or ".join(terms.AUDIENCES))
    currency = None if currency is None else currency.strip().upper()
    head = ledger.head()
    number, notes = _known_number(ledger, head, known_at)
    tables = _tables(ledger, number, audience)
    known = _currencies(tables)
    if currency is not None and currency not in known:
        there = f"use {'one of ' if len(known) > 1 else ''}{', '.join(known)}, or add rates of it"
        raise RefusedError(f"the ledger has no rates of exchange for '{currency}'; {there}")
    histories, movements = _compute(ledger, number, audience, currency)
    chosen, said = _chosen_day(tables, as_of, today)
    notes.extend(said)
    if rates_at == "as_of":
        movements = pd.concat([movements, revalue_promises(histories, tables, day(chosen))], ignore_index=True)
    record = (
        head if head and number == head.number else next((c for c in ledger.changesets() if c.number == number), None)
    )
    return View(ledger, tables, histories, movements, chosen, audience, currency, rates_at, record, notes)


@lru_cache(maxsize=8)
def _tables(ledger: Ledger, number: int, audience: str) -> Tables:
    return tables_for(audience, ledger.read(number))


@lru_cache(maxsize=8)
def _compute(ledger: Ledger, number: int, audience: str, currency: str | None) -> tuple[Histories, pd.DataFrame]:
    tables = _tables(ledger, number, audience)
    histories = find_histories(tables, currency)
    return histories, find_movements(tables, currency, histories)


def _known_number(ledger: Ledger, head: Changeset | None, known_at: str | None) -> tuple[int, list[str]]:
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


def gaps(view: View, initiative: str | None = None, phase: str | None = None) -> pd.DataFrame:
    """The columns of `model.gaps.find_gaps`, and `ends_on` of each phase, for the headline."""
    frame = find_gaps(
        view.tables, view.histories, view.movements, view.at,
        currency=view.currency, rungs=view.rungs, rates_at=view.rates_at,
    )  # fmt: skip
    ends_on = view.tables["phases"].set_index("phase")["ends_on"]
    frame = frame.assign(ends_on=frame["phase"].map(ends_on).astype("str"))
    return choose(view, frame, initiative, phase)


def position(view: View, initiative: str | None = None, phase: str | None = None) -> pd.DataFrame:
    """The columns of `model.position.find_position`."""
    return choose(view, find_position(view.movements, view.at), initiative, phase)


def parts(view: View, phase: str) -> pd.DataFrame:
    """The columns of `model.gaps.find_parts`."""
    frame = find_parts(
        view.tables, view.histories, view.movements, view.at, currency=view.currency, rates_at=view.rates_at
    )
    return choose(view, frame, None, phase)


def standings(view: View, phase: str) -> pd.DataFrame:
    """The columns of `model.standings.find_standings`."""
    frame = find_standings(view.tables, view.histories, view.movements, view.at, view.rates_at)
    return choose(view, frame, None, phase)


def portfolio(view: View, by: list[str] | None = None) -> pd.DataFrame:
    """The columns of `model.gaps.find_portfolio`."""
    return find_portfolio(gaps(view), by)


def timeline(
    view: View,
    by: str = "quarter",
    initiative: str | None = None,
    phase: str | None = None,
    *,
    requirement: bool = False,
) -> pd.DataFrame:
    """The columns of `model.history.find_timeline`: the ladder's rungs, and the `requirement` where it is asked for."""
    moved = view.movements
    if not requirement:
        moved = moved[(moved["rung"] != terms.REQUIREMENT).to_numpy()]
    return choose(view, find_timeline(moved, view.at, by), initiative, phase)


def bridge(
    view: View,
    start: date,
    end: date,
    reported: str | None = None,
    initiative: str | None = None,
    phase: str | None = None,
) -> pd.DataFrame:
    """The columns of `model.history.find_bridge`; `reported` names the changeset that the opening was printed from."""
    if end < start:
        raise RefusedError(f"the bridge ends on {end}, before it starts on {start}; swap the two dates")
    printed = None
    if reported is not None:
        number, _ = _known_number(view.ledger, view.ledger.head(), reported)
        printed = _compute(view.ledger, number, view.audience, view.currency)[1]
    return choose(view, find_bridge(view.movements, day(start), day(end), printed), initiative, phase)


def dues(view: View, initiative: str | None = None, phase: str | None = None) -> pd.DataFrame:
    """The columns of `model.dues.find_dues`."""
    return choose(view, find_dues(view.tables, view.histories, view.at), initiative, phase)


def movements(view: View, initiative: str | None = None, phase: str | None = None) -> pd.DataFrame:
    """The movements up to the as-of date that move money; the columns of `model.movements.find_movements`."""
    frame = view.movements[(view.movements["day"] <= view.at).to_numpy()]
    names = ["amount", "low", "high", "unconverted"]
    return choose(view, frame[(frame[names] != 0).any(axis=1).to_numpy()], initiative, phase)


def choose(view: View, frame: pd.DataFrame, initiative: str | None, phase: str | None) -> pd.DataFrame:
    """A figure's rows for one initiative or phase; an unknown key is a RefusedError, unless nothing is recorded."""
    phases = view.tables["phases"]
    if len(phases):
        _require("initiative", initiative, view.tables["initiatives"]["initiative"])
        _require("phase", phase, phases["phase"])
    if initiative is not None:
        own = phases.loc[(phases["initiative"] == initiative).to_numpy(), "phase"]
        if len(own) and phase is not None:
            _require("phase", phase, own, f" of {initiative}")
        frame = frame[frame["phase"].isin(own).to_numpy()]
    if phase is not None:
        frame = frame[(frame["phase"] == phase).to_numpy()]
    return frame.reset_index(drop=True)


def _require(name: str, key: str | None, known: Iterable[str], where: str = "") -> None:
    keys = sorted(set(known))
    if key is not None and key not in keys:
        there = f"there {'is' if len(keys) == 1 else 'are'} {', '.join(keys)}"
        raise RefusedError(f"there is no {name} '{key}'{where}; {there}")


def open_or_start(url: str, *, may_start: bool, author: str, now: datetime) -> tuple[Ledger, list[Problem] | None]:
    """Open a ledger; where there is none yet and it may be started, start it with the Paris Pact's figures.

    Out: the ledger, and the warnings of its start, None where it was there already.
    """
    if may_start and not ledger_exists(url):
        return start_ledger(url, data_folder(), author=author, now=now)
    return open_ledger(url), None


def describe(view: View) -> str:
    """What every surface says about where its figures come from."""
    audience = view.audience.upper()
    return f"As of {view.as_of.isoformat()} · {audience} · {view.record_mark}"


def caveats(frame: pd.DataFrame) -> list[str]:
    """What a reader of gaps has to know: requirements that are unknown, money without a rate of exchange."""
    said = []
    for phase, rows in frame[frame["target"] == terms.REQUIREMENT].groupby("phase", sort=False):
        if rows["required"].isna().all():
            said.append(f"{phase}: the requirement is unknown; coverage and gap cannot be told.")
    for row in frame[frame["counting"] == frame["counting"].iloc[-1]].itertuples() if len(frame) else []:
        listed = ", ".join(f"{currency} {format_amount(amount)}" for currency, amount in row.unconverted)
        if listed:
            said.append(f"{row.phase}, {row.target}: {listed} is missing from it for want of a rate of exchange.")
    return said


def log_rows(ledger: Ledger) -> list[dict[str, object]]:
    """Every changeset, oldest first."""
    return [
        {"number": c.number, "at": c.at.isoformat(), "author": c.author, "message": c.message,
         "origin": c.origin or None, "digest": c.digest}
        for c in ledger.changesets()
    ]  # fmt: skip


def show_rows(ledger: Ledger, number: int) -> list[dict[str, object]]:
    """Every field that a changeset wrote, a row each."""
    return [
        {"table": revision.table, "row": revision.row, "key": revision.key, "action": revision.action, "field": name,
         "before": before or None, "after": after or None}
        for revision in ledger.show(number)
        for name, (before, after) in revision.fields.items()
    ]  # fmt: skip


def verify(ledger: Ledger) -> dict[str, object]:
    """Whether a ledger is as it was written: status, changesets, the head's digest, and faults by changeset."""
    faults = [
        {"changeset": fault.changeset, "table": fault.table, "row": fault.row, "message": fault.message}
        for fault in ledger.verify()
    ]
    head = ledger.head()
    return {
        "status": "altered" if faults else "sound", "changesets": head.number if head else 0,
        "digest": head.digest if head else None, "faults": faults,
    }  # fmt: skip


def fault_words(fault: dict[str, object]) -> str:
    """A fault in one line."""
    place = ", ".join(f"{name} {fault[name]}" for name in ("changeset", "table", "row") if fault[name] is not None)
    return f"{place}: {fault['message']}"


def quarter_before(when: date) -> date:
    """The last day of the quarter before a date's own."""
    return date(when.year, (when.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)


def default_phase(view: View, initiative: str) -> str | None:
    """The phase of an initiative that a page opens on: the latest to begin, of those whose requirement is known."""
    phases = view.tables["phases"]
    phases = phases[(phases["initiative"] == initiative).to_numpy()]
    known = set(view.movements[(view.movements["rung"] == terms.REQUIREMENT).to_numpy()]["phase"])
    ranked = sorted(
        (phase in known, str(starts_on), phase)
        for phase, starts_on in zip(phases["phase"], phases["starts_on"], strict=True)
    )
    return ranked[-1][2] if ranked else None


@dataclass(frozen=True)
class Evidence:
    """What a figure is the sum of: its movements, and the rows of tables that caused them."""

    movements: pd.DataFrame
    rows: dict[str, pd.DataFrame]
    sources: pd.DataFrame

    @property
    def total(self) -> int:
        """The sum of the movements, in hundredths."""
        return int(self.movements["amount"].sum())


def evidence(
    view: View,
    phase: str,
    rungs: Iterable[str],
    *,
    donor: str | None = None,
    pledge: str | None = None,
    target: str | None = None,
    form: str = "cash",
    kind: str | None = None,
    since: str | None = None,
) -> Evidence:
    """The movements behind a figure of a phase.

    Those on some rungs and of a form; of a donor, pledge or kind; that may count towards a target; after a day.
    """
    frame = movements(view, None, phase)
    frame = frame[(frame["rung"].isin(list(rungs)) & (frame["form"] == form)).to_numpy()]
    if since:
        frame = frame[(frame["day"] > day(read_day(since))).to_numpy()]
    for name, key in (("donor", donor), ("pledge", pledge), ("kind", kind)):
        if key:
            frame = frame[(frame[name] == key).to_numpy()]
    rows: dict[str, pd.DataFrame] = {}
    thresholds = view.tables["thresholds"]
    stated = thresholds[(thresholds["threshold"] == target).to_numpy()]
    stated = stated[(days(stated["stated_on"], "last") <= view.at).to_numpy()]
    if len(stated):
        rows["thresholds"] = stated
        components = stated.sort_values("stated_on")["components"].iloc[-1]
        if components:
            frame = frame[frame["component"].isin(["", *components.split("; ")]).to_numpy()]
    for name in ("budgets", "pledges", "contributions"):
        caused = frame["row"][(frame["table"] == name).to_numpy()].unique()
        if len(caused):
            rows[name] = view.tables[name].loc[sorted(caused)]
    cited = {str(text).split(maxsplit=1)[0] for found in rows.values() for text in found["source"] if text}
    known = view.tables["sources"]
    return Evidence(frame.reset_index(drop=True), rows, known[known["source"].isin(cited).to_numpy()])
