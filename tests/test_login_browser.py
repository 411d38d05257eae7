"""The login as its users meet it, in a real browser: a partner, a stranger, and somebody whose role is taken."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import Visit, launch, serve, visit
from tests.visitors import NOW, give_roles, provider, set_up_login, soft_words
from tracker import desk
from tracker.ledger import Ledger

PICTURES = os.environ.get("TRACKER_PICTURES")
"""A folder for pictures of these pages, to look at."""


@dataclass
class Office:
    """A dashboard with a login."""

    url: str
    issuer: str
    ledger: Ledger


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as found:
        yield found


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    with ExitStack() as stack:
        issuer = stack.enter_context(provider())
        set_up_login(folder, issuer)
        address = f"sqlite:///{folder / 'tracker.db'}"
        ledger, _ = desk.start_ledger(address, desk.data_folder(), author="test", now=NOW)
        stack.enter_context(ledger)
        give_roles(ledger, issuer)
        yield Office(stack.enter_context(serve(folder)), issuer, ledger)


@contextmanager
def somebody(browser: Browser, office: Office, name: str, scheme: str = "light") -> Iterator[Visit]:
    """Somebody's own browser, logged in by its pages."""
    context = browser.new_context(locale="en")
    with visit(browser, office.url, scheme=scheme, context=context) as seen:
        seen.page.goto(office.url)
        seen.page.get_by_role("link", name="Log in").click()
        seen.page.locator("input[name=sub]").fill(name)
        seen.page.get_by_role("button", name="Authorize").click()
        seen.page.wait_for_url(f"{office.url}**")
        # What came before is the provider's, and the 401 that a browser calls an error.
        seen.complaints.clear()
        seen.requests.clear()
        yield seen
    context.close()


def picture(seen: Visit, name: str) -> None:
    if PICTURES:
        seen.page.screenshot(path=Path(PICTURES) / f"{name}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_partner_s_browser_receives_nothing_softer_than_announced_money(
    browser: Browser, office: Office, scheme: str
) -> None:
    with somebody(browser, office, "paul", scheme) as seen:
        seen.open(audience="internal", as_of="2009-12-04")
        assert [row[0] for row in seen.rows("What is missing")] == ["Received", "+ Signed", "+ Announced"]
        picture(seen, f"partner-{scheme}")
        assert seen.page.get_by_role("radio", name="Internal").count() == 0
        assert "audience=partners" in seen.asked
        seen.page.get_by_role("button", name="200,000", exact=True).first.press("Enter")
        expect(seen.page.get_by_role("dialog").get_by_test_id("stText").first).to_be_visible()
        seen.settle()
        seen.page.keyboard.press("Escape")
        assert soft_words("".join(seen.frames)) == []
        assert "Russian Federation" in "".join(seen.frames)
        assert seen.complaints == []
        assert seen.hosts == {"127.0.0.1"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_somebody_without_a_role_sees_who_they_are(browser: Browser, office: Office, scheme: str) -> None:
    with somebody(browser, office, "stan", scheme) as seen:
        expect(seen.page.get_by_role("heading", name="No role yet")).to_be_visible()
        picture(seen, f"stranger-{scheme}")
        text = seen.text()
        assert f"tracker grant --role viewer -- {office.issuer} stan" in text
        assert "Paris" not in text
        assert seen.frames == []
        desk.give_role(office.ledger, office.issuer, "stan", "viewer", name="Stan", author="test", now=NOW)
        try:
            seen.page.get_by_role("link", name="Try again").click()
            seen.settle()
            assert "France" in seen.text()
        finally:
            desk.take_role(office.ledger, office.issuer, "stan", author="test", now=NOW)


def test_a_role_that_is_taken_is_gone_at_the_next_click(browser: Browser, office: Office) -> None:
    with somebody(browser, office, "vic") as seen:
        seen.open(as_of="2009-12-04")
        assert "France" in "".join(seen.frames)
        desk.take_role(office.ledger, office.issuer, "vic", author="test", now=NOW)
        try:
            seen.frames.clear()
            seen.page.get_by_role("radio", name="Partners").click()
            seen.page.wait_for_timeout(1500)
            assert soft_words("".join(seen.frames)) == []
            seen.page.reload()
            expect(seen.page.get_by_role("heading", name="No role yet")).to_be_visible()
        finally:
            desk.give_role(office.ledger, office.issuer, "vic", "viewer", name="Vic", author="test", now=NOW)


def test_a_viewer_switches_the_audience_and_logs_out(browser: Browser, office: Office) -> None:
    with somebody(browser, office, "vic") as seen:
        seen.open(as_of="2009-12-04")
        assert len(seen.rows("What is missing")) == 5
        seen.page.get_by_role("radio", name="Partners").click()
        seen.page.wait_for_url("**audience=partners**")
        seen.settle()
        assert len(seen.rows("What is missing")) == 3
        seen.page.get_by_role("button", name="Viewer").click()
        picture(seen, "viewer-popover")
        assert seen.complaints == []
        seen.page.get_by_role("button", name="Log out").click()
        seen.page.wait_for_url("**/end_session**")
        seen.page.goto(office.url)
        expect(seen.page.get_by_role("heading", name="Please log in")).to_be_visible()
        picture(seen, "login")
