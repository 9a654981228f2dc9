"""Flowers and grass in a meadow's foreground."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array, mix, rgb, rgba, rgbs
from ai_node_builder.services.images.demo.pen import Fill, Pen

STEMS = rgbs("#123f26 #1f5a2f #3b7f38 #6fa847")
_WHITE, _HEART = rgb("#ffffff"), rgba(rgb("#f2b632"))
# Degrees of haze that stems are prepared in.
_VEILS = 8

Fills = list[tuple[int, int, int, int]]


def flowers(canvas: Canvas, horizon: float, hues: list[Array], stems: list[Array], haze: Array) -> None:
    """Flowers from the middle distance to the viewer's feet; each kind has one of the `hues`."""
    rng, unit = canvas.rng("flowers"), canvas.unit
    pen = Pen(canvas, horizon, canvas.height, "RGBA")
    nearest = unit / (canvas.height - horizon)
    greens = [[rgba(mix(stem, haze, 0.35 * veil / _VEILS)) for stem in stems] for veil in range(_VEILS + 1)]
    petals = [[rgba(hue * 0.2), rgba(hue * 0.75), rgba(hue), rgba(mix(hue, _WHITE, 0.25))] for hue in hues]
    count = int(1000 * canvas.detail.plenty * canvas.width / unit)
    # More of them per row far away; some stand so near that only their heads reach into the picture.
    for z in np.sort(nearest * 0.72 * np.exp(rng.random(count) * 1.9))[::-1]:
        size = unit * 0.06 / float(z)
        foot = (rng.uniform(-0.03, 1.03) * canvas.width, horizon + unit / float(z))
        green = greens[min(_VEILS, round(float(z) / 7 * _VEILS))]
        _tuft(pen, rng, foot, size, green)
        if rng.random() < 0.5:
            kind = rng.integers(0, len(hues))
            head, radius = _stem(pen, rng, foot, size * rng.uniform(0.8, 1.5), green[1])
            (_poppy, _daisy, _lupin)[kind % 3](pen, rng, head, radius, petals[kind])
    pen.lay_colours()


def _tuft(pen: Pen, rng: np.random.Generator, foot: Point, size: float, greens: Fills) -> None:
    for _ in range(4):
        start = (foot[0] + rng.normal(0, size * 0.6), foot[1] + size * 0.35)
        angle = -np.pi / 2 + rng.normal(0, 0.3)
        pen.leaf(start, size * rng.uniform(0.8, 1.7), angle, greens[rng.integers(0, 4)], breadth=0.05)


def _stem(pen: Pen, rng: np.random.Generator, foot: Point, height: float, green: Fill) -> tuple[Point, float]:
    """A stem; answers where its flower sits and how large that is."""
    bend = rng.normal(0, 0.12) * height
    head = (foot[0] + bend, foot[1] - height)
    middle = (foot[0] + bend * 0.3, foot[1] - height * 0.5)
    pen.stroke([(foot[0], foot[1] + height * 0.3), middle, head], max(0.6, height * 0.045), green)
    return head, height * rng.uniform(0.2, 0.3)


def _poppy(pen: Pen, rng: np.random.Generator, head: Point, size: float, fills: Fills) -> None:
    x, y = head
    pen.ellipse(head, size * 1.05, size * 0.8, fills[1])
    pen.ellipse((x - size * 0.35, y - size * 0.1), size * 0.6, size * 0.66, fills[2])
    pen.ellipse((x + size * 0.38, y - size * 0.05), size * 0.58, size * 0.62, fills[3])
    pen.ellipse((x + rng.normal(0, 0.05) * size, y + size * 0.22), size * 0.2, size * 0.15, fills[0])


def _daisy(pen: Pen, rng: np.random.Generator, head: Point, size: float, fills: Fills) -> None:
    turn = rng.random()
    for petal in range(11):
        pen.leaf(head, size * 1.2, turn + petal * 2 * np.pi / 11, fills[2 + petal % 2], breadth=0.18)
    pen.ellipse(head, size * 0.34, size * 0.28, _HEART)


def _lupin(pen: Pen, rng: np.random.Generator, head: Point, size: float, fills: Fills) -> None:
    for row in range(10):
        width = size * (0.16 + 0.04 * row)
        for side in (-1, 0, 1):
            place = (head[0] + side * width * 0.7 + rng.normal(0, size * 0.05), head[1] + (row - 5) * size * 0.3)
            pen.ellipse(place, width * 0.55, size * 0.17, fills[rng.integers(1, 4)])
