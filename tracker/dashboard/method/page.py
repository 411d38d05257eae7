"""Method: what every figure means and rests on, made from the same declarations as the code. It computes no figure."""

import streamlit as st

from tracker.briefing.method import RULES, VOCABULARIES, WORDS
from tracker.briefing.words import UNKNOWN, date_words, day_words
from tracker.dashboard.figure_table import Cell, Head, Row, show_table
from tracker.dashboard.method.declared import show_ladder, show_rule, show_tables, show_vocabulary
from tracker.dashboard.page import plain_marks, show_foot, show_head
from tracker.dashboard.session import Chosen
from tracker.desk.background import ledger_facts, rates_in_use, source_rows
from tracker.desk.view import View

ANSWER = (
    "Every figure is a sum of movements; this is how.",
    "Below stand the ladder, the rules and the words of these pages, as the program itself has them, and what the "
    "figures rest on: the sources, the rates in use, and the ledger.",
)
SECTIONS = {
    "ladder": "The ladder of certainty",
    "rules": "The rules",
    "words": "Words on the pages",
    "terms": "Words in the tables",
    "tables": "The tables and their columns",
    "sources": "The sources",
    "rates": "The rates in use",
    "ledger": "This ledger, and how to verify it",
}
"""Every section by its anchor, in order."""
_READABLE = 1060
"""So many points wide is a line of about 130 letters."""
_ON_PAPER = """<style>
@media print {
  html:has(.st-key-method-body) { zoom: 0.7; font-size: 16px !important; }
  .st-key-method-contents { display: none !important; }
  .st-key-method-body [data-testid="stElementContainer"]:has(h2, h3) { break-after: avoid; }
}
</style>"""
"""On paper the text is as wide as the page, a title stays with what it heads, and nothing can be jumped to."""


def show_method(chosen: Chosen) -> None:
    """Draw the page."""
    view = chosen.view
    marks = plain_marks(view)
    if chosen.is_presenting:
        show_head(chosen, ANSWER[:1], marks=marks, of_phase=False)
        _head("ladder")
        show_ladder()
    else:
        show_head(chosen, ANSWER, marks=marks, of_phase=False)
        st.html(_ON_PAPER)
        _show_contents()
        with st.container(key="method-body", width=_READABLE):
            _head("ladder")
            show_ladder()
            _show_rest(view)
    show_foot(chosen, marks)


def _show_contents() -> None:
    parts = [f"[{title}](#{anchor})" for anchor, title in SECTIONS.items()]
    rules = [f"[{rule.title}](#rule-{rule.key})" for rule in RULES]
    with st.container(key="method-contents", width=_READABLE, gap=None):
        st.markdown(" · ".join(parts))
        st.markdown("The rules: " + " · ".join(rules))


def _head(anchor: str) -> None:
    st.header(SECTIONS[anchor], anchor=anchor)


def _show_rest(view: View) -> None:
    _head("rules")
    for rule in RULES:
        show_rule(rule)
    _head("words")
    rows = [Row([Cell(word), Cell(meaning)]) for word, meaning in WORDS.items()]
    show_table("method-words", [[Head("Word", "tight"), Head("Means")]], rows)
    _head("terms")
    for vocabulary in VOCABULARIES:
        show_vocabulary(vocabulary)
    _head("tables")
    show_tables()
    _head("sources")
    _show_sources(view)
    _head("rates")
    _show_rates(view)
    _head("ledger")
    _show_ledger(view)


def _show_sources(view: View) -> None:
    sources = source_rows(view)
    if view.audience == "partners":
        st.markdown("Of the sources, those are listed that are marked public.")
    if not sources:
        st.markdown("There are none.")
        return
    rows = [
        Row([
            Cell(source["source"], url=source["url"]), Cell(source["title"], aside=source["publisher"]),
            Cell(date_words(source["dated"], short=True)), Cell(source["marking"] or UNKNOWN),
        ])
        for source in sources
    ]  # fmt: skip
    heads = [Head("Source"), Head("What it is"), Head("Dated", "tight"), Head("Marking", "tight")]
    show_table("method-sources", [heads], rows)


def _show_rates(view: View) -> None:
    rates = rates_in_use(view)
    st.markdown(
        f"In force on {day_words(view.as_of)}. A movement keeps the rate of its own day: see "
        "[Rates of exchange](#rule-rates)."
    )
    if not rates:
        st.markdown("Everything is in US dollars; no rate is needed.")
        return
    rows = []
    for rate in rates:
        is_there = bool(rate["on"])
        rows.append(Row([
            Cell(rate["currency"], aside="" if rate["used"] else "used by nothing yet"),
            Cell(rate["per_usd"] if is_there else UNKNOWN,
                 aside="" if is_there else "no rate: such money counts as nothing, and is listed"),
            Cell(date_words(rate["on"], short=True)), Cell(rate["earlier"] or UNKNOWN),
            Cell(rate["source"] or ("unsourced" if is_there else UNKNOWN)),
        ]))  # fmt: skip
    heads = [Head("Currency"), Head("Units per US dollar", "right"), Head("In force from", "tight"),
             Head("Earlier rates", "right"), Head("Source")]  # fmt: skip
    show_table("method-rates", [heads], rows)


def _show_ledger(view: View) -> None:
    facts = ledger_facts(view)
    shown = [("Ledger", facts["ledger"])]
    if not facts["expect"]:
        st.markdown("Nothing is recorded in it yet.")
    else:
        shown += [
            ("Record", facts["changeset"]), ("Recorded at", facts["at"]), ("Digest", facts["digest"]),
            ("To verify", f"tracker verify --expect {facts['expect']}"),
        ]  # fmt: skip
        st.markdown(
            "Each changeset's digest is worked out from all that it wrote and from the digest before it. The command "
            "reads the whole ledger, says whether every row still is as it was written, and whether this record is "
            "part of it. It may be given any record that a picture or a file states, with the digest or how it begins."
        )
    rows = [Row([Cell(name), Cell(text)]) for name, text in shown]
    show_table("method-ledger", [[Head("What", "tight"), Head("As this page has it")]], rows)
