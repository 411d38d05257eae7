"""Every page in a real browser: to be read by everybody, worked by keyboard, printed, shown, and never misled by a text."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser import Visit, launch, overlaps, serve, visit
from tests.hostile import NAMES, start_hostile
from tracker import desk

PAGES = ("", "overview", "outlook", "donors", "changes", "briefing", "record", "method")
"""The paths of all pages of a ledger with several initiatives; the root is the portfolio."""
WORKED = PAGES if os.environ.get("TRACKER_WHOLE") else ("overview", "donors", "record")
"""The pages that the ordinary run walks through by keyboard; the whole run all of them, with their sections."""
SECTIONS = ("Forms", "Tables", "Files", "Downloads")
"""The sections of the page on which one records."""
OF_STREAMLIT: dict[str, tuple[str, ...]] = {}
"""What axe finds in Streamlit's own elements: for each rule the elements, by a pattern."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as found:
        yield found


@pytest.fixture(scope="module")
def example(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("example")
    url = f"sqlite:///{folder / 'tracker.db'}"
    desk.start_ledger(url, desk.data_folder("example"), author="test", now=datetime.now(UTC))
    with serve(folder) as url:
        yield url


@pytest.fixture(scope="module")
def hostile(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    start_hostile(folder)
    with serve(folder) as url:
        yield url


def views(seen: Visit, path: str) -> Iterator[str]:
    """A page, and each of its sections."""
    seen.open(path)
    yield path or "portfolio"
    if path == "record":
        for section in SECTIONS[1:]:
            seen.page.get_by_role("radio", name=section, exact=True).click()
            seen.settle()
            yield f"record, {section}"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1600), ("dark", 1024)])
def test_no_page_shuts_anybody_out_and_nothing_is_cut(browser: Browser, example: str, scheme: str, width: int) -> None:
    """axe finds nothing serious or critical, but for what is listed of Streamlit's own elements.

    The ordinary run looks at the pages by turns, light and wide or dark and narrow; the whole run at all of them twice.
    """
    found, leads = {}, set()
    pages = PAGES if os.environ.get("TRACKER_WHOLE") else PAGES[scheme == "dark" :: 2]
    with visit(browser, example, scheme=scheme, width=width) as seen:
        for path in pages:
            for view in views(seen, path):
                found[view] = [*_faults(seen), *_cut(seen)]
                heads = seen.page.locator("h1").all_inner_texts()
                assert len(heads) == 1, (view, heads)
                leads.add(heads[0])
    assert {view: faults for view, faults in found.items() if faults} == {}
    assert len(leads) >= len(pages), "each page answers a question of its own"


def _faults(seen: Visit) -> list[str]:
    violations = Axe().run(seen.page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in violations
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
        if not any(re.search(pattern, node["html"]) for pattern in OF_STREAMLIT.get(one["id"], ()))
    ]


WANTED = """() => {
  const all = []
  const walk = (root) => {
    for (const e of root.querySelectorAll("*")) {
      if (e.shadowRoot) walk(e.shadowRoot)
      const box = e.getBoundingClientRect()
      const isSeen = box.width > 1 && box.height > 1 && e.checkVisibility({visibilityProperty: true})
      const isPressed = e.matches("button, a[href], input, select, textarea, summary, [role=button], [role=tab]")
      if (isSeen && isPressed && e.tabIndex >= 0 && !e.disabled && !e.closest("[aria-hidden=true]")) all.push(e)
    }
  }
  walk(document)
  window.wanted = all
  return all.length
}"""
REACH = """() => {
  window.reached = new Set()
  document.activeElement?.blur()
  const note = () => {
    let e = document.activeElement
    while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement
    if (e) window.reached.add(e)
  }
  // A move within one shadow root is told in that root only.
  const roots = [document, ...[...document.querySelectorAll("*")].map(e => e.shadowRoot).filter(Boolean)]
  window.noting = window.noting || new WeakSet()
  for (const root of roots) {
    if (!window.noting.has(root)) root.addEventListener("focusin", note)
    window.noting.add(root)
  }
}"""
MISSED = """() => window.wanted.filter(e => e.isConnected && !window.reached.has(e) && !e.closest("[role=radiogroup]"))
  .map(e => `${e.localName} ${e.getAttribute("aria-label") || e.textContent.slice(0, 60)}`)"""


def test_everything_that_can_be_pressed_is_reached_by_keyboard(browser: Browser, example: str) -> None:
    missed = {}
    with visit(browser, example) as seen:
        for path in WORKED:
            for view in views(seen, path) if WORKED == PAGES else [seen.open(path) and path]:
                count = seen.page.evaluate(WANTED)
                seen.page.evaluate(REACH)
                for _ in range(min(count, 400) + 25):
                    seen.page.keyboard.press("Tab")
                missed[view] = seen.page.evaluate(MISSED)
    assert {view: left for view, left in missed.items() if left} == {}


def _cut(seen: Visit) -> list[Any]:
    """What is wider than its place, and words on a picture that stand on others."""
    inner = seen.page.get_by_test_id("stMain").evaluate("main => [main.scrollWidth, main.clientWidth]")
    wide = seen.page.locator(".figure-table").evaluate_all(
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.slice(0, 60))"
    )
    return [*(["the page scrolls sideways"] if inner[0] > inner[1] else []), *wide, *overlaps(seen)]


STAGE = """() => {
  const stage = document.querySelector("[data-testid=stMainBlockContainer]")
  const page = stage.querySelector(":scope > [data-testid=stVerticalBlock]")
  const box = stage.getBoundingClientRect()
  return {left: box.left, top: box.top, width: box.width, height: box.height,
          bottom: page.getBoundingClientRect().top + page.scrollHeight,
          letters: parseFloat(getComputedStyle(document.documentElement).fontSize),
          header: [...document.querySelectorAll("header")].some(e => e.offsetHeight)}
}"""


@pytest.mark.parametrize("path", PAGES)
def test_the_presentation_view_is_the_page_alone_on_1600_by_900(browser: Browser, example: str, path: str) -> None:
    with visit(browser, example, width=1600) as seen:
        seen.open(path, present="1", **({} if path in ("", "method") else {"phase": "LAB-2"}))
        seen.page.wait_for_timeout(1500)  # until the letters have found their size
        stage = seen.page.evaluate(STAGE)
    assert (stage["left"], stage["top"], stage["width"], stage["height"]) == (0, 0, 1600, 900)
    assert not stage["header"]
    assert stage["bottom"] <= 900
    assert stage["letters"] >= 10


def test_a_picture_can_be_saved_and_says_where_it_comes_from(browser: Browser, example: str, tmp_path: Path) -> None:
    with visit(browser, example) as seen:
        seen.open("overview", phase="LAB-2")
        for form in ("SVG", "PNG"):
            with seen.page.expect_download() as waiting:
                seen.page.get_by_role("button", name=f"Save this picture as {form}").first.click()
            waiting.value.save_as(tmp_path / f"bars.{form.lower()}")
            assert re.fullmatch(rf"bars-\d{{4}}-\d\d-\d\d-internal\.{form.lower()}", waiting.value.suggested_filename)
    drawn = (tmp_path / "bars.svg").read_text(encoding="utf-8")
    for text in (
        "Phase Two: money in sight against what is needed",
        "EUR · as of",
        "INTERNAL",
        "source",
        "Record 1 · ",
    ):
        assert text in drawn, text
    assert (tmp_path / "bars.png").read_bytes().startswith(b"\x89PNG")


def test_a_bar_of_the_waterfall_opens_into_its_movements(browser: Browser, example: str) -> None:
    with visit(browser, example) as seen:
        seen.open("changes", phase="LAB-2", as_of="2026-11-22")
        opening = seen.rows("Rung by rung")[0]
        seen.page.locator(".st-key-changes-money .barlayer .point path").first.click(force=True)
        expect(seen.page.get_by_role("dialog")).to_be_visible()
        seen.settle()
        total = seen.rows("Movements")[-1][4]
        assert opening[-3 if len(opening) > 7 else -1].startswith(total)
        assert total.replace(",", "").replace(".", "").isdigit()
        seen.page.keyboard.press("Escape")
        expect(seen.page.get_by_role("dialog")).to_have_count(0)
        seen.page.get_by_role("radio", name="30 days").click()
        seen.settle()
        assert seen.page.get_by_role("dialog").count() == 0, "a mark that stays opens nothing again"


def test_every_page_shows_text_as_text_and_asks_nobody_else(browser: Browser, hostile: str) -> None:
    with visit(browser, hostile) as seen:
        for path in PAGES:
            for view in views(seen, path):
                text = seen.text()
                for name in NAMES.get(view, ()):
                    assert name in text, (view, name)
                for link in seen.page.locator("a[href]").evaluate_all("all => all.map(a => a.href)"):
                    assert not re.search(r"example\.invalid|^javascript:", link), (view, link)
                assert seen.page.locator("img[src=x], h1 *, .js-plotly-plot a, .drawn a").count() == 0, view
                assert seen.hosts == {"127.0.0.1"}, view
                assert seen.complaints == [], view
