"""The bars: each target as long as its own requirement, filled from the firmest money on. It draws parts, and sums none."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from tracker import terms
from tracker.briefing.words import date_words, money_words, percent_words, short_money, until_words
from tracker.dashboard.paint import Palette, dress, plain
from tracker.desk import View

_NARROW = 0.075
"""The share of a bar below which donors of one rung share a segment."""
_LETTERS = 145
"""About how many letters a bar as long as the page has room for."""


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar."""

    rung: str
    label: str
    hover: str
    amount: int
    donors: tuple[str, ...]


def draw_bars(view: View, gaps: pd.DataFrame, parts: pd.DataFrame, colours: Palette, foot: str) -> go.Figure:
    """A bar for each target of a phase, thresholds first, the full requirement last.

    In: the phase's gaps and parts. A bar is as long as its requirement, which a line marks; where there is more money than
    needed, the line stands inside the bar. Unknown requirements are drawn as the money there is, without a line.
    """
    figure = go.Figure()
    names = view.tables["donors"].set_index("donor")["name"].to_dict()
    targets = order_targets(gaps)
    for place, target in enumerate(targets):
        rows = gaps[gaps["target"] == target]
        softest = rows.iloc[-1]
        is_known = not pd.isna(softest["required"]) and softest["required"] > 0
        required = int(softest["required"]) if is_known else 0
        scale = max(required, int(softest["counted"]), 1)
        left = 0.0
        segments = _segments(parts[parts["target"] == target], names, scale, str(softest["currency"]))
        for segment in segments:
            width = segment.amount / scale
            _add_segment(figure, place, left, width, segment, colours)
            left += width
        if is_known and softest["gap"] > 0:
            _add_missing(figure, place, left, 1 - left, softest, colours)
            if segments and left < 3 * _NARROW * len(segments) and left < 0.6:
                _add_sum(figure, place, left, softest, colours)
        _add_heading(figure, place, rows, view, colours, is_known=is_known)
        if is_known:
            _add_mark(figure, place, required / scale, colours)
    figure.update_xaxes(visible=False, range=[0, 1.003], fixedrange=True)
    figure.update_yaxes(visible=False, range=[len(targets) - 0.6, -0.66], fixedrange=True)
    figure.update_layout(barmode="overlay", bargap=0, uniformtext={"minsize": 12, "mode": "hide"})
    phase = view.tables["phases"].set_index("phase")["title"].get(gaps["phase"].iloc[0], "")
    return dress(figure, colours, f"{phase}: money in sight against what is needed", foot, 110 + 96 * len(targets))


def order_targets(gaps: pd.DataFrame) -> list[str]:
    """Thresholds by the date they are due, then the full requirement."""
    first = gaps.drop_duplicates("target")
    ranked = sorted(
        (row.target == terms.REQUIREMENT, row.due_on or "9999", str(row.target)) for row in first.itertuples()
    )
    return [target for _, _, target in ranked]


def _segments(parts: pd.DataFrame, names: dict[str, str], scale: int, currency: str) -> list[Segment]:
    segments: list[Segment] = []
    for rung in terms.RUNGS:
        of_rung = parts[(parts["rung"] == rung) & (parts["amount"] > 0)].sort_values("amount", ascending=False)
        small: list[tuple[str, int, bool]] = []
        for row in of_rung.itertuples():
            amount = int(row.amount)
            if amount / scale < _NARROW and len(of_rung) > 1:
                small.append((str(row.donor), amount, bool(row.approximate)))
                continue
            who = names.get(str(row.donor), str(row.donor))
            donors = (str(row.donor),)
            segments.append(_segment(rung, who, amount, row.approximate, currency, donors, amount / scale))
        if small:
            total = sum(amount for _, amount, _ in small)
            who = names.get(small[0][0], small[0][0]) if len(small) == 1 else f"{len(small)} donors"
            is_vague, donors = any(vague for _, _, vague in small), tuple(donor for donor, _, _ in small)
            segments.append(_segment(rung, who, total, is_vague, currency, donors, total / scale))
    return segments


def _segment(
    rung: str, who: str, amount: int, vague: object, currency: str, donors: tuple[str, ...], share: float
) -> Segment:
    mark = "~" if vague else ""
    short = f"{mark}{short_money(amount, currency)}"
    fitting = [f"{who} {short}", *(f"{code} {short}" for code in donors[:1] if len(donors) == 1), short, ""]
    label = next(text for text in fitting if not text or len(text) + 2 <= share * _LETTERS)
    hover = f"{plain(who)}<br>{terms.RUNG[rung].label}: {mark}{money_words(amount, currency)}"
    return Segment(rung, plain(label), hover, amount, donors)


def _add_segment(figure: go.Figure, place: int, left: float, width: float, segment: Segment, colours: Palette) -> None:
    rung = terms.RUNG[segment.rung]
    colour = colours.rung(segment.rung)
    marker: dict[str, object] = {"color": colour, "line": {"color": colours.page, "width": 2}}
    if rung.is_hatched:
        marker["pattern"] = {"shape": "/", "size": 7, "solidity": 0.18, "fgcolor": colours.rung("pledged"), "bgcolor": colour}
    figure.add_bar(
        x=[width], base=[left], y=[place], width=0.62, orientation="h", marker=marker, text=[segment.label],
        textposition="inside", insidetextanchor="middle", textangle=0,
        insidetextfont={"color": colours.on(colour), "size": 14},
        hovertext=[segment.hover], hoverinfo="text",
        customdata=[[segment.rung, segment.donors[0] if len(segment.donors) == 1 else ""]],
    )  # fmt: skip


def _add_missing(
    figure: go.Figure, place: int, left: float, width: float, row: pd.Series, colours: Palette
) -> None:
    vague = "~" if row["approximate"] else ""
    amount = money_words(int(row["gap"]), row["currency"])
    figure.add_bar(
        x=[width], base=[left], y=[place], width=0.62, orientation="h",
        marker={
            "color": colours.page, "line": {"color": colours.missing, "width": 1.5},
            "pattern": {"shape": "/", "size": 9, "solidity": 0.22, "fgcolor": colours.missing, "bgcolor": colours.page},
        },
        hovertext=[f"Missing, counting everything in sight: {vague}{amount}"], hoverinfo="text",
    )  # fmt: skip
    if width > 0.12:
        figure.add_annotation(
            x=left + width / 2, y=place, text=f"missing {vague}{short_money(int(row['gap']), row['currency'])}",
            showarrow=False, bgcolor=colours.page, borderpad=3, font={"color": colours.missing, "size": 14},
        )  # fmt: skip


def _add_mark(figure: go.Figure, place: int, at: float, colours: Palette) -> None:
    """Where a requirement ends: a line with a rim, so that it shows on any colour."""
    for colour, width in ((colours.page, 6), (colours.text, 2.5)):
        figure.add_shape(
            type="line", x0=at, x1=at, y0=place - 0.34, y1=place + 0.34, line={"color": colour, "width": width}
        )


def _add_sum(figure: go.Figure, place: int, left: float, row: pd.Series, colours: Palette) -> None:
    """What narrow segments come to, where their own names find no room."""
    vague = "~" if row["approximate"] else ""
    figure.add_annotation(
        x=left, y=place, xanchor="left", xshift=8, text=f"{vague}{short_money(int(row['counted']), row['currency'])} in sight",
        showarrow=False, bgcolor=colours.page, borderpad=3, font={"size": 14},
    )  # fmt: skip


def _add_heading(
    figure: go.Figure, place: int, rows: pd.DataFrame, view: View, colours: Palette, *, is_known: bool
) -> None:
    row = rows[rows["is_headline"]].iloc[0]
    title = "FULL" if row["target"] == terms.REQUIREMENT else str(row["title"]).upper()
    needed = money_words(int(row["required"]), row["currency"]) if is_known else "requirement not known"
    due = f" · {date_words(row['due_on'])} · {until_words(row['due_on'], view.as_of)}" if row["due_on"] else ""
    figure.add_annotation(
        x=0, y=place - 0.36, xanchor="left", yanchor="bottom", showarrow=False, align="left",
        text=f"<b>{plain(title)}</b>&nbsp; {needed}{due}", font={"size": 14},
    )  # fmt: skip
    if is_known:
        label = terms.RUNG[row["counting"]].label.lower()
        label = label if row["counting"] == terms.RECEIVED else f"{label} or firmer"
        figure.add_annotation(
            x=1, y=place - 0.36, xanchor="right", yanchor="bottom", showarrow=False,
            text=f"{percent_words(row['coverage'])} {label}", font={"size": 13, "color": colours.faint},
        )  # fmt: skip
