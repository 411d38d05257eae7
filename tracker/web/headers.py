"""The security headers of every answer. They know no routes and no readers."""

from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.web.login import Login

POLICY = "; ".join(
    [
        "default-src 'self'",
        # Streamlit's page sets one flag in a script of its own, named here by its digest; the components' scripts
        # arrive as blobs.
        "script-src 'self' blob: {scripts}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    ]
)
_FEATURES = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "payment", "usb")
_KEPT_BY_BROWSERS = "/static/"
"""Only the page's own scripts, styles and fonts may be kept: their names change with their content."""


def security_headers(login: Login | None, scripts: Iterable[str] = ()) -> dict[str, str]:
    """The headers, given the digests of the scripts that stand in the page itself."""
    headers = {
        "Content-Security-Policy": " ".join(POLICY.format(scripts=" ".join(scripts)).split()).replace(" ;", ";"),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if login and login.origin.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


class Headers:
    """Sets the headers on every answer, takes other origins' permissions from it, and lets figures be kept nowhere."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self._app, self._headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                for name in [name for name in found if name.lower().startswith("access-control-")]:
                    del found[name]
                for name, value in self._headers.items():
                    found[name] = value
                if not str(scope.get("path", "")).startswith(_KEPT_BY_BROWSERS):
                    found["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
