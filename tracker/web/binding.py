"""Where the dashboard may be reached: without a login, from this machine only. It serves nothing."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from streamlit import config

from tracker.problems import RefusedError
from tracker.web.login import Login

_FORWARDED = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"})
"""What a proxy adds: behind one, nobody can tell who is on this machine."""
_WEAKENED = (
    ("server.enableXsrfProtection", False), ("server.enableCORS", False), ("global.developmentMode", True),
    ("server.enableAgentApi", True),
)  # fmt: skip
"""Streamlit's settings, each with the value that would open what has to stay closed."""


def is_loopback(host: str | None) -> bool:
    """Whether a name or address, with or without a port, is this machine's own and no other's."""
    if not host:
        return False
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name.lower().rstrip(".") == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def refuse_open_settings(address: str | None, login: Login | None) -> None:
    """Settings under which figures would be open to somebody who may not see them are a RefusedError."""
    for name, value in _WEAKENED:
        if bool(config.get_option(name)) is value:
            raise RefusedError(f"{name} is {str(value).lower()}, which would take a protection away; leave it out")
    if config.get_option("server.trustedUserHeaders"):
        raise RefusedError("server.trustedUserHeaders lets a header say who somebody is; log in by [auth] instead")
    if login is None and not is_loopback(bracketed(address)):
        where = f"on {address}" if address else "on every address"
        remedy = "leave out the address, or set up a login in .streamlit/secrets.toml (docs/access.md)"
        raise RefusedError(f"without a login the dashboard is served on 127.0.0.1 only, not {where}; {remedy}")


def bracketed(address: str | None) -> str | None:
    """An address as a URL holds it."""
    return f"[{address}]" if address and ":" in address and not address.startswith("[") else address


def comes_from_here(client: str | None, host: str | None, names: Iterable[bytes]) -> bool:
    """Whether a request came from this machine, and meant it: somebody's own name can be made to lead to 127.0.0.1."""
    return is_loopback(bracketed(client)) and is_loopback(host) and not _FORWARDED & set(names)
