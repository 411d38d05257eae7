"""Commands that copy the whole ledger, or bring it forward: backup, restore, upgrade."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from tracker.cli.shared import Asked, Format, app, say, write, write_rows
from tracker.cli.terminal import console
from tracker.exchange.rows import write_json
from tracker.ledger import Copy, back_up, ledger_url, upgrade_ledger
from tracker.ledger import restore as restore_ledger


@app.command()
def backup(
    file: Annotated[str, typer.Argument(help="The file to be made, itself a ledger.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    how: Format = "table",
) -> None:
    """Copy the ledger into a file, while others go on using it, and verify the copy. A ledger in PostgreSQL too.

    Example: tracker backup office-2009-12-04.db
    """
    copy = back_up(Asked.url, file, is_replacing=force)
    _print(copy, how)
    if copy.faults:
        say(f"The ledger has faults, and so has its copy {copy.place}: see `tracker verify`.")
        raise typer.Exit(1)


@app.command()
def restore(
    file: Annotated[str, typer.Argument(help="A backup, or the URL of any ledger.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put aside the ledger that is there.")] = False,
    how: Format = "table",
) -> None:
    """Make the ledger named by --ledger out of a backup, whole and verified or not at all. Into PostgreSQL too.

    Example: tracker --ledger office.db restore office-2009-12-04.db
    """
    copy = restore_ledger(ledger_url(file), Asked.url, now=datetime.now(UTC), is_replacing=replace)
    _print(copy, how)
    if copy.set_aside:
        say(f"The ledger that was there is {copy.set_aside} now.")


@app.command()
def upgrade(file: Annotated[str, typer.Argument(help="The backup to be made first.")]) -> None:
    """Bring a ledger of an older program forward, after a backup. One in a file is brought forward when it is opened.

    Example: tracker --ledger postgresql+psycopg://ada@office/funding upgrade before.db
    """
    for note in upgrade_ledger(Asked.url, file) or ("It is of this program's schema already; nothing to do.",):
        say(note)


def _print(copy: Copy, how: str) -> None:
    row: dict[str, object] = {
        "status": "altered" if copy.faults else "sound", "place": copy.place, "changesets": copy.number,
        "digest": copy.digest or None, "set_aside": copy.set_aside or None,
    }  # fmt: skip
    if how == "json":
        write(write_json({**row, "faults": list(copy.faults)}) + "\n")
        return
    for fault in copy.faults:
        say(f"error: {fault}")
    if how == "csv":
        write_rows([row], tuple(row), how)
    else:
        count = f"{copy.number} changeset{'' if copy.number == 1 else 's'}"
        digest = f", digest {copy.digest}" if copy.digest else ""
        console().print(f"{row['status']}: {copy.place}: {count}{digest}", soft_wrap=True, markup=False)
