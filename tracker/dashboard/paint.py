"""Colours of the ladder for the reader's background, and the marks every picture carries. It knows no figures."""

import html
import textwrap
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from tracker import terms
from tracker.briefing.words import day_words
from tracker.dashboard.drawing import Drawing
from tracker.desk import View


@dataclass(frozen=True)
class Palette:
    """The colours of one background."""

    is_dark: bool
    page: str
    text: str
    faint: str
    line: str
    missing: str

    def rung(self, code: str) -> str:
        """A rung's colour."""
        rung = terms.RUNG[code]
        return rung.colour_dark if self.is_dark else rung.colour

    def on(self, colour: str) -> str:
        """The colour of text that is read best on a colour."""
        return max(("#ffffff", "#05080b"), key=lambda text: contrast(text, colour))


LIGHT = Palette(False, "#ffffff", "#17212b", "#52606d", "#d4dce4", terms.MISSING_COLOUR)
DARK = Palette(True, "#10161d", "#e8eef4", "#a9b6c2", "#36424f", terms.MISSING_COLOUR_DARK)


def palette() -> Palette:
    """The palette of the background that the reader's browser shows."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, by WCAG 2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


ROOM = {"wide": 145, "middle": 112, "narrow": 44}
"""About how many letters a line across a picture has room for, on a screen as wide as the masthead says."""
NARROW = 60
"""The room up to which things stand below each other."""


def plain(text: str) -> str:
    """Somebody's text as a picture shows it: letters only, never a tag or a link."""
    return html.escape(text, quote=False)


def marks(view: View, currency: str, sources: list[str]) -> str:
    """Currency, date, audience, source and record: what a picture says when it is cut out of its page."""
    cited = ", ".join(sources[:3]) + (f" and {len(sources) - 3} more" if len(sources) > 3 else "")
    parts = [
        currency,
        f"as of {day_words(view.as_of)}",
        view.audience.upper(),
        f"source {cited}" if cited else "unsourced",
    ]
    return " · ".join([*parts, view.record_mark])


def lines(text: str, room: int) -> str:
    """Somebody's text as a picture shows it, broken where the room ends."""
    return "<br>".join(plain(line) for line in textwrap.wrap(text, room, break_on_hyphens=False))


def dress(
    figure: Drawing,
    colours: Palette,
    title: str,
    foot: str,
    height: int,
    room: int,
    *,
    left: int = 4,
    below: int = 24,
) -> go.Figure:
    """Finish a picture for Plotly with its title, its marks and the page's look (see `dress_drawing`)."""
    return dress_drawing(figure, colours, title, foot, height, room, left=left, below=below).finish()


def dress_drawing(
    figure: Drawing,
    colours: Palette,
    title: str,
    foot: str,
    height: int,
    room: int,
    *,
    left: int = 4,
    below: int = 24,
) -> Drawing:
    """Give a picture its title, its marks and the page's look; `left` and `below` are what its axes need."""
    title, foot = lines(title, room), lines(foot, int(room * 1.3))
    above, under = 44 + 18 * title.count("<br>"), below + 16 + 15 * foot.count("<br>")
    figure.update_layout(
        height=height + above + under,
        margin={"l": left, "r": 4, "t": above, "b": under},
        paper_bgcolor=colours.page,
        plot_bgcolor=colours.page,
        font={"family": '"Source Sans", "Source Sans Pro", sans-serif', "size": 14, "color": colours.text},
        hoverlabel={"font": {"size": 14}},
        showlegend=False,
    )  # fmt: skip
    # A title of several lines would be cut: plotly's own grows upwards.
    figure.add_annotation(
        text=title, xref="paper", yref="paper", x=0, y=1, xshift=4 - left, yshift=above - 4,
        xanchor="left", yanchor="top", showarrow=False, align="left", font={"size": 15},
    )  # fmt: skip
    figure.add_annotation(
        text=foot, xref="paper", yref="paper", x=0, y=0, xshift=4 - left, yshift=-below, xanchor="left", yanchor="top",
        showarrow=False, align="left", font={"size": 12, "color": colours.faint},
    )  # fmt: skip
    return figure
