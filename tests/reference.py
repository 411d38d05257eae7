"""The model's figures once more, slowly: plain loops, for the eye to check against sections 3 and 4.

It knows the raw rules and Python's integers and fractions; it refuses to know how `tracker.model` does it.
Compare sums, not rows: `total` adds up movements that agree in everything but their amounts.
"""

import calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from tracker import terms

Tables = Mapping[str, Any]
"""A checked frame for each table by name."""
Worlds = tuple[int, int, int]
"""The same figure in three parallel worlds: as written, at its lowest, at its highest."""
NOTHING: Worlds = (0, 0, 0)
KIND_ORDER = {"payment": 0, "reversal": 1, "refund": 2}


# Rows, as plain records


@dataclass(frozen=True)
class Step:
    """One row of pledges; `rung` is None where it is withdrawn, and lowered to pledged by a condition."""

    day: date
    status_on: str
    pledge: str
    rung: str | None
    phase: str
    donor: str
    component: str
    form: str
    currency: str
    amounts: Worlds
    is_approximate: bool
    due_on: str


@dataclass(frozen=True)
class Contribution:
    """One row of contributions."""

    day: date
    key: str
    kind: str
    phase: str
    donor: str
    pledge: str
    component: str
    form: str
    currency: str
    amount: int

    @property
    def account(self) -> tuple[str, ...]:
        """What its cash is kept apart by."""
        return self.pledge, self.donor, self.phase, self.component, self.form, self.currency


@dataclass(frozen=True)
class Line:
    """One row of budgets."""

    day: date
    stated_on: str
    phase: str
    component: str
    amount: int
    currency: str


@dataclass(frozen=True)
class Threshold:
    """One row of thresholds."""

    day: date
    stated_on: str
    threshold: str
    phase: str
    amount: int
    currency: str
    due_day: date | None
    counts: str
    components: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """All rows: steps by pledge and contributions, each in the order in which they take effect."""

    initiative_of: dict[str, str]
    currency_of: dict[str, str]
    steps: dict[str, list[Step]]
    contributions: list[Contribution]
    instalments: dict[str, list[tuple[str, int]]]
    lines: list[Line]
    thresholds: list[Threshold]
    rates: dict[str, list[tuple[date, int]]]


def first_day(text: str) -> date:
    """The first day that a date can mean."""
    parts = [int(part) for part in text.split("-")]
    return date(*[*parts, 1, 1][:3])


def last_day(text: str) -> date:
    """The last day that a date can mean."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        parts.append(12)
    if len(parts) == 2:
        parts.append(calendar.monthrange(parts[0], parts[1])[1])
    return date(*parts)


def whole(value: Any) -> int | None:
    """A cell's integer, None where it is blank."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def read(tables: Tables | Book) -> Book:
    """Plain records from checked frames; what is read already stays as it is."""
    if isinstance(tables, Book):
        return tables
    records = {name: frame.to_dict("records") for name, frame in tables.items()}
    currency = {row["initiative"]: row["currency"] for row in records["initiatives"]}
    steps: dict[str, list[Step]] = defaultdict(list)
    for row in records["pledges"]:
        steps[row["pledge"]].append(_read_step(row))
    for of_pledge in steps.values():
        of_pledge.sort(key=lambda step: (step.day, step.status_on))
    contributions = [
        Contribution(
            last_day(row["received_on"]), row["contribution"], row["kind"], row["phase"], row["donor"],
            row["pledge"], row["component"], row["form"] or "cash", row["currency"], int(row["amount"]),
        )
        for row in records["contributions"]
    ]  # fmt: skip
    contributions.sort(key=lambda one: (one.day, KIND_ORDER[one.kind], one.key))
    instalments: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in records["instalments"]:
        instalments[row["pledge"]].append((row["due_on"], int(row["amount"])))
    rates: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for row in records["rates"]:
        rates[row["currency"]].append((first_day(row["on"]), int(row["per_usd"])))
    return Book(
        initiative_of={row["phase"]: row["initiative"] for row in records["phases"]},
        currency_of={row["phase"]: currency[row["initiative"]] for row in records["phases"]},
        steps=steps,
        contributions=contributions,
        instalments=instalments,
        lines=[
            Line(
                last_day(row["stated_on"]), row["stated_on"], row["phase"], row["component"],
                int(row["amount"]), row["currency"],
            )
            for row in records["budgets"]
        ],
        thresholds=[
            Threshold(
                last_day(row["stated_on"]), row["stated_on"], row["threshold"], row["phase"],
                int(row["amount"]), row["currency"], first_day(row["due_on"]) if row["due_on"] else None,
                row["counts"] or terms.DEFAULT_COUNTS,
                tuple(part.strip() for part in row["components"].split(";") if part.strip()),
            )
            for row in records["thresholds"]
        ],
        rates=rates,
    )  # fmt: skip


def part_of(book: Book, prefix: str) -> Book:
    """One ledger out of several whose keys begin with prefixes of their own; they share the rates."""

    def own(of_key: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in of_key.items() if key.startswith(prefix)}

    return replace(
        book,
        initiative_of=own(book.initiative_of),
        currency_of=own(book.currency_of),
        steps=own(book.steps),
        contributions=[one for one in book.contributions if one.key.startswith(prefix)],
        instalments=own(book.instalments),
        lines=[line for line in book.lines if line.phase.startswith(prefix)],
        thresholds=[one for one in book.thresholds if one.threshold.startswith(prefix)],
    )


def in_currency(book: Book, currency: str) -> Book:
    """The same ledger with everything reported in one currency."""
    return replace(book, currency_of=dict.fromkeys(book.currency_of, currency))


def _read_step(row: Mapping[str, Any]) -> Step:
    amount = whole(row["amount"]) or 0
    low, high = whole(row["low"]), whole(row["high"])
    amounts = (amount, amount if low is None else low, amount if high is None else high)
    rung = None if row["status"] == terms.WITHDRAWN else row["status"]
    if rung == "committed" and row["condition"]:
        rung = "pledged"
    return Step(
        last_day(row["status_on"]), row["status_on"], row["pledge"], rung, row["phase"], row["donor"],
        row["component"], row["form"] or "cash", row["currency"], amounts,
        bool(row["approximate"]) or len(set(amounts)) > 1, row["due_on"],
    )  # fmt: skip


# Rates


def rate(book: Book, currency: str, on: date) -> int | None:
    """The newest rate from on or before a day, in ten-billionths per US dollar; None where there is none."""
    if currency == "USD":
        return 10**10
    newest: tuple[date, int] | None = None
    for since, per_usd in book.rates.get(currency, []):
        if since <= on and (newest is None or since > newest[0]):
            newest = (since, per_usd)
    return newest[1] if newest else None


def convert(book: Book, amount: int, currency: str, into: str, on: date) -> int | None:
    """Hundredths of another currency, half to even; None where a rate is missing."""
    if currency == into:
        return amount
    source, target = rate(book, currency, on), rate(book, into, on)
    if source is None or target is None:
        return None
    return round(Fraction(amount) * target / source)


# States: a promise, and an account of cash


@dataclass(frozen=True)
class Promise:
    """What a pledge stands at: fulfilled and outstanding in its currency, value in the reporting currency."""

    step: Step
    fulfilled: int
    outstanding: Worlds
    value: Worlds
    valued_on: date
    is_converted: bool

    @property
    def is_approximate(self) -> bool:
        """Whether it makes what it stands in approximate."""
        return self.step.is_approximate and any(part > 0 for part in self.outstanding)


def promise_from(
    book: Book, steps: Sequence[Step], contributions: Iterable[Contribution], valued_on: date | None = None
) -> Promise | None:
    """A pledge after some steps and contributions of its own; None before a step and once withdrawn.

    It is valued at the rate of the day of its step, or of another day.
    """
    if not steps or steps[-1].rung is None:
        return None
    step = steps[-1]
    fulfilled = 0
    for contribution in contributions:
        if contribution.kind in ("payment", "reversal"):
            fulfilled += in_pledge_currency(book, contribution, step.currency)
    amount, low, high = (max(whole_promise - max(fulfilled, 0), 0) for whole_promise in step.amounts)
    on = valued_on or step.day
    return Promise(
        step, fulfilled, (amount, low, high), value_of(book, (amount, low, high), step, on), on,
        convert(book, 0, step.currency, book.currency_of[step.phase], on) is not None,
    )  # fmt: skip


def value_of(book: Book, outstanding: Worlds, step: Step, on: date) -> Worlds:
    """Outstanding amounts in the reporting currency at a day's rate; 0 without one."""
    amount, low, high = (
        convert(book, part, step.currency, book.currency_of[step.phase], on) or 0 for part in outstanding
    )
    return amount, low, high


def in_pledge_currency(book: Book, contribution: Contribution, currency: str) -> int:
    """A contribution in its pledge's currency at its own day's rate."""
    amount = convert(book, contribution.amount, contribution.currency, currency, contribution.day)
    assert amount is not None, f"{contribution.key} has no rate into {currency}: check refuses it"
    return amount


def cash_value(book: Book, contribution: Contribution) -> int | None:
    """A contribution in the reporting currency at its own day's rate; None without one."""
    into = book.currency_of[contribution.phase]
    return convert(book, contribution.amount, contribution.currency, into, contribution.day)


def cash_from(book: Book, contributions: Iterable[Contribution]) -> tuple[int, int]:
    """What an account stands at after some contributions: its value, and the original amount not converted.

    Whenever nothing is left in its own currency nothing is left at all.
    """
    original = value = unconverted = 0
    for contribution in contributions:
        original += contribution.amount
        converted = cash_value(book, contribution)
        if converted is None:
            unconverted += contribution.amount
        else:
            value += converted
        if original == 0:
            value = unconverted = 0
    return value, unconverted


def promises_at(book: Book, as_of: date, rates_at: str = "step") -> list[Promise]:
    """Every promise that stands on the ladder at a date; `as_of` values it at that date's rate."""
    standing = []
    for pledge, steps in book.steps.items():
        taken = [step for step in steps if step.day <= as_of]
        paid = [one for one in book.contributions if one.pledge == pledge and one.day <= as_of]
        promise = promise_from(book, taken, paid, as_of if rates_at == "as_of" else None)
        if promise is not None:
            standing.append(promise)
    return standing


def accounts_at(book: Book, as_of: date) -> dict[tuple[str, ...], tuple[int, int]]:
    """Value and unconverted original amount of each cash account at a date."""
    accounts: dict[tuple[str, ...], list[Contribution]] = defaultdict(list)
    for contribution in book.contributions:
        if contribution.day <= as_of:
            accounts[contribution.account].append(contribution)
    return {account: cash_from(book, contributions) for account, contributions in accounts.items()}


# Position


def position(
    tables: Tables | Book, as_of: date, rates_at: str = "step"
) -> dict[tuple[str, ...], tuple[int, int, int, bool]]:
    """Amount, low, high and approximate by initiative, phase, donor, rung, form, component and currency."""
    book = read(tables)
    entries: dict[tuple[str, ...], tuple[int, int, int, bool]] = {}

    def put(phase: str, donor: str, rung: str, form: str, component: str, value: Worlds, is_vague: bool) -> None:
        key = (book.initiative_of[phase], phase, donor, rung, form, component, book.currency_of[phase])
        amount, low, high, was_vague = entries.get(key, (0, 0, 0, False))
        entries[key] = (amount + value[0], low + value[1], high + value[2], was_vague or is_vague)

    for promise in promises_at(book, as_of, rates_at):
        step = promise.step
        assert step.rung is not None
        put(
            step.phase,
            step.donor,
            step.rung,
            step.form,
            step.component,
            promise.value,
            promise.is_approximate,
        )
    for (_, donor, phase, component, form, _), (value, _) in accounts_at(book, as_of).items():
        put(phase, donor, terms.RECEIVED, form, component, (value, value, value), False)
    return {key: entry for key, entry in entries.items() if entry[:3] != NOTHING}


def unconverted(tables: Tables | Book, as_of: date, rates_at: str = "step") -> dict[tuple[str, ...], int]:
    """Original amounts that stand without a rate, by phase, rung, form, component and original currency."""
    book = read(tables)
    entries: dict[tuple[str, ...], int] = defaultdict(int)
    for promise in promises_at(book, as_of, rates_at):
        step = promise.step
        if not promise.is_converted:
            assert step.rung is not None
            entries[step.phase, step.rung, step.form, step.component, step.currency] += promise.outstanding[0]
    for (_, _, phase, component, form, currency), (_, original) in accounts_at(book, as_of).items():
        entries[phase, terms.RECEIVED, form, component, currency] += original
    return {key: amount for key, amount in entries.items() if amount != 0}


# Requirements and gaps


def documents(book: Book, phase: str) -> list[list[Line]]:
    """A phase's budget documents, oldest first."""
    texts = {(line.day, line.stated_on) for line in book.lines if line.phase == phase}
    return [
        [line for line in book.lines if line.phase == phase and line.stated_on == stated_on]
        for _, stated_on in sorted(texts)
    ]


def line_value(book: Book, line: Line) -> int | None:
    """A budget line in the reporting currency at stated_on; None without a rate, but 0 is 0 in any."""
    if line.amount == 0:
        return 0
    return convert(book, line.amount, line.currency, book.currency_of[line.phase], line.day)


def newest_document(book: Book, phase: str, as_of: date) -> list[Line]:
    """The lines of the document that holds at a date; none before the first."""
    stated = [document for document in documents(book, phase) if document[0].day <= as_of]
    return stated[-1] if stated else []


def requirement(tables: Tables | Book, phase: str, as_of: date) -> int | None:
    """What a phase needs, in its reporting currency; None where it is unknown."""
    book = read(tables)
    return _requirement(book, phase, as_of)


def _requirement(book: Book, phase: str, as_of: date) -> int | None:
    lines = newest_document(book, phase, as_of)
    if not lines:
        return None
    total_value = 0
    for line in lines:
        value = line_value(book, line)
        if value is None:
            return None
        total_value += value
    return total_value


@dataclass(frozen=True)
class Target:
    """What money is held against."""

    name: str
    phase: str
    required: int | None
    due_day: date | None = None
    counts: str = terms.DEFAULT_COUNTS
    components: tuple[str, ...] = ()

    def may_count(self, component: str) -> bool:
        """Whether money with this earmark may count."""
        return not self.components or component == "" or component in self.components


def targets(book: Book, as_of: date) -> list[Target]:
    """Each phase's requirement, and each threshold as newest stated."""
    found = [Target(terms.REQUIREMENT, phase, _requirement(book, phase, as_of)) for phase in book.initiative_of]
    newest: dict[str, Threshold] = {}
    for threshold in sorted(book.thresholds, key=lambda one: (one.day, one.stated_on)):
        if threshold.day <= as_of:
            newest[threshold.threshold] = threshold
    for name, one in newest.items():
        required = convert(book, one.amount, one.currency, book.currency_of[one.phase], one.day)
        found.append(Target(name, one.phase, required, one.due_day, one.counts, one.components))
    return found


def gaps(tables: Tables | Book, as_of: date, rates_at: str = "step") -> dict[tuple[str, ...], dict[str, Any]]:
    """Each target's figures at each floor rung, by initiative, phase, target and counting."""
    book = read(tables)
    promises, accounts = promises_at(book, as_of, rates_at), accounts_at(book, as_of)
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for target in targets(book, as_of):
        for floor in terms.RUNGS:
            key = (book.initiative_of[target.phase], target.phase, target.name, floor)
            rows[key] = _gap(book, target, floor, promises, accounts)
    return rows


def _gap(
    book: Book,
    target: Target,
    floor: str,
    promises: Iterable[Promise],
    accounts: Mapping[tuple[str, ...], tuple[int, int]],
) -> dict[str, Any]:
    counted, low, high, undated, late, cannot_count = 0, 0, 0, 0, 0, 0
    approximate = False
    hidden: dict[str, int] = defaultdict(int)
    for (_, _, phase, component, form, currency), (value, original) in accounts.items():
        if phase != target.phase or form != "cash":
            continue
        if not target.may_count(component):
            cannot_count += value
            continue
        counted, low, high = counted + value, low + value, high + value
        hidden[currency] += original
    for promise in promises:
        step = promise.step
        assert step.rung is not None
        if step.phase != target.phase or step.form != "cash" or terms.RANK[step.rung] > terms.RANK[floor]:
            continue
        if not target.may_count(step.component):
            cannot_count += promise.value[0]
            continue
        late_parts, undated_part = late_and_undated(book, promise, target.due_day)
        in_time = tuple(part - late_part for part, late_part in zip(promise.outstanding, late_parts, strict=True))
        values = value_of(book, (in_time[0], in_time[1], in_time[2]), step, promise.valued_on)
        counted, low, high = counted + values[0], low + values[1], high + values[2]
        hidden[step.currency] += 0 if promise.is_converted else in_time[0]
        late += promise.value[0] - values[0]
        rest = promise.outstanding[0] - undated_part
        undated += promise.value[0] - value_of(book, (rest, rest, rest), step, promise.valued_on)[0]
        approximate = approximate or (step.is_approximate and any(part > 0 for part in in_time))
    is_known = target.required is not None and target.required != 0
    required = target.required or 0
    return {
        "required": target.required,
        "currency": book.currency_of[target.phase],
        "counted": counted,
        "low": low,
        "high": high,
        "approximate": approximate,
        "undated": undated,
        "late": late,
        "coverage": counted / required if is_known else None,
        "gap": max(required - counted, 0) if is_known else None,
        "surplus": max(counted - required, 0) if is_known else None,
        "is_headline": floor == target.counts,
        "excluded": cannot_count,
        "unconverted": tuple(sorted((currency, part) for currency, part in hidden.items() if part != 0)),
    }


# Schedules and dues


@dataclass(frozen=True)
class Piece:
    """A part of a promise that is due on one date; `due_on` is blank where no date is stated."""

    due_on: str
    amount: int
    fulfilled: int

    @property
    def open(self) -> int:
        """What is still to be paid of it."""
        return self.amount - self.fulfilled


def schedule(book: Book, promise: Promise, world: int) -> list[Piece]:
    """When a whole promise is due, earliest first and undated last, and what of each piece is fulfilled.

    Instalments fill it up in order of day, as far as it reaches; the rest is due with the current step.
    """
    step = promise.step
    left = step.amounts[world]
    due: dict[str, int] = defaultdict(int)
    for due_on, amount in sorted(book.instalments.get(step.pledge, []), key=lambda one: (last_day(one[0]), one[0])):
        due[due_on] += min(amount, left)
        left -= min(amount, left)
    due[step.due_on] += left
    paid = max(promise.fulfilled, 0)
    pieces = []
    for due_on in sorted(due, key=lambda text: (last_day(text) if text else date.max, text)):
        fulfilled = min(paid, due[due_on])
        paid -= fulfilled
        if due[due_on] > 0:
            pieces.append(Piece(due_on, due[due_on], fulfilled))
    assert sum(piece.open for piece in pieces) == promise.outstanding[world]
    return pieces


def late_and_undated(book: Book, promise: Promise, target_day: date | None) -> tuple[Worlds, int]:
    """What of the outstanding amount is due after a target's day, in each world; and what has no date."""
    if target_day is None:
        return NOTHING, 0
    late = [0, 0, 0]
    undated = 0
    for world in range(3):
        for piece in schedule(book, promise, world):
            if piece.due_on and last_day(piece.due_on) > target_day:
                late[world] += piece.open
            elif not piece.due_on and world == 0:
                undated += piece.open
    return (late[0], late[1], late[2]), undated


def dues(tables: Tables | Book, as_of: date) -> dict[tuple[str, ...], dict[str, Any]]:
    """Each piece of each announced or signed promise, by phase, donor, pledge and due_on."""
    book = read(tables)
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for promise in promises_at(book, as_of):
        step = promise.step
        if step.rung not in ("pledged", "committed"):
            continue
        for piece in schedule(book, promise, 0):
            overdue: int = 0
            days_overdue: int | None = 0
            if piece.due_on and last_day(piece.due_on) <= as_of and piece.open > 0:
                overdue = piece.open
                is_whole_day = len(piece.due_on) == 10
                days_overdue = (as_of - last_day(piece.due_on)).days if is_whole_day else None
            rows[step.phase, step.donor, step.pledge, piece.due_on] = {
                "amount": piece.amount,
                "currency": step.currency,
                "fulfilled": piece.fulfilled,
                "overdue": overdue,
                "days_overdue": days_overdue,
            }
    return rows


# Movements and the bridge


def less(left: Worlds, right: Worlds) -> Worlds:
    """The difference in each world."""
    return left[0] - right[0], left[1] - right[1], left[2] - right[2]


class Journal:
    """Movements as they are written down; empty ones are left out."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.rows: list[dict[str, Any]] = []

    def write(self, kind: str, rung: str, value: Worlds, event: Step | Contribution | Line, place: Any) -> None:
        """Add a movement that an event caused, on a rung, in the place (phase and component) of a row."""
        if value == NOTHING:
            return
        self.rows.append(
            {
                "day": event.day,
                "phase": place.phase,
                "donor": getattr(event, "donor", ""),
                "pledge": getattr(event, "pledge", ""),
                "contribution": getattr(event, "key", ""),
                "component": place.component,
                "form": getattr(event, "form", "cash"),
                "kind": kind,
                "rung": rung,
                "currency": self.book.currency_of[place.phase],
                "amount": value[0],
                "low": value[1],
                "high": value[2],
            }
        )


def movements(tables: Tables | Book) -> list[dict[str, Any]]:
    """Every movement, after the rules of kinds. Days are `datetime.date`; requirements have form cash."""
    book = read(tables)
    journal = Journal(book)
    for steps in book.steps.values():
        _write_pledge(book, journal, steps)
    for at, contribution in enumerate(book.contributions):
        if contribution.pledge == "":
            earlier = [one for one in book.contributions[:at] if one.pledge == ""]
            _write_contribution(book, journal, contribution, None, None, earlier)
    for phase in book.initiative_of:
        _write_requirement(book, journal, phase)
    return journal.rows


def _write_pledge(book: Book, journal: Journal, steps: Sequence[Step]) -> None:
    """The movements of one pledge's life: on a day its steps first, then what came in and went back."""
    contributions = [one for one in book.contributions if one.pledge == steps[0].pledge]
    taken: list[Step] = []
    paid: list[Contribution] = []
    for day in sorted({step.day for step in steps} | {one.day for one in contributions}):
        for step in steps:
            if step.day == day:
                before = promise_from(book, taken, paid)
                taken.append(step)
                _write_step(book, journal, step, before, promise_from(book, taken, paid))
        for contribution in contributions:
            if contribution.day == day:
                before = promise_from(book, taken, paid)
                after = promise_from(book, taken, [*paid, contribution])
                _write_contribution(book, journal, contribution, before, after, paid)
                paid.append(contribution)


def _write_step(book: Book, journal: Journal, step: Step, before: Promise | None, after: Promise | None) -> None:
    if before is None and after is None:
        return
    if before is None and after is not None:
        assert step.rung is not None
        journal.write("new", step.rung, after.value, step, step)
        return
    assert before is not None
    old = before.step
    assert old.rung is not None
    if after is None:
        journal.write("withdrawn", old.rung, less(NOTHING, before.value), step, old)
        return
    assert step.rung is not None
    revalued = value_of(book, before.outstanding, old, step.day)
    journal.write("exchange", old.rung, less(revalued, before.value), step, old)
    if (old.phase, old.component) != (step.phase, step.component):
        journal.write("moved", old.rung, less(NOTHING, revalued), step, old)
        journal.write("moved", old.rung, revalued, step, step)
    change = less(after.value, revalued)
    amount, low, high = change
    deciding = amount or high or low
    journal.write("raised" if deciding > 0 else "lowered", old.rung, change, step, step)
    if old.rung != step.rung:
        kind = "firmed" if terms.RANK[step.rung] < terms.RANK[old.rung] else "softened"
        journal.write(kind, old.rung, less(NOTHING, after.value), step, step)
        journal.write(kind, step.rung, after.value, step, step)


def _write_contribution(
    book: Book,
    journal: Journal,
    contribution: Contribution,
    before: Promise | None,
    after: Promise | None,
    earlier: Sequence[Contribution],
) -> None:
    """The movements of cash; `earlier` holds what came before it, of its account or others."""
    value = cash_value(book, contribution) or 0
    cash = (value, value, value)
    received = terms.RECEIVED
    if contribution.kind == "refund":
        journal.write("refunded", received, cash, contribution, contribution)
    elif before is None or after is None:
        journal.write("new", received, cash, contribution, contribution)
    else:
        promise = before.step
        assert promise.rung is not None
        covered_value = less(before.value, after.value)
        covered = less(before.outstanding, after.outstanding)
        paid = in_pledge_currency(book, contribution, promise.currency)
        excess = [0, 0, 0]
        for world in range(3):
            if covered[world] == 0:
                excess[world] = value
            elif covered[world] != paid:
                beyond = paid - covered[world]
                into = book.currency_of[contribution.phase]
                excess[world] = convert(book, beyond, promise.currency, into, contribution.day) or 0
        excess_value = (excess[0], excess[1], excess[2])
        journal.write("received", promise.rung, less(NOTHING, covered_value), contribution, promise)
        journal.write("received", received, covered_value, contribution, contribution)
        journal.write("new", received, excess_value, contribution, contribution)
        rate_difference = less(less(cash, covered_value), excess_value)
        journal.write("exchange", received, rate_difference, contribution, contribution)
    of_account = [one for one in earlier if one.account == contribution.account]
    if sum(one.amount for one in of_account) + contribution.amount == 0:
        rest = cash_from(book, of_account)[0] + value
        journal.write("exchange", received, (-rest, -rest, -rest), contribution, contribution)


def _write_requirement(book: Book, journal: Journal, phase: str) -> None:
    """Each document takes out the lines of the one before it, and puts in its own."""
    previous: list[Line] = []
    for document in documents(book, phase):
        event = document[0]
        kind = "restated" if previous else "stated"
        for line in previous:
            value = line_value(book, line) or 0
            journal.write(kind, terms.REQUIREMENT, (-value, -value, -value), event, line)
        for line in document:
            value = line_value(book, line) or 0
            journal.write(kind, terms.REQUIREMENT, (value, value, value), event, line)
        previous = document


AMOUNTS = ("amount", "low", "high")


def total(rows: Iterable[Mapping[str, Any]], *columns: str) -> dict[tuple[Any, ...], Worlds]:
    """Amount, low and high of movements summed by some columns (by default all others), but for zero sums."""
    sums: dict[tuple[Any, ...], Worlds] = {}
    for row in rows:
        key = tuple(row[column] for column in columns or [name for name in row if name not in AMOUNTS])
        amount, low, high = sums.get(key, NOTHING)
        sums[key] = (amount + row["amount"], low + row["low"], high + row["high"])
    return {key: value for key, value in sums.items() if value != NOTHING}


def bridge(tables: Tables | Book, start: date, end: date) -> dict[tuple[str, ...], int]:
    """Amounts by phase, kind, rung and form; opening and closing are states, the rest movements."""
    sums: dict[tuple[str, ...], int] = defaultdict(int)
    book = read(tables)
    for kind, as_of in ((terms.OPENING, start), (terms.CLOSING, end)):
        for (_, phase, _, rung, form, _, _), (amount, _, _, _) in position(tables, as_of).items():
            sums[phase, kind, rung, form] += amount
        for phase in book.initiative_of:
            for line in newest_document(book, phase, as_of):
                sums[phase, kind, terms.REQUIREMENT, "cash"] += line_value(book, line) or 0
    for row in movements(tables):
        if start < row["day"] <= end:
            sums[row["phase"], row["kind"], row["rung"], row["form"]] += row["amount"]
    return {key: amount for key, amount in sums.items() if amount != 0}
