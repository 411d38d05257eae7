"""Pages without a browser: opened as a link would open them, by a reader with a role; and what they send."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from tracker import desk
from tracker.ledger import open_ledger
from tracker.web.login import Login

APP = Path(__file__).resolve().parents[1] / "app.py"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
ISSUER = "https://login.example"
HEADS = {
    "initiatives": "initiative,title,lead_agency,currency,iati_identifier,source,note",
    "phases": "phase,initiative,title,starts_on,ends_on,source,note",
    "donors": "donor,name,country,kind,aliases,source,note",
    "budgets": "phase,stated_on,component,period_start,period_end,amount,currency,support_cost_rate,source,note",
    "pledges": "pledge,status_on,status,phase,donor,amount,currency,approximate,low,high,due_on,component,"
    "form,condition,reason,likelihood,agreement,confirmed_on,source,note",
}

Opener = Callable[..., AppTest]


def folder_of(folder: Path, **rows: list[str]) -> Path:
    """A folder of CSV files, one for each table that is given."""
    folder.mkdir()
    for name, lines in rows.items():
        (folder / f"{name}.csv").write_text("\n".join([HEADS[name], *lines]) + "\n", encoding="utf-8")
    return folder


def pledges_of(*starts: str) -> list[str]:
    """Rows of pledges that end after their currency."""
    return [start + "," * (HEADS["pledges"].count(",") - start.count(",")) for start in starts]


def opener(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Opener:
    """Run a page on a folder of tables (or on a ledger's address), as a link to it would; `role` logs somebody in."""

    def run(
        source: Path | str, page: str = "", *, role: str | None = None, timeout: float = 60, locale: str = "",
        dark: bool = False, **asked: str,
    ) -> AppTest:  # fmt: skip
        url = source if isinstance(source, str) else f"sqlite:///{folder / 'a.db'}"
        if isinstance(source, Path) and not (folder / "a.db").exists():
            desk.start_ledger(url, source, author="test", now=NOW)
        monkeypatch.setenv("TRACKER_LEDGER", url)
        app = AppTest.from_file(str(APP), default_timeout=timeout)
        if role is not None:
            _log_in(app, url, role, monkeypatch)
        app.context = {"theme": "dark" if dark else "light", **({"locale": locale} if locale else {})}
        if page:
            app._page_hash = calc_hash(page)  # AppTest itself only opens pages that are files
        for name, value in asked.items():
            app.query_params[name] = value
        return app.run()

    return run


def _log_in(app: AppTest, url: str, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(url) as ledger:
        desk.give_role(ledger, ISSUER, role, role, name=role.capitalize(), author="test", now=NOW)
    monkeypatch.setattr("tracker.dashboard.session.login", lambda: Login("http://127.0.0.1", ("default",)))
    app.user = {"is_logged_in": True, "iss": ISSUER, "sub": role, "name": role.capitalize()}


def parts_of(page: AppTest) -> dict[str, Any]:
    """What each of the page's own components is given, by its key."""
    found = [element.proto for element in page.main if element.type == "bidi_component"]
    return {proto.id.split("-", 2)[2]: json.loads(proto.json) for proto in found}


def cells_of(page: AppTest, table: str) -> list[list[str]]:
    """The texts of a table's rows."""
    return [[cell["text"] for cell in row["cells"]] for row in parts_of(page)[table]["rows"]]


def said_by(page: AppTest) -> str:
    """Everything that the page sends to the browser, as text."""
    return "\n".join(str(element.proto) for element in page.main if hasattr(element, "proto"))


def one(value: str | list[str]) -> str:
    """The one value of a parameter of an address."""
    return value if isinstance(value, str) else value[0]


def turn_to(page: AppTest, path: str) -> AppTest:
    """Press a page's name in the navigation, which drops what the address asks for."""
    page.query_params.clear()
    page._page_hash = calc_hash(path)
    return page.run()
