"""What a reader is likely to ask for next is made beforehand, never in a reader's way, and is what the page then shows."""

import logging
import runpy
import time
from collections.abc import Callable, Iterable
from contextvars import Context, copy_context
from threading import Event, Thread
from typing import Any

import pytest

from tests.browser import ROOT
from tests.ledgers import DATA
from tests.pages import Opener
from tracker.briefing.words import reader_locale, speak_to
from tracker.dashboard import beforehand
from tracker.dashboard.beforehand import Beforehand
from tracker.dashboard.overview import content, facts, page
from tracker.dashboard.turns import Turns
from tracker.desk.kept import Kept
from tracker.problems import RefusedError

MAKERS = {
    content: ("_make", "draw_bars", "draw_strip", "draw_timeline", "points"),
    facts: ("make_changes",),
}
"""What makes the page's parts."""


@pytest.fixture
def turns() -> Turns:
    return Turns(pause=0.02)


@pytest.fixture
def work(turns: Turns) -> Beforehand:
    return Beforehand(turns)


def wait_for(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_who_clicked_last_comes_first_and_what_was_left_behind_is_dropped(work: Beforehand, turns: Turns) -> None:
    made: list[str] = []
    with turns.take():
        work.plan("A", [lambda: made.append("A, yesterday")])
        work.plan("B", [lambda: made.append("B1"), lambda: made.append("B2")])
        work.plan("C", [lambda: made.append("C")])
        work.plan("A", [lambda: made.append("A1"), lambda: made.append("A2")])
        work.drop("C")
    wait_for(lambda: len(made) == 4)
    assert made == ["A1", "A2", "B1", "B2"]


def test_of_many_readers_those_who_clicked_last_are_worked_for(work: Beforehand, turns: Turns) -> None:
    made: list[int] = []
    with turns.take():
        for reader in range(6):
            work.plan(str(reader), [lambda reader=reader: made.append(reader)])
    wait_for(lambda: not work._is_running)
    assert made == [5, 4, 3, 2]


def test_a_plan_that_is_long_past_is_dropped(work: Beforehand, turns: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    with turns.take():
        work.plan("A", [lambda: made.append("A")])
        monkeypatch.setattr(beforehand, "_LONG", -1)
    wait_for(lambda: not work._is_running)
    assert made == []


def test_a_part_is_made_in_its_reader_s_language(work: Beforehand, turns: Turns) -> None:
    said: dict[str, str] = {}

    def plan(tag: str) -> None:
        speak_to(tag)
        work.plan(tag, [lambda: said.update({tag: reader_locale()})])

    with turns.take():
        for tag in ("de", "en-GB"):
            Thread(target=plan, args=(tag,)).start()
            wait_for(lambda tag=tag: tag in work._plans)
    wait_for(lambda: len(said) == 2)
    assert said == {"de": "de", "en-GB": "en_GB"}


def test_nothing_is_made_while_a_reader_s_page_is_drawn(work: Beforehand, turns: Turns) -> None:
    made: list[str] = []
    with turns.take():
        work.plan("A", [lambda: made.append("A")])
        time.sleep(0.1)
        assert made == []
    wait_for(lambda: made)


def test_readers_who_come_while_a_part_is_made_go_first_in_their_order(work: Beforehand, turns: Turns) -> None:
    order: list[str] = []
    first, goes_on = Event(), Event()

    def begin() -> None:
        first.set()
        goes_on.wait(20)
        order.append("part 1")

    def read(name: str) -> None:
        with turns.take():
            order.append(name)
            time.sleep(0.05)

    work.plan("A", [begin, lambda: order.append("part 2")])
    first.wait(20)
    for at in range(4):
        Thread(target=read, args=(f"reader {at}",)).start()
        wait_for(lambda at=at: turns._readers == at + 1)
        time.sleep(0.02)
    goes_on.set()
    wait_for(lambda: len(order) == 6)
    assert order == ["part 1", *(f"reader {at}" for at in range(4)), "part 2"]


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


def test_a_server_works_beforehand_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(beforehand, "_SERVING", [])
    beforehand.make_beforehand("A", [lambda: made.append("no server")])
    runpy.run_path(str(ROOT / "app.py"), run_name="app")
    beforehand.make_beforehand("A", [lambda: made.append("server")])
    wait_for(lambda: made)
    assert made == ["server"]


def test_after_it_the_next_day_and_the_next_phase_have_nothing_left_to_make(
    read_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned: list[tuple[Context, list[Callable[[], object]]]] = []

    def keep(_reader: str, parts: Iterable[Callable[[], object]]) -> None:
        planned.append((copy_context(), list(parts)))

    monkeypatch.setattr(page, "make_beforehand", keep)
    monkeypatch.setattr("tracker.dashboard.made._MADE", Kept(256))
    monkeypatch.setattr("tracker.dashboard.pictures._SKETCHES", Kept(256))
    made = note_makers(monkeypatch)
    drawn = read_page(DATA, "overview", phase="PPI-2", as_of="2009-12-04")
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
        drawn = read_page(DATA, "overview", phase=phase, as_of=as_of)
        assert not drawn.exception
        assert made == [], (phase, as_of)
    read_page(DATA, "overview", phase="PPI-2", as_of="2008-06-30")
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
