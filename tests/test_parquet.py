"""Tables as folders of Parquet files: what is written is read back, whole or not at all, and never over another's."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyarrow import parquet as pq

from tests.workbooks import tables_of_data
from tracker import terms
from tracker.exchange import parquet
from tracker.exchange.parquet import MANIFEST, Manifest, read_manifest, read_tables, write_tables
from tracker.model.audience import tables_for
from tracker.problems import RefusedError
from tracker.tables import TABLES, Tables


def manifest(ledger: str = "one", audience: str = "internal") -> Manifest:
    return Manifest(ledger, 3, "7f3a", audience, {})


def numbered(audience: str = "internal") -> Tables:
    """The example's tables as a ledger numbers them: each row once, across all tables."""
    tables, start = {}, 1
    for name, frame in tables_of_data("example").items():
        tables[name] = frame.set_axis(pd.Index(np.arange(start, start + len(frame)), name="row"))
        start += len(frame)
    return tables_for(audience, tables)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("audience", terms.AUDIENCES)
@pytest.mark.parametrize("rows_a_part", [10, 250_000])
def test_what_is_written_is_read_back(
    audience: str, rows_a_part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROWS_A_PART", rows_a_part)
    tables = numbered(audience)
    write_tables(tmp_path / "out", tables, manifest(audience=audience))
    said, found = read_tables(tmp_path / "out")
    assert (said.ledger, said.changeset, said.digest, said.audience) == ("one", 3, "7f3a", audience)
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(found[name], frame)


def test_a_part_holds_every_promise_whole_and_few_parts_hold_many_initiatives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROWS_A_PART", 60)
    tables = numbered()
    write_tables(tmp_path / "out", tables, manifest())
    parts: dict[str, set[str]] = {}
    for name in ("pledges", "instalments", "contributions"):
        for file in (tmp_path / "out" / name).rglob("*.parquet"):
            for pledge in set(pq.ParquetFile(file).read()["pledge"].to_pylist()) - {""}:
                parts.setdefault(pledge, set()).add(file.parent.name)
    assert all(len(those) == 1 for those in parts.values())
    used = set().union(*parts.values())
    assert 1 < len(used) <= len(tables["initiatives"])


def test_one_record_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_tables(tmp_path / name, numbered(), manifest())
    assert everything(tmp_path / "a") == everything(tmp_path / "b")


def test_keys_may_hold_any_character(tmp_path: Path) -> None:
    tables = dict(numbered())
    odd = {"ALT": "../ALT=1/%2F?*", "BLO": "Блок 'A'"}
    for name in ("initiatives", "phases"):
        tables[name] = tables[name].assign(initiative=tables[name]["initiative"].replace(odd).astype("str"))
    write_tables(tmp_path / "out", tables, manifest())
    pd.testing.assert_frame_equal(read_tables(tmp_path / "out")[1]["phases"], tables["phases"])


def test_an_earlier_export_of_the_same_ledger_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    write_tables(folder, numbered(), manifest())
    (folder / "pledges" / "part=000").rename(folder / "pledges" / "part=009")
    fewer = {**numbered(), "events": numbered()["events"].iloc[:1]}
    write_tables(folder, fewer, manifest())
    found = read_tables(folder)[1]
    assert [len(found[name]) for name in ("events", "pledges")] == [1, len(numbered()["pledges"])]
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("what", ["foreign", "beside", "file", "other ledger", "damaged"])
def test_what_is_not_an_export_of_the_ledger_is_left_as_it_is(what: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    if what == "file":
        folder.write_text("mine")
    elif what == "foreign":
        folder.mkdir()
        (folder / "letter.txt").write_text("mine")
    else:
        write_tables(folder, numbered(), manifest("another" if what == "other ledger" else "one"))
        if what == "beside":
            (folder / "letter.txt").write_text("mine")
        if what == "damaged":
            (folder / MANIFEST).write_text("{")
    before = everything(tmp_path)
    with pytest.raises(RefusedError, match="name a"):
        write_tables(folder, numbered(), manifest())
    assert everything(tmp_path) == before


def test_an_export_that_fails_leaves_what_was_there_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    write_tables(folder, numbered(), manifest())
    before, write, written = everything(tmp_path), pq.write_table, []

    def fails(*rows: object, **options: object) -> None:
        written.append(1)
        if len(written) == 5:
            raise OSError(28, "No space left on device")
        write(*rows, **options)

    monkeypatch.setattr(parquet.pq, "write_table", fails)
    with pytest.raises(OSError, match="No space"):
        write_tables(folder, numbered(), manifest())
    assert everything(tmp_path) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_lacks_something_says_so(tmp_path: Path) -> None:
    write_tables(tmp_path / "out", numbered(), manifest())
    with pytest.raises(RefusedError, match="holds no exported tables"):
        read_manifest(tmp_path)
    said = json.loads((tmp_path / "out" / MANIFEST).read_text())
    assert set(said["rows"]) == set(TABLES)
    (tmp_path / "out" / MANIFEST).write_text(json.dumps(said | {"rows": said["rows"] | {"pledges": 1}}))
    with pytest.raises(RefusedError, match="other rows of pledges"):
        read_tables(tmp_path / "out")
    (tmp_path / "out" / MANIFEST).write_text(json.dumps(said | {"format": 2}))
    with pytest.raises(RefusedError, match="format 2"):
        read_manifest(tmp_path / "out")
    (tmp_path / "out" / MANIFEST).write_text(json.dumps(said))
    (tmp_path / "out" / "rates" / "rows.parquet").unlink()
    (tmp_path / "out" / "rates").rmdir()
    with pytest.raises(RefusedError, match="lacks the tables rates"):
        read_manifest(tmp_path / "out")
