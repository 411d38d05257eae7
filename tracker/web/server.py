"""What Streamlit's server is given to serve beside the pages: the gate, the headers and the API. It holds no rules."""

import base64
import hashlib
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from streamlit import config, file_util

from tracker.problems import RefusedError
from tracker.web.api import api_routes
from tracker.web.binding import refuse_open_settings
from tracker.web.gate import Gate
from tracker.web.headers import Headers, security_headers
from tracker.web.ledger import served_ledger
from tracker.web.login import login

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def guarded() -> dict[str, Any]:
    """What `st.App` takes so that nothing on its port is open; settings that would open it end the program."""
    try:
        settings = login()
        refuse_open_settings(config.get_option("server.address"), settings)
    except RefusedError as refused:
        sys.exit(f"refused: {refused}")
    if settings and not settings.is_secure:
        print(f"warning: {settings.origin} is not encrypted; serve it by https", file=sys.stderr)  # noqa: T201
    headers = security_headers(settings, inline_scripts(Path(file_util.get_static_dir()) / "index.html"))
    return {
        "routes": api_routes(served_ledger),
        "middleware": [Middleware(Headers, headers), Middleware(Gate, settings, served_ledger)],
        "exception_handlers": {Exception: _failure(headers)},
    }


def inline_scripts(page: Path) -> list[str]:
    """The digests of the scripts that stand in Streamlit's own page, as a content-security policy names them."""
    texts = _INLINE.findall(page.read_text(encoding="utf-8")) if page.is_file() else []
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
    return [f"'sha256-{digest}'" for digest in digests]


def _failure(headers: dict[str, str]) -> Callable[[Request, Exception], Response]:
    """The answer to a request that made the program fail: it tells nothing, and carries the headers too."""

    def answer(_request: Request, _error: Exception) -> Response:
        return PlainTextResponse(
            "Something went wrong; the dashboard's log says what.\n", 500, {**headers, "Cache-Control": "no-store"}
        )

    return answer
