"""The northern lights."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import Array, rgb
from ai_node_builder.services.images.demo.noise import line, smoothstep


def northern_lights(canvas: Canvas, horizon: float) -> None:
    """Curtains of light: thin wandering ribbons smeared upwards, green below and violet above."""
    ribbon = _ribbons(canvas, max(2, int(horizon)))
    for colour, reach in ((rgb("#8a5cff"), 0.24), (rgb("#1fb8a8"), 0.12), (rgb("#3dff8f"), 0.06)):
        canvas.shine(colour, np.clip(_smeared_upwards(ribbon, reach * canvas.unit) * 0.8, 0, 0.8))


def _ribbons(canvas: Canvas, rows: int) -> Array:
    rng, wide = canvas.rng("northern lights"), canvas.width / canvas.unit
    rays = 0.25 + 0.75 * smoothstep(0.3, 0.75, line(rng, canvas.width, 45 * wide, 3, 0.7))
    total = np.zeros((rows, canvas.width), np.float32)
    for base in (0.66, 0.5, 0.36):
        path = (base + (line(rng, canvas.width, 2.2 * wide, 3) - 0.5) * 0.4) * rows
        strength = smoothstep(0.3, 0.7, line(rng, canvas.width, 1.6 * wide, 2))
        off = (canvas.down[:rows] - path[None, :]) / (0.012 * canvas.unit)
        total += np.exp(-(off**2)) * (strength * rays)
    return total


def _smeared_upwards(ribbon: Array, reach: float) -> Array:
    """Each row passes its light on to the row above it, fading away within `reach` pixels."""
    keep = float(np.exp(-1 / reach))
    light = np.zeros_like(ribbon)
    for row in range(len(ribbon) - 2, -1, -1):
        light[row] = light[row + 1] * keep + ribbon[row]
    return light / max(1e-6, float(light.max()))
