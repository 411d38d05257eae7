"""Figures of tables that live elsewhere, as the shells ask for them, and tables written for that. It computes none."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tracker import terms
from tracker.desk.access import LOCAL, allow_audience
from tracker.desk.figures import add_ends, choose_phases
from tracker.desk.view import (
    FACTS,
    check_currency,
    choose_day,
    find_record,
    known_number,
    mark_record,
)
from tracker.ledger import Ledger, open_ledger
from tracker.model.audience import tables_for
from tracker.problems import RefusedError
from tracker.tables import TABLES, Tables

if TYPE_CHECKING:
    from tracker.engines.places import Place

ENGINES = {"duckdb": "duckdb", "postgresql": "postgresql-engine", "spark": "spark"}
"""The engines, and the extra of this package that brings what each needs."""
ANSWERS = ("gaps", "position", "timeline", "bridge", "movements")
"""The commands that an engine answers."""
Printed = Callable[[str], "AbstractContextManager[Place]"]


@dataclass(frozen=True)
class Elsewhere:
    """Tables in their own place, seen from a date by an audience; what a `View` is for a ledger's."""

    place: "Place"
    as_of: date
    audience: str
    currency: str | None
    changeset: int
    digest: str
    printed: Printed
    notes: list[str] = field(default_factory=list)

    @cached_property
    def tables(self) -> Tables:
        """The small tables that tell what may be asked for."""
        return {name: self.place.read(name) for name in ("initiatives", "phases")}

    @property
    def rungs(self) -> tuple[str, ...]:
        """The rungs that the audience sees."""
        return terms.PUBLISHED if self.audience == "partners" else terms.RUNGS

    @property
    def record_mark(self) -> str:
        """The changeset and the head of its digest, as a view has them."""
        return mark_record(self.changeset, self.digest)


@contextmanager
def look_elsewhere(
    engine: str,
    place: str,
    *,
    today: date,
    as_of: str | None = None,
    known_at: str | None = None,
    audience: str = "internal",
    currency: str | None = None,
    rates_at: str = "step",
) -> Iterator[Elsewhere]:
    """See tables where they live, as `desk.look` sees a ledger: a folder of Parquet files (`duckdb`, `spark`), or a
    ledger's own database (`postgresql`). What cannot be asked there is a RefusedError with the remedy.
    """
    if audience not in terms.AUDIENCES:
        raise RefusedError(f"'{audience}' is not an audience; use " + " or ".join(terms.AUDIENCES))
    if rates_at != "step":
        raise RefusedError("engines value promises at the day of their step; ask for --rates as-of without --engine")
    currency = None if currency is None else currency.strip().upper()
    with ExitStack() as stack:
        opened = _open_ledger if engine == "postgresql" else _open_folder
        found, changeset, digest, notes, printed = stack.enter_context(opened(engine, place, known_at, audience))
        if currency is not None:
            check_currency(currency, {name: found.read(name) for name in ("rates", "initiatives")})
        from tracker.engines.figures import newest_day

        chosen, said = choose_day(lambda: newest_day(found, FACTS), as_of, today)
        yield Elsewhere(found, chosen, audience, currency, changeset, digest, printed, [*notes, *said])


Opened = tuple["Place", int, str, list[str], Printed]


@contextmanager
def _open_folder(engine: str, place: str, known_at: str | None, audience: str) -> Iterator[Opened]:
    from tracker.exchange.parquet import read_manifest

    if "://" in place or not Path(place).is_dir():
        remedy = "write one with `tracker export DIR --parquet`, and name it: --ledger DIR"
        raise RefusedError(f"--engine {engine} reads a folder of Parquet files, and '{place}' is none; {remedy}")
    path = Path(place)
    manifest = read_manifest(path)
    if audience != manifest.audience:
        remedy = (
            "export them for partners with `tracker export DIR --parquet --audience partners`"
            if audience == "partners"
            else f"ask with --audience {manifest.audience}"
        )
        raise RefusedError(f"{place} holds tables made for the audience {manifest.audience}; {remedy}")
    if known_at is not None and known_at != str(manifest.changeset):
        remedy = "export that one with `tracker export DIR --parquet --known-at N`"
        raise RefusedError(f"{place} holds the tables of changeset {manifest.changeset}; {remedy}")

    def printed(_: str) -> AbstractContextManager["Place"]:
        remedy = "ask --reported of the ledger itself"
        raise RefusedError(f"{place} holds the tables of changeset {manifest.changeset} only; {remedy}")

    folders = {name: path / name for name in TABLES}
    with _brought(engine):
        from tracker.engines import places
    with _brought(engine):
        found = places.open_spark(folders) if engine == "spark" else places.open_duckdb(folders)
    notes = [] if manifest.changeset else ["Nothing is recorded yet: everything is empty."]
    yield found, manifest.changeset, manifest.digest, notes, printed


@contextmanager
def _open_ledger(engine: str, place: str, known_at: str | None, audience: str) -> Iterator[Opened]:
    from tracker.ledger.lending import lend_tables

    if not place.startswith("postgresql"):
        remedy = "name its database, such as --ledger postgresql+psycopg://user@host/database, or ask --engine duckdb"
        raise RefusedError(f"--engine postgresql reads a ledger in PostgreSQL, and '{place}' is none; {remedy}")
    if audience != "internal":
        remedy = "export them with `tracker export DIR --parquet --audience partners`, and ask --engine duckdb"
        raise RefusedError(f"a ledger's own tables are internal, and not made for {audience}; {remedy}")
    ledger = open_ledger(place)
    with _brought(engine):
        from tracker.engines.places import open_postgresql
    try:
        allow_audience(ledger, LOCAL, audience)
        head = ledger.head()
        number, notes = known_number(ledger, head, known_at)
        record = find_record(ledger, head, number)

        @contextmanager
        def stood(known: int) -> Iterator["Place"]:
            with lend_tables(ledger, known) as (connection, queries):
                yield open_postgresql(connection, queries)

        def printed(reported: str) -> AbstractContextManager["Place"]:
            return stood(known_number(ledger, head, reported)[0])

        with stood(number) as found:
            yield found, number, record.digest if record else "", notes, printed
    finally:
        ledger.close()


@contextmanager
def _brought(engine: str) -> Iterator[None]:
    """Say what to install where an engine's packages are not there."""
    try:
        yield
    except ImportError as error:
        remedy = f"install them with `pip install 'funding-tracker[{ENGINES[engine]}]'`"
        raise RefusedError(f"--engine {engine} needs packages that are not there ({error}); {remedy}") from error


def gaps(view: Elsewhere, initiative: str | None = None, phase: str | None = None) -> pd.DataFrame:
    """As `desk.gaps`."""
    from tracker.engines.figures import ask_gaps

    phases = choose_phases(view.tables, initiative, phase)
    return add_ends(ask_gaps(view.place, view.as_of, view.currency, phases, view.rungs), view.tables)


def position(view: Elsewhere, initiative: str | None = None, phase: str | None = None) -> pd.DataFrame:
    """As `desk.position`."""
    from tracker.engines.figures import ask_position

    return ask_position(view.place, view.as_of, view.currency, choose_phases(view.tables, initiative, phase))


def timeline(
    view: Elsewhere, by: str = "quarter", initiative: str | None = None, phase: str | None = None
) -> pd.DataFrame:
    """As `desk.timeline`."""
    from tracker.engines.figures import ask_timeline

    return ask_timeline(view.place, view.as_of, by, view.currency, choose_phases(view.tables, initiative, phase))


def bridge(
    view: Elsewhere, start: date, end: date, reported: str | None = None, initiative: str | None = None,
    phase: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """As `desk.bridge`."""
    from tracker.desk.figures import refuse_backwards
    from tracker.engines.figures import ask_bridge

    refuse_backwards(start, end)
    with ExitStack() as stack:
        printed = None if reported is None else stack.enter_context(view.printed(reported))
        phases = choose_phases(view.tables, initiative, phase)
        return ask_bridge(view.place, start, end, printed, view.currency, phases)


def movements(view: Elsewhere, initiative: str | None = None, phase: str | None = None) -> pd.DataFrame:
    """As `desk.movements`."""
    from tracker.engines.figures import ask_movements

    return ask_movements(view.place, view.as_of, view.currency, choose_phases(view.tables, initiative, phase))


def export_parquet(
    ledger: Ledger, path: Path, *, known_at: str | None = None, audience: str = "internal"
) -> tuple[str, list[str]]:
    """Write a ledger's tables, as an audience may see them, to a folder that engines read.

    Out: the mark of the record they are of, and what its reader has to know.
    """
    from tracker.exchange.parquet import Manifest, write_tables

    if audience not in terms.AUDIENCES:
        raise RefusedError(f"'{audience}' is not an audience; use " + " or ".join(terms.AUDIENCES))
    allow_audience(ledger, LOCAL, audience)
    head = ledger.head()
    number, notes = known_number(ledger, head, known_at)
    record = find_record(ledger, head, number)
    digest = record.digest if record else ""
    tables = tables_for(audience, ledger.read(number))
    rows = {name: len(frame) for name, frame in tables.items()}
    write_tables(path, tables, Manifest(ledger.id, number, digest, audience, rows, program=_program()))
    return mark_record(number, digest), notes


def _program() -> str:
    try:
        return f"funding-tracker {version('funding-tracker')}"
    except PackageNotFoundError:
        return "funding-tracker"
