"""A village: gabled houses with lit windows, and a church."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array, mix, rgb, rgba
from ai_node_builder.services.images.demo.palette import Palette
from ai_node_builder.services.images.demo.pen import Pen

from .bloom import bloom, lights_of
from .outline import outline

_LAMP = rgb("#ffcf7a")


def village(canvas: Canvas, palette: Palette, edge: Array, centre: float, snow: bool) -> None:
    """Houses along an edge around a column, the church in their middle."""
    rng, unit = canvas.rng("village"), canvas.unit
    pen = Pen(canvas, edge.min() - 0.2 * unit, edge.max() + 0.08 * unit, "RGBA")
    lamps = Pen(canvas, edge.min() - 0.2 * unit, edge.max() + 0.08 * unit, "RGBA")
    roof = mix(palette.light, palette.haze, 0.3) if snow else mix(palette.near, rgb("#8a3b2a"), 0.45)
    if snow and palette.dark:
        roof = mix(roof, palette.sky[2], 0.3)
    for row in range(3):
        for place in (np.arange(5) + rng.random(5)) / 5 - 0.5:
            x = centre + float(place) * (0.5 + 0.16 * row) * unit
            size = unit * rng.uniform(0.02, 0.032) * (0.8 + 0.2 * row)
            _house(pen, lamps, rng, (x, canvas.row(edge, x) + unit * 0.012 * (row + 0.5)), size, palette, roof)
        if row == 0:
            _church(pen, lamps, (centre, canvas.row(edge, centre) + 0.012 * unit), unit * 0.034, palette, roof)
    pen.lay_colours()
    lamps.lay_colours()
    bloom(canvas, lights_of(lamps, 1.6 if palette.dark else 0.5))


def _house(
    pen: Pen, lamps: Pen, rng: np.random.Generator, foot: Point, size: float, palette: Palette, roof: Array
) -> None:
    """A gable end and a long side, seen from the corner where they meet."""
    side = 1 if rng.random() < 0.5 else -1
    long, over = size * rng.uniform(1.2, 1.9) * side, size * 0.12 * side
    wall = mix(mix(palette.near, rgb("#7a5238"), 0.35), palette.haze, rng.uniform(0.05, 0.25))
    corner, y = foot
    gable, end = corner - size * 0.28 * side, corner - size * 0.55 * side
    eaves, ridge = y - size * 0.85, y - size * 1.6
    pen.box(min(corner, corner + long), eaves, max(corner, corner + long), y, rgba(wall * 0.8))
    pen.polygon([(corner, y), (corner, eaves), (gable, ridge), (end, eaves), (end, y)], rgba(wall))
    low = eaves + size * 0.1
    slope = [(corner - over, low), (gable, ridge), (gable + long + over, ridge), (corner + long + over, low)]
    pen.polygon(slope, rgba(roof))
    pen.stroke([(gable, ridge), (end - over, low)], size * 0.13, rgba(roof * 0.9))
    for x in (corner + long * 0.27, corner + long * 0.72, gable):
        if rng.random() < 0.8:
            lamps.box(x - size * 0.12, y - size * 0.6, x + size * 0.12, y - size * 0.29, rgba(_LAMP))


def _church(pen: Pen, lamps: Pen, foot: Point, size: float, palette: Palette, roof: Array) -> None:
    wall = mix(mix(palette.near, rgb("#8c7a6a"), 0.4), palette.haze, 0.25)
    shapes = (
        ("0,0 0,-1.3 2,-1.3 2,0", wall * 0.85),
        ("0,-1.3 0.4,-2.1 2,-2.1 2.2,-1.3", roof),
        ("-0.8,0 -0.8,-2.6 0.1,-2.6 0.1,0", wall),
        ("-0.9,-2.55 -0.35,-4.6 0.2,-2.55", roof * 0.92),
    )
    for points, colour in shapes:
        pen.polygon([(foot[0] + x * size, foot[1] + y * size) for x, y in outline(points)], rgba(colour))
    for rise in (2.2, 1.3):
        left, top = foot[0] - size * 0.45, foot[1] - size * rise
        lamps.box(left, top, left + size * 0.2, top + size * 0.4, rgba(_LAMP))
