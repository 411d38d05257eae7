"""A zip archive as bytes: its members, unpacked in pieces and within limits. It trusts no size that a header states."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.problems import Problem, RefusedError

MOST_MEMBERS = 2_000
MOST_UNPACKED = 600 << 20
"""Our own export of 100,000 pledges with all their columns filled comes to 330 MB."""
SUSPECT_SIZE, SUSPECT_RATIO = 16 << 20, 150
"""Beyond this size, so much air in a file is a bomb; the fullest real sheets stay below 100."""
_PIECE = 1 << 20
_END = b"PK\5\6"
_DAMAGED = "open it in Excel or LibreOffice and save it again as .xlsx; if that fails, ask for it anew"


def refusal(name: str, message: str, remedy: str, sheet: str | None = None, cell: str | None = None) -> RefusedError:
    """A file that is not read at all: its name, the sheet and cell where there is one, and the remedy."""
    place = f"{name}, {sheet}!{cell}" if sheet and cell else f"{name}, sheet '{sheet}'" if sheet else name
    problem = Problem("", message, remedy, sheet=sheet or name, cell=cell)
    return RefusedError(f"{place}: {message}; {remedy}", [problem])


@dataclass(frozen=True)
class Member:
    """One member: its name, and where its packed bytes lie."""

    name: str
    start: int
    packed: int
    is_deflated: bool
    declared: int
    checksum: int


@dataclass
class Archive:
    """An archive whose directory was checked; `unpacked` counts what came out of it so far."""

    name: str
    data: bytes
    members: dict[str, Member]
    unpacked: int = field(default=0)

    def stream(self, member: Member) -> Iterator[bytes]:
        """The member's bytes in pieces of at most 1 MiB; a RefusedError where they are too many or damaged."""
        size = checksum = 0
        for piece in self._inflate(member):
            size += len(piece)
            self.unpacked += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if size > SUSPECT_SIZE and size > SUSPECT_RATIO * member.packed:
                raise refusal(
                    self.name,
                    f"its part {member.name} unpacks to more than {SUSPECT_RATIO} times its size, as a zip bomb does",
                    "do not open it; ask the sender for the table by another way",
                )
            if self.unpacked > MOST_UNPACKED:
                raise too_large(self.name)
            yield piece
        if (size, checksum) != (member.declared, member.checksum):
            raise refusal(self.name, f"its part {member.name} is damaged", _DAMAGED)

    def read(self, name: str, limit: int) -> bytes:
        """A small part as a whole, b"" where there is none."""
        member = self.members.get(name.lower())
        if member is None:
            return b""
        pieces, size = [], 0
        for piece in self.stream(member):
            size += len(piece)
            if size > limit:
                raise refusal(self.name, f"its part {name} is larger than {limit >> 20} MB", _DAMAGED)
            pieces.append(piece)
        return b"".join(pieces)

    def _inflate(self, member: Member) -> Iterator[bytes]:
        packed = memoryview(self.data)[member.start : member.start + member.packed]
        if not member.is_deflated:
            yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
            return
        machine = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for at in range(0, len(packed), 1 << 16):
                waiting: bytes | memoryview = packed[at : at + (1 << 16)]
                while waiting and not machine.eof:
                    piece = machine.decompress(waiting, _PIECE)
                    waiting = machine.unconsumed_tail
                    if piece:
                        yield piece
            while not machine.eof:
                piece = machine.decompress(b"", _PIECE)
                if not piece:
                    break
                yield piece
        except zlib.error:
            raise refusal(self.name, f"its part {member.name} is damaged", _DAMAGED) from None
        if not machine.eof:
            raise refusal(self.name, f"its part {member.name} is cut short", _DAMAGED)


def too_large(name: str) -> RefusedError:
    """The refusal of a file that holds more than is read at once."""
    return refusal(
        name, f"it unpacks to more than {MOST_UNPACKED >> 20} MB", "split it, or leave sheets out that are not tables"
    )


def open_archive(name: str, data: bytes) -> Archive:
    """Read and check the directory: limits, names, encryption, and parts that lie over one another."""
    end = data.rfind(_END, max(0, len(data) - 65_557))
    damaged = refusal(name, "the file is cut short or damaged", _DAMAGED)
    if end < 0 or len(data) < end + 22:
        raise damaged
    *_, count, size, offset, comment = struct.unpack("<4s4H2LH", data[end : end + 22])
    if count == 0xFFFF or count > MOST_MEMBERS:
        raise refusal(name, f"it holds more than {MOST_MEMBERS:,} parts, as no table does", "ask for the table alone")
    if end + 22 + comment != len(data) or offset + size != end:
        raise damaged
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            listed = opened.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError, OverflowError):
        raise damaged from None
    if len(listed) > MOST_MEMBERS:
        raise refusal(name, f"it holds more than {MOST_MEMBERS:,} parts, as no table does", "ask for the table alone")
    members: dict[str, Member] = {}
    for info in listed:
        member = _locate(name, data, info, damaged)
        key = member.name.lower()
        if key in members:
            raise refusal(name, f"two of its parts are called {info.filename!r}", _DAMAGED)
        members[key] = member
    _check_sizes(name, members, offset, damaged)
    return Archive(name, data, members)


def _locate(name: str, data: bytes, info: zipfile.ZipInfo, damaged: RefusedError) -> Member:
    said = info.filename
    if re.search(r"^[/\\]|^[A-Za-z]:|\\|(^|/)\.\.(/|$)|[\0-\x1f]", said) or info.orig_filename != said:
        raise refusal(name, f"its part {said!r} points out of the file", "do not open it; ask the sender about it")
    if info.flag_bits & 0x1:
        raise refusal(name, "it is protected by a password", "save it without the password and send that")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refusal(name, f"its part {said!r} is packed in a way that spreadsheets do not use", _DAMAGED)
    header = data[info.header_offset : info.header_offset + 30]
    if len(header) < 30 or header[:4] != b"PK\3\4":
        raise damaged
    length, extra = struct.unpack("<2H", header[26:30])
    start = info.header_offset + 30 + length + extra
    written = data[info.header_offset + 30 : info.header_offset + 30 + length]
    if written.decode("utf-8" if info.flag_bits & 0x800 else "cp437", "replace") != said:
        raise damaged
    is_deflated = info.compress_type == zipfile.ZIP_DEFLATED
    return Member(said, start, info.compress_size, is_deflated, info.file_size, info.CRC)


def _check_sizes(name: str, members: dict[str, Member], directory: int, damaged: RefusedError) -> None:
    reached = 0
    for member in sorted(members.values(), key=lambda one: one.start):
        if member.start < reached or member.start + member.packed > directory:
            raise damaged
        reached = member.start + member.packed
    if sum(member.declared for member in members.values()) > MOST_UNPACKED:
        raise too_large(name)
