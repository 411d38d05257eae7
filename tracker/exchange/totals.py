"""Total rows and footnotes of somebody's own sheet: recognised, reconciled, left out. It knows no tables."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tracker.exchange.countries import fold
from tracker.exchange.grid import GridCell, tidy

_TOTAL = re.compile(
    "(?:grand |sub ?|overall )?totals?\\b|sum\\b|summe\\b|gesamt|insgesamt|zwischensumme|итого|всего"
    "|somme\\b|sous total|ensemble\\b"
)
_FOOTNOTE = re.compile(
    "\\s*(?:[*†‡§¹²³⁰⁴-⁹ᵃ-ᶻ]|[a-z] |[(\\[]?[a-z0-9]{1,2}[)\\]/]|notes?\\b|source|nb\\b|quelle|примечани|источник)",
    re.IGNORECASE,
)
_NOISE = Decimal(2) ** -50
Figures = Mapping[str, Sequence[Decimal | None]]
"""For each column of amounts its figures, by position; None where a cell has none."""


@dataclass(frozen=True)
class Total:
    """A total row by its position, with what it says and what the rows above sum to, for each column that it has."""

    position: int
    label: str
    figures: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    mismatched: frozenset[str] = frozenset()


def is_total_label(text: str) -> bool:
    """Whether a text heads a total."""
    return bool(_TOTAL.match(fold(text)))


def find_totals(
    labels: Sequence[str], is_named: Sequence[bool], is_bare: Sequence[bool], figures: Figures
) -> list[Total]:
    """The total rows, reconciled.

    In: for each row its first text, whether that is a donor's name, whether it has figures and no texts, and its
    figures. A row is a total by its label, or where it is bare and every figure equals the sum of the rows above (two
    at least). A subtotal sums the rows since the one before, a grand total all rows.
    """
    totals: list[Total] = []
    since: list[int] = []
    every: list[int] = []
    for position, label in enumerate(labels):
        said = {name: value for name, column in figures.items() if (value := column[position]) is not None}
        by_label = is_total_label(label) and not is_named[position]
        equal = len(every) > 1 and bool(said) and any(said.values()) and is_bare[position]
        equal = equal and all(_matches(value, figures[name], since, every) is None for name, value in said.items())
        if not by_label and not equal:
            since.append(position)
            every.append(position)
            continue
        found = {name: _matches(value, figures[name], since, every) for name, value in said.items()}
        mismatched = {name: total for name, total in found.items() if total is not None}
        sums = {name: (value, mismatched.get(name, value)) for name, value in said.items()}
        totals.append(Total(position, tidy(label) or "without a label", sums, frozenset(mismatched)))
        since = []
    return totals


def _matches(value: Decimal, column: Sequence[Decimal | None], since: list[int], every: list[int]) -> Decimal | None:
    """None where a total equals one of the sums that it can be; else the sum that it is nearest to."""
    sums = []
    for positions in (since, every):
        parts = [part for position in positions if (part := column[position]) is not None]
        total = sum(parts, Decimal(0))
        if parts and abs(total - value) <= _NOISE * sum(map(abs, parts), Decimal(0)):
            return None
        sums.append(total)
    return min(sums, key=lambda total: abs(total - value))


def find_footnotes(rows: Sequence[Mapping[int, GridCell]], mapped: set[int], after_total: int | None) -> list[int]:
    """The positions of the rows at the end that hold only a remark: one text, marked, long, or below the total."""
    found: list[int] = []
    for position in range(len(rows) - 1, -1, -1):
        cells = list(rows[position].values())
        text = cells[0].value if len(cells) == 1 else None
        is_below = after_total is not None and position > after_total
        is_elsewhere = bool(cells) and not mapped & {cell.column for cell in cells}
        is_remark = isinstance(text, str) and (
            is_below or is_elsewhere or len(text) > 60 or bool(_FOOTNOTE.match(text))
        )
        if not is_remark:
            break
        found.append(position)
    return found[::-1]
