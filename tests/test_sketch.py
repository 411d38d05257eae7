"""Pictures that the browser draws without Plotly: everything is where the drawing's axes have it."""

from datetime import date
from typing import Any

import pytest

from tracker.dashboard.drawing import Drawing, date_ticks
from tracker.dashboard.paint import LIGHT, dress_drawing
from tracker.dashboard.sketch import sketch

TOP, HEIGHT = 44, 100
"""Above the bars stands a title of one line; they are as high as they are drawn here."""
STRIPES = {"shape": "/", "size": 7, "solidity": 0.2, "fgcolor": "#111111", "bgcolor": "#eeeeee"}


def drawn(figure: Drawing, *, across: tuple[Any, Any] = (0, 10), up: tuple[Any, Any] = (0, 4)) -> list[dict[str, Any]]:
    """The items of a picture 100 points high, without its title and its marks."""
    figure.update_xaxes(range=across, visible=False)
    figure.update_yaxes(range=up)
    return sketch(dress_drawing(figure, LIGHT, "Title", "Foot", HEIGHT, 145))["items"][:-2]


def test_a_bar_stands_between_its_ends() -> None:
    figure = Drawing()
    figure.add_bar(
        x=[5], base=[2], y=[1], width=1, marker={"color": "#ff0000", "line": {"color": "#ffffff", "width": 2}},
        text=["Half &amp; more"], insidetextfont={"color": "#000000", "size": 14}, hovertext=["One<br><b>two</b>"],
        hoverinfo="text",
    )  # fmt: skip
    bar, words = drawn(figure)
    assert (bar["x"], bar["y"]) == ([0.2, 0.7], [TOP + 87.5, TOP + 62.5])
    assert (bar["fill"], bar["stroke"], bar["hover"]) == ("#ff0000", "#ffffff", ["One", "two"])
    assert words["lines"] == [["Half & more"]]
    assert (words["x"], words["y"], words["within"]) == (pytest.approx(0.45), TOP + 75, pytest.approx(0.5))


def test_an_axis_may_run_downwards() -> None:
    figure = Drawing()
    figure.add_bar(
        x=[1], base=[0], y=[0], width=1, marker={"color": "#ff0000", "line": {"color": "#000000", "width": 1}}
    )
    (bar,) = drawn(figure, up=(3.5, -0.5))
    assert bar["y"] == [TOP, TOP + 25]


def test_what_is_stacked_stands_on_what_came_before() -> None:
    figure = Drawing()
    for amounts in ([1, 2], [2, 0]):
        figure.add_scatter(
            x=[0, 10], y=amounts, stackgroup="money", mode="lines", fillcolor="#eeeeee", fillpattern=STRIPES,
            line={"width": 1, "color": "#ffffff"}, hovertext=["first", ""], hoverinfo="text",
        )  # fmt: skip
    lower, upper = drawn(figure)
    assert lower["y"] == [TOP + 75, TOP + 50]
    assert upper["below"] == lower["y"]
    assert upper["y"] == [TOP + 25, TOP + 50]
    assert upper["stripes"] == ["#111111", 7, 0.2]
    assert lower["hovers"] == [[0, ["first"]]]


def test_words_keep_their_lines_and_what_is_bold_and_hold_no_markup() -> None:
    figure = Drawing()
    figure.add_annotation(x=5, y=2, text="<b>A &lt;b&gt;</b>&nbsp;one<br>two", xanchor="left", yshift=4)
    (words,) = drawn(figure)
    assert words["lines"] == [["", "A <b>", "\u00a0one"], ["two"]]
    assert (words["side"], words["level"], words["shift"]) == (0, 0.5, (0, -4))


def test_dates_stand_where_their_days_are() -> None:
    figure = Drawing()
    figure.add_shape(type="line", x0=date(2010, 1, 11), x1=date(2010, 1, 11), y0=0, y1=1, yref="paper",
                     line={"color": "#000000", "width": 1})  # fmt: skip
    (line,) = drawn(figure, across=(date(2010, 1, 1), date(2010, 1, 21)))
    assert (line["x"], line["y"]) == ([0.5, 0.5], [TOP + HEIGHT, TOP])


@pytest.mark.parametrize(
    ("first", "last", "texts"),
    [
        (date(2009, 11, 20), date(2010, 3, 5), ["Dec 2009", "Jan 2010", "Feb 2010", "Mar 2010"]),
        (date(2009, 12, 1), date(2010, 12, 15), ["Jan 2010", "Apr 2010", "Jul 2010", "Oct 2010"]),
        (date(1990, 1, 1), date(2099, 12, 31), ["2000", "2050"]),
    ],
)
def test_an_axis_of_dates_has_few_round_ones(first: date, last: date, texts: list[str]) -> None:
    found = date_ticks(first, last, 5)
    assert found["ticktext"] == texts
    assert all(first < when <= last for when in found["tickvals"])
