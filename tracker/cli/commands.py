"""The commands, each of them: read options, ask the desk, print. Nothing is decided about money here."""

import getpass
import io
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
import typer

from tracker import desk
from tracker.briefing.headline import write_headline
from tracker.cli.terminal import console, print_figure, print_gaps, print_problems, print_rows
from tracker.exchange.rows import FIGURES, figure_rows, write_csv, write_json
from tracker.ledger import Ledger, LedgerError
from tracker.problems import Problem, RefusedError

app = typer.Typer(
    name="tracker",
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


class _State:
    url: str = desk.DEFAULT_LEDGER
    is_default: bool = True


@app.callback()
def _options(
    ledger: Annotated[
        str, typer.Option(envvar="TRACKER_LEDGER", help="The ledger's URL, such as sqlite:///tracker.db.")
    ] = desk.DEFAULT_LEDGER,
) -> None:
    _State.url = ledger if "://" in ledger else f"sqlite:///{ledger}"
    _State.is_default = _State.url == desk.DEFAULT_LEDGER


def _open() -> Ledger:
    ledger, problems = desk.open_or_start(
        _State.url, may_start=_State.is_default, author=_author(), now=datetime.now(UTC)
    )
    if problems is not None:
        _say(f"Made the ledger {_State.url} with the Paris Pact's figures.")
        print_problems(problems)
    return ledger


def _author() -> str:
    """Who is to be named in the log; an account without a name, as some containers have, is said so."""
    try:
        name = os.environ.get("TRACKER_AUTHOR") or getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"
    return name.encode("utf-8", "replace").decode()


def _say(text: str) -> None:
    console(is_error=True).print(text, soft_wrap=True, markup=False)


def _look(
    as_of: str | None, known_at: str | None, audience: str, currency: str | None, rates: str = "step"
) -> desk.View:
    view = desk.look(
        _open(), today=datetime.now(UTC).date(), as_of=as_of, known_at=known_at, audience=audience, currency=currency,
        rates_at=rates.replace("-", "_"),
    )  # fmt: skip
    for note in view.notes:
        _say(note)
    return view


def _print(name: str, frame: pd.DataFrame, how: str) -> None:
    if how == "table":
        print_figure(name, frame)
    else:
        _write_rows(figure_rows(name, frame), FIGURES[name], how)


def _write_rows(rows: list[dict[str, object]], names: tuple[str, ...], how: str) -> None:
    _write(write_json(rows) + "\n" if how == "json" else write_csv(names, rows))


def _write(text: str) -> None:
    """What programs read is UTF-8, whatever the terminal's own encoding."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(text)
    sys.stdout.flush()


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
    ledger, problems = desk.start_ledger(_State.url, path, author=_author(), now=datetime.now(UTC))
    print_problems(problems)
    head = ledger.head()
    _say(f"Made the ledger {_State.url} from {path.name}: changeset {head.number if head else 0}.")


@app.command()
def gaps(
    initiative: Initiative = None, phase: Phase = None, as_of: AsOf = None, known_at: KnownAt = None,
    audience: Audience = "internal", currency: Currency = None, rates: RatesAt = "step", how: Format = "table",
) -> None:  # fmt: skip
    """What is missing, counting from each rung, for every requirement and threshold.

    Example: tracker gaps --phase PPI-3 --as-of 2009-12-04 --format json
    """
    view = _look(as_of, known_at, audience, currency, rates)
    frame = desk.gaps(view, initiative, phase)
    for text in desk.caveats(frame):
        _say(text)
    if how == "table":
        lines = {str(key): write_headline(rows, view.as_of).text for key, rows in frame.groupby("phase", sort=False)}
        _say(desk.describe(view))
        print_gaps(frame, lines)
    else:
        _print("gaps", frame, how)


@app.command()
def position(
    initiative: Initiative = None, phase: Phase = None, as_of: AsOf = None, known_at: KnownAt = None,
    audience: Audience = "internal", currency: Currency = None, rates: RatesAt = "step", how: Format = "table",
) -> None:  # fmt: skip
    """Who stands on which rung, with how much.

    Example: tracker position --phase PPI-3 --as-of 2009-12-04
    """
    view = _look(as_of, known_at, audience, currency, rates)
    _print("position", desk.position(view, initiative, phase), how)


@app.command()
def timeline(
    by: Annotated[Literal["month", "quarter", "year"], typer.Option(help="The length of a period.")] = "quarter",
    initiative: Initiative = None, phase: Phase = None, as_of: AsOf = None, known_at: KnownAt = None,
    audience: Audience = "internal", currency: Currency = None, how: Format = "table",
) -> None:  # fmt: skip
    """What stood on each rung at the end of every period.

    Example: tracker timeline --by year --phase PPI-3
    """
    view = _look(as_of, known_at, audience, currency)
    _print("timeline", desk.timeline(view, by, initiative, phase), how)


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
    view = _look(end, known_at, audience, currency)
    frame = desk.bridge(view, desk.read_day(start), desk.read_day(end), reported, initiative, phase)
    _print("bridge", frame, how)


@app.command()
def dues(
    initiative: Initiative = None, phase: Phase = None, as_of: AsOf = None, known_at: KnownAt = None,
    audience: Audience = "internal", how: Format = "table",
) -> None:  # fmt: skip
    """When announced and signed promises are due, and what of them is overdue, in each pledge's own currency.

    Example: tracker dues --as-of 2010-06-30
    """
    _print("dues", desk.dues(_look(as_of, known_at, audience, None), initiative, phase), how)


@app.command()
def movements(
    initiative: Initiative = None, phase: Phase = None, as_of: AsOf = None, known_at: KnownAt = None,
    audience: Audience = "internal", currency: Currency = None, rates: RatesAt = "step", how: Format = "table",
) -> None:  # fmt: skip
    """Every step of money from rung to rung, with the row and the source behind it.

    Example: tracker movements --phase PPI-3 --format csv
    """
    view = _look(as_of, known_at, audience, currency, rates)
    _print("movements", desk.movements(view, initiative, phase), how)


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A folder of CSV files.")], how: Format = "table") -> None:
    """Say all that is wrong with a file, and how to mend it; nothing is written.

    Example: tracker check data/example
    """
    checked = desk.check_path(file)
    rows = {name: len(frame) for name, frame in checked.tables.items() if len(frame)}
    _print_problems({"status": "sound" if checked.is_sound else "refused", "rows": rows}, checked.problems, how)
    if how == "table":
        total = f"{sum(rows.values()):,} rows in {len(rows)} tables"
        _say(
            f"{file}: {total}; "
            + ("it can be recorded." if checked.is_sound else "it cannot be recorded as it stands.")
        )
    if not checked.is_sound:
        raise typer.Exit(1)


def _print_problems(head: dict[str, object], problems: list[Problem], how: str) -> None:
    rows = [problem.as_row() for problem in problems]
    if how == "json":
        _write(write_json({**head, "problems": rows}) + "\n")
    elif how == "csv":
        _write(write_csv(tuple(Problem("", "", "").as_row()), rows))
    else:
        print_problems(problems)


@app.command()
def log(how: Format = "table") -> None:
    """Every changeset: when, who, why, and its digest.

    Example: tracker log
    """
    rows = desk.log_rows(_open())
    if how == "table":
        rows = [row | {"at": str(row["at"])[:19], "digest": str(row["digest"])[:12]} for row in rows]
    _print_plain(rows, ("number", "at", "author", "message", "origin", "digest"), how)


@app.command()
def show(number: Annotated[int, typer.Argument(help="The changeset.")], how: Format = "table") -> None:
    """Every field that a changeset wrote, before and after.

    Example: tracker show 1
    """
    rows = desk.show_rows(_open(), number)
    _print_plain(rows, ("table", "row", "key", "action", "field", "before", "after"), how)


def _print_plain(rows: list[dict[str, object]], names: tuple[str, ...], how: str) -> None:
    if how == "table":
        print_rows(rows, names)
    else:
        _write_rows(rows, names, how)


@app.command()
def verify(how: Format = "table") -> None:
    """Recompute every digest; name the changeset and the row of whatever was altered.

    Example: tracker verify
    """
    result = desk.verify(_open())
    faults: list[dict[str, object]] = result["faults"]  # type: ignore[assignment]
    if how == "table":
        for fault in faults:
            _say(f"error: {desk.fault_words(fault)}")
        count = f"{result['changesets']} changeset{'' if result['changesets'] == 1 else 's'}"
        digest = f", digest {result['digest']}" if result["digest"] else ""
        console().print(f"{result['status']}: {count}{digest}", soft_wrap=True)
    elif how == "csv":
        _write(write_csv(("changeset", "table", "row", "message"), faults))
    else:
        _write(write_json(result) + "\n")
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

    os.environ["TRACKER_LEDGER"] = _State.url
    here = Path(__file__).resolve().parents[1]
    script = next(path for path in (here / "app.py", here.parent / "app.py") if path.is_file())
    options = {"address": "127.0.0.1", "port": port, "headless": str(not browser).lower()}
    sys.argv = ["streamlit", "run", str(script), *(f"--server.{name}={value}" for name, value in options.items())]
    streamlit.main(prog_name="streamlit")


def main() -> None:
    """Run a command; what is refused is said on standard error and ends with status 1."""
    for stream, errors in ((sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)
    try:
        app()
    except RefusedError as refused:
        print_problems(refused.problems)
        _say(f"refused: {refused}")
    except LedgerError as error:
        _say(f"refused: {error}")
    except OverflowError as error:
        _say(f"refused: an amount became too large to be kept exactly ({error}); check the rates and the digits")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _say(f"refused: {where}{error.strerror or error}; check that the place is there and may be used")
    else:
        return
    sys.exit(1)
