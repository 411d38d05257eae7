"""Figures as tables on a terminal. It lays out what it is given and computes nothing."""

from collections.abc import Iterable, Mapping

import pandas as pd
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from tracker import terms
from tracker.briefing.outlook import Prospect, likelihood_words, range_words
from tracker.briefing.words import UNKNOWN, amount_words, date_words, money_words, percent_words
from tracker.exchange.rows import MONEY, figure_columns
from tracker.money import NUMBER_ONE
from tracker.problems import Problem

_SHARES = {
    "likelihood", "likelihood_from", "likelihood_to", "with_from", "with_to", "without_from", "without_to", "share",
}  # fmt: skip
_COUNTS = {"cases", "settled", "in_full", "in_part", "not_paid", "months", "days_to_first", "days_to_full"}
_RIGHT = {*MONEY, *_SHARES, *_COUNTS, "coverage", "row", "days_overdue"}
_HIDDEN = {
    "promises": {
        "initiative",
        "currency",
        "approximate",
        "undated",
        "row",
        "source",
        "is_needed",
        "with_from",
        "without_from",
        "gap_without",
    },
    "runway": {"initiative", "balance_is_stated", "is_to_the_end"},
    "record": {"first_cases", "full_cases"},
    "asks": {"initiative", "phase", "target", "counting", "key", "currency"},
    "movements": {"original_currency", "original_amount", "low", "high", "approximate"},
    "position": {"low", "high", "approximate"},
}
_SELDOM = ("component", "form", "contribution", "scenario", "held_by")
"""Columns that are shown where they say anything."""
_FORMS = {"cash": "cash", "in_kind": "in kind"}


def console(*, is_error: bool = False) -> Console:
    """Standard output, or standard error."""
    return Console(stderr=is_error, highlight=False)


def _print_whole(table: Table) -> None:
    """A table with no figure cut: where the terminal is too narrow it breaks the lines; a file gets each row on one."""
    out = console()
    for column in table.columns:
        texts = [str(text) for text in (column.header, *column.cells)]
        words = texts if column.no_wrap else [word for text in texts for word in text.split()]
        column.min_width = max(map(cell_len, words), default=0)
    own, out.width, out.height = out.width, 10_000, out.height  # a dumb terminal minds its width only with a height
    least = sum(column.min_width or 0 for column in table.columns) + 3 * len(table.columns)
    out.width = max(own, least) if out.is_terminal else out.measure(table).maximum
    out.print(table)


def print_gaps(frame: pd.DataFrame, headline: dict[str, str]) -> None:
    """One block a target: every floor rung with the money it counts, what is missing and the coverage."""
    out = console()
    if frame.empty:
        out.print("Nothing to show.")
    for phase, of_phase in frame.groupby("phase", sort=False):
        out.print(Text(f"\n{of_phase['initiative'].iloc[0]} · {phase}", style="bold"), soft_wrap=True)
        if str(phase) in headline:
            out.print(Text(headline[str(phase)]), soft_wrap=not out.is_terminal)
        for target, rows in of_phase.groupby("target", sort=False):
            first = rows.iloc[0]
            needed = (
                "what is needed is not known"
                if pd.isna(first["required"])
                else f"{money_words(int(first['required']), first['currency'])} needed"
            )
            due = f" for {date_words(first['due_on'])}" if first["due_on"] else ""
            out.print(Text(f"\n{target} · {first['title']}: {needed}{due}"), soft_wrap=not out.is_terminal)
            table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
            table.add_column("counting", no_wrap=True)
            for name in (f"money, {first['currency']}", "gap", "coverage"):
                table.add_column(escape(name), justify="right", no_wrap=True)
            table.add_column("of which")
            for row in rows.itertuples():
                table.add_row(*_gap_cells(row), style="bold" if row.is_headline else "")
            _print_whole(table)


def _gap_cells(row: object) -> list[Text]:
    counting = str(row.counting)  # type: ignore[attr-defined]
    label = terms.RUNG[counting].label
    asides = [f"{name} {amount_words(getattr(row, name))}" for name in ("undated", "late") if getattr(row, name)]
    if row.low != row.counted or row.high != row.counted:  # type: ignore[attr-defined]
        asides.append(f"{amount_words(row.low)} to {amount_words(row.high)}")  # type: ignore[attr-defined]
    asides.extend(f"not convertible: {money_words(amount, code)}" for code, amount in row.unconverted)  # type: ignore[attr-defined]
    is_vague = bool(row.approximate)  # type: ignore[attr-defined]
    return [
        Text(label if counting == terms.RECEIVED else f"+ {label}"),
        Text(amount_words(row.counted, approximate=is_vague)),  # type: ignore[attr-defined]
        Text(amount_words(row.gap, approximate=is_vague)),  # type: ignore[attr-defined]
        Text(percent_words(row.coverage)),  # type: ignore[attr-defined]
        Text("; ".join(asides)),
    ]


def print_figure(name: str, frame: pd.DataFrame) -> None:
    """Any other figure, as one table of its documented columns."""
    columns = [column for column in figure_columns(name) if column not in _HIDDEN.get(name, ())]
    columns = [column for column in columns if column not in _SELDOM or _says_more(frame, column)]
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in columns:
        is_number = column in _RIGHT
        table.add_column(column.replace("_", " "), justify="right" if is_number else "left", no_wrap=is_number)
    for row in frame.to_dict("records"):
        table.add_row(*(Text(_shown(column, row)) for column in columns))
    if len(frame):
        _print_whole(table)
    else:
        console().print("Nothing to show.")


def _says_more(frame: pd.DataFrame, column: str) -> bool:
    return bool(frame[column].isin(["", "cash"]).eq(False).any())


def _shown(column: str, row: dict[str, object]) -> str:
    value = row[column]
    if isinstance(value, str):
        if column == "rung":
            return terms.RUNG[value].label if value in terms.RUNG else "Requirement"
        return _FORMS.get(value, value)
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    if column in _SHARES and not pd.isna(value):
        return likelihood_words(float(value) / (NUMBER_ONE if column == "likelihood" else 1))  # type: ignore[arg-type]
    if column in MONEY:
        return amount_words(value, approximate=bool(row.get("approximate", False)))  # type: ignore[arg-type]
    return UNKNOWN if pd.isna(value) else str(value)


def print_rows(rows: Iterable[dict[str, object]], names: Iterable[str]) -> None:
    """Plain rows as a table."""
    names = list(names)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in names:
        table.add_column(name, justify="right" if name in ("number", "row") else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if row[name] is None else str(row[name])) for name in names))
    _print_whole(table)


def print_problems(problems: Iterable[Problem]) -> None:
    """Problems to standard error, one a line, errors first."""
    out = console(is_error=True)
    for problem in sorted(problems, key=lambda problem: not problem.is_error):
        text = Text(f"{problem.severity}: ", style="red" if problem.is_error else "yellow")
        out.print(text + Text(str(problem)), soft_wrap=True)


def print_receipt(
    status: str, rows: list[dict[str, object]], counts: Mapping[str, int], totals: list[tuple[str, str, str]]
) -> None:
    """What an import did: every cell with before and after, how many rows, and the totals that changed."""
    out = console()
    for row in rows[:200]:
        place = f"{row['sheet']}!{row['cell']}" if row["cell"] else f"{row['sheet']} row {row['at']}"
        arrow = f"{row['before'] or UNKNOWN} → {row['after'] or UNKNOWN}" if row["column"] else str(row["key"])
        mark = {"conflict": "conflict, the ledger's stays: ", "added": "added: "}.get(str(row["action"]), "")
        out.print(Text(f"{place} {mark}{arrow}"), soft_wrap=True)
    if len(rows) > 200:
        out.print(f"and {len(rows) - 200:,} more (use --format csv)")
    said = ", ".join(
        f"{counts.get(name, 0):,} {name}" for name in ("added", "changed", "missing", "retracted", "unchanged")
    )
    out.print(Text(f"{status}: {said}", style="bold"))
    for name, before, after in totals:
        out.print(Text(f"{name}: {before} → {after}"), soft_wrap=True)


def print_prospects(prospects: Mapping[tuple[str, str], Prospect], lasting: Mapping[str, tuple[str, ...]]) -> None:
    """What there is to say of every target, a block each, and how long each phase's money lasts."""
    out = console()
    if not prospects:
        out.print("Nothing to show.")
    told = ""
    for (phase, target), prospect in prospects.items():
        if told and told != phase:
            _print_lasting(lasting.get(told, ()))
        told = phase
        out.print(Text(f"\n{phase} · {target}", style="bold"), soft_wrap=True)
        for sentence in prospect.sentences:
            out.print(Text(sentence), soft_wrap=not out.is_terminal)
    _print_lasting(lasting.get(told, ()))


def _print_lasting(sentences: tuple[str, ...]) -> None:
    out = console()
    for sentence in sentences:
        out.print(Text(sentence, style="italic"), soft_wrap=not out.is_terminal)


def print_compared(columns: list[tuple[str, pd.DataFrame]]) -> None:
    """Outlooks beside each other: what is missing if everything comes, and the likelihood, under each name."""
    names = [name for name, _ in columns]
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("target")
    for name in names:
        table.add_column(escape(f"{name}: missing if all comes"), justify="right")
        table.add_column("likelihood", justify="right")
    places: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
    for name, frame in columns:
        for row in frame[(frame["world"] == "amount").to_numpy()].itertuples():
            first, last = row.likelihood_from, row.likelihood_to
            likelihood = UNKNOWN if pd.isna(first) else range_words(first, last)
            cells = (amount_words(row.missing_if_everything), likelihood)
            places.setdefault((str(row.phase), str(row.target)), {})[name] = cells
    for (phase, target), by_name in places.items():
        shown = [cell for name in names for cell in by_name.get(name, (UNKNOWN, UNKNOWN))]
        table.add_row(Text(f"{phase} · {target}"), *map(Text, shown))
    console().print()
    _print_whole(table)


def print_asks(sentences: Iterable[str], rows: pd.DataFrame) -> None:
    """What is shared, and who would be asked for how much."""
    out = console()
    for sentence in sentences:
        out.print(Text(sentence), soft_wrap=not out.is_terminal)
    if len(rows):
        out.print()
        print_figure("asks", rows)
        total = Text(f"\nTogether {money_words(int(rows['ask'].sum()), rows['currency'].iloc[0], exact=True)}", "bold")
        out.print(total, soft_wrap=True)


def print_sheet(text: str) -> None:
    """A sheet for one donor."""
    out = console()
    out.print(Text(f"\n{text}"), soft_wrap=not out.is_terminal)
