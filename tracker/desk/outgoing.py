"""Files as they go out: workbooks, templates, CSV and calendars. It gathers what they show, and lays nothing out."""

from datetime import datetime
from pathlib import Path

import pandas as pd

from tracker.briefing.headline import write_headline
from tracker.desk.ahead import outlook
from tracker.desk.dates import calendar
from tracker.desk.figures import default_phase, gaps, quarter_before
from tracker.desk.view import View
from tracker.exchange.files import write_folder, write_zip
from tracker.exchange.problem_list import write_problems
from tracker.exchange.workbook import Contents, write_template, write_workbook
from tracker.problems import RefusedError

__all__ = ["calendar", "export_path", "gather", "write_problems", "write_template"]


def export_path(view: View, path: Path, *, now: datetime) -> None:
    """Write what a view shows: a workbook (`.xlsx`), a `.zip` of CSV files or a folder of them, its dates (`.ics`)."""
    view.permit()
    if view.scenario is not None:
        raise RefusedError("a scenario is not exported: brought back, its rows would count as recorded")
    if path.suffix.lower() == ".xlsx":
        write_workbook(path, gather(view, now=now))
    elif path.suffix.lower() == ".zip":
        write_zip(path, view.tables, now)
    elif path.suffix.lower() == ".ics":
        path.write_bytes(calendar(view, now=now))
    elif path.suffix == "":
        write_folder(path, view.tables)
    else:
        raise RefusedError(f"'{path.name}' is of no kind that is written; name a .xlsx, a .zip, a .ics, or a folder")


def gather(view: View, *, now: datetime) -> Contents:
    """Everything that a workbook of a view shows."""
    view.permit()
    figures = gaps(view)
    initiatives = sorted(view.tables["initiatives"]["initiative"])
    return Contents(
        tables=view.tables,
        histories=view.histories,
        movements=view.movements,
        as_of=view.as_of,
        since=quarter_before(view.as_of),
        audience=view.audience,
        currency=view.currency,
        revisions=view.ledger.revisions(view.record.number if view.record else 0),
        ledger=view.ledger.id,
        changeset=view.record.number if view.record else None,
        digest=view.record.digest if view.record else "",
        made_at=now,
        headlines={
            str(phase): write_headline(rows, view.as_of).text for phase, rows in figures.groupby("phase", sort=False)
        },
        phase=(default_phase(view, initiatives[0]) or "") if initiatives else "",
        outlook=_outlook(view),
    )


def _outlook(view: View) -> dict[str, pd.DataFrame]:
    """What the workbook's Outlook shows, with nothing assumed; for others than internal readers there is none."""
    if view.audience == "partners":
        return {}
    found = outlook(view)
    return {"targets": found.targets, "promises": found.promises, "runway": found.runway}
