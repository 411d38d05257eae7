"""A picture in the making: its parts are gathered, and Plotly checks them once. It knows no figures."""

from datetime import date
from typing import Any

import plotly.graph_objects as go

from tracker.briefing.words import month_words


class Drawing:
    """Takes parts as `go.Figure` does; that checks the whole picture at every part, which takes four times as long."""

    def __init__(self) -> None:
        self.traces: list[dict[str, Any]] = []
        self.layout: dict[str, Any] = {"annotations": [], "shapes": []}

    def add_bar(self, **fields: Any) -> None:
        """Add a trace of bars."""
        self.traces.append({"type": "bar", **fields})

    def add_scatter(self, **fields: Any) -> None:
        """Add a trace of lines or marks."""
        self.traces.append({"type": "scatter", **fields})

    def add_annotation(self, **fields: Any) -> None:
        """Add words."""
        self.layout["annotations"].append(fields)

    def add_shape(self, **fields: Any) -> None:
        """Add a line or a box."""
        self.layout["shapes"].append(fields)

    def update_xaxes(self, **fields: Any) -> None:
        """Set the axis across."""
        self.update_layout(xaxis=fields)

    def update_yaxes(self, **fields: Any) -> None:
        """Set the axis upwards."""
        self.update_layout(yaxis=fields)

    def update_layout(self, **fields: Any) -> None:
        """Set what concerns the whole picture."""
        self.layout.update(fields)

    def finish(self) -> go.Figure:
        """The picture, for Plotly to draw; `sketch` is for those that nobody presses."""
        return go.Figure({"data": self.traces, "layout": self.layout})


def ticks(top: float) -> list[float]:
    """Round figures up an axis, at most five above nothing."""
    if top <= 0:
        return [0]
    size = 10 ** (len(str(int(top))) - 1)
    step = next(size * part for part in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5) if top / (size * part) <= 5)
    return [step * place for place in range(int(top / step) + 1)]


_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)
"""Months between the dates along an axis."""


def date_ticks(first: date, last: date, most: int) -> dict[str, Any]:
    """Beginnings of months along an axis, at most so many, and what is written at them: `tickvals`, `ticktext`."""
    start, end = (when.year * 12 + when.month - 1 for when in (first, last))
    step = next((step for step in _STEPS if (end - start) // step < most), _STEPS[-1])
    found = [date(month // 12, month % 12 + 1, 1) for month in range(-(-(start + 1) // step) * step, end + 1, step)]
    return {"tickvals": found, "ticktext": [str(when.year) if step >= 12 else month_words(when) for when in found]}
