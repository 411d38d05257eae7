"""Commands that print figures. Nothing is decided about money here."""

from typing import Annotated, Literal

import typer

from tracker import desk
from tracker.briefing.headline import write_headline
from tracker.cli.shared import (
    AsOf,
    Audience,
    Currency,
    Format,
    Initiative,
    KnownAt,
    Phase,
    RatesAt,
    app,
    ask,
    look,
    say,
    write_figure,
)
from tracker.cli.terminal import print_gaps


@app.command()
def gaps(
    initiative: Initiative = None, phase: Phase = None, as_of: AsOf = None, known_at: KnownAt = None,
    audience: Audience = "internal", currency: Currency = None, rates: RatesAt = "step", how: Format = "table",
) -> None:  # fmt: skip
    """What is missing, counting from each rung, for every requirement and threshold.

    Example: tracker gaps --phase PPI-3 --as-of 2009-12-04 --format json
    """
    source, view = ask(as_of, known_at, audience, currency, rates)
    frame = source.gaps(view, initiative, phase)
    for text in desk.caveats(frame):
        say(text)
    if how == "table":
        lines = {str(key): write_headline(rows, view.as_of).text for key, rows in frame.groupby("phase", sort=False)}
        say(desk.describe(view))
        print_gaps(frame, lines)
    else:
        write_figure("gaps", frame, how)


@app.command()
def position(
    initiative: Initiative = None, phase: Phase = None, as_of: AsOf = None, known_at: KnownAt = None,
    audience: Audience = "internal", currency: Currency = None, rates: RatesAt = "step", how: Format = "table",
) -> None:  # fmt: skip
    """Who stands on which rung, with how much.

    Example: tracker position --phase PPI-3 --as-of 2009-12-04
    """
    source, view = ask(as_of, known_at, audience, currency, rates)
    write_figure("position", source.position(view, initiative, phase), how)


@app.command()
def timeline(
    by: Annotated[Literal["month", "quarter", "year"], typer.Option(help="The length of a period.")] = "quarter",
    initiative: Initiative = None, phase: Phase = None, as_of: AsOf = None, known_at: KnownAt = None,
    audience: Audience = "internal", currency: Currency = None, how: Format = "table",
) -> None:  # fmt: skip
    """What stood on each rung at the end of every period.

    Example: tracker timeline --by year --phase PPI-3
    """
    source, view = ask(as_of, known_at, audience, currency)
    write_figure("timeline", source.timeline(view, by, initiative, phase), how)


@app.command()
def bridge(
    start: Annotated[str, typer.Option("--from", help="Changes after this date,")],
    end: Annotated[str, typer.Option("--to", help="up to and with this one.")],
    reported: Annotated[
        str | None, typer.Option(help="The changeset that the opening was printed from; late entries stand apart.")
    ] = None,
    initiative: Initiative = None, phase: Phase = None, known_at: KnownAt = None,
    audience: Audience = "internal", currency: Currency = None, how: Format = "table",
) -> None:  # fmt: skip
    """What changed between two dates: opening + changes by kind = closing.

    Example: tracker bridge --from 2009-09-30 --to 2009-12-31 --phase PPI-3
    """
    source, view = ask(end, known_at, audience, currency)
    frame = source.bridge(view, desk.read_day(start), desk.read_day(end), reported, initiative, phase)
    write_figure("bridge", frame, how)


@app.command()
def dues(
    initiative: Initiative = None, phase: Phase = None, as_of: AsOf = None, known_at: KnownAt = None,
    audience: Audience = "internal", how: Format = "table",
) -> None:  # fmt: skip
    """When announced and signed promises are due, and what of them is overdue, in each pledge's own currency.

    Example: tracker dues --as-of 2010-06-30
    """
    write_figure("dues", desk.dues(look(as_of, known_at, audience, None), initiative, phase), how)


@app.command()
def movements(
    initiative: Initiative = None, phase: Phase = None, as_of: AsOf = None, known_at: KnownAt = None,
    audience: Audience = "internal", currency: Currency = None, rates: RatesAt = "step", how: Format = "table",
) -> None:  # fmt: skip
    """Every step of money from rung to rung, with the row and the source behind it.

    Example: tracker movements --phase PPI-3 --format csv
    """
    source, view = ask(as_of, known_at, audience, currency, rates)
    write_figure("movements", source.movements(view, initiative, phase), how)
