"""The port without a login: this machine's own requests only, and no answer without its security headers."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from starlette.types import Message
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.browser import ROOT, free_port, serve
from tests.visitors import SECRET, set_up_login
from tracker.ledger import Grant
from tracker.problems import RefusedError
from tracker.web import login as logins
from tracker.web.binding import comes_from_here, is_loopback, refuse_open_settings
from tracker.web.gate import Gate
from tracker.web.login import Login


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("alone")) as found:
        yield found


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("127.0.0.1", True), ("127.0.0.1:8501", True), ("127.9.9.9", True), ("localhost", True), ("LOCALHOST:1", True),
        ("localhost.", True), ("[::1]:8501", True), ("[::ffff:127.0.0.1]", True), ("", False), (None, False),
        ("0.0.0.0", False), ("[::]", False), ("192.168.1.5", False), ("127.0.0.1.evil.example", False),
        ("localhost.evil.example", False), ("evil.example", False), ("[::ffff:10.0.0.1]", False), ("2130706433", False),
        ("[broken", False), ("127.0.0.1@evil.example", False), ("evil.example/127.0.0.1", False),
    ],
)  # fmt: skip
def test_which_names_are_this_machine_s_own(host: str | None, is_own: bool) -> None:
    assert is_loopback(host) is is_own


def test_a_request_through_a_proxy_may_come_from_anywhere() -> None:
    assert comes_from_here("127.0.0.1", "localhost:8501", [b"host", b"accept"])
    assert comes_from_here("::1", "localhost:8501", [])
    assert not comes_from_here("10.0.0.1", "localhost:8501", [])
    assert not comes_from_here(None, "localhost:8501", [])
    for name in (b"x-forwarded-for", b"forwarded", b"via", b"x-real-ip", b"x-forwarded-host"):
        assert not comes_from_here("127.0.0.1", "localhost:8501", [name])


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.5:8501", "127.0.0.1.evil.example", "0.0.0.0"])
@pytest.mark.parametrize("path", ["/", "/api/v1/gaps", "/_stcore/health", "/static/js/x.js", "/media/x"])
def test_a_name_that_was_pointed_at_this_machine_opens_nothing(url: str, host: str, path: str) -> None:
    answer = httpx.get(url.rstrip("/") + path, headers={"Host": host})
    assert answer.status_code == 403
    assert "Paris" not in answer.text


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [("own", True), (None, True), ("http://evil.example", False), ("http://localhost:1", False), ("null", False)],
)
def test_a_page_from_elsewhere_cannot_talk_to_this_one(url: str, origin: str | None, is_let_in: bool) -> None:
    address = url.replace("http", "ws") + "_stcore/stream"
    origin = url.rstrip("/") if origin == "own" else origin
    try:
        with connect(address, origin=origin, subprotocols=["streamlit"], proxy=None):  # type: ignore[arg-type,list-item]
            status = 101
    except InvalidStatus as refused:
        status = refused.response.status_code
    assert status == (101 if is_let_in else 403)


@pytest.mark.parametrize(
    "path",
    ["/", "/overview", "/_stcore/health", "/_stcore/host-config", "/api/v1/gaps", "/api/v1/no", "/media/none.csv",
     "/favicon.png", "/_stcore/agent/openapi.json", "/static/none.js", "/_stcore/metrics", "//evil.example"],
)  # fmt: skip
def test_every_answer_carries_the_security_headers(url: str, path: str) -> None:
    answer = httpx.get(url.rstrip("/") + path, headers={"Origin": "https://evil.example"})
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    if not path.startswith("/static/"):
        assert answer.headers["cache-control"] == "no-store"


def test_the_page_s_own_scripts_may_be_kept(url: str) -> None:
    page = httpx.get(url).text
    script = page.split('crossorigin src=".')[1].split('"')[0]
    assert "immutable" in httpx.get(url.rstrip("/") + script).headers["cache-control"]


def test_without_a_login_it_cannot_be_bound_elsewhere(tmp_path: Path) -> None:
    run = ["streamlit", "run", str(ROOT / "app.py"), "--server.headless=true", "--server.port"]
    ways: list[tuple[list[str], dict[str, str]]] = [
        ([*run, str(free_port())], {"STREAMLIT_SERVER_ADDRESS": "::"}),
        (["tracker", "serve", "--no-browser", "--port", str(free_port()), "--address", "0.0.0.0"], {}),
    ]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "STREAMLIT_"))}
    started = [
        subprocess.Popen(
            [str(shutil.which(words[0], path=str(Path(sys.executable).parent))), *words[1:]], cwd=tmp_path,
            env={**own, "PYTHONPATH": str(ROOT), **more}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        for words, more in ways
    ]  # fmt: skip
    for process in started:
        try:
            said = process.communicate(timeout=120)[1]
        finally:
            process.kill()
        assert process.returncode == 1
        assert "served on 127.0.0.1 only" in said
    assert not (tmp_path / "tracker.db").exists()


def test_with_a_login_it_may_be_bound_elsewhere_and_asks_who_is_there(tmp_path: Path) -> None:
    set_up_login(tmp_path, "http://localhost:1")
    command = ("tracker", "serve", "--no-browser", "--address", "0.0.0.0", "--port")
    with serve(tmp_path, command) as url:
        here = socket.gethostbyname(socket.gethostname())
        for host in ("127.0.0.1", here):
            address = url.replace("127.0.0.1", host)
            assert httpx.get(address).status_code == 401
            assert httpx.get(f"{address}api/v1/gaps").status_code == 401


class TestSettings:
    """Settings that would open something are refused before anything is served."""

    @pytest.fixture(autouse=True)
    def in_a_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        from streamlit.runtime.secrets import Secrets

        self.folder = tmp_path
        monkeypatch.setattr("tracker.web.login.secrets_singleton", secrets := Secrets())
        monkeypatch.setattr("streamlit.auth_util.secrets_singleton", secrets)
        places = [str(tmp_path / ".streamlit" / "secrets.toml")]
        real = logins.config.get_option
        monkeypatch.setattr(
            logins.config,
            "get_option",
            lambda name: self.more.get(name, places if name == "secrets.files" else real(name)),
        )
        self.more: dict[str, object] = {}
        logins.login.cache_clear()
        yield
        logins.login.cache_clear()

    def write(self, text: str) -> None:
        (self.folder / ".streamlit").mkdir(exist_ok=True)
        (self.folder / ".streamlit" / "secrets.toml").write_text(text, encoding="utf-8")

    def test_no_secrets_and_secrets_of_something_else_are_no_login(self) -> None:
        assert logins.login() is None
        logins.login.cache_clear()
        self.write('[database]\nurl = "x"\n')
        assert logins.login() is None

    def test_a_login_is_read_with_its_origin_and_providers(self) -> None:
        set_up_login(self.folder, "https://login.example", redirect_uri="https://funding.example/oauth2callback")
        assert logins.login() == Login("https://funding.example", ("default",))

    def test_a_file_that_goes_while_it_runs_opens_nothing(self) -> None:
        set_up_login(self.folder, "https://login.example")
        first = logins.login()
        (self.folder / ".streamlit" / "secrets.toml").unlink()
        assert first is not None
        assert logins.login() is first

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("[auth\n", "cannot be read"),
            ("[auth]\n", "not complete"),
            ("auth = 1\n", "no section"),
            ('[auth]\nredirect_uri = "x"\ncookie_secret = "y"\nclient_id = "z"\n', "not complete"),
        ],
    )
    def test_a_login_that_cannot_work_is_refused_and_not_left_out(self, text: str, told: str) -> None:
        self.write(text)
        with pytest.raises(RefusedError, match=told):
            logins.login()

    @pytest.mark.parametrize(
        ("more", "told"),
        [({"cookie_secret": "short"}, "draw a long one"), ({"redirect_uri": "http://x.example/"}, "oauth2callback")],
    )
    def test_a_weak_secret_and_a_wrong_address_are_refused(self, more: dict[str, str], told: str) -> None:
        set_up_login(self.folder, "https://login.example", **more)
        with pytest.raises(RefusedError, match=told):
            logins.login()

    @pytest.mark.parametrize(
        ("name", "value"),
        [("server.enableXsrfProtection", False), ("server.enableCORS", False), ("global.developmentMode", True),
         ("server.enableAgentApi", True), ("server.trustedUserHeaders", {"X-User": "email"})],
    )  # fmt: skip
    def test_protections_cannot_be_switched_off(self, name: str, value: object) -> None:
        self.more[name] = value
        for login in (None, Login("https://funding.example", ("default",))):
            with pytest.raises(RefusedError, match=name):
                refuse_open_settings("127.0.0.1", login)

    def test_an_address_needs_a_login_unless_it_is_this_machine_s(self) -> None:
        refuse_open_settings("127.0.0.1", None)
        refuse_open_settings("::1", None)
        refuse_open_settings("0.0.0.0", Login("https://funding.example", ("default",)))
        for address in (None, "", "0.0.0.0", "::", "192.168.1.5", "funding.example"):
            with pytest.raises(RefusedError, match="without a login"):
                refuse_open_settings(address, None)


def test_a_file_is_given_to_whom_it_was_made_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit gives a download to whoever knows its name, which a colleague may have passed on."""
    vic, paul = Grant("i", "vic", "viewer", "Vic"), Grant("i", "paul", "partner", "Paul")
    manager = SimpleNamespace(_files_by_session_and_coord={"v1": {"a": "abc.csv"}, "p1": {"a": "def.csv"}})
    monkeypatch.setattr("tracker.web.gate.Runtime.instance", lambda: SimpleNamespace(media_file_mgr=manager))
    gate = Gate(None, Login("http://x", ("default",)), lambda: None)  # type: ignore[arg-type,return-value]
    gate._sessions.update({"v1": vic, "p1": paul})
    refused = [
        gate._refuse_role(path, grant) is not None
        for grant in (vic, paul, Grant("i", "vic", "partner", "Vic"))
        for path in ("/media/abc.csv", "/media/def.csv")
    ]
    assert refused == [False, True, True, False, True, True]


def test_a_ledger_that_cannot_be_read_closes_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.desk import Actor
    from tracker.ledger import LedgerError

    def broken() -> Any:
        raise LedgerError("sqlite:///secret/place.db is damaged")

    login = Login("http://127.0.0.1:1", ("default",))
    monkeypatch.setattr("tracker.web.gate.find_actor", lambda cookies: Actor("Ada", "i", "ada"))
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {
        "type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"127.0.0.1:1")], "query_string": b"",
        "client": ("127.0.0.1", 5), "server": ("127.0.0.1", 1), "scheme": "http",
    }  # fmt: skip
    asyncio.run(Gate(None, login, broken)(scope, receive, send))  # type: ignore[arg-type]
    assert sent[0]["status"] == 503
    assert b"secret" not in sent[1]["body"]
    assert len(SECRET) > 16


def test_a_page_that_is_open_keeps_no_processor_busy_while_nobody_clicks(tmp_path: Path) -> None:
    """Streamlit's watcher looks through all modules for changes, and its collection through all objects after a click."""
    script = f"""from streamlit import config
config._main_script_path = {str(ROOT / "app.py")!r}
print([config.get_option(name) for name in ("server.fileWatcherType", "runner.postScriptGC")])"""
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['none', False]"
