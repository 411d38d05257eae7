"""A picture in the making: its parts are gathered, and Plotly checks them once. It knows no figures."""

from typing import Any

import plotly.graph_objects as go


class Drawing:
    """Takes parts as `go.Figure` does; that checks the whole picture at every part, which takes four times as long."""

    def __init__(self) -> None:
        self._traces: list[dict[str, Any]] = []
        self._layout: dict[str, Any] = {"annotations": [], "shapes": []}

    def add_bar(self, **fields: Any) -> None:
        """Add a trace of bars."""
        self._traces.append({"type": "bar", **fields})

    def add_scatter(self, **fields: Any) -> None:
        """Add a trace of lines or marks."""
        self._traces.append({"type": "scatter", **fields})

    def add_annotation(self, **fields: Any) -> None:
        """Add words."""
        self._layout["annotations"].append(fields)

    def add_shape(self, **fields: Any) -> None:
        """Add a line or a box."""
        self._layout["shapes"].append(fields)

    def update_xaxes(self, **fields: Any) -> None:
        """Set the axis across."""
        self.update_layout(xaxis=fields)

    def update_yaxes(self, **fields: Any) -> None:
        """Set the axis upwards."""
        self.update_layout(yaxis=fields)

    def update_layout(self, **fields: Any) -> None:
        """Set what concerns the whole picture."""
        self._layout.update(fields)

    def finish(self) -> go.Figure:
        """The picture."""
        return go.Figure({"data": self._traces, "layout": self._layout})


def ticks(top: float) -> list[float]:
    """Round figures up an axis, at most five above nothing."""
    if top <= 0:
        return [0]
    size = 10 ** (len(str(int(top))) - 1)
    step = next(size * part for part in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5) if top / (size * part) <= 5)
    return [step * place for place in range(int(top / step) + 1)]
