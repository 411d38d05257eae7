"""The figures of a past briefing are the same to the cent, whatever was recorded since.

A few changes in the ordinary run; `TRACKER_CHANGES=1000 uv run pytest tests/soak/test_reproduction.py -n 0 -s` for the
whole.
"""

import os
import random
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from tests.databases import STORES, new_place
from tracker import desk
from tracker.exchange.rows import figure_rows, write_json
from tracker.ledger import Changes, Ledger, open_ledger

CHANGES = int(os.environ.get("TRACKER_CHANGES", "25"))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2026, 1, 1)
DATES = ("2021-06-30", "2023-12-31", "2025-03-31")


def printed(ledger: Ledger, number: int) -> dict[tuple[str, str, str], str]:
    """Every figure as the command line prints it, as recorded at a changeset."""
    texts = {}
    for on in DATES:
        for audience in ("internal", "partners"):
            view = desk.look(ledger, today=TODAY, as_of=on, known_at=str(number), audience=audience)
            figures = {
                "gaps": desk.gaps(view), "position": desk.position(view), "timeline": desk.timeline(view),
                "dues": desk.dues(view), "movements": desk.movements(view),
                "bridge": desk.bridge(view, date(2021, 1, 1), date.fromisoformat(on)),
            }  # fmt: skip
            for name, frame in figures.items():
                texts[on, audience, name] = write_json(figure_rows(name, frame))
    return texts


def change(ledger: Ledger, chance: random.Random, number: int) -> None:
    """Some row of some table is added, altered or taken out; not always soundly, which the past must not care about."""
    tables = ledger.read()
    name = chance.choice(["pledges", "contributions", "budgets", "thresholds", "rates", "donors", "instalments"])
    frame = tables[name]
    row = frame.iloc[[chance.randrange(len(frame))]].copy()
    column = next((one for one in ("amount", "per_usd") if one in row), "name")
    row[column] = row[column] + chance.randrange(-99_999, 99_999) if column != "name" else f"Renamed {number}"
    kind = chance.choice(["changed", "changed", "added", "retracted"])
    if kind == "added":
        row[frame.columns[0]] = f"N-{number}"
        changes = Changes(added={name: row})
    elif kind == "retracted" and len(frame) > 3:
        changes = Changes(retracted={name: [int(row.index[0])]})
    else:
        changes = Changes(changed={name: row})
    ledger.commit(changes, author="b", message=f"{kind} {name}", now=NOW)


@pytest.mark.parametrize("store", STORES)
def test_a_past_briefing_is_reproduced_to_the_cent(store: str, tmp_path: Path) -> None:
    chance = random.Random(CHANGES)
    url = new_place(store, tmp_path)
    ledger, _ = desk.start_ledger(url, desk.data_folder("example"), author="a", now=NOW)
    pledges = ledger.read()["pledges"]
    raised = pledges.iloc[:5].assign(amount=pd.array([12_345_67] * 5, dtype="Int64"))
    ledger.commit(Changes(changed={"pledges": raised}), author="a", message="before the briefing", now=NOW)
    briefing, record = printed(ledger, 2), ledger.head()
    for number in range(CHANGES):
        change(ledger, chance, number)
    ledger.close()
    with open_ledger(url) as later:
        assert len(later.changesets()) >= 2 + CHANGES * 0.9
        assert printed(later, 2) == briefing
        assert record is not None
        assert desk.verify(later, f"2:{record.digest}")["status"] == "sound"
    cents = sum(text.count(".") for text in briefing.values())
    print(f"\n{store}: {len(briefing)} figures with {cents} amounts are the same after {CHANGES} changes")
