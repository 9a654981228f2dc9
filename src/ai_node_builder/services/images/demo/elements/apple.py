"""An apple, rounded by light and shade."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array, mix, rgb, shades
from ai_node_builder.services.images.demo.noise import smoothstep
from ai_node_builder.services.images.demo.pen import Pen

from .outline import outline, smooth, tapered


def apple(canvas: Canvas, centre: Point, radius: float, skin: Array) -> None:
    """An apple of a skin colour, `radius` pixels wide to each side, with its shadow on what it lies on."""
    _shadow(canvas, centre, radius)
    x, y = (canvas.across[None, :] - centre[0]) / radius, (canvas.down - centre[1]) / radius
    turn = np.arctan2(x, -y)
    off = np.hypot(x, y)
    rim = 0.97 + 0.055 * np.cos(2 * turn + np.pi) - 0.15 * np.exp(-((turn / 0.3) ** 2)) + 0.03 * np.cos(turn)
    rim = rim - 0.06 * np.exp(-(((np.abs(turn) - np.pi) / 0.22) ** 2))
    inside = np.clip(off / rim, 0, 1)
    toward = np.sqrt(np.clip(1 - inside**2, 0, 1))
    light = np.clip(x / rim * -0.5 - y / rim * 0.62 + toward * 0.62, -0.2, 1)
    dimple = np.exp(-((x / 0.3) ** 2 + ((y + 0.76) / 0.13) ** 2))
    colours = _skin(canvas, skin, turn, inside, y) * (0.24 + 0.86 * np.clip(light, 0, 1))[..., None]
    colours = colours * (1 - 0.6 * dimple[..., None])
    bounce = np.clip(y - 0.2, 0, 1) * np.clip(inside, 0, 1) ** 3 * 0.22
    colours = colours + (skin * 0.9 - colours) * bounce[..., None]
    canvas.lay(np.clip(colours, 0, 1), np.clip((rim - off) * radius + 0.5, 0, 1))
    gleam = np.exp(-(((x + 0.36) / 0.15) ** 2 + ((y + 0.36) / 0.2) ** 2)) * 0.7
    canvas.shine(rgb("#ffffff"), gleam * (off < rim))
    _stem(canvas, centre, radius)


def _shadow(canvas: Canvas, centre: Point, radius: float) -> None:
    """Wide and soft to the right, and dark where the apple touches."""
    for aside, half, flat, strength in ((0.4, 1.3, 0.2, 0.6), (0.06, 0.62, 0.07, 0.75)):
        x = (canvas.across[None, :] - centre[0] - aside * radius) / (half * radius)
        y = (canvas.down - centre[1] - 0.91 * radius) / (flat * radius)
        canvas.shade(np.exp(-(x**2 + y**2)) * strength)


def _skin(canvas: Canvas, skin: Array, turn: Array, inside: Array, y: Array) -> Array:
    """Streaks run from the stem; around it the skin is lighter."""
    streaks = canvas.noise("streaks", 3, 3)[: canvas.height] - 0.5
    fine = np.sin(turn * 34 + streaks * 14) * 0.5 + np.sin(turn * 71 + streaks * 22) * 0.3
    warm = mix(skin, rgb("#ffcf5a"), 0.55)
    share = smoothstep(0.15, 1.0, -y * 0.75 + 0.25 + fine * 0.13 + streaks * 0.7 - (1 - inside) * 0.15)
    return shades([mix(skin, rgb("#300008"), 0.25), skin, warm], share * 0.8 + 0.12)


def _stem(canvas: Canvas, centre: Point, radius: float) -> None:
    def at(points: str) -> list[Point]:
        return [(centre[0] + x * radius, centre[1] + (y - 0.8) * radius) for x, y in outline(points)]

    upper, lower = at("0.05,-0.2 0.22,-0.48 0.44,-0.56 0.68,-0.46"), at("0.68,-0.46 0.52,-0.24 0.3,-0.14 0.05,-0.2")
    vein = tapered(at("0.05,-0.2 0.34,-0.38 0.62,-0.45"), 0.022 * radius, 0.004 * radius)
    shapes = (
        (rgb("#4a2f1c"), tapered(at("0,0.06 0.03,-0.2 0.12,-0.42"), 0.06 * radius, 0.09 * radius)),
        (rgb("#4f8f2f"), [*smooth(upper, closed=False), *smooth(lower, closed=False)]),
        (rgb("#8fc25a"), vein),
    )
    for colour, shape in shapes:
        pen = Pen(canvas, centre[1] - 2 * radius, centre[1])
        pen.polygon(shape)
        pen.lay(colour)
