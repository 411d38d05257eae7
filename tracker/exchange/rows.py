"""Figures as rows for programs: columns in their documented order, exact major units, null for what is unknown."""

import csv
import io
import json
from collections.abc import Mapping

import numpy as np
import pandas as pd

from tracker.money import NUMBER_ONE, format_amount

FIGURES: Mapping[str, tuple[str, ...]] = {
    "gaps": (
        "initiative", "phase", "target", "title", "due_on", "currency", "required", "counting", "is_headline",
        "counted", "low", "high", "approximate", "undated", "late", "unconverted", "coverage", "gap", "surplus",
    ),
    "position": (
        "initiative", "phase", "donor", "rung", "form", "component", "currency", "amount", "low", "high", "approximate",
    ),
    "timeline": ("phase", "period_end", "rung", "form", "amount"),
    "bridge": ("phase", "kind", "rung", "form", "amount"),
    "movements": (
        "on", "phase", "donor", "pledge", "contribution", "component", "form", "kind", "rung", "currency", "amount",
        "low", "high", "approximate", "original_currency", "original_amount", "row", "source",
    ),
    "dues": (
        "phase", "donor", "pledge", "due_on", "amount", "currency", "fulfilled", "overdue", "days_overdue",
    ),
    "outlook": (
        "initiative", "phase", "target", "title", "due_on", "currency", "required", "world", "in_cash", "if_announced",
        "if_everything", "missing_in_cash", "missing_if_announced", "missing_if_everything", "promises", "stated",
        "likelihood_from", "likelihood_to", "is_exact", "p10", "p50", "p90", "within", "assumptions", "scenario",
    ),
    "asks": (
        "initiative", "phase", "target", "counting", "donor", "currency", "key", "share", "gave", "promised", "softer",
        "overdue", "ask", "held_by", "event", "event_on", "scenario",
    ),
}  # fmt: skip
"""The columns of each figure, as design section 7 gives them."""

PARTS: Mapping[str, tuple[str, ...]] = {
    "promises": (
        "initiative", "phase", "target", "donor", "pledge", "rung", "due_on", "currency", "amount", "low", "high",
        "approximate", "undated", "likelihood", "basis", "with_from", "with_to", "without_from", "without_to",
        "gap_without", "is_needed", "row", "source", "scenario",
    ),
    "new": (
        "initiative", "phase", "target", "currency", "beside", "amount", "low", "high", "each_1", "each_2", "each_3",
        "scenario",
    ),
    "runway": (
        "initiative", "phase", "counting", "currency", "basis", "monthly_need", "at_hand", "balance_is_stated",
        "scheduled", "overdue", "undated", "covered_until", "months", "short_in", "short_by", "is_to_the_end",
        "scenario",
    ),
    "months": ("phase", "counting", "month", "opening", "scheduled", "need", "closing", "scenario"),
    "fan": ("phase", "target", "on", "least", "p10", "p50", "p90", "most", "announced", "scenario"),
    "record": (
        "rung", "currency", "cases", "settled", "in_full", "in_part", "not_paid", "stood", "paid", "open", "lost",
        "share", "days_to_first", "first_cases", "days_to_full", "full_cases",
    ),
}  # fmt: skip
"""The columns of what `outlook --part` gives beside the outlook itself."""

MONEY = frozenset(
    {"required", "counted", "low", "high", "undated", "late", "gap", "surplus", "amount", "original_amount",
     "fulfilled", "overdue", "in_cash", "if_announced", "if_everything", "missing_in_cash", "missing_if_announced",
     "missing_if_everything", "p10", "p50", "p90", "within", "gave", "promised", "softer", "ask", "gap_without",
     "monthly_need", "at_hand", "scheduled", "short_by", "opening", "need", "closing", "least", "most", "announced",
     "each_1", "each_2", "each_3", "stood", "paid", "open", "lost"}
)  # fmt: skip


def figure_columns(name: str) -> tuple[str, ...]:
    """The columns of a figure, or of a part of the outlook."""
    return FIGURES[name] if name in FIGURES else PARTS[name]


def figure_rows(name: str, frame: pd.DataFrame) -> list[dict[str, object]]:
    """The frame of a figure (or of a part of the outlook) as plain rows.

    Amounts become strings of major units, dates ISO text, unknown or blank values None, `unconverted` a mapping from
    currency to amount; coverage and likelihoods stay unrounded fractions.
    """
    names = figure_columns(name)
    columns = [_plain(column, frame[column]) for column in names]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _plain(name: str, values: pd.Series) -> list[object]:
    if name == "unconverted":
        return [{currency: format_amount(amount) for currency, amount in pairs} for pairs in values]
    if values.dtype.kind == "M":
        return [None if pd.isna(value) else value.strftime("%Y-%m-%d") for value in values]
    if name in MONEY:
        return [None if pd.isna(value) else format_amount(int(value)) for value in values]
    if name == "likelihood":
        return [None if pd.isna(value) else int(value) / NUMBER_ONE for value in values]
    if values.dtype.kind == "f":
        return [None if np.isnan(value) else float(value) for value in values]
    if values.dtype.kind in "iu":
        return [None if pd.isna(value) else int(value) for value in values]
    if values.dtype == bool:
        return [bool(value) for value in values]
    return [value or None for value in values]


def write_json(rows: object) -> str:
    """JSON as programs and people read it: UTF-8, indented."""
    return json.dumps(rows, ensure_ascii=False, indent=2)


def write_csv(names: tuple[str, ...], rows: list[dict[str, object]]) -> str:
    """CSV with a heading; a text that a spreadsheet would take for a formula is kept text by a leading apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(name, row[name]) for name in names] for row in rows)
    return stream.getvalue()


def _cell(name: str, value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "; ".join(f"{currency} {amount}" for currency, amount in value.items())
    if isinstance(value, str) and name not in MONEY and value.lstrip()[:1] in ("=", "+", "-", "@"):
        return "'" + value
    return value
