"""A dashboard started as its user would, and a browser that keeps a record of what went over the wire."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebSocket, expect, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.require import require

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
PATIENCE = 30_000
"""How long a page may take, in milliseconds, before a test gives up; a busy machine is slow."""
expect.set_options(timeout=PATIENCE)
BY_COMMAND = ("tracker", "serve", "--no-browser", "--port")
BY_STREAMLIT = ("streamlit", "run", str(ROOT / "app.py"), "--server.headless=true", "--server.port")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serve(folder: Path, command: tuple[str, ...] = BY_COMMAND, **environment: str) -> Iterator[str]:
    """The address of a dashboard that runs in a folder; it is ended by its own process id."""
    port = free_port()
    program = shutil.which(command[0], path=str(Path(sys.executable).parent))
    assert program, f"{command[0]} is not installed beside {sys.executable}"
    own = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "STREAMLIT_"))}
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [program, *command[1:], str(port)], cwd=folder, stdout=log, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, env={**own, "PYTHONPATH": paths, **environment},
        )  # fmt: skip
    try:
        _wait(process, port, folder / "serve.log")
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError(f"the dashboard did not start:\n{log.read_text(errors='replace')}")


@contextmanager
def launch() -> Iterator[Browser]:
    """A headless Chromium."""
    require(CHROMIUM, "Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page, and what happened on it since it was opened."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    is_waiting: bool = False
    """Whether the page has asked its server for something that has not been answered to the end."""

    def open(self, path: str = "", **asked: str) -> "Visit":
        """Go to a page, by a link that asks for something, and wait until it stands still."""
        self.page.goto(self.url + path + ("?" + urlencode(asked) if asked else ""))
        return self.settle()

    def settle(self) -> "Visit":
        """Wait until the server has nothing more to say, and the pictures are drawn."""
        before, deadline = "", time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline:
            self.page.wait_for_timeout(120)
            if self.is_waiting:
                continue
            self.page.locator("h1, [data-testid=stAlert]").first.wait_for(timeout=PATIENCE)
            self.page.wait_for_function(_IS_STILL, timeout=PATIENCE)
            self.page.wait_for_function(_IS_DRAWN, timeout=PATIENCE)
            now = self.text()
            if now == before and not self.is_waiting:
                break
            before = now
        return self

    def hear(self, payload: str | bytes) -> None:
        """Keep a message of the server, and whether it ends an answer; a run that gives way to another does not."""
        self.frames.append(payload if isinstance(payload, str) else payload.decode("utf-8", "replace"))
        if isinstance(payload, bytes):
            said = ForwardMsg.FromString(payload)
            if said.WhichOneof("type") == "script_finished":
                self.is_waiting = said.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def say(self, payload: str | bytes) -> None:
        """Take note of a message to the server."""
        if isinstance(payload, bytes) and BackMsg.FromString(payload).WhichOneof("type") == "rerun_script":
            self.is_waiting = True

    @property
    def asked(self) -> str:
        """What the address asks for."""
        return urlsplit(self.page.url).query

    def text(self) -> str:
        """All text of the page, its tables and pictures included."""
        return str(self.page.evaluate(_ALL_TEXT))

    def rows(self, caption: str) -> list[list[str]]:
        """The cells of the table with a caption."""
        found = self.page.locator("table").filter(has=self.page.locator("caption", has_text=caption)).last
        return [row.locator("th, td").all_inner_texts() for row in found.locator("tbody tr").all()]

    @property
    def hosts(self) -> set[str]:
        """Every host that was asked for anything."""
        return {urlsplit(url).hostname or "" for url in self.requests if not url.startswith(("data:", "blob:"))}


_IS_STILL = """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
  && !document.querySelector('[data-stale=true]')"""
_IS_DRAWN = """() => {
  const roots = [...document.querySelectorAll("*")].filter(e => e.shadowRoot).map(e => e.shadowRoot)
  const tables = roots.flatMap(root => [...root.querySelectorAll(".figure-table, .drawn")])
  const charts = [...document.querySelectorAll("[data-testid=stPlotlyChart]")]
  return tables.every(table => table.firstElementChild) && charts.every(chart => chart.querySelector(".main-svg"))
}"""
"""Whether every table and picture that has arrived is drawn; a slow machine draws them after the script has ended."""
_ALL_TEXT = """() => {
  const texts = []
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) texts.push(node.data)
    if (node.localName === "style" || node.localName === "script") return
    if (node.shadowRoot) walk(node.shadowRoot)
    for (const child of node.childNodes) walk(child)
  }
  walk(document.body)
  return texts.join("\\n")
}"""


@contextmanager
def visit(
    browser: Browser, url: str, *, width: int = 1440, scheme: Any = "light", context: BrowserContext | None = None
) -> Iterator[Visit]:
    """A new page, whose requests, complaints and websocket frames are kept; scripts stay cached."""
    context = context or (browser.contexts[0] if browser.contexts else browser.new_context(locale="en"))
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    seen = Visit(page, url)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("pageerror", lambda error: seen.complaints.append(f"page error: {error}"))
    page.on("console", lambda said: _keep_complaint(seen, said))
    page.on("dialog", lambda dialog: (seen.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def listen(socket: WebSocket) -> None:
        seen.requests.append(socket.url)
        socket.on("framereceived", seen.hear)
        socket.on("framesent", seen.say)

    page.on("websocket", listen)
    try:
        yield seen
    finally:
        page.close()


def _keep_complaint(seen: Visit, said: ConsoleMessage) -> None:
    """Streamlit's own page looks for its server below the address it was opened at first, and says that it erred."""
    path = urlsplit(said.location.get("url", "")).path
    is_search = path.count("/") == 3 and path.endswith(("/_stcore/health", "/_stcore/host-config"))
    if said.type == "error" and not is_search:
        seen.complaints.append(said.text)


def overlaps(seen: Visit) -> list[list[str]]:
    """Words on a picture that stand on other words, or leave the picture."""
    return seen.page.evaluate(
        """() => [document, ...[...document.querySelectorAll("*")].map(e => e.shadowRoot).filter(Boolean)].flatMap(
          root => [...root.querySelectorAll(".js-plotly-plot, .drawn")]).flatMap(plot => {
          const frame = plot.getBoundingClientRect()
          const texts = [...plot.querySelectorAll(".annotation-text, .bartext, .xtick text, .ytick text, .drawn text")]
            .filter(text => text.textContent && getComputedStyle(text).display !== "none")
            .map(text => [text.textContent, text.getBoundingClientRect()]).filter(([, box]) => box.width)
          const out = texts.filter(([, b]) =>
            b.left < frame.left - 1 || b.right > frame.right + 1 || b.top < frame.top - 1)
          const on = texts.flatMap(([one, a], i) => texts.slice(i + 1).filter(([, b]) =>
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3).map(([other]) => [one, other]))
          return [...out.map(([text]) => [text]), ...on]
        })"""
    )  # type: ignore[no-any-return]
