"""How fast the dashboard is beside bare Streamlit pages, in a real browser: `uv run python -m tests.bench.pages`.

In each of `TRACKER_ROUNDS` rounds (7) every click and every first load is taken once, one after the other, so that all of
them see the same machine. A click is on the audience (tracker) or on a choice of two (bare); it is drawn when the last
text or line of the page has changed. A first load begins with the address, in a browser context without a cache, and ends
alike. The bare page has one choice and one line of text; the bare chart page one Plotly bar chart as well.
"""

import os
import statistics
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from playwright.sync_api import Browser, Page

from tests.browser import launch, serve
from tracker import desk, terms

BARE = """
import streamlit as st
st.set_page_config(layout="wide")
chosen = st.segmented_control("Choice", ["Internal", "Partners"], default="Internal")
st.text(f"You chose {chosen}")
"""
CHART = (
    BARE
    + """
import plotly.graph_objects as go
st.plotly_chart(go.Figure(go.Bar(x=[1, 2, 3], y=["a", "b", "c"], orientation="h")))
"""
)
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
WATCH = """async (label) => {
  window.noteAll()
  let began = 0
  if (label) {
    const button = [...document.querySelectorAll("button")].find(button => button.textContent.trim() === label)
    began = window.lastChange = performance.now()
    button.click()
  }
  const isQuiet = () => window.lastChange && performance.now() - window.lastChange > 900
  while (!isQuiet() || document.querySelector("[data-testid=stApp]")?.dataset.testScriptState !== "notRunning") {
    await new Promise(resolve => setTimeout(resolve, 15))
  }
  return window.lastChange - began
}"""
"""Waits until nothing has changed for 0.9 s; how long after the click (or the page's beginning) the last change was."""


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


def click(page: Page, state: dict[str, bool]) -> float:
    """Press the other of two choices; milliseconds until it is drawn."""
    state["partners"] = not state.get("partners", False)
    return float(page.evaluate(WATCH, "Partners" if state["partners"] else "Internal"))


def load(browser: Browser, url: str) -> float:
    """Open an address for the first time; milliseconds until it is drawn."""
    context = browser.new_context(locale="en", viewport={"width": 1440, "height": 900})
    context.add_init_script(NOTE)
    page = context.new_page()
    page.goto(url, wait_until="commit")
    page.wait_for_selector("[data-testid=stApp]")
    took = float(page.evaluate(WATCH, ""))
    context.close()
    return took


def measure(rounds: int, pledges: int) -> dict[str, list[float]]:
    """Milliseconds by measure, one for each round."""
    found: dict[str, list[float]] = {}
    with ExitStack() as stack:
        urls = {}
        for name, made in (("Paris Pact", 0), (f"{pledges:,} pledges", pledges)):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            make_ledger(folder, made)
            urls[name] = stack.enter_context(serve(folder))
        for name, script in (("bare page", BARE), ("bare page with a chart", CHART)):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            (folder / "bare.py").write_text(script, encoding="utf-8")
            command = (
                "streamlit",
                "run",
                "bare.py",
                "--server.headless=true",
                "--browser.gatherUsageStats=false",
                "--server.port",
            )
            urls[name] = stack.enter_context(serve(folder, command))
        browser = stack.enter_context(launch())
        pages, states = {}, {}
        for name, url in urls.items():
            context = browser.new_context(locale="en", viewport={"width": 1440, "height": 900})
            context.add_init_script(NOTE)
            page = context.new_page()
            page.goto(url)
            page.evaluate(WATCH, "")
            pages[name], states[name] = page, dict[str, bool]()
            for _ in range(2):
                click(page, states[name])
        for _ in range(rounds):
            for name, page in pages.items():
                found.setdefault(f"click, {name}", []).append(click(page, states[name]))
            for name, url in urls.items():
                found.setdefault(f"first load, {name}", []).append(load(browser, url))
    return found


def report(found: dict[str, list[float]]) -> list[str]:
    """A line for each measure: median, fastest, and how many times the bare page's median."""
    lines = []
    for name, times in found.items():
        bare = found["click, bare page"] if name.startswith("click") else found["first load, bare page with a chart"]
        ratios = statistics.median(one / other for one, other in zip(times, bare, strict=True))
        lines.append(
            f"{name}: median {statistics.median(times):.0f} ms, least {min(times):.0f} ms, {ratios:.2f} × bare"
        )
    return lines


def main() -> None:
    """Measure, and say it."""
    began = time.monotonic()
    rounds, pledges = int(os.environ.get("TRACKER_ROUNDS", "7")), int(os.environ.get("TRACKER_ROWS", "100000"))
    for line in report(measure(rounds, pledges)):
        print(line)  # noqa: T201
    print(f"{rounds} rounds in {time.monotonic() - began:.0f} s")  # noqa: T201


if __name__ == "__main__":
    main()
