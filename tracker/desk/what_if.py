"""A scenario made on a page: a few promises changed or added, short enough for a link. Nothing of it is recorded."""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from tracker.desk.scenarios import lay_reading_over
from tracker.desk.view import View
from tracker.exchange.reading import Place, Reading, column_letters
from tracker.problems import RefusedError
from tracker.tables import TABLES, Tables
from tracker.values import write_column

NAME = "What if"
COLUMNS = ("status", "amount", "likelihood", "due_on")
"""What may be changed of a promise."""
_FIRST = 2
_MOST, _LARGEST = 40, 20_000


@dataclass(frozen=True)
class Change:
    """One promise changed (`pledge`), or one added for a `donor`; `fields` are texts as in a file."""

    pledge: str
    donor: str
    fields: Mapping[str, str]


def write_link(changes: list[Change]) -> str:
    """The changes as a part of an address, "" for none."""
    if not changes:
        return ""
    plain = [[change.pledge, change.donor, dict(change.fields)] for change in changes]
    packed = zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_link(text: str) -> list[Change]:
    """The changes that an address holds; anything that is none is a RefusedError."""
    if not text:
        return []
    try:
        unpacked = zlib.decompressobj()
        plain = unpacked.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), _LARGEST)
        if unpacked.unconsumed_tail:
            raise ValueError("too long")
        found = json.loads(plain)
        changes = [Change(*_fields(one)) for one in found]
    except (binascii.Error, zlib.error, ValueError, TypeError, RecursionError) as error:
        raise RefusedError("the link's scenario cannot be read; ask for the link anew, or make it again") from error
    if len(changes) > _MOST:
        raise RefusedError(f"a link holds at most {_MOST} changes; put more into a folder")
    return changes


def _fields(one: object) -> tuple[str, str, dict[str, str]]:
    if not isinstance(one, list) or len(one) != 3:
        raise ValueError("not a change")
    pledge, donor, fields = one
    is_plain = isinstance(pledge, str) and isinstance(donor, str) and isinstance(fields, dict)
    if not is_plain or any(name not in COLUMNS or not isinstance(text, str) for name, text in fields.items()):
        raise ValueError("not a change")
    return pledge, donor, fields


def what_if(view: View, phase: str, changes: list[Change]) -> View:
    """A view with the changes laid over it; what is wrong in them is a RefusedError with its problems."""
    return lay_reading_over(view, _read(view, phase, changes), NAME) if changes else view


def _read(view: View, phase: str, changes: list[Change]) -> Reading:
    table = TABLES["pledges"]
    frame = change_rows(view, phase, changes).set_axis(pd.RangeIndex(_FIRST, _FIRST + len(changes)))
    letters = {name: column_letters(place) for place, name in enumerate(table.names)}
    return Reading({"pledges": frame}, {"pledges": Place("what if", letters)})


def change_rows(view: View, phase: str, changes: list[Change]) -> pd.DataFrame:
    """The changes as rows of the table `pledges`, cells as text: what a folder of a scenario holds."""
    pledges = view.tables["pledges"]
    last = pledges[pledges["pledge"].isin([change.pledge for change in changes]).to_numpy()]
    newest = last.loc[_in_force(view, last)] if len(last) else last
    texts = pd.DataFrame({one.name: write_column(newest[one.name], one) for one in TABLES["pledges"].columns})
    rows = {str(row["pledge"]): row.to_dict() for _, row in texts.iterrows()}
    currency = _currency(view.tables, phase)
    made = []
    for number, change in enumerate(changes, start=1):
        if not change.donor and change.pledge not in rows:
            raise RefusedError(f"the scenario changes the promise '{change.pledge}', and there is none on this date")
        added = {
            **dict.fromkeys(TABLES["pledges"].names, ""), "pledge": f"WHAT-IF-{number}", "phase": phase,
            "status_on": view.as_of.isoformat(), "donor": change.donor, "currency": currency,
        }  # fmt: skip
        made.append({**(added if change.donor else rows[change.pledge]), **change.fields})
    return pd.DataFrame(made, columns=TABLES["pledges"].names, dtype="str").fillna("")


def _in_force(view: View, pledges: pd.DataFrame) -> list[int]:
    """The rows of the steps in force on the view's date."""
    steps = view.histories.steps
    known = steps[(steps["pledge"].isin(pledges["pledge"]) & (steps["day"] <= view.at)).to_numpy()]
    return [int(row) for row in known.drop_duplicates("pledge", keep="last")["row"]]


def _currency(tables: Tables, phase: str) -> str:
    initiative = tables["phases"].set_index("phase")["initiative"].get(phase, "")
    return str(tables["initiatives"].set_index("initiative")["currency"].get(initiative, "USD"))
