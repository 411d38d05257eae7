"""An office at work on one ledger: what its processes do, in functions that a fresh process can run."""

import os
import random
import time
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from tracker import desk
from tracker.exchange.files import read_file, write_folder
from tracker.exchange.reading import Reading
from tracker.ledger import Ledger, open_ledger

ROWS = 40
EDITED = 3
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PRELOADED = ["pandas", "sqlalchemy", "psycopg", "tracker.desk.importing", "tests.soak.office"]


def start_office(url: str, folder: Path) -> None:
    """The Paris Pact with some forty more pledges, and the folder of files that is imported again and again."""
    ledger, _ = desk.start_ledger(url, desk.data_folder(), author="office", now=NOW)
    one = ledger.read()["pledges"].iloc[[1]]
    more = pd.concat([one] * ROWS, ignore_index=True).assign(pledge=[f"K-{i:03}" for i in range(ROWS)])
    desk.record_edits(
        ledger, desk.Edits(1, {"pledges": more.set_axis(range(-ROWS, 0))}), author="office", message="more", now=NOW
    )
    write_folder(folder, {**ledger.read(), "pledges": _own(ledger)})
    ledger.close()


def _own(ledger: Ledger) -> pd.DataFrame:
    pledges = ledger.read()["pledges"]
    return pledges[pledges["pledge"].str.startswith("K-").to_numpy()]


def work(url: str, folder: str, acknowledged: str, seed: int) -> None:
    """Edit and import for ever; a line for each changeset that was acknowledged: its number and digest."""
    chance = random.Random(seed)
    ledger = open_ledger(url)
    reading = read_file(Path(folder))
    file = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, b"ready\n")
    while True:
        token = f"{seed}-{chance.random()}"
        if chance.random() < 0.5:
            frame = reading.frames["pledges"].assign(note=token)
            receipt = desk.import_reading(
                ledger, Reading({"pledges": frame}), origin="K.csv", author="w", message=f"rows {ROWS}", now=NOW
            )
        else:
            rows = _own(ledger).sample(EDITED, random_state=chance.randrange(1 << 30)).assign(note=token)
            head = ledger.head()
            assert head is not None
            receipt = desk.record_edits(
                ledger, desk.Edits(head.number, {"pledges": rows}), author="w", message=f"rows {EDITED}", now=NOW
            )
        assert receipt.changeset is not None, receipt
        os.write(file, f"{receipt.changeset.number} {receipt.changeset.digest}\n".encode())


def edit_own(url: str, who: int, of: int, edits: int, report: str) -> None:
    """Edit one's own rows so often; the report has the longest wait, and how many edits were recorded."""
    ledger = open_ledger(url)
    recorded, longest = 0, 0.0
    rows = _own(ledger).iloc[who::of]
    for number in range(edits):
        row = rows.iloc[[number % len(rows)]].assign(note=f"{who} {number}")
        began = time.monotonic()
        head = ledger.head()
        assert head is not None
        receipt = desk.record_edits(
            ledger, desk.Edits(head.number, {"pledges": row}), author=f"w{who}", message=f"{who} {number}", now=NOW
        )
        longest = max(longest, time.monotonic() - began)
        recorded += receipt.status == "committed"
    Path(report).write_text(f"{recorded} {longest}")


def race(url: str, who: int, edits: int, report: str) -> None:
    """Add one cent to the same pledge so often, each time to what was read; the report has the applied and the told."""
    ledger = open_ledger(url)
    applied, told = 0, 0
    for number in range(edits):
        head = ledger.head()
        assert head is not None
        pledges = ledger.read(head.number)["pledges"]
        row = pledges[(pledges["pledge"] == "K-000").to_numpy()].copy()
        row["amount"] += 1
        row["note"] = f"{who} {number}"  # the same edit by two people would be nothing to do for the second
        receipt = desk.record_edits(
            ledger, desk.Edits(head.number, {"pledges": row}), author=f"w{who}", message=f"{who} {number}", now=NOW
        )
        applied += receipt.status == "committed"
        told += receipt.status == "conflict"
    Path(report).write_text(f"{applied} {told}")
