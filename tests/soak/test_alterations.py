"""Whatever is altered behind a ledger's back is found and located, and every cut tail is told by an earlier digest.

A few dozen alterations in the ordinary tests; `TRACKER_ALTERATIONS=1000 uv run pytest -rP tests/soak/test_alterations.py`
for the whole and its figures, with TRACKER_SEED for the alterations of an earlier run.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd
import pytest
import sqlalchemy as sa

from tests.databases import STORES, new_place, remove_place, tampering
from tests.ledgers import Places, commit, fill
from tracker.ledger import Changes, Ledger, create_ledger
from tracker.ledger.changesets import read_changesets
from tracker.ledger.schema import CHANGESETS, HISTORY, KEPT
from tracker.ledger.verify import find_faults

ALTERATIONS = int(os.environ.get("TRACKER_ALTERATIONS", "10"))
SEED = int(os.environ.get("TRACKER_SEED", random.SystemRandom().randrange(10**9)))
CHANGESETS_MADE = 24


@dataclass
class Past:
    """A ledger to be altered, and all that it holds."""

    place: str
    id: str
    headers: list[dict]
    rows: list[tuple[str, dict]]
    """Each revision with its table."""


@pytest.fixture(scope="module", params=STORES)
def past(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    """Changesets that add, change, retract and restore rows of every table, at random."""
    chance = random.Random(SEED)
    place = new_place(request.param, tmp_path_factory.mktemp("past"))
    with create_ledger(place) as ledger:
        commit(ledger, Changes(added={name: fill(table, "a", 7) for name, table in KEPT.items()}))
        while ledger.head().number < CHANGESETS_MADE:
            commit(ledger, some_changes(ledger, chance))
        assert ledger.verify() == []
    with tampering(place, is_kept=False) as connection:
        headers = [dict(row._mapping) for row in connection.execute(sa.select(CHANGESETS).order_by("number"))]
        rows = [
            (name, dict(row._mapping))
            for name, history in HISTORY.items()
            for row in connection.execute(sa.select(history).order_by("row", "from_changeset"))
        ]
    yield Past(place, ledger.id, headers, rows)
    remove_place(place)


def some_changes(ledger: Ledger, chance: random.Random) -> Changes:
    """An undo of the newest changeset, or something else done to a few rows of a few tables."""
    newest = ledger.head().number
    if chance.random() < 0.2 and newest > 1:  # the first gave roles, which is never undone
        return ledger.undoing(newest)
    added: dict[str, pd.DataFrame] = {}
    changed: dict[str, pd.DataFrame] = {}
    retracted: dict[str, list[int]] = {}
    text, number = "".join(chance.choices("abcdé", k=5)), chance.randrange(1, 10**6)
    for name, frame in ledger.read().items():
        what = chance.choice(["nothing", "add", "change", "retract"])
        if what == "add":
            added[name] = fill(KEPT[name], text, number).iloc[: chance.randint(1, 2)]
        elif what == "change" and len(frame):
            changed[name] = fill(KEPT[name], text, number).iloc[:1].set_axis(chance.sample(list(frame.index), 1))
        elif what == "retract" and len(frame) > 1:
            retracted[name] = chance.sample(list(frame.index), 1)
    return Changes(added, changed, retracted)


# Ways to alter a ledger. Each does its deed and gives what `verify` has to name, or None where there is nothing to do.

Way = Callable[[Past, sa.Connection, random.Random], tuple[int, str | None, int | None] | None]


def here(name: str, row: dict) -> sa.ColumnElement[bool]:
    history = HISTORY[name]
    return sa.and_(history.c.row == row["row"], history.c.from_changeset == row["from_changeset"])


def of(name: str, row: dict) -> tuple[int, str, int]:
    return row["from_changeset"], name, row["row"]


def another(value: object, column: sa.Column, chance: random.Random) -> object:
    """A value that a column can hold, and that it does not."""
    if isinstance(column.type, sa.Text):
        text = str(value)
        at = chance.randrange(len(text) + 1)
        ways = [
            text[:at] + chance.choice("xé ") + text[at:],
            text[:at] + text[at + 1 :],
            "",
            text.swapcase(),
            f"{text} ",
        ]
        return chance.choice([way for way in ways if way != text])
    ways = [0, 1] if column.name.startswith("is_") or value in (0, 1) else [-1, 0, 1, 2**62]
    ways += [None] if column.nullable else []
    ways += [value + 1, -value] if isinstance(value, int) and len(ways) > 3 else []
    return chance.choice([way for way in ways if way != value])


def alter_field(past: Past, connection: sa.Connection, chance: random.Random):
    name, row = chance.choice(past.rows)
    fields = [column for column in HISTORY[name].c if column.name not in ("row", "from_changeset", "until_changeset")]
    column = chance.choice(fields)
    is_flag = any(column.name in str(check.sqltext) for check in HISTORY[name].constraints if hasattr(check, "sqltext"))
    value = 1 - row[column.name] if is_flag else another(row[column.name], column, chance)
    connection.execute(sa.update(HISTORY[name]).where(here(name, row)).values({column.name: value}))
    return of(name, row)


def alter_end(past: Past, connection: sa.Connection, chance: random.Random):
    """A row that was replaced stands again, or is said to have been replaced at another time."""
    name, row = chance.choice(past.rows)
    ends = [None, *range(row["from_changeset"] + 1, len(past.headers) + 2)]
    until = chance.choice([end for end in ends if end != row["until_changeset"]] or [0])
    connection.execute(sa.update(HISTORY[name]).where(here(name, row)).values(until_changeset=until))
    return of(name, row)


def delete_row(past: Past, connection: sa.Connection, chance: random.Random):
    name, row = chance.choice(past.rows)
    connection.execute(sa.delete(HISTORY[name]).where(here(name, row)))
    return row["from_changeset"], None, None


def delete_last_state(past: Past, connection: sa.Connection, chance: random.Random):
    """The newest revision of a row goes, and the one before it stands again, as if nothing had been."""
    name, row = chance.choice([(name, row) for name, row in past.rows if row["until_changeset"] is None])
    connection.execute(sa.delete(HISTORY[name]).where(here(name, row)))
    history = HISTORY[name]
    stood = sa.and_(history.c.row == row["row"], history.c.until_changeset == row["from_changeset"])
    connection.execute(sa.update(history).where(stood).values(until_changeset=None))
    return row["from_changeset"], None, None


def move_row(past: Past, connection: sa.Connection, chance: random.Random):
    """A revision gets another row number, or is said to be of another changeset."""
    name, row = chance.choice(past.rows)
    if chance.random() < 0.5:
        new = {"row": 10**6 + chance.randrange(10**6)}
    else:
        taken = {each["from_changeset"] for table, each in past.rows if (table, each["row"]) == (name, row["row"])}
        numbers = [header["number"] for header in past.headers if header["number"] not in taken]
        new = {"from_changeset": chance.choice(numbers)}
    connection.execute(sa.update(HISTORY[name]).where(here(name, row)).values(new))
    return of(name, {**row, **new})


def swap_rows(past: Past, connection: sa.Connection, chance: random.Random):
    """Two revisions of one table change places: with their digests, or without."""
    name, one = chance.choice(past.rows)
    fields = [*KEPT[name].names, "is_retracted", *(["digest"] if chance.random() < 0.5 else [])]
    others = [row for table, row in past.rows if table == name and any(row[field] != one[field] for field in fields)]
    if not others:
        return None
    other = chance.choice(others)
    for target, source in ((one, other), (other, one)):
        new = {field: source[field] for field in fields}
        connection.execute(sa.update(HISTORY[name]).where(here(name, target)).values(new))
    return of(name, one)


def copy_row(past: Past, connection: sa.Connection, chance: random.Random):
    """A revision that was written is there again under another number: with its own digest, or with one made up."""
    name, row = chance.choice(past.rows)
    digest = chance.choice([row["digest"], f"{chance.randrange(2**256):064x}"])
    copy = {**row, "row": 10**6 + chance.randrange(10**6), "until_changeset": None, "digest": digest}
    connection.execute(sa.insert(HISTORY[name]), copy)
    return of(name, copy)


def alter_header(past: Past, connection: sa.Connection, chance: random.Random):
    header = chance.choice(past.headers)
    column = chance.choice([column for column in CHANGESETS.c if column.name != "number"])
    value = another(header[column.name], column, chance)
    is_here = CHANGESETS.c.number == header["number"]
    connection.execute(sa.update(CHANGESETS).where(is_here).values({column.name: value}))
    return header["number"], None, None


def delete_header(past: Past, connection: sa.Connection, chance: random.Random):
    """Not the last one: that is a cut tail, which rows that name it tell too."""
    header = chance.choice(past.headers)
    connection.execute(sa.delete(CHANGESETS).where(CHANGESETS.c.number == header["number"]))
    return header["number"], None, None


def swap_headers(past: Past, connection: sa.Connection, chance: random.Random):
    """Two changesets change places in the log: their texts, or their digests too."""
    one, other = chance.sample(past.headers, 2)
    fields = {name: value for name, value in one.items() if name not in ("number", "digest")}
    if chance.random() < 0.5:
        fields["digest"] = one["digest"]
    connection.execute(sa.update(CHANGESETS).values(request=""))  # two that are the same even for a moment are refused
    for target, source in ((one, other), (other, one)):
        new = {name: source[name] for name in fields}
        connection.execute(
            sa.update(CHANGESETS).where(CHANGESETS.c.number == target["number"]).values(new | {"request": ""})
        )
    for header in past.headers:
        source = {one["number"]: other, other["number"]: one}.get(header["number"], header)
        is_here = CHANGESETS.c.number == header["number"]
        connection.execute(sa.update(CHANGESETS).where(is_here).values(request=source["request"]))
    return one["number"], None, None


def delete_changeset(past: Past, connection: sa.Connection, chance: random.Random):
    """A changeset goes from the middle, header and rows, and the rest is numbered as if it had never been."""
    number = chance.choice(past.headers[:-1])["number"]
    for history in HISTORY.values():
        connection.execute(sa.delete(history).where(history.c.from_changeset == number))
        connection.execute(sa.update(history).where(history.c.until_changeset == number).values(until_changeset=None))
    connection.execute(sa.delete(CHANGESETS).where(CHANGESETS.c.number == number))
    if chance.random() < 0.5:
        return number, None, None
    # By a detour: one by one, two would have the same number for a moment.
    for least, less in ((number, -1000), (1000, 1001)):
        columns = [
            CHANGESETS.c.number,
            *(h.c[name] for h in HISTORY.values() for name in ("from_changeset", "until_changeset")),
        ]
        for column in columns:
            connection.execute(sa.update(column.table).where(column > least).values({column.name: column - less}))
    return number, None, None


WAYS: list[Way] = [
    alter_field, alter_field, alter_field, alter_end, delete_row, delete_last_state, move_row, swap_rows, copy_row,
    alter_header, delete_header, swap_headers, delete_changeset,
]  # fmt: skip


def find(past: Past, connection: sa.Connection) -> Places:
    return {(fault.changeset, fault.table, fault.row) for fault in find_faults(connection, past.id)}


def test_every_alteration_is_found_and_located(past: Past) -> None:
    """Located: the fault names the changeset, and table and row where a row is there to be named."""
    chance = random.Random(SEED)
    done: Counter[str] = Counter()
    found: Counter[str] = Counter()
    located: Counter[str] = Counter()
    began = time.monotonic()
    while done.total() < ALTERATIONS:
        way = WAYS[done.total() % len(WAYS)] if done.total() < len(WAYS) else chance.choice(WAYS)
        with tampering(past.place, is_kept=False) as connection:
            wanted = way(past, connection, chance)
            faults = find(past, connection)
        if wanted is not None:
            done[way.__name__] += 1
            found[way.__name__] += bool(faults)
            located[way.__name__] += wanted in faults
    with tampering(past.place, is_kept=False) as connection:
        assert find(past, connection) == set()
    tell(
        past,
        f"{done.total()} alterations, {found.total()} found, {located.total()} located in "
        f"{time.monotonic() - began:.0f} s: {dict(done)}",
    )  # fmt: skip
    assert found == done, f"seed {SEED}"
    assert located == done, f"seed {SEED}"


def test_every_cut_tail_is_caught_against_an_anchor(past: Past) -> None:
    """The tail is cut so well that `verify` sees nothing; then something else may be written in its stead."""
    chance = random.Random(SEED)
    caught = 0
    wanted = max(ALTERATIONS // 10, 5)
    began = time.monotonic()
    for _ in range(wanted):
        left = chance.randrange(len(past.headers))
        anchor = past.headers[chance.randrange(left, len(past.headers))]
        with tampering(past.place, is_kept=False) as connection:
            cut_tail(connection, left)
            assert find(past, connection) == set()
            caught += not contains(connection, anchor)
            assert all(contains(connection, header) for header in past.headers[:left])
            regrow(connection, left, past.headers[-1])
            caught += not contains(connection, anchor)
    tell(past, f"{2 * wanted} cut tails, {caught} caught in {time.monotonic() - began:.0f} s")
    assert caught == 2 * wanted, f"seed {SEED}"


def cut_tail(connection: sa.Connection, left: int) -> None:
    """Take away all after a changeset, and let what it had ended stand again."""
    for history in HISTORY.values():
        connection.execute(sa.delete(history).where(history.c.from_changeset > left))
        connection.execute(sa.update(history).where(history.c.until_changeset > left).values(until_changeset=None))
    connection.execute(sa.delete(CHANGESETS).where(CHANGESETS.c.number > left))


def regrow(connection: sa.Connection, left: int, last: dict) -> None:
    """Headers of other content under the numbers that were cut off."""
    for number in range(left + 1, last["number"] + 1):
        connection.execute(sa.insert(CHANGESETS), {**last, "number": number, "request": "", "digest": f"{number:064x}"})


def contains(connection: sa.Connection, anchor: dict) -> bool:
    """Whether a ledger still holds what `number:digest` said of it."""
    return any((one.number, one.digest) == (anchor["number"], anchor["digest"]) for one in read_changesets(connection))


def tell(past: Past, text: str) -> None:
    print(f"{past.place.partition(':')[0]}, seed {SEED}: {text}")
