"""Engines give the model's answer, to the cent and in its order, of tables that live elsewhere.

`TRACKER_ENGINE_LEDGERS=300 pytest tests/test_engines.py -k random` holds more random ledgers side by side. Spark is asked
where PySpark is installed, which the ordinary run never is (docs/engines.md says how).
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests import histories
from tests.databases import new_place, remove_place
from tests.workbooks import tables_of_data
from tracker import terms
from tracker.checks import check
from tracker.cli import main
from tracker.dates import days
from tracker.desk import data_folder, elsewhere, start_ledger
from tracker.desk.figures import bridge, gaps, position
from tracker.desk.view import look
from tracker.engines import figures, places
from tracker.engines.exact import convert, first_day, last_day
from tracker.engines.question import Question
from tracker.exchange.parquet import Manifest, write_tables
from tracker.ledger import Changes, Ledger, create_ledger, open_ledger
from tracker.ledger.lending import lend_tables
from tracker.model.gaps import find_gaps
from tracker.model.histories import find_histories
from tracker.model.history import find_bridge, find_timeline
from tracker.model.movements import find_movements, name_movements
from tracker.model.position import find_position
from tracker.money import MAX_HUNDREDTHS, NUMBER_ONE, multiply_divide
from tracker.problems import RefusedError
from tracker.tables import TABLES, Tables

LEDGERS = int(os.environ.get("TRACKER_ENGINE_LEDGERS", "4"))
BATCH = 100
NOW = datetime(2026, 11, 29, tzinfo=UTC)
SPARK = pytest.mark.skipif(
    find_spec("pyspark") is None, reason="PySpark is not installed; docs/engines.md says how its tests are run"
)
ENGINES = ("duckdb", "postgresql", pytest.param("spark", marks=SPARK))
MIDDLE, LAST = date(2010, 6, 30), date(2011, 12, 31)


@contextmanager
def asked(engine: str, tables: Tables, folder: Path) -> Iterator[tuple[places.Place, Tables]]:
    """Tables in a place that an engine reads, and as they are there."""
    if engine != "postgresql":
        write_tables(folder / "tables", tables, Manifest("one", 1, "", "internal", {}))
        folders = {name: folder / "tables" / name for name in TABLES}
        yield (places.open_spark if engine == "spark" else places.open_duckdb)(folders), tables
        return
    url = new_place("postgresql", folder)
    try:
        with create_ledger(url) as ledger:
            ledger.commit(Changes(added=dict(tables)), author="Ada", message="All", now=NOW)
            with lend_tables(ledger, 1) as (connection, queries):
                yield places.open_postgresql(connection, queries), ledger.read()
    finally:
        remove_place(url)


def hold(place: places.Place, tables: Tables, start: date, middle: date, last: date, currency: str | None) -> None:
    """Assert that a place's figures are the model's."""
    found = find_histories(tables, currency)
    moved = find_movements(tables, currency, found)
    at, end = np.datetime64(middle, "s"), np.datetime64(last, "s")
    moves = (moved["day"] <= end) & (moved[["amount", "low", "high", "unconverted"]] != 0).any(axis=1)
    same = pd.testing.assert_frame_equal
    named = name_movements(moved[moves.to_numpy()].reset_index(drop=True), tables)
    same(figures.ask_movements(place, last, currency), named)
    same(figures.ask_position(place, middle, currency), find_position(moved, at))
    same(figures.ask_gaps(place, middle, currency), find_gaps(tables, found, moved, at, currency=currency))
    on_ladder = moved[(moved["rung"] != terms.REQUIREMENT).to_numpy()]
    same(figures.ask_timeline(place, last, "quarter", currency), find_timeline(on_ladder, end, "quarter"))
    begun = np.datetime64(start, "s")
    same(figures.ask_bridge(place, start, last, None, currency), find_bridge(moved, begun, end))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("first", range(0, LEDGERS, BATCH))
def test_an_engine_agrees_with_the_model_on_random_ledgers(engine: str, first: int, tmp_path: Path) -> None:
    checked = check(histories.random_ledgers(range(first, first + min(BATCH, LEDGERS)))[0])
    currency = ("CHF", None)[first // BATCH % 2] if LEDGERS > BATCH else None
    with asked(engine, checked.tables, tmp_path) as (place, tables):
        hold(place, tables, date(2009, 11, 27), MIDDLE, LAST, currency)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_agrees_with_the_model_on_the_projects_own_figures(engine: str, tmp_path: Path) -> None:
    """The Paris Pact and the invented portfolio in one ledger, in another currency than their own."""
    both = tables_of_data("example"), tables_of_data("paris-pact")
    joined = {name: pd.concat([tables[name] for tables in both], ignore_index=True) for name in TABLES}
    tables = {
        name: frame.drop_duplicates(TABLES[name].key, ignore_index=True).rename_axis("row")
        for name, frame in joined.items()
    }
    with asked(engine, tables, tmp_path) as (place, stored):
        hold(place, stored, date(2009, 12, 3), date(2026, 9, 30), date(2026, 11, 29), "EUR")


@pytest.mark.parametrize("engine", ENGINES)
def test_days_and_conversions_are_exact_at_every_edge(engine: str, tmp_path: Path) -> None:
    """Ties, signs, and products far beyond int64; a float would be off by thousands."""
    sides = (1, 2, 3, 7, 10**9 + 7, NUMBER_ONE, 3 * 10**14 + 1, 10**18 + 9, MAX_HUNDREDTHS)
    counts = (0, 1, -1, 5, -5, 999_999_999, -123_456_789_012_345, 2**53 + 1, MAX_HUNDREDTHS, -MAX_HUNDREDTHS)
    rows = [
        (count, times, divide)
        for count, times, divide in product(counts, sides, sides)
        if abs(count) * times // divide < MAX_HUNDREDTHS
    ]
    texts = ["2010", "2010-06", "2010-02", "2012-02", "1900-02", "2000-02", "2010-12-31", "2012-02-29", ""]
    empty = {name: frame.iloc[:0] for name, frame in tables_of_data("paris-pact").items()}
    phases = pd.DataFrame({"phase": [f"P{i}" for i in range(len(texts))], "starts_on": texts})
    steps = pd.DataFrame({
        "pledge": [str(i) for i in range(len(rows))], "amount": pd.array([r[0] for r in rows], "Int64"),
        "low": pd.array([r[1] for r in rows], "Int64"), "high": pd.array([r[2] for r in rows], "Int64"),
    })  # fmt: skip
    tables = {
        **empty, "pledges": _filled("pledges", steps), "phases": _filled("phases", phases),
    }  # fmt: skip
    with asked(engine, tables, tmp_path) as (place, _):
        pledges, dated = place.tables["pledges"], place.tables["phases"]
        named = convert(pledges, {"value": (pledges["amount"], pledges["low"], pledges["high"])})
        value = place.fetch(named.order_by("row")[["value"]], Question(place.backend, place.tables))["value"]
        of = dated.select("row", first=first_day(dated["starts_on"]), last=last_day(dated["starts_on"]))
        found = place.fetch(of.order_by("row")[["first", "last"]])
    arrays = (np.array(side, dtype=np.int64) for side in zip(*rows, strict=True))
    assert value.tolist() == multiply_divide(*arrays).tolist()
    for end in ("first", "last"):
        expected = days(pd.Series(texts, dtype="str"), end).dt.strftime("%Y%m%d").astype("Int64")
        assert found[end].tolist() == expected.tolist()


def _filled(name: str, some: pd.DataFrame) -> pd.DataFrame:
    """A frame in a table's columns and dtypes, blank where nothing is given."""
    blanks = {"str": "", "bool": False, "int64": 0, "Int64": pd.NA}
    frame = pd.DataFrame(
        {column.name: some[column.name] if column.name in some else blanks[column.dtype] for column in TABLES[name].columns},
        index=some.index,
    )  # fmt: skip
    kinds = {column.name: column.dtype for column in TABLES[name].columns}
    return frame.astype(kinds).set_axis(pd.RangeIndex(1, len(some) + 1), axis=0)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_goes_beyond_int64_is_an_error_and_never_a_wrap(engine: str, tmp_path: Path) -> None:
    steps = pd.DataFrame({
        "pledge": ["A", "B"], "amount": pd.array([MAX_HUNDREDTHS, MAX_HUNDREDTHS], "Int64"),
        "low": pd.array([3, 1], "Int64"), "high": pd.array([1, 1], "Int64"),
    })  # fmt: skip
    empty = {name: frame.iloc[:0] for name, frame in tables_of_data("paris-pact").items()}
    with asked(engine, {**empty, "pledges": _filled("pledges", steps)}, tmp_path) as (place, _):
        pledges = place.tables["pledges"]
        named = convert(pledges, {"value": (pledges["amount"], pledges["low"], pledges["high"])})
        with pytest.raises(OverflowError):
            place.fetch(named[["value"]])
    with asked(engine, {**empty, "pledges": _filled("pledges", steps)}, tmp_path / "again") as (place, _):
        from tracker.engines.exact import sums

        with pytest.raises(OverflowError):
            place.fetch(sums(place.tables["pledges"], ["donor"], ["amount"]))


# The command line


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the invented portfolio, and its tables for both audiences beside it."""
    folder = tmp_path_factory.mktemp("engines")
    ledger = start_ledger(f"sqlite:///{folder}/example.db", data_folder("example"), author="Ada", now=NOW)[0]
    for audience in terms.AUDIENCES:
        elsewhere.export_parquet(ledger, folder / audience, audience=audience)
    ledger.close()
    return folder


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """A command's exit status, and what it said to programs and to people."""
    monkeypatch.setattr(sys, "argv", ["tracker", *words])
    status = 0
    capsys.readouterr()
    try:
        main()
    except SystemExit as end:
        status = int(end.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.parametrize(
    ("audience", "command"),
    [
        ("internal", ("gaps", "--phase", "ALT-2")),
        ("partners", ("gaps", "--format", "json", "--as-of", "2026-03")),
        ("internal", ("movements", "--initiative", "ALT", "--format", "csv")),
        ("partners", ("position", "--format", "json", "--currency", "EUR")),
        ("internal", ("timeline", "--by", "year", "--format", "json")),
        ("partners", ("bridge", "--from", "2025-12-31", "--to", "2026-06-30", "--format", "csv")),
    ],
)
def test_the_command_line_prints_the_same_bytes(
    audience: str, command: tuple[str, ...], example: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    words = (*command, "--audience", audience)
    plain = run(monkeypatch, capsys, "--ledger", f"{example}/example.db", *words)
    engine = run(monkeypatch, capsys, "--engine", "duckdb", "--ledger", f"{example}/{audience}", *words)
    assert plain[0] == 0, plain
    assert len(plain[1]) > 100
    assert engine == plain


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("dues",),
            "answers gaps, position, timeline, bridge, movements, and not dues; ask `tracker dues` of the ledger",
        ),
        (("serve",), "and not serve"),
        (("import", "book.xlsx"), "and not import"),
        (("gaps", "--rates", "as-of"), "ask for --rates as-of without --engine"),
        (("gaps", "--audience", "partners"), "--parquet --audience partners"),
        (("gaps", "--audience", "everybody"), "use internal or partners"),
        (("gaps", "--known-at", "7"), "--parquet --known-at N"),
        (("gaps", "--currency", "XAU"), "no rates of exchange for 'XAU'"),
        (("gaps", "--phase", "NONE"), "there is no phase 'NONE'"),
        (("bridge", "--from", "2026-01-01", "--to", "2025-01-01"), "swap the two dates"),
        (("bridge", "--from", "2025-01-01", "--to", "2026-01-01", "--reported", "1"), "ask --reported of the ledger"),
    ],
)
def test_what_an_engine_is_not_asked_is_refused_with_the_remedy(
    words: tuple[str, ...],
    said: str,
    example: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, err = run(monkeypatch, capsys, "--engine", "duckdb", "--ledger", f"{example}/internal", *words)
    assert (status, out) == (1, "")
    assert said in err


@pytest.mark.parametrize(
    ("engine", "place", "said"),
    [
        ("duckdb", "example.db", "export DIR --parquet"),
        ("duckdb", "postgresql+psycopg://somewhere/else", "export DIR --parquet"),
        ("duckdb", ".", "holds no exported tables"),
        ("postgresql", "internal", "reads a ledger in PostgreSQL"),
    ],
)
def test_a_place_that_an_engine_cannot_read_is_refused_with_the_remedy(
    engine: str, place: str, said: str, example: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(example)
    monkeypatch.setenv("TRACKER_ENGINE", engine)
    status, _, err = run(monkeypatch, capsys, "--ledger", place, "gaps")
    assert status == 1
    assert said in err


@pytest.mark.parametrize(("engine", "extra"), elsewhere.ENGINES.items())
def test_an_engine_that_is_not_installed_names_the_command_that_installs_it(
    engine: str, extra: str, example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in [name for name in sys.modules if name.startswith("tracker.engines")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "ibis", None)
    monkeypatch.setattr(elsewhere, "open_ledger", lambda _: open_ledger(f"sqlite:///{example}/example.db"))
    place = "postgresql+psycopg://office" if engine == "postgresql" else f"{example}/internal"
    with (
        pytest.raises(RefusedError, match=rf"pip install 'funding-tracker\[{extra}\]'"),
        elsewhere.look_elsewhere(engine, place, today=LAST),
    ):
        pass


def test_a_ledger_in_postgresql_is_asked_as_it_stood_at_any_changeset(tmp_path: Path) -> None:
    url = new_place("postgresql", tmp_path)
    try:
        with start_ledger(url, data_folder(), author="Ada", now=NOW)[0] as ledger:
            _announce(ledger)
            first, now = (look(ledger, today=LAST, as_of="2010-06-30", known_at=known) for known in ("1", None))
            with elsewhere.look_elsewhere("postgresql", url, today=LAST, as_of="2010-06-30", known_at="1") as earlier:
                assert (earlier.record_mark, earlier.notes) == (first.record_mark, first.notes)
                pd.testing.assert_frame_equal(elsewhere.gaps(earlier), gaps(first))
            with elsewhere.look_elsewhere("postgresql", url, today=LAST, as_of="2010-06-30") as later:
                pd.testing.assert_frame_equal(elsewhere.position(later), position(now))
                days_ = (date(2010, 1, 1), date(2010, 6, 30))
                printed = bridge(now, *days_, "1")
                assert terms.LATE_ENTRIES in set(printed["kind"])
                pd.testing.assert_frame_equal(elsewhere.bridge(later, *days_, "1"), printed)
            with (
                pytest.raises(RefusedError, match="--parquet --audience partners"),
                elsewhere.look_elsewhere("postgresql", url, today=LAST, audience="partners"),
            ):
                pass
    finally:
        remove_place(url)


def _announce(ledger: Ledger) -> None:
    """France's anticipated money was announced after all, as somebody records later."""
    pledges = ledger.read()["pledges"]
    changed = pledges[(pledges["donor"] == "FRA").to_numpy()].assign(status="pledged").astype(pledges.dtypes.to_dict())
    assert len(changed)
    ledger.commit(Changes(changed={"pledges": changed}), author="Bo", message="Announced", now=NOW)


def test_an_engine_looks_from_the_day_that_the_ledger_does(example: Path) -> None:
    with open_ledger(f"sqlite:///{example}/example.db") as ledger:
        for today in (date(2026, 11, 29), date(2031, 1, 1)):
            view = look(ledger, today=today)
            with elsewhere.look_elsewhere("duckdb", f"{example}/internal", today=today) as there:
                assert (there.as_of, there.notes) == (view.as_of, view.notes)
