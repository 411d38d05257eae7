"""What a reader is likely to ask for next is made beforehand, never in a reader's way, and is what the page then shows."""

import logging
import time
from collections.abc import Callable, Iterable
from contextvars import Context, copy_context
from threading import Event, Thread
from typing import Any

import pytest

from tests.ledgers import DATA
from tests.pages import Opener
from tracker.dashboard import turns
from tracker.dashboard.beforehand import Beforehand
from tracker.dashboard.overview import content, facts, page
from tracker.dashboard.turns import turn
from tracker.desk.kept import Kept
from tracker.problems import RefusedError

MAKERS = {
    content: ("_make", "draw_bars", "draw_strip", "draw_timeline", "points"),
    facts: ("make_changes",),
}
"""What makes the page's parts."""


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Beforehand:
    monkeypatch.setattr(turns, "_PAUSE", 0.01)
    return Beforehand()


def wait_for(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_who_clicked_last_comes_first_and_what_was_left_behind_is_dropped(work: Beforehand) -> None:
    made: list[str] = []
    with turn():
        work.plan("A", [lambda: made.append("A, yesterday")])
        work.plan("B", [lambda: made.append("B1"), lambda: made.append("B2")])
        work.plan("A", [lambda: made.append("A1"), lambda: made.append("A2")])
    wait_for(lambda: len(made) == 4)
    assert made == ["A1", "A2", "B1", "B2"]


def test_nothing_is_made_while_a_reader_s_page_is_drawn(work: Beforehand) -> None:
    made: list[str] = []
    with turn():
        work.plan("A", [lambda: made.append("A")])
        time.sleep(0.1)
        assert made == []
    wait_for(lambda: made)


def test_a_reader_who_comes_between_two_parts_goes_first(work: Beforehand) -> None:
    order: list[str] = []
    first, goes_on = Event(), Event()

    def begin() -> None:
        first.set()
        goes_on.wait(20)
        order.append("part 1")

    def read() -> None:
        with turn():
            order.append("reader")
            time.sleep(0.05)

    work.plan("A", [begin, lambda: order.append("part 2")])
    first.wait(20)
    Thread(target=read).start()
    wait_for(lambda: turns._Readers.count)
    goes_on.set()
    wait_for(lambda: len(order) == 3)
    assert order == ["part 1", "reader", "part 2"]


def test_a_part_that_fails_is_logged_and_the_next_is_made(work: Beforehand, caplog: pytest.LogCaptureFixture) -> None:
    made: list[str] = []

    def refuse() -> None:
        raise RefusedError("there is no phase 'A'")

    def fail() -> None:
        raise ValueError("of all things")

    with caplog.at_level(logging.ERROR):
        work.plan("A", [refuse, fail, lambda: made.append("A")])
        wait_for(lambda: made)
    assert [record.message for record in caplog.records] == ["What was to be made beforehand failed."]


def test_work_can_be_taken_up_again_after_its_thread_has_ended(work: Beforehand) -> None:
    made: list[int] = []
    for at in range(3):
        work.plan("A", [lambda at=at: made.append(at)])
        wait_for(lambda at=at: len(made) == at + 1 and not work._is_running)
    assert made == [0, 1, 2]


@pytest.mark.parametrize("present", ["", "1"])
def test_after_it_the_next_day_and_the_next_phase_have_nothing_left_to_make(
    read_page: Opener, monkeypatch: pytest.MonkeyPatch, present: str
) -> None:
    planned: list[tuple[Context, list[Callable[[], object]]]] = []

    def keep(_reader: str, parts: Iterable[Callable[[], object]]) -> None:
        planned.append((copy_context(), list(parts)))

    monkeypatch.setattr(page, "make_beforehand", keep)
    asked = {"present": present} if present else {}
    monkeypatch.setattr("tracker.dashboard.made._MADE", Kept(256))
    monkeypatch.setattr("tracker.dashboard.pictures._SKETCHES", Kept(256))
    made = note_makers(monkeypatch)
    drawn = read_page(DATA, "overview", phase="PPI-2", as_of="2009-12-04", **asked)
    assert not drawn.exception
    assert made
    ((context, parts),) = planned
    for part in parts:
        context.run(part)
    made.clear()
    for phase, as_of in (
        ("PPI-2", "2009-11-27"),
        ("PPI-2", "2009-12-31"),
        ("PPI-1", "2009-12-04"),
        ("PPI-3", "2009-12-04"),
    ):
        drawn = read_page(DATA, "overview", phase=phase, as_of=as_of, **asked)
        assert not drawn.exception
        assert made == [], (phase, as_of)
    read_page(DATA, "overview", phase="PPI-2", as_of="2008-06-30", **asked)
    assert made


def note_makers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which of `MAKERS` have been called, from now on."""
    made: list[str] = []

    def note(name: str, make: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*given: Any, **more: Any) -> Any:
            made.append(name)
            return make(*given, **more)

        return noted

    for module, names in MAKERS.items():
        for name in names:
            monkeypatch.setattr(module, name, note(name, getattr(module, name)))
    return made
