"""How long the money lasts, and what became of past promises: sentences and tables. It knows no figures."""

import pandas as pd
import streamlit as st

from tracker import desk, terms
from tracker.briefing.outlook import NEED_WORDS
from tracker.briefing.words import UNKNOWN, amount_words, date_words, percent_words
from tracker.dashboard.figure_table import Cell, Head, Row
from tracker.dashboard.made import Sheet, made
from tracker.dashboard.page import plain_markdown as plain
from tracker.desk import View


def show_runway(view: View, found: desk.Outlook, phase: str) -> None:
    """Until when, rung by rung; below it what that rests on."""
    sentences = found.lasting.get(phase)
    if not sentences:
        return
    made(view, "outlook-runway", (phase, found.assumptions.key), lambda: _runway(found, phase)).show("runway")
    st.caption(plain(" ".join(sentences)))


def _runway(found: desk.Outlook, phase: str) -> Sheet:
    rows = found.runway[(found.runway["phase"] == phase).to_numpy()]
    first = rows.iloc[0]
    if not first["basis"] or pd.isna(first["monthly_need"]):
        return Sheet([], [])
    table = [
        Row([
            Cell(f"{'' if row.counting == 'received' else '+ '}{terms.RUNG[row.counting].label}", rung=row.counting),
            Cell(date_words(row.covered_until, short=True), aside="to the end" if row.is_to_the_end else ""),
            Cell(UNKNOWN if pd.isna(row.months) else f"{row.months:,}"),
            Cell(date_words(row.short_in, short=True)),
            Cell(amount_words(None if pd.isna(row.short_by) else int(row.short_by))),
            Cell(amount_words(row.scheduled), aside=_loose(row)),
        ])
        for row in rows.itertuples()
    ]  # fmt: skip
    head = [
        Head("Counting"), Head("Covered until", "right"), Head("Months ahead", "right"), Head("Short in", "right"),
        Head("by", "right"), Head(f"Due to come, {first['currency']}", "right"),
    ]  # fmt: skip
    need = amount_words(int(first["monthly_need"]))
    return Sheet([head], table, f"How long the money lasts: {need} a month is needed, {NEED_WORDS[first['basis']]}")


def _loose(row: object) -> str:
    parts = ((row.overdue, "overdue"), (row.undated, "without a date"))  # type: ignore[attr-defined]
    return "\n".join(f"{amount_words(amount)} {words}" for amount, words in parts if amount)


def show_record(view: View) -> None:
    """What this ledger's own past says, as a plain table with the number of cases."""
    made(view, "outlook-record", (), lambda: _record(view)).show("record")


def _record(view: View) -> Sheet:
    record = desk.track_record(view)
    table = [
        Row([
            Cell(terms.RUNG[row.rung].label, rung=row.rung), Cell(row.currency), Cell(f"{row.cases:,}"),
            Cell(f"{row.settled:,}", aside=_settled(row)),
            Cell(percent_words(row.share)), Cell(amount_words(row.stood)), Cell(amount_words(row.paid)),
            Cell(amount_words(row.open)), Cell(amount_words(row.lost)),
            Cell(UNKNOWN if pd.isna(row.days_to_full) else f"{row.days_to_full:,}", aside=_cases(row.full_cases)),
        ])
        for row in record.itertuples()
    ]  # fmt: skip
    head = [
        Head("Once stood on"), Head("In"), Head("Cases", "right"),
        Head("Settled", "right", "Of which nothing is outstanding any more."),
        Head("Paid of settled", "right", "The mean over settled cases of the part that was paid."),
        Head("Money", "right"), Head("Paid", "right"), Head("Still open", "right"), Head("Lost", "right"),
        Head("Days to full payment", "right", "The median, and of how many cases."),
    ]  # fmt: skip
    return Sheet([head], table, "What this ledger's own past says of money that once stood on each rung")


def _settled(row: object) -> str:
    counts = (row.in_full, row.in_part, row.not_paid)  # type: ignore[attr-defined]
    words = ("in full", "in part", "not paid")
    return ", ".join(f"{count} {word}" for count, word in zip(counts, words, strict=True) if count)


def _cases(count: int) -> str:
    return "" if not count else "one case" if count == 1 else f"{count:,} cases"
