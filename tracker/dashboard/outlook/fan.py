"""The fan: what may have come by each date ahead, from nothing more to all of it, against what is needed."""

import pandas as pd
import plotly.graph_objects as go

from tracker.briefing.words import date_words, day_words, short_money
from tracker.dashboard.drawing import Drawing, ticks
from tracker.dashboard.paint import NARROW, Palette, dress, lines
from tracker.dates import first_day

_BANDS = (("most", "least", 0.22, "nothing more to everything"), ("p90", "p10", 0.45, "8 chances in 10"))


def draw_fan(fan: pd.DataFrame, row: pd.Series, title: str, colours: Palette, foot: str, room: int) -> go.Figure:
    """Steps over time: the range, and where likelihoods are stated the middle of them; the target as a line.

    In: `find_fan` and the target's row of `find_outlook`.
    """
    figure = Drawing()
    currency = str(row["currency"])
    is_likely = bool(fan["p50"].notna().all())
    days = pd.DatetimeIndex(fan["on"])
    span = max(days[-1] - days[0], pd.Timedelta(days=30))
    right = days[-1] + span * 0.1
    along = [*days, right]
    bands = [band for band in _BANDS if is_likely or band[0] == "most"]
    for upper, lower, opacity, words in bands:
        _add_band(figure, fan, along, (upper, lower), opacity, words, colours, currency)
    shown = [("announced", "what is announced comes", colours.rung("pledged"), "dash")]
    if is_likely:
        shown.append(("p50", "even odds", colours.text, "solid"))
    for name, words, colour, dash in shown:
        values = [*fan[name].astype("int64")]
        figure.add_scatter(
            x=along, y=[*values, values[-1]], mode="lines", name=words, hoverinfo="text",
            line={"shape": "hv", "width": 2.5, "dash": dash, "color": colour},
            hovertext=[
                f"{day_words(day)}, {words}: {short_money(value, currency)}"
                for day, value in zip(days, values, strict=True)
            ],
        )  # fmt: skip
    # Beside the lines' ends, the higher one's words above, the lower one's below: they may lie close to each other.
    last = sorted(shown, key=lambda line: -int(fan[line[0]].iloc[-1]))
    for place, (name, words, _, _) in enumerate(last):
        figure.add_annotation(
            x=right, y=int(fan[name].iloc[-1]), xanchor="left", yanchor="top" if place else "bottom", showarrow=False,
            text=lines(words, 14), align="left", font={"size": 12, "color": colours.text}, xshift=4,
        )  # fmt: skip
    required = None if pd.isna(row["required"]) else int(row["required"])
    top = max([*fan["most"], required or 0])
    if required:
        _add_target(figure, row, required, (days[0], right), colours, room)
    for_words = span * (0.14 if room > NARROW else 0.5)
    figure.update_xaxes(
        range=[days[0] - span * 0.03, right + for_words], showgrid=False, fixedrange=True, linecolor=colours.line,
        ticks="outside", tickcolor=colours.line,
    )  # fmt: skip
    figure.update_yaxes(
        range=[0, top * 1.16 or 1], gridcolor=colours.line, fixedrange=True, zeroline=False, tickvals=ticks(top),
        ticktext=[short_money(round(tick), currency) if tick else "0" for tick in ticks(top)],
    )  # fmt: skip
    legend = ", from nothing more to all of it" + ("; darker, 8 chances in 10" if is_likely else "")
    said = f"{title}, {row['title']}: what may have come by each date" + legend
    return dress(figure, colours, said, foot, 260, room, left=64, below=48)


def _add_band(
    figure: Drawing, fan: pd.DataFrame, along: list[pd.Timestamp], names: tuple[str, str], opacity: float, words: str,
    colours: Palette, currency: str,
) -> None:  # fmt: skip
    upper, lower = ([*fan[name].astype("int64")] for name in names)
    tint = colours.rung("pledged").lstrip("#")
    red, green, blue = (int(tint[place : place + 2], 16) for place in (0, 2, 4))
    bare = {"shape": "hv", "width": 0}
    figure.add_scatter(x=along, y=[*lower, lower[-1]], mode="lines", line=bare, hoverinfo="skip")
    figure.add_scatter(
        x=along, y=[*upper, upper[-1]], mode="lines", line=bare, fill="tonexty", hoverinfo="text",
        fillcolor=f"rgba({red},{green},{blue},{opacity})",
        hovertext=[
            f"{day_words(day)}, {words}: {short_money(low, currency)} to {short_money(high, currency)}"
            for day, low, high in zip(along, lower, upper, strict=False)
        ],
    )  # fmt: skip


def _add_target(
    figure: Drawing, row: pd.Series, required: int, ends: tuple[pd.Timestamp, pd.Timestamp], colours: Palette, room: int
) -> None:
    left, right = ends
    line = {"color": colours.missing, "width": 2, "dash": "dash"}
    figure.add_shape(type="line", x0=left, x1=right, y0=required, y1=required, line=line)
    due = f", {date_words(str(row['due_on']))}" if row["due_on"] else ""
    figure.add_annotation(
        x=left, y=required, xanchor="left", yanchor="bottom", showarrow=False, bgcolor=colours.page, align="left",
        text=lines(f"{short_money(required, str(row['currency']))} needed{due}", max(room // 3, 20)),
        font={"color": colours.missing, "size": 13},
    )  # fmt: skip
    day = pd.Timestamp(first_day(str(row["due_on"]))) if row["due_on"] else None
    if day is not None and day >= left:
        edge = {"color": colours.page, "width": 1}
        figure.add_scatter(
            x=[min(day, right)], y=[required], mode="markers", hoverinfo="text", hovertext=[date_words(row["due_on"])],
            marker={"symbol": "diamond", "size": 12, "color": colours.missing, "line": edge},
        )  # fmt: skip
