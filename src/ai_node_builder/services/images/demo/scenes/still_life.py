"""Still life: an apple on a table before a soft wall."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import mix, ramp, rgb
from ai_node_builder.services.images.demo.elements.apple import apple
from ai_node_builder.services.images.demo.scene import Scene


def draw(canvas: Canvas, scene: Scene) -> None:
    palette, unit = scene.palette, canvas.unit
    edge = canvas.height * 0.5 + 0.12 * unit
    wall = mix(palette.sky[1], palette.near, 0.35)
    canvas.pixels[:] = ramp([mix(wall, palette.near, 0.4), wall], canvas.down / canvas.height)
    canvas.shine(
        mix(palette.glow, palette.sky[2], 0.4),
        np.exp(-canvas.distance((canvas.width * 0.34, edge - 0.3 * unit)) / 0.42) * 0.6,
    )
    _table(canvas, edge)
    skin = palette.accent if "coloured" in scene.features else rgb("#c81e24")
    apple(canvas, (canvas.width * 0.5, edge - 0.05 * unit), 0.27 * unit, skin)


def _table(canvas: Canvas, edge: float) -> None:
    """Boards in perspective, lit from the left."""
    top = int(edge)
    depth = (canvas.down[top:] - edge) / max(1.0, canvas.height - edge)
    away = 1 / (0.25 + depth)
    grain = canvas.noise("wood", 3, canvas.detail.octaves, stretch=9)[top:] - 0.5
    rings = np.sin(away * 9 + grain * 16) * 0.5 + 0.5
    tone = np.clip(0.45 + 0.28 * depth + grain * 0.35 + rings * 0.1, 0, 1)
    light = np.exp(-(((canvas.across[None, :] - canvas.width * 0.34) / (0.62 * canvas.unit)) ** 2)) * 0.4 + 0.6
    boards = ramp([rgb("#2c1710"), rgb("#6d3f22"), rgb("#b97a43")], tone) * light[..., None]
    canvas.lay(boards, np.clip(canvas.down[top:] - edge + 0.5, 0, 1) * np.ones((1, canvas.width)), top)
