"""Abstract: glassy discs and rings, floating."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array, shades
from ai_node_builder.services.images.demo.palette import Palette
from ai_node_builder.services.images.demo.scene import Scene

_COUNT = 13


def draw(canvas: Canvas, scene: Scene) -> None:
    palette, rng = scene.palette, canvas.rng("discs")
    cloud = canvas.noise("background", 1.2, 3) - 0.5
    canvas.pixels[:] = shades(palette.sky[:3], canvas.down / canvas.height * 0.7 + cloud * 1.1 + 0.1)
    tones = [palette.glow, palette.accent, *palette.sky[3:], palette.light, palette.sky[2], palette.haze]
    spread = canvas.width / canvas.unit * canvas.height / canvas.unit
    for number in range(round(_COUNT * spread**0.7)):
        radius = canvas.unit * (0.32 * rng.random() ** 1.6 + 0.05)
        centre = (rng.uniform(0.06, 0.94) * canvas.width, rng.uniform(0.06, 0.94) * canvas.height)
        pair = (tones[number % len(tones)], tones[(number + 2) % len(tones)])
        _disc(canvas, palette, centre, radius, pair, rng.uniform(0, 2 * np.pi), number % 3)


def _disc(
    canvas: Canvas, palette: Palette, centre: Point, radius: float, tones: tuple[Array, Array], turn: float, kind: int
) -> None:
    """One of three kinds: full, half transparent, or a ring; with a shadow below and a lit rim."""
    top = max(0, int(centre[1] - 1.6 * radius))
    x, y = canvas.across[None, :] - centre[0], canvas.down[top : int(centre[1] + 1.9 * radius)] - centre[1]
    off = np.hypot(x, y)
    mask = np.clip(radius - off + 0.5, 0, 1)
    share = np.clip((x * np.cos(turn) + y * np.sin(turn)) / radius * 0.5 + 0.5, 0, 1)
    below = np.maximum(np.hypot(x - radius * 0.05, y - radius * 0.1) - radius, 0)
    canvas.shade(np.exp(-below / (radius * 0.14)) * (1 - mask) * 0.3, top)
    ring = np.clip(radius * 0.16 - np.abs(off - radius * 0.86) + 0.5, 0, 1)
    cover = (mask * 0.92, mask * (0.25 + 0.65 * share), ring * 0.95)[kind]
    canvas.lay(tones[0] + (tones[1] - tones[0]) * share[..., None], cover, top)
    rim = np.exp(-np.abs(radius - off) / (canvas.unit * 0.004)) * mask
    canvas.shine(palette.light, rim * (1 - share) * 0.35, top)
