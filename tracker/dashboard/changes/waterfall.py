"""The bridge as a picture: an opening, a step up or down for each kind of change, a closing. It sums nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tracker import terms
from tracker.briefing.words import day_words, money_words, short_money
from tracker.dashboard.drawing import Drawing
from tracker.dashboard.paint import NARROW, ROOM, Palette, dress, lines
from tracker.desk import Bridge

_THICK = 0.56
_ENDS = (terms.OPENING, terms.CLOSING)


@dataclass(frozen=True)
class Frame:
    """What pictures of one bridge have in common: colours, marks, room, and whether bars lie or stand."""

    bridge: Bridge
    colours: Palette
    foot: str
    room: int

    @property
    def is_lying(self) -> bool:
        """Whether bars lie below each other, for there is no room beside each other."""
        return self.room <= NARROW


def draw_money(frame: Frame, steps: pd.DataFrame, rungs: Iterable[str], counted: str) -> go.Figure:
    """The money on some rungs, step by step; opening and closing are painted by rung, as is what comes in.

    In: `Bridge.steps` of these rungs; `counted` says in words which money that is.
    """
    cells = frame.bridge.cells
    cells = cells[((cells["form"] == "cash") & cells["rung"].isin(list(rungs))).to_numpy()]
    bars = [_money_bar(frame, row, cells[(cells["kind"] == row.kind).to_numpy()]) for row in steps.itertuples()]
    shown = [code for code in terms.RUNGS if cells.loc[(cells["rung"] == code).to_numpy(), "amount"].ne(0).any()]
    return _finish(frame, steps, bars, f"{_where(frame)}: {counted}, from one date to the other", _legend(frame, shown))


def draw_balance(frame: Frame, steps: pd.DataFrame, counted: str) -> go.Figure:
    """What is missing of the requirement, step by step; below 0 there is more than needed.

    In: `Bridge.balance`. What narrows the gap is filled, what widens it hatched as what is missing is.
    """
    bars = [_balance_bar(frame, row) for row in steps.itertuples()]
    return _finish(frame, steps, bars, f"{_where(frame)}: what is missing of the requirement, {counted}")


@dataclass(frozen=True)
class _Piece:
    """A piece of a bar; `labels` are what may be written on it, the longest first."""

    length: int
    colour: str
    is_hatched: bool = False
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Bar:
    """A bar of one or more pieces, from where it begins."""

    pieces: tuple[_Piece, ...]
    hover: str
    text: str
    ink: str


def _where(frame: Frame) -> str:
    bridge = frame.bridge
    name, key = ("phases", bridge.phase) if bridge.phase is not None else ("initiatives", bridge.initiative)
    table = bridge.view.tables[name]
    return str(table.set_index(table.columns[0])["title"].get(key, ""))


def _money_bar(frame: Frame, row: Any, cells: pd.DataFrame) -> _Bar:
    colours, amount = frame.colours, int(row.amount)
    own = [(str(cell.rung), int(cell.amount)) for cell in cells.itertuples() if cell.amount]
    is_end = row.kind in _ENDS
    if amount < 0:
        pieces: tuple[_Piece, ...] = (_Piece(amount, colours.missing, is_hatched=True),)
    elif own and all(part > 0 for _, part in own):
        pieces = tuple(_rung_piece(frame, code, part) for code, part in own)
    else:
        pieces = (_Piece(amount, colours.rung(terms.PLEDGED)),)
    ink = colours.missing if amount < 0 else colours.text
    parts = [f"{terms.RUNG[code].label} {money_words(part, frame.bridge.currency)}" for code, part in own]
    return _Bar(pieces, _hover(frame, row, parts), _text(frame, row, is_signed=not is_end), ink)


def _rung_piece(frame: Frame, code: str, part: int) -> _Piece:
    rung = terms.RUNG[code]
    amount = short_money(part, frame.bridge.currency)
    return _Piece(part, frame.colours.rung(code), rung.is_hatched, (f"{rung.label} {amount}", rung.label))


def _balance_bar(frame: Frame, row: Any) -> _Bar:
    colours, amount = frame.colours, int(row.amount)
    is_end, is_bad = row.kind in _ENDS, amount > 0
    ink = colours.missing if is_bad else colours.text
    text = _text(frame, row, is_signed=not is_end)
    if is_end:
        text = f"{text}{'<br>' if frame.room < ROOM['wide'] else ' '}missing" if is_bad else text
        if amount < 0:
            text = f"{'~' if row.approximate else ''}{short_money(-amount, frame.bridge.currency)} over"
    colour = colours.missing if is_bad else colours.rung("committed" if is_end else terms.PLEDGED)
    needed, counted = (money_words(int(value), frame.bridge.currency) for value in (row.needed, row.counted))
    parts = [f"needed {needed}", f"counted {counted}"]
    return _Bar((_Piece(amount, colour, is_bad),), _hover(frame, row, parts), text, ink)


def _text(frame: Frame, row: Any, *, is_signed: bool) -> str:
    amount = int(row.amount)
    sign = "+" if is_signed and amount > 0 else ""
    return f"{'~' if row.approximate else ''}{sign}{short_money(amount, frame.bridge.currency)}"


def _hover(frame: Frame, row: Any, parts: list[str]) -> str:
    amount = money_words(int(row.amount), frame.bridge.currency, exact=True)
    meaning = terms.BRIDGE_KINDS[str(row.kind)]
    return "<br>".join([f"<b>{_name(frame, str(row.kind))}</b> {amount}", meaning, *parts])


def _name(frame: Frame, kind: str) -> str:
    if kind == terms.OPENING:
        return day_words(frame.bridge.start) + (" as printed" if frame.bridge.printed else "")
    return day_words(frame.bridge.end) if kind == terms.CLOSING else kind.capitalize()


def _legend(frame: Frame, rungs: list[str]) -> str:
    """What the colours mean; a possible rung is hatched in the bars as in its mark."""
    marks = [
        f'<span style="font-size:17px;color:{frame.colours.rung("pledged" if terms.RUNG[code].is_hatched else code)}">'
        f"{'▨' if terms.RUNG[code].is_hatched else '■'}</span> {terms.RUNG[code].label}"
        for code in rungs
    ]
    return "&nbsp;&nbsp; ".join(marks)


def _finish(frame: Frame, steps: pd.DataFrame, bars: list[_Bar], title: str, legend: str = "") -> go.Figure:
    figure = Drawing()
    rows = list(steps.itertuples())
    levels = [int(value) for row in rows for value in (row.before, row.after)]
    low, high = min(0, *levels), max(0, *levels)
    span = max(high - low, 1)
    letters = 0 if frame.is_lying else int(frame.room * _THICK / max(len(rows), 1))
    for place, (row, bar) in enumerate(zip(rows, bars, strict=True)):
        _add_bar(figure, frame, (place, str(row.kind)), int(row.before), bar, span, letters)
        _add_text(figure, frame, place, (int(row.before), int(row.after)), bar)
        if place + 1 < len(rows):
            _add_level(figure, frame, place, int(row.after))
    _add_axes(figure, frame, [_name(frame, str(row.kind)) for row in rows], (low, high, span))
    height = 44 * len(rows) + 20 if frame.is_lying else 300
    below, left = (28 if legend else 8, 118) if frame.is_lying else (62 if legend else 42, 8)
    if legend:
        figure.add_annotation(
            text=legend, xref="paper", yref="paper", x=0, y=0, xshift=4 - left, yshift=20 - below, xanchor="left",
            yanchor="top", showarrow=False, align="left", font={"size": 12},
        )  # fmt: skip
    return dress(figure, frame.colours, title, frame.foot, height, frame.room, left=left, below=below)


def _add_bar(
    figure: Drawing, frame: Frame, at: tuple[int, str], start: int, bar: _Bar, span: int, letters: int
) -> None:
    """Draw a bar `at` its place, named by its kind, so that it can be pressed."""
    colours, (place, kind) = frame.colours, at
    for piece in bar.pieces:
        marker: dict[str, object] = {"color": piece.colour, "line": {"color": piece.colour, "width": 1.5}}
        if piece.is_hatched:
            ground = colours.page if piece.colour == colours.missing else piece.colour
            ink = colours.missing if piece.colour == colours.missing else colours.rung(terms.PLEDGED)
            marker = {
                "color": ground, "line": {"color": ink, "width": 1.5},
                "pattern": {"shape": "/", "size": 8, "solidity": 0.22, "fgcolor": ink, "bgcolor": ground},
            }  # fmt: skip
        along, across = ("x", "y") if frame.is_lying else ("y", "x")
        figure.add_bar(**{
            along: [piece.length], across: [place], "base": [start], "width": _THICK, "marker": marker,
            "orientation": "h" if frame.is_lying else "v", "hovertext": [bar.hover], "hoverinfo": "text",
            "customdata": [[kind]], "unselected": {"marker": {"opacity": 1}},
        })  # fmt: skip
        label = next((text for text in piece.labels if len(text) < letters), "")
        if label and piece.length > 0.075 * span:
            figure.add_annotation(
                x=place, y=start + piece.length / 2, text=label, showarrow=False, bgcolor=piece.colour,
                borderpad=1, font={"size": 13, "color": colours.on(piece.colour)},
            )  # fmt: skip
        start += piece.length


def _add_text(figure: Drawing, frame: Frame, place: int, ends: tuple[int, int], bar: _Bar) -> None:
    top = max(ends)
    font = {"size": 14, "color": bar.ink}
    where: dict[str, Any]
    if frame.is_lying:
        where = {"x": top, "y": place, "xanchor": "left", "xshift": 6}
    else:
        where = {"x": place, "y": top, "yanchor": "bottom", "yshift": 2}
    figure.add_annotation(text=bar.text, showarrow=False, font=font, bgcolor=frame.colours.page, borderpad=1, **where)


def _add_level(figure: Drawing, frame: Frame, place: int, level: int) -> None:
    """A thin line from where a bar ends to where the next begins."""
    start, end = place + _THICK / 2, place + 1 - _THICK / 2
    line = {"color": frame.colours.faint, "width": 1}
    if frame.is_lying:
        figure.add_shape(type="line", x0=level, x1=level, y0=start, y1=end, line=line)
    else:
        figure.add_shape(type="line", x0=start, x1=end, y0=level, y1=level, line=line)


def _add_axes(figure: Drawing, frame: Frame, names: list[str], reach: tuple[int, int, int]) -> None:
    low, high, span = reach
    each = max(frame.room // max(len(names), 1) - 1, 9)
    kinds: dict[str, Any] = {
        "tickvals": list(range(len(names))), "ticktext": [lines(name, each) for name in names], "showgrid": False,
        "zeroline": False, "fixedrange": True, "tickfont": {"size": 13}, "ticks": "",
    }  # fmt: skip
    amounts: dict[str, Any] = {"visible": False, "fixedrange": True}
    if frame.is_lying:
        figure.update_xaxes(**amounts, range=[low - 0.02 * span, high + 0.5 * span])
        figure.update_yaxes(**kinds, range=[len(names) - 0.5, -0.5])
        zero: dict[str, Any] = {"x0": 0, "x1": 0, "y0": -0.5, "y1": len(names) - 0.5}
    else:
        figure.update_yaxes(**amounts, range=[low - 0.02 * span, high + 0.16 * span])
        figure.update_xaxes(**kinds, range=[-0.5, len(names) - 0.5])
        zero = {"x0": -0.5, "x1": len(names) - 0.5, "y0": 0, "y1": 0}
    figure.add_shape(type="line", line={"color": frame.colours.text, "width": 1}, **zero)
    figure.update_layout(barmode="overlay", bargap=0)
