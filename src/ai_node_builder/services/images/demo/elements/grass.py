"""Grass along an edge, bent by one wind."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import Array
from ai_node_builder.services.images.demo.pen import Pen


def grass(canvas: Canvas, edge: Array, height: float, colour: Array, name: str, wind: float = 0.2) -> None:
    """Blades up to `height` units tall; one in six of the tall ones bears an ear."""
    rng, tall = canvas.rng(name), height * canvas.unit
    pen = Pen(canvas, edge.min() - 1.5 * tall, edge.max() + 0.03 * canvas.unit)
    count = int(canvas.detail.plenty * 18 * canvas.width / tall**0.75)
    for x in rng.uniform(-0.02, 1.02, count) * canvas.width:
        foot = (float(x), canvas.row(edge, x) + 0.012 * canvas.unit)
        length = tall * rng.uniform(0.35, 1.1)
        bend = rng.normal(wind, 0.18) * length
        _blade(pen, foot[0], foot[1], length, bend)
        if height > 0.05 and rng.random() < 0.16:
            _ear(pen, rng, foot[0] + bend * 0.85, foot[1] - length * 0.86, length)
    pen.lay(colour)


def _blade(pen: Pen, x: float, y: float, length: float, bend: float) -> None:
    half = max(0.8, length * 0.022)
    left, right = (x + bend * 0.3 - half * 0.6, y - length * 0.6), (x + bend * 0.3 + half * 0.6, y - length * 0.6)
    pen.polygon([(x - half, y), left, (x + bend, y - length), right, (x + half, y)])


def _ear(pen: Pen, rng: np.random.Generator, x: float, y: float, length: float) -> None:
    for step in range(6):
        pen.leaf((x + 0.012 * step * length, y - 0.035 * step * length), length * 0.085, -1.2 + rng.normal(0, 0.4))
