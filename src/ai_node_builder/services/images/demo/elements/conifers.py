"""Fir trees: woods along an edge, and single ones."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array
from ai_node_builder.services.images.demo.noise import line
from ai_node_builder.services.images.demo.pen import Pen

from .ridges import fill


def wood(
    canvas: Canvas, edge: Array, colour: Array, foot: Array, height: float, name: str, gap: float | None = None
) -> None:
    """Firs along an edge, about `height` units tall, in groups, and the ground below them.

    They keep low around the column `gap`, to leave a view.
    """
    rng = canvas.rng(name)
    groups = line(rng, canvas.width, 3.5 * canvas.width / canvas.unit, 2)
    size = height * canvas.unit
    pen = Pen(canvas, edge.min() - 1.5 * size, edge.max() + size)
    for x in (
        np.sort(rng.uniform(-0.02, 1.02, int((2 + 3 * canvas.detail.plenty) * canvas.width / size) + 1)) * canvas.width
    ):
        tall = size * (0.25 + 1.1 * canvas.row(groups, x)) * rng.uniform(0.5, 1.15)
        if gap is not None:
            tall *= 1 - 0.75 * float(np.exp(-(((x - gap) / (0.3 * canvas.unit)) ** 2)))
        fir(pen, rng, (float(x), canvas.row(edge, x) + 0.1 * size), tall)
    pen.lay(colour)
    fill(canvas, edge, colour, foot, height * 1.6)


def fir(
    pen: Pen, rng: np.random.Generator, foot: Point, height: float, fill: int | tuple[int, int, int, int] = 255
) -> None:
    """One fir: tiers of drooping boughs, uneven on both sides."""
    tiers, spread = 13, height * rng.uniform(0.17, 0.24)
    left: list[Point] = []
    right: list[Point] = []
    for down in (np.arange(tiers) + 1) / tiers:
        y = foot[1] - height * (1 - float(down) * 0.94)
        for side, sign in ((left, -1), (right, 1)):
            reach = sign * spread * float(down) ** 0.9 * rng.uniform(0.6, 1.1)
            side.append((foot[0] + reach, y + height * rng.uniform(0.005, 0.035)))
            side.append((foot[0] + reach * rng.uniform(0.35, 0.55), y - height * 0.015))
    stem = height * 0.012
    base = [(foot[0] + stem, foot[1]), (foot[0] - stem, foot[1])]
    pen.polygon([(foot[0], foot[1] - height), *right, *base, *reversed(left)], fill)
