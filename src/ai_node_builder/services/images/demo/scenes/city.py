"""A skyline across the water, its windows lit."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import Array, mix
from ai_node_builder.services.images.demo.elements import air
from ai_node_builder.services.images.demo.elements.bloom import bloom
from ai_node_builder.services.images.demo.elements.heavens import heavens, light_place
from ai_node_builder.services.images.demo.elements.towers import Row, towers
from ai_node_builder.services.images.demo.elements.water import glitter, lake
from ai_node_builder.services.images.demo.scene import Scene

_ROWS = (
    Row("back row", 0.1, 0.32, 0.16),
    Row("third row", 0.4, 0.42, 0.32),
    Row("second row", 0.7, 0.34, 0.42),
    Row("front row", 1.0, 0.2, 0.5),
)
# Moods in which the sun drowns most of the windows' light.
_BRIGHT = ("day", "dawn", "teal dawn", "winter", "spring", "golden")


def draw(canvas: Canvas, scene: Scene) -> None:
    palette, wet = scene.palette, bool({"rain", "storm"} & scene.features)
    shore = canvas.height * 0.7
    light = light_place(canvas, scene, shore)
    heavens(canvas, scene, shore, light, 0.05)
    haze = mix(palette.haze, palette.glow, 0.35)
    if wet or palette.dark:
        canvas.shine(palette.accent, np.broadcast_to(_city_glow(canvas, shore), canvas.pixels.shape[:2]))
    lights = np.zeros_like(canvas.pixels)
    strength = 0.4 if palette.mood in _BRIGHT else 1
    for row in _ROWS:
        tone = mix(palette.near, mix(palette.haze, palette.sky[2], 0.3), (1 - row.near) * 0.85 + 0.06)
        lights += towers(canvas, row, shore, tone, haze, strength)
        air.mist(canvas, haze, shore - 0.02 * canvas.unit, 0.08, 0.5 * (1 - row.near), row.name)
    bloom(canvas, lights)
    lake(canvas, shore, mix(palette.near, palette.sky[0], 0.4), 0.9)
    if not wet:
        glitter(canvas, shore, light[0], palette.golden, 0.5)


def _city_glow(canvas: Canvas, shore: float) -> Array:
    glow: Array = np.exp(-np.abs(canvas.down - shore) / (0.28 * canvas.unit)) * 0.32
    return glow
