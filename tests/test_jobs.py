"""Long work beside the pages tells its steps, is stopped for good, and ends where nobody waits for it."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from tracker.dashboard import jobs
from tracker.dashboard.record.bringing import Upload, file_name, kept
from tracker.exchange.child import Child
from tracker.exchange.progress import CHECKING, READING, WRITING, followed, tell
from tracker.problems import Problem, RefusedError


def wait_for(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    yield
    wait_for(lambda: not jobs._JOBS.running and not jobs._JOBS.waiting)


def test_the_steps_of_a_job_are_told_and_its_answer_is_kept() -> None:
    gates = {READING: Event(), CHECKING: Event()}

    def work() -> int:
        for step, gate in gates.items():
            tell(step)
            gate.wait(20)
        return 42

    job = jobs.start(work)
    for step, gate in gates.items():
        wait_for(lambda step=step: job.progress.step == step)
        assert job.ask() == jobs.RUNNING
        gate.set()
    wait_for(lambda: job.is_over)
    assert (job.state, job.answer) == (jobs.DONE, 42)


def test_a_cancelled_job_ends_its_child_at_once_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    children = []

    def work() -> None:
        tell(READING)
        with kept(Upload("a.xlsx", b"content")), Child("tests.probes") as child:
            children.append(child)
            child.call("hang", name="a.xlsx", seconds=60)

    job = jobs.start(work)
    wait_for(lambda: children)
    assert [path.name for path in tmp_path.rglob("*.xlsx")] == ["a.xlsx"]
    begun = time.monotonic()
    assert job.stop()
    assert job.state == jobs.STOPPED
    wait_for(lambda: not jobs._JOBS.running)
    assert time.monotonic() - begun < 5
    assert children[0]._process.poll() is not None
    assert list(tmp_path.iterdir()) == []
    assert (job.answer, job.refusal) == (None, "")


def test_a_child_that_begins_after_the_cancel_does_not_live() -> None:
    gate, ended = Event(), []

    def work() -> None:
        gate.wait(20)
        with Child("tests.probes") as child:
            try:
                child.call("double", 21, name="a.xlsx")
            finally:
                ended.append(child._process.poll())

    job = jobs.start(work)
    job.stop()
    gate.set()
    wait_for(lambda: ended)
    assert ended != [0]


def test_a_cancelled_job_stops_at_its_next_step() -> None:
    gate, reached = Event(), []

    def work() -> None:
        gate.wait(20)
        tell(CHECKING)
        reached.append(CHECKING)

    job = jobs.start(work)
    job.stop()
    gate.set()
    wait_for(lambda: not jobs._JOBS.running)
    assert reached == []


def test_what_is_being_written_cannot_be_cancelled() -> None:
    gate = Event()

    def work() -> str:
        tell(WRITING)
        gate.wait(20)
        return "written"

    job = jobs.start(work)
    wait_for(lambda: job.progress.is_writing)
    assert not job.stop()
    gate.set()
    wait_for(lambda: job.is_over)
    assert (job.state, job.answer) == (jobs.DONE, "written")


def test_what_went_wrong_is_told_in_words(caplog: pytest.LogCaptureFixture) -> None:
    def refuse() -> None:
        raise RefusedError("it cannot be read", [Problem("pledges", "wrong", "mend it")])

    def fail() -> None:
        raise ValueError("secret")

    refused, failed = jobs.start(refuse), jobs.start(fail)
    wait_for(lambda: refused.is_over and failed.is_over)
    assert (refused.state, refused.refusal) == (jobs.REFUSED, "it cannot be read\npledges: wrong; mend it")
    assert failed.refusal == "Something went wrong; the dashboard's log says what."
    assert "secret" in caplog.text


def test_further_jobs_wait_in_order_and_can_be_cancelled_while_they_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 1)
    gate, begun = Event(), []

    def work(name: str) -> None:
        begun.append(name)
        gate.wait(20)

    first, second, third = (jobs.start(lambda name=name: work(name)) for name in ("first", "second", "third"))
    wait_for(lambda: begun)
    assert [one.ask() for one in (first, second, third)] == [jobs.RUNNING, jobs.WAITING, jobs.WAITING]
    assert [jobs.ahead_of(one) for one in (first, second, third)] == [0, 1, 2]
    second.stop()
    assert jobs.ahead_of(third) == 1
    gate.set()
    wait_for(lambda: third.is_over)
    assert begun == ["first", "third"]


def test_a_job_that_nobody_asks_about_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_ROUND", 0.02)
    monkeypatch.setattr(jobs, "PATIENCE", 0.1)
    seen = []

    def work() -> None:
        progress = followed()
        assert progress is not None
        wait_for(lambda: progress.is_stopped)
        seen.append(progress)

    job = jobs.start(work)
    wait_for(lambda: seen)
    assert job.state == jobs.STOPPED


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("book.xlsx", "book.xlsx"), ("../../etc/passwd", "passwd"), ("a\\b\\c.csv", "c.csv"), ("..", "file"), ("", "file"),
        ("a\0b\n.csv", "a_b_.csv"), ("\u202excod.xlsx", "_xcod.xlsx"), ("Übersicht 2009.xlsx", "Übersicht 2009.xlsx"),
        ("x" * 400 + ".xlsx", "x" * 145 + ".xlsx"), ("\ud800.csv", "_.csv"),
    ],
)  # fmt: skip
def test_a_dropped_file_keeps_its_name_without_what_leads_elsewhere(given: str, name: str) -> None:
    assert file_name(given) == name
    with kept(Upload(given, b"x")) as path:
        assert path.parent.stat().st_mode & 0o077 == 0
    assert not path.parent.exists()
