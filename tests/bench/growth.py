"""How time and memory grow with size: exponents from logarithms. It measures nothing."""

import math
from collections.abc import Mapping
from typing import NamedTuple

SLACK = 0.05
"""So much an exponent may lie above that of n log n before it counts as more: measured times scatter."""


class Growth(NamedTuple):
    """The exponent over all sizes and over the largest two, and that of n log n between these two."""

    whole: float
    last: float
    allowed: float

    @property
    def is_steeper(self) -> bool:
        """Whether it grows faster than n log n, where that matters: between the largest sizes."""
        return self.last > self.allowed + SLACK


def find_growth(values: Mapping[float, float]) -> Growth | None:
    """Exponents of what was measured, by size; None where there are fewer than two sizes."""
    if len(values) < 2:
        return None
    points = sorted((math.log(size), math.log(value)) for size, value in values.items())
    middle = [sum(of) / len(points) for of in zip(*points, strict=True)]
    slope = sum((x - middle[0]) * (y - middle[1]) for x, y in points) / sum((x - middle[0]) ** 2 for x, _ in points)
    (x, y), (larger, more) = points[-2:]
    return Growth(slope, (more - y) / (larger - x), 1 + math.log(larger / x) / (larger - x))
