"""A flock of distant birds."""

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array
from ai_node_builder.services.images.demo.pen import Pen

from .outline import tapered


def flock(canvas: Canvas, centre: Point, colour: Array, count: int = 7) -> None:
    """Birds on the wing around a point."""
    rng = canvas.rng("flock")
    pen = Pen(canvas, centre[1] - 0.3 * canvas.unit, centre[1] + 0.3 * canvas.unit)
    for _ in range(count):
        x, y = centre[0] + rng.normal(0, 0.11) * canvas.unit, centre[1] + rng.normal(0, 0.045) * canvas.unit
        span, lift = canvas.unit * rng.uniform(0.011, 0.02), rng.uniform(0.3, 0.75)
        for side in (-1, 1):
            wing = [(x, y), (x + side * span * 0.5, y - span * lift), (x + side * span, y - span * lift * 0.55)]
            pen.polygon(tapered(wing, span * 0.2, span * 0.03))
    pen.lay(colour)
