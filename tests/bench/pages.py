"""How fast the Overview is beside bare Streamlit pages, in a real browser: `uv run python -m tests.bench.pages`.

Three ledgers: the Paris Pact's, and invented ones of as many movements as `TRACKER_MOVEMENTS` says ("100000 1000000").
Four clicks: the other audience, the next phase, the as-of date slid to the next day that the slider has, and two days
back (`leap`), both where it has not been. After each the page is looked at for `LOOKS` seconds, in which the server may
make what is a click away: the next day and phase, but not the day of a leap, which lies on the other side of where both
begin; of the Paris Pact's nine days a leap soon meets one that was made. In each of `TRACKER_ROUNDS`
rounds (7) every click and every first load is taken once, one after the other, so that all of them see the same
machine; ratios are taken in each round, and their median is told. A click on the bare page is on a choice of two. A
page is drawn when the last text or line of it has changed, in sight or not. A first load begins with the address, in a
browser context without a cache, and ends alike. The bare page has one choice and one line of text; the bare chart page
one Plotly bar chart as well.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
from playwright.sync_api import Browser, ElementHandle, Page

from tests.bench.ledgers import make_tables
from tests.browser import launch, serve
from tracker import desk, terms
from tracker.ledger import Changes, create_ledger

BARE_PAGE = """
import streamlit as st
st.set_page_config(layout="wide")
chosen = st.segmented_control("Choice", ["Internal", "Partners"], default="Internal")
st.text(f"You chose {chosen}")
"""
CHART = (
    BARE_PAGE
    + """
import plotly.graph_objects as go
st.plotly_chart(go.Figure(go.Bar(x=[1, 2, 3], y=["a", "b", "c"], orientation="h")))
"""
)
BARE, BARE_CHART = "bare page", "bare page with a chart"
STREAMLIT = (
    "streamlit",
    "run",
    "bare.py",
    "--server.headless=true",
    "--browser.gatherUsageStats=false",
    "--server.port",
)
CLICKS = ("audience", "date", "leap", "phase")
LOOKS = 2.5
_LEAP = -2
"""Days of the slider, away from those that the clicks on the date make."""
FIRST = date(2015, 1, 15)
"""The day on which invented ledgers are opened; each click on the date is on a later one."""
NOTE = """(() => {
  const seen = new Set()
  const isOurs = (record) => {
    const at = record.target.nodeType === 1 ? record.target : record.target.parentElement
    return !at?.closest("header, [data-testid=stStatusWidget], [data-testid=stToolbar], head")
  }
  const note = (records) => { if (records.some(isOurs)) window.lastChange = performance.now() }
  const what = {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["d", "points"]}
  window.lastChange = 0
  window.noteAll = () => {
    for (const root of [document, ...[...document.querySelectorAll("*")].map(e => e.shadowRoot).filter(Boolean)]) {
      if (!seen.has(root)) { seen.add(root); new MutationObserver(note).observe(root, what) }
    }
  }
  setInterval(window.noteAll, 100)
  window.noteAll()
})()"""
"""Keeps the moment of the last change of any text or line, from a page's beginning on."""
WATCH = """async (pressed) => {
  window.noteAll()
  let began = 0
  if (pressed) {
    began = window.lastChange = performance.now()
    if (pressed.localName === "input") {
      const steps = Number(pressed.dataset.steps)
      const wanted = Number(pressed.value) + steps
      if (wanted > Number(pressed.max)) pressed.value = pressed.min
      else if (wanted < Number(pressed.min)) pressed.value = pressed.max
      else pressed.stepUp(steps)
      pressed.dispatchEvent(new Event("input", {bubbles: true}))
    } else pressed.click()
  }
  const isQuiet = () => window.lastChange && performance.now() - window.lastChange > 900
  while (!isQuiet() || document.querySelector("[data-testid=stApp]")?.dataset.testScriptState !== "notRunning") {
    await new Promise(resolve => setTimeout(resolve, 15))
  }
  return window.lastChange - began
}"""
"""Waits until nothing has changed for 0.9 s; how long after the click (or the page's beginning) the last change was."""


@dataclass
class Open:
    """A page in the browser, and which of its choices was pressed last."""

    page: Page
    turns: dict[str, int] = field(default_factory=dict)

    def click(self, what: str) -> float:
        """Press the next choice of a kind; milliseconds until it is drawn."""
        turn = self.turns[what] = self.turns.get(what, 0) + 1
        find = {"audience": self._audience, "date": self._date, "leap": self._leap, "phase": self._phase}[what]
        took = float(self.page.evaluate(WATCH, find(turn)))
        self.page.wait_for_timeout(LOOKS * 1000)
        return took

    def _audience(self, turn: int) -> ElementHandle:
        return self.page.get_by_role("radio", name="Partners" if turn % 2 else "Internal").element_handle()

    def _date(self, _turn: int, steps: int = 1) -> ElementHandle:
        slider = self.page.get_by_role("slider")
        slider.evaluate("(slider, steps) => { slider.dataset.steps = steps }", steps)
        return slider.element_handle()

    def _leap(self, turn: int) -> ElementHandle:
        return self._date(turn, _LEAP)

    def _phase(self, turn: int) -> ElementHandle:
        self.page.get_by_test_id("stSelectbox").nth(1).locator("input").click()
        found = self.page.get_by_role("option")
        found.first.wait_for()
        return found.nth(turn % found.count()).element_handle()


def make_ledger(folder: Path, pledges: int) -> None:
    """A ledger with so many pledges in 20 phases of one initiative; with none, the Paris Pact's."""
    url = f"sqlite:///{folder / 'tracker.db'}"
    if not pledges:
        desk.start_ledger(url, desk.data_folder(), author="bench", now=datetime.now(UTC))
        return
    rows = range(pledges)
    tables = {
        "initiatives": pd.DataFrame({"initiative": ["I"], "title": "Harbours", "currency": "USD"}),
        "phases": pd.DataFrame({"phase": [f"F{i}" for i in range(20)], "initiative": "I",
                                "title": [f"Phase {i}" for i in range(20)]}),
        "budgets": pd.DataFrame({"phase": [f"F{i}" for i in range(20)], "stated_on": "2010-01-01",
                                 "amount": "900000000", "currency": "USD"}),
        "donors": pd.DataFrame({"donor": [f"D{i}" for i in range(500)], "name": [f"Donor {i}" for i in range(500)],
                                "kind": "other"}),
        "pledges": pd.DataFrame({
            "pledge": [f"P{i}" for i in rows], "status_on": [f"20{10 + i % 16}-0{1 + i % 9}-1{i % 10}" for i in rows],
            "status": [terms.PROMISES[i % 4] for i in rows], "phase": [f"F{i % 20}" for i in rows],
            "donor": [f"D{i % 500}" for i in rows], "amount": [f"{1000 + i}.{i % 100:02}" for i in rows],
            "currency": "USD",
        }),
    }  # fmt: skip
    (folder / "tables").mkdir()
    for name, frame in tables.items():
        frame.to_csv(folder / "tables" / f"{name}.csv", index=False)
    desk.start_ledger(url, folder / "tables", author="bench", now=datetime.now(UTC))


def make_invented(folder: Path, movements: int) -> None:
    """A ledger of about so many movements, in one changeset, where the folder holds none yet."""
    if (folder / "tracker.db").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with create_ledger(f"sqlite:///{folder / 'tracker.db'}") as ledger:
        changes = Changes(added=make_tables(movements), changed={}, retracted={})
        ledger.commit(changes, author="bench", message="Invented", now=datetime.now(UTC))


def name_of(movements: int) -> str:
    """How a ledger is called in what is told."""
    return f"{movements:,} movements" if movements else "Paris Pact"


def load(browser: Browser, url: str) -> float:
    """Open an address for the first time; milliseconds until it is drawn."""
    context = browser.new_context(locale="en", viewport={"width": 1440, "height": 900})
    context.add_init_script(NOTE)
    page = context.new_page()
    page.goto(url, wait_until="commit")
    page.wait_for_selector("[data-testid=stApp]")
    took = float(page.evaluate(WATCH, None))
    context.close()
    return took


def measure(
    rounds: int, sizes: Sequence[int] = (0, 100_000, 1_000_000), *, ledgers: Path | None = None, with_loads: bool = True
) -> dict[str, list[float]]:
    """Milliseconds by measure (`click on the date, Paris Pact`; `first load, bare page`), one for each round.

    `ledgers` is where ledgers of the sizes are kept, in folders of these names; without it they are made anew.
    """
    found: dict[str, list[float]] = {}
    with ExitStack() as stack:
        kept = ledgers or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = {}
        for size in sizes:
            folder = kept / str(size)
            if size:
                make_invented(folder, size)
            elif not (folder / "tracker.db").exists():
                folder.mkdir(parents=True, exist_ok=True)
                make_ledger(folder, 0)
            url = stack.enter_context(serve(folder)) + "overview"
            urls[name_of(size)] = f"{url}?as_of={FIRST.isoformat()}" if size else url
        for name, script in ((BARE, BARE_PAGE), (BARE_CHART, CHART)):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            (folder / "bare.py").write_text(script, encoding="utf-8")
            urls[name] = stack.enter_context(serve(folder, STREAMLIT))
        browser = stack.enter_context(launch())
        # Each kind of click has a page of its own: another date would make the other audience new as well.
        clicks = [(name, what) for name in urls for what in (CLICKS if name not in (BARE, BARE_CHART) else CLICKS[:1])]
        opened = {(name, what): _open(browser, urls[name]) for name, what in clicks}
        for _ in range(rounds):
            for (name, what), page in opened.items():
                found.setdefault(f"click on the {what}, {name}", []).append(page.click(what))
            for name, url in urls.items() if with_loads else ():
                found.setdefault(f"first load, {name}", []).append(load(browser, url))
    return found


def _open(browser: Browser, url: str) -> Open:
    """A page, opened and pressed often enough for everything to be imported and compiled."""
    context = browser.new_context(locale="en", viewport={"width": 1440, "height": 900})
    context.add_init_script(NOTE)
    opened = Open(context.new_page())
    opened.page.goto(url)
    opened.page.evaluate(WATCH, None)
    for _ in range(2):
        opened.click("audience")
    return opened


def ratios(found: dict[str, list[float]]) -> dict[str, float]:
    """How many times as long as on a bare page each measure is: the median over the rounds.

    Clicks beside a click on the bare page, first loads beside that of the bare page with a chart.
    """
    said = {}
    for name, times in found.items():
        bare = found[f"click on the audience, {BARE}" if name.startswith("click") else f"first load, {BARE_CHART}"]
        said[name] = statistics.median(one / other for one, other in zip(times, bare, strict=True))
    return said


def report(found: dict[str, list[float]]) -> list[str]:
    """A line for each measure: median, fastest, and how many times the bare page's median."""
    by_name = ratios(found)
    return [
        f"{name}: median {statistics.median(times):.0f} ms, least {min(times):.0f} ms, {by_name[name]:.2f} × bare"
        for name, times in found.items()
    ]


def main() -> None:
    """Measure, and say it."""
    began = time.monotonic()
    rounds = int(os.environ.get("TRACKER_ROUNDS", "7"))
    sizes = [0, *map(int, os.environ.get("TRACKER_MOVEMENTS", "100000 1000000").split())]
    for line in report(measure(rounds, sizes)):
        print(line)  # noqa: T201
    print(f"{rounds} rounds in {time.monotonic() - began:.0f} s")  # noqa: T201


if __name__ == "__main__":
    main()
