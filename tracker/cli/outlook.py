"""Commands about what may come: the outlook, and who could be asked for how much."""

from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
import typer

from tracker import desk
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
    look,
    say,
    write_figure,
)
from tracker.cli.terminal import print_asks, print_compared, print_prospects, print_sheet

Assumed = Annotated[
    str | None,
    typer.Option("--assume", help="A TOML file of assumptions, or own-record: shares of this ledger's own past."),
]
Scenarios = Annotated[
    list[Path] | None,
    typer.Option("--scenario", help="A folder (or file) of changed rows, laid over the ledger, never recorded."),
]


@app.command()
def outlook(
    part: Annotated[
        Literal["targets", "promises", "new", "runway", "months", "fan", "record"],
        typer.Option(help="targets, or the promises they hinge on, new donors' amounts, runway, months, fan, record."),
    ] = "targets",
    assume: Assumed = None, scenario: Scenarios = None,
    initiative: Initiative = None, phase: Phase = None, as_of: AsOf = None, known_at: KnownAt = None,
    audience: Audience = "internal", currency: Currency = None, rates: RatesAt = "step", how: Format = "table",
) -> None:  # fmt: skip
    """Whether targets will be reached by their dates: in cash, with what is announced, with all in sight; how likely.

    A likelihood is told only where somebody stated one: on a promise's row, or in a file of assumptions. Several
    scenarios are told one after the other, and beside each other in the table.

    Example: tracker outlook --phase PPI-3 --as-of 2009-12-04
    """
    view = look(as_of, known_at, audience, currency, rates)
    assumed = desk.load_assumptions(view, assume)
    if assumed.source:
        say(f"Assumed: {assumed.name}; {assumed.source}.")
    laid = [desk.lay_over(view, path) for path in scenario or ()]
    for one in laid:
        say(one.notes[-1])
    found = [(one, desk.outlook(one, phase, assumed, initiative=initiative)) for one in laid or [view]]
    if how == "table" and part == "targets":
        for one, seen in found:
            say(desk.describe(one))
            print_prospects(seen.prospects, seen.lasting)
        if laid:
            recorded = desk.outlook(view, phase, assumed, initiative=initiative)
            beside = [("as recorded", recorded), *((desk.scenario_name(one), seen) for one, seen in found)]
            print_compared([(name, seen.targets) for name, seen in beside])
        return
    frames = [_part(one, seen, part) for one, seen in found]
    write_figure("outlook" if part == "targets" else part, pd.concat(frames, ignore_index=True), how)


def _part(view: "desk.View", found: "desk.Outlook", part: str) -> pd.DataFrame:
    if part == "targets":
        return desk.outlook_frame(view, found)
    if part == "record":
        return desk.track_record(view)
    if part == "fan":
        targets = found.targets[["phase", "target"]].drop_duplicates()
        fans = [desk.fan(view, found, *pair) for pair in targets.itertuples(index=False, name=None)]
        return desk.marked(view, pd.concat(fans, ignore_index=True) if fans else targets)
    frames = {"promises": found.promises, "new": found.new, "runway": found.runway, "months": found.months}
    return desk.marked(view, frames[part])


@app.command()
def asks(
    target: Annotated[str | None, typer.Option(help="requirement or a threshold; default: the bottom line's.")] = None,
    counting: Annotated[str | None, typer.Option(help="The rung from which the gap is counted.")] = None,
    by: Annotated[
        str | None, typer.Option(help="past giving (default), equally, by hand, or a key of the table shares.")
    ] = None,
    floor: Annotated[str | None, typer.Option(help="Nobody is asked for less: 50000, or 50000,FRA=100000.")] = None,
    cap: Annotated[str | None, typer.Option(help="Nobody is asked for more: 500000, or FRA=100000.")] = None,
    hand: Annotated[str | None, typer.Option(help="Asks that stand as named: FRA=200000,RUS=100000.")] = None,
    without: Annotated[str | None, typer.Option(help="Donors left out: FRA,RUS.")] = None,
    only: Annotated[str | None, typer.Option(help="Nobody but these donors: FRA,RUS.")] = None,
    step: Annotated[str | None, typer.Option("--round", help="Asks are multiples of this, such as 10000.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Leave out what each has given or promised already.")] = False,
    sheets: Annotated[bool, typer.Option("--sheets", help="Print a sheet for each donor as well.")] = False,
    scenario: Annotated[Path | None, typer.Option(help="A folder of changed rows, laid over the ledger.")] = None,
    initiative: Initiative = None, phase: Phase = None, as_of: AsOf = None, known_at: KnownAt = None,
    audience: Audience = "internal", currency: Currency = None, rates: RatesAt = "step", how: Format = "table",
) -> None:  # fmt: skip
    """Share what is missing among donors, so that it closes to the cent; or say why it cannot be. Internal only.

    Example: tracker asks --phase PPI-3 --as-of 2009-12-04 --by equally --round 50000
    """
    agreed = desk.read_agreed(
        by=by, floor=floor, cap=cap, hand=hand, without=without, only=only, step=step, fresh=fresh
    )
    view = look(as_of, known_at, audience, currency, rates)
    if scenario is not None:
        view = desk.lay_over(view, scenario)
        say(view.notes[-1])
    found = desk.asks(view, desk.phase_asked(view, initiative, phase), agreed, target=target, counting=counting)
    if how != "table":
        write_figure("asks", found.rows, how)
        return
    say(desk.describe(view))
    print_asks(found.sentences, found.rows)
    for sheet in desk.ask_sheets(view, found) if sheets else ():
        print_sheet(sheet.text)
