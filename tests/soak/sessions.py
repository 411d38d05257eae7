"""Many readers at once: each clicks every few seconds on a page of their own, and waits until it stands still.

Run by itself, it says what it measured: `python -m tests.soak.sessions --sessions 50 --seconds 60 --cores 2`.
"""

import argparse
import asyncio
import contextlib
import os
import random
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.browser import serve

DAYS = [f"2009-{month:02}-{day:02}" for month in (11, 12) for day in range(1, 29)]


@dataclass
class Measured:
    """What the readers waited, in seconds, and what the server took."""

    waits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    megabytes: float = 0.0
    cpu: float = 0.0

    def percentile(self, part: float) -> float:
        """The wait that this part of the clicks did not exceed."""
        ranked = sorted(self.waits)
        return ranked[min(int(len(ranked) * part), len(ranked) - 1)] if ranked else float("nan")

    def __str__(self) -> str:
        return (
            f"{len(self.waits)} clicks, p50 {self.percentile(0.5) * 1000:.0f} ms, "
            f"p95 {self.percentile(0.95) * 1000:.0f} ms, longest {max(self.waits, default=float('nan')) * 1000:.0f} ms, "
            f"{len(self.errors)} errors, {self.megabytes:.0f} MB, "
            f"{self.cpu / max(len(self.waits), 1) * 1000:.0f} ms of processor a click"
        )


async def _run(socket: ClientConnection, field: str = "", day: str = "") -> str:
    """Open the page, or choose another day on it, and wait for its end; the id of the field for the day.

    A run that fails, or that does not show the day, is an AssertionError.
    """
    message = BackMsg()
    message.rerun_script.query_string = ""
    if field:
        message.rerun_script.widget_states.widgets.add(id=field).string_array_value.data.append(day)
    await socket.send(message.SerializeToString())
    is_shown = not day
    while True:
        data = await asyncio.wait_for(socket.recv(), 60)
        assert isinstance(data, bytes)
        is_shown = is_shown or f"as_of={day}".encode() in data
        answer = ForwardMsg()
        if field and len(data) > 100:
            continue  # only a short one ends a run, and the readers must leave the processor to the server
        answer.ParseFromString(data)
        if answer.delta.new_element.date_input.label == "As of":
            found = answer.delta.new_element.date_input.id
        if answer.WhichOneof("type") == "script_finished":
            assert answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY, answer
            assert is_shown, f"{day} is not shown"
            return field or found


async def _open(stack: contextlib.AsyncExitStack, url: str) -> tuple[ClientConnection, str]:
    """A reader's page, open, and the id of its field for the day."""
    talk = connect(
        f"ws://{urlsplit(url).netloc}/_stcore/stream", origin=url.rstrip("/"), subprotocols=["streamlit"],  # type: ignore[arg-type,list-item]
        max_size=None, compression=None, proxy=None,
    )  # fmt: skip
    socket = await stack.enter_async_context(talk)
    return socket, await _run(socket)


async def _click(
    socket: ClientConnection, field: str, every: float, until: float, turn: float, chance: random.Random, seen: Measured
) -> None:
    """One reader who chooses another day at a steady pace, however long an answer takes; at least once."""
    try:
        while True:
            await asyncio.sleep(max(turn - time.monotonic(), 0))
            began = time.monotonic()
            await _run(socket, field, chance.choice(DAYS))
            seen.waits.append(time.monotonic() - began)
            turn += every
            if turn >= until:
                return
    except Exception as error:  # whatever it is, it is what a reader would have met
        seen.errors.append(f"{type(error).__name__}: {error}")


def _taken_by(port: int) -> tuple[float, float]:
    """The most memory, in MB, and the processor time, in seconds, that the process took which serves a port."""
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            words = (folder / "cmdline").read_bytes().split(b"\0") if folder.name.isdigit() else []
            if any(word.endswith(str(port).encode()) for word in words) and b"serve" in words:
                memory = (folder / "status").read_text().split("VmHWM:")[1].split()[0]
                times = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
                return int(memory) / 1024, sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
    return float("nan"), float("nan")


async def _all(url: str, sessions: int, seconds: float, every: float, measured: Measured) -> None:
    port, chance = int(urlsplit(url).port or 0), random.Random(1)
    async with contextlib.AsyncExitStack() as stack:
        pages = [await _open(stack, url) for _ in range(sessions)]
        before, now = _taken_by(port)[1], time.monotonic()
        await asyncio.gather(
            *(_click(socket, field, every, now + seconds, now + every * number / sessions, chance, measured)
              for number, (socket, field) in enumerate(pages))
        )  # fmt: skip
        measured.megabytes, after = _taken_by(port)
        measured.cpu = after - before


def measure(sessions: int, seconds: float, every: float = 5.0) -> Measured:
    """Serve the Paris Pact to so many readers for so long, once all of them have opened it."""
    measured = Measured()
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as url:
        asyncio.run(_all(url, sessions, seconds, every, measured))
    return measured


def main() -> None:
    """Measure, and say it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=5)
    parser.add_argument("--cores", type=int, default=2)
    asked = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: asked.cores])
    measured = measure(asked.sessions, asked.seconds, asked.every)
    print(f"{asked.sessions} sessions, a click every {asked.every:g} s, {asked.cores} cores: {measured}")
    for error in sorted(set(measured.errors)):
        print(error)


if __name__ == "__main__":
    main()
