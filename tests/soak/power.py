"""A disk that loses its power: it records what SQLite does to its files, and makes what a power cut could leave of it.

It knows no ledger. What it assumes of a disk is what SQLite declares for an ordinary file system:

- What was written to a file before a sync of that file is there afterwards, its length too. What was written later is
  kept, dropped or torn, each write by itself and in any order; what a file grew by without a sync holds zeros or garbage.
- Bytes that no write touched stay as they are, also beside a torn write ("power-safe overwrite", which SQLite's VFS for
  Unix declares by default). A write tears at any byte, or loses any of its sectors of 512 bytes.
- A file that was made or deleted is so for good only when its folder was synced: when SQLite's VFS for Unix first syncs
  a new journal, or deletes one and is asked to sync. Until then any number of the newest of these may be undone.
- A sync that reports success has happened, and what was synced does not decay.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from os.path import basename, exists
from typing import Any, NamedTuple

import apsw

SECTOR = 512
KINDS = ("kept", "dropped", "cut off", "reordered", "torn", "grown")
"""All unsynced writes are there; none; those before a moment; any; any, and torn; any, and the length is there."""
AGAIN = "cut again"
"""The power was cut a second time, while a ledger recovered from the first; with any of the kinds."""


class Write(NamedTuple):
    """Bytes written to a file."""

    file: int
    offset: int
    data: bytes


class Resize(NamedTuple):
    """A file given a length."""

    file: int
    size: int


class Sync(NamedTuple):
    """A file synced, and with it its folder or not."""

    file: int
    is_folder: bool


class Name(NamedTuple):
    """A name that now stands for a new file, or (0) for none."""

    name: str
    file: int


class SyncFolder(NamedTuple):
    """The folder synced."""


class Told(NamedTuple):
    """Something acknowledged to the user, who may rely on it from now on."""

    what: Any


Event = Write | Resize | Sync | Name | SyncFolder | Told


class Recorder(apsw.VFS):
    """The ordinary VFS, which also writes down what happens to databases and their rollback journals.

    While one is open SQLite's own random numbers come from its `chance`, so that a run can be repeated.
    """

    def __init__(self, name: str, chance: random.Random) -> None:
        self.log: list[Event] = []
        self.files: dict[str, int] = {}
        self._count = 0
        self._chance = chance
        self._default = apsw.vfs_names()[0]
        super().__init__(name, self._default, makedefault=True)
        apsw.randomness(0)

    def __enter__(self) -> "Recorder":
        return self

    def __exit__(self, *_: object) -> None:
        apsw.set_default_vfs(self._default)
        apsw.randomness(0)
        self.unregister()

    def xRandomness(self, size: int) -> bytes:  # noqa: N802
        return self._chance.randbytes(size)

    def adopt(self, path: str) -> None:
        """Take over a file that is there already, and synced."""
        with open(path, "rb") as stream:
            data = stream.read()
        file = self._number(path)
        self.log += [Write(file, 0, data), Sync(file, is_folder=True)]

    def _number(self, path: str) -> int:
        self._count += 1
        self.files[path] = self._count
        self.log.append(Name(basename(path), self._count))
        return self._count

    def tell(self, what: object) -> None:
        self.log.append(Told(what))

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        recorded = apsw.SQLITE_OPEN_MAIN_DB | apsw.SQLITE_OPEN_MAIN_JOURNAL
        if name is None or not flags[0] & recorded:
            return apsw.VFSFile(self._default, name, flags)
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        is_new = not exists(path)
        file = _RecordedFile(self._default, self.log, name, flags)
        if is_new:
            self._number(path)
        file.number = self.files[path]
        file.is_new_journal = is_new and bool(flags[0] & apsw.SQLITE_OPEN_MAIN_JOURNAL)
        return file

    def xDelete(self, name: str, is_synced: bool) -> None:  # noqa: N802
        super().xDelete(name, is_synced)
        if self.files.pop(name, None):
            self.log.append(Name(basename(name), 0))
        if is_synced:
            self.log.append(SyncFolder())


class _RecordedFile(apsw.VFSFile):
    number: int
    is_new_journal: bool

    def __init__(self, vfs: str, log: list[Event], name: str | apsw.URIFilename, flags: list[int]) -> None:
        self._log = log
        super().__init__(vfs, name, flags)

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._log.append(Write(self.number, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        super().xTruncate(size)
        self._log.append(Resize(self.number, size))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._log.append(Sync(self.number, self.is_new_journal))
        self.is_new_journal = False


@dataclass
class _File:
    synced: bytes = b""
    unsynced: list[Write | Resize] = field(default_factory=list)


@dataclass(frozen=True)
class State:
    """What is on the disk when the power is back: the files by name, and what had been acknowledged by then."""

    files: dict[str, bytes]
    told: tuple[Any, ...]
    kind: str
    is_undone: bool
    """Whether a file came back, or went, because its folder had not been synced."""

    @property
    def digest(self) -> str:
        """The same for states that nobody could tell apart."""
        content = [(name, sha256(data).hexdigest()) for name, data in sorted(self.files.items())]
        return sha256(repr((content, self.told)).encode()).hexdigest()


class Disk:
    """The files as they are at a moment of the log: what is synced of them, and what is not yet."""

    def __init__(self) -> None:
        self._files: dict[int, _File] = {}
        self._names: dict[str, int] = {}
        self._renamed: list[Name] = []
        self._told: list[Any] = []

    def do(self, event: Event) -> None:
        """Go on to the moment after an event."""
        match event:
            case Write() | Resize():
                self._files[event.file].unsynced.append(event)
            case Sync():
                file = self._files[event.file]
                self._files[event.file] = _File(_apply(file.synced, file.unsynced))
                if event.is_folder:
                    self.do(SyncFolder())
            case Name():
                self._renamed.append(event)
                if event.file:
                    self._files[event.file] = _File()
            case SyncFolder():
                self._names.update(self._renamed)
                self._renamed = []
            case Told():
                self._told.append(event.what)

    def cut(self, kind: str, chance: random.Random) -> State:
        """The power is cut now, with one kind of damage."""
        names = dict(self._names)
        for name in sorted({one.name for one in self._renamed}):
            steps = [one for one in self._renamed if one.name == name]
            # A folder's entry has its history too: any number of the newest steps is undone.
            share = {"kept": len(steps), "dropped": 0}.get(kind, chance.randint(0, len(steps)))
            names.update(steps[:share])
        files = {name: self._content(file, kind, chance) for name, file in names.items() if file}
        now = {**self._names, **dict(self._renamed)}
        return State(files, tuple(self._told), kind, any(names.get(name, 0) != file for name, file in now.items()))

    def _content(self, number: int, kind: str, chance: random.Random) -> bytes:
        file = self._files[number]
        match kind:
            case "kept":
                return _apply(file.synced, file.unsynced)
            case "dropped":
                return file.synced
            case "cut off":
                whole = chance.randint(0, len(file.unsynced))
                last = [part for event in file.unsynced[whole : whole + 1] for part in _tear(event, chance)]
                return _apply(file.synced, [*file.unsynced[:whole], *last])
        is_often = chance.random()
        kept = [event for event in file.unsynced if chance.random() < is_often]
        if kind == "reordered":
            return _apply(file.synced, kept)
        if kind == "torn":
            return _apply(file.synced, [part for event in kept for part in _tear(event, chance)])
        size = len(_apply(file.synced, file.unsynced))
        grown = max(0, size - len(file.synced))
        return _apply(file.synced + (bytes(grown) if chance.random() < 0.5 else chance.randbytes(grown)), kept)


def _apply(content: bytes, events: list[Write | Resize]) -> bytes:
    if not events:
        return content
    after = bytearray(content)
    for event in events:
        end = event.offset if isinstance(event, Write) else event.size
        after.extend(bytes(max(0, end - len(after))))
        if isinstance(event, Write):
            after[event.offset : event.offset + len(event.data)] = event.data
        else:
            del after[event.size :]
    return bytes(after)


def _tear(event: Write | Resize, chance: random.Random) -> list[Write | Resize]:
    """What is left of a write: its beginning, its end, or some of its sectors."""
    if isinstance(event, Resize):
        return [event]
    file, offset, data = event
    if chance.random() < 0.5:
        at = chance.randint(0, len(data))
        return [Write(file, offset, data[:at]) if chance.random() < 0.5 else Write(file, offset + at, data[at:])]
    edges = [0, *range(SECTOR - offset % SECTOR, len(data), SECTOR), len(data)]
    return [Write(file, offset + start, data[start:end]) for start, end in pairwise(edges) if chance.random() < 0.5]


def crash(log: list[Event], chance: random.Random) -> Iterator[tuple[int, State]]:
    """States that a power cut could leave, each with its place in the log; without end, and some of them alike.

    First what is left where all that can be lost is lost, right after each acknowledgement; then places and kinds at
    random, every place as often as any other.
    """
    told = [place for place, event in enumerate(log, 1) if isinstance(event, Told)]
    tries = dict.fromkeys(told, "dropped")
    while True:
        disk = Disk()
        for place in range(len(log) + 1):
            if place:
                disk.do(log[place - 1])
            if place in tries:
                yield place, disk.cut(tries[place], chance)
        # Some places of all parts of the log at a time: who wants few states sees more than its beginning.
        tries = {place: chance.choice(KINDS) for place in chance.sample(range(len(log) + 1), min(len(log), 20))}


def count(states: list[State]) -> str:
    """How many states there are of each kind, in words."""
    kinds = Counter(state.kind for state in states)
    undone = sum(state.is_undone for state in states)
    return ", ".join(f"{kinds[kind]} {kind}" for kind in (*KINDS, AGAIN)) + f"; in {undone} a folder's entry was undone"
