"""A picture as shapes and words at their places, which the browser draws without Plotly. It knows no figures.

Plotly takes most of a click to draw what nobody presses. This reads the part of its language that such pictures use:
bars that lie, steps, stacked steps, marks, lines, boxes and words. Across, places are shares of the picture's width,
which only the browser knows; down, they are pixels.
"""

import html
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from tracker.dashboard.drawing import Drawing

_PART = re.compile(r"<b>(.*?)</b>")
_SIDES = {"left": 0.0, "center": 0.5, "right": 1.0, "top": 0.0, "middle": 0.5, "bottom": 1.0}
Place = Callable[[Any], float]


def sketch(drawing: Drawing) -> dict[str, Any]:
    """What the browser needs to draw it: height, what its axes need left and right, and its items, hindmost first."""
    return _Sketch(drawing).data


class _Sketch:
    def __init__(self, drawing: Drawing) -> None:
        layout = self._layout = drawing.layout
        margin = layout["margin"]
        self._top, self._foot = margin["t"], layout["height"] - margin["b"]
        self._x = _scale(layout["xaxis"]["range"], 0.0, 1.0, 5)
        self._y = _scale(layout["yaxis"]["range"], self._foot, self._top, 2)
        self._stacks: dict[str, list[float]] = {}
        self._words: list[dict[str, Any]] = []
        self._items: list[dict[str, Any]] = []
        self._add_levels()
        for trace in sorted(drawing.traces, key=lambda one: (one["type"] != "bar", one.get("mode") == "markers")):
            {"bar": self._add_bars, "scatter": self._add_marks if trace.get("mode") == "markers" else self._add_steps}[
                trace["type"]
            ](trace)
        self._add_ground()
        for shape in layout["shapes"]:
            self._add_shape(shape)
        for words in layout["annotations"]:
            self._add_words(words)
        self.data = {
            "height": layout["height"], "left": margin["l"], "right": margin["r"], "ground": layout["paper_bgcolor"],
            "ink": layout["font"]["color"], "items": [*self._items, *self._words],
        }  # fmt: skip

    def _add_levels(self) -> None:
        """The axis upwards, behind everything."""
        up = self._layout["yaxis"]
        for at, text in _ticks(up):
            y = self._y(at)
            self._add("line", x=[0, 1], y=[y, y], stroke=up["gridcolor"], width=1)
            self._say(text, 0, y, "right", "middle", shift=(-3, 0))

    def _add_ground(self) -> None:
        """The axis across, before what stands on it."""
        across = self._layout["xaxis"]
        if across.get("visible", True):
            self._add("line", x=[0, 1], y=[self._foot] * 2, stroke=across["linecolor"], width=1)
            for at, text in _ticks(across):
                x = self._x(at)
                self._add("line", x=[x, x], y=[self._foot, self._foot + 5], stroke=across["tickcolor"], width=1)
                self._say(text, x, self._foot + 6, "center", "top", **across.get("tickfont", {}))

    def _add_bars(self, trace: dict[str, Any]) -> None:
        marker, half = trace["marker"], trace["width"] / 2
        for place, (length, base, at) in enumerate(zip(trace["x"], trace["base"], trace["y"], strict=True)):
            ends = [self._x(base), self._x(base + length)]
            self._add(
                "box", x=ends, y=[self._y(at - half), self._y(at + half)], **_filled(marker), **_edge(marker),
                hover=_said(trace, place),
            )  # fmt: skip
            for text in filter(None, trace.get("text", [])[place : place + 1]):
                middle, font = sum(ends) / 2, trace["insidetextfont"]
                self._say(text, middle, self._y(at), "center", "middle", within=ends[1] - ends[0], **font)

    def _add_steps(self, trace: dict[str, Any]) -> None:
        """A line of steps; where it is stacked, the area between it and what it stands on."""
        xs, line = [self._x(value) for value in trace["x"]], trace["line"]
        values = [float(value) for value in trace["y"]]
        hovers = [[x, _lines(text)] for x, text in zip(xs, trace["hovertext"], strict=False) if text]
        pen = {"stroke": line["color"], "width": line["width"], "hovers": hovers}
        if "stackgroup" not in trace:
            self._add("steps", x=xs, y=[self._y(value) for value in values], dash=line.get("dash"), **pen)
            return
        below = self._stacks.get(trace["stackgroup"], [0.0] * len(values))
        above = self._stacks[trace["stackgroup"]] = [one + other for one, other in zip(below, values, strict=True)]
        filled = _filled({"color": trace["fillcolor"], "pattern": trace.get("fillpattern")})
        ends = {"y": [self._y(value) for value in above], "below": [self._y(value) for value in below]}
        self._add("steps", x=xs, **ends, **filled, **pen)

    def _add_marks(self, trace: dict[str, Any]) -> None:
        marker = trace["marker"]
        for place, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
            self._add(
                "mark", x=self._x(x), y=self._y(y), symbol=marker["symbol"], size=marker["size"],
                fill=marker["color"], **_edge(marker), hover=_said(trace, place),
            )  # fmt: skip

    def _add_shape(self, shape: dict[str, Any]) -> None:
        x, y = self._places(shape)
        ends = {"x": [x(shape["x0"]), x(shape["x1"])], "y": [y(shape["y0"]), y(shape["y1"])]}
        if shape["type"] == "line":
            line = shape["line"]
            self._add("line", **ends, stroke=line["color"], width=line["width"], dash=line.get("dash"))
        else:
            self._add("box", **ends, fill=shape["fillcolor"], opacity=shape.get("opacity"))

    def _add_words(self, words: dict[str, Any]) -> None:
        x, y = self._places(words)
        shift = words.get("xshift", 0), -words.get("yshift", 0)
        side, level = words.get("xanchor", "center"), words.get("yanchor", "middle")
        self._say(
            words["text"], x(words["x"]), y(words["y"]), side, level, shift=shift, align=words.get("align", "center"),
            ground=words.get("bgcolor"), pad=words.get("borderpad", 1), hover=_lines(words.get("hovertext") or ""),
            **words.get("font", {}),
        )  # fmt: skip

    def _places(self, part: dict[str, Any]) -> tuple[Place, Place]:
        """Where its two coordinates are: on the axes, or on the paper."""
        across = float if part.get("xref") == "paper" else self._x
        down = _scale((0, 1), self._foot, self._top, 2) if part.get("yref") == "paper" else self._y
        return across, down

    def _say(
        self, text: str, x: float, y: float, side: str, level: str, *, shift: tuple[float, float] = (0, 0),
        align: str = "", size: float = 0, color: str = "", **more: Any,
    ) -> None:  # fmt: skip
        """Words at a place, each of their lines as parts that are bold by turns, the first of them not."""
        parts = [[html.unescape(part) for part in _PART.split(line)] for line in text.split("<br>")]
        item = {
            "kind": "words", "lines": parts, "x": x, "y": y, "shift": shift, "side": _SIDES[side],
            "level": _SIDES[level], "align": _SIDES[align or side], "size": size or self._layout["font"]["size"],
            "fill": color, **more,
        }  # fmt: skip
        self._words.append({name: value for name, value in item.items() if value not in (None, "", [])})

    def _add(self, kind: str, **fields: Any) -> None:
        self._items.append({"kind": kind, **{name: value for name, value in fields.items() if value not in (None, [])}})


def _scale(ends: Sequence[Any], low: float, high: float, places: int) -> Place:
    """From an axis' values, which may be dates, to places between two."""
    first, last = (_number(end) for end in ends)
    return lambda value: round(low + (_number(value) - first) / (last - first) * (high - low), places)


def _number(value: Any) -> float:
    return pd.Timestamp(value).timestamp() if isinstance(value, date) else float(value)


def _ticks(axis: dict[str, Any]) -> list[tuple[Any, str]]:
    return list(zip(axis.get("tickvals", []), axis.get("ticktext", []), strict=True))


def _lines(text: str) -> list[str]:
    """What is said under the pointer, line by line."""
    return [html.unescape(re.sub("</?b>", "", line)) for line in text.split("<br>") if line]


def _said(trace: dict[str, Any], place: int) -> list[str]:
    return _lines(trace["hovertext"][place]) if trace.get("hoverinfo") == "text" else []


def _filled(marker: dict[str, Any]) -> dict[str, Any]:
    """A colour, or the stripes on it: their colour, how far apart and how thick they are."""
    stripes = marker.get("pattern")
    if not stripes:
        return {"fill": marker["color"]}
    ground = stripes.get("bgcolor", marker["color"])
    return {"fill": ground, "stripes": [stripes["fgcolor"], stripes["size"], stripes["solidity"]]}


def _edge(marker: dict[str, Any]) -> dict[str, Any]:
    return {"stroke": marker["line"]["color"], "width": marker["line"]["width"]}
