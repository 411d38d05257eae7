"""What if: rows laid over a ledger's tables, read and compared as an import's are, and never committed."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from tracker.desk.planning import plan_reading
from tracker.desk.view import Scenario, View
from tracker.exchange.files import read_file, table_files
from tracker.exchange.reading import Reading
from tracker.ledger import Ledger
from tracker.model.audience import tables_for
from tracker.model.histories import find_histories
from tracker.model.movements import find_movements, revalue_promises
from tracker.problems import RefusedError, errors
from tracker.tables import TABLES, Tables
from tracker.values import write_column


def lay_over(view: View, path: Path) -> View:
    """The view of a ledger as it would be with a folder's (or a file's) rows: changed by key, or added.

    What is wrong in them is a RefusedError with every problem; nothing is written. The record's mark names the
    scenario from there on.
    """
    return lay_reading_over(view, read_file(path), path.stem if path.is_file() else path.resolve().name)


def lay_reading_over(view: View, reading: Reading, name: str) -> View:
    """The same, of rows that were read."""
    view.permit()
    if view.audience == "partners":
        raise RefusedError("scenarios are for internal readers only: what is laid over the ledger is recorded nowhere")
    if view.scenario is not None:
        raise RefusedError("a scenario is laid over the ledger, not over another scenario; put their rows together")
    if reading.audience == "partners":
        raise RefusedError("this file was made for partners and lacks what they may not see; take an internal one")
    number = view.record.number if view.record else 0
    ours = view.ledger.read(number)
    reading = _complete(reading, ours)
    plan = plan_reading(reading, ours, ours, is_own=reading.ledger == view.ledger.id and bool(reading.ledger))
    receipt = plan.receipt
    if receipt.status == "refused" or receipt.after is None:
        raise RefusedError(f"the scenario “{name}” is not sound", errors(receipt.problems))
    after = receipt.after
    lines = [line for line in receipt.lines if line["action"] in ("added", "changed")]
    scenario = Scenario(name, _digest(view.ledger, after), lines, list(receipt.remarks))
    return _see(view, scenario, after)


def _complete(reading: Reading, ours: Tables) -> Reading:
    """The same reading with the columns that its tables lack, as the ledger has them: a scenario names what changes."""
    frames = {}
    for name, frame in reading.frames.items():
        table = TABLES.get(name)
        absent = [] if table is None else [column for column in table.columns if column.name not in frame.columns]
        if table is None or not absent or any(column.is_key for column in absent):
            frames[name] = frame
            continue
        given = frame[table.key].fillna("").astype("str").apply(lambda column: column.str.strip())
        at = pd.MultiIndex.from_frame(ours[name][table.key]).get_indexer(pd.MultiIndex.from_frame(given))
        texts = {column.name: np.append(write_column(ours[name][column.name], column).to_numpy(dtype=object), "")
                 for column in absent}  # fmt: skip
        frames[name] = frame.assign(
            **{column: pd.Series(held[at], frame.index, "str") for column, held in texts.items()}
        )
    return replace(reading, frames=frames)


def _see(view: View, scenario: Scenario, after: Tables) -> View:
    tables = tables_for(view.audience, after)
    histories = find_histories(tables, view.currency)
    movements = find_movements(tables, view.currency, histories)
    if view.rates_at == "as_of":
        movements = pd.concat([movements, revalue_promises(histories, tables, view.at)], ignore_index=True)
    return replace(
        view, tables=tables, histories=histories, movements=movements, scenario=scenario,
        notes=[*view.notes, scenario.words],
    )  # fmt: skip


def _digest(ledger: Ledger, tables: Tables) -> str:
    digest = hashlib.sha256(str(ledger.id).encode())
    for name, text in table_files(tables).items():
        digest.update(f"{name}\n{text}\n".encode())
    return digest.hexdigest()
