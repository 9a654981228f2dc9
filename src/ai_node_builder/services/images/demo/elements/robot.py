"""A friendly robot, and its portrait."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array, mix, rgb
from ai_node_builder.services.images.demo.elements import solid
from ai_node_builder.services.images.demo.pen import Pen

from .outline import smooth, tapered

_GLASS, _STEEL = rgb("#141b2b"), rgb("#8d99a8")


def robot(canvas: Canvas, foot: Point, height: float, shell: Array, eyes: Array, hand: Point) -> None:
    """A robot `height` pixels tall with its feet at a point, reaching a hand to another point."""
    h = height / 100

    def at(x: float, y: float) -> Point:
        return foot[0] + x * h, foot[1] + y * h

    for side in (-1, 1):
        solid.tube(canvas, at(side * 8, -26), at(side * 9, -8), 3.4 * h, _STEEL)
        solid.box(canvas, at(side * 10.5, -4), (7.5 * h, 4.2 * h), 4 * h, shell, 4 * h)
    _arm(canvas, at(-17, -50), at(-26, -40), at(-23, -28), h, shell)
    solid.tube(canvas, at(0, -58), at(0, -66), 4 * h, _STEEL)
    solid.box(canvas, at(0, -42), (18 * h, 18 * h), 8 * h, shell, 9 * h)
    solid.box(canvas, at(0, -43), (10 * h, 8 * h), 3 * h, _GLASS, 2 * h)
    for bar, length in enumerate((6, 3, 5)):
        start, end = at(-6, -47 + 4 * bar), at(-6 + 2 * length, -47 + 4 * bar)
        solid.tube(canvas, start, end, 0.8 * h, mix(eyes, shell, 0.15 * bar), 0)
    head(canvas, at(0, -78), h, shell, eyes)
    _arm(canvas, at(17, -50), at(27, -47), hand, h, shell)


def head(canvas: Canvas, centre: Point, h: float, shell: Array, eyes: Array) -> None:
    """The head, 44 `h` wide."""
    x, y = centre
    for side in (-1, 1):
        solid.disc(canvas, (x + side * 22 * h, y), 4.5 * h, _STEEL, 3 * h)
    solid.tube(canvas, (x, y - 14 * h), (x, y - 22 * h), 0.9 * h, _STEEL)
    solid.disc(canvas, (x, y - 23.5 * h), 2.8 * h, eyes, 2.8 * h)
    solid.box(canvas, centre, (21 * h, 15 * h), 9 * h, shell, 8 * h)
    solid.box(canvas, (x, y + h), (16 * h, 10 * h), 6 * h, _GLASS, 3 * h, 0.25)
    for side in (-1, 1):
        place = (x + side * 7 * h, y - 1.2 * h)
        canvas.shine(eyes, np.exp(-((canvas.distance(place) * canvas.unit / (4.2 * h)) ** 2)) * 0.55)
    pen = Pen(canvas, y - 8 * h, y + 12 * h)
    for side in (-1, 1):
        pen.ellipse((x + side * 7 * h, y - 1.2 * h), 2.5 * h, 3.1 * h)
    curve = [(x - 4.5 * h, y + 4.6 * h), (x, y + 7 * h), (x + 4.5 * h, y + 4.6 * h)]
    pen.polygon(tapered(curve, 1.1 * h, 1.1 * h))
    pen.lay(mix(eyes, rgb("#ffffff"), 0.4))


def _arm(canvas: Canvas, shoulder: Point, elbow: Point, hand: Point, h: float, shell: Array) -> None:
    path = smooth([shoulder, elbow, hand], closed=False)
    for start, end in zip(path[:-1:2], path[2::2], strict=False):
        solid.tube(canvas, start, end, 2.6 * h, _STEEL, 0.2)
    solid.disc(canvas, shoulder, 5 * h, shell, 4.5 * h)
    solid.disc(canvas, hand, 4 * h, shell, 4 * h)
