"""Abstract: waves of cut paper, one behind the other."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import Array, mix, ramp
from ai_node_builder.services.images.demo.noise import line
from ai_node_builder.services.images.demo.palette import Palette
from ai_node_builder.services.images.demo.scene import Scene

_COUNT = 9


def draw(canvas: Canvas, scene: Scene) -> None:
    palette, rng = scene.palette, canvas.rng("ribbons")
    canvas.pixels[:] = ramp(palette.sky, canvas.down / canvas.height)
    canvas.shine(palette.glow, np.exp(-canvas.distance((canvas.width * 0.3, canvas.height * 0.2)) / 0.4) * 0.7)
    tones = ramp([palette.sky[4], palette.glow, *palette.sky[3::-1], palette.near], np.linspace(0, 1, _COUNT + 1))
    for number in range(_COUNT):
        wave = line(rng, canvas.width, 1.1 * canvas.width / canvas.unit, 2, 0.35) - 0.5
        lean = (canvas.across / canvas.width - 0.5) * rng.uniform(-0.25, 0.25)
        edge = canvas.height * (0.22 + 0.74 * number / (_COUNT - 1)) + (lean - wave * 0.5) * canvas.unit
        _ribbon(canvas, palette, edge, tones[number], tones[number + 1])


def _ribbon(canvas: Canvas, palette: Palette, edge: Array, upper: Array, lower: Array) -> None:
    depth = (canvas.down - edge[None, :]) / canvas.unit
    mask = np.clip(depth * canvas.unit / np.hypot(1, np.gradient(edge))[None, :] + 0.5, 0, 1)
    canvas.shade(np.exp(np.minimum(depth, 0) / 0.035) * (1 - mask) * 0.38)
    share = np.clip(depth / 0.32, 0, 1)[..., None]
    canvas.lay(upper + (mix(upper, lower, 0.75) - upper) * share, mask)
    inside = np.maximum(depth, 0)
    canvas.shine(palette.light, (np.exp(-inside / 0.006) * 0.4 + np.exp(-inside / 0.06) * 0.14) * mask)
