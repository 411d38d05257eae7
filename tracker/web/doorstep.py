"""The two plain pages in front of the gate: log in, and who you are without a role. They hold no figures."""

import shlex
from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from tracker.desk import Actor
from tracker.web.login import DEFAULT

START = "/auth/start/"
"""Where a login begins, followed by the provider's name."""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · Funding tracker</title>
<style>
:root {{ --ink: #17212b; --soft: #4b5a68; --paper: #ffffff; --tint: #f3f6f9; --line: #d4dce4; --deep: #1d5190; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #e8eef4; --soft: #b3c0cc; --paper: #10161d; --tint: #1a232d; --line: #36424f; --deep: #8db8ea; }}
}}
body {{ margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }}
main {{ max-width: 42rem; margin: 12vh auto 0; padding: 0 1.5rem 2rem; }}
.kicker {{ margin: 0; color: var(--soft); font-size: 0.875rem; letter-spacing: 0.04em; }}
h1 {{ margin: 0.25rem 0 1rem; font-size: 1.75rem; line-height: 1.25; }}
dl {{ display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1.25rem; margin: 1.25rem 0; }}
dt {{ color: var(--soft); }}
dd {{ margin: 0; overflow-wrap: anywhere; }}
pre {{ background: var(--tint); border: 1px solid var(--line); border-radius: 0.35rem; padding: 0.75rem 1rem;
  white-space: pre-wrap; overflow-wrap: anywhere; font: 0.875rem/1.5 ui-monospace, monospace; }}
a {{ color: var(--deep); }}
.act {{ display: inline-block; margin: 0.5rem 1rem 0 0; padding: 0.5rem 1rem; border: 1px solid var(--deep);
  border-radius: 0.35rem; text-decoration: none; font-weight: 600; }}
a:focus-visible {{ outline: 3px solid var(--deep); outline-offset: 2px; }}
</style>
</head>
<body><main>
<p class="kicker">FUNDING TRACKER</p>
<h1>{title}</h1>
{body}
</main></body>
</html>
"""


def login_page(base: str, providers: Iterable[str]) -> str:
    """What an unknown visitor sees: where to log in."""
    links = "".join(
        _act(f"{base}{START}{quote(name)}", "Log in" if name == DEFAULT else f"Log in with {name.capitalize()}")
        for name in providers
    )
    body = f"<p>This page is open to people with a role in its ledger.</p>{links}"
    return _PAGE.format(title="Please log in", body=body)


def stranger_page(base: str, actor: Actor) -> str:
    """What somebody without a role sees: who they are, and what whoever keeps the ledger has to run."""
    command = shlex.join(["tracker", "grant", "--role", "viewer", "--", actor.issuer, actor.subject])
    body = (
        "<p>You are logged in, but have no role in this ledger.</p>"
        f"<dl><dt>Issuer</dt><dd>{escape(actor.issuer)}</dd><dt>Subject</dt><dd>{escape(actor.subject)}</dd></dl>"
        "<p>Send this to whoever keeps the ledger; with it they let you in (the role may be partner, viewer or "
        f"editor):</p><pre>{escape(command)}</pre>"
        + _act(f"{base}/", "Try again")
        + _act(f"{base}/auth/logout", "Log out")
    )
    return _PAGE.format(title="No role yet", body=body)


def _act(url: str, label: str) -> str:
    return f'<a class="act" href="{escape(url)}">{escape(label)}</a>'
