"""Commands about the ledger itself: made, listed, shown, verified."""

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
    names: tuple[str, ...] = ("number", "at", "author", "message", "origin", "actor", "digest")
    if how == "table":
        names = tuple(name for name in names if name not in ("origin", "actor") or any(row[name] for row in rows))
    write_plain(rows, names, how)


@app.command()
def show(number: Annotated[int, typer.Argument(help="The changeset.")], how: Format = "table") -> None:
    """Every field that a changeset wrote, before and after.

    Example: tracker show 1
    """
    rows = desk.show_rows(open_asked(), number)
    _write_fields(rows, how, ("table", "row", "key", "action", "field", "before", "after"))


@app.command()
def history(
    table: Annotated[str, typer.Argument(help="The table, such as pledges.")],
    key: Annotated[str, typer.Argument(help="The row's key, the first part of it, or its number in the ledger.")],
    how: Format = "table",
) -> None:
    """All that was ever recorded of a row: which changeset wrote which field, when and by whom.

    Example: tracker history pledges FRA-PPI-3
    """
    rows = desk.history_rows(open_asked(), table, key)
    _write_fields(rows, how, ("changeset", "at", "author", "row", "key", "action", "field", "before", "after"))


@app.command()
def undo(
    number: Annotated[int, typer.Argument(help="The changeset.")],
    message: Annotated[str, typer.Option(help="Why; it stands in the log.")] = "",
    how: Format = "table",
) -> None:
    """Record a new changeset that takes back what one did; refused where later ones stand on it.

    Example: tracker undo 3 --message "Recorded twice"
    """
    made = desk.undo(
        open_asked(), number, author=author(), message=message or f"Undo of changeset {number}", now=datetime.now(UTC)
    )
    if how == "table":
        say(f"Undone: changeset {made.number} takes back what changeset {number} did.")
    else:
        row: dict[str, object] = {"status": "committed", "changeset": made.number, "undone": number}
        write(write_json(row) + "\n" if how == "json" else write_csv(tuple(row), [row]))


@app.command()
def verify(
    expect: Annotated[
        str | None, typer.Option(help="A changeset and its digest as a briefing states them, such as 14:7f3a.")
    ] = None,
    how: Format = "table",
) -> None:
    """Recompute every digest; name the changeset and the row of whatever was altered.

    Example: tracker verify --expect 1:9c41
    """
    result = desk.verify(open_asked(), expect)
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


def _write_fields(rows: list[dict[str, object]], how: str, names: tuple[str, ...]) -> None:
    """The most telling columns on a terminal, all for programs."""
    if how == "table":
        write_plain([row | {"at": str(row["at"])[:19]} for row in rows], names, how)
    else:
        write_plain(rows, tuple(rows[0]) if rows else names, how)
