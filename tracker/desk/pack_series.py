"""Many packs at once: which ones a request means, and their making on all processors. It makes none itself."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from tracker.desk.briefs import Wanted, quarter_end, quarters_between
from tracker.desk.packs import make_pack, pack_day, record_that_counts, safe_name, write_pack
from tracker.desk.scenarios import lay_over
from tracker.desk.view import View, find_record, look, read_day
from tracker.ledger import Ledger, Pack, open_ledger
from tracker.problems import RefusedError

COLUMNS = ("file", "form", "bytes", "sha256", "of", "quarter", "as_of", "audience", "language", "record")
SHOWN = ("file", "bytes", "sha256")
_ALONE = 6
"""So many packs are made sooner in this process than others are started."""


@dataclass(frozen=True)
class Order:
    """What packs are asked for.

    `known_at` is a changeset's number, so that nothing that is recorded meanwhile is in some and not in others; where
    nobody asked for one (`is_newest`), each is made from the last one up to it that counts for it.
    """

    url: str
    known_at: str
    is_newest: bool
    audience: str
    currency: str | None
    rates_at: str
    language: str
    marking: str
    paper: str
    forms: tuple[str, ...]
    template: bytes | None
    folder: Path
    today: date
    as_of: str | None = None
    scenario: Path | None = None


@dataclass(frozen=True)
class Item:
    """One pack of an order: its quarter, and its phase, or its initiative, or neither: of everything."""

    quarter: str
    phase: str | None = None
    initiative: str | None = None


@dataclass(frozen=True)
class Written:
    """A pack that was written: its files, with their sizes, and what the ledger records when it goes out."""

    item: Item
    pack: Pack
    paths: tuple[Path, ...]
    sizes: tuple[int, ...]


def read_quarters(text: str) -> list[str]:
    """`2009Q4`, or all from one to another: `2009Q1..2010Q2`."""
    first, dots, last = text.partition("..")
    if not dots:
        end = quarter_end(text)
        return [f"{end.year}Q{end.month // 3}"]
    return quarters_between(first, last)


def list_items(view: View, quarters: Sequence[str], phases: Sequence[str], initiative: str | None) -> list[Item]:
    """The packs that are meant: of the phases named, or of all phases there are and of all of them together."""
    known = view.tables["phases"]
    for phase in phases:
        if phase not in set(known["phase"]):
            raise RefusedError(f"there is no phase '{phase}'; there are {', '.join(sorted(known['phase']))}")
    if phases:
        _need_names(dict.fromkeys(phases))
        return [Item(quarter, phase) for quarter in quarters for phase in dict.fromkeys(phases)]
    if initiative is not None and initiative not in set(known["initiative"]):
        there = ", ".join(sorted(set(known["initiative"])))
        raise RefusedError(f"there is no initiative '{initiative}'; there are {there}")
    own = known if initiative is None else known[(known["initiative"] == initiative).to_numpy()]
    keys = sorted(map(str, own["phase"]))
    _need_names([initiative or "portfolio", *keys])
    return [Item(quarter, phase, None if phase else initiative) for quarter in quarters for phase in (None, *keys)]


def _need_names(keys: Iterable[str]) -> None:
    """Packs whose files would have one name, and the later replace the earlier, are a RefusedError."""
    named: dict[str, str] = {}
    for key in keys:
        name = safe_name(key).casefold()
        if name in named:
            both = f"the packs of '{named[name]}' and '{key}' would have the same file names"
            raise RefusedError(f"{both}; make each by --phase into a folder of its own")
        named[name] = key


def make_series(ledger: Ledger, order: Order, items: Sequence[Item], done: Callable[[], None]) -> list[Written]:
    """Make and write all packs, in the order of the items; `done` is called after each."""
    if len(items) <= _ALONE or (os.cpu_count() or 1) < 2:
        return [_told(_write(ledger, order, item), done) for item in items]
    # Spawned, not forked: the ledger's connection and Typst's threads belong to this process.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), _open, (order,)) as pool:
        # A quarter's packs share most of their figures: they go to one process.
        at_once = max(len(items) // len({item.quarter for item in items}), 1)
        return [_told(written, done) for written in pool.map(_write_elsewhere, items, chunksize=at_once)]


def _told(written: Written, done: Callable[[], None]) -> Written:
    done()
    return written


_HERE: list[tuple[Ledger, Order]] = []
"""The ledger and the order of a process that was started to make packs."""


def _open(order: Order) -> None:
    _HERE.append((open_ledger(order.url), order))


def _write_elsewhere(item: Item) -> Written:
    ledger, order = _HERE[0]
    return _write(ledger, order, item)


def _write(ledger: Ledger, order: Order, item: Item) -> Written:
    day, _ = pack_day(item.quarter, order.as_of, order.today)
    as_of = read_day(day)
    known_at = order.known_at
    if order.is_newest:
        newest = find_record(ledger, ledger.head(), int(known_at))
        known_at = str(record_that_counts(
            ledger, newest, order.audience, as_of, phase=item.phase, initiative=item.initiative
        ))  # fmt: skip
    view = look(
        ledger, today=order.today, as_of=as_of, known_at=known_at, audience=order.audience,
        currency=order.currency, rates_at=order.rates_at,
    )  # fmt: skip
    if order.scenario is not None:
        view = lay_over(view, order.scenario)
    wanted = Wanted(item.quarter, order.language, order.marking)
    made = make_pack(
        view, wanted, phase=item.phase, initiative=item.initiative, paper=order.paper, forms=order.forms,
        template=order.template,
    )  # fmt: skip
    paths = write_pack(made, order.folder)
    return Written(item, made.pack, tuple(paths), tuple(len(file.data) for file in made.files))


def pack_rows(written: Sequence[Written]) -> Iterator[dict[str, object]]:
    """A row for each file: file, form, bytes, sha256, of, quarter, as_of, audience, language, record."""
    for one in written:
        pack = one.pack
        for path, size in zip(one.paths, one.sizes, strict=True):
            yield {
                "file": str(path), "form": path.suffix[1:], "bytes": size, "sha256": pack.files[path.name],
                "of": pack.phase or pack.initiative or "portfolio", "quarter": pack.quarter,
                "as_of": pack.as_of.isoformat(), "audience": pack.audience, "language": pack.language,
                "record": pack.changeset,
            }  # fmt: skip
