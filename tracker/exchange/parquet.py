"""Tables as folders of Parquet files, for engines that read them where they lie. It knows no engine and no figures."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import dataset
from pyarrow import parquet as pq

from tracker.problems import RefusedError
from tracker.tables import TABLES, Table, Tables

MANIFEST = "tracker-tables.json"
FORMAT = 1
IN_PARTS = ("pledges", "instalments", "contributions")
"""The tables that grow with the ledger."""
ROWS_A_PART = 250_000
"""So many rows of these make a part, or one initiative of more."""
_TYPES = {"str": pa.string(), "bool": pa.bool_(), "int64": pa.int64(), "Int64": pa.int64()}


@dataclass(frozen=True)
class Manifest:
    """What a folder of tables says of itself: whose, as recorded when (0 and "" before the first changeset), made for
    whom, by what, and how many rows each table has."""

    ledger: str
    changeset: int
    digest: str
    audience: str
    rows: Mapping[str, int]
    program: str = ""
    pyarrow: str = pa.__version__
    format: int = FORMAT


def write_tables(path: Path, tables: Tables, manifest: Manifest) -> None:
    """Write a folder of tables, whole or not at all: `TABLE/part=000/rows.parquet` and `tracker-tables.json`.

    In: checked tables by row number, which becomes the column `row`. A part holds whole initiatives in the order of
    their keys, and every promise whole, with its steps, instalments and cash, where it began. What an earlier export
    of the same ledger left is replaced; any other folder that holds anything is a RefusedError.
    """
    is_old = _may_be_written(path, manifest.ledger)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{path.name[:100]}-", dir=path.parent))
    try:
        for name, table in TABLES.items():
            for part, rows in _parts(name, tables):
                folder = new / name / f"part={part:03d}" if name in IN_PARTS else new / name
                folder.mkdir(parents=True)
                pq.write_table(_as_arrow(rows, table), folder / "rows.parquet", compression="zstd")
        said = asdict(manifest) | {"rows": {name: len(tables[name]) for name in TABLES}}
        (new / MANIFEST).write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        new.chmod(0o777 & ~_umask())
        _put_in_place(new, path, is_old=is_old)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def read_manifest(path: Path) -> Manifest:
    """What a folder of tables says of itself; a folder that is none, or a newer program's, is a RefusedError."""
    remedy = "name a folder that `tracker export DIR --parquet` wrote"
    try:
        said = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**said)
    except (OSError, ValueError, TypeError):
        raise RefusedError(f"{path} holds no exported tables; {remedy}") from None
    if manifest.format != FORMAT:
        raise RefusedError(f"{path} is of format {manifest.format}, and this program reads {FORMAT}; export it again")
    lacking = [name for name in TABLES if not (path / name).is_dir()]
    if lacking:
        raise RefusedError(f"{path} lacks the tables {', '.join(lacking)}; export it again")
    return manifest


def read_tables(path: Path) -> tuple[Manifest, dict[str, pd.DataFrame]]:
    """The checked tables that were written, by row number; fewer or more rows than were written are a RefusedError."""
    manifest = read_manifest(path)
    tables = {name: _as_frame(dataset.dataset(path / name).to_table(), table) for name, table in TABLES.items()}
    off = [name for name, frame in tables.items() if len(frame) != manifest.rows.get(name)]
    if off:
        raise RefusedError(f"{path} has other rows of {', '.join(off)} than were written; export it again")
    return manifest, tables


def _parts(name: str, tables: Tables) -> Iterator[tuple[int, pd.DataFrame]]:
    rows = tables[name]
    if name not in IN_PARTS:
        yield 0, rows
        return
    part = _part_of(tables)[name]
    for number in np.unique(part) if len(part) else [0]:
        yield int(number), rows[part == number]


def _part_of(tables: Tables) -> dict[str, np.ndarray]:
    """The number of the part that each row of the large tables goes into."""
    initiative = tables["phases"].set_index("phase")["initiative"]
    pledges, cash = tables["pledges"], tables["contributions"]
    first = pledges.sort_values("status_on", kind="stable").drop_duplicates("pledge").set_index("pledge")["phase"]
    phases = {
        "pledges": pledges["pledge"].map(first),
        "instalments": tables["instalments"]["pledge"].map(first),
        "contributions": cash["pledge"].map(first).astype("str").fillna(cash["phase"]),
    }
    of = {name: phase.map(initiative).astype("str").fillna("") for name, phase in phases.items()}
    size = pd.concat(list(of.values())).value_counts().sort_index()
    begins = size.cumsum() - size
    number = pd.Series(np.unique(begins // ROWS_A_PART, return_inverse=True)[1], index=size.index)
    return {name: keys.map(number).to_numpy() for name, keys in of.items()}


def _schema(table: Table, rows: pd.DataFrame) -> pa.Schema:
    """`account` is what partners' tables have beside the declared columns (see `model.audience`)."""
    extra = [("account", pa.string())] if "account" in rows.columns else []
    return pa.schema([("row", pa.int64()), *((one.name, _TYPES[one.dtype]) for one in table.columns), *extra])


def _as_arrow(rows: pd.DataFrame, table: Table) -> pa.Table:
    return pa.Table.from_pandas(
        rows.reset_index(names="row"), schema=_schema(table, rows), preserve_index=False
    ).replace_schema_metadata(None)


def _as_frame(found: pa.Table, table: Table) -> pd.DataFrame:
    found = found.sort_by("row")
    names = [*table.names, *(["account"] if "account" in found.column_names else [])]
    kinds = {column.name: column.dtype for column in table.columns}
    data: dict[str, Any] = {}
    for name in names:
        values = found[name]
        if kinds.get(name, "str") == "str":
            data[name] = pd.array(values, dtype="str")
        elif kinds[name] == "Int64":
            data[name] = pd.arrays.IntegerArray(values.fill_null(0).to_numpy(), values.is_null().to_numpy())
        else:
            data[name] = values.to_numpy()
    return pd.DataFrame(data, index=pd.Index(found["row"].to_numpy(), name="row"))


def _may_be_written(path: Path, ledger: str) -> bool:
    """Whether an earlier export of the ledger is there, to be replaced; anything else there is a RefusedError."""
    if not path.exists():
        return False
    if not path.is_dir():
        raise RefusedError(f"{path} is a file; name a folder")
    held = {entry.name for entry in path.iterdir()}
    if not held:
        return True
    foreign = sorted(held - {MANIFEST, *TABLES})
    if MANIFEST not in held or foreign:
        what = f" ({foreign[0]})" if foreign else ""
        raise RefusedError(f"{path} holds something else{what}; name a new folder")
    if read_manifest(path).ledger != ledger:
        raise RefusedError(f"{path} holds the tables of another ledger; name a new folder")
    return True


def _put_in_place(new: Path, path: Path, *, is_old: bool) -> None:
    """Rename the finished folder to its place; what was there is put back where that fails."""
    if not is_old:
        new.rename(path)
        return
    aside = new.with_name(new.name + "-old")
    path.rename(aside)
    try:
        new.rename(path)
    except OSError:
        aside.rename(path)
        raise
    with suppress(OSError):
        shutil.rmtree(aside)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
