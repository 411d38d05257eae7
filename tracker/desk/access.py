"""Who may do what: the ledger's grants, asked anew at every action. It knows no logins, cookies or pages."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker import terms
from tracker.ledger import TOKEN, Changeset, Grant, Ledger
from tracker.problems import RefusedError

MAY: Mapping[str, frozenset[str]] = {
    "partner": frozenset({"read_partners"}),
    "viewer": frozenset({"read_partners", "read"}),
    "editor": frozenset({"read_partners", "read", "write"}),
}
"""What each role may do; `read` is what `internal` readers see, the ledger's history included."""
_READING = {"internal": "read", "partners": "read_partners"}
_LIKE_A_DIGEST = 8
"""So many characters of a token's SHA-256 are enough to name it."""


class AccessError(RefusedError):
    """What the ledger's grants do not allow."""


@dataclass(frozen=True)
class Actor:
    """Who acts: the identity that a login or a token vouches for; without either, whoever sits at the machine."""

    name: str = ""
    issuer: str = ""
    subject: str = ""

    @property
    def is_local(self) -> bool:
        """Whether nobody had to log in: the machine's own account, which may do everything."""
        return not self.issuer and not self.subject

    @property
    def mark(self) -> str:
        """Issuer and subject as a changeset records them, blank without login."""
        return "" if self.is_local else f"{self.issuer} {self.subject}"


LOCAL = Actor()


def read_actor(claims: Mapping[str, object]) -> Actor | None:
    """The identity in an OIDC provider's claims, None where they name none."""
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not isinstance(issuer, str) or not isinstance(subject, str) or not issuer or not subject or issuer == TOKEN:
        return None
    names = (claims.get(claim) for claim in ("name", "preferred_username", "email"))
    name = next((text for text in names if isinstance(text, str) and text.strip()), subject)
    return Actor(name.strip(), issuer, subject)


def bearer(token: str) -> Actor:
    """The identity that a program's token stands for, whether there is such a token or not."""
    return Actor("", TOKEN, _digest(token))


def role_of(ledger: Ledger, actor: Actor) -> str | None:
    """The role of an actor as granted now; the machine's own account is an editor."""
    if actor.is_local:
        return "editor"
    grant = ledger.find_grant(actor.issuer, actor.subject)
    return grant.role if grant and grant.role in MAY else None


def allow(ledger: Ledger, actor: Actor, action: str) -> None:
    """An AccessError where an actor may not `read_partners`, `read` or `write`, as granted now."""
    role = role_of(ledger, actor)
    if role is None:
        raise AccessError(f"{actor.mark} has no role in this ledger; whoever keeps it gives one by `tracker grant`")
    if action not in MAY[role]:
        able = " or ".join(name for name, actions in MAY.items() if action in actions)
        what = "changing the ledger" if action == "write" else "what is internal"
        raise AccessError(f"{what} is not for the role of {role}; whoever keeps the ledger can give that of {able}")


def allow_audience(ledger: Ledger, actor: Actor, audience: str) -> None:
    """An AccessError where an actor may not see what an audience sees, as granted now."""
    allow(ledger, actor, _READING[audience])


def audiences(ledger: Ledger, actor: Actor) -> tuple[str, ...]:
    """The audiences that an actor may see, widest first; none without a role."""
    role = role_of(ledger, actor)
    return tuple(name for name in terms.AUDIENCES if role and _READING[name] in MAY[role])


def grant_rows(ledger: Ledger) -> list[dict[str, object]]:
    """Who may do what now, a row each."""
    ranked = sorted(ledger.grants(), key=lambda grant: (grant.issuer == TOKEN, grant.issuer, grant.name, grant.subject))
    return [
        {"issuer": grant.issuer, "subject": grant.subject, "role": grant.role, "name": grant.name or None}
        for grant in ranked
    ]


def give_role(
    ledger: Ledger, issuer: str, subject: str, role: str, *, name: str, author: str, now: datetime
) -> Changeset | None:
    """Give an identity a role; None where it has that one already. Its name stays where no other is given."""
    if role not in terms.ROLES:
        raise RefusedError(f"'{role}' is not a role; use " + ", ".join(terms.ROLES))
    if not issuer.strip() or not subject.strip():
        raise RefusedError("an identity has an issuer and a subject; the page that refused somebody shows theirs")
    if issuer == TOKEN:
        raise RefusedError("a token is made by `tracker token`, with its role")
    known = ledger.find_grant(issuer, subject)
    name = name or (known.name if known else "")
    return ledger.grant(issuer, subject, role, name=name, author=author, now=now)


def take_role(ledger: Ledger, issuer: str, subject: str, *, author: str, now: datetime) -> Grant:
    """Take an identity's role, from its next action on. A token is named by the start of its SHA-256."""
    if issuer == TOKEN and len(subject) >= _LIKE_A_DIGEST:
        begun = [grant for grant in ledger.grants() if grant.issuer == TOKEN and grant.subject.startswith(subject)]
        subject = begun[0].subject if len(begun) == 1 else subject
    known = ledger.find_grant(issuer, subject)
    if known is None:
        raise RefusedError(f"{issuer} {subject} has no role; `tracker grants` lists who has one")
    ledger.grant(issuer, subject, None, name=known.name, author=author, now=now)
    return known


def make_token(ledger: Ledger, *, name: str, role: str, author: str, now: datetime) -> str:
    """A new token for a program that reads; the ledger keeps its SHA-256 only, so that it is shown this once."""
    able = [known for known in terms.ROLES if "write" not in MAY[known]]
    if role not in able:
        raise RefusedError(f"a token only reads: its role is {' or '.join(able)}, not '{role}'")
    token = "trk_" + secrets.token_urlsafe(32)
    ledger.grant(TOKEN, _digest(token), role, name=name, author=author, now=now)
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
