"""A robot in its studio, painting its own portrait."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array, mix, ramp, rgb
from ai_node_builder.services.images.demo.elements import solid
from ai_node_builder.services.images.demo.elements.outline import tapered
from ai_node_builder.services.images.demo.elements.robot import head, robot
from ai_node_builder.services.images.demo.noise import smoothstep
from ai_node_builder.services.images.demo.palette import Palette
from ai_node_builder.services.images.demo.pen import Pen
from ai_node_builder.services.images.demo.scene import Scene

_WOOD = rgb("#a9713f")


def draw(canvas: Canvas, scene: Scene) -> None:
    palette, unit = scene.palette, canvas.unit
    floor, middle = canvas.height * 0.5 + 0.3 * unit, canvas.width / 2
    _room(canvas, palette, floor)
    coloured = "coloured" in scene.features
    shell = mix(palette.accent, rgb("#f4f1ea"), 0.15 if coloured else 0.55)
    eyes = rgb("#6fe8ff")
    easel = (middle + 0.2 * unit, floor + 0.07 * unit)
    _shadows(canvas, (middle - 0.2 * unit, floor + 0.1 * unit), easel)
    _easel(canvas, palette, easel, shell, eyes)
    hand = (middle + 0.035 * unit, floor - 0.26 * unit)
    robot(canvas, (middle - 0.22 * unit, floor + 0.1 * unit), 0.62 * unit, shell, eyes, hand)
    _brush(canvas, hand, palette.accent)


def _room(canvas: Canvas, palette: Palette, floor: float) -> None:
    """A wall with daylight falling in from the upper left, and a wooden floor."""
    unit = canvas.unit
    wall = mix(palette.sky[2], palette.haze, 0.4)
    canvas.pixels[:] = ramp([mix(wall, palette.near, 0.45), mix(wall, palette.near, 0.1)], canvas.down / floor)
    slant = canvas.across[None, :] / unit - canvas.width / unit * 0.5 + canvas.down / unit * 0.45
    for left in (-0.34, -0.02):
        pane = smoothstep(left, left + 0.02, slant) * (1 - smoothstep(left + 0.26, left + 0.28, slant))
        rows = smoothstep(0.16, 0.18, canvas.down / floor) * (1 - smoothstep(0.78, 0.8, canvas.down / floor))
        canvas.shine(palette.golden, pane * rows * 0.42)
    top = int(floor)
    depth = (canvas.down[top:] - floor) / max(1.0, canvas.height - floor)
    boards = np.abs(((canvas.across[None, :] - canvas.width / 2) / unit / (0.5 + depth) * 7) % 1 - 0.5)
    grain = canvas.noise("floor", 4, 4)[top:] - 0.5
    tone = 0.55 + 0.2 * depth + grain * 0.3 - 0.3 * (1 - smoothstep(0, 0.025, boards))
    canvas.lay(
        ramp([rgb("#2b1812"), mix(rgb("#8a5632"), wall, 0.2), rgb("#d09a63")], np.clip(tone, 0, 1)),
        np.ones_like(tone),
        top,
    )
    skirting = np.exp(-(((canvas.down - floor + 0.012 * unit) / (0.012 * unit)) ** 4)) * np.ones((1, canvas.width))
    canvas.lay(mix(wall, palette.light, 0.45), skirting)


def _shadows(canvas: Canvas, robot_foot: Point, easel_foot: Point) -> None:
    for (x, y), half in ((robot_foot, 0.2), (easel_foot, 0.24)):
        off = ((canvas.across[None, :] - x - 0.05 * canvas.unit) / (half * canvas.unit)) ** 2
        canvas.shade(np.exp(-off - ((canvas.down - y) / (0.03 * canvas.unit)) ** 2) * 0.6)


def _easel(canvas: Canvas, palette: Palette, foot: Point, shell: Array, eyes: Array) -> None:
    unit, (x, y) = canvas.unit, foot
    for side in (-0.15, 0.15):
        solid.tube(canvas, (x, y - 0.66 * unit), (x + side * unit, y), 0.009 * unit, _WOOD, 0.1)
    solid.tube(canvas, (x, y - 0.68 * unit), (x, y - 0.05 * unit), 0.009 * unit, _WOOD * 0.8, 0.1)
    centre, half = (x, y - 0.41 * unit), (0.155 * unit, 0.19 * unit)
    solid.box(canvas, (x, y - 0.21 * unit), (0.18 * unit, 0.012 * unit), 0.006 * unit, _WOOD, 0.01 * unit, 0.1)
    solid.box(canvas, centre, half, 0.004 * unit, rgb("#fbf7ee"), 0.006 * unit, 0)
    _portrait(canvas, palette, centre, (half[0] * 0.9, half[1] * 0.9), shell, eyes)


def _portrait(canvas: Canvas, palette: Palette, centre: Point, half: Point, shell: Array, eyes: Array) -> None:
    """The robot's head before a painted sunset, in loose strokes towards the edge."""
    x, y = (canvas.across[None, :] - centre[0]) / half[0], (canvas.down - centre[1]) / half[1]
    strokes = canvas.noise("strokes", 16, 3, stretch=5) - 0.5
    inside = 1 - smoothstep(0.8, 1.0, np.maximum(np.abs(x), np.abs(y)) + strokes * 0.5)
    tone = np.clip(y * 0.5 + 0.5 + strokes * 0.35, 0, 1)
    canvas.lay(ramp([palette.sky[1], palette.sky[3], palette.sky[4], palette.glow], tone), inside)
    head(canvas, (centre[0], centre[1] + half[1] * 0.08), half[0] / 32, shell, eyes)


def _brush(canvas: Canvas, hand: Point, paint: Array) -> None:
    unit, (x, y) = canvas.unit, hand
    solid.tube(canvas, (x - 0.04 * unit, y + 0.035 * unit), (x + 0.06 * unit, y - 0.045 * unit), 0.004 * unit, _WOOD)
    pen = Pen(canvas, y - 0.1 * unit, y)
    pen.polygon(
        tapered(
            [
                (x + 0.055 * unit, y - 0.041 * unit),
                (x + 0.07 * unit, y - 0.054 * unit),
                (x + 0.085 * unit, y - 0.064 * unit),
            ],
            0.014 * unit,
            0.002 * unit,
        )
    )
    pen.lay(paint)
