"""Asks on the page: how the gap is shared, as a table and a picture, and a sheet for each donor. Internal only."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from tracker import desk, terms
from tracker.briefing.asks import HELD_WORDS, AskSheet
from tracker.briefing.names import donor_names
from tracker.briefing.words import UNKNOWN, amount_words, percent_words, short_money
from tracker.dashboard.drawing import Drawing
from tracker.dashboard.figure_table import Cell, Head, Row
from tracker.dashboard.made import Sheet
from tracker.dashboard.page import plain_markdown as plain
from tracker.dashboard.paint import Palette, dress, lines, palette
from tracker.dashboard.pictures import show_picture
from tracker.dashboard.points import show_lines
from tracker.dashboard.session import Chosen
from tracker.desk import View
from tracker.desk.sharing import keys
from tracker.problems import RefusedError

_MOST_BARS = 16
_KEYS = {"past giving": "Past giving", "equally": "Equal parts", "by hand": "By hand only"}


def show_asks(chosen: Chosen, view: View, target: str, room: int, foot: str) -> None:
    """Draw the choices, what they come to, and one donor's sheet."""
    st.markdown("**Who could close the gap**")
    phase = chosen.phase or ""
    agreed, counting = _choose(view, phase, target)
    if agreed is None:
        return
    try:
        found = desk.asks(view, phase, agreed, target=target, counting=counting)
    except RefusedError as refused:
        st.text(str(refused))
        return
    st.caption(plain(" ".join(found.sentences)))
    if found.rows.empty:
        return
    names = donor_names(view.tables["donors"])
    _make(found, names).show("asks")
    shown = found.rows[(found.rows["ask"] > 0).to_numpy()][:_MOST_BARS]
    show_picture(
        view, "ask-bars", (phase, target, counting, agreed.as_key(), foot, room),
        lambda: _draw(shown, names, palette(), foot, room), "Asks by donor; the table says the same.",
    )  # fmt: skip
    sheets = {sheet.donor: sheet for sheet in desk.ask_sheets(view, found)}
    donor = st.selectbox(
        "Sheet for the talk with", list(sheets), format_func=lambda key: names.get(key, key), width=320,
        key=f"outlook-sheet-{phase}",
    )  # fmt: skip
    _show_sheet(sheets[donor])


def _choose(view: View, phase: str, target: str) -> tuple[desk.Agreed | None, str]:
    gaps = desk.gaps(view, None, phase)
    rows = gaps[(gaps["target"] == target).to_numpy()]
    floors = list(rows["counting"])
    usual = next((str(row.counting) for row in rows.itertuples() if row.is_headline), floors[0])
    ways = keys(view)
    with st.container(key="outlook-asking"):
        first, second = st.container(horizontal=True), st.container(horizontal=True, vertical_alignment="bottom")
        with first:
            by = st.selectbox(
                "Share by", ways, index=_first_way(view, ways), width=200, key=f"outlook-by-{phase}",
                format_func=lambda key: _KEYS.get(key, f"Key “{key}”"),
            )  # fmt: skip
            counting = st.selectbox(
                "What is missing counting from", floors, index=floors.index(usual), width=220,
                format_func=lambda code: terms.RUNG[code].label, key=f"outlook-counting-{phase}-{target}",
            )  # fmt: skip
            without = st.multiselect(
                "Left out", sorted(view.tables["donors"]["donor"]), width=260, key=f"outlook-without-{phase}",
                format_func=lambda key: donor_names(view.tables["donors"]).get(key, key),
            )  # fmt: skip
        with second:
            texts = {
                "step": st.text_input("Round to", width=110, placeholder="10000", key=f"outlook-round-{phase}"),
                "floor": st.text_input("Not less than", width=150, placeholder="50000", key=f"outlook-floor-{phase}",
                                       help="For everybody, or FRA=50000, parted by commas."),
                "cap": st.text_input("Not more than", width=150, placeholder="500000", key=f"outlook-cap-{phase}",
                                     help="For everybody, or FRA=500000, parted by commas."),
                "hand": st.text_input("Set by hand", width=200, placeholder="FRA=200000", key=f"outlook-hand-{phase}"),
            }  # fmt: skip
            fresh = not st.checkbox("Count what they promised already", True, key=f"outlook-fresh-{phase}")
    try:
        return desk.read_agreed(by=by, without=",".join(without), fresh=fresh, **texts), counting
    except RefusedError as refused:
        st.text(str(refused))
        return None, counting


def _first_way(view: View, ways: list[str]) -> int:
    """Past giving, where anybody has given anything; else equal parts."""
    return 0 if len(view.histories.cash) else ways.index("equally")


def _make(found: desk.AskList, names: dict[str, str]) -> Sheet:
    rows = found.rows
    currency = str(rows["currency"].iloc[0])
    head = [
        Head("Donor"), Head(f"Ask, {currency}", "right"), Head("Share", "right", "Of all who are asked, by the key."),
        Head("Promised for it", "right", "What counts towards the target already, cash included."),
        Head("Softer", "right", "What stands on softer rungs: to make it firm is part of the ask."),
        Head("Overdue", "right"), Head("Given so far", "right", "Cash received over all initiatives."),
    ]  # fmt: skip
    table = [Row(_cells(row, names)) for row in rows.itertuples()]
    total = [amount_words(int(rows[name].sum())) for name in ("ask", "promised", "softer")]
    table.append(
        Row([Cell("Together"), Cell(total[0]), Cell(""), Cell(total[1]), Cell(total[2]), Cell(""), Cell("")], "total")
    )
    return Sheet([head], table, "Asks; proposed, and recorded nowhere")


def _cells(row: Any, names: dict[str, str]) -> list[Cell]:
    share = UNKNOWN if row.share != row.share else percent_words(row.share)
    overdue = None if row.overdue is None or row.overdue != row.overdue else row.overdue
    return [
        Cell(names.get(row.donor, row.donor)), Cell(amount_words(row.ask), aside=HELD_WORDS[row.held_by]), Cell(share),
        Cell(amount_words(row.promised)), Cell(amount_words(row.softer)), Cell(amount_words(overdue)),
        Cell(amount_words(row.gave)),
    ]  # fmt: skip


def _draw(rows: Any, names: dict[str, str], colours: Palette, foot: str, room: int) -> go.Figure:
    """A bar for each donor: what is promised already, then the ask, hatched in the colour of what is missing."""
    figure = Drawing()
    currency = str(rows["currency"].iloc[0])
    labels = [lines(names.get(donor, donor), 24) for donor in rows["donor"]][::-1]
    bars = {name: [int(value) for value in rows[name]][::-1] for name in ("promised", "ask")}
    figure.add_bar(
        x=bars["promised"], y=labels, orientation="h", marker={"color": colours.rung("pledged")}, hoverinfo="text",
        hovertext=[f"promised already: {short_money(value, currency)}" for value in bars["promised"]],
    )  # fmt: skip
    figure.add_bar(
        x=bars["ask"], y=labels, orientation="h", hoverinfo="text",
        marker={"color": colours.page, "line": {"color": colours.missing, "width": 1.5},
                "pattern": {"shape": "/", "fgcolor": colours.missing, "size": 7, "solidity": 0.3}},
        hovertext=[f"ask: {short_money(value, currency)}" for value in bars["ask"]],
    )  # fmt: skip
    for label, promised, ask in zip(labels, bars["promised"], bars["ask"], strict=True):
        figure.add_annotation(
            x=promised + ask, y=label, text=short_money(ask, currency), showarrow=False, xanchor="left", xshift=4,
            font={"size": 13, "color": colours.text},
        )  # fmt: skip
    widest = max(one + other for one, other in zip(bars["promised"], bars["ask"], strict=True))
    figure.update_layout(barmode="stack", bargap=0.35)
    figure.update_xaxes(visible=False, range=[0, widest * 1.12], fixedrange=True)
    figure.update_yaxes(fixedrange=True, tickfont={"size": 13, "color": colours.text})
    left = min(200, 16 + 7 * max(len(part) for label in labels for part in label.split("<br>")))
    return dress(
        figure, colours, "Asks (hatched) beside what is promised already", foot, 34 * len(rows) + 20, room, left=left
    )


def _show_sheet(sheet: AskSheet) -> None:
    show_lines((sheet.ask, *sheet.lines), sheet.closing, sheet.text, "ask-sheet")
