"""What every command needs: the ledger that was asked for, the view, and ways to print. It knows no command."""

import getpass
import io
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import pandas as pd
import typer

from tracker import desk
from tracker.cli.commands import CommandGroup
from tracker.cli.terminal import console, print_figure, print_problems, print_rows
from tracker.exchange.rows import figure_columns, figure_rows, write_csv, write_json
from tracker.ledger import Ledger, LedgerError, ledger_url
from tracker.problems import Problem

app = typer.Typer(
    name="tracker",
    cls=CommandGroup,
    help="What pledges and contributions amount to against what a phase needs.\n\nExample: tracker gaps --phase PPI-3",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Format = Annotated[Literal["table", "json", "csv"], typer.Option("--format", help="How to print.")]
Initiative = Annotated[str | None, typer.Option(help="Only this initiative.")]
Phase = Annotated[str | None, typer.Option(help="Only this phase.")]
AsOf = Annotated[str | None, typer.Option(help="What was true on this date; default: today.")]
KnownAt = Annotated[
    str | None, typer.Option(help="As recorded up to this changeset, or by the end of this date (UTC).")
]
Audience = Annotated[str, typer.Option(help="internal sees all; partners nothing softer than pledged.")]
Currency = Annotated[str | None, typer.Option(help="Report everything in this currency.")]
RatesAt = Annotated[
    Literal["step", "as-of"],
    typer.Option("--rates", help="Value promises at the day of their step, or the as-of date."),
]


class Asked:
    """The ledger that the command line names."""

    url: str = desk.DEFAULT_LEDGER
    is_default: bool = True


@app.callback()
def _options(
    ledger: Annotated[
        str, typer.Option(envvar="TRACKER_LEDGER", help="The ledger: a file, or a URL such as sqlite:///tracker.db.")
    ] = desk.DEFAULT_LEDGER,
) -> None:
    Asked.url = ledger_url(ledger)
    Asked.is_default = Asked.url == desk.DEFAULT_LEDGER


def open_asked() -> Ledger:
    """Open the ledger that was asked for; the default one is made where there is none."""
    ledger, problems = desk.open_or_start(Asked.url, may_start=Asked.is_default, author=author(), now=datetime.now(UTC))
    if problems is not None:
        say(f"Made the ledger {Asked.url} with the Paris Pact's figures.")
        print_problems(problems)
    for note in ledger.notes:
        say(note)
    _say_clock(ledger)
    return ledger


def _say_clock(ledger: Ledger) -> None:
    """A ledger from the future means that a clock is or was wrong, and with it every date that is taken from it."""
    now = datetime.now(UTC)
    with suppress(LedgerError):  # what cannot be read is told by the command itself
        newest = ledger.head()
        if newest is not None and newest.at > now + timedelta(minutes=1):
            says = f"this machine's clock says {now:%Y-%m-%d %H:%M}"
            say(f"Changeset {newest.number} is dated {newest.at:%Y-%m-%d %H:%M} (UTC), and {says}: check the clock.")


def author() -> str:
    """Who is to be named in the log; an account without a name, as some containers have, is said so."""
    try:
        name = os.environ.get("TRACKER_AUTHOR") or getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"
    return name.encode("utf-8", "replace").decode()


def say(text: str) -> None:
    """Say something to the person at the terminal, beside what is printed for programs."""
    console(is_error=True).print(text, soft_wrap=True, markup=False)


def look(
    as_of: str | None, known_at: str | None, audience: str, currency: str | None, rates: str = "step"
) -> desk.View:
    """See the ledger as the options ask, and say what its reader has to know."""
    view = desk.look(
        open_asked(), today=datetime.now(UTC).date(), as_of=as_of, known_at=known_at, audience=audience,
        currency=currency, rates_at=rates.replace("-", "_"),
    )  # fmt: skip
    for note in view.notes:
        say(note)
    return view


def write_figure(name: str, frame: pd.DataFrame, how: str) -> None:
    """Print a figure in its documented columns."""
    if how == "table":
        print_figure(name, frame)
    else:
        write_rows(figure_rows(name, frame), figure_columns(name), how)


def write_rows(rows: list[dict[str, object]], names: tuple[str, ...], how: str) -> None:
    """Print plain rows as JSON or CSV."""
    write(write_json(rows) + "\n" if how == "json" else write_csv(names, rows))


def write(text: str) -> None:
    """What programs read is UTF-8, whatever the terminal's own encoding."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(text)
    sys.stdout.flush()


def write_problem_rows(head: dict[str, object], problems: list[Problem], how: str) -> None:
    """Print problems; as JSON under a head that says the verdict."""
    rows = [problem.as_row() for problem in problems]
    if how == "json":
        write(write_json({**head, "problems": rows}) + "\n")
    elif how == "csv":
        write(write_csv(tuple(Problem("", "", "").as_row()), rows))
    else:
        print_problems(problems)


def write_plain(rows: list[dict[str, object]], names: tuple[str, ...], how: str) -> None:
    """Print plain rows in any format."""
    if how == "table":
        print_rows(rows, names)
    else:
        write_rows(rows, names, how)
