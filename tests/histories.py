"""Random histories that check accepts: raw tables of text, small odd amounts, days so few that ties happen.

It knows what may be written down, and no figure that follows from it. `random_tables` takes any
`random.Random`; `histories` is the same for Hypothesis, which shrinks it: choices begin with the plainest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import pandas as pd
from hypothesis import strategies as st

LAST = "2011-12-31"
DAYS = (
    "2010-06-30", "2009-11-27", "2010-01-31", "2010-02-28", "2010-06-01", "2010-09-15", "2010-12-31",
    "2009-12-31", "2011-02-01", "2010-06", "2010-01", "2009", "2010", "2010-12",
)  # fmt: skip
"""Whole days, and months and years that end or begin on them."""
AS_OF = ("2009-11-26", "2009-11-27", "2009-12-31", "2010-01-31", "2010-03-01", "2010-06-01", "2010-06-30",
         "2010-10-01", "2010-12-31", "2011-02-01", "2011-12-31")  # fmt: skip
"""Days worth looking from: those of events, and some between."""
RATE_DAYS = ("2009-01-01", "2009-11-27", "2010-01-31", "2010-06", "2010-09-15", "2011")
REPORTING = ("USD", "EUR", "RUB")
CURRENCIES = ("USD", "EUR", "RUB", "CHF")
PER_USD = {
    "EUR": ("0.5", "0.8", "0.6666666667", "1.25", "0.7189500001", "0.75"),
    "RUB": ("2", "30.1234567891", "3", "28.5", "4", "33.3333333333"),
    "CHF": ("0.8", "1.0309278351", "1.6", "0.5", "1.1", "0.9999999999"),
}
"""Halves and quarters, so that ties of rounding happen, beside rates as they are."""
COMPONENTS = ("", "Training", "Labs")
STATUSES = ("pledged", "committed", "expected", "prospective", "withdrawn")
REASONS = ("declined", "lapsed", "cancelled", "written_off")
DONORS = {
    "FRA": ("France", "government"), "RUS": ("Russia", "government"), "CHE": ("Switzerland", "government"),
    "USA-INL": ("United States", "government"), "EU": ("European Union", "multilateral"),
}  # fmt: skip
COLUMNS = {
    "initiatives": ["initiative", "title", "lead_agency", "currency", "iati_identifier"],
    "phases": ["phase", "initiative", "title", "starts_on", "ends_on"],
    "budgets": ["phase", "stated_on", "component", "period_start", "period_end", "amount", "currency",
                "support_cost_rate"],
    "thresholds": ["threshold", "stated_on", "phase", "title", "amount", "currency", "due_on", "counts",
                   "components"],
    "donors": ["donor", "name", "country", "kind", "aliases"],
    "pledges": ["pledge", "status_on", "status", "phase", "donor", "amount", "currency", "approximate", "low",
                "high", "due_on", "component", "form", "condition", "reason", "likelihood", "agreement",
                "confirmed_on"],
    "instalments": ["pledge", "due_on", "amount", "trigger"],
    "contributions": ["contribution", "received_on", "kind", "phase", "donor", "pledge", "amount", "currency",
                      "component", "form"],
    "rates": ["currency", "on", "per_usd"],
}  # fmt: skip

OWN_KEYS = {"initiative", "phase", "pledge", "contribution", "threshold"}
"""The columns that name what belongs to one ledger alone."""

Row = dict[str, str]


@dataclass
class Draft:
    """A history while it is being invented."""

    random: Random
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def add(self, table: str, **cells: str) -> None:
        self.rows[table].append(cells)

    def one_in(self, odds: int) -> bool:
        """Rarely true, and false where Hypothesis shrinks."""
        return self.random.randint(1, odds) == odds

    def amount(self, least: int = 1) -> int:
        """Small and odd, sometimes round, sometimes large."""
        size = self.random.choice((999, 99, 9, 20_000, 9_999_999))
        return max(self.random.randint(0, size), least)

    def report(self, phase: str) -> str:
        """The currency that a phase reports in."""
        initiative = next(row["initiative"] for row in self.rows["phases"] if row["phase"] == phase)
        return next(row["currency"] for row in self.rows["initiatives"] if row["initiative"] == initiative)

    def has_rate(self, currency: str, text: str) -> bool:
        """Whether a currency has a rate on the last day that a date can mean."""
        since = [row["on"] for row in self.rows["rates"] if row["currency"] == currency]
        return currency == "USD" or any(str(pd.Timestamp(on).date()) <= last_day(text) for on in since)


def random_tables(random: Random) -> dict[str, pd.DataFrame]:
    """Raw frames of text by table; check finds no error in them, though it may warn."""
    return _frames(_random_rows(random, _random_rates(random)))


def random_ledgers(seeds: Sequence[int]) -> tuple[dict[str, pd.DataFrame], dict[str, int]]:
    """Several histories as one ledger, and the prefix of each one's keys with its seed.

    They share rates, which follow from the first seed, and donors, and nothing else.
    """
    rates = _random_rates(Random(f"rates {seeds[0]}"))
    rows: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    prefixes = {f"{seed:05d}-": seed for seed in seeds}
    for prefix, seed in prefixes.items():
        for name, part in _random_rows(Random(seed), rates).items():
            rows[name] += [
                {column: prefix + cell if cell and column in OWN_KEYS else cell for column, cell in row.items()}
                for row in part
            ]
    rows["rates"], rows["donors"] = rates, [_donor(code) for code in DONORS]
    return _frames(rows), prefixes


def _random_rows(random: Random, rates: list[Row]) -> dict[str, list[Row]]:
    draft = Draft(random)
    draft.rows["rates"] = rates
    _add_phases(draft)
    _add_budgets(draft)
    _add_thresholds(draft)
    draft.rows["donors"] = [_donor(code) for code in DONORS]
    for number in range(random.choice((1, 2, 3, 0, 4, 5))):
        _add_pledge(draft, f"P{number}")
    for _ in range(random.choice((0, 1, 2, 3, 4))):
        donor = random.choice(list(DONORS))
        _add_contribution(draft, "", donor, random.choice(("", "", "cash", "in_kind")), "", "")
    return draft.rows


def _donor(code: str) -> Row:
    name, kind = DONORS[code]
    return {"donor": code, "name": name, "kind": kind}


def _frames(rows: dict[str, list[Row]]) -> dict[str, pd.DataFrame]:
    return {
        name: pd.DataFrame([[row.get(column, "") for column in columns] for row in rows[name]],
                           columns=columns, dtype="str")
        for name, columns in COLUMNS.items()
    }  # fmt: skip


histories = st.randoms(use_true_random=False).map(random_tables)
"""Raw tables for Hypothesis: `@given(histories)`, then `check(raw).tables`."""
ledgers = st.lists(st.integers(0, 99_999), min_size=1, max_size=12, unique=True).map(
    lambda seeds: random_ledgers(seeds)[0]
)
"""Raw tables of up to twelve histories side by side: hardly dearer than one; they shrink to one."""
dates_to_ask = st.sampled_from(AS_OF)
"""ISO days to ask from."""


def last_day(text: str) -> str:
    """The last day that a date can mean, as text."""
    period = {4: "Y", 7: "M", 10: "D"}[len(text)]
    return str(pd.Period(text, freq=period).end_time.date())


def decimal(hundredths: int) -> str:
    """Major units."""
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"


def hundredths(text: str) -> int:
    """The count that `decimal` wrote."""
    return int(text.replace(".", ""))


def _random_rates(random: Random) -> list[Row]:
    """Each currency's first rate may come late, or never."""
    rows = []
    for currency, choices in PER_USD.items():
        late = random.choice((0, 0, 0, 1, 2, 3, 6))
        rows += [
            {"currency": currency, "on": on, "per_usd": random.choice(choices)}
            for on in RATE_DAYS[late:]
            if on == RATE_DAYS[late] or random.choice((True, False))
        ]
    return rows


def _add_phases(draft: Draft) -> None:
    random = draft.random
    initiatives = [f"I{number}" for number in range(random.choice((1, 2, 3)))]
    for initiative in initiatives:
        draft.add("initiatives", initiative=initiative, title=initiative, currency=random.choice(REPORTING))
    for number in range(random.choice((1, 2, 3, 4))):
        draft.add(
            "phases", phase=f"F{number}", initiative=random.choice(initiatives), title=f"Phase {number}",
            starts_on=random.choice(("", "2010-06", "2010", "2010-06-01")),
            ends_on=random.choice(("", "2012")),
        )  # fmt: skip


def _add_budgets(draft: Draft) -> None:
    random = draft.random
    for phase in [row["phase"] for row in draft.rows["phases"]]:
        documents = random.sample(DAYS, random.choice((1, 0, 2, 3)))
        for stated_on in documents:
            lines = [(component, start) for component in COMPONENTS for start in ("", "2010", "2010-06")]
            for component, start in random.sample(lines, random.choice((1, 2, 3))):
                draft.add(
                    "budgets", phase=phase, stated_on=stated_on, component=component, period_start=start,
                    period_end=random.choice(("", "2012")), amount=decimal(draft.amount(0)),
                    currency=random.choice((draft.report(phase), "USD", "EUR", "CHF")),
                    support_cost_rate=random.choice(("", "0.13", "0.075")),
                )  # fmt: skip


def _add_thresholds(draft: Draft) -> None:
    random = draft.random
    phases = [row["phase"] for row in draft.rows["phases"]]
    for number in range(random.choice((1, 2, 0, 3))):
        phase = random.choice(phases)
        for stated_on in random.sample(DAYS, random.choice((1, 2))):
            if draft.one_in(8):
                phase = random.choice(phases)
            draft.add(
                "thresholds", threshold=f"T{number}", stated_on=stated_on, phase=phase, title="Start",
                amount=decimal(draft.amount(0)), currency=random.choice((draft.report(phase), "USD", "CHF")),
                due_on=random.choice(("2010-06", "", "2010-01-31", "2010-06-30", "2010")),
                counts=random.choice(("", "pledged", "received", "committed", "expected", "prospective")),
                components=random.choice(("", "", "Training", "Labs; Training", "Other")),
            )  # fmt: skip


def _add_pledge(draft: Draft, pledge: str) -> None:
    """One to five steps, each of which may change all that check lets change, then schedule and cash."""
    random = draft.random
    phases = [row["phase"] for row in draft.rows["phases"]]
    phase = random.choice(phases)
    siblings = [other for other in phases if draft.report(other) == draft.report(phase)]
    donor, currency = random.choice(list(DONORS)), random.choice(CURRENCIES)
    form = random.choice(("", "", "", "cash", "in_kind"))
    component, amount, status = random.choice(COMPONENTS), draft.amount(), random.choice(STATUSES)
    days = random.sample(DAYS, random.choice((1, 2, 3, 4, 5)))
    for status_on in sorted(days, key=lambda text: (last_day(text), text)):
        low, high, text = "", "", decimal(amount)
        if draft.one_in(3):
            text = "~" + text
        if draft.one_in(4):
            low = decimal(random.choice((0, amount // 2, amount)))
        if draft.one_in(4):
            high = decimal(random.choice((amount, amount + draft.amount())))
        is_withdrawn = status == "withdrawn"
        draft.add(
            "pledges", pledge=pledge, status_on=status_on, status=status, phase=phase, donor=donor,
            amount="" if is_withdrawn and random.choice((True, False)) else text, currency=currency,
            approximate="yes" if draft.one_in(6) else "", low=low, high=high,
            due_on=random.choice(("", random.choice(DAYS))), component=component, form=form,
            condition="Parliament agrees" if draft.one_in(4) else "",
            reason=random.choice(REASONS) if is_withdrawn else "",
        )  # fmt: skip
        status = random.choice((status, *STATUSES))
        if draft.one_in(2):
            amount = random.choice((draft.amount(0), amount + 1, amount // 2, amount * 2, 0))
        if draft.one_in(3):
            phase = random.choice(siblings)
        if draft.one_in(3):
            component = random.choice(COMPONENTS)
    _add_instalments(draft, pledge, amount)
    for _ in range(random.choice((0, 1, 2, 3, 4))):
        _add_contribution(draft, pledge, donor, random.choice((form or "cash", form)), currency, decimal(amount))


def _add_instalments(draft: Draft, pledge: str, amount: int) -> None:
    """Sums less than the amount, just as much, or more."""
    random = draft.random
    days = random.sample(DAYS, random.choice((0, 0, 1, 2, 3)))
    parts = [max(amount // random.choice((len(days), 4, 1, 7)), 1) for _ in days]
    if days and draft.one_in(2):
        parts[-1] = max(amount - sum(parts[:-1]), 1)
    for due_on, part in zip(days, parts, strict=True):
        draft.add("instalments", pledge=pledge, due_on=due_on, amount=decimal(part))


def _add_contribution(draft: Draft, pledge: str, donor: str, form: str, promised_in: str, promised: str) -> None:
    """A payment of some or all or more, or money going back: often just what an earlier payment brought."""
    random = draft.random
    places = [(row["phase"], row["component"]) for row in draft.rows["pledges"] if pledge and row["pledge"] == pledge]
    phases = [row["phase"] for row in draft.rows["phases"]]
    if places:
        phases = [phase for phase in phases if draft.report(phase) == draft.report(places[0][0])]
    phase, component = random.choice(places or [(phases[0], "")])
    if draft.one_in(3) or not places:
        phase, component = random.choice(phases), random.choice(COMPONENTS)
    earlier = [
        row for row in draft.rows["contributions"]
        if (row["pledge"], row["donor"], row["form"] or "cash") == (pledge, donor, form or "cash")
    ]  # fmt: skip
    received_on = random.choice(DAYS)
    steps = [last_day(row["status_on"]) for row in draft.rows["pledges"] if pledge and row["pledge"] == pledge]
    if steps and random.choice((True, True, True, False)):
        received_on = random.choice([day for day in DAYS if last_day(day) >= min(steps)])
    kind = random.choice(("payment", "payment", "payment", "reversal", "refund", "reversal"))
    currencies = [
        other for other in CURRENCIES
        if not pledge or other == promised_in
        or (draft.has_rate(other, received_on) and draft.has_rate(promised_in, received_on))
    ]  # fmt: skip
    currency = random.choice([promised_in or "USD", *currencies])
    amount = draft.amount()
    if pledge and random.choice((True, True, False)):
        whole = hundredths(promised)
        amount = max(random.choice((whole, whole // 2, whole // 3, whole - 1, whole + 1)), 1)
    if kind != "payment" and earlier and random.choice((True, True, False)):
        undone = random.choice(earlier)
        phase, component = undone["phase"], undone["component"]
        if undone["currency"] in currencies:
            currency = undone["currency"]
        account = [
            row for row in earlier
            if (row["phase"], row["component"], row["currency"]) == (phase, component, currency)
        ]  # fmt: skip
        left = sum(hundredths(row["amount"]) for row in account)
        amount = random.choice((abs(left), abs(hundredths(undone["amount"])), abs(left) // 2)) or 1
        received_on = random.choice((undone["received_on"], last_day(undone["received_on"]), LAST, received_on))
        if (
            currency != promised_in
            and pledge
            and not (draft.has_rate(currency, received_on) and draft.has_rate(promised_in, received_on))
        ):
            received_on = undone["received_on"]
            currency = undone["currency"]
    number = len(draft.rows["contributions"])
    draft.add(
        "contributions", contribution=f"C{random.randint(0, 9)}-{number}", received_on=received_on, kind=kind,
        phase=phase, donor=donor, pledge=pledge, amount=decimal(amount if kind == "payment" else -amount),
        currency=currency, component=component, form=form,
    )  # fmt: skip
