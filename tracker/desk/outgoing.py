"""Files as they go out: workbooks, CSV, calendars, IATI. It gathers what they show, and lays nothing out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from tracker.briefing.headline import write_headline
from tracker.desk.ahead import outlook
from tracker.desk.dates import calendar
from tracker.desk.figures import default_phase, gaps, quarter_before
from tracker.desk.publishing import Published, publish
from tracker.desk.view import View
from tracker.exchange.files import write_folder, write_zip
from tracker.exchange.problem_list import write_problems
from tracker.exchange.workbook import Contents, write_template, write_workbook
from tracker.model.movements import name_movements
from tracker.problems import RefusedError

__all__ = ["calendar", "export_path", "gather", "publish", "write_problems", "write_template"]


def export_path(
    view: View, path: Path, *, now: datetime, sectors: Sequence[str] = (), places: Sequence[str] = ()
) -> list[str]:
    """Write what a view shows: a workbook (`.xlsx`), a `.zip` of CSV files or a folder of them, its dates (`.ics`), or
    what of it is published in the IATI standard (`.xml`; `sectors` and `places` as in `publish`).

    Out: what a reader of the file has to know.
    """
    view.permit()
    if view.scenario is not None:
        raise RefusedError("a scenario is not exported: brought back, its rows would count as recorded")
    if path.suffix.lower() == ".xlsx":
        write_workbook(path, gather(view, now=now))
    elif path.suffix.lower() == ".zip":
        write_zip(path, view.tables, now)
    elif path.suffix.lower() == ".ics":
        path.write_bytes(calendar(view, now=now))
    elif path.suffix.lower() == ".xml":
        published: Published = publish(view, today=now.date(), sectors=sectors, places=places)
        path.write_bytes(published.data)
        return published.notes
    elif path.suffix == "":
        write_folder(path, view.tables)
    else:
        raise RefusedError(
            f"'{path.name}' is of no kind that is written; name a .xlsx, a .zip, a .ics, an .xml, or a folder"
        )
    return []


def gather(
    view: View, *, now: datetime, phase: str | None = None, since: date | None = None,
    properties: Mapping[str, str] | None = None, asides: tuple[str, ...] = (),
) -> Contents:  # fmt: skip
    """Everything that a workbook of a view shows; it opens on a phase, and tells changes since a day.

    `properties` and `asides` say more of it where it is part of a pack.
    """
    view.permit()
    figures = gaps(view)
    initiatives = sorted(view.tables["initiatives"]["initiative"])
    return Contents(
        tables=view.tables,
        histories=view.histories,
        movements=name_movements(view.movements, view.tables),
        as_of=view.as_of,
        since=since or quarter_before(view.as_of),
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
        phase=phase or ((default_phase(view, initiatives[0]) or "") if initiatives else ""),
        properties=properties or {},
        asides=asides,
        outlook=_outlook(view),
    )


def _outlook(view: View) -> dict[str, pd.DataFrame]:
    """What the workbook's Outlook shows, with nothing assumed; for others than internal readers there is none."""
    if view.audience == "partners":
        return {}
    found = outlook(view)
    return {"targets": found.targets, "promises": found.promises, "runway": found.runway}
