"""Commands about the ledger itself: made, listed, shown, verified, served."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tracker import desk
from tracker.cli.shared import Asked, Format, app, author, open_asked, say, write, write_plain
from tracker.cli.terminal import console, print_problems
from tracker.exchange.rows import write_csv, write_json


@app.command()
def init(
    source: Annotated[
        Path | None, typer.Option("--from", help="A folder of CSV files; default: data/paris-pact.")
    ] = None,
) -> None:
    """Make a ledger and record its first figures.

    Example: tracker --ledger sqlite:///office.db init --from data/example
    """
    path = source or desk.data_folder()
    ledger, problems = desk.start_ledger(Asked.url, path, author=author(), now=datetime.now(UTC))
    print_problems(problems)
    head = ledger.head()
    say(f"Made the ledger {Asked.url} from {path.name}: changeset {head.number if head else 0}.")


@app.command()
def log(how: Format = "table") -> None:
    """Every changeset: when, who, why, and its digest.

    Example: tracker log
    """
    rows = desk.log_rows(open_asked())
    if how == "table":
        rows = [row | {"at": str(row["at"])[:19], "digest": str(row["digest"])[:12]} for row in rows]
    write_plain(rows, ("number", "at", "author", "message", "origin", "digest"), how)


@app.command()
def show(number: Annotated[int, typer.Argument(help="The changeset.")], how: Format = "table") -> None:
    """Every field that a changeset wrote, before and after.

    Example: tracker show 1
    """
    rows = desk.show_rows(open_asked(), number)
    write_plain(rows, ("table", "row", "key", "action", "field", "before", "after"), how)


@app.command()
def verify(how: Format = "table") -> None:
    """Recompute every digest; name the changeset and the row of whatever was altered.

    Example: tracker verify
    """
    result = desk.verify(open_asked())
    faults: list[dict[str, object]] = result["faults"]  # type: ignore[assignment]
    if how == "table":
        for fault in faults:
            say(f"error: {desk.fault_words(fault)}")
        count = f"{result['changesets']} changeset{'' if result['changesets'] == 1 else 's'}"
        digest = f", digest {result['digest']}" if result["digest"] else ""
        console().print(f"{result['status']}: {count}{digest}", soft_wrap=True)
    elif how == "csv":
        write(write_csv(("changeset", "table", "row", "message"), faults))
    else:
        write(write_json(result) + "\n")
    if faults:
        raise typer.Exit(1)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Open the dashboard, on this machine only; a missing ledger is made with the Paris Pact's figures.

    Example: tracker serve --port 8600 --no-browser
    """
    from streamlit.web import cli as streamlit

    os.environ["TRACKER_LEDGER"] = Asked.url
    here = Path(__file__).resolve().parents[1]
    script = next(path for path in (here / "app.py", here.parent / "app.py") if path.is_file())
    options = {"address": "127.0.0.1", "port": port, "headless": str(not browser).lower()}
    sys.argv = ["streamlit", "run", str(script), *(f"--server.{name}={value}" for name, value in options.items())]
    streamlit.main(prog_name="streamlit")
