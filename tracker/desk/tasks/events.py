"""Meetings and deadlines as they are put down. It records nothing."""

import re

from tracker.desk.importing import Edits
from tracker.desk.tasks.steps import DAY_REMEDY
from tracker.desk.tasks.task import Ground, Task, free_key, rows_of
from tracker.desk.tasks.typed import Typed
from tracker.exchange.countries import fold


def propose_event(ground: Ground, title: str, on: str) -> str:
    """A free key of a title's first words and the year: `EXPERT-GROUP-2010`."""
    words = re.findall("[a-z0-9]+", fold(title))[:3]
    return free_key("-".join([*words, on[:4]]).strip("-").upper() or "EVENT", ground.tables["events"]["event"])


def add_event(
    ground: Ground, *, title: str, on: str, kind: str = "meeting", ends_on: str = "", phase: str = "", key: str = "",
    source: str = "", note: str = "",
) -> Task:  # fmt: skip
    """A meeting or a deadline; without a phase it concerns all."""
    typed = Typed("events", ground.locale)
    row = {
        "title": typed.need("title", title, "write what it is"), "on": typed.day("on", on, needed=DAY_REMEDY),
        "ends_on": typed.day("ends_on", ends_on), "kind": kind, "phase": phase, "source": source.strip(),
        "note": note.strip(),
    }  # fmt: skip
    row["event"] = key.strip() or propose_event(ground, title, row["on"])
    if (ground.tables["events"]["event"] == row["event"]).any():
        free = free_key(row["event"], ground.tables["events"]["event"])
        typed.fault("event", f"there is an event {row['event']} already", f"use {free}", row["event"])
    said = f"{kind.capitalize()}: {row['title']}, {row['on']}"
    return Task(Edits(ground.number, {"events": rows_of("events", [row], [-1])}), {}, typed.problems, said)
