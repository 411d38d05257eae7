"""The phases of a portfolio as bars, each as long as its own requirement. It sums nothing."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from tracker import terms
from tracker.briefing.words import day_words, money_words, percent_words, short_money
from tracker.dashboard.drawing import Drawing
from tracker.dashboard.paint import NARROW, ROOM, Palette, dress, plain

_LABELS = 0.52
"""How long the labels at the left are, in bars."""
_FIGURES, _TREND = 0.36, 0.13
"""And the words and the trend at the right."""


def draw_portfolio(
    gaps: pd.DataFrame,
    trend: pd.DataFrame,
    names: Mapping[str, tuple[str, str]],
    colours: Palette,
    foot: str,
    room: int,
    row: int = 44,
) -> go.Figure:
    """A bar for each phase with a known requirement, filled from the firmest money on, in the order of its rows.

    In: the gaps of those phases against their requirement, at every rung that the reader sees; how their coverage
    went; of each phase the title of its initiative and its own; how high a row is. Where there is more money than
    needed, a line marks the requirement inside the bar.
    """
    figure = Drawing()
    is_wide = room > NARROW
    phases = list(dict.fromkeys(gaps["phase"].astype(str)))
    by_phase = {str(phase): rows for phase, rows in gaps.groupby("phase")}
    for place, phase in enumerate(phases):
        rows = by_phase[phase]
        _add_bar(figure, place, rows, names[phase], colours, is_wide=is_wide)
        _add_words(figure, place, rows, names[phase], colours, room)
        if is_wide:
            _add_trend(figure, place, trend[(trend["phase"] == phase).to_numpy()], colours)
    left, right = (-_LABELS, 1 + _FIGURES) if is_wide else (0, 1.004)
    figure.update_xaxes(visible=False, range=[left, right], fixedrange=True)
    _add_legend(figure, list(dict.fromkeys(gaps["counting"])), colours, left, right - left, room)
    figure.update_yaxes(visible=False, range=[len(phases) - 0.5, -1.05 if is_wide else -1.85], fixedrange=True)
    figure.update_layout(barmode="overlay", bargap=0)
    and_trend = "; at the right its coverage by announced or firmer money, now and over two years" if is_wide else ""
    size = int((row if is_wide else 84) * (len(phases) + (0.55 if is_wide else 1.35)))
    return dress(figure, colours, f"Open phases: money in sight against what each needs{and_trend}", foot, size, room)


def _add_bar(
    figure: Drawing, place: int, rows: pd.DataFrame, name: tuple[str, str], colours: Palette, *, is_wide: bool
) -> None:
    required, softest = int(rows["required"].iloc[0]), rows.iloc[-1]
    scale = max(required, int(softest["counted"]))
    thick = 0.56 if is_wide else 0.4
    before = 0
    for row in rows.itertuples():
        part = int(row.counted) - before
        if part <= 0:
            continue
        rung = terms.RUNG[str(row.counting)]
        colour = colours.rung(rung.code)
        marker: dict[str, object] = {"color": colour, "line": {"color": colours.page, "width": 1}}
        if rung.is_hatched:
            marker["pattern"] = {"shape": "/", "size": 6, "solidity": 0.18, "fgcolor": colours.rung("pledged"),
                                 "bgcolor": colour}  # fmt: skip
        vague = "~" if row.approximate else ""
        figure.add_bar(
            x=[part / scale], base=[before / scale], y=[place], width=thick, orientation="h", marker=marker,
            hovertext=[f"{plain(' · '.join(name))}<br>{rung.label}: {vague}{money_words(part, str(row.currency))}"],
            hoverinfo="text",
        )  # fmt: skip
        before = int(row.counted)
    if before < required:
        vague = "~" if softest["approximate"] else ""
        missing = f"{vague}{money_words(int(softest['gap']), str(softest['currency']))}"
        figure.add_bar(
            x=[1 - max(before, 0) / scale], base=[max(before, 0) / scale], y=[place], width=thick, orientation="h",
            marker={
                "color": colours.page, "line": {"color": colours.missing, "width": 1.2},
                "pattern": {"shape": "/", "size": 8, "solidity": 0.2, "fgcolor": colours.missing,
                            "bgcolor": colours.page},
            },
            hovertext=[f"{plain(' · '.join(name))}<br>Missing, counting everything in sight: {missing}"],
            hoverinfo="text",
        )  # fmt: skip
    at = required / scale
    for colour, width in ((colours.page, 5), (colours.text, 2)):
        figure.add_shape(
            type="line", x0=at, x1=at, y0=place - thick / 2 - 0.05, y1=place + thick / 2 + 0.05,
            line={"color": colour, "width": width},
        )  # fmt: skip


def _add_legend(
    figure: Drawing, rungs: list[str], colours: Palette, left: float, width: float, room: int
) -> None:  # fmt: skip
    """What each colour is, in the ladder's order, and what is missing."""
    y = -0.82 if room > NARROW else -1.62
    letter = width / (room * _letters(room))
    at = left + 0.002
    for code in [*rungs, "missing"]:
        label = "Missing" if code == "missing" else terms.RUNG[code].label
        is_hatched = code == "missing" or terms.RUNG[code].is_hatched
        colour = colours.missing if code == "missing" else colours.rung(code)
        if at + letter * (len(label) + 3) > left + width:
            at, y = left + 0.002, y + 0.34
        ground = colours.page if code == "missing" else colour
        marker: dict[str, object] = {"color": ground, "line": {"color": colour, "width": 1}}
        if is_hatched:
            tint = colours.missing if code == "missing" else colours.rung("pledged")
            marker["pattern"] = {"shape": "/", "size": 5, "solidity": 0.25, "fgcolor": tint, "bgcolor": ground}
        figure.add_bar(
            x=[letter * 2], base=[at], y=[y], width=0.26, orientation="h", marker=marker, hoverinfo="skip",
        )  # fmt: skip
        figure.add_annotation(
            x=at + letter * 2.7, y=y, xanchor="left", yanchor="middle", showarrow=False, text=label, font={"size": 12},
        )  # fmt: skip
        at += letter * (len(label) + 5)


def _add_trend(figure: Drawing, place: int, trend: pd.DataFrame, colours: Palette) -> None:
    """Coverage at the last eight quarters' ends and now, from nothing to all of it."""
    known = trend[trend["coverage"].notna().to_numpy()]
    if len(known) < 2:
        return
    left, right = 1 + _FIGURES - _TREND, 1 + _FIGURES - 0.012
    step = (right - left) / (len(trend) - 1)
    at = [left + step * spot for spot in range(len(trend)) if not pd.isna(trend["coverage"].iloc[spot])]
    heights = [place + 0.28 - 0.56 * min(max(value, 0.0), 1.0) for value in known["coverage"]]
    said = [f"{day_words(when.date())}: {percent_words(value)}"
            for when, value in zip(known["on"], known["coverage"], strict=True)]  # fmt: skip
    line = {"color": colours.line, "width": 1}
    figure.add_shape(type="line", x0=left, x1=right, y0=place + 0.28, y1=place + 0.28, line=line)
    figure.add_scatter(
        x=at, y=heights, mode="lines+markers", line={"color": colours.rung("committed"), "width": 2},
        marker={"size": [0] * (len(at) - 1) + [7], "color": colours.rung("committed"), "opacity": 1},
        hovertext=said, hoverinfo="text",
    )  # fmt: skip


def _add_words(
    figure: Drawing, place: int, rows: pd.DataFrame, name: tuple[str, str], colours: Palette, room: int
) -> None:
    """The phase's name before its bar, coverage and gap at the headline rung after it; above it where it is narrow."""
    row = rows[rows["is_headline"].to_numpy()].iloc[0]
    vague = "~" if row["approximate"] else ""
    currency = str(row["currency"])
    covered = f"{vague}{percent_words(row['coverage'])}"
    if row["gap"] > 0:
        missing = f"{vague}{short_money(int(row['gap']), currency)} missing"
    else:
        missing = f"{vague}{short_money(int(row['surplus']), currency)} over" if row["surplus"] else "covered"
    initiative, phase = name
    if room > NARROW:
        letters = int(room * _LABELS / (1 + _LABELS + _FIGURES) * _letters(room))
        text = f"<b>{plain(_shorten(phase, letters))}</b><br>{plain(_shorten(initiative, letters))}"
        figure.add_annotation(
            x=-_LABELS, y=place, xanchor="left", yanchor="middle", align="left", showarrow=False, text=text,
            font={"size": 13},
        )  # fmt: skip
        figure.add_annotation(
            x=1.012, y=place, xanchor="left", yanchor="middle", align="left", showarrow=False,
            text=f"<b>{covered}</b><br>{missing}", font={"size": 13, "color": colours.text},
        )  # fmt: skip
        return
    what = f"{covered} announced or firmer · {missing}"
    text = f"<b>{plain(_shorten(phase, room))}</b><br>{plain(_shorten(initiative, room))}<br>{what}"
    figure.add_annotation(
        x=0, y=place - 0.22, xanchor="left", yanchor="bottom", align="left", showarrow=False, text=text,
        font={"size": 12},
    )  # fmt: skip


def _letters(room: int) -> float:
    """How many small letters have the room of one of those that the room is counted in."""
    return 1.3 if room >= ROOM["wide"] else 1.15


def _shorten(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(room - 1, 8)].rstrip() + "…"
