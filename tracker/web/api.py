"""Figures for other programs: read-only, the command line's rows byte for byte, each reader by a token of their own."""

import base64
import binascii
import hashlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit import config
from streamlit.url_util import make_url_path

from tracker import desk
from tracker.exchange.rows import FIGURES, figure_rows, write_csv, write_json
from tracker.ledger import Ledger, LedgerError
from tracker.problems import RefusedError
from tracker.web.login import login

API = "/api/"
_TYPES = {"json": "application/json", "csv": "text/csv"}
_ANY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
_CHALLENGE = 'Basic realm="Funding tracker", charset="UTF-8"'
"""Basic, for spreadsheet programs: any user name, the token as the password."""
_LOG = logging.getLogger(__name__)


def api_routes(ledger: Callable[[], Ledger]) -> list[Route]:
    """The routes of the API, and one that says of anything beside them that it is not there."""

    async def answer(request: Request) -> Response:
        # Pandas would hold up every page's messages.
        return await run_in_threadpool(_answer, request, ledger)

    path = make_url_path(str(config.get_option("server.baseUrlPath") or ""), "api/{rest:path}")
    return [Route(path, answer, methods=_ANY_METHOD)]


def _answer(request: Request, ledger: Callable[[], Ledger]) -> Response:
    figure, _, suffix = request.path_params["rest"].removeprefix("v1/").partition(".")
    suffix = suffix or "json"
    if not request.path_params["rest"].startswith("v1/") or figure not in FIGURES or suffix not in _TYPES:
        return _say(404, f"there is no such figure; ask for /api/v1/ and one of {', '.join(FIGURES)} (.json or .csv)")
    if request.method not in ("GET", "HEAD"):
        return _say(405, "figures are read, by GET or HEAD; what is recorded comes in by the command line or the pages",
                    Allow="GET, HEAD")  # fmt: skip
    try:
        return _figure(request, ledger(), figure, suffix)
    except desk.AccessError as refused:
        return _say(403, str(refused))
    except RefusedError as refused:
        return _say(400, str(refused))
    except OverflowError as error:
        return _say(400, f"an amount became too large to be kept exactly ({error}); check the rates and the digits")
    except LedgerError:
        _LOG.exception("The ledger could not be read.")
        return _say(503, "the ledger cannot be read just now; the dashboard's log says why")


def _figure(request: Request, ledger: Ledger, figure: str, suffix: str) -> Response:
    actor = _reader(request.headers.get("authorization"))
    if actor is None or (not actor.is_local and desk.role_of(ledger, actor) is None):
        message = "no reader is known by this; send a token as `Authorization: Bearer TOKEN`, or as a password"
        return _say(401, f"{message} (whoever keeps the ledger makes one by `tracker token`)",
                    **{"WWW-Authenticate": _CHALLENGE})  # fmt: skip
    asked = request.query_params.multi_items()
    view, frame = desk.ask(ledger, figure, asked, today=datetime.now(UTC).date(), actor=actor)
    rows = figure_rows(figure, frame)
    text = write_json(rows) + "\n" if suffix == "json" else write_csv(FIGURES[figure], rows)
    body = text.encode("utf-8", "replace")
    headers = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"', "Vary": "Authorization",
        "X-Tracker-View": desk.describe(view).replace(" · ", "; ").encode("ascii", "replace").decode(),
    }  # fmt: skip
    if headers["ETag"] in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=_TYPES[suffix], headers=headers)


def _reader(authorization: str | None) -> desk.Actor | None:
    """Who asks: the bearer of a token, or without a login whoever sits at this machine; None for anybody else."""
    if authorization is None:
        return desk.LOCAL if login() is None else None
    scheme, _, given = authorization.strip().partition(" ")
    if scheme.lower() == "bearer" and given.strip():
        return desk.bearer(given.strip())
    if scheme.lower() == "basic":
        try:
            token = base64.b64decode(given.strip(), validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, ValueError):
            return None
        return desk.bearer(token) if token else None
    return None


def _say(status: int, message: str, **headers: str) -> Response:
    return Response(write_json({"message": message}) + "\n", status, headers, "application/json")
