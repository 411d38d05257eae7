"""Files of the field's standards, told by their content: IATI, FTS, rates of exchange. It leaves reading to each reader."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tracker.exchange.container import kind_of_start
from tracker.exchange.iati.activities_in import read_activities
from tracker.exchange.reading import Reading
from tracker.problems import RefusedError

_START = 1 << 16


@dataclass(frozen=True)
class Declared:
    """What a file of the field's does not say of itself.

    `outgoing`: it is a donor's own, and what goes out in it comes in here.
    """

    outgoing: bool = False


def field_kind(path: Path) -> str:
    """Which of the field's files it is, "" where it is none of them."""
    if path.is_dir():
        return ""
    kind = kind_of_start(_start(path))
    if kind == "xml":
        return "iati"
    return ""


def read_field_file(path: Path, kind: str, donors: pd.DataFrame, declared: Declared) -> Reading:
    """Read one of the field's files of a kind that `field_kind` told; `donors` are those that the ledger has."""
    assert kind == "iati"
    return read_activities(path, donors, outgoing=declared.outgoing)


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_START)
    except OSError as error:
        raise RefusedError(f"{path.name} cannot be read: {error.strerror}; name a file that can be read") from None
