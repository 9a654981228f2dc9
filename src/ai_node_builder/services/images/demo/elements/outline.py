"""Hand-drawn outlines: a few points each, joined by a smooth curve."""

from collections.abc import Sequence

import numpy as np

from ai_node_builder.services.images.demo.canvas import Point

_STEPS = 8


def outline(points: str) -> list[Point]:
    """Points written as "x,y x,y ..."."""
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in points.split())]


def smooth(points: Sequence[Point], closed: bool = True) -> list[Point]:
    """A Catmull-Rom curve through the points."""
    knots = np.array(points, float)
    padded = [knots[-1:], knots, knots[:2]] if closed else [knots[:1], knots, knots[-1:]]
    p0, p1, p2, p3 = (np.concatenate(padded)[i : i + len(knots) - (not closed)] for i in range(4))
    t = np.linspace(0, 1, _STEPS, endpoint=False)[:, None, None]
    bend = (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    path = np.swapaxes(p1 + 0.5 * ((p2 - p0) * t + bend), 0, 1).reshape(-1, 2)
    return [(float(x), float(y)) for x, y in (path if closed else [*path, knots[-1]])]


def tapered(points: Sequence[Point], start: float, end: float) -> list[Point]:
    """The outline of a stroke along a smooth open curve, as wide as `start` at first and `end` at last."""
    path = np.array(smooth(points, closed=False))
    along = np.gradient(path, axis=0)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1) / (np.linalg.norm(along, axis=1)[:, None] + 1e-9)
    half = np.linspace(start, end, len(path))[:, None] / 2
    sides = np.concatenate([path + normal * half, (path - normal * half)[::-1]])
    return [(float(x), float(y)) for x, y in sides]
