"""Whether one has to log in, and who has: by Streamlit's own OIDC login and cookie. It knows no roles."""

import importlib.util
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from streamlit import config
from streamlit.auth_util import get_cookie_with_chunks, get_origin_from_redirect_uri, validate_auth_credentials
from streamlit.errors import StreamlitAuthError
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from tracker.desk import Actor, read_actor
from tracker.problems import RefusedError

DEFAULT = "default"
"""Streamlit's name of the provider that `[auth]` itself describes."""
_SHORTEST_SECRET = 16
_PROVIDER_KEYS = {"client_id", "client_secret", "server_metadata_url"}
_EXAMPLE = "docs/access.md shows one that works"


@dataclass(frozen=True)
class Login:
    """How one logs in: the origin under which the dashboard is reached, and the providers by name."""

    origin: str
    providers: tuple[str, ...]

    @property
    def is_secure(self) -> bool:
        """Whether the cookie travels encrypted, or not at all over a network."""
        parts = urlsplit(self.origin)
        return parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")


@cache
def login() -> Login | None:
    """The login that `.streamlit/secrets.toml` sets up, None where it sets up none.

    Read once: a file that changes or goes while the dashboard runs opens nothing. Settings that cannot work, or that
    cannot be read, are a RefusedError, never no login.
    """
    if not secrets_singleton.load_if_toml_exists():
        unread = [path for path in map(str, config.get_option("secrets.files")) if Path(path).exists()]
        if unread:
            raise RefusedError(f"{', '.join(unread)} cannot be read, and may ask for a login; mend or remove it")
        return None
    section = secrets_singleton.get("auth")
    if section is None:
        return None
    if not isinstance(section, Mapping):
        raise RefusedError(f"[auth] in secrets.toml is no section; {_EXAMPLE}")
    named = tuple(name for name, value in section.items() if isinstance(value, Mapping) and _PROVIDER_KEYS & set(value))
    providers = ((DEFAULT,) if _PROVIDER_KEYS & set(section) else ()) + named
    try:
        for provider in providers or (DEFAULT,):
            validate_auth_credentials(provider)
    except StreamlitAuthError as error:
        raise RefusedError(f"the login in secrets.toml is not complete ({error}); {_EXAMPLE}") from error
    if len(str(section["cookie_secret"])) < _SHORTEST_SECRET:
        raise RefusedError(f"cookie_secret in secrets.toml is under {_SHORTEST_SECRET} characters; draw a long one")
    if not str(section["redirect_uri"]).endswith("/oauth2callback"):
        raise RefusedError(f"redirect_uri in secrets.toml does not end in /oauth2callback; {_EXAMPLE}")
    if importlib.util.find_spec("authlib") is None or importlib.util.find_spec("httpx") is None:
        raise RefusedError("a login needs more packages: pip install 'funding-tracker[login]'")
    origin = get_origin_from_redirect_uri()
    return Login(origin or "", providers)


def find_actor(cookies: Mapping[str, str]) -> Actor | None:
    """Who is logged in by a request's cookies, as signed by this server for its own origin; None for anybody else."""
    settings = login()

    def unsigned(name: str) -> bytes | None:
        # Headers are ISO 8859-1, whatever a forger puts into them.
        value = cookies.get(name, "").encode("latin-1", "replace")
        return decode_signed_value(get_cookie_secret(), name, value)

    found = get_cookie_with_chunks(unsigned, USER_COOKIE_NAME) if settings else None
    if settings is None or found is None:
        return None
    try:
        claims = json.loads(found)
    except ValueError:
        return None
    is_ours = isinstance(claims, dict) and claims.get("origin") == settings.origin
    return read_actor(claims) if is_ours and claims.get("is_logged_in") is True else None


def machine_account() -> str:
    """Whom the log names for what is done without a login."""
    import getpass

    try:
        return os.environ.get("TRACKER_AUTHOR") or getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"
