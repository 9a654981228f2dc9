"""A lighthouse on a rocky island, with its beam at night."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import mix, rgb
from ai_node_builder.services.images.demo.elements import solid
from ai_node_builder.services.images.demo.noise import line, smoothstep
from ai_node_builder.services.images.demo.palette import Palette
from ai_node_builder.services.images.demo.pen import Pen

from .massif import Rock, massif

_BANDS = 5


def island(canvas: Canvas, palette: Palette, x: float, water: float, light_side: int) -> None:
    """Rocks in the sea around column x, standing on the row `water`, with the lighthouse on them."""
    unit = canvas.unit
    reach = np.clip(1 - np.abs(canvas.across - x) / (0.42 * unit), 0, 1)
    ragged = 0.8 + 0.4 * line(canvas.rng("island"), canvas.width, 9 * canvas.width / unit, 3)
    _foam(canvas, palette, x, water)
    _tower(canvas, palette, (x, water - 0.02 * unit), unit * 0.42, light_side)
    extent = smoothstep(0, 0.8, reach) * ragged * (reach > 0.02)
    massif(canvas, "rocks", water, 0.2, 2.6, _rock(palette), light_side, extent)


def _rock(palette: Palette) -> Rock:
    stone = mix(palette.near, rgb("#6b5a52"), 0.12 if palette.dark else 0.4)
    lit = mix(stone, palette.golden, 0.22 if palette.dark else 0.5)
    return Rock(lit, mix(stone, palette.near, 0.6), lit, lit, mix(stone, palette.near, 0.5), snow=0)


def _foam(canvas: Canvas, palette: Palette, x: float, water: float) -> None:
    """White water around the rocks, and their dark reflection."""
    across = np.exp(-(((canvas.across - x) / (0.36 * canvas.unit)) ** 4))[None, :]
    below = np.clip((canvas.down - water) / (0.16 * canvas.unit), 0, None)
    canvas.lay(palette.near, across * np.exp(-(below**2) * 3) * (canvas.down > water - 2) * 0.5)
    surf = smoothstep(0.5, 0.8, canvas.noise("surf", 40, 2, stretch=4))
    near = np.exp(-(((canvas.down - water - 0.012 * canvas.unit) / (0.014 * canvas.unit)) ** 2))
    canvas.shine(palette.light, across * surf * near * (0.45 if palette.dark else 0.8))


def _tower(canvas: Canvas, palette: Palette, foot: Point, height: float, light_side: int) -> None:
    top = int(max(0, foot[1] - height))
    rise = np.clip((foot[1] - canvas.down[top:]) / height, 0, 1)
    half = (0.105 - 0.04 * rise) * height
    place = (canvas.across[None, :] - foot[0]) / half
    mask = np.clip((1 - np.abs(place)) * half + 0.5, 0, 1) * (rise > 0) * (rise < 0.8)
    light = np.clip(0.45 + 0.55 * (np.clip(place, -1, 1) * light_side * 0.8 + 0.2), 0.16, 1)[..., None]
    bands = smoothstep(0.47, 0.53, np.abs((rise / 0.8 * _BANDS) % 2 - 1))[..., None]
    white = mix(rgb("#fbf6ec"), palette.glow, 0.12)
    paint = white + (palette.accent - white) * bands
    dimmed = paint * light * (0.55 if palette.dark else 1)
    canvas.lay(dimmed, mask, top)
    _lantern(canvas, palette, (foot[0], foot[1] - 0.8 * height), height)
    if palette.dark:
        _beam(canvas, palette, (foot[0], foot[1] - 0.86 * height), -light_side)


def _lantern(canvas: Canvas, palette: Palette, foot: Point, height: float) -> None:
    """The gallery, the lamp room and its roof."""
    x, y = foot
    dark = mix(palette.near, rgb("#2a2d34"), 0.5)
    solid.box(canvas, (x, y), (height * 0.095, height * 0.012), height * 0.006, dark, height * 0.012)
    solid.box(
        canvas, (x, y - height * 0.06), (height * 0.05, height * 0.06), height * 0.01, rgb("#ffe9b0"), height * 0.03
    )
    pen = Pen(canvas, y - height * 0.3, y + height * 0.05)
    for side in (-1, 0, 1):
        pen.stroke([(x + side * height * 0.034, y - height * 0.12), (x + side * height * 0.034, y)], height * 0.008)
    for rail in range(-4, 5):
        pen.stroke([(x + rail * height * 0.022, y - height * 0.045), (x + rail * height * 0.022, y)], height * 0.005)
    pen.stroke([(x - height * 0.09, y - height * 0.045), (x + height * 0.09, y - height * 0.045)], height * 0.006)
    pen.polygon(
        [(x - height * 0.068, y - height * 0.118), (x, y - height * 0.2), (x + height * 0.068, y - height * 0.118)]
    )
    pen.stroke([(x, y - height * 0.19), (x, y - height * 0.25)], height * 0.008)
    pen.lay(dark)


def _beam(canvas: Canvas, palette: Palette, lamp: Point, side: int) -> None:
    """Two opposite beams of light, and the glare of the lamp."""
    x, y = (canvas.across[None, :] - lamp[0]) / canvas.unit, (canvas.down - lamp[1]) / canvas.unit
    off = np.hypot(x, y)
    lean = np.arctan2(y + side * x * 0.13, np.abs(x) + 1e-4)
    cone = np.exp(-((lean / 0.085) ** 2)) * np.exp(-off / 0.75) * np.where(x * side > 0, 0.75, 0.4)
    canvas.shine(rgb("#fff1c4"), np.clip(cone, 0, 1))
    canvas.shine(rgb("#ffe3a0"), np.exp(-off / 0.03) * 0.95 + np.exp(-off / 0.14) * 0.25)
