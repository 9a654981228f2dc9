"""A row of high-rise buildings with lit windows."""

from dataclasses import dataclass

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import Array, rgba, rgbs
from ai_node_builder.services.images.demo.pen import Pen

from .bloom import lights_of

_LAMPS = rgbs("#ffd48a #ffe7b8 #ffbe6b #fff3d8 #bfe3ff")


@dataclass(frozen=True)
class Row:
    """`near` is 0 at the back and 1 in front, `height` the tallest in units, `lit` the share of lit windows."""

    name: str
    near: float
    height: float
    lit: float


@dataclass(frozen=True)
class _Tower:
    left: float
    width: float
    top: float
    base: float


def towers(canvas: Canvas, row: Row, base: float, colour: Array, haze: Array, strength: float) -> Array:
    """Draw the row standing on the row `base`; answers its window lights on black, to let them bloom."""
    rng, unit = canvas.rng(row.name), canvas.unit
    walls, lamps = Pen(canvas, 0, base + 2), Pen(canvas, 0, base + 2, "RGBA")
    left, size = -0.03 * canvas.width, unit * (0.05 + 0.06 * row.near)
    while left < canvas.width * 1.02:
        width = size * rng.uniform(0.6, 1.35)
        middle = float(np.exp(-(((left / canvas.width - 0.5) / 0.36) ** 2)))
        height = unit * row.height * (0.35 + 0.75 * rng.random() ** 1.6 * (0.5 + 0.8 * middle) + 0.25 * middle)
        tower = _Tower(left, width, base - height, base)
        _walls(walls, rng, tower, unit)
        _windows(lamps, rng, tower, unit, row)
        left += width * rng.uniform(0.85, 1.25)
    walls.lay(colour)
    depth = np.clip((canvas.down[: int(base) + 2] - base) / (unit * row.height) + 1, 0, 1)
    canvas.lay(haze, walls.drawn()[: len(depth)] * depth**2 * (0.55 - 0.45 * row.near), walls.top)
    lamps.lay_colours(strength)
    return lights_of(lamps, strength)


def _walls(pen: Pen, rng: np.random.Generator, tower: _Tower, unit: float) -> None:
    """The body and one of six kinds of roof."""
    left, top, width = tower.left, tower.top, tower.width
    right, middle, height = left + width, left + width / 2, tower.base - top
    pen.box(left, top, right, tower.base + 2)
    kind = rng.random()
    if kind < 0.25:
        pen.box(left + width * 0.18, top - height * 0.07, right - width * 0.18, top)
        pen.box(left + width * 0.36, top - height * 0.12, right - width * 0.36, top - height * 0.07)
        pen.stroke([(middle, top - height * 0.1), (middle, top - height * 0.26)], unit * 0.0022)
    elif kind < 0.36:
        pen.polygon([(left, top + 1), (middle, top - width * 0.55), (right, top + 1)])
        pen.stroke([(middle, top - width * 0.4), (middle, top - width * 0.95)], unit * 0.002)
    elif kind < 0.48:
        pen.polygon([(left, top + 1), (right, top - width * 0.4), (right, top + 1)])
    elif kind < 0.55:
        pen.ellipse((middle, top), width / 2, width * 0.3)
    elif kind < 0.8:
        pen.box(left + width * 0.15, top - unit * 0.012, left + width * 0.45, top)
        pen.stroke([(left + width * 0.7, top), (left + width * 0.7, top - unit * 0.04)], unit * 0.0015)


def _windows(pen: Pen, rng: np.random.Generator, tower: _Tower, unit: float, row: Row) -> None:
    """A grid of windows; whole floors are lit more often than chance would have it."""
    step = unit * (0.0075 + 0.0048 * row.near)
    columns, floors = int(tower.width / step - 0.6), int((tower.base - tower.top) / (step * 1.25) - 1)
    if columns < 1:
        return
    inset = (tower.width - columns * step) / 2 + step * 0.22
    usual = rng.integers(0, len(_LAMPS))
    for floor in range(floors):
        chance = row.lit * (1.8 if rng.random() < 0.2 else 0.85)
        y = tower.top + step * (0.8 + 1.25 * floor)
        for column in np.flatnonzero(rng.random(columns) < chance):
            lamp = _LAMPS[usual if rng.random() < 0.7 else rng.integers(0, len(_LAMPS))]
            x = tower.left + inset + float(column) * step
            alpha = (0.4 + 0.6 * row.near) * rng.uniform(0.45, 1)
            pen.box(x, y, x + step * 0.55, y + step * 0.6, rgba(lamp, alpha))
