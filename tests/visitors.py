"""People who log in at a real OIDC provider, and programs that talk to the dashboard as a page does, or as one must not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from oidc_provider_mock import User, run_server_in_thread
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tracker import desk
from tracker.ledger import Ledger

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SECRET = "a cookie secret that is long enough to sign with"
PEOPLE = {"ada": "editor", "eve": "editor", "vic": "viewer", "paul": "partner"}
"""Who has which role; `stan` logs in too, and has none."""
SOFT = (
    "France", "FRA-PPI", "United States", "USA-PPI", "400,000", "100,000", "$400K", "$100K", "~$", "Anticipated",
    "Possible", "expected", "prospective", "no commitment",
)  # fmt: skip
"""What only internal readers may know of the Paris Pact."""
PUBLIC_TITLE = "United States Mission to International Organizations"
"""The public source is a cable of the United States' mission, and says so."""


@contextmanager
def provider() -> Iterator[str]:
    """A real OIDC provider; its issuer."""
    people = [User(sub=name, claims={"name": name.capitalize()}) for name in (*PEOPLE, "stan")]
    with run_server_in_thread(user_claims=people) as server:
        yield f"http://localhost:{server.server_port}"


def set_up_login(folder: Path, issuer: str, **more: str) -> None:
    """The login's settings, as docs/access.md shows them."""
    settings = {
        "redirect_uri": "http://127.0.0.1:{port}/oauth2callback", "cookie_secret": SECRET, "client_id": "tracker",
        "client_secret": "secret", "server_metadata_url": f"{issuer}/.well-known/openid-configuration", **more,
    }  # fmt: skip
    (folder / ".streamlit").mkdir(exist_ok=True)
    lines = ["[auth]", *(f'{name} = "{value}"' for name, value in settings.items())]
    (folder / ".streamlit" / "secrets.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def give_roles(ledger: Ledger, issuer: str) -> None:
    """The roles of everybody in PEOPLE."""
    for name, role in PEOPLE.items():
        desk.give_role(ledger, issuer, name, role, name=name.capitalize(), author="test", now=NOW)


class Visitor:
    """A program with a browser's cookies."""

    def __init__(self, url: str, name: str | None = None) -> None:
        self.url, self.origin = url, url.rstrip("/")
        self.client = httpx.Client(base_url=url, follow_redirects=False, timeout=30)
        self.client.get("/_stcore/health")
        if name is not None:
            self.log_in(name)

    def log_in(self, name: str) -> None:
        """The whole way: to the provider, through its form, and back."""
        form = self.client.get("/auth/start/default", follow_redirects=True)
        assert form.status_code == 200, form.text
        back = self.client.post(str(form.url), data={"sub": name})
        done = self.client.get(back.headers["location"])
        assert done.status_code == 302, done.text

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers=headers)

    def status(self, method: str, path: str) -> int:
        """The status of a request that carries what a page of the dashboard would send with it."""
        files = {"file": ("a.csv", b"donor\n", "text/csv")} if method == "PUT" else None
        headers = {"Origin": self.origin, "X-Xsrftoken": self.xsrf}
        return self.client.request(method, path, files=files, headers=headers).status_code

    @property
    def xsrf(self) -> str:
        return self.client.cookies.get("_streamlit_xsrf") or ""

    def cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.client.cookies.jar)

    @contextmanager
    def talk(self, *, origin: str | None = "own", cookies: str | None = None, session: str = "") -> Iterator["Talk"]:
        """An open page, without the page: its websocket. A refused one raises InvalidStatus."""
        protocols: Any = ["streamlit", self.xsrf, session] if session else ["streamlit", self.xsrf]
        headers = {"Cookie": self.cookies() if cookies is None else cookies}
        with connect(
            f"ws://{urlsplit(self.url).netloc}/_stcore/stream",
            subprotocols=protocols,
            additional_headers=headers,
            origin=self.origin if origin == "own" else origin,
            max_size=None,
            proxy=None,
        ) as socket:  # type: ignore[arg-type]
            yield Talk(socket)


class Talk:
    """What is said over one websocket, every byte of it kept."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.heard = b""
        self.kinds: list[str] = []
        self.session = ""

    def send(self, message: BackMsg) -> None:
        self.socket.send(message.SerializeToString())

    def run(self, query: str = "", page: str = "", **widgets: str) -> str:
        """Ask for a run of the page, and give the text of everything that came of it."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_script_hash = page
        for name, value in widgets.items():
            message.rerun_script.widget_states.widgets.add(id=name, string_value=value)
        self.send(message)
        return self.hear()

    def hear(self, seconds: float = 30) -> str:
        """Everything up to the end of a run, or of the talk."""
        came = b""
        while True:
            try:
                data = self.socket.recv(timeout=seconds)
            except (ConnectionClosed, TimeoutError):
                break
            assert isinstance(data, bytes)
            came += data
            message = ForwardMsg()
            message.ParseFromString(data)
            self.kinds.append(str(message.WhichOneof("type")))
            if message.HasField("new_session"):
                self.session = message.new_session.initialize.session_id
            if message.WhichOneof("type") == "script_finished":
                break
        self.heard += came
        return came.decode("utf-8", "replace")

    @property
    def is_closed(self) -> bool:
        """Whether the server ended the talk, within a second."""
        try:
            while True:
                self.socket.recv(timeout=1)
        except ConnectionClosed:
            return True
        except TimeoutError:
            return False


def soft_words(text: str) -> list[str]:
    """What of a text partners may not know."""
    kept = text.replace(PUBLIC_TITLE, "")
    return [word for word in SOFT if word in kept]
