"""What hangs in the air: mist, beams of light, rain and snow."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array, mix
from ai_node_builder.services.images.demo.noise import line, smoothstep
from ai_node_builder.services.images.demo.palette import Palette
from ai_node_builder.services.images.demo.pen import Pen


def mist(canvas: Canvas, colour: Array, row: float, thickness: float, strength: float, name: str) -> None:
    """A drifting bank of mist around a row; `thickness` in units."""
    drift = smoothstep(0.25, 0.75, canvas.noise(name, 2.5, 3, stretch=4))
    lift = (canvas.down - row) / (thickness * canvas.unit)
    canvas.lay(colour, np.exp(-(lift**2)) * strength * drift)


def beams(canvas: Canvas, source: Point, colour: Array, strength: float) -> None:
    """Beams of light fanning out from a point at or above the upper edge."""
    angle = np.arctan2(canvas.across[None, :] - source[0], canvas.down - source[1] + 1)
    fan = line(canvas.rng("beams"), 2048, 26, 3, 0.6)
    light = smoothstep(0.5, 0.85, fan[np.clip((angle + 1.3) / 2.6 * 2047, 0, 2047).astype(np.intp)])
    canvas.shine(colour, light * np.clip(1 - canvas.down / canvas.height * 1.15, 0, 1) * strength)


def rain(canvas: Canvas, palette: Palette) -> None:
    """Slanting rain: many far drops, few near ones, and a veil over all."""
    rng = canvas.rng("rain")
    pen = Pen(canvas)
    for _ in range(int(1100 * canvas.detail.plenty * canvas.width * canvas.height / canvas.unit**2)):
        x, y = rng.random() * canvas.width * 1.1, (rng.random() * 1.1 - 0.1) * canvas.height
        near = rng.random() ** 3
        length = canvas.unit * (0.015 + 0.06 * near)
        pen.stroke(
            [(x, y), (x - length * 0.16, y + length)], canvas.unit * (0.0006 + 0.001 * near), int(30 + 60 * near)
        )
    pen.lay(mix(palette.light, palette.sky[3], 0.3))


def snowfall(canvas: Canvas, palette: Palette) -> None:
    """Falling snow: many far flakes, few near ones."""
    rng = canvas.rng("snowfall")
    pen = Pen(canvas)
    for _ in range(int(700 * canvas.detail.plenty * canvas.width * canvas.height / canvas.unit**2)):
        near = rng.random() ** 4
        size = canvas.unit * (0.0011 + 0.0055 * near)
        place = (rng.random() * canvas.width, rng.random() * canvas.height)
        pen.ellipse(place, size, size, int(210 - 90 * near))
    pen.lay(palette.light)
