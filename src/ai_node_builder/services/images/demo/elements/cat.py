"""A cat that sits with its back to us."""

from collections.abc import Sequence

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array
from ai_node_builder.services.images.demo.pen import Pen

from .outline import outline, smooth, tapered

# On a grid of 100 by 100, sitting on its lower edge.
_BODY = outline(
    "50,22 60,26 63,36 68,48 73,62 75,76 74,89 69,97 58,99.5 50,99 42,99.5 31,97 26,89 25,76 27,62 32,48 37,36 40,26"
)
_HEAD = outline("50,10 57,11.5 63,16.5 65.5,23 64,30 58.5,35.5 50,37 41.5,35.5 36,30 34.5,23 37,16.5 43,11.5")
_EARS = (outline("36.5,21 35.2,11 36,1.5 42,6.5 48,13"), outline("63.5,21 64.8,11 64,1.5 58,6.5 52,13"))
_TAIL = outline("66,94 80,97 91,92 94,80 89,69 92,60 98,58")


def cat(canvas: Canvas, seat: Point, height: float, fur: Array, light: Array) -> None:
    """A cat `height` pixels tall, rimmed by a light before it."""

    def at(points: Sequence[Point]) -> list[Point]:
        return [(seat[0] + (x - 50) * height / 100, seat[1] + (y - 99) * height / 100) for x, y in points]

    pen = Pen(canvas, seat[1] - height * 1.05, seat[1] + height * 0.05)
    pen.polygon(at(smooth(_BODY)))
    pen.polygon(at(smooth(_HEAD)))
    for ear in _EARS:
        pen.polygon(at(ear))
    pen.polygon(at(tapered(_TAIL, 8, 4.5)))
    x, y = at([(98, 58)])[0]
    pen.ellipse((x, y), height * 0.0225, height * 0.0225)
    pen.lay(fur)
    for side in (-1, 1):
        pen.rim(light * 0.6, side * height * 0.009, -height * 0.008)
