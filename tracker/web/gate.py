"""The gate in front of everything on the port: who may pass is decided here, before Streamlit sees a request.

What is not named as open is closed. Without a login only this machine's own requests pass. With one, everything but
the login itself, the page's own scripts and styles, and the API (which asks for a token) needs a role, looked up in the
ledger at every request and at every message of an open page.
"""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from anyio import to_thread
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from streamlit.user_info import generate_login_redirect_url

from tracker import desk, terms
from tracker.ledger import Grant, Ledger, LedgerError
from tracker.web.api import API
from tracker.web.binding import comes_from_here
from tracker.web.doorstep import START, login_page, stranger_page
from tracker.web.login import Login, find_actor

_OPEN = frozenset(
    {"/_stcore/health", "/_stcore/host-config", "/auth/login", "/auth/logout", "/oauth2callback", "/favicon.png",
     "/manifest.json"}
)  # fmt: skip
_OPEN_FOLDER = "/static/"
_STREAM, _UPLOAD, _MEDIA = "/_stcore/stream", "/_stcore/upload_file/", "/media/"
_PARTS = ("/_stcore/bidi-components/", "/component/")
_STREAMLITS_OWN = ("/_stcore/", "/auth/", "/app/static/")
_MESSAGES = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"})
"""What a page may ask for; Streamlit would also clear everybody's caches, tell of its repository, or install things."""
_POLICY_VIOLATION = 1008
_LOG = logging.getLogger(__name__)


class Gate:
    """Lets requests pass to the app that it stands in front of, or answers them itself."""

    def __init__(self, app: ASGIApp, login: Login | None, ledger: Callable[[], Ledger]) -> None:
        self._app, self._login, self._ledger = app, login, ledger
        self._base = "/" + base if (base := str(config.get_option("server.baseUrlPath") or "").strip("/")) else ""
        self._sessions: dict[str, Grant] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        path = self._path(scope)
        try:
            grant, refusal = await self._judge(connection, path)
        except LedgerError:
            _LOG.exception("The ledger could not be read.")
            grant, refusal = None, _refuse(503, "The ledger cannot be read just now; the log says why.")
        if refusal is not None:
            await (_close(send) if scope["type"] == "websocket" else refusal(scope, receive, send))
        elif scope["type"] == "websocket":
            await self._talk(scope, receive, send, grant)
        else:
            await self._app(scope, receive, send)

    def _path(self, scope: Scope) -> str:
        path = str(scope["path"])
        return path.removeprefix(self._base) if path.startswith(f"{self._base}/") else path

    async def _judge(self, connection: HTTPConnection, path: str) -> tuple[Grant | None, Response | None]:
        """Whose request it is, where that matters, and how it is refused, None where it may pass."""
        scope = connection.scope
        method = str(scope.get("method", "GET"))
        if self._login is None:
            client = connection.client.host if connection.client else None
            names = [name for name, _ in scope["headers"]]
            if not comes_from_here(client, connection.headers.get("host"), names):
                return None, _refuse(403, "Without a login the dashboard is open to its own machine only.")
        if refusal := self._refuse_elsewhere(connection, method):
            return None, refusal
        if path.startswith(API):
            return None, None
        if method not in ("GET", "HEAD") and not path.startswith(_UPLOAD):
            return None, _refuse(405, "This is only read.")
        if path.startswith("/_stcore/agent"):
            return None, _refuse(404, "There is nothing here.")
        if self._login is None or path in _OPEN or (path.startswith(_OPEN_FOLDER) and scope["type"] == "http"):
            return None, None
        if path.startswith(START):
            return None, self._start(unquote(path.removeprefix(START)))
        actor = find_actor(connection.cookies)
        grant = None if actor is None else await self._find(actor)
        if actor is None or grant is None:
            return None, self._turn_away(connection, path, actor)
        return grant, self._refuse_role(path, grant)

    def _refuse_elsewhere(self, connection: HTTPConnection, method: str) -> Response | None:
        """A page of another origin may open no websocket here, and change nothing, on any port of any machine."""
        origin = connection.headers.get("origin")
        if connection.scope["type"] == "http" and method in ("GET", "HEAD"):
            return None
        if self._login is not None:
            # Streamlit logs a websocket in only where it tells its origin.
            is_ours = origin == self._login.origin or (origin is None and connection.scope["type"] == "http")
        else:
            own = {f"{scheme}://{connection.headers.get('host')}" for scheme in ("http", "https")}
            is_ours = origin is None or origin in own
        return None if is_ours else _refuse(403, "A page from elsewhere may not do this.")

    def _start(self, provider: str) -> Response:
        """Streamlit's link to a login is good for two minutes, so it is made when it is followed."""
        assert self._login is not None
        if provider not in self._login.providers:
            return _refuse(404, "There is no such login.")
        return RedirectResponse(generate_login_redirect_url(provider), 302)

    def _turn_away(self, connection: HTTPConnection, path: str, actor: desk.Actor | None) -> Response:
        """The plain pages, where a person would see them."""
        assert self._login is not None
        is_page = not path.startswith((*_STREAMLITS_OWN, *_PARTS, _MEDIA)) and connection.scope["type"] == "http"
        if actor is None:
            page = Response(login_page(self._base, self._login.providers), 401, media_type="text/html")
            return page if is_page else _refuse(401, "Log in first.")
        page = Response(stranger_page(self._base, actor), 403, media_type="text/html")
        return page if is_page else _refuse(403, "You have no role here.")

    def _refuse_role(self, path: str, grant: Grant) -> Response | None:
        """What not every role opens: uploads are for editors, to their own pages; files for whom they were made."""
        if path.startswith(_UPLOAD):
            session = path.removeprefix(_UPLOAD).split("/")[0]
            if grant.role != "editor" or self._sessions.get(session) != grant:
                return _refuse(403, "Files are brought in by editors, on their own pages.")
        elif path.startswith(_MEDIA):
            if path.removeprefix(_MEDIA).split(".")[0] not in self._files(grant):
                return _refuse(404, "There is no such file.")
        elif path.startswith(_STREAMLITS_OWN) and path != _STREAM and not path.startswith(_PARTS):
            return _refuse(404, "There is nothing here.")
        return None

    def _files(self, grant: Grant) -> set[str]:
        """The files that the open pages of one identity offer; Streamlit itself gives any to whoever knows its name."""
        sessions = [session for session, owner in list(self._sessions.items()) if owner == grant]
        offered: dict[str, dict[str, Any]] = getattr(
            Runtime.instance().media_file_mgr, "_files_by_session_and_coord", {}
        )
        return {str(file).split(".")[0] for session in sessions for file in offered.get(session, {}).values()}

    async def _find(self, actor: desk.Actor) -> Grant | None:
        """The grant as it stands now, off the loop that serves every page."""

        def find() -> Grant | None:
            grant = self._ledger().find_grant(actor.issuer, actor.subject)
            return grant if grant and grant.role in terms.ROLES else None

        return await to_thread.run_sync(find)

    async def _talk(self, scope: Scope, receive: Receive, send: Send, grant: Grant | None) -> None:
        """Let a page and Streamlit talk, as long as the reader has the role they came with."""
        actor = None if grant is None else desk.Actor(grant.name, grant.issuer, grant.subject)
        session = ""

        async def hear() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                try:
                    stands = actor is None or await self._find(actor) == grant
                except LedgerError:
                    _LOG.exception("The ledger could not be read.")
                    stands = False
                if not stands:
                    await _close(send)
                    return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}
                if _may_ask(message.get("bytes"), grant):
                    return message

        async def say(message: Message) -> None:
            nonlocal session
            if grant is not None and not session and message["type"] == "websocket.send":
                session = _session_of(message.get("bytes"))
                if session:
                    self._sessions[session] = grant
            await send(message)

        try:
            await self._app(scope, hear, say)
        finally:
            # A page that has lost its connection may have come back by another one meanwhile.
            if grant is not None and self._sessions.get(session) is grant:
                del self._sessions[session]


def _may_ask(data: bytes | None, grant: Grant | None) -> bool:
    """Whether a message is one that pages send; what cannot be read is left to Streamlit, which ends the talk."""
    message = BackMsg()
    try:
        message.ParseFromString(data or b"")
    except Exception:  # what protobuf raises depends on how it was built
        return True
    kind = message.WhichOneof("type")
    if kind == "file_urls_request" and grant is not None:
        return grant.role == "editor"
    return kind is None or kind in _MESSAGES


def _session_of(data: bytes | None) -> str:
    message = ForwardMsg()
    message.ParseFromString(data or b"")
    return str(message.new_session.initialize.session_id) if message.HasField("new_session") else ""


async def _close(send: Send) -> None:
    await send({"type": "websocket.close", "code": _POLICY_VIOLATION})


def _refuse(status: int, text: str) -> Response:
    return PlainTextResponse(f"{text}\n", status)
