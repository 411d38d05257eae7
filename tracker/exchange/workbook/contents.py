"""What goes into a workbook, gathered by whoever has a ledger. It reads no ledger and no clock itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import day
from tracker.model.histories import Histories
from tracker.tables import Tables


@dataclass(frozen=True)
class Contents:
    """Everything that a workbook shows.

    `tables` are checked frames as `audience` may see them, indexed by the ledger's row numbers; `histories` and
    `movements` are those of these tables, `currency` what they report in where it is not each initiative's own.
    `revisions` has, for each table, the changeset in which each row was last written (a Series by row number; may be
    empty). `ledger`, `changeset` and `digest` name the record, `made_at` the moment. `since` is the day from the end
    of which changes are told. `headlines` are the bottom lines by phase as of `as_of`; `phase` is the phase shown
    first ("": the last with a requirement). `outlook` has the frames `targets`, `promises` and `runway` of the outlook
    with nothing assumed, for internal readers; without them there is no such sheet. Where the workbook is part of a
    briefing pack, `properties` are what the file's properties say of it, and `asides` what is told beside the record
    instead of when the file was written.
    """

    tables: Tables
    histories: Histories
    movements: pd.DataFrame
    as_of: date
    since: date
    audience: str = "internal"
    currency: str | None = None
    revisions: Mapping[str, "pd.Series[int]"] = field(default_factory=dict)
    ledger: str = ""
    changeset: int | None = None
    digest: str = ""
    made_at: datetime | None = None
    headlines: Mapping[str, str] = field(default_factory=dict)
    phase: str = ""
    outlook: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    asides: tuple[str, ...] = ()

    @property
    def at(self) -> np.datetime64:
        """The as-of date as frames hold it."""
        return day(self.as_of)

    @property
    def rungs(self) -> tuple[str, ...]:
        """The rungs that the audience sees."""
        return terms.PUBLISHED if self.audience == "partners" else terms.RUNGS

    @property
    def record(self) -> str:
        """The changeset and the head of its digest, as every picture carries it."""
        return f"Record {self.changeset} · {self.digest[:4]}" if self.changeset else "Record 0"
