"""Ledgers of which a page must hold: no donor, few or many, long names, tiny and huge amounts, all that is vague."""

import csv
import random
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from tracker import desk
from tracker.desk import View
from tracker.ledger import Ledger
from tracker.tables import TABLES

RECORDED = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
LONG = "Federal Interministerial Commission for International Cooperation against Narcotic Drugs and Organised Crime"
_STATUSES = ("committed", "pledged", "expected", "prospective")


def start(path: Path, folder: Path, name: str = "ledger.db") -> Ledger:
    """A ledger in `path` with a folder's figures, recorded at a fixed moment."""
    ledger, _ = desk.start_ledger(f"sqlite:///{path / name}", folder, author="test", now=RECORDED)
    return ledger


def view_of(ledger: Ledger, as_of: date | str, audience: str = "internal", **choices: str | None) -> View:
    return desk.look(ledger, today=date(2026, 11, 29), as_of=as_of, audience=audience, **choices)


def write_tables(folder: Path, **rows: Iterable[dict[str, object]]) -> Path:
    """A folder of CSV files, one for each table that has rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, own in rows.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, TABLES[name].names, restval="")
            writer.writeheader()
            writer.writerows(own)
    return folder


def many_donors(
    folder: Path, count: int, *, required: int | None = 2_900_000, start_at: int | None = 700_000, scale: float = 1.0,
    names: Iterable[str] = (), title: str = "Phase Three", currency: str = "USD", seed: int = 7,
) -> Path:  # fmt: skip
    """A phase with so many donors, one promise each: some paid, signed, announced, anticipated, possible and vague."""
    chance = random.Random(seed)
    named = [*names]
    donors, pledges, paid = [], [], []
    for place in range(count):
        key = f"D{place:03}"
        who = named[place] if place < len(named) else f"Donor {place + 1}"
        amount = round(scale * chance.choice((900, 12_500, 40_000, 75_000.5, 100_000, 250_000)), 2)
        status = _STATUSES[chance.randrange(4)]
        donors.append({"donor": key, "name": who, "kind": "other" if place % 3 else "foundation"})
        is_vague = status == "prospective" and place % 2 == 0
        pledges.append({
            "pledge": f"P{place:03}", "status_on": "2009-11-27", "status": status, "phase": "F", "donor": key,
            "amount": amount, "currency": currency, "approximate": "yes" if is_vague else "", "low": 0 if is_vague else "",
            "due_on": "2009-12-15" if place % 5 == 0 and status != "prospective" else "", "source": "DOC p. 1",
        })  # fmt: skip
        if status == "committed" and place % 2:
            paid.append({
                "contribution": f"C{place:03}", "received_on": "2009-12-01", "kind": "payment", "phase": "F",
                "donor": key, "pledge": f"P{place:03}", "amount": amount, "currency": currency, "source": "DOC p. 2",
            })  # fmt: skip
    rows: dict[str, list[dict[str, object]]] = {
        "initiatives": [{"initiative": "I", "title": "The Initiative", "lead_agency": "UNODC", "currency": currency}],
        "phases": [{"phase": "F", "initiative": "I", "title": title, "starts_on": "2010"}],
        "donors": donors, "pledges": pledges, "contributions": paid,
        "sources": [{"source": "DOC", "title": "A document", "dated": "2009-12-04", "marking": "public"}],
    }  # fmt: skip
    if required is not None:
        rows["budgets"] = [{"phase": "F", "stated_on": "2009-11-27", "amount": required, "currency": currency}]
    if start_at is not None:
        rows["thresholds"] = [{
            "threshold": "S", "stated_on": "2009-11-27", "phase": "F", "title": "Start", "amount": start_at,
            "currency": currency, "due_on": "2010-06",
        }]  # fmt: skip
    return write_tables(folder, **{name: own for name, own in rows.items() if own})
