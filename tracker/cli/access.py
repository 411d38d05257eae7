"""Commands about who may do what: roles of people who log in, tokens of programs."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from tracker import desk, terms
from tracker.cli.shared import Format, app, author, open_asked, say, write, write_plain

_ROLES = " ".join(f"{role}: {meaning}" for role, meaning in terms.ROLES.items())
Issuer = Annotated[str, typer.Argument(help="Who vouches for the identity, as the page that refused it shows.")]
Subject = Annotated[str, typer.Argument(help="The identity, as that page shows; of a token, how its SHA-256 begins.")]
Name = Annotated[str, typer.Option(help="Whom it stands for, in words.")]


@app.command()
def grant(issuer: Issuer, subject: Subject, role: Annotated[str, typer.Option(help=_ROLES)], name: Name = "") -> None:
    """Give somebody who logs in a role, or another one; it holds from their next action on.

    Example: tracker grant https://login.example.org 1234 --role viewer --name "Ada, desk officer"
    """
    made = desk.give_role(open_asked(), issuer, subject, role, name=name, author=author(), now=datetime.now(UTC))
    who = name or f"{issuer} {subject}"
    say(f"{who} is {role} now: changeset {made.number}." if made else f"{who} is {role} already; nothing to do.")


@app.command()
def revoke(issuer: Issuer, subject: Subject) -> None:
    """Take somebody's role, or a token, from its next action on.

    Example: tracker revoke token 9f86d081
    """
    gone = desk.take_role(open_asked(), issuer, subject, author=author(), now=datetime.now(UTC))
    say(f"{gone.name or f'{gone.issuer} {gone.subject}'} may do nothing any more.")


@app.command()
def grants(how: Format = "table") -> None:
    """Who may do what: people who log in, and programs' tokens by their SHA-256.

    Example: tracker grants --format csv
    """
    rows = desk.grant_rows(open_asked())
    if how == "table":
        rows = [row | {"subject": str(row["subject"])[:16]} if row["issuer"] == "token" else row for row in rows]
    write_plain(rows, ("issuer", "subject", "role", "name"), how)


@app.command()
def token(
    name: Annotated[str, typer.Option(help="The program or the person that reads with it.")],
    role: Annotated[str, typer.Option(help="partner or viewer.")] = "partner",
) -> None:
    """Make a token with which a program reads figures; it is printed this once, and kept as its SHA-256 only.

    Example: tracker token --name "Excel of the desk" --role partner
    """
    made = desk.make_token(open_asked(), name=name, role=role, author=author(), now=datetime.now(UTC))
    say(f"A token for {name}, {role}. It is not shown again:")
    write(made + "\n")
