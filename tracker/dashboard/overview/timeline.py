"""The cumulative timeline: what stood on each rung, day by day, against what is needed by when."""

from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.words import date_words, day_words, short_money
from tracker.dashboard.drawing import Drawing, date_ticks, ticks
from tracker.dashboard.paint import NARROW, Palette, dress_drawing, lines
from tracker.dates import first_day
from tracker.desk import View

_FINE = 3
"""How many steps have the room of a letter."""


def draw_timeline(
    view: View, timeline: pd.DataFrame, gaps: pd.DataFrame, colours: Palette, foot: str, room: int
) -> Drawing:
    """Money of one phase over time as stacked steps, firmest at the bottom; the requirement as a line above.

    In: the phase's daily timeline (cash, requirement included) and its gaps.
    """
    figure = Drawing()
    cash = timeline[(timeline["form"] == "cash").to_numpy()]
    wide = cash.pivot_table(index="period_end", columns="rung", values="amount", aggfunc="sum", fill_value=0)
    changed = (wide != wide.shift()).any(axis=1)
    wide = _thin(wide[changed | (wide.index == wide.index.max())], room)
    first, last = wide.index.min(), pd.Timestamp(view.as_of)
    currency = str(gaps["currency"].iloc[0])
    for code in terms.RUNGS:
        if code in wide.columns and wide[code].ne(0).any():
            _add_rung(figure, wide[code], code, currency, colours)
    thresholds = gaps[gaps["is_headline"] & (gaps["target"] != terms.REQUIREMENT) & gaps["required"].notna()]
    dated = [(pd.Timestamp(first_day(str(row.due_on))), row) for row in thresholds.itertuples() if row.due_on]
    ends = [last, *(due for due, _ in dated)]
    line = {"color": colours.text, "width": 1, "dash": "dot"}
    figure.add_shape(type="line", x0=last, x1=last, y0=0, y1=1, yref="paper", line=line)
    figure.add_annotation(
        x=last, y=1, yref="paper", yanchor="bottom", showarrow=False, text=day_words(view.as_of),
        font={"size": 12, "color": colours.faint}, bgcolor=colours.page,
    )  # fmt: skip
    span = max(max(ends) - min(first, *ends), pd.Timedelta(days=30))
    right = max(ends) + span * 0.16
    for due, row in dated:
        _add_threshold(figure, due, row, colours, room, is_early=due < first + (right - first) / 2)
    if terms.REQUIREMENT in wide.columns:
        _add_requirement(figure, wide[terms.REQUIREMENT], right, currency, colours)
    left = min(first, *ends) - span * 0.04
    figure.update_xaxes(
        range=[left, right], linecolor=colours.line, tickcolor=colours.line,
        **date_ticks(left, right, 8 if room > NARROW else 4),
    )  # fmt: skip
    top = max(
        [
            wide.drop(columns=terms.REQUIREMENT, errors="ignore").sum(axis=1).max(),
            *gaps["required"].dropna().astype("int64"),
        ]
    )
    figure.update_yaxes(
        range=[0, top * 1.12 or 1], gridcolor=colours.line, tickvals=ticks(top),
        ticktext=[short_money(int(tick), currency) if tick else "0" for tick in ticks(top)],
    )  # fmt: skip
    phase = view.tables["phases"].set_index("phase")["title"].get(gaps["phase"].iloc[0], "")
    return dress_drawing(figure, colours, f"{phase}: money on each rung over time", foot, 300, room, left=64, below=32)


def _thin(wide: pd.DataFrame, room: int) -> pd.DataFrame:
    """Of days that lie closer to each other than two of the screen's points the last, and the first day."""
    away = wide.index - wide.index.min()
    place = (away / max(away.max(), pd.Timedelta(days=1)) * room * _FINE).astype("int64")
    return wide[~pd.Index(place).duplicated(keep="last") | (away == pd.Timedelta(0))]


def _add_rung(figure: Drawing, amounts: pd.Series, code: str, currency: str, colours: Palette) -> None:
    rung = terms.RUNG[code]
    colour = colours.rung(code)
    fill: dict[str, object] = {}
    if rung.is_hatched:
        fill = {
            "fillpattern": {
                "shape": "/",
                "size": 7,
                "solidity": 0.18,
                "fgcolor": colours.rung("pledged"),
                "bgcolor": colour,
            }
        }
    figure.add_scatter(
        x=amounts.index, y=amounts, name=rung.label, stackgroup="money", mode="lines", fillcolor=colour,
        line={"shape": "hv", "width": 0.5, "color": colours.page},
        hovertext=[
            f"{rung.label}, {day_words(day)}: {short_money(int(value), currency)}" if is_new else ""
            for (day, value), is_new in zip(amounts.items(), amounts.ne(amounts.shift()), strict=True)
        ],
        hoverinfo="text", **fill,
    )  # fmt: skip


def _add_requirement(figure: Drawing, needed: pd.Series, right: pd.Timestamp, currency: str, colours: Palette) -> None:
    """The requirement as it was restated, and as it holds until another is stated."""
    needed = needed[needed.ne(0)]
    needed = needed[needed.ne(needed.shift())]
    if needed.empty:
        return
    newest = int(needed.iloc[-1])
    figure.add_scatter(
        x=[*needed.index, right], y=[*needed, newest], mode="lines", hoverinfo="text",
        line={"shape": "hv", "color": colours.missing, "width": 2, "dash": "dash"},
        hovertext=[f"Needed, {day_words(day)}: {short_money(int(value), currency)}" for day, value in needed.items()],
    )  # fmt: skip
    figure.add_annotation(
        x=right, y=newest, xanchor="right", yanchor="bottom", yshift=2, showarrow=False, bgcolor=colours.page,
        text=f"{short_money(newest, currency)} needed in full", font={"color": colours.missing, "size": 13},
    )  # fmt: skip


def _add_threshold(
    figure: Drawing, due: pd.Timestamp, row: Any, colours: Palette, room: int, *, is_early: bool
) -> None:
    """A threshold's mark, with its words on the side where there is room for them."""
    what = f"{row.title}: {short_money(int(row.required), str(row.currency))}"
    words = f"{lines(what, max(room // 4, 20))}<br>{date_words(str(row.due_on))}"
    figure.add_scatter(
        x=[due], y=[int(row.required)], mode="markers", hoverinfo="text", hovertext=[words],
        marker={"symbol": "diamond", "size": 12, "color": colours.missing, "line": {"color": colours.page, "width": 1}},
    )  # fmt: skip
    side = "left" if is_early else "right"
    figure.add_annotation(
        x=due, y=int(row.required), xanchor=side, xshift=12 if is_early else -12, showarrow=False, align=side,
        bgcolor=colours.page, borderpad=2, text=words, font={"color": colours.missing, "size": 13},
    )  # fmt: skip
