"""Files of a view as bytes, under names that say what they are. What needs a path is written beside, and removed."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tracker.desk.dates import calendar
from tracker.desk.figures import dues, gaps, movements, position, timeline
from tracker.desk.outgoing import export_path, write_template
from tracker.desk.publishing import publish
from tracker.desk.rows import table_csv
from tracker.desk.view import View
from tracker.exchange.rows import FIGURES, figure_rows, write_csv

FIGURES_OUT = ("gaps", "position", "timeline", "dues", "movements")
"""The figures that come as files; a bridge needs two dates, and is had where it is drawn."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIND = {"gaps": gaps, "position": position, "dues": dues, "movements": movements}


@dataclass(frozen=True)
class File:
    """A file: its name, its media type and its bytes; `notes` are what its reader has to know."""

    name: str
    mime: str
    data: bytes
    notes: tuple[str, ...] = ()


def make_workbook(view: View, *, now: datetime) -> File:
    """The workbook of a view: every table, and the figures."""
    data = through_path("xlsx", lambda path: export_path(view, path, now=now))
    return File(file_name(view, "workbook", "xlsx"), XLSX, data)


def make_template() -> File:
    """An empty workbook to fill in."""
    return File("funding-tracker-template.xlsx", XLSX, through_path("xlsx", write_template))


def make_zip(view: View, *, now: datetime) -> File:
    """A zip of CSV files, one a table."""
    data = through_path("zip", lambda path: export_path(view, path, now=now))
    return File(file_name(view, "tables", "zip"), "application/zip", data)


def make_table(view: View, name: str) -> File:
    """One table as CSV."""
    return File(file_name(view, name, "csv"), "text/csv", table_csv(view, name).encode())


def make_calendar(view: View, initiative: str | None, phase: str | None, *, now: datetime) -> File:
    """The dates of a view, or of one initiative or phase, for a calendar."""
    data = calendar(view, initiative, phase, now=now)
    return File(file_name(view, "dates", "ics", initiative, phase), "text/calendar", data)


def make_iati(view: View, *, now: datetime) -> File:
    """What of a view is published in the IATI standard; the notes say what is kept back."""
    made = publish(view, today=now.date())
    return File(file_name(view, "iati", "xml"), "application/xml", made.data, tuple(made.notes))


def make_figure(view: View, name: str, initiative: str | None, phase: str | None) -> File:
    """One of `FIGURES_OUT` as CSV, with the columns that the command line gives."""
    view.permit()
    frame = timeline(view, "quarter", initiative, phase) if name == "timeline" else _FIND[name](view, initiative, phase)
    text = write_csv(FIGURES[name], figure_rows(name, frame))
    return File(file_name(view, name, "csv", initiative, phase), "text/csv", text.encode())


def file_name(
    view: View, what: str, suffix: str, initiative: str | None = None, phase: str | None = None
) -> str:  # fmt: skip
    """`PPI-3-gaps-2009-12-04-internal-record-14.csv`: of what, what, and of which view.

    The initiative stands before the phase where the phase's key does not begin with it. Whatever a system might forbid
    in a name is left out.
    """
    of = [initiative or "", phase or ""]
    if phase and initiative and phase.startswith(initiative):
        of = [phase]
    number = view.record.number if view.record else 0
    parts = [*of, what, view.as_of.isoformat(), view.audience, f"record-{number}"]
    safe = ["".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in part)[:60] for part in parts]
    return "-".join(filter(None, safe)) + f".{suffix}"


def through_path(suffix: str, write: Callable[[Path], object]) -> bytes:
    """The bytes that are written to a path of its own, which is gone afterwards, whatever happens."""
    with TemporaryDirectory(prefix="tracker-") as folder:
        path = Path(folder) / f"file.{suffix}"
        write(path)
        return path.read_bytes()


def zip_files(files: Mapping[str, bytes], on: date) -> bytes:
    """Several files as one, each dated as it is told; the same bytes for the same files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (on.year, on.month, on.day, 0, 0, 0)), data)
    return stream.getvalue()
