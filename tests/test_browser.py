"""The first page as its reader meets it: started in an empty folder, in a real browser, by mouse and keys."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import BY_STREAMLIT, Visit, launch, overlaps, serve, visit
from tests.hostile import HOSTILE, PHASE, TITLE, start_hostile
from tracker import desk

RUNGS = [
    ["Received", "0", "700,000", "0 %", "2,900,000", "0 %"],
    ["+ Signed", "0", "700,000", "0 %", "2,900,000", "0 %"],
    ["+ Announced", "200,000", "500,000", "28.6 %", "2,700,000", "6.9 %"],
    ["+ Anticipated", "400,000", "300,000", "57.1 %", "2,500,000", "13.8 %"],
    ["+ Possible", "~500,000 (400,000 to 500,000)", "~200,000", "71.4 %", "~2,400,000", "17.2 %"],
]
BOTTOM_LINE = (
    "Nothing is received or signed; $200,000 is announced of the $700,000 needed for June 2010. "
    "Counting everything in sight, at least about $200,000 is missing."
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as found:
        yield found


@pytest.fixture(scope="module")
def paris(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What a new user gets: `tracker serve` in an empty folder."""
    with serve(tmp_path_factory.mktemp("paris")) as url:
        yield url


@pytest.fixture(scope="module")
def example(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("example")
    desk.start_ledger(_ledger(folder), desk.data_folder("example"), author="test", now=datetime.now(UTC))
    with serve(folder) as url:
        yield url


@pytest.fixture
def reader(browser: Browser, paris: str) -> Iterator[Visit]:
    with visit(browser, paris) as seen:
        yield seen


def _ledger(folder: Path) -> str:
    return f"sqlite:///{folder / 'tracker.db'}"


def _figures(seen: Visit) -> list[list[str]]:
    """The table of rungs, a cell's small print in brackets behind it."""
    rows = seen.rows("What is missing, counting from each rung")
    return [[_cell(text) for text in row] for row in rows]


def _cell(text: str) -> str:
    figure, *aside = text.replace("\u00a0", " ").strip().split("\n")
    return f"{figure} ({', '.join(aside)})" if aside else figure


def _choose_day(seen: Visit, year: str, month: str, day: str) -> None:
    """Type a date as a keyboard user does: into the field's year, month and day."""
    field = seen.page.get_by_test_id("stDateInput").first
    field.get_by_role("spinbutton", name="year").focus()
    for digits in (year, month, day):
        seen.page.keyboard.type(digits, delay=15)
    # The day is taken when the reader leaves the field, past the button of its calendar.
    seen.page.keyboard.press("Tab")
    seen.page.keyboard.press("Tab")
    seen.page.wait_for_url(f"**as_of={year}-{month}-{day}**")
    seen.settle()


def _open_figure(seen: Visit, name: str, nth: int = 0) -> None:
    seen.page.get_by_role("button", name=name, exact=True).nth(nth).press("Enter")
    expect(seen.page.get_by_role("dialog").get_by_test_id("stText").first).to_be_visible()
    seen.settle()


def test_the_first_page_shows_the_bottom_line_and_every_figure(reader: Visit) -> None:
    reader.open()
    assert reader.page.locator("h1").inner_text() == "The start is not yet covered."
    assert reader.page.locator("p.rest").inner_text() == BOTTOM_LINE
    assert reader.page.locator("p.next").inner_text().startswith("Next chance to ask: Policy Consultative Group")
    assert _figures(reader) == RUNGS
    assert [row[0] for row in reader.rows("Who stands where")][:3] == [
        "Russian Federation",
        "France",
        "United States",
    ]
    assert reader.page.locator(".drawn svg").count() == 3
    for text in ("START", "missing ~$2.4M", "Record 1"):
        assert text in reader.text()


def test_another_date_by_keyboard_moves_the_figures(reader: Visit) -> None:
    reader.open()
    _choose_day(reader, "2009", "11", "01")
    assert reader.page.locator("h1").inner_text() == "What is needed is not known."
    assert reader.page.locator("p.rest").inner_text().startswith("Nothing is ")
    assert [row[1:] for row in _figures(reader)] == [["0", "—", "—"]] * 5
    assert "requirement not known" in reader.text()
    _choose_day(reader, "2009", "11", "27")
    assert _figures(reader) == RUNGS


@pytest.mark.parametrize("by", ["switch", "link"])
def test_partners_are_sent_nothing_softer_than_announced_money(reader: Visit, by: str) -> None:
    """Read off the wire: what a reader's machine never received cannot be found on it."""
    if by == "switch":
        reader.open()
        assert "France" in "".join(reader.frames)
        reader.frames.clear()
        reader.page.get_by_role("radio", name="Partners").click()
        reader.page.wait_for_url("**audience=partners**")
        reader.settle()
    else:
        reader.open(audience="partners")
    assert _figures(reader) == [
        ["Received", "0", "700,000", "0 %", "2,900,000", "0 %"],
        ["+ Signed", "0", "700,000", "0 %", "2,900,000", "0 %"],
        ["+ Announced", "200,000", "500,000", "28.6 %", "2,700,000", "6.9 %"],
    ]
    # The public source is a cable of the United States' mission, and says so.
    sent = "".join(reader.frames).replace("United States Mission to International Organizations", "")
    assert "Russian Federation" in sent
    for word in (
        "France",
        "FRA-PPI",
        "United States",
        "USA-PPI",
        "400,000",
        "100,000",
        "$400K",
        "$100K",
        "~$",
    ):
        assert word not in sent, word
    for word in ("Anticipated", "Possible", "expected", "prospective", "no commitment"):
        assert word not in sent, word


def test_a_link_restores_the_view_and_the_address_follows(browser: Browser, example: str) -> None:
    with visit(browser, example) as seen:
        asked = {"initiative": "LAB", "phase": "LAB-2", "as_of": "2026-06-30", "audience": "partners"}
        seen.open(**asked)
        told = "initiative=LAB&phase=LAB-2&as_of=2026-06-30&audience=partners"
        assert seen.asked == told
        before = _figures(seen)
        assert len(before) == 3
        assert "Forensic drug laboratories network" in seen.page.locator(".kicker").inner_text()
        assert seen.page.get_by_role("radio", name="Partners").is_checked()
        seen.page.reload()
        seen.settle()
        assert (seen.asked, _figures(seen)) == (told, before)
        seen.page.get_by_role("combobox", name="Phase").click()
        seen.page.get_by_role("option", name="Phase One").click()
        seen.page.wait_for_url("**phase=LAB-1&as_of=2026-06-30&audience=partners")
        seen.settle()
        assert _figures(seen) != before
        changed = (seen.asked, _figures(seen))
        seen.page.reload()
        seen.settle()
        assert (seen.asked, _figures(seen)) == changed


def test_a_pressed_figure_opens_the_movements_that_it_is_the_sum_of(reader: Visit) -> None:
    reader.open()
    _open_figure(reader, "400,000")
    rows = reader.rows("Movements")
    assert [row[2].split("\n")[0] for row in rows[:-1]] == ["France", "Russian Federation"]
    assert (rows[-1][0], rows[-1][4]) == ("Sum", "400,000")
    assert sum(int(row[4].replace(",", "")) for row in rows[:-1]) == 400_000
    assert [row[1] for row in reader.rows("Rows of pledges")] == ["FRA-PPI-3", "RUS-PPI-3"]
    assert [row[0] for row in reader.rows("Sources")] == ["09UNVIEVIENNA548"]
    reader.page.keyboard.press("Escape")
    expect(reader.page.get_by_role("dialog")).to_have_count(0)
    _open_figure(reader, "2,700,000")
    closing = [(row[0], row[4]) for row in reader.rows("Movements")[-3:]]
    assert closing == [("Sum of money", "200,000"), ("Needed", "2,900,000"), ("Missing", "2,700,000")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("data", ["paris", "example"])
def test_nothing_leaves_the_machine_and_nothing_complains(
    browser: Browser, data: str, scheme: str, request: pytest.FixtureRequest
) -> None:
    with visit(browser, request.getfixturevalue(data), scheme=scheme) as seen:
        seen.open(phase={"paris": "PPI-3", "example": "LAB-2"}[data])
        _open_figure(seen, "0")
        assert seen.hosts == {"127.0.0.1"}
        assert seen.complaints == []
        ground = seen.page.get_by_test_id("stApp").evaluate("element => getComputedStyle(element).backgroundColor")
        assert ground == ("rgb(16, 22, 29)" if scheme == "dark" else "rgb(255, 255, 255)")
        drawn = seen.page.locator(".drawn svg").first.evaluate("svg => svg.style.background")
        assert drawn == ground


def test_copy_puts_the_bottom_line_on_the_clipboard(reader: Visit) -> None:
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=reader.url.rstrip("/"))
    reader.open()
    reader.page.get_by_role("button", name="Copy", exact=True).click()
    expect(reader.page.get_by_role("button", name="Copied")).to_be_visible()
    copied = reader.page.evaluate("navigator.clipboard.readText()")
    assert f"The start is not yet covered. {BOTTOM_LINE}" in copied
    assert "as of 4 Dec 2009 · INTERNAL" in copied


def test_every_figure_can_be_reached_and_opened_by_keyboard(reader: Visit) -> None:
    reader.open()
    buttons = reader.page.locator("button.ask")
    wanted, reached = buttons.count(), []
    assert wanted > 20
    reader.page.locator("button.copy").focus()
    for _ in range(wanted + 20):
        reader.page.keyboard.press("Tab")
        deepest = "let e = document.activeElement; while (e?.shadowRoot?.activeElement) "
        deepest += "e = e.shadowRoot.activeElement;"
        found = reader.page.evaluate(f"() => {{ {deepest} return e?.className === 'ask' ? e.textContent : null }}")
        reached.extend([found] if found is not None else [])
    assert reached == buttons.all_inner_texts()


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_nothing_is_wider_than_the_screen(browser: Browser, paris: str, example: str, width: int) -> None:
    """A table that is too wide for a telephone scrolls in itself; a wide screen has all figures in view."""
    for url, phase in ((paris, "PPI-3"), (example, "ALT-2" if width == 390 else "LAB-2")):
        with visit(browser, url, width=width) as seen:
            seen.open(phase=phase)
            inner = seen.page.get_by_test_id("stMain").evaluate("main => [main.scrollWidth, main.clientWidth]")
            assert inner[0] <= inner[1], phase
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
            if width > 700:
                spans = seen.page.locator(".figure-table").evaluate_all(
                    "all => all.map(e => e.scrollWidth - e.clientWidth)"
                )
                assert max(spans) <= 0, (phase, spans)
            assert overlaps(seen) == [], phase


def test_it_prints_on_two_pages_of_a4_at_most(reader: Visit, tmp_path: Path) -> None:
    reader.open()
    printed = tmp_path / "page.pdf"
    reader.page.pdf(path=printed, prefer_css_page_size=True)
    assert printed.read_bytes().count(b"/Type /Page\n") <= 2
    pdftotext, pdfinfo = shutil.which("pdftotext"), shutil.which("pdfinfo")
    if not (pdftotext and pdfinfo):
        pytest.skip("pdftotext, which reads a PDF's words, is not here")
    told = subprocess.run([pdfinfo, printed], capture_output=True, text=True, check=True).stdout
    assert "(A4)" in told
    words = subprocess.run([pdftotext, "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
    words = "".join(words.split())  # a reader of PDFs guesses where words part
    for text in (
        "The start is not yet covered.",
        "2,700,000",
        "17.2 %",
        "Sources of this page",
        "Russian Federation",
    ):
        assert text.replace(" ", "") in words


@pytest.mark.parametrize("command", ["tracker", "streamlit"])
def test_it_listens_on_this_machine_only(
    browser: Browser, paris: str, command: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if command == "tracker":
        assert _listeners(paris) == {"0100007F"}
        return
    with serve(tmp_path_factory.mktemp("streamlit"), BY_STREAMLIT) as url, visit(browser, url) as seen:
        assert _listeners(url) == {"0100007F"}
        assert _figures(seen.open()) == RUNGS
        assert seen.complaints == []


def _listeners(url: str) -> set[str]:
    """The addresses, in hexadecimal, on which somebody listens on a port."""
    port = f"{int(url.rstrip('/').rsplit(':', 1)[1]):04X}"
    tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
    if not tables[0].exists():
        pytest.skip("only Linux tells who listens where in /proc/net/tcp")
    rows = [line.split() for table in tables if table.exists() for line in table.read_text().splitlines()[1:]]
    return {row[1].split(":")[0] for row in rows if row[3] == "0A" and row[1].endswith(f":{port}")}


@pytest.fixture(scope="module")
def hostile(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    start_hostile(folder, 1)
    with serve(folder) as url:
        yield url


@pytest.mark.parametrize("width", [1440, 390])
def test_text_of_any_kind_is_shown_as_text(browser: Browser, hostile: str, width: int) -> None:
    with visit(browser, hostile, width=width) as seen:
        seen.open()
        _open_figure(seen, "4,000,000")
        text = seen.text()
        for name in (*HOSTILE, PHASE, TITLE):
            assert name in text, name
        drawn = "\n".join(seen.page.locator(".drawn svg text").all_text_contents())
        if width == 1440:
            assert f"{HOSTILE[0]} $4M" in drawn
            assert f"{PHASE}: money in sight against what is needed" in drawn
        assert "<S>&amp; 1" in drawn
        for link in seen.page.locator("a[href]").evaluate_all("all => all.map(a => a.href)"):
            assert "example.invalid" not in link
            assert not link.startswith("javascript:")
        assert seen.page.locator("img[src=x], h1 *, .js-plotly-plot a, .drawn a").count() == 0
        assert seen.hosts == {"127.0.0.1"}
        assert seen.complaints == []


def test_the_date_slides_over_the_days_on_which_something_changes(reader: Visit) -> None:
    reader.open()
    slider = reader.page.get_by_role("slider")
    assert slider.get_attribute("aria-valuetext") == "2009-12-04"
    slider.press("ArrowLeft")
    reader.page.wait_for_url("**as_of=2009-11-27**")
    assert "as of 27 Nov 2009" in reader.settle().text()
    for _ in range(4):  # the last of what is asked for fast is what is shown
        slider.press("ArrowRight")
    reader.page.wait_for_url("**as_of=2010-06-30**")
    reader.page.get_by_role("button", name="The day before on which something changes").click()
    reader.page.wait_for_url("**as_of=2010-03-31**")
    assert "as of 31 Mar 2010" in reader.settle().text()
    _choose_day(reader, "2009", "11", "01")
    assert slider.get_attribute("aria-valuetext") == "2009-11-01"
