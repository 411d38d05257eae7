"""Commands that bring files in and out. Nothing is decided about rows here."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tracker import desk
from tracker.cli.shared import (
    AsOf,
    Audience,
    Currency,
    Format,
    KnownAt,
    app,
    author,
    look,
    open_asked,
    say,
    write,
    write_problem_rows,
    write_rows,
)
from tracker.cli.terminal import print_problems, print_receipt
from tracker.exchange.rows import write_json
from tracker.problems import Problem

_FILE = (
    "A workbook, a CSV file, a folder or zip of CSV files; IATI (.xml), FTS (.json, .csv, .xlsx) or rates of exchange."
)
Locale = Annotated[str | None, typer.Option(help="How the file writes numbers and dates, such as en, de or en_GB.")]
Outgoing = Annotated[
    bool, typer.Option("--outgoing", help="IATI: a donor's own file; what it commits and disburses comes in here.")
]
On = Annotated[str, typer.Option("--on", help="FTS: the day for which totals hold that have no date of their own.")]
EveryRate = Annotated[
    bool,
    typer.Option("--every-rate", help="Rates: of currencies too that the ledger does not use, and from before it."),
]
Listed = Annotated[Path | None, typer.Option("--problems", help="List the problems in a workbook, with links.")]


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help=_FILE)],
    table: Annotated[
        str | None, typer.Option("--into", help="The table of a CSV file that is not named after one.")
    ] = None,
    locale: Locale = None,
    outgoing: Outgoing = False,
    on: On = "",
    every_rate: EveryRate = False,
    listed: Listed = None,
    how: Format = "table",
) -> None:
    """Say all that is wrong with a file, and how to mend it; nothing is written.

    Example: tracker check data/example
    """
    reading = desk.read_to_check(file, table=table, locale=locale, declared=_declared(outgoing, on, every_rate))
    checked = desk.check_reading(reading)
    rows = {name: len(frame) for name, frame in checked.tables.items() if len(frame)}
    write_problem_rows({"status": "sound" if checked.is_sound else "refused", "rows": rows}, checked.problems, how)
    _list_problems(listed, checked.problems, file)
    for remark in reading.remarks:
        say(remark)
    if how == "table":
        total = f"{sum(rows.values()):,} rows in {len(rows)} tables"
        verdict = "it can be recorded." if checked.is_sound else "it cannot be recorded as it stands."
        say(f"{file}: {total}; {verdict}")
    if not checked.is_sound:
        raise typer.Exit(1)


@app.command("import")
def bring(
    file: Annotated[Path, typer.Argument(help=_FILE)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")] = False,
    take_file: Annotated[
        bool, typer.Option("--take-file", help="Where the ledger has changed a row since the export, take the file's.")
    ] = False,
    retract_missing: Annotated[
        bool, typer.Option("--retract-missing", help="Retract the rows that the file does not have.")
    ] = False,
    message: Annotated[str, typer.Option(help="Why; it stands in the log.")] = "",
    locale: Locale = None,
    outgoing: Outgoing = False,
    on: On = "",
    every_rate: EveryRate = False,
    listed: Listed = None,
    table: Annotated[str | None, typer.Option("--into", help="The table that one's own sheet goes into.")] = None,
    sheet: Annotated[str, typer.Option(help="The sheet, where it is one's own.")] = "",
    header_row: Annotated[int | None, typer.Option(help="The row of its headings.")] = None,
    maps: Annotated[
        list[str] | None, typer.Option("--map", help='A column: "Their heading=field"; repeatable.')
    ] = None,
    sets: Annotated[
        list[str] | None, typer.Option("--set", help="What every row has: field=value; repeatable.")
    ] = None,
    mapping: Annotated[Path | None, typer.Option(help="A saved mapping, TOML or JSON.")] = None,
    save_mapping: Annotated[Path | None, typer.Option(help="Save the mapping that was used.")] = None,
    how: Format = "table",
) -> None:
    """Bring a file in: compare it with the ledger row by row, and commit all of it or nothing.

    Example: tracker import book.xlsx --dry-run
    """
    ledger = open_asked()
    own = None
    if table or mapping:
        named = desk.load_mapping(mapping) if mapping else None
        own = desk.Sheet(named, sheet, table or "", header_row, _pairs("--map", maps), _pairs("--set", sets))
        if save_mapping:
            desk.save_mapping(desk.find_mapping(file, own, locale=locale), save_mapping)
    reading = desk.read_path(file, ledger.read(), own=own, locale=locale, declared=_declared(outgoing, on, every_rate))
    receipt = desk.import_reading(
        ledger, reading, origin=desk.file_origin(file), author=author(), message=message or f"Import of {file.name}",
        now=datetime.now(UTC), dry_run=dry_run, take_file=take_file, retract_missing=retract_missing,
    )  # fmt: skip
    _list_problems(listed, receipt.problems, file)
    if how == "json":
        write(write_json(receipt.as_row()) + "\n")
    elif how == "csv":
        write_rows(desk.receipt_rows(receipt), desk.RECEIPT_COLUMNS, "csv")
    else:
        print_problems(receipt.problems)
        print_receipt(receipt.status, desk.receipt_rows(receipt), receipt.counts, desk.total_lines(receipt))
    for remark in receipt.remarks:
        say(remark)
    if receipt.status == "refused":
        raise typer.Exit(1)


@app.command()
def export(
    file: Annotated[
        Path, typer.Argument(help="A .xlsx workbook, a .zip or folder of CSV files, an .ics calendar, an IATI .xml.")
    ],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    audience: Audience = "internal",
    currency: Currency = None,
    sector: Annotated[
        list[str] | None, typer.Option(help="IATI: a DAC sector, of several each with its share: 16063=60; repeatable.")
    ] = None,
    place: Annotated[
        list[str] | None, typer.Option(help="IATI: a country's two letters, or a DAC region's number; repeatable.")
    ] = None,
) -> None:
    """Write the tables and figures to a file that can be edited and brought back; or, as .xml, publish what may be.

    Example: tracker export book.xlsx
    """
    view = look(as_of, known_at, audience, currency)
    notes = desk.export_path(view, file, now=datetime.now(UTC), sectors=sector or (), places=place or ())
    for note in notes:
        say(note)
    say(f"Wrote {file}. {desk.describe(view)}")


@app.command()
def template(file: Annotated[Path, typer.Argument(help="A .xlsx workbook.")]) -> None:
    """Write an empty workbook to fill in, with every column explained.

    Example: tracker template empty.xlsx
    """
    desk.write_template(file)
    say(f"Wrote {file}; fill it in, then `tracker check {file.name}`.")


def _declared(outgoing: bool, on: str, every_rate: bool) -> "desk.Declared":
    return desk.Declared(outgoing, desk.read_day(on).isoformat() if on else "", every_rate)


def _pairs(option: str, texts: list[str] | None) -> dict[str, str]:
    """`left=right` texts; what has no `=` is wrong usage."""
    pairs = {}
    for text in texts or []:
        left, sign, right = text.rpartition("=") if option == "--map" else text.partition("=")
        if not sign or not left:
            raise typer.BadParameter(f"'{text}' has no =; write it as left=right", param_hint=option)
        pairs[left.strip()] = right.strip()
    return pairs


def _list_problems(listed: Path | None, problems: list[Problem], file: Path) -> None:
    if listed is not None:
        desk.write_problems(listed, problems, file)
        say(f"Wrote {len(problems)} problems to {listed}.")
