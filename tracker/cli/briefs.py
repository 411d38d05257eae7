"""The command that makes the briefing pack. It writes no word of it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from tracker import desk
from tracker.cli.shared import (
    Asked,
    AsOf,
    Audience,
    Currency,
    Format,
    Initiative,
    KnownAt,
    RatesAt,
    app,
    author,
    look,
    say,
    write_plain,
)
from tracker.cli.terminal import console
from tracker.problems import RefusedError

_FEW = 3
"""From so many packs on a progress bar is shown."""


@app.command()
def brief(
    quarter: Annotated[str, typer.Option(help="The quarter, such as 2009Q4; or several, such as 2009Q1..2010Q2.")],
    out: Annotated[Path, typer.Option(help="The folder that the files go into.")],
    phase: Annotated[
        list[str] | None, typer.Option(help="Only this phase; repeatable. Without it: all, and the portfolio.")
    ] = None,
    initiative: Initiative = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    audience: Audience = "internal",
    currency: Currency = None,
    rates: RatesAt = "step",
    language: Annotated[Literal["en", "fr", "ru"], typer.Option(help="English, French or Russian.")] = "en",
    paper: Annotated[Literal["a4", "wide"], typer.Option(help="A4, or 16:9 for a screen.")] = "a4",
    forms: Annotated[str, typer.Option(help="Which forms, parted by commas.")] = "pdf,png,pptx,xlsx,txt",
    marking: Annotated[str, typer.Option(help="A protective marking for every form.")] = "",
    template: Annotated[Path | None, typer.Option(help="Your office's PowerPoint file, for the slides' look.")] = None,
    scenario: Annotated[
        Path | None, typer.Option(help="A folder of changed rows, laid over the ledger; every form is marked so.")
    ] = None,
    issue: Annotated[bool, typer.Option("--issue", help="Record in the ledger that the pack goes out.")] = False,
    how: Format = "table",
) -> None:
    """Make the briefing pack of a quarter: page (PDF, PNG), slides, workbook and text, all of the same figures.

    Example: tracker brief --quarter 2009Q4 --phase PPI-3 --out out
    """
    # Typst, PowerPoint's format and the progress bar are imported for this command only.
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from tracker.desk import pack_series as series
    from tracker.desk.packs import issue_pack, pack_day

    quarters = series.read_quarters(quarter)
    today = datetime.now(UTC).date()
    if as_of and len(quarters) > 1:
        raise RefusedError("--as-of is one day; name one quarter with it")
    if scenario is not None and issue:
        raise RefusedError("a scenario is recorded nowhere, so that its pack cannot be issued")
    if out.exists() and not out.is_dir():
        raise RefusedError(f"{out} is a file; name a folder that the pack goes into")
    days = [pack_day(one, as_of, today) for one in quarters]
    view = look(str(days[-1][0]), known_at, audience, currency, rates)
    items = series.list_items(view, quarters, phase or [], initiative)
    order = series.Order(
        url=Asked.url, known_at=str(view.record.number if view.record else 0), is_newest=known_at is None,
        audience=audience, currency=currency, rates_at=view.rates_at, language=language, marking=marking, paper=paper,
        forms=tuple(filter(None, (form.strip() for form in forms.split(",")))),
        template=None if template is None else template.read_bytes(), folder=out, today=today, as_of=as_of,
        scenario=scenario,
    )  # fmt: skip
    aside = console(is_error=True)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=aside, transient=True, disable=len(items) < _FEW or not aside.is_terminal,
    )  # fmt: skip
    with bar:
        task = bar.add_task("Making packs", total=len(items))
        written = series.make_series(view.ledger, order, items, lambda: bar.advance(task))
    for said in dict.fromkeys(said for _, said in days if said):
        say(said)
    write_plain(list(series.pack_rows(written)), series.SHOWN if how == "table" else series.COLUMNS, how)
    for one in written if issue else []:
        changeset = issue_pack(view.ledger, one.pack, author=author(), now=datetime.now(UTC))
        say(f"Issued in changeset {changeset.number}: {one.pack.subject}, {one.pack.quarter}.")
    say(f"Wrote {sum(len(one.paths) for one in written)} files to {out}. {desk.describe(view)}")
